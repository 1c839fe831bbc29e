package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// partOfPage is what the part of a page below a heading with an id says.
func partOfPage(t *testing.T, doc *html.Node, id string) string {
	t.Helper()
	n := find(doc, "aria-labelledby", id)
	if n == nil {
		t.Fatalf("the page has no section %q", id)
	}
	return text(n)
}

// TestPersonPage reads an ordinary record.
func TestPersonPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa,
		casefile.Add{On: feb1, Fact: casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}},
		casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}, Note: "Asked with pictures"},
		casefile.Add{On: feb1, Fact: casefile.Coordinator{Name: "Ann Lee"}},
		casefile.Add{On: feb1, Fact: casefile.LocalAuthority{Name: "Northshire"}},
		advocate,
		casefile.Rate{On: civil.Of(2026, 2, 20), Rated: casefile.Rated{Rating: casefile.Red, Factors: []string{"Changes in support staff"}, HowSoon: "Within 2 weeks", WouldChange: "A settled team"}, Reason: "Two nights in A&E.\n\nFamily exhausted."},
	)
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page("/people/" + id)
	if got := text(find(doc, "class", "app-person__name")); got != "Rosa Evans-Okoro" {
		t.Errorf("the heading is %q", got)
	}
	says(t, doc, "Likes to be called Rosie", "Pronouns she/her", "NHS number 999 476 0173", "Born 1 May 2009 (16 years)")
	if got, want := partOfPage(t, doc, "rating"), "Rating Red Since 20 February 2026 (10 days) "+casefile.Red.Meaning()+
		" Why Two nights in A&E. Family exhausted. What adds to the risk Changes in support staff How soon Within 2 weeks What would change it A settled team"+
		" Last decided 20 February 2026, recorded by Test Register coordinator"+
		" What this rating asks for Hold a care (education) and treatment review Still to be answered Answer Hold a care (education) and treatment review"+
		" Refer to a keyworker, if aged 25 or under and none is known Still to be answered Answer Refer to a keyworker, if aged 25 or under and none is known"; got != want {
		t.Errorf("rating\n got %s\nwant %s", got, want)
	}
	due := partOfPage(t, doc, "due")
	for _, want := range []string{
		"2 things are overdue. The next day to work to after that is Friday 6 March 2026.",
		"Overdue by 3 days By Friday 27 February 2026",
		"Due in 4 days By Friday 6 March 2026", "Why : ",
		"What started it “Rated red” of 20 February 2026", "The rule ", "The count ", "Where it is written National policy.", "Local standard.",
	} {
		if !strings.Contains(due, want) {
			t.Errorf("what is due does not say %q:\n%s", want, due)
		}
	}
	says(t, doc, "Given by the person on 1 February 2026 Asked with pictures", "Not yet asked", "Autism Confirmed (1 February 2026)",
		"Care, education and treatment reviews (CETR)", "Held by Ann Lee", "Advocate Bea Shah", "On the register since 5 January 2026",
		"Change NHS number", "Change GP practice", "Change date of birth", "Change consent to be on the register", "Record last review")
	red := find(doc, "id", "entry-8")
	if red == nil {
		t.Fatal("the story has no entry 8")
	}
	if got, want := text(red), "Rated red Red 20 February 2026 Two nights in A&E. Family exhausted. Factors Changes in support staff How soon Within 2 weeks"+
		" What would change it A settled team What it obliges to Hold a care (education) and treatment review; Refer to a keyworker, if aged 25 or under and none is known Recorded today at 12:00 by Test Register coordinator (Register coordinator) Entered in error? Rated red, 20 February 2026 Wrong day? Rated red, 20 February 2026 Sensitive? Rated red, 20 February 2026"; got != want {
		t.Errorf("the entry\n got %s\nwant %s", got, want)
	}
	if find(doc, "href", "#entry-8") == nil {
		t.Error("what is due does not lead to the entry that started it")
	}
	for _, kind := range []string{"rating", "consent", "note", "admission"} {
		if find(doc, "href", "/people/"+id+"/record/"+kind) == nil {
			t.Errorf("the page does not lead to the form %s", kind)
		}
	}
}

