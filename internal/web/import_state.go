package web

import (
	"fmt"
	"net/http"

	"homeward/internal/app"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// openImport is an import that is still to be checked. Of one that is not, the
// visitor is shown how it stands.
func (s *Server) openImport(w http.ResponseWriter, r *http.Request, v visit) (view app.ImportView, open bool, err error) {
	view, err = s.app.Import(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return view, false, err
	}
	if view.State != app.ImportUploaded && view.State != app.ImportReview {
		return view, false, seeOther(w, r, importPath(view.ID, ""))
	}
	return view, true, nil
}

// reviewed is an open import whose columns are confirmed, with its lines.
func (s *Server) reviewed(w http.ResponseWriter, r *http.Request, v visit) (view app.ImportView, review *app.Review, err error) {
	view, open, err := s.openImport(w, r, v)
	if err != nil || !open {
		return view, nil, err
	}
	if view.State == app.ImportUploaded {
		return view, nil, seeOther(w, r, importPath(view.ID, "columns"))
	}
	review, err = s.app.Review(r.Context(), v.Actor, view.ID)
	return view, review, err
}

// ignoredTable lists the lines that are no people, those beside each other
// with the same reason together.
func ignoredTable(ignored []sheet.Ignored) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Lines that are not people", HideCaption: true, ID: "ignored",
		Columns: []ui.SortColumn{{Text: "Lines"}, {Text: "Why"}}, Empty: ui.Paragraph("Every line of the file is a person’s."),
	}
	for from := 0; from < len(ignored); {
		to := from + 1
		for to < len(ignored) && ignored[to].Sheet == ignored[from].Sheet && ignored[to].Why == ignored[from].Why &&
			ignored[to].Row == ignored[to-1].Row+1 {
			to++
		}
		place := placeWords(ignored[from].Place)
		if to > from+1 {
			place = fmt.Sprintf("Rows %d to %d of sheet %s", ignored[from].Row, ignored[to-1].Row, ignored[from].Sheet)
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: place}, {Text: ignored[from].Why}})
		from = to
	}
	return t
}

func placeWords(p sheet.Place) string { return fmt.Sprintf("Row %d of sheet %s", p.Row, p.Sheet) }

// linesWord is a number of lines in words.
func linesWord(n int) string {
	if n == 1 {
		return "1 line"
	}
	return thousands(n) + " lines"
}
