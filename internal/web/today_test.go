package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// The day begins with what others recorded since the visitor was last here. It
// stays listed for as long as they are signed in, and is old the next time.
func TestTodayHasWhatChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	helen := s.actor(access.Clinician, "NORTH")
	keeper := s.actor(access.Coordinator, "NORTH")
	add := func(given, holder string) string {
		t.Helper()
		got, err := s.app.AddPerson(t.Context(), keeper, casefile.Open{On: s.today(), Details: casefile.Details{GivenName: given, FamilyName: "Example", BirthDate: civil.Of(1990, 1, 1)}},
			casefile.Add{On: s.today(), Fact: casefile.Coordinator{Name: holder}})
		if err != nil {
			t.Fatal(err)
		}
		return got.Case
	}
	email := s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH")
	s.later(-30 * 24 * time.Hour)
	mine, other := add("Rosie", "jo marsh"), add("Tom", "Somebody Else")
	s.later(30 * 24 * time.Hour)

	jo := s.browser()
	jo.signIn(email)
	jo.get("/").leads("/today")
	says(t, jo.page("/today"), "Today", "Monday 2 March 2026", "Nobody else has recorded anything since your last visit")
	jo.post("/sign-out", nil)

	s.later(time.Hour)
	helen.AtMachine = true
	rate := func(id string, r casefile.Rating) {
		t.Helper()
		if _, err := s.app.Record(t.Context(), helen, id, app.AnyVersion, casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: r}, Reason: "In crisis"}); err != nil {
			t.Fatal(err)
		}
	}
	rate(mine, casefile.Red)
	rate(other, casefile.Amber)

	s.later(time.Hour)
	jo.signIn(email)
	doc := jo.page("/today")
	says(t, doc, "What changed for your people (1 person)", "Rosie Example", "Rated red", "Test Clinician")
	saysNot(t, doc, "Tom Example")
	says(t, jo.page("/today?who=all"), "What changed (2 people)", "Tom Example", "Rosie Example")
	// What one records oneself is no news, and coming back in the same session finds the same.
	s.later(10 * time.Minute)
	says(t, jo.page("/today"), "Rosie Example")
	jo.post("/today/seen", formOf(t, jo.page("/today"), "/today/seen").with(nil)).leads("/today")
	doc = jo.page("/today")
	says(t, doc, "Nobody else has recorded anything since your last visit")
	says(t, jo.page("/today?since=yesterday&who=mine"), "Rosie Example")
	says(t, jo.page("/today?since=week&who=mine"), "Rosie Example")

	// The next time only what is new.
	rate(other, casefile.Red)
	jo.post("/sign-out", nil)
	s.later(time.Hour)
	jo.signIn(email)
	doc = jo.page("/today")
	says(t, doc, "What changed (1 person)", "Tom Example")
	saysNot(t, doc, "Rosie Example")
}

// Who sees nobody without a relation has the changes of their own people alone,
// and none of the words that they may not see.
func TestTodayOfWhoSeesAFew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	keeper := s.actor(access.Coordinator, "NORTH")
	email := s.user("grace.mensah@example.org", []access.Role{access.Provider}, "NORTH")
	users, err := s.app.Users(t.Context(), s.actor(access.Administrator, "NORTH"))
	if err != nil {
		t.Fatal(err)
	}
	add := func(given string, more ...casefile.Decision) app.Receipt {
		t.Helper()
		got, err := s.app.AddPerson(t.Context(), keeper, casefile.Open{On: s.today(), Details: casefile.Details{GivenName: given, FamilyName: "Example"}}, more...)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	consent := casefile.Add{On: s.today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}
	rosie := add("Rosie", consent, casefile.Add{On: s.today(), Fact: casefile.Note{}, Note: "Her mother told us"})
	add("Tom", consent)
	if err := s.app.Involve(t.Context(), keeper, rosie.Case, app.NewInvolvement{UserID: users[0].ID, Relation: access.OfProvider}); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Mark(t.Context(), keeper, rosie.Case, rosie.Version, access.ThirdParty, "In confidence"); err != nil {
		t.Fatal(err)
	}
	grace := s.browser()
	grace.signIn(email)
	doc := grace.page("/today")
	saysNot(t, doc, "Nobody is on this register yet")
	says(t, doc, "What changed for your people (1 person)", "Rosie Example", "Consent")
	saysNot(t, doc, "Tom Example", "Her mother")
}

// A register in which nobody is says how to begin.
func TestTodayOfAnEmptyRegister(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := s.signedIn(access.Coordinator, "NORTH").page("/today")
	says(t, doc, "Nobody is on this register yet", "Bring in your spreadsheet", "Add a person")
	saysNot(t, s.signedIn(access.Executive, "NORTH").page("/today"), "Nobody is on this register yet")
}

