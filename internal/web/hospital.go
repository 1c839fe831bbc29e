package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// hospitalPage is somebody's time in hospital and the way home: the stay that
// lasts first, then what was before; or one stay that is over.
type hospitalPage struct {
	Page
	Person   string
	Who      ui.Component
	Warnings []ui.Component
	Record   []ui.Button
	Sections []hospitalSection
}

// hospitalSection is a part of the page under a heading.
type hospitalSection struct {
	ID, Heading string
	Body        []ui.Component
	Links       []ui.Link // to record more
}

func (s *Server) hospital(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Hospital(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "hospital", s.newHospitalPage(v, view))
}

func (s *Server) newHospitalPage(v visit, view app.HospitalView) *hospitalPage {
	c := view.Case
	p := &hospitalPage{Page: s.newPage(v, "In hospital and home again"), Person: c.Name(), Who: toTellApart(c.Details)}
	p.RecordParts = partsOf(v, c.ID, access.Whole)
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	h := hospitalWriter{v: v, view: view, page: p}
	now := view.Now()
	switch {
	case now != nil:
		h.warnings(now)
		h.record(plannedDischargeForm, dischargeDelayForm, leaveForm, wardMoveForm, legalStatusForm, dischargeForm)
		h.whole(now)
	case c.InHospital():
		p.Warnings = append(p.Warnings, ui.WarningCallout{Heading: ui.Heading{Text: "The admission is not recorded", Level: 2},
			Text: "The rating says that they are in hospital. Record the admission, so that what is due can be counted and the plan to go home can be kept here."})
		h.record(admissionForm)
	case c.Died != 0:
		h.home()
	default:
		h.record(admissionForm)
		h.home()
	}
	h.stays()
	return p
}

