package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// calendarEvery is how often a calendar program is asked to look again.
const calendarEvery = 6 * time.Hour

// calendarFile answers a calendar program, which cannot sign in: the secret in
// the address stands for its user.
func (s *Server) calendarFile(w http.ResponseWriter, r *http.Request, _ visit) error {
	secret, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		return &app.Error{Kind: app.NotFound}
	}
	calendar, err := s.app.Calendar(r.Context(), secret, host(r.RemoteAddr))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.newICS(calendar, s.origin(r)).SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return fmt.Errorf("writing a calendar: %w", err)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="homeward.ics"`)
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("sending a calendar: %w", err)
	}
	return nil
}

// newICS is a calendar by RFC 5545, with the refresh interval of RFC 7986 and
// the older name of it that Outlook reads. Each thing is a whole day that does
// not make its reader busy.
func (s *Server) newICS(calendar app.Calendar, origin string) *ics.Calendar {
	c := ics.NewCalendarFor("Homeward")
	c.SetMethod(ics.MethodPublish)
	every := fmt.Sprintf("PT%dH", int(calendarEvery.Hours()))
	c.SetName("Homeward: what is due, " + calendar.Register)
	c.SetXWRCalName("Homeward: what is due, " + calendar.Register)
	c.SetRefreshInterval(every)
	c.SetXPublishedTTL(every)
	for _, d := range calendar.Days {
		e := c.AddEvent(d.ID + "@homeward")
		e.SetDtStampTime(calendar.At)
		e.SetAllDayStartAt(noon(d.Day))
		e.SetAllDayEndAt(noon(d.Day + 1))
		summary := d.Title
		if d.Initials != "" {
			summary += ", " + d.Initials
		}
		if d.Overdue {
			summary = "Overdue: " + summary
		}
		e.SetSummary(summary)
		e.SetDescription("The last day in time. Sign in to Homeward to see whom it is about, and why.")
		e.SetURL(origin + "/people/" + d.Case)
		e.SetClass(ics.ClassificationConfidential)
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return c
}

// noon is a moment of a day that is on that day in every time zone of Europe.
func noon(d civil.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, time.Month(m), day, 12, 0, 0, 0, time.UTC)
}

// origin is how the visitor reached Homeward.
func (s *Server) origin(r *http.Request) string {
	if s.options.Demo {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}

// accountCalendar is the part of the account's page about the calendar.
type accountCalendar struct {
	Made string // the day; "" for none
	Make ui.Button
	Stop *ui.Button
}

func (s *Server) accountCalendar(r *http.Request, v visit) (accountCalendar, error) {
	at, ok, err := s.app.CalendarMade(r.Context(), v.Actor)
	if err != nil {
		return accountCalendar{}, err
	}
	c := accountCalendar{Make: ui.Button{Text: "Make a calendar address", Variant: "secondary", Name: "do", Value: "make", PreventDoubleClick: "true"}}
	if ok {
		c.Made = s.dayOf(at).Long()
		c.Make.Text = "Make a new calendar address"
		c.Stop = &ui.Button{Text: "Stop this calendar", Variant: "secondary", Name: "do", Value: "stop"}
	}
	return c, nil
}

// calendarPage shows the address of a calendar, this once.
type calendarPage struct {
	Page
	Address  ui.Input
	Continue ui.Button
}

// calendar makes the visitor's calendar, or stops it. What was made is shown
// in the answer itself and not after a redirect: the secret is kept nowhere.
func (s *Server) calendar(w http.ResponseWriter, r *http.Request, v visit) error {
	if r.PostForm.Get("do") == "stop" {
		if err := s.app.StopCalendar(r.Context(), v.Actor); err != nil {
			return err
		}
		s.tell(w, "The calendar is stopped. Its address opens nothing any more. You can remove it from your calendar program.")
		return seeOther(w, r, "/account")
	}
	secret, err := s.app.MakeCalendar(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &calendarPage{Page: s.newPage(v, "The address of your calendar"), Continue: ui.Button{Text: "I have copied it", Href: "/account"}}
	p.Address = ui.Input{
		ID: "address", Name: "address", Value: s.origin(r) + "/calendar/" + secret + ".ics", Label: ui.Label{Text: "Address", Size: "s"},
		Hint: ui.Hint{Text: "Copy all of it"}, Code: true, Spellcheck: "false", Autocomplete: "off", Attributes: ui.Attributes{"readonly": ""},
	}
	return s.render(w, http.StatusOK, "calendar", p)
}
