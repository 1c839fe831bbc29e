package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/app"
)

func TestProviderFlags(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	secret, keyFile, empty := write("secret", []byte("s\n")), write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), write("empty", nil)

	x := &exec{Stdout: io.Discard, Stderr: io.Discard, Now: func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }}
	const home = "https://homeward.example.org/"
	good := providerFlags{Name: "NHS Example", Issuer: "https://identity.example", ClientID: "homeward", SecretFile: secret, EmailClaim: "email"}
	try := func(home string, change func(*providerFlags)) (string, error) {
		f, a := good, new(app.App)
		change(&f)
		err := f.prepare(x, home, a)
		return a.ProviderName(), err
	}
	for name, change := range map[string]func(*providerFlags){
		"a secret": func(*providerFlags) {},
		"a key": func(f *providerFlags) {
			f.SecretFile, f.KeyFile, f.KeyID, f.KeyAlgorithm = "", keyFile, "key-1", "ES256"
		},
	} {
		if got, err := try(home, change); err != nil || got != "NHS Example" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := try("", func(f *providerFlags) { *f = providerFlags{} }); err != nil || got != "" {
		t.Errorf("none: %q, %v", got, err)
	}
	for want, change := range map[string]func(*providerFlags){
		"belong together":                 func(f *providerFlags) { f.ClientID = "" },
		"a secret or a key is needed":     func(f *providerFlags) { f.SecretFile = "" },
		"and not both":                    func(f *providerFlags) { f.KeyFile, f.KeyAlgorithm = keyFile, "ES256" },
		"the secret for the identity":     func(f *providerFlags) { f.SecretFile = filepath.Join(dir, "none") },
		"needed, and":                     func(f *providerFlags) { f.SecretFile = empty },
		"the key for the identity":        func(f *providerFlags) { f.KeyFile = secret },
		"the key cannot sign by RS512":    func(f *providerFlags) { f.SecretFile, f.KeyFile, f.KeyAlgorithm = "", keyFile, "RS512" },
		"the issuer is not an address of": func(f *providerFlags) { f.Issuer = "http://identity.example" },
	} {
		got, err := try(home, change)
		var e usageError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if _, err := try("", func(*providerFlags) {}); err == nil {
		t.Error("without the address at which people open Homeward")
	}

	g := new(grammar)
	if _, err := newParser(g, x).Parse([]string{"serve", "--provider-acr", "AAL3,AAL2", "--provider-scopes", "profile,email", "--provider-email-trusted"}); err != nil {
		t.Fatal(err)
	}
	if f := g.Serve.Provider; !slices.Equal(f.ACR, []string{"AAL3", "AAL2"}) || !slices.Equal(f.Scopes, []string{"profile", "email"}) || !f.EmailTrusted || f.EmailClaim != "email" || f.KeyAlgorithm != "RS512" {
		t.Errorf("read as %+v", f)
	}
}
