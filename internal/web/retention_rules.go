package web

import (
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// retentionRulesPage says by which rules records are kept, and lets a register
// settle its own years.
type retentionRulesPage struct {
	Page
	Rules     []retentionRule
	Questions []ui.Component
	Save      ui.Button
}

// retentionRule is one of them in words.
type retentionRule struct {
	Title, Plain, Source string
	Local                *ui.Tag
}

func (s *Server) retentionRules(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	return s.showRetentionRules(w, r, v, f, http.StatusOK)
}

func (s *Server) setRetentionRules(w http.ResponseWriter, r *http.Request, v visit) error {
	rules, err := s.app.RetentionRules(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	changes := askYears(f, rules)
	if len(f.problems) == 0 {
		err := s.app.SetRetentionRules(r.Context(), v.Actor, changes)
		if err == nil {
			s.tell(w, "It is saved.")
			return seeOther(w, r, "/retention/rules")
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showRetentionRules(w, r, v, f, http.StatusUnprocessableEntity)
}

// askYears asks of each rule how many years it has here.
func askYears(f *form, rules app.RetentionRules) []app.RetentionChange {
	var changes []app.RetentionChange
	for _, rule := range rules.Rules {
		source := ""
		if rule.Local {
			source = rule.Source
		}
		q := input("years-"+rule.ID, rule.Title+": years", "")
		q.Inputmode, q.Classes = "numeric", "nhsuk-input--width-3"
		c := app.RetentionChange{Rule: rule.ID}
		typed := f.line(q, strconv.Itoa(rule.Years))
		var err error
		if c.Years, err = strconv.Atoi(typed); err != nil {
			c.Years = 0 // which is refused
		}
		c.Source = f.line(input("source-"+rule.ID, rule.Title+": where your number is written", "Only if it is not that of England. For example, the retention schedule of your board"), source)
		changes = append(changes, c)
	}
	return changes
}

func (s *Server) showRetentionRules(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	rules, err := s.app.RetentionRules(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if f.typed == nil {
		askYears(f, rules)
	}
	p := &retentionRulesPage{Page: s.newPage(v, "The rules by which records are kept"), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to how long records are kept", Href: "/retention"}, f.Errors()
	for _, rule := range rules.Rules {
		line := retentionRule{Title: rule.Title, Plain: rule.Plain, Source: rule.Source}
		if rule.Local {
			line.Local = &ui.Tag{Text: "Local standard", Colour: "grey"}
		}
		p.Rules = append(p.Rules, line)
	}
	return s.render(w, status, "retention_rules", p)
}
