package web

import (
	"fmt"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

func plannedWords(day civil.Date) string {
	if day == 0 {
		return "no day"
	}
	return day.Long()
}

// plan shows the way home: the day and how often it moved, where to, what must
// be there first, what delays it and who agrees.
func (h *hospitalWriter) plan(s *casefile.HospitalStay) {
	day, f := h.view.Day, h.facts()
	planned := "Not planned yet"
	switch now := s.PlannedNow(); {
	case now != 0 && s.Ended != 0:
		planned = now.Long()
	case now != 0 && now < day:
		planned = now.Long() + ", which is past"
	case now != 0:
		planned = now.Long() + ", in " + daysBetween(day, now)
		if now == day {
			planned = now.Long() + ", today"
		}
	case len(s.Planned) > 0 && s.Ended == 0:
		planned = "No day is planned any more"
	case len(s.Planned) > 0:
		planned = "No day was planned any more"
	case s.Ended != 0:
		planned = "No day is recorded"
	}
	if n := s.PlannedMoves(); n > 0 {
		planned += ". The day has moved " + timesWord(n)
	}
	f.add("Planned day", planned, plannedDischargeForm)
	if p := s.Plan; p != nil {
		f.add("Where to", p.Destination.Word()+withWords(": ", p.Where), dischargePlanForm)
		f.add("How far the plan is", p.State.Word(), dischargePlanForm)
		f.add("What the latest review found", orWords(p.Readiness.Word(), "Not recorded"), dischargePlanForm)
		f.add("Community treatment order considered", orWords(p.CTO.Word(), "Not recorded"), dischargePlanForm)
	} else if s.Ended != 0 {
		f.add("Where to", "Not recorded", dischargePlanForm)
	} else {
		f.add("Where to", "Not recorded. A plan to leave begins on the first day", dischargePlanForm)
	}
	body := []ui.Component{f.list()}
	if len(s.Planned) > 1 {
		var rows [][]ui.Cell
		for _, x := range s.Planned {
			rows = append(rows, []ui.Cell{{Text: short(x.On)}, {Text: capital(plannedWords(x.Day))}, {Text: x.Note}})
		}
		body = append(body, ui.Expander("Every day that was planned", table("Every day that was planned", []string{"Said on", "Planned day", "Why"}, rows)))
	}
	h.section("plan", "The plan to leave hospital", body, dischargePlanForm, plannedDischargeForm)
	h.conditions(s)
	h.delays(s)
	h.agreements(s)
}

func withWords(before, words string) string {
	if words == "" {
		return ""
	}
	return before + words
}

func (h *hospitalWriter) conditions(s *casefile.HospitalStay) {
	if len(s.Conditions) == 0 {
		none := "Nothing is recorded yet: housing, care and support, funding or a team at home."
		if s.Ended != 0 {
			none = "Nothing is recorded that had to be there first."
		}
		h.section("first", "What must be there first", []ui.Component{ui.Paragraph(none)}, dischargeConditionForm)
		return
	}
	var rows [][]ui.Cell
	for _, x := range s.Conditions {
		state := ui.Lines{{Text: x.Progress.Word() + ", " + short(x.ProgressOn)}}
		if x.Open() && s.Ended == 0 && app.OverdueOn(x.Due, h.view.Day) {
			state = append(state, ui.Line{Body: ui.StatusTag{Status: "overdue", Text: app.DueWords(x.Due, h.view.Day)}})
		}
		if x.Note != "" {
			state = append(state, ui.Line{Text: x.Note, Minor: true})
		}
		if x.Open() && h.v.may(dischargeProgressForm.needs) {
			state = append(state, ui.Line{Body: ui.Link{Text: "Record how far", Href: h.path(dischargeProgressForm, x.ID), VisuallyHiddenText: x.Text}})
		}
		rows = append(rows, []ui.Cell{
			{Body: ui.Lines{{Text: orWords(x.Text, "Not shown")}, {Text: x.About.Word(), Minor: true}}}, {Text: x.Owner}, {Text: short(x.Due)}, {Body: state},
		})
	}
	h.section("first", "What must be there first", []ui.Component{table("What must be there first", []string{"What", "Seen to by", "By", "How far"}, rows)}, dischargeConditionForm)
}

func (h *hospitalWriter) delays(s *casefile.HospitalStay) {
	if len(s.Delays) == 0 {
		none := "No delay is recorded. Record one as soon as they could leave and do not."
		if s.Ended != 0 {
			none = "No delay is recorded in this stay."
		}
		h.section("delays", "Delays", []ui.Component{ui.Paragraph(none)}, dischargeDelayForm)
		return
	}
	var rows [][]ui.Cell
	by := map[casefile.DelayCode]int{}
	var codes []casefile.DelayCode
	for _, x := range s.Delays {
		until := h.end("It lasts", x.Ended, x.WithStay, dischargeDelayEndedForm, "Record its end", x.ID, x.Code.Word())
		lost := x.DaysLost(h.view.Day)
		if _, known := by[x.Code]; !known {
			codes = append(codes, x.Code)
		}
		by[x.Code] += lost
		rows = append(rows, []ui.Cell{{Body: ui.Lines{{Text: x.Code.Word()}, {Text: "In the national return: " + x.Code.National(), Minor: true}, {Text: x.Note, Minor: true}}}, {Text: short(x.From)}, {Body: until}, {Text: thousands(lost)}})
	}
	words := counted(s.DaysLost(h.view.Day), "day", "days") + " lost in all"
	if len(s.Delays) > 1 {
		words += ". A day of two delays is counted once"
	}
	body := []ui.Component{ui.Paragraph(capital(words) + "."), table("Delays", []string{"Why", "From", "Until", "Days lost"}, rows)}
	if len(codes) > 1 || len(codes) < len(s.Delays) {
		var list ui.SummaryList
		for _, code := range codes {
			list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: code.Word()}, Value: ui.SummaryCell{Text: counted(by[code], "day", "days")}})
		}
		body = append(body, ui.Expander("Days lost by reason", list))
	}
	h.section("delays", "Delays", body, dischargeDelayForm)
}

