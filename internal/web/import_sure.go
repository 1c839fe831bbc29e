package web

import (
	"fmt"
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// importUndo asks before an import is undone, or says why it cannot be.
func (s *Server) importUndo(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Import(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if view.Receipt == nil {
		return seeOther(w, r, importPath(view.ID, ""))
	}
	ok, why, err := s.app.CanUndo(r.Context(), v.Actor, view)
	if err != nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Undo this import?"), About: view.FileName, Action: importPath(view.ID, "undo"),
		Cancel: ui.Link{Text: "Keep it", Href: importPath(view.ID, "")},
	}
	p.Back = &ui.BackLink{Href: importPath(view.ID, ""), Text: "Back to the receipt"}
	if !ok {
		p.Title, p.Words, p.Cancel.Text = "This import cannot be undone", []string{why}, "Back to the receipt"
		return s.render(w, http.StatusOK, "sure", p)
	}
	p.Do = &ui.Button{Text: "Undo the import", Variant: "warning", PreventDoubleClick: "true"}
	p.Words = []string{
		fmt.Sprintf("The %s whom it added leave the register again, and what it changed for %s is as it was before.", peopleToUndo(view.Receipt.Added), peopleToUndo(view.Receipt.Changed)),
		"Every entry that it made is struck out with the reason. Nothing is erased: what was struck out can still be read in the records.",
		"You can bring the spreadsheet in again afterwards.",
	}
	return s.render(w, http.StatusOK, "sure", p)
}

func peopleToUndo(n int) string {
	if n == 1 {
		return "1 person"
	}
	return thousands(n) + " people"
}

func (s *Server) undoImport(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	err := s.app.UndoImport(r.Context(), v.Actor, id)
	switch {
	case err != nil && app.As(err).Kind == app.Conflict:
		return seeOther(w, r, importPath(id, "undo")) // which says why not
	case err != nil:
		return err
	}
	s.tell(w, "The import has been undone.")
	return seeOther(w, r, importPath(id, ""))
}

// importDiscard asks before a spreadsheet that was not brought in is forgotten.
func (s *Server) importDiscard(w http.ResponseWriter, r *http.Request, v visit) error {
	view, open, err := s.openImport(w, r, v)
	if err != nil || !open {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Discard this spreadsheet?"), About: view.FileName, Action: importPath(view.ID, "discard"),
		Words:  []string{"Nothing of it has been brought in. The file and the decisions that were made about it are deleted."},
		Do:     &ui.Button{Text: "Discard it", Variant: "warning", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Keep it", Href: importPath(view.ID, "")},
	}
	p.Back = &ui.BackLink{Href: importPath(view.ID, "")}
	return s.render(w, http.StatusOK, "sure", p)
}

func (s *Server) discardImport(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := s.app.DiscardImport(r.Context(), v.Actor, id); err != nil {
		return err
	}
	for _, key := range []string{columnsDraft(id), reviewDraft(id)} {
		if err := s.app.DropDraft(r.Context(), v.Actor, key); err != nil {
			return err
		}
	}
	s.tell(w, "The spreadsheet was discarded. Nothing of it is on the register.")
	return seeOther(w, r, "/imports")
}
