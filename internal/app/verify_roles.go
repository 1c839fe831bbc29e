package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/store"
)

// The acts beside those of givesRoles that say who has which role.
const (
	takesRoles   = "take access"
	bringsTheirs = "merge registers" // users come from the register that is named first
)

// lastGiven are the roles that a user was given, and when.
type lastGiven struct {
	roles []string
	at    time.Time
}

// verifyRoles holds who has which role in each register against the acts that
// gave it. The rows that say it can be altered, for roles change; the acts are
// sealed, so a role that was written past Homeward has none.
func (a *App) verifyRoles(ctx context.Context, report *store.Report) error {
	registers, err := a.store.Registers(ctx)
	if err != nil {
		return err
	}
	for _, r := range registers {
		have, given, err := a.rolesByActs(ctx, r.Code)
		if err != nil {
			return err
		}
		for id, roles := range have {
			for _, role := range roles {
				if slices.Contains(given[id].roles, role) {
					continue
				}
				user, err := a.store.UserByID(ctx, id)
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					return err
				}
				report.Unearned(r.Code, id, user.Name, role)
			}
		}
	}
	return nil
}

// rolesByActs are the roles that users have in a register, and those that the
// acts there gave them last. Merged are the registers that led here.
func (a *App) rolesByActs(ctx context.Context, register string, merged ...string) (have map[string][]string, given map[string]lastGiven, err error) {
	actions := []string{takesRoles, bringsTheirs}
	for action := range givesRoles {
		actions = append(actions, action)
	}
	have, acts, err := a.store.RolesAndActs(ctx, register, actions...)
	if err != nil {
		return nil, nil, err
	}
	given = map[string]lastGiven{}
	give := func(id string, roles []string, at time.Time, beside bool) {
		// Of two acts of one instant nobody knows which was first.
		if was, ok := given[id]; ok && (beside || was.at.Equal(at)) {
			roles = append(slices.Clone(was.roles), roles...)
		}
		given[id] = lastGiven{roles, at}
	}
	for _, act := range acts {
		switch act.Action {
		case takesRoles:
			give(act.Detail, nil, act.At, false)
		case bringsTheirs:
			from, _, _ := strings.Cut(act.Detail, " into ")
			if from == register || slices.Contains(merged, from) {
				continue
			}
			_, theirs, err := a.rolesByActs(ctx, from, append(merged, register)...)
			if err != nil {
				return nil, nil, fmt.Errorf("following the merge of register %s: %w", from, err)
			}
			for id, of := range theirs {
				give(id, of.roles, act.At, true)
			}
		default:
			if id, roles := rolesGiven(act.Detail); id != "" {
				give(id, roles, act.At, false)
			}
		}
	}
	return have, given, nil
}
