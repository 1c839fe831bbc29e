package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/document/documenttest"
)

// Somebody leaves, is told in words they can read, and comes back with their
// whole story.
func TestLeavingAndComingBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult, rated(casefile.Green), casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}})
	says(t, b.page(leavePath(id)), "Green for 12 weeks. Green since 1 February 2026, which is 4 weeks", "Agreed by: The multi-agency meeting", "They withdraw consent", "They have died")
	letter := "/people/" + id + "/papers/leaving?words=plain&format="
	if got := b.get(letter + "pdf"); got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest {
		t.Errorf("a letter about leaving for somebody who has not left: status %d", got.status)
	}
	s.recordIn("NORTH", id, casefile.Add{On: feb1, Fact: casefile.ReviewHeld{ID: "r1", Setting: casefile.Community}})
	b.fill("/people/"+id+"/record/left-register", map[string]string{
		"why": "not-at-risk", "view": "Is proud.", "plan": "The team visits. Call early.", "call": "Jo Marsh, 01632 960 001", "told": "easy-read",
	}).leads("/people/" + id)
	page := b.page(leavePath(id))
	says(t, page, "is not on the register since 2 March 2026", "On the register from 5 January 2026 to 2 March 2026", "Report of a review to the person", "easy read (PDF)", "Put them on the register")
	for words, want := range map[string][]string{
		"plain": {"Dear Mo Adeyemi,", "Is proud.", "The team visits. Call early.", "Whom to call: Jo Marsh, 01632 960 001", "ask an advocate"},
		"easy":  {"You left it on 2 March 2026.", "The team visits.", "Call early.", "You can come back at any time."},
	} {
		html := b.get("/people/" + id + "/papers/leaving?format=html&words=" + words)
		for _, w := range want {
			if html.status != http.StatusOK || !strings.Contains(html.body, w) {
				t.Errorf("%s: status %d, without %q", words, html.status, w)
			}
		}
		pdf := b.get("/people/" + id + "/papers/leaving?format=pdf&words=" + words)
		if pdf.status != http.StatusOK || pdf.header.Get("Content-Type") != "application/pdf" {
			t.Fatalf("%s: %d %s", words, pdf.status, pdf.header.Get("Content-Type"))
		}
		read := documenttest.Text(t, []byte(pdf.body))
		if !strings.Contains(read, "You have left the register") {
			t.Errorf("%s: the PDF reads %.400s", words, read)
		}
	}
	says(t, b.page("/people/"+id+"/record/joined-register"), "Their whole earlier story comes back with them", "On the register from 5 January 2026 to 2 March 2026, then left the register: No longer at risk of going into hospital.")
	s.later(24 * time.Hour)
	b = s.signedIn(access.Coordinator, "NORTH")
	b.fill("/people/"+id+"/record/joined-register", map[string]string{"note": "Asked to come back"}).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Left the register", "Rated green", "with all that was known before")
	says(t, b.page(consentPath(id)), "Much has changed since they were asked", "Joined the register (3 March 2026)")
}

// Nothing is written to somebody who has died; what never ends is still there.
func TestDyingEndsWhatIsDueKindly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult, rated(casefile.Red), casefile.Add{On: feb1, Fact: casefile.ReviewHeld{ID: "r1", Setting: casefile.Community}})
	says(t, b.page("/people/"+id+"/record/died"), "We are sorry")
	b.fill("/people/"+id+"/record/died", nil).leads("/people/" + id)
	says(t, b.page(leavePath(id)), "Mo Adeyemi died on 2 March 2026", "What is still to be done", "Report of a review to the person")
	saysNot(t, b.page(leavePath(id)), "easy read")
	for _, paper := range []string{"consent", "leaving"} {
		if got := b.get("/people/" + id + "/papers/" + paper + "?format=pdf&words=easy"); got.status == http.StatusOK || strings.Contains(got.body, "%PDF") {
			t.Errorf("%s is written to somebody who died", paper)
		}
	}
	saysNot(t, b.page(consentPath(id)), "Record what they decided", "Ask for consent")
	refused(t, s.signedIn(access.Clinician, "NORTH"), http.StatusNotFound, "GET "+leavePath(id), "GET /people/"+id+"/papers/consent")
}

