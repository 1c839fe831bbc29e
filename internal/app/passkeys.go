package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"homeward/internal/store"
)

// Passkeys by Web Authentication, level 3. A passkey always verifies its user,
// by a fingerprint, a face or a PIN, and is bound to the address of this
// Homeward: it is two factors in one, and cannot be typed into a false page.

// SignInAt says at which address people open Homeward, such as
// https://homeward.example.org: passkeys are bound to it. It is called before
// the first use case. Where browsers allow none, at an address of numbers or
// without TLS on another machine than one's own, there are no passkeys.
func (a *App) SignInAt(origin, name string) error {
	at, err := url.Parse(origin)
	if err != nil || at.Host == "" {
		return fmt.Errorf("%q is not the address of a website", origin)
	}
	host := at.Hostname()
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if _, err := netip.ParseAddr(host); err == nil || at.Scheme != "https" && !local {
		return nil
	}
	a.passkeys, err = webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: name, RPOrigins: []string{at.Scheme + "://" + at.Host},
		AttestationPreference: protocol.PreferNoAttestation, // which make it is says who somebody is, and is nobody's business here
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	return fail(err, "setting up passkeys")
}

// TakesPasskeys reports whether passkeys can be used here.
func (a *App) TakesPasskeys() bool { return a.passkeys != nil }

// OwnPasskey is a passkey as its user knows it.
type OwnPasskey struct {
	ID, Name      string
	Created, Used time.Time // Used is zero when it never was
}

var errNoPasskeys = &Error{Kind: NotFound, Text: "Passkeys cannot be used at this address."}

// errPasskey says nothing of why: the page cannot tell a wrong passkey from one
// that was removed.
func errPasskey(cause error) error {
	return &Error{Kind: Invalid, Text: "The passkey was not accepted. It may have been removed, or belong to somebody else. Try another way", cause: cause}
}

// holder is a user as the library asks for one.
type holder struct {
	user     store.User
	passkeys []store.Passkey
}

func (a *App) holderOf(ctx context.Context, user store.User) (holder, error) {
	passkeys, err := a.store.Passkeys(ctx, user.ID)
	return holder{user, passkeys}, fail(err, "finding passkeys")
}

// WebAuthnID is the user's identifier, which says nothing of who it is.
func (h holder) WebAuthnID() []byte { return []byte(h.user.ID) }

// WebAuthnName is what the device shows beside the passkey.
func (h holder) WebAuthnName() string { return h.user.Email }

// WebAuthnDisplayName is what the device may show as well.
func (h holder) WebAuthnDisplayName() string { return h.user.Name }

// WebAuthnCredentials are the passkeys, those left out that cannot be read.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var credentials []webauthn.Credential
	for _, p := range h.passkeys {
		var c webauthn.Credential
		if json.Unmarshal([]byte(p.Credential), &c) == nil {
			credentials = append(credentials, c)
		}
	}
	return credentials
}

// Kinds of challenge that a browser has been sent.
const (
	challengeSignIn = "passkey to sign in"
	challengeFactor = "passkey as a second factor"
	challengeProof  = "passkey as a fresh proof"
	challengeNew    = "a new passkey"
)

// Challenge is what a browser is sent to ask a device for a passkey.
type Challenge struct {
	Options []byte // JSON for the browser's script
	Token   string // goes into the browser's cookie
}

// challenge asks for a passkey: of a user, or of anybody when there is no user.
func (a *App) challenge(ctx context.Context, kind string, user *store.User) (c Challenge, err error) {
	if !a.TakesPasskeys() {
		return c, errNoPasskeys
	}
	var options *protocol.CredentialAssertion
	var session *webauthn.SessionData
	id := ""
	if user == nil {
		options, session, err = a.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	} else {
		var h holder
		if h, err = a.holderOf(ctx, *user); err != nil {
			return c, err
		}
		if len(h.passkeys) == 0 {
			return c, &Error{Kind: NotFound, Text: "You have no passkey here."}
		}
		id = user.ID
		options, session, err = a.passkeys.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationRequired))
	}
	if err != nil {
		return c, fail(err, "making a challenge")
	}
	return a.sendChallenge(ctx, kind, id, options.Response, session)
}

func (a *App) sendChallenge(ctx context.Context, kind, userID string, options any, session *webauthn.SessionData) (c Challenge, err error) {
	if c.Options, err = json.Marshal(options); err != nil {
		return c, fail(err, "writing a challenge")
	}
	c.Token, err = a.begin(ctx, kind, userID, session)
	return c, err
}

