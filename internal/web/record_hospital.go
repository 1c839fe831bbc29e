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

var admissionForm = recordForm{
	kind: "admission", title: "Record an admission", done: "The admission is recorded, and the rating is blue from that day.", needs: access.Record,
	hint: "They went into a mental health hospital. The rating becomes blue with it",
	ask: func(f *form) casefile.Decision {
		on := f.when("When were they admitted?")
		var a casefile.Admission
		c := f.ward("Ward", nil)
		a.Hospital, a.Ward, a.PlaceDetails = c.hospital, c.ward, c.details()
		a.Security = f.securityOf(c, "")
		a.LegalStatus, a.SecondRecommendation = f.legalStatus("")
		f.legalTerms(&a.LegalTerms)
		a.OutOfArea = f.areaOf(c, false, &a.PlaceDetails)
		f.admissionDetails(&a.AdmissionDetails)
		also := f.admissionAlso()
		note := f.note("What led to the admission (optional)", "")
		return casefile.Admit{On: on, Admission: a, Also: also, Note: note, Left: f.leftAgain(on)}
	},
	then: unrated("The admission is recorded."),
}

// leftValue says that a stay that is recorded late is over; the style sheet
// (app-when) shows by it what hangs on it.
const leftValue = "left-again"

// leftAgain asks of a stay that is over how it ended, in one with the admission:
// what is recorded of the time after it would contradict an admission alone. It
// is nil while they are there, and for who may not give the rating from then on.
func (f *form) leftAgain(admitted civil.Date) (left *casefile.SendHome) {
	if !f.mayRate {
		return nil
	}
	answer := f.one("still", "Are they still in hospital?", "To record a stay that is over, say here when they left", "yes",
		choice{value: "yes", text: "Yes"},
		choice{value: leftValue, text: "No, they have left it again", then: func() {
			left = &casefile.SendHome{On: f.day("left", "When did they leave hospital?", "", "The day on which they left hospital", 0)}
			left.Discharge.To = casefile.Destination(f.pick("left_to", "Where did they go? (optional)", "", "", destinationsAway()...))
			f.askLeftOrder(left, admitted)
			if f.c.Left != 0 {
				f.show(ui.InsetText{Text: notRatedWords})
				return
			}
			left.Rating = casefile.Rating(f.one("left_rating", "What was the rating from then on?", "", "", f.colours(ratingsAtHome)...))
			left.Reason = f.words(ui.Textarea{Name: "left_note", Label: small("Why was this the right rating?")}, "")
			left.Own = f.askOwn()
		}})
	if answer != leftValue {
		return nil
	}
	return left
}

// destinationsAway are the places to which somebody goes from hospital.
func destinationsAway() []choice {
	return slices.DeleteFunc(choices(casefile.Destinations), func(c choice) bool { return c.value == "none-planned" })
}

// ratingsAtHome are those of somebody who is not in hospital.
var ratingsAtHome = []casefile.Rating{casefile.Red, casefile.Amber, casefile.Green}

var wardMoveForm = recordForm{
	kind: "ward-move", title: "Record a move to another ward", done: "The move to another ward is recorded.", needs: access.Record,
	hint: "Within the same stay, to another ward or another hospital",
	ask: func(f *form) casefile.Decision {
		var now casefile.Admission
		at := f.where()
		if at != nil {
			now = at.Admission
		}
		if at != nil && f.past == nil {
			f.show(ui.InsetText{Text: "They are in " + hospitalPlace(*f.c.Stay) + ". They were admitted on " + f.c.Stay.Admitted.Long() + "."})
		}
		on := f.when("When did they move?")
		var m casefile.WardMove
		c := f.ward("New ward", at)
		m.Hospital, m.Ward, m.PlaceDetails = c.hospital, c.ward, c.details()
		m.Security = f.securityOf(c, now.Security)
		m.OutOfArea = f.areaOf(c, now.OutOfArea, &m.PlaceDetails)
		return casefile.Add{On: on, Fact: m, Note: f.note("Why they moved (optional)", "")}
	},
}

var legalStatusForm = recordForm{
	kind: "legal-status", title: "Record a change of legal status", done: "The change of legal status is recorded.", needs: access.Record,
	hint: "Under the Mental Health Act, during a stay in hospital. To renew a section, record it again with the new day on which it runs out",
	ask: func(f *form) casefile.Decision {
		if f.c.Stay != nil && f.past == nil {
			f.show(ui.InsetText{Text: "Legal status now: " + f.c.Stay.LegalStatus.Word() + untilWords(f.c.Stay.LegalTerms) + "."})
		} else if !f.c.InHospital() {
			f.show(ui.InsetText{Body: ui.Group{ui.Paragraph("They are not in hospital."), ui.Link{Text: orderForm.title, Href: place{kind: orderForm.kind, caseID: f.c.ID}.path()}}})
		}
		on := f.when("When did it change, or when was it renewed?")
		if f.past != nil && on == f.past.Ended && f.about("on").text == "" {
			f.problem("on", "They left hospital on that day, so a legal status from then on is not of this stay. An order under which they live at home has a form of its own: “"+orderForm.title+"”")
		}
		var c casefile.LegalStatusChange
		c.LegalStatus, c.SecondRecommendation = f.legalStatus("")
		f.legalTerms(&c.LegalTerms)
		return casefile.Add{On: on, Fact: c, Note: f.note("Anything to add (optional)", "")}
	},
}

