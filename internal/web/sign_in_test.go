package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	b := s.browser()

	b.get("/").leads("/sign-in")
	b.get("/account").leads("/sign-in?next=%2Faccount")
	b.page("/sign-in")

	got := b.post("/sign-in", url.Values{})
	got.walked(http.StatusUnprocessableEntity)
	for _, want := range []string{"Enter your email address", "Enter your password"} {
		if strings.Count(got.body, want) != 2 {
			t.Errorf("%q is not said both above and at the field:\n%s", want, got.body)
		}
	}

	got = b.post("/sign-in", url.Values{"email": {email}, "password": {"not the password"}, "next": {"/account"}})
	got.walked(http.StatusUnprocessableEntity)
	if !strings.Contains(got.body, `value="`+email+`"`) || strings.Contains(got.body, "not the password") || !strings.Contains(got.body, `value="/account"`) {
		t.Errorf("the address and the way on are to be kept, the password is not:\n%s", got.body)
	}

	got = b.post("/sign-in", url.Values{"email": {" Ada.Byron@example.org "}, "password": {password}, "next": {"/account"}})
	got.leads("/account")
	cookie := got.header.Get("Set-Cookie")
	for _, want := range []string{"homeward=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q lacks %s", cookie, want)
		}
	}
	b.get("/sign-in").leads("/today")
	b.page("/account")

	b.post("/sign-out", nil).leads("/sign-in?why=out")
	b.get("/account").leads("/sign-in?next=%2Faccount")
	if log := s.log.String(); strings.Contains(log, "ada") || strings.Contains(log, "byron") {
		t.Errorf("the log names the user:\n%s", log)
	}
}

func TestSignInLocksOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	b := s.browser()
	for range app.FailuresAllowed {
		b.post("/sign-in", url.Values{"email": {email}, "password": {"wrong"}}).walked(http.StatusUnprocessableEntity)
	}
	right := url.Values{"email": {email}, "password": {password}}
	got := b.post("/sign-in", right)
	got.walked(http.StatusTooManyRequests)
	if !strings.Contains(got.body, "Wait 15 minutes") {
		t.Errorf("the page does not say how long to wait:\n%s", got.body)
	}
	s.later(app.FailureWindow + time.Minute)
	b.post("/sign-in", right).leads("/today")
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH", "SOUTH")
	b := s.browser()
	b.signIn(email)
	b.post("/account/register", url.Values{"register": {"SOUTH"}}).leads("/today")
	s.later(app.SessionIdle + time.Minute)
	got := b.get("/account")
	got.leads("/sign-in?next=%2Faccount&register=SOUTH&why=ended")
	page := b.get(got.location)
	page.walked(http.StatusOK)
	if !strings.Contains(page.body, "You were signed out because") {
		t.Errorf("the page does not say why:\n%s", page.body)
	}
	b.post("/sign-in", url.Values{"email": {email}, "password": {password}, "next": {"/account"}, "register": {"SOUTH"}}).leads("/account")
	if body := b.get("/account").body; !strings.Contains(body, "Homeward, Northshire Board, South register") {
		t.Errorf("the session does not go on in the register it was in:\n%s", body)
	}
}

func TestSignOutElsewhereLosesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH", "SOUTH")
	note := "/people/" + s.person("SOUTH", casefile.Details{GivenName: "Rosa", FamilyName: "Evans-Okoro"}) + "/record/note"
	b := s.browser()
	b.signIn(email)
	b.post("/account/register", url.Values{"register": {"SOUTH"}}).leads("/today")
	typed := formOf(t, b.page(note), note).with(map[string]string{"do": "save", "note": "Half a page"})
	b.post("/sign-out", nil).leads("/sign-in?why=out") // in another window

	got := b.post(note, typed)
	got.leads("/sign-in?next=" + url.QueryEscape(note) + "&register=SOUTH&why=kept")
	again := formOf(t, b.page(got.location), "/sign-in").with(map[string]string{"email": email, "password": password})
	b.post("/sign-in", again).leads(note)
	if kept := formOf(t, b.page(note), note).values.Get("note"); kept != "Half a page" {
		t.Errorf("the form has %q in it", kept)
	}

	// Who signed out is forgotten by the next who signs in, and opens nothing.
	b.post("/sign-out", nil).leads("/sign-in?why=out")
	b.get(note).leads("/sign-in?next=" + url.QueryEscape(note))
	b.signIn(s.user("bo.day@example.org", []access.Role{access.Coordinator}, "SOUTH"))
	if kept := formOf(t, b.page(note), note).values.Get("note"); kept != "" {
		t.Errorf("another user sees %q", kept)
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/register?as=board":            "/register?as=board",
		"/people/1#entry-3":             "/people/1#entry-3",
		"":                              "",
		"register":                      "",
		"//evil.example":                "",
		"/\\evil.example":               "",
		"/%5Cevil.example":              "/%5Cevil.example",
		"https://evil.example/":         "",
		"javascript:alert(1)":           "",
		"/a\r\nSet-Cookie: x=y":         "",
		"/a\tb":                         "",
		"/" + strings.Repeat("a", 3000): "",
	} {
		if got := local(next); got != want {
			t.Errorf("local(%q) = %q, want %q", next, got, want)
		}
	}
}

func TestRefusedFromElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	r := httptest.NewRequest("POST", "/sign-out", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	got := b.send(r)
	got.walked(http.StatusForbidden)
	b.page("/account") // still signed in
}

func TestUnknownPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.signedIn(access.Coordinator, "NORTH").get("/no/such/page").walked(http.StatusNotFound)
	s.browser().get("/no/such/page").leads("/sign-in?next=%2Fno%2Fsuch%2Fpage")
}

func TestSecureCookies(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	handler, err := New(s.app, Options{HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = handler
	email := s.user("ada.byron@example.org", []access.Role{access.Coordinator}, "NORTH")
	got := s.browser().post("/sign-in", url.Values{"email": {email}, "password": {password}})
	if c := got.header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-homeward=") || !strings.Contains(c, "Secure") {
		t.Errorf("cookie %q", c)
	}
	if got.header.Get("Strict-Transport-Security") == "" {
		t.Error("the browser is not told to keep to TLS")
	}
}
