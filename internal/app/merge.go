package app

import (
	"context"
	"errors"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Merge is what becomes of a register that is merged into another; see package
// store.
type Merge = store.Merge

// PlanMerge says what MergeRegister would do, and changes nothing. The actor
// works in the register that takes the other over.
func (a *App) PlanMerge(ctx context.Context, actor access.Actor, from string) (Merge, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return Merge{}, err
	}
	if err := a.mayMerge(ctx, from, actor.Register); err != nil {
		return Merge{}, err
	}
	m, err := a.store.PlanMerge(ctx, from, actor.Register)
	if err == nil && m.Handovers > 0 {
		err = errMergeWaits
	}
	return m, fail(err, "planning to merge register %s", from)
}

var errMergeWaits = &Error{Kind: Invalid, Text: "People wait to be handed over from or to this register. Decide them first."}

// MergeRegister takes everything of a register over into the actor's, all of it
// or nothing, and closes it. Progress, which may be nil, is told the people that
// are done and all of them.
func (a *App) MergeRegister(ctx context.Context, actor access.Actor, from string, progress func(done, total int)) (Merge, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return Merge{}, err
	}
	if err := a.mayMerge(ctx, from, actor.Register); err != nil {
		return Merge{}, err
	}
	by := casefile.Author{ID: actor.UserID, Name: actor.Name, Role: string(access.RoleFor(actor, access.ManageUsers))}
	m, err := a.store.Merge(ctx, a.work(actor.Register), from, by, a.audit(actor, access.ManageUsers, "merge registers", "", from+" into "+actor.Register), progress)
	if errors.Is(err, store.ErrWaiting) {
		err = errMergeWaits
	}
	return m, fail(err, "merging register %s into %s", from, actor.Register)
}

// mayMerge refuses to merge a register with itself, with none, or with one that
// is closed.
func (a *App) mayMerge(ctx context.Context, from, into string) error {
	if from == into {
		return invalid("into", "A register cannot be merged into itself")
	}
	for _, code := range []string{from, into} {
		r, err := a.store.Register(ctx, code)
		if errors.Is(err, store.ErrNotFound) {
			return invalid("register", "There is no register "+code)
		}
		if err != nil {
			return fail(err, "reading register %s", code)
		}
		if r.Closed() {
			return invalid("register", "The register "+code+" is closed: it was merged into "+r.MergedInto+" on "+a.dayOf(r.ClosedAt).Long())
		}
	}
	return nil
}

// OpenRegisters lists the registers that people work in, for what is done in
// each of them.
func (a *App) OpenRegisters(ctx context.Context) ([]store.Register, error) {
	all, err := a.Registers(ctx)
	return slices.DeleteFunc(all, store.Register.Closed), err
}

// MergedHere lists the registers that were merged into the actor's.
func (a *App) MergedHere(ctx context.Context, actor access.Actor) ([]store.Register, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	all, err := a.Registers(ctx)
	return slices.DeleteFunc(all, func(r store.Register) bool { return r.MergedInto != actor.Register }), err
}
