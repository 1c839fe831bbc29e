package web

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/assuring"
	"homeward/internal/web/ui"
)

const (
	returnSettingsPath = "/settings/return"
	mostMapping        = 256 << 10 // bytes of a mapping file
)

// settingsReturnPage has who sends the national return on inpatients, and by
// which mapping file.
type settingsReturnPage struct {
	Page
	Name, Source, From string
	Local              bool
	Columns            ui.Component
	Get                ui.Link
	Before             []settingsReturnFile // that it had before
	Wrong              *ui.SortableTable
	File               ui.FileUpload
	Check, Shipped     ui.Button
	Questions          []ui.Component
	Save               ui.Button
}

type settingsReturnFile struct {
	Link  ui.Link
	Words string
}

func (s *Server) settingsReturn(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showSettingsReturn(w, r, v, s.blankForm(nil), nil, "", http.StatusOK)
}

func askSender(f *form, now app.Sender) (s app.Sender) {
	s.Name = f.line(input("sender_name", "Name", "The commissioner who sends the return"), now.Name)
	s.Code = f.line(input("sender_code", "ODS code (optional)", ""), now.Code)
	s.System = f.line(input("sender_system", "Integrated care system (optional)", "By name or code, as you return it"), now.System)
	s.Region = f.line(input("sender_region", "NHS England region (optional)", "By name or code, as you return it"), now.Region)
	return s
}

func (s *Server) showSettingsReturn(w http.ResponseWriter, r *http.Request, v visit, f *form, wrong *ui.SortableTable, refused string, status int) error {
	now, err := s.app.ReturnSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if len(f.parts) == 0 {
		askSender(f, now.Sender)
	}
	m := now.Mapping
	p := &settingsReturnPage{
		Page: s.newPage(v, "The national return"), Name: orWords(m.Name, "A mapping file without a name"), Source: m.Source, Local: now.Local != nil, Wrong: wrong,
		Get: ui.Link{Text: "Download this mapping file", Href: returnSettingsPath + "/mapping.json"},
		File: ui.FileUpload{
			Name: "file", Label: small("Choose the file"), Hint: ui.Hint{Text: "A JSON file of up to 256 KB. You see what it changes before it is used."},
			ErrorMessage: ui.ErrorMessage{Text: refused}, Attributes: ui.Attributes{"accept": ".json,application/json"},
		},
		Check: ui.Button{Text: "Check this file", PreventDoubleClick: "true"}, Shipped: ui.Button{Text: "Go back to the mapping file of Homeward", Variant: "secondary", PreventDoubleClick: "true"},
		Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
	}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to settings", Href: "/settings"}, f.Errors()
	if refused != "" {
		p.Errors = append(p.Errors, ui.ErrorItem{Text: refused, Href: "#file"})
	}
	if now.Local != nil {
		p.From = "Loaded by " + now.Local.By + " " + s.moment(now.Local.LoadedAt)
	}
	columns := ui.SortableTable{Caption: "The columns", HideCaption: true, ID: "columns", Columns: []ui.SortColumn{{Text: "Column"}, {Text: "What it has"}, {Text: "Codes"}}}
	for _, c := range m.Columns {
		columns.Rows = append(columns.Rows, []ui.Cell{{Text: c.Heading, Classes: "app-cell-words"}, {Text: assuring.ItemOf(c.Item).Word}, {Body: codesOf(c)}})
	}
	p.Columns = ui.Expander(fmt.Sprintf("Its columns and codes (%d)", len(m.Columns)), columns)
	for _, file := range now.Files {
		p.Before = append(p.Before, settingsReturnFile{
			ui.Link{Text: fmt.Sprintf("%d. %s", file.N, file.Name), Href: returnSettingsPath + "/mapping.json?n=" + strconv.Itoa(file.N)},
			"by " + file.By + " " + s.moment(file.LoadedAt),
		})
	}
	return s.render(w, status, "settings_return", p)
}

