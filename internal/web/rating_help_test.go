package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// A checklist advises, and who decides otherwise says why. What was answered
// is kept with the rating.
func TestRatingByTheChecklist(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	form, list := "/people/"+id+"/record/rating", "/people/"+id+"/checklist"
	says(t, b.page(form), "Answer the checklist first")
	doc := b.page(list)
	says(t, doc, "Nobody has tested if it finds the right people", "Is where they live at risk of ending?")
	if got := formOf(t, doc, list).values; len(got) != 0 {
		t.Errorf("answers are given before anybody answered: %v", got)
	}

	b.fill(list, map[string]string{"checklist-home": "strain", "checklist-behaviour": "yes", "checklist-talk": "not-known"}).leads(form)
	doc = b.page(form)
	says(t, doc, "advised green, with 3 of 28 points", "What was not known could make it red", "Change the answers", "were not answered")
	if got := formOf(t, b.page(list), list).values; got.Get("checklist-home") != "strain" || got.Get("checklist-talk") != app.NotKnown {
		t.Errorf("the answers were not kept: %v", got)
	}
	bad := b.fill(form, map[string]string{"rating": "amber", "note": "The home is giving way"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"differs The checklist advises green. Say why amber is right"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.fill(form, map[string]string{"rating": "amber", "note": "The home is giving way", "differs": "The landlord rang today"}).leads("/people/" + id)
	got := s.kase("NORTH", id).Rating.Rated
	checked := got.Checked
	if got.Rating != casefile.Amber || checked == nil || checked.Advised != casefile.Green || checked.Points != 3 || checked.CouldBe != casefile.Red || checked.Differs != "The landlord rang today" || len(checked.Answers) != 15 {
		t.Errorf("recorded %+v, %+v", got, checked)
	}
	says(t, b.page("/people/"+id), "advised green", "The landlord rang today")
	says(t, b.page("/people/"+id+"/ratings"), "3 of 28 points", "Why the rating is another: The landlord rang today")
	says(t, b.page(form), "Answer the checklist first") // for the next rating it is blank again
}

// Answers to questions that are others now do not count.
func TestChecklistChangedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Chair, "NORTH")
	id := s.person("NORTH", rosa)
	form := "/people/" + id + "/record/rating"
	b.fill("/people/"+id+"/checklist", map[string]string{"checklist-home": "ending"}).leads(form)
	if faults, err := s.app.LoadChecklist(t.Context(), s.actor(access.Administrator, "NORTH"), []byte(strings.Replace(string(app.OpenChecklist()), "name: Homeward open checklist 1", "name: Northshire 1", 1))); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	bad := b.fill(form, map[string]string{"rating": "amber", "note": "x"})
	says(t, bad.walked(http.StatusUnprocessableEntity), "The checklist was changed since you answered it", "Northshire 1")
	b.fill("/people/"+id+"/checklist", map[string]string{"checklist-home": "ending"}).leads(form)
	b.fill(form, map[string]string{"rating": "amber", "note": "x"}).leads("/people/" + id)
}

// What a rating obliges to stands on the record until each is answered.
func TestObligedActions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	b.fill("/people/"+id+"/record/rating", map[string]string{"rating": "red", "note": "In crisis"}).leads("/people/" + id)
	says(t, b.page("/people/"+id), "What this rating asks for", "Hold a care (education) and treatment review", "Still to be answered")
	second := "/people/" + id + "/record/rating-action?for=2"
	bad := b.fill(second, map[string]string{"state": "not-needed"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"note Say why it is not needed"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.fill(second, map[string]string{"state": "not-needed", "note": "She is 36"}).leads("/people/" + id)
	b.fill("/people/"+id+"/record/rating-action?for=1", day(map[string]string{"state": "planned", "owner": "Ann Chair"}, "due", s.today()+10)).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Not needed", "She is 36", "Made into an action")
	c := s.kase("NORTH", id)
	var action casefile.Action
	for _, e := range c.Standing {
		if f, ok := e.Fact.(casefile.Action); ok {
			action = f
		}
	}
	if action.Text != casefile.Red.Obliges()[0] || action.Owner != "Ann Chair" || action.Due != s.today()+10 {
		t.Errorf("the action is %+v", action)
	}
	// An old link to what is asked for no more says so and records nothing.
	bad = b.fill("/people/"+id+"/record/rating-action?for=9", nil)
	says(t, bad.walked(http.StatusUnprocessableEntity), "The rating has changed")
	refused(t, s.signedIn(access.Executive, "NORTH"), http.StatusForbidden, "GET "+second, "GET /people/"+id+"/checklist")
}

// An administrator loads a checklist of their own and says what colours oblige
// to; what is wrong in a file is named by line, and nothing is lost.
func TestRatingSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	says(t, b.page(settingsRatingPath), "Homeward open checklist 1", "Red from 12 points", "Red at least: Four signs that are taken together as red are all there (4 of 4 answers)")
	bad := b.fill(settingsRatingPath, map[string]string{"obliges-amber": "Meet within a week\r\nMeet within a week"})
	says(t, bad.walked(http.StatusUnprocessableEntity), "“Meet within a week” is there twice")
	b.fill(settingsRatingPath, map[string]string{"obliges-amber": "Meet within a week\r\nRing the family"}).leads(settingsRatingPath)

	wrong := b.sendFile("/settings/rating/checklist", "own.yaml", []byte("format: homeward.checklist/1\nname: Ours\nitems: []\n"), nil)
	says(t, wrong.walked(http.StatusUnprocessableEntity), "The file was not taken", "a checklist has from 1 to 100 items", "What is wrong in the file")
	own := strings.Replace(string(app.OpenChecklist()), "name: Homeward open checklist 1", "name: Northshire 1", 1)
	b.sendFile("/settings/rating/checklist", "own.yaml", []byte(own), nil).leads(settingsRatingPath)
	says(t, b.page(settingsRatingPath), "Northshire 1", "Go back to the open checklist")

	rater := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	says(t, rater.page("/people/"+id+"/checklist"), "Northshire 1")
	rater.fill("/people/"+id+"/record/rating", map[string]string{"rating": "amber", "note": "x"}).leads("/people/" + id)
	if got, want := s.kase("NORTH", id).Rating.Actions, []string{"Meet within a week", "Ring the family"}; !reflect.DeepEqual(got, want) {
		t.Errorf("amber asks for %q, want %q", got, want)
	}
	other := s.signedIn(access.Coordinator, "SOUTH")
	elsewhere := s.person("SOUTH", rosa)
	says(t, other.page("/people/"+elsewhere+"/checklist"), "Homeward open checklist 1")

	b.post("/settings/rating/checklist/open", nil).leads(settingsRatingPath)
	says(t, b.page(settingsRatingPath), "Homeward open checklist 1", "Checklists that were loaded here (2)")
	refused(t, rater, http.StatusForbidden, "GET "+settingsRatingPath, "POST "+settingsRatingPath, "POST /settings/rating/checklist", "POST /settings/rating/checklist/open")
}

// Admissions and discharges oblige as ratings do.
func TestAdmissionObliges(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa)
	s.record("NORTH", id, casefile.Admit{On: civil.Of(2026, 3, 1), Admission: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.General, LegalStatus: casefile.Informal}})
	if got := s.kase("NORTH", id).Obliged; len(got) != len(casefile.Blue.Obliges()) {
		t.Errorf("blue asks for %+v", got)
	}
}
