package web

import (
	"context"
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

// supportPage lists what the people of a register need to stay well at home.
type supportPage struct {
	Page
	Counts  ui.CountStrip
	Filters ui.FilterPanel
	Gaps    *ui.Link
	Shown   string // how much, in words
	Note    string // what the list is about, where that needs saying
	Table   *ui.SortableTable
	Empty   string
	Pager   *ui.Pager
}

// supportQuery is what the list shows, as its address says.
type supportQuery struct {
	Show       string // "" what is waited for, or one of the constants below
	Since      string // of showRefusals: "" for 12 months, or one of those below
	Statuses   []string
	Categories []string
	Providers  []string // keys, for names stand in no address
	Places     []string
	Page, Size int
}

// What the list of support needs shows.
const (
	showOverdue       = "overdue"
	showGap           = "gap"
	showStopped       = "stopped"
	showNotOnRegister = "not-on-register"
	showRefusals      = "refusals"
	showInPlace       = "in-place"
	showNotWorking    = "not-working"
	showAll           = "all"
)

// From when on refusals are shown.
const (
	refusedMonths = "3-months"
	refusedEver   = "ever"
)

// readSupportQuery reads an address. What it does not know it leaves out.
func readSupportQuery(v url.Values) supportQuery {
	q := supportQuery{
		Show:     oneOf(v.Get("show"), showOverdue, showGap, showStopped, showNotOnRegister, showRefusals, showInPlace, showNotWorking, showAll),
		Statuses: known(v["status"], valuesOf(casefile.SupportStatuses)), Categories: known(v["kind"], valuesOf(casefile.SupportCategories)),
		Providers: some(v["provider"]), Places: some(v["place"]), Page: 1, Size: usualSize,
	}
	if q.Show == showRefusals {
		q.Since = oneOf(v.Get("since"), refusedMonths, refusedEver)
	}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Page = n
	}
	if n, err := strconv.Atoi(v.Get("size")); err == nil && slices.Contains(pageSizes, n) {
		q.Size = n
	}
	return q
}

