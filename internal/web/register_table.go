package web

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// ruleTitles says in a few words what a rule asks for.
type ruleTitles = func(id string) string

// table shows people in the columns that the register has, in their order.
func (s *Server) table(q registerQuery, rows []app.PersonRow, titles ruleTitles) *ui.SortableTable {
	t := &ui.SortableTable{Caption: "People", HideCaption: true, ID: "people"}
	for _, c := range app.RegisterColumns {
		head := ui.SortColumn{Text: c.Title}
		if c.Sort != "" {
			by := q.Sort
			if by == "" && q.Search == "" {
				by = "rating" // the usual order
			}
			desc := c.Sort == "changed" && by != c.Sort // who changed last is wanted first
			if by == c.Sort {
				head.Sort, desc = "ascending", !q.Desc
				if q.Desc {
					head.Sort = "descending"
				}
			}
			head.Href = q.with(func(q *registerQuery) { q.Sort, q.Desc = c.Sort, desc }).href()
		}
		t.Columns = append(t.Columns, head)
	}
	today := s.app.Today()
	for i := range rows {
		var row []ui.Cell
		for _, c := range app.RegisterColumns {
			cell := ui.Cell{Body: s.cell(c.Key, &rows[i], today, titles)}
			if c.Key == "name" || c.Key == "authority" || c.Key == "coordinator" {
				cell.Classes = "app-cell-words" // typed by people: there may be very long words
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cell draws what a column says of a person.
func (s *Server) cell(column string, p *app.PersonRow, today civil.Date, titles ruleTitles) ui.Component {
	switch column {
	case "name":
		lines := ui.Lines{{Body: ui.Link{Text: p.Name, Href: personPath(p)}}}
		if p.Preferred != "" && p.Given != "" && p.Preferred != p.Given {
			lines = append(lines, ui.Line{Text: p.Given + " " + p.Family, Minor: true})
		}
		return append(append(lines, ui.Line{Text: numberWords(p), Minor: true}), toSettle(p)...)
	case "rating":
		lines := ui.Lines{{Body: ui.RatingTag{Rating: string(p.Rating)}}}
		if p.RatingSince != 0 {
			lines = append(lines, ui.Line{Text: "since " + short(p.RatingSince), Minor: true})
		}
		return lines
	case "born":
		if p.BirthDate == 0 {
			return ui.Lines{{Text: "Not known"}}
		}
		return ui.Lines{{Text: short(p.BirthDate)}, {Text: casefile.AgeWords(p.BirthDate, today), Minor: true}}
	case "authority":
		lines := orNone(p.LocalAuthority, "Not recorded")
		if words := setting(p); words != "" {
			lines = append(lines, ui.Line{Text: words})
		}
		return lines
	case "due":
		return dueNext(p, today, titles)
	case "coordinator":
		return orNone(p.Coordinator, "Nobody yet")
	case "changed":
		at := s.app.Local(p.ChangedAt)
		return ui.Lines{{Text: short(civil.FromTime(at))}, {Text: p.ChangedBy, Minor: true}}
	}
	return nil
}

// short is a day where there is little room: 9 Nov 2026.
func short(d civil.Date) string {
	y, m, day := d.YMD()
	return fmt.Sprintf("%d\u00a0%s\u00a0%d", day, civil.MonthName(m)[:3], y)
}

func personPath(p *app.PersonRow) string { return "/people/" + p.CaseID }

func numberWords(p *app.PersonRow) string {
	if p.NHSNumber == "" {
		return "No NHS number"
	}
	return casefile.FormatNHSNumber(p.NHSNumber)
}

func orNone(text, none string) ui.Lines {
	if text == "" {
		return ui.Lines{{Text: none, Minor: true}}
	}
	return ui.Lines{{Text: text}}
}

// setting is the ward and hospital of someone who is in hospital.
func setting(p *app.PersonRow) string {
	if p.Setting != casefile.Inpatient {
		return ""
	}
	if place := join(p.Ward, p.Hospital); place != "" {
		return "In hospital: " + place
	}
	return "In hospital"
}

// join puts a comma between what is there.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// membershipWords says how someone who is not on the register stands to it.
func membershipWords(p *app.PersonRow) string {
	switch p.OnRegister {
	case "left":
		return "Left the register"
	case "moved":
		return "Moved away"
	case "died":
		return "Died"
	case "none":
		return "Not on the register"
	}
	return ""
}

// due says what is to be done next, by when, and how that stands to today.
func dueNext(p *app.PersonRow, today civil.Date, titles ruleTitles) ui.Component {
	title := titles(p.NextRule)
	switch p.NextState {
	case app.RowOpen:
		by := "by " + short(p.NextDue)
		if n := p.OpenCount - 1; n > 0 {
			by += ", and " + thousands(n) + " more"
		}
		return ui.Lines{{Body: dueTag(p, today)}, {Text: title}, {Text: by, Minor: true}}
	case app.RowSuspended:
		return ui.Lines{{Body: ui.StatusTag{Status: "suspended"}}, {Text: title}, {Text: "waits for consent", Minor: true}}
	}
	return ui.Lines{{Text: "Nothing due", Minor: true}}
}

func dueTag(p *app.PersonRow, today civil.Date) ui.Component {
	if p.NextState == app.RowSuspended {
		return ui.StatusTag{Status: "suspended"}
	}
	status := "due"
	if p.Overdue(today) {
		status = "overdue"
	}
	return ui.StatusTag{Status: status, Text: app.DueWords(p.NextDue, today)}
}

// toSettle is what must be known beside a name: not on the register, consent
// that is not in force, and what needs attention.
func toSettle(p *app.PersonRow) ui.Lines {
	var lines ui.Lines
	tag := func(text, colour string) {
		lines = append(lines, ui.Line{Body: ui.Tag{Text: text, Colour: colour}})
	}
	if words := membershipWords(p); words != "" {
		tag(words, "grey")
	}
	switch {
	case p.Consent == "":
		tag("Consent not asked yet", "yellow")
	case p.Consent != casefile.Given:
		tag("Consent "+string(p.Consent), "red")
	}
	if p.ReviewsConsent == casefile.Refused || p.ReviewsConsent == casefile.Withdrawn {
		tag("Reviews "+string(p.ReviewsConsent), "red")
	}
	if p.Flags > 0 {
		tag("Needs attention", "orange")
		lines = append(lines, ui.Line{Text: flagWords(p), Minor: true})
	}
	return lines
}

func flagWords(p *app.PersonRow) string {
	if p.Flags > 1 {
		return p.FlagMessage + " And " + thousands(p.Flags-1) + " more."
	}
	return p.FlagMessage
}
