package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personSupportPage is what a person needs to stay well at home, and how far
// each of it is.
type personSupportPage struct {
	Page
	Person string
	Who    ui.Component
	Words  string
	Add    *ui.Button // nil for who may not record
	Groups []needGroup
}

// needGroup are the needs of one kind of standing.
type needGroup struct {
	ID, Heading string
	Needs       []needCard
}

// needCard is one need with its history.
type needCard struct {
	ID     string
	Title  string
	Status ui.Component
	Late   ui.Component // by when it is wanted, when that day has passed
	Facts  ui.SummaryList
	// Todo is what to do about it, where the page says so, and Ways are where.
	Todo    string
	Ways    []ui.Link
	Record  *ui.Link
	History []needLine
}

// needLine is one entry of a need's history.
type needLine struct {
	When, What, More string
	Link             ui.Link
}

func supportPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/support" }

// wholeRecord is a person's record for a page that only who sees all of it has.
func (s *Server) wholeRecord(r *http.Request, v visit, why string) (app.PersonView, error) {
	view, err := s.app.Person(r.Context(), v.Actor, r.PathValue("id"), app.AsAt{For: why})
	if err == nil && view.Sight < access.Whole {
		err = &app.Error{Kind: app.Forbidden, Text: "You do not see all of this record, and this is a part that you do not see."}
	}
	return view, err
}