// The consent sheet can be read, in both words, and names the person.
func TestConsentSheet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult)
	for words, want := range map[string]string{"plain": "It is your choice. You can say no, and you can change your mind at any time", "easy": "You can change your mind at any time."} {
		page := b.get("/people/" + id + "/papers/consent?format=html&words=" + words)
		for _, w := range []string{want, "Mo Adeyemi", "4 April 1991", "School or college"} {
			if !strings.Contains(page.body, w) {
				t.Errorf("%s: without %q", words, w)
			}
		}
		pdf := b.get("/people/" + id + "/papers/consent?format=pdf&words=" + words)
		if read := documenttest.Text(t, []byte(pdf.body)); !strings.Contains(read, "Mo Adeyemi") {
			t.Errorf("%s: the PDF reads %.400s", words, read)
		}
	}
	refused(t, b, http.StatusNotFound, "GET /people/"+id+"/papers/other")
}

// The lists of consents have whom they should, for who keeps the register and
// for who sees only theirs; a birthday on 29 February counts on its day.
func TestConsentsList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, nurse := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	consent := func(on civil.Date, d casefile.ConsentDecision, by casefile.ConsentBasis) casefile.Decision {
		return casefile.Add{On: on, Fact: casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: by}}
	}
	named := func(name string, born civil.Date, more ...casefile.Decision) string {
		return s.person("NORTH", casefile.Details{GivenName: name, FamilyName: "Test", BirthDate: born}, more...)
	}
	seen := named("Asked-Never", civil.Of(1990, 1, 1))
	named("Leapling", civil.Of(2012, 2, 29), consent(feb1, casefile.Given, casefile.Parent))
	named("Sixteen", civil.Of(2010, 3, 1), consent(feb1, casefile.Given, casefile.Parent))
	named("Soon", civil.Of(2010, 9, 2), consent(feb1, casefile.Given, casefile.Parent))
	named("Later", civil.Of(2010, 9, 3), consent(feb1, casefile.Given, casefile.Parent))
	named("Old", civil.Of(1990, 1, 1), consent(civil.Of(2025, 3, 1), casefile.Given, casefile.Own))
	named("Fresh", civil.Of(1990, 1, 1), consent(civil.Of(2025, 3, 2), casefile.Given, casefile.Own))
	named("No", civil.Of(1990, 1, 1), consent(feb1, casefile.Refused, casefile.Own))
	named("Back", civil.Of(1990, 1, 1), consent(feb1, casefile.Given, casefile.Own), consent(march1, casefile.Withdrawn, casefile.Own))
	named("Gone", civil.Of(1990, 1, 1), casefile.Add{On: feb1, Fact: casefile.LeftRegister{Reason: "x"}})
	for show, want := range map[string][]string{"not-asked": {"Asked-Never"}, "sixteen": {"Sixteen", "Soon"}, "old": {"Old"}, "refused": {"No"}, "withdrawn": {"Back"}} {
		page := b.page("/consents?show=" + show)
		for _, name := range []string{"Asked-Never", "Leapling", "Sixteen", "Soon", "Later", "Old", "Fresh", "No", "Back", "Gone"} {
			listed := strings.Contains(text(find(page, "id", "maincontent")), name+" Test")
			wanted := false
			for _, w := range want {
				wanted = wanted || w == name
			}
			if listed != wanted {
				t.Errorf("%s: %s is listed: %v", show, name, listed)
			}
		}
	}
	saysNot(t, nurse.page("/consents"), "Asked-Never Test")
	s.involve(nurse, "NORTH", seen, access.CareTeam)
	says(t, nurse.page("/consents"), "Asked-Never Test", "You see the people with whom you are involved")
	// Leapling: 16 on 29 February 2028. The day before, a parent still decides.
	s.later(24 * time.Hour * time.Duration(civil.Of(2028, 2, 28)-march2))
	b = s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/consents?show=sixteen"), "Leapling Test", "29 Feb 2028")
	refused(t, s.signedIn(access.Administrator, "NORTH"), http.StatusForbidden, "GET /consents")
}

func TestConsentSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	says(t, b.fill("/settings/consent", map[string]string{"ask_again_months": "0", "leave_weeks": "x", "move_days": "0"}).walked(http.StatusUnprocessableEntity), "Enter a number of months from 1 to 60", "Enter a number of weeks from 0 to 104", "Enter a number of days from 1 to 90")
	b.fill("/settings/consent", map[string]string{"ask_again_months": "3", "leave_weeks": "0", "leave_agreed_by": "The chair", "leave_call": "Register team, 01632 960 001"}).leads("/settings/consent")
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult, casefile.Add{On: civil.Of(2025, 12, 1), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}})
	says(t, coordinator.page(consentPath(id)), "The local standard is to ask again within 3 months")
	says(t, coordinator.page(leavePath(id)), "Agreed by: The chair")
	saysNot(t, coordinator.page(leavePath(id)), "Green for")
	if got := formOf(t, coordinator.page("/people/"+id+"/record/left-register"), "/people/"+id+"/record/left-register").values.Get("call"); got != "Register team, 01632 960 001" {
		t.Errorf("whom to call is %q", got)
	}
	refused(t, coordinator, http.StatusForbidden, "GET /settings/consent", "POST /settings/consent")
}

// The easy-read letter says that somebody does well only where that is why they
// left.
func TestTheEasyLetterSaysWhyTheyLeft(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for why, want := range map[casefile.LeaveWhy][2]string{
		casefile.LeaveNotAtRisk: {"You are doing well at home.", "You can ask us why."},
		casefile.LeaveAnother:   {"The board closed this list.", "You are doing well at home."},
		"":                      {"The board closed this list.", "You are doing well at home."}, // as an import brings it
	} {
		id := s.person("NORTH", casefile.Details{GivenName: "Rosa"}, casefile.Add{On: s.today(), Fact: casefile.LeftRegister{Reason: "The board closed this list", LeaveRecord: casefile.LeaveRecord{
			Why: why, View: "Fine", Plan: "The same team", Call: "Jo", Told: "easy-read",
		}}})
		html := b.get("/people/" + id + "/papers/leaving?format=html&words=easy").body
		if !strings.Contains(html, want[0]) || strings.Contains(html, want[1]) {
			t.Errorf("left for %q, the letter does not say %q, or says %q", why, want[0], want[1])
		}
	}
}

// Whoever left and was not told why is asked about, on the page and in the list,
// until it is recorded that they were told.
func TestWhoLeftIsToldLater(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult, casefile.Add{On: feb1, Fact: casefile.LeftRegister{Reason: "Settled", LeaveRecord: casefile.LeaveRecord{Why: casefile.LeaveNotAtRisk, View: "Fine", Plan: "The team", Call: "Jo", Told: casefile.LeaveNotYet}}})
	leave, form := "/people/"+id+"/leave", "/people/"+id+"/record/leave-told"
	says(t, b.page(leave), "They have not been told why yet", "They left 29 days ago")
	list := b.page("/data-quality?check=not-told")
	says(t, list, "Mo Adeyemi")
	if find(list, "href", form) == nil || find(b.page(leave), "href", form) == nil {
		t.Error("nothing leads to recording that they were told")
	}
	says(t, b.fill(form, day(map[string]string{"told": "talk"}, "on", feb1-1)).walked(http.StatusUnprocessableEntity), "They left on 1 February 2026. Enter that day or a later one")
	b.fill(form, day(map[string]string{"told": "talk"}, "on", march1)).leads(leave)
	saysNot(t, b.page(leave), "not been told")
	says(t, b.page("/data-quality?check=not-told"), "Nobody is left")
	says(t, b.page("/people/"+id), "Told why they left the register")
}

