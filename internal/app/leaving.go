package app

import (
	"context"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// LeavingView is what has to be known before and after somebody leaves the
// register.
type LeavingView struct {
	PersonView
	Advice []LeaveAdvice
	// Stays is what is still to be done after they have left: it never ends.
	Stays       []Due
	Memberships []casefile.Membership
	Settings    ConsentSettings
	HandOver    bool // there is another register here that the actor can ask
}

// LeaveAdvice is a local standard for leaving, and if it is met.
type LeaveAdvice struct {
	Words string
	Met   bool
}

// Leaving is what a person leaves behind, or has left, as the actor sees it.
func (a *App) Leaving(ctx context.Context, actor access.Actor, caseID string) (LeavingView, error) {
	p, err := a.Person(ctx, actor, caseID, AsAt{For: "leaving the register"})
	if err != nil {
		return LeavingView{}, err
	}
	if p.Sight < access.Minimum {
		return LeavingView{}, &Error{Kind: Forbidden, Text: "You see only your own part of this record."}
	}
	v := LeavingView{PersonView: p, Memberships: p.Case.Memberships()}
	if v.Settings, err = a.consentSettings(ctx, actor.Register); err != nil {
		return v, err
	}
	v.Advice = leaveAdvice(p.Case, v.Settings, int(a.Today()))
	for _, d := range p.Obligations {
		switch d.Rule.String() {
		case "mha.report", "policy.report", "local.outcome-told":
			if d.State.Open() {
				v.Stays = append(v.Stays, d)
			}
		}
	}
	if p.Case.OnRegister && p.Sight == access.Whole && access.Can(actor, access.HandOver).Allowed {
		others, err := a.OtherRegisters(ctx, actor)
		if err != nil {
			return v, err
		}
		v.HandOver = len(others) > 0
	}
	return v, nil
}

func leaveAdvice(c *casefile.Case, s ConsentSettings, today int) []LeaveAdvice {
	var all []LeaveAdvice
	if s.LeaveWeeks > 0 {
		advice := LeaveAdvice{Words: fmt.Sprintf("Green for %d weeks", s.LeaveWeeks)}
		switch {
		case c.Rating == nil:
			advice.Words += ". There is no rating now"
		case c.Rating.Rating != casefile.Green:
			advice.Words += ". The rating is " + string(c.Rating.Rating) + " now"
		default:
			weeks := (today - int(c.Rating.Since)) / 7
			advice.Met = weeks >= s.LeaveWeeks
			advice.Words += fmt.Sprintf(". Green since %s, which is %s", c.Rating.Since.Long(), countOf(weeks, "week", "weeks"))
		}
		all = append(all, advice)
	}
	if s.LeaveAgreedBy != "" {
		all = append(all, LeaveAdvice{Words: "Agreed by: " + s.LeaveAgreedBy})
	}
	return all
}

// LeaveCall is whom to call after leaving, as the actor's register settled it.
func (a *App) LeaveCall(ctx context.Context, actor access.Actor) (string, error) {
	if err := authorise(actor, access.Record); err != nil {
		return "", err
	}
	s, err := a.consentSettings(ctx, actor.Register)
	return s.LeaveCall, err
}