// codesOf says how a column writes what is recorded.
func codesOf(c assuring.Column) ui.Component {
	unconfirmed := slices.Contains(c.Unconfirmed, assuring.Every)
	mark := func(word string) string {
		if slices.Contains(c.Unconfirmed, word) && !unconfirmed {
			return " (not confirmed)"
		}
		return ""
	}
	var codes []string
	for _, word := range slices.Sorted(maps.Keys(c.Codes)) {
		codes = append(codes, word+": "+orWords(c.Codes[word], "empty")+mark(word))
	}
	lines := ui.Lines{{Text: orWords(strings.Join(codes, "; "), "As it is recorded")}}
	if c.Otherwise != "" {
		lines = append(lines, ui.Line{Text: "Anything else: " + c.Otherwise, Minor: true})
	}
	if unconfirmed {
		lines = append(lines, ui.Line{Text: "Nobody has confirmed how this is coded", Minor: true})
	}
	return lines
}

func (s *Server) mappingFile(w http.ResponseWriter, r *http.Request, v visit) error {
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	data, err := s.app.MappingFile(r.Context(), v.Actor, n)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "mapping.json"}))
	_, err = w.Write(data)
	return err
}

func (s *Server) setReturn(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	sender := askSender(f, app.Sender{})
	if len(f.problems) == 0 {
		err := s.app.SetSender(r.Context(), v.Actor, sender)
		if err == nil {
			s.tell(w, "It is saved, and stands on data sheets from now on.")
			return seeOther(w, r, returnSettingsPath)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showSettingsReturn(w, r, v, f, nil, "", http.StatusUnprocessableEntity)
}

// mappingCheckPage says what a mapping file would change before it is used.
type mappingCheckPage struct {
	Page
	Name, Source string
	Changes      []string
	Text         string // the file
	Use          ui.Button
	Cancel       ui.Link
}

func (s *Server) checkMapping(w http.ResponseWriter, r *http.Request, v visit) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return &app.Error{Kind: app.Invalid, Text: "The form was not sent as a file. Go back and choose the file again."}
	}
	sent, err := readSent(parts, mostMapping)
	if err != nil {
		return notAForm(err)
	}
	switch {
	case len(sent.file) == 0:
		return s.showSettingsReturn(w, r, v, s.blankForm(nil), nil, "Choose a file", http.StatusUnprocessableEntity)
	case len(sent.file) > mostMapping:
		return s.showSettingsReturn(w, r, v, s.blankForm(nil), nil, "The file is larger than 256 KB. Choose a smaller one", http.StatusUnprocessableEntity)
	}
	m, changes, faults, err := s.app.CheckMapping(r.Context(), v.Actor, sent.file)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return s.refuseMapping(w, r, v, string(sent.file), faults)
	}
	p := &mappingCheckPage{
		Page: s.newPage(v, "Use this mapping file?"), Name: orWords(m.Name, "It has no name"), Source: m.Source, Changes: changes, Text: string(sent.file),
		Use: ui.Button{Text: "Use this mapping file", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Leave it as it is", Href: returnSettingsPath},
	}
	p.Back = &ui.BackLink{Text: "Back to the national return", Href: returnSettingsPath}
	return s.render(w, http.StatusOK, "settings_return_check", p)
}

func (s *Server) refuseMapping(w http.ResponseWriter, r *http.Request, v visit, file string, faults []app.MappingFault) error {
	problems := make([]app.RuleProblem, len(faults))
	for i, fault := range faults {
		problems[i] = app.RuleProblem{Line: fault.Line, Message: fault.Text}
	}
	refused := fmt.Sprintf("The file was not taken: %s. The first is in line %d", counted(len(faults), "thing is wrong in it", "things are wrong in it"), faults[0].Line)
	return s.showSettingsReturn(w, r, v, s.blankForm(nil), wrongLines(file, problems), refused, http.StatusUnprocessableEntity)
}

func (s *Server) loadMapping(w http.ResponseWriter, r *http.Request, v visit) error {
	file := r.PostForm.Get("mapping")
	faults, err := s.app.LoadMapping(r.Context(), v.Actor, []byte(file))
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return s.refuseMapping(w, r, v, file, faults)
	}
	s.tell(w, "The mapping file is used from now on, on data sheets and for the file of everybody in hospital.")
	return seeOther(w, r, returnSettingsPath)
}

func (s *Server) shippedMapping(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.UseShippedMapping(r.Context(), v.Actor); err != nil {
		return err
	}
	s.tell(w, "The mapping file that comes with Homeward is used from now on.")
	return seeOther(w, r, returnSettingsPath)
}
