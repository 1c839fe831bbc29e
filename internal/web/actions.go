package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

const actionsPath = "/actions"

// actionsPage is what was agreed that somebody does, first of all the visitor.
type actionsPage struct {
	Page
	Whose, As []ui.Link // other ways to look at it
	Shown     string
	Table     ui.SortableTable
	Pager     *ui.Pager
}

// actionsQuery is what the page shows, as its address says: without anything
// one's own that are open.
type actionsQuery struct {
	Whose app.Whose
	Over  bool
	Page  int
}

func readActionsQuery(v url.Values) actionsQuery {
	q := actionsQuery{Whose: app.Mine, Over: v.Get("over") == "yes", Page: pageNumber(v.Get("page"))}
	switch v.Get("who") {
	case everyonesToday:
		q.Whose = app.Everyones
	case string(app.MyTeams):
		q.Whose = app.MyTeams
	}
	return q
}

func (q actionsQuery) href() string {
	v := url.Values{}
	switch q.Whose {
	case app.Everyones:
		v.Set("who", everyonesToday)
	case app.MyTeams:
		v.Set("who", string(app.MyTeams))
	}
	if q.Over {
		v.Set("over", "yes")
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	return pathWith(actionsPath, v)
}

func (s *Server) actions(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readActionsQuery(r.URL.Query())
	list, err := s.app.Actions(r.Context(), v.Actor, app.ActionsQuery{Whose: q.Whose, Over: q.Over, Page: q.Page, Size: usualSize})
	if err != nil {
		return err
	}
	teams, err := s.app.MyTeams(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	q.Page = list.Page
	p := &actionsPage{Page: s.newPage(v, "Actions"), Shown: actionsShown(q, list)}
	for _, whose := range todayWhose(teams) {
		p.Whose = append(p.Whose, chosen(ui.Link{Text: whose.text, Href: actionsQuery{Whose: app.Whose(whose.value), Over: q.Over}.href()}, string(q.Whose) == whose.value))
	}
	for _, as := range []struct {
		text string
		over bool
	}{{"To be done", false}, {"Over", true}} {
		p.As = append(p.As, chosen(ui.Link{Text: as.text, Href: actionsQuery{Whose: q.Whose, Over: as.over}.href()}, q.Over == as.over))
	}
	p.Table = s.actionsTable(v, q, list.Rows)
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "action", Plural: "actions", Href: func(page, _ int) string {
			return actionsQuery{q.Whose, q.Over, page}.href()
		}}
	}
	return s.render(w, http.StatusOK, "actions", p)
}

func actionsShown(q actionsQuery, list app.ActionsList) string {
	words := counted(list.Total, "action", "actions")
	switch {
	case q.Over:
		return words + " over"
	case list.Overdue > 0:
		return words + ", " + thousands(list.Overdue) + " overdue"
	}
	return words + " to be done"
}

