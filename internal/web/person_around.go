package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personAroundPage is who is around a person, how it stands with an advocate,
// and what else goes on.
type personAroundPage struct {
	Page
	Person     string
	Who        ui.Component
	People     ui.SummaryList
	Before     []string // who it was before
	Name, Add  *ui.Button
	Advocate   advocateCard
	Processes  []processCard
	Ended      []processCard
	AddProcess *ui.Button
}

// advocateCard is how it stands with an advocate.
type advocateCard struct {
	Tag     ui.Component
	Words   string
	Offer   string // what to do, where one should be offered
	Facts   *ui.SummaryList
	Record  *ui.Button // nil for who may not record
	History []needLine
}

// processCard is a process that the person is or was in.
type processCard struct {
	Title string
	Tag   ui.Component
	Late  ui.Component
	Mark  ui.Component // of who may not read it
	Facts ui.SummaryList
	Links []ui.Link
}

func aroundPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/around" }

func (s *Server) personAround(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.wholeRecord(r, v, "to see who and what is around them")
	if err != nil {
		return err
	}
	c := view.Shown
	p := &personAroundPage{Page: s.newPage(v, "People and processes"), Person: c.Name(), Who: toTellApart(c.Details)}
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	button := func(f recordForm, text string) *ui.Button {
		if !mayUse(v, view, f) {
			return nil
		}
		return &ui.Button{Text: text, Href: place{kind: f.kind, caseID: c.ID}.path(), Variant: "secondary"}
	}
	f := &facts{v: v, caseID: c.ID, changes: true}
	f.peopleAround(view)
	p.People = f.list()
	for _, a := range c.Around() {
		for _, b := range a.Before {
			p.Before = append(p.Before, beforeWords(a.Part, b))
		}
	}
	p.Name, p.Add = button(namedPersonForm, "Record who is named"), button(contactForm, "Add a contact")
	p.Advocate = s.newAdvocateCard(view)
	p.Advocate.Record = button(advocacyForm, "Record about an advocate")
	for _, process := range c.Processes() {
		switch {
		case process.Withheld != "": // not even that there is one
		case process.Ended != 0:
			p.Ended = append(p.Ended, s.newProcessCard(v, view, process))
		default:
			p.Processes = append(p.Processes, s.newProcessCard(v, view, process))
		}
	}
	p.AddProcess = button(processForm, "Add a process")
	return s.render(w, http.StatusOK, "person_around", p)
}

// peopleAround are the rows of those around the person.
func (f *facts) peopleAround(view app.PersonView) {
	c, around := view.Shown, view.Shown.Around()
	f.add("Held by", orWords(c.Coordinator, "Nobody yet"), coordinatorForm)
	f.keyworker(c.Keyworker)
	for _, a := range around {
		f.named(a)
	}
	f.add("GP practice", orWords(c.GP, "Not recorded"), gpForm)
	for _, contact := range c.Contacts {
		stands := func(a casefile.Around) bool { return a.Now != nil && a.Now.Contact == contact.ID }
		if !slices.ContainsFunc(around, stands) {
			f.contact(contact)
		}
	}
}

// advocate is the row of how it stands with an advocate.
func (f *facts) advocate(view app.PersonView) {
	now, _ := view.Shown.Advocate()
	if now.Contact != "" {
		return // who has a row as a contact
	}
	words := ui.Group{ui.Paragraph(advocateLine(now))}
	if now.Step == casefile.AdvocateAccepted {
		words = append(words, reachLines(now.Reach)...)
	}
	if now.OfferAgain(view.Day) && now.Step != "" {
		words = append(words, ui.Paragraph("To be offered again since "+now.Again.Long()))
	}
	f.verb = "Record"
	f.row("Advocate", words, advocacyForm, "")
	f.verb = ""
}

func (f *facts) keyworker(k *casefile.Keyworker) {
	words := ui.Group{ui.Paragraph(keyworkerWords(k))}
	if k == nil {
		f.verb = "Record"
	} else {
		words = append(words, reachLines(k.Reach)...)
	}
	f.row("Keyworker", words, keyworkerForm, "")
	f.verb = ""
}

// named is the row of somebody with a part of an office. Whom a contact names is
// changed there.
func (f *facts) named(a casefile.Around) {
	if a.Now == nil {
		f.verb = "Record"
		defer func() { f.verb = "" }()
		words := "Nobody is recorded"
		if len(a.Before) > 0 {
			words = "Nobody since " + a.Before[0].Until.Long()
		}
		f.row(a.Part.Word(), ui.Text(words), namedPersonForm, string(a.Part))
		return
	}
	now := a.Now
	if now.Contact != "" {
		f.row(a.Part.Word(), append(ui.Group{ui.Paragraph(now.Name)}, reachLines(now.Reach)...), contactForm, now.Contact)
		f.andEnd(a.Part, contactEndedForm, now.Contact)
		return
	}
	words := ui.Group{ui.Paragraph(now.Name)}
	if now.Withheld != "" {
		words = ui.Group{ui.Paragraph("There is somebody, in an entry that you may not see")}
	}
	words = append(words, reachLines(now.Reach)...)
	if now.ChosenBy != "" {
		words = append(words, ui.Paragraph(now.ChosenBy.Word()))
	}
	words = append(words, ui.Paragraph("Since "+now.Since.Long()))
	f.row(a.Part.Word(), words, namedPersonForm, string(a.Part))
	f.andEnd(a.Part, namedPersonEndedForm, string(a.Part))
}