// answered checks what a device answered to a challenge and gives its user. A
// challenge is answered once.
func (a *App) answered(ctx context.Context, kind, token, answer string) (store.User, error) {
	var session webauthn.SessionData
	b, err := a.begun(ctx, token, kind, &session)
	if err != nil {
		return store.User{}, err
	}
	if !a.TakesPasskeys() {
		return store.User{}, errNoPasskeys
	}
	if err := a.endBegun(ctx, b); err != nil {
		return store.User{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return store.User{}, errPasskey(err)
	}
	h := holder{}
	find := func(id string) error {
		user, err := a.store.UserByID(ctx, id)
		if err != nil {
			return err
		}
		if user.Disabled {
			return store.ErrNotFound
		}
		h, err = a.holderOf(ctx, user)
		return err
	}
	var credential *webauthn.Credential
	if b.UserID == "" {
		_, credential, err = a.passkeys.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
			err := find(string(handle))
			return h, err
		}, session, parsed)
	} else {
		if err := find(b.UserID); err != nil {
			return store.User{}, errPasskey(err)
		}
		credential, err = a.passkeys.ValidateLogin(h, session, parsed)
	}
	if err != nil {
		return h.user, errPasskey(err)
	}
	return h.user, a.usePasskey(ctx, h, credential)
}

// usePasskey notes that a passkey was used. One whose count of uses went back
// was copied from its device: it is not accepted, nor ever again until it is
// removed and made anew.
func (a *App) usePasskey(ctx context.Context, h holder, c *webauthn.Credential) error {
	text, err := json.Marshal(c)
	if err != nil {
		return fail(err, "writing a passkey")
	}
	id := base64.RawURLEncoding.EncodeToString(c.ID)
	for _, p := range h.passkeys {
		if p.ID != id {
			continue
		}
		err := a.store.UsePasskey(ctx, p, string(text), a.now().UTC())
		switch {
		case errors.Is(err, store.ErrNotFound):
			return errPasskey(err)
		case err != nil:
			return fail(err, "noting that a passkey was used")
		case c.Authenticator.CloneWarning:
			return errPasskey(errors.New("its count of uses went back"))
		}
		return nil
	}
	return errPasskey(errors.New("it is none of the user's"))
}

// PasskeyToSignIn asks for a passkey of whoever wants to sign in.
func (a *App) PasskeyToSignIn(ctx context.Context) (Challenge, error) {
	return a.challenge(ctx, challengeSignIn, nil)
}

// SignInWithPasskey signs in whoever's passkey answered: it is two factors in
// one. Each try is noted.
func (a *App) SignInWithPasskey(ctx context.Context, token, answer string, from From) (Entrance, error) {
	// Each challenge is answered once, so the tries of the address are what is
	// counted: one device that fails must not keep a hospital out.
	try := "passkey " + tokenHash(token)
	if err := a.countTry(ctx, try, from); err != nil {
		return Entrance{}, err
	}
	user, err := a.answered(ctx, challengeSignIn, token, answer)
	if err != nil {
		return Entrance{}, errors.Join(err, a.noteFailedSignIn(ctx, user.Email, from.Address, err))
	}
	if err := a.store.ClearFailures(ctx, try); err != nil {
		return Entrance{}, fail(err, "clearing failed sign-ins")
	}
	return a.letIn(ctx, user, "passkey", from)
}

// PasskeyAsFactor asks for a passkey of the user of a sign-in that waits for the
// second factor.
func (a *App) PasskeyAsFactor(ctx context.Context, begun string) (Challenge, error) {
	var body atSignIn
	b, err := a.begun(ctx, begun, begunFactor, &body)
	if err != nil {
		return Challenge{}, err
	}
	user, err := a.userOf(ctx, b)
	if err != nil {
		return Challenge{}, err
	}
	return a.challenge(ctx, challengeFactor, &user)
}

// ConfirmPasskey goes on with a sign-in by a passkey.
func (a *App) ConfirmPasskey(ctx context.Context, begun, token, answer string, from From) (Entrance, error) {
	var body atSignIn
	b, err := a.begun(ctx, begun, begunFactor, &body)
	if err != nil {
		return Entrance{}, err
	}
	user, err := a.answered(ctx, challengeFactor, token, answer)
	if err == nil && user.ID != b.UserID {
		err = errPasskey(errors.New("it is another user's"))
	}
	if err != nil {
		return Entrance{}, errors.Join(err, a.noteFailedSignIn(ctx, user.Email, from.Address, err))
	}
	if err := a.endBegun(ctx, b); err != nil {
		return Entrance{}, err
	}
	return a.letIn(ctx, user, body.ProvedBy+" and passkey", from)
}

// PasskeyAsProof asks for a passkey of the user of a session.
func (a *App) PasskeyAsProof(ctx context.Context, s SignedIn) (Challenge, error) {
	if err := someone(s.Actor); err != nil {
		return Challenge{}, err
	}
	user, err := a.store.UserByID(ctx, s.Actor.UserID)
	if err != nil {
		return Challenge{}, fail(err, "finding the user of a session")
	}
	return a.challenge(ctx, challengeProof, &user)
}
