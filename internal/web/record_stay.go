package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// stayForms record what happens during a stay.
var stayForms = []recordForm{
	leaveForm, leaveEndedForm, segregationForm, segregationReviewedForm, segregationEndedForm, restraintForm,
	independentReviewForm, inadequateNoticeForm, inadequateToldForm, hospitalCareForm, commissionersForm, admissionQuestionsForm,
}

// stayMark stands in the subject of a form before the number of the admission
// that began a stay which is over, where the form is about that stay.
const stayMark = ".stay-"

// aboutStay takes the stay out of the subject of a form, and says which it is.
func (f *form) aboutStay() {
	subject, seq, found := strings.Cut(f.subject, stayMark)
	if !found {
		return
	}
	f.subject = subject
	n, _ := strconv.Atoi(seq)
	i := slices.IndexFunc(f.stays, func(s casefile.HospitalStay) bool { return s.Seq == f.c.Corrected(n) })
	if i < 0 {
		const gone = "The time in hospital that this is about is not in this record any more, so nothing can be recorded for it here"
		f.show(ui.InsetText{Text: gone + "."})
		f.problem("", gone)
		return
	}
	if s := &f.stays[i]; s.Ended != 0 {
		f.past = s
		f.show(ui.InsetText{Text: "This is about the time in hospital from " + s.Admitted.Long() + " until " + s.Ended.Long() + ", in " + hospitalPlace(s.Stay) + "."})
	}
}

// whenPast asks for the day of what was in a stay that is over, up to a last
// day. From the day on which a later stay began, an entry is about that one.
func (f *form) whenPast(legend string, last civil.Date) civil.Date {
	s, next := f.past, f.stayAfter()
	first, until := s.Admitted.Long(), s.Ended.Long()
	if next != nil {
		last = min(last, next.Admitted-1)
	}
	hint := "From " + first + " to " + last.Long()
	if last < s.Admitted {
		hint = ""
	}
	on := f.day("on", legend, hint, "The date", 0)
	switch {
	case on == 0 || on > f.today || s.Admitted <= on && on <= last:
	case next != nil && on == s.Ended && on == next.Admitted:
		words := "They were admitted to " + hospitalPlace(next.Stay) + " on that same day, so what is recorded for it belongs to that stay. What was still open ended with the stay that this is about, without an end of its own"
		if hint != "" {
			words += ". Enter " + last.Long() + " or a day before it"
		}
		f.problem("on", words)
	case next != nil && on >= next.Admitted && last > s.Ended:
		f.problem("on", "They were admitted again on "+next.Admitted.Long()+", so this day belongs to that stay. Enter a day before it")
	default:
		f.problem("on", "This is about the time in hospital from "+first+" until "+until+". Enter a day within it")
	}
	return on
}

// stayAfter is the stay that came after the one that the form is about; nil
// without one.
func (f *form) stayAfter() *casefile.HospitalStay {
	for i := range f.stays {
		if f.stays[i].Seq == f.past.Seq && i+1 < len(f.stays) {
			return &f.stays[i+1]
		}
	}
	return nil
}

// lastOf is the last day of a month in the stay that is over and that the form
// is about; zero where a later stay began on the only one.
func (f *form) lastOf(m casefile.Month) civil.Date {
	last := min(f.past.Ended, m.First().AddMonths(1)-1)
	if next := f.stayAfter(); next != nil {
		last = min(last, next.Admitted-1)
	}
	if last < max(f.past.Admitted, m.First()) {
		return 0
	}
	return last
}

// where they are, or were in the stay that the form is about; nil at home.
func (f *form) where() *casefile.Stay {
	if f.past != nil {
		return &f.past.Stay
	}
	return f.c.Stay
}

// stay is the one that the form is about: that which is over, or which lasts;
// nil without one.
func (f *form) stay() *casefile.HospitalStay {
	if f.past != nil {
		return f.past
	}
	if n := len(f.stays); n > 0 && f.stays[n-1].Ended == 0 {
		return &f.stays[n-1]
	}
	return nil
}

// opened are what began in the stay that the form is about, or in the last, and
// has no end of its own: the ward often tells after the stay when leave or
// seclusion ended.
func opened[T any](f *form, list func(*casefile.HospitalStay) []T, span func(T) (ended bool, c choice)) (open []choice) {
	s := f.past
	if s == nil && len(f.stays) > 0 {
		s = &f.stays[len(f.stays)-1]
	}
	if s == nil {
		return nil
	}
	for _, x := range list(s) {
		if ended, c := span(x); !ended {
			open = append(open, c)
		}
	}
	return open
}

