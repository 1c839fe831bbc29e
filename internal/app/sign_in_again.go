package app

import (
	"context"
	"errors"
	"time"
)

// ProofFresh is for how long it counts that a user has proved who they are,
// before what needs a fresh proof: an export, a setting, a way to sign in.
const ProofFresh = 10 * time.Minute

// AskAgain has what needs a fresh proof ask for one. It is called before the
// first use case. Without it, as in the demo, where one password opens every
// account and is printed beside it, nobody is asked.
func (a *App) AskAgain() { a.asksAgain = true }

// Proved reports whether the user of a session has proved who they are lately.
func (a *App) Proved(s SignedIn) bool {
	return !a.asksAgain || !s.ProvedAt.IsZero() && a.now().Sub(s.ProvedAt) <= ProofFresh
}

// Proof is what somebody proves with who they are: one of them.
type Proof struct {
	Password, Code string
	// Passkey is what a device answered to the challenge of a token.
	Passkey, Challenge string
}

var errWrongAgain = invalid("password", "The password is not right. Check it and try again")

// Prove takes a fresh proof from the user of a session. The session goes on
// under a new token; the old one opens nothing any more. The error is Invalid
// for a wrong proof, and Locked after too many.
func (a *App) Prove(ctx context.Context, s SignedIn, p Proof, from From) (token string, err error) {
	if err := someone(s.Actor); err != nil {
		return "", err
	}
	by, err := a.checkProof(ctx, s, p, from)
	if err != nil {
		if noting := a.noteFailedSignIn(ctx, s.Actor.Email, from.Address, err); noting != nil {
			return "", noting
		}
		return "", err
	}
	token, hash := newToken()
	err = a.store.RenewSession(ctx, s.ID, hash, by, a.signed(s.Actor, "prove again", by))
	return token, fail(err, "renewing a session")
}

func (a *App) checkProof(ctx context.Context, s SignedIn, p Proof, from From) (by string, err error) {
	if p.Code != "" {
		return a.useCode(ctx, s.Actor.UserID, p.Code, from)
	}
	if p.Passkey != "" {
		user, err := a.answered(ctx, challengeProof, p.Challenge, p.Passkey)
		if err == nil && user.ID != s.Actor.UserID {
			err = errPasskey(errors.New("it is another user's"))
		}
		return "passkey", err
	}
	user, err := a.store.UserByID(ctx, s.Actor.UserID)
	if err != nil {
		return "", fail(err, "finding the user of a session")
	}
	if err := a.countTry(ctx, user.Email, from); err != nil {
		return "", err
	}
	if !a.passwordFits(user.PasswordHash, p.Password) {
		return "", errWrongAgain
	}
	return "password", fail(a.store.ClearFailures(ctx, user.Email), "clearing failed passwords")
}
