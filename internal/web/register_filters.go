package web

import (
	"fmt"
	"slices"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

const sinceError = "Enter a real date for “Changed since”, such as 27/3/2026"

// named is a value of a filter with its words.
type named struct{ value, text string }

var (
	yesFilters = []named{{"overdue", "Something is overdue"}, {"attention", "Needs attention"}, {"no-consent", "No consent in force"}}
	settings   = []named{{string(casefile.Community), "In the community"}, {string(casefile.Inpatient), "In hospital"}}
	cohorts    = []named{{string(casefile.CTR), "Care and treatment review (CTR)"}, {string(casefile.CETR), "Care, education and treatment review (CETR)"}}
	members    = []named{{"", "On the register"}, {memberLeft, "Left the register"}, {memberMoved, "Moved away"}, {memberDied, "Died"}, {memberAny, "Everyone"}}
)

func ratingNames() []named {
	var all []named
	for _, r := range casefile.Ratings {
		all = append(all, named{string(r), r.Word()})
	}
	return append(all, named{app.NotRated, casefile.Rating("").Word()})
}

func ageNames() []named {
	var all []named
	for _, g := range app.AgeGroups {
		text := fmt.Sprintf("%d to %d", g.From, g.To)
		switch {
		case g.Key == app.UnknownAge:
			text = "Not known"
		case g.From == 0:
			text = fmt.Sprintf("Under %d", g.To+1)
		case g.To > 120:
			text = fmt.Sprintf("%d and over", g.From)
		}
		all = append(all, named{g.Key, text})
	}
	return all
}

func same(values []string) []named {
	all := make([]named, len(values))
	for i, v := range values {
		all[i] = named{v, v}
	}
	return all
}

// filters is the panel beside the list: what can be chosen, and what is.
func (s *Server) filters(q registerQuery, v visit, choices app.RegisterChoices) ui.FilterPanel {
	holders := []named{{"", "Anyone"}}
	for _, name := range choices.Coordinators {
		holders = append(holders, named{coordinatorKey(v.Actor.Register, name), name})
	}
	since := ui.Input{
		ID: "filter-since", Name: "since", Label: ui.Label{Text: "Changed on or after"}, Width: 10,
		Hint: ui.Hint{Text: "For example, 27/3/2026"}, Value: q.sinceTyped, Inputmode: "numeric", Autocomplete: "off",
	}
	if q.Since != 0 {
		since.Value = slashed(q.Since)
	}
	if q.sinceTyped != "" {
		since.ErrorMessage.Text = sinceError
	}
	// An authority of the address that nobody has any more can still be taken away.
	authorities := slices.Concat(choices.Authorities, q.Authorities)
	slices.Sort(authorities)
	authorities = slices.Compact(authorities)

	p := ui.FilterPanel{
		Action: "/register", Selected: chips(q, holders), ClearHref: q.unfiltered().href(),
		Groups: []ui.FilterGroup{
			{Heading: "Colour", Open: true, Chosen: len(q.Ratings), Body: boxes("rating", "Colour", q.Ratings, ratingNames())},
			{Heading: "To do", Open: true, Chosen: q.yes(), Body: yesBoxes(q)},
			{Heading: "Local authority", Chosen: len(q.Authorities), Body: boxes("authority", "Local authority", q.Authorities, same(authorities))},
			{Heading: "Age", Chosen: len(q.Ages), Body: boxes("age", "Age", q.Ages, ageNames())},
			{Heading: "Where", Chosen: given(q.Setting), Body: radios("setting", "Where", q.Setting, append([]named{{"", "Anywhere"}}, settings...))},
			{Heading: "Kind of review", Chosen: given(q.Cohort), Body: radios("cohort", "Kind of review", q.Cohort, append([]named{{"", "Either"}}, cohorts...))},
			{Heading: "Held by", Chosen: given(q.Coordinator), Body: ui.Select{
				ID: "filter-held-by", Name: "held-by", Value: q.Coordinator, Label: ui.Label{Text: "Held by", Classes: "nhsuk-u-visually-hidden"}, Items: options(holders),
			}},
			{Heading: "Changed since", Open: q.sinceTyped != "", Chosen: given(q.Since.String()), Body: since},
			{Heading: "People", Chosen: given(q.Member), Body: radios("people", "People", q.Member, members)},
		},
	}
	if len(authorities) == 0 {
		p.Groups = slices.DeleteFunc(p.Groups, func(g ui.FilterGroup) bool { return g.Heading == "Local authority" })
	}
	if len(choices.Coordinators) == 0 {
		p.Groups = slices.DeleteFunc(p.Groups, func(g ui.FilterGroup) bool { return g.Heading == "Held by" })
	}
	kept := q.unfiltered().values()
	for _, name := range []string{"as", "search", "sort", "order", "size"} {
		if value := kept.Get(name); value != "" {
			p.Hidden = append(p.Hidden, ui.HiddenField{Name: name, Value: value})
		}
	}
	return p
}

func given(value string) int {
	if value == "" {
		return 0
	}
	return 1
}

func (q registerQuery) yes() int {
	n := 0
	for _, f := range yesFilters {
		if *q.flag(f.value) {
			n++
		}
	}
	return n
}

// flag is the filter of a name that is chosen or not.
func (q *registerQuery) flag(name string) *bool {
	switch name {
	case "overdue":
		return &q.Overdue
	case "attention":
		return &q.Attention
	}
	return &q.NoConsent
}

func hiddenLegend(text string) *ui.Fieldset {
	return &ui.Fieldset{Legend: ui.Legend{Text: text, Classes: "nhsuk-u-visually-hidden"}}
}

func boxes(name, legend string, chosen []string, values []named) ui.Component {
	c := ui.Checkboxes{Name: name, IDPrefix: "filter-" + name, Values: chosen, Small: true, Fieldset: hiddenLegend(legend)}
	for _, v := range values {
		c.Items = append(c.Items, ui.Choice{Value: v.value, Text: v.text})
	}
	return c
}

func yesBoxes(q registerQuery) ui.Component {
	c := ui.Checkboxes{Name: "to-do", IDPrefix: "filter-to-do", Small: true, Fieldset: hiddenLegend("To do")}
	for _, f := range yesFilters {
		c.Items = append(c.Items, ui.Choice{Name: f.value, Value: "yes", Text: f.text, Checked: *q.flag(f.value)})
	}
	return c
}

// radios marks the first choice, which is every list's usual one, when none is
// chosen.
func radios(name, legend, chosen string, values []named) ui.Component {
	c := ui.Radios{Name: name, IDPrefix: "filter-" + name, Value: chosen, Small: true, Fieldset: hiddenLegend(legend)}
	for _, v := range values {
		c.Items = append(c.Items, ui.Choice{Value: v.value, Text: v.text, Checked: v.value == chosen})
	}
	return c
}

func options(values []named) []ui.SelectItem {
	var all []ui.SelectItem
	for _, v := range values {
		all = append(all, ui.Option(v.value, v.text))
	}
	return all
}

// chips are the filters that are chosen, each with the list without it.
func chips(q registerQuery, holders []named) []ui.SelectedFilter {
	var all []ui.SelectedFilter
	chip := func(name, value string, without func(*registerQuery)) {
		all = append(all, ui.SelectedFilter{Name: name, Value: value, RemoveHref: q.with(without).href()})
	}
	each := func(name string, chosen []string, words []named, list func(*registerQuery) *[]string) {
		for _, value := range chosen {
			chip(name, wordOf(words, value), func(q *registerQuery) {
				l := list(q)
				*l = slices.DeleteFunc(*l, func(s string) bool { return s == value })
				if len(*l) == 0 {
					*l = nil
				}
			})
		}
	}
	one := func(name, value string, words []named, clear func(*registerQuery)) {
		if value != "" {
			chip(name, wordOf(words, value), clear)
		}
	}
	each("Colour", q.Ratings, ratingNames(), func(q *registerQuery) *[]string { return &q.Ratings })
	for _, f := range yesFilters {
		if *q.flag(f.value) {
			chip("", f.text, func(q *registerQuery) { *q.flag(f.value) = false })
		}
	}
	each("Local authority", q.Authorities, nil, func(q *registerQuery) *[]string { return &q.Authorities })
	each("Age", q.Ages, ageNames(), func(q *registerQuery) *[]string { return &q.Ages })
	one("Where", q.Setting, settings, func(q *registerQuery) { q.Setting = "" })
	one("Review", q.Cohort, cohorts, func(q *registerQuery) { q.Cohort = "" })
	one("Held by", q.Coordinator, holders, func(q *registerQuery) { q.Coordinator = "" })
	if q.Since != 0 {
		chip("Changed since", q.Since.Long(), func(q *registerQuery) { q.Since = 0 })
	}
	one("People", q.Member, members, func(q *registerQuery) { q.Member = "" })
	return all
}

func wordOf(words []named, value string) string {
	for _, w := range words {
		if w.value == value {
			return w.text
		}
	}
	return value
}
