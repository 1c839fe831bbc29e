package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// referPage is a page on which somebody refers somebody, or themself, to a
// register: the first page, a step, or what they wrote to be checked. Nobody
// need be signed in.
type referPage struct {
	Page
	Easy      bool // for who writes about themself: large, and an idea a line
	To        app.ReferralsTo
	Contact   []string
	Action    string
	Step      string // "Step 2 of 9"
	Questions []ui.Component
	Next      ui.Button
	Save      *ui.Button // keeps what was written, to come back to
	Check     []referChecked
	Code      string // to come back with
	Until     string
	Born      string
	Receipt   *referReceipt
	Links     []ui.Link
}

// referChecked is what was written in one step.
type referChecked struct {
	ID      string
	Heading string
	Wrong   string // what is missing or cannot be
	Facts   ui.SummaryList
	Change  ui.Link
}

type referReceipt struct {
	Reference, Received, Acknowledge, Decide string
}

// referCookie has the register and the code of the draft that a browser writes.
const referCookie = "homeward-referral"

// trap is a field that no person sees. Programs fill it in.
const trap = "website"

// quickest is how long nobody takes less than to write a referral.
const quickest = 20 * time.Second

func referPath(register, page string) string {
	path := "/refer/" + url.PathEscape(register)
	if page != "" {
		path += "/" + page
	}
	return path
}

// referring is a request of somebody who refers.
type referring struct {
	to    app.ReferralsTo
	actor access.Actor
	draft app.ReferralDraft // without a code where none is begun
}

func (r referring) me() bool {
	return casefile.Referrer(r.draft.Typed.Get("who")) == casefile.Themself
}

// referringOf finds the register, and what the browser has begun to write to it.
func (s *Server) referringOf(r *http.Request, v visit) (referring, error) {
	g := referring{actor: v.Actor}
	if !v.isSignedIn() {
		g.actor = access.Actor{From: s.from(r).Address}
	}
	var err error
	if g.to, err = s.app.ReferralsTo(r.Context(), g.actor, r.PathValue("register")); err != nil {
		return g, err
	}
	register, code, ok := strings.Cut(s.token(r, referCookie), ".")
	if !ok || register != g.to.Register {
		return g, nil
	}
	g.draft, err = s.app.ReferralDraft(r.Context(), register, code)
	if err != nil && app.As(err).Kind == app.NotFound {
		g.draft, err = app.ReferralDraft{}, nil
	}
	return g, err
}

func (s *Server) keepCode(w http.ResponseWriter, register, code string) {
	http.SetCookie(w, s.cookie(referCookie, register+"."+code, 0))
}

func (s *Server) newRefer(v visit, g referring, title string) *referPage {
	p := &referPage{Page: s.newPage(v, title), To: g.to, Easy: g.me(), Contact: g.to.Contact()}
	return p
}

// referStart says what a referral is, and asks who writes.
func (s *Server) referStart(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.referringOf(r, v)
	if err != nil {
		return err
	}
	return s.showReferStart(w, v, g, &form{today: s.app.Today()}, http.StatusOK)
}

func (s *Server) showReferStart(w http.ResponseWriter, v visit, g referring, f *form, status int) error {
	askWho(f, g)
	p := s.newRefer(v, referring{to: g.to}, "Tell us about somebody who needs help to stay out of hospital")
	p.Action, p.Questions, p.Errors = referPath(g.to.Register, ""), f.Questions(), f.Errors()
	if f.typed == nil {
		p.Errors = nil
	}
	p.Next = ui.Button{Text: "Start", PreventDoubleClick: "true"}
	if g.draft.Code != "" {
		if _, sent := g.draft.Receipt(); !sent {
			p.Links = append(p.Links, ui.Link{Text: "Go on with what you began", Href: referPath(g.to.Register, referSteps(g)[0].name)})
		}
	}
	p.Links = append(p.Links,
		ui.Link{Text: "Who can be on the register", Href: criteriaPath(g.to.Register, 0, false)},
		ui.Link{Text: "I have a code and want to come back to what I wrote", Href: referPath(g.to.Register, "back")})
	return s.render(w, status, "refer", p)
}

