package app

import (
	"encoding/json"
	"testing"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"homeward/internal/store"
)

// FuzzPasskeyAnswer holds that only what the device signed for this challenge is
// taken, whatever a browser sends in its place.
func FuzzPasskeyAnswer(f *testing.F) {
	a := &App{}
	must(f, a.SignInAt(here, "Homeward"))
	d, h := newDevice(f), holder{user: store.User{ID: "u1", Email: "jo@example.org", Name: "Jo"}}
	challenge := func(text string) (Challenge, webauthn.SessionData) {
		options, err := json.Marshal(map[string]any{"challenge": text, "user": map[string]string{"id": b64.EncodeToString([]byte("u1"))}})
		must(f, err)
		return Challenge{Options: options}, webauthn.SessionData{Challenge: text, RelyingPartyID: "homeward.example.org", UserID: []byte("u1"), UserVerification: protocol.VerificationRequired}
	}
	take := func(answer string, session webauthn.SessionData) (*webauthn.Credential, error) {
		parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
		if err != nil {
			return nil, err
		}
		return a.passkeys.ValidateLogin(h, session, parsed)
	}
	// The passkey is made, so that what the device signs is right but for its
	// challenge.
	asked, session := challenge("the-first-challenge-of-this-test-00000000000")
	session.CredParams = webauthn.CredentialParametersDefault()
	made := d.makes(asked)
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(made))
	must(f, err)
	credential, err := a.passkeys.CreateCredential(h, session, parsed)
	must(f, err)
	text, err := json.Marshal(credential)
	must(f, err)
	h.passkeys = []store.Passkey{{Credential: string(text)}}
	before, itsSession := challenge("an-earlier-challenge-of-this-test-0000000000")
	right := d.signs(before)
	if _, err := take(right, itsSession); err != nil {
		f.Fatalf("the device's own answer is not taken: %v", err)
	}
	f.Add(right)
	f.Add(made)
	f.Add("{}")
	f.Add("")
	_, now := challenge("the-challenge-that-is-asked-0000000000000000")
	f.Fuzz(func(t *testing.T, answer string) {
		if c, err := take(answer, now); err == nil {
			t.Errorf("%q was taken for the passkey %x", answer, c.ID)
		}
		if parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer)); err == nil {
			session := now
			session.CredParams = webauthn.CredentialParametersDefault()
			if _, err := a.passkeys.CreateCredential(h, session, parsed); err == nil {
				t.Errorf("%q was taken for a new passkey", answer)
			}
		}
	})
}
