package app

import (
	"context"
	"errors"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Factors is what a user proves with, beside the password, who they are.
type Factors struct {
	App      bool // one that makes codes
	AppSince time.Time
	Passkeys []OwnPasskey
	// Provider is the name of the identity provider there is, "" without one;
	// Linked says that the user is known by it.
	Provider  string
	Linked    bool
	CodesLeft int // recovery codes that were not used
	// From is the day from which everyone must have a second factor, 0 for
	// never; Required says that it has come.
	From     civil.Date
	Required bool
	// Possible says that codes can be set up here at all.
	Possible bool
}

func (f Factors) any() bool { return f.App || len(f.Passkeys) > 0 }

// RequireSecondFactor has nobody sign in without a second factor from a day on;
// whoever has none then sets it up. It is called before the first use case.
// Without it, as in the demo, nobody must.
func (a *App) RequireSecondFactor(from civil.Date) { a.secondFactorFrom = from }

func (a *App) factors(ctx context.Context, userID string) (Factors, error) {
	f := Factors{From: a.secondFactorFrom, Possible: a.keepsSecrets()}
	f.Required = f.From != 0 && a.Today() >= f.From
	app, err := a.store.CodeApp(ctx, userID)
	switch {
	case err == nil:
		f.App, f.AppSince = true, app.CreatedAt
	case !errors.Is(err, store.ErrNotFound):
		return f, fail(err, "finding the app for codes")
	}
	passkeys, err := a.store.Passkeys(ctx, userID)
	if err != nil {
		return f, fail(err, "finding passkeys")
	}
	for _, p := range passkeys {
		f.Passkeys = append(f.Passkeys, OwnPasskey{ID: p.ID, Name: p.Name, Created: p.CreatedAt, Used: p.UsedAt})
	}
	if a.provider != nil {
		f.Provider = a.provider.Name()
		if f.Linked, err = a.linked(ctx, userID); err != nil {
			return f, err
		}
	}
	codes, err := a.store.RecoveryCodes(ctx, userID)
	for _, c := range codes {
		if c.UsedAt.IsZero() {
			f.CodesLeft++
		}
	}
	return f, fail(err, "counting recovery codes")
}

// OwnFactors is what the user of a session proves with.
func (a *App) OwnFactors(ctx context.Context, s SignedIn) (Factors, error) {
	if err := someone(s.Actor); err != nil {
		return Factors{}, err
	}
	return a.factors(ctx, s.Actor.UserID)
}

// BeginCodeApp begins to set up an app for codes, in place of the one there may
// be, which holds until the new one has proved that it works.
func (a *App) BeginCodeApp(ctx context.Context, s SignedIn) (begun string, err error) {
	if err := someone(s.Actor); err != nil {
		return "", err
	}
	secret, err := a.newCodeSecret(s.Actor.UserID)
	if err != nil {
		return "", err
	}
	return a.begin(ctx, begunApp, s.Actor.UserID, atSignIn{Secret: secret})
}

// begunBy is begun for who is signed in: it must be their own.
func (a *App) begunBy(ctx context.Context, s SignedIn, token, kind string, body any) (store.BegunSignIn, store.User, error) {
	if err := someone(s.Actor); err != nil {
		return store.BegunSignIn{}, store.User{}, err
	}
	b, err := a.begun(ctx, token, kind, body)
	if err == nil && b.UserID != s.Actor.UserID {
		err = errTookTooLong
	}
	if err != nil && As(err).Kind == SignedOut {
		err = &Error{Kind: NotFound, Text: "That took too long, or was begun in another window. Begin again from your account."}
	}
	if err != nil {
		return b, store.User{}, err
	}
	user, err := a.userOf(ctx, b)
	return b, user, err
}

// CodeAppSetUp is what is needed to set up an app for codes that was begun. The
// error is NotFound when its time is up.
func (a *App) CodeAppSetUp(ctx context.Context, s SignedIn, begun string) (CodeAppSetUp, error) {
	var body atSignIn
	_, user, err := a.begunBy(ctx, s, begun, begunApp, &body)
	if err != nil {
		return CodeAppSetUp{}, err
	}
	return a.codeAppSetUp(user, body.Secret)
}

// FinishCodeApp sets up the app and gives new recovery codes in place of all
// there were.
func (a *App) FinishCodeApp(ctx context.Context, s SignedIn, begun, typed string) (codes []string, err error) {
	var body atSignIn
	b, user, err := a.begunBy(ctx, s, begun, begunApp, &body)
	if err != nil {
		return nil, err
	}
	step, err := a.firstCode(user.ID, body.Secret, typed)
	if err != nil {
		return nil, err
	}
	if err := a.endBegun(ctx, b); err != nil {
		return nil, err
	}
	return a.setCodeApp(ctx, s.Actor.Register, user.ID, body.Secret, step, a.audit(s.Actor, "", "set up app for codes", "", ""))
}

// RemoveCodeApp takes away the user's app for codes, and the recovery codes with
// it when nothing else is left. The error is Invalid where a second factor is
// required and this is the last.
func (a *App) RemoveCodeApp(ctx context.Context, s SignedIn) error {
	has, err := a.OwnFactors(ctx, s)
	if err != nil {
		return err
	}
	left := has
	left.App = false
	if has.Required && !left.any() {
		return invalid("app", "You need a second way to prove that it is you. Set up another one first")
	}
	return fail(a.do(ctx, s.Actor.Register, func(tx *store.Tx) error {
		if err := tx.RemoveCodeApp(s.Actor.UserID); err != nil {
			return err
		}
		if !left.any() {
			if err := tx.SetRecoveryCodes(s.Actor.UserID, nil); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(s.Actor, "", "remove app for codes", "", ""))
	}), "removing an app for codes")
}

// NewRecoveryCodes gives the user recovery codes in place of all there were.
// They are not shown again.
func (a *App) NewRecoveryCodes(ctx context.Context, s SignedIn) (codes []string, err error) {
	has, err := a.OwnFactors(ctx, s)
	if err != nil {
		return nil, err
	}
	if !has.any() || !a.keepsSecrets() {
		return nil, &Error{Kind: NotFound, Text: "Recovery codes stand in for a second factor, and you have none."}
	}
	codes = newRecoveryCodes()
	hashes := a.hashesOf(s.Actor.UserID, codes)
	return codes, fail(a.do(ctx, s.Actor.Register, func(tx *store.Tx) error {
		return errors.Join(tx.SetRecoveryCodes(s.Actor.UserID, hashes), tx.Audit(a.audit(s.Actor, "", "make recovery codes", "", "")))
	}), "making recovery codes")
}

// ResetSecondFactors takes from a user of the actor's register all they prove
// with beside the password, for who has lost it, and ends their sessions. They
// set up anew when they sign in next, and are told by e-mail where that is
// possible. The administrator must be sure that it is the user who asks. It is
// refused on the pages for a user who is in another register as well, which it
// would weaken: whoever runs Homeward can do it.
func (a *App) ResetSecondFactors(ctx context.Context, actor access.Actor, email string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	user, err := a.store.UserByEmail(ctx, email)
	if err != nil {
		return fail(err, "finding a user")
	}
	memberships, err := a.store.AllMemberships(ctx, user.ID, a.Today())
	if err != nil {
		return fail(err, "finding the registers of a user")
	}
	for _, m := range memberships {
		if m.Register == actor.Register && len(memberships) > 1 && !actor.AtMachine {
			return errElsewhereToo
		}
		if m.Register == actor.Register {
			now := a.now().UTC()
			return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
				if err := tx.ResetSecondFactors(user.ID); err != nil {
					return err
				}
				if a.CanEmail() {
					if err := tx.AddMessages([]store.Message{{ID: factorsResetMessage + NewID() + "/" + user.ID, UserID: user.ID, CreatedAt: now, NextAt: now}}); err != nil {
						return err
					}
				}
				// It is of weight in each register they are in, so each is told.
				for _, in := range memberships {
					act := a.audit(actor, access.ManageUsers, "reset second factors", "", user.ID)
					act.Register = in.Register
					if in.Register != actor.Register {
						act.Detail += ", by an administrator of register " + actor.Register
					}
					if err := tx.In(in.Register).Audit(act); err != nil {
						return err
					}
				}
				return nil
			}), "resetting second factors")
		}
	}
	return fail(store.ErrNotFound, "finding a user of register %s", actor.Register)
}

var errElsewhereToo = &Error{Kind: Invalid, Text: "They are also in another register, so you cannot do this for them here. They can use a recovery code, or whoever runs Homeward can do it."}

// factorsResetMessage begins the ids of messages that tell of it.
const factorsResetMessage = "second-factors-reset/"

func factorsReset(register string) (subject, text string) {
	return "Homeward: set up your second factor anew", "An administrator of the register " + register + " has let you set up anew what you prove with, beside your password, that it is you.\n\n" +
		"Your app for codes, your passkeys and your recovery codes no longer work, and you were signed out everywhere. Sign in with your password; Homeward then says how to go on.\n\n" +
		"If you did not ask for this, tell the administrator at once.\nPlease do not reply to this email: nobody reads the answers.\n"
}