// A move to another area asks where to and if they may be told there; until
// somebody there has answered, the page and the list of what is missing say so.
func TestAMoveWaitsUntilTheOtherAreaAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa, casefile.Add{On: feb1, Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithRegisters, Choice: casefile.No}}}})
	form, leave := "/people/"+id+"/record/moved-out", "/people/"+id+"/leave"
	says(t, b.page(form), "they said “no” on 1 February 2026")
	bad := b.fill(form, map[string]string{"move_basis": "parent", "to_area": "Southshire Board"})
	says(t, bad.walked(http.StatusUnprocessableEntity), "A parent or guardian can decide only until the 16th birthday")
	bad = b.fill(form, map[string]string{"move_basis": "own", "to_area": "Southshire Board"})
	says(t, bad.walked(http.StatusUnprocessableEntity), "Otherwise it needs a best-interests decision or a law")
	s.recordIn("NORTH", id, casefile.Add{On: feb1 + 4, Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithRegisters, Choice: casefile.Yes}}}})
	b.fill(form, day(map[string]string{"move_basis": "own", "to_area": "Southshire Board", "view": "I want to be near the sea"}, "on", feb1+5)).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Southshire Board", "I want to be near the sea")
	says(t, b.page(leave), "They moved to Southshire Board, and nobody there has said yet that they know of them. That was 24 days ago. Ask there until somebody answers.", "then moved to another area: Southshire Board")
	answer := "/people/" + id + "/record/move-acknowledged"
	list := b.page("/data-quality?check=moved")
	says(t, list, "Rosie Evans-Okoro")
	if find(list, "href", answer) == nil {
		t.Error("nothing leads from the list to the answer")
	}
	bad = b.fill(answer, day(map[string]string{"by": "Tom Hall"}, "on", feb1))
	says(t, bad.walked(http.StatusUnprocessableEntity), "They moved on 6 February 2026. Enter that day or a later one")
	b.fill(answer, day(map[string]string{"by": "Tom Hall, coordinator there"}, "on", march1)).leads(leave)
	saysNot(t, b.page(leave), "nobody there has said", "The other area knows of them")
	says(t, b.page("/data-quality?check=moved"), "Nobody is left")
	says(t, b.fill(answer, map[string]string{"by": "Again"}).walked(http.StatusUnprocessableEntity), "Nothing waits to be acknowledged")
}

