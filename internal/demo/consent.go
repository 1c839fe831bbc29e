package demo

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// consents writes into the decisions of a life how they came about, and with
// whom to share. It draws nothing by lot, so that all else stays as it is.
func (l *life) consents(n int) {
	var more []event
	for i, e := range l.events {
		add, ok := e.decision.(casefile.Add)
		if !ok {
			continue
		}
		switch f := add.Fact.(type) {
		case casefile.Consent:
			add.Fact = l.fuller(n, f, add.On)
			l.events[i].decision = add
			if choices := shared[n%len(shared)]; f.To == casefile.ToRegister && f.Decision == casefile.Given && len(choices) > 0 && !l.diedBy(add.On) {
				more = append(more, event{on: e.on, by: e.by, decision: casefile.Add{On: add.On, Fact: casefile.Sharing{Basis: add.Fact.(casefile.Consent).Basis, Choices: choices}}})
			}
		case casefile.LeftRegister:
			add.Fact = casefile.LeftRegister{Reason: f.Reason, LeaveRecord: casefile.LeaveRecord{
				Why: casefile.LeaveNotAtRisk, View: "Is proud of it, and wants to know whom to ring.", Agreed: "The multi-agency meeting",
				Plan: "The community team visits every month. If sleep goes wrong for a week, ring early.", Call: "The register team, 01632 960 001", Told: "easy-read",
			}}
			switch {
			case n%3 == 0:
				reason := casefile.NotAgreed{Reason: "list", Words: "I am not a name on a list.", Offered: []casefile.Offered{"advocate", "support-anyway"}}
				more = append(more, event{on: e.on, by: e.by, decision: casefile.Add{On: add.On, Fact: casefile.Consent{
					To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own, ConsentRecord: casefile.ConsentRecord{No: reason},
				}}})
				add.Fact = casefile.LeftRegister{Reason: casefile.LeaveNoConsent.Word(), LeaveRecord: casefile.LeaveRecord{
					Why: casefile.LeaveNoConsent, View: "Does not want to be on a list.", Call: "The register team, 01632 960 001", Told: "talk",
				}}
			case n%3 == 1 && add.On+3 <= l.today:
				again := add.On + 3
				more = append(more, event{on: again, by: e.by, decision: casefile.Add{On: again, Fact: casefile.JoinedRegister{}, Note: "The placement broke down. Asked to come back."}})
			}
			l.events[i].decision = add
		}
	}
	l.events = append(l.events, more...)
}

// diedBy reports whether a life ends on a day or before.
func (l *life) diedBy(day civil.Date) bool {
	for _, e := range l.events {
		if add, ok := e.decision.(casefile.Add); ok && e.on <= day {
			if _, died := add.Fact.(casefile.Died); died {
				return true
			}
		}
	}
	return false
}

// shared are choices about sharing, by turns. Most people were not asked about
// each kind.
var shared = [][]casefile.SharingChoice{
	{{With: "gp", Choice: casefile.Yes}, {With: casefile.WithNHSTeams, Choice: casefile.Yes}, {With: casefile.WithCouncil, Choice: casefile.Yes}},
	{},
	{{With: casefile.WithNHSTeams, Choice: casefile.Yes}, {With: "police", Choice: casefile.No}},
	{},
	{{With: casefile.WithFamily, Choice: casefile.Yes}, {With: casefile.WithSchool, Choice: casefile.No}, {With: "housing", Choice: casefile.No}},
	{},
	{},
	{{With: "gp", Choice: casefile.Yes}, {With: casefile.WithSchool, Choice: casefile.Yes}, {With: casefile.WithRegisters, Choice: casefile.Yes}},
	{},
	{},
	{{With: casefile.WithSchool, Choice: casefile.No}, {With: "police", Choice: casefile.No}, {With: casefile.WithFamily, Choice: casefile.Yes}},
}

// fuller is a decision with how it came about.
func (l *life) fuller(n int, f casefile.Consent, on civil.Date) casefile.Consent {
	f.Asked = casefile.Asked{How: casefile.GivenHows[n%len(casefile.GivenHows)], By: "Jo Marsh, register coordinator", Materials: []casefile.Material{"easy-read", "pictures"}}
	switch n % 9 {
	case 2:
		f.Asked.Interpreter = "British Sign Language, Tom Hall"
	case 5:
		f.Asked.Aid = "Symbol board"
	}
	if f.Decision != casefile.Given {
		f.No = casefile.NotAgreed{Reason: casefile.NoReasons[n%len(casefile.NoReasons)], Offered: []casefile.Offered{"advocate", "ask-later"}}
		if f.No.Reason == casefile.NoAnother {
			f.No.Words = "Has enough to think about."
		}
	}
	switch f.Basis {
	case casefile.Parent:
		if l.born.AgeOn(on) >= 13 && n%4 == 1 && f.To == casefile.ToRegister {
			f.Basis = casefile.Own
			f.Competence = casefile.Competence{Found: casefile.Competent, By: staffNames[access.Clinician], On: on, Why: "Said in their own words what the register is for, and what they do not want others to know."}
			return f
		}
		f.Parent = casefile.ParentDecided{Name: "Their mother", Responsibility: casefile.Yes, Child: casefile.ChildSaysAll[n%len(casefile.ChildSaysAll)], ChildWords: "“I want to stay at home.”"}
		if f.Parent.Child == casefile.ChildNotAsked {
			f.Parent.ChildWords = "Was too unwell. To be asked with pictures next week."
		}
	case casefile.BestInterests:
		f.Capacity = casefile.Capacity{
			Understood: casefile.No, Retained: casefile.Yes, Weighed: casefile.No, Communicated: casefile.Yes, By: staffNames[access.Clinician], On: on,
			Because: "A severe learning disability. Does not understand what it means to share information, in any of three tries.", Help: "Pictures, a morning visit, and somebody they know well.",
		}
		f.BestInterests = casefile.BestInterest{
			By: staffNames[access.SocialWorker], Wishes: "Is happy with visitors. Turns away from strangers with papers.",
			Consulted: []casefile.Consulted{{Who: "Their sister", View: "Help should come before a crisis."}, {Who: "Nadia Rahman, advocate", View: "Agrees, if few people see it."}},
			LessBound: "Sharing with the care team alone. The council has to plan the placement, so it is not enough.",
		}
	}
	return f
}
