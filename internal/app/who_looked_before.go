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
	also             []string  // other cases there that were merged into theirs
}

// whereKept is where there was a record of somebody, as the one that is kept
// now says.
type whereKept struct {
	since time.Time  // when the first of their records in this register began
	also  []string   // other cases of this register that were merged into this one
	came  []cameFrom // registers that they came from, the last first
}

// keptBefore finds where there was a record of somebody. Each register took them
// over itself, so what it may read of the one before it may be read on their way
// here, too. A merge of two records that was taken back counts for nothing.
func keptBefore(register string, c *casefile.Case) whereKept {
	var k whereKept
	k.walk(c, register, register, c.ID, 0, len(c.Entries), &k.also)
	return k
}

// walk reads entries lo to hi of a case, which are those of one record: of case
// caseID in the register at, into which they were taken. Also are the other cases
// there that the one which is kept took in.
func (k *whereKept) walk(c *casefile.Case, own, at, caseID string, lo, hi int, also *[]string) {
	if lo < 0 || hi > len(c.Entries) || lo >= hi {
		return
	}
	first := at
	var step *cameFrom
	began := func(since time.Time) {
		switch {
		case step != nil:
			step.since = since
			k.came = append(k.came, *step)
		case first == own && (k.since.IsZero() || since.Before(k.since)):
			k.since = since
		}
	}
	for i := hi - 1; i >= lo; i-- {
		e := c.Entries[i]
		switch f := e.Fact.(type) {
		case casefile.HandedOver:
			began(e.RecordedAt)
			if f.Register == own && (f.Case == c.ID || slices.Contains(k.also, f.Case)) {
				// They came back: what was before is of a record that is read itself.
				step, at, caseID = nil, own, f.Case
				continue
			}
			step = &cameFrom{name: cmp.Or(f.Name, f.Register), register: at, caseID: caseID, from: f.Register, merged: f.Merged}
			at, caseID, also = f.Register, f.Case, &step.also
		case casefile.Referral:
			if f.CameFrom != "" && e.StruckBy == 0 {
				*also = append(*also, f.CameFrom)
			}
		case casefile.MergedFrom:
			if f.First < lo+1 || f.First+f.Entries-1 > i || f.Entries == 0 {
				continue
			}
			if e.StruckBy == 0 {
				*also = append(*also, f.Case)
				k.walk(c, own, at, f.Case, f.First-1, f.First-1+f.Entries, also)
			}
			i = f.First - 1 // which was the first of what was taken in
		}
	}
	began(c.Entries[lo].RecordedAt)
}

// eachBefore calls fn for what was done with somebody in a register that they
// came from before they came, before a moment where there is one: the latest
// first, for each of their records there. Lists that were taken out of it while
// they were on it are among them.
func (a *App) eachBefore(ctx context.Context, from cameFrom, before time.Time, fn func(store.Audit) error) error {
	if before.IsZero() {
		before = a.now().Add(time.Second)
	}
	for _, caseID := range append([]string{from.caseID}, from.also...) {
		take := func(act store.Audit) error {
			if act.Case == "" && (!isList(act) || act.At.Before(from.since) || caseID != from.caseID) {
				return nil
			}
			return fn(act)
		}
		var err error
		if caseID == from.caseID || from.merged {
			err = a.store.EachAuditBefore(ctx, from.register, caseID, from.from, from.merged, before, take)
		} else {
			err = a.store.EachAuditAlsoBefore(ctx, from.register, from.caseID, from.from, caseID, before, take)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// latestFirst puts acts that were read from several places in order.
func latestFirst[T any](acts []T, at func(T) time.Time) {
	slices.SortStableFunc(acts, func(x, y T) int { return at(y).Compare(at(x)) })
}
