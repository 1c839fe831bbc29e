package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// everyone puts a few invented people on the register NORTH, who between them
// have all that the list shows; the cases are by given name.
func everyone(s *site) map[string]string {
	s.t.Helper()
	on := civil.Of(2026, 1, 5)
	rate := func(r casefile.Rating) casefile.Decision {
		return casefile.Rate{On: on, Rated: casefile.Rated{Rating: r}, Reason: "As the team sees it"}
	}
	add := func(f casefile.Fact) casefile.Decision { return casefile.Add{On: on, Fact: f} }
	agreed := add(casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own})
	people := map[string]string{}
	for _, p := range []struct {
		given, family, number string
		born                  civil.Date
		more                  []casefile.Decision
	}{
		{"Rosa", "Evans-Okoro", "9994760173", civil.Of(2009, 5, 1), []casefile.Decision{
			rate(casefile.Red), add(casefile.LocalAuthority{Name: "Ashby & Dale Council"}), add(casefile.Coordinator{Name: "Jo Marsh"}),
			add(casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}),
		}},
		{"Łukasz", "O’Brien", "9990000042", civil.Of(1980, 2, 29), []casefile.Decision{
			rate(casefile.Amber), agreed, add(casefile.LocalAuthority{Name: "Northshire County Council"}), add(casefile.Coordinator{Name: "Sunita Rao"}),
		}},
		{"Hana", "Begum", "", 0, []casefile.Decision{agreed}},
		{"Amir", "Begum", "9990000018", civil.Of(1950, 7, 9), []casefile.Decision{
			rate(casefile.Green), add(casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}),
		}},
		{"Kwame", "Mensah", "9990000026", civil.Of(2001, 11, 3), []casefile.Decision{
			agreed,
			casefile.Admit{On: civil.Of(2026, 2, 20), Admission: casefile.Admission{
				Hospital: "Fairview Hospital", Ward: "Elm", Security: casefile.General, LegalStatus: casefile.Section2,
			}},
		}},
		{"Siân", "Gone", "9990000034", civil.Of(1990, 1, 1), []casefile.Decision{add(casefile.LeftRegister{Reason: "Well and settled"})}},
	} {
		people[p.given] = s.person("NORTH", casefile.Details{GivenName: p.given, FamilyName: p.family, NHSNumber: p.number, BirthDate: p.born}, p.more...)
	}
	return people
}

// names are those of the list's rows, in their order.
func names(doc *html.Node) []string {
	var all []string
	for n := range doc.Descendants() {
		if n.Data == "tbody" {
			for a := range n.Descendants() {
				if a.Data == "a" && strings.HasPrefix(attr(a, "href"), "/people/") {
					all = append(all, text(a))
				}
			}
		}
	}
	return all
}

func TestRegister(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := everyone(s)
	s.person("SOUTH", casefile.Details{GivenName: "Nobody", FamilyName: "Ofours"})
	b := s.signedIn(access.Coordinator, "NORTH")
	b.get("/").leads("/today")
	doc := b.page("/register")
	want := []string{"Rosa Evans-Okoro", "Łukasz O’Brien", "Amir Begum", "Kwame Mensah", "Hana Begum"}
	if got := names(doc); !slices.Equal(got, want) {
		t.Errorf("the register shows\n%q, want\n%q", got, want)
	}
	says(t, doc,
		"5 people on the register",
		"999 476 0173", "No NHS number", "1 May 2009", "16 years", "Not known",
		"Ashby & Dale Council", "Jo Marsh", "Nobody yet", "Not recorded",
		"Overdue by 49 days", "Review of the rating", "by 12 Jan 2026, and 2 more", // 7 days of a red rating on 5 January
		"In hospital: Elm, Fairview Hospital",
		"Consent not asked yet", "Consent refused",
	)
	saysNot(t, doc, "Nobody Ofours", "Siân Gone", "Consent given")
	if find(doc, "href", "/people/"+people["Rosa"]) == nil {
		t.Error("a person's row does not lead to their record")
	}
	for _, colour := range []struct{ rating, count string }{{"red", "1 Red"}, {"amber", "1 Amber"}, {"green", "1 Green"}, {"blue", "1 Blue"}, {"none", "1 Not rated"}} {
		link := find(doc, "href", "/register?rating="+colour.rating)
		if link == nil || text(link) != colour.count {
			t.Errorf("the count of %s is not a link that says %q", colour.rating, colour.count)
		}
	}
}

