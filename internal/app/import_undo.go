package app

import (
	"context"
	"fmt"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// CanUndo says whether an import can be undone, and if not, why.
func (a *App) CanUndo(ctx context.Context, actor access.Actor, v ImportView) (ok bool, why string, err error) {
	if err := authorise(actor, access.Import); err != nil {
		return false, "", err
	}
	switch {
	case v.State == ImportUndone:
		return false, "It has been undone already.", nil
	case v.State != ImportCommitted || v.Receipt == nil:
		return false, "It has not been brought in.", nil
	case v.Receipt.On != a.Today():
		return false, "It could be undone only on the day it was brought in. Strike out what is wrong in each record instead.", nil
	}
	viewer, err := a.viewer(ctx, actor)
	if err != nil {
		return false, "", err
	}
	expected := map[string]int{}
	for _, t := range v.Receipt.Cases {
		expected[t.Case] = t.To
	}
	changed := ""
	q := store.PeopleQuery{Membership: store.AnyMembership, ChangedSince: v.Receipt.On, Today: a.Today()}
	err = a.store.EachPerson(ctx, actor.Register, q, func(p store.PersonRow) error {
		if to, touched := expected[p.CaseID]; touched && to == p.Version {
			delete(expected, p.CaseID)
		} else if touched && changed == "" {
			if changed = p.Name; viewer != nil && slices.Contains(viewer.Hidden, p.CaseID) {
				changed = ""
			}
		}
		return nil
	})
	if err != nil {
		return false, "", fail(err, "looking for later entries")
	}
	if len(expected) > 0 {
		return false, recordedSince(changed), nil
	}
	return true, "", nil
}

func recordedSince(name string) string {
	if name == "" {
		name = "someone who was brought in"
	}
	return fmt.Sprintf("Something else has been recorded for %s since. Strike out what is wrong in each record instead.", name)
}

// UndoImport strikes out every entry that an import made. It can be done on
// the same day, while nothing else was recorded on those cases.
func (a *App) UndoImport(ctx context.Context, actor access.Actor, id string) error {
	v, err := a.Import(ctx, actor, id)
	if err != nil {
		return err
	}
	ok, why, err := a.CanUndo(ctx, actor, v)
	if err != nil {
		return err
	}
	if !ok {
		return &Error{Kind: Conflict, Text: "This import cannot be undone. " + why}
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		x, err := tx.Import(id)
		if err != nil {
			return err
		}
		if x.State != ImportCommitted {
			return &Error{Kind: Conflict, Text: "This import has been undone already."}
		}
		for _, t := range v.Receipt.Cases {
			c, err := tx.Case(t.Case)
			if err != nil {
				return err
			}
			if c.Version() != t.To {
				return &Error{Kind: Conflict, Text: "This import cannot be undone. " + recordedSince("")}
			}
			strike := casefile.StrikeOutAll{From: t.From, Reason: "The import of " + x.FileName + " was undone"}
			if _, err := a.enter(tx, actor, access.Import, "", c, strike); err != nil {
				return err
			}
		}
		x.State, x.UpdatedAt = ImportUndone, a.now().UTC()
		if err := tx.UpdateImport(x); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Import, "undo import", "", id))
	}), "undoing import %s", id)
}
