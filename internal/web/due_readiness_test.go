package web

import (
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestReadiness(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	autistic := casefile.Add{On: feb1, Fact: casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}}
	inHospital := s.person("NORTH", casefile.Details{GivenName: "Al", FamilyName: "Roy", BirthDate: civil.Of(1990, 1, 1)}, autistic, admitted)
	atHome := s.person("NORTH", casefile.Details{GivenName: "Bo", FamilyName: "Ek", BirthDate: civil.Of(1990, 1, 1)}, autistic)
	b := s.signedIn(access.Coordinator, "NORTH")

	doc := b.page("/people/" + inHospital)
	saysNot(t, doc, "This is not law yet", "First review of a detained patient")
	if find(doc, "href", "/people/"+inHospital+"?readiness=1#readiness") == nil {
		t.Error("nothing leads to the readiness")
	}
	doc = b.page("/people/" + inHospital + "?readiness=1")
	part := partOfPage(t, doc, "readiness")
	for _, want := range []string{"This is not law yet", "Nothing below is a duty", "First review of a detained patient", "Would have to be done by Sunday 29 March 2026", "28 days beginning with Monday 2 March 2026"} {
		if !strings.Contains(part, want) {
			t.Errorf("it does not say %q:\n%s", want, part)
		}
	}
	if strings.Contains(partOfPage(t, doc, "due"), "detained patient") {
		t.Error("what is not law is listed as due")
	}
	saysNot(t, b.page("/due?kind=statute"), "Al Roy")
	saysNot(t, b.page("/people/"+inHospital+"?on=2026-02-20&readiness=1"), "This is not law yet")

	says(t, b.page("/people/"+atHome+"?readiness=1"), "Part 8A would ask for nothing for Bo Ek today.")
	saysNot(t, b.page("/people/"+atHome), "Part 8A")
}
