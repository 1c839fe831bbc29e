package web

import (
	"fmt"
	"net/http"
	"strings"

	"homeward/internal/app"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// importsPage lists the spreadsheets that were brought in and takes a new one.
type importsPage struct {
	Page
	File  ui.FileUpload
	Send  ui.Button
	Table *ui.SortableTable
}

func (s *Server) importsPage(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showImports(w, r, v, http.StatusOK, "")
}

func (s *Server) showImports(w http.ResponseWriter, r *http.Request, v visit, status int, refused string) error {
	list, err := s.app.Imports(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &importsPage{
		Page: s.newPage(v, "Bring in a spreadsheet"),
		Send: ui.Button{Text: "Upload and go on", PreventDoubleClick: "true"},
		File: ui.FileUpload{
			Name: "file", Label: ui.Label{Text: "Choose your spreadsheet", Size: "s"},
			Hint:         ui.Hint{Text: fmt.Sprintf("An Excel workbook (.xlsx) or a CSV file of up to %d MB, without a password and without macros.", sheet.DefaultLimits.Bytes>>20)},
			ErrorMessage: ui.ErrorMessage{Text: refused}, Attributes: ui.Attributes{"accept": ".xlsx,.csv"},
		},
	}
	if refused != "" {
		p.Errors = []ui.ErrorItem{{Text: refused, Href: "#file"}}
	}
	if len(list) > 0 {
		p.Table = s.importsTable(list)
	}
	return s.render(w, status, "imports", p)
}

func (s *Server) importsTable(list []app.ImportView) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Spreadsheets brought in before", HideCaption: true, ID: "imports",
		Columns: []ui.SortColumn{{Text: "File"}, {Text: "Uploaded"}, {Text: "State"}, {Text: "People"}},
	}
	for _, v := range list {
		people := ""
		if r := v.Receipt; r != nil && v.State == app.ImportCommitted {
			people = fmt.Sprintf("%s added, %s changed", thousands(r.Added), thousands(r.Changed))
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Link{Text: v.FileName, Href: importPath(v.ID, ""), VisuallyHiddenText: s.moment(v.CreatedAt)}},
			{Body: ui.Lines{{Text: s.uploadedAt(v)}, {Text: "by " + orWords(v.By, "somebody who has left"), Minor: true}}},
			{Body: importState(v.State)},
			{Text: orWords(people, "Nobody")},
		})
	}
	return t
}

// uploadedAt is moment, where it stands alone.
func (s *Server) uploadedAt(v app.ImportView) string {
	at := s.moment(v.CreatedAt)
	if day, ok := strings.CutPrefix(at, "on "); ok {
		return day
	}
	return "Today " + at
}

// importState says how far a spreadsheet is.
func importState(state string) ui.Tag {
	switch state {
	case app.ImportUploaded:
		return ui.Tag{Text: "Columns to be checked", Colour: "yellow"}
	case app.ImportReview:
		return ui.Tag{Text: "Lines to be checked", Colour: "yellow"}
	case app.ImportCommitting:
		return ui.Tag{Text: "Being brought in", Colour: "blue"}
	case app.ImportCommitted:
		return ui.Tag{Text: "Brought in", Colour: "green"}
	case app.ImportUndone:
		return ui.Tag{Text: "Undone", Colour: "grey"}
	}
	return ui.Tag{Text: state}
}

// importPath is the address of a page of an import.
func importPath(id, page string) string {
	if page == "" {
		return "/imports/" + id
	}
	return "/imports/" + id + "/" + page
}

// upload takes a spreadsheet in.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, v visit) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return &app.Error{Kind: app.Invalid, Text: "The form was not sent as a file. Go back and choose the spreadsheet again."}
	}
	sent, err := readSent(parts, sheet.DefaultLimits.Bytes)
	if err != nil {
		return notAForm(err)
	}
	if sent.name == "" && len(sent.file) == 0 {
		return s.showImports(w, r, v, http.StatusUnprocessableEntity, "Choose the spreadsheet that you want to bring in")
	}
	id, err := s.app.StartImport(r.Context(), v.Actor, sent.name, sent.file)
	if err != nil {
		if e := app.As(err); e.Kind == app.Invalid {
			return s.showImports(w, r, v, http.StatusUnprocessableEntity, e.Text)
		}
		return err
	}
	return seeOther(w, r, importPath(id, "columns"))
}

// mostSent is up to how many bytes of a file that is too large are read to be
// able to say so.
const mostSent = 200 << 20
