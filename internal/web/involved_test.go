package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// involve gives whoever has signed in with a browser a relation to a person.
func (s *site) involve(b *browser, register, caseID string, relation access.Relation) {
	s.t.Helper()
	n := app.NewInvolvement{UserID: s.whoIs(b), Relation: relation}
	if relation.NeedsAgreement() {
		n.Agreed = casefile.Own
	}
	if err := s.app.Involve(s.t.Context(), app.CommandLine(register), caseID, n); err != nil {
		s.t.Fatal(err)
	}
}

// consents records a decision about being on the register.
func (s *site) consents(register, caseID string, d casefile.ConsentDecision) {
	s.t.Helper()
	s.record(register, caseID, casefile.Add{On: s.today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: casefile.Own}, Note: "In their own words."})
}

func TestARelationIsGivenAndEnded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	nurse := s.signedIn(access.Clinician, "NORTH")
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id, "GET "+involvedPath(id), "GET /people/"+id+"/record", "POST /people/"+id+"/record/note")
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	path := involvedPath(id)
	says(t, coordinator.page(path), "Rosie Evans-Okoro", "Nobody has a relation", "Add somebody")

	bad := coordinator.fill(path, map[string]string{})
	says(t, bad.walked(http.StatusUnprocessableEntity), "Choose who is involved", "Choose how they are involved")
	doc := coordinator.fill(path, map[string]string{"user": s.whoIs(nurse), "relation": "provider"}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "has the role “Clinician” in this register, which does not go with this")
	if attr(find(doc, "value", s.whoIs(nurse)), "selected") == "" && !has(find(doc, "value", s.whoIs(nurse)), "selected") {
		t.Error("who was chosen is not kept")
	}
	doc = coordinator.fill(path, map[string]string{"user": s.whoIs(nurse), "relation": "panel"}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Choose the review or the action")

	coordinator.fill(path, map[string]string{"user": s.whoIs(nurse), "relation": "care-team"}).leads(path)
	says(t, coordinator.page(path), "In the care team", "Since 2 March 2026")
	says(t, nurse.page("/people/"+id), "Rosie")
	says(t, nurse.page("/register"), "1 person")
	doc = coordinator.fill(path, map[string]string{"user": s.whoIs(nurse), "relation": "care-team"}).walked(http.StatusUnprocessableEntity)
	says(t, doc, "They are involved in this way already")

	end := attr(find(coordinator.page(path), "name", "end"), "value")
	coordinator.post(path+"/end", url.Values{"end": {end}}).leads(path)
	says(t, coordinator.page(path), "Who was involved before (1)")
	refused(t, nurse, http.StatusNotFound, "GET /people/"+id)
	says(t, nurse.page("/register"), "Nobody")
	if got := coordinator.post(path+"/end", url.Values{"end": {end}}); got.status != http.StatusNotFound {
		t.Errorf("ended twice: %d", got.status)
	}
}

// Nobody learns from an answer if somebody is on the register.
func TestWhoMayNotBeSeenIsNotFoundLikeWhoIsNotThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	for _, role := range []access.Role{access.Clinician, access.SocialWorker, access.Provider, access.PanelMember, access.Advocate, access.Family, access.InformationGovernance} {
		b := s.signedIn(role, "NORTH")
		for _, path := range []string{"", "?on=2026-02-01", "/involved", "/record", "/record/note", "/record/note?for=x", "/entries/1/strike-out", "/entries/1/mark"} {
			there, not := b.get("/people/"+id+path), b.get("/people/nobody"+path)
			if there.status != not.status || strings.ReplaceAll(there.body, id, "nobody") != not.body || there.status < 400 {
				t.Errorf("%s, %s: %d and %d, or the pages differ", role, path, there.status, not.status)
			}
		}
		if role == access.Clinician || role == access.SocialWorker {
			for _, text := range []string{"Evans", "999 476 0173", "1/5/2009"} {
				found := b.get(b.post("/register/search", url.Values{"text": {text}}).location)
				saysNot(t, found.walked(http.StatusOK), "Okoro")
			}
		}
	}
	// Their number is taken, and only who may see whose it is learns that.
	clinician := s.signedIn(access.Clinician, "NORTH")
	typed := map[string]string{"given_name": "Other", "family_name": "Person", "nhs_number": "999 476 0173"}
	doc := clinician.fill("/people/new", typed).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Ask the register coordinator")
	saysNot(t, doc, "already", "Okoro")
	// So is whoever has the same name and day of birth.
	same := day(map[string]string{"given_name": "ROSIE", "family_name": "evans okoro"}, "birth_date", rosa.BirthDate)
	doc = clinician.fill("/people/new", same).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Homeward cannot add this person for you. Ask the register coordinator")
	saysNot(t, doc, "Rosa", "already")
	says(t, s.signedIn(access.Coordinator, "NORTH").fill("/people/new", typed).walked(http.StatusUnprocessableEntity), "on the register already")
}

