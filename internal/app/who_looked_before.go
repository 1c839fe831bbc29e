package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/store"
)

// cameFrom is a register that somebody was on before, as their record says:
// which case of which register took them over from it.
type cameFrom struct {
	name             string
	register, caseID string // that took them over
	from             string
	merged           bool
	since            time.Time // when their record there began
}

// registersBefore lists the registers that a person came from, the last first. Each
// took them over itself, so what it may read of the one before it may be read on
// their way here, too.
func registersBefore(register string, c *casefile.Case) (came []cameFrom) {
	at := cameFrom{register: register, caseID: c.ID}
	for i, e := range slices.Backward(c.Entries) {
		f, ok := e.Fact.(casefile.HandedOver)
		if !ok {
			continue
		}
		step := cameFrom{name: cmp.Or(f.Name, f.Register), register: at.register, caseID: at.caseID, from: f.Register, merged: f.Merged, since: c.Entries[0].RecordedAt}
		for _, earlier := range slices.Backward(c.Entries[:i]) {
			if _, ok := earlier.Fact.(casefile.HandedOver); ok {
				step.since = earlier.RecordedAt
				break
			}
		}
		came = append(came, step)
		at = cameFrom{register: f.Register, caseID: f.Case}
	}
	return came
}

// eachBefore calls fn for what was done with somebody in a register that they
// came from before they came, before a moment where there is one: the latest
// first. Lists that were taken out of it while they were on it are among them.
func (a *App) eachBefore(ctx context.Context, from cameFrom, before time.Time, fn func(store.Audit) error) error {
	if before.IsZero() {
		before = a.now().Add(time.Second)
	}
	return a.store.EachAuditBefore(ctx, from.register, from.caseID, from.from, from.merged, before, func(act store.Audit) error {
		if act.Case == "" && (!isList(act) || act.At.Before(from.since)) {
			return nil
		}
		return fn(act)
	})
}
