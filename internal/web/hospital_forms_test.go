package web

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// hospitalFormTests are those of the forms of a time in hospital.
func hospitalFormTests() map[string]formTest {
	on := func(typed map[string]string) map[string]string { return day(typed, "on", march1) }
	type m = map[string]string
	april := civil.Of(2026, 4, 20)
	const id = "0123456789abcdef0123"
	add := func(f casefile.Fact) casefile.Decision { return casefile.Add{On: feb1, Fact: f, Note: "As found"} }
	apart := add(casefile.Segregation{ID: id, Form: casefile.LongTermSegregation})
	one := func(f casefile.Fact, note string) []casefile.Entry {
		return []casefile.Entry{{On: march1, Fact: f, Note: note}}
	}
	return map[string]formTest{
		"admission-questions": {
			before: []casefile.Decision{admitted}, typed: m{"registered": "no", "before": "laep", "note": "Asked the team"},
			want:  []casefile.Entry{{On: march2, Fact: casefile.AdmissionQuestions{Admission: 3, Registered: casefile.AnswerNo, Before: casefile.LAEPWasHeld}, Note: "Asked the team"}},
			wrong: m{"registered": "", "before": ""}, errors: []string{"registered Choose if they were on the register", "before Choose what was held before the admission"},
		},
		"commissioners": {
			typed: on(m{"responsible": "Northshire ICB", "responsible_code": "QXX", "system": "North", "region": "Y62", "host": "Southshire ICB", "host_code": "QSS"}),
			want:  one(casefile.Commissioners{Responsible: "Northshire ICB", ResponsibleCode: "QXX", System: "North", Region: "Y62", Host: "Southshire ICB", HostCode: "QSS"}, ""),
			wrong: m{"responsible": " "}, errors: []string{"responsible Enter the responsible commissioner"},
		},
		"leave": {
			before: []casefile.Decision{admitted}, typed: on(day(m{"id": id, "form": "overnight", "where": "Home", "note": "With mum"}, "until", april)),
			want:  one(casefile.Leave{ID: id, Form: "overnight", Until: april, Where: "Home"}, "With mum"),
			wrong: m{"form": "", "until[year]": "2025"}, errors: []string{"form Choose the kind of leave", "until-day They cannot be back before the leave begins"},
		},
		"leave-ended": {
			before: []casefile.Decision{admitted, add(casefile.Leave{ID: id, Form: "overnight"})}, typed: on(m{"leave": id}),
			want: one(casefile.LeaveEnded{Leave: id}, ""), wrong: m{"leave": "other"}, errors: []string{"leave Choose which one it is about"},
		},
		"segregation": {
			before: []casefile.Decision{admitted}, typed: on(m{"id": id, "form": "seclusion", "where": "The low room"}),
			want: one(casefile.Segregation{ID: id, Form: casefile.Seclusion, Where: "The low room"}, ""), wrong: m{"form": ""}, errors: []string{"form Choose seclusion or long-term segregation"},
		},
		"segregation-reviewed": {
			before: []casefile.Decision{admitted, apart}, typed: on(m{"segregation": id, "by": "Dr Ames", "note": "Goes on"}),
			want:  one(casefile.SegregationReviewed{Segregation: id, By: "Dr Ames"}, "Goes on"),
			wrong: m{"by": "", "note": ""}, errors: []string{"by Enter who reviewed it", "note Say what was found, and why it goes on"},
		},
		"segregation-ended": {
			before: []casefile.Decision{admitted, apart}, typed: on(m{"segregation": id}),
			want: one(casefile.SegregationEnded{Segregation: id}, ""), wrong: m{"on[day]": "3"},
			errors: []string{"on-day The date must be today or in the past. What has not happened yet cannot be recorded as done"},
		},
		"restraint": {
			before: []casefile.Decision{admitted}, typed: m{"month": "2026-02", "physical": "4", "prone": "1", "note": "Noise at night"},
			want:  []casefile.Entry{{On: march2, Fact: casefile.Restraint{Month: "2026-02", Physical: 4, Prone: 1}, Note: "Noise at night"}},
			wrong: m{"month": "", "prone": "5", "mechanical": "many"},
			errors: []string{
				"month Choose the month", "prone Those face down are a part of the physical restraints, so they cannot be more",
				"mechanical “Mechanical restraints” must be a whole number from 0 to 9,999",
			},
		},
		"order": {
			typed: on(day(m{"legal_status": "CTO", "note": "To see the nurse each month"}, "legal_until", april)),
			want:  one(casefile.LegalStatusChange{LegalStatus: "CTO", LegalTerms: casefile.LegalTerms{Until: april}}, "To see the nurse each month"),
			wrong: m{"legal_status": "", "legal_until[year]": "2025"}, errors: []string{"legal_status Choose which order it is", "legal_until-day It cannot run out before it begins"},
		},
		"order-ended": {
			before: []casefile.Decision{add(casefile.LegalStatusChange{LegalStatus: "7"})}, typed: on(m{"note": "Not renewed"}),
			want:  one(casefile.LegalStatusChange{LegalStatus: casefile.Informal, Ended: "7"}, "Not renewed"),
			wrong: m{"on[month]": "1"}, errors: []string{"on-day It began on 1 February 2026. Enter that day or a later one"},
		},
		"independent-review": {
			before: []casefile.Decision{admitted, apart}, typed: on(m{"chair": "Prof Hale", "recommended": "A garden of their own"}),
			want: one(casefile.IndependentReview{Chair: "Prof Hale", Recommended: "A garden of their own"}, ""), wrong: m{"chair": ""}, errors: []string{"chair Enter who chaired it"},
		},
		"inadequate-notice": {
			before: []casefile.Decision{admitted}, typed: on(day(m{"agreed_by": "Chief nurse", "note": "No other bed"}, "look_again", april)),
			want:  one(casefile.InadequateNotice{Hospital: "RXX01", AgreedBy: "Chief nurse", LookAgain: april}, "No other bed"),
			wrong: m{"agreed_by": "", "note": " "}, errors: []string{"agreed_by Enter who agreed to it", "note Say why they are in this hospital all the same"},
		},
		"inadequate-told": {
			before: []casefile.Decision{admitted}, typed: on(m{"to": "region", "told": "yes", "by": "Ann Chair", "note": "By phone"}),
			want:  one(casefile.InadequateTold{To: []casefile.NoticeParty{"region"}, By: "Ann Chair"}, "By phone"),
			wrong: m{"to": "", "by": ""}, errors: []string{"to Choose who it is about", "by Enter who told them"},
		},
		"hospital-care": {
			before: []casefile.Decision{admitted}, typed: on(day(m{"family": "yes", "advocate": "none", "no_advocate": "Did not want one"}, "care_plan_on", feb1)),
			want:   one(casefile.HospitalCare{CarePlanOn: feb1, Family: "yes", Advocate: casefile.NoAdvocate, NoAdvocate: "Did not want one"}, ""),
			wrong:  m{"no_advocate": "", "care_plan_on[year]": "2027"},
			errors: []string{"care_plan_on-day The day must be today or in the past", "no_advocate Say why there is no advocate"},
		},
		"discharge-plan": {
			before: []casefile.Decision{admitted}, typed: on(m{"destination": "supported-housing", "where": "Westport", "state": "treatment-working", "readiness": "ready-no-date", "cto": "no", "note": "Wants a dog"}),
			want:  one(casefile.DischargePlan{Destination: "supported-housing", Where: "Westport", State: "treatment-working", Readiness: "ready-no-date", CTO: casefile.AnswerNo}, "Wants a dog"),
			wrong: m{"destination": "", "state": ""}, errors: []string{"destination Choose where they are to live", "state Choose how far the plan is"},
		},
		"discharge-condition": {
			before: []casefile.Decision{admitted}, typed: on(day(m{"id": id, "about": "housing", "text": "A flat", "owner": "Housing team"}, "due", april)),
			want:  one(casefile.DischargeCondition{ID: id, About: "housing", Text: "A flat", Owner: "Housing team", Due: april}, ""),
			wrong: m{"about": "", "text": "", "owner": ""}, errors: []string{"about Choose what it is about", "text Say what must be there first", "owner Enter who sees to it"},
		},
		"discharge-progress": {
			before: []casefile.Decision{admitted, add(casefile.DischargeCondition{ID: id, About: "team", Text: "A nurse", Owner: "Trust", Due: april})},
			typed:  on(m{"condition": id, "progress": "stuck", "note": "No one applied"}), want: one(casefile.DischargeProgress{Condition: id, Progress: "stuck"}, "No one applied"),
			wrong: m{"progress": ""}, errors: []string{"progress Choose how far it is"},
		},
		"discharge-delay": {
			before: []casefile.Decision{admitted}, typed: on(m{"id": id, "code": "other", "note": "The lift is broken"}),
			want: one(casefile.DischargeDelay{ID: id, Code: "other"}, "The lift is broken"), wrong: m{"note": ""}, errors: []string{"note Say in words why they have not left"},
		},
		"discharge-delay-ended": {
			before: []casefile.Decision{admitted, add(casefile.DischargeDelay{ID: id, Code: "lack-housing"})}, typed: on(m{"delay": id}),
			want: one(casefile.DischargeDelayEnded{Delay: id}, ""), wrong: m{"delay": "x"}, errors: []string{"delay Choose which one it is about"},
		},
		"discharge-agreement": {
			before: []casefile.Decision{admitted}, typed: on(m{"party": "family", "agrees": "no", "note": "Too far away"}),
			want:  one(casefile.DischargeAgreement{Party: casefile.FamilyParty, Agrees: casefile.AnswerNo}, "Too far away"),
			wrong: m{"party": "", "agrees": ""}, errors: []string{"party Choose who it is about", "agrees Choose if they agree"},
		},
	}
}
