package web

import (
	"net/http"
	"net/url"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// employ has whoever has signed in with a browser work for an organisation.
func (s *site) employ(b *browser, role access.Role, code string) {
	s.t.Helper()
	line, id := app.CommandLine("NORTH"), s.whoIs(b)
	user, err := s.app.User(s.t.Context(), line, id)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.app.ChangeUser(s.t.Context(), line, id, user.Name, app.Place{Roles: []access.Role{role}, Organisation: code}); err != nil {
		s.t.Fatal(err)
	}
}

func TestWhoWorksForAnOrganisationThatIsInvolvedSeesThePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.consents("NORTH", id, casefile.Given)
	path := involvedPath(id)
	coordinator, nurse, other := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	saysNot(t, coordinator.page(path), "Add an organisation") // there is none
	for _, o := range []app.Organisation{{Code: "TRUST", Name: "Northern Trust", Kind: string(app.Trust)}, {Code: "HOMES", Name: "Northern Homes", Kind: string(app.CareProvider)}} {
		if err := s.app.AddOrganisation(t.Context(), app.CommandLine("NORTH"), o); err != nil {
			t.Fatal(err)
		}
	}
	s.employ(nurse, access.Clinician, "TRUST")
	s.employ(other, access.Clinician, "HOMES")
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)

	add := path + "/organisation"
	says(t, coordinator.post(add, url.Values{}).walked(http.StatusUnprocessableEntity), "Choose the organisation")
	past := url.Values{"organisation": {"TRUST"}, "organisation-until[day]": {"1"}, "organisation-until[month]": {"3"}, "organisation-until[year]": {"2026"}}
	says(t, coordinator.post(add, past).walked(http.StatusUnprocessableEntity), "The last day must be today or later")
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)
	coordinator.post(add, url.Values{"organisation": {"TRUST"}}).leads(path)
	says(t, coordinator.page(path), "Northern Trust", "Organisation involved", "Since 2 March 2026")
	says(t, coordinator.post(add, url.Values{"organisation": {"TRUST"}}).walked(http.StatusUnprocessableEntity), "It is involved already")

	says(t, nurse.page("/people/"+id), "Rosa")
	says(t, nurse.page("/register"), "1 person")
	refused(t, other, http.StatusNotFound, "GET /people/"+id)
	refused(t, nurse, http.StatusForbidden, "POST "+add)

	// Consent is all that an organisation sees by, and nobody is named by it.
	s.consents("NORTH", id, casefile.Withdrawn)
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)
	saysNot(t, nurse.page("/register"), "1 person")
	s.consents("NORTH", id, casefile.Given)
	restricted := "/people/" + id + "/restricted"
	coordinator.post(restricted, url.Values{"restricted": {"1"}, "reason": {"A colleague's child."}}).leads(path)
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)
	saysNot(t, nurse.page("/register"), "1 person")
	coordinator.post(restricted, url.Values{"restricted": {""}, "reason": {"No longer."}}).leads(path)
	says(t, nurse.page("/people/"+id), "Rosa")

	// Whoever moves to another organisation sees no more, at once.
	s.employ(nurse, access.Clinician, "HOMES")
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)
	s.employ(nurse, access.Clinician, "TRUST")
	end := attr(find(coordinator.page(path), "aria-label", "End: Northern Trust, Organisation involved"), "value")
	coordinator.post(path+"/end", url.Values{"end": {end}}).leads(path)
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)
}

func TestThePersonReadsTheirOwnRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa,
		casefile.Add{On: s.today() - 9, Fact: casefile.Note{}, Note: "Likes trains."},
		casefile.Add{On: s.today() - 9, Fact: casefile.Note{}, Note: "Her brother said so in confidence."})
	elsewhere := s.person("NORTH", casefile.Details{GivenName: "Other", FamilyName: "Person"})
	view, err := s.app.Person(t.Context(), s.actor(access.Coordinator, "NORTH"), id, app.AsAt{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range view.Case.Entries {
		if e.Note == "Her brother said so in confidence." {
			if err := s.app.Mark(t.Context(), app.CommandLine("NORTH"), id, e.Seq, access.ThirdParty, "told in confidence"); err != nil {
				t.Fatal(err)
			}
		}
	}
	rosas, second := s.signedIn(access.ThePerson, "NORTH"), s.signedIn(access.ThePerson, "NORTH")
	refused(t, rosas, http.StatusNotFound, "GET /people/"+id)
	s.involve(rosas, "NORTH", id, access.IsThem)
	for _, consent := range []casefile.ConsentDecision{casefile.Given, casefile.Withdrawn} { // it is about them, whatever they decide
		s.consents("NORTH", id, consent)
		doc := rosas.page("/people/" + id)
		says(t, doc, "Rosa", "Likes trains.", "third-party information")
		saysNot(t, doc, "in confidence", "Record something else")
	}
	says(t, rosas.page("/involved"), "Is this person")
	looked := rosas.page(lookedPath(id, 0))
	says(t, looked, "The person", "reading one's own record", "Back to the record")
	refused(t, rosas, http.StatusNotFound, "GET /people/"+elsewhere, "GET "+lookedPath(elsewhere, 0))
	refused(t, rosas, http.StatusForbidden, "GET /register", "GET /due", "POST /people/"+id+"/record/note")

	// One user is one person, and one person one user.
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	doc := coordinator.fill(involvedPath(id), map[string]string{"user": s.whoIs(second), "relation": "self"}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Another user is this person already")
	doc = coordinator.fill(involvedPath(elsewhere), map[string]string{"user": s.whoIs(rosas), "relation": "self"}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "This user is another person of the register")
}
