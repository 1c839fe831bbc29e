package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// handoversPage lists who is handed over to the register, and by it to others.
type handoversPage struct {
	Page
	Coming, Going *ui.SortableTable
}

func (s *Server) handoversPage(w http.ResponseWriter, r *http.Request, v visit) error {
	coming, going, err := s.app.Handovers(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &handoversPage{Page: s.newPage(v, "Handovers")}
	p.Back = &ui.BackLink{Text: "Back to the register", Href: "/register"}
	p.Coming = s.handoversTable("coming", "People handed over to you", "From", coming)
	p.Going = s.handoversTable("going", "People you hand over", "To", going)
	return s.render(w, http.StatusOK, "handovers", p)
}

// handoversTable is nil where there is nobody.
func (s *Server) handoversTable(id, caption, other string, list []app.HandoverView) *ui.SortableTable {
	if len(list) == 0 {
		return nil
	}
	t := &ui.SortableTable{
		Caption: caption, HideCaption: true, ID: id,
		Columns: []ui.SortColumn{{Text: "Person"}, {Text: other}, {Text: "Asked"}, {Text: "State"}},
	}
	for _, h := range list {
		name := h.ToName
		if h.Coming {
			name = h.FromName
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Link{Text: whoMoves(h), Href: handoverPath(h.ID, "")}},
			{Text: name},
			{Body: ui.Lines{{Text: s.dayOf(h.ProposedAt).Long()}, {Text: "by " + h.Proposer, Minor: true}}},
			{Body: handoverState(h)},
		})
	}
	return t
}

// handoverState says how a handover stands, in a word.
func handoverState(h app.HandoverView) ui.Tag {
	switch {
	case h.State == app.HandoverProposed && h.Coming:
		return ui.Tag{Text: "Waits for you", Colour: "yellow"}
	case h.State == app.HandoverProposed:
		return ui.Tag{Text: "Waits for them", Colour: "blue"}
	case h.State == app.HandoverAccepted:
		return ui.Tag{Text: "Taken over", Colour: "green"}
	case h.State == app.HandoverDeclined:
		return ui.Tag{Text: "Declined", Colour: "red"}
	}
	return ui.Tag{Text: "Taken back", Colour: "grey"}
}

// handoverPath is the address of a handover, or of a form on its page.
func handoverPath(id, form string) string {
	if form == "" {
		return "/handovers/" + id
	}
	return "/handovers/" + id + "/" + form
}
