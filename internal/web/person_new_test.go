package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// find lists who of NORTH fits a text, or everyone.
func (s *site) find(text string) []app.PersonRow {
	s.t.Helper()
	page, err := s.app.People(s.t.Context(), s.actor(access.Coordinator, "NORTH"), app.PeopleQuery{Text: text, Membership: app.AnyMembership})
	if err != nil {
		s.t.Fatal(err)
	}
	return page.Rows
}

func TestAddPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	form := formOf(t, b.page("/people/new"), "/people/new")
	got := b.post("/people/new", form.with(day(day(map[string]string{
		"do": "save", "given_name": " Rosa ", "family_name": "Evans-Okoro", "preferred_name": "Rosie", "nhs_number": "999 476 0173",
		"autism": "confirmed", "learning-disability": "awaiting-assessment", "local_authority": "Ashby & Dale Council",
		"rating": "red", "note": "In crisis since Friday",
	}, "birth_date", civil.Of(2009, 5, 1)), "on", civil.Of(2026, 2, 27))))
	rows := s.find("okoro")
	if len(rows) != 1 {
		t.Fatalf("%d people were added: %d\n%s", len(rows), got.status, got.body)
	}
	got.leads("/people/" + rows[0].CaseID)
	says(t, b.page(got.location), "They are on the register now.")
	c := s.kase("NORTH", rows[0].CaseID)
	if want := (casefile.Details{GivenName: "Rosa", FamilyName: "Evans-Okoro", PreferredName: "Rosie", NHSNumber: "9994760173", BirthDate: civil.Of(2009, 5, 1)}); c.Details != want {
		t.Errorf("details %+v, want %+v", c.Details, want)
	}
	var entries []string
	for _, e := range c.Entries {
		entries = append(entries, e.On.String()+" "+casefile.Title(e.Fact)+": "+e.Note)
	}
	want := []string{
		"2026-02-27 Personal details recorded: ",
		"2026-02-27 Joined the register: ",
		"2026-02-27 Local authority of ordinary residence: Ashby & Dale Council: ",
		"2026-02-27 Autism: confirmed: ",
		"2026-02-27 Learning disability: waiting for assessment: ",
		"2026-02-27 Rated red: In crisis since Friday",
	}
	if !slices.Equal(entries, want) {
		t.Errorf("recorded\n%q, want\n%q", entries, want)
	}
	// The draft is gone with it.
	if drafts := b.drafts(); len(drafts) != 0 {
		t.Errorf("drafts are left: %q", drafts)
	}
}

func TestAddPersonRefusals(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		typed map[string]string
		want  []string // message and the field it leads to
	}{
		"nothing": {nil, []string{"Enter a name #family_name"}},
		"all wrong": {
			map[string]string{
				"nhs_number": "999 476 0174", "birth_date[day]": "31", "birth_date[month]": "2", "birth_date[year]": "2009",
				"on[day]": "", "on[month]": "", "on[year]": "", "rating": "red",
			},
			[]string{
				"Enter a name #family_name", "Enter a valid NHS number: 10 digits, such as 999 123 4578 #nhs_number",
				"The date of birth must be a real date: February 2009 has 28 days #birth_date-day", "Enter the date #on-day",
				"Say why this is the right rating now #note",
			},
		},
		"to come": {
			map[string]string{"given_name": "Rosa", "on[day]": "3", "on[month]": "3", "on[year]": "2026"},
			[]string{"The date must be today or in the past. What has not happened yet cannot be recorded as done #on-day"},
		},
		"not born": {
			map[string]string{"given_name": "Rosa", "birth_date[day]": "3", "birth_date[month]": "3", "birth_date[year]": "2026"},
			[]string{"The date of birth must be in the past #birth_date-day"},
		},
		"too long": {
			map[string]string{"given_name": strings.Repeat("Rosa", 60)},
			[]string{"“Given name” must have 200 characters or fewer. It has 240 #given_name"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			b := s.signedIn(access.Coordinator, "NORTH")
			typed := map[string]string{"do": "save"}
			for field, value := range each.typed {
				typed[field] = value
			}
			form := formOf(t, b.page("/people/new"), "/people/new").with(typed)
			doc := b.post("/people/new", form).walked(http.StatusUnprocessableEntity)
			var got []string
			for n := range doc.Descendants() {
				if strings.Contains(attr(n, "class"), "nhsuk-error-summary__list") {
					for a := range n.Descendants() {
						if a.Data == "a" {
							got = append(got, text(a)+" "+attr(a, "href"))
						}
					}
				}
			}
			if !slices.Equal(got, each.want) {
				t.Errorf("the page says\n%q, want\n%q", got, each.want)
			}
			// Everything typed is kept, on the page and as a draft.
			for _, page := range []filled{formOf(t, doc, "/people/new"), formOf(t, b.page("/people/new"), "/people/new")} {
				for field, value := range form {
					if field != "do" && strings.Join(page.values[field], "|") != strings.Join(value, "|") {
						t.Errorf("%s: %q is kept, %q was typed", field, page.values[field], value)
					}
				}
			}
			if rows := s.find(""); len(rows) != 0 {
				t.Errorf("somebody was added: %+v", rows)
			}
		})
	}
}

func TestAddPersonWithANumberThatIsThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	known := s.person("NORTH", rosa)
	b := s.signedIn(access.Coordinator, "NORTH")
	typed := formOf(t, b.page("/people/new"), "/people/new").with(map[string]string{"do": "save", "given_name": "Somebody", "nhs_number": rosa.NHSNumber})
	doc := b.post("/people/new", typed).walked(http.StatusUnprocessableEntity)
	says(t, doc, "Someone with this NHS number is on the register already, or was before")
	if link := find(doc, "href", "/people/"+known); link == nil || text(link) != "Open the record of Rosie Evans-Okoro" {
		t.Error("the page does not lead to who has the number")
	}
	if rows := s.find(""); len(rows) != 1 {
		t.Errorf("%d people are there, want 1", len(rows))
	}
	// In another register the number says nothing.
	south := s.signedIn(access.Coordinator, "SOUTH")
	if got := south.post("/people/new", typed); got.status != http.StatusSeeOther || strings.Contains(got.location, "check") {
		t.Errorf("in the other register: %d %s", got.status, got.location)
	}
}

func TestAddPersonWhoMayBeThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	known := s.person("NORTH", casefile.Details{GivenName: "Mohammed", FamilyName: "O’Brien", BirthDate: civil.Of(1994, 7, 10)},
		casefile.Add{On: civil.Of(2026, 1, 5), Fact: casefile.LocalAuthority{Name: "Northshire County Council"}})
	s.person("NORTH", casefile.Details{GivenName: "Mohammed", FamilyName: "O’Brien", BirthDate: civil.Of(1950, 1, 1)}) // no namesake of another age
	b := s.signedIn(access.Coordinator, "NORTH")
	form := formOf(t, b.page("/people/new"), "/people/new")
	typed := form.with(day(map[string]string{"do": "save", "given_name": "Muhammad", "family_name": "OBrien", "nhs_number": "9994760173"}, "birth_date", civil.Of(1994, 7, 10)))
	b.post("/people/new", typed).leads("/people/new/check")

	doc := b.page("/people/new/check")
	says(t, doc, "Nobody has been added yet", "Mohammed O’Brien", "999 476 0173", "Northshire County Council", "2 things differ.", "NHS number You typed 999 476 0173 On the register Not recorded Only in one")
	if find(doc, "href", "/people/"+known) == nil {
		t.Error("the page does not lead to who may be the same")
	}
	if n := strings.Count(text(doc), "open the record"); n != 1 {
		t.Errorf("%d people are shown, want 1", n)
	}
	if len(s.find("")) != 2 {
		t.Error("somebody was added already")
	}
	yes := formOf(t, doc, "/people/new/check").with(nil)

	// Another window has typed something else meanwhile: look again.
	other := form.with(map[string]string{"do": "save", "given_name": "Mohammed", "family_name": "O'Brien"})
	b.post("/people/new", other).leads("/people/new/check")
	b.post("/people/new/check", yes).leads("/people/new/check")
	b.post("/people/new", typed).leads("/people/new/check")

	got := b.post("/people/new/check", yes)
	rows := s.find("9994760173")
	if len(rows) != 1 {
		t.Fatalf("nobody was added: %d %s", got.status, got.body)
	}
	got.leads("/people/" + rows[0].CaseID)
	// Sent twice, it adds nobody twice.
	b.post("/people/new/check", yes).leads("/people/new")
	b.get("/people/new/check").leads("/people/new")
	if n := len(s.find("")); n != 3 {
		t.Errorf("%d people are there, want 3", n)
	}
}

func TestAddPersonDraft(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	email := s.user("ada.byron@example.org", []access.Role{access.Clinician}, "NORTH")
	b := s.browser()
	b.signIn(email)
	form := formOf(t, b.page("/people/new"), "/people/new")
	b.post("/people/new", form.with(map[string]string{"do": "keep", "given_name": "Rosa"})).leads("/register")
	says(t, b.page("/register"), "Your draft is kept")
	if got := b.drafts(); !slices.Equal(got, []string{"/people/new"}) {
		t.Errorf("the account leads to %q", got)
	}
	says(t, b.page("/people/new"), "We kept what you typed at 12:00. Nobody has been added yet.")
	b.post("/people/new", url.Values{"do": {"again"}}).leads("/people/new")
	saysNot(t, b.page("/people/new"), "We kept what you typed")

	// What is sent after the session has ended is there after signing in.
	typed := form.with(map[string]string{"do": "save", "given_name": "Rosa", "family_name": "Evans-Okoro", "note": "Not lost"})
	s.later(2 * time.Hour)
	got := b.post("/people/new", typed)
	got.leads("/sign-in?next=%2Fpeople%2Fnew&register=NORTH&why=kept")
	says(t, b.get(got.location).walked(http.StatusOK), "You were signed out before what you typed could be saved. It is kept.")
	signIn := formOf(t, b.page(got.location), "/sign-in")
	b.post("/sign-in", signIn.with(map[string]string{"email": email, "password": password})).leads("/people/new")
	kept := formOf(t, b.page("/people/new"), "/people/new")
	for field, want := range map[string]string{"given_name": "Rosa", "family_name": "Evans-Okoro", "note": "Not lost"} {
		if kept.values.Get(field) != want {
			t.Errorf("%s is %q, want %q", field, kept.values.Get(field), want)
		}
	}
	// Nobody else sees it.
	if got := formOf(t, s.signedIn(access.Clinician, "NORTH").page("/people/new"), "/people/new").values.Get("given_name"); got != "" {
		t.Errorf("another user sees %q", got)
	}
}

// TestAddPersonWithoutRating is the form of someone who may add people, and
// may not rate them.
func TestAddPersonWithoutRating(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.ReviewCoordinator, "NORTH")
	doc := b.page("/people/new")
	saysNot(t, doc, "Rating (optional)")
	got := b.post("/people/new", url.Values{"do": {"save"}, "given_name": {"Rosa"}, "rating": {"red"}, "note": {"Forced"}, "on[day]": {"2"}, "on[month]": {"3"}, "on[year]": {"2026"}})
	rows := s.find("rosa")
	if len(rows) != 1 || rows[0].Rating != "" {
		t.Fatalf("%d: %+v", got.status, rows)
	}
}
