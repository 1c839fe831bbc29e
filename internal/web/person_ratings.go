package web

import (
	"fmt"
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personRatingsPage is how somebody was rated over time, with what the
// checklists advised.
type personRatingsPage struct {
	Page
	Person string
	Who    ui.Component
	Now    personRating
	Chart  *ui.RatingChart // nil until there are two ratings
	Table  *ui.SortableTable
}

func (s *Server) personRatings(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Person(r.Context(), v.Actor, r.PathValue("id"), app.AsAt{For: "to see the ratings"})
	if err != nil {
		return err
	}
	if view.Sight < access.Whole {
		return &app.Error{Kind: app.Forbidden, Text: "You do not see all of this record, so you do not see how it was rated."}
	}
	c := view.Shown
	p := &personRatingsPage{Page: s.newPage(v, "Ratings"), Person: c.Name(), Who: toTellApart(c.Details), Now: newPersonRating(v, view, look{caseID: c.ID})}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	table := &ui.SortableTable{Caption: "Every rating, the latest first", ID: "ratings", Columns: []ui.SortColumn{{Text: "From"}, {Text: "Rating"}, {Text: "Why"}, {Text: "What the checklist advised"}, {Text: "By"}}}
	var points []ui.RatingPoint
	var given []casefile.Recorded
	for _, e := range c.Standing {
		if rated, ok := e.Fact.(casefile.Rated); ok {
			given = append(given, e)
			points = append(points, ui.RatingPoint{Rating: string(rated.Rating), Day: int(e.On), Label: e.On.Long()})
		}
	}
	for i := len(given) - 1; i >= 0; i-- {
		table.Rows = append(table.Rows, ratingCells(given[i]))
	}
	if len(given) > 0 {
		p.Table = table
	}
	if len(points) > 1 {
		end := view.Day
		if c.Left != 0 && c.Left < end {
			end = c.Left
		}
		p.Chart = &ui.RatingChart{Points: points, End: int(max(end, civil.Date(points[len(points)-1].Day))), Label: fmt.Sprintf("How the rating of %s changed. The same is in the table below.", c.Name())}
	}
	return s.render(w, http.StatusOK, "person_ratings", p)
}

func ratingCells(e casefile.Recorded) []ui.Cell {
	rated := e.Fact.(casefile.Rated)
	why := ui.Lines{{Text: orWords(e.Note, orWords(e.Withheld, "No reasons are recorded."))}}
	if rated.Own != "" {
		why = append(why, ui.Line{Text: casefile.SaysAboutIt + ": " + rated.Own})
	}
	for _, factor := range rated.Factors {
		why = append(why, ui.Line{Text: factor, Minor: true})
	}
	advised := ui.Lines{{Text: "No checklist", Minor: true}}
	if k := rated.Checked; k != nil {
		advised = ui.Lines{{Body: ui.RatingTag{Rating: string(k.Advised)}}, {Text: fmt.Sprintf("%d of %d points", k.Points, k.Most)}}
		if k.CouldBe != "" {
			advised = append(advised, ui.Line{Text: "Could be " + string(k.CouldBe) + ": not all was known", Minor: true})
		}
		if k.Differs != "" {
			advised = append(advised, ui.Line{Text: "Why the rating is another: " + k.Differs})
		}
		advised = append(advised, ui.Line{Text: k.Checklist, Minor: true})
	}
	return []ui.Cell{
		{Text: e.On.Long()}, {Body: ui.RatingTag{Rating: string(rated.Rating)}}, {Body: why, Classes: "app-cell-words"}, {Body: advised, Classes: "app-cell-words"}, {Text: e.By.Name},
	}
}
