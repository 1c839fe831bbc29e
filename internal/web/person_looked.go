package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personLookedPage says who looked at a person's record, day by day.
type personLookedPage struct {
	Page
	Person string
	Table  ui.SortableTable
	Before string // where they were before
	Older  *ui.Link
}

func lookedPath(caseID string, before civil.Date) string {
	q := url.Values{}
	if before != 0 {
		q.Set("before", before.String())
	}
	return pathWith("/people/"+url.PathEscape(caseID)+"/looked", q)
}

func (s *Server) personLooked(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	before, err := civil.Parse(r.URL.Query().Get("before"))
	if err != nil {
		before = 0
	}
	who, err := s.app.WhoLooked(r.Context(), v.Actor, id, before)
	if err != nil {
		return err
	}
	p := &personLookedPage{Page: s.newPage(v, "Who has looked at this record"), Person: who.Person}
	p.Back = &ui.BackLink{Text: "Back to the record", Href: "/people/" + url.PathEscape(id)}
	if v.may(access.SeeAudit) && !v.may(access.SeeRegister) { // who looks at acts does not open records
		p.Back = &ui.BackLink{Text: "Back to what people did", Href: "/audit"}
	}
	p.RecordParts = partsOf(v, id, who.Sight)
	p.Table = ui.SortableTable{
		Caption: p.Title, HideCaption: true, ID: "looked", Empty: ui.Paragraph("Nobody looked at this record before that day."),
		Columns: []ui.SortColumn{{Text: "Day"}, {Text: "Who"}, {Text: "What they did"}, {Text: "When"}},
	}
	for _, on := range who.Days {
		for _, u := range on.Users {
			p.Table.Rows = append(p.Table.Rows, s.lookedCells(on.Day, u))
		}
	}
	if len(who.Came) > 0 {
		p.Before = strings.Join(who.Came, ", and before that from ")
	}
	if who.Before != 0 {
		p.Older = &ui.Link{Text: "Show earlier days", Href: lookedPath(id, who.Before)}
	}
	return s.render(w, http.StatusOK, "person_looked", p)
}

// lookedCells say what one user did on one day.
func (s *Server) lookedCells(day civil.Date, u app.UserLooked) []ui.Cell {
	var did ui.Lines
	last, first := u.Did[0].Last, u.Did[0].First
	for _, d := range u.Did {
		words := d.Words
		if d.Times > 1 {
			words += fmt.Sprintf(", %d times", d.Times)
		}
		did = append(did, ui.Line{Text: words})
		if d.Purpose != "" {
			did = append(did, ui.Line{Text: "What for: " + d.Purpose, Minor: true})
		}
		if d.First.Before(first) {
			first = d.First
		}
	}
	clock := func(t time.Time) string { return s.app.Local(t).Format("15:04") }
	when := clock(first)
	if to := clock(last); to != when {
		when += " to " + to
	}
	who := ui.Lines{{Text: u.Name}, {Text: u.Role.Word(), Minor: true}}
	if u.Register != "" {
		who = append(who, ui.Line{Text: "In " + u.Register, Minor: true})
	}
	return []ui.Cell{
		{Text: short(day)}, {Body: who, Classes: "app-cell-words"}, {Body: did}, {Text: when},
	}
}
