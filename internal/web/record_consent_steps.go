package web

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// consentSteps is one visit to a step of the form that records consent. What was
// typed into the other steps goes along unseen, so that a step sent late, or
// kept as a draft, has all of it.
type consentSteps struct {
	at      place
	view    app.PersonView
	form    *form
	asked   consentAsked
	version int
}

// shown are the steps that apply.
func (c *consentSteps) shown() []consentStep {
	return slices.DeleteFunc(slices.Clone(c.asked.steps), func(s consentStep) bool { return !s.applies })
}

// find is the place of a step among those that apply; the first for none.
func (c *consentSteps) find(key string) int {
	return max(0, slices.IndexFunc(c.shown(), func(s consentStep) bool { return s.key == key }))
}

// stuck is the first step up to one at which something is wrong; ok is false
// where nothing is. What is about no question is wrong with the last.
func (c *consentSteps) stuck(upTo int) (at int, ok bool) {
	steps := c.shown()
	for i := range upTo + 1 {
		last := i == len(steps)-1
		if slices.ContainsFunc(c.form.problems, func(p problem) bool {
			return slices.Contains(steps[i].names, p.field) || last && c.asked.of(p.field) == ""
		}) {
			return i, true
		}
	}
	return 0, false
}

func consentStepPath(at place, key string) string { return at.path() + "?step=" + url.QueryEscape(key) }

func newConsentSteps(at place, view app.PersonView, typed url.Values, s *Server, version int) *consentSteps {
	c := &consentSteps{at: at, view: view, version: version, form: &form{c: view.Case, today: s.app.Today(), subject: at.subject, typed: maps.Clone(typed)}}
	c.asked = askConsent(c.form)
	return c
}

// decide adds what the decision refuses to what is wrong.
func (c *consentSteps) decide() error {
	_, err := c.asked.decision.Decide(c.view.Case, c.form.today)
	if refusals, ok := casefile.AsRefusals(err); ok {
		c.form.refuse(refusals)
		return nil
	}
	return err
}

// consentStepPage shows the step that was asked for, or an earlier one at which
// something is still missing.
func (s *Server) consentStepPage(w http.ResponseWriter, r *http.Request, v visit, at place, view app.PersonView) error {
	draft, typed, kept, err := s.app.Draft(r.Context(), v.Actor, at.key())
	if err != nil {
		return err
	}
	version := view.Case.Version()
	if !kept {
		typed = nil
		if decision := r.URL.Query().Get("decision"); decision != "" {
			typed = url.Values{"to": {r.URL.Query().Get("to")}, "decision": {decision}}
			y, m, d := s.app.Today().YMD()
			typed.Set("on[day]", strconv.Itoa(d))
			typed.Set("on[month]", strconv.Itoa(m))
			typed.Set("on[year]", strconv.Itoa(y))
		}
	}
	c := newConsentSteps(at, view, typed, s, version)
	if err := c.decide(); err != nil {
		return err
	}
	wanted := c.find(r.URL.Query().Get("step"))
	if earlier, ok := c.stuck(wanted - 1); ok {
		wanted = earlier
	}
	c.form.problems = nil // nothing was sent yet
	p := s.newConsentStepPage(v, c, wanted)
	if kept && r.URL.Query().Get("step") == "" {
		p.Kept = s.moment(draft.UpdatedAt)
		if draft.Version > 0 && draft.Version < version {
			p.Meanwhile = s.meanwhile(v, view.Case.Entries[draft.Version:])
		}
	}
	return s.render(w, http.StatusOK, "record", p)
}

// sendConsentStep goes on to the next step or, with the last, records.
func (s *Server) sendConsentStep(w http.ResponseWriter, r *http.Request, v visit, at place, view app.PersonView, version int) error {
	ctx := r.Context()
	c := newConsentSteps(at, view, typedOf(r), s, version)
	if err := c.decide(); err != nil {
		return err
	}
	if err := s.app.KeepDraft(ctx, v.Actor, at.key(), version, typedOf(r)); err != nil {
		return err
	}
	steps := c.shown()
	now, last := c.find(r.PostForm.Get("step")), len(steps)-1
	if r.PostForm.Get("do") == "save" {
		now = last
	}
	if wrong, ok := c.stuck(now); ok {
		return s.showConsentStep(w, v, c, wrong, nil, http.StatusUnprocessableEntity)
	}
	if now < last {
		return seeOther(w, r, consentStepPath(at, steps[now+1].key))
	}
	_, err := s.app.Record(ctx, v.Actor, at.caseID, version, c.asked.decision)
	if err == nil {
		if err := s.app.DropDraft(ctx, v.Actor, at.key()); err != nil {
			return err
		}
		s.tell(w, consentForm.done+s.consentDone(c.asked.decision))
		return seeOther(w, r, consentPath(at.caseID))
	}
	switch e := app.As(err); e.Kind {
	case app.Invalid:
		c.form.refuse(e.Refusals)
		wrong, _ := c.stuck(last)
		return s.showConsentStep(w, v, c, wrong, nil, http.StatusUnprocessableEntity)
	case app.Conflict:
		c.version = e.Version
		if err := s.app.KeepDraft(ctx, v.Actor, at.key(), e.Version, typedOf(r)); err != nil {
			return err
		}
		return s.showConsentStep(w, v, c, last, e.Since, http.StatusConflict)
	}
	return err
}

