package web

import (
	"context"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// readiness is what statute that is not in force would ask, shown on request
// and never as something that is due.
type readiness struct {
	NotLaw ui.WarningCallout
	Words  string
	Items  []readyItem
}

type readyItem struct {
	Title, By string
	Why       ui.Details
}

// readiness makes that part of a person's page; nil when Part 8A is in force,
// and what it asks is a duty like others.
func (s *Server) readiness(ctx context.Context, v visit, view app.PersonView, story func(seq int) string) (*readiness, error) {
	ready, inForce, err := s.app.Readiness(ctx, v.Actor, view.Case.ID)
	if err != nil || inForce {
		return nil, err
	}
	r := &readiness{
		NotLaw: ui.WarningCallout{Heading: ui.Heading{Text: "This is not law yet"}, Body: ui.Paragraph("Part 8A was put into the Mental Health Act 1983 by the Mental Health Act 2025. By the rules that Homeward goes by, it has not come into force. Nothing below is a duty, and nothing of it is counted as due or overdue. It shows what would be asked for if Part 8A came into force today.")},
		Words:  "Part 8A would ask for nothing for " + view.Case.Name() + " today. It is about people who are detained in hospital and are autistic or have a learning disability.",
	}
	for _, d := range ready {
		if !d.Would.Open() {
			continue
		}
		r.Words = ""
		r.Items = append(r.Items, readyItem{
			Title: d.Title, By: "Would have to be done by " + d.Obligation.Due.LongWeekday(),
			Why: ui.Details{Summary: ui.Content{Text: "Why by " + d.Obligation.Due.Long()}, Classes: "app-due__why", Body: dueWhy(d.Due, story)},
		})
	}
	return r, nil
}
