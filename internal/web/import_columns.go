package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// importColumnsPage asks what the sheets and columns of a file mean.
type importColumnsPage struct {
	Page
	File       string
	Action     string
	Remembered bool
	Kept       bool // what is shown was typed and is not confirmed yet
	Sheets     []sheetForm
	Save       ui.Button
	Discard    ui.Link
}

// sheetForm is the questions about one sheet.
type sheetForm struct {
	Name      string
	N         int
	ID        string
	Use       ui.Checkboxes
	Questions []string
	Shown     int // the row of headings whose columns are shown
	Headings  ui.Input
	Show      ui.Button
	Rating    *ui.Select
	Columns   []ui.Select
	Used      bool
}

// columnsForm is what the form about the columns holds: what was typed, or what
// is known so far.
type columnsForm struct {
	proposal sheet.Proposal // with the headings in the rows that are shown
	mapping  sheet.Mapping
	heads    []string // the row of headings of each sheet, as typed
	errors   []ui.ErrorItem
}

// columnsDraft is the key of what was chosen for the columns of an import and
// not confirmed yet.
func columnsDraft(id string) string { return "import-columns/" + id }

func keepingColumns(r *http.Request) (key, back string) {
	id := r.PathValue("id")
	return columnsDraft(id), importPath(id, "columns")
}

// readColumns reads the form about the columns, or, where typed is nil, begins
// it with the mapping of the import.
func (s *Server) readColumns(ctx context.Context, v visit, view app.ImportView, typed url.Values) (f columnsForm, remembered bool, err error) {
	names := map[string]int{}
	for n, known := range view.Mapping.Sheets {
		row := known.HeaderRow
		if typed != nil {
			row, _ = strconv.Atoi(typed.Get(fmt.Sprintf("shown-%d", n)))
		}
		if row > 0 {
			names[known.Name] = row
		}
	}
	if f.proposal, remembered, err = s.app.Columns(ctx, v.Actor, view.ID, names); err != nil {
		return f, false, err
	}
	f.mapping = f.proposal.Mapping()
	for n := range f.mapping.Sheets {
		m := &f.mapping.Sheets[n]
		head := strconv.Itoa(m.HeaderRow)
		if m.HeaderRow == 0 {
			head = ""
		}
		if typed == nil {
			takeMapping(m, view.Mapping)
		} else {
			m.Use = typed.Get(fmt.Sprintf("use-%d", n)) == "yes"
			m.Rating = casefile.Rating(typed.Get(fmt.Sprintf("rating-%d", n)))
			for i := range m.Columns {
				c := &m.Columns[i]
				if name := fmt.Sprintf("column-%d-%d", n, c.Index); typed.Has(name) {
					c.Field = sheet.Field(typed.Get(name))
				}
			}
			head = strings.TrimSpace(typed.Get(fmt.Sprintf("headings-%d", n)))
		}
		f.heads = append(f.heads, head)
	}
	return f, remembered, nil
}

// takeMapping lets a sheet's columns mean what a mapping says of them.
func takeMapping(m *sheet.SheetMapping, known sheet.Mapping) {
	for _, k := range known.Sheets {
		if k.Name != m.Name {
			continue
		}
		m.Use, m.Rating = k.Use, k.Rating
		for i := range m.Columns {
			for _, c := range k.Columns {
				if c.Index == m.Columns[i].Index && c.Header == m.Columns[i].Header {
					m.Columns[i].Field = c.Field
				}
			}
		}
	}
}

// check says what keeps the columns from being confirmed.
func (f *columnsForm) check() {
	used := false
	for n, m := range f.mapping.Sheets {
		if !m.Use {
			continue
		}
		used = true
		f.checkSheet(n, m)
	}
	if !used && len(f.mapping.Sheets) > 0 {
		f.wrong("use-0", "Choose at least one sheet that lists people")
	}
}

func (f *columnsForm) checkSheet(n int, m sheet.SheetMapping) {
	if len(m.Columns) == 0 {
		f.wrong(fmt.Sprintf("headings-%d", n), fmt.Sprintf("Sheet “%s”: enter the row that has the column headings, then show its columns", m.Name))
		return
	}
	named := false
	first := map[sheet.Field]string{}
	for _, c := range m.Columns {
		id := fmt.Sprintf("column-%d-%d", n, c.Index)
		switch c.Field {
		case sheet.FamilyName, sheet.GivenName, sheet.FullName, sheet.NHSNumber:
			named = true
		}
		if !c.Field.Known() {
			f.wrong(id, fmt.Sprintf("“%s”: choose what this column holds", c.Header))
			continue
		}
		if c.Field == "" || c.Field.Repeats() {
			continue
		}
		if other, twice := first[c.Field]; twice {
			f.wrong(id, fmt.Sprintf("“%s” and “%s” are both set to %s: choose one of them", other, c.Header, c.Field.Label()))
			continue
		}
		first[c.Field] = c.Header
	}
	if !named {
		f.wrong(fmt.Sprintf("column-%d-%d", n, m.Columns[0].Index), fmt.Sprintf("Sheet “%s”: choose which column holds the names or the NHS numbers, or do not use the sheet", m.Name))
	}
}

