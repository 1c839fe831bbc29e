package app

import (
	"context"
	"encoding/json"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// SupportSettings are what a register settles itself about support. No law or
// national policy that was found has these numbers: they are local standards.
type SupportSettings struct {
	// LookAgainMonths is after how many months what helps somebody is to be
	// looked at again.
	LookAgainMonths int `json:"look_again_months"`
	// SmallNumber is the least number of people that is written out for who does
	// not see all of those whom it counts.
	SmallNumber int `json:"small_number"`
}

// Limits of SupportSettings.
const (
	MostLookAgainMonths = 24
	MostSmallNumber     = 20
)

const settingOfSupport = "support"

func readSupportSettings(settings string) (SupportSettings, error) {
	s := SupportSettings{LookAgainMonths: 6, SmallNumber: 5}
	var all map[string]json.RawMessage
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[settingOfSupport]; err == nil && ok {
		err = json.Unmarshal(chosen, &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading the settings of support: %w", err)
	}
	return s, nil
}

func (a *App) supportSettings(ctx context.Context, register string) (SupportSettings, error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return SupportSettings{}, fail(err, "reading register %s", register)
	}
	return readSupportSettings(r.Settings)
}

// SupportSettings are those of the actor's register.
func (a *App) SupportSettings(ctx context.Context, actor access.Actor) (SupportSettings, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return SupportSettings{}, err
	}
	return a.supportSettings(ctx, actor.Register)
}

// SetSupportSettings changes those of the actor's register; they hold from the
// next request on. The other settings of the register stay.
func (a *App) SetSupportSettings(ctx context.Context, actor access.Actor, s SupportSettings) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	var r casefile.Refusals
	if s.LookAgainMonths < 1 || s.LookAgainMonths > MostLookAgainMonths {
		r = append(r, casefile.Refusal{Field: "look_again_months", Text: fmt.Sprintf("Enter a number of months from 1 to %d", MostLookAgainMonths)})
	}
	if s.SmallNumber < 3 || s.SmallNumber > MostSmallNumber {
		r = append(r, casefile.Refusal{Field: "small_number", Text: fmt.Sprintf("Enter a number of people from 3 to %d", MostSmallNumber)})
	}
	if len(r) > 0 {
		return &Error{Kind: Invalid, Text: r.Error(), Refusals: r}
	}
	return fail(a.changeSetting(ctx, actor, settingOfSupport, "change support", s), "changing the support settings of register %s", actor.Register)
}
