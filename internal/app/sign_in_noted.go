package app

import (
	"context"
	"errors"

	"homeward/internal/store"
)

// noteFailedSignIn notes a try to sign in that failed, under the user whose
// e-mail address was typed. What was typed for an address that nobody has is
// not kept: people type passwords into the wrong field. The same is asked of
// the database for every address, so that the time taken does not tell who
// exists.
func (a *App) noteFailedSignIn(ctx context.Context, email, from string, failure error) error {
	action := ""
	switch As(failure).Kind {
	case Invalid, Forbidden:
		action = "sign in refused"
	case Locked:
		action = "sign in locked"
	default:
		return nil
	}
	user, err := a.store.UserByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		user, err = store.User{ID: "unknown", Name: "Nobody known"}, nil
	}
	if err != nil {
		return fail(err, "finding whose sign-in failed")
	}
	act := store.Audit{At: a.now().UTC(), UserID: user.ID, UserName: user.Name, Kind: store.Signed, Action: action, From: a.kept(from)}
	memberships, err := a.store.Memberships(ctx, user.ID, a.Today())
	if err != nil {
		return fail(err, "finding the registers of whose sign-in failed")
	}
	if len(memberships) > 0 {
		act.Register = memberships[0].Register
	}
	return a.note(ctx, act)
}
