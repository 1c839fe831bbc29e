package web

import (
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// dueSection is what is overdue, or due in one week, or was missed in one
// month.
type dueSection struct {
	ID      string
	Heading string
	Count   string // how much there is on all pages
	Rows    []dueRow
}

// dueRow is one thing to do, as the list shows it. The list is not a
// ui.SortableTable, which has no place for the details in a cell.
type dueRow struct {
	Person ui.Component
	What   string
	Why    *ui.Details
	Missed *ui.Link // where to say why it was missed
	By     ui.Component
	Holder ui.Component
}

// dueSections puts rows, which come by day, below headings.
func (s *Server) dueSections(q dueQuery, rows []app.DueRow, all []app.DueDay, v visit) []dueSection {
	today := s.app.Today()
	var sections []dueSection
	var last civil.Date
	for i, row := range rows {
		if first := q.section(row.Due, today); i == 0 || first != last {
			n := 0
			for _, d := range all {
				if q.takes(d, today) && q.section(d.Day, today) == first {
					n += d.Count
				}
			}
			section := dueSection{ID: fmt.Sprintf("part-%d", len(sections)+1), Heading: weekWords(first, today), Count: thousands(n)}
			if q.NoReason {
				y, m, _ := first.YMD()
				section.Heading = fmt.Sprintf("%s %d", civil.MonthName(m), y)
			}
			sections, last = append(sections, section), first
		}
		section := &sections[len(sections)-1]
		r := dueRow{
			Person: duePerson(row, v.may(access.SeePerson)), What: row.Title, Why: whyOf(row), By: dueBy(row, today), Holder: orNone(row.Coordinator, "Nobody yet"),
		}
		if q.NoReason && v.may(access.SeePerson) && v.may(missedForm.needs) {
			date := casefile.MissedDate{Rule: row.Rule, Started: row.StartedSeq, StartedOn: row.StartedOn, Due: row.Due}
			r.Missed = &ui.Link{Text: "Say why it was missed", VisuallyHiddenText: row.Name + ", " + row.Title, Href: missedPath(row.CaseID, date)}
		}
		section.Rows = append(section.Rows, r)
	}
	return sections
}

// section is the first day of the part of the list that a day is in: a week,
// or 0 for all that is overdue; of missed dates a month.
func (q dueQuery) section(day, today civil.Date) civil.Date {
	switch {
	case q.NoReason:
		return firstOfMonth(day)
	case app.OverdueOn(day, today):
		return 0
	}
	return mondayOf(day)
}

// weekWords is the heading of a week by its Monday; 0 is all that is overdue.
func weekWords(monday, today civil.Date) string {
	if monday == 0 {
		return "Overdue"
	}
	days := daysWords(monday, monday+6)
	switch monday {
	case mondayOf(today):
		return "This week, " + days
	case mondayOf(today) + 7:
		return "Next week, " + days
	}
	return capital(days)
}

// daysWords says from when to when: "23 to 29 November 2026".
func daysWords(from, to civil.Date) string {
	y1, m1, d1 := from.YMD()
	y2, m2, _ := to.YMD()
	switch {
	case y1 != y2:
		return from.Long() + " to " + to.Long()
	case m1 != m2:
		return fmt.Sprintf("%d %s to %s", d1, civil.MonthName(m1), to.Long())
	}
	return fmt.Sprintf("%d to %s", d1, to.Long())
}

func duePerson(row app.DueRow, mayOpen bool) ui.Component {
	lines := ui.Lines{{Text: row.Name}}
	if mayOpen {
		lines[0] = ui.Line{Body: ui.Link{Text: row.Name, Href: "/people/" + row.CaseID}}
	}
	number := "No NHS number"
	if row.NHSNumber != "" {
		number = casefile.FormatNHSNumber(row.NHSNumber)
	}
	lines = append(lines, ui.Line{Text: number, Minor: true}, ui.Line{Body: ui.RatingTag{Rating: string(row.Rating)}})
	if words := membershipWords(&app.PersonRow{OnRegister: row.OnRegister}); words != "" {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: words, Colour: "grey"}})
	}
	return lines
}

func whyOf(row app.DueRow) *ui.Details {
	if row.Explained == nil {
		return nil
	}
	return &ui.Details{
		Summary: ui.Content{Text: "Why by " + row.Due.Long()}, Classes: "app-due__why", Body: dueWhy(*row.Explained, func(seq int) string {
			return fmt.Sprintf("/people/%s?entry=%d#entry-%d", row.CaseID, seq, seq)
		}),
	}
}

// dueWhy explains an obligation: what started it, the rule, the count, and
// where it is written. Story is the address of an entry.
func dueWhy(d app.Due, story func(seq int) string) ui.Component {
	no := false
	list := ui.SummaryList{Border: &no, Classes: "app-entry-facts"}
	add := func(key string, value ui.Component) {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: key}, Value: ui.SummaryCell{Body: value}})
	}
	if d.Started.Seq != 0 {
		add("What started it", ui.Link{Text: entryWords(d.Started), Href: story(d.Started.Seq)})
	}
	add("The rule", ui.Text(d.Plain))
	add("The count", ui.Text(d.Why))
	add("Where it is written", ui.Text(written(d)))
	return list
}

// written says what obliges and where it is to be read.
func written(d app.Due) string {
	if basis := basisWords(d.Basis); !strings.HasPrefix(d.Source, basis) {
		return basis + ". " + d.Source
	}
	return d.Source
}

func dueBy(row app.DueRow, today civil.Date) ui.Component {
	tag := ui.StatusTag{Status: row.State}
	if row.State == app.RowOpen {
		tag = ui.StatusTag{Status: "due", Text: app.DueWords(row.Due, today)}
		if app.OverdueOn(row.Due, today) {
			tag.Status = "overdue"
		}
	}
	return ui.Lines{
		{Body: tag},
		{Text: row.Due.Weekday().String()[:3] + "\u00a0" + short(row.Due), Minor: true},
	}
}
