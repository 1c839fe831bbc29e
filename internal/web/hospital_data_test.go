package web

import (
	"net/http"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

func TestDataOfTheReturn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	home := s.person("NORTH", rosa)
	says(t, b.page("/people/"+home+"/hospital/data"), "There is nothing to return")
	details := rosa
	details.NHSNumber = ""
	id := s.person("NORTH", details,
		casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}, admitted)
	doc := b.page("/people/" + id + "/hospital/data")
	says(t, doc, "items are not recorded.", "NHS number", "Section 2", "Not recorded yet", "Where they were before: see the admission")
	if find(doc, "href", "/people/"+id+"/record/discharge-plan") == nil || find(doc, "href", "/people/"+id+"?entry=4#entry-4") == nil {
		t.Error("it does not lead to where what is missing is recorded")
	}
	got := b.get("/inpatients/export")
	lines := strings.Split(strings.TrimSpace(got.body), "\n")
	if got.status != http.StatusOK || len(lines) != 2 || !strings.HasPrefix(lines[0], "NHSNumber,Gender,") || !strings.Contains(lines[1], "RXX01") {
		t.Errorf("exported with status %d: %s", got.status, got.body)
	}
	ward := s.signedIn(access.Provider, "NORTH")
	ward.get("/people/" + id + "/hospital/data").walked(http.StatusNotFound)
	refused(t, ward, http.StatusForbidden, "GET /inpatients/export")
}