func (s *Server) personSupport(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.wholeRecord(r, v, "to see support")
	if err != nil {
		return err
	}
	c := view.Shown
	p := &personSupportPage{Page: s.newPage(v, "Support"), Person: c.Name(), Who: toTellApart(c.Details), Words: supportWords(c, view.Day)}
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	if mayUse(v, view, supportNeedForm) {
		p.Add = &ui.Button{Text: "Add a need", Href: place{kind: supportNeedForm.kind, caseID: c.ID}.path()}
	}
	for _, g := range []needGroup{{ID: "open", Heading: "Not in place yet"}, {ID: "in-place", Heading: "In place"}, {ID: "withdrawn", Heading: "No longer needed"}} {
		for _, n := range c.Needs {
			if needGroupOf(n.Status) == g.ID {
				g.Needs = append(g.Needs, s.newNeedCard(v, view, n))
			}
		}
		if len(g.Needs) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	return s.render(w, http.StatusOK, "person_support", p)
}

func needGroupOf(s casefile.SupportStatus) string {
	switch {
	case s.Open():
		return "open"
	case s == casefile.SupportInPlace:
		return "in-place"
	}
	return "withdrawn"
}

// supportWords say in a line how a person's support stands.
func supportWords(c *casefile.Case, today civil.Date) string {
	var waiting, late, inPlace int
	for _, n := range c.Needs {
		switch {
		case n.Status.Open():
			waiting++
			if n.Late(today) {
				late++
			}
		case n.Status == casefile.SupportInPlace:
			inPlace++
		}
	}
	if len(c.Needs) == 0 {
		return "Nothing is recorded that they need."
	}
	words := counted(waiting, "need is", "needs are") + " not met yet"
	if late > 0 {
		words += ", " + strconv.Itoa(late) + " of them after the day by which support was wanted"
	}
	return words + ". " + counted(inPlace, "kind of support is", "kinds of support are") + " in place."
}

func (s *Server) newNeedCard(v visit, view app.PersonView, n casefile.Need) needCard {
	card := needCard{ID: "need-" + strconv.Itoa(n.Seq), Title: needTitle(n), Status: needTag(n)}
	began, _ := view.Shown.Entry(n.Seq)
	if began.Withheld != "" {
		card.Title = entryTitle(began)
	}
	late := n.Late(view.Day)
	if late {
		card.Late = ui.StatusTag{Status: "overdue", Text: app.DueWords(n.Wanted(), view.Day)}
	}
	f := facts{}
	fact := func(key, value string) {
		if value != "" {
			f.add(key, value, recordForm{})
		}
	}
	if n.Category != "" {
		fact("Kind", n.Category.Word())
	}
	fact("Wanted by", n.WantedBy.Long())
	if n.FromBefore && n.Status.Open() && view.Case.OnRegister {
		fact("From before they left", "Is it still needed? Ask again. Record it as a new need with a new day, or that it is no longer needed")
	}
	fact("Provider", n.Provider)
	fact("Paid by", n.Funding.Word())
	if n.Reason != "" {
		fact("Reason given", n.Reason.Word())
	}
	if n.Stopped != 0 {
		fact("Stopped", n.Stopped.Long()+". "+n.StoppedWhy.Word())
	}
	if n.Expected != 0 {
		words := n.Expected.Long()
		if n.Wanted() != 0 && n.Expected > n.Wanted() {
			words += ", after the day by which it is wanted"
		}
		fact("Can start on", words)
	}
	fact("Started", n.Started.Long())
	if n.Status == casefile.SupportInPlace {
		looked := "Nobody has looked yet"
		if n.LookedOn != 0 {
			looked = n.Working.Word() + ", looked at on " + n.LookedOn.Long()
		}
		fact("Does it work?", looked)
		fact(casefile.SaysAboutIt, n.Own)
	}
	if n.InGap(view.Day) && view.Shown.WaitsHere() {
		fact("Gap in services", "No service meets this in time, since "+n.GapFrom().Long())
	}
	card.Todo = needTodo(n)
	for _, way := range []struct {
		form recordForm
		text string
	}{{ratingForm, "Rate again"}, {supportNeedForm, "Add a need"}} {
		other := way.form.kind == supportNeedForm.kind // what stopped is no other need
		if card.Todo != "" && !(other && n.Status == casefile.SupportStopped) && mayUse(v, view, way.form) {
			card.Ways = append(card.Ways, ui.Link{Text: way.text, VisuallyHiddenText: "for: " + card.Title, Href: place{kind: way.form.kind, caseID: view.Case.ID}.path()})
		}
	}
	card.Facts = f.list()
	card.Facts.Border, card.Facts.Classes = new(bool), "app-entry-facts"
	if n.Status != casefile.SupportNotNeeded && mayUse(v, view, supportStepForm) {
		card.Record = &ui.Link{Text: "Record what happened", VisuallyHiddenText: "to: " + card.Title, Href: place{supportStepForm.kind, view.Case.ID, n.ID}.path()}
	}
	for _, seq := range slices.Backward(n.Entries) {
		if e, ok := view.Shown.Entry(seq); ok {
			card.History = append(card.History, s.newNeedLine(e, view.Case.ID))
		}
	}
	return card
}

// needTodo is what to do about support that stopped or does not work; "" about
// any other.
func needTodo(n casefile.Need) string {
	switch {
	case n.Status == casefile.SupportStopped:
		return "They had this support and need it as before. Ask a service for it, and look at the rating again."
	case n.Status == casefile.SupportInPlace && n.Working == "no":
		return "This does not help. Look at the rating again, and ask for other support."
	case n.Status == casefile.SupportInPlace && n.Working == "partly":
		return "This helps only in part. Look at the rating again, and ask for what is missing."
	}
	return ""
}

func (s *Server) newNeedLine(e casefile.Recorded, caseID string) needLine {
	line := needLine{When: e.On.Long() + ", " + e.By.Name, What: entryTitle(e), More: e.Note}
	for _, l := range casefile.Particulars(e.Fact) {
		if line.What += ". " + l.Heading + ": " + l.Text; l.Text == "" {
			line.What += "not recorded"
		}
	}
	seq := strconv.Itoa(e.Seq)
	line.Link = ui.Link{Text: "In the story", VisuallyHiddenText: "entry " + seq, Href: "/people/" + url.PathEscape(caseID) + "?entry=" + seq + "#entry-" + seq}
	return line
}

// needTag is how far a need is.
func needTag(n casefile.Need) ui.Component {
	tag := ui.Tag{Text: n.Status.Word(), Colour: "blue"}
	switch n.Status {
	case casefile.SupportInPlace:
		tag.Colour = "green"
		if n.Working == "no" || n.Working == "partly" {
			tag.Text, tag.Colour = map[casefile.Working]string{"no": "In place, does not work", "partly": "In place, works in part"}[n.Working], "orange"
		}
	case casefile.SupportRefused, casefile.NoSuchService, casefile.SupportStopped:
		tag.Colour = "red"
	case casefile.SupportNotNeeded:
		tag.Colour = "grey"
	case casefile.SupportNeeded:
		tag.Colour = "yellow"
	}
	return tag
}
