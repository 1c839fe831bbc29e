package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// AccessSettings are what a register settles itself about who may see what.
type AccessSettings struct {
	// EmergencyHours is for how long a record stays open that somebody opened
	// in an emergency.
	EmergencyHours int `json:"emergency_hours"`
	// CutForAll leaves the coordinators too with the minimum of someone who
	// refused consent or withdrew it. Without it they see the record, to keep it
	// right and to settle what an import brought. Neither law nor policy says
	// which: s.125D(3) of the Mental Health Act 1983 leaves withdrawal to
	// regulations, and there are none.
	CutForAll bool `json:"cut_for_all"`
}

// Limits of AccessSettings.
const (
	usualEmergencyHours = 4
	MostEmergencyHours  = 24
)

const settingOfAccess = "access"

// emergency is for how long a record stays open.
func (s AccessSettings) emergency() time.Duration { return time.Duration(s.EmergencyHours) * time.Hour }

func readAccessSettings(settings string) (AccessSettings, error) {
	s := AccessSettings{EmergencyHours: usualEmergencyHours}
	var all map[string]json.RawMessage
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[settingOfAccess]; err == nil && ok {
		err = json.Unmarshal(chosen, &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading the settings of access: %w", err)
	}
	return s, nil
}

func (a *App) accessSettings(ctx context.Context, register string) (AccessSettings, error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return AccessSettings{}, fail(err, "reading register %s", register)
	}
	return readAccessSettings(r.Settings)
}

// AccessSettings are those of the actor's register.
func (a *App) AccessSettings(ctx context.Context, actor access.Actor) (AccessSettings, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return AccessSettings{}, err
	}
	return a.accessSettings(ctx, actor.Register)
}

// SetAccessSettings changes those of the actor's register; they hold from the
// next request on. The other settings of the register stay.
func (a *App) SetAccessSettings(ctx context.Context, actor access.Actor, s AccessSettings) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	if s.EmergencyHours < 1 || s.EmergencyHours > MostEmergencyHours {
		text := fmt.Sprintf("Enter a number of hours from 1 to %d", MostEmergencyHours)
		return &Error{Kind: Invalid, Text: text, Refusals: casefile.Refusals{{Field: "hours", Text: text}}}
	}
	return fail(a.changeSetting(ctx, actor, settingOfAccess, "change access", s), "changing the access settings of register %s", actor.Register)
}

// changeSetting puts a setting of the actor's register in the place of the one
// it had.
func (a *App) changeSetting(ctx context.Context, actor access.Actor, name, action string, value any) error {
	return a.changeSettingAs(ctx, actor, access.ChangeSettings, name, action, value)
}

// changeSettingAs is changeSetting by another permission.
func (a *App) changeSettingAs(ctx context.Context, actor access.Actor, p access.Permission, name, action string, value any) error {
	return a.changeSettingFrom(ctx, actor, p, name, action, func(string) (any, error) { return value, nil })
}

// changeSettingFrom is changeSettingAs where the new value depends on the
// settings as they stand.
func (a *App) changeSettingFrom(ctx context.Context, actor access.Actor, p access.Permission, name, action string, change func(settings string) (any, error)) error {
	return a.do(ctx, actor.Register, func(tx *store.Tx) error {
		register, err := tx.HoldRegister()
		if err != nil {
			return err
		}
		value, err := change(register.Settings)
		if err != nil {
			return err
		}
		chosen, err := json.Marshal(value)
		if err != nil {
			return err
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal([]byte(register.Settings), &all); err != nil {
			return fmt.Errorf("reading the register's settings: %w", err)
		}
		all[name] = chosen
		settings, err := json.Marshal(all)
		if err != nil {
			return err
		}
		if err := tx.SetRegister(register.Name, string(settings)); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, p, action, "", string(chosen)))
	})
}
