package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"homeward/internal/access"
)

func TestPace(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	p := newPace(60)
	if newPace(0).ask("a", 1, now) != 0 {
		t.Error("who is not held to anything waits")
	}
	for i := range 60 {
		if wait := p.ask("a", 1, now); wait != 0 {
			t.Fatalf("request %d of 60 at once waits %s", i+1, wait)
		}
	}
	type step struct {
		who    string
		weight int
		after  time.Duration
		want   time.Duration
	}
	for i, s := range []step{
		{"a", 1, 0, time.Second},
		{"a", 1, 0, time.Second}, // what is refused costs nothing more
		{"b", 1, 0, 0},
		{"a", 1, 900 * time.Millisecond, 100 * time.Millisecond},
		{"a", 1, 100 * time.Millisecond, 0},
		{"a", 5, time.Second, 4 * time.Second},
		{"a", 5, 4 * time.Second, 0},
		{"b", 1000, time.Minute, 0}, // the heaviest takes a minute's worth, or it would never be
		{"b", 1, 0, time.Second},
	} {
		now = now.Add(s.after)
		if got := p.ask(s.who, s.weight, now); got != s.want {
			t.Errorf("step %d: %s waits %s, want %s", i, s.who, got, s.want)
		}
	}
}

// TestPaceForgets: who has caught up takes no memory, and very many who have
// not take no more than so much.
func TestPaceForgets(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	p := newPace(60)
	for i := range 10 * fewest {
		now = now.Add(2 * time.Second)
		p.ask(fmt.Sprint(i), 1, now)
	}
	if n := len(p.caughtUp); n > fewest {
		t.Errorf("%d are remembered", n)
	}
	for i := range most + 100 {
		p.ask(fmt.Sprint("many ", i), 1, now)
	}
	if n := len(p.caughtUp); n > most+1 {
		t.Errorf("%d are remembered", n)
	}
	if p.ask("another", 1, now) == 0 {
		t.Error("those who come when it is full do not count as one")
	}
	if p.ask("many 0", 1, now) != 0 {
		t.Error("who is known is held up by those who are not")
	}
}

