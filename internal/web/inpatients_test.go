package web

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// inpatientNames are the people of the list, in its order.
func inpatientNames(doc *html.Node) string {
	var names []string
	for n := range doc.Descendants() {
		if n.Data == "th" && attr(n, "scope") == "row" {
			for a := range n.Descendants() {
				if a.Data == "a" {
					names = append(names, strings.Fields(text(a))[0])
				}
			}
		}
	}
	return strings.Join(names, " ")
}

func TestInpatientsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/inpatients"), "Nobody is in hospital", "0 admissions")
	person := func(given string, born civil.Date, days int, a casefile.Admission, more ...casefile.Fact) string {
		id := s.person("NORTH", casefile.Details{GivenName: given, FamilyName: "Example", BirthDate: born},
			casefile.Add{On: feb1 - 20, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}},
			casefile.Admit{On: march2 - civil.Date(days), Admission: a})
		for _, f := range more {
			s.record("NORTH", id, casefile.Add{On: march1, Fact: f, Note: "As found"})
		}
		return id
	}
	elm := casefile.Admission{Hospital: "X1", Ward: "Elm", Security: "general", LegalStatus: "2"}
	far := casefile.Admission{Hospital: "X2", Ward: "Oak", Security: "medium", LegalStatus: "3", OutOfArea: true, PlaceDetails: casefile.PlaceDetails{Name: "Far Hospital"}}
	ada := person("Ada", civil.Of(1980, 1, 1), 800, elm, casefile.PlannedDischarge{Day: march1 - 5})
	bo := person("Bo", civil.Of(2012, 1, 1), 20, far, casefile.DischargeDelay{ID: "d1", Code: "lack-housing"}, casefile.Segregation{ID: "s1", Form: casefile.Seclusion})
	person("Cy", civil.Of(1990, 1, 1), 5, elm, casefile.PlannedDischarge{Day: march1 + 50})

	doc := b.page("/inpatients")
	says(t, doc, "3 people are in hospital", "2 admissions", "Everybody who was admitted was on the register before", "All 2 were admitted without a community review or an emergency protocol meeting before",
		"In the past", "None planned", "No local housing", "Seclusion", "Far Hospital", "Medium secure", "800 days (2 years 2 months)", "nobody has confirmed it")
	for query, want := range map[string]string{
		"": "Ada Bo Cy", "sort=name&order=desc": "Cy Bo Ada", "sort=ward": "Bo Ada Cy", "only=out-of-area": "Bo", "only=no-plan": "Bo", "only=past": "Ada",
		"only=delayed&only=segregated": "Bo", "only=children": "Bo", "years=2": "Ada", "years=5": "", "only=nonsense": "Ada Bo Cy", "sort=planned": "Ada Cy Bo",
	} {
		if got := inpatientNames(b.page("/inpatients?" + query)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	// Each count leads to the people behind it, who left included.
	left := person("Dot", civil.Of(1990, 1, 1), 60, elm)
	s.record("NORTH", left, casefile.SendHome{On: march1 - 20, Rating: casefile.Amber, Reason: "Well"})
	doc = b.page("/inpatients")
	if a := find(doc, "href", "/inpatients?admitted=unreviewed"); a == nil || text(a) != "All 3 were admitted without a community review or an emergency protocol meeting before" {
		t.Error("the count leads nowhere")
	}
	says(t, doc, "1 of 3 was not on the register before")
	doc = b.page("/inpatients?admitted=unreviewed")
	says(t, doc, "3 admissions since 2 March 2025 with these filters", "Review before: neither", "Left hospital", "Not confirmed")
	if got := inpatientNames(doc); got != "Dot Bo Cy" {
		t.Errorf("without a review were %q", got)
	}
	if got := inpatientNames(b.page("/inpatients?admitted=unregistered")) + inpatientNames(b.page("/inpatients?admitted=all&only=children")); got != "DotBo" {
		t.Errorf("not registered, and children: %q", got)
	}
	says(t, b.page("/inpatients?years=5"), "Nobody is in hospital with these filters")

	// A ward manager sees those with whom they are involved, and a chair the
	// minimum of somebody who withdrew consent.
	ward := s.signedIn(access.Provider, "NORTH")
	says(t, ward.page("/inpatients"), "Nobody is in hospital")
	if err := s.app.Involve(t.Context(), app.CommandLine("NORTH"), bo, app.NewInvolvement{UserID: s.whoIs(ward), Relation: access.OfProvider}); err != nil {
		t.Fatal(err)
	}
	if got := inpatientNames(ward.page("/inpatients")); got != "Bo" {
		t.Errorf("the ward sees %q", got)
	}
	says(t, ward.page("/people/"+bo+"/hospital"), "Far Hospital", "Record leave from hospital")
	ward.get("/people/" + ada + "/hospital").walked(http.StatusNotFound)
	s.record("NORTH", bo, casefile.Add{On: march2, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}})
	says(t, ward.page("/inpatients"), "Nobody is in hospital")
	chair := s.signedIn(access.Chair, "NORTH")
	doc = chair.page("/inpatients")
	saysNot(t, doc, "No local housing", "Seclusion")
	says(t, doc, "Far Hospital", "Not shown")
	if got := inpatientNames(chair.page("/inpatients?only=delayed")); got != "" {
		t.Errorf("the chair finds %q by their delay", got)
	}
	if got := inpatientNames(chair.page("/inpatients?admitted=unreviewed")); got != "Dot Cy" {
		t.Errorf("the chair finds %q by what was not held", got)
	}
	says(t, chair.page("/inpatients"), "2 admissions", "All 2 were admitted without")
	says(t, b.page("/inpatients"), "No local housing", "Seclusion")
	refused(t, s.signedIn(access.Administrator, "NORTH"), http.StatusForbidden, "GET /inpatients")
	if got := inpatientNames(s.signedIn(access.Coordinator, "SOUTH").page("/inpatients")); got != "" {
		t.Errorf("another register sees %q", got)
	}
}

// Where the clock asks for no review, as after a refusal, the list says so
// instead of nothing.
func TestTheListSaysWhereNoReviewIsDue(t *testing.T) {
	t.Parallel()
	if lines := inpatientReviews(app.Inpatient{}, 0); len(lines) != 2 || lines[1].Text != "No date runs. What is due on their page says why" {
		t.Errorf("%+v", lines)
	}
	var x app.Inpatient
	x.NextReview = civil.Of(2026, 3, 9)
	if lines := inpatientReviews(x, civil.Of(2026, 3, 2)); len(lines) != 2 || lines[1].Text != "Next by "+short(x.NextReview) {
		t.Errorf("%+v", lines)
	}
}
