package web

import "homeward/internal/casefile"

const aProcess = "0123456789abcdef0123"

var safeguarding = casefile.Add{On: feb1, Fact: casefile.Process{ID: aProcess, Type: casefile.SafeguardingProcess, Lead: "Northshire adults’ safeguarding", Reference: "SG/7"}}

func aroundFormTests() map[string]formTest {
	on := func(typed map[string]string) map[string]string { return day(typed, "on", march1) }
	type m = map[string]string
	worker := casefile.Add{On: feb1, Fact: casefile.NamedPerson{Part: casefile.NamedSocialWorker, Name: "Callum Reid"}}
	return map[string]formTest{
		"named-person": {
			before: []casefile.Decision{worker},
			path:   func(id string) string { return "/people/" + id + "/record/named-person?for=social-worker" },
			typed:  on(m{"part": "nominated-person", "chosen_by": "person", "name": "Ada Example", "organisation": "", "phone": "01632 960002", "email": "ada@example.org", "note": "In the evening"}),
			want: []casefile.Entry{{On: march1, Note: "In the evening", Fact: casefile.NamedPerson{
				Part: casefile.NominatedPerson, Name: "Ada Example", ChosenBy: "person", Reach: casefile.Reach{Phone: "01632 960002", Email: "ada@example.org"},
			}}},
			wrong: m{"part": "", "name": " "}, errors: []string{"part Choose which part they have", "name Enter the name"},
		},
		"named-person-ended": {
			before: []casefile.Decision{worker},
			typed:  on(m{"part": "social-worker", "note": "Left the council"}),
			want:   []casefile.Entry{{On: march1, Note: "Left the council", Fact: casefile.NamedPersonEnded{Part: casefile.NamedSocialWorker}}},
			wrong:  m{"part": "care-coordinator"}, errors: []string{"part Choose which one it is about"},
		},
		"advocacy": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.Advocacy{Step: casefile.AdvocateOffered, Type: "imha"}}},
			typed:  day(on(m{"step": "declined", "type": "imha", "by": "Jo Marsh", "why": "I have my sister"}), "again", march2+90),
			want: []casefile.Entry{{On: march1, Fact: casefile.Advocacy{
				Step: casefile.AdvocateDeclined, Type: "imha", By: "Jo Marsh", Why: "I have my sister", Again: march2 + 90,
			}}},
			wrong:  day(m{"why": " ", "type": "other"}, "again", march1),
			errors: []string{"why Write what the person said, or that they did not want to say why", "again-day The day to offer again must be after the day on which they said no"},
		},
		"process": {
			before: []casefile.Decision{safeguarding},
			path:   func(id string) string { return "/people/" + id + "/record/process?for=" + aProcess },
			typed:  day(on(m{"lead": "Northshire adults’ safeguarding", "reference": "SG/7", "ask": "Sam Low, 01632 960003", "note": "A plan is made"}), "next", march2+9),
			want: []casefile.Entry{{On: march1, Note: "A plan is made", Fact: casefile.Process{
				ID: aProcess, Type: casefile.SafeguardingProcess, Lead: "Northshire adults’ safeguarding", Reference: "SG/7", Ask: "Sam Low, 01632 960003", Next: march2 + 9,
			}}},
			wrong: m{"lead": "", "reference": "", "ask": ""}, errors: []string{"lead Say who leads it, a reference, or whom to ask: one of them is enough"},
		},
		"process-ended": {
			before: []casefile.Decision{safeguarding},
			typed:  on(m{"process": aProcess, "note": "No further action"}),
			want:   []casefile.Entry{{On: march1, Note: "No further action", Fact: casefile.ProcessEnded{Process: aProcess, Type: casefile.SafeguardingProcess}}},
			wrong:  m{"process": "none"}, errors: []string{"process Choose which one it is about"},
		},
	}
}