func askWho(f *form, g referring) casefile.Referrer {
	initial := ""
	if g.actor.UserID != "" {
		initial = string(casefile.Professional)
	}
	if app.WritesDown(g.actor, g.to.Register) {
		return casefile.Referrer(f.one("who", "Who refers them?", "You, or whoever told you or wrote to you", initial, choices(casefile.Referrers)...))
	}
	return casefile.Referrer(f.one("who", "Who are you?", "", initial,
		choice{value: "self", text: "This is about me"},
		choice{value: "family", text: "I am family or a friend"},
		choice{value: "carer", text: "I am a carer, and not paid for it"},
		choice{value: "advocate", text: "I am an advocate"},
		choice{value: "professional", text: "I work with the person", hint: "For example GP, nurse, social worker, teacher, support worker"}))
}

// beginRefer begins a referral and leads to its first step.
func (s *Server) beginRefer(w http.ResponseWriter, r *http.Request, v visit) error {
	g, err := s.referringOf(r, v)
	if err != nil {
		return err
	}
	if err := s.pacedOutside(r, v); err != nil {
		return err
	}
	f := &form{today: s.app.Today(), typed: r.PostForm}
	who := askWho(f, g)
	if who == "" {
		f = &form{today: f.today, typed: r.PostForm, problems: []problem{{field: "who", text: "Choose who you are"}}}
		return s.showReferStart(w, v, g, f, http.StatusUnprocessableEntity)
	}
	if err := s.pacedADay(s.begun, r, v, g.to); err != nil {
		return err
	}
	typed := url.Values{"who": {string(who)}}
	if r.PostForm.Get(trap) != "" {
		typed.Set(trap, "yes")
	}
	code, err := s.app.BeginReferral(r.Context(), g.actor, g.to.Register, typed)
	if err != nil {
		return err
	}
	s.keepCode(w, g.to.Register, code)
	g.draft.Typed = typed
	return seeOther(w, r, referPath(g.to.Register, referSteps(g)[0].name))
}

// outsidePace is how many referrals a minute one network address may begin,
// send, or try a code for.
const outsidePace = 30

func (s *Server) pacedOutside(r *http.Request, v visit) error {
	if v.isSignedIn() {
		return nil
	}
	return paced(s.referrals, "network", app.AddressToCount(s.from(r).Address), 1, s.app.Now())
}

// outsideADay is how many referrals one network address may begin on a day, and
// how many it may send: so few that no one address can fill what a register
// keeps of drafts, or takes of referrals on a day, and shut out everybody else.
const outsideADay = 50

// pacedADay refuses who is not signed in when one of the two is one too many.
func (s *Server) pacedADay(p *pace, r *http.Request, v visit, to app.ReferralsTo) error {
	if v.isSignedIn() {
		return nil
	}
	wait := p.ask(app.AddressToCount(s.from(r).Address), 1, s.app.Now())
	if wait <= 0 {
		return nil
	}
	text := "More referrals have come from your network today than we take from one place, so nothing was done with this one."
	if to.Phone != "" {
		text += " You can phone us: " + to.Phone + "."
	}
	return &tooMany{whose: "network", wait: wait, text: text}
}

// referStep shows a step, filled in with what was written before.
func (s *Server) referStep(w http.ResponseWriter, r *http.Request, v visit) error {
	g, step, err := s.stepOf(r, v)
	if err != nil || step == nil {
		return s.elsewhere(w, r, g, err)
	}
	f := &form{today: s.app.Today()}
	if g.draft.Typed.Get("did-"+step.name) != "" {
		f.typed = g.draft.Typed
	}
	step.ask(f, g, &casefile.ReferralForm{})
	f.problems = nil
	return s.showReferStep(w, v, g, step, f, http.StatusOK)
}