func valuesOf[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// values writes the address: readSupportQuery reads the same query from it.
func (q supportQuery) values() url.Values {
	v := url.Values{}
	for name, values := range map[string][]string{"show": {q.Show}, "since": {q.Since}, "status": q.Statuses, "kind": q.Categories, "provider": q.Providers, "place": q.Places} {
		if len(values) > 0 && values[0] != "" {
			v[name] = values
		}
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	if q.Size != usualSize {
		v.Set("size", strconv.Itoa(q.Size))
	}
	return v
}

func (q supportQuery) href() string { return pathWith("/support", q.values()) }

// with is the query changed, from its first page on.
func (q supportQuery) with(change func(*supportQuery)) supportQuery {
	q.Statuses, q.Categories, q.Providers, q.Places, q.Page = slices.Clone(q.Statuses), slices.Clone(q.Categories), slices.Clone(q.Providers), slices.Clone(q.Places), 1
	change(&q)
	return q
}

// asked is the query as the register answers it.
func (q supportQuery) asked(register string, choices app.NeedChoices) app.NeedsQuery {
	a := app.NeedsQuery{Places: q.Places, Page: q.Page, Size: q.Size}
	for _, s := range q.Statuses {
		a.Statuses = append(a.Statuses, casefile.SupportStatus(s))
	}
	for _, c := range q.Categories {
		a.Categories = append(a.Categories, casefile.SupportCategory(c))
	}
	for _, name := range choices.Providers {
		if slices.Contains(q.Providers, coordinatorKey(register, name)) {
			a.Providers = append(a.Providers, name)
		}
	}
	if len(q.Providers) > len(a.Providers) {
		a.Providers = append(a.Providers, "\uFFFD") // one that nobody has any more
	}
	switch q.Show {
	case "":
		a.Waiting = len(q.Statuses) == 0
	case showOverdue:
		a.Overdue = true
	case showGap:
		a.InGap = true
	case showStopped:
		a.Stopped = true
	case showNotOnRegister:
		a.Waiting = true
	case showInPlace:
		a.InPlace = true
	case showNotWorking:
		a.NotWorking = true
	}
	return a
}

// refusals reports whether the list has refusals, and from which day on; zero for
// all there are.
func (q supportQuery) refusals(today civil.Date) (since civil.Date, shown bool) {
	switch {
	case q.Show == showNotOnRegister || q.Show == showRefusals && q.Since == refusedEver:
		return 0, true
	case q.Show == showRefusals && q.Since == refusedMonths:
		return today.AddMonths(-3), true
	case q.Show == showRefusals:
		return today.AddMonths(-12), true
	}
	return 0, false
}

func (s *Server) support(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readSupportQuery(r.URL.Query())
	if q.values().Encode() != r.URL.Query().Encode() {
		return seeOther(w, r, q.href()) // the short address is the one to keep
	}
	p, err := s.newSupportPage(r.Context(), v, q)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "support", p)
}

func (s *Server) newSupportPage(ctx context.Context, v visit, q supportQuery) (*supportPage, error) {
	choices, err := s.app.NeedChoices(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	p := &supportPage{Page: s.newPage(v, "Support"), Note: supportNotes[q.Show]}
	asked, what := q.asked(v.Actor.Register, choices), [2]string{"need", "needs"}
	var total, size int
	var counts app.NeedCounts
	if since, shown := q.refusals(s.app.Today()); shown {
		list, err := s.app.Refusals(ctx, v.Actor, asked, since)
		if err != nil {
			return nil, err
		}
		what = [2]string{"refusal", "refusals"}
		q.Page, size, total, counts = list.Page, list.Size, list.Total, list.Counts
		p.Shown, p.Table, p.Empty = "No refusals", s.refusalsTable(v, list.Rows), "No service refused anybody that fits this."
		if total > 0 {
			p.Shown = thousands(total) + " " + what[min(1, total-1)]
		}
	} else {
		list, err := s.app.Needs(ctx, v.Actor, asked)
		if err != nil {
			return nil, err
		}
		q.Page, size, total, counts = list.Page, list.Size, list.Total, list.Counts // a page that lies after the last shows the last
		p.Shown, p.Table, p.Empty = supportShown(q, list), s.needsTable(v, list.Rows), "Nobody needs anything that fits this."
	}
	p.Counts, p.Filters = supportCounts(q, counts), supportFilters(q, v.Actor.Register, choices)
	if v.may(access.SeeGaps) {
		p.Gaps = &ui.Link{Text: "Gaps in services, by kind, place and age", Href: gapsPath}
	}
	if total == 0 {
		p.Table = nil
		return p, nil
	}
	p.Empty = ""
	p.Pager = &ui.Pager{
		Page: q.Page, Size: size, Total: total, Sizes: pageSizes, Singular: what[0], Plural: what[1],
		Href: func(page, size int) string {
			return q.with(func(q *supportQuery) { q.Page, q.Size = page, size }).href()
		},
	}
	return p, nil
}

// supportNotes say what a list is about, where that needs saying.
var supportNotes = map[string]string{
	showNotOnRegister: "These people were refused support because they are not on the register, or were not when they asked, and they still wait. The register is not meant to decide who gets support: ask the service to look again.",
	showRefusals:      "Each time a service refused somebody because they are not on the register, or were not when they asked, whatever became of it since. The register is not meant to decide who gets support: ask the service to look again.",
	showStopped:       "These people had this support. It stopped, and they need it as before.",
	showNotWorking:    "This support is in place and does not do what it is there for, or does so in part. Look at the rating again, and ask for other support.",
}

// supportCounts leads to the needs of each standing.
func supportCounts(q supportQuery, counts app.NeedCounts) ui.CountStrip {
	strip := ui.CountStrip{AriaLabel: "Support needs, by how far they are"}
	for _, c := range []struct {
		show, text string
		count      int
	}{
		{"", "Waited for", counts.Waiting}, {showOverdue, "Overdue", counts.Overdue}, {showGap, "No service in time", counts.InGap}, {showStopped, "Stopped, needed again", counts.Stopped},
		{showNotOnRegister, "Refused, not on the register", counts.Refused}, {showRefusals, "Such refusals in 12 months", counts.RefusedInYear},
		{showInPlace, "In place", counts.InPlace}, {showNotWorking, "In place and does not work", counts.NotWorking},
	} {
		there := supportQuery{Show: c.show, Page: 1, Size: q.Size}
		strip.Items = append(strip.Items, ui.CountItem{Text: c.text, Count: c.count, Href: there.href(), Current: q.href() == there.href()})
	}
	return strip
}

func supportShown(q supportQuery, list app.NeedsList) string {
	words := "No needs"
	if list.Total > 0 {
		words = counted(list.Total, "need", "needs")
		if list.Total > 999 {
			words = thousands(list.Total) + " needs"
		}
	}
	if list.Overdue > 0 && q.Show != showOverdue {
		words += ", " + thousands(list.Overdue) + " overdue"
	}
	return words
}

// supportFilters is the panel beside the list.
func supportFilters(q supportQuery, register string, choices app.NeedChoices) ui.FilterPanel {
	shows := []named{
		{"", "What people wait for"}, {showOverdue, "Overdue"}, {showGap, "No service in time"}, {showStopped, "Stopped, needed again"},
		{showNotOnRegister, "Refused because not on the register, still waited for"}, {showRefusals, "Every refusal because not on the register"},
		{showInPlace, "In place"}, {showNotWorking, "In place and does not work"}, {showAll, "Everything"},
	}
	var statuses, kinds, providers []named
	for _, s := range casefile.SupportStatuses {
		statuses = append(statuses, named{string(s), s.Word()})
	}
	for _, c := range casefile.SupportCategories {
		kinds = append(kinds, named{string(c), c.Word()})
	}
	for _, name := range choices.Providers {
		providers = append(providers, named{coordinatorKey(register, name), name})
	}
	places := slices.Concat(choices.Places, q.Places) // one that nobody has any more can still be taken away
	slices.Sort(places)
	groups := []struct {
		name, heading string
		chosen        []string
		words         []named
		without       func(*supportQuery) *[]string
	}{
		{"status", "How far it is", q.Statuses, statuses, func(q *supportQuery) *[]string { return &q.Statuses }},
		{"kind", "Kind", q.Categories, kinds, func(q *supportQuery) *[]string { return &q.Categories }},
		{"provider", "Provider", q.Providers, providers, func(q *supportQuery) *[]string { return &q.Providers }},
		{"place", "Local authority", q.Places, same(slices.Compact(places)), func(q *supportQuery) *[]string { return &q.Places }},
	}
	p := ui.FilterPanel{Action: "/support", ClearHref: supportQuery{Page: 1, Size: q.Size}.href()}
	p.Groups = append(p.Groups, ui.FilterGroup{Heading: "Show", Open: true, Chosen: given(q.Show), Body: radios("show", "Show", q.Show, shows)})
	if q.Show != "" {
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: "Show", Value: wordOf(shows, q.Show), RemoveHref: q.with(func(q *supportQuery) { q.Show, q.Since = "", "" }).href()})
	}
	if q.Show == showRefusals {
		periods := []named{{"", "The last 12 months"}, {refusedMonths, "The last 3 months"}, {refusedEver, "All that are recorded"}}
		p.Groups = append(p.Groups, ui.FilterGroup{Heading: "Refused in", Open: true, Chosen: given(q.Since), Body: radios("since", "Refused in", q.Since, periods)})
		if q.Since != "" {
			p.Selected = append(p.Selected, ui.SelectedFilter{Name: "Refused in", Value: wordOf(periods, q.Since), RemoveHref: q.with(func(q *supportQuery) { q.Since = "" }).href()})
		}
	}
	for _, g := range groups {
		if len(g.words) == 0 {
			continue
		}
		p.Groups = append(p.Groups, ui.FilterGroup{Heading: g.heading, Chosen: len(g.chosen), Body: boxes(g.name, g.heading, g.chosen, g.words)})
		for _, value := range g.chosen {
			p.Selected = append(p.Selected, ui.SelectedFilter{Name: g.heading, Value: wordOf(g.words, value), RemoveHref: q.with(func(q *supportQuery) {
				list := g.without(q)
				*list = slices.DeleteFunc(*list, func(v string) bool { return v == value })
			}).href()})
		}
	}
	if q.Size != usualSize {
		p.Hidden = append(p.Hidden, ui.HiddenField{Name: "size", Value: strconv.Itoa(q.Size)})
	}
	return p
}