// TestRegisterFilters asks the real register for each filter.
func TestRegisterFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyone(s)
	b := s.signedIn(access.Coordinator, "NORTH")
	for query, want := range map[string]string{
		"rating=red":                       "Rosa",
		"rating=red&rating=amber":          "Rosa Łukasz",
		"rating=none":                      "Hana",
		"authority=Ashby+%26+Dale+Council": "Rosa",
		"age=14-17":                        "Rosa",
		"age=65-and-over&age=unknown":      "Amir Hana",
		"cohort=cetr":                      "Rosa",
		"setting=inpatient":                "Kwame",
		"setting=community&sort=name":      "Amir Hana Rosa Łukasz",
		"overdue=yes&rating=red":           "Rosa",
		"no-consent=yes":                   "Rosa Amir",
		"attention=yes":                    "",
		"since=2026-03-02&sort=name":       "Amir Hana Rosa Kwame Łukasz",
		"since=2026-03-03":                 "",
		"people=left":                      "Siân",
		"people=any&sort=name":             "Amir Hana Rosa Siân Kwame Łukasz",
		"held-by=" + coordinatorKey("NORTH", "Sunita Rao"): "Łukasz",
		"order=desc&sort=name":                             "Łukasz Kwame Rosa Hana Amir",
		"sort=birth-date":                                  "Amir Łukasz Kwame Rosa Hana",
	} {
		doc := b.page("/register?" + query)
		var given []string
		for _, name := range names(doc) {
			given = append(given, strings.Fields(name)[0])
		}
		if got := strings.Join(given, " "); got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
		if want == "" {
			says(t, doc, "Nobody on the register fits these filters")
		}
		// Each chosen filter can be taken away, and all together.
		chosen := 0
		for name := range mustQuery(t, query) {
			if name != "sort" && name != "order" {
				chosen += len(mustQuery(t, query)[name])
			}
		}
		chips := 0
		for n := range doc.Descendants() {
			if attr(n, "class") == "app-filter__chip" {
				chips++
			}
		}
		if chips != chosen {
			t.Errorf("%s: %d filters can be taken away, want %d", query, chips, chosen)
		}
	}
}

