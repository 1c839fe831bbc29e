package app

import (
	"context"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// Adoption is a change of rules that a register has adopted, from a day on.
type Adoption = store.Rulebook

// RulesView is the rulebook of a register, and how it came to be.
type RulesView struct {
	Rules     *clock.Rulebook
	Adopted   []Adoption // the first first
	Trials    []Trial    // the latest first
	Following FollowingRules
}

// rulesOf are the rules of a register: those that come with the program, with
// everything that the register has adopted over them. It is the one place
// where the use cases have them from; what is indexed follows them by itself.
func (a *App) rulesOf(ctx context.Context, register string) (*clock.Rulebook, error) {
	rules, err := a.store.Rules(ctx, register, a.program)
	return rules.Rulebook, fail(err, "reading the rules of register %s", register)
}

// Rules are those of the actor's register.
func (a *App) Rules(ctx context.Context, actor access.Actor) (RulesView, error) {
	var v RulesView
	err := authorise(actor, access.TryRules)
	if err != nil {
		return v, err
	}
	if v.Rules, err = a.rulesOf(ctx, actor.Register); err != nil {
		return v, err
	}
	if v.Adopted, err = a.store.Rulebooks(ctx, actor.Register); err != nil {
		return v, fail(err, "listing what was adopted")
	}
	if v.Trials, err = a.store.Trials(ctx, actor.Register, 50); err != nil {
		return v, fail(err, "listing what is tried")
	}
	v.Following, err = a.Following(ctx, actor)
	return v, err
}

// FollowingRules is how far the index of a register is brought up to the rules
// that it has adopted last.
type FollowingRules struct {
	Progress      // in people; Total is 0 when it is done
	Stopped  bool // it ended, and those who are left could not be brought up: their records are damaged
}

// Following is how far the actor's register is brought up to its rules. Work
// that stopped with the process that did it is taken up again.
func (a *App) Following(ctx context.Context, actor access.Actor) (FollowingRules, error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return FollowingRules{}, err
	}
	rules, err := a.store.Rules(ctx, actor.Register, a.program)
	if err != nil {
		return FollowingRules{}, fail(err, "reading the rules of register %s", actor.Register)
	}
	behind, people, err := a.store.Behind(ctx, actor.Register, rules)
	if err != nil || behind == 0 {
		return FollowingRules{}, fail(err, "looking how far register %s is", actor.Register)
	}
	stopped := a.follow(actor.Register, rules.N)
	return FollowingRules{Progress{people - behind, people}, stopped}, nil
}

// follow brings the index of a register up to the n-th of its rulebooks in the
// background, unless that is being done. Where it was tried by this process and
// did not succeed, it is left to the daily job.
func (a *App) follow(register string, n int) (stopped bool) {
	work := fmt.Sprintf("%s/%d", register, n)
	if !a.following.begin(work, 0) {
		at, running := a.following.at(work)
		return running && at == givenUp
	}
	a.background.Go(func() {
		if err := a.Reevaluate(a.untilStopped, register); err != nil && a.untilStopped.Err() == nil {
			a.following.set(work, givenUp)
			a.fault(err)
			return
		}
		a.following.clear(work)
	})
	return false
}

// givenUp stands on a progressBoard for work that is not to be tried again.
var givenUp = Progress{-1, -1}
