package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"homeward/internal/app"
	"homeward/internal/identity/identitytest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

var ada = &identitytest.Person{Subject: "555036632103", Claims: map[string]any{"email": "ada@example.org", "email_verified": true}}

var question = app.ProviderQuestion{State: strings.Repeat("s", 43), Nonce: strings.Repeat("n", 43), Verifier: strings.Repeat("v", 43)}

func settingsFor(p *identitytest.Provider) Settings {
	return Settings{
		Name: "NHS Example", Issuer: p.Issuer, ClientID: p.ClientID, Secret: p.Secret, Back: "https://homeward.example.org/sign-in/provider/back",
		Scopes: []string{"email"}, EmailClaim: "email",
	}
}

// ask goes the whole way once.
func ask(t testing.TB, from *identitytest.Provider, s Settings, q app.ProviderQuestion) (app.Identity, error) {
	t.Helper()
	p, err := Open(s, clock, from.Client())
	if err != nil {
		t.Fatal(err)
	}
	address, err := p.Address(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return p.Identity(t.Context(), q, answerOf(from.Visit(address)))
}

func answerOf(q url.Values) app.ProviderAnswer {
	return app.ProviderAnswer{Code: q.Get("code"), State: q.Get("state"), Issuer: q.Get("iss"), Refusal: q.Get("error")}
}

func TestWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	from := identitytest.New(t, clock)
	from.Person = ada
	got, err := ask(t, from, settingsFor(from), question)
	if want := (app.Identity{Issuer: from.Issuer, Subject: ada.Subject, Email: "ada@example.org", Verified: true, ProvedAt: time.Unix(noon.Unix(), 0)}); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	asked := from.Asked()
	if asked.Get("scope") != "openid email" || asked.Get("state") != question.State || asked.Get("nonce") != question.Nonce || asked.Get("prompt") != "" || asked.Get("acr_values") != "" {
		t.Errorf("asked with %v", asked)
	}

	// Anew, and as surely as is asked for.
	s := settingsFor(from)
	s.ACR = []string{"AAL3", "AAL2"}
	again := question
	again.Again = true
	if got, err := ask(t, from, s, again); err != nil || !got.Strong {
		t.Errorf("%+v, %v", got, err)
	}
	if asked := from.Asked(); asked.Get("prompt") != "login" || asked.Get("max_age") != "0" || asked.Get("acr_values") != "AAL3 AAL2" {
		t.Errorf("asked with %v", asked)
	}

	for name, c := range map[string]struct {
		claim    string
		trusted  bool
		claims   map[string]any
		info     map[string]any
		email    string
		verified bool
	}{
		"as text":           {"email", false, map[string]any{"email": "a@x.example", "email_verified": "true"}, nil, "a@x.example", true},
		"not verified":      {"email", true, map[string]any{"email": "a@x.example", "email_verified": false}, nil, "a@x.example", false},
		"not said":          {"email", false, map[string]any{"email": "a@x.example"}, nil, "a@x.example", false},
		"not said, trusted": {"email", true, map[string]any{"email": "a@x.example"}, nil, "a@x.example", true},
		"another claim":     {"upn", false, map[string]any{"upn": "a@x.example", "email": "b@x.example", "email_verified": true}, nil, "a@x.example", false},
		"another, trusted":  {"upn", true, map[string]any{"upn": "a@x.example"}, nil, "a@x.example", true},
		"when it is asked":  {"email", false, nil, map[string]any{"email": "a@x.example", "email_verified": true}, "a@x.example", true},
		"none":              {"email", true, nil, nil, "", false},
		"no text":           {"email", true, map[string]any{"email": 7}, nil, "", false},
	} {
		from.Person = &identitytest.Person{Subject: "1", Claims: c.claims, Info: c.info}
		s := settingsFor(from)
		s.EmailClaim, s.EmailTrusted = c.claim, c.trusted
		if got, err := ask(t, from, s, question); err != nil || got.Email != c.email || got.Verified != c.verified {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestProvidersThatMisbehave: whatever is not exactly as it was asked for.
func TestProvidersThatMisbehave(t *testing.T) {
	t.Parallel()
	thief, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(name string, value any) func(*identitytest.Provider) {
		return func(p *identitytest.Provider) {
			p.Mangle = func(claims map[string]any) {
				claims[name] = value
				if value == nil {
					delete(claims, name)
				}
			}
		}
	}
	for name, c := range map[string]struct {
		bad  func(*identitytest.Provider)
		want string // in the error
	}{
		"a wrong nonce":        {set("nonce", strings.Repeat("x", 43)), "nonce"},
		"no nonce":             {set("nonce", nil), "nonce"},
		"a wrong issuer":       {set("iss", "https://evil.example"), "different provider"},
		"another audience":     {set("aud", "another-client"), "audience"},
		"no audience":          {set("aud", nil), "audience"},
		"audiences, no party":  {set("aud", []string{"homeward", "another-client"}), "another party"},
		"another party":        {set("azp", "another-client"), "another party"},
		"expired":              {set("exp", noon.Add(-time.Second).Unix()), "expired"},
		"no end":               {set("exp", nil), "expired"},
		"not yet":              {set("nbf", noon.Add(time.Hour).Unix()), "not before"},
		"from a time to come":  {set("iat", noon.Add(time.Hour).Unix()), "time to come"},
		"nobody":               {set("sub", ""), "who it is"},
		"another access token": {set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), "access token"},
		"alg none":             {func(p *identitytest.Provider) { p.Sign = identitytest.Unsigned }, "malformed jwt"},
		"another's signature": {func(p *identitytest.Provider) {
			p.Sign = func(c map[string]any) string { return identitytest.Signed(t, thief, jose.RS256, c) }
		}, "signature"},
		"the public key as secret": {func(p *identitytest.Provider) {
			public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(p.PublicKey())})
			p.Sign = func(c map[string]any) string { return identitytest.Signed(t, public, jose.HS256, c) }
		}, "malformed jwt"},
		"altered": {func(p *identitytest.Provider) {
			p.Sign = func(c map[string]any) string {
				parts := strings.Split(identitytest.Signed(t, thief, jose.RS256, c), ".")
				return parts[0] + "." + strings.Split(identitytest.Unsigned(c), ".")[1] + "." + parts[2]
			}
		}, "signature"},
		"no identity token": {func(p *identitytest.Provider) { p.Sign = func(map[string]any) string { return "" } }, "no identity token"},
		"no token at all":   {func(p *identitytest.Provider) { p.Sign = func(map[string]any) string { return "nonsense" } }, "malformed jwt"},
		"somebody else's email": {func(p *identitytest.Provider) {
			p.Person = &identitytest.Person{Subject: "1", Info: map[string]any{"email": "b@x.example"}}
			p.Other = "2"
		}, "somebody else's"},
		"another secret": {func(p *identitytest.Provider) { p.Secret = "changed" }, "status 400, invalid_client"},
	} {
		from := identitytest.New(t, clock)
		from.Person = ada
		s := settingsFor(from)
		c.bad(from)
		got, err := ask(t, from, s, question)
		if err == nil || !strings.Contains(err.Error(), c.want) || got.Subject != "" {
			t.Errorf("%s: %+v, %v, want an error of %q", name, got, err, c.want)
		}
	}

	from := identitytest.New(t, clock)
	from.Person = ada
	s := settingsFor(from)
	s.ACR = []string{"AAL3"}
	for name, acr := range map[string]any{"a lower level": "AAL1", "no level": nil} {
		from.Mangle = func(claims map[string]any) {
			claims["acr"] = acr
			if acr == nil {
				delete(claims, "acr")
			}
		}
		if got, err := ask(t, from, s, question); err == nil || !strings.Contains(err.Error(), "level of assurance") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	from.Mangle = nil

	// A code works once, for the browser that asked, and from this issuer.
	p, err := Open(settingsFor(from), clock, from.Client())
	if err != nil {
		t.Fatal(err)
	}
	visit := func(q app.ProviderQuestion) app.ProviderAnswer {
		t.Helper()
		address, err := p.Address(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return answerOf(from.Visit(address))
	}
	answer := visit(question)
	if _, err := p.Identity(t.Context(), question, answer); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Identity(t.Context(), question, answer); err == nil {
		t.Error("a code works twice")
	}
	other := question
	other.Verifier = strings.Repeat("w", 43)
	if _, err := p.Identity(t.Context(), other, visit(question)); err == nil {
		t.Error("a code works for another browser")
	}
	elsewhere := visit(question)
	elsewhere.Issuer = "https://evil.example"
	if _, err := p.Identity(t.Context(), question, elsewhere); err == nil {
		t.Error("an answer of another issuer is taken")
	}
}

func TestAProviderThatCannotBeReached(t *testing.T) {
	t.Parallel()
	from := identitytest.New(t, clock)
	from.Person = ada
	down := true
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if down {
			return nil, http.ErrServerClosed
		}
		return from.Client().Transport.RoundTrip(r)
	})}
	p, err := Open(settingsFor(from), clock, client)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Address(t.Context(), question); err == nil {
		t.Error("the provider is down, and was reached")
	}
	down = false
	if _, err := p.Address(t.Context(), question); err != nil {
		t.Errorf("it is back: %v", err)
	}
	// One that says that it is another is none of ours.
	s := settingsFor(from)
	s.Issuer += "/"
	p, err = Open(s, clock, from.Client())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Address(t.Context(), question); err == nil {
		t.Error("a provider of another issuer is taken")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestProvingWithAKey(t *testing.T) {
	t.Parallel()
	for algorithm, pemOf := range map[string]func() ([]byte, any){
		"RS512": func() ([]byte, any) {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				t.Fatal(err)
			}
			return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), key.Public()
		},
		"ES256": func() ([]byte, any) {
			key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			der, err := x509.MarshalPKCS8PrivateKey(key)
			if err != nil {
				t.Fatal(err)
			}
			return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), key.Public()
		},
	} {
		text, public := pemOf()
		from := identitytest.New(t, clock)
		from.Person, from.Public = ada, public
		s := settingsFor(from)
		s.Secret, s.KeyID, s.KeyAlgorithm = "", "key-1", algorithm
		var err error
		if s.Key, err = ReadKey(text); err != nil {
			t.Fatal(err)
		}
		for range 2 { // each time with an assertion of its own
			if got, err := ask(t, from, s, question); err != nil || got.Subject != ada.Subject {
				t.Errorf("%s: %+v, %v", algorithm, got, err)
			}
		}
		s.KeyID = "another"
		if _, err := ask(t, from, s, question); err == nil {
			t.Errorf("%s: the provider was no help: it takes any key", algorithm)
		}
		s.KeyAlgorithm = map[string]string{"RS512": "ES256", "ES256": "RS256"}[algorithm]
		if _, err := Open(s, clock, from.Client()); err == nil {
			t.Errorf("a key of %s signs by %s", algorithm, s.KeyAlgorithm)
		}
	}
	for _, text := range []string{"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		if key, err := ReadKey([]byte(text)); err == nil {
			t.Errorf("%q is read as %v", text, key)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	good := Settings{Issuer: "https://identity.example", ClientID: "homeward", Secret: "s", EmailClaim: "email"}
	if _, err := Open(good, clock, nil); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Settings){
		"no issuer": func(s *Settings) { s.Issuer = "" }, "no client": func(s *Settings) { s.ClientID = "" }, "neither secret nor key": func(s *Settings) { s.Secret = "" },
		"not TLS": func(s *Settings) { s.Issuer = "http://identity.example" },
	} {
		s := good
		change(&s)
		if _, err := Open(s, clock, nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if slices.Contains(algorithms, "none") || slices.ContainsFunc(algorithms, func(a string) bool { return strings.HasPrefix(a, "HS") }) {
		t.Errorf("signed with what others know: %v", algorithms)
	}
}

// TestNoRedirectIsFollowed: a provider that leads elsewhere is not followed, not
// for its addresses and not with what proves who we are.
func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/.well-known/openid-configuration", "/keys", "/token", "/userinfo"} {
		from := identitytest.New(t, clock)
		from.Person = &identitytest.Person{Subject: "1", Info: map[string]any{"email": "a@x.example", "email_verified": true}}
		reached := false
		client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host == "elsewhere.example" {
				reached = true
				return nil, http.ErrServerClosed
			}
			got, err := from.Client().Transport.RoundTrip(r)
			if err == nil && r.URL.Path == path {
				got.StatusCode = http.StatusTemporaryRedirect
				got.Header.Set("Location", "https://elsewhere.example"+path)
			}
			return got, err
		})}
		p, err := Open(settingsFor(from), clock, client)
		if err != nil {
			t.Fatal(err)
		}
		address, err := p.Address(t.Context(), question)
		if err == nil {
			_, err = p.Identity(t.Context(), question, answerOf(from.Visit(address)))
		}
		if err == nil || reached {
			t.Errorf("%s leads elsewhere: %v, followed: %t", path, err, reached)
		}
	}
}
