package app

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// From is where a request comes from. Address is that of the network. Device is
// what is kept of what the browser says of itself, such as Firefox on Windows.
type From struct{ Address, Device string }

// Entrance is what whoever signs in gets: a session, or what is still to be done
// for it.
type Entrance struct {
	Token string // of the session; it goes into the browser's cookie
	Next  Next
	Begun string // goes into the browser's cookie where something is still to be done
	// Last is when and how the same user signed in before; zero the first time.
	Last PastSignIn
}

// PastSignIn is a sign-in of before.
type PastSignIn struct {
	At      time.Time
	Device  string
	Network string // how the address begins
}

var errWrongPassword = &Error{Kind: Invalid, Text: "The email address or the password is not right. Check both and try again."}

// SignIn checks an e-mail address and password and starts a session, or says what
// comes next. After too many failures for an address, or from a network address, the answer is Locked
// for a while, whether or not such a user exists. Each try is noted.
func (a *App) SignIn(ctx context.Context, email, password string, from From) (Entrance, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	e, err := a.signIn(ctx, email, password, from)
	if err != nil {
		if noting := a.noteFailedSignIn(ctx, email, from.Address, err); noting != nil {
			return Entrance{}, noting
		}
	}
	return e, err
}

func (a *App) signIn(ctx context.Context, email, password string, from From) (Entrance, error) {
	if err := a.countTry(ctx, email, from); err != nil {
		return Entrance{}, err
	}
	user, err := a.store.UserByEmail(ctx, email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Entrance{}, fail(err, "finding the user")
	}
	// The same work is done for an unknown address, and for who has not chosen a
	// password yet, so that the time taken does not tell who exists.
	stored := cmp.Or(user.PasswordHash, a.noPassword())
	if !a.passwordFits(stored, password) || user.PasswordHash == "" || user.Disabled {
		return Entrance{}, errWrongPassword
	}
	if err := a.store.ClearFailures(ctx, email); err != nil {
		return Entrance{}, fail(err, "clearing failed sign-ins")
	}
	return a.goOn(ctx, user, "password", from)
}

// letIn starts a session of a user who has proved who they are.
func (a *App) letIn(ctx context.Context, user store.User, provedBy string, from From) (e Entrance, err error) {
	memberships, err := a.store.Memberships(ctx, user.ID, a.Today())
	if err != nil {
		return e, fail(err, "finding the user's registers")
	}
	if len(memberships) == 0 {
		return e, &Error{Kind: Forbidden, Text: "You do not belong to a register yet. Ask your administrator to add you."}
	}
	now := a.now().UTC()
	if e.Last, err = a.signInBefore(ctx, user.ID, now); err != nil {
		return e, err
	}
	token, hash := newToken()
	session := store.Session{
		ID: hash, UserID: user.ID, Register: memberships[0].Register, CreatedAt: now, SeenAt: now, EndsAt: now.Add(SessionLength),
		Device: from.Device, Network: a.networkOf(from.Address), ProvedAt: now, ProvedBy: provedBy,
	}
	audit := store.Audit{
		At: now, Register: session.Register, UserID: user.ID, UserName: user.Name,
		Kind: store.Signed, Action: "sign in", Detail: provedBy, From: a.kept(from.Address),
	}
	if err := a.store.StartSession(ctx, session, audit); err != nil {
		return e, fail(err, "starting a session")
	}
	e.Token = token
	return e, nil
}

func (a *App) signInBefore(ctx context.Context, userID string, at time.Time) (PastSignIn, error) {
	s, err := a.store.SessionBefore(ctx, userID, at)
	if errors.Is(err, store.ErrNotFound) {
		return PastSignIn{}, nil
	}
	return PastSignIn{At: s.CreatedAt, Device: s.Device, Network: s.Network}, fail(err, "finding the last sign-in")
}

// SignOut ends a session.
func (a *App) SignOut(ctx context.Context, actor access.Actor, token string) error {
	return fail(a.store.EndSession(ctx, tokenHash(token), a.signed(actor, "sign out", "")), "ending a session")
}

// signed is the act of who is signed in that is about signing in itself.
func (a *App) signed(actor access.Actor, action, detail string) store.Audit {
	act := a.audit(actor, "", action, "", detail)
	act.Kind = store.Signed
	return act
}