// held is a site that holds its visitors to limits.
func held(t *testing.T, l Limits) *site {
	t.Helper()
	s := newSite(t)
	var err error
	if s.handler, err = New(s.app, Options{Demo: true, Limits: l, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (b *browser) getFrom(address, path string) answer {
	b.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("X-Forwarded-For", address)
	return b.send(r)
}

func TestTooManyFromAnAddress(t *testing.T) {
	t.Parallel()
	s := held(t, Limits{Address: 6})
	b := s.browser()
	for range 6 {
		b.getFrom("203.0.113.5", "/sign-in").walked(http.StatusOK)
	}
	got := b.getFrom("203.0.113.5", "/sign-in")
	says(t, got.walked(http.StatusTooManyRequests), "Please wait a little", "from your network", "Wait 10 seconds, then go back and try again")
	if after := got.header.Get("Retry-After"); after != "10" {
		t.Errorf("Retry-After: %q", after)
	}
	b.getFrom("203.0.113.6", "/sign-in").walked(http.StatusOK)
	b.get("/static/none.css").isNot(http.StatusTooManyRequests)
	s.later(10 * time.Second)
	b.getFrom("203.0.113.5", "/sign-in").walked(http.StatusOK)
	b.getFrom("203.0.113.5", "/sign-in").walked(http.StatusTooManyRequests)
	// A network of IPv6 is one, whatever the rest of the address.
	for i := range 6 {
		b.getFrom(fmt.Sprintf("2001:db8:1:2::%x", i+1), "/sign-in").walked(http.StatusOK)
	}
	b.getFrom("2001:db8:1:2:ffff::1", "/sign-in").walked(http.StatusTooManyRequests)
	// A form is not even read.
	r := httptest.NewRequest("POST", "/sign-in", nil)
	r.Header.Set("X-Forwarded-For", "203.0.113.5")
	b.send(r).walked(http.StatusTooManyRequests)
}

// TestTooManyOfAnAccount: counted for one user, from wherever and in however many
// sessions; others are not held up, and what is heavy counts for more.
func TestTooManyOfAnAccount(t *testing.T) {
	t.Parallel()
	s := held(t, Limits{Account: 60})
	email := s.user("busy@example.org", []access.Role{access.Coordinator}, "NORTH")
	one, other := s.browser(), s.browser()
	one.signIn(email)
	other.signIn(email)
	for i := range 60 {
		b := []*browser{one, other}[i%2]
		b.getFrom(fmt.Sprintf("203.0.113.%d", i), "/account").walked(http.StatusOK)
	}
	got := one.getFrom("198.51.100.7", "/account")
	says(t, got.walked(http.StatusTooManyRequests), "from your account", "Wait a second")
	if after := got.header.Get("Retry-After"); after != "1" {
		t.Errorf("Retry-After: %q", after)
	}
	other.get("/account").walked(http.StatusTooManyRequests)
	s.signedIn(access.Coordinator, "NORTH").get("/account").walked(http.StatusOK)
	s.browser().get("/sign-in").walked(http.StatusOK)
	s.later(time.Minute)
	for range 2 {
		if got := one.get("/register/export?format=csv"); got.status != http.StatusOK {
			t.Fatalf("an export: status %d", got.status)
		}
	}
	says(t, one.get("/register/export?format=csv").walked(http.StatusTooManyRequests), "Wait 30 seconds")
}

// TestLockedSaysUntilWhen: a program is told as a person is.
func TestLockedSaysUntilWhen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("locked@example.org", []access.Role{access.Coordinator}, "NORTH")
	b := s.browser()
	for range 5 {
		b.post("/sign-in", url.Values{"email": {email}, "password": {"wrong"}})
	}
	got := b.post("/sign-in", url.Values{"email": {email}, "password": {"wrong"}})
	says(t, got.walked(http.StatusTooManyRequests), "Wait 15 minutes")
	if after := got.header.Get("Retry-After"); after != "900" {
		t.Errorf("Retry-After: %q", after)
	}
}

// isNot fails when an answer has a status.
func (a answer) isNot(status int) {
	a.t.Helper()
	if a.status == status {
		a.t.Errorf("status %d\n%s", a.status, a.body)
	}
}

// TestPaceAtOnce: however many ask at once, no more are answered than may be.
func TestPaceAtOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	p := newPace(60)
	var answered atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if p.ask("a", 1, now) == 0 {
					answered.Add(1)
				}
			}
		})
	}
	all.Wait()
	if n := answered.Load(); n != 60 {
		t.Errorf("%d were answered", n)
	}
}

// One network address cannot begin so many referrals that others are shut out;
// who is signed in there is not held up.
func TestTooManyReferralsFromAnAddress(t *testing.T) {
	t.Parallel()
	s := held(t, Limits{Address: 3000})
	s.openToReferrals()
	begin := func(b *browser, address string) answer {
		t.Helper()
		r := httptest.NewRequest("POST", "/refer/NORTH", strings.NewReader("who=family"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", address)
		return b.send(r)
	}
	begins := func(b *browser, address string) {
		t.Helper()
		if got := begin(b, address); got.status != http.StatusSeeOther {
			t.Errorf("from %s: status %d", address, got.status)
		}
	}
	for n := range outsideADay {
		if n%outsidePace == 0 {
			s.later(time.Minute)
		}
		begins(s.browser(), "203.0.113.5")
	}
	s.later(time.Minute)
	says(t, begin(s.browser(), "203.0.113.5").walked(http.StatusTooManyRequests), "than we take from one place", "You can phone us: 01234 567890. Wait 27 minutes, then")
	begins(s.browser(), "203.0.113.6")
	nurse := s.signedIn(access.Clinician, "NORTH")
	begins(nurse, "203.0.113.5")
	s.later(24 * time.Hour)
	begins(s.browser(), "203.0.113.5")
}
