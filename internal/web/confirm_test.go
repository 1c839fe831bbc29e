package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
)

func TestAFreshProofIsAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.AskAgain()
	b := s.signedIn(access.Coordinator, "NORTH")
	if got := b.get("/register/export?format=csv"); got.status != http.StatusOK {
		t.Fatalf("just signed in: %d to %s", got.status, got.location)
	}
	s.later(app.ProofFresh + time.Second)

	// A file: it is asked for, and led to.
	const confirm = "/confirm?file=yes&next=%2Fregister%2Fexport%3Fformat%3Dcsv"
	b.get("/register/export?format=csv").leads(confirm)
	form := formOf(t, b.page(confirm), "/confirm")
	for _, wrong := range []string{"", "wrong"} {
		got := b.post("/confirm", form.with(map[string]string{"password": wrong}))
		if again := formOf(t, got.walked(http.StatusUnprocessableEntity), "/confirm").values; again.Get("next") != "/register/export?format=csv" || again.Get("file") != "yes" || again.Get("password") != "" {
			t.Errorf("after %q the form has %v", wrong, again)
		}
	}
	done := b.post("/confirm", form.with(map[string]string{"password": password}))
	done.walked(http.StatusOK)
	if !strings.Contains(done.body, `href="/register/export?format=csv"`) {
		t.Errorf("it does not lead to the file:\n%s", done.body)
	}
	if got := b.get("/register/export?format=csv"); got.status != http.StatusOK {
		t.Errorf("after the proof: %d to %s", got.status, got.location)
	}
}

func TestWhatWasTypedIsKeptForAProof(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.AskAgain()
	b := s.signedIn(access.Administrator, "NORTH")
	form := formOf(t, b.page("/settings/reminders"), "/settings/reminders")
	typed := form.with(map[string]string{"reviews-ahead": "21, 2"})
	s.later(app.ProofFresh + time.Second)

	asked := b.post("/settings/reminders", typed)
	again := formOf(t, asked.walked(http.StatusOK), "/confirm")
	if again.values.Get("again") != "/settings/reminders" || again.values.Get(keptPrefix+"reviews-ahead") != "21, 2" {
		t.Errorf("kept is %v", again.values)
	}
	if body := b.get("/settings/reminders").body; strings.Contains(body, "21, 2") {
		t.Error("it was done without a proof")
	}
	refused := b.post("/confirm", again.with(map[string]string{"password": "wrong"}))
	again = formOf(t, refused.walked(http.StatusUnprocessableEntity), "/confirm")
	got := b.post("/confirm", again.with(map[string]string{"password": password}))
	got.leads("/settings/reminders")
	kept := formOf(t, b.page("/settings/reminders"), "/settings/reminders")
	if want := form.with(map[string]string{"reviews-ahead": "21, 2"}); kept.values.Encode() != want.Encode() {
		t.Errorf("saved is\n%s\nwant\n%s", kept.values.Encode(), want.Encode())
	}

	// What cannot be is said as if no proof had been needed.
	s.later(app.ProofFresh + time.Second)
	again = formOf(t, b.post("/settings/reminders", form.with(map[string]string{"reviews-ahead": "soon"})).walked(http.StatusOK), "/confirm")
	wrong := b.post("/confirm", again.with(map[string]string{"password": password}))
	if !strings.Contains(wrong.body, `value="soon"`) {
		t.Errorf("the form is gone:\n%s", wrong.body)
	}
	wrong.walked(http.StatusUnprocessableEntity)

	// Nobody is led elsewhere, and a form of somebody without the right is not
	// done by its having been confirmed.
	for _, field := range []string{"next", "again"} {
		got := b.post("/confirm", url.Values{"password": {password}, field: {"https://evil.example/"}})
		got.leads("/today") // the first page of an administrator
	}
	c := s.signedIn(access.Coordinator, "NORTH")
	c.post("/confirm", url.Values{"password": {password}, "again": {"/settings/reminders"}, keptPrefix + "email": {"yes"}}).walked(http.StatusForbidden)
	s.browser().post("/confirm", nil).leads("/sign-in")
}

// TestWhatNeedsAProof: each route that needs one refuses without; and those of
// weight are among them.
func TestWhatNeedsAProof(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.AskAgain()
	email := s.user("ada.byron@example.org", access.Roles, "NORTH")
	b := s.browser()
	b.signIn(email)
	s.later(app.ProofFresh + time.Second)
	fresh := map[string]bool{}
	for _, rt := range (&Server{}).routes() {
		if !rt.fresh {
			continue
		}
		fresh[rt.pattern] = true
		method, path, _ := strings.Cut(rt.pattern, " ")
		path = strings.NewReplacer("{id}", "abc", "{n}", "1", "{code}", "ABC").Replace(path)
		if method == "GET" {
			if got := b.get(path); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/confirm?") {
				t.Errorf("%s: %d to %q", rt.pattern, got.status, got.location)
			}
		} else {
			got := b.post(path, url.Values{"a": {"b"}})
			if form := formOf(t, got.walked(http.StatusOK), "/confirm"); form.values.Get("again") != path {
				t.Errorf("%s: %v", rt.pattern, form.values)
			}
		}
	}
	// Exports, settings, and opening a record in an emergency; of one's own
	// account, what one signs in with.
	for _, rt := range (&Server{}).routes() {
		settings := strings.HasPrefix(rt.pattern, "POST /settings/") || strings.HasSuffix(rt.pattern, "/adopt") && strings.HasPrefix(rt.pattern, "POST ")
		export := rt.file || strings.Contains(rt.pattern, "export") || strings.HasSuffix(rt.pattern, "/answer")
		if (settings || export || rt.pattern == "POST /emergency") && !rt.fresh {
			t.Errorf("%s needs no fresh proof", rt.pattern)
		}
	}
	for _, pattern := range []string{"GET /register/export", "GET /audit/export", "POST /emergency", "POST /account/calendar", "POST /account/app", "POST /account/app/remove", "POST /account/recovery-codes"} {
		if !fresh[pattern] {
			t.Errorf("%s needs no fresh proof", pattern)
		}
	}
}

func TestAProofByCode(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.RequireSecondFactor(s.today())
	s.app.AskAgain()
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	b := s.browser()
	secret, _ := b.setUpPhone(email, "")
	s.later(app.ProofFresh + time.Second)
	form := formOf(t, b.page("/confirm?next=%2Faccount"), "/confirm")
	b.post("/confirm", form.with(map[string]string{"code": "000000"})).walked(http.StatusUnprocessableEntity)
	b.post("/confirm", form.with(map[string]string{"code": s.code(secret)})).leads("/account")
}