// stepOf is the step of a request; nil, without an error, where there is nothing
// to write on: nothing was begun, or it was sent.
func (s *Server) stepOf(r *http.Request, v visit) (referring, *referStep, error) {
	g, err := s.referringOf(r, v)
	if err != nil || g.draft.Code == "" {
		return g, nil, err
	}
	if _, sent := g.draft.Receipt(); sent {
		return g, nil, nil
	}
	steps := referSteps(g)
	i := slices.IndexFunc(steps, func(x referStep) bool { return x.name == r.PathValue("step") })
	if i < 0 {
		return g, nil, &app.Error{Kind: app.NotFound}
	}
	return g, &steps[i], nil
}

// elsewhere leads who has nothing to write on to where they can go on.
func (s *Server) elsewhere(w http.ResponseWriter, r *http.Request, g referring, err error) error {
	if err != nil {
		return err
	}
	if _, sent := g.draft.Receipt(); sent {
		return seeOther(w, r, referPath(g.to.Register, "sent"))
	}
	return seeOther(w, r, referPath(g.to.Register, ""))
}

func (s *Server) showReferStep(w http.ResponseWriter, v visit, g referring, step *referStep, f *form, status int) error {
	steps := referSteps(g)
	i := slices.IndexFunc(steps, func(x referStep) bool { return x.name == step.name })
	p := s.newRefer(v, g, step.titleFor(g))
	p.Action, p.Questions, p.Errors = referPath(g.to.Register, step.name), f.Questions(), f.Errors()
	p.Step = fmt.Sprintf("Step %d of %d", i+1, len(steps))
	p.Next = ui.Button{Text: "Go on", Name: "do", Value: "next", PreventDoubleClick: "true"}
	if last := steps[len(steps)-1]; g.draft.Typed.Get("did-"+last.name) != "" {
		p.Next.Text, p.Next.Value = "Back to what I wrote", "check"
	}
	p.Save = &ui.Button{Text: "Save and come back later", Name: "do", Value: "save", Variant: "secondary"}
	back := referPath(g.to.Register, "")
	if i > 0 {
		back = referPath(g.to.Register, steps[i-1].name)
	}
	p.Back = &ui.BackLink{Text: "Back", Href: back}
	return s.render(w, status, "refer_step", p)
}

// answerStep keeps what was written in a step and leads to the next.
func (s *Server) answerStep(w http.ResponseWriter, r *http.Request, v visit) error {
	g, step, err := s.stepOf(r, v)
	if err != nil || step == nil {
		return s.elsewhere(w, r, g, err)
	}
	f := &form{today: s.app.Today(), typed: r.PostForm}
	step.ask(f, g, &casefile.ReferralForm{})
	// What was written is kept also where something is wrong with it.
	for name := range g.draft.Typed {
		if step.has(name) {
			g.draft.Typed.Del(name)
		}
	}
	for name, values := range r.PostForm {
		if step.has(name) {
			g.draft.Typed[name] = values
		}
	}
	g.draft.Typed.Set("did-"+step.name, "yes")
	if err := s.app.KeepReferral(r.Context(), g.actor, g.to.Register, g.draft); err != nil {
		return err
	}
	if r.PostForm.Get("do") == "save" {
		return seeOther(w, r, referPath(g.to.Register, "saved"))
	}
	if len(f.problems) > 0 {
		return s.showReferStep(w, v, g, step, f, http.StatusUnprocessableEntity)
	}
	steps := referSteps(g)
	i := slices.IndexFunc(steps, func(x referStep) bool { return x.name == step.name })
	if i == len(steps)-1 || r.PostForm.Get("do") == "check" {
		return seeOther(w, r, referPath(g.to.Register, "check"))
	}
	return seeOther(w, r, referPath(g.to.Register, steps[i+1].name))
}
