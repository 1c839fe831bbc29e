package web

import (
	"fmt"
	"net/http"
	"net/url"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personLookedPage says who looked at a person's record, day by day.
type personLookedPage struct {
	Page
	Person string
	Days   []lookedOn
	Older  *ui.Link
}

type lookedOn struct {
	ID, Day string
	Table   ui.SortableTable
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
	for _, on := range who.Days {
		p.Days = append(p.Days, s.newLookedOn(on))
	}
	if who.Before != 0 {
		p.Older = &ui.Link{Text: "Show earlier days", Href: lookedPath(id, who.Before)}
	}
	return s.render(w, http.StatusOK, "person_looked", p)
}

func (s *Server) newLookedOn(on app.LookedOn) lookedOn {
	x := lookedOn{ID: "on-" + on.Day.String(), Day: on.Day.Long()}
	x.Table = ui.SortableTable{Caption: "On " + x.Day, HideCaption: true, Columns: []ui.SortColumn{{Text: "Who"}, {Text: "What they did"}, {Text: "When"}}}
	for _, u := range on.Users {
		var did, when ui.Lines
		for _, d := range u.Did {
			words := d.Words
			if d.Times > 1 {
				words += fmt.Sprintf(", %d times", d.Times)
			}
			did = append(did, ui.Line{Text: words})
			if d.Purpose != "" {
				did = append(did, ui.Line{Text: "What for: " + d.Purpose, Minor: true})
			}
		}
		last, first := u.Did[0].Last, u.Did[0].First
		for _, d := range u.Did {
			if d.First.Before(first) {
				first = d.First
			}
		}
		from, to := s.app.Local(first).Format("15:04"), s.app.Local(last).Format("15:04")
		if from == to {
			when = ui.Lines{{Text: from}}
		} else {
			when = ui.Lines{{Text: from + " to " + to}}
		}
		x.Table.Rows = append(x.Table.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: u.Name}, {Text: u.Role.Word(), Minor: true}}, Classes: "app-cell-words"}, {Body: did}, {Body: when},
		})
	}
	return x
}
