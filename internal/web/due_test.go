package web

import (
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

// duties are three people in NORTH and one in SOUTH, each rated red, so that
// reviews of their ratings and because of them are due; today is Monday 2 March
// 2026.
func duties(s *site) map[string]string {
	s.t.Helper()
	red := func(on civil.Date, by string) []casefile.Decision {
		return []casefile.Decision{
			casefile.Rate{On: on, Rated: casefile.Rated{Rating: casefile.Red}, Reason: "In crisis"},
			casefile.Add{On: on, Fact: casefile.Coordinator{Name: by}},
		}
	}
	return map[string]string{
		"Ada":  s.person("NORTH", casefile.Details{GivenName: "Ada", FamilyName: "Moss", NHSNumber: "9994760173", BirthDate: civil.Of(1990, 1, 1)}, red(civil.Of(2026, 2, 20), "jo marsh")...),
		"Bea":  s.person("NORTH", casefile.Details{GivenName: "Bea", FamilyName: "Nuttall", BirthDate: civil.Of(1991, 1, 1)}, red(civil.Of(2026, 2, 24), "Sunita Rao")...),
		"Cy":   s.person("NORTH", casefile.Details{GivenName: "Cy", FamilyName: "Obi", BirthDate: civil.Of(1992, 1, 1)}, red(civil.Of(2026, 3, 2), "jo marsh")...),
		"Gwen": s.person("SOUTH", casefile.Details{GivenName: "Gwen", FamilyName: "Elsewhere", BirthDate: civil.Of(1992, 1, 1)}, red(civil.Of(2026, 2, 20), "jo marsh")...),
	}
}

// dueNames are those of the people in the list's rows, in their order.
func dueNames(doc *html.Node) []string {
	var all []string
	for n := range doc.Descendants() {
		if n.Data == "th" && attr(n, "scope") == "row" {
			for a := range n.Descendants() {
				if a.Data == "a" {
					all = append(all, text(a))
				}
			}
		}
	}
	return all
}

// headings are those of the list's parts.
func headings(doc *html.Node) []string {
	var all []string
	for n := range doc.Descendants() {
		if n.Data == "h2" && strings.HasPrefix(attr(n, "id"), "part-") {
			all = append(all, text(n))
		}
	}
	return all
}

func TestDue(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := duties(s)
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"))
	doc := b.page("/due")
	if got, want := headings(doc), []string{"Overdue (1)", "This week, 2 to 8 March 2026 (2)", "Next week, 9 to 15 March 2026 (2)", "16 to 22 March 2026 (1)"}; !slices.Equal(got, want) {
		t.Errorf("headings %q, want %q", got, want)
	}
	if got, want := dueNames(doc), []string{"Ada Moss", "Bea Nuttall", "Ada Moss", "Cy Obi", "Bea Nuttall", "Cy Obi"}; !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
	says(t, doc, "6 things to do, 1 overdue", "6 Everything 1 Overdue 2 This week 2 Next week 1 Later", "Reviews and visits (3)", "Ratings (3)",
		"Overdue by 3 days Fri 27 Feb 2026", "Review of the rating", "Why by 27 February 2026",
		"What started it “Rated red” of 20 February 2026", "7 days of the last rating or discussion, while red: Friday 20 February 2026 and 7 days is Friday 27 February 2026.",
		"999 476 0173", "No NHS number", "Sunita Rao", "Due in 1", "Due tomorrow")
	saysNot(t, doc, "Elsewhere", "Part 8A")
	if find(doc, "href", "/people/"+people["Ada"]+"?entry=3#entry-3") == nil {
		t.Error("why does not lead to the entry that started it")
	}
	if current := find(doc, "href", "/due"); current == nil || attr(current, "aria-current") == "" {
		t.Error("the navigation does not say where the visitor is")
	}
	// The entry is where the link leads.
	if find(b.page("/people/"+people["Ada"]+"?entry=3"), "id", "entry-3") == nil {
		t.Error("there is no such entry")
	}
}

// TestDueFilters asks the real register for each filter.
func TestDueFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s)
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"))
	for query, want := range map[string]string{
		"who=mine":                         "Ada Ada Cy Cy",
		"kind=reviews":                     "Ada Bea Cy",
		"kind=reviews&kind=register":       "Ada Bea Ada Cy Bea Cy",
		"kind=register&who=mine":           "Ada Cy",
		"kind=statute":                     "",
		"when=overdue":                     "Ada",
		"when=this-week":                   "Bea Ada",
		"when=next-week":                   "Cy Bea",
		"when=later":                       "Cy",
		"day=2026-03-10":                   "Bea",
		"day=2026-03-10&kind=register":     "",
		"size=25&when=next-week&who=mine":  "Cy",
		"kind=reports&when=later&who=mine": "",
	} {
		doc := b.page("/due?" + query)
		var given []string
		for _, name := range dueNames(doc) {
			given = append(given, strings.Fields(name)[0])
		}
		if got := strings.Join(given, " "); got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
		// A filter that is chosen can be taken away.
		for name, values := range must(url.ParseQuery(query)) {
			if name != "size" && find(doc, "class", "app-filter__chip") == nil {
				t.Errorf("%s: no chip for %s=%s", query, name, values)
			}
		}
	}
	for given, want := range map[string]string{
		"/due?who=": "/due", "/due?who=&kind=reviews": "/due?kind=reviews", "/due?page=1&size=50": "/due", "/due?when=never": "/due",
		"/due?as=month&month=2026-13": "/due?as=month", "/due?as=month&when=overdue": "/due?as=month", "/due?day=2026-02-30": "/due",
		"/due?as=list&month=2026-03": "/due", "/due?day=2026-03-10&when=later": "/due?day=2026-03-10",
	} {
		b.get(given).leads(want)
	}
	// A page after the last is the last.
	if got := len(dueNames(b.page("/due?page=9"))); got != 6 {
		t.Errorf("page 9 shows %d rows", got)
	}
}

