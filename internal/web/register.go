package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

type registerPage struct {
	Page
	Register string // its name
	Nobody   bool   // the register is empty: say how to begin
	Only     string // whom the list has, for who does not see everyone
	// Emergency leads to where a record is opened that is not in the list.
	Emergency *ui.Link
	Actions   []ui.Button
	Counts    ui.CountStrip
	Search    registerSearch
	Filters   ui.FilterPanel
	Shown     string // how many, in words, for who hears the page
	As        []ui.Link
	Table     *ui.SortableTable
	Board     *ui.Board
	NotRated  *ui.Link // people whom the board does not show
	Pager     *ui.Pager
	Exports   []ui.Link
	Views     savedViews
	Waiting   *ui.Link // people whom another register hands over
}

// registerSearch is the search of the register's page. Query goes along, so
// that a search keeps the filters.
type registerSearch struct {
	Field  ui.SearchInput
	Query  string
	Clear  *ui.Link
	Beyond *ui.Link // the same search among everyone, without filters
}

// registerPage shows the register, as a table or as a board.
func (s *Server) registerPage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readQuery(r.URL.Query())
	if written := q.values().Encode(); written != r.URL.Query().Encode() {
		// A form sends its empty fields along: the address that is kept and
		// passed on is the short one.
		return seeOther(w, r, q.href())
	}
	p, err := s.newRegisterPage(r.Context(), v, q)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(p.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, status, "register", p)
}