// admissionDetails asks how the admission came about.
func (f *form) admissionDetails(d *casefile.AdmissionDetails) {
	d.Planned = casefile.Planning(f.one("planned", "Was the admission planned? (optional)", "", "", choices(casefile.Plannings)...))
	d.Type = casefile.AdmissionType(f.one("admission_type", "Were they in a mental health hospital before? (optional)", "If you leave it out, Homeward goes by the stays in this record", "", choices(casefile.AdmissionTypes)...))
	d.Source = casefile.AdmissionSource(f.optional("source", "Where were they before? (optional)", "", choices(casefile.AdmissionSources)...))
	for _, r := range f.any("reasons", "What led to it? (optional)", "Choose all that apply", nil, choices(casefile.AdmissionReasons)...) {
		d.Reasons = append(d.Reasons, casefile.AdmissionReason(r))
	}
	for _, r := range f.any("diagnoses", "Other diagnoses on admission (optional)", "Besides autism and a learning disability. Choose all that apply", nil, choices(casefile.Diagnoses)...) {
		d.Diagnoses = append(d.Diagnoses, casefile.Diagnosis(r))
	}
}

// admissionAlso asks for what is recorded with an admission: who answers for
// the person, and the two questions that show whether the register works.
func (f *form) admissionAlso() (also []casefile.Fact) {
	commissioned, _ := f.c.Commissioned()
	now := commissioned
	now.Responsible = f.line(input("responsible", "Responsible commissioner (optional)", "The body that answers for their care"), commissioned.Responsible)
	now.Host = f.line(input("host", "Host commissioner (optional)", "Where the hospital is out of area: the body for the place it is in"), commissioned.Host)
	if now.Responsible != commissioned.Responsible { // whose code it was
		now.ResponsibleCode, now.System, now.Region = "", "", ""
	}
	if now.Host != commissioned.Host {
		now.HostCode = ""
	}
	if now != commissioned {
		also = append(also, now)
	}
	has := f.one("registered", "Were they on the register before the admission?", "Homeward works it out from the record. Choose an answer here if you know better",
		"record", append([]choice{{value: "record", text: "As the record has it"}}, choices(casefile.Answers)...)...)
	before := f.one("before", "Was there a community review or an emergency protocol meeting before?", "Not too long before: as many months as the rules of the register say",
		"record", append([]choice{{value: "record", text: "As the record has it"}}, choices(casefile.ReviewsBefore)...)...)
	switch {
	case has == "record" && before == "record":
	case has == "record":
		f.problem("registered", "Answer both questions, or leave both to the record")
	case before == "record":
		f.problem("before", "Answer both questions, or leave both to the record")
	default:
		also = append(also, casefile.AdmissionQuestions{Registered: casefile.Answer(has), Before: casefile.ReviewBefore(before)})
	}
	return also
}

var admissionQuestionsForm = recordForm{
	kind: "admission-questions", title: "Answer the two questions of an admission", done: "The answers are recorded.", needs: access.Record,
	hint: "Were they on the register, and was a review held before: confirm or correct what the record says",
	ask: func(f *form) casefile.Decision {
		stays := f.stays
		var q casefile.AdmissionQuestions
		var offered []choice
		last := 0
		for _, s := range stays {
			offered = append(offered, choice{value: fmt.Sprint(s.Seq), text: s.Admitted.Long() + ", " + s.HospitalWord()})
			last = s.Seq
		}
		initial := fmt.Sprint(last)
		if f.subject != "" {
			n, _ := strconv.Atoi(f.subject)
			initial = fmt.Sprint(f.c.Corrected(n))
		}
		chosen := f.one("admission", "Which admission?", "", initial, offered...)
		initialAnswers := casefile.AdmissionQuestions{}
		for _, s := range stays {
			if fmt.Sprint(s.Seq) == chosen {
				q.Admission = s.Seq
				initialAnswers = casefile.AdmissionQuestions{Registered: s.Questions.Registered(), Before: s.Questions.Before()}
				f.show(ui.InsetText{Text: workedOutWords(s.Questions)})
			}
		}
		q.Registered = casefile.Answer(f.one("registered", "Were they on the register before the admission?", "", string(initialAnswers.Registered), choices(casefile.Answers)...))
		q.Before = casefile.ReviewBefore(f.one("before", "Was there a community review or an emergency protocol meeting before?", "", string(initialAnswers.Before), choices(casefile.ReviewsBefore)...))
		if q.Admission == 0 {
			f.problem("admission", "Choose the admission")
			return nil
		}
		return casefile.Add{On: f.today, Fact: q, Note: f.note("How it is known (optional)", "")}
	},
}

