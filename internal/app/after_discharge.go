package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// DischargeSettings are what a register settles itself about a stay in hospital
// and coming home from it. Areas differ, and neither law nor national policy was found to say
// it: until somebody settles it, nothing is suggested.
type DischargeSettings struct {
	// Rating is suggested from a discharge on for so many days; "" for none.
	Rating casefile.Rating `json:"rating"`
	Days   int             `json:"days"`
	// FollowUp is offered when a discharge is recorded.
	FollowUp []FollowUpStep `json:"follow_up"`
	// SectionDays is how many days before a section runs out it is listed; 0 is
	// usualSectionDays.
	SectionDays int `json:"section_days,omitempty"`
}

const usualSectionDays = 14

// SectionSoon is how many days before a section runs out it is listed.
func (s DischargeSettings) SectionSoon() int { return cmp.Or(s.SectionDays, usualSectionDays) }

// FollowUpStep is something that is done after a discharge, within some days.
type FollowUpStep struct {
	Text string `json:"text"`
	Days int    `json:"days"`
}

// Limits of DischargeSettings.
const (
	MostDischargeDays = 365
	MostSectionDays   = 90
	MostFollowUp      = 6
	maxFollowUp       = 200 // characters of one
)

const settingOfDischarge = "discharge"

// AfterDischarge is what the local rule asks for of somebody who left hospital.
type AfterDischarge struct {
	Rating casefile.Rating
	Left   civil.Date
	Until  civil.Date // the last day
}

// After is what the settings ask for on a day of somebody who left hospital not
// long before; nil for nothing.
func (s DischargeSettings) After(c *casefile.Case, day civil.Date) *AfterDischarge {
	left := leftHospital(c)
	if s.Rating == "" || left == 0 || day > left+civil.Date(s.Days) {
		return nil
	}
	return &AfterDischarge{Rating: s.Rating, Left: left, Until: left + civil.Date(s.Days)}
}

// leftHospital is when somebody on the register who is not in hospital was last
// discharged; zero for anybody else.
func leftHospital(c *casefile.Case) (left civil.Date) {
	if !c.OnRegister || c.Died != 0 || c.InHospital() {
		return 0
	}
	for _, e := range c.Standing {
		if _, ok := e.Fact.(casefile.Discharge); ok {
			left = e.On
		}
	}
	return left
}

// AfterDischarge is what the register of the actor asks for today of somebody
// whose record they see; nil for nothing.
func (a *App) AfterDischarge(ctx context.Context, actor access.Actor, view PersonView) (*AfterDischarge, error) {
	if err := authorise(actor, access.SeePerson); err != nil {
		return nil, err
	}
	if left := leftHospital(view.Case); left == 0 || left+MostDischargeDays < a.Today() {
		return nil, nil
	}
	var s DischargeSettings
	if err := a.setting(ctx, actor.Register, settingOfDischarge, &s); err != nil {
		return nil, err
	}
	return s.After(view.Case, a.Today()), nil
}

// DischargeSettings are those of the actor's register.
func (a *App) DischargeSettings(ctx context.Context, actor access.Actor) (s DischargeSettings, err error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return s, err
	}
	return s, a.setting(ctx, actor.Register, settingOfDischarge, &s)
}

// SetDischargeSettings changes those of the actor's register; they hold from
// the next request on, for who left hospital before as well. What was recorded
// stays. A step without words is left out.
func (a *App) SetDischargeSettings(ctx context.Context, actor access.Actor, s DischargeSettings) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	var r casefile.Refusals
	if s.SectionDays < 0 || s.SectionDays > MostSectionDays {
		r = append(r, casefile.Refusal{Field: "section_days", Text: fmt.Sprintf("Enter a number of days from 1 to %d", MostSectionDays)})
	}
	switch {
	case s.Rating == "":
		s.Days = 0
	case s.Rating == casefile.Blue || !slices.Contains(casefile.Ratings, s.Rating):
		r = append(r, casefile.Refusal{Field: "rating", Text: "Choose red, amber or green, or no rating"})
	case s.Days < 1 || s.Days > MostDischargeDays:
		r = append(r, casefile.Refusal{Field: "days", Text: fmt.Sprintf("Enter a number of days from 1 to %d", MostDischargeDays)})
	}
	steps := []FollowUpStep{}
	for i, step := range s.FollowUp {
		n := i + 1
		step.Text = strings.Join(strings.Fields(step.Text), " ")
		switch {
		case step.Text == "":
			continue
		case len([]rune(step.Text)) > maxFollowUp:
			r = append(r, casefile.Refusal{Field: fmt.Sprintf("step_%d", n), Text: fmt.Sprintf("Follow-up %d must have %d characters or fewer", n, maxFollowUp)})
		case slices.ContainsFunc(steps, func(x FollowUpStep) bool { return x.Text == step.Text }):
			r = append(r, casefile.Refusal{Field: fmt.Sprintf("step_%d", n), Text: fmt.Sprintf("“%s” is there twice", step.Text)})
		}
		if step.Days < 0 || step.Days > MostDischargeDays {
			r = append(r, casefile.Refusal{Field: fmt.Sprintf("step_%d_days", n), Text: fmt.Sprintf("Follow-up %d: enter a number of days from 0 to %d", n, MostDischargeDays)})
		}
		steps = append(steps, step)
	}
	if s.FollowUp = steps; len(steps) > MostFollowUp {
		r = append(r, casefile.Refusal{Text: fmt.Sprintf("There can be %d follow-ups", MostFollowUp)})
	}
	if len(r) > 0 {
		return &Error{Kind: Invalid, Text: r.Error(), Refusals: r}
	}
	return fail(a.changeSetting(ctx, actor, settingOfDischarge, "change what follows a discharge", s), "changing what follows a discharge in register %s", actor.Register)
}