// Each role has a day of its own; who keeps no lists has none.
func TestTodayByRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for role, want := range map[access.Role][]string{
		access.Coordinator:           {"Begin with your register", "What changed", "What is due", "Referrals that wait"},
		access.ReviewCoordinator:     {"What changed", "Reviews and reports", "What is due"},
		access.Chair:                 {"What changed", "Reviews and reports", "What is due"},
		access.Clinician:             {"What changed for your people", "What is due for your people"},
		access.SocialWorker:          {"What changed for your people", "What is due for your people"},
		access.Provider:              {"What changed for your people", "What is due for your people"},
		access.Executive:             {"What changed", "Reviews and reports", "What is due"},
		access.InformationGovernance: {"What changed in how the register is run", "Records opened in an emergency", "Requests for information"},
		access.Administrator:         {"What changed in how the register is run", "Keeping Homeward going", "Users"},
	} {
		var got []string
		for n := range s.signedIn(role, "NORTH").page("/today").Descendants() {
			if n.Data == "h2" && attr(n, "class") == "nhsuk-heading-m" {
				got = append(got, text(n))
			}
		}
		if len(got) < len(want) {
			t.Errorf("%s: %q, want %q", role, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %q, want %q", role, got, want)
			}
		}
	}
	for _, role := range []access.Role{access.PanelMember, access.Advocate, access.Family, access.ThePerson} {
		b := s.signedIn(role, "NORTH")
		if got := b.get("/today"); got.status != http.StatusForbidden {
			t.Errorf("%s: status %d", role, got.status)
		}
		b.get("/").leads("/involved")
	}
	if got := s.signedIn(access.Family, "NORTH").post("/today/seen", url.Values{}); got.status != http.StatusForbidden {
		t.Errorf("who has no such day has seen changes: status %d", got.status)
	}
}

// Those who run the register begin with what others changed in it; who audits,
// with what was taken out and refused as well. What they have seen is not new.
func TestTodayOfThoseWhoRunTheRegister(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.signedIn(access.Administrator, "NORTH")
	auditor := s.signedIn(access.InformationGovernance, "NORTH")
	s.later(time.Minute)
	s.user("new@north.example", []access.Role{access.Clinician}, "NORTH")
	s.later(time.Minute)
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	if got := coordinator.get("/settings/users"); got.status != http.StatusForbidden {
		t.Fatalf("status %d", got.status)
	}
	coordinator.get("/register/export?format=csv")
	s.later(time.Minute)
	says(t, auditor.page("/audit"), "Added a user: new, now Clinician")
	for _, b := range []*browser{admin, auditor} {
		page := b.page("/today")
		says(t, page, "What changed in how the register is run", "Added a user: new, now Clinician")
		for n := range page.Descendants() {
			if n.Data == "a" && attr(n, "href") == "" {
				t.Errorf("“%s” leads nowhere", text(n))
			}
		}
	}
	says(t, auditor.page("/today"), "1 export", "What was taken out of the register, and by whom", "1 refusal")
	saysNot(t, admin.page("/today"), "1 export")
	for _, b := range []*browser{admin, auditor} {
		s.later(time.Minute)
		b.post("/today/seen", url.Values{"up_to": {s.app.Now().UTC().Format(time.RFC3339Nano)}}).leads("/today")
		says(t, b.page("/today"), "Nobody else has changed users, rules or settings")
		saysNot(t, b.page("/today"), "Added a user", "1 export")
	}
}

// Those with a few people of their own find what is new of each on their page,
// as far as they may see it.
func TestMyPeopleBeginsWithNews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Add{On: s.today() - 9, Fact: casefile.Note{}, Note: "Long ago."})
	s.consents("NORTH", id, casefile.Given)
	email := s.user("mina.okoro@example.org", []access.Role{access.Family}, "NORTH")
	mother := s.browser()
	mother.signIn(email)
	s.involve(mother, "NORTH", id, access.Chosen)
	mother.get("/").leads("/involved")
	s.later(time.Hour)
	s.record("NORTH", id, casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Amber}, Reason: "Sleeps badly."})
	mother.post("/sign-out", nil)
	s.later(time.Hour)
	again := s.browser()
	again.signIn(email)
	says(t, again.page("/involved"), "Rosie Evans-Okoro", "New since your last visit", "Rated amber")
	saysNot(t, s.signedIn(access.PanelMember, "NORTH").page("/involved"), "Rated amber", "Rosie")
	s.consents("NORTH", id, casefile.Withdrawn)
	saysNot(t, again.page("/involved"), "Rated amber")
}
