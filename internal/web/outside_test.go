package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// TestReadingChangesNothing asks for every page as somebody who may do
// everything: nothing is altered by a link, an image or a browser that looks
// ahead.
func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	n := newNorthern(t)
	b := n.site.browser()
	b.signIn(n.who.Email)
	before := n.state(t)
	asked := 0
	for _, route := range (&Server{}).routes() {
		method, path, _ := strings.Cut(route.pattern, " ")
		filled, missing := fill(path, n.ids)
		if method != http.MethodGet || missing != "" {
			continue
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if got := b.send(httptest.NewRequest(method, filled, nil)); got.status >= http.StatusInternalServerError {
				t.Errorf("%s %s: status %d", method, filled, got.status)
			}
			asked++
		}
	}
	if after := n.state(t); !reflect.DeepEqual(after, before) {
		t.Errorf("asking for pages has changed something\nbefore %+v\nafter  %+v", before, after)
	}
	if asked < 60 {
		t.Errorf("only %d pages were asked for", asked)
	}
}

// TestTraceEchoesNothing: what a browser sent does not come back.
func TestTraceEchoesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, b := range map[string]*browser{"signed in": s.signedIn(access.Coordinator, "NORTH"), "anyone": s.browser()} {
		r := httptest.NewRequest(http.MethodTrace, "/register", nil)
		r.Header.Set("X-Secret", "marmalade")
		got := b.send(r)
		if got.status == http.StatusOK || strings.Contains(got.body, "marmalade") || strings.Contains(got.header.Get("Content-Type"), "message/http") {
			t.Errorf("%s: status %d\n%s", name, got.status, got.body)
		}
	}
}

// TestSignOutClears: the browser forgets what it was shown.
func TestSignOutClears(t *testing.T) {
	t.Parallel()
	b := newSite(t).signedIn(access.Coordinator, "NORTH")
	got := b.post("/sign-out", nil)
	got.leads("/sign-in?why=out")
	if cleared := got.header.Get("Clear-Site-Data"); cleared != `"cache", "storage"` {
		t.Errorf("cleared is %q", cleared)
	}
}

// TestALineOfTheLogIsOneLine: nothing that somebody sends makes a line of its own.
func TestALineOfTheLogIsOneLine(t *testing.T) {
	t.Parallel()
	s := faulty(t)
	const forged = "\ntime=2026-01-01T00:00:00Z level=WARN msg=forged"
	b := s.signedIn(access.Coordinator, "NORTH")
	for _, path := range []string{"/people/x%0Atime=2026-01-01", "/no%0D%0Asuch", "/register?text=%0Aanother+line", "/fault", "/panic"} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("User-Agent", "a browser"+forged)
		r.Header.Set("X-Forwarded-For", "192.0.2.1"+forged)
		b.send(r)
	}
	r := httptest.NewRequest(http.MethodGet, "/register", nil)
	r.Method = "GET" + forged // no server lets that through, and none is needed
	b.send(r)
	lines := strings.Split(strings.TrimSuffix(s.log.String(), "\n"), "\n")
	if len(lines) < 6 {
		t.Fatalf("the log has %d lines", len(lines))
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") || strings.HasPrefix(line, forged[1:]) {
			t.Errorf("a line of the log is not ours: %q", line)
		}
	}
}

// TestEachFormSaysWhoItIsAbout: two people may have one name.
func TestEachFormSaysWhoItIsAbout(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	note := casefile.Add{On: s.today(), Fact: casefile.Note{}, Note: "Likes trains."}
	known := s.person("NORTH", rosa, note)
	unknown := rosa
	unknown.NHSNumber, unknown.BirthDate = "", 0
	other := s.person("NORTH", unknown, note)
	entry := fmt.Sprintf("/entries/%d", s.kase("NORTH", known).Version())
	forms := []string{"/involved", "/attachments", "/hand-over", entry + "/mark", entry + "/strike-out"}
	for _, g := range recordGroups {
		for _, f := range g.forms {
			if f.silent {
				continue
			}
			forms = append(forms, "/record/"+f.kind)
		}
	}
	if len(forms) < 20 {
		t.Errorf("only %d forms", len(forms))
	}
	for _, form := range forms {
		says(t, b.page("/people/"+known+form), "Rosie Evans-Okoro", "Born 1 May 2009, NHS number 999 476 0173")
		says(t, b.page("/people/"+other+form), "Date of birth not recorded, NHS number not recorded")
	}
}
