package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/assuring"
	"homeward/internal/casefile"
)

// An area loads a mapping file of its own: it says what changes before it is
// used, and then sheet and file go by it, until the area goes back.
func TestMappingFileOfTheArea(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	page := b.page(returnSettingsPath)
	says(t, page, "Assuring Transformation, items of August 2022", "WardSecurity", "general: 0", "Nobody has confirmed how this is coded")
	saysNot(t, page, "Go back to the mapping file of Homeward")

	bad := b.sendFile("/settings/return/file", "own.json", []byte("{\n \"format\": \"homeward.inpatients/1\",\n \"columns\": [\n  {\"heading\": \"A\", \"item\": \"shoe\"}]}"), nil)
	says(t, bad.walked(http.StatusUnprocessableEntity), "The file was not taken: 1 thing is wrong in it. The first is in line 4", "asks for the item", "What is wrong in the file")

	own := strings.Replace(string(assuring.ShippedFile()), `"female": "2"`, `"female": "F"`, 1)
	own = strings.Replace(own, "Assuring Transformation, items of August 2022", "Riverside codes", 1)
	checked := b.sendFile("/settings/return/file", "own.json", []byte(own), nil).walked(http.StatusOK)
	says(t, checked, "Riverside codes", "“Gender”: the code of “female” is F in place of 2")
	saysNot(t, b.page(returnSettingsPath), "Riverside codes") // it was only checked
	b.post("/settings/return/mapping", formOf(t, checked, "/settings/return/mapping").values).leads(returnSettingsPath)
	says(t, b.page(returnSettingsPath), "Riverside codes", "Go back to the mapping file of Homeward", "Mapping files that were loaded here (1)")
	if got := b.get("/settings/return/mapping.json?n=1").body; strings.ReplaceAll(got, "\r", "") != own {
		t.Errorf("the file is not kept: %s", got)
	}

	keeper := s.signedIn(access.Coordinator, "NORTH")
	details := rosa
	details.Gender = "Female"
	id := s.person("NORTH", details, casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}, admitted)
	says(t, keeper.page("/people/"+id+"/hospital/data"), "Riverside codes")
	gender := func() string {
		lines := strings.Split(keeper.get("/inpatients/export").body, "\n")
		for i, heading := range strings.Split(lines[0], ",") {
			if heading == "Gender" {
				return strings.Split(lines[1], ",")[i]
			}
		}
		return "no column"
	}
	if got := gender(); got != "F" {
		t.Errorf("the file has %q", got)
	}
	b.post("/settings/return/shipped", nil).leads(returnSettingsPath)
	if got := gender(); got != "2" {
		t.Errorf("gone back, the file has %q", got)
	}
	refused(t, keeper, http.StatusForbidden, "GET "+returnSettingsPath, "POST "+returnSettingsPath, "POST /settings/return/file", "POST /settings/return/mapping", "POST /settings/return/shipped", "GET /settings/return/mapping.json")
	refused(t, b, http.StatusNotFound, "GET /settings/return/mapping.json?n=9")
}

func TestWhoSendsTheReturn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	bad := b.fill(returnSettingsPath, map[string]string{"sender_name": "", "sender_code": "QXX"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"sender_name Enter the name of the commissioner who sends the return"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	id := s.person("NORTH", rosa, casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}, admitted)
	keeper := s.signedIn(access.Coordinator, "NORTH")
	says(t, keeper.page("/people/"+id+"/hospital/data"), "Region of who sends the return: who runs the register settles it")
	b.fill(returnSettingsPath, map[string]string{"sender_name": "North ICB", "sender_code": "QXX", "sender_system": "North", "sender_region": "Y62"}).leads(returnSettingsPath)
	doc := keeper.page("/people/" + id + "/hospital/data")
	says(t, doc, "North ICB", "QXX", "Y62", "The return also asks, and Homeward does not keep", "UniqueID, PatientID, EpisodeID and SpellID")
	saysNot(t, doc, "who runs the register settles it")
}

// What was brought in with words of its own is kept until somebody chooses.
func TestGenderInOtherWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	details := rosa
	details.Gender, details.Ethnicity = "Demiwoman", "british white"
	id := s.person("NORTH", details, casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}, admitted)
	form := "/people/" + id + "/record/details"
	doc := b.page(form)
	says(t, doc, "Recorded in other words: Demiwoman")
	if got := formOf(t, doc, form).values; got.Get("gender") != "Demiwoman" || got.Get("ethnicity") != "White British" {
		t.Errorf("chosen are %q and %q", got.Get("gender"), got.Get("ethnicity"))
	}
	says(t, b.page("/people/"+id+"/hospital/data"), "Gender: Demiwoman", "Recorded in other words")
	b.fill(form, map[string]string{"pronouns": "they/them"}).leads("/people/" + id)
	if got := s.kase("NORTH", id).Details; got.Gender != "Demiwoman" || got.Ethnicity != "White British" {
		t.Errorf("recorded are %q and %q", got.Gender, got.Ethnicity)
	}
	b.fill(form, map[string]string{"gender": "Another gender"}).leads("/people/" + id)
	saysNot(t, b.page("/people/"+id+"/hospital/data"), "Recorded in other words")
}
