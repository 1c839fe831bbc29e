package web

import (
	"context"
	"slices"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// board shows people in a column for each colour, the most urgent first, and
// as many of each as fit. It gives the counts as well.
func (s *Server) board(ctx context.Context, v visit, q registerQuery, asked app.PeopleQuery, titles ruleTitles) (*ui.Board, app.PeoplePage, error) {
	var all app.PeoplePage
	board := &ui.Board{}
	today := s.app.Today()
	for _, colour := range casefile.Ratings {
		column := ui.BoardColumn{Rating: string(colour)}
		if len(q.Ratings) == 0 || slices.Contains(q.Ratings, string(colour)) {
			of := asked
			of.Ratings, of.Size, of.Page = []string{string(colour)}, boardSize, 1
			list, err := s.app.People(ctx, v.Actor, of)
			if err != nil {
				return nil, all, err
			}
			all.Counts = list.Counts
			all.Total += list.Total
			column.Count = list.Total
			for i := range list.Rows {
				column.Cards = append(column.Cards, card(&list.Rows[i], today, titles))
			}
			if list.Total > len(list.Rows) {
				column.MoreHref = q.with(func(q *registerQuery) { q.Board, q.Ratings = false, []string{string(colour)} }).href()
			}
		}
		board.Columns = append(board.Columns, column)
	}
	return board, all, nil
}

func card(p *app.PersonRow, today civil.Date, titles ruleTitles) ui.BoardCard {
	c := ui.BoardCard{Name: p.Name, Href: personPath(p), Detail: []string{casefile.AgeWords(p.BirthDate, today)}}
	if p.LocalAuthority != "" {
		c.Detail[0] += ", " + p.LocalAuthority
	}
	if words := setting(p); words != "" {
		c.Detail = append(c.Detail, words)
	}
	if p.Coordinator != "" {
		c.Detail = append(c.Detail, "Held by "+p.Coordinator)
	}
	if words := membershipWords(p); words != "" {
		c.Detail = append(c.Detail, words)
	}
	if p.NextState != "" {
		c.Status = ui.Lines{{Body: dueTag(p, today)}, {Text: titles(p.NextRule)}}
	}
	switch {
	case p.Consent == "":
		c.Flags = append(c.Flags, "Consent not asked yet")
	case p.Consent != casefile.Given:
		c.Flags = append(c.Flags, "Consent: "+app.ConsentWords(p))
	}
	if p.Flags > 0 {
		c.Flags = append(c.Flags, flagWords(p))
	}
	return c
}
