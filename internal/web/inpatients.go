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

const inpatientsPath = "/inpatients"

func hospitalPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/hospital" }

// inpatientsPage is everybody in hospital whom the visitor may see.
type inpatientsPage struct {
	Page
	Admitted  ui.Component   // over how many admissions the questions are counted
	Questions []ui.Component // the two that show whether the register works
	Filters   ui.FilterPanel
	Shown     string
	Table     ui.SortableTable
	Pager     *ui.Pager
	Links     []ui.Link
}

// inpatientQuery is what the page shows, as its address says.
type inpatientQuery struct {
	Only []string // keys of inpatientFilters
	// Admitted is one of inpatientAdmitted; "" for those who are in hospital.
	Admitted string
	Years    int
	Sort     string
	Desc     bool
	Page     int
	Size     int
}

var inpatientFilters = []named{
	{"out-of-area", "Out of area"}, {"no-plan", "No planned day"}, {"past", "Planned day is past"}, {"delayed", "Delayed"},
	{"segregated", "In seclusion or segregation"}, {"children", "Under 18"},
}

var inpatientAdmitted = []named{
	{"", "Everybody in hospital now"}, {"all", "All admissions of the last 12 months"}, {"unregistered", "Of these: not on the register before"},
	{"unreviewed", "Of these: no community review and no emergency protocol meeting before"}, {"unconfirmed", "Of these: nobody has confirmed what the record says"},
}

var inpatientYears = []named{{"", "Any time"}, {"1", "Over 1 year"}, {"2", "Over 2 years"}, {"5", "Over 5 years"}, {"10", "Over 10 years"}}

func readInpatientQuery(v url.Values) inpatientQuery {
	var keys []string
	for _, f := range inpatientFilters {
		keys = append(keys, f.value)
	}
	q := inpatientQuery{Only: known(v["only"], keys), Sort: oneOf(v.Get("sort"), app.InpatientSorts[1:]...), Desc: v.Get("order") == "desc", Page: pageNumber(v.Get("page")), Size: usualSize}
	q.Admitted = oneOf(v.Get("admitted"), app.AdmittedKinds...)
	q.Years, _ = strconv.Atoi(oneOf(v.Get("years"), "1", "2", "5", "10"))
	if n, err := strconv.Atoi(v.Get("size")); err == nil && slices.Contains(pageSizes, n) {
		q.Size = n
	}
	return q
}

func (q inpatientQuery) href() string {
	v := url.Values{}
	if len(q.Only) > 0 {
		v["only"] = q.Only
	}
	for name, n := range map[string]int{"years": q.Years, "page": q.Page, "size": q.Size} {
		if n > 0 && !(name == "page" && n == 1) && !(name == "size" && n == usualSize) {
			v.Set(name, strconv.Itoa(n))
		}
	}
	if q.Admitted != "" {
		v.Set("admitted", q.Admitted)
	}
	if q.Sort != "" {
		v.Set("sort", q.Sort)
	}
	if q.Desc {
		v.Set("order", "desc")
	}
	return pathWith(inpatientsPath, v)
}

func (q inpatientQuery) with(change func(*inpatientQuery)) inpatientQuery {
	q.Only, q.Page = slices.Clone(q.Only), 1
	change(&q)
	return q
}

func (q inpatientQuery) asked() app.InpatientQuery {
	has := func(key string) bool { return slices.Contains(q.Only, key) }
	return app.InpatientQuery{
		OutOfArea: has("out-of-area"), NoPlan: has("no-plan"), Past: has("past"), Delayed: has("delayed"), Segregated: has("segregated"), Children: has("children"),
		Admitted: q.Admitted, Years: q.Years, Sort: q.Sort, Desc: q.Desc, Page: q.Page, Size: q.Size,
	}
}

