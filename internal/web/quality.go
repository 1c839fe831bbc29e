package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

const qualityPath = "/data-quality"

// qualityPage is what is missing in the register, or too old, by check.
type qualityPage struct {
	Page
	Intro      string
	Checks     ui.Table
	Duplicates *ui.Link
	Trend      *ui.Table
	Empty      bool // nobody is on the register, of those whom the visitor sees
}

// lackingPath is the list of those whom a check finds.
func lackingPath(check string, page int) string {
	q := url.Values{"check": {check}}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return pathWith(qualityPath, q)
}

func (s *Server) quality(w http.ResponseWriter, r *http.Request, v visit) error {
	if check := r.URL.Query().Get("check"); check != "" {
		return s.lacking(w, r, v, check)
	}
	q, err := s.app.Quality(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &qualityPage{Page: s.newPage(v, "Data quality"), Empty: q.People == 0}
	p.Intro = fmt.Sprintf("What is missing or too old of %s on the register. Each line leads to the people, and from them to the form that mends it.", peopleWords(q.People))
	if !access.ReachOf(v.Actor).Everyone {
		p.Intro = fmt.Sprintf("What is missing or too old of %s whom you are involved with. Each line leads to the people, and from them to the form that mends it.", peopleWords(q.People))
	}
	p.Checks = ui.Table{
		Caption: ui.TableCaption{Text: "Checks", VisuallyHiddenText: "Checks"}, FirstCellIsHeader: true, Responsive: true, Classes: "app-list",
		Head: []ui.HeadCell{{Text: "Check"}, {Text: "Why it matters"}, {Text: "People", Format: "numeric"}, {Text: "Of all", Format: "numeric"}},
	}
	p.Checks.Caption = ui.TableCaption{Text: "Checks", Classes: "nhsuk-u-visually-hidden"}
	for _, c := range q.Checks {
		name := ui.Cell{Text: c.Word}
		if c.People > 0 {
			name = ui.Cell{Body: ui.Link{Text: c.Word, Href: lackingPath(c.Key, 1)}}
		}
		share := percent(c.People, q.People)
		if c.Gone {
			share = "Not on it"
		}
		p.Checks.Rows = append(p.Checks.Rows, []ui.Cell{name, {Text: c.Why}, {Text: thousands(c.People)}, {Text: share}})
	}
	if v.may(access.MergeRecords) {
		p.Duplicates = &ui.Link{Text: "Records that may be of one person", Href: duplicatesPath}
	}
	if len(q.Weeks) > 1 {
		p.Trend = trendTable(q)
	}
	return s.render(w, http.StatusOK, "quality", p)
}

func peopleWords(n int) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(n) + " people"
}

// percent is a share in whole percents. What is there is never said to be none.
func percent(n, of int) string {
	switch {
	case of == 0 || n == 0:
		return "0%"
	case n*100 < of:
		return "under 1%"
	}
	return strconv.Itoa(n*100/of) + "%"
}

// trendTable says how many each check found by week.
func trendTable(q app.Quality) *ui.Table {
	t := &ui.Table{
		Caption: ui.TableCaption{Text: "How many were found, by week", Size: "m"}, FirstCellIsHeader: true, Compact: true, Scroll: true, ID: "trend",
		Head: []ui.HeadCell{{Text: "Check"}},
	}
	for _, week := range q.Weeks {
		year := strconv.Itoa(week.Year()) // goes below the day where there is little room
		t.Head = append(t.Head, ui.HeadCell{Text: strings.Replace(short(week), "\u00a0"+year, " "+year, 1), Format: "numeric"})
	}
	for _, c := range q.Checks {
		row := []ui.Cell{{Text: c.Word}}
		for _, week := range q.Weeks {
			cell := ui.Cell{Text: "–"}
			for _, w := range c.ByWeeks {
				if w.Week == week {
					cell.Text = thousands(w.Found)
				}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// lackingPage is those whom one check finds.
type lackingPage struct {
	Page
	Why    string
	Shown  string
	People ui.Component
	Pager  *ui.Pager
}

func (s *Server) lacking(w http.ResponseWriter, r *http.Request, v visit, key string) error {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	list, err := s.app.Lacking(r.Context(), v.Actor, key, page)
	if err != nil {
		return err
	}
	p := &lackingPage{Page: s.newPage(v, list.Check.Word), Why: list.Check.Why, Shown: peopleWords(list.Total)}
	p.Back = &ui.BackLink{Text: "Data quality", Href: qualityPath}
	table := ui.SortableTable{
		Caption: "People", HideCaption: true, ID: "people", Empty: ui.Text("Nobody is left. Well done."),
		Columns: []ui.SortColumn{{Text: "Person"}, {Text: "Rating"}, {Text: "Local authority"}, {Text: "Held by"}, {Text: "Mend it"}},
	}
	today := s.app.Today()
	for i := range list.Rows {
		row := &list.Rows[i]
		table.Rows = append(table.Rows, []ui.Cell{
			{Body: s.cell("name", row, today, nil), Classes: "app-cell-words"}, {Body: s.cell("rating", row, today, nil)},
			{Body: s.cell("authority", row, today, nil), Classes: "app-cell-words"}, {Text: cmp.Or(row.Coordinator, "Nobody yet"), Classes: "app-cell-words"}, {Body: mending(list.Check, row, list.About[i], v)},
		})
	}
	p.People = table
	if list.Total > list.Size {
		p.Pager = &ui.Pager{Page: list.QualityPage.Page, Size: list.Size, Total: list.Total, Href: func(page, _ int) string {
			return lackingPath(key, page)
		}}
	}
	return s.render(w, http.StatusOK, "lacking", p)
}

// mending leads to the form that mends what a check found, for who may use it.
func mending(c app.QualityCheck, row *app.PersonRow, about string, v visit) ui.Component {
	form, ok := recordFormOf(string(c.Mends))
	switch {
	case c.Mends == "":
		return ui.Link{Text: "See what was flagged", VisuallyHiddenText: row.Name, Href: personPath(row) + "#attention"}
	case !ok || !v.may(form.needs):
		return ui.Link{Text: "Open the record", VisuallyHiddenText: row.Name, Href: personPath(row)}
	}
	return ui.Link{Text: form.title, VisuallyHiddenText: row.Name, Href: place{form.kind, row.CaseID, about}.path()}
}
