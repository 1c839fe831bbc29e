package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

const weekForRed = `format: homeward.rulebook/1
name: Seven days
rules:
  policy.red-review: {numbers: {within: {source: Board paper 12, values: [{from: always, is: 7 days}]}}}
  local.register-review: {in_use: {source: Board paper 13, values: [{from: 2027-01-04, is: no}]}}
holidays: {source: Proclamation, added: [2026-06-15], removed: [2026-05-04]}
`

// tries sends a rulebook file as the page does.
func (b *browser) tries(file string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "rules.yaml")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/rules/try/file", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.send(r)
}

// redPerson adds someone who is rated red today.
func (s *site) redPerson(name string) string {
	s.t.Helper()
	who := s.actor(access.Coordinator, "NORTH")
	r, err := s.app.AddPerson(s.t.Context(), who, casefile.Open{On: s.today(), Details: casefile.Details{GivenName: name, FamilyName: "Example", BirthDate: civil.Of(1990, 1, 1)}},
		casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "in crisis"})
	if err != nil {
		s.t.Fatal(err)
	}
	return r.Case
}

func (a answer) trial(t *testing.T) string {
	t.Helper()
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/rules/trials/") {
		t.Fatalf("status %d to %q\n%s", a.status, a.location, a.body)
	}
	return a.location
}

func TestRulesFromTrialToAdoption(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.redPerson("Ada")
	b := s.signedIn(access.Administrator, "NORTH")
	says(t, b.page("/rules"), "Rulebook", "England", "Not in force", "First review of a detained patient", "14 days", "Of the first red rating of the episode", "Local standard: Local standard: no national number was found")
	b.page("/rules/try")

	at := b.tries(weekForRed).trial(t)
	s.app.Wait()
	says(t, b.page(at), "Seven days", "Review because of a red rating: 7 days of the first red rating of the episode, in place of 14 days (Board paper 12).",
		"“Review of the rating” is not in use from 4 January 2027.", "Monday 15 June 2026 is a bank holiday.", "Monday 4 May 2026 is no bank holiday.",
		"Up to 7 days earlier", "9 to 15 March 2026", "Overdue on 2 March 2026")
	saysNot(t, b.page(at+"/people"), "Ada") // an administrator sees dates and no person
	coordinator := s.signedIn(access.Coordinator, "NORTH")
	says(t, coordinator.page(at+"/people"), "Ada Example", "Due 16 March 2026", "Due 9 March 2026", "7 days earlier")
	says(t, coordinator.page(at+"/people?rule=policy.red-review&page=9"), "Only: Review because of a red rating.", "Ada Example")
	says(t, b.page(at+"/people?rule=policy.report"), "No date would change.")
	says(t, b.page("/rules"), "Changes that are tried", "Counted")
	if got := b.get(at + "/progress"); got.status != http.StatusOK || !strings.Contains(got.body, "It is finished") {
		t.Errorf("progress: %d %s", got.status, got.body)
	}

	b.page(at + "/adopt")
	day := func(d, m, y string) url.Values {
		return url.Values{"from[day]": {d}, "from[month]": {m}, "from[year]": {y}}
	}
	for _, c := range []struct {
		form url.Values
		want string
	}{{day("", "", ""), "Enter the day from which you adopt these rules"}, {day("1", "3", "2026"), "The day must be today or within the next 10 years"}, {day("31", "2", "2027"), "The day must be a real date"}} {
		says(t, b.post(at+"/adopt", c.form).walked(http.StatusUnprocessableEntity), c.want)
	}
	b.post(at+"/adopt", day("5", "3", "2026")).leads("/rules")
	s.app.Wait()
	says(t, b.page("/rules"), "The rules are adopted from 5 March 2026.", "1. Seven days", "From 5 March 2026: 7 days (Board paper 12)", "14 days", "Not in use from 4 January 2027")
	if got := b.get("/rules/adopted/1"); got.status != http.StatusOK || got.body != weekForRed || got.header.Get("Content-Disposition") != `attachment; filename="rules-NORTH-1.yaml"` {
		t.Errorf("the file: %d %v\n%s", got.status, got.header, got.body)
	}
	for _, path := range []string{"/rules/adopted/2", "/rules/adopted/x", at} {
		b.get(path).walked(http.StatusNotFound)
	}
	if got := b.get("/rules/progress"); !strings.Contains(got.body, "It is finished") {
		t.Errorf("progress: %s", got.body)
	}
	says(t, s.signedIn(access.Coordinator, "NORTH").page("/people/"+s.redPerson("Zoe")), "16 March 2026") // before the day of adoption
}

func TestAFileWithFaultsIsShownByLine(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	for _, c := range []struct {
		file string
		want []string
	}{
		{"", []string{"Choose the file with your rules"}},
		{"format: homeward.rulebook/1\nname: x\nrules: {mha.report: {}}\n", []string{"The file has a problem in line 3", "rules: {mha.report: {}}", "mha.report is law"}},
		{"nmae: <b>x</b>\n", []string{"The file has 3 problems, the first in line 1", "nmae: <b>x</b>", `a rulebook has nothing called "nmae"`}},
		{"\x00\xff", []string{"this is not YAML"}},
	} {
		says(t, b.tries(c.file).walked(http.StatusUnprocessableEntity), c.want...)
	}
	b.post("/rules/try/file", nil).walked(http.StatusUnprocessableEntity)
}

