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
	// Of a contact it leads to that contact, and of a stay to what it lacks.
	uncle := casefile.Contact{ID: "0123456789abcdef0123", Role: "Uncle", Name: "Ted Example"}
	away := rosa
	away.NHSNumber = ""
	id := s.person("NORTH", away, casefile.Add{On: feb1, Fact: uncle}, casefile.BringIn{Entries: []casefile.Entry{
		{On: feb1, Fact: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.Low}}, {On: feb1, Fact: casefile.Rated{Rating: casefile.Blue}}, {On: feb1, Fact: casefile.PlannedDischarge{Day: feb1 + 9}},
	}})
	for check, mends := range map[string]struct {
		form  string
		typed map[string]string
	}{
		"contact":      {"contact?for=" + uncle.ID, map[string]string{"phone": "01632 960001"}},
		"legal-status": {"legal-status", map[string]string{"legal_status": "3"}},
		"planned-past": {"planned-discharge", day(nil, "day", march2+30)},
	} {
		form := "/people/" + id + "/record/" + mends.form
		if find(b.page("/data-quality?check="+check), "href", form) == nil {
			t.Errorf("%s: nothing leads to %s", check, form)
		}
		b.fill(form, mends.typed).leads("/people/" + id)
		says(t, b.page("/data-quality?check="+check), "Nobody is left")
	}
	if c := s.kase("NORTH", id); len(c.Contacts) != 1 || c.Contacts[0].Phone == "" {
		t.Errorf("the contacts are %+v", c.Contacts)
	}
	// A section that has run out, or runs out soon by the local standard.
	id = s.person("NORTH", casefile.Details{GivenName: "Una", FamilyName: "Example"}, casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}, admitted)
	s.record("NORTH", id, casefile.Add{On: feb1 + 1, Fact: casefile.LegalStatusChange{LegalStatus: "3", LegalTerms: casefile.LegalTerms{Until: march2 - 1}}})
	section := "/people/" + id + "/record/legal-status"
	if find(b.page("/data-quality?check=section-past"), "href", section) == nil {
		t.Error("nothing leads to the form of the section")
	}
	says(t, b.page("/people/"+id+"/hospital"), "The section has run out", "until 1 March 2026")
	says(t, b.page("/inpatients"), "Ran out 1 Mar 2026")
	b.fill(section, day(map[string]string{"legal_status": "3"}, "legal_until", march2+20)).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Section 3, until 22 March 2026")
	says(t, b.page("/data-quality?check=section-past"), "Nobody is left")
	says(t, b.page("/data-quality?check=section-soon"), "Nobody is left", "within 14 days, a local standard")
	saysNot(t, b.page("/people/"+id+"/hospital"), "The section runs out soon")
	s.signedIn(access.Administrator, "NORTH").fill(dischargeSettingsPath, map[string]string{"section_days": "20"}).leads(dischargeSettingsPath)
	says(t, b.page("/data-quality?check=section-soon"), "1 person", "within 20 days")
	says(t, b.page("/people/"+id+"/hospital"), "The section runs out soon", "runs out on 22 March 2026 unless it is renewed")
	says(t, b.page("/inpatients"), "Runs out 22 Mar 2026")
	// Who said no and is on it all the same.
	s.record("NORTH", id, casefile.Add{On: march2, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}})
	says(t, b.page("/data-quality?check=refused"), "Said no, and still on the register", "1 person")

	executive := s.signedIn(access.Executive, "NORTH").page("/data-quality?check=consent")
	says(t, executive, "Open the record")
	saysNot(t, s.signedIn(access.Clinician, "NORTH").page("/data-quality"), "Rosie")
}
