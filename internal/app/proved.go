package app

import (
	"context"
	"slices"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// An account is opened for the first time by whoever has the letter or the
// e-mail for it. Of an e-mail that is who reads the address; of a letter the
// administrator who printed it may be. So access that another register gives
// waits until it is known that who opens the account reads its address, and what
// opened the account before opens nothing any more then.

// mustWait reports whether the access that the transaction's register gives to a
// user has to wait: somebody elsewhere may have opened the account.
func mustWait(tx *store.Tx, user store.User) (bool, error) {
	if !user.EmailProvedAt.IsZero() {
		return false, nil
	}
	return tx.EverElsewhere(user.ID)
}

// makeWait has access that was just given wait, and asks the user to prove that
// the address is theirs, where Homeward can send e-mail.
func (a *App) makeWait(tx *store.Tx, userID string) error {
	if err := tx.SetWaits(userID, true); err != nil || !a.CanEmail() {
		return err
	}
	now := a.now().UTC()
	return tx.AddMessages([]store.Message{{ID: invitationMessage + NewID() + "/" + userID, UserID: userID, CreatedAt: now, NextAt: now}})
}

// openWaiting opens what waits for a user who has proved who they are: nothing
// that opened the account before does so any more, but one identity. It reports
// whether anything waited. Each register of theirs is told what became of the
// account, and none why.
func (a *App) openWaiting(tx *store.Tx, user store.User, members []store.Member, but store.Identity, from string) (waited bool, err error) {
	if !waits(members) {
		return false, nil
	}
	if err := tx.DropWaysIn(user.ID, but); err != nil {
		return true, err
	}
	for _, m := range members {
		in := tx.In(m.Register)
		if m.Waits {
			if err := in.SetWaits(user.ID, false); err != nil {
				return true, err
			}
		}
		act := a.signed(access.Actor{UserID: user.ID, Name: user.Name, Register: m.Register, From: from}, "open account anew", "all that opened it before is gone")
		if err := in.Audit(act); err != nil {
			return true, err
		}
	}
	return true, nil
}

func waits(members []store.Member) bool {
	return slices.ContainsFunc(members, func(m store.Member) bool { return m.Waits })
}

// proveByProvider is for an identity whose provider vouches that the address of
// its user's account is theirs. Before the first sign-in there is nothing that
// anybody would miss.
func (a *App) proveByProvider(ctx context.Context, user store.User, id Identity, first bool, from string) error {
	if !id.Verified || store.FoldEmail(id.Email) != user.Email {
		return nil
	}
	members, err := a.store.AllMemberships(ctx, user.ID, a.Today())
	if err != nil || len(members) == 0 || !user.EmailProvedAt.IsZero() && !waits(members) {
		return fail(err, "finding the registers of a user")
	}
	by := store.Identity{Issuer: id.Issuer, Subject: id.Subject}
	return fail(a.do(ctx, members[0].Register, func(tx *store.Tx) error {
		if err := tx.HoldUser(user.ID); err != nil {
			return err
		}
		user, err := tx.UserByID(user.ID)
		if err != nil {
			return err
		}
		if members, err = tx.AllMemberships(user.ID); err != nil || len(members) == 0 {
			return err
		}
		others, err := tx.OtherWaysIn(user.ID, by)
		if err != nil {
			return err
		}
		waited, err := a.openWaiting(tx, user, members, by, from)
		switch {
		case err != nil:
			return err
		case waited || !user.EmailProvedAt.IsZero():
		case first:
			if err := tx.DropWaysIn(user.ID, by); err != nil {
				return err
			}
		case others > 0 || user.PasswordHash != "":
			return nil // somebody else may have those
		}
		if err := tx.ProveEmail(user.ID, a.now().UTC()); err != nil {
			return err
		}
		return tx.Audit(a.signed(access.Actor{UserID: user.ID, Name: user.Name, Register: members[0].Register, From: from}, "prove address", a.provider.Name()))
	}), "noting that an address was proved")
}

// provedWith is since when an account's address is proved once its user has
// chosen a password with a code that came in a way. Who else may have opened the
// account keeps what they have when nothing waited; then it proves nothing.
func (a *App) provedWith(user store.User, way string, waited bool, others int) time.Time {
	switch {
	case way != byEmail:
		return time.Time{} // whoever printed the letter may have opened it
	case waited || others == 0:
		return a.now().UTC()
	}
	return user.EmailProvedAt
}
