package web

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/access"
)

// letterbox takes what a mail server would.
type letterbox struct {
	mu    sync.Mutex
	texts []string
}

func (l *letterbox) Send(_ context.Context, _, to, _, text string, _ time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.texts = append(l.texts, to+"\n"+text)
	return nil
}

// path is where the link in the last message leads.
func (l *letterbox) path(t *testing.T) string {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.texts) == 0 {
		t.Fatal("nothing was sent")
	}
	found := regexp.MustCompile(`https://homeward\.example(/\S+)`).FindStringSubmatch(l.texts[len(l.texts)-1])
	if found == nil {
		t.Fatalf("no link in %q", l.texts)
	}
	return found[1]
}

func (s *site) deliver() {
	s.t.Helper()
	s.app.Wait()
	for _, r := range registers {
		if err := s.app.Deliver(s.t.Context(), r); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestAJoinerByEmail(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	post := &letterbox{}
	s.app.SendBy(post, "https://homeward.example")
	s.team("NORTH", "Adults")
	admin := s.signedIn(access.Administrator, "NORTH")
	doc := admin.page("/settings/users/new")
	says(t, doc, "Add a user", "What they do in this register", "Adults")
	form := formOf(t, doc, "/settings/users/new")
	wrong := admin.post("/settings/users/new", form.with(map[string]string{"name": "Callum Reid", "email": "callum"})).walked(http.StatusUnprocessableEntity)
	says(t, wrong, "Enter an email address, such as name@example.org", "Give at least one role")
	if attr(find(wrong, "id", "name"), "value") != "Callum Reid" || attr(find(wrong, "id", "email"), "value") != "callum" {
		t.Error("what was typed is gone")
	}
	typed := form.with(map[string]string{"name": "Callum Reid", "email": "callum.reid@example.org", "roles": "social-worker"})
	got := admin.post("/settings/users/new", typed)
	id := s.idOf("NORTH", "Callum Reid")
	got.leads(userPath(id, "password"))
	doc = admin.page(userPath(id, "password"))
	says(t, doc, "The user is added.", "Invite this user", "Callum Reid", "A link goes to callum.reid@example.org")
	admin.post(userPath(id, "password/email"), nil).leads("/settings/users")
	says(t, admin.page("/settings/users"), "The email is on its way.", "Not yet Has no password and no invitation that works")
	s.deliver()
	says(t, admin.page("/settings/users"), "Not yet Can choose a password until 9 March 2026")

	path := post.path(t)
	callum := s.browser()
	for range 2 { // a mail program that opens links for its user does not use them up
		says(t, callum.page(path), "Choose a password", "Welcome to Homeward, Callum Reid. You have been given access to the register North register.", "callum.reid@example.org")
	}
	refused := callum.post(path, url.Values{"password": {"callum-reid-2026"}}).walked(http.StatusUnprocessableEntity)
	says(t, refused, "This password is too easy to guess")
	if field := find(refused, "id", "password"); attr(field, "value") != "" || attr(field, "autocomplete") != "new-password" {
		t.Error("the field has what was typed, or no word for a program that keeps passwords")
	}
	callum.post(path, url.Values{"password": {password}}).leads("/sign-in")
	says(t, callum.page("/sign-in"), "Your password is saved. Sign in with it now.")
	callum.signIn("callum.reid@example.org")
	says(t, callum.page("/account"), "Social worker or keyworker")
	for _, again := range []answer{callum.get(path), callum.post(path, url.Values{"password": {"another good password"}})} {
		says(t, again.walked(http.StatusNotFound), "This link does not work any more", "It may have been used already")
	}
	if log := s.log.String(); strings.Contains(log, "callum") || strings.Contains(log, strings.TrimPrefix(path, "/invited/")) {
		t.Errorf("the log has the code or the address:\n%s", log)
	}

	// Somebody of another register keeps what they have.
	s.user("eve.else@example.org", []access.Role{access.Chair}, "SOUTH")
	admin.post("/settings/users/new", form.with(map[string]string{"name": "Eve", "email": "eve.else@example.org", "roles": "chair"})).leads("/settings/users")
	says(t, admin.page("/settings/users"), "They have an account already", "eve else")
}

func TestALetter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	admin := s.signedIn(access.Administrator, "NORTH")
	id := s.idOf("NORTH", "jo marsh")
	doc := admin.page(userPath(id, "password"))
	says(t, doc, "A new password", "Homeward cannot send email here yet", "Make a letter")
	says(t, admin.post(userPath(id, "password/email"), nil).walked(http.StatusUnprocessableEntity), "Homeward cannot send email here yet. Make a letter instead")
	doc = admin.post(userPath(id, "password/letter"), nil).walked(http.StatusOK)
	says(t, doc, "Print this page now", "jo marsh", "A new password for Homeward", "http://example.com/reset", "until 16 March 2026")
	code := text(find(doc, "class", "app-letter__code"))
	if len(code) != 19 {
		t.Fatalf("the code is %q", code)
	}
	if got := admin.get(userPath(id, "password/letter")); got.status == http.StatusOK {
		t.Error("the letter can be opened again")
	}
	says(t, admin.page(userPath(id, "password")), "They have a link or a code already, which works until 16 March 2026")

	jo := s.browser()
	if find(jo.page("/sign-in"), "href", "/invited") == nil {
		t.Error("nothing leads from signing in to where a code is typed")
	}
	form := formOf(t, jo.page("/reset"), "/reset")
	for typed, want := range map[string]string{"": "Enter the code from your letter", "AAAA-BBBB-CCCC-DDDD": "This code does not work."} {
		wrong := jo.post("/reset", form.with(map[string]string{"code": typed})).walked(http.StatusUnprocessableEntity)
		says(t, wrong, want)
		if attr(find(wrong, "id", "code"), "value") != typed {
			t.Error("the code that was typed is gone")
		}
	}
	there := jo.post("/reset", form.with(map[string]string{"code": strings.ToLower(code)}))
	there.leads("/reset/" + strings.ToLower(code))
	says(t, jo.page(there.location), "Choose a new password", "jo.marsh@example.org")
	jo.post(there.location, url.Values{"password": {"kettle under marigold"}}).leads("/sign-in")
	if got := jo.post("/sign-in", url.Values{"email": {"jo.marsh@example.org"}, "password": {"kettle under marigold"}}); got.status != http.StatusSeeOther {
		t.Errorf("signing in: %d", got.status)
	}
}

// TestForgotten: the answer is the same, whoever asks.
func TestForgotten(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	b := s.browser()
	if find(b.page("/sign-in"), "href", "/forgotten") == nil {
		t.Error("nothing leads from signing in to who has forgotten their password")
	}
	says(t, b.page("/forgotten"), "Ask the administrator of your register for a letter with a code.")
	says(t, b.post("/forgotten", url.Values{"email": {"jo.marsh@example.org"}}).walked(http.StatusOK), "Ask the administrator")
	post := &letterbox{}
	s.app.SendBy(post, "https://homeward.example")
	form := formOf(t, b.page("/forgotten"), "/forgotten")
	says(t, b.post("/forgotten", form.with(map[string]string{"email": "jo"})).walked(http.StatusUnprocessableEntity), "Enter your email address")
	nobody := b.post("/forgotten", form.with(map[string]string{"email": "nobody@example.org"}))
	says(t, nobody.walked(http.StatusOK), "Look at your email", "If there is a user with that email address")
	s.deliver()
	if len(post.texts) > 0 {
		t.Errorf("sent to nobody: %q", post.texts)
	}
	somebody := b.post("/forgotten", form.with(map[string]string{"email": "jo.marsh@example.org"}))
	if somebody.status != nobody.status || somebody.body != nobody.body || somebody.header.Get("Set-Cookie") != nobody.header.Get("Set-Cookie") {
		t.Errorf("it tells who exists:\n%s\n%s", nobody.body, somebody.body)
	}
	s.deliver()
	path := post.path(t)
	b.post(path, url.Values{"password": {"kettle under marigold"}}).leads("/sign-in")
	b.get(strings.Replace(path, "/reset/", "/invited/", 1)).walked(http.StatusNotFound)
	if log := s.log.String(); strings.Contains(log, "marsh") {
		t.Errorf("the log has the address:\n%s", log)
	}
}
