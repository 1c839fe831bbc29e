package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

var whenWords = []named{{"", "Everything"}, {whenOverdue, "Overdue"}, {whenThisWeek, "This week"}, {whenNextWeek, "Next week"}, {whenLater, "Later"}}

// duePage is what has to be done in a register, by week or as a month.
type duePage struct {
	Page
	Counts   ui.CountStrip
	Filters  ui.FilterPanel
	Shown    string // how much, in words
	As       []ui.Link
	Sections []dueSection
	Empty    string // in place of the sections
	Pager    *ui.Pager
	Month    *dueMonth
}

func (s *Server) duePage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readDueQuery(r.URL.Query())
	teams, err := s.app.MyTeams(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if q.Whose == app.MyTeams && len(teams) == 0 {
		q.Whose = app.Mine // a team of one
	}
	if q.values().Encode() != r.URL.Query().Encode() {
		return seeOther(w, r, q.href()) // the short address is the one to keep
	}
	p, err := s.newDuePage(r.Context(), v, q, teams)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "due", p)
}

func (s *Server) newDuePage(ctx context.Context, v visit, q dueQuery, teams []string) (*duePage, error) {
	today := s.app.Today()
	// What every count on the page is made from: each kind, each day.
	all, err := s.app.DueDays(ctx, v.Actor, app.DueQuery{Whose: q.Whose})
	if err != nil {
		return nil, err
	}
	p := &duePage{Page: s.newPage(v, "What is due"), Counts: dueCounts(q, all, today)}
	if q.NoReason {
		if all, err = s.app.DueDays(ctx, v.Actor, app.DueQuery{Whose: q.Whose, NoReason: true}); err != nil {
			return nil, err
		}
	}
	p.Filters = dueFilters(q, all, today, teams)
	p.As = []ui.Link{
		dueAs("List", !q.Calendar, q.with(func(q *dueQuery) { q.Calendar, q.Month = false, 0 })),
		dueAs("Month", q.Calendar, q.with(func(q *dueQuery) {
			q.Calendar, q.Month, q.When, q.Day, q.NoReason = true, 0, "", 0, false
		})),
	}
	if q.Calendar {
		p.Month = newDueMonth(q, all, today)
		p.Shown = p.Month.words()
		return p, nil
	}
	list, err := s.app.Due(ctx, v.Actor, q.asked(today))
	if err != nil {
		return nil, err
	}
	q.Page = list.Page // one that lies after the last shows the last
	p.Shown = dueShown(q, list)
	p.Sections = s.dueSections(q, list.Rows, all, v)
	p.Empty = nothingDue(q)
	if list.Total > 0 {
		p.Pager = &ui.Pager{
			Page: list.Page, Size: list.Size, Total: list.Total, Sizes: pageSizes, Singular: "thing", Plural: "things",
			Href: func(page, size int) string {
				return q.with(func(q *dueQuery) { q.Page, q.Size = page, size }).href()
			},
		}
	}
	return p, nil
}

func dueAs(text string, current bool, q dueQuery) ui.Link {
	link := ui.Link{Text: text, Href: q.href(), VisuallyHiddenText: "view"}
	if current {
		link.Attributes = ui.Attributes{"aria-current": "true"}
	}
	return link
}

// dueCounts leads to what is due when.
func dueCounts(q dueQuery, all []app.DueDay, today civil.Date) ui.CountStrip {
	strip := ui.CountStrip{AriaLabel: "What is due, by when"}
	for _, c := range whenWords {
		there := q.with(func(q *dueQuery) {
			q.Calendar, q.Month, q.Day, q.When, q.NoReason = false, 0, 0, c.value, false
		})
		strip.Items = append(strip.Items, ui.CountItem{Text: c.text, Count: there.count(all, today), Href: there.href(), Current: !q.Calendar && !q.NoReason && q.Day == 0 && q.When == c.value})
	}
	return strip
}

// takes reports whether a list has what is due of a kind on a day.
func (q dueQuery) takes(d app.DueDay, today civil.Date) bool {
	asked := q.asked(today)
	return (len(q.Kinds) == 0 || slices.Contains(q.Kinds, d.Kind)) &&
		(asked.From == 0 || d.Day >= asked.From) && (asked.To == 0 || d.Day <= asked.To) && (!asked.Overdue || app.OverdueOn(d.Day, today))
}

// count is how much a list has, on all its pages.
func (q dueQuery) count(all []app.DueDay, today civil.Date) int {
	n := 0
	for _, d := range all {
		if q.takes(d, today) {
			n += d.Count
		}
	}
	return n
}

