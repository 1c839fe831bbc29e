package app

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"
	"time"

	"homeward/internal/store"
)

// IdentityProvider proves who somebody is, elsewhere: by OpenID Connect.
type IdentityProvider interface {
	// Name is the provider as people call it.
	Name() string
	// Address is where the browser is sent to be asked who its user is.
	Address(context.Context, ProviderQuestion) (string, error)
	// Identity is who that is, by what the provider answers with. Whatever is
	// not exactly as it was asked for is an error.
	Identity(context.Context, ProviderQuestion, ProviderAnswer) (Identity, error)
}

// ProviderQuestion is what binds an answer to the one sign-in that asked.
type ProviderQuestion struct {
	State, Nonce, Verifier string
	Again                  bool // also who is signed in there is to prove it anew
}

// ProviderAnswer is what the provider sends the browser back with.
type ProviderAnswer struct{ Code, State, Issuer, Refusal string }

// Identity is who somebody is at a provider.
type Identity struct {
	Issuer, Subject string
	Email           string
	Verified        bool      // that the address is theirs
	ProvedAt        time.Time // zero when the provider does not say
	Strong          bool      // proved as strongly as a second factor would
}

// SignInBy has people sign in by an identity provider as well. It is called
// before the first use case.
func (a *App) SignInBy(p IdentityProvider) { a.provider = p }

// ProviderName is the identity provider as people call it; "" without one.
func (a *App) ProviderName() string {
	if a.provider == nil {
		return ""
	}
	return a.provider.Name()
}

// What the browser was sent to the provider for.
const (
	forSignIn = "sign in"
	forLink   = "link"
	forProof  = "proof"
)

// atProvider is what is known of whoever is at the provider.
type atProvider struct {
	Question ProviderQuestion
	For      string
	Asked    time.Time
	Session  string // the id of the session, but for a sign-in
	Waits    string // encrypted: what a proof is for
	// Next and Register are where a sign-in leads.
	Next, Register string
}

// Waiting is what was asked for that needs a fresh proof.
type Waiting struct {
	Next  string // a page
	File  bool   // which comes as a file
	Again string // or where a form was sent
	Form  url.Values
	// Register is that in which whoever signs in worked before.
	Register string
}

// ToProvider sends the browser of whoever wants to sign in to the provider. Next
// is the page to which that leads, in a register.
func (a *App) ToProvider(ctx context.Context, next, register string) (address, begun string, err error) {
	return a.toProvider(ctx, "", atProvider{For: forSignIn, Next: next, Register: register})
}

func (a *App) toProvider(ctx context.Context, userID string, at atProvider) (address, begun string, err error) {
	if a.provider == nil {
		return "", "", &Error{Kind: NotFound, Text: "There is no other way to sign in here."}
	}
	at.Asked, at.Question.Again = a.now().UTC(), at.For == forProof
	for _, secret := range []*string{&at.Question.State, &at.Question.Nonce, &at.Question.Verifier} {
		*secret, _ = newToken()
	}
	if address, err = a.provider.Address(ctx, at.Question); err != nil {
		return "", "", a.providerFailed(err)
	}
	begun, err = a.begin(ctx, begunProvider, userID, at)
	return address, begun, err
}

// providerFailed tells the operator what went wrong, and whoever signs in no
// more than that it did.
func (a *App) providerFailed(cause error) error {
	a.fault(fail(cause, "signing in by the identity provider"))
	return &Error{Kind: Invalid, Text: a.provider.Name() + " did not confirm who you are. Try again, or sign in another way.", cause: cause}
}

// Returned is what became of whoever came back from the provider.
type Returned struct {
	Entrance *Entrance // of whoever signed in
	Linked   bool      // who is signed in is known by the provider from now on
	Token    string    // of the session, which goes on after a fresh proof
	Waits    Waiting   // what the proof was for, and where a sign-in leads
}

// FromProvider takes whoever comes back. What they began must have been begun in
// the same browser, is taken once, and for what it was begun for; s is the
// session that the browser has.
func (a *App) FromProvider(ctx context.Context, s SignedIn, begun string, answer ProviderAnswer, from From) (r Returned, err error) {
	var at atProvider
	b, err := a.begun(ctx, begun, begunProvider, &at)
	if err != nil {
		return r, err
	}
	if a.provider == nil || subtle.ConstantTimeCompare([]byte(at.Question.State), []byte(answer.State)) != 1 {
		return r, errTookTooLong
	}
	if at.For != forSignIn && (s.ID == "" || s.ID != at.Session || s.Actor.UserID != b.UserID) {
		return r, errTookTooLong
	}
	if err := a.endBegun(ctx, b); err != nil {
		return r, err
	}
	r.Waits = Waiting{Next: at.Next, Register: at.Register}
	if answer.Refusal != "" || answer.Code == "" {
		return r, &Error{Kind: Invalid, Text: a.provider.Name() + " did not confirm who you are, or you stopped it. Try again, or sign in another way."}
	}
	id, err := a.provider.Identity(ctx, at.Question, answer)
	if err != nil {
		return r, a.providerFailed(err)
	}
	switch at.For {
	case forLink:
		r.Linked = true
		return r, a.link(ctx, s.Actor.Register, b.UserID, id, a.audit(s.Actor, "", "link identity", "", ""))
	case forProof:
		return a.provedByProvider(ctx, s, at, id)
	}
	e, err := a.enterByProvider(ctx, id, from)
	if err == nil {
		r.Entrance = &e
	}
	return r, err
}