// consentDone says what a decision changes from now on.
func (s *Server) consentDone(d casefile.AskConsent) string {
	switch {
	case d.Consent.To != casefile.ToRegister:
		return ""
	case d.Consent.Decision == casefile.Given && len(d.Sharing) > 0:
		return " What was chosen about sharing holds from now on."
	case d.Consent.Decision != casefile.Given:
		return " Nothing more is shared from now on. Nobody gets less care for it."
	}
	return ""
}

func (s *Server) showConsentStep(w http.ResponseWriter, v visit, c *consentSteps, at int, since []casefile.Recorded, status int) error {
	here, last := c.shown()[at], at == len(c.shown())-1
	c.form.problems = slices.DeleteFunc(c.form.problems, func(p problem) bool {
		return !slices.Contains(here.names, p.field) && !(last && c.asked.of(p.field) == "")
	})
	p := s.newConsentStepPage(v, c, at)
	p.Errors, p.Meanwhile = c.form.Errors(), s.meanwhile(v, since)
	return s.render(w, status, "record", p)
}

func (s *Server) newConsentStepPage(v visit, c *consentSteps, at int) *recordPage {
	steps := c.shown()
	here := steps[at]
	p := s.newRecordPage(v, consentForm, c.at, c.form, c.version)
	p.Title = here.title
	p.Who = ui.Group{ui.Paragraph(fmt.Sprintf("Consent, step %d of %d", at+1, len(steps))), p.Who}
	p.Action = c.at.path()
	p.Hidden = append(p.Hidden, hiddenField{"step", here.key})
	p.Questions = nil
	for _, part := range c.form.parts[here.from:here.to] {
		p.Questions = append(p.Questions, c.form.draw(part))
	}
	for _, name := range slices.Sorted(maps.Keys(c.form.typed)) {
		field, _, _ := strings.Cut(name, "[")
		if step := c.asked.of(field); step != "" && step != here.key {
			for _, value := range c.form.typed[name] {
				p.Hidden = append(p.Hidden, hiddenField{name, value})
			}
		}
	}
	p.Save = ui.Button{Text: "Continue", Name: "do", Value: "next", PreventDoubleClick: "true"}
	if at == len(steps)-1 {
		p.Save = ui.Button{Text: "Save", Name: "do", Value: "save", PreventDoubleClick: "true"}
		p.About = c.summary(steps)
	}
	p.Cancel.Href = consentPath(c.at.caseID)
	p.Back = &ui.BackLink{Text: "Back to consent", Href: consentPath(c.at.caseID)}
	if at > 0 {
		p.Back = &ui.BackLink{Text: "Back to “" + steps[at-1].title + "”", Href: consentStepPath(c.at, steps[at-1].key)}
	}
	return p
}

// summary is what will be recorded, with a way back to each step.
func (c *consentSteps) summary(steps []consentStep) ui.Component {
	entries, err := c.asked.decision.Decide(c.view.Case, c.form.today)
	if err != nil {
		return nil
	}
	list := ui.SummaryList{}
	row := func(key, value string) {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Text: value}})
	}
	for i, e := range entries {
		if i == 0 {
			row("Decision", casefile.Title(e.Fact))
			row("On", e.On.Long())
		}
		for _, l := range casefile.Particulars(e.Fact) {
			row(l.Heading, l.Text)
		}
	}
	back := ui.TaskList{IDPrefix: "step"}
	for _, s := range steps[:len(steps)-1] {
		back.Items = append(back.Items, ui.TaskItem{Heading: ui.Heading{Text: s.title}, Href: consentStepPath(c.at, s.key), Status: ui.TaskStatus{Text: "Change"}})
	}
	return ui.Group{list, back}
}

// mayConsent reports whether a visitor can record what was decided.
func mayConsent(v visit, view app.PersonView) bool {
	return mayUse(v, view, consentForm) && v.may(access.Record) && view.Case.Died == 0
}
