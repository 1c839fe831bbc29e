package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"homeward/internal/store"
)

// maxPasskeyName is how long the name of a passkey may be, in characters.
const maxPasskeyName = 60

// NewPasskey asks the device of the user of a session for a new passkey.
func (a *App) NewPasskey(ctx context.Context, s SignedIn) (Challenge, error) {
	if err := someone(s.Actor); err != nil {
		return Challenge{}, err
	}
	user, err := a.store.UserByID(ctx, s.Actor.UserID)
	if err != nil {
		return Challenge{}, fail(err, "finding the user of a session")
	}
	return a.newPasskey(ctx, user)
}

func (a *App) newPasskey(ctx context.Context, user store.User) (c Challenge, err error) {
	if !a.TakesPasskeys() {
		return c, errNoPasskeys
	}
	h, err := a.holderOf(ctx, user)
	if err != nil {
		return c, err
	}
	options, session, err := a.passkeys.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return c, fail(err, "asking for a new passkey")
	}
	return a.sendChallenge(ctx, challengeNew, user.ID, options.Response, session)
}

// newCredential checks what a device answered that was asked for a new passkey.
func (a *App) newCredential(ctx context.Context, user store.User, token, name, answer string) (p store.Passkey, err error) {
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > maxPasskeyName {
		return p, invalid("name", "Give the passkey a name of up to 60 characters, such as Work laptop")
	}
	var session webauthn.SessionData
	b, err := a.begun(ctx, token, challengeNew, &session)
	if err != nil {
		return p, err
	}
	if b.UserID != user.ID || !a.TakesPasskeys() {
		return p, errTookTooLong
	}
	if err := a.endBegun(ctx, b); err != nil {
		return p, err
	}
	refused := func(cause error) error {
		return &Error{Kind: Invalid, Text: "The passkey could not be made. Try again, or with another device", cause: cause}
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return p, refused(err)
	}
	h, err := a.holderOf(ctx, user)
	if err != nil {
		return p, err
	}
	credential, err := a.passkeys.CreateCredential(h, session, parsed)
	if err != nil {
		return p, refused(err)
	}
	text, err := json.Marshal(credential)
	if err != nil {
		return p, fail(err, "writing a passkey")
	}
	return store.Passkey{
		ID: base64.RawURLEncoding.EncodeToString(credential.ID), UserID: user.ID, Name: name, Credential: string(text), CreatedAt: a.now().UTC(),
	}, nil
}

// AddPasskey gives the user of a session the passkey that their device has made.
// Whoever had no second factor before gets recovery codes with it, which are not
// shown again.
func (a *App) AddPasskey(ctx context.Context, s SignedIn, token, name, answer string) (codes []string, err error) {
	if err := someone(s.Actor); err != nil {
		return nil, err
	}
	user, err := a.store.UserByID(ctx, s.Actor.UserID)
	if err != nil {
		return nil, fail(err, "finding the user of a session")
	}
	p, err := a.newCredential(ctx, user, token, name, answer)
	if err != nil && As(err).Kind == SignedOut {
		err = &Error{Kind: NotFound, Text: "That took too long, or was begun in another window. Begin again from your account."}
	}
	if err != nil {
		return nil, err
	}
	return a.addPasskey(ctx, s.Actor.Register, p, a.audit(s.Actor, "", "add passkey", "", ""))
}

func (a *App) addPasskey(ctx context.Context, register string, p store.Passkey, audit store.Audit) (codes []string, err error) {
	has, err := a.factors(ctx, p.UserID)
	if err != nil {
		return nil, err
	}
	var hashes []string
	if !has.any() && a.keepsSecrets() {
		codes = newRecoveryCodes()
		hashes = a.hashesOf(p.UserID, codes)
	}
	err = a.do(ctx, register, func(tx *store.Tx) error {
		if err := tx.AddPasskey(p); err != nil {
			return err
		}
		if hashes != nil {
			if err := tx.SetRecoveryCodes(p.UserID, hashes); err != nil {
				return err
			}
		}
		return tx.Audit(audit)
	})
	if errors.Is(err, store.ErrExists) {
		return nil, &Error{Kind: Invalid, Text: "This passkey is there already"}
	}
	return codes, fail(err, "adding a passkey")
}

// FinishSignInWithNewPasskey is FinishSignInSetUp for who sets up a passkey.
func (a *App) FinishSignInWithNewPasskey(ctx context.Context, begun, token, name, answer string, from From) (e Entrance, codes []string, err error) {
	var body atSignIn
	b, user, register, err := a.settingUp(ctx, begun, &body)
	if err != nil {
		return e, nil, err
	}
	p, err := a.newCredential(ctx, user, token, name, answer)
	if err != nil {
		return e, nil, err
	}
	if err := a.endBegun(ctx, b); err != nil {
		return e, nil, err
	}
	audit := store.Audit{UserID: user.ID, UserName: user.Name, Action: "add passkey", From: a.kept(from.Address)}
	if codes, err = a.addPasskey(ctx, register, p, audit); err != nil {
		return e, nil, err
	}
	e, err = a.letIn(ctx, user, body.ProvedBy+" and passkey", from)
	return e, codes, err
}

// PasskeyAtSetUp asks for a new passkey at sign-in.
func (a *App) PasskeyAtSetUp(ctx context.Context, begun string) (Challenge, error) {
	var body atSignIn
	_, user, _, err := a.settingUp(ctx, begun, &body)
	if err != nil {
		return Challenge{}, err
	}
	return a.newPasskey(ctx, user)
}

// RenamePasskey gives one of the user's passkeys another name.
func (a *App) RenamePasskey(ctx context.Context, s SignedIn, id, name string) error {
	if err := someone(s.Actor); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > maxPasskeyName {
		return invalid("name", "Give the passkey a name of up to 60 characters, such as Work laptop")
	}
	return fail(a.do(ctx, s.Actor.Register, func(tx *store.Tx) error {
		if err := tx.RenamePasskey(s.Actor.UserID, id, name); err != nil {
			return err
		}
		return tx.Audit(a.audit(s.Actor, "", "rename passkey", "", ""))
	}), "renaming a passkey")
}

// RemovePasskey takes one of the user's passkeys away. The error is Invalid where
// a second factor is required and this is the last.
func (a *App) RemovePasskey(ctx context.Context, s SignedIn, id string) error {
	has, err := a.OwnFactors(ctx, s)
	if err != nil {
		return err
	}
	last := !has.App && len(has.Passkeys) == 1
	if has.Required && last {
		return invalid("id", "You need a second way to prove that it is you. Set up another one first")
	}
	return fail(a.do(ctx, s.Actor.Register, func(tx *store.Tx) error {
		if err := tx.RemovePasskey(s.Actor.UserID, id); err != nil {
			return err
		}
		if last {
			if err := tx.SetRecoveryCodes(s.Actor.UserID, nil); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(s.Actor, "", "remove passkey", "", ""))
	}), "removing a passkey")
}