func (f *columnsForm) wrong(id, text string) {
	f.errors = append(f.errors, ui.ErrorItem{Text: text, Href: "#" + id})
}

func (f *columnsForm) message(id string) ui.ErrorMessage {
	for _, e := range f.errors {
		if e.Href == "#"+id {
			return ui.ErrorMessage{Text: e.Text}
		}
	}
	return ui.ErrorMessage{}
}

// importColumns shows the form about the columns.
func (s *Server) importColumns(w http.ResponseWriter, r *http.Request, v visit) error {
	view, open, err := s.openImport(w, r, v)
	if err != nil || !open {
		return err
	}
	_, typed, kept, err := s.app.Draft(r.Context(), v.Actor, columnsDraft(view.ID))
	if err != nil {
		return err
	}
	f, remembered, err := s.readColumns(r.Context(), v, view, typed)
	if err != nil {
		return err
	}
	p := s.newColumnsPage(v, view, f)
	p.Kept, p.Remembered = kept, remembered && view.State == app.ImportUploaded
	return s.render(w, http.StatusOK, "import_columns", p)
}

// setColumns confirms the columns, or shows those below another row.
func (s *Server) setColumns(w http.ResponseWriter, r *http.Request, v visit) error {
	view, open, err := s.openImport(w, r, v)
	if err != nil || !open {
		return err
	}
	typed := typedOf(r)
	f, _, err := s.readColumns(r.Context(), v, view, typed)
	if err != nil {
		return err
	}
	asked := r.PostForm.Get("do")
	for n, m := range f.mapping.Sheets {
		row, moved := f.moved(n)
		if asked != fmt.Sprintf("show-%d", n) && !(m.Use && moved) {
			continue
		}
		if row <= 0 {
			f.wrong(fmt.Sprintf("headings-%d", n), fmt.Sprintf("Sheet “%s”: enter the number of the row that has the column headings", m.Name))
			break
		}
		return s.showHeadings(w, r, v, view, typed, n, row)
	}
	if len(f.errors) == 0 {
		f.check()
	}
	if len(f.errors) > 0 {
		return s.render(w, http.StatusUnprocessableEntity, "import_columns", s.newColumnsPage(v, view, f))
	}
	if err := s.app.SetMapping(r.Context(), v.Actor, view.ID, f.mapping); err != nil {
		return err
	}
	if err := s.app.DropDraft(r.Context(), v.Actor, columnsDraft(view.ID)); err != nil {
		return err
	}
	return seeOther(w, r, importPath(view.ID, "review"))
}

// moved is the row of headings that was typed for a sheet, and whether it is
// another than the one whose columns were shown.
func (f *columnsForm) moved(n int) (row int, moved bool) {
	row, err := strconv.Atoi(f.heads[n])
	if err != nil {
		row = 0
	}
	return row, f.heads[n] != "" && row != f.mapping.Sheets[n].HeaderRow
}

// showHeadings shows the columns below another row. What else was typed is
// kept, as a draft: nothing is confirmed yet.
func (s *Server) showHeadings(w http.ResponseWriter, r *http.Request, v visit, view app.ImportView, typed url.Values, n, row int) error {
	for name := range typed {
		if strings.HasPrefix(name, fmt.Sprintf("column-%d-", n)) {
			typed.Del(name)
		}
	}
	typed.Set(fmt.Sprintf("use-%d", n), "yes")
	typed.Set(fmt.Sprintf("shown-%d", n), strconv.Itoa(row))
	f, _, err := s.readColumns(r.Context(), v, view, typed)
	if err != nil {
		return err
	}
	if shown := f.mapping.Sheets[n].HeaderRow; shown != row {
		typed.Set(fmt.Sprintf("shown-%d", n), strconv.Itoa(shown))
		f.wrong(fmt.Sprintf("headings-%d", n), fmt.Sprintf("Sheet “%s” has no row %d with headings in it", f.mapping.Sheets[n].Name, row))
		return s.render(w, http.StatusUnprocessableEntity, "import_columns", s.newColumnsPage(v, view, f))
	}
	if err := s.app.KeepDraft(r.Context(), v.Actor, columnsDraft(view.ID), 0, typed); err != nil {
		return err
	}
	return seeOther(w, r, importPath(view.ID, "columns")+fmt.Sprintf("#sheet-%d", n))
}

