package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// auditSite is a site where a few things were done, and the browser of who may
// see that.
func auditSite(t *testing.T) (s *site, auditor *browser, rosaID, samID string) {
	t.Helper()
	s = newSite(t)
	rosaID = s.person("NORTH", rosa)
	samID = s.person("NORTH", casefile.Details{GivenName: "Sam", FamilyName: "Evans", NHSNumber: "9994760181"})
	s.person("SOUTH", casefile.Details{GivenName: "Una", FamilyName: "Southern"})
	s.later(time.Minute)
	b := s.browser()
	b.signIn(s.user("bob.ray@example.org", []access.Role{access.Chair}, "NORTH"))
	s.later(time.Minute)
	b.page("/people/" + rosaID)
	s.later(time.Minute)
	search := b.post("/register/search", url.Values{"text": {"=Evans"}})
	b.page(search.location)
	s.later(time.Minute)
	b.get("/imports").walked(http.StatusForbidden)
	s.later(time.Minute)
	b.get("/people/" + samID + "/looked").walked(http.StatusForbidden)
	s.later(time.Minute)
	if got := s.browser().post("/sign-in", url.Values{"email": {"bob.ray@example.org"}, "password": {"wrong wrong wrong"}}); got.status != http.StatusUnprocessableEntity {
		t.Fatal(got.status)
	}
	s.later(time.Minute)
	auditor = s.browser()
	auditor.signIn(s.user("ira.gale@example.org", []access.Role{access.InformationGovernance}, "NORTH"))
	s.later(time.Minute)
	return s, auditor, rosaID, samID
}

// acts are the rows of a page of what people did, without their headings.
func acts(t *testing.T, b *browser, path string) (rows []string) {
	t.Helper()
	got := b.get(path)
	for got.status == http.StatusSeeOther {
		got = b.get(got.location)
	}
	for n, row := range rowsOf(got.walked(http.StatusOK)) {
		if n == 0 {
			continue
		}
		for i, name := range []string{"When ", "Who ", "What ", "About whom ", "From where "} {
			row[i] = strings.TrimSpace(strings.TrimPrefix(row[i]+" ", name))
		}
		rows = append(rows, strings.Join(row[:4], " | "))
	}
	return rows
}

