package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
)

// What passkeys do is tried in a browser (e2e) and in package app; this is about
// the pages when there is none, or nonsense comes.
func TestPasskeyPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	if body := s.browser().get("/sign-in").body; strings.Contains(body, "data-passkey") {
		t.Error("passkeys are offered where browsers allow none")
	}
	b.get("/account/passkey").walked(http.StatusNotFound)

	if err := s.app.SignInAt("https://homeward.example.org", "Northshire"); err != nil {
		t.Fatal(err)
	}
	anyone := s.browser()
	anyone.page("/sign-in")
	begun := anyone.post("/sign-in/passkey/begin", nil)
	var options struct{ Challenge, RPID, UserVerification string }
	if err := json.Unmarshal([]byte(begun.body), &options); err != nil || begun.header.Get("Content-Type") != "application/json" || len(options.Challenge) < 32 ||
		options.RPID != "homeward.example.org" || options.UserVerification != "required" {
		t.Errorf("asked with %s, %v", begun.body, err)
	}
	anyone.post("/sign-in/passkey", url.Values{"answer": {`{"id":"x"}`}, "next": {"/due"}}).walked(http.StatusUnprocessableEntity)
	anyone.post("/sign-in/passkey", url.Values{"answer": {`{"id":"x"}`}, "next": {"/due"}}).leads("/sign-in?next=%2Fdue&why=late") // it was answered
	for _, path := range []string{"/sign-in/code/passkey/begin", "/sign-in/set-up/passkey/begin"} {
		anyone.post(path, nil).leads("/sign-in") // nothing has begun
	}
	for _, path := range []string{"/sign-in/code/passkey", "/sign-in/set-up/passkey"} {
		anyone.post(path, url.Values{"name": {"x"}, "answer": {"{}"}}).leads("/sign-in?why=late")
	}

	b.page("/account/passkey")
	b.post("/account/passkey/begin", nil)
	b.post("/account/passkey", url.Values{"name": {""}, "answer": {"{}"}}).walked(http.StatusUnprocessableEntity)
	b.post("/account/passkey/begin", nil)
	got := b.post("/account/passkey", url.Values{"name": {"Work laptop"}, "answer": {"{}"}})
	if field := formOf(t, got.walked(http.StatusUnprocessableEntity), "/account/passkey"); field.values.Get("name") != "Work laptop" {
		t.Errorf("the name is gone: %v", field.values)
	}
	b.post("/account/passkey", url.Values{"name": {"Work laptop"}, "answer": {"{}"}}).leads("/account#second-factor") // it was answered
	b.post("/account/passkey/name", url.Values{"id": {"none"}, "name": {"x"}}).walked(http.StatusNotFound)
	b.post("/account/passkey/name", url.Values{"id": {"none"}}).walked(http.StatusUnprocessableEntity)
	b.post("/account/passkey/remove", url.Values{"id": {"none"}}).leads("/account#second-factor")
	b.post("/confirm/passkey/begin", nil).walked(http.StatusNotFound) // they have none
	for _, path := range []string{"/account/passkey/begin", "/account/passkey", "/account/passkey/name", "/account/passkey/remove", "/confirm/passkey/begin"} {
		s.browser().post(path, nil).leads("/sign-in")
	}

	s.app.AskAgain()
	s.later(app.ProofFresh + time.Second)
	b.get("/account/passkey").leads("/confirm?next=%2Faccount%2Fpasskey")
}
