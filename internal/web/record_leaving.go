package web

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// leavingForms record the plan to leave hospital.
var leavingForms = []recordForm{
	dischargePlanForm, dischargeConditionForm, dischargeProgressForm, dischargeDelayForm, dischargeDelayEndedForm, dischargeAgreementForm,
}

// showPlanned says which days were planned before.
func (f *form) showPlanned() {
	s := f.stay()
	if s == nil || len(s.Planned) == 0 {
		return
	}
	words := "Planned now: " + plannedWords(s.PlannedNow())
	if f.past != nil {
		words = "Planned last: " + plannedWords(s.PlannedNow())
	}
	if n := s.PlannedMoves(); n > 0 {
		words += ". The day has moved " + timesWord(n)
	}
	f.show(ui.InsetText{Text: words + "."})
}

var dischargePlanForm = recordForm{
	kind: "discharge-plan", title: "Record the plan to leave hospital", done: "The plan is recorded.", needs: access.Record,
	hint: "Where they are to live, and how far the plan is. Begin on the first day",
	ask: func(f *form) casefile.Decision {
		var now casefile.DischargePlan
		if s := f.stay(); s != nil && s.Plan != nil {
			now = *s.Plan
		}
		var p casefile.DischargePlan
		p.Destination = casefile.Destination(f.pick("destination", "Where are they to live?", "", string(now.Destination), choices(casefile.Destinations)...))
		p.Where = f.line(input("where", "More about it (optional)", "For example the town, or the provider"), now.Where)
		bed := casefile.BedKind(f.pick("to_bed", "If it is another mental health ward: which kind of bed? (optional)", "", string(now.ToBed), choices(casefile.BedKinds)...))
		if p.Destination == casefile.AnotherWard {
			p.ToBed = bed
		}
		p.State = casefile.PlanState(f.one("state", "How far is the plan?", "", string(now.State), choices(casefile.PlanStates)...))
		p.Readiness = casefile.Readiness(f.pick("readiness", "What did the latest review in hospital find? (optional)", "", string(now.Readiness), choices(casefile.Readinesses)...))
		p.CTO = casefile.Answer(f.one("cto", "Was discharge under a community treatment order considered? (optional)", "", string(now.CTO), choices(casefile.Answers)...))
		return casefile.Add{On: f.when("When was this agreed?"), Fact: p, Note: f.note("Anything to add (optional)", "What the person says about it comes first")}
	},
}

var dischargeConditionForm = recordForm{
	kind: "discharge-condition", title: "Record what must be there before they leave", done: "It is recorded.", needs: access.Record,
	hint: "Housing, care, funding or a team, with who sees to it and by when",
	ask: func(f *form) casefile.Decision {
		c := casefile.DischargeCondition{ID: f.identity("id")}
		c.About = casefile.ConditionKind(f.one("about", "What is it about?", "", "", choices(casefile.ConditionKinds)...))
		c.Text = f.line(input("text", "What must be there?", "For example: a flat on the ground floor near family"), "")
		c.Owner = f.line(input("owner", "Who sees to it?", "A name and where they work"), "")
		c.Due = f.day("due", "By when?", "This may be in the future", "The day", 0)
		return casefile.Add{On: f.when("When was this agreed?"), Fact: c, Note: f.note("Anything to add (optional)", "")}
	},
}

var dischargeProgressForm = recordForm{
	kind: "discharge-progress", title: "Record how far something is that must be there before they leave", done: "It is recorded.", needs: access.Record,
	hint: "In hand, stuck, done or no longer needed",
	ask: func(f *form) casefile.Decision {
		var open []choice
		if s := f.stay(); s != nil {
			for _, x := range s.Conditions {
				open = append(open, choice{value: x.ID, text: x.About.Word() + ": " + x.Text, hint: "Now: " + x.Progress.Word()})
			}
		}
		id := f.whichOf("condition", "What is it about?", "Nothing is recorded yet that must be there first", open)
		p := casefile.ConditionProgress(f.one("progress", "How far is it?", "", "", choices(casefile.ConditionProgresses)...))
		return f.chosen(id, casefile.Add{On: f.when("From when is this so?"), Fact: casefile.DischargeProgress{Condition: id, Progress: p}, Note: f.note("What happened, and what is next (optional)", "")})
	},
}

var dischargeDelayForm = recordForm{
	kind: "discharge-delay", title: "Record a delay", done: "The delay is recorded. The days lost count until its end is recorded.", needs: access.Record,
	hint: "They could leave hospital and have not left: why, and since when",
	ask: func(f *form) casefile.Decision {
		d := casefile.DischargeDelay{ID: f.identity("id")}
		delays := choices(casefile.DelayCodes)
		for i, code := range casefile.DelayCodes {
			if code == "awaiting-non-acute" { // whose words alone are far from the national ones
				delays[i].text += " (nationally: " + uncapital(code.National()) + ")"
			}
		}
		d.Code = casefile.DelayCode(f.pick("code", "Why have they not left?", "", "", delays...))
		on := f.when("Since when could they have left?")
		return casefile.Add{On: on, Fact: d, Note: f.note("More about it", "Needed for “Another reason”")}
	},
}

var dischargeDelayEndedForm = recordForm{
	kind: "discharge-delay-ended", title: "Record the end of a delay", done: "The end of the delay is recorded.", needs: access.Record,
	hint: "The reason for it is gone",
	ask: func(f *form) casefile.Decision {
		open := opened(f, func(s *casefile.HospitalStay) []casefile.DelaySpan { return s.Delays }, func(x casefile.DelaySpan) (bool, choice) {
			return x.Ended != 0 && !x.WithStay, choice{value: x.ID, text: x.Code.Word() + ", since " + x.From.Long()}
		})
		id := f.whichOf("delay", "Which delay?", "No delay is open", open)
		on := f.when("When did it end?")
		return f.chosen(id, casefile.Add{On: on, Fact: casefile.DischargeDelayEnded{Delay: id}, Note: f.note("What ended it (optional)", "")})
	},
}

var dischargeAgreementForm = recordForm{
	kind: "discharge-agreement", title: "Record who agrees to the plan", done: "It is recorded.", needs: access.Record,
	hint: "The person, family, advocate, hospital, team at home and commissioner",
	ask: func(f *form) casefile.Decision {
		var a casefile.DischargeAgreement
		a.Party = casefile.DischargeParty(f.one("party", "Whose word is it?", "", f.subject, choices(casefile.DischargeParties)...))
		a.Agrees = casefile.Answer(f.one("agrees", "Do they agree?", "", "", choices(casefile.Answers)...))
		return casefile.Add{On: f.when("When did they say so?"), Fact: a, Note: f.note("What they said (optional)", "")}
	},
}
