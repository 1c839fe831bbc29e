package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
)

// signInFrom signs in with a browser that says what it is.
func (b *browser) signInFrom(email, agent string) answer {
	b.t.Helper()
	r := httptest.NewRequest("POST", "/sign-in", strings.NewReader(url.Values{"email": {email}, "password": {password}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", agent)
	return b.send(r)
}

const (
	firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)

func TestWhereOneIsSignedIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	desk, phone, old := s.browser(), s.browser(), s.browser()
	desk.signInFrom(email, firefox).leads("/today")
	if body := desk.get("/account").body; strings.Contains(body, "last signed in") || strings.Contains(body, "Sign out there") || strings.Contains(body, "everywhere else") {
		t.Errorf("the first time there is none before:\n%s", body)
	}
	s.later(10 * time.Minute)
	old.signInFrom(email, "").leads("/today")
	s.later(10 * time.Minute)
	phone.signInFrom(email, iPhone).leads("/today")
	const before = "You last signed in on 2 March 2026 at 12:10."
	if body := phone.get("/account").body; !strings.Contains(body, before) {
		t.Errorf("the page does not say %q:\n%s", before, body)
	}
	page := phone.get("/account")
	page.walked(http.StatusOK)
	for _, want := range []string{
		"<strong>Safari on an iPhone</strong> (where you are now)", "<strong>Firefox on Windows</strong><br>Signed in on 2 March 2026 at 12:00",
		"A device that does not say what it is", "from a network address that begins 192.0.2", "You signed in before",
	} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the account lacks %q:\n%s", want, page.body)
		}
	}
	if strings.Contains(page.body, before) {
		t.Error("the time before is said on more than the first page")
	}

	in := formOf(t, page.walked(http.StatusOK), "/account/sessions/end")
	phone.post("/account/sessions/end", in.values).leads("/account#sessions")
	// The last used of the others is the first that can be ended.
	old.get("/account").leads("/sign-in?next=%2Faccount&register=NORTH&why=ended")
	desk.page("/account")
	phone.post("/account/sessions/end", in.values).leads("/account#sessions") // it had ended meanwhile
	phone.post("/account/sessions/end-others", nil).leads("/account#sessions")
	desk.get("/account").leads("/sign-in?next=%2Faccount&register=NORTH&why=ended")
	phone.page("/account")

	// Whoever signs in where somebody is signed in ends that session.
	before2 := phone.jar
	other := s.user("bo.day@example.org", []access.Role{access.Coordinator}, "NORTH")
	kept := &browser{t: t, site: s, jar: before2}
	token := ""
	for _, c := range before2.Cookies(&url.URL{Scheme: "http", Host: "homeward.test", Path: "/"}) {
		if c.Name == sessionCookie {
			token = c.Value
		}
	}
	kept.signIn(other)
	if _, _, err := s.app.Session(t.Context(), token); app.As(err).Kind != app.SignedOut {
		t.Errorf("the session before goes on: %v", err)
	}
}

func TestASessionSaysThatItEndsSoon(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for range 23 {
		s.later(30 * time.Minute)
		if body := b.get("/account").body; strings.Contains(body, "for a long time") {
			t.Fatalf("at %s it says already that it ends", s.clock())
		}
	}
	b.post("/account/stay", nil)
	s.later(20 * time.Minute)
	got := b.get("/account")
	got.walked(http.StatusOK)
	if want := "At 00:00 you will be asked to sign in again"; !strings.Contains(got.body, want) || !strings.Contains(got.body, `data-session-idle="3600" data-session-left="600"`) {
		t.Errorf("the page lacks %q:\n%s", want, got.body)
	}
	if got := b.post("/account/stay", nil); got.status != http.StatusNoContent {
		t.Errorf("status %d", got.status)
	}
	s.later(11 * time.Minute)
	b.get("/account").leads("/sign-in?next=%2Faccount&register=NORTH&why=ended")
}

// TestTriesOfOneAddress: behind a proxy each visitor is counted by their own.
func TestTriesOfOneAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	handler, err := New(s.app, Options{Demo: true, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = handler
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	try := func(email, password, forwarded string) int {
		r := httptest.NewRequest("POST", "/sign-in", strings.NewReader(url.Values{"email": {email}, "password": {password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", forwarded)
		return s.browser().send(r).status
	}
	for n := range app.FailuresFromAddress {
		if got := try(strings.Repeat("x", n+1)+"@example.org", "a guess", "203.0.113.4, 198.51.100.7"); got != http.StatusUnprocessableEntity {
			t.Fatalf("try %d: status %d", n, got)
		}
	}
	if got := try(email, password, "198.51.100.7"); got != http.StatusTooManyRequests {
		t.Errorf("from the address of the guesses: status %d", got)
	}
	for _, other := range []string{"198.51.100.8", "198.51.100.7, 198.51.100.9"} {
		if got := try(email, password, other); got != http.StatusSeeOther {
			t.Errorf("from %s: status %d", other, got)
		}
	}
}
