package app

import (
	"context"
	"errors"

	"homeward/internal/store"
)

// FailedSignIn is a try to sign in that failed, as far as whoever runs Homeward
// may know of it without being an auditor of a register.
type FailedSignIn struct {
	Action string
	Known  bool // there is a user with that e-mail address
	// Address stands for the e-mail address: the same for the same one, and
	// nobody finds out which without the key for secrets. "" without a key.
	Address string
	From    string // network address, as far as it is kept
}

// OnFailedSignIn has fn told of every try to sign in that fails: also of those
// for an address that nobody has, which are in no register's audit. It is called
// before the first use case.
func (a *App) OnFailedSignIn(fn func(FailedSignIn)) { a.failedSignIn = fn }

// addressMark stands for an e-mail address that was typed.
func (a *App) addressMark(email string) string {
	if a.secrets == nil {
		return ""
	}
	return a.secrets.hash("e-mail address of a failed sign-in", store.FoldEmail(email))[:16]
}

// noteFailedSignIn notes a try to sign in that failed, under the user whose
// e-mail address was typed. What was typed for an address that nobody has is
// not kept, but a mark that stands for it: people type passwords into the wrong
// field. The same is asked of
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
	known := !errors.Is(err, store.ErrNotFound)
	if !known {
		user, err = store.User{ID: "unknown", Name: "Nobody known"}, nil
	}
	if err != nil {
		return fail(err, "finding whose sign-in failed")
	}
	failed := FailedSignIn{Action: action, Known: known, Address: a.addressMark(email), From: a.kept(from)}
	a.failedSignIn(failed)
	act := store.Audit{At: a.now().UTC(), UserID: user.ID, UserName: user.Name, Kind: store.Signed, Action: action, From: failed.From}
	if !known && failed.Address != "" {
		act.Detail = "address " + failed.Address
	}
	memberships, err := a.store.Memberships(ctx, user.ID, a.Today())
	if err != nil {
		return fail(err, "finding the registers of whose sign-in failed")
	}
	if len(memberships) == 0 {
		return a.note(ctx, act)
	}
	for _, m := range memberships { // it concerns each
		act.Register = m.Register
		if err := a.note(ctx, act); err != nil {
			return err
		}
	}
	return nil
}
