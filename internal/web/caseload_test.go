package web

import (
	"net/http"
	"net/url"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// The cases that are chosen are shown once more, and then held by somebody else,
// who finds it on their page of the day.
func TestGivingCasesToSomebodyElse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	keeper := s.actor(access.Coordinator, "NORTH")
	add := func(given, holder string) string {
		t.Helper()
		got, err := s.app.AddPerson(t.Context(), keeper, casefile.Open{On: s.today(), Details: casefile.Details{GivenName: given, FamilyName: "Example"}},
			casefile.Add{On: s.today(), Fact: casefile.Coordinator{Name: holder}}, casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "In crisis"})
		if err != nil {
			t.Fatal(err)
		}
		return got.Case
	}
	jo, helen := s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"), s.user("helen.price@example.org", []access.Role{access.Clinician}, "NORTH")
	rosie, tom, ada := add("Rosie", "jo marsh"), add("Tom", "jo marsh"), add("Ada", "sunita rao")
	s.user("sunita.rao@example.org", []access.Role{access.ReviewCoordinator}, "NORTH")

	b := s.browser()
	b.signIn(jo)
	doc := b.page("/caseload")
	says(t, doc, "2 people whose case you hold", "Rosie Example", "Tom Example", "How many people each holds", "sunita rao")
	saysNot(t, doc, "Ada Example")
	says(t, b.page("/caseload?who=all"), "3 people", "Ada Example")
	says(t, b.page("/caseload?holder=sunita+rao"), "1 person whose case sunita rao holds", "Ada Example")
	b.get("/caseload/change").leads("/caseload")

	check := "/caseload/change?" + url.Values{"person": {rosie, tom}}.Encode()
	doc = b.page(check)
	says(t, doc, "Change who holds 2 cases", "Rosie Example", "Tom Example")
	form := formOf(t, doc, "/caseload/change")
	missing := b.post("/caseload/change", form.with(map[string]string{"to": "helen price"}))
	says(t, missing.walked(http.StatusUnprocessableEntity), "Say why somebody else holds the cases", "Rosie Example")

	// Somebody else was quicker with one of them: nothing is changed, and what was typed is there.
	if _, err := s.app.Record(t.Context(), keeper, tom, app.AnyVersion, casefile.Add{On: s.today(), Fact: casefile.Coordinator{Name: "sunita rao"}}); err != nil {
		t.Fatal(err)
	}
	right := map[string]string{"to": "helen price", "reason": "She knows them"}
	late := b.post("/caseload/change", form.with(right))
	doc = late.walked(http.StatusConflict)
	says(t, doc, "Somebody else has changed who holds Tom Example meanwhile", "She knows them")
	says(t, b.page("/caseload"), "1 person whose case you hold")

	b.post("/caseload/change", formOf(t, doc, "/caseload/change").with(nil)).leads("/caseload?holder=helen+price")
	says(t, b.page("/caseload?holder=helen+price"), "2 cases are given to somebody else", "Rosie Example", "Tom Example")
	if _, err := s.app.Record(t.Context(), keeper, ada, app.AnyVersion, casefile.Add{On: s.today(), Fact: casefile.Note{}, Note: "Hello"}); err != nil {
		t.Fatal(err)
	}

	h := s.browser()
	h.signIn(helen)
	doc = h.page("/today")
	says(t, doc, "Cases given and taken", "You hold 2 more cases", "jo marsh, today")
	h.post("/today/told", formOf(t, doc, "/today/told").with(nil)).leads("/today")
	saysNot(t, h.page("/today"), "Cases given and taken")
	doc = h.page("/caseload")
	says(t, doc, "2 people whose case you hold")
	if find(doc, "action", "/caseload/change") != nil || find(doc, "name", "person") != nil {
		t.Error("a clinician is offered to give cases away")
	}
	if got := h.get(check); got.status != http.StatusForbidden {
		t.Errorf("a clinician is answered %d", got.status)
	}
	if got := b.get("/caseload/change?person=0000"); got.status != http.StatusNotFound {
		t.Errorf("somebody who is not there is answered %d", got.status)
	}
}
