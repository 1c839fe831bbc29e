package app

import (
	"context"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// MinimumWords say what is seen of somebody who does not consent, as package
// access has it.
const MinimumWords = "who they are and how to talk with them, what they decided, the colour of their rating, where they are in hospital and under what status, and what is due by when. Not what was written about them, why, or what was agreed"

// ConsentView is what consent permits for a person today.
type ConsentView struct {
	PersonView
	Permits  []Permit
	Sharing  []SharingLine
	AskAgain []AskAgain
	Settings ConsentSettings
}

// PermitState says if something is permitted.
type PermitState int

const (
	NotPermitted PermitState = iota
	NotAskedYet
	Permitted
)

// Permit is one thing that needs consent.
type Permit struct {
	What  string
	State PermitState
	Why   string // who decided, and when
	Means string // what follows from it
}

// SharingLine is what holds for one kind of recipient.
type SharingLine struct {
	With   casefile.ShareWith
	Choice string // of the person, with its day
	Today  string // what somebody of that kind sees
}

// AskAgain is a reason to ask for consent, or to ask again.
type AskAgain struct{ Title, Words string }

// Consent is what consent permits for a person, as an actor who sees the person
// may know it.
func (a *App) Consent(ctx context.Context, actor access.Actor, caseID string) (ConsentView, error) {
	p, err := a.Person(ctx, actor, caseID, AsAt{For: "what consent permits"})
	if err != nil {
		return ConsentView{}, err
	}
	if p.Sight < access.Minimum {
		return ConsentView{}, &Error{Kind: Forbidden, Text: "You see only your own part of this record."}
	}
	v := ConsentView{PersonView: p}
	if v.Settings, err = a.consentSettings(ctx, actor.Register); err != nil {
		return v, err
	}
	c, today := p.Case, a.Today()
	v.Permits = append(v.Permits, permitRegister(c), permitReviews(c))
	v.Permits = append(v.Permits, permitEach(c)...)
	v.Sharing = sharingLines(c)
	v.AskAgain = askAgain(c, v.Settings, today)
	return v, nil
}

// decided says who decided what and when and, where a parent did, what the child
// thinks of it.
func decided(s *casefile.ConsentState) string {
	words := s.Words() + ", on " + s.On.Long()
	if s.Basis == casefile.Parent && s.Parent.Child != "" {
		words += ". " + s.Parent.Child.Word()
	}
	return words
}

func permitRegister(c *casefile.Case) Permit {
	p := Permit{What: "Being on the register", State: NotAskedYet, Why: "Nobody has asked yet"}
	if s := c.RegisterConsent; s != nil {
		p.State, p.Why = NotPermitted, decided(s)
		if s.Decision == casefile.Given {
			p.State = Permitted
		}
	}
	switch {
	case c.Died != 0:
		p.Means = c.Name() + " died on " + c.Died.Long() + ". The record is kept as its rule says."
	case !c.OnRegister && c.Left != 0:
		p.Means = "Not on the register since " + c.Left.Long() + "."
	case p.State == Permitted:
		p.Means = "Those who keep the register see the record. So do those who are involved in the person’s care, each kind as chosen below."
	case p.State == NotAskedYet:
		p.Means = "Until somebody has asked, only those who keep the register and the person’s own care see the record. Providers, advocates and family see nothing."
	default:
		p.Means = "Only what has to be known is seen: " + MinimumWords + ". Their care goes on as it is."
	}
	return p
}

func permitReviews(c *casefile.Case) Permit {
	p := Permit{What: "Reviews", State: NotAskedYet, Why: "Nobody has asked yet", Means: "Consent is asked for again for each review."}
	if s := c.ReviewsConsent; s != nil {
		p.State, p.Why = NotPermitted, decided(s)
		p.Means = "No review is due while this stands. When consent is given again, a new date is counted from that day."
		if s.Decision == casefile.Given {
			p.State, p.Means = Permitted, "Consent is asked for again for each review."
		}
	}
	return p
}

// permitEach is the consent to each review that is arranged and not yet held.
func permitEach(c *casefile.Case) []Permit {
	type review struct {
		Permit
		id string
	}
	var open []review
	each := func(id string, do func(*review)) {
		for i := range open {
			if open[i].id == id {
				do(&open[i])
			}
		}
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case casefile.ReviewArranged:
			open = append(open, review{Permit{What: "The review arranged for " + f.For.Long(), State: NotAskedYet, Why: "Nobody has asked yet",
				Means: "Without consent, those on the panel must not read what was sent to them."}, f.ID})
		case casefile.ReviewCancelled:
			each(f.ID, func(r *review) { r.id = "" })
		case casefile.ReviewHeld:
			each(f.ID, func(r *review) { r.id = "" })
		}
	}
	for _, e := range c.Standing {
		if f, ok := e.Fact.(casefile.Consent); ok && f.To == casefile.ToReview {
			each(f.Review, func(r *review) {
				r.State, r.Why = NotPermitted, decided(&casefile.ConsentState{Consent: f, On: e.On})
				if f.Decision == casefile.Given {
					r.State, r.Means = Permitted, "Those on the panel may read the pack."
				}
			})
		}
	}
	var permits []Permit
	for _, r := range open {
		if r.id != "" {
			permits = append(permits, r.Permit)
		}
	}
	return permits
}