func TestWhoAddsAPersonIsInvolvedWithThem(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	clinician, other := s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	got := clinician.fill("/people/new", map[string]string{"given_name": "Rosa", "family_name": "Evans"})
	says(t, clinician.page(got.location), "Rosa Evans")
	says(t, clinician.page(got.location+"/involved"), "In the care team")
	refused(t, other, http.StatusNotFound, "GET "+got.location)
}

func TestConsentWithdrawnCutsOnTheVeryNextRequest(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Add{On: s.today() - 9, Fact: casefile.Note{}, Note: "Was afraid of the ward."},
		casefile.Add{On: s.today() - 9, Fact: casefile.Address{Lines: "1 Hidden Street"}},
		casefile.Rate{On: s.today() - 9, Rated: casefile.Rated{Rating: casefile.Amber}, Reason: "Sleeps badly."})
	s.consents("NORTH", id, casefile.Given)
	secret := []string{"Was afraid", "Hidden Street", "Sleeps badly"}
	browsers := map[access.Role]*browser{}
	for role, relation := range map[access.Role]access.Relation{
		access.Clinician: access.CareTeam, access.SocialWorker: access.NamedWorker, access.Provider: access.OfProvider,
		access.Advocate: access.SpeaksFor, access.Family: access.Chosen, access.Chair: "", access.ReviewCoordinator: "", access.Executive: "", access.Coordinator: "",
	} {
		b := s.signedIn(role, "NORTH")
		if browsers[role] = b; relation != "" {
			s.involve(b, "NORTH", id, relation)
		}
		says(t, b.page("/people/"+id), secret...)
	}
	s.consents("NORTH", id, casefile.Withdrawn)
	for role, b := range browsers {
		got := b.get("/people/" + id)
		switch role {
		case access.Coordinator: // keeps the record right
			says(t, got.walked(http.StatusOK), append(secret, "No consent to be on the register")...)
		case access.Provider, access.Advocate, access.Family:
			if got.status != http.StatusNotFound {
				t.Errorf("%s: status %d", role, got.status)
			}
			if role != access.Provider {
				saysNot(t, b.page("/involved"), "Rosie")
				continue
			}
			says(t, b.page("/register"), "Nobody")
			saysNot(t, b.page("/due"), "Rosie")
		default:
			doc := got.walked(http.StatusOK)
			says(t, doc, "Rosa Evans-Okoro", "withdrawn", "they do not consent to being on the register", "999 476 0173")
			saysNot(t, doc, secret...)
			for _, path := range []string{"?on=2026-03-01", "/involved"} {
				if got := b.get("/people/" + id + path); got.status == http.StatusOK {
					saysNot(t, walk(t, got.body), secret...)
				}
			}
		}
	}
	// What has to be recorded can be, and nothing else.
	chair := browsers[access.Chair]
	refused(t, chair, http.StatusForbidden, "GET /people/"+id+"/record/note", "GET /people/"+id+"/record/details", "POST /people/"+id+"/record/note")
	saysNot(t, chair.page("/people/"+id+"/record"), "Write a note")
	chair.steps("/people/"+id+"/record/consent", map[string]string{"to": "register", "decision": "given", "basis": "own"}, toldHow, nil, nil).leads("/people/" + id + "/consent")
	says(t, chair.page("/people/"+id), secret...)
	says(t, browsers[access.Family].page("/people/"+id), secret...)

	// A register may settle that its coordinators too see no more.
	s.consents("NORTH", id, casefile.Refused)
	coordinator := browsers[access.Coordinator]
	says(t, coordinator.page("/people/"+id), secret...)
	s.signedIn(access.Administrator, "NORTH").fill("/settings/access", map[string]string{"coordinators": "minimum", "hours": "2"}).leads("/settings/access")
	saysNot(t, coordinator.page("/people/"+id), secret...)
	says(t, coordinator.page("/people/"+id), "they do not consent to being on the register", "Record consent")
}