func (s *Server) inpatients(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readInpatientQuery(r.URL.Query())
	list, err := s.app.Inpatients(r.Context(), v.Actor, q.asked())
	if err != nil {
		return err
	}
	q.Page = list.Page
	today := s.app.Today()
	p := &inpatientsPage{Page: s.newPage(v, "In hospital"), Filters: inpatientFilterPanel(q)}
	p.Admitted, p.Questions = admissionQuestionsWords(list)
	p.Shown = inHospitalWords(list.Total)
	if q.Admitted != "" {
		p.Shown = capital(peopleTimes(list.Total)) + " since " + list.Since.Long()
	}
	if len(q.Only) > 0 || q.Years > 0 || q.Admitted != "" && q.Admitted != "all" {
		p.Shown += " with these filters"
	}
	p.Table = inpatientTable(q, list.Rows, today, list.SectionSoon)
	if list.Total > 0 {
		p.Pager = &ui.Pager{
			Page: list.Page, Size: list.Size, Total: list.Total, Sizes: pageSizes, Singular: "person", Plural: "people",
			Href: func(page, size int) string {
				return q.with(func(q *inpatientQuery) { q.Page, q.Size = page, size }).href()
			},
		}
	}
	if v.may(access.Export) {
		p.Links = append(p.Links, ui.Link{Text: "Download the data of the national return (CSV)", Href: inpatientsPath + "/export"})
	}
	if v.may(access.Import) || v.may(access.ChangeSettings) {
		p.Links = append(p.Links, ui.Link{Text: "Hospitals and wards to choose from", Href: hospitalsPath})
	}
	return s.render(w, http.StatusOK, "inpatients", p)
}

func peopleTimes(n int) string { return counted(n, "admission", "admissions") }

// admissionQuestionsWords are the two questions that show whether the register
// works, over the admissions of the last year. Each count leads to the people.
func admissionQuestionsWords(list app.Inpatients) (heading ui.Component, all []ui.Component) {
	n := list.Admissions
	since := "Admitted since " + list.Since.Long() + ": "
	if n.All == 0 {
		return ui.Text(since + peopleTimes(0)), nil
	}
	link := func(kind, text string) ui.Component {
		return ui.Link{Text: text, Href: inpatientQuery{Admitted: kind, Size: usualSize}.href()}
	}
	were := func(count int) string {
		switch {
		case n.All == 1:
			return "The person admitted was"
		case count == n.All:
			return "All " + thousands(count) + " were"
		case count == 1:
			return "1 of " + thousands(n.All) + " was"
		}
		return thousands(count) + " of " + thousands(n.All) + " were"
	}
	if n.NotRegistered == 0 {
		all = append(all, ui.Text("Everybody who was admitted was on the register before"))
	} else {
		all = append(all, link("unregistered", were(n.NotRegistered)+" not on the register before"))
	}
	if n.NotReviewed == 0 {
		all = append(all, ui.Text("A community review or an emergency protocol meeting was held for everybody before"))
	} else {
		all = append(all, link("unreviewed", were(n.NotReviewed)+" admitted without a community review or an emergency protocol meeting before"))
	}
	if n.Unconfirmed > 0 {
		all = append(all, link("unconfirmed", "For "+thousands(n.Unconfirmed)+" this is worked out from the record, and nobody has confirmed it"))
	}
	return link("all", since+peopleTimes(n.All)), all
}

func inHospitalWords(n int) string {
	if n == 0 {
		return "Nobody is in hospital"
	}
	if n == 1 {
		return "1 person is in hospital"
	}
	return thousands(n) + " people are in hospital"
}

func inpatientFilterPanel(q inpatientQuery) ui.FilterPanel {
	years := ""
	if q.Years > 0 {
		years = strconv.Itoa(q.Years)
	}
	only := ui.Checkboxes{Name: "only", IDPrefix: "filter-only", Values: q.Only, Small: true, Fieldset: hiddenLegend("Only those")}
	for _, f := range inpatientFilters {
		only.Items = append(only.Items, ui.Choice{Value: f.value, Text: f.text})
	}
	p := ui.FilterPanel{
		Action: inpatientsPath, ClearHref: inpatientQuery{Sort: q.Sort, Desc: q.Desc, Size: q.Size}.href(),
		Groups: []ui.FilterGroup{
			{Heading: "Only those", Open: true, Chosen: len(q.Only), Body: only},
			{Heading: "Which admissions", Open: q.Admitted != "", Chosen: given(q.Admitted), Body: radios("admitted", "Which admissions", q.Admitted, inpatientAdmitted)},
			{Heading: "In hospital for", Open: true, Chosen: given(years), Body: radios("years", "In hospital for", years, inpatientYears)},
		},
	}
	for _, key := range q.Only {
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: "Only", Value: wordOf(inpatientFilters, key), RemoveHref: q.with(func(q *inpatientQuery) {
			q.Only = slices.DeleteFunc(q.Only, func(k string) bool { return k == key })
		}).href()})
	}
	if q.Admitted != "" {
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: "Which admissions", Value: wordOf(inpatientAdmitted, q.Admitted), RemoveHref: q.with(func(q *inpatientQuery) { q.Admitted = "" }).href()})
	}
	if years != "" {
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: "In hospital for", Value: wordOf(inpatientYears, years), RemoveHref: q.with(func(q *inpatientQuery) { q.Years = 0 }).href()})
	}
	if q.Sort != "" {
		p.Hidden = append(p.Hidden, ui.HiddenField{Name: "sort", Value: q.Sort})
	}
	if q.Desc {
		p.Hidden = append(p.Hidden, ui.HiddenField{Name: "order", Value: "desc"})
	}
	if q.Size != usualSize {
		p.Hidden = append(p.Hidden, ui.HiddenField{Name: "size", Value: strconv.Itoa(q.Size)})
	}
	return p
}