func sharingLines(c *casefile.Case) []SharingLine {
	consent := casefile.ConsentDecision("")
	if c.RegisterConsent != nil {
		consent = c.RegisterConsent.Decision
	}
	var lines []SharingLine
	for _, w := range casefile.ShareWiths {
		choice, words := casefile.YesNo(""), "Not asked"
		if s, ok := c.SharingWith(w); ok {
			choice, words = s.Choice, s.Choice.Word()+", on "+s.On.Long()
		}
		lines = append(lines, SharingLine{With: w, Choice: words, Today: seenWords(w, consent, choice)})
	}
	return lines
}

func seenWords(w casefile.ShareWith, consent casefile.ConsentDecision, choice casefile.YesNo) string {
	most, known := access.SeenBy(w, consent, choice)
	switch {
	case known && most == access.Whole:
		return "Those of them who are involved see the record"
	case known && most == access.Minimum:
		return "Those of them who are involved see only what has to be known"
	case known:
		return "They see nothing"
	case consent == casefile.Given && choice == casefile.Yes:
		return "They may be told what they need to know"
	}
	return "They are told nothing, unless the law asks for it"
}

// parentGave says to what a parent or guardian gave the consent that stands; ""
// where they gave none.
func parentGave(c *casefile.Case) string {
	gave := func(s *casefile.ConsentState) bool {
		return s != nil && s.Decision == casefile.Given && s.Basis == casefile.Parent
	}
	switch register, reviews := gave(c.RegisterConsent), gave(c.ReviewsConsent); {
	case register && reviews:
		return "to the register and to reviews"
	case register:
		return "to the register"
	case reviews:
		return "to reviews"
	}
	return ""
}

// askAgain says why consent is to be asked for. The days of it are local, but
// for the 16th birthday.
func askAgain(c *casefile.Case, settings ConsentSettings, today civil.Date) []AskAgain {
	if !c.OnRegister || c.Died != 0 {
		return nil
	}
	s := c.RegisterConsent
	if s == nil {
		return []AskAgain{{"Ask for consent", "Nobody has asked " + c.Name() + " if they agree to be on the register."}}
	}
	if s.Decision != casefile.Given {
		return nil
	}
	var all []AskAgain
	if what := parentGave(c); what != "" && c.Details.BirthDate != 0 {
		sixteen := c.Details.BirthDate.Attains(casefile.FromOwn)
		switch {
		case today >= sixteen:
			all = append(all, AskAgain{"Ask " + c.Name() + " themselves", fmt.Sprintf("Consent %s was given by a parent or guardian. %s has been 16 since %s and decides now, unless it is shown that they cannot.", what, c.Name(), sixteen.Long())})
		case today >= sixteen.AddMonths(-settings.SixteenMonths):
			all = append(all, AskAgain{"Soon 16", fmt.Sprintf("Consent %s was given by a parent or guardian. %s will be 16 on %s and decides from then on. Start to talk about it now.", what, c.Name(), sixteen.Long())})
		}
	}
	if by := s.On.AddMonths(settings.AskAgainMonths); today > by {
		all = append(all, AskAgain{"Ask again", fmt.Sprintf("Consent was last asked for on %s. The local standard is to ask again within %d months.", s.On.Long(), settings.AskAgainMonths)})
	}
	var since []string
	for _, e := range c.Standing {
		switch e.Fact.(type) {
		case casefile.Admission, casefile.Discharge, casefile.LocalAuthority, casefile.JoinedRegister:
			if e.On > s.On {
				since = append(since, fmt.Sprintf("%s (%s)", casefile.Title(e.Fact), e.On.Long()))
			}
		}
	}
	if len(since) > 0 {
		all = append(all, AskAgain{"Much has changed since they were asked", strings.Join(since, "; ") + ". Ask if they still agree."})
	}
	return all
}
