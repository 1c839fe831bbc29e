package web

import (
	"fmt"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// missedForm says why one date was missed. It is reached from that date.
var missedForm = recordForm{
	kind: "missed-date", title: "Say why a date was missed", done: "Why the date was missed is recorded.", needs: access.Record, silent: true,
	ask: func(f *form) casefile.Decision {
		m, ok := missedOf(f.missed, f.subject)
		if !ok {
			return nil // openForm finds no such page
		}
		f.show(missedSummary(m))
		var before casefile.MissedDate
		if fact, ok := m.Why.Fact.(casefile.MissedDate); ok {
			before = fact
			f.show(ui.InsetText{Text: "A reason is recorded already. What you save now stands in its place; the earlier one stays in the story."})
		}
		date := m.Date
		date.Reason = casefile.MissedReason(f.one("reason", "Why was it missed?", "", string(before.Reason), choices(casefile.MissedReasons)...))
		var told []string
		for _, t := range before.Told {
			told = append(told, string(t))
		}
		for _, t := range f.any("told", "Who was told that it was missed?", "Choose all that apply", told, choices(casefile.Tolds)...) {
			date.Told = append(date.Told, casefile.Told(t))
		}
		note := f.words(ui.Textarea{
			Name: "note", Label: small("More about it"),
			Hint: ui.Hint{Text: "What happened, and what was said to whom. Needed for “Another reason”. The person may read it"},
		}, m.Why.Note)
		return casefile.Add{On: f.today, Fact: date, Note: note}
	},
}

// missedSubject names a missed date in an address.
func missedSubject(d casefile.MissedDate) string {
	return strings.Join([]string{d.Rule, strconv.Itoa(d.Started), d.StartedOn.String(), d.Due.String()}, ":")
}

// missedOf is the missed date that an address names.
func missedOf(all []app.Missed, subject string) (app.Missed, bool) {
	for _, m := range all {
		if missedSubject(m.Date) == subject {
			return m, true
		}
	}
	return app.Missed{}, false
}

func missedPath(caseID string, d casefile.MissedDate) string {
	return place{missedForm.kind, caseID, missedSubject(d)}.path()
}

func missedSummary(m app.Missed) ui.Component {
	rows := []ui.SummaryRow{}
	for _, line := range []casefile.Line{{Heading: "What", Text: dueTitle(m.Due)}, {Heading: "Was due by", Text: m.Date.Due.LongWeekday()}, {Heading: "Now", Text: missedState(m)}} {
		rows = append(rows, ui.SummaryRow{Key: ui.SummaryCell{Text: line.Heading}, Value: ui.SummaryCell{Text: line.Text}})
	}
	return ui.SummaryList{Rows: rows}
}

// missedState says what became of what was missed.
func missedState(m app.Missed) string {
	switch {
	case m.MetOn != 0:
		days := ""
		if n := int(m.MetOn - m.Date.Due); n > 0 {
			days = ", " + counted(n, "day", "days") + " late"
		}
		return "Done on " + m.MetOn.Long() + days
	case m.EndedOn != 0:
		return "Ended on " + m.EndedOn.Long() + " without having been done: " + m.Reason.String()
	case m.SuspendedOn != 0:
		return "On hold since " + m.SuspendedOn.Long() + ", until there is consent"
	case m.Moved:
		return "Due by " + m.Due.Obligation.Due.Long() + ", since consent was given again on " + m.ResumedOn.Long()
	}
	return "Still to be done"
}

// dueTitle is what an obligation asks for, in its own words where it has some.
func dueTitle(d app.Due) string {
	switch fact := d.Started.Fact.(type) {
	case casefile.Action, casefile.SupportNeed:
		return casefile.Title(fact)
	}
	return d.Title
}

// missedDates are the dates that were missed, on the person's page.
type missedDates struct {
	Words   string
	First   []missedItem
	Further []missedItem
}

type missedItem struct {
	ID, Title string
	Status    ui.StatusTag
	By        string
	State     string
	Reason    string
	Why       *ui.Link // the entry that says it
	Record    *ui.Link
}

// newMissedDates lists them. Nothing is recorded on the page of a past day.
func newMissedDates(v visit, view app.PersonView, story func(seq int) string, now bool) missedDates {
	var dates missedDates
	unsaid := 0
	for i, m := range view.Missed {
		item := missedItem{
			ID: fmt.Sprintf("missed-%d", i+1), Title: dueTitle(m.Due), Status: missedStatus(m, view.Day),
			By: "Was due by " + m.Date.Due.LongWeekday(), State: missedState(m), Reason: "Reason not recorded yet",
		}
		text := "Say why it was missed"
		if fact, ok := m.Why.Fact.(casefile.MissedDate); ok {
			text = "Change the reason"
			item.Reason = fact.Reason.Word()
			item.Why = &ui.Link{Text: "Recorded on " + m.Why.On.Long(), Href: story(m.Why.Seq), VisuallyHiddenText: item.Title}
		} else {
			unsaid++
		}
		if now && v.may(missedForm.needs) {
			item.Record = &ui.Link{Text: text, Href: missedPath(view.Case.ID, m.Date), VisuallyHiddenText: item.Title + ", " + m.Date.Due.Long()}
		}
		dates.First = append(dates.First, item)
	}
	if n := len(dates.First); n > 0 {
		dates.Words = capital(counted(n, "date was missed", "dates were missed")) + "."
		if unsaid > 0 {
			dates.Words += " For " + thousands(unsaid) + " no reason is recorded yet."
		}
	}
	if len(dates.First) > dueAtOnce+1 {
		dates.First, dates.Further = dates.First[:dueAtOnce], dates.First[dueAtOnce:]
	}
	return dates
}

func missedStatus(m app.Missed, day civil.Date) ui.StatusTag {
	switch {
	case m.MetOn != 0:
		return ui.StatusTag{Status: "met-late"}
	case m.EndedOn != 0:
		return ui.StatusTag{Status: "ended-overdue"}
	case m.SuspendedOn != 0:
		return ui.StatusTag{Status: "suspended"}
	case m.Moved && !app.OverdueOn(m.Due.Obligation.Due, day):
		return ui.StatusTag{Status: "due", Text: "Due on a later day now"}
	}
	return ui.StatusTag{Status: "overdue", Text: app.DueWords(m.Date.Due, day)}
}