var plannedDischargeForm = recordForm{
	kind: "planned-discharge", title: "Record a planned discharge", done: "The planned discharge is recorded.", needs: access.Record,
	hint: "The day on which they are expected to leave hospital",
	ask: func(f *form) casefile.Decision {
		f.showPlanned()
		planned := f.c.PlannedDischarge
		if f.past != nil {
			planned = f.past.PlannedNow()
		}
		day := f.day("day", "When are they expected to leave hospital?", "This may be in the future", "The day of the planned discharge", planned)
		none := len(f.any("no_day", "No day", "", nil, choice{value: "yes", text: "There is no planned day any more", hint: "The days that were planned stay in the record"})) > 0
		switch {
		case none:
			day = 0
		case day == 0 && f.about("day").text == "":
			f.problem("day", "Enter the day of the planned discharge, or say that there is none any more")
		}
		on := f.when("When was this planned?")
		return casefile.Add{On: on, Fact: casefile.PlannedDischarge{Day: day}, Note: f.note("Why this day, or why it changed (optional)", "")}
	},
}

var oversightVisitForm = recordForm{
	kind: "oversight-visit", title: "Record a commissioner oversight visit", done: "The oversight visit is recorded.", needs: access.Record,
	hint: "To someone in a hospital out of area, with what was seen",
	ask: func(f *form) casefile.Decision {
		on := f.when("When was the visit?")
		var d casefile.VisitDetails
		d.By = f.line(input("by", "Who visited? (optional)", "The name, and for whom they came"), "")
		d.SeenPerson = casefile.Answer(f.one("seen_person", "Was the person seen? (optional)", "Away from the ward’s staff, if they wanted that", "", choices(casefile.Answers)...))
		d.Concerns = f.words(ui.Textarea{Name: "concerns", Label: small("Concerns (optional)")}, "")
		d.Agreed = f.words(ui.Textarea{Name: "agreed", Label: small("What was agreed, by whom and by when (optional)")}, "")
		return casefile.Add{On: on, Fact: casefile.OversightVisit{VisitDetails: d}, Note: f.note("What was seen (optional)", "")}
	},
}

func (f *form) security(now casefile.Security) casefile.Security {
	return casefile.Security(f.one("security", "What is the ward’s security?", "", string(now), choices(casefile.Securities)...))
}

func (f *form) legalStatus(now casefile.LegalStatus) (casefile.LegalStatus, civil.Date) {
	status := f.pick("legal_status", "Legal status", "Under the Mental Health Act 1983", string(now), choices(casefile.LegalStatuses)...)
	second := f.day("second_recommendation", "Second medical recommendation received (section 4 only)",
		"Section 4 becomes a section 2 detention with it. Leave this empty for any other status, or if it has not come yet", "The day of the second recommendation", 0)
	if second > f.today {
		f.problem("second_recommendation", "The day of the second recommendation must be today or in the past")
	}
	return casefile.LegalStatus(status), second
}

// untilWords say when a legal status runs out, where that is known.
func untilWords(l casefile.LegalTerms) string {
	if l.Until == 0 {
		return ""
	}
	return ", until " + l.Until.Long()
}

// legalTerms asks until when a status holds, and what the national return asks
// for beyond it.
func (f *form) legalTerms(l *casefile.LegalTerms) {
	l.Until = f.day("legal_until", "When does it run out, unless it is renewed? (optional)", "As the papers of the section say. This may be in the future", "The day on which it runs out", 0)
	l.Detail = casefile.LegalDetail(f.optional("legal_detail", "More exactly, for the national return (optional)", "Only where it is one of these", choices(casefile.LegalDetails)...))
}

// outOfArea asks for it, with the reason and the distance where it is.
func (f *form) outOfArea(now bool, d *casefile.PlaceDetails) bool {
	initial := "no"
	if now {
		initial = "yes"
	}
	out := f.one("out_of_area", "Is the hospital out of area?", "", initial, choice{value: "no", text: "No"}, choice{value: "yes", text: "Yes"}) == "yes"
	f.farFrom(out, d)
	return out
}

// farFrom asks why they are out of area, if they are, and how far from home.
func (f *form) farFrom(out bool, d *casefile.PlaceDetails) {
	reason := casefile.OutOfAreaReason(f.optional("out_of_area_reason", "Why out of area (optional)", "Only where it is out of area", choices(casefile.OutOfAreaReasons)...))
	far := f.number("kilometres", "Distance from home in kilometres (optional)", "A whole number", 2000)
	if out {
		d.OutOfAreaReason = reason
	}
	d.Kilometres = far
}

// optional asks for one from a long list, or for none.
func (f *form) optional(name, label, hint string, choices ...choice) string {
	return f.pick(name, label, hint, "", choices...)
}

// number asks for a whole number from 0 up; nothing typed is 0.
func (f *form) number(name, label, hint string, most int) int {
	q := input(name, label, hint)
	q.Inputmode, q.Width = "numeric", 4
	typed := strings.ReplaceAll(f.line(q, ""), ",", "")
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > most {
		f.problem(name, fmt.Sprintf("“%s” must be a whole number from 0 to %s", strings.TrimSuffix(label, " (optional)"), thousands(most)))
		return 0
	}
	return n
}