func (s *Server) actionsTable(v visit, q actionsQuery, rows []app.ActionRow) ui.SortableTable {
	t := ui.SortableTable{
		Caption: "Actions", HideCaption: true, ID: "actions",
		Columns: []ui.SortColumn{{Text: "What is to be done"}, {Text: "For"}, {Text: "Who does it"}, {Text: "By when"}, {Text: "Answer"}},
		Empty:   ui.Text("Nobody has agreed to do anything that is not done yet."),
	}
	switch {
	case q.Over:
		t.Columns[3].Text, t.Columns[4].Text, t.Empty = "When", "What became of it", ui.Text("No action is over yet.")
	case q.Whose == app.Mine:
		t.Empty = ui.Text("You have nothing to do that was agreed. What you agree to do at a meeting or record with your name is listed here.")
	}
	today := s.app.Today()
	for _, row := range rows {
		what := row.Says.Text
		cells := []ui.Cell{
			{Text: orWords(what, "You may not see what"), Classes: "app-cell-words"}, {Body: personOr(row.Name, row.CaseID, v), Classes: "app-cell-words"},
			{Text: orWords(row.Owner, "Nobody is named")}, {Body: actionDay(row.ActionRow.Due, row.Closed, today)}, {},
		}
		if row.Withheld != "" {
			cells[2].Text, cells[3].Body = "You may not see who", ui.Text("You may not see when")
		}
		switch {
		case q.Over:
			cells[4] = ui.Cell{Body: actionOutcome(row.Says), Classes: "app-cell-words"}
		case v.may(actionAnswerForm.needs) && what != "":
			cells[4] = ui.Cell{Body: ui.Link{Text: "Answer", VisuallyHiddenText: what + ", for " + row.Name, Href: place{actionAnswerForm.kind, row.CaseID, row.ID}.path()}}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// actionDay says by when an action is to be done or, where it is over, when that
// was.
func actionDay(due, closed, today civil.Date) ui.Component {
	switch {
	case closed != 0:
		return ui.Text(closed.Long())
	case due == 0:
		return ui.Text("No day was agreed")
	}
	return ui.Lines{{Body: dayTag(due, today)}, {Text: due.Long(), Minor: true}}
}

// actionOutcome says what became of an action, with the reason.
func actionOutcome(a casefile.ActionState) ui.Component {
	words, why := "Ended: the person died or moved away", ""
	switch f := a.Outcome.Fact.(type) {
	case casefile.ActionDone:
		words, why = "Done", a.Outcome.Note
	case casefile.ActionNotFollowed:
		words, why = "Not done", f.Reason
	case casefile.ActionCancelled:
		words, why = "No longer needed", a.Outcome.Note
	}
	if a.Seq == 0 {
		words = "You may not see what became of it"
	}
	lines := ui.Lines{{Text: words}}
	if a.Outcome.By.Name != "" {
		lines = append(lines, ui.Line{Text: a.Outcome.By.Name, Minor: true})
	}
	if why != "" {
		lines = append(lines, ui.Line{Text: why, Minor: true})
	}
	return lines
}

// todayActions is what the visitor has agreed to do and that is overdue or due
// within two weeks; nil where there is none.
func (s *Server) todayActions(ctx context.Context, v visit) (*todaySection, error) {
	list, err := s.app.Actions(ctx, v.Actor, app.ActionsQuery{Whose: app.Mine, DueBy: s.app.Today() + 14, Size: dueShownHere})
	if err != nil || list.Total == 0 {
		return nil, err
	}
	section := &todaySection{Heading: "What you have agreed to do", Shown: counted(list.Total, "action", "actions"), More: &ui.Link{Text: "All your actions", Href: actionsPath}}
	for _, row := range list.Rows {
		r := todayRow{Link: personOr(row.Name, row.CaseID, v), Words: orWords(row.Says.Text, "You may not see what")}
		if row.ActionRow.Due != 0 {
			r.Tag = dayTag(row.ActionRow.Due, s.app.Today())
		}
		section.Rows = append(section.Rows, r)
	}
	return section, nil
}

// personActionsPage is what was agreed for one person, and what became of it.
type personActionsPage struct {
	Page
	Person string
	Who    ui.Component
	Add    *ui.Button
	Open   ui.SortableTable
	Over   ui.SortableTable
}

func (s *Server) personActions(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.wholeRecord(r, v, "to see actions")
	if err != nil {
		return err
	}
	c := view.Shown
	p := &personActionsPage{Page: s.newPage(v, "Actions"), Person: c.Name(), Who: toTellApart(c.Details)}
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	if mayUse(v, view, actionForm) {
		p.Add = &ui.Button{Text: "Add an action", Href: place{kind: actionForm.kind, caseID: c.ID}.path()}
	}
	p.Open = ui.SortableTable{
		Caption: "To be done", ID: "open", Empty: ui.Text("Nothing that was agreed is still to be done."),
		Columns: []ui.SortColumn{{Text: "What is to be done"}, {Text: "Who does it"}, {Text: "By when"}, {Text: "Answer"}},
	}
	p.Over = ui.SortableTable{
		Caption: "Over", ID: "over", Empty: ui.Text("No action is over yet."),
		Columns: []ui.SortColumn{{Text: "What was to be done"}, {Text: "Who had it to do"}, {Text: "When"}, {Text: "What became of it"}},
	}
	states := c.ActionStates()
	for i := len(states) - 1; i >= 0; i-- {
		a := states[i]
		words := ui.Lines{{Text: orWords(a.Text, "You may not see what")}, {Text: "Agreed on " + a.On.Long(), Minor: true}}
		who := ui.Lines{{Text: orWords(a.Owner, "Nobody is named")}}
		if a.Organisation != "" {
			who = append(who, ui.Line{Text: a.Organisation, Minor: true})
		}
		if !a.Open() {
			p.Over.Rows = append(p.Over.Rows, []ui.Cell{{Body: words, Classes: "app-cell-words"}, {Body: who}, {Text: a.Outcome.On.Long()}, {Body: actionOutcome(a), Classes: "app-cell-words"}})
			continue
		}
		cells := []ui.Cell{{Body: words, Classes: "app-cell-words"}, {Body: who}, {Body: actionDay(a.Due, 0, view.Day)}, {}}
		if mayUse(v, view, actionAnswerForm) {
			cells[3] = ui.Cell{Body: ui.Link{Text: "Answer", VisuallyHiddenText: a.Text, Href: place{actionAnswerForm.kind, c.ID, a.Action.ID}.path()}}
		}
		p.Open.Rows = append(p.Open.Rows, cells)
	}
	return s.render(w, http.StatusOK, "person_actions", p)
}
