package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// auditPage is what everyone did in a register, for who looks after that.
type auditPage struct {
	Page
	Search  auditSearch
	Filters ui.FilterPanel
	Shown   string
	Table   ui.SortableTable
	Newest  *ui.Link
	Older   *ui.Link
	Exports []ui.Link
}

// auditSearch asks whom the acts are about. What is typed goes into no address.
type auditSearch struct {
	Field ui.SearchInput
	Query string
	Found []foundPerson // when several fit
	Of    string        // whose acts are shown
	Clear *ui.Link
}

type foundPerson struct {
	Link ui.Link
	Hint string
}

// auditQuery is what the page shows, as its address says.
type auditQuery struct {
	User, Case, Find string
	Kind             app.ActKind
	From, To         civil.Date
	Before           string

	typed map[string]string // of From and To, what is no day
}

func readAuditQuery(v url.Values) auditQuery {
	q := auditQuery{Before: v.Get("before"), typed: map[string]string{}}
	if user := v.Get("user"); len(user) <= 100 {
		q.User = user
	}
	if kind := app.ActKind(v.Get("kind")); slices.Contains(app.ActKinds, kind) {
		q.Kind = kind
	}
	if id := v.Get("person"); isID(id) {
		q.Case = id
	}
	if id := v.Get("find"); isID(id) {
		q.Find = id
	}
	for name, day := range map[string]*civil.Date{"from": &q.From, "to": &q.To} {
		if typed := strings.TrimSpace(v.Get(name)); typed != "" {
			if *day = typedDay(typed); *day == 0 {
				q.typed[name] = typed
			}
		}
	}
	return q
}

func (q auditQuery) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		"user": q.User, "kind": string(q.Kind), "person": q.Case, "find": q.Find, "from": q.From.String(), "to": q.To.String(), "before": q.Before,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, typed := range q.typed {
		v.Set(name, typed)
	}
	return v
}

func (q auditQuery) with(change func(*auditQuery)) auditQuery {
	q.Before = "" // another list begins anew
	change(&q)
	return q
}

func (q auditQuery) href() string { return pathWith("/audit", q.values()) }

func (q auditQuery) asked() app.ActsQuery {
	return app.ActsQuery{User: q.User, Case: q.Case, Kind: q.Kind, From: q.From, To: q.To, Before: q.Before}
}

func (s *Server) auditPage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readAuditQuery(r.URL.Query())
	if q.values().Encode() != r.URL.Query().Encode() {
		return seeOther(w, r, q.href()) // the short address is the one to keep
	}
	p, err := s.newAuditPage(r.Context(), v, q)
	if err != nil {
		return err
	}
	status := http.StatusOK
	for _, name := range []string{"from", "to"} {
		if q.typed[name] != "" {
			p.Errors = append(p.Errors, ui.ErrorItem{Text: auditDayError(name), Href: "#filter-" + name})
			p.Filters.Open, status = true, http.StatusUnprocessableEntity
		}
	}
	return s.render(w, status, "audit", p)
}

func (s *Server) newAuditPage(ctx context.Context, v visit, q auditQuery) (*auditPage, error) {
	page, err := s.app.Acts(ctx, v.Actor, q.asked())
	if err != nil {
		return nil, err
	}
	p := &auditPage{Page: s.newPage(v, "What people did"), Filters: auditFilters(q, page), Shown: auditShown(page)}
	p.Search = auditSearch{
		Query: q.with(func(q *auditQuery) { q.Case, q.Find = "", "" }).values().Encode(), Of: page.Person,
		Field: ui.SearchInput{Label: ui.Label{Text: "Whom was it about? Search by NHS number or name"}, ID: "search-text", Name: "text", Button: ui.SearchButton{Text: "Search"}},
	}
	if q.Case != "" {
		p.Search.Clear = &ui.Link{Text: "Show what was done about everyone", Href: q.with(func(q *auditQuery) { q.Case = "" }).href()}
	}
	if q.Find != "" {
		if err := s.showFound(ctx, v, q, p); err != nil {
			return nil, err
		}
	}
	p.Table = ui.SortableTable{
		Caption: "What people did", HideCaption: true, ID: "acts", Empty: ui.Paragraph("Nothing was done that fits these filters."),
		Columns: []ui.SortColumn{{Text: "When"}, {Text: "Who"}, {Text: "What"}, {Text: "About whom"}, {Text: "From where"}},
	}
	for i, act := range page.Acts {
		p.Table.Rows = append(p.Table.Rows, s.actCells(act, page.Did[i], page.Names))
	}
	if q.Before != "" {
		p.Newest = &ui.Link{Text: "Back to the newest", Href: q.with(func(*auditQuery) {}).href()}
	}
	if page.Older != "" {
		p.Older = &ui.Link{Text: "Show what was done earlier", Href: q.with(func(q *auditQuery) { q.Before = page.Older }).href()}
	}
	if len(page.Acts) > 0 {
		for _, f := range []struct {
			format app.ExportFormat
			text   string
		}{{app.XLSX, "Excel (XLSX)"}, {app.CSV, "CSV"}} {
			values := q.with(func(q *auditQuery) { q.Find = "" }).values()
			values.Set("format", string(f.format))
			p.Exports = append(p.Exports, ui.Link{Text: f.text, Href: pathWith("/audit/export", values)})
		}
	}
	return p, nil
}

