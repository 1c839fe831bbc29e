package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// caseloadPage is who holds whose case: one's own people, those of one's team,
// or of anybody.
type caseloadPage struct {
	Page
	As      []ui.Link
	Shown   string
	Holders ui.Component // how many each holds, by colour
	Choose  bool         // people can be chosen to give them to somebody else
	Rows    []caseloadRow
	Empty   string
	Pager   *ui.Pager
	Give    ui.Button
}

// caseloadRow is one person. Choose is the box that chooses them.
type caseloadRow struct {
	ID, CaseID, Name    string
	Person, Rating, Due ui.Component
	Reviewed, Changed   ui.Component
	Holder              string
	Checked             bool
}

// caseloadQuery is what the page shows, as its address says.
type caseloadQuery struct {
	Whose  string // "mine", "team", "all", "nobody" or "holder"
	Holder string // whose, for "holder"
	Page   int
}

const (
	ofMine   = "mine"
	ofTeam   = "team"
	ofAll    = "all"
	ofNobody = "nobody"
	ofHolder = "holder"
)

func readCaseloadQuery(v url.Values) caseloadQuery {
	q := caseloadQuery{Whose: oneOf(v.Get("who"), ofMine, ofTeam, ofAll, ofNobody), Holder: v.Get("holder"), Page: 1}
	q.Whose = cmp.Or(q.Whose, ofMine)
	if q.Holder != "" {
		q.Whose = ofHolder
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Page = n
	}
	return q
}

func (q caseloadQuery) href() string {
	v := url.Values{}
	if q.Whose == ofHolder {
		v.Set("holder", q.Holder)
	} else if q.Whose != ofMine {
		v.Set("who", q.Whose)
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	return pathWith("/caseload", v)
}

func (s *Server) caseload(w http.ResponseWriter, r *http.Request, v visit) error {
	ctx, q := r.Context(), readCaseloadQuery(r.URL.Query())
	mates, err := s.app.TeamNames(ctx, v.Actor)
	if err != nil {
		return err
	}
	people := app.PeopleQuery{Page: q.Page, Size: app.MostHeldAtOnce}
	switch q.Whose {
	case ofMine:
		people.Holders = []string{v.Actor.Name}
	case ofTeam:
		people.Holders = mates
	case ofNobody:
		people.Holders = []string{""}
	case ofHolder:
		people.Holders = []string{q.Holder}
	}
	list, err := s.app.People(ctx, v.Actor, people)
	if err != nil {
		return err
	}
	counts, err := s.app.Holders(ctx, v.Actor)
	if err != nil {
		return err
	}
	titles, err := s.app.RuleTitles(ctx, v.Actor)
	if err != nil {
		return err
	}
	q.Page = list.Page
	p := &caseloadPage{Page: s.newPage(v, "Caseload"), Shown: caseloadShown(q, list.Total), Choose: v.may(access.Involve) && v.may(access.Record) && list.Total > 0}
	p.As, p.Holders = caseloadAs(q, mates, counts, v), holdersTable(counts)
	chosen := r.URL.Query()["person"]
	today := s.app.Today()
	for i := range list.Rows {
		row := &list.Rows[i]
		p.Rows = append(p.Rows, caseloadRow{
			ID: "person-" + strconv.Itoa(i+1), CaseID: row.CaseID, Name: row.Name, Checked: slices.Contains(chosen, row.CaseID),
			Person: s.cell("name", row, today, titles), Rating: s.cell("rating", row, today, titles), Due: s.cell("due", row, today, titles),
			Reviewed: dayOr(row.LastReviewOn, "No review recorded"), Changed: s.cell("changed", row, today, titles), Holder: cmp.Or(row.Coordinator, "Nobody yet"),
		})
	}
	p.Empty = caseloadEmpty(q)
	p.Give = ui.Button{Text: "Give the chosen people to somebody else", Variant: "secondary"}
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Href: func(page, _ int) string {
			there := q
			there.Page = page
			return there.href()
		}}
	}
	return s.render(w, http.StatusOK, "caseload", p)
}

// dayOr is a day or, without one, words.
func dayOr(d civil.Date, words string) ui.Component {
	if d == 0 {
		return ui.Lines{{Text: words, Minor: true}}
	}
	return ui.Lines{{Text: short(d)}}
}

// caseloadAs are the ways to the lists. That of a team is for who shares one.
func caseloadAs(q caseloadQuery, mates []string, counts []app.HolderCount, v visit) []ui.Link {
	links := []ui.Link{chosen(ui.Link{Text: "Mine", Href: caseloadQuery{Whose: ofMine}.href()}, q.Whose == ofMine)}
	if len(mates) > 1 {
		links = append(links, chosen(ui.Link{Text: "My team’s", Href: caseloadQuery{Whose: ofTeam}.href()}, q.Whose == ofTeam))
	}
	links = append(links, chosen(ui.Link{Text: "Everyone’s", Href: caseloadQuery{Whose: ofAll}.href()}, q.Whose == ofAll))
	if slices.ContainsFunc(counts, func(c app.HolderCount) bool { return c.Name == "" }) {
		links = append(links, chosen(ui.Link{Text: "Nobody’s yet", Href: caseloadQuery{Whose: ofNobody}.href()}, q.Whose == ofNobody))
	}
	return links
}