// workedOutWords say what the record says to the two questions.
func workedOutWords(q casefile.QuestionsState) string {
	words := "The record says: they were not on the register by the day before."
	if q.Worked.Registered == casefile.AnswerYes {
		words = "The record says: they were on the register, since " + q.Since.Long() + "."
	}
	switch q.Worked.Before {
	case casefile.ReviewWasHeld:
		words += " A community review was held on " + q.Review.Long() + "."
	case casefile.LAEPWasHeld:
		words += " No community review was held. The local area emergency protocol met on " + q.Review.Long() + "."
	default:
		words += " Neither a community review nor an emergency protocol meeting was held."
	}
	return words
}

var leaveForm = recordForm{
	kind: "leave", title: "Record leave from hospital", done: "The leave is recorded.", needs: access.Record,
	hint: "Section 17 leave, or leave of an informal patient",
	ask: func(f *form) casefile.Decision {
		id := f.identity("id")
		on := f.when("When did the leave begin?")
		l := casefile.Leave{ID: id}
		l.Form = casefile.LeaveKind(f.one("form", "What kind of leave?", "", "", choices(casefile.LeaveKinds)...))
		l.Until = f.day("until", "When are they to be back? (optional)", "This may be in the future", "The day", 0)
		l.Where = f.line(input("where", "Where are they? (optional)", ""), "")
		if l.Until != 0 && on != 0 && l.Until < on {
			f.problem("until", "They cannot be back before the leave begins")
		}
		return casefile.Add{On: on, Fact: l, Note: f.note("Conditions, and how it went (optional)", "")}
	},
}

var leaveEndedForm = recordForm{
	kind: "leave-ended", title: "Record the return from leave", done: "The return from leave is recorded.", needs: access.Record,
	hint: "They are back on the ward",
	ask: func(f *form) casefile.Decision {
		open := opened(f, func(s *casefile.HospitalStay) []casefile.LeaveSpan { return s.Leaves }, func(l casefile.LeaveSpan) (bool, choice) {
			return l.Back != 0 && !l.WithStay, choice{value: l.ID, text: l.Form.Word() + ", since " + l.From.Long()}
		})
		id := f.whichOf("leave", "Which leave?", "No leave is open. Record the leave first", open)
		on := f.when("When were they back?")
		return f.chosen(id, casefile.Add{On: on, Fact: casefile.LeaveEnded{Leave: id}, Note: f.note("How it went (optional)", "")})
	},
}

// whichOf asks which of those that are open it is about: the one of the
// address, or the only one.
func (f *form) whichOf(name, legend, none string, open []choice) string {
	if len(open) == 0 {
		f.show(ui.InsetText{Text: none + "."})
		f.problem("", none)
		return ""
	}
	initial := f.subject
	if initial == "" && len(open) == 1 {
		initial = open[0].value
	}
	chosen := f.one(name, legend, "", initial, open...)
	if chosen == "" {
		f.problem(name, "Choose which one it is about")
	}
	return chosen
}

// chosen is what is recorded of the one that was chosen; nothing while none was.
func (f *form) chosen(id string, d casefile.Decision) casefile.Decision {
	if id == "" {
		return nil
	}
	return d
}

var segregationForm = recordForm{
	kind: "segregation", title: "Record seclusion or segregation", done: "It is recorded. Record each review of it, and the end.", needs: access.Record,
	hint: "They are kept apart from others",
	ask: func(f *form) casefile.Decision {
		id := f.identity("id")
		on := f.when("When did it begin?")
		s := casefile.Segregation{ID: id}
		s.Form = casefile.SegregationForm(f.one("form", "What is it?", "", "", choices(casefile.SegregationForms)...))
		s.Where = f.line(input("where", "Where? (optional)", ""), "")
		return casefile.Add{On: on, Fact: s, Note: f.note("Why, and what is done so that it can end (optional)", "")}
	},
}

// segregationsNow are those that last, or of which no end was recorded.
func (f *form) segregationsNow() []choice {
	return opened(f, func(s *casefile.HospitalStay) []casefile.SegregationSpan { return s.Segregated }, func(x casefile.SegregationSpan) (bool, choice) {
		return x.Ended != 0 && !x.WithStay, choice{value: x.ID, text: x.Form.Word() + ", since " + x.From.Long()}
	})
}