// showFound lists those who fit what was searched for.
func (s *Server) showFound(ctx context.Context, v visit, q auditQuery, p *auditPage) error {
	text, ok, err := s.app.SearchText(ctx, v.Actor, q.Find)
	if err != nil || !ok {
		return err
	}
	people, err := s.app.FindForActs(ctx, v.Actor, text)
	if err != nil {
		return err
	}
	p.Search.Field.Value = text
	for _, row := range people {
		hint := numberWords(&row)
		if row.BirthDate != 0 {
			hint += ", born " + row.BirthDate.Long()
		}
		p.Search.Found = append(p.Search.Found, foundPerson{
			Link: ui.Link{Text: row.Name, Href: q.with(func(q *auditQuery) { q.Find, q.Case = "", row.CaseID }).href()}, Hint: hint,
		})
	}
	return nil
}

// auditSearch finds whom the acts are to be about: one person at once, several
// to choose from.
func (s *Server) auditSearch(w http.ResponseWriter, r *http.Request, v visit) error {
	rest, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil {
		rest = url.Values{}
	}
	q := readAuditQuery(rest).with(func(q *auditQuery) { q.Case, q.Find = "", "" })
	text := strings.TrimSpace(r.PostForm.Get("text"))
	if utf8.RuneCountInString(text) > 200 {
		text = string([]rune(text)[:200])
	}
	if text == "" {
		return seeOther(w, r, q.href())
	}
	people, err := s.app.FindForActs(r.Context(), v.Actor, text)
	switch {
	case err != nil:
		return err
	case len(people) == 1:
		q.Case = people[0].CaseID
	case len(people) > 1:
		if q.Find, err = s.app.KeepSearch(r.Context(), v.Actor, text); err != nil {
			return err
		}
	default:
		p, err := s.newAuditPage(r.Context(), v, q)
		if err != nil {
			return err
		}
		words := "Nobody in this register, and nobody who has left it, fits this. Check the NHS number or the spelling."
		p.Search.Field.Value, p.Search.Field.ErrorMessage.Text = text, words
		p.Errors = []ui.ErrorItem{{Text: words, Href: "#search-text"}}
		return s.render(w, http.StatusUnprocessableEntity, "audit", p)
	}
	return seeOther(w, r, q.href())
}

// auditExport sends every act that the list has, on all its pages.
func (s *Server) auditExport(w http.ResponseWriter, r *http.Request, v visit) error {
	format := app.ExportFormat(r.URL.Query().Get("format"))
	if exportTypes[format] == "" {
		return &app.Error{Kind: app.NotFound}
	}
	return s.app.ExportActs(r.Context(), v.Actor, readAuditQuery(r.URL.Query()).asked(), format, &download{
		ResponseWriter: w, contentType: exportTypes[format], name: s.app.ActsExportName(v.Actor, format),
	})
}