func inpatientTable(q inpatientQuery, rows []app.Inpatient, today, soon civil.Date) ui.SortableTable {
	t := ui.SortableTable{Caption: "People in hospital", HideCaption: true, ID: "inpatients", Empty: ui.Text("Nobody fits.")}
	for _, c := range []struct{ title, sort string }{
		{"Person", "name"}, {"Length of stay", "longest"}, {"Ward", "ward"}, {"Security and legal status", "security"}, {"Reviews", "review"}, {"Planned day", "planned"}, {"Delay", ""},
	} {
		head := ui.SortColumn{Text: c.title}
		if c.sort != "" {
			by, sort := q.Sort, c.sort
			if by == "" {
				by = "longest"
			}
			desc := false
			if by == c.sort {
				head.Sort, desc = "ascending", !q.Desc
				if q.Desc {
					head.Sort = "descending"
				}
			}
			if sort == "longest" {
				sort = ""
			}
			head.Href = q.with(func(q *inpatientQuery) { q.Sort, q.Desc = sort, desc }).href()
		}
		t.Columns = append(t.Columns, head)
	}
	for _, x := range rows {
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: inpatientName(x, today), Classes: "app-cell-words"}, {Body: inpatientLength(x, today, q.Admitted != "")}, {Body: inpatientWard(x)}, {Body: inpatientStatus(x, today, soon)},
			{Body: inpatientReviews(x, today)}, {Body: inpatientPlan(x, today)}, {Body: inpatientDelay(x, today)},
		})
	}
	return t
}

func inpatientName(x app.Inpatient, today civil.Date) ui.Lines {
	path := hospitalPath(x.CaseID)
	if x.Minimum {
		path = "/people/" + url.PathEscape(x.CaseID)
	}
	lines := ui.Lines{{Body: ui.Link{Text: x.Name, Href: path}}, {Text: orWords(casefile.FormatNHSNumber(x.NHSNumber), "No NHS number"), Minor: true}}
	if x.BirthDate != 0 {
		lines = append(lines, ui.Line{Text: casefile.AgeWords(x.BirthDate, today), Minor: true})
	}
	if words := membershipWords(&app.PersonRow{OnRegister: x.OnRegister}); words != "" {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: words, Colour: "grey"}})
	}
	return lines
}

// inpatientLength says how long; asked says also how the two questions are
// answered.
func inpatientLength(x app.Inpatient, today civil.Date, asked bool) ui.Lines {
	if x.Admitted == 0 {
		return ui.Lines{{Body: ui.Tag{Text: "Admission not recorded", Colour: "orange"}}}
	}
	lines := ui.Lines{{Text: lengthOfStay(x.Admitted, today)}, {Text: "Since " + short(x.Admitted), Minor: true}}
	if x.Ended != 0 {
		lines = ui.Lines{{Text: lengthOfStay(x.Admitted, x.Ended)}, {Text: "From " + short(x.Admitted) + " to " + short(x.Ended), Minor: true}}
		today = x.Ended
	}
	if asked && !x.Minimum {
		lines = append(lines, ui.Line{Text: "On the register before: " + uncapital(x.Registered.Word()), Minor: true}, ui.Line{Text: "Review before: " + uncapital(x.Before.Word()), Minor: true})
		if !x.Confirmed {
			lines = append(lines, ui.Line{Text: "Not confirmed", Minor: true})
		}
	}
	if x.Joined != x.Admitted {
		lines = append(lines, ui.Line{Text: "Without a day at home: " + lengthOfStay(x.Joined, today) + ", since " + short(x.Joined), Minor: true})
	}
	return lines
}

