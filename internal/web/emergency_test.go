package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// inEmergency is the form, filled in for Rosa by her number.
func inEmergency(more map[string]string) map[string]string {
	typed := day(map[string]string{"reason": "She is at A&E and cannot tell us her medication."}, "birth_date", rosa.BirthDate)
	for k, v := range more {
		typed[k] = v
	}
	return typed
}

func TestARecordIsOpenedInAnEmergency(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Add{On: s.today() - 9, Fact: casefile.Note{}, Note: "Allergic to penicillin."})
	s.consents("NORTH", id, casefile.Withdrawn)
	clinician, colleague := s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	governance := s.signedIn(access.InformationGovernance, "NORTH")
	says(t, governance.page("/emergency-access"), "No record has been opened")
	for _, role := range []access.Role{access.SocialWorker, access.Executive, access.Provider, access.Administrator, access.InformationGovernance} {
		refused(t, s.signedIn(role, "NORTH"), http.StatusForbidden, "GET /emergency", "POST /emergency")
	}
	refused(t, clinician, http.StatusForbidden, "GET /emergency-access", "GET /emergency-access/x", "POST /emergency-access/x")

	doc := clinician.fill("/emergency", map[string]string{}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Say in a few words what the emergency is", "Enter the NHS number", "Enter the date of birth")
	for name, wrong := range map[string]map[string]string{
		"number": {"nhs_number": "999 123 4578"}, "name": {"given_name": "Rosa", "family_name": "Evans"}, "day": {"nhs_number": "999 476 0173", "birth_date[day]": "2"},
	} {
		got := clinician.fill("/emergency", inEmergency(wrong))
		says(t, got.walked(http.StatusUnprocessableEntity), "Nobody in this register has exactly these details")
		if strings.Contains(got.body, "/people/"+id) {
			t.Errorf("%s: it tells whom", name)
		}
	}
	clinician.fill("/emergency", inEmergency(map[string]string{"given_name": "rosie", "family_name": "EVANS-OKORO"})).leads("/people/" + id)
	doc = clinician.page("/people/" + id)
	says(t, doc, "The record is open for you until 16:00", "You opened this record in an emergency. It closes at 16:00", "Allergic to penicillin")
	refused(t, colleague, http.StatusNotFound, "GET /people/"+id)
	// Who keeps the record sees who looked and why; so will the person.
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	says(t, coordinator.page("/people/"+id+"/looked"), "Opened the record in an emergency", "an emergency")
	says(t, coordinator.page(involvedPath(id)), "Opened in an emergency", "cannot tell us her medication")
	saysNot(t, clinician.page("/register"), "Rosie") // it is open, not listed
	clinician.fill("/emergency", inEmergency(map[string]string{"nhs_number": "9994760173"})).leads("/people/" + id)
	says(t, clinician.page("/people/"+id), "You may see this record anyway")

	doc = governance.page("/emergency-access")
	says(t, doc, "1 is still to be looked at", "Rosie Evans-Okoro", "cannot tell us her medication", "Open until 16:00", "Emergency access (1)")
	saysNot(t, doc, "penicillin")
	var link string
	for n := range doc.Descendants() {
		if n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/emergency-access/") {
			link = attr(n, "href")
		}
	}
	refused(t, governance, http.StatusNotFound, "GET /people/"+id)
	says(t, governance.fill(link, map[string]string{}).walked(http.StatusUnprocessableEntity), "Choose what came of it")
	says(t, governance.fill(link, map[string]string{"outcome": "not-justified"}).walked(http.StatusUnprocessableEntity), "Say what you found")
	governance.fill(link, map[string]string{"outcome": "justified"}).leads("/emergency-access")
	doc = governance.page("/emergency-access")
	says(t, doc, "Each of them has been looked at.", "It was an emergency", "Looked at by")
	saysNot(t, doc, "Emergency access (1)")

	for range 4 {
		s.later(59 * time.Minute)
		clinician.page("/people/" + id)
	}
	s.later(4 * time.Minute)
	refused(t, clinician, http.StatusNotFound, "GET /people/"+id)
	elsewhere := s.signedIn(access.InformationGovernance, "SOUTH")
	refused(t, elsewhere, http.StatusNotFound, "GET "+link, "POST "+link)
	saysNot(t, elsewhere.page("/emergency-access"), "Rosie")
	if strings.Contains(s.log.String(), "Rosie") || strings.Contains(s.log.String(), "9994760173") {
		t.Error("the log has who it was")
	}
}

func TestLookingForSomebodyInAnEmergencyIsLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.person("NORTH", casefile.Details{GivenName: "Rosa", FamilyName: "Same", BirthDate: rosa.BirthDate})
	s.person("NORTH", casefile.Details{GivenName: "Rosa", FamilyName: "Same", BirthDate: rosa.BirthDate})
	b := s.signedIn(access.Clinician, "NORTH")
	for range 5 { // of two with one name, neither
		b.fill("/emergency", inEmergency(map[string]string{"given_name": "Rosa", "family_name": "Same"})).walked(http.StatusUnprocessableEntity)
	}
	right := inEmergency(map[string]string{"nhs_number": "999 476 0173"})
	says(t, b.fill("/emergency", right).walked(http.StatusTooManyRequests), "Wait 15 minutes")
	other := s.signedIn(access.Coordinator, "NORTH")
	other.fill("/emergency", right).leads("/people/" + id)
	says(t, other.page("/people/"+id), "You may see this record anyway")
	s.later(16 * time.Minute)
	b.fill("/emergency", right).leads("/people/" + id)
}

// A restricted record opens as well, for who keeps the register.
func TestARestrictedRecordOpensInAnEmergency(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	if err := s.app.Restrict(t.Context(), s.actor(access.Coordinator, "NORTH"), id, true, "a colleague's child"); err != nil {
		t.Fatal(err)
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	refused(t, b, http.StatusNotFound, "GET /people/"+id)
	b.fill("/emergency", inEmergency(map[string]string{"nhs_number": "999 476 0173"})).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Rosa")

	// Nobody who works here was named on it, so governance is told whom to look for.
	governance := s.signedIn(access.InformationGovernance, "NORTH")
	doc := governance.page("/emergency-access")
	says(t, doc, "Emergency access (2)", "Restricted records that no coordinator can see", "Rosie Evans-Okoro", "999 476 0173", rosa.BirthDate.Long())
	saysNot(t, s.signedIn(access.InformationGovernance, "SOUTH").page("/emergency-access"), "Rosie", "no coordinator can see")
	const name = "/emergency-access/named"
	form := formOf(t, governance.page("/emergency-access"), name)
	wrong := governance.post(name, form.with(map[string]string{"record": id})).walked(http.StatusUnprocessableEntity)
	says(t, wrong, "Choose who is to look after it")
	if again := formOf(t, wrong, name); again.values.Get("record") != id {
		t.Errorf("what was chosen is gone: %v", again.values)
	}
	refused(t, b, http.StatusForbidden, "POST "+name)
	governance.post(name, form.with(map[string]string{"record": id, "keeper": s.whoIs(b)})).leads("/emergency-access")
	says(t, b.page("/people/"+id), "Rosa")
	saysNot(t, governance.page("/emergency-access"), "no coordinator can see", "Emergency access (2)")
}
