package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// TestDrafts: what is typed is kept for its writer alone, with or without
// JavaScript, until it is saved or given up.
func TestDrafts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ann := s.user("ann@example.org", []access.Role{access.Coordinator}, "NORTH")
	b, other := s.signedInAs(ann), s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	path := "/people/" + id + "/record/rating"
	doc := b.page(path)
	form := find(doc, "data-draft-url", "/drafts/rating/"+id)
	if form == nil || find(doc, "id", attr(form, "data-draft-status")) == nil {
		t.Fatal("the form does not say where its draft is kept")
	}

	// As the script does it.
	typed := formOf(t, doc, path).with(map[string]string{"rating": "red", "note": "Half a sent", "on[day]": "x"})
	if got := b.post("/drafts/rating/"+id, typed); got.status != http.StatusNoContent {
		t.Fatalf("keeping a draft: %d", got.status)
	}
	saysNot(t, other.page(path), "We kept what you typed")
	s.later(time.Minute)
	doc = b.page(path)
	says(t, doc, "We kept what you typed at 12:00. It is not saved yet.", "Start again")
	kept := formOf(t, doc, path)
	for _, name := range []string{"rating", "note", "on[day]"} {
		if kept.values.Get(name) != typed.Get(name) {
			t.Errorf("%s is %q, want %q", name, kept.values.Get(name), typed.Get(name))
		}
	}
	account := b.page("/account")
	says(t, account, "Record a rating: Rosie Evans-Okoro")
	says(t, b.page("/people/"+id), "You began these forms and have not saved them.", "Record a rating , kept at 12:00")
	saysNot(t, other.page("/people/"+id), "You began these forms")
	if find(account, "href", path) == nil {
		t.Error("the account does not lead to the draft")
	}

	// Start again.
	b.post(path, url.Values{"do": {"again"}}).leads(path)
	doc = b.page(path)
	saysNot(t, doc, "We kept what you typed")
	if got := formOf(t, doc, path).values.Get("note"); got != "" {
		t.Errorf("the note is still %q", got)
	}

	// Without JavaScript.
	typed.Set("do", "keep")
	b.post(path, typed).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Your draft is kept. Nothing is recorded yet.")
	s.later(24 * time.Hour)
	b = s.signedInAs(ann)
	says(t, b.page(path), "We kept what you typed on 2 March 2026 at 12:01.")

	// Somebody records in between: it is said when the form is opened.
	s.record("NORTH", id, casefile.Add{On: march1, Fact: casefile.Note{}, Note: "n"})
	doc = b.page(path)
	says(t, doc, "recorded “Note” for 1 March 2026")
	values := formOf(t, doc, path).with(map[string]string{"note": "Whole sentence.", "on[day]": "2"})
	values.Set("do", "save")
	b.post(path, values).leads("/people/" + id)
	saysNot(t, b.page(path), "We kept what you typed")
	if got := s.kase("NORTH", id).Rating.Note; got != "Whole sentence." {
		t.Errorf("recorded %q", got)
	}
}

// signedInAs is the browser of a user after signing in.
func (s *site) signedInAs(email string) *browser {
	b := s.browser()
	b.signIn(email)
	return b
}

// TestFormAfterTheSession: a form that is sent after the session has ended is
// neither saved nor lost.
func TestFormAfterTheSession(t *testing.T) {
	t.Parallel()
	for name, autosaved := range map[string]bool{"sent": false, "autosaved": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			ann := s.user("ann@example.org", []access.Role{access.Coordinator}, "SOUTH", "NORTH")
			ben := s.user("ben@example.org", []access.Role{access.Coordinator}, "NORTH")
			b := s.signedInAs(ann)
			b.post("/account/register", url.Values{"register": {"NORTH"}}).leads("/today")
			id := s.person("NORTH", rosa)
			path := "/people/" + id + "/record/note"
			typed := formOf(t, b.page(path), path).with(map[string]string{"note": "A long note about a hard morning"})
			typed.Set("do", "save")
			s.later(app.SessionIdle + time.Minute)
			to := path
			if autosaved {
				to = "/drafts/note/" + id
			}
			got := b.post(to, typed)
			at, err := url.Parse(got.location)
			if err != nil || got.status != http.StatusSeeOther || at.Path != "/sign-in" || at.Query().Get("next") != path {
				t.Fatalf("%d to %s", got.status, got.location)
			}
			if strings.Contains(got.location, "morning") {
				t.Error("what was typed is in the address")
			}
			says(t, b.page(got.location), "It is kept")
			if s.kase("NORTH", id).Version() != 2 {
				t.Error("it was saved without a session")
			}
			saysNot(t, s.signedInAs(ben).page(path), "A long note")

			signIn := formOf(t, b.page(got.location), "/sign-in").with(map[string]string{"email": ann, "password": password})
			b.post("/sign-in", signIn).leads(path)
			doc := b.page(path)
			says(t, doc, "We kept what you typed at 13:01.")
			values := formOf(t, doc, path).values
			values.Set("do", "save")
			b.post(path, values).leads("/people/" + id)
			if got := s.kase("NORTH", id).Entries[2].Note; got != "A long note about a hard morning" {
				t.Errorf("recorded %q", got)
			}
		})
	}
}
