package web

import (
	"net/http"
	"net/url"
	"slices"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// referralOf is what was written, with the first thing that is wrong in each
// step.
func referralOf(g referring, today civil.Date) (r casefile.ReferralForm, wrong map[string][]problem) {
	r.Who = casefile.Referrer(g.draft.Typed.Get("who"))
	wrong = map[string][]problem{}
	for _, step := range referSteps(g) {
		f := &form{today: today, typed: g.draft.Typed}
		step.ask(f, g, &r)
		if len(f.problems) > 0 {
			wrong[step.name] = f.problems
		}
	}
	if g.me() {
		r.Name = (casefile.Details{GivenName: r.Given, FamilyName: r.Family}).Name()
		r.Knows = "yes"
	}
	return r, wrong
}

// referCheck shows what was written, to be sent.
func (s *Server) referCheck(w http.ResponseWriter, r *http.Request, v visit) error {
	g, ok, err := s.writing(w, r, v)
	if err != nil || !ok {
		return err
	}
	return s.showReferCheck(w, v, g)
}

// writing finds what the browser has begun; where there is nothing to write on
// it leads on, and is not ok.
func (s *Server) writing(w http.ResponseWriter, r *http.Request, v visit) (g referring, ok bool, err error) {
	if g, err = s.referringOf(r, v); err != nil {
		return g, false, err
	}
	if _, sent := g.draft.Receipt(); sent || g.draft.Code == "" {
		return g, false, s.elsewhere(w, r, g, nil)
	}
	return g, true, nil
}

func (s *Server) showReferCheck(w http.ResponseWriter, v visit, g referring) error {
	_, wrong := referralOf(g, s.app.Today())
	p := s.newRefer(v, g, "Check what you wrote")
	p.Action = referPath(g.to.Register, "check")
	steps := referSteps(g)
	for _, step := range steps {
		href := referPath(g.to.Register, step.name)
		c := checked(g, step, href, s.app.Today())
		c.ID = "step-" + step.name
		for _, x := range wrong[step.name] {
			c.Wrong = x.text
			break
		}
		p.Check = append(p.Check, c)
	}
	p.Next = ui.Button{Text: "Send", Name: "do", Value: "send", PreventDoubleClick: "true"}
	p.Save = &ui.Button{Text: "Save and come back later", Name: "do", Value: "save", Variant: "secondary"}
	p.Back = &ui.BackLink{Text: "Back", Href: referPath(g.to.Register, steps[len(steps)-1].name)}
	return s.render(w, http.StatusOK, "refer_check", p)
}

// askMissing shows the first step in which something is missing or cannot be;
// from there one goes back to what is to be checked.
func (s *Server) askMissing(w http.ResponseWriter, v visit, g referring, refused casefile.Refusals) error {
	for _, step := range referSteps(g) {
		f := &form{today: s.app.Today(), typed: g.draft.Typed}
		step.ask(f, g, &casefile.ReferralForm{})
		for _, x := range refused {
			if slices.Contains(step.fields, x.Field) && f.about(x.Field).text == "" {
				f.problem(x.Field, x.Text)
			}
		}
		if len(f.problems) > 0 {
			return s.showReferStep(w, v, g, &step, f, http.StatusUnprocessableEntity)
		}
	}
	return refused // nothing that a step asks
}

// checked is what was written in a step.
func checked(g referring, step referStep, href string, today civil.Date) referChecked {
	var r casefile.ReferralForm
	step.ask(&form{today: today, typed: g.draft.Typed}, g, &r)
	c := referChecked{Heading: step.titleFor(g), Change: ui.Link{Text: "Change", Href: href, VisuallyHiddenText: step.titleFor(g)}}
	lines := r.Lines()
	if g.me() {
		lines = ownLines(r)
	}
	if len(lines) == 0 {
		lines = []casefile.Line{{Heading: "Answer", Text: "Nothing written"}}
	}
	for _, line := range lines {
		c.Facts.Rows = append(c.Facts.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: line.Heading}, Value: ui.SummaryCell{Body: paragraphs(line.Text)}})
	}
	return c
}

// sendReferral sends what was written.
func (s *Server) sendReferral(w http.ResponseWriter, r *http.Request, v visit) error {
	g, ok, err := s.writing(w, r, v)
	if err != nil || !ok {
		return err
	}
	if r.PostForm.Get("do") == "save" {
		return seeOther(w, r, referPath(g.to.Register, "saved"))
	}
	if err := s.pacedOutside(r, v); err != nil {
		return err
	}
	form, wrong := referralOf(g, s.app.Today())
	if len(wrong) > 0 {
		return s.askMissing(w, v, g, nil)
	}
	if !v.isSignedIn() {
		// Nothing that was sent is thrown away: a browser may fill in what nobody
		// sees, and then a person would be lost. It is only marked.
		if r.PostForm.Get(trap) != "" || g.draft.Typed.Get(trap) != "" {
			form.Doubt = append(form.Doubt, casefile.FilledTrap)
		}
		if s.app.Now().Sub(g.draft.BegunAt) < quickest {
			form.Doubt = append(form.Doubt, casefile.TooQuick)
		}
	}
	if err := s.pacedADay(s.sent, r, v, g.to); err != nil {
		return err
	}
	if _, err := s.app.Refer(r.Context(), g.actor, g.to.Register, g.draft.Code, form); err != nil {
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		return s.askMissing(w, v, g, e.Refusals)
	}
	return seeOther(w, r, referPath(g.to.Register, "sent"))
}