const noSegregation = "No seclusion or segregation is open. Record it first"

var segregationReviewedForm = recordForm{
	kind: "segregation-reviewed", title: "Record a review of seclusion or segregation", done: "The review is recorded.", needs: access.Record,
	hint: "Whether it has to go on, by those who review it on the ward",
	ask: func(f *form) casefile.Decision {
		id := f.whichOf("segregation", "Which one?", noSegregation, f.segregationsNow())
		on := f.when("When was it reviewed?")
		by := f.line(input("by", "Who reviewed it?", ""), "")
		return f.chosen(id, casefile.Add{On: on, Fact: casefile.SegregationReviewed{Segregation: id, By: by}, Note: f.note("What was found, and why it goes on", "")})
	},
}

var segregationEndedForm = recordForm{
	kind: "segregation-ended", title: "Record the end of seclusion or segregation", done: "The end is recorded.", needs: access.Record,
	hint: "They are with others again",
	ask: func(f *form) casefile.Decision {
		id := f.whichOf("segregation", "Which one?", noSegregation, f.segregationsNow())
		on := f.when("When did it end?")
		return f.chosen(id, casefile.Add{On: on, Fact: casefile.SegregationEnded{Segregation: id}, Note: f.note("What helped it to end (optional)", "")})
	},
}

var restraintForm = recordForm{
	kind: "restraint", title: "Record restraints of a month", done: "The restraints of the month are recorded.", needs: access.Record,
	hint: "How often they were restrained, by kind",
	ask: func(f *form) casefile.Decision {
		var months []choice
		latest, earliest := casefile.MonthOf(f.today).First(), f.today.AddMonths(-23)
		if f.past != nil {
			latest, earliest = casefile.MonthOf(f.past.Ended).First(), f.past.Admitted
		}
		for first := latest; first >= casefile.MonthOf(earliest).First(); first = first.AddMonths(-1) {
			m := casefile.MonthOf(first)
			months = append(months, choice{value: string(m), text: m.Word()})
		}
		var r casefile.Restraint
		r.Month = casefile.Month(f.pick("month", "Which month?", "What you record for a month takes the place of what was recorded for it before", "", months...))
		r.Physical = f.number("physical", "Physical restraints", "Each time that somebody held them", 9999)
		r.Prone = f.number("prone", "Of these, face down", "", 9999)
		r.Mechanical = f.number("mechanical", "Mechanical restraints", "With straps, belts or other means", 9999)
		r.Medication = f.number("medication", "Medicine to calm them quickly", "Also called rapid tranquillisation", 9999)
		r.Other = f.number("other", "Another kind", "", 9999)
		on := f.today
		if f.past != nil && r.Month != "" {
			// The day says which stay it is about, where there were two in the month.
			if on = f.lastOf(r.Month); on == 0 {
				f.problem("month", "They were admitted to "+hospitalPlace(f.stayAfter().Stay)+" on "+f.past.Ended.Long()+", so the count of "+r.Month.Word()+" stands with that stay. Record it there")
			}
		}
		return casefile.Add{On: on, Fact: r, Note: f.note("What led to them, and what is done to need fewer (optional)", "")}
	},
}

var independentReviewForm = recordForm{
	kind: "independent-review", title: "Record an independent review of segregation", done: "The independent review is recorded.", needs: access.Record,
	hint: "An independent C(E)TR of somebody in long-term segregation. It does not count as a C(E)TR",
	ask: func(f *form) casefile.Decision {
		on := f.when("When was it held?")
		var r casefile.IndependentReview
		r.Chair = f.line(input("chair", "Who chaired it?", ""), "")
		r.Recommended = f.words(ui.Textarea{Name: "recommended", Label: small("What was recommended (optional)")}, "")
		return casefile.Add{On: on, Fact: r, Note: f.note("What was found (optional)", "")}
	},
}

