package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// ConsentSettings are what a register settles itself about consent. Neither law
// nor policy has the numbers: they are local standards.
type ConsentSettings struct {
	// AskAgainMonths is after how many months consent to the register is asked
	// for again at the latest.
	AskAgainMonths int `json:"ask_again_months"`
	// SixteenMonths is how long before a 16th birthday those are listed whose
	// consent rests on a parent or guardian.
	SixteenMonths int `json:"sixteen_months"`

	// What is advised before somebody leaves the register because the risk is
	// over. National policy has no rule for it. None of it stops anybody.
	LeaveAgreedBy string `json:"leave_agreed_by"` // who must agree; "" for nobody in particular
	LeaveWeeks    int    `json:"leave_weeks"`     // for how long they should have been green; 0 for no time
	LeaveCall     string `json:"leave_call"`      // whom to call afterwards

	// MoveDays is for how many days an area to which somebody moved may be silent
	// before data quality asks about it. No rule says; it is a local standard.
	MoveDays int `json:"move_days"`
}

// MostLeaveWeeks is the most that LeaveWeeks may be.
const MostLeaveWeeks = 104

// MostMoveDays is the most that MoveDays may be.
const MostMoveDays = 90

// MostConsentMonths is the most that either may be.
const MostConsentMonths = 60

const settingOfConsent = "consent"

// setting reads one setting of a register over its default.
func (a *App) setting(ctx context.Context, register, name string, into any) error {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return fail(err, "reading register %s", register)
	}
	return readSetting(r.Settings, name, into)
}

// readSetting reads one of the settings of a register over its default.
func readSetting(settings, name string, into any) error {
	var all map[string]json.RawMessage
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[name]; err == nil && ok {
		err = json.Unmarshal(chosen, into)
	}
	if err != nil {
		return fmt.Errorf("reading the settings of %s: %w", name, err)
	}
	return nil
}

func (a *App) consentSettings(ctx context.Context, register string) (ConsentSettings, error) {
	s := ConsentSettings{AskAgainMonths: 12, SixteenMonths: 6, LeaveAgreedBy: "The multi-agency meeting", LeaveWeeks: 12, MoveDays: 14}
	return s, a.setting(ctx, register, settingOfConsent, &s)
}

// ConsentSettings are those of the actor's register.
func (a *App) ConsentSettings(ctx context.Context, actor access.Actor) (ConsentSettings, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return ConsentSettings{}, err
	}
	return a.consentSettings(ctx, actor.Register)
}

// SetConsentSettings changes those of the actor's register.
func (a *App) SetConsentSettings(ctx context.Context, actor access.Actor, s ConsentSettings) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	var r casefile.Refusals
	for _, n := range []struct {
		field  string
		months int
	}{{"ask_again_months", s.AskAgainMonths}, {"sixteen_months", s.SixteenMonths}} {
		if n.months < 1 || n.months > MostConsentMonths {
			r = append(r, casefile.Refusal{Field: n.field, Text: fmt.Sprintf("Enter a number of months from 1 to %d", MostConsentMonths)})
		}
	}
	if s.LeaveWeeks < 0 || s.LeaveWeeks > MostLeaveWeeks {
		r = append(r, casefile.Refusal{Field: "leave_weeks", Text: fmt.Sprintf("Enter a number of weeks from 0 to %d", MostLeaveWeeks)})
	}
	if s.MoveDays < 1 || s.MoveDays > MostMoveDays {
		r = append(r, casefile.Refusal{Field: "move_days", Text: fmt.Sprintf("Enter a number of days from 1 to %d", MostMoveDays)})
	}
	s.LeaveAgreedBy, s.LeaveCall = strings.TrimSpace(s.LeaveAgreedBy), strings.TrimSpace(s.LeaveCall)
	if len(r) > 0 {
		return &Error{Kind: Invalid, Text: r.Error(), Refusals: r}
	}
	return fail(a.changeSetting(ctx, actor, settingOfConsent, "change consent", s), "changing the consent settings of register %s", actor.Register)
}
