package web

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
)

// TestAfterDischarge settles a local rule, discharges somebody by it and sees
// what it asks for until its last day.
func TestAfterDischarge(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, admin := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Administrator, "NORTH")
	id := s.person("NORTH", rosa, admitted, casefile.Add{On: feb1, Fact: casefile.DischargePlan{Destination: "family-home", State: "treatment-working", Where: "With her aunt"}})
	path := "/people/" + id + "/record/discharge"
	doc := b.page(path)
	saysNot(t, doc, "The local rule")
	if got := formOf(t, doc, path).values; got.Get("rating") != "" || got.Get("to") != "family-home" || got.Get("destination") != "With her aunt" {
		t.Errorf("with no rule the form has %v", got)
	}

	wrong := map[string]string{"rating": "red", "days": "", "step_1": "Visit at home", "step_1_days": "x", "step_2": "Visit at home"}
	want := []string{"days Enter a number of days from 1 to 365", "step_1_days Follow-up 1: enter a number of days from 0 to 365", "step_2 “Visit at home” is there twice"}
	if got := summaryOf(admin.fill(dischargeSettingsPath, wrong).walked(http.StatusUnprocessableEntity)); !reflect.DeepEqual(got, want) {
		t.Errorf("refused with %q", got)
	}
	admin.fill(dischargeSettingsPath, map[string]string{
		"rating": "red", "days": "14", "step_1": "Visit at home", "step_1_days": "2", "step_2": "Ring the family", "step_4": "Look at the rating again", "step_4_days": "14",
	}).leads(dischargeSettingsPath)
	if got := formOf(t, admin.page(dischargeSettingsPath), dischargeSettingsPath).values; got.Get("days") != "14" || got.Get("step_3") != "Look at the rating again" || got.Get("step_2_days") != "" {
		t.Errorf("settled as %v", got)
	}
	refused(t, b, http.StatusForbidden, "GET "+dischargeSettingsPath, "POST "+dischargeSettingsPath)

	doc = b.page(path)
	says(t, doc, "The local rule asks for red for 14 days after leaving hospital. You decide.", "Within 2 days of leaving hospital", "On the day they leave hospital")
	fresh := formOf(t, doc, path).values
	if fresh.Get("rating") != "red" || fresh.Get("follow_1_state") != "todo-1" || fresh.Get("follow_3_text") != "Look at the rating again" {
		t.Errorf("the form begins with %v", fresh)
	}
	typed := day(map[string]string{
		"note": "Newly home", "follow_1_owner": "", "follow_2_state": "done", "follow_3_state": "not-needed", "more_text": "Order the tablets", "follow_4_owner": "",
	}, "on", march1)
	want = []string{"follow_1_owner Enter who is to do it: Visit at home", "follow_4_due-day Enter the day by which it is to be done", "follow_4_owner Enter who is to do it: Order the tablets"}
	got := summaryOf(b.fill(path, typed).walked(http.StatusUnprocessableEntity))
	slices.Sort(got)
	slices.Sort(want)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("refused with %q, want %q", got, want)
	}
	// What was asked is what is answered, though the list changes meanwhile.
	admin.fill(dischargeSettingsPath, map[string]string{"step_1": "Something new", "step_2": "", "step_2_days": ""}).leads(dischargeSettingsPath)
	maps.Copy(typed, day(map[string]string{"follow_1_owner": "Callum Reid", "follow_4_owner": "Dr Price"}, "follow_4_due", march1+5))
	b.fill(path, typed).leads("/people/" + id)
	var facts []casefile.Fact
	for _, e := range s.kase("NORTH", id).Entries[5:] {
		if a, ok := e.Fact.(casefile.Action); ok {
			if a.ID == "" {
				t.Error("an action has no name")
			}
			a.ID = ""
			e.Fact = a
		}
		if _, ok := e.Fact.(casefile.ActionDone); ok {
			e.Fact = casefile.ActionDone{}
		}
		facts = append(facts, e.Fact)
	}
	wantFacts := []casefile.Fact{
		casefile.Discharge{To: "family-home", Destination: "With her aunt"}, casefile.Rated{Rating: casefile.Red, Actions: casefile.Red.Obliges()},
		casefile.Action{Text: "Visit at home", Owner: "Callum Reid", Due: march1 + 2}, casefile.Action{Text: "Ring the family"}, casefile.ActionDone{},
		casefile.Action{Text: "Order the tablets", Owner: "Dr Price", Due: march1 + 5},
	}
	if !reflect.DeepEqual(facts, wantFacts) {
		t.Errorf("recorded\n got %+v\nwant %+v", facts, wantFacts)
	}

	const rule = "They left hospital on 1 March 2026. The local rule asks for red until 15 March 2026."
	says(t, b.page("/people/"+id), rule)
	saysNot(t, b.page("/people/"+id+"?on=2026-02-01"), "The local rule")
	rating := "/people/" + id + "/record/rating"
	if got := formOf(t, b.page(rating), rating).values.Get("rating"); got != "red" {
		t.Errorf("the rating form begins with %q", got)
	}
	b.fill(rating, map[string]string{"rating": "amber", "note": "Settled sooner than hoped"}).leads("/people/" + id)
	says(t, b.page("/people/"+id), rule+" They are rated amber now, for the reason below.")
	s.later(13 * 24 * 3600 * 1e9) // its last day
	b = s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/people/"+id), rule)
	s.later(24 * 3600 * 1e9)
	b = s.signedIn(access.Coordinator, "NORTH")
	saysNot(t, b.page("/people/"+id), "The local rule")
	saysNot(t, b.page(rating), "The local rule")
	saysNot(t, s.signedIn(access.Coordinator, "SOUTH").page("/register"), "Rosie")
}

// TestWhatHangsOnAChoiceIsShown holds the forms to the style sheet, which shows
// what hangs on a choice for the choices it knows.
func TestWhatHangsOnAChoiceIsShown(t *testing.T) {
	t.Parallel()
	sheet, err := os.ReadFile("../../assets/scss/_person_page.scss")
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t)
	admin := s.signedIn(access.Administrator, "NORTH")
	steps := map[string]string{}
	for _, name := range []string{"step_1", "step_2", "step_3", "step_4", "step_5", "step_6"} {
		steps[name] = "What is done as " + name
	}
	steps["rating"] = noRating
	admin.fill(dischargeSettingsPath, steps).leads(dischargeSettingsPath)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa, rated(casefile.Red), nights)
	away := rosa
	away.NHSNumber = ""
	inpatient := s.person("NORTH", away, admitted)
	classes := regexp.MustCompile(`app-when--([A-Za-z0-9-]+)`)
	found := map[string]bool{}
	for _, form := range []string{id + "/record/keyworker", id + "/record/support-step", id + "/record/rating-action?for=1", inpatient + "/record/discharge", id + "/record/admission", id + "/involved"} {
		for _, m := range classes.FindAllStringSubmatch(b.get("/people/"+form).body, -1) {
			found[m[1]] = true
		}
	}
	b.post("/refer/NORTH", url.Values{"who": {"self"}})
	for _, step := range []string{"came", "agree"} {
		for _, m := range classes.FindAllStringSubmatch(b.get("/refer/NORTH/"+step).body, -1) {
			found[m[1]] = true
		}
	}
	for value := range found {
		if !strings.Contains(string(sheet), `"`+value+`"`) {
			t.Errorf("the style sheet never shows what hangs on %q", value)
		}
	}
	for _, value := range []string{"planned", writtenDown, "letter", "email", "todo-6", "named", leftValue, "CTO"} {
		if !found[value] {
			t.Errorf("no form has anything that hangs on %q", value)
		}
	}
}
