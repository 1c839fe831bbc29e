package web

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// needsOf are the rows of the list, without the headings of their cells.
func needsOf(doc *html.Node) [][]string {
	rows := rowsOf(doc)
	if len(rows) == 0 {
		return nil
	}
	for _, row := range rows[min(1, len(rows)):] {
		for i, title := range rows[0] {
			row[i] = strings.TrimPrefix(row[i], title+" ")
		}
	}
	return rows[min(1, len(rows)):]
}

func TestSupportPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	rosie := s.person("NORTH", rosa, casefile.Add{On: feb1, Fact: casefile.LocalAuthority{Name: "Northshire"}}, nights,
		step(casefile.SupportStep{Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Dr Elm’s practice"}, ""))
	sam := s.person("NORTH", casefile.Details{GivenName: "Sam", FamilyName: "Low"},
		casefile.Add{On: feb1, Fact: casefile.SupportNeed{ID: "n1", Text: "Short breaks", Category: "short-breaks", WantedBy: march2 + 10}},
		casefile.Add{On: march1, Fact: casefile.SupportStep{Need: "n1", Status: casefile.SupportWaiting, Expected: march2 + 40}})
	s.person("NORTH", casefile.Details{GivenName: "Ada", FamilyName: "Done"},
		casefile.Add{On: feb1, Fact: casefile.SupportNeed{ID: "n1", Text: "A dog", Category: "other"}}, casefile.Add{On: feb1, Fact: casefile.SupportStarted{Need: "n1"}})
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page("/support")
	says(t, find(doc, "aria-label", "Support needs, by how far they are"), "2 Waited for", "1 Overdue", "1 No service in time", "0 Stopped, needed again",
		"1 Refused, not on the register", "1 Such refusals in 12 months", "1 In place", "0 In place and does not work")
	says(t, doc, "2 needs, 1 overdue")
	want := [][]string{
		{"Rosie Evans-Okoro 999 476 0173 Not rated", "Someone with them at night for Rosie Evans-Okoro Help at home or to get out Dr Elm’s practice", "Refused by the service since 1 Feb 2026 The person is not on the register, or was not when they asked", "Overdue by 9 days 21 Feb 2026", "Nobody yet"},
		{"Sam Low No NHS number Not rated", "Short breaks for Sam Low", "Waiting for it since 1 Mar 2026 Can start on 11 Apr 2026", "Due in 10 days 12 Mar 2026", "Nobody yet"},
	}
	if got := needsOf(doc); !reflect.DeepEqual(got, want) {
		t.Errorf("rows\n got %q\nwant %q", got, want)
	}
	for path, who := range map[string]string{
		"/support?show=overdue": "Rosie", "/support?show=not-on-register": "Rosie", "/support?show=gap": "Sam", "/support?show=in-place": "Ada",
		"/support?kind=short-breaks": "Sam", "/support?status=refused": "Rosie", "/support?place=Northshire": "Rosie", "/support?status=started": "Ada",
		"/support?provider=" + coordinatorKey("NORTH", "Dr Elm’s practice"): "Rosie",
	} {
		rows := needsOf(b.page(path))
		if len(rows) != 1 || !strings.HasPrefix(rows[0][0], who) {
			t.Errorf("%s lists %q", path, rows)
		}
	}
	says(t, b.page("/support?show=not-on-register"), "The register is not meant to decide who gets support: ask the service to look again.")
	says(t, b.page("/support?show=refusals"), "1 refusal", "Refused in", "whatever became of it since")
	says(t, b.page("/support?kind=advocacy"), "Nobody needs anything that fits this.")
	says(t, b.page("/support?provider=nobody"), "Nobody needs anything that fits this.")
	b.get("/support?since=ever").leads("/support")
	b.get("/support?show=moon&size=50&status=asked").leads("/support?status=asked")

	// A name that somebody typed is in no address.
	for n := range doc.Descendants() {
		if href, _ := url.QueryUnescape(attr(n, "href")); strings.Contains(href, "Elm") {
			t.Errorf("the address %s has a name", href)
		}
	}

	// Who needs a relation has their own people, and who left is among all.
	worker := s.signedIn(access.SocialWorker, "NORTH")
	says(t, worker.page("/support"), "No needs")
	s.involve(worker, "NORTH", sam, access.NamedWorker)
	if rows := needsOf(worker.page("/support")); len(rows) != 1 || !strings.HasPrefix(rows[0][0], "Sam Low") {
		t.Errorf("the social worker has %q", rows)
	}
	s.record("NORTH", rosie, casefile.Add{On: march1, Fact: casefile.LeftRegister{Reason: "Well"}})
	if rows := needsOf(b.page("/support?show=all")); len(rows) != 3 || !strings.Contains(rows[1][0], "Not on the register") || !strings.Contains(rows[1][3], "From before they left") {
		t.Errorf("all: %q", rows)
	}
	refused(t, s.signedIn(access.Administrator, "NORTH"), http.StatusForbidden, "GET /support")
	saysNot(t, s.signedIn(access.Coordinator, "SOUTH").page("/support"), "Rosie", "Sam")
}

// Who is refused because they are not on the register is not on it: they are in
// every list, and what was refused stays when another service is asked.
func TestWhoIsNotOnTheRegisterIsListed(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		s := newSiteAt(t, address)
		id := s.person("NORTH", rosa, nights, casefile.Add{On: feb1, Fact: casefile.LeftRegister{Reason: "Well"}},
			step(casefile.SupportStep{Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Elm Homes"}, ""),
			step(casefile.SupportStep{Status: casefile.SupportAsked, Provider: "Ash Homes"}, ""))
		b := s.signedIn(access.Coordinator, "NORTH")
		says(t, b.page(supportPath(id)), "Gap in services No service meets this in time, since 22 February 2026")
		for _, show := range []string{"", "overdue", "gap", "not-on-register", "refusals", "refusals&since=3-months", "refusals&since=ever", "all"} {
			path := strings.TrimSuffix("/support?show="+show, "?show=")
			rows := needsOf(b.page(path))
			if len(rows) != 1 || !strings.Contains(rows[0][0], "Not on the register") {
				t.Fatalf("%s lists %q", path, rows)
			}
			if got := rows[0]; strings.Contains(show, "re") && show != "overdue" && (got[2] != "Elm Homes 1 Feb 2026 Not on the register then" || !strings.HasPrefix(got[3], "Asked for since 1 Feb 2026")) {
				t.Errorf("%s lists %q", path, got)
			}
		}
		says(t, b.page("/support/gaps"), "1 gap")
		s.record("NORTH", id, casefile.Add{On: march1, Fact: casefile.Died{}})
		saysNot(t, b.page(supportPath(id)), "Gap in services")
		if rows := needsOf(b.page("/support?show=gap")); len(rows) != 0 {
			t.Errorf("for who died %q is looked for", rows)
		}
		if rows := needsOf(b.page("/support?show=refusals")); len(rows) != 1 {
			t.Errorf("what was refused to who died: %q", rows)
		}
	})
}

func TestSupportAddresses(t *testing.T) {
	t.Parallel()
	q := supportQuery{Show: showRefusals, Since: refusedEver, Statuses: []string{"asked", "refused"}, Categories: []string{"home"}, Providers: []string{"0123"}, Places: []string{"A & B"}, Page: 3, Size: 100}
	if got := readSupportQuery(q.values()); !reflect.DeepEqual(got, q) {
		t.Errorf("read back as %+v", got)
	}
	if got := readSupportQuery(url.Values{"status": {"moon"}, "page": {"x"}, "size": {"7"}}); !reflect.DeepEqual(got, supportQuery{Page: 1, Size: usualSize}) {
		t.Errorf("what it does not know is read as %+v", got)
	}
}
