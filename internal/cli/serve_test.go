package cli

import (
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
)

func TestMailFlags(t *testing.T) {
	t.Parallel()
	const server, from, home = "smtp://homeward:secret@mail.example.org:587", "no-reply@example.org", "https://homeward.example.org/"
	if got, err := (&serveCmd{}).mailServer(); got != nil || err != nil {
		t.Errorf("without flags: %v, %v", got, err)
	}
	if got, err := (&serveCmd{PublicURL: home}).mailServer(); got != nil || err != nil {
		t.Errorf("without e-mail: %v, %v", got, err)
	}
	if got, err := (&serveCmd{SMTPURL: server, MailFrom: from, PublicURL: home}).mailServer(); got == nil || err != nil {
		t.Errorf("with all: %v, %v", got, err)
	}
	for want, c := range map[string]serveCmd{
		"--smtp-url, --mail-from and --public-url belong together": {SMTPURL: server, MailFrom: from},
		"belong together":                            {SMTPURL: server, PublicURL: home},
		"--public-url is not the address":            {SMTPURL: server, MailFrom: from, PublicURL: "homeward.example.org"},
		"is not the address of a website":            {SMTPURL: server, MailFrom: from, PublicURL: home + "page"},
		"the address of the mail server cannot be":   {SMTPURL: "http://homeward:secret@mail.example.org", MailFrom: from, PublicURL: home},
		"the address that messages come from cannot": {SMTPURL: server, MailFrom: "nobody", PublicURL: home},
	} {
		_, err := c.mailServer()
		var e usageError
		if err == nil || !errors.As(err, &e) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v, want %q", c, err, want)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	t.Parallel()
	g := new(grammar)
	x := &exec{Stdout: io.Discard, Stderr: io.Discard}
	if _, err := newParser(g, x).Parse([]string{"serve", "--trusted-proxy", "127.0.0.1/32,10.0.0.0/8", "--trusted-proxy", "fd00::/8"}); err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	if !slices.Equal(g.Serve.TrustedProxy, want) {
		t.Errorf("trusts %v", g.Serve.TrustedProxy)
	}
	if _, err := newParser(new(grammar), x).Parse([]string{"serve", "--trusted-proxy", "127.0.0.1"}); err == nil {
		t.Error("an address without its length is taken for a network")
	}
}

// TestServeGuardsTheDoor: what serve asks for unless it is told otherwise.
func TestServeGuardsTheDoor(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	sign := func(f signInFlags) (app.Entrance, *app.App) {
		x := &exec{Context: t.Context(), Data: t.TempDir(), Now: func() time.Time { return now }}
		place, err := x.place()
		if err != nil {
			t.Fatal(err)
		}
		a, done, err := x.openAt(place)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(done)
		if err := f.prepare(x, place, a); err != nil {
			t.Fatal(err)
		}
		line := app.CommandLine("QXX")
		if err := a.CreateRegister(t.Context(), line, "QXX", "Northshire"); err != nil {
			t.Fatal(err)
		}
		if _, err := a.AddUser(t.Context(), line, app.NewUser{Email: "jo@example.org", Name: "Jo Example", Password: "correct horse battery", Register: "QXX", Roles: []access.Role{access.Coordinator}}); err != nil {
			t.Fatal(err)
		}
		e, err := a.SignIn(t.Context(), "jo@example.org", "correct horse battery", app.From{})
		if err != nil {
			t.Fatal(err)
		}
		return e, a
	}
	e, a := sign(signInFlags{})
	if e.Next != app.NextSetUp || e.Token != "" || a.Proved(app.SignedIn{}) {
		t.Errorf("by default: %+v", e)
	}
	var lines strings.Builder
	logFailedSignIns(a, slog.New(slog.NewTextHandler(&lines, nil)))
	for _, email := range []string{"jo@example.org", "nobody@example.org"} {
		if _, err := a.SignIn(t.Context(), email, "wrong", app.From{Address: "192.0.2.7"}); err == nil {
			t.Fatal("signed in")
		}
	}
	if s := lines.String(); strings.Count(s, "a sign-in failed") != 2 || !strings.Contains(s, "known=false") || !strings.Contains(s, "from=192.0.2.7") || strings.Contains(s, "@") || strings.Contains(s, "wrong") {
		t.Errorf("logged %s", s)
	}
	if e, _ := sign(signInFlags{SecondFactorFrom: day{civil.Of(2026, 3, 2)}}); e.Next != app.NextSetUp {
		t.Errorf("on the day: %+v", e)
	}
	if e, _ := sign(signInFlags{SecondFactorFrom: day{civil.Of(2026, 3, 3)}}); e.Token == "" {
		t.Errorf("the day before: %+v", e)
	}
	err := signInFlags{}.prepare(&exec{}, "postgres://homeward@db/homeward", nil)
	var wrong usageError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "--secret-key-file") {
		t.Errorf("on PostgreSQL without a key: %v", err)
	}
}
