package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// MarkedView is an entry with what was done to mark it.
type MarkedView struct {
	Case  *casefile.Case // as the actor sees it
	Entry casefile.Recorded
	Mark  access.Mark // that stands; "" for none
	Done  []store.Mark
}

// Marked is an entry that the actor may mark.
func (a *App) Marked(ctx context.Context, actor access.Actor, caseID string, seq int) (MarkedView, error) {
	c, l, err := a.see(ctx, actor, access.MarkEntry, "", caseID)
	if err != nil {
		return MarkedView{}, err
	}
	v := MarkedView{Case: l.seen(c), Mark: access.Mark(l.protection.Marks[seq])}
	if v.Entry, err = l.markable(c, seq); err != nil {
		return MarkedView{}, err
	}
	all, err := a.store.Marks(ctx, actor.Register, caseID)
	if err != nil {
		return v, fail(err, "reading the marks of case %s", caseID)
	}
	v.Done = slices.DeleteFunc(all, func(m store.Mark) bool { return m.Seq != seq })
	return v, l.looked(ctx, a, "see record", caseID, fmt.Sprintf("to mark entry %d", seq))
}

// markable is the entry of a number, as the actor sees it, if it can be marked.
func (l lens) markable(c *casefile.Case, seq int) (casefile.Recorded, error) {
	e, ok := c.Entry(seq)
	if !ok || l.withheld(c, e) != "" || !casefile.MayMark(e.Fact) {
		return e, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	return e, nil
}

// Mark marks an entry as sensitive, or with "" lifts its mark. What was done
// before stays.
func (a *App) Mark(ctx context.Context, actor access.Actor, caseID string, seq int, mark access.Mark, reason string) error {
	if err := authorise(actor, access.MarkEntry); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, access.MarkEntry, caseID)
		if err != nil {
			return err
		}
		if _, err := l.markable(c, seq); err != nil {
			return err
		}
		switch {
		case mark != "" && !slices.Contains(access.Marks, mark):
			return invalid("mark", "Choose how sensitive it is")
		case mark == access.Mark(l.protection.Marks[seq]):
			return invalid("mark", "It is marked so already")
		case reason == "":
			return invalid("reason", "Say why")
		case len([]rune(reason)) > maxReason:
			return invalid("reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		}
		return a.mark(tx, actor, access.MarkEntry, l.Purpose, c.ID, mark, reason, seq)
	}), "marking an entry of case %s", caseID)
}

// mark writes marks that have been decided, with their audit row. The permission
// is that by which the actor does it.
func (a *App) mark(tx *store.Tx, actor access.Actor, p access.Permission, purpose access.Purpose, caseID string, mark access.Mark, reason string, entries ...int) error {
	for _, seq := range entries {
		if err := tx.Mark(store.Mark{Case: caseID, Seq: seq, Mark: string(mark), Reason: reason, UserID: actor.UserID, UserName: actor.Name}); err != nil {
			return err
		}
	}
	action := "mark entry"
	if mark == "" {
		action = "lift mark"
	}
	act := a.audit(actor, p, action, caseID, fmt.Sprintf("entries %v %s", entries, mark))
	act.Purpose = string(purpose)
	return tx.Audit(act)
}

// markAgain keeps the mark of a support need that was struck out and recorded
// again from another day.
func (a *App) markAgain(tx *store.Tx, actor access.Actor, p access.Permission, l lens, r Receipt) error {
	mark := access.Mark("")
	for _, e := range r.Entries {
		switch f := e.Fact.(type) {
		case casefile.EnteredInError:
			mark = access.Mark(l.protection.Marks[f.Entry])
		case casefile.SupportNeed:
			if mark != "" {
				return a.mark(tx, actor, p, l.Purpose, r.Case, mark, "Marked as it was", e.Seq)
			}
		}
	}
	return nil
}

// RecordMarked is Record for what is sensitive: each entry it adds that can be
// marked is marked from the start.
func (a *App) RecordMarked(ctx context.Context, actor access.Actor, caseID string, version int, d casefile.Decision, mark access.Mark) (Receipt, error) {
	if mark == "" {
		return a.Record(ctx, actor, caseID, version, d)
	}
	if err := authorise(actor, access.MarkEntry); err != nil {
		return Receipt{}, err
	}
	if !slices.Contains(access.Marks, mark) {
		return Receipt{}, invalid("mark", "Choose how sensitive it is")
	}
	return a.record(ctx, actor, caseID, version, d, func(tx *store.Tx, l lens, added []casefile.Recorded) error {
		var entries []int
		may := false
		_, again := d.(casefile.NeededSince)
		for _, e := range added {
			if _, need := e.Fact.(casefile.SupportNeed); need && again {
				continue // which has the mark that it had
			}
			if casefile.MayMark(e.Fact) {
				may = true
				if access.MarkOf(e.Fact) != mark { // which it has already
					entries = append(entries, e.Seq)
				}
			}
		}
		if !may {
			return invalid("mark", "This cannot be marked: everyone who sees the person has to know it")
		}
		if len(entries) == 0 {
			return nil
		}
		return a.mark(tx, actor, access.MarkEntry, l.Purpose, caseID, mark, "Marked when it was recorded", entries...)
	})
}
