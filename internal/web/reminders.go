package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// remindersPage is what the visitor was reminded of, new or older.
type remindersPage struct {
	Page
	Shown    string // how many, in words
	As       []ui.Link
	Rows     []reminderRow
	Empty    string // in place of the rows
	Pager    *ui.Pager
	SeeAll   *ui.Button
	UpTo     string // the day up to which SeeAll marks
	Settings *ui.Link
}

// reminderRow is one reminder. What its form sends says which it is.
type reminderRow struct {
	Person ui.Component
	What   string
	By     ui.Component
	When   ui.Component
	See    *ui.Button
	Hidden []hiddenField
}

// reminderQuery is what the page shows, as its address says.
type reminderQuery struct {
	Older bool
	Page  int // 1 if not given
}

func readReminderQuery(v url.Values) reminderQuery {
	q := reminderQuery{Older: v.Get("show") == "older", Page: 1}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Page = n
	}
	return q
}

func (q reminderQuery) href() string {
	v := url.Values{}
	if q.Older {
		v.Set("show", "older")
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	return pathWith("/reminders", v)
}

func (s *Server) remindersPage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := readReminderQuery(r.URL.Query())
	list, err := s.app.Reminders(r.Context(), v.Actor, app.ReminderQuery{Older: q.Older, Page: q.Page})
	if err != nil {
		return err
	}
	q.Page = list.Page
	p := &remindersPage{Page: s.newPage(v, "Reminders"), Shown: remindersShown(q, list.Total), UpTo: s.app.Today().String()}
	for _, as := range []struct {
		text  string
		older bool
	}{{"New", false}, {"Seen or done", true}} {
		link := ui.Link{Text: as.text, Href: reminderQuery{Older: as.older}.href(), VisuallyHiddenText: "reminders"}
		if as.older == q.Older {
			link.Attributes = ui.Attributes{"aria-current": "true"}
		}
		p.As = append(p.As, link)
	}
	for _, row := range list.Rows {
		p.Rows = append(p.Rows, s.reminderRow(row, q, v.may(access.SeePerson)))
	}
	p.Empty = "You have no new reminders."
	if q.Older {
		p.Empty = "There are no reminders that you have seen, or of something that is done."
	}
	if list.Total > 0 {
		p.Pager = &ui.Pager{Page: list.Page, Size: list.Size, Total: list.Total, Singular: "reminder", Plural: "reminders",
			Href: func(page, _ int) string { return reminderQuery{q.Older, page}.href() }}
		if !q.Older && list.Total > 1 {
			p.SeeAll = &ui.Button{Text: "Mark all " + thousands(list.Total) + " as seen", Name: "all", Value: "yes", Variant: "secondary", Small: true}
		}
	}
	if v.may(access.ChangeSettings) {
		p.Settings = &ui.Link{Text: "Change who is reminded, and when", Href: "/settings/reminders"}
	}
	return s.render(w, http.StatusOK, "reminders", p)
}

func remindersShown(q reminderQuery, n int) string {
	kind := "new"
	if q.Older {
		kind = "older"
	}
	switch n {
	case 0:
		return "No " + kind + " reminders"
	case 1:
		return "1 " + kind + " reminder"
	}
	return thousands(n) + " " + kind + " reminders"
}

func (s *Server) reminderRow(r app.Reminder, q reminderQuery, mayOpen bool) reminderRow {
	var due app.DueRow
	due.CaseID, due.Name, due.NHSNumber, due.Rating, due.OnRegister, due.Due = r.Case, r.Name, r.NHSNumber, r.Rating, r.OnRegister, r.Due
	due.State = app.RowOpen
	row := reminderRow{Person: duePerson(due, mayOpen), What: r.Title, By: dueBy(due, s.app.Today())}
	if !r.Open {
		row.By = ui.Lines{{Body: ui.Tag{Text: "Done or no longer due", Colour: "grey"}}, {Text: "Was to be done by " + short(r.Due), Minor: true}}
	}
	when := ui.Lines{{Text: short(r.MadeOn)}, {Text: aheadWords(r.Days), Minor: true}}
	if !r.SeenAt.IsZero() {
		when = append(when, ui.Line{Text: "Seen " + s.moment(r.SeenAt), Minor: true})
	}
	row.When = when
	if !q.Older {
		row.See = &ui.Button{Body: ui.Text("Mark as seen"), AriaLabel: "Mark as seen: " + r.Title + ", " + r.Name, Variant: "secondary", Small: true}
		row.Hidden = []hiddenField{{"case", r.Case}, {"rule", r.Rule}, {"subject", r.Subject}, {"due", r.Due.String()}, {"page", strconv.Itoa(q.Page)}}
	}
	return row
}

// aheadWords says for when a reminder was meant.
func aheadWords(days int) string {
	switch {
	case days == 0:
		return "On the day itself"
	case days == 1:
		return "1 day before"
	case days == -1:
		return "1 day after"
	case days < 0:
		return fmt.Sprintf("%d days after", -days)
	}
	return fmt.Sprintf("%d days before", days)
}

func (s *Server) seeReminders(w http.ResponseWriter, r *http.Request, v visit) error {
	f := r.PostForm
	if f.Get("all") != "" {
		upTo, err := civil.Parse(f.Get("up_to"))
		if err != nil {
			upTo = s.app.Today()
		}
		if err := s.app.SeeReminders(r.Context(), v.Actor, upTo); err != nil {
			return err
		}
		s.tell(w, "All these reminders are marked as seen. What is due stays on the list of what is due.")
		return seeOther(w, r, "/reminders")
	}
	due, err := civil.Parse(f.Get("due"))
	if err != nil {
		return &app.Error{Kind: app.NotFound}
	}
	if err := s.app.SeeReminder(r.Context(), v.Actor, app.Reminded{Case: f.Get("case"), Rule: f.Get("rule"), Subject: f.Get("subject"), Due: due}); err != nil {
		return err
	}
	s.tell(w, "The reminder is marked as seen.")
	return seeOther(w, r, readReminderQuery(url.Values{"page": f["page"]}).href())
}

// remindersText names the part of the navigation, with how many are new.
func remindersText(n int) string {
	switch {
	case n == 0:
		return "Reminders"
	case n >= 100:
		return "Reminders (99+)"
	}
	return fmt.Sprintf("Reminders (%d)", n)
}
