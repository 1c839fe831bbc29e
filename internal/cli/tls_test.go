package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority is who gives certificates in a test.
type authority struct {
	t    *testing.T
	key  *ecdsa.PrivateKey
	root *x509.Certificate
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	a.root = &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, a.root, a.root, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *authority) trusted() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.root)
	return pool
}

// sign gives a certificate of a host for 90 days, as DER.
func (a *authority) sign(serial int64, key any, hosts ...string) []byte {
	a.t.Helper()
	leaf := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: hosts, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.root, key, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

// write gives the files of a new pair.
func (a *authority) write(serial int64, certFile, keyFile string) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: a.sign(serial, &key.PublicKey, "homeward.test")}, keyFile: {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		if name == "" {
			continue
		}
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
}

func TestTLSFromFiles(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	dir := t.TempDir()
	f := tlsFlags{Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, nil))
	if _, _, err := f.prepare(&exec{}, log); err == nil || !errors.As(err, new(usageError)) {
		t.Errorf("without the files: %v", err)
	}
	a.write(10, f.Cert, f.Key)
	config, _, err := f.prepare(&exec{}, log)
	if err != nil {
		t.Fatal(err)
	}
	at, _ := serving(t, door{patience: usualPatience, tls: config}, hello)
	if !strings.HasPrefix(at.url, "https://127.0.0.1:") {
		t.Errorf("it says that it is at %s", at.url)
	}
	browser := &tls.Config{RootCAs: a.trusted(), ServerName: "homeward.test", NextProtos: []string{"h2"}}
	serial := func() int64 {
		t.Helper()
		c, err := dial(t, at, browser)
		if err != nil {
			t.Fatal(err)
		}
		state := c.ConnectionState()
		if state.NegotiatedProtocol != "h2" || state.Version != tls.VersionTLS13 {
			t.Errorf("it speaks %s, version %x", state.NegotiatedProtocol, state.Version)
		}
		return state.PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 10 {
		t.Errorf("certificate %d", got)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: browser.Clone(), ForceAttemptHTTP2: true}}
	got, err := client.Get(at.url)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(got.Body)
	got.Body.Close()
	if err != nil || string(body) != "hello" || got.ProtoMajor != 2 {
		t.Errorf("%s: %q, %v", got.Proto, body, err)
	}

	// Half of a new pair: the earlier goes on. Then the other half.
	later := filepath.Join(dir, "later.pem")
	a.write(11, f.Cert, later)
	if got := serial(); got != 10 || !strings.Contains(logged.String(), "the earlier one goes on") {
		t.Errorf("between the two files: certificate %d, log %q", got, &logged)
	}
	if err := os.Rename(later, f.Key); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 11 {
		t.Errorf("after the renewal: certificate %d", got)
	}
	if err := os.Remove(f.Cert); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 11 {
		t.Errorf("after the file went: certificate %d", got)
	}

	old := browser.Clone()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if _, err := dial(t, at, old); err == nil {
		t.Error("it speaks TLS 1.1")
	}
	old.MaxVersion = tls.VersionTLS12
	if _, err := dial(t, at, old); err != nil {
		t.Errorf("it does not speak TLS 1.2: %v", err)
	}
}

func TestTLSFlags(t *testing.T) {
	t.Parallel()
	const home = "https://homeward.example.org"
	auto := []string{"homeward.example.org"}
	for _, test := range []struct {
		flags tlsFlags
		home  string
		want  string // "" for right
	}{
		{},
		{home: home},
		{home: "http://localhost:8080"},
		{flags: tlsFlags{Cert: "c", Key: "k"}},
		{flags: tlsFlags{Cert: "c", Key: "k", Redirect: ":80"}, home: home},
		{flags: tlsFlags{Auto: auto, Redirect: ":80"}},
		{flags: tlsFlags{Auto: auto, CA: "https://ca.example.org/directory", Dir: "/var/lib/x"}, home: home},
		{flags: tlsFlags{Cert: "c"}, want: "--tls-cert and --tls-key belong together"},
		{flags: tlsFlags{Key: "k"}, want: "belong together"},
		{flags: tlsFlags{Cert: "c", Key: "k", Auto: auto}, want: "both say which certificate"},
		{flags: tlsFlags{Dir: "d"}, want: "are for --tls-auto"},
		{flags: tlsFlags{Cert: "c", Key: "k", CA: "d"}, want: "are for --tls-auto"},
		{flags: tlsFlags{Auto: []string{"*.example.org"}}, want: "is not the name of a host"},
		{flags: tlsFlags{Auto: []string{"https://homeward.example.org"}}, want: "is not the name of a host"},
		{flags: tlsFlags{Redirect: ":80"}, home: home, want: "which nothing speaks"},
		{flags: tlsFlags{Cert: "c", Key: "k", Redirect: ":80"}, want: "does not know where to lead"},
		{flags: tlsFlags{Cert: "c", Key: "k", Redirect: ":80"}, home: "http://homeward.example.org", want: "does not know where to lead"},
		{flags: tlsFlags{Cert: "c", Key: "k"}, home: "http://homeward.example.org", want: "not the address of pages that are served by TLS"},
	} {
		err := test.flags.check(test.home)
		if test.want == "" && err != nil || test.want != "" && (!errors.As(err, new(usageError)) || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%+v at %q: %v, want %q", test.flags, test.home, err, test.want)
		}
	}
	g := new(grammar)
	if _, err := newParser(g, &exec{Stdout: io.Discard, Stderr: io.Discard}).Parse([]string{"serve", "--tls-auto", "a.example.org,b.example.org", "--tls-ca", "https://ca.example.org/directory", "--tls-redirect", ":80"}); err != nil {
		t.Fatal(err)
	}
	if got := g.Serve.TLS.home(""); got != "https://a.example.org" {
		t.Errorf("people open it at %q", got)
	}
	if _, _, err := (tlsFlags{Auto: auto}).prepare(&exec{Database: "postgres://homeward@db/homeward"}, nil); !errors.As(err, new(usageError)) || !strings.Contains(err.Error(), "--tls-dir") {
		t.Errorf("on PostgreSQL without --tls-dir: %v", err)
	}
}
