package web

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// ratingReview is the review of Ada's rating, which was due on 27 February.
var ratingReview = casefile.MissedDate{Rule: "local.register-review", Started: 3, StartedOn: civil.Of(2026, 2, 20), Due: civil.Of(2026, 2, 27)}

// TestMissedDates goes from the list of what has no reason to a reason on the
// person's page.
func TestMissedDates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ada := duties(s)["Ada"]
	b := s.signedIn(access.Coordinator, "NORTH")
	form := "/people/" + ada + "/record/missed-date?for=local.register-review%3A3%3A2026-02-20%3A2026-02-27"

	doc := b.page("/due?missing-reasons=1")
	says(t, doc, "1 date was missed, without a reason recorded", "February 2026 (1)", "Overdue by 3 days", "Say why it was missed Ada Moss, Review of the rating")
	if got := dueNames(doc); !slices.Equal(got, []string{"Ada Moss"}) {
		t.Errorf("it lists %q", got)
	}
	if find(doc, "href", form) == nil {
		t.Errorf("no link to %s:\n%s", form, text(doc))
	}
	if got, want := partOfPage(t, b.page("/people/"+ada), "missed"), "Missed dates 1 date was missed. For 1 no reason is recorded yet. Review of the rating Overdue by 3 days"+
		" Was due by Friday 27 February 2026. Still to be done Reason not recorded yet . Say why it was missed Review of the rating, 27 February 2026"; got != want {
		t.Errorf("missed\n got %s\nwant %s", got, want)
	}

	doc = b.page(form)
	says(t, doc, "Say why a date was missed", "Ada Moss", "Review of the rating", "Friday 27 February 2026", "Still to be done", "Nobody yet", "A panel could not be found in time")
	version := attr(find(doc, "name", "version"), "value")
	got := b.post(form, url.Values{"do": {"save"}, "version": {version}, "reason": {"other"}, "note": {" "}})
	doc = got.walked(http.StatusUnprocessableEntity)
	says(t, doc, "Say in words why the date was missed", "Choose who was told, or “Nobody yet”")
	if !has(find(doc, "value", "other"), "checked") {
		t.Error("the answer that was given is not kept")
	}
	b.post(form, url.Values{"do": {"save"}, "version": {version}, "reason": {"other"}, "told": {"person", "commissioner"}, "note": {"Snowed in for 2 weeks"}}).leads("/people/" + ada)

	want := ratingReview
	want.Reason, want.Told = casefile.MissedOther, []casefile.Told{"person", "commissioner"}
	entries := s.kase("NORTH", ada).Entries
	if e := entries[len(entries)-1]; !reflect.DeepEqual(e.Fact, casefile.Fact(want)) || e.Note != "Snowed in for 2 weeks" || e.On != s.today() {
		t.Errorf("recorded %+v", e)
	}
	doc = b.page("/people/" + ada)
	says(t, doc, "Why the date of 27 February 2026 was missed", "Snowed in for 2 weeks", "Told The person, responsible commissioner")
	if got := partOfPage(t, doc, "missed"); !strings.Contains(got, "1 date was missed. Review") || !strings.Contains(got, "Another reason . Recorded on 2 March 2026 Review of the rating . Change the reason") {
		t.Errorf("missed: %s", got)
	}
	says(t, b.page("/due?missing-reasons=1"), "For every date that was missed since the record was begun here, the reason is recorded.")
	says(t, b.page(form), "A reason is recorded already.", "Snowed in for 2 weeks")

	// Done late, it is not forgotten.
	s.record("NORTH", ada, casefile.Add{On: s.today(), Fact: casefile.Meeting{}})
	says(t, b.page("/people/"+ada), "1 date was missed.", "Done late", "Done on 2 March 2026, 3 days late")
	if log := s.log.String(); strings.Contains(log, "2026-02-27") || strings.Contains(log, ada) {
		t.Errorf("the log says whose date it was:\n%s", log)
	}
}

// TestMissedDatesFilters asks for each.
func TestMissedDatesFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s)
	s.later(12 * 24 * time.Hour) // to 14 March
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"))
	for query, want := range map[string]string{
		"missing-reasons=1":              "Bea Cy Ada Bea Ada",
		"missing-reasons=1&who=mine":     "Cy Ada Ada",
		"kind=reviews&missing-reasons=1": "Bea Ada",
	} {
		doc := b.page("/due?" + query)
		var given []string
		for _, name := range dueNames(doc) {
			given = append(given, strings.Fields(name)[0])
		}
		if got := strings.Join(given, " "); got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
	}
	says(t, b.page("/due?missing-reasons=1"), "March 2026 (4)", "February 2026 (1)")
	b.get("/due?missing-reasons=1&as=month&when=later").leads("/due?missing-reasons=1")
}

func TestMissedDateRefusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := duties(s)
	path := func(name, subject string) string {
		return place{"missed-date", people[name], subject}.path()
	}
	missed := missedSubject(ratingReview)
	b := s.signedIn(access.Coordinator, "NORTH")
	for _, subject := range []string{"", "x", strings.Replace(missed, "02-27", "02-28", 1), "policy.red-review:3:2026-02-20:2026-03-06"} {
		b.get(path("Ada", subject)).walked(http.StatusNotFound)
		b.post(path("Ada", subject), url.Values{"do": {"save"}, "reason": {"papers-late"}, "told": {"nobody"}}).walked(http.StatusNotFound)
	}
	b.get(path("Gwen", missed)).walked(http.StatusNotFound)
	s.signedIn(access.Coordinator, "SOUTH").get(path("Ada", missed)).walked(http.StatusNotFound)
	executive := s.signedIn(access.Executive, "NORTH")
	executive.get(path("Ada", missed)).walked(http.StatusForbidden)
	executive.post(path("Ada", missed), url.Values{"do": {"save"}, "reason": {"papers-late"}, "told": {"nobody"}}).walked(http.StatusForbidden)
	saysNot(t, executive.page("/due?missing-reasons=1"), "Say why")
	saysNot(t, executive.page("/people/"+people["Ada"]), "Say why")
	says(t, executive.page("/people/"+people["Ada"]), "Reason not recorded yet")
	if n := s.kase("NORTH", people["Ada"]).Version(); n != 4 {
		t.Errorf("the record has %d entries", n)
	}
}