// referSent is the receipt, to be printed or written down.
func (s *Server) referSent(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.referringOf(r, v)
	if err != nil {
		return err
	}
	receipt, sent := g.draft.Receipt()
	if !sent {
		return s.elsewhere(w, r, g, nil)
	}
	p := s.newRefer(v, g, "We have it. Thank you")
	p.Receipt = &referReceipt{
		Reference: receipt.Reference, Received: receipt.Received.Long(), Acknowledge: receipt.Acknowledge.LongWeekday(), Decide: receipt.Decide.LongWeekday(),
	}
	if v.isSignedIn() {
		if v.may(access.SeeReferrals) {
			p.Links = append(p.Links, ui.Link{Text: "All referrals", Href: referralsPath})
		}
		p.Links = append(p.Links, ui.Link{Text: "Referrals that you made", Href: ownReferralsPath})
	}
	return s.render(w, http.StatusOK, "refer_sent", p)
}

// referSaved says how to come back to what was written.
func (s *Server) referSaved(w http.ResponseWriter, r *http.Request, v visit) error {
	g, ok, err := s.writing(w, r, v)
	if err != nil || !ok {
		return err
	}
	p := s.newRefer(v, g, "Saved. You can come back")
	p.Code, p.Until = g.draft.Code, g.draft.KeptUntil.LongWeekday()
	if born := bornOf(g.draft.Typed); born != 0 {
		p.Born = "the date of birth that you wrote"
	}
	p.Links = []ui.Link{{Text: "Go on now", Href: referPath(g.to.Register, referSteps(g)[0].name)}}
	p.Action = referPath(g.to.Register, "leave")
	p.Next = ui.Button{Text: "Leave this page", Variant: "secondary"}
	return s.render(w, http.StatusOK, "refer_saved", p)
}

// leaveReferral lets this browser forget the code: somebody else may use it next.
func (s *Server) leaveReferral(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.referringOf(r, v)
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(referCookie, "", -1))
	return seeOther(w, r, referPath(g.to.Register, ""))
}

func bornOf(typed url.Values) civil.Date {
	day, _, text := readDay(ui.DateValues{Day: typed.Get("birth_date[day]"), Month: typed.Get("birth_date[month]"), Year: typed.Get("birth_date[year]")}, "")
	if text != "" {
		return 0
	}
	return day
}

// referBack asks for the code of something that was saved.
func (s *Server) referBack(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.referringOf(r, v)
	if err != nil {
		return err
	}
	f := &form{today: s.app.Today()}
	askBack(f)
	f.problems = nil
	return s.showReferBack(w, v, g, f, http.StatusOK)
}

func askBack(f *form) (code string, born civil.Date) {
	q := input("code", "Your code", "Three groups of four letters and numbers, such as BKQ7-Z4TM-9RWX")
	q.Autocapitalize, q.Spellcheck, q.Code = "characters", "false", true
	code = f.line(q, "")
	born = f.day("born", "The date of birth that you wrote", "Leave it empty if you wrote none", "The date of birth", 0)
	f.need(code != "", "code", "Enter your code")
	return code, born
}

func (s *Server) showReferBack(w http.ResponseWriter, v visit, g referring, f *form, status int) error {
	p := s.newRefer(v, referring{to: g.to}, "Come back to what you wrote")
	p.Action, p.Questions, p.Errors = referPath(g.to.Register, "back"), f.Questions(), f.Errors()
	p.Next = ui.Button{Text: "Open it"}
	p.Back = &ui.BackLink{Text: "Back", Href: referPath(g.to.Register, "")}
	return s.render(w, status, "refer_step", p)
}

// comeBack opens what was saved under a code.
func (s *Server) comeBack(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.referringOf(r, v)
	if err != nil {
		return err
	}
	if err := s.pacedOutside(r, v); err != nil {
		return err
	}
	f := &form{today: s.app.Today(), typed: r.PostForm}
	code, born := askBack(f)
	if len(f.problems) == 0 {
		d, err := s.app.ReferralDraft(r.Context(), g.to.Register, code)
		if err == nil && bornOf(d.Typed) == born {
			s.keepCode(w, g.to.Register, d.Code)
			g.draft = d
			if _, sent := d.Receipt(); sent {
				return seeOther(w, r, referPath(g.to.Register, "sent"))
			}
			return seeOther(w, r, referPath(g.to.Register, firstOpen(g)))
		}
		if err != nil && app.As(err).Kind != app.NotFound {
			return err
		}
		f.problem("code", "We have nothing with this code and this date of birth. It may have been sent already, or its time is over")
	}
	return s.showReferBack(w, v, g, f, http.StatusUnprocessableEntity)
}

// firstOpen is the first step that nobody has answered yet.
func firstOpen(g referring) string {
	for _, step := range referSteps(g) {
		if g.draft.Typed.Get("did-"+step.name) == "" {
			return step.name
		}
	}
	return "check"
}
