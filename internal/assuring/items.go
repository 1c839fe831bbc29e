package assuring

import (
	"slices"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// The parts of a sheet, in their order.
const (
	partPerson    = "The person"
	partAdmission = "The admission"
	partWard      = "Where they are"
	partCare      = "Care"
	partReviews   = "Reviews"
	partLeaving   = "Leaving hospital"
)

// Parts lists them.
var Parts = []string{partPerson, partAdmission, partWard, partCare, partReviews, partLeaving}

// Items are all that the return asks for and a record can say.
var Items = slices.Concat([]Item{
	{"nhs-number", "NHS number", partPerson, "details", func(p Person) Value { return text(p.Case.Details.NHSNumber) }},
	{"gender", "Gender", partPerson, "details", func(p Person) Value { return text(p.Case.Details.Gender) }},
	{"ethnicity", "Ethnicity", partPerson, "details", func(p Person) Value { return text(p.Case.Details.Ethnicity) }},
	{"age", "Age", partPerson, "details", func(p Person) Value {
		if p.Case.Details.BirthDate == 0 {
			return Value{Missing: true}
		}
		return number(p.Case.Details.BirthDate.AgeOn(p.Day))
	}},
	{"local-authority", "Local authority of ordinary residence", partPerson, "local-authority", func(p Person) Value { return text(p.Case.LocalAuthority) }},
	{"responsible", "Responsible commissioner", partPerson, "commissioners", func(p Person) Value { c, _ := p.Case.Commissioned(); return text(c.Responsible) }},
	{"host", "Host commissioner", partPerson, "commissioners", func(p Person) Value {
		c, _ := p.Case.Commissioned()
		return unless(!p.Stay.Here().OutOfArea, text(c.Host))
	}},
	{"category", "Learning disability, autism or both", partPerson, "condition", category},
	{"autism-on", "Autism found on", partPerson, "condition", func(p Person) Value { return foundOn(p, casefile.Autism) }},
	{"learning-disability-on", "Learning disability found on", partPerson, "condition", func(p Person) Value { return foundOn(p, casefile.LearningDisability) }},

	{"admitted", "Admitted on", partAdmission, "", func(p Person) Value { return onDay(p.Stay.Admitted) }},
	{"previous-admission", "Admission before this one", partAdmission, "", func(p Person) Value { return unless(true, onDay(p.Before)) }},
	{"days", "Days in this stay", partAdmission, "", func(p Person) Value { return number(p.Stay.Days(p.Day)) }},
	{"days-in-all", "Days without a day at home", partAdmission, "", func(p Person) Value { return number(max(0, int(p.Day-p.Stay.Joined))) }},
	{"source", "Where they were before", partAdmission, "", func(p Person) Value { return chosen(p.Stay.Source) }},
	{"planned-admission", "Planned admission", partAdmission, "", func(p Person) Value { return chosen(p.Stay.Admission.Planned) }},
	{"registered", "On the register before", partAdmission, "admission-questions", func(p Person) Value { return chosen(p.Stay.Questions.Registered()) }},
	{"review-before", "Community review before", partAdmission, "admission-questions", func(p Person) Value { return chosen(p.Stay.Questions.Before()) }},
	{"review-before-on", "Day of the community review before", partAdmission, "admission-questions", func(p Person) Value {
		q := p.Stay.Questions
		if q.Before() != casefile.ReviewWasHeld {
			return unless(true, Value{Missing: true})
		}
		if q.Worked.Before != casefile.ReviewWasHeld {
			return Value{Missing: true} // said so, and not in the record
		}
		return onDay(q.Review)
	}},
	{"reasons", "What led to it", partAdmission, "", func(p Person) Value { return several(p.Stay.Reasons) }},
	{"diagnoses", "Diagnoses on admission", partAdmission, "", diagnoses},

	{"hospital", "Hospital, by its code", partWard, "ward-move", func(p Person) Value { return text(p.Stay.Hospital) }},
	{"hospital-name", "Hospital", partWard, "ward-move", func(p Person) Value { return text(p.Stay.HospitalWord()) }},
	{"legal-status", "Legal status", partWard, "legal-status", func(p Person) Value { return chosen(p.Stay.LegalNow().Status) }},
	{"extended-leave", "On extended leave", partWard, "leave", func(p Person) Value {
		l := p.Stay.OnLeave()
		return yesNo(l != nil && l.Form == casefile.ExtendedLeave)
	}},
	{"security", "Security of the ward", partWard, "ward-move", func(p Person) Value { return chosen(p.Stay.Here().Security) }},
	{"ward-kind", "Kind of ward", partWard, "hospitals", func(p Person) Value { return chosen(or(p.Stay.Here().WardKind, p.WardKind)) }},
	{"bed-kind", "Kind of bed", partWard, "hospitals", func(p Person) Value { return chosen(or(p.Stay.Here().BedKind, p.BedKind)) }},
	{"out-of-area", "Out of area", partWard, "ward-move", func(p Person) Value { return yesNo(p.Stay.Here().OutOfArea) }},
	{"kilometres", "Distance from home in km", partWard, "ward-move", func(p Person) Value {
		if km := p.Stay.Here().Kilometres; km > 0 {
			return number(km)
		}
		return Value{Missing: true}
	}},
	{"out-of-area-reason", "Why out of area", partWard, "ward-move", func(p Person) Value {
		return unless(!p.Stay.Here().OutOfArea, chosen(p.Stay.Here().OutOfAreaReason))
	}},

	{"care-coordinator", "Care co-ordinator", partCare, "named-person", careCoordinator},
	{"care-plan-on", "Care plan last looked at", partCare, "hospital-care", func(p Person) Value { return onDay(care(p).CarePlanOn) }},
	{"advocate", "Advocate", partCare, "hospital-care", func(p Person) Value {
		kind, _ := advocate(p)
		return chosen(kind)
	}},
	{"no-advocate", "Why there is no advocate", partCare, "hospital-care", func(p Person) Value {
		kind, why := advocate(p)
		return unless(kind != casefile.NoAdvocate, text(why))
	}},
	{"family", "Family involved in the care plan", partCare, "hospital-care", func(p Person) Value { return chosen(care(p).Family) }},
	{"ehc-plan", "Education, health and care plan", partCare, "ehc-plan", func(p Person) Value {
		return unless(older(p, 25), Value{Keys: keys(string(p.Case.Plan)), Words: string(p.Case.Plan), Missing: p.Case.Plan == ""})
	}},
	{"keyworker", "Named keyworker", partCare, "keyworker", func(p Person) Value {
		if p.Case.Keyworker == nil {
			return unless(older(p, 25), Value{Missing: true})
		}
		return Value{Keys: []string{string(p.Case.Keyworker.Status)}, Words: string(p.Case.Keyworker.Status)}
	}},

	{"review-after", "Review after admission", partReviews, "review-held", func(p Person) Value { return yesNo(len(p.Stay.Reviews) > 0) }},
	{"review-after-on", "First review after admission", partReviews, "review-held", func(p Person) Value {
		if len(p.Stay.Reviews) == 0 {
			return Value{Missing: true}
		}
		return onDay(p.Stay.Reviews[0].On)
	}},
	{"last-review", "Latest review in hospital", partReviews, "review-held", func(p Person) Value {
		if n := len(p.Stay.Reviews); n > 0 {
			return onDay(p.Stay.Reviews[n-1].On)
		}
		return Value{Missing: true}
	}},
	{"next-review", "Review arranged for", partReviews, "", func(p Person) Value { return unless(true, onDay(arranged(p))) }},
	{"readiness", "What the latest review found", partReviews, "discharge-plan", func(p Person) Value { return chosen(plan(p).Readiness) }},

	{"planned", "Planned day", partLeaving, "planned-discharge", func(p Person) Value { return onDay(p.Stay.PlannedNow()) }},
	{"cto", "Community treatment order considered", partLeaving, "discharge-plan", func(p Person) Value { return chosen(plan(p).CTO) }},
	{"plan-state", "How far the plan is", partLeaving, "discharge-plan", func(p Person) Value { return chosen(plan(p).State) }},
	{"destination", "Where to", partLeaving, "discharge-plan", func(p Person) Value { return chosen(plan(p).Destination) }},
	{"delays", "Why they have not left", partLeaving, "discharge-delay", func(p Person) Value {
		var codes []casefile.DelayCode
		for _, d := range p.Stay.Delays {
			if d.Ended == 0 && !slices.Contains(codes, d.Code) {
				codes = append(codes, d.Code)
			}
		}
		return unless(plan(p).State != "delayed-no-option", several(codes))
	}},
}, agreements())

func agreements() (items []Item) {
	for _, party := range casefile.DischargeParties {
		items = append(items, Item{"agrees-" + string(party), party.Word() + ": agrees to the plan", partLeaving, "discharge-agreement", func(p Person) Value {
			for _, a := range p.Stay.Agreements {
				if a.Party == party {
					return chosen(a.Agrees)
				}
			}
			return Value{Missing: true}
		}})
	}
	return items
}

func category(p Person) Value {
	autism, disability := considered(p, casefile.Autism), considered(p, casefile.LearningDisability)
	switch {
	case autism && disability:
		return Value{Keys: []string{"both"}, Words: "Autism and a learning disability"}
	case autism:
		return Value{Keys: []string{"autism"}, Words: "Autism"}
	case disability:
		return Value{Keys: []string{"learning-disability"}, Words: "Learning disability"}
	}
	return Value{Keys: []string{"neither"}, Words: "Neither is confirmed or considered"}
}

func considered(p Person, name casefile.ConditionName) bool {
	return slices.ContainsFunc(p.Case.Conditions, func(s casefile.ConditionState) bool {
		return s.Condition.Condition == name && (s.Status == casefile.Confirmed || s.Status == casefile.Considered)
	})
}

func foundOn(p Person, name casefile.ConditionName) Value {
	for _, s := range p.Case.Conditions {
		if s.Condition.Condition == name && considered(p, name) {
			return onDay(s.Since)
		}
	}
	return unless(true, Value{Missing: true})
}

func diagnoses(p Person) Value {
	v := Value{}
	var words []string
	for _, name := range casefile.ConditionNames {
		if considered(p, name) {
			v.Keys, words = append(v.Keys, string(name)), append(words, name.Word())
		}
	}
	for _, d := range p.Stay.Diagnoses {
		v.Keys, words = append(v.Keys, string(d)), append(words, d.Word())
	}
	if v.Words = strings.Join(words, "; "); len(v.Keys) == 0 {
		return Value{Keys: []string{"none"}, Words: "None is recorded"}
	}
	return v
}

func careCoordinator(p Person) Value {
	if now := p.Case.Named(casefile.CareCoordinator); now != nil {
		return text(now.Name)
	}
	return Value{Missing: true}
}

// advocate is that of the care plan or, where none is recorded there, what is
// known of one otherwise.
func advocate(p Person) (kind casefile.AdvocateKind, none string) {
	if c := care(p); c.Advocate != "" {
		return c.Advocate, c.NoAdvocate
	}
	switch now, _ := p.Case.Advocate(); {
	case now.Step == casefile.AdvocateDeclined:
		return casefile.NoAdvocate, now.Why
	case now.Step != casefile.AdvocateAccepted || now.Type == "":
		return "", ""
	case slices.Contains(casefile.AdvocateKinds, casefile.AdvocateKind(now.Type)):
		return casefile.AdvocateKind(now.Type), ""
	}
	return "independent", "" // of a kind that the return has no word for
}

func arranged(p Person) (day civil.Date) {
	for _, e := range p.Case.Standing {
		if f, ok := e.Fact.(casefile.ReviewArranged); ok && f.Setting == casefile.Inpatient && f.For >= p.Day && (day == 0 || f.For < day) {
			day = f.For
		}
	}
	return day
}

func care(p Person) casefile.HospitalCare {
	if p.Stay.Care == nil {
		return casefile.HospitalCare{}
	}
	return *p.Stay.Care
}

func plan(p Person) casefile.DischargePlan {
	if p.Stay.Plan == nil {
		return casefile.DischargePlan{}
	}
	return *p.Stay.Plan
}

func older(p Person, years int) bool {
	born := p.Case.Details.BirthDate
	return born != 0 && born.AgeOn(p.Day) > years
}

func keys(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func or[T ~string](a, b T) T {
	if a != "" {
		return a
	}
	return b
}