// dueFilters is the panel beside the list.
func dueFilters(q dueQuery, all []app.DueDay, today civil.Date, teams []string) ui.FilterPanel {
	kinds := ui.Checkboxes{Name: "kind", IDPrefix: "filter-kind", Values: q.Kinds, Small: true, Fieldset: hiddenLegend("Kind")}
	var words []named
	for _, k := range app.DueKinds {
		n := q.with(func(q *dueQuery) { q.Kinds = []string{k.Key} }).count(all, today)
		words = append(words, named{k.Key, k.Word})
		if n > 0 || k.Key != app.DueByStatute || slices.Contains(q.Kinds, k.Key) {
			kinds.Items = append(kinds.Items, ui.Choice{Value: k.Key, Text: fmt.Sprintf("%s (%s)", k.Word, thousands(n))})
		}
	}
	reasons := ""
	if q.NoReason {
		reasons = "1"
	}
	held := whoseWords(teams)
	p := ui.FilterPanel{
		Action: "/due", ClearHref: q.unfiltered().href(),
		Groups: []ui.FilterGroup{
			{Heading: "Whose", Open: true, Chosen: given(string(q.Whose)), Body: radios("who", "Whose", string(q.Whose), held)},
			{Heading: "Kind", Open: true, Chosen: len(q.Kinds), Body: kinds},
			{Heading: "Missed dates", Open: true, Chosen: given(reasons), Body: ui.Checkboxes{
				Name: "missing-reasons", IDPrefix: "filter-missing-reasons", Values: []string{reasons}, Small: true, Fieldset: hiddenLegend("Missed dates"),
				Items: []ui.Choice{{Value: "1", Text: "Missed, and no reason recorded yet", Hint: ui.Hint{Text: "Dates from before the person’s record was begun here are not asked about"}}},
			}},
		},
	}
	chip := func(name, value string, without func(*dueQuery)) {
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: name, Value: value, RemoveHref: q.with(without).href()})
	}
	if q.Whose != app.Everyones {
		chip("Whose", wordOf(held, string(q.Whose)), func(q *dueQuery) { q.Whose = app.Everyones })
	}
	for _, key := range q.Kinds {
		chip("Kind", wordOf(words, key), func(q *dueQuery) {
			q.Kinds = slices.DeleteFunc(q.Kinds, func(k string) bool { return k == key })
		})
	}
	if q.NoReason {
		chip("", "No reason recorded yet", func(q *dueQuery) { q.NoReason = false })
	}
	if q.When != "" {
		chip("When", wordOf(whenWords, q.When), func(q *dueQuery) { q.When = "" })
	}
	if q.Day != 0 {
		chip("Day", q.Day.Long(), func(q *dueQuery) { q.Day = 0 })
	}
	kept := q.values()
	for _, name := range []string{"as", "month", "when", "day", "size"} {
		if value := kept.Get(name); value != "" {
			p.Hidden = append(p.Hidden, ui.HiddenField{Name: name, Value: value})
		}
	}
	return p
}

// whoseWords are the choices of whose cases to list. Only who is in a team is
// offered that of teams.
func whoseWords(teams []string) []named {
	words := []named{{string(app.Everyones), "Everyone’s"}, {string(app.Mine), "Mine"}}
	switch len(teams) {
	case 0:
		return words
	case 1:
		return append(words, named{string(app.MyTeams), "My team’s"})
	}
	return append(words, named{string(app.MyTeams), "My teams’"})
}

// dueShown says what the list has.
func dueShown(q dueQuery, list app.DueList) string {
	words := "Nothing is due"
	switch {
	case q.NoReason:
		return datesWord(list.Total) + " missed, without a reason recorded"
	case list.Total > 0:
		words = thingsWord(list.Total) + " to do"
	}
	if q.filtered() {
		words += " with these filters"
	}
	if list.Overdue > 0 && q.When != whenOverdue {
		words += fmt.Sprintf(", %s overdue", thousands(list.Overdue))
	}
	return words
}

func datesWord(n int) string {
	if n == 1 {
		return "1 date was"
	}
	return thousands(n) + " dates were"
}

func thingsWord(n int) string {
	if n == 1 {
		return "1 thing"
	}
	return thousands(n) + " things"
}

func nothingDue(q dueQuery) string {
	switch {
	case q.NoReason:
		return "For every date that was missed since the record was begun here, the reason is recorded."
	case q.Whose == app.Mine && len(q.Kinds) == 0 && q.When == "" && q.Day == 0:
		return "Nothing is due for anyone whose case you hold. You hold the cases that name you as the one who holds them."
	case q.Whose == app.MyTeams && len(q.Kinds) == 0 && q.When == "" && q.Day == 0:
		return "Nothing is due for anyone whose case you or someone in a team with you holds."
	case q.filtered():
		return "Nothing is due that fits these filters."
	}
	return "Nothing is due for anyone in this register."
}
