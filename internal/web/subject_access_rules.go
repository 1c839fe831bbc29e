package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// subjectAccessRulesPage says by when requests for information are answered and
// on which grounds something is left out, and lets a register settle it.
type subjectAccessRulesPage struct {
	Page
	Checked   string
	By        accessRule
	Grounds   []accessRule
	Questions []ui.Component
	Save      ui.Button
}

// accessRule is a rule in words, with where it is written.
type accessRule struct {
	Title, Plain, Source string
	Tag                  *ui.Tag
}

const subjectAccessRulesPath = subjectAccessPath + "/rules"

func (s *Server) subjectAccessRules(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.onAccessRules(w, r, v, s.blankForm(nil), http.StatusOK)
}

func (s *Server) setSubjectAccessRules(w http.ResponseWriter, r *http.Request, v visit) error {
	rules, err := s.app.AccessRules(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	settled := askAccessRules(f, rules)
	if len(f.problems) == 0 {
		err := s.app.SetAccessRules(r.Context(), v.Actor, settled)
		if err == nil {
			s.tell(w, "It is saved, as checked by you today.")
			return seeOther(w, r, subjectAccessRulesPath)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.onAccessRules(w, r, v, f, http.StatusUnprocessableEntity)
}

// askAccessRules asks how the register answers.
func askAccessRules(f *form, rules app.AccessRules) (settled app.AccessRulesForm) {
	q := input("months", "How many months is there to answer?", "From the day on which the request came to the same day of a later month")
	q.Inputmode, q.Classes = "numeric", "nhsuk-input--width-2"
	var err error
	if settled.Months, err = strconv.Atoi(f.line(q, strconv.Itoa(rules.Months))); err != nil {
		settled.Months = 0 // which is refused
	}
	settled.Working = f.one("working", "If that day is a Saturday, a Sunday or a bank holiday", "", map[bool]string{true: "moves", false: "stays"}[rules.Working],
		choice{value: "stays", text: "It stays the last day"}, choice{value: "moves", text: "The next working day is the last day"}) == "moves"
	var grounds []choice
	var used []string
	for _, g := range rules.Grounds {
		grounds = append(grounds, choice{value: g.Key, text: g.Word})
		if !g.Off {
			used = append(used, g.Key)
		}
	}
	chosen := f.any("grounds", "On which grounds may something be left out?", "", used, grounds...)
	for _, g := range rules.Grounds {
		law := f.line(input("law-"+g.Key, "Where the law has it: "+lowerFirst(g.Word), "The person is told this"), g.Law)
		settled.Grounds = append(settled.Grounds, app.GroundForm{Key: g.Key, Off: !slices.Contains(chosen, g.Key), Law: law})
	}
	return settled
}

func (s *Server) onAccessRules(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	rules, err := s.app.AccessRules(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if f.typed == nil {
		askAccessRules(f, rules)
		f.problems = nil
	}
	p := &subjectAccessRulesPage{Page: s.newPage(v, "How requests for information are answered"), Questions: f.Questions(), Save: ui.Button{Text: "Save, as checked", PreventDoubleClick: "true"}}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to requests for information", Href: subjectAccessPath}, f.Errors()
	settled := rules.Checked.By != ""
	tag := func(found, local bool) *ui.Tag {
		switch {
		case local:
			return &ui.Tag{Text: "Local", Colour: "grey"}
		case !settled && !found:
			return &ui.Tag{Text: "To be checked", Colour: "yellow"}
		}
		return nil
	}
	if settled {
		p.Checked = "Checked by " + rules.Checked.By + " on " + rules.Checked.On.Long() + "."
	}
	p.By = accessRule{Title: "By when", Plain: answerByWords(rules), Source: rules.Source, Tag: tag(rules.Found, false)}
	for _, g := range rules.Grounds {
		line := accessRule{Title: g.Word, Plain: strings.TrimSpace("The person is told: " + g.Told + " " + g.Hint), Source: g.Law, Tag: tag(g.Found, g.Local)}
		if !settled && g.Note != "" {
			line.Plain += " " + g.Note
		}
		if g.Off {
			line.Tag = &ui.Tag{Text: "Not used", Colour: "grey"}
		}
		p.Grounds = append(p.Grounds, line)
	}
	return s.render(w, status, "subject_access_rules", p)
}

// answerByWords say by when a request is answered.
func answerByWords(rules app.AccessRules) string {
	words := "Within " + counted(rules.Months, "month", "months") + " of the day on which the request came: by the same day of a later month, or the last day of that month where it has no such day."
	if rules.Working {
		words += " If that is a Saturday, a Sunday or a bank holiday, by the next working day."
	}
	return words
}