func (s *Server) newRegisterPage(ctx context.Context, v visit, q registerQuery) (*registerPage, error) {
	asked, text, choices, err := s.asked(ctx, v, q)
	if err != nil {
		return nil, err
	}
	p := &registerPage{Page: s.newPage(v, "Register"), Register: v.registerName()}
	if !access.ReachOf(v.Actor).Everyone {
		p.Only = "You see the people with whom you are involved."
	}
	if v.may(access.OpenInEmergency) {
		p.Emergency = &ui.Link{Text: "Open another record in an emergency", Href: "/emergency"}
	}
	var list app.PeoplePage
	titles, err := s.app.RuleTitles(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	if q.Board {
		if p.Board, list, err = s.board(ctx, v, q, asked, titles); err != nil {
			return nil, err
		}
	} else if list, err = s.app.People(ctx, v.Actor, asked); err != nil {
		return nil, err
	}
	q.Page = max(1, list.Page) // one that lies after the last shows the last

	p.Filters = s.filters(q, v, choices)
	if q.sinceTyped != "" {
		p.Errors = []ui.ErrorItem{{Text: sinceError, Href: "#filter-since"}}
		p.Filters.Open = true
	}
	if p.Views, err = s.savedViews(ctx, v, q); err != nil {
		return nil, err
	}
	p.Nobody = list.Counts.Total() == 0 && !q.filtered() && text == ""
	p.Actions = actions(v, p.Nobody)
	waiting, err := s.app.HandoversWaiting(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	if waiting > 0 {
		p.Waiting = &ui.Link{Text: "Another register hands over " + peopleWord(waiting) + " to you", Href: "/handovers"}
	}
	p.Counts = counts(q, list)
	p.Search = searchOf(q, text)
	p.Shown = shown(list, q, text)
	p.As = []ui.Link{
		asLink("Table", !q.Board, q.with(func(q *registerQuery) { q.Board = false })),
		asLink("Board", q.Board, q.with(func(q *registerQuery) { q.Board = true })),
	}
	if q.Board {
		if n := notOnBoard(list, q); n > 0 {
			p.NotRated = &ui.Link{Text: fmt.Sprintf("%s without a rating", peopleWord(n)), Href: q.with(func(q *registerQuery) {
				q.Board, q.Ratings = false, []string{app.NotRated}
			}).href()}
		}
	} else {
		p.Table = s.table(q, list.Rows, titles)
		p.Table.Empty = nobodyFound(q, text)
		if list.Total > 0 {
			p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Sizes: pageSizes, Href: func(page, size int) string {
				return q.with(func(q *registerQuery) { q.Page, q.Size = page, size }).href()
			}}
		}
	}
	if v.may(access.Export) && list.Total > 0 {
		for _, f := range []struct {
			format app.ExportFormat
			text   string
		}{{app.XLSX, "Excel (XLSX)"}, {app.CSV, "CSV"}} {
			p.Exports = append(p.Exports, ui.Link{Text: f.text, Href: exportPath(q, f.format)})
		}
	}
	return p, nil
}

// asked turns the address of a list into what the register is asked: the word
// of a search into its text, and the digest of a coordinator into the name.
func (s *Server) asked(ctx context.Context, v visit, q registerQuery) (asked app.PeopleQuery, text string, choices app.RegisterChoices, err error) {
	if q.Search != "" {
		if text, _, err = s.app.SearchText(ctx, v.Actor, q.Search); err != nil {
			return asked, "", choices, err
		}
	}
	if choices, err = s.app.Choices(ctx, v.Actor); err != nil {
		return asked, "", choices, err
	}
	return q.people(text, coordinatorOf(q, v, choices)), text, choices, nil
}

func coordinatorOf(q registerQuery, v visit, choices app.RegisterChoices) string {
	for _, name := range choices.Coordinators {
		if coordinatorKey(v.Actor.Register, name) == q.Coordinator {
			return name
		}
	}
	return ""
}

func actions(v visit, first bool) []ui.Button {
	var all []ui.Button
	variant := "secondary"
	if first {
		variant = ""
	}
	if v.may(access.Import) {
		all = append(all, ui.Button{Text: "Bring in your spreadsheet", Href: "/imports", Variant: variant, Small: !first})
	}
	if v.may(access.AddPerson) {
		all = append(all, ui.Button{Text: "Add a person", Href: "/people/new", Variant: "secondary", Small: !first})
	}
	return all
}

func counts(q registerQuery, list app.PeoplePage) ui.CountStrip {
	strip := ui.CountStrip{Items: []ui.CountItem{{
		Text: "Everyone", Count: list.Counts.Total(), Current: len(q.Ratings) == 0,
		Href: q.with(func(q *registerQuery) { q.Ratings = nil }).href(),
	}}}
	for _, rating := range ratingChoices() {
		colour := casefile.Rating(rating)
		if rating == app.NotRated {
			colour = ""
		}
		strip.Items = append(strip.Items, ui.CountItem{
			Rating: rating, Count: list.Counts.Of(colour), Current: len(q.Ratings) == 1 && q.Ratings[0] == rating,
			Href: q.with(func(q *registerQuery) { q.Ratings = []string{rating} }).href(),
		})
	}
	return strip
}

func searchOf(q registerQuery, text string) registerSearch {
	rest := q.with(func(q *registerQuery) { q.Search = "" })
	search := registerSearch{
		Query: rest.values().Encode(),
		Field: ui.SearchInput{
			Label: ui.Label{Text: "Search by name, NHS number or date of birth"}, ID: "search-text", Name: "text", Value: text,
			Button: ui.SearchButton{Text: "Search"},
		},
	}
	if text != "" {
		search.Clear = &ui.Link{Text: "Clear search", Href: rest.href()}
		if q.filtered() || q.Member != memberAny {
			search.Beyond = &ui.Link{Text: "Search everyone, including people who have left", Href: registerQuery{Search: q.Search, Member: memberAny, Page: 1, Size: q.Size}.href()}
		}
	}
	return search
}

func asLink(text string, current bool, q registerQuery) ui.Link {
	link := ui.Link{Text: text, Href: q.href(), VisuallyHiddenText: "view"}
	if current {
		link.Attributes = ui.Attributes{"aria-current": "true"}
	}
	return link
}

// notOnBoard is how many the board leaves out: it has no column for who is not
// rated.
func notOnBoard(list app.PeoplePage, q registerQuery) int {
	if q.Board && (len(q.Ratings) == 0 || slices.Contains(q.Ratings, app.NotRated)) {
		return list.Counts.None
	}
	return 0
}

// shown says what the list has.
func shown(list app.PeoplePage, q registerQuery, text string) string {
	words := peopleWord(list.Total)
	if notOnBoard(list, q) > 0 {
		words += " with a rating"
	}
	switch {
	case text != "" && q.filtered():
		words += " found with these filters"
	case text != "":
		words += " found"
	case q.filtered():
		words += " with these filters"
	default:
		words += " on the register"
	}
	return words
}

func peopleWord(n int) string {
	switch n {
	case 0:
		return "Nobody"
	case 1:
		return "1 person"
	}
	return fmt.Sprintf("%s people", thousands(n))
}

func nobodyFound(q registerQuery, text string) ui.Component {
	words := "Nobody on the register fits these filters."
	switch {
	case text != "" && q.filtered():
		words = "Nobody with these filters fits this search. Clear the filters, or search everyone."
	case text != "":
		words = "Nobody on the register fits this search. Check the spelling, try only the family name or the NHS number, or search everyone, including people who have left."
	}
	return ui.Paragraph(words)
}

// thousands writes 1204 as 1,204.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
