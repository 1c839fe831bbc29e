package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// reminderForms are the forms that mark one reminder as seen, by the name of
// their button.
func reminderForms(doc *html.Node) map[string]url.Values {
	forms := map[string]url.Values{}
	for n := range doc.Descendants() {
		if n.Data != "form" || attr(n, "action") != "/reminders/seen" {
			continue
		}
		values, name := url.Values{}, ""
		for f := range n.Descendants() {
			switch f.Data {
			case "input":
				values.Set(attr(f, "name"), attr(f, "value"))
			case "button":
				if name = attr(f, "aria-label"); name == "" {
					name = text(f)
					values.Set(attr(f, "name"), attr(f, "value"))
				}
			}
		}
		forms[name] = values
	}
	return forms
}

func remind(s *site) {
	s.t.Helper()
	for _, r := range registers {
		if err := s.app.Remind(s.t.Context(), r); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := duties(s)
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.SocialWorker}, "NORTH"))
	if err := s.app.SayWhose(t.Context(), s.actor(access.Coordinator, "NORTH"), "jo marsh", s.idOf("NORTH", "jo marsh")); err != nil {
		t.Fatal(err)
	}
	arranges := s.signedIn(access.ReviewCoordinator, "NORTH")
	admin := s.signedIn(access.Chair, "NORTH")
	doc := b.page("/reminders")
	says(t, doc, "No new reminders", "You have no new reminders.")
	if len(reminderForms(doc)) > 0 {
		t.Error("nothing is there to be marked as seen")
	}

	remind(s)
	doc = b.page("/reminders")
	if got, want := dueNames(doc), []string{"Ada Moss", "Cy Obi"}; !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
	says(t, doc, "Reminders (2)", "2 new reminders", "Overdue by 3 days Fri 27 Feb 2026", "Review of the rating", "1 day after", "999 476 0173",
		"Due in 14 days", "Review because of a red rating", "14 days before", "2 Mar 2026")
	saysNot(t, doc, "Elsewhere", "Bea", "Change who is reminded")
	if find(doc, "href", "/people/"+people["Cy"]) == nil {
		t.Error("a reminder does not lead to the person")
	}
	says(t, b.page("/register"), "Reminders (2)")
	if got, want := dueNames(arranges.page("/reminders")), []string{"Bea Nuttall", "Cy Obi"}; !slices.Equal(got, want) {
		t.Errorf("who arranges reviews has %q, want %q", got, want)
	}

	forms := reminderForms(doc)
	one, all := forms["Mark as seen: Review of the rating, Ada Moss"], forms["Mark all 2 as seen"]
	if one == nil || all == nil {
		t.Fatalf("forms %v", forms)
	}
	// What somebody else sends of ours does nothing to ours.
	admin.post("/reminders/seen", one).leads("/reminders")
	admin.post("/reminders/seen", all).leads("/reminders")
	says(t, b.page("/register"), "Reminders (2)")
	b.post("/reminders/seen", one).leads("/reminders")
	doc = b.page("/reminders")
	says(t, doc, "The reminder is marked as seen.", "Reminders (1)", "1 new reminder")
	saysNot(t, doc, "Ada")
	older := b.page("/reminders?show=older")
	says(t, older, "1 older reminder", "Ada Moss", "Overdue by 3 days", "Seen at 12:00")
	if len(reminderForms(older)) > 0 {
		t.Error("what was seen can be marked as seen")
	}

	// What is done goes from the new ones at once.
	if _, err := s.app.Record(t.Context(), s.actor(access.Coordinator, "NORTH"), people["Cy"], app.AnyVersion,
		casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Settled"}); err != nil {
		t.Fatal(err)
	}
	saysNot(t, b.page("/register"), "Reminders (")
	says(t, b.page("/reminders?show=older"), "2 older reminders", "Done or no longer due", "Was to be done by 16 Mar 2026")

	arranges.post("/reminders/seen", reminderForms(arranges.page("/reminders"))["Mark as seen: Review because of a red rating, Bea Nuttall"]).leads("/reminders")
	says(t, arranges.page("/reminders"), "No new reminders") // Cy's is done
	b.post("/reminders/seen", url.Values{"due": {"soon"}}).walked(http.StatusNotFound)
	if log := s.log.String(); strings.Contains(log, people["Ada"]) || strings.Contains(log, "Ada") {
		t.Errorf("the log says whom reminders are about:\n%s", log)
	}
}

func TestManyReminders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"))
	var actions []casefile.Decision
	for n := range 120 {
		actions = append(actions, casefile.Add{On: s.today(), Fact: casefile.Action{ID: "a" + strings.Repeat("x", n), Text: "Ring", Due: s.today() + 3}})
	}
	s.person("NORTH", casefile.Details{GivenName: "Ada", FamilyName: "Moss"}, actions...)
	remind(s)
	doc := b.page("/reminders?page=2")
	says(t, doc, "Reminders (99+)", "120 new reminders", "51 to 100 of 120 reminders", "Action: Ring", "Mark all 120 as seen")
	if find(doc, "href", "/reminders?page=3") == nil || len(dueNames(doc)) != 50 {
		t.Error("the pages are not linked")
	}
	var one url.Values
	for name, form := range reminderForms(doc) {
		if strings.HasPrefix(name, "Mark as seen") {
			one = form
		}
	}
	b.post("/reminders/seen", one).leads("/reminders?page=2")
	b.post("/reminders/seen", reminderForms(doc)["Mark all 120 as seen"]).leads("/reminders")
	says(t, b.page("/reminders"), "All these reminders are marked as seen", "No new reminders")
	if got := len(dueNames(b.page("/reminders?show=older&page=9"))); got != 20 {
		t.Errorf("the last page has %d rows", got)
	}
}