// TestPersonPageExtremes reads records with next to nothing and of someone who
// has died, who left, and who is in hospital.
func TestPersonPageExtremes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	tests := map[string]struct {
		id  string
		say []string
		not []string
	}{
		"nearly empty": {s.person("NORTH", casefile.Details{FamilyName: "Okafor"}),
			[]string{"NHS number Not known", "Born Not known", "No rating has been recorded.", "Nothing is due.", "Consent to be on the register not yet asked", "Held by Nobody yet"},
			[]string{"Needs attention", "Since "}},
		"died": {s.person("NORTH", rosa, casefile.Add{On: march1, Fact: casefile.Died{}}),
			[]string{"Died on 1 March 2026", "died on 1 March 2026, aged 16 years"}, []string{"Record an admission", "Not yet asked to be"}},
		"left": {s.person("NORTH", casefile.Details{GivenName: "Li", FamilyName: "Wu"}, casefile.Add{On: march1, Fact: casefile.LeftRegister{Reason: "Well"}}),
			[]string{"Not on the register since 1 March 2026", "Left the register on 1 March 2026", "Put them on the register"}, []string{"Record an admission"}},
		"left after a rating": {s.person("NORTH", casefile.Details{GivenName: "Mo", FamilyName: "Wu"},
			casefile.Rate{On: feb1, Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Settled"}, casefile.Add{On: march1, Fact: casefile.LeftRegister{Reason: "Well"}}),
			[]string{"Rating Not rated There is no rating now. Earlier ones are in the story below."}, []string{"No rating has been recorded"}},
		"in hospital": {s.person("NORTH", casefile.Details{GivenName: "Al", FamilyName: "Roy"}, admitted,
			casefile.Add{On: march1, Fact: casefile.PlannedDischarge{Day: civil.Of(2026, 4, 20)}}),
			[]string{"In hospital: Elm, RXX01", "Security General", "Out of area No", "Legal status Section 2", "Admitted 1 February 2026 (29 days)", "Planned discharge 20 April 2026", "Record a discharge"},
			[]string{"Record an admission"}},
		"blue without an admission": {s.person("NORTH", casefile.Details{GivenName: "Bo", FamilyName: "Ek"}, casefile.BringIn{Entries: []casefile.Entry{{On: feb1, Fact: casefile.Rated{Rating: casefile.Blue}}}}),
			[]string{"In hospital. The admission is not recorded", "Admission Not recorded. The rating says that they are in hospital"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := &browser{t: t, site: s, jar: b.jar}
			doc := b.page("/people/" + test.id)
			says(t, doc, test.say...)
			saysNot(t, doc, test.not...)
		})
	}
}

// TestAsAt shows the record of a past day: with what is known now, and as it
// could be read then. Nothing can be recorded there.
func TestAsAt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa, rated(casefile.Green)) // recorded on 2 March, for 1 February
	s.later(48 * time.Hour)
	b.signIn(s.user("later@example.org", []access.Role{access.Coordinator}, "NORTH"))
	s.record("NORTH", id,
		casefile.Rate{On: civil.Of(2026, 3, 3), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "Crisis"}, // recorded on 4 March, for 3 March
		casefile.StrikeOut{Entry: 3, Reason: "Someone else’s"},
	)
	person := "/people/" + id
	tests := []struct {
		query string
		say   []string
		not   []string
	}{
		{"?on=2026-03-02", []string{"You are looking at the record as it stood on 2 March 2026", "No rating has been recorded", "with what we know now", "Show only what had been recorded by then"}, []string{"Rated green", "Rated red"}},
		{"?on=2026-03-02&recorded=1", []string{"Rating Green Since 1 February 2026 (29 days)", "Rated green", "Only what had been recorded", "Show it with what we know now"}, []string{"Rated red", "Entered in error"}},
		{"?on=2026-03-03", []string{"Rating Red Since 3 March 2026 (today)"}, []string{"Rated green"}},
		{"?on=2026-03-03&recorded=1", []string{"Rating Green Since 1 February 2026 (30 days)"}, []string{"Rated red"}},
		{"?on=2026-01-01", []string{"Nothing had been recorded for this person by that day.", "Rosa Evans-Okoro"}, []string{"Joined the register"}},
		{"?on=2027-01-01", []string{"Rated red"}, []string{"You are looking at"}},
		{"?on=yesterday&recorded=1", []string{"Rated red"}, []string{"You are looking at"}},
	}
	for _, test := range tests {
		doc := b.page(person + test.query)
		says(t, doc, test.say...)
		saysNot(t, doc, test.not...)
		if find(doc, "class", "app-past") == nil {
			continue
		}
		for n := range doc.Descendants() {
			if href := attr(n, "href") + attr(n, "action"); strings.Contains(href, "/record") || strings.Contains(href, "strike-out") {
				t.Errorf("%s: something can be recorded: %s", test.query, href)
			}
		}
	}

	form := formOf(t, b.page(person), person)
	ask := func(day, month, year string) answer {
		q := form.with(map[string]string{"as-at[day]": day, "as-at[month]": month, "as-at[year]": year})
		return b.get(person + "?" + q.Encode())
	}
	ask("2", "3", "2026").leads(person + "?on=2026-03-02")
	for _, wrong := range []struct{ day, month, year, want string }{
		{"", "", "", "as-at-day Enter the day on which to see the record"},
		{"30", "2", "2026", "as-at-day The day must be a real date: February 2026 has 28 days"},
		{"1", "", "2026", "as-at-month The day must include a month"},
		{"5", "3", "2026", "as-at-day The day must be today or in the past"},
	} {
		doc := ask(wrong.day, wrong.month, wrong.year).walked(http.StatusUnprocessableEntity)
		if got := summaryOf(doc); len(got) != 1 || got[0] != wrong.want {
			t.Errorf("%+v: %q", wrong, got)
		}
	}
}