func inpatientWard(x app.Inpatient) ui.Lines {
	lines := ui.Lines{{Text: orWords(x.Ward, "Ward not recorded")}, {Text: orWords(x.HospitalName, "Hospital not recorded"), Minor: true}}
	if x.OutOfArea {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Out of area", Colour: "purple"}})
	}
	switch {
	case x.Unlisted:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Hospital not on the list", Colour: "orange"}})
	case x.Unnoticed:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Rated inadequate", Colour: "red"}}, ui.Line{Text: "Nobody has said why they are there", Minor: true})
	case x.Inadequate:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Rated inadequate", Colour: "red"}})
	}
	if x.OnLeave {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "On leave", Colour: "blue"}})
	}
	return lines
}

func inpatientStatus(x app.Inpatient, today, soon civil.Date) ui.Lines {
	lines := ui.Lines{{Text: x.Security.Word()}, {Text: x.LegalStatus.Word(), Minor: true}}
	switch {
	case x.LegalUntil == 0 || x.Ended != 0:
	case x.LegalUntil < today:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Ran out " + short(x.LegalUntil), Colour: "red"}})
	case x.LegalUntil <= soon:
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Runs out " + short(x.LegalUntil), Colour: "orange"}})
	default:
		lines = append(lines, ui.Line{Text: "Until " + short(x.LegalUntil), Minor: true})
	}
	if x.Segregated != "" {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: x.Segregated.Word(), Colour: "red"}}, ui.Line{Text: "For " + daysBetween(x.SegregatedSince, today), Minor: true})
	}
	return lines
}

func inpatientReviews(x app.Inpatient, today civil.Date) ui.Lines {
	last := "None in this stay"
	if x.LastReview != 0 {
		last = "Last " + short(x.LastReview)
	}
	lines := ui.Lines{{Text: last}}
	switch {
	case x.NextReview == 0: // as where consent to reviews was refused
		lines = append(lines, ui.Line{Text: "No date runs. What is due on their page says why", Minor: true})
	case app.OverdueOn(x.NextReview, today):
		lines = append(lines, ui.Line{Body: ui.StatusTag{Status: "overdue", Text: app.DueWords(x.NextReview, today)}})
	default:
		lines = append(lines, ui.Line{Text: "Next by " + short(x.NextReview), Minor: true})
	}
	return lines
}

func inpatientPlan(x app.Inpatient, today civil.Date) ui.Lines {
	if x.Minimum {
		return ui.Lines{{Text: "Not shown", Minor: true}}
	}
	var lines ui.Lines
	switch {
	case x.Ended != 0:
		return ui.Lines{{Text: "Left hospital", Minor: true}}
	case x.Planned == 0:
		lines = ui.Lines{{Body: ui.Tag{Text: "None planned", Colour: "orange"}}}
	case x.Planned < today:
		lines = ui.Lines{{Text: short(x.Planned)}, {Body: ui.Tag{Text: "In the past", Colour: "red"}}}
	default:
		lines = ui.Lines{{Text: short(x.Planned)}}
	}
	if x.PlannedMoves > 0 {
		lines = append(lines, ui.Line{Text: "Moved " + timesWord(x.PlannedMoves), Minor: true})
	}
	if x.Destination != "" {
		lines = append(lines, ui.Line{Text: x.Destination.Word(), Minor: true})
	}
	return lines
}

func inpatientDelay(x app.Inpatient, today civil.Date) ui.Lines {
	switch {
	case x.Minimum:
		return ui.Lines{{Text: "Not shown", Minor: true}}
	case x.Ended != 0:
		return nil
	case x.Delay == "":
		return ui.Lines{{Text: "None recorded", Minor: true}}
	}
	return ui.Lines{{Text: x.Delay.Word()}, {Text: "For " + daysBetween(x.DelaySince, today), Minor: true}}
}