var inadequateNoticeForm = recordForm{
	kind: "inadequate-notice", title: "Record why they are in a hospital rated inadequate", done: "The exception is recorded. Now record who was told of it.", needs: access.Record,
	hint: "The Care Quality Commission rates the hospital inadequate: who agreed, why, and when it is looked at again",
	ask: func(f *form) casefile.Decision {
		n := casefile.InadequateNotice{}
		if at := f.where(); at != nil {
			n.Hospital = at.HospitalWord()
			if f.past == nil {
				f.show(ui.InsetText{Text: "They are in " + hospitalPlace(*at) + "."})
			}
		}
		on := f.when("When was it agreed?")
		n.AgreedBy = f.line(input("agreed_by", "Who agreed to it?", "The name and the role, for example the executive lead"), "")
		n.LookAgain = f.day("look_again", "By when is it looked at again?", "This may be in the future", "The day", 0)
		return casefile.Add{On: on, Fact: n, Note: f.note("Why they are in this hospital all the same", "And what is done so that they are safe there")}
	},
}

var inadequateToldForm = recordForm{
	kind: "inadequate-told", title: "Record who was told of a hospital rated inadequate", done: "It is recorded.", needs: access.Record,
	hint: "The person, the family, NHS England and others: who told them, when, or why they are not told",
	ask: func(f *form) casefile.Decision {
		var told casefile.InadequateTold
		parties := choices(casefile.NoticeParties)
		var initial []string
		if f.subject != "" {
			initial = []string{f.subject}
		}
		for _, to := range f.any("to", "Who is it about?", "Choose all that were told on the same day by the same person", initial, parties...) {
			told.To = append(told.To, casefile.NoticeParty(to))
		}
		told.Not = f.one("told", "Were they told?", "", "yes", choice{value: "yes", text: "Yes"}, choice{value: "no", text: "No, and there is a reason"}) == "no"
		by := f.line(input("by", "Who told them?", "The name and the role. Leave this empty where they are not told"), "")
		if !told.Not {
			told.By = by
		}
		const legend = "When were they told, or when was it decided?"
		var on civil.Date
		if f.past != nil { // also after the stay
			on = f.whenPast(legend, f.today)
		} else {
			on = f.when(legend)
		}
		return casefile.Add{On: on, Fact: told, Note: f.note("What they said, or why they are not told (optional)", "")}
	},
}

var hospitalCareForm = recordForm{
	kind: "hospital-care", title: "Record care plan, family and advocate in hospital", done: "It is recorded.", needs: access.Record,
	hint: "Who helps them in hospital, and when the care plan was last looked at",
	ask: func(f *form) casefile.Decision {
		var now casefile.HospitalCare
		if s := f.stay(); s != nil && s.Care != nil {
			now = *s.Care
		}
		var care casefile.HospitalCare
		care.CarePlanOn = f.day("care_plan_on", "When was the care plan last looked at? (optional)", "", "The day", now.CarePlanOn)
		if care.CarePlanOn > f.today {
			f.problem("care_plan_on", "The day must be today or in the past")
		}
		care.Family = casefile.FamilyInvolvement(f.pick("family", "Is family involved in the care plan? (optional)", "", string(now.Family), choices(casefile.FamilyInvolvements)...))
		care.Advocate = casefile.AdvocateKind(f.pick("advocate", "Do they have an advocate? (optional)", "", string(now.Advocate), choices(casefile.AdvocateKinds)...))
		reason := f.line(input("no_advocate", "Why there is no advocate", "Only where there is none"), now.NoAdvocate)
		if care.Advocate == casefile.NoAdvocate {
			care.NoAdvocate = reason
		}
		return casefile.Add{On: f.when("From when is this so?"), Fact: care, Note: f.note("Anything to add (optional)", "")}
	},
}

var commissionersForm = recordForm{
	kind: "commissioners", title: "Record who is the commissioner", done: "The commissioners are recorded.", needs: access.Record,
	hint: "The responsible commissioner and, out of area, the host, with their codes",
	ask: func(f *form) casefile.Decision {
		c, _ := f.c.Commissioned()
		c.Responsible = f.line(input("responsible", "Responsible commissioner", "The body that answers for their care"), c.Responsible)
		c.ResponsibleCode = f.line(input("responsible_code", "Its code (optional)", "The ODS code, as the national return asks for it"), c.ResponsibleCode)
		c.System = f.line(input("system", "Its integrated care system (optional)", "By name or code, as you return it"), c.System)
		c.Region = f.line(input("region", "Its NHS England region (optional)", ""), c.Region)
		c.Host = f.line(input("host", "Host commissioner (optional)", "Where the hospital is out of area: the body for the place it is in"), c.Host)
		c.HostCode = f.line(input("host_code", "Code of the host commissioner (optional)", ""), c.HostCode)
		return casefile.Add{On: f.when("From when is this so?"), Fact: c, Note: f.note("Anything to add (optional)", "")}
	},
}