// andEnd adds the link to the form that ends what the last row says, for who may
// change it.
func (f *facts) andEnd(part casefile.NamedPart, form recordForm, subject string) {
	if last := &f.rows[len(f.rows)-1]; len(last.Actions) > 0 {
		last.Actions = append(last.Actions, ui.Action{Text: "End", VisuallyHiddenText: uncapital(part.Word()), Href: place{form.kind, f.caseID, subject}.path()})
	}
}

func reachLines(r casefile.Reach) (lines ui.Group) {
	for _, more := range []string{r.Organisation, r.Phone, r.Email} {
		if more != "" {
			lines = append(lines, ui.Paragraph(more))
		}
	}
	return lines
}

func beforeWords(part casefile.NamedPart, b casefile.NamedNow) string {
	name := b.Name
	if b.Withheld != "" {
		name = "somebody, in an entry that you may not see"
	}
	words := fmt.Sprintf("%s: %s, from %s to %s", part.Word(), name, b.Since.Long(), b.Until.Long())
	if b.Why != "" {
		words += ". " + b.Why
	}
	return words
}

func (s *Server) newAdvocateCard(view app.PersonView) advocateCard {
	now, entries := view.Shown.Advocate()
	card := advocateCard{Words: advocateLine(now) + "."}
	again := now.OfferAgain(view.Day)
	switch {
	case now.Step == "":
		card.Tag = ui.Tag{Text: "Not offered yet", Colour: "yellow"}
		card.Offer = "An advocate is somebody on their side, who helps them to say what they want. Whoever sees them next can offer one, and ask again when they say no."
	case again:
		card.Tag = ui.Tag{Text: "To be offered again", Colour: "yellow"}
		card.Offer = "The day on which to offer one again has come: " + now.Again.Long() + "."
	case now.Step == casefile.AdvocateAccepted:
		card.Tag = ui.Tag{Text: "Has one, or said yes", Colour: "green"}
	case now.Step == casefile.AdvocateDeclined:
		card.Tag = ui.Tag{Text: "Said no", Colour: "grey"}
	case now.Step == casefile.AdvocateEnded:
		card.Tag = ui.Tag{Text: "No longer there", Colour: "grey"}
	default:
		card.Tag = ui.Tag{Text: "Offered", Colour: "blue"}
	}
	f := facts{}
	fact := func(key, value string) {
		if value != "" {
			f.add(key, value, recordForm{})
		}
	}
	fact("Kind", now.Type.Word())
	fact("Offered by", now.By)
	fact("Why not, in their own words", now.Why)
	if !again {
		fact("Offer again on", now.Again.Long())
	}
	fact("Organisation", now.Organisation)
	fact("Phone", now.Phone)
	fact("Email", now.Email)
	if len(f.rows) > 0 {
		list := f.list()
		list.Border, list.Classes = new(bool), "app-entry-facts"
		card.Facts = &list
	}
	for _, e := range slices.Backward(entries) {
		card.History = append(card.History, s.newNeedLine(e, view.Case.ID))
	}
	return card
}

func (s *Server) newProcessCard(v visit, view app.PersonView, p casefile.ProcessState) processCard {
	card := processCard{Title: p.Type.Word(), Tag: ui.Tag{Text: "Goes on", Colour: "blue"}}
	if p.Ended != 0 {
		card.Tag = ui.Tag{Text: "Ended", Colour: "grey"}
	}
	if e, ok := view.Shown.Entry(p.Seq); ok {
		card.Mark = markTag(view, e)
	}
	f := facts{}
	fact := func(key, value string) {
		if value != "" {
			f.add(key, value, recordForm{})
		}
	}
	fact("Led by", p.Lead)
	fact("Reference", p.Reference)
	fact("Whom to ask", p.Ask)
	fact("Since", p.Since.Long())
	if p.Ended == 0 {
		fact("Next date", nextDateWords(p.Next, view.Day))
		if p.Next != 0 && p.Next < view.Day {
			card.Late = ui.Tag{Text: "Next date has passed", Colour: "orange"}
		}
	}
	fact("Added", p.Note)
	fact("Ended", p.Ended.Long())
	fact("What came of it", p.Outcome)
	card.Facts = f.list()
	card.Facts.Border, card.Facts.Classes = new(bool), "app-entry-facts"
	link := func(text, hidden, href string) {
		card.Links = append(card.Links, ui.Link{Text: text, VisuallyHiddenText: hidden, Href: href})
	}
	if p.Ended == 0 && mayUse(v, view, processForm) {
		link("Record how it stands now", ": "+card.Title, place{processForm.kind, view.Case.ID, p.ID}.path())
		link("It has ended", ": "+card.Title, place{processEndedForm.kind, view.Case.ID, p.ID}.path())
	}
	seq := fmt.Sprint(p.Seq)
	link("In the story", "entry "+seq, "/people/"+url.PathEscape(view.Case.ID)+"?entry="+seq+"#entry-"+seq)
	return card
}

func nextDateWords(next, today civil.Date) string {
	switch {
	case next == 0:
		return "Not recorded"
	case next < today:
		return next.Long() + ", which has passed. Ask what came of it, and record the next"
	}
	return next.Long()
}

// processesWords name the other processes that the person is in.
func processesWords(c *casefile.Case) ui.Component {
	var words []string
	for _, p := range c.Processes() {
		if p.Withheld != "" || p.Ended != 0 {
			continue
		}
		line := p.Type.Word()
		if p.Next != 0 {
			line += ", next on " + p.Next.Long()
		}
		words = append(words, line)
	}
	if len(words) == 0 {
		return ui.Text("None recorded")
	}
	return lines(words)
}