// enterByProvider lets in whoever's identity it is. An identity that is nobody's
// yet is linked to a user who was added with its e-mail address and has never
// signed in; to nobody else, and no user is made.
func (a *App) enterByProvider(ctx context.Context, id Identity, from From) (e Entrance, err error) {
	known, err := a.store.Identity(ctx, id.Issuer, id.Subject)
	first := errors.Is(err, store.ErrNotFound)
	switch {
	case first:
		if known, err = a.firstByProvider(ctx, id, from); err != nil {
			return e, err
		}
	case err != nil:
		return e, fail(err, "finding an identity")
	}
	user, err := a.store.UserByID(ctx, known.UserID)
	if err != nil {
		return e, fail(err, "finding the user of an identity")
	}
	if user.Disabled {
		err := a.notKnown()
		return e, errors.Join(err, a.noteFailedSignIn(ctx, user.Email, from.Address, err))
	}
	if err := a.proveByProvider(ctx, user, id, first, from.Address); err != nil {
		return e, err
	}
	if err := a.store.UseIdentity(ctx, id.Issuer, id.Subject, a.now().UTC()); err != nil {
		return e, fail(err, "noting that an identity was used")
	}
	if id.Strong {
		return a.letIn(ctx, user, a.provider.Name(), from)
	}
	return a.goOn(ctx, user, a.provider.Name(), from)
}

func (a *App) notKnown() error {
	return &Error{Kind: Forbidden, Text: "You have no account here that belongs to your identity at " + a.provider.Name() + ". If you have an account, sign in with your password and link it under your name. If not, ask the administrator of your register to add you."}
}

// firstByProvider links an identity to the user who was invited with its address.
func (a *App) firstByProvider(ctx context.Context, id Identity, from From) (known store.Identity, err error) {
	user, err := a.store.UserByEmail(ctx, id.Email)
	if errors.Is(err, store.ErrNotFound) {
		user, err = store.User{}, nil
	}
	if err != nil {
		return known, fail(err, "finding the user of an address")
	}
	refused := func() error {
		err := a.notKnown()
		return errors.Join(err, a.noteFailedSignIn(ctx, user.Email, from.Address, err))
	}
	if !id.Verified || user.ID == "" || user.Disabled {
		return known, refused()
	}
	// Whoever has been here before proves it with what they have.
	if _, err := a.store.SessionBefore(ctx, user.ID, a.now().UTC().Add(time.Hour)); !errors.Is(err, store.ErrNotFound) {
		return known, errors.Join(fail(err, "finding a user's sessions"), refused())
	}
	has, err := a.factors(ctx, user.ID)
	if err != nil {
		return known, err
	}
	memberships, err := a.store.AllMemberships(ctx, user.ID, a.Today())
	if err != nil {
		return known, fail(err, "finding the registers of a user")
	}
	if has.any() || has.Linked || len(memberships) == 0 {
		return known, refused()
	}
	act := store.Audit{UserID: user.ID, UserName: user.Name, Action: "link identity", Detail: "at the first sign-in", From: a.kept(from.Address)}
	if err := a.link(ctx, memberships[0].Register, user.ID, id, act); err != nil {
		return known, err
	}
	return store.Identity{Issuer: id.Issuer, Subject: id.Subject, UserID: user.ID}, nil
}

func (a *App) link(ctx context.Context, register, userID string, id Identity, act store.Audit) error {
	now := a.now().UTC()
	err := a.do(ctx, register, func(tx *store.Tx) error {
		if err := tx.AddIdentity(store.Identity{Issuer: id.Issuer, Subject: id.Subject, UserID: userID, CreatedAt: now, UsedAt: now}); err != nil {
			return err
		}
		return tx.Audit(act)
	})
	if errors.Is(err, store.ErrExists) {
		return &Error{Kind: Invalid, Text: "This identity at " + a.provider.Name() + " belongs to another account, or yours is linked to another one."}
	}
	return fail(err, "linking an identity")
}

// LinkProvider sends the user of a session to the provider, to be known by it
// from then on.
func (a *App) LinkProvider(ctx context.Context, s SignedIn) (address, begun string, err error) {
	if err := someone(s.Actor); err != nil {
		return "", "", err
	}
	return a.toProvider(ctx, s.Actor.UserID, atProvider{For: forLink, Session: s.ID})
}

// UnlinkProvider takes from the user of a session the link to the provider. The
// error is Invalid when they could not sign in any more.
func (a *App) UnlinkProvider(ctx context.Context, s SignedIn) error {
	if err := someone(s.Actor); err != nil {
		return err
	}
	user, err := a.store.UserByID(ctx, s.Actor.UserID)
	if err != nil {
		return fail(err, "finding the user of a session")
	}
	has, err := a.factors(ctx, user.ID)
	if err != nil {
		return err
	}
	if user.PasswordHash == "" && len(has.Passkeys) == 0 {
		return invalid("provider", "You have no other way to sign in. Add a passkey first")
	}
	identities, err := a.store.Identities(ctx, user.ID)
	if err != nil {
		return fail(err, "finding a user's identities")
	}
	return fail(a.do(ctx, s.Actor.Register, func(tx *store.Tx) error {
		for _, i := range identities {
			if err := tx.RemoveIdentity(user.ID, i.Issuer); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(s.Actor, "", "unlink identity", "", ""))
	}), "unlinking an identity")
}

func (a *App) linked(ctx context.Context, userID string) (bool, error) {
	identities, err := a.store.Identities(ctx, userID)
	return len(identities) > 0, fail(err, "finding a user's identities")
}
