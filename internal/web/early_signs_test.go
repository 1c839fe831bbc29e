package web

import (
	"net/http"
	"reflect"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/checklist"
)

// An early sign suggests and never rates; who answers is not asked again until
// there is a new sign.
func TestEarlySigns(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	form := "/people/" + id + "/record/early-sign"
	says(t, b.page("/early-signs"), "Nothing is suggested now.")
	bad := b.fill(form, map[string]string{"source": "Her mother"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"sign Choose what was seen"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.fill(form, map[string]string{"sign": "carer-ill", "source": "Her mother", "note": "In hospital for a month"}).leads("/people/" + id)
	says(t, b.page("/people/"+id), "The family that holds it all together cannot go on. Give them a first rating.", "Early sign: Whoever cares for them at home is ill or cannot go on")
	says(t, b.page("/early-signs"), "First signs suggest to think of 1 person", "Rosie Evans-Okoro", "Give them a first rating")
	says(t, b.page("/today"), "1 person has early signs")
	if s.kase("NORTH", id).Rating != nil {
		t.Error("an early sign rated somebody")
	}
	second := rosa
	second.NHSNumber = ""
	again := s.person("NORTH", second, rated(casefile.Green), casefile.Add{On: feb1, Fact: casefile.EarlySign{Sign: "carer-ill", Says: "Ill"}})
	says(t, b.page("/people/"+again), "The family that holds it all together cannot go on. Look at the rating again.")
	says(t, b.page("/early-signs"), "Look at the rating again")
	b.fill("/people/"+again+"/record/suggestion-answered?for=carer", day(map[string]string{"answer": "not-now", "note": "Her aunt is there"}, "until", s.today()+60)).leads("/people/" + again)

	answer := "/people/" + id + "/record/suggestion-answered?for=carer"
	bad = b.fill(answer, map[string]string{"answer": "not-now"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"note Say why not now"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	bad = b.fill(answer, day(map[string]string{"answer": "not-now", "note": "Her aunt is there"}, "until", s.today().AddMonths(13)))
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"until-day The day must be within the next 12 months"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.fill(answer, day(map[string]string{"answer": "not-now", "note": "Her aunt is there"}, "until", s.today()+60)).leads("/people/" + id)
	says(t, b.page("/early-signs"), "Nothing is suggested now.")
	saysNot(t, b.page("/today"), "early signs")
	saysNot(t, b.page("/people/"+id), "Give them a first rating")
	b.fill(form, map[string]string{"sign": "exclusion"}).leads("/people/" + id)
	says(t, b.page("/early-signs"), "They are out of school or college", "Several first signs came together")
	says(t, b.get(answer).walked(http.StatusOK), "Answer what early signs suggest") // an old link opens, and is told when it is sent
	says(t, b.fill(answer, nil).walked(http.StatusUnprocessableEntity), "This is not suggested any more")
}

// Whom one does not see, one is not told of; nor is another register.
func TestEarlySignsOfOthers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.record("NORTH", id, casefile.Add{On: s.today(), Fact: casefile.EarlySign{Sign: "police", Says: "The police were called, or they were arrested"}})
	says(t, s.signedIn(access.Coordinator, "NORTH").page("/early-signs"), "Rosie Evans-Okoro")
	for _, b := range []*browser{s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.Coordinator, "SOUTH")} {
		says(t, b.page("/early-signs"), "Nothing is suggested now.")
	}
	nurse := s.signedIn(access.Clinician, "NORTH")
	if err := s.app.Involve(t.Context(), app.CommandLine("NORTH"), id, app.NewInvolvement{UserID: s.whoIs(nurse), Relation: access.CareTeam}); err != nil {
		t.Fatal(err)
	}
	says(t, nurse.page("/early-signs"), "Rosie Evans-Okoro")
	refused(t, s.signedIn(access.Administrator, "NORTH"), http.StatusForbidden, "GET /early-signs")
	refused(t, s.signedIn(access.Executive, "NORTH"), http.StatusForbidden, "GET /people/"+id+"/record/early-sign")
}

// What whoever refers can tick tells of the early signs that it says.
func TestRisksThatAreEarlySigns(t *testing.T) {
	t.Parallel()
	list, found := checklist.OpenEarlySigns(), map[string]bool{}
	for _, risk := range referralRisks {
		if id := casefile.SignOfRisk(risk); id != "" {
			found[id] = true
		}
	}
	for _, s := range list.Signs {
		if s.Recorded() != found[s.ID] {
			t.Errorf("%s is recorded: %v, and in a referral: %v", s.ID, s.Recorded(), found[s.ID])
		}
		delete(found, s.ID)
	}
	if len(found) > 0 {
		t.Errorf("the list does not know %v", found)
	}
}