// TestADeathThatBecomesKnownLate: what was planned meanwhile is shown, and ends
// in the same act; what was done with somebody who is alive is named, with the
// way to it.
func TestADeathThatBecomesKnownLate(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	add := func(on civil.Date, f casefile.Fact) casefile.Decision { return casefile.Add{On: on, Fact: f} }
	review := casefile.ReviewArranged{ID: "r1", For: march2 + 30, Setting: casefile.Community}
	id := s.person("NORTH", rosa, add(feb1+9, review),
		add(feb1+10, casefile.Action{ID: "a1", Text: "Ring the school", Due: march2}), add(feb1+10, casefile.Action{ID: "a2", Text: "Ask the coroner", Due: march2 + 9}))
	path := "/people/" + id + "/record/died"
	typed := day(map[string]string{"note": "A neighbour rang."}, "on", feb1+5)
	doc := b.fill(path, typed).walked(http.StatusUnprocessableEntity)
	if got := summaryOf(doc); len(got) != 1 || got[0] != "ends_why Look at what was planned after that day. It ends when you save again" {
		t.Errorf("said %q", got)
	}
	says(t, doc, "Review arranged for 1 April 2026, 10 February 2026", "Action: Ring the school", "Does any of it go on?", "This was planned before it was known here.")
	values := formOf(t, doc, path).values
	values.Set("ends_not", "5")
	b.post(path, values).leads("/people/" + id)
	c := s.kase("NORTH", id)
	var got []casefile.Fact
	for _, e := range c.Entries[5:] {
		got = append(got, e.Fact)
	}
	if want := []casefile.Fact{casefile.Died{}, casefile.ReviewCancelled{ID: "r1"}, casefile.ActionCancelled{Action: "a1"}}; !reflect.DeepEqual(got, want) || c.Entries[6].Note != casefile.DeathEndsPlans(feb1+5) {
		t.Errorf("recorded %+v", got)
	}

	away := rosa
	away.NHSNumber = ""
	id = s.person("NORTH", away, casefile.Rate{On: march1, Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Settled"})
	path = "/people/" + id + "/record/died"
	doc = b.fill(path, typed).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Recorded after that day, of somebody who is alive:", "Rated green, 1 March 2026", "If the day of the death is another, change it here.")
	if !strings.Contains(b.get(path).body, "/people/"+id+"?entry=3#entry-3") {
		t.Error("no way to what was recorded")
	}

	// It ends for who sees the minimum too, who could not end it by itself.
	id = s.person("NORTH", away, add(feb1, casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}), add(feb1+9, review))
	path = "/people/" + id + "/record/died"
	doc = b.fill(path, typed).walked(http.StatusUnprocessableEntity)
	b.post(path, formOf(t, doc, path).values).leads("/people/" + id)
	if c := s.kase("NORTH", id); c.Died == 0 || len(c.PlansAfter(feb1)) > 0 {
		t.Errorf("at the minimum %+v", c.Entries[3:])
	}
}

// Somebody who moved before they were asked is asked later, and their answer
// recorded: a no settles it, a yes waits for the other area.
func TestAMoveIsAskedAboutLater(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for basis, waits := range map[string]bool{"not-told": false, "own": true} {
		id := s.person("NORTH", adult, casefile.MoveOut{On: feb1, Move: casefile.MoveRecord{To: "Southshire Board", Basis: casefile.MoveNotAsked}})
		path, leave := "/people/"+id+"/record/move-asked", "/people/"+id+"/leave"
		page := b.page(leave)
		says(t, page, "Ask them if that area may be told, record what they said")
		if find(page, "href", path) == nil || find(page, "href", "/people/"+id+"/record/move-acknowledged") != nil {
			t.Error("the page does not lead to recording what they said, or to what comes after it")
		}
		bad := b.fill(path, day(map[string]string{"move_basis": "parent"}, "on", feb1-1))
		says(t, bad.walked(http.StatusUnprocessableEntity), "A parent or guardian can decide only until the 16th birthday", "They moved on 1 February 2026. Enter that day or a later one")
		b.fill(path, day(map[string]string{"move_basis": basis, "view": "I want to tell them myself"}, "on", march1)).leads(leave)
		if waits {
			early := b.fill("/people/"+id+"/record/move-acknowledged", day(map[string]string{"by": "Tom Hall"}, "on", march1-1))
			says(t, early.walked(http.StatusUnprocessableEntity), "They were asked about it on 1 March 2026, and nothing was passed on before. Enter that day or a later one")
		}
		if got := find(b.page(leave), "href", "/people/"+id+"/record/move-acknowledged") != nil; got != waits {
			t.Errorf("after %q the other area is waited for: %v", basis, got)
		}
		says(t, b.page("/people/"+id), "I want to tell them myself")
		html := b.get("/people/" + id + "/papers/leaving?format=html&words=easy").body
		if strings.Contains(html, "The new area can help you now.") != waits {
			t.Errorf("after %q the letter says that the new area can help, or does not", basis)
		}
		says(t, b.fill(path, map[string]string{"move_basis": "own"}).walked(http.StatusUnprocessableEntity), "Nothing waits to be asked")
	}
}

// A letter to somebody who moved has whom to call: the register, as it is reached.
func TestTheLetterToWhoMovedSaysWhomToCall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.openToReferrals()
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult, casefile.MoveOut{On: feb1, Move: casefile.MoveRecord{To: "Southshire Board", Basis: casefile.MoveByLaw, Law: "Section 117"}})
	for words, not := range map[string]string{"easy": "The new area can help you now.", "plain": "You agreed"} {
		html := b.get("/people/" + id + "/papers/leaving?format=html&words=" + words).body
		if !strings.Contains(html, "Phone 01234 567890 (9 to 5)") || strings.Contains(html, not) {
			t.Errorf("%s: the letter has no number, or says %q of somebody who did not agree", words, not)
		}
	}
}

// Nobody leaves because the risk is over while they are in hospital; whoever
// leaves for another reason is warned about.
func TestNobodyInHospitalIsNoLongerAtRisk(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", adult, casefile.Add{On: feb1, Fact: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: "general", LegalStatus: "2"}})
	form := "/people/" + id + "/record/left-register"
	says(t, b.page(form), "They are in hospital now")
	says(t, b.page("/people/"+id+"/record/leave-no-consent"), "They are in hospital now")
	answers := map[string]string{"why": "not-at-risk", "reason": "Settled", "view": "Fine", "plan": "The same team", "call": "Jo", "told": "talk"}
	says(t, b.fill(form, answers).walked(http.StatusUnprocessableEntity), "They are in hospital on that day, so the risk is not over")
	answers["why"] = "other"
	b.fill(form, answers).leads("/people/" + id)
}