func TestTryingADayForPart8A(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	day := func(d, m, y string) url.Values {
		return url.Values{"commencement[day]": {d}, "commencement[month]": {m}, "commencement[year]": {y}}
	}
	for _, c := range []struct {
		form url.Values
		want string
	}{{day("", "", ""), "Enter the day on which Part 8A comes into force"}, {day("1", "", "2027"), "The day must include a month"}, {day("1", "1", "2020"), "The day must be after 18 December 2025"}} {
		page := b.post("/rules/try/commencement", c.form).walked(http.StatusUnprocessableEntity)
		says(t, page, c.want)
	}
	at := b.post("/rules/try/commencement", day("1", "10", "2027")).trial(t)
	s.app.Wait()
	says(t, b.page(at), "Part 8A of the Mental Health Act 1983 comes into force on 1 October 2027.", "Overdue on 1 October 2027", "Weeks without a review are left out.")
	says(t, b.page(at+"/adopt"), "Part 8A comes into force on 1 October 2027", "Which regulations appoint the day?")
	says(t, b.post(at+"/adopt", url.Values{"regulations": {""}}).walked(http.StatusUnprocessableEntity), "Enter the regulations that appoint the day")

	// Another trial is outdated when one has been adopted.
	other := b.tries(weekForRed).trial(t)
	s.app.Wait()
	b.post(at+"/adopt", url.Values{"regulations": {"Regulations 2027"}}).leads("/rules")
	says(t, b.page("/rules"), "Comes into force on 1 October 2027 (Regulations 2027).")
	says(t, b.page(other), "Other rules were adopted since this was counted.", "Count it again")
	b.get(other + "/adopt").leads(other)
	b.post(other+"/adopt", url.Values{}).leads(other)
	b.post(other+"/count", nil).leads(other)
	s.app.Wait()
	says(t, b.page(other), "Adopt these rules")
	b.post(other+"/discard", nil).leads("/rules")
	says(t, b.page("/rules"), "The trial was discarded.")
	b.get(other).walked(http.StatusNotFound)
}

// While it is counted the page says how far it is, and comes again by itself.
func TestATrialThatIsBeingCounted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	s.app.Stop() // so that it is never finished
	at := b.tries(weekForRed).trial(t)
	s.app.Wait()
	got := b.get(at)
	says(t, got.walked(http.StatusOK), "The effect is being counted", "You can leave this page")
	if got.header.Get("Refresh") == "" || !strings.Contains(got.body, `data-poll-url="`+at+`/progress"`) {
		t.Error("the page does not come again")
	}
	if got := b.get(at + "/progress"); !strings.Contains(got.body, "data-poll-url") {
		t.Errorf("progress: %s", got.body)
	}
	b.get(at + "/people").leads(at)
	b.get(at + "/adopt").leads(at)
	says(t, b.page("/rules"), "Being counted")
	s.app.Wait()
}

func TestWhoSeesTheRulesOfARegister(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := s.signedIn(access.Administrator, "NORTH").tries(weekForRed).trial(t)
	s.app.Wait()
	for _, role := range access.Roles {
		b := s.signedIn(role, "NORTH")
		switch role {
		case access.Administrator:
			continue
		case access.Coordinator:
			saysNot(t, b.page(at), "Adopt these rules")
			refused(t, b, http.StatusForbidden, "GET "+at+"/adopt", "POST "+at+"/adopt")
			continue
		}
		for _, path := range []string{"/rules", "/rules/try", at, at + "/people", at + "/adopt", at + "/progress", "/rules/progress", "/rules/adopted/1"} {
			b.get(path).walked(http.StatusForbidden)
		}
		for _, path := range []string{"/rules/try/commencement", at + "/adopt", at + "/count", at + "/discard"} {
			b.post(path, nil).walked(http.StatusForbidden)
		}
		b.tries(weekForRed).walked(http.StatusForbidden)
		if strings.Contains(b.get("/account").body, `href="/rules"`) {
			t.Errorf("%s is led to the rules", role)
		}
	}
	b := s.signedIn(access.Administrator, "SOUTH")
	for _, path := range []string{at, at + "/people", at + "/adopt", at + "/progress"} {
		b.get(path).walked(http.StatusNotFound)
	}
	for _, path := range []string{at + "/adopt", at + "/count", at + "/discard"} {
		b.post(path, nil).walked(http.StatusNotFound)
	}
	if v, err := s.app.Rules(t.Context(), s.actor(access.Administrator, "SOUTH")); err != nil || len(v.Trials) != 0 {
		t.Errorf("the other register tries %+v, %v", v.Trials, err)
	}
}
