package app

import (
	"context"
	"errors"

	"homeward/internal/store"
)

// ChangePassword gives the user of a session another password in the place of
// the one that they have now, and ends their sessions, this one as well. The
// error is Invalid for a wrong or a poor password, with the field current or
// password, and Locked after too many wrong ones.
func (a *App) ChangePassword(ctx context.Context, s SignedIn, current, password string, from From) error {
	if err := someone(s.Actor); err != nil {
		return err
	}
	if _, err := a.checkProof(ctx, s, Proof{Password: current}, from); err != nil {
		if noting := a.noteFailedSignIn(ctx, s.Actor.Email, from.Address, err); noting != nil {
			return noting
		}
		if errors.Is(err, errWrongAgain) {
			return invalid("current", "This is not the password that you have now. Check it and try again")
		}
		return err
	}
	if password == current {
		return invalid("password", "Choose another password than the one that you have now")
	}
	own := []string{s.Actor.Name, s.Actor.Email}
	for _, m := range s.Registers {
		own = append(own, m.Name, m.Register)
	}
	if err := checkPassword(password, own...); err != nil {
		return err
	}
	hash := a.hashPassword(password)
	return fail(a.do(ctx, s.Actor.Register, func(tx *store.Tx) error {
		if err := tx.SetPassword(s.Actor.UserID, hash); err != nil {
			return err
		}
		return tx.Audit(a.signed(s.Actor, "change password", ""))
	}), "changing a password")
}
