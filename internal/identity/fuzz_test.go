package identity

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"homeward/internal/identity/identitytest"
)

// FuzzIdentityToken holds that only what the provider signed tells who somebody
// is, whatever else comes in its place.
func FuzzIdentityToken(f *testing.F) {
	from := identitytest.New(f, clock)
	from.Person = ada
	own := ""
	from.Sign = func(claims map[string]any) string { own = identitytest.Unsigned(claims); return own }
	if _, err := ask(f, from, settingsFor(from), question); err == nil {
		f.Fatal("what nobody signed was believed")
	}
	f.Add(own)
	f.Add(identitytest.Signed(f, []byte("a secret of the client, or a key of 32 bytes"), jose.HS256, map[string]any{"iss": from.Issuer, "sub": ada.Subject, "aud": from.ClientID}))
	f.Add("a.b.c")
	f.Add("..")
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		from.Sign = func(map[string]any) string { return token }
		if id, err := ask(t, from.In(t), settingsFor(from), question); err == nil {
			t.Errorf("%q was believed: %+v", token, id)
		}
	})
}

// FuzzClaims holds that what the provider did sign is taken as it is or refused,
// however odd.
func FuzzClaims(f *testing.F) {
	from := identitytest.New(f, clock)
	from.Person = ada
	f.Add("ada@example.org", "sub", "azp", int64(0))
	f.Add("", "email_verified", "true", int64(-1))
	f.Add("\x00", "auth_time", "never", int64(1<<62))
	f.Add("a@b", "nonce", "", int64(1))
	f.Fuzz(func(t *testing.T, email, name, value string, at int64) {
		from.Mangle = func(claims map[string]any) {
			claims["email"], claims["auth_time"], claims[name] = email, at, value
		}
		id, err := ask(t, from.In(t), settingsFor(from), question)
		if err == nil && (id.Subject == "" || id.Issuer != from.Issuer || id.Strong) {
			t.Errorf("taken for %+v", id)
		}
	})
}

func FuzzKey(f *testing.F) {
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
	f.Add([]byte("-----BEGIN RSA PRIVATE KEY-----\n\n-----END RSA PRIVATE KEY-----\n"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, text []byte) {
		key, err := ReadKey(text)
		if (key == nil) == (err == nil) {
			t.Fatalf("both or neither of a key and an error: %v", err)
		}
		if err == nil {
			if der, err := x509.MarshalPKCS8PrivateKey(key); err != nil {
				t.Error(err)
			} else if again, err := ReadKey(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil || again == nil {
				t.Errorf("written and read again: %v", err)
			}
		} else if len(text) > 40 && bytes.Contains([]byte(err.Error()), text) {
			t.Errorf("the error shows what may be a key: %v", err)
		}
	})
}