// TestDueOfMyTeams: only who is in a team is offered what is due for it.
func TestDueOfMyTeams(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s)
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"))
	s.user("callum.reid@example.org", []access.Role{access.SocialWorker}, "NORTH")
	if _, err := s.app.AddUser(t.Context(), app.CommandLine("NORTH"), app.NewUser{Email: "sunita@example.org", Name: "Sunita Rao", Password: password, Register: "NORTH", Roles: []access.Role{access.ReviewCoordinator}}); err != nil {
		t.Fatal(err)
	}
	saysNot(t, b.page("/due"), "My team")
	b.get("/due?who=team&kind=reviews").leads("/due?kind=reviews&who=mine")

	team := s.team("NORTH", "Adults", "jo marsh", "callum reid")
	s.team("NORTH", "Children", "Sunita Rao")
	doc := b.page("/due?who=team")
	says(t, doc, "Whose: My team’s", "4 things to do with these filters, 1 overdue", "Reviews and visits (2)", "Ratings (2)")
	for query, want := range map[string]string{
		"who=team": "Ada Ada Cy Cy", "who=team&kind=reviews": "Ada Cy", "when=this-week&who=team": "Ada",
	} {
		var given []string
		for _, name := range dueNames(b.page("/due?" + query)) {
			given = append(given, strings.Fields(name)[0])
		}
		if got := strings.Join(given, " "); got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
	}
	if find(doc, "href", "/due?when=overdue&who=team") == nil || find(doc, "href", "/due?as=month&who=team") == nil {
		t.Error("the choice is lost in the other views")
	}
	says(t, b.page("/due?as=month&who=team"), "3 things to do in March 2026", "1 thing overdue from before March 2026")
	says(t, b.page("/due?missing-reasons=1&who=team"), "1 date was missed, without a reason recorded")

	// With Sunita in it, hers are there too.
	if err := s.app.ChangeTeam(t.Context(), app.CommandLine("NORTH"), team, app.TeamForm{Name: "Adults", Members: []string{s.idOf("NORTH", "jo marsh"), s.idOf("NORTH", "Sunita Rao")}}); err != nil {
		t.Fatal(err)
	}
	says(t, b.page("/due?who=team"), "6 things to do with these filters, 1 overdue")
	s.team("NORTH", "Everyone", "jo marsh")
	says(t, b.page("/due?who=team"), "Whose: My teams’")

	callum := s.browser()
	callum.signIn("callum.reid@example.org")
	s.team("NORTH", "Alone", "callum reid")
	says(t, callum.page("/due?who=team"), "Nothing is due for anyone whose case you or someone in a team with you holds.")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestDueMonth(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	duties(s)
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page("/due?as=month")
	says(t, doc, "5 things to do in March 2026", "1 thing overdue from before March 2026", "Monday 2 Today", "Tuesday 3 1 rating on 3 March 2026")
	for _, link := range []struct{ href, text string }{
		{"/due?day=2026-03-03&kind=register", "1 rating on 3 March 2026"},
		{"/due?day=2026-03-06&kind=reviews", "1 review on 6 March 2026"},
		{"/due?as=month&month=2026-02", "← February 2026"},
		{"/due?as=month&month=2026-04", "April 2026 →"},
	} {
		if a := find(doc, "href", link.href); a == nil || text(a) != link.text {
			t.Errorf("no link %q to %s", link.text, link.href)
		}
	}
	table := find(doc, "class", "app-month")
	rows, cells := 0, 0
	for n := range table.Descendants() {
		switch n.Data {
		case "tr":
			rows++
		case "td":
			cells++
		}
	}
	if rows != 7 || cells != 42 { // the weekdays, and six weeks: 1 March is a Sunday
		t.Errorf("%d rows and %d days", rows, cells)
	}
	february := b.page("/due?as=month&month=2026-02")
	says(t, february, "1 thing to do in February 2026", "Friday 27 Overdue 1 rating", "Back to March 2026")
	if find(february, "class", "app-month__today") != nil {
		t.Error("another month has today")
	}
	says(t, b.page("/due?as=month&month=2026-03&who=mine"), "Nothing is due in March 2026.")
	b.page("/due?as=month&month=2028-02&kind=reviews")
}

func TestDueOfNobody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/due"), "Nothing is due for anyone in this register.")
	says(t, b.page("/due?who=mine"), "Nothing is due for anyone whose case you hold.")
	says(t, b.page("/due?kind=reports"), "Nothing is due that fits these filters.")
}

// TestDueRefusals: who may not see the register sees nothing of it, and who sees
// some people sees what is due for them.
func TestDueRefusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := duties(s)
	s.browser().get("/due").leads("/sign-in?next=%2Fdue")
	refused(t, s.signedIn(access.Administrator, "NORTH"), http.StatusForbidden, "GET /due")
	// A social worker has what is due for those they are involved with.
	worker := s.signedIn(access.SocialWorker, "NORTH")
	says(t, worker.page("/due"), "Nothing is due for anyone")
	s.involve(worker, "NORTH", people["Ada"], access.NamedWorker)
	doc := worker.page("/due")
	says(t, doc, "Ada Moss", "Review of the rating")
	saysNot(t, doc, "Nuttall", "Obi")
	south := s.signedIn(access.Coordinator, "SOUTH").page("/due")
	says(t, south, "Gwen Elsewhere")
	saysNot(t, south, "Moss", "Nuttall", "Obi")
}
