package app

import (
	"sync"
	"testing"
	"time"

	"homeward/internal/enginetest"
)

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	first, err := b.SignIn(b.ctx, b.mail, goodPassword, From{Address: "192.0.2.7", Device: "Firefox on Windows"})
	must(t, err)
	if first.Last != (PastSignIn{}) {
		t.Errorf("before the first time: %+v", first.Last)
	}
	began := *b.at
	*b.at = b.at.Add(10 * time.Minute)
	phone, err := b.SignIn(b.ctx, b.mail, goodPassword, From{Address: "2001:db8:1:2::7", Device: "Safari on an iPhone"})
	must(t, err)
	if want := (PastSignIn{At: began, Device: "Firefox on Windows", Network: "192.0.2"}); phone.Last != want {
		t.Errorf("the time before is %+v, want %+v", phone.Last, want)
	}
	in, _, err := b.Session(b.ctx, phone.Token)
	must(t, err)
	list := func() (found []OwnSession) {
		t.Helper()
		found, err := b.OwnSessions(b.ctx, in)
		must(t, err)
		return found
	}
	got := list()
	if len(got) != 2 || !got[0].Here || got[0].Network != "2001:db8:1" || got[1].Here || got[1].Device != "Firefox on Windows" || !got[1].Began.Equal(began) {
		t.Fatalf("signed in at %+v", got)
	}
	if before, err := b.SignInBefore(b.ctx, in); err != nil || before != phone.Last {
		t.Errorf("the time before is %+v, %v", before, err)
	}

	// Nobody ends a session of somebody else.
	others, err := b.SignIn(b.ctx, "sam@there.example", goodPassword, anywhere)
	must(t, err)
	theirs, _, err := b.Session(b.ctx, others.Token)
	must(t, err)
	wantKind(t, b.EndOwnSession(b.ctx, theirs, got[1].ID), NotFound)
	wantKind(t, second(b.OwnSessions(b.ctx, SignedIn{})), SignedOut)
	wantKind(t, b.EndOwnSession(b.ctx, SignedIn{}, got[1].ID), SignedOut)
	wantKind(t, second(b.EndOtherSessions(b.ctx, SignedIn{})), SignedOut)

	must(t, b.EndOwnSession(b.ctx, in, got[1].ID))
	wantKind(t, third(b.Session(b.ctx, first.Token)), SignedOut)
	b.signIn(t, goodPassword)
	b.signIn(t, goodPassword)
	if n, err := b.EndOtherSessions(b.ctx, in); err != nil || n != 2 {
		t.Errorf("%d ended, %v", n, err)
	}
	if got := list(); len(got) != 1 || !got[0].Here {
		t.Errorf("signed in at %+v", got)
	}
	if _, _, err := b.Session(b.ctx, others.Token); err != nil {
		t.Errorf("the other user: %v", err)
	}

	// One that nobody used for too long is none any more, and long after
	// nothing is kept of it.
	b.signIn(t, goodPassword)
	*b.at = b.at.Add(SessionIdle - time.Minute)
	in, _, err = b.Session(b.ctx, phone.Token)
	must(t, err)
	*b.at = b.at.Add(2 * time.Minute)
	if got := list(); len(got) != 1 {
		t.Errorf("signed in at %+v", got)
	}
	*b.at = b.at.Add(sessionsKept - time.Hour)
	must(t, b.ForgetOldSessions(b.ctx))
	if e, err := b.SignIn(b.ctx, b.mail, goodPassword, anywhere); err != nil || e.Last.At.IsZero() {
		t.Errorf("a year later: %+v, %v", e, err)
	}
	*b.at = b.at.Add(sessionsKept + SessionLength + time.Minute)
	must(t, b.ForgetOldSessions(b.ctx))
	if e, err := b.SignIn(b.ctx, b.mail, goodPassword, anywhere); err != nil || !e.Last.At.IsZero() {
		t.Errorf("much later: %+v, %v", e, err)
	}
}

func TestLockOutOfANetworkAddress(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	from := func(n int) From {
		return From{Address: "2001:db8:7::" + string("0123456789abcdef"[n%16])} // one network
	}
	for n := range FailuresFromAddress {
		wantKind(t, second(b.SignIn(b.ctx, "guess"+time.Duration(n).String()+"@here.example", "a guess", from(n))), Invalid)
	}
	wantKind(t, second(b.SignIn(b.ctx, b.mail, goodPassword, from(1))), Locked)
	if _, err := b.SignIn(b.ctx, b.mail, goodPassword, From{Address: "2001:db8:7:1::1"}); err != nil {
		t.Errorf("from another network: %v", err)
	}
	*b.at = b.at.Add(FailureWindow + time.Minute)
	if _, err := b.SignIn(b.ctx, b.mail, goodPassword, from(1)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

// Many tries at once are no way around the limit.
func TestLockOutOfTriesAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		var mu sync.Mutex
		var all sync.WaitGroup
		answers := map[Kind]int{}
		for range 20 {
			all.Go(func() {
				_, err := b.SignIn(b.ctx, b.mail, "a guess", anywhere)
				mu.Lock()
				defer mu.Unlock()
				answers[As(err).Kind]++
			})
		}
		all.Wait()
		if answers[Invalid] > FailuresAllowed || answers[Invalid]+answers[Locked] != 20 {
			t.Errorf("of 20 tries at once: %v", answers)
		}
	})
}