// holdersTable says how many each holds. Each name leads to their people.
func holdersTable(counts []app.HolderCount) ui.Component {
	if len(counts) == 0 {
		return nil
	}
	t := ui.Table{
		Caption: ui.TableCaption{Text: "How many people each holds", Size: "s"}, FirstCellIsHeader: true, Compact: true, Responsive: true, Classes: "app-list",
		Head: []ui.HeadCell{{Text: "Held by"}, {Text: "Red", Format: "numeric"}, {Text: "Amber", Format: "numeric"}, {Text: "Green", Format: "numeric"}, {Text: "Blue", Format: "numeric"}, {Text: "Not rated", Format: "numeric"}, {Text: "All", Format: "numeric"}},
	}
	for _, c := range counts {
		name := ui.Cell{Body: ui.Link{Text: c.Name, Href: caseloadQuery{Whose: ofHolder, Holder: c.Name}.href()}, Classes: "app-cell-words"}
		if c.Name == "" {
			name.Body = ui.Link{Text: "Nobody yet", Href: caseloadQuery{Whose: ofNobody}.href()}
		}
		row := []ui.Cell{name}
		for _, n := range []int{c.Counts.Red, c.Counts.Amber, c.Counts.Green, c.Counts.Blue, c.Counts.None, c.Counts.Total()} {
			row = append(row, ui.Cell{Text: thousands(n)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func caseloadShown(q caseloadQuery, n int) string {
	people := thousands(n) + " people"
	if n == 1 {
		people = "1 person"
	}
	switch q.Whose {
	case ofMine:
		return people + " whose case you hold"
	case ofTeam:
		return people + " whose case your team holds"
	case ofNobody:
		return people + " whose case nobody holds yet"
	case ofHolder:
		return people + " whose case " + q.Holder + " holds"
	}
	return people
}

func caseloadEmpty(q caseloadQuery) string {
	if q.Whose == ofMine {
		return "You hold nobody’s case. You hold the cases that name you as the one who holds them."
	}
	return "There is nobody here."
}

// caseloadChangePage checks once more who is given to whom.
type caseloadChangePage struct {
	Page
	People    ui.Table
	Hidden    []hiddenField
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
}

// caseloadChange shows the chosen people and asks who is to hold them; when it
// is answered it changes the holder of all of them.
func (s *Server) caseloadChange(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askHolder(w, r, v, r.URL.Query()["person"], nil)
}

func (s *Server) changeHolder(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.askHolder(w, r, v, r.PostForm["person"], r.PostForm)
}

func (s *Server) askHolder(w http.ResponseWriter, r *http.Request, v visit, chosen []string, typed url.Values) error {
	ctx := r.Context()
	slices.Sort(chosen)
	chosen = slices.Compact(chosen)
	if len(chosen) == 0 {
		s.tell(w, "Nobody was chosen. Tick the people first.")
		return seeOther(w, r, "/caseload")
	}
	rows, err := s.app.PeopleOf(ctx, v.Actor, chosen)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return &app.Error{Kind: app.NotFound}
	}
	holders, err := s.app.MayHold(ctx, v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(typed)
	choices := make([]choice, len(holders))
	for i, name := range holders {
		choices[i] = choice{value: name, text: name}
	}
	change := app.HolderChange{}
	change.To = f.pick("to", "Who is to hold these cases?", "Who may record here and sees lists of people", "", choices...)
	change.From = f.day("from", "Since when?", "Today or earlier.", "The date", s.app.Today())
	change.Reason = f.words(ui.Textarea{Name: "reason", Label: small("Why?"), Hint: ui.Hint{Text: "It stands in each person’s record. Write nothing about anybody’s health."}}, "")
	status := http.StatusOK
	if typed != nil {
		change.People = heldOf(rows, typed)
		if len(f.problems) == 0 {
			err := s.app.ChangeHolder(ctx, v.Actor, change)
			if err == nil {
				s.tell(w, counted(len(change.People), "case is", "cases are")+" given to somebody else. To undo it, choose them here and change who holds them again.")
				return seeOther(w, r, caseloadQuery{Whose: ofHolder, Holder: change.To}.href())
			}
			switch e := app.As(err); e.Kind {
			case app.Invalid:
				f.refuse(e.Refusals)
				status = http.StatusUnprocessableEntity
			case app.Conflict:
				f.problem("", e.Text)
				status = http.StatusConflict
			default:
				return err
			}
		} else {
			status = http.StatusUnprocessableEntity
		}
	}
	p := &caseloadChangePage{Page: s.newPage(v, "Change who holds "+counted(len(rows), "case", "cases")), Questions: f.Questions()}
	p.People = ui.Table{
		Caption: ui.TableCaption{Text: "The people", Size: "s"}, FirstCellIsHeader: true, Compact: true, Responsive: true, Classes: "app-list",
		Head: []ui.HeadCell{{Text: "Person"}, {Text: "Rating"}, {Text: "Held by now"}},
	}
	today := s.app.Today()
	for i := range rows {
		row := &rows[i]
		p.People.Rows = append(p.People.Rows, []ui.Cell{
			{Body: s.cell("name", row, today, nil), Classes: "app-cell-words"}, {Body: s.cell("rating", row, today, nil)}, {Text: cmp.Or(row.Coordinator, "Nobody yet")},
		})
		p.Hidden = append(p.Hidden, hiddenField{"person", row.CaseID}, hiddenField{"held-" + row.CaseID, row.Coordinator})
	}
	p.Save = ui.Button{Text: "Change who holds " + counted(len(rows), "case", "cases"), PreventDoubleClick: "true"}
	p.Cancel = ui.Link{Text: "Change nothing", Href: "/caseload"}
	p.Back = &ui.BackLink{Href: "/caseload"}
	p.Errors = f.Errors()
	return s.render(w, status, "caseload_change", p)
}

// heldOf are the people with who held them when the page was drawn.
func heldOf(rows []app.PersonRow, typed url.Values) []app.Held {
	held := make([]app.Held, len(rows))
	for i := range rows {
		held[i] = app.Held{Case: rows[i].CaseID, By: typed.Get("held-" + rows[i].CaseID)}
	}
	return held
}
