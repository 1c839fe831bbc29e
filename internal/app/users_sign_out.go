package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/store"
)

// SignOutUser ends all sessions of a user of the actor's register, in whichever
// register they work: somebody may be using their account. They can sign in
// again, and are told by e-mail where that is possible; each register of theirs
// has it among what was done.
func (a *App) SignOutUser(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	now := a.now().UTC()
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, _, err := userOf(tx, id); err != nil {
			return err
		}
		if err := tx.EndSessions(id); err != nil {
			return err
		}
		if a.CanEmail() {
			if err := tx.AddMessages([]store.Message{{ID: signedOutMessage + NewID() + "/" + id, UserID: id, CreatedAt: now, NextAt: now}}); err != nil {
				return err
			}
		}
		members, err := tx.AllMemberships(id)
		if err != nil {
			return err
		}
		for _, m := range members {
			act := a.audit(actor, access.ManageUsers, "sign user out", "", id)
			act.Register = m.Register
			if m.Register != actor.Register {
				act.Detail += ", by an administrator of register " + actor.Register
			}
			if err := tx.In(m.Register).Audit(act); err != nil {
				return err
			}
		}
		return nil
	}), "signing a user out")
}

// signedOutMessage begins the ids of messages that tell of it.
const signedOutMessage = "signed-out/"

func signedOut(register string) (subject, text string) {
	return "Homeward: you were signed out", "An administrator of the register " + register + " has signed you out of Homeward wherever you were signed in. You can sign in again.\n\n" +
		"If somebody else may know your password, choose another as soon as you have signed in. If you wonder why, ask the administrator.\n" +
		"Please do not reply to this email: nobody reads the answers.\n"
}
