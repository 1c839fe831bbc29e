package web

import (
	"net/http"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// What is missing leads to the people, and they to the form that mends it; when
// it is mended they are gone from the list.
func TestDataQuality(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/data-quality"), "There is nobody to check")
	got, err := s.app.AddPerson(t.Context(), s.actor(access.Coordinator, "NORTH"), casefile.Open{On: s.today(), Details: casefile.Details{GivenName: "Rosie", FamilyName: "Example"}})
	if err != nil {
		t.Fatal(err)
	}
	says(t, b.page("/data-quality"), "of 1 person on the register", "Nobody holds the case", "100%")
	doc := b.page("/data-quality?check=holder")
	says(t, doc, "Nobody holds the case", "1 person", "Rosie Example", "Record who holds the case")
	form := "/people/" + got.Case + "/record/coordinator"
	if find(doc, "href", form) == nil {
		t.Error("nothing leads to the form")
	}
	b.post(form, formOf(t, b.page(form), form).with(map[string]string{"name": "Jo Marsh", "do": "save"}))
	says(t, b.page("/data-quality?check=holder"), "Nobody is left")
	if got := b.get("/data-quality?check=nonsense"); got.status != http.StatusNotFound {
		t.Errorf("a check that is none: %d", got.status)
	}
	executive := s.signedIn(access.Executive, "NORTH").page("/data-quality?check=consent")
	says(t, executive, "Open the record")
	saysNot(t, s.signedIn(access.Clinician, "NORTH").page("/data-quality"), "Rosie")
}