func (s *Server) needsTable(v visit, rows []app.NeedsRow) *ui.SortableTable {
	t := &ui.SortableTable{Caption: "Support needs", HideCaption: true, ID: "needs"}
	for _, title := range []string{"Person", "What they need", "How far it is", "Wanted by", "Held by"} {
		t.Columns = append(t.Columns, ui.SortColumn{Text: title})
	}
	today := s.app.Today()
	for _, n := range rows {
		var row []ui.Cell
		for _, body := range []ui.Component{needPerson(n, v.may(access.SeePerson)), needWords(n, v.may(access.SeePerson)), needStands(n, today), needWanted(n, today), orNone(n.Coordinator, "Nobody yet")} {
			row = append(row, ui.Cell{Body: body, Classes: "app-cell-words"})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// refusalsTable has each refusal with what became of it.
func (s *Server) refusalsTable(v visit, rows []app.RefusalsRow) *ui.SortableTable {
	t := &ui.SortableTable{Caption: "Refusals", HideCaption: true, ID: "needs"}
	for _, title := range []string{"Person", "What they need", "Who refused, and when", "What became of it", "Held by"} {
		t.Columns = append(t.Columns, ui.SortColumn{Text: title})
	}
	today, mayOpen := s.app.Today(), v.may(access.SeePerson)
	for _, r := range rows {
		then := "Not on the register then"
		if r.Refusal.OnRegister {
			then = "On the register then"
		}
		refused := ui.Lines{{Text: r.Refusal.Provider}, {Text: short(r.Refusal.On), Minor: true}, {Text: then, Minor: true}}
		if r.Refusal.Provider == "" {
			refused[0].Text = "A service that is not named"
		}
		var row []ui.Cell
		for _, body := range []ui.Component{needPerson(r.NeedsRow, mayOpen), needWords(r.NeedsRow, mayOpen), refused, needStands(r.NeedsRow, today), orNone(r.Coordinator, "Nobody yet")} {
			row = append(row, ui.Cell{Body: body, Classes: "app-cell-words"})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func needPerson(n app.NeedsRow, mayOpen bool) ui.Component {
	lines := ui.Lines{{Text: n.Name}}
	if mayOpen {
		lines[0] = ui.Line{Body: ui.Link{Text: n.Name, Href: "/people/" + url.PathEscape(n.CaseID)}}
	}
	number := "No NHS number"
	if n.NHSNumber != "" {
		number = casefile.FormatNHSNumber(n.NHSNumber)
	}
	lines = append(lines, ui.Line{Text: number, Minor: true}, ui.Line{Body: ui.RatingTag{Rating: string(n.Rating)}})
	if !n.OnRegister {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: "Not on the register", Colour: "grey"}})
	}
	return lines
}

func needWords(n app.NeedsRow, mayOpen bool) ui.Component {
	if n.Withheld != "" {
		return ui.Lines{{Text: "Not shown: " + n.Withheld, Minor: true}}
	}
	words := needTitle(casefile.Need{SupportNeed: casefile.SupportNeed{Text: n.Words, Category: n.Category}})
	lines := ui.Lines{{Text: words}}
	if mayOpen {
		lines[0] = ui.Line{Body: ui.Link{Text: words, Href: supportPath(n.CaseID), VisuallyHiddenText: "for " + n.Name}}
	}
	for _, more := range []string{n.Category.Word(), n.Provider} {
		if more != "" && more != words {
			lines = append(lines, ui.Line{Text: more, Minor: true})
		}
	}
	return lines
}

func needStands(n app.NeedsRow, today civil.Date) ui.Component {
	lines := ui.Lines{{Body: needTag(casefile.Need{Status: n.Status, Working: n.Working})}, {Text: "since " + short(n.StatusOn), Minor: true}}
	if n.Reason != "" {
		lines = append(lines, ui.Line{Text: n.Reason.Word(), Minor: true})
	}
	if n.StoppedWhy != "" && n.Waits {
		words := n.StoppedWhy.Word()
		if n.Status != casefile.SupportStopped {
			words = "It had stopped on " + short(n.Stopped) + ": " + words
		}
		lines = append(lines, ui.Line{Text: words, Minor: true})
	}
	if n.InGap(today) {
		words := "No service in time"
		if n.Expected != 0 {
			words = "Can start on " + short(n.Expected)
		}
		lines = append(lines, ui.Line{Text: words, Minor: true})
	}
	return lines
}

// fromBefore is said of support that was not there yet when somebody left who is
// on the register again: no day holds for it until they are asked.
const fromBefore = "From before they left. Still needed? Ask again"

func needWanted(n app.NeedsRow, today civil.Date) ui.Component {
	switch {
	case n.WantedBy == 0:
		return ui.Lines{{Text: "No day named", Minor: true}}
	case !n.Waits:
		return ui.Lines{{Text: short(n.WantedBy)}}
	}
	if n.FromBefore {
		return ui.Lines{{Text: fromBefore}, {Text: "It was wanted by " + short(n.WantedBy), Minor: true}}
	}
	tag := ui.StatusTag{Status: "due", Text: app.DueWords(n.WantedBy, today)}
	if app.NeedOverdue(&n.NeedsRow, today) {
		tag.Status = "overdue"
	}
	return ui.Lines{{Body: tag}, {Text: short(n.WantedBy), Minor: true}}
}