func mustQuery(t *testing.T, query string) url.Values {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRegisterAddressIsShort(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	b.get("/register?cohort=&held-by=&overdue=yes&people=&setting=&since=").leads("/register?overdue=yes")
	b.get("/register?since=27%2F2%2F2026").leads("/register?since=2026-02-27")
}

func TestRegisterDateThatCannotBe(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyone(s)
	b := s.signedIn(access.Coordinator, "NORTH")
	got := b.get("/register?since=31%2F2%2F2026")
	doc := got.walked(http.StatusUnprocessableEntity)
	says(t, doc, "Enter a real date for “Changed since”, such as 27/3/2026")
	if attr(find(doc, "id", "filter-since"), "value") != "31/2/2026" {
		t.Error("what was typed is not kept")
	}
}

func TestRegisterIsEmpty(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	doc := s.signedIn(access.Coordinator, "NORTH").page("/register")
	says(t, doc, "Nobody is on this register yet", "Bring in your spreadsheet", "Add a person")
	// Who may neither import nor add is not told to.
	saysNot(t, s.signedIn(access.Executive, "NORTH").page("/register"), "Bring in your spreadsheet", "Add a person")
}

func TestRegisterBoard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyone(s)
	for n := range boardSize + 1 {
		s.person("NORTH", casefile.Details{GivenName: "Green", FamilyName: fmt.Sprintf("Person%02d", n)},
			casefile.Rate{On: civil.Of(2026, 1, 5), Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Settled"})
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page("/register?as=board")
	var columns []string
	for n := range doc.Descendants() {
		if n.Data == "section" && attr(n, "class") == "app-board__column" {
			cards := 0
			for c := range n.Descendants() {
				if attr(c, "class") == "app-board__card" {
					cards++
				}
				if c.Data == "h2" {
					columns = append(columns, text(c))
				}
			}
			columns = append(columns, fmt.Sprint(cards, " cards"))
		}
	}
	want := []string{"Red 1 person", "1 cards", "Amber 1 person", "1 cards", "Green 27 people", "25 cards", "Blue 1 person", "1 cards"}
	if !slices.Equal(columns, want) {
		t.Errorf("the board has\n%q, want\n%q", columns, want)
	}
	if got, want := text(find(doc, "class", "app-board__due")), "Overdue by 49 days Review of the rating"; got != want {
		t.Errorf("the first card says %q is due, want %q", got, want)
	}
	if find(doc, "href", "/register?rating=green") == nil {
		t.Error("the rest of a column cannot be reached")
	}
	says(t, doc, "30 people with a rating on the register", "1 person without a rating", "Held by Jo Marsh", "Consent not asked yet")
	only := b.page("/register?as=board&rating=red")
	says(t, only, "1 person with these filters", "Rosa Evans-Okoro")
	saysNot(t, only, "Łukasz")
}

func TestRegisterPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for n := range 60 {
		s.person("NORTH", casefile.Details{GivenName: "Ada", FamilyName: fmt.Sprintf("Person%02d", n)})
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	for path, want := range map[string]struct {
		first string
		rows  int
		shown string
	}{
		"/register?sort=name":                 {"Ada Person00", 50, "1 to 50 of 60 people"},
		"/register?page=2&sort=name":          {"Ada Person50", 10, "51 to 60 of 60 people"},
		"/register?page=3&size=25&sort=name":  {"Ada Person50", 10, "51 to 60 of 60 people"},
		"/register?page=99&size=25&sort=name": {"Ada Person50", 10, "51 to 60 of 60 people"},
		"/register?size=100&sort=name":        {"Ada Person00", 60, "60 people"},
	} {
		doc := b.page(path)
		got := names(doc)
		if len(got) != want.rows || got[0] != want.first {
			t.Errorf("%s: %d rows from %q, want %d from %q", path, len(got), got[0], want.rows, want.first)
		}
		says(t, doc, want.shown)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := everyone(s)
	b := s.signedIn(access.Coordinator, "NORTH")
	for typed, want := range map[string]string{
		"lukasz":         "Łukasz O’Brien",
		"OBRIEN":         "Łukasz O’Brien",
		"okoro":          "Rosa Evans-Okoro",
		"999 476 0173":   "Rosa Evans-Okoro",
		"999-476":        "Rosa Evans-Okoro",
		"29/2/1980":      "Łukasz O’Brien",
		"9 July 1950":    "Amir Begum",
		"<script>alert1": "",
	} {
		got := b.post("/register/search", url.Values{"text": {typed}, "query": {""}})
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/register?search=") || len(got.location) != len("/register?search=")+20 {
			t.Fatalf("searching for %q: %d %s", typed, got.status, got.location)
		}
		doc := b.page(got.location)
		if found := strings.Join(names(doc), ", "); found != want {
			t.Errorf("%q finds %q, want %q", typed, found, want)
		}
		if attr(find(doc, "id", "search-text"), "value") != typed {
			t.Errorf("the page does not show what was searched for, %q", typed)
		}
		if want == "" {
			says(t, doc, "Nobody on the register fits this search")
		}
		again := b.post("/register/search", url.Values{"text": {typed}, "query": {""}})
		again.leads(got.location) // kept once, however often it is searched for
	}
	// Filters stay; from another page everyone is searched, and a search for
	// nothing shows the list.
	got := b.post("/register/search", url.Values{"text": {"begum"}, "query": {"rating=green"}})
	if found := names(b.page(got.location)); !slices.Equal(found, []string{"Amir Begum"}) {
		t.Errorf("with the filter it finds %q", found)
	}
	got = b.post("/register/search", url.Values{"text": {"sian"}})
	doc := b.page(got.location)
	if found := names(doc); !slices.Equal(found, []string{"Siân Gone"}) {
		t.Errorf("from another page it finds %q", found)
	}
	says(t, doc, "Left the register")
	b.post("/register/search", url.Values{"text": {"  "}, "query": {"rating=red"}}).leads("/register?rating=red")

	// Nobody else can use the word that stands for a search, and neither log
	// nor address has a name or a number.
	other := s.signedIn(access.Coordinator, "NORTH").page(got.location)
	if len(names(other)) < 2 || attr(find(other, "id", "search-text"), "value") != "" {
		t.Error("another user sees what was searched for")
	}
	b.page("/people/" + people["Rosa"])
	for _, personal := range []string{"Rosa", "okoro", "9994760173", "sian", "lukasz"} {
		if strings.Contains(s.log.String(), personal) {
			t.Errorf("the log has %q", personal)
		}
	}
	for _, d := range b.drafts() {
		t.Errorf("a search is shown as a form that is not saved: %s", d)
	}
}

// drafts are the links that the account's page shows.
func (b *browser) drafts() []string {
	b.t.Helper()
	var all []string
	for n := range b.page("/account").Descendants() {
		if n.Data == "main" {
			for a := range n.Descendants() {
				if href := attr(a, "href"); a.Data == "a" && !strings.HasPrefix(href, "/account/") {
					all = append(all, href)
				}
			}
		}
	}
	return all
}

func TestSearchesAreNotKeptForEver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	actor := s.actor(access.Coordinator, "NORTH")
	actor.UserID = s.userID("ada.byron@example.org")
	saved, err := s.app.KeepSearch(t.Context(), actor, "the first")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.app.SaveView(t.Context(), actor, "Mine", "search="+saved); err != nil {
		t.Fatal(err)
	}
	var second string
	for n := range 120 {
		id, err := s.app.KeepSearch(t.Context(), actor, fmt.Sprint("search ", n))
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			second = id
		}
		s.later(1e9)
	}
	drafts, err := s.app.Drafts(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	if len(drafts) != 101 {
		t.Errorf("%d searches are kept, want 100 and that of the saved view", len(drafts))
	}
	for id, want := range map[string]bool{saved: true, second: false} {
		if _, ok, err := s.app.SearchText(t.Context(), actor, id); err != nil || ok != want {
			t.Errorf("search %s: kept %v, want %v; %v", id, ok, want, err)
		}
	}
}

func (s *site) userID(email string) string {
	s.t.Helper()
	id, err := s.app.AddUser(s.t.Context(), app.CommandLine("NORTH"), app.NewUser{
		Email: email, Name: "Ada Byron", Password: password, Register: "NORTH", Roles: []access.Role{access.Coordinator},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestSavedViews(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyone(s)
	b := s.signedIn(access.Coordinator, "NORTH")
	form := formOf(t, b.page("/register?overdue=yes&rating=red"), "/register/views")
	got := b.post("/register/views", form.with(map[string]string{"name": "  "}))
	doc := got.walked(http.StatusUnprocessableEntity)
	says(t, doc, "Give the view a name of up to 60 characters", "1 person with these filters")

	b.post("/register/views", form.with(map[string]string{"name": "Red <b>& overdue"})).leads("/register?overdue=yes&rating=red")
	doc = b.page("/register")
	says(t, doc, "The view is saved", "Saved views (1)", "Red <b>& overdue")
	saysNot(t, b.page("/register"), "The view is saved") // said once
	link := find(doc, "href", "/register?overdue=yes&rating=red")
	if link == nil || text(link) != "Red <b>& overdue" {
		t.Error("the view is no link to its list")
	}
	saysNot(t, s.signedIn(access.Coordinator, "NORTH").page("/register"), "Red <b>& overdue") // one's own

	b.post("/register/views/delete", formOf(t, doc, "/register/views/delete").with(nil)).leads("/register")
	saysNot(t, b.page("/register"), "Red <b>& overdue")
}

func TestRegisterRefusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	everyone(s)
	pages := []string{"GET /register", "GET /register?as=board", "GET /register/export?format=csv", "GET /people/new", "GET /people/new/check", "GET /account"}
	forms := []string{"POST /register/search", "POST /register/views", "POST /register/views/delete", "POST /people/new", "POST /people/new/check"}
	refused(t, s.browser(), http.StatusSeeOther, append(slices.Clone(pages), forms...)...) // not signed in

	executive := s.signedIn(access.Executive, "NORTH") // may see and export, not add
	refused(t, executive, http.StatusForbidden, "GET /people/new", "GET /people/new/check", "POST /people/new", "POST /people/new/check")
	refused(t, executive, http.StatusOK, "GET /register", "GET /register/export?format=csv")
	worker := s.signedIn(access.SocialWorker, "NORTH") // may see, not export
	refused(t, worker, http.StatusForbidden, "GET /register/export?format=csv", "GET /register/export?format=xlsx")
	saysNot(t, worker.page("/register"), "Export this list")
	refused(t, s.signedIn(access.Coordinator, "NORTH"), http.StatusNotFound, "GET /register/export?format=pdf", "GET /register/export")

	elsewhere := s.signedIn(access.Coordinator, "SOUTH")
	says(t, elsewhere.page("/register"), "Nobody is on this register yet")
	doc := executive.get("/people/new").walked(http.StatusForbidden)
	says(t, doc, "You cannot open this page", "Your role in this register does not let you do this")
}