func (h *hospitalWriter) agreements(s *casefile.HospitalStay) {
	f := h.facts()
	f.verb = "Record"
	for _, party := range casefile.DischargeParties {
		words := "Not asked yet"
		if s.Ended != 0 {
			words = "Not recorded"
		}
		for _, a := range s.Agreements {
			if a.Party == party {
				words = a.Agrees.Word() + ", " + a.On.Long() + withWords(". ", a.Note)
			}
		}
		f.row(party.Word(), paragraphs(words), dischargeAgreementForm, string(party))
	}
	h.section("agrees", "Who agrees to the plan", []ui.Component{f.list()})
}

// restrictions shows seclusion, segregation and restraint.
func (h *hospitalWriter) restrictions(s *casefile.HospitalStay) {
	var body []ui.Component
	var rows [][]ui.Cell
	for i := len(s.Segregated) - 1; i >= 0; i-- {
		x := s.Segregated[i]
		days := daysBetween(x.From, h.view.Day)
		if x.Ended == x.From {
			days = "less than a day"
		} else if x.Ended != 0 {
			days = daysBetween(x.From, x.Ended)
		}
		until := h.end("It lasts", x.Ended, x.WithStay, segregationEndedForm, "Record its end", x.ID, x.Form.Word())
		reviews := ui.Lines{}
		for _, r := range x.Reviews {
			reviews = append(reviews, ui.Line{Text: short(r.On) + withWords(", ", r.Fact.(casefile.SegregationReviewed).By)})
		}
		if len(reviews) == 0 {
			reviews = ui.Lines{{Text: "None recorded"}}
		}
		if (x.Ended == 0 || x.WithStay) && h.v.may(segregationReviewedForm.needs) {
			reviews = append(reviews, ui.Line{Body: ui.Link{Text: "Record a review", Href: h.path(segregationReviewedForm, x.ID), VisuallyHiddenText: x.Form.Word()}})
		}
		rows = append(rows, []ui.Cell{{Body: ui.Lines{{Text: x.Form.Word()}, {Text: x.Where, Minor: true}}}, {Text: short(x.From)}, {Body: until}, {Text: days}, {Body: reviews}})
	}
	if rows != nil {
		body = append(body, table("Seclusion and segregation", []string{"What", "From", "Until", "How long", "Reviews"}, rows))
	}
	rows = nil
	for i := len(s.Restraints) - 1; i >= 0; i-- {
		x := s.Restraints[i]
		row := []ui.Cell{{Text: x.Month.Word()}}
		for _, n := range []int{x.Physical, x.Prone, x.Mechanical, x.Medication, x.Other} {
			row = append(row, ui.Cell{Text: fmt.Sprint(n)})
		}
		rows = append(rows, row)
	}
	if rows != nil {
		body = append(body, table("Restraints by month", []string{"Month", "Physical", "Of them face down", "Mechanical", "Medicine to calm them quickly (rapid tranquillisation)", "Another kind"}, rows))
	}
	if body == nil {
		body = []ui.Component{ui.Paragraph("No seclusion, segregation or restraint is recorded in this stay.")}
	}
	h.section("restrictions", "Seclusion, segregation and restraint", body, segregationForm, restraintForm, independentReviewForm)
}

