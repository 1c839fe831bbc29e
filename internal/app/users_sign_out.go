package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/store"
)

// SignOutUser ends all sessions of a user of the actor's register, in whichever
// register they work: somebody may be using their account. They can sign in again.
func (a *App) SignOutUser(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, _, err := userOf(tx, id); err != nil {
			return err
		}
		if err := tx.EndSessions(id); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "sign user out", "", id))
	}), "signing a user out")
}