func TestRemindersAreGuarded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := duties(s)
	remind(s)
	for _, path := range []string{"/reminders", "/settings/reminders"} {
		if got := s.browser().get(path); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
			t.Errorf("%s for nobody: %d %s", path, got.status, got.location)
		}
	}
	for _, role := range access.Roles {
		b := s.signedIn(role, "NORTH")
		if !access.Can(s.actor(role, "NORTH"), access.SeeRegister).Allowed {
			b.get("/reminders").walked(http.StatusForbidden)
		} else {
			b.page("/reminders")
		}
		got := b.get("/settings/reminders")
		if may := role == access.Administrator; may {
			got.walked(http.StatusOK)
		} else {
			got.walked(http.StatusForbidden)
			b.post("/settings/reminders", url.Values{}).walked(http.StatusForbidden)
		}
	}
	// Whoever is in a role that is reminded hears of those they may see.
	settings, _, err := s.app.ReminderSettings(t.Context(), app.CommandLine("NORTH"))
	if err != nil {
		t.Fatal(err)
	}
	settings.Kinds["register"] = app.KindReminders{On: true, Roles: []access.Role{access.Clinician}, Ahead: []int{3}}
	if err := s.app.SetReminderSettings(t.Context(), app.CommandLine("NORTH"), settings); err != nil {
		t.Fatal(err)
	}
	involved, other := s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	s.involve(involved, "NORTH", people["Bea"], access.CareTeam)
	remind(s)
	says(t, involved.page("/reminders"), "1 new reminder", "Bea Nuttall")
	says(t, other.page("/reminders"), "No new reminders")
	// The next request after it has ended has none.
	s.record("NORTH", people["Bea"], casefile.Add{On: s.today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}})
	says(t, involved.page("/reminders"), "1 new reminder")
	view, err := s.app.Involved(t.Context(), s.actor(access.Coordinator, "NORTH"), people["Bea"])
	if err != nil {
		t.Fatal(err)
	}
	if err := s.app.EndInvolvement(t.Context(), s.actor(access.Coordinator, "NORTH"), people["Bea"], view.Now[0].ID); err != nil {
		t.Fatal(err)
	}
	says(t, involved.page("/reminders"), "No new reminders")
}

func TestReminderSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	doc := b.page("/settings/reminders")
	says(t, doc, "Who is reminded, and when", "Reviews and visits: 3 and 14 days before; 1, 7 and 28 days after", "Register coordinator (0 people)",
		"Executive lead (0 people)", "For: Review because of a red rating", "Homeward cannot send email here yet")
	if email := find(doc, "id", "email"); email == nil || !has(email, "disabled") {
		t.Error("email can be switched on")
	}
	form := formOf(t, doc, "/settings/reminders")
	b.post("/settings/reminders", form.with(map[string]string{"reviews-ahead": "3; 21 and 7, 7", "reviews-after": "", "consent-on": ""})).leads("/settings/reminders")
	doc = b.page("/settings/reminders")
	says(t, doc, "Saved.", "Reviews and visits: 3, 7 and 21 days before", "Consent: no reminders", "Ratings: 3 and 14 days before; 1, 7 and 28 days after")
	got, _, err := s.app.ReminderSettings(t.Context(), app.CommandLine("NORTH"))
	if err != nil {
		t.Fatal(err)
	}
	if k := got.Kinds["reviews"]; !slices.Equal(k.Ahead, []int{21, 7, 3}) || len(k.After) != 0 || !k.Holder || !slices.Equal(k.Roles, []access.Role{access.ReviewCoordinator}) {
		t.Errorf("reviews: %+v", k)
	}
	says(t, s.signedIn(access.Administrator, "SOUTH").page("/settings/reminders"), "Reviews and visits: 3 and 14 days before; 1, 7 and 28 days after")

	// What cannot be is said where it is, and what was typed stays.
	wrong := b.post("/settings/reminders", form.with(map[string]string{"reviews-ahead": "two weeks", "reports-after": "400", "reports-ahead": "5", "register-ahead": "", "register-after": "", "email": "yes"}))
	doc = wrong.walked(http.StatusUnprocessableEntity)
	says(t, doc, "Reviews and visits: write whole numbers with commas between them, such as 14, 3")
	if field := find(doc, "id", "reviews-ahead"); field == nil || attr(field, "value") != "two weeks" {
		t.Error("what was typed is gone")
	}
	wrong = b.post("/settings/reminders", form.with(map[string]string{"reports-after": "400", "register-ahead": "", "register-after": "", "email": "yes"}))
	doc = wrong.walked(http.StatusUnprocessableEntity)
	says(t, doc, "Reports: the days after must be from 1 to 180", "Ratings: give at least one day", "Homeward cannot send email here yet. Ask")
	for n := range doc.Descendants() {
		if n.Data == "details" && strings.Contains(attr(n, "class"), "nhsuk-expander") {
			if open, want := has(n, "open"), find(n, "class", "nhsuk-error-message") != nil; open != want {
				t.Errorf("%q is open: %v", text(n)[:30], open)
			}
		}
	}
}

func TestReminderSettingsWithEmail(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.app.SendBy(nowhere{}, "https://homeward.example")
	b := s.signedIn(access.Administrator, "NORTH")
	doc := b.page("/settings/reminders")
	saysNot(t, doc, "cannot send email")
	b.post("/settings/reminders", formOf(t, doc, "/settings/reminders").with(map[string]string{"email": "yes"})).leads("/settings/reminders")
	if email := find(b.page("/settings/reminders"), "id", "email"); email == nil || !has(email, "checked") {
		t.Error("email is not switched on")
	}
}

// nowhere stands for a mail server that this test sends nothing to.
type nowhere struct{}

func (nowhere) Send(context.Context, string, string, string, string, time.Time) error { return nil }