// end says when something of the stay ended, and leads to where the end is
// recorded while none of its own is.
func (h *hospitalWriter) end(lasts string, on civil.Date, withStay bool, form recordForm, record, id, of string) ui.Lines {
	lines := ui.Lines{{Text: lasts}}
	if on != 0 {
		lines = ui.Lines{{Text: short(on)}}
	}
	switch {
	case withStay && h.diedThere():
		lines = ui.Lines{{Text: "Died on " + short(on)}}
	case withStay:
		lines = append(lines, ui.Line{Text: "With the stay: no end of its own is recorded", Minor: true})
	}
	if (on == 0 || withStay) && h.v.may(form.needs) {
		lines = append(lines, ui.Line{Body: ui.Link{Text: record, Href: h.path(form, id), VisuallyHiddenText: of}})
	}
	return lines
}

func (h *hospitalWriter) leave(s *casefile.HospitalStay) {
	if len(s.Leaves) == 0 {
		h.section("leave", "Leave", []ui.Component{ui.Paragraph("No leave is recorded in this stay.")}, leaveForm)
		return
	}
	var rows [][]ui.Cell
	for i := len(s.Leaves) - 1; i >= 0; i-- {
		x := s.Leaves[i]
		back := h.end("On leave", x.Back, x.WithStay, leaveEndedForm, "Record the return", x.ID, x.Form.Word())
		until := ""
		if x.Until != 0 {
			until = short(x.Until)
		}
		rows = append(rows, []ui.Cell{{Body: ui.Lines{{Text: x.Form.Word()}, {Text: x.Where, Minor: true}}}, {Text: short(x.From)}, {Text: until}, {Body: back}, {Text: x.Note}})
	}
	h.section("leave", "Leave", []ui.Component{table("Leave", []string{"What", "From", "To be back", "Back", "How it went"}, rows)}, leaveForm)
}

// visits shows who came to see that they are safe.
func (h *hospitalWriter) visits(s *casefile.HospitalStay) {
	var items []ui.Component
	show := func(heading string, entries []casefile.Recorded) {
		for i := len(entries) - 1; i >= 0; i-- {
			e := entries[i]
			list := ui.SummaryList{Card: &ui.Card{Heading: ui.Heading{Text: heading + ", " + e.On.Long(), Level: 3, Size: "s"}}}
			for _, line := range casefile.Particulars(e.Fact) {
				list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: line.Heading}, Value: ui.SummaryCell{Body: paragraphs(line.Text)}})
			}
			if e.Note != "" {
				list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: "In words"}, Value: ui.SummaryCell{Body: paragraphs(e.Note)}})
			}
			if list.Rows == nil {
				list.Rows = []ui.SummaryRow{{Key: ui.SummaryCell{Text: "In words"}, Value: ui.SummaryCell{Text: "Nothing was written"}}}
			}
			items = append(items, list)
		}
	}
	show("Exception for a hospital rated inadequate", s.Notices)
	if answers := s.NoticeAnswers(); answers != nil {
		f := h.facts()
		f.verb = "Record"
		for _, a := range answers {
			f.row(a.Party.Word(), noticeWords(a), inadequateToldForm, string(a.Party))
		}
		h.section("told", "Who was told that the hospital is rated inadequate", []ui.Component{ui.Paragraph("Since the exception of " + s.Notices[len(s.Notices)-1].On.Long() + "."), f.list()})
	}
	show("Independent review of segregation", s.Independent)
	show("Oversight visit", s.Visits)
	if len(items) > 4 {
		items = append(items[:3:3], ui.Expander(fmt.Sprintf("Show %d more", len(items)-3), ui.Group(items[3:])))
	}
	if items == nil {
		items = []ui.Component{ui.Paragraph("No oversight visit is recorded in this stay.")}
	}
	h.section("visits", "Visits and oversight", items, oversightVisitForm)
}

// noticeWords say if somebody was told of an exception, or that it is missing.
func noticeWords(a casefile.NoticeAnswer) ui.Component {
	switch {
	case a.Told == nil:
		return ui.Lines{{Body: ui.Tag{Text: "Not recorded", Colour: "orange"}}}
	case a.Told.Not:
		return paragraphs("Not told, " + a.On.Long() + withWords(". ", a.Note))
	}
	return paragraphs("Told on " + a.On.Long() + " by " + a.Told.By + withWords(". ", a.Note))
}
