package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"homeward/internal/access"
)

// address is that of the calendar that a page shows.
func (a answer) address() string {
	a.t.Helper()
	field := find(a.walked(http.StatusOK), "id", "address")
	if field == nil {
		a.t.Fatalf("the page shows no address:\n%s", a.body)
	}
	u, err := url.Parse(attr(field, "value"))
	if err != nil || u.Host == "" || !strings.HasPrefix(u.Path, "/calendar/") {
		a.t.Fatalf("the address is %q, %v", attr(field, "value"), err)
	}
	return u.Path
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	people := duties(s)
	b := s.browser()
	b.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH"))
	saysNot(t, b.page("/account"), "Stop this calendar")
	path := b.post("/account/calendar", url.Values{"do": {"make"}}).address()
	says(t, b.page("/account"), "You made an address on 2 March 2026.", "Stop this calendar")
	if strings.Contains(b.get("/account").body, path) {
		t.Error("the address is shown a second time")
	}

	// A calendar program has no session.
	program := s.browser()
	got := program.get(path)
	if got.status != http.StatusOK || got.header.Get("Content-Type") != "text/calendar; charset=utf-8" || got.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %v", got.status, got.header)
	}
	calendar, err := ics.ParseCalendar(strings.NewReader(got.body))
	if err != nil {
		t.Fatalf("%v\n%s", err, got.body)
	}
	type event struct{ day, end, summary, url string }
	var events []event
	value := func(e *ics.VEvent, p ics.ComponentProperty) string { return e.GetProperty(p).Value }
	for _, e := range calendar.Events() {
		events = append(events, event{
			value(e, ics.ComponentPropertyDtStart), value(e, ics.ComponentPropertyDtEnd), value(e, ics.ComponentPropertySummary), value(e, ics.ComponentPropertyUrl),
		})
	}
	ada, cy := "http://example.com/people/"+people["Ada"], "http://example.com/people/"+people["Cy"]
	want := []event{
		{"20260227", "20260228", "Overdue: Review of the rating, AM", ada},
		{"20260306", "20260307", "Review because of a red rating, AM", ada},
		{"20260309", "20260310", "Review of the rating, CO", cy},
		{"20260316", "20260317", "Review because of a red rating, CO", cy},
	}
	if !slices.Equal(events, want) {
		t.Errorf("events\n got %+v\nwant %+v", events, want)
	}
	for _, wanted := range []string{"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n", "X-PUBLISHED-TTL:PT6H\r\n", "METHOD:PUBLISH\r\n", "CLASS:CONFIDENTIAL\r\n", "TRANSP:TRANSPARENT\r\n"} {
		if !strings.Contains(got.body, wanted) {
			t.Errorf("the calendar lacks %q:\n%s", wanted, got.body)
		}
	}
	for _, secret := range []string{"Ada", "Moss", "999 476", "9994760173", "Obi", "In crisis"} {
		if strings.Contains(got.body, secret) {
			t.Errorf("the calendar says %q", secret)
		}
	}
	// It is no key to anything else.
	program.get("/people/" + people["Ada"]).leads("/sign-in?next=%2Fpeople%2F" + people["Ada"])
	if got := program.send(httptest.NewRequest("POST", path, nil)); got.status == http.StatusOK {
		t.Error("the calendar can be written to")
	}

	// A new address closes the old, and stopping closes that.
	newer := b.post("/account/calendar", url.Values{"do": {"make"}}).address()
	program.get(path).walked(http.StatusNotFound)
	if got := program.get(newer); got.status != http.StatusOK {
		t.Errorf("the new address gives %d", got.status)
	}
	b.post("/account/calendar", url.Values{"do": {"stop"}}).leads("/account")
	says(t, b.page("/account"), "The calendar is stopped.")
	program.get(newer).walked(http.StatusNotFound)
	if log := s.log.String(); strings.Contains(log, strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")) {
		t.Errorf("the log has the secret:\n%s", log)
	}
}

func TestCalendarRefusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	for _, path := range []string{"/calendar/x.ics", "/calendar/.ics", "/calendar/x", "/calendar/x.ics?secret=1"} {
		b.get(path).walked(http.StatusNotFound)
	}
	if got := b.post("/account/calendar", url.Values{"do": {"make"}}); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
		t.Errorf("someone not signed in gets %d to %s", got.status, got.location)
	}
	// Two registers, two calendars: what is due in one is not in the other's.
	duties(s)
	both := s.browser()
	both.signIn(s.user("jo.marsh@example.org", []access.Role{access.Coordinator}, "NORTH", "SOUTH"))
	north := both.post("/account/calendar", url.Values{"do": {"make"}}).address()
	both.post("/account/register", url.Values{"register": {"SOUTH"}}).leads("/today")
	south := both.post("/account/calendar", url.Values{"do": {"make"}}).address()
	if n := strings.Count(b.get(north).body, "BEGIN:VEVENT"); n != 4 {
		t.Errorf("the calendar of NORTH has %d events", n)
	}
	if body := b.get(south).body; strings.Count(body, "BEGIN:VEVENT") != 2 || !strings.Contains(body, `\, GE`+"\r\n") {
		t.Errorf("the calendar of SOUTH is\n%s", body)
	}
}
