package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// Limits of sessions and of wrong passwords.
const (
	SessionIdle     = 60 * time.Minute
	SessionLength   = 12 * time.Hour
	FailuresAllowed = 5
	FailureWindow   = 15 * time.Minute
)

// SignedIn is a session that goes on.
type SignedIn struct {
	Actor     access.Actor
	Registers []Membership // all of the user's, the current one included
	Ends      time.Time
}

// Membership is a register that a user belongs to.
type Membership struct {
	Register, Name string
	Roles          []access.Role
}

var errWrongPassword = &Error{Kind: Invalid, Text: "The email address or the password is not right. Check both and try again."}

// SignIn checks an e-mail address and password and starts a session; the token
// goes into the browser's cookie. After too many failures for an address the
// answer is Locked for a while, whether or not such a user exists. Each try is
// noted.
func (a *App) SignIn(ctx context.Context, email, password, fromAddress string) (token string, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if token, err = a.signIn(ctx, email, password, fromAddress); err != nil {
		if noting := a.noteFailedSignIn(ctx, email, fromAddress, err); noting != nil {
			return "", noting
		}
	}
	return token, err
}

func (a *App) signIn(ctx context.Context, email, password, fromAddress string) (token string, err error) {
	now := a.now().UTC()
	failures, err := a.store.Failures(ctx, email, now.Add(-FailureWindow))
	if err != nil {
		return "", fail(err, "counting failed sign-ins")
	}
	if failures >= FailuresAllowed {
		return "", &Error{Kind: Locked, Text: "There were too many tries with this email address. Wait 15 minutes, then try again."}
	}
	user, err := a.store.UserByEmail(ctx, email)
	unknown := errors.Is(err, store.ErrNotFound)
	if err != nil && !unknown {
		return "", fail(err, "finding the user")
	}
	// The same work is done for an unknown address, so that the time taken
	// does not tell who exists.
	stored := user.PasswordHash
	if unknown {
		stored = a.hashPassword("")
	}
	if !a.passwordFits(stored, password) || unknown || user.Disabled {
		if err := a.store.RecordFailure(ctx, email, tokenHash(fromAddress), now); err != nil {
			return "", fail(err, "recording a failed sign-in")
		}
		return "", errWrongPassword
	}
	memberships, err := a.store.Memberships(ctx, user.ID)
	if err != nil {
		return "", fail(err, "finding the user's registers")
	}
	if len(memberships) == 0 {
		return "", &Error{Kind: Forbidden, Text: "You do not belong to a register yet. Ask your administrator to add you."}
	}
	token, hash := newToken()
	session := store.Session{ID: hash, UserID: user.ID, Register: memberships[0].Register, CreatedAt: now, SeenAt: now, EndsAt: now.Add(SessionLength)}
	audit := store.Audit{At: now, Register: session.Register, UserID: user.ID, UserName: user.Name, Kind: store.Signed, Action: "sign in", From: a.kept(fromAddress)}
	if err := a.store.StartSession(ctx, session, audit); err != nil {
		return "", fail(err, "starting a session")
	}
	if err := a.store.ClearFailures(ctx, email); err != nil {
		return "", fail(err, "clearing failed sign-ins")
	}
	return token, nil
}

// Session is who a token belongs to, or a SignedOut error. When the session
// has ended, expired is still the user whose it was, so that what they sent
// can be kept as their draft; it gives no other right.
func (a *App) Session(ctx context.Context, token string) (s SignedIn, expired access.Actor, err error) {
	signedOut := &Error{Kind: SignedOut, Text: "Sign in to go on."}
	if token == "" {
		return s, expired, signedOut
	}
	session, err := a.store.Session(ctx, tokenHash(token))
	if errors.Is(err, store.ErrNotFound) {
		return s, expired, signedOut
	}
	if err != nil {
		return s, expired, fail(err, "finding the session")
	}
	user, err := a.store.UserByID(ctx, session.UserID)
	if err != nil {
		return s, expired, fail(err, "finding the user of a session")
	}
	actor := access.Actor{UserID: user.ID, Name: user.Name, Email: user.Email, Register: session.Register}
	now := a.now().UTC()
	if !session.EndedAt.IsZero() || now.After(session.EndsAt) || now.Sub(session.SeenAt) > SessionIdle || user.Disabled {
		return s, actor, signedOut
	}
	memberships, err := a.store.Memberships(ctx, user.ID)
	if err != nil {
		return s, expired, fail(err, "finding the user's registers")
	}
	for _, m := range memberships {
		roles := make([]access.Role, len(m.Roles))
		for i, r := range m.Roles {
			roles[i] = access.Role(r)
		}
		s.Registers = append(s.Registers, Membership{Register: m.Register, Name: m.Name, Roles: roles})
		if m.Register == session.Register {
			actor.Roles = roles
		}
	}
	if len(actor.Roles) == 0 {
		return SignedIn{}, actor, signedOut
	}
	// Once a minute is enough to tell an idle session from one in use, and
	// spares a write on every page.
	if now.Sub(session.SeenAt) > time.Minute {
		if err := a.store.TouchSession(ctx, session.ID, now); err != nil {
			return s, expired, fail(err, "keeping the session")
		}
	}
	s.Actor, s.Ends = actor, session.EndsAt
	return s, access.Actor{}, nil
}

// SignOut ends a session.
func (a *App) SignOut(ctx context.Context, actor access.Actor, token string) error {
	act := a.audit(actor, "", "sign out", "", "")
	act.Kind = store.Signed
	return fail(a.store.EndSession(ctx, tokenHash(token), act), "ending a session")
}

// SwitchRegister makes another of the user's registers the session's current
// one.
func (a *App) SwitchRegister(ctx context.Context, s SignedIn, token, register string) error {
	for _, m := range s.Registers {
		if m.Register == register {
			act := a.audit(s.Actor, "", "work in another register", "", "from "+s.Actor.Register)
			act.Kind, act.Register = store.Signed, register
			return fail(a.store.SetSessionRegister(ctx, tokenHash(token), register, act), "changing the register")
		}
	}
	return &Error{Kind: NotFound, Text: "There is no such register, or you do not belong to it."}
}