// TestFlags: what an import could not read says what to do about it, and goes
// away when it is settled.
func TestFlags(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	missing := casefile.Flag{ID: "i1.7.2", Code: casefile.FlagNHSNumberMissing, Message: "There is no NHS number"}
	id := s.person("NORTH", casefile.Details{GivenName: "Uma", FamilyName: "Khan"}, imported(ragFlag, missing))
	coordinator, executive := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Executive, "NORTH")

	says(t, executive.page("/people/"+id), "Needs attention", "The rating could not be read")
	saysNot(t, executive.page("/people/"+id), "This is settled", "Record personal details")
	doc := coordinator.page("/people/" + id)
	if got, want := partOfPage(t, doc, "attention"), "Needs attention The rating could not be read The spreadsheet said “RAG: purple”"+
		" Read the original line in the story below, and record what it says. Then mark this as settled. This is settled"+
		" There is no NHS number Look it up with the GP practice, then record it. This then goes away by itself. Record personal details This is settled"; got != want {
		t.Errorf("attention\n got %s\nwant %s", got, want)
	}
	says(t, find(doc, "id", "entry-3"), "Brought in from a spreadsheet", "File register.xlsx", "Adults, row 7", "RAG purple")

	path := "/people/" + id + "/record/flag-cleared"
	values := formOf(t, doc, path).values
	values.Set("do", "save")
	coordinator.post(path, values).leads("/people/" + id)
	doc = coordinator.page("/people/" + id)
	saysNot(t, find(doc, "aria-labelledby", "attention"), "The rating could not be read")
	says(t, doc, "A question about the record was settled")

	// The same button on a page that is out of date says so, and asks again.
	again := coordinator.post(path, values).walked(http.StatusUnprocessableEntity)
	says(t, again, "someone has settled it already")

	coordinator.fill("/people/"+id+"/record/details", map[string]string{"nhs_number": "999 476 0173"}).leads("/people/" + id)
	saysNot(t, coordinator.page("/people/"+id), "Needs attention")
}

// evil is text that would do harm if it were taken for markup.
const evil = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}javascript:alert(3)`

// TestTextIsNeverMarkup puts harmful text into every field that takes text, and
// reads it back from every page.
func TestTextIsNeverMarkup(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	signed := s.signedIn(access.Coordinator, "NORTH")
	for kind, test := range formTests() {
		t.Run(kind, func(t *testing.T) {
			b := &browser{t: t, site: s, jar: signed.jar}
			id := s.person("NORTH", casefile.Details{GivenName: evil, FamilyName: evil}, test.before...)
			path, person := test.at(kind, id), "/people/"+id
			doc := b.page(path)
			values := formOf(t, doc, path).with(test.typed)
			for n := range doc.Descendants() {
				typ, name := attr(n, "type"), attr(n, "name")
				takesText := n.Data == "textarea" || n.Data == "input" && (typ == "text" || typ == "tel" || typ == "email") && attr(n, "inputmode") != "numeric"
				if takesText && values.Has(name) {
					values.Set(name, evil)
				}
			}
			values.Set("do", "save")
			if values.Has("follow_1_due[day]") { // what has words needs a day as well
				for name, value := range day(nil, "follow_1_due", s.today()+7) {
					values.Set(name, value)
				}
			}
			wrong := url.Values{"on[day]": {evil}, "on[month]": {evil}, "on[year]": {evil}}
			for name, value := range values {
				if !strings.HasPrefix(name, "on[") {
					wrong[name] = value
				}
			}
			harmless := func(where, body string) {
				if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, `"'><`) {
					t.Errorf("%s holds the text as markup", where)
				}
				if !strings.Contains(body, "&lt;script&gt;alert(1)") {
					t.Errorf("%s does not hold the text", where)
				}
				walk(t, body)
			}
			if values.Has("on[day]") {
				harmless("the form with errors", b.post(path, wrong).body)
			}
			rf, _ := recordFormOf(kind)
			b.post(path, values).leads(person + rf.part)
			harmless("the person’s page", b.get(person).body)
			harmless("the person’s page of a day", b.get(person+"?on=2026-03-02").body)
			harmless("the form", b.get(path).body)
			harmless("the list of forms", b.get(person+"/record").body)
			harmless("the strike-out", b.get(person+"/entries/1/strike-out").body)
		})
	}
}

// TestNothingPersonalInTheLog: names, numbers and notes are in no log line and
// no address.
func TestNothingPersonalInTheLog(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	person := "/people/" + id
	b.page(person + "?show=ratings&struck=hide")
	b.fill(person+"/record/note", map[string]string{"note": "Secretword"}).leads(person)
	b.post("/drafts/note/"+id, url.Values{"note": {"Secretword"}})
	b.fill(person+"/record/rating", map[string]string{"note": "Secretword"}).walked(http.StatusUnprocessableEntity)
	for _, word := range []string{"Rosa", "Rosie", "Evans", "9994760173", "Secretword", "2009"} {
		if strings.Contains(s.log.String(), word) {
			t.Errorf("the log has %q:\n%s", word, s.log)
		}
	}
	if want := fmt.Sprintf("route=%q", "GET /people/{id}"); !strings.Contains(s.log.String(), want) {
		t.Errorf("the log does not name the route %s", want)
	}
}
