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
	{"local-id", "Local number", partPerson, "details", func(p Person) Value { return text(p.Case.Details.LocalID) }},
	{"gender", "Gender", partPerson, "details", func(p Person) Value {
		known, ok := casefile.GenderIn(p.Case.Details.Gender)
		return listed(p.Case.Details.Gender, known, ok)
	}},
	{"ethnicity", "Ethnicity", partPerson, "details", func(p Person) Value {
		known, ok := casefile.EthnicityIn(p.Case.Details.Ethnicity)
		return listed(p.Case.Details.Ethnicity, known, ok)
	}},
	{"age", "Age", partPerson, "details", func(p Person) Value { return ageOn(p, p.Day) }},
	{"age-at-period-end", "Age at the end of the month", partPerson, "details", func(p Person) Value { return ageOn(p, endOfMonth(p.Day)) }},
	{"local-authority", "Local authority of ordinary residence", partPerson, "local-authority", func(p Person) Value { return text(p.Case.LocalAuthority) }},
	{"submitting", "Commissioner who sends the return", partPerson, "return", func(p Person) Value { return text(p.Sender.Name) }},
	{"submitting-code", "Code of who sends the return", partPerson, "return", func(p Person) Value { return text(p.Sender.Code) }},
	{"submitting-system", "Integrated care system of who sends the return", partPerson, "return", func(p Person) Value { return text(p.Sender.System) }},
	{"submitting-region", "Region of who sends the return", partPerson, "return", func(p Person) Value { return text(p.Sender.Region) }},
	{"responsible", "Responsible commissioner", partPerson, "commissioners", func(p Person) Value { return text(commissioned(p).Responsible) }},
	{"responsible-code", "Code of the responsible commissioner", partPerson, "commissioners", func(p Person) Value { return text(commissioned(p).ResponsibleCode) }},
	{"responsible-system", "Integrated care system of the responsible commissioner", partPerson, "commissioners", func(p Person) Value { return text(commissioned(p).System) }},
	{"responsible-region", "Region of the responsible commissioner", partPerson, "commissioners", func(p Person) Value { return text(commissioned(p).Region) }},
	{"host", "Host commissioner", partPerson, "commissioners", func(p Person) Value { return unless(!p.Stay.Here().OutOfArea, text(commissioned(p).Host)) }},
	{"host-code", "Code of the host commissioner", partPerson, "commissioners", func(p Person) Value { return unless(!p.Stay.Here().OutOfArea, text(commissioned(p).HostCode)) }},
	{"category", "Learning disability, autism or both", partPerson, "condition", category},
	{"autism-on", "Autism found on", partPerson, "condition", func(p Person) Value { return foundOn(p, casefile.Autism) }},
	{"learning-disability-on", "Learning disability found on", partPerson, "condition", func(p Person) Value { return foundOn(p, casefile.LearningDisability) }},

	{"created", "First written in this record", partAdmission, "", func(p Person) Value { return onDay(p.Created) }},
	{"updated", "Last written in this record", partAdmission, "", func(p Person) Value { return onDay(p.Updated) }},
	{"admitted", "Admitted on", partAdmission, "", func(p Person) Value { return onDay(p.Stay.Admitted) }},
	{"previous-admission", "Admission before this one", partAdmission, "", func(p Person) Value { return unless(true, onDay(p.Before)) }},
	{"admission-type", "In a mental health hospital before", partAdmission, "", func(p Person) Value { return chosen(admissionType(p)) }},
	{"readmission-year", "Year of the readmission", partAdmission, "", func(p Person) Value {
		if admissionType(p) == casefile.Readmission {
			return number(p.Stay.Admitted.Year())
		}
		return unless(true, Value{Missing: true})
	}},
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
	{"legal-status", "Legal status", partWard, "legal-status", func(p Person) Value {
		now := p.Stay.LegalNow()
		if now.Detail != "" {
			return chosen(now.Detail)
		}
		return chosen(now.Status)
	}},
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
	{"has-advocate", "They have an advocate", partCare, "hospital-care", func(p Person) Value {
		kind, _ := advocate(p)
		if kind == "" {
			return Value{Missing: true}
		}
		return yesNo(kind != casefile.NoAdvocate)
	}},
	{"advocate", "Kind of advocate", partCare, "hospital-care", func(p Person) Value {
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
	{"last-review-kind", "Kind of the latest review", partReviews, "review-held", lastReviewKind},
	{"next-review", "Review arranged for", partReviews, "", func(p Person) Value { return unless(true, onDay(arranged(p))) }},
	{"readiness", "What the latest review found", partReviews, "discharge-plan", func(p Person) Value { return chosen(readiness(p)) }},

	{"planned", "Planned day", partLeaving, "planned-discharge", func(p Person) Value { return onDay(p.Stay.PlannedNow()) }},
	{"cto", "Community treatment order considered", partLeaving, "discharge-plan", func(p Person) Value { return chosen(plan(p).CTO) }},
	{"plan-state", "How far the plan is", partLeaving, "discharge-plan", func(p Person) Value { return chosen(plan(p).State) }},
	{"destination", "Where to", partLeaving, "discharge-plan", func(p Person) Value {
		if bed := plan(p).ToBed; bed != "" {
			return Value{Keys: []string{WardOf + string(bed)}, Words: plan(p).Destination.Word() + ": " + bed.Word()}
		}
		return chosen(plan(p).Destination)
	}},
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

// WardOf begins the word for another ward as the place to go to, before the kind
// of its bed.
const WardOf = "another-ward-"

// Asked is something that the return asks for and that no record has.
type Asked struct{ What, Why string }

// NotKept are those that the published items name and Homeward does not keep.
var NotKept = []Asked{
	{"UniqueID, PatientID, EpisodeID and SpellID", "the collection gives these numbers itself"},
	{"Region of the hospital", "the list of hospitals has none; the collection finds it by the code of the hospital"},
	{"Details of the outcome of the latest review (status detail)", "what it holds was not published. What the review found is kept as a choice"},
	{"Which bed for children and young people", "the record has one kind of bed for them, and the return has several"},
}

func ageOn(p Person, day civil.Date) Value {
	if p.Case.Details.BirthDate == 0 {
		return Value{Missing: true}
	}
	return number(p.Case.Details.BirthDate.AgeOn(day))
}

// endOfMonth is the last day of a day's month: the return is counted on it.
func endOfMonth(day civil.Date) civil.Date {
	y, m, _ := day.YMD()
	return civil.Of(y, m, civil.DaysIn(y, m))
}

func commissioned(p Person) casefile.Commissioners {
	c, _ := p.Case.Commissioned()
	return c
}

// admissionType is what was recorded or, where nothing was, what the stays of
// the record say; that there is none before says nothing, for the record may
// have begun later.
func admissionType(p Person) casefile.AdmissionType {
	switch {
	case p.Stay.Type != "":
		return p.Stay.Type
	case p.Stay.Joined != p.Stay.Admitted:
		return casefile.Transferred
	case p.Before != 0:
		return casefile.Readmission
	}
	return ""
}

// Kinds of the latest review, as the national codes of reviews tell them apart:
// before the admission, within two weeks of it, and later.
const (
	reviewBefore = "community"
	reviewSoon   = "post-admission"
	reviewLater  = "inpatient"
)

func lastReviewKind(p Person) Value {
	n := len(p.Stay.Reviews)
	switch {
	case n == 0 && p.Stay.Questions.Worked.Before == casefile.ReviewWasHeld:
		return Value{Keys: []string{reviewBefore}, Words: "In the community, before the admission"}
	case n == 0:
		return Value{Missing: true}
	case p.Stay.Reviews[n-1].On <= p.Stay.Admitted+14:
		return Value{Keys: []string{reviewSoon}, Words: "After the admission, within two weeks"}
	}
	return Value{Keys: []string{reviewLater}, Words: "In hospital, more than two weeks after the admission"}
}

// readiness is what the latest review found or, where nobody wrote that, that
// the person refuses reviews.
func readiness(p Person) casefile.Readiness {
	if found := plan(p).Readiness; found != "" {
		return found
	}
	if c := p.Case.ReviewsConsent; c != nil && c.Basis == casefile.Own && c.Decision != casefile.Given && c.On >= p.Stay.Admitted {
		return casefile.ReviewRefused
	}
	return ""
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
