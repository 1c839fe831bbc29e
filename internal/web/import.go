package web

import (
	"fmt"
	"net/http"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// importPage shows how far the bringing in is, and then what it did.
type importPage struct {
	Page
	File     string
	Progress *ui.Progress
	Receipt  *receiptView
}

// receiptView is what an import did.
type receiptView struct {
	Undone   bool
	When     string
	Summary  ui.SummaryList
	Flagged  *ui.Link
	LeftOut  *ui.SortableTable
	Ignored  *ui.SortableTable
	Download ui.Link
	Undo     *ui.Button
	NoUndo   string
	Register ui.Link
}

// importStands leads to the page that an import is at.
func (s *Server) importStands(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Import(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	switch view.State {
	case app.ImportUploaded:
		return seeOther(w, r, importPath(view.ID, "columns"))
	case app.ImportReview:
		return seeOther(w, r, importPath(view.ID, "review"))
	case app.ImportCommitting:
		p := &importPage{Page: s.newPage(v, "Your spreadsheet is being brought in"), File: view.FileName, Progress: progressOf(view)}
		// For whoever has no JavaScript, and to show the receipt at the end.
		w.Header().Set("Refresh", "3")
		return s.render(w, http.StatusOK, "import", p)
	}
	p := &importPage{Page: s.newPage(v, "Your spreadsheet has been brought in"), File: view.FileName}
	if view.State == app.ImportUndone {
		p.Title = "This spreadsheet was brought in and undone"
	}
	p.Back = &ui.BackLink{Href: "/imports", Text: "Back to all spreadsheets"}
	if p.Receipt, err = s.receipt(r, v, view); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "import", p)
}

func progressOf(view app.ImportView) *ui.Progress {
	at := view.Progress
	p := &ui.Progress{
		Label: "How far it is", Value: at.Done, Max: at.Total, Text: fmt.Sprintf("%s of %s", thousands(at.Done), linesWord(at.Total)),
		Attributes: ui.Attributes{"data-poll-url": importPath(view.ID, "progress")},
	}
	if at.Done == at.Total {
		p.Text = "All lines are read. They are being written down."
	}
	return p
}

// importProgress is the bar alone, for the page to show it anew.
func (s *Server) importProgress(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Import(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := progressOf(view)
	if view.State != app.ImportCommitting {
		p = &ui.Progress{Label: "It is finished", Value: 1, Max: 1, Text: "This page shows in a moment what came of it."}
	}
	markup, err := ui.Render(p)
	if err != nil {
		return fmt.Errorf("drawing the progress of an import: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = fmt.Fprint(w, markup)
	return err
}

func (s *Server) receipt(r *http.Request, v visit, view app.ImportView) (*receiptView, error) {
	receipt := view.Receipt
	if receipt == nil {
		return nil, fmt.Errorf("import %s is %s and has no receipt", view.ID, view.State)
	}
	x := &receiptView{
		Undone: view.State == app.ImportUndone,
		When:   fmt.Sprintf("Brought in on %s by %s.", receipt.On.Long(), receipt.By),
		Summary: summary(
			fact{"People added to the register", thousands(receipt.Added)},
			fact{"People whose record was changed", thousands(receipt.Changed)},
			fact{"Further lines of one of these people", thousands(receipt.Joined)},
			fact{"Lines that said nothing new", thousands(receipt.Unchanged)},
			fact{"Lines that were left out", thousands(receipt.LeftOut)},
			fact{"Lines that are not people", thousands(receipt.NotPeople)},
			fact{"Lines in the file, in all", thousands(receipt.Lines + receipt.NotPeople)},
		),
		Ignored:  ignoredTable(receipt.Ignored),
		Download: ui.Link{Text: "Download the receipt, line by line (CSV)", Href: importPath(view.ID, "receipt.csv")},
		Register: ui.Link{Text: "Go to the register", Href: "/register"},
	}
	if receipt.WithFlags > 0 && !x.Undone && v.may(access.SeeRegister) {
		x.Flagged = &ui.Link{Text: "See who needs attention", Href: registerQuery{Attention: true, Page: 1, Size: usualSize}.href()}
		x.Summary.Rows = append(x.Summary.Rows, ui.SummaryRow{
			Key: ui.SummaryCell{Text: "Lines of which something needs attention"}, Value: ui.SummaryCell{Text: thousands(receipt.WithFlags)},
			Actions: []ui.Action{{Text: x.Flagged.Text, Href: x.Flagged.Href}},
		})
	}
	if out := receipt.Of(app.BecameLeftOut); len(out) > 0 {
		x.LeftOut = &ui.SortableTable{
			Caption: "Lines that were left out", HideCaption: true, ID: "left-out",
			Columns: []ui.SortColumn{{Text: "Line"}, {Text: "Why"}},
		}
		for _, o := range out {
			x.LeftOut.Rows = append(x.LeftOut.Rows, []ui.Cell{{Text: placeWords(o.Place)}, {Text: o.Why}})
		}
	}
	if x.Undone {
		return x, nil
	}
	ok, why, err := s.app.CanUndo(r.Context(), v.Actor, view)
	if err != nil {
		return nil, err
	}
	if ok {
		x.Undo = &ui.Button{Text: "Undo this import", Href: importPath(view.ID, "undo"), Variant: "secondary"}
	} else {
		x.NoUndo = why
	}
	return x, nil
}

// importReceipt is the receipt as a file: every line and what became of it.
func (s *Server) importReceipt(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Import(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if view.Receipt == nil {
		return &app.Error{Kind: app.NotFound}
	}
	out, err := sheet.NewCSV(&download{
		ResponseWriter: w, contentType: "text/csv; charset=utf-8", name: fmt.Sprintf("receipt-%s-%s.csv", v.Actor.Register, view.Receipt.On),
	}, []string{"Sheet", "Row", "What became of it", "Why", "Things that need attention"})
	if err != nil {
		return err
	}
	row := func(p sheet.Place, cells ...string) error {
		line := []sheet.Cell{sheet.Text(p.Sheet), sheet.Text(strconv.Itoa(p.Row))}
		for _, c := range cells {
			line = append(line, sheet.Text(c))
		}
		return out.Row(line)
	}
	for _, o := range view.Receipt.Outcomes {
		if err := row(o.Place, o.Became.Word(), o.Why, strconv.Itoa(o.Flags)); err != nil {
			return err
		}
	}
	for _, i := range view.Receipt.Ignored {
		if err := row(i.Place, "Not a person", i.Why, "0"); err != nil {
			return err
		}
	}
	return out.Close()
}