func (s *Server) newColumnsPage(v visit, view app.ImportView, f columnsForm) *importColumnsPage {
	p := &importColumnsPage{
		Page: s.newPage(v, "Check what each column means"), File: view.FileName, Action: importPath(view.ID, "columns"),
		Save:    ui.Button{Text: "Save and check the lines", Name: "do", Value: "save", PreventDoubleClick: "true"},
		Discard: ui.Link{Text: "Discard this spreadsheet", Href: importPath(view.ID, "discard")},
	}
	p.Errors = f.errors
	p.Back = &ui.BackLink{Href: "/imports", Text: "Back to all spreadsheets"}
	for n, sp := range f.proposal.Sheets {
		p.Sheets = append(p.Sheets, f.sheet(n, sp))
	}
	return p
}

// sheet draws the questions about one sheet.
func (f *columnsForm) sheet(n int, sp sheet.SheetProposal) sheetForm {
	m := f.mapping.Sheets[n]
	use := fmt.Sprintf("use-%d", n)
	form := sheetForm{
		Name: sp.Name, N: n, ID: fmt.Sprintf("sheet-%d", n), Questions: sp.Questions, Shown: sp.HeaderRow, Used: m.Use,
		Use: ui.Checkboxes{
			Name: use, Small: true, ErrorMessage: f.message(use),
			Items: []ui.Choice{{Value: "yes", Text: "Bring in the people of this sheet", Checked: m.Use, Hint: ui.Hint{Text: whyUsed(sp)}}},
		},
	}
	headings := fmt.Sprintf("headings-%d", n)
	form.Headings = ui.Input{
		Name: headings, Value: f.heads[n], Width: 4, Inputmode: "numeric", Autocomplete: "off", ErrorMessage: f.message(headings),
		Label: ui.Label{Text: "Row with the column headings", Size: "s", VisuallyHiddenText: "in sheet " + sp.Name},
	}
	form.Show = ui.Button{
		Text: "Show the columns below this row", Name: "do", Value: fmt.Sprintf("show-%d", n), Variant: "secondary", Small: true,
		AriaLabel: "Show the columns below this row in sheet " + sp.Name,
	}
	if len(sp.Columns) > 0 && !slices.ContainsFunc(m.Columns, func(c sheet.ColumnMapping) bool { return c.Field == sheet.Rating }) {
		form.Rating = ratingOfSheet(n, m)
	}
	for i, c := range sp.Columns {
		form.Columns = append(form.Columns, f.column(n, c, m.Columns[i].Field))
	}
	return form
}

func whyUsed(sp sheet.SheetProposal) string {
	if sp.Hidden {
		return sp.Why + " It is hidden in the file."
	}
	return sp.Why
}

func ratingOfSheet(n int, m sheet.SheetMapping) *ui.Select {
	items := []ui.SelectItem{ui.Option("", "No rating")}
	for _, r := range casefile.Ratings {
		items = append(items, ui.Option(string(r), r.Word()))
	}
	return &ui.Select{
		Name: fmt.Sprintf("rating-%d", n), Value: string(m.Rating), Items: items,
		Label: ui.Label{Text: "Rating of everybody in this sheet", Size: "s", VisuallyHiddenText: m.Name},
		Hint:  ui.Hint{Text: "No column of this sheet is set to Rating."},
	}
}

// column asks what one column holds.
func (f *columnsForm) column(n int, c sheet.ColumnProposal, field sheet.Field) ui.Select {
	name := fmt.Sprintf("column-%d-%d", n, c.Index)
	hint := ui.Lines{{Text: "No values"}}
	if len(c.Samples) > 0 {
		hint = ui.Lines{{Text: "Such as: " + strings.Join(c.Samples, "; ")}}
	}
	if c.Unsure != "" {
		hint = append(hint, ui.Line{Body: ui.Group{ui.Tag{Text: "Not sure", Colour: "yellow"}, ui.Text(" " + c.Unsure)}})
	}
	return ui.Select{
		Name: name, Value: string(field), Items: fieldItems, ErrorMessage: f.message(name),
		Label: ui.Label{Text: c.Header, Size: "s"}, Hint: ui.Hint{Body: hint}, Classes: "app-import-field",
	}
}

// fieldItems are what a column can hold, by groups.
var fieldItems = func() []ui.SelectItem {
	items := []ui.SelectItem{ui.Option("", "No place: keep it with the line as it stands")}
	group := ""
	for _, f := range sheet.Fields {
		if f.Group != group {
			group = f.Group
			items = append(items, ui.SelectItem{Text: "— " + group + " —", Disabled: true})
		}
		items = append(items, ui.Option(string(f.Field), f.Label))
	}
	return items
}()