func TestWhatPeopleDid(t *testing.T) {
	t.Parallel()
	s, auditor, rosaID, samID := auditSite(t)
	const bob, ira = "bob ray Commissioner and chair", "ira gale Information governance"
	when := func(clock string) string { return "2 Mar 2026 " + clock + " | " }
	in, looked := when("12:01:00")+"bob ray | Signed in password | ", when("12:02:00")+bob+" | Opened the record What for: running the register | Rosie Evans-Okoro"
	searched := when("12:03:00") + bob + " | Searched the register name, 2 found What for: running the register Searched for: =Evans | "
	refused := []string{
		when("12:04:00") + bob + " | Was refused GET /imports | ",
		when("12:05:00") + bob + " | Was refused GET /people/{id}/looked | Sam Evans",
	}
	failed := when("12:06:00") + "bob ray | Tried to sign in, and could not | "

	all := acts(t, auditor, "/audit")
	want := []string{when("12:08:00") + ira + " | Looked at what people did What for: audit | ", when("12:07:00") + "ira gale | Signed in password | ", failed, refused[1], refused[0], searched, looked, in}
	if !slices.Equal(all[:1], want[:1]) {
		t.Errorf("looking is not noted first: %q", all[0])
	}
	for _, w := range want {
		if !slices.ContainsFunc(all, func(a string) bool { return a == w }) {
			t.Errorf("%q is not in %q", w, all)
		}
	}
	if strings.Contains(strings.Join(all, "\n"), "Southern") {
		t.Error("another register's acts are shown")
	}
	bobs := s.whoDid("bob.ray@example.org")
	for path, want := range map[string][]string{
		"/audit?user=" + bobs: {failed, refused[1], refused[0], searched, looked, in},
		"/audit?kind=refusal": {refused[1], refused[0]},
		"/audit?kind=search":  {searched},
		"/audit?user=" + bobs + "&kind=look&person=" + rosaID: {looked},
		"/audit?user=" + bobs + "&from=2/3/2026&to=2/3/2026":  {failed, refused[1], refused[0], searched, looked, in},
		"/audit?user=" + bobs + "&from=3/3/2026":              nil,
		"/audit?user=" + bobs + "&to=1/3/2026":                nil,
		"/audit?user=" + bobs + "&person=" + samID:            {refused[1]},
	} {
		if got := acts(t, auditor, path); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	doc := auditor.get("/audit?from=31/2/2026").walked(http.StatusUnprocessableEntity)
	if got := summaryOf(doc); !slices.Equal(got, []string{"filter-from Enter a real date for “From”, such as 27/3/2026"}) {
		t.Errorf("%q", got)
	}
}

// Whom the acts are about is searched by a form: no name and no NHS number
// comes into an address.
func TestWhatWasDoneAboutSomeone(t *testing.T) {
	t.Parallel()
	_, auditor, rosaID, samID := auditSite(t)
	ask := func(text string) answer {
		return auditor.post("/audit/person", url.Values{"text": {text}, "query": {"kind=look"}})
	}
	ask("999 476 0173").leads("/audit?kind=look&person=" + rosaID)
	ask("").leads("/audit?kind=look")
	several := ask("Evans")
	if several.status != http.StatusSeeOther || strings.Contains(several.location, "Evans") {
		t.Fatalf("%d to %s", several.status, several.location)
	}
	doc := auditor.page(several.location)
	for _, id := range []string{rosaID, samID} {
		if find(doc, "href", "/audit?kind=look&person="+id) == nil {
			t.Errorf("the choice lacks %s", id)
		}
	}
	if got := summaryOf(ask("Nobody").walked(http.StatusUnprocessableEntity)); len(got) != 1 || !strings.HasPrefix(got[0], "search-text Nobody in this register") {
		t.Errorf("%q", got)
	}
	if got := summaryOf(ask("Southern").walked(http.StatusUnprocessableEntity)); len(got) != 1 {
		t.Errorf("somebody of another register: %q", got)
	}
}

func TestPagesOfWhatPeopleDid(t *testing.T) {
	t.Parallel()
	s, auditor, rosaID, _ := auditSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for range 70 {
		b.page("/people/" + rosaID)
	}
	s.later(time.Second)
	path, seen, pages := "/audit?kind=look&person="+rosaID, 0, 0
	for path != "" {
		doc := auditor.page(path)
		seen += len(rowsOf(doc)) - 1
		path = ""
		for n := range doc.Descendants() {
			if n.Data == "a" && text(n) == "Show what was done earlier" {
				path = attr(n, "href")
			}
		}
		pages++
	}
	if want := 70 + 1 + 1; seen != want || pages != 2 { // showing the first page is a look as well
		t.Errorf("%d acts on %d pages, want %d", seen, pages, want)
	}
}

func TestExportOfWhatPeopleDid(t *testing.T) {
	t.Parallel()
	s, auditor, _, _ := auditSite(t)
	got := auditor.get("/audit/export?format=csv&kind=search")
	if got.status != http.StatusOK || got.header.Get("Content-Disposition") != `attachment; filename="acts-NORTH-2026-03-02.csv"` {
		t.Fatalf("status %d, %q", got.status, got.header.Get("Content-Disposition"))
	}
	lines := strings.Split(strings.TrimSpace(got.body), "\r\n")
	bobs := s.whoDid("bob.ray@example.org")
	if len(lines) != 2 || !strings.HasPrefix(lines[1], "02/03/2026,12:03:00,bob ray,"+bobs+",Commissioner and chair,Searching,Searched the register,,running the register,\"name, 2 found\",") || strings.Contains(lines[1], ",=Evans") {
		t.Errorf("%q", lines)
	}
	if xlsx := auditor.get("/audit/export?format=xlsx"); xlsx.status != http.StatusOK || !strings.HasPrefix(xlsx.body, "PK") {
		t.Errorf("xlsx: %d", xlsx.status)
	}
	auditor.get("/audit/export?format=pdf").walked(http.StatusNotFound)
	exports := acts(t, auditor, "/audit?kind=export")
	if len(exports) != 2 || !strings.HasSuffix(exports[0], "| Exported what people did xlsx What for: audit | ") && !strings.HasSuffix(exports[1], "| Exported what people did xlsx What for: audit | ") {
		t.Errorf("%q", exports)
	}
}

func TestNobodyElseSeesWhatPeopleDid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, role := range access.Roles {
		if role == access.InformationGovernance {
			continue
		}
		b := s.signedIn(role, "NORTH")
		b.get("/audit").walked(http.StatusForbidden)
		b.get("/audit/export?format=csv").walked(http.StatusForbidden)
		b.post("/audit/person", url.Values{"text": {"Sam"}}).walked(http.StatusForbidden)
	}
	s.browser().get("/audit").leads("/sign-in?next=%2Faudit")
}

// What was searched for is on no line of the log.
func TestWhatWasSearchedForIsNotLogged(t *testing.T) {
	t.Parallel()
	s, auditor, _, _ := auditSite(t)
	acts(t, auditor, "/audit")
	if log := s.log.String(); strings.Contains(log, "Evans") || strings.Contains(log, "bob.ray") {
		t.Errorf("the log has it:\n%s", log)
	}
}
