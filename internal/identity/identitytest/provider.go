// Package identitytest has an identity provider for tests, in the process of the
// test. It speaks OpenID Connect as providers do, and misbehaves at a test's
// wish.
package identitytest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Person is who is signed in at the provider.
type Person struct {
	Subject string
	Claims  map[string]any // in the identity token
	Info    map[string]any // told only when it is asked for
}

// Provider is an identity provider.
type Provider struct {
	Issuer   string
	ClientID string
	Secret   string           // of the client, or
	Public   crypto.PublicKey // the key of its assertions
	Now      func() time.Time

	// Person is who is signed in, or nobody, who then refuses.
	Person *Person
	// Mangle, where it is set, alters the claims of the next identity token.
	Mangle func(claims map[string]any)
	// Sign, where it is set, signs in the provider's place.
	Sign func(claims map[string]any) string
	// Other is the subject of whom the provider tells when it is asked about
	// the person.
	Other string

	t      testing.TB
	server *httptest.Server
	key    *rsa.PrivateKey

	mu    sync.Mutex
	codes map[string]url.Values // of what was asked, by code
	used  map[string]bool       // assertions
	asked []url.Values
}

// New starts a provider that is there until the test ends. It knows one client,
// with a secret.
func New(t testing.TB, now func() time.Time) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{ClientID: "homeward", Secret: "a secret of the client", Now: now, t: t, key: key, codes: map[string]url.Values{}, used: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.configuration)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	p.Issuer = p.server.URL
	return p
}

// In has a test of its own told from now on of what goes wrong, one input of a
// fuzz test.
func (p *Provider) In(t testing.TB) *Provider {
	p.t = t
	return p
}

// Client makes requests to the provider.
func (p *Provider) Client() *http.Client { return p.server.Client() }

// Asked is what the last browser was sent with.
func (p *Provider) Asked() url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[len(p.asked)-1]
}

// Visit is what a browser does that is sent to the provider: it is the query
// with which it is sent back.
func (p *Provider) Visit(address string) url.Values {
	p.t.Helper()
	at, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.Issuer+"/authorize?") {
		p.t.Fatalf("sent to %q, %v", address, err)
	}
	q := at.Query()
	for name, want := range map[string]string{"response_type": "code", "client_id": p.ClientID, "code_challenge_method": "S256"} {
		if q.Get(name) != want {
			p.t.Errorf("asked with %s=%q, want %q", name, q.Get(name), want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Get(name)) < 40 {
			p.t.Errorf("asked with %s=%q, which could be guessed", name, q.Get(name))
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, q)
	if p.Person == nil {
		return url.Values{"error": {"access_denied"}, "state": {q.Get("state")}, "iss": {p.Issuer}}
	}
	code := rand.Text()
	p.codes[code] = q
	return url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.Issuer}}
}

func (p *Provider) configuration(w http.ResponseWriter, _ *http.Request) {
	write(w, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token", "jwks_uri": p.Issuer + "/keys",
		"userinfo_endpoint": p.Issuer + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	refuse := func(why string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		write(w, map[string]any{"error": why})
	}
	if r.ParseForm() != nil || !p.isClient(r) {
		refuse("invalid_client")
		return
	}
	code := r.PostForm.Get("code")
	asked := p.codes[code]
	delete(p.codes, code)
	challenge := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	if asked == nil || p.Person == nil || asked.Get("redirect_uri") != r.PostForm.Get("redirect_uri") || asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(challenge[:]) {
		refuse("invalid_grant")
		return
	}
	access := rand.Text()
	half := sha256.Sum256([]byte(access))
	now := p.Now()
	claims := map[string]any{
		"iss": p.Issuer, "sub": p.Person.Subject, "aud": p.ClientID, "nonce": asked.Get("nonce"), "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"auth_time": now.Unix(), "at_hash": base64.RawURLEncoding.EncodeToString(half[:16]),
	}
	if acr := asked.Get("acr_values"); acr != "" {
		claims["acr"] = strings.Fields(acr)[0]
	}
	maps.Copy(claims, p.Person.Claims)
	if p.Mangle != nil {
		p.Mangle(claims)
	}
	sign := p.Sign
	if sign == nil {
		sign = func(claims map[string]any) string { return Signed(p.t, p.key, jose.RS256, claims) }
	}
	answer := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300}
	if token := sign(claims); token != "" {
		answer["id_token"] = token
	}
	write(w, answer)
}

// isClient reports whether a request comes from the client.
func (p *Provider) isClient(r *http.Request) bool {
	if p.Public == nil {
		id, secret, ok := r.BasicAuth()
		if !ok {
			id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
		}
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
		return id == p.ClientID && secret == p.Secret
	}
	if r.PostForm.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" || r.PostForm.Get("client_secret") != "" {
		return false
	}
	signed, err := jose.ParseSigned(r.PostForm.Get("client_assertion"), []jose.SignatureAlgorithm{jose.RS512, jose.ES256})
	if err != nil || signed.Signatures[0].Header.KeyID != "key-1" {
		return false
	}
	payload, err := signed.Verify(p.Public)
	if err != nil {
		return false
	}
	var claims struct {
		Iss, Sub, Aud, Jti string
		Iat, Exp           int64
	}
	if json.Unmarshal(payload, &claims) != nil || p.used[claims.Jti] {
		return false
	}
	p.used[claims.Jti] = true
	now := p.Now().Unix()
	return claims.Iss == p.ClientID && claims.Sub == p.ClientID && claims.Aud == p.Issuer+"/token" && len(claims.Jti) > 20 && claims.Iat <= now && claims.Exp > now && claims.Exp <= now+300
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Person == nil || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	info := map[string]any{"sub": p.Person.Subject}
	maps.Copy(info, p.Person.Info)
	if p.Other != "" {
		info["sub"] = p.Other
	}
	write(w, info)
}

// Signed is a token of claims.
func Signed(t testing.TB, key any, algorithm jose.SignatureAlgorithm, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Unsigned is a token that says of itself that nobody has signed it.
func Unsigned(claims map[string]any) string {
	payload, _ := json.Marshal(claims)
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
}

// PublicKey is the provider's, with which a thief might sign as with a secret.
func (p *Provider) PublicKey() *rsa.PublicKey { return &p.key.PublicKey }

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}
