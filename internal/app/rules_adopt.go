package app

import (
	"context"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// AdoptRules has a register follow the rules of a trial from a day on, today or
// later. A day for Part 8A to come into force needs the regulations that
// appoint it. The index follows in the background.
func (a *App) AdoptRules(ctx context.Context, actor access.Actor, trialID string, from civil.Date, regulations string) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	today := a.Today()
	regulations = strings.TrimSpace(regulations)
	n := 0
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		t, err := tx.Trial(trialID)
		if err != nil {
			return err
		}
		last, err := tx.RulesAdopted()
		switch {
		case err != nil:
			return err
		case t.State != TrialCounted || t.Effect == "":
			return &Error{Kind: Conflict, Text: "What these rules change has not been counted yet."}
		case t.Against != last:
			return &Error{Kind: Conflict, Text: "Other rules were adopted since this was counted. Count it again before you adopt it."}
		case t.Commencing != 0 && regulations == "":
			return invalid("regulations", "Enter the regulations that appoint the day")
		case t.Commencing != 0:
			// The law appoints the day; it is known from today on.
			t.Overlay, from = commencing(t.Commencing, regulations), today
		case from < today || from > today.AddMonths(12*10):
			return invalid("from", "The day must be today or within the next 10 years")
		}
		now, err := tx.Rules()
		if err != nil {
			return err
		}
		if _, problems := now.Adopt([]byte(t.Overlay), from); problems != nil {
			return fmt.Errorf("adopting trial %s: %s", trialID, problems[0])
		}
		if n, err = tx.AdoptRules(Adoption{
			From: from, Name: t.Name, Overlay: t.Overlay, Effect: t.Effect, AdoptedAt: a.now().UTC(), UserID: actor.UserID, By: actor.Name,
		}); err != nil {
			return err
		}
		if err := tx.DeleteTrial(trialID); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ChangeSettings, "adopt rules", "", fmt.Sprintf("rulebook %d from %s", n, from)))
	})
	if err != nil {
		return fail(err, "adopting rules")
	}
	a.follow(actor.Register, n)
	return nil
}

// Adopted is the n-th rulebook that the actor's register adopted.
func (a *App) Adopted(ctx context.Context, actor access.Actor, n int) (Adoption, error) {
	if err := authorise(actor, access.TryRules); err != nil {
		return Adoption{}, err
	}
	books, err := a.store.Rulebooks(ctx, actor.Register)
	if err != nil {
		return Adoption{}, fail(err, "listing what was adopted")
	}
	if n < 1 || n > len(books) {
		return Adoption{}, fail(store.ErrNotFound, "looking for rulebook %d", n)
	}
	return books[n-1], nil
}