func auditFilters(q auditQuery, page app.ActsPage) ui.FilterPanel {
	users := []named{{"", "Anyone"}}
	known := false
	for _, u := range page.Users {
		users = append(users, named{u.ID, u.Name})
		known = known || u.ID == q.User
	}
	if q.User != "" && !known {
		users = append(users, named{q.User, "Someone who did nothing here"})
	}
	kinds := []named{{"", "Everything"}}
	for _, k := range app.ActKinds {
		kinds = append(kinds, named{string(k), app.KindWords(k)})
	}
	day := func(name, label string, d civil.Date) ui.Component {
		in := ui.Input{
			ID: "filter-" + name, Name: name, Label: ui.Label{Text: label}, Width: 10, Hint: ui.Hint{Text: "For example, 27/3/2026"},
			Value: q.typed[name], Inputmode: "numeric", Autocomplete: "off",
		}
		if d != 0 {
			in.Value = slashed(d)
		}
		if q.typed[name] != "" {
			in.ErrorMessage.Text = auditDayError(name)
		}
		return in
	}
	p := ui.FilterPanel{
		Action: "/audit", ClearHref: auditQuery{}.href(),
		Groups: []ui.FilterGroup{
			{Heading: "Who", Open: true, Chosen: given(q.User), Body: ui.Select{
				ID: "filter-user", Name: "user", Value: q.User, Label: ui.Label{Text: "Who", Classes: "nhsuk-u-visually-hidden"}, Items: options(users),
			}},
			{Heading: "What", Open: true, Chosen: given(string(q.Kind)), Body: radios("kind", "What", string(q.Kind), kinds)},
			{Heading: "From", Open: true, Chosen: given(q.From.String()), Body: day("from", "On this day or later", q.From)},
			{Heading: "To", Open: true, Chosen: given(q.To.String()), Body: day("to", "On this day or earlier", q.To)},
		},
	}
	chip := func(name, value string, without func(*auditQuery)) {
		p.Selected = append(p.Selected, ui.SelectedFilter{Name: name, Value: value, RemoveHref: q.with(without).href()})
	}
	if q.User != "" {
		chip("Who", wordOf(users, q.User), func(q *auditQuery) { q.User = "" })
	}
	if q.Kind != "" {
		chip("What", app.KindWords(q.Kind), func(q *auditQuery) { q.Kind = "" })
	}
	if q.Case != "" {
		chip("About", page.Person, func(q *auditQuery) { q.Case = "" })
		p.Hidden = append(p.Hidden, ui.HiddenField{Name: "person", Value: q.Case})
	}
	if q.From != 0 {
		chip("From", q.From.Long(), func(q *auditQuery) { q.From = 0 })
	}
	if q.To != 0 {
		chip("To", q.To.Long(), func(q *auditQuery) { q.To = 0 })
	}
	return p
}

// slashed is a day as people type it.
func slashed(d civil.Date) string {
	y, m, day := d.YMD()
	return fmt.Sprintf("%d/%d/%d", day, m, y)
}

func auditDayError(name string) string {
	return "Enter a real date for “" + map[string]string{"from": "From", "to": "To"}[name] + "”, such as 27/3/2026"
}

// auditShown says what the list has. How many there are in all is not counted:
// there may be millions.
func auditShown(page app.ActsPage) string {
	words := "The latest first"
	if page.Person != "" {
		words = "About " + page.Person + ", the latest first"
	}
	return words
}

func (s *Server) actCells(act app.Act, did string, names map[string]string) []ui.Cell {
	at := s.app.Local(act.At)
	who := ui.Lines{{Text: act.UserName}}
	if act.Role != "" {
		who = append(who, ui.Line{Text: access.Role(act.Role).Word(), Minor: true})
	}
	what := ui.Lines{{Text: did}}
	if act.Detail != "" && !strings.HasPrefix(act.Detail, "as it stood on ") { // which the words say
		what = append(what, ui.Line{Text: act.Detail, Minor: true})
	}
	if act.Purpose != "" {
		what = append(what, ui.Line{Text: "What for: " + act.Purpose, Minor: true})
	}
	if act.Words != "" {
		what = append(what, ui.Line{Text: "Searched for: " + act.Words, Minor: true})
	}
	about := ui.Lines{}
	if act.Case != "" {
		if name := names[act.Case]; name != "" {
			about = append(about, ui.Line{Body: ui.Link{Text: name, Href: lookedPath(act.Case, 0)}})
		} else {
			about = append(about, ui.Line{Text: "Not in this register", Minor: true})
		}
	}
	return []ui.Cell{
		{Body: ui.Lines{{Text: short(civil.FromTime(at))}, {Text: at.Format("15:04:05"), Minor: true}}},
		{Body: who, Classes: "app-cell-words"}, {Body: what, Classes: "app-cell-words"}, {Body: about, Classes: "app-cell-words"}, {Text: act.From},
	}
}
