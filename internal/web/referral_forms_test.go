package web

import (
	"homeward/internal/casefile"
)

// came is a referral of 1 February of somebody whom the register knows.
var came = casefile.Add{On: feb1, Fact: casefile.Referral{ID: "R-TEST-0001", By: casefile.BySelf}}

func about(f casefile.Fact, note string) casefile.Decision {
	return casefile.OnReferral{Add: casefile.Add{On: feb1, Fact: casefile.OfReferral(f, "R-TEST-0001"), Note: note}}
}

// referralFormTests are those of formTests for what is recorded of a referral.
func referralFormTests() map[string]formTest {
	type m = map[string]string
	on := func(typed m) m { return day(typed, "on", march1) }
	at := func(kind string) func(string) string {
		return func(id string) string { return "/people/" + id + "/record/" + kind + "?for=R-TEST-0001" }
	}
	const id = "R-TEST-0001"
	asked := about(casefile.ReferralAsked{Whom: "The GP", What: "A letter"}, "")
	declined := casefile.DecideReferral{On: feb1, Decision: casefile.ReferralDecision{Referral: id, Outcome: casefile.Declined, Reason: "No risk", Signposting: "The advice line", NotWhole: "None could come"}}
	// Of the criteria that come with the program.
	answers, marks := m{}, []casefile.CriterionMark{}
	for _, c := range []struct{ id, text string }{
		{"condition", "They are autistic or have a learning disability, or somebody thinks that they may and they wait to find out."},
		{"area", "The health board of this area is responsible for their care."},
		{"risk", "Without the right support soon, they may have to go into a mental health hospital, or back into one."},
		{"change", "Something shows that the risk is real now: for example a home, placement or school that may break down, a crisis, visits to A&E or the police, a big change or loss, or a recent discharge."},
		{"agreement", "They agree to be on the register. A parent agrees for a child under 16, who is asked as well. For somebody who cannot decide, it is decided in their best interests."},
	} {
		answers["criterion-"+c.id] = "met"
		marks = append(marks, casefile.CriterionMark{Criterion: c.id, Text: c.text, Found: "met"})
	}
	decided := with(on(m{"reason": "At risk", "not_whole": "None could come"}), answers)
	return map[string]formTest{
		"referral-acknowledged": {
			before: []casefile.Decision{came}, path: at("referral-acknowledged"), typed: on(m{"how": "phone", "note": "Was glad"}),
			want:  []casefile.Entry{{On: march1, Note: "Was glad", Fact: casefile.ReferralAcknowledged{Referral: id, How: casefile.ByPhone}}},
			wrong: m{"how": ""}, errors: []string{"how Choose how they were told"},
		},
		"referral-placed": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.Referral{ID: id, By: casefile.ByFamily, Form: casefile.ReferralForm{Who: casefile.Carer}}}},
			path:   at("referral-placed"), typed: m{"nhs_number": ""},
			want:  []casefile.Entry{{On: march2, Fact: casefile.ReferralPlaced{Referral: id}}},
			wrong: m{"nhs_number": "999 476 0174"}, errors: []string{"nhs_number Enter a valid NHS number: 10 digits, such as 999 123 4578. Or leave it empty"},
		},
		"referral-asked": {
			before: []casefile.Decision{came}, path: at("referral-asked"), typed: on(m{"of": "other", "whom": "The school", "what": "Their plan"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.ReferralAsked{Referral: id, Of: casefile.AskedAnother, Whom: "The school", What: "Their plan"}}},
			wrong: m{"of": "other", "whom": "", "what": " "}, errors: []string{"whom Say whom you asked", "what Say what you asked for"},
		},
		"referral-answered": {
			before: []casefile.Decision{came, asked}, path: at("referral-answered"), typed: on(m{"note": "The letter is here"}),
			want:  []casefile.Entry{{On: march1, Note: "The letter is here", Fact: casefile.ReferralAnswered{Referral: id}}},
			wrong: m{"note": ""}, errors: []string{"note Write what the answer was"},
		},
		"referral-screened": {
			before: []casefile.Decision{came}, path: at("referral-screened"),
			typed: with(on(m{"panel": "Callum Reid, Council\nJo Marsh", "experts": "Theo Lambert, Voices", "views": "All agreed", "recommend": "accept"}), answers),
			want: []casefile.Entry{{On: march1, Fact: casefile.ReferralScreened{
				Referral: id, Panel: []casefile.Sat{{Name: "Callum Reid", Agency: "Council"}, {Name: "Jo Marsh"}, {Name: "Theo Lambert", Agency: "Voices", Lived: true}},
				Marks: marks, Views: "All agreed", Recommend: "accept",
			}}},
			wrong: m{"panel": "", "experts": " ", "recommend": ""}, errors: []string{"panel Say who sat on the panel", "recommend Choose what the panel recommends"},
		},
		"referral-accepted": {
			before: []casefile.Decision{came}, path: at("referral-accepted"), typed: decided, next: "/record/consent?step=about",
			want:  []casefile.Entry{{On: march1, Fact: casefile.ReferralDecision{Referral: id, Outcome: casefile.Accepted, Reason: "At risk", Marks: marks, NotWhole: "None could come"}}},
			wrong: m{"reason": "", "not_whole": ""},
			errors: []string{"reason Say why, in words that the person can read",
				"not_whole No panel has screened this referral. Say why it is decided without a whole panel"},
		},
		"referral-declined": {
			before: []casefile.Decision{came}, path: at("referral-declined"), typed: with(decided, m{"signposting": "The advice line"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.ReferralDecision{Referral: id, Outcome: casefile.Declined, Reason: "At risk", Signposting: "The advice line", Marks: marks, NotWhole: "None could come"}}},
			wrong: m{"signposting": "", "criterion-risk": ""}, errors: []string{"criterion-risk Say if it is met: “" + marks[2].Text + "”", "signposting Say where they can get help instead"},
		},
		"outcome-told": {
			before: []casefile.Decision{came, declined}, path: at("outcome-told"), typed: on(m{"to": "the person", "how": "letter"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.OutcomeTold{Referral: id, To: []casefile.ToldWhom{casefile.ToldPerson}, How: casefile.ByLetter}}},
			wrong: m{"to": "nobody", "how": ""}, errors: []string{"to Say who was told", "how Choose how they were told"},
		},
		"referral-reconsidered": {
			before: []casefile.Decision{came, declined}, path: at("referral-reconsidered"), typed: on(m{"by": "Her mother", "note": "In A&E since"}),
			want:  []casefile.Entry{{On: march1, Note: "In A&E since", Fact: casefile.ReferralReconsidered{Referral: id, By: "Her mother"}}},
			wrong: m{"by": "", "note": ""}, errors: []string{"by Say who asks", "note Say why they ask, and what is new"},
		},
		"referral-withdrawn": {
			before: []casefile.Decision{came}, path: at("referral-withdrawn"), typed: on(m{"by": "The GP"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.ReferralWithdrawn{Referral: id, By: "The GP"}}},
			wrong: m{"by": ""}, errors: []string{"by Say who withdrew it"},
		},
	}
}

// with is what is typed with more.
func with(typed, more map[string]string) map[string]string {
	all := map[string]string{}
	for _, part := range []map[string]string{typed, more} {
		for name, value := range part {
			all[name] = value
		}
	}
	return all
}
