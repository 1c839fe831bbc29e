package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

const settingsRatingPath = "/settings/rating"

// settingsRatingPage has the checklist that advises a rating, and what each
// colour obliges to.
type settingsRatingPage struct {
	Page
	Name, About, Source string
	From                string // who loaded it, and when
	Local               bool
	Items               *ui.SortableTable
	Overrides           []string
	Bands               []string
	Before              []string // checklists that it had before
	File                ui.FileUpload
	Load                ui.Button
	Wrong               *ui.SortableTable
	Open                ui.Button
	SignsName           string
	SignsAbout          string
	Signs               []string
	Triggers            []string
	LocalSigns          bool
	OpenSigns           ui.Button
	Questions           []ui.Component
	Save                ui.Button
}

func (s *Server) settingsRating(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showSettingsRating(w, r, v, s.blankForm(nil), nil, "", http.StatusOK)
}

// askObliges asks what each colour obliges to.
func askObliges(f *form, now map[casefile.Rating][]string) map[casefile.Rating][]string {
	obliges := map[casefile.Rating][]string{}
	for _, r := range casefile.Ratings {
		text := f.words(ui.Textarea{
			Name: "obliges-" + string(r), Label: small(r.Word() + " asks for"), Rows: 4, Hint: ui.Hint{Text: "One thing on each line"},
		}, strings.Join(now[r], "\n"))
		obliges[r] = strings.Split(text, "\n")
	}
	return obliges
}

func (s *Server) showSettingsRating(w http.ResponseWriter, r *http.Request, v visit, f *form, wrong *ui.SortableTable, refused string, status int) error {
	now, err := s.app.RatingSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if len(f.parts) == 0 {
		askObliges(f, now.Obliges)
	}
	c := now.Checklist
	p := &settingsRatingPage{
		Page: s.newPage(v, "Ratings and early signs"), Name: c.Name, About: c.About, Source: c.Source, Local: now.Local != nil, Wrong: wrong,
		File: ui.FileUpload{
			Name: "file", Label: small("Choose the file"), Hint: ui.Hint{Text: "A YAML file of up to 256 KB."},
			ErrorMessage: ui.ErrorMessage{Text: refused}, Attributes: ui.Attributes{"accept": ".yaml,.yml"},
		},
		Load: ui.Button{Text: "Use this file", PreventDoubleClick: "true"}, Open: ui.Button{Text: "Go back to the open checklist", Variant: "secondary", PreventDoubleClick: "true"},
		Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"},
		Items: &ui.SortableTable{Caption: "The questions", ID: "items", Columns: []ui.SortColumn{{Text: "Question"}, {Text: "Answers and points"}, {Text: "Where it comes from"}}},
	}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to settings", Href: "/settings"}, f.Errors()
	if refused != "" {
		p.Errors = append(p.Errors, ui.ErrorItem{Text: refused, Href: "#file"})
	}
	if now.Local != nil {
		p.From = "Loaded by " + now.Local.By + " " + s.moment(now.Local.LoadedAt)
	}
	for _, item := range c.Items {
		var answers ui.Lines
		for _, a := range item.Answers {
			answers = append(answers, ui.Line{Text: fmt.Sprintf("%s: %d", a.Text, a.Points)})
		}
		question := ui.Lines{{Text: item.Text}}
		if item.Help != "" {
			question = append(question, ui.Line{Text: item.Help, Minor: true})
		}
		p.Items.Rows = append(p.Items.Rows, []ui.Cell{{Body: question, Classes: "app-cell-words"}, {Body: answers}, {Text: item.Source, Classes: "app-cell-words"}})
	}
	for _, o := range c.Overrides {
		p.Overrides = append(p.Overrides, fmt.Sprintf("%s at least: %s (%d of %d answers)", o.Rating.Word(), o.Says, o.AtLeast, len(o.Of)))
	}
	e := now.EarlySigns
	p.SignsName, p.SignsAbout, p.LocalSigns = e.Name, e.About, now.LocalSigns != nil
	p.OpenSigns = ui.Button{Text: "Go back to the early signs of Homeward", Variant: "secondary", PreventDoubleClick: "true"}
	for _, sign := range e.Signs {
		p.Signs = append(p.Signs, sign.Text+". "+sign.Source)
	}
	for _, t := range e.Triggers {
		p.Triggers = append(p.Triggers, fmt.Sprintf("%s: %d of %d signs within %s", t.Says, t.AtLeast, len(t.Of), counted(t.Months, "month", "months")))
	}
	for _, b := range slices.Backward(c.Bands) {
		p.Bands = append(p.Bands, fmt.Sprintf("%s from %d points", b.Rating.Word(), b.From))
	}
	for _, file := range now.Files {
		p.Before = append(p.Before, fmt.Sprintf("%d. %s, by %s %s", file.N, file.Name, file.By, s.moment(file.LoadedAt)))
	}
	return s.render(w, status, "settings_rating", p)
}

func (s *Server) setObliges(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	obliges := askObliges(f, nil)
	if len(f.problems) == 0 {
		err := s.app.SetObliges(r.Context(), v.Actor, obliges)
		if err == nil {
			s.tell(w, "It is saved. Ratings from now on ask for this.")
			return seeOther(w, r, settingsRatingPath)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showSettingsRating(w, r, v, f, nil, "", http.StatusUnprocessableEntity)
}

func (s *Server) loadChecklist(w http.ResponseWriter, r *http.Request, v visit) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return &app.Error{Kind: app.Invalid, Text: "The form was not sent as a file. Go back and choose the file again."}
	}
	sent, err := readSent(parts, 256<<10)
	if err != nil {
		return notAForm(err)
	}
	if len(sent.file) == 0 {
		return s.showSettingsRating(w, r, v, s.blankForm(nil), nil, "Choose a file", http.StatusUnprocessableEntity)
	}
	faults, err := s.app.LoadChecklist(r.Context(), v.Actor, sent.file)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		problems := make([]app.RuleProblem, len(faults))
		for i, fault := range faults {
			problems[i] = app.RuleProblem{Line: max(fault.Line, 1), Message: fault.Text}
		}
		refused := fmt.Sprintf("The file was not taken: %s. The first is in line %d", counted(len(faults), "thing is wrong in it", "things are wrong in it"), problems[0].Line)
		return s.showSettingsRating(w, r, v, s.blankForm(nil), wrongLines(string(sent.file), problems), refused, http.StatusUnprocessableEntity)
	}
	s.tell(w, "The list is used from now on. What was recorded before stays as it is.")
	return seeOther(w, r, settingsRatingPath)
}

func (s *Server) openEarlySigns(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.UseOpenEarlySigns(r.Context(), v.Actor); err != nil {
		return err
	}
	s.tell(w, "The early signs that come with Homeward are used from now on.")
	return seeOther(w, r, settingsRatingPath)
}

func (s *Server) openChecklist(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.UseOpenChecklist(r.Context(), v.Actor); err != nil {
		return err
	}
	s.tell(w, "The open checklist is used from now on.")
	return seeOther(w, r, settingsRatingPath)
}
