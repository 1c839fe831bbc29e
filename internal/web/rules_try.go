package web

import (
	"fmt"
	"net/http"
	"strings"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// rulesTryPage takes a change of rules that is to be tried.
type rulesTryPage struct {
	Page
	File    ui.FileUpload
	SendIt  ui.Button
	Wrong   *ui.SortableTable // what is wrong in the file, by line
	Day     ui.Component
	CountIt ui.Button
}

func (s *Server) rulesTry(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.render(w, http.StatusOK, "rules_try", s.newTryPage(v, "", nil))
}

// newTryPage asks for a file, which was refused with these words, and for a
// day, by the form that was sent if there is one.
func (s *Server) newTryPage(v visit, refused string, f *form) *rulesTryPage {
	if f == nil {
		f = s.blankForm(nil)
		askCommencement(f)
	}
	p := &rulesTryPage{
		Page: s.newPage(v, "Try a change of rules"),
		File: ui.FileUpload{
			Name: "file", Label: ui.Label{Text: "Choose the file", Size: "s"}, Hint: ui.Hint{Text: "A YAML file of up to 256 KB."},
			ErrorMessage: ui.ErrorMessage{Text: refused}, Attributes: ui.Attributes{"accept": ".yaml,.yml"},
		},
		SendIt:  ui.Button{Text: "Try this file", PreventDoubleClick: "true"},
		Day:     f.Questions()[0],
		CountIt: ui.Button{Text: "Try this day", PreventDoubleClick: "true"},
	}
	p.Back = &ui.BackLink{Href: "/rules", Text: "Back to the rules"}
	if refused != "" {
		p.Errors = []ui.ErrorItem{{Text: refused, Href: "#file"}}
	}
	p.Errors = append(p.Errors, f.Errors()...)
	return p
}

func askCommencement(f *form) civil.Date {
	return f.day("commencement", "Part 8A comes into force on", "For example, 1 10 2027", "The day", 0)
}

// tryFile begins to try a rulebook file, or says what is wrong with it by line.
func (s *Server) tryFile(w http.ResponseWriter, r *http.Request, v visit) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return &app.Error{Kind: app.Invalid, Text: "The form was not sent as a file. Go back and choose the file again."}
	}
	sent, err := readSent(parts, sheet.DefaultLimits.Bytes)
	if err != nil {
		return notAForm(err)
	}
	id, problems, err := s.app.TryRules(r.Context(), v.Actor, sent.file)
	switch {
	case err != nil && app.As(err).Kind == app.Invalid:
		return s.render(w, http.StatusUnprocessableEntity, "rules_try", s.newTryPage(v, app.As(err).Text, nil))
	case err != nil:
		return err
	case len(problems) > 0:
		refused := "The file has a problem in line " + fmt.Sprint(problems[0].Line)
		if len(problems) > 1 {
			refused = fmt.Sprintf("The file has %d problems, the first in line %d", len(problems), problems[0].Line)
		}
		p := s.newTryPage(v, refused, nil)
		p.Wrong = wrongLines(string(sent.file), problems)
		return s.render(w, http.StatusUnprocessableEntity, "rules_try", p)
	}
	return seeOther(w, r, trialPath(id, ""))
}

// wrongLines shows each problem with the line that it is in.
func wrongLines(file string, problems []app.RuleProblem) *ui.SortableTable {
	lines := strings.Split(clean(file), "\n")
	t := &ui.SortableTable{
		Caption: "What is wrong in the file", ID: "wrong",
		Columns: []ui.SortColumn{{Text: "Line"}, {Text: "What it says"}, {Text: "What is wrong"}},
	}
	for _, p := range problems[:min(len(problems), 100)] {
		says := ""
		if p.Line <= len(lines) {
			says = strings.TrimSpace(lines[p.Line-1])
		}
		if len([]rune(says)) > maxLine {
			says = string([]rune(says)[:maxLine]) + " …"
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: fmt.Sprint(p.Line)}, {Text: orWords(says, "(nothing)"), Classes: "app-cell-words"}, {Text: p.Message + ".", Classes: "app-cell-words"},
		})
	}
	return t
}

// tryCommencement begins to try a day for Part 8A to come into force.
func (s *Server) tryCommencement(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	day := askCommencement(f)
	if day == 0 && len(f.problems) == 0 {
		f.problem("commencement", "Enter the day on which Part 8A comes into force")
	}
	if len(f.problems) == 0 {
		id, err := s.app.TryCommencement(r.Context(), v.Actor, day)
		if err == nil {
			return seeOther(w, r, trialPath(id, ""))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.render(w, http.StatusUnprocessableEntity, "rules_try", s.newTryPage(v, "", f))
}
