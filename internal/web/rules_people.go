package web

import (
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/web/ui"
)

// rulesPeoplePage lists whose dates a change of rules would move.
type rulesPeoplePage struct {
	Page
	Name  string
	Only  string // the rule that the list is narrowed to
	All   *ui.Link
	Table *ui.SortableTable
	Pager *ui.Pager
}

// trialPageSize is how many dates a page shows.
const trialPageSize = 50

func (s *Server) rulesPeople(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Trial(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if view.Effect == nil {
		return seeOther(w, r, trialPath(view.ID, ""))
	}
	p := &rulesPeoplePage{Page: s.newPage(v, "Whose dates would change"), Name: view.Name}
	p.Back = &ui.BackLink{Href: trialPath(view.ID, ""), Text: "Back to what would change"}
	total, only := view.Effect.Tally.All().Total(), ""
	if rule, ok := clock.ParseRule(r.URL.Query().Get("rule")); ok {
		only, total = rule.String(), view.Effect.Tally.Rules[rule].Total()
		p.Only, p.All = view.Rules.Title(rule), &ui.Link{Text: "Show all rules", Href: trialPath(view.ID, "people")}
	}
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		page = 1
	}
	p.Pager = &ui.Pager{Page: page, Size: trialPageSize, Total: total, Singular: "date", Plural: "dates", Href: func(page, _ int) string {
		q := url.Values{}
		if only != "" {
			q.Set("rule", only)
		}
		if page > 1 {
			q.Set("page", strconv.Itoa(page))
		}
		return pathWith(trialPath(view.ID, "people"), q)
	}}
	page = min(max(1, page), p.Pager.Pages())
	rows, err := s.app.TrialPeople(r.Context(), v.Actor, view.ID, only, page, trialPageSize)
	if err != nil {
		return err
	}
	p.Table = &ui.SortableTable{
		Caption: "Dates that would change", HideCaption: true, ID: "dates", Columns: []ui.SortColumn{{Text: "Person"}, {Text: "What"}, {Text: "Now"}, {Text: "With the change"}},
		Empty: ui.Paragraph("No date would change."),
	}
	for _, row := range rows {
		p.Table.Rows = append(p.Table.Rows, trialCells(row, view.Rules, v.may(access.SeePerson)))
	}
	return s.render(w, http.StatusOK, "rules_people", p)
}

func trialCells(row app.TrialRow, rules *clock.Rulebook, mayOpen bool) []ui.Cell {
	person := ui.Lines{{Text: "Somebody on the register"}}
	if row.Case != "" {
		person = whoseTrial(row, mayOpen)
	}
	title := row.Rule
	if rule, ok := clock.ParseRule(row.Rule); ok {
		title = rules.Title(rule)
	}
	with := ui.Lines{{Text: dueOrNot(row.NewDue)}}
	switch days := int(row.NewDue - row.OldDue); {
	case row.OldDue == 0 || row.NewDue == 0:
	case days < 0:
		with = append(with, ui.Line{Text: daysWord(-days) + " earlier", Minor: true})
	default:
		with = append(with, ui.Line{Text: daysWord(days) + " later", Minor: true})
	}
	return []ui.Cell{
		{Body: person, Classes: "app-cell-words"}, {Body: ui.Lines{{Text: title}, {Text: "begun " + row.StartedOn.Long(), Minor: true}}},
		{Text: dueOrNot(row.OldDue)}, {Body: with},
	}
}

// whoseTrial names whom a change concerns.
func whoseTrial(row app.TrialRow, mayOpen bool) ui.Lines {
	person := ui.Lines{{Text: row.Name}}
	if mayOpen {
		person[0] = ui.Line{Body: ui.Link{Text: row.Name, Href: "/people/" + row.Case}}
	}
	number := "No NHS number"
	if row.NHSNumber != "" {
		number = casefile.FormatNHSNumber(row.NHSNumber)
	}
	return append(person, ui.Line{Text: number, Minor: true}, ui.Line{Body: ui.RatingTag{Rating: string(row.Rating)}})
}

func dueOrNot(day civil.Date) string {
	if day == 0 {
		return "Not due"
	}
	return "Due " + day.Long()
}
