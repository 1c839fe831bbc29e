package cli

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// acmeAuthority gives certificates by ACME (RFC 8555) to whoever shows at a
// place that a host is theirs, by a handshake (RFC 8737) or by a page.
type acmeAuthority struct {
	*authority
	url     string
	offers  []string                      // ways to prove
	browses func(challenge string) string // what stands where the proof is to be

	mu    sync.Mutex
	hosts []string // that were asked for
	der   []byte   // of the last certificate
	valid bool
}

func newACMEAuthority(t *testing.T, offers ...string) *acmeAuthority {
	t.Helper()
	a := &acmeAuthority{authority: newAuthority(t), offers: offers}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// acmeToken is what is to be proved with.
const acmeToken = "a-token-of-the-test"

func (a *acmeAuthority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", "once")
	var sent struct{ Payload string }
	_ = json.NewDecoder(r.Body).Decode(&sent) // where nothing is sent, nothing is needed
	payload, err := base64.RawURLEncoding.DecodeString(sent.Payload)
	if err != nil {
		a.t.Errorf("%s: %v", r.URL.Path, err)
	}
	answer := func(status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	status := "pending"
	if a.valid {
		status = "valid"
	}
	order := map[string]any{"status": map[bool]string{false: "pending", true: "ready"}[a.valid], "authorizations": []string{a.url + "/authorization"}, "finalize": a.url + "/finalize"}
	if a.der != nil {
		order["status"], order["certificate"] = "valid", a.url+"/certificate"
	}
	challenge := func(kind string) any {
		return map[string]any{"type": kind, "url": a.url + "/challenge/" + kind, "token": acmeToken, "status": status}
	}
	var challenges []any
	for _, kind := range a.offers {
		challenges = append(challenges, challenge(kind))
	}
	switch r.URL.Path {
	case "/directory":
		answer(http.StatusOK, map[string]any{"newNonce": a.url + "/nonce", "newAccount": a.url + "/account", "newOrder": a.url + "/order", "meta": map[string]any{"termsOfService": a.url + "/terms"}})
	case "/nonce":
	case "/account":
		w.Header().Set("Location", a.url+"/account/1")
		answer(http.StatusCreated, map[string]any{"status": "valid"})
	case "/order":
		var asked struct{ Identifiers []struct{ Value string } }
		if err := json.Unmarshal(payload, &asked); err != nil {
			a.t.Error(err)
		}
		a.hosts = append(a.hosts, asked.Identifiers[0].Value)
		w.Header().Set("Location", a.url+"/order/1")
		answer(http.StatusCreated, order)
	case "/order/1":
		w.Header().Set("Location", a.url+"/order/1")
		answer(http.StatusOK, order)
	case "/authorization":
		answer(http.StatusOK, map[string]any{"status": status, "identifier": map[string]any{"type": "dns", "value": a.hosts[len(a.hosts)-1]}, "challenges": challenges})
	case "/challenge/tls-alpn-01", "/challenge/http-01":
		a.valid = strings.Contains(a.browses(r.URL.Path), acmeToken)
		if !a.valid {
			status = "invalid"
			a.t.Errorf("%s: nothing proves the host", r.URL.Path)
		}
		answer(http.StatusOK, challenge(strings.TrimPrefix(r.URL.Path, "/challenge/")))
	case "/finalize":
		var asked struct{ CSR string }
		if err := json.Unmarshal(payload, &asked); err != nil {
			a.t.Error(err)
		}
		der, err := base64.RawURLEncoding.DecodeString(asked.CSR)
		if err != nil {
			a.t.Error(err)
		}
		csr, err := x509.ParseCertificateRequest(der)
		if err != nil {
			a.t.Error(err)
			return
		}
		a.der = a.sign(20, csr.PublicKey, csr.DNSNames...)
		order["status"], order["certificate"] = "valid", a.url+"/certificate"
		w.Header().Set("Location", a.url+"/order/1")
		answer(http.StatusOK, order)
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		_ = pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: a.der})
	default:
		answer(http.StatusNotFound, nil)
	}
}

// identifier is the extension by which a handshake proves a host (RFC 8737).
var identifier = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}

// TestTLSByItself gets a certificate, keeps it, and uses the one that is kept.
func TestTLSByItself(t *testing.T) {
	t.Parallel()
	for _, offered := range []string{"tls-alpn-01", "http-01"} {
		t.Run(offered, func(t *testing.T) {
			t.Parallel()
			getsCertificate(t, newACMEAuthority(t, offered))
		})
	}
}

func getsCertificate(t *testing.T, a *acmeAuthority) {
	dir := t.TempDir()
	f := tlsFlags{Auto: []string{"homeward.test"}, CA: a.url + "/directory", Redirect: "127.0.0.1:0"}
	open := func() *openDoor {
		t.Helper()
		config, beside, err := f.prepare(&exec{Data: dir}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		at, _ := serving(t, door{patience: usualPatience, tls: config, home: f.home(""), redirect: f.Redirect, beside: beside}, hello)
		return at
	}
	at := open()
	browser := &tls.Config{RootCAs: a.trusted(), ServerName: "homeward.test"}
	a.browses = func(challenge string) string {
		if challenge == "/challenge/http-01" {
			return bodyOf(t, "http://"+at.beside.Addr().String()+"/.well-known/acme-challenge/"+acmeToken)
		}
		c, err := tls.Dial("tcp", at.pages.Addr().String(), &tls.Config{ServerName: "homeward.test", NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
		if err != nil {
			t.Error(err)
			return ""
		}
		defer c.Close()
		for _, e := range c.ConnectionState().PeerCertificates[0].Extensions {
			if e.Id.Equal(identifier) && e.Critical {
				return acmeToken // its hash, with the account's key, is what the extension has
			}
		}
		return ""
	}
	serial := func() string {
		t.Helper()
		c, err := dial(t, at, browser)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(c.ConnectionState().PeerCertificates[0].SerialNumber, a.hosts)
	}
	if got, want := serial(), "20 [homeward.test]"; got != want {
		t.Errorf("certificate and hosts asked for: %s, want %s", got, want)
	}
	kept, err := os.Stat(filepath.Join(dir, "certificates", "homeward.test"))
	if err != nil || kept.Mode().Perm() != 0o600 {
		t.Errorf("what is kept: %v, %v", kept, err)
	}
	at = open() // another day
	if got, want := serial(), "20 [homeward.test]"; got != want {
		t.Errorf("after a restart: %s, want %s", got, want)
	}
	// Whoever asks for another host gets nothing, and nobody is asked for it.
	other := &tls.Config{RootCAs: a.trusted(), ServerName: "elsewhere.test"}
	if _, err := dial(t, at, other); err == nil || len(a.hosts) != 1 {
		t.Errorf("for another host: %v; asked for %v", err, a.hosts)
	}
	var unsigned *tls.CertificateVerificationError
	if _, err := dial(t, at, &tls.Config{ServerName: "homeward.test"}); !errors.As(err, &unsigned) {
		t.Errorf("who does not trust the authority: %v", err)
	}
}

// bodyOf is a page of homeward.test, wherever that is.
func bodyOf(t *testing.T, url string) string {
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Error(err)
		return ""
	}
	r.Host = "homeward.test"
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}