func TestARestrictedRecordIsForThoseWhoAreNamed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	first, second := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Coordinator, "NORTH")
	executive := s.signedIn(access.Executive, "NORTH")
	restricted := "/people/" + id + "/restricted"
	says(t, first.post(restricted, url.Values{"restricted": {"1"}}).walked(http.StatusUnprocessableEntity), "Say why")
	first.post(restricted, url.Values{"restricted": {"1"}, "reason": {"She is the child of a colleague."}}).leads(involvedPath(id))
	says(t, first.page("/people/"+id), "Restricted: only those who are involved see this record")
	for _, b := range []*browser{second, executive} {
		refused(t, b, http.StatusNotFound, "GET /people/"+id, "GET "+involvedPath(id))
		says(t, b.page("/register"), "Nobody")
		saysNot(t, b.page("/due"), "Rosie")
	}
	if got := executive.get("/register/export?format=csv"); strings.Contains(got.body, "Okoro") || got.status != http.StatusOK {
		t.Errorf("the export has her: %d %s", got.status, got.body)
	}
	// Somebody who may end it always stays.
	doc := first.page(involvedPath(id))
	end := attr(find(doc, "name", "end"), "value")
	says(t, first.post(involvedPath(id)+"/end", url.Values{"end": {end}}).walked(http.StatusUnprocessableEntity), "Somebody who keeps the register must be able to see this record")
	first.fill(involvedPath(id), map[string]string{"user": s.whoIs(second), "relation": "named"}).leads(involvedPath(id))
	says(t, second.page("/people/"+id), "Rosa")
	first.post(involvedPath(id)+"/end", url.Values{"end": {end}}).leads("/")
	refused(t, first, http.StatusNotFound, "GET /people/"+id)
	second.post(restricted, url.Values{"restricted": {""}, "reason": {"No longer needed."}}).leads(involvedPath(id))
	says(t, executive.page("/people/"+id), "Rosa")
	says(t, second.page(involvedPath(id)), "She is the child of a colleague.", "No longer needed.")
}

func TestAPanelMemberSeesTheirReviewAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	d := rosa
	d.Communication = "Short sentences, please."
	id := s.person("NORTH", d, casefile.Add{On: s.today() - 9, Fact: casefile.Note{}, Note: "Was afraid of the ward."},
		casefile.Add{On: s.today() - 9, Fact: casefile.ReviewArranged{ID: "r1", For: s.today() + 9, Setting: casefile.Community}},
		casefile.Add{On: s.today() - 9, Fact: casefile.ReviewArranged{ID: "r2", For: s.today() + 99, Setting: casefile.Community}})
	s.consents("NORTH", id, casefile.Given)
	email := s.user("theo.lambert@example.org", []access.Role{access.PanelMember}, "NORTH")
	b := s.browser()
	b.signIn(email)
	if err := s.app.Involve(t.Context(), app.CommandLine("NORTH"), id, app.NewInvolvement{UserID: s.whoIs(b), Relation: access.OnPanel, Subject: "r1", Until: s.today() + 10}); err != nil {
		t.Fatal(err)
	}
	refused(t, b, http.StatusNotFound, "GET /people/"+id) // nobody has asked about the review
	s.record("NORTH", id, casefile.Add{On: s.today(), Fact: casefile.Consent{To: casefile.ToReview, Review: "r1", Decision: casefile.Given, Basis: casefile.Own}})
	says(t, b.page("/involved"), "Rosie Evans-Okoro", "On the panel of a review until 12 March 2026", "You see what concerns your part")
	doc := b.page("/people/" + id)
	says(t, doc, "Rosa Evans-Okoro", "Short sentences", "Review arranged for 11 March 2026", "nothing else of this record")
	saysNot(t, doc, "afraid", "9 June 2026", "999 476 0173", "Record something else")
	refused(t, b, http.StatusForbidden, "GET "+involvedPath(id), "GET /register", "GET /due", "GET /people/"+id+"/record")
	s.later(11 * 24 * time.Hour)
	b.signIn(email)
	refused(t, b, http.StatusNotFound, "GET /people/"+id)
}
