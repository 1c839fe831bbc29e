package app

import (
	"context"
	"errors"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// How long a session lasts: without a click, and at most.
const (
	SessionIdle   = 60 * time.Minute
	SessionLength = 12 * time.Hour
)

// sessionsKept is how long it is kept that there was a session, so that whoever
// comes once a year is still told of the last time.
const sessionsKept = 400 * 24 * time.Hour

// SignedIn is a session that goes on.
type SignedIn struct {
	Actor     access.Actor
	Registers []Membership // all of the user's, the current one included
	ID        string       // names the session, and opens nothing
	Began     time.Time
	Ends      time.Time
	Left      time.Duration // until Ends
	ProvedAt  time.Time     // when the user last proved who they are
}

// Membership is a register that a user belongs to.
type Membership struct {
	Register, Name string
	Roles          []access.Role
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
	if over(session, now) || user.Disabled {
		return s, actor, signedOut
	}
	memberships, err := a.store.Memberships(ctx, user.ID, a.Today())
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
	s.Actor, s.ID, s.Began, s.Ends, s.Left, s.ProvedAt = actor, session.ID, session.CreatedAt, session.EndsAt, session.EndsAt.Sub(now), session.ProvedAt
	return s, access.Actor{}, nil
}

// over reports whether a session has ended, by its user or by itself.
func over(s store.Session, now time.Time) bool {
	return !s.EndedAt.IsZero() || now.After(s.EndsAt) || now.Sub(s.SeenAt) > SessionIdle
}

// SwitchRegister makes another of the user's registers the session's current
// one.
func (a *App) SwitchRegister(ctx context.Context, s SignedIn, token, register string) error {
	for _, m := range s.Registers {
		if m.Register == register {
			act := a.signed(s.Actor, "work in another register", "from "+s.Actor.Register)
			act.Register = register
			return fail(a.store.SetSessionRegister(ctx, tokenHash(token), register, act), "changing the register")
		}
	}
	return &Error{Kind: NotFound, Text: "There is no such register, or you do not belong to it."}
}

// OwnSession is one of the sessions in which a user is signed in.
type OwnSession struct {
	ID              string
	Here            bool // the one that asks
	Began, Used     time.Time
	Device, Network string // "" when it is not known
}

// OwnSessions lists where the user of a session is signed in, the one that asks
// first, then the one used last.
func (a *App) OwnSessions(ctx context.Context, s SignedIn) ([]OwnSession, error) {
	if err := someone(s.Actor); err != nil {
		return nil, err
	}
	now := a.now().UTC()
	found, err := a.store.Sessions(ctx, s.Actor.UserID, now)
	if err != nil {
		return nil, fail(err, "listing a user's sessions")
	}
	var here, others []OwnSession
	for _, x := range found {
		own := OwnSession{ID: x.ID, Here: x.ID == s.ID, Began: x.CreatedAt, Used: x.SeenAt, Device: x.Device, Network: x.Network}
		switch {
		case own.Here:
			here = append(here, own)
		case !over(x, now):
			others = append(others, own)
		}
	}
	return append(here, others...), nil
}

// EndOwnSession ends one of the user's sessions. The error is NotFound for one
// that is not theirs, or has ended.
func (a *App) EndOwnSession(ctx context.Context, s SignedIn, id string) error {
	if err := someone(s.Actor); err != nil {
		return err
	}
	return fail(a.store.EndSessionOf(ctx, s.Actor.UserID, id, a.signed(s.Actor, "sign out elsewhere", "")), "ending a session")
}

// EndOtherSessions ends all of the user's sessions but the one that asks, and
// says how many there were.
func (a *App) EndOtherSessions(ctx context.Context, s SignedIn) (int, error) {
	if err := someone(s.Actor); err != nil {
		return 0, err
	}
	n, err := a.store.EndSessionsBut(ctx, s.Actor.UserID, s.ID, a.signed(s.Actor, "sign out everywhere else", ""))
	return n, fail(err, "ending a user's other sessions")
}

// SignInBefore is the sign-in before that of a session; zero without one.
func (a *App) SignInBefore(ctx context.Context, s SignedIn) (PastSignIn, error) {
	if err := someone(s.Actor); err != nil {
		return PastSignIn{}, err
	}
	return a.signInBefore(ctx, s.Actor.UserID, s.Began)
}

// ForgetOldSessions drops what is kept of sessions that ended long ago. It is
// part of the daily job.
func (a *App) ForgetOldSessions(ctx context.Context) error {
	return fail(a.store.DropSessions(ctx, a.now().UTC().Add(-sessionsKept)), "forgetting old sessions")
}

// someone is the first line of what whoever is signed in may do for themselves.
func someone(actor access.Actor) error {
	if actor.UserID == "" {
		return &Error{Kind: SignedOut, Text: "Sign in to go on."}
	}
	return nil
}