// hospitalStay is one stay that is over, by the number of its admission. That
// which lasts is at the head of the page of them all, and from one that was
// struck out that page is left to see.
func (s *Server) hospitalStay(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Hospital(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	seq, _ := strconv.Atoi(r.PathValue("stay"))
	stay := view.Stay(seq)
	if stay == nil || stay.Ended == 0 {
		return seeOther(w, r, hospitalPath(view.Case.ID))
	}
	c := view.Case
	p := &hospitalPage{Page: s.newPage(v, stayTitle(stay)), Person: c.Name(), Who: toTellApart(c.Details)}
	p.RecordParts = partsOf(v, c.ID, access.Whole)
	p.Back = &ui.BackLink{Text: "Back to all stays", Href: hospitalPath(c.ID)}
	h := hospitalWriter{v: v, view: view, page: p, past: stay}
	h.whole(stay)
	return s.render(w, http.StatusOK, "hospital", p)
}

// stayTitle names a stay that is over.
func stayTitle(s *casefile.HospitalStay) string {
	return "In hospital from " + s.Admitted.Long() + " until " + s.Ended.Long()
}

func hospitalStayPath(caseID string, seq int) string {
	return fmt.Sprintf("%s/stays/%d", hospitalPath(caseID), seq)
}

// hospitalWriter fills the page in.
type hospitalWriter struct {
	v    visit
	view app.HospitalView
	page *hospitalPage
	past *casefile.HospitalStay // the stay that the page is about, if it is over
}

// whole is all of one stay, whether it lasts or not.
func (h *hospitalWriter) whole(s *casefile.HospitalStay) {
	h.stay(s)
	h.plan(s)
	h.questions(s)
	h.restrictions(s)
	h.leave(s)
	h.visits(s)
}

func (h *hospitalWriter) record(forms ...recordForm) {
	for _, f := range forms {
		if h.v.may(f.needs) {
			h.page.Record = append(h.page.Record, ui.Button{Text: f.title, Href: h.path(f, ""), Variant: "secondary", Small: true})
		}
	}
}

func (h *hospitalWriter) path(f recordForm, subject string) string {
	return place{f.kind, h.view.Case.ID, subject + h.ofStay()}.path()
}

// ofStay goes with the subject of a form that is about the stay of the page.
func (h *hospitalWriter) ofStay() string {
	if h.past == nil {
		return ""
	}
	return stayMark + strconv.Itoa(h.past.Seq)
}

// section adds one, with links to forms that record more of it.
func (h *hospitalWriter) section(id, heading string, body []ui.Component, forms ...recordForm) {
	x := hospitalSection{ID: id, Heading: heading, Body: body}
	for _, f := range forms {
		if h.v.may(f.needs) {
			x.Links = append(x.Links, ui.Link{Text: f.title, Href: h.path(f, "")})
		}
	}
	h.page.Sections = append(h.page.Sections, x)
}

func (h *hospitalWriter) facts() *facts {
	return &facts{v: h.v, caseID: h.view.Case.ID, changes: true, stay: h.ofStay()}
}

func (h *hospitalWriter) warn(heading, text string, f recordForm) {
	w := ui.WarningCallout{Heading: ui.Heading{Text: heading, Level: 2}, Text: text}
	if h.v.may(f.needs) {
		w.Actions = []ui.Action{{Text: f.title, Href: h.path(f, "")}}
	}
	h.page.Warnings = append(h.page.Warnings, w)
}

// warnings are what must be seen before anything else.
func (h *hospitalWriter) warnings(s *casefile.HospitalStay) {
	day := h.view.Day
	if x := s.SegregatedNow(); x != nil {
		text := "Since " + x.From.Long() + " (" + daysBetween(x.From, day) + "). "
		if n := len(x.Reviews); n > 0 {
			text += "Last reviewed on " + x.Reviews[n-1].On.Long() + "."
		} else {
			text += "No review of it is recorded."
		}
		if x.Form == casefile.LongTermSegregation && len(s.Independent) == 0 {
			text += " No independent review is recorded."
		}
		h.warn("In "+uncapital(x.Form.Word()), text, segregationReviewedForm)
	}
	if since, unnoticed := h.view.Inadequate(); unnoticed {
		h.warn("This hospital is rated inadequate", "The Care Quality Commission rates "+h.view.Listed.Name+" inadequate, since "+h.view.Listed.RatedOn.Long()+". They have been there under that rating since "+since.Long()+", and nobody has recorded who agreed to it and why.", inadequateNoticeForm)
	}
	if h.view.HasList && h.view.Listed == nil {
		h.warn("The hospital is not on the list", s.HospitalWord()+" is recorded as it was typed. It can be added to the list of hospitals and wards.", wardMoveForm)
	}
	switch until := s.LegalNow().Until; {
	case until == 0:
	case until < day:
		h.warn("The section has run out", s.LegalNow().Status.Word()+" ran out on "+until.Long()+", and nothing new is recorded. Record if it was renewed, changed or ended.", legalStatusForm)
	case until <= h.view.SectionSoon:
		h.warn("The section runs out soon", s.LegalNow().Status.Word()+" runs out on "+until.Long()+" unless it is renewed.", legalStatusForm)
	}
	if l := s.OnLeave(); l != nil && l.Until != 0 && l.Until < day {
		h.warn("Leave ended on "+l.Until.Long(), "They were to be back by then, and the return is not recorded.", leaveEndedForm)
	}
	if planned := s.PlannedNow(); planned != 0 && planned < day {
		h.warn("The planned day has passed", "They were to leave hospital on "+planned.Long()+". Record the discharge, or plan another day and say why.", plannedDischargeForm)
	}
	if _, inadequate := h.view.Inadequate(); !inadequate && len(s.Notices) > 0 {
		var missing []string
		for _, a := range s.NoticeAnswers() {
			if a.Told == nil {
				missing = append(missing, uncapital(a.Party.Word()))
			}
		}
		if missing != nil {
			h.warn("Not everybody was told of the hospital that is rated inadequate", "Nobody has recorded that these were told, or why not: "+strings.Join(missing, ", ")+".", inadequateToldForm)
		}
	}
	for _, n := range s.Notices {
		if f := n.Fact.(casefile.InadequateNotice); n.Seq == s.Notices[len(s.Notices)-1].Seq && f.LookAgain != 0 && f.LookAgain < day {
			h.warn("An exception has to be looked at again", "That they are in a hospital rated inadequate was to be looked at again by "+f.LookAgain.Long()+".", inadequateNoticeForm)
		}
	}
}

// stay says where they are, and how.
func (h *hospitalWriter) stay(s *casefile.HospitalStay) {
	day, here, f := s.By(h.view.Day), s.Here(), h.facts()
	f.add("Hospital", s.HospitalWord(), wardMoveForm)
	f.add("Ward", orWords(here.Ward, "Not recorded"), wardMoveForm)
	f.add("Security", here.Security.Word(), wardMoveForm)
	legal := s.LegalNow()
	words := legal.Status.Word() + ", since " + legal.On.Long() + untilWords(legal.LegalTerms)
	if legal.Detail != "" {
		words += ". " + legal.Detail.Word()
	}
	f.add("Legal status", words, legalStatusForm)
	f.row("Admitted", paragraphs(admittedWords(s, day)), recordForm{}, "")
	h.wrongDay(f, s.Seq, "of the admission")
	length := lengthOfStay(s.Admitted, day)
	if s.Ended != 0 {
		if h.diedThere() {
			f.row("End of the stay", ui.Text("Died on "+s.Ended.Long()), recordForm{}, "")
		} else {
			f.row("Left hospital", paragraphs(leftWords(s)), recordForm{}, "")
		}
		if s.Discharge != nil {
			h.wrongDay(f, s.Discharge.Seq, "of the discharge")
		}
		if s.Ended == s.Admitted {
			length = "Less than a day"
		}
	}
	f.add("Length of stay", length, recordForm{})
	if s.Joined != s.Admitted {
		f.add("In hospital without a day at home", lengthOfStay(s.Joined, day)+", since "+s.Joined.Long(), recordForm{})
	}
	f.row("Out of area", paragraphs(outOfAreaWords(here)), wardMoveForm, "")
	commissioned, _ := h.view.Case.AsAt(day).Commissioned()
	commissioners := commissionersForm
	if s.Ended != 0 {
		commissioners = recordForm{} // it asks who answers for them now
	}
	f.add("Responsible commissioner", orWords(commissioned.Responsible, "Not recorded"), commissioners)
	if here.OutOfArea || commissioned.Host != "" {
		f.add("Host commissioner", orWords(commissioned.Host, "Not recorded"), commissioners)
	}
	f.add("Last review", lastReviewWords(s), reviewHeldForm)
	if s.Ended == 0 {
		f.row("Next review and visit", h.nextWords(), recordForm{}, "")
	}
	f.row("Care plan, family and advocate", careWords(s.Care), hospitalCareForm, "")
	if s.Ended != 0 {
		h.section("then", "Where they were", []ui.Component{f.list()})
	} else {
		h.section("now", "Where they are now", []ui.Component{f.list()})
		now := &h.page.Sections[len(h.page.Sections)-1]
		now.Links = append(now.Links, ui.Link{Text: "Data for the national return", Href: hospitalDataPath(h.view.Case.ID)})
	}

	var rows [][]ui.Cell
	for i, place := range s.Places {
		what := "Admitted"
		if i > 0 {
			what = "Moved"
		}
		rows = append(rows, []ui.Cell{{Text: what + " " + short(place.On)}, {Text: orWords(place.Ward, "Ward not recorded") + ", " + orWords(place.Name, place.Hospital)}, {Text: place.Security.Word()}, {Text: yesNo(place.OutOfArea)}})
	}
	if len(rows) > 1 {
		h.section("moves", "Moves in this stay", []ui.Component{table("Moves", []string{"When", "Where", "Security", "Out of area"}, rows)})
	}
	if len(s.Legal) > 1 {
		rows = nil
		for i, x := range s.Legal {
			until := "today"
			if s.Ended != 0 {
				until = short(s.Ended)
			}
			if i+1 < len(s.Legal) {
				until = short(s.Legal[i+1].On)
			}
			runsOut := ""
			if x.Until != 0 {
				runsOut = short(x.Until)
			}
			rows = append(rows, []ui.Cell{{Text: x.Status.Word()}, {Text: short(x.On)}, {Text: until}, {Text: runsOut}})
		}
		h.section("legal", "Legal status in this stay", []ui.Component{table("Legal status", []string{"Status", "From", "Until", "Was to run out on"}, rows)})
	}
}

// wrongDay leads from the last row to where the day of its entry is put right.
func (h *hospitalWriter) wrongDay(f *facts, seq int, of string) {
	if e, ok := h.view.Case.Entry(seq); ok && e.Withheld == "" && app.MayCorrectDay(h.v.Actor, h.view.Case, e) {
		f.rows[len(f.rows)-1].Actions = []ui.Action{{Text: "Wrong day?", VisuallyHiddenText: of, Href: correctDayPath(h.view.Case.ID, seq)}}
	}
}

func (h *hospitalWriter) nextWords() ui.Component {
	if len(h.view.Due) == 0 {
		return ui.Text("None is due")
	}
	var all ui.Lines
	for _, d := range h.view.Due {
		words := "by " + d.Obligation.Due.Long()
		if app.OverdueOn(d.Obligation.Due, h.view.Day) {
			words = "overdue since " + d.Obligation.Due.Long()
		}
		all = append(all, ui.Line{Text: d.Title + ", " + words})
	}
	return all
}

// questions shows the two that show whether the register works.
func (h *hospitalWriter) questions(s *casefile.HospitalStay) {
	q, f := s.Questions, h.facts()
	f.verb = "Confirm or correct"
	state := func(what string) string {
		if q.Confirmed == nil {
			return what + " (worked out from the record, not confirmed)"
		}
		return what + " (confirmed on " + q.On.Long() + " by " + q.By + ")"
	}
	subject := fmt.Sprint(s.Seq)
	f.row("On the register before", ui.Text(state(q.Registered().Word())), admissionQuestionsForm, subject)
	f.row("Community review or LAEP before", ui.Text(state(q.Before().Word())), admissionQuestionsForm, subject)
	h.section("questions", "Two questions of every admission", []ui.Component{
		ui.Paragraph("They show whether the register works. " + workedOutWords(q) + " A review counts if it was held within " + h.view.Lookback + " before the admission."), f.list(),
	})
}

// stays lists them all, the latest first.
func (h *hospitalWriter) stays() {
	var rows [][]ui.Cell
	for i := len(h.view.Stays) - 1; i >= 0; i-- {
		s := &h.view.Stays[i]
		from, until, length := ui.Cell{Text: short(s.Admitted)}, "today", s.Days(h.view.Day)
		if s.Ended != 0 {
			until = short(s.Ended)
			from = ui.Cell{Body: ui.Link{Text: short(s.Admitted), VisuallyHiddenText: "until " + until + ": all of this stay", Href: hospitalStayPath(h.view.Case.ID, s.Seq)}}
		}
		rows = append(rows, []ui.Cell{
			from, {Text: until}, {Text: thousands(length)}, {Text: hospitalPlace(s.Stay)},
			{Text: s.Questions.Registered().Word()}, {Text: s.Questions.Before().Word()}, {Text: wentTo(s)},
		})
	}
	if rows == nil {
		h.section("stays", "All stays", []ui.Component{ui.Paragraph("No stay in hospital is recorded.")})
		return
	}
	h.section("stays", "All stays", []ui.Component{table("All stays", []string{"From", "Until", "Days", "Last ward", "On the register before", "Review or LAEP before", "Went to"}, rows)})
}

// diedThere reports whether the stay of the page ended because they died.
func (h *hospitalWriter) diedThere() bool {
	return h.past != nil && h.past.Discharge == nil && h.past.Ended == h.view.Case.Died
}

// leftWords say when and how somebody left hospital.
func leftWords(s *casefile.HospitalStay) string {
	words := s.Ended.Long()
	if s.Discharge == nil {
		return words
	}
	if to := wentTo(s); to != "Not recorded" {
		words += ". " + to
	}
	if s.Discharge.Note != "" {
		words += ".\n\n" + s.Discharge.Note
	}
	return words
}

func wentTo(s *casefile.HospitalStay) string {
	if s.Discharge == nil {
		return ""
	}
	d := s.Discharge.Fact.(casefile.Discharge)
	switch {
	case d.To == "":
		return orWords(d.Destination, "Not recorded")
	case d.Destination == "":
		return d.To.Word()
	}
	return d.To.Word() + ": " + d.Destination
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}

// table is a small one, each row a card on a small screen.
func table(caption string, columns []string, rows [][]ui.Cell) ui.SortableTable {
	t := ui.SortableTable{Caption: caption, HideCaption: true, Rows: rows}
	for _, c := range columns {
		t.Columns = append(t.Columns, ui.SortColumn{Text: c})
	}
	return t
}

func admittedWords(s *casefile.HospitalStay, day civil.Date) string {
	first := s.Places[0]
	words := s.Admitted.Long()
	if s.Admission.Planned != "" {
		words += ". " + s.Admission.Planned.Word()
	}
	if s.Source != "" {
		words += ". From: " + uncapital(s.Source.Word())
	}
	for _, line := range casefile.Particulars(casefile.Admission{AdmissionDetails: casefile.AdmissionDetails{Reasons: s.Reasons, Diagnoses: s.Diagnoses}}) {
		if line.Heading == "What led to it" || line.Heading == "Other diagnoses" {
			words += ". " + line.Heading + ": " + uncapital(line.Text)
		}
	}
	if first.Note != "" {
		words += ".\n\n" + first.Note
	}
	return words
}

func outOfAreaWords(p casefile.StayPlace) string {
	if !p.OutOfArea {
		return "No"
	}
	words := "Yes"
	if p.OutOfAreaReason != "" {
		words += ": " + uncapital(p.OutOfAreaReason.Word())
	} else {
		words += ", the reason is not recorded"
	}
	if p.Kilometres > 0 {
		words += fmt.Sprintf(", %s km from home", thousands(p.Kilometres))
	}
	return words
}

func lastReviewWords(s *casefile.HospitalStay) string {
	if n := len(s.Reviews); n > 0 {
		return s.Reviews[n-1].On.Long()
	}
	return "None in this stay"
}

func careWords(c *casefile.HospitalCare) ui.Component {
	if c == nil {
		return ui.Text("Not recorded")
	}
	var all ui.Lines
	for _, line := range casefile.Particulars(*c) {
		all = append(all, ui.Line{Text: line.Heading + ": " + uncapital(line.Text)})
	}
	if all == nil {
		return ui.Text("Not recorded")
	}
	return all
}

// lengthOfStay says how long, in days and, from a month on, in years and
// months of the calendar.
func lengthOfStay(from, to civil.Date) string {
	days := int(to - from)
	if days <= 0 {
		return "Since today"
	}
	months := 0
	for from.AddMonths(months+1) <= to {
		months++
	}
	words := thousands(days) + " days"
	if days == 1 {
		words = "1 day"
	}
	if months == 0 {
		return words
	}
	return words + " (" + monthsWords(months) + ")"
}

func monthsWords(months int) string {
	years, left := months/12, months%12
	switch {
	case years == 0:
		return counted(left, "month", "months")
	case left == 0:
		return counted(years, "year", "years")
	}
	return counted(years, "year", "years") + " " + counted(left, "month", "months")
}

func timesWord(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}
