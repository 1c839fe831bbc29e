package casefile

import (
	"cmp"
	"fmt"
	"strings"
)

// titled is a fact that says by itself in a line what it records.
type titled interface{ title() string }

// detailed is a fact that lists by itself what further it says.
type detailed interface{ particulars() []Line }

func (f AdmissionQuestions) title() string  { return "The two questions of the admission were answered" }
func (f Commissioners) title() string       { return "Responsible commissioner: " + f.Responsible }
func (f Leave) title() string               { return "Leave from hospital: " + lower(f.Form.Word()) }
func (f LeaveEnded) title() string          { return "Back from leave" }
func (f Segregation) title() string         { return f.Form.Word() + " began" }
func (f SegregationReviewed) title() string { return "Seclusion or segregation was reviewed" }
func (f SegregationEnded) title() string    { return "Seclusion or segregation ended" }
func (f Restraint) title() string {
	return fmt.Sprintf("Restrained %s in %s", times(f.total()), f.Month.Word())
}
func (f IndependentReview) title() string { return "Independent review of long-term segregation" }
func (f InadequateNotice) title() string {
	return "Why they are in a hospital that is rated inadequate"
}
func (f InadequateTold) title() string {
	if f.Not {
		return "Not told of the hospital that is rated inadequate: " + lower(listWords(f.To))
	}
	return "Told of the hospital that is rated inadequate: " + lower(listWords(f.To))
}
func (f HospitalCare) title() string { return "Care plan, family and advocate in hospital" }

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// lines are those of headings and texts in turn that say something.
func lines(pairs ...string) (all []Line) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all = append(all, Line{pairs[i], pairs[i+1]})
		}
	}
	return all
}

func (f AdmissionQuestions) particulars() []Line {
	return lines("On the register before", f.Registered.Word(), "Community review before", f.Before.Word())
}
func (f Commissioners) particulars() []Line {
	return lines("Code of the responsible commissioner", f.ResponsibleCode, "Integrated care system", f.System, "Region", f.Region, "Host commissioner", f.Host, "Code of the host commissioner", f.HostCode)
}
func (f LegalStatusChange) particulars() []Line {
	return append(lines("Second recommendation received", f.SecondRecommendation.Long()), f.LegalTerms.particulars()...)
}
func (l LegalTerms) particulars() []Line {
	return lines("Runs out on", l.Until.Long(), "More exactly", l.Detail.Word())
}
func (f Leave) particulars() []Line {
	return lines("Where", f.Where, "To be back on", f.Until.Long())
}
func (f Segregation) particulars() []Line         { return lines("Where", f.Where) }
func (f SegregationReviewed) particulars() []Line { return lines("By", f.By) }
func (f Restraint) particulars() []Line {
	n := func(count int) string { return fmt.Sprint(count) }
	return lines("Physical", n(f.Physical), "Of them face down", n(f.Prone), "Mechanical", n(f.Mechanical), "Medicine to calm them quickly", n(f.Medication), "Another kind", n(f.Other))
}
func (f IndependentReview) particulars() []Line {
	return lines("Chaired by", f.Chair, "What was recommended", f.Recommended)
}
func (f InadequateNotice) particulars() []Line {
	return lines("Hospital", f.Hospital, "Agreed by", f.AgreedBy, "Looked at again by", f.LookAgain.Long())
}
func (f InadequateTold) particulars() []Line { return lines("Told by", f.By) }
func (f HospitalCare) particulars() []Line {
	return lines("Care plan last looked at", f.CarePlanOn.Long(), "Family involved in the care plan", f.Family.Word(), "Advocate", f.Advocate.Word(), "Why there is no advocate", f.NoAdvocate)
}

func (p PlaceDetails) particulars() []Line {
	far := ""
	if p.Kilometres > 0 {
		far = fmt.Sprintf("%d km", p.Kilometres)
	}
	return lines("Why out of area", p.OutOfAreaReason.Word(), "Distance from home", far, "Kind of ward", p.WardKind.Word(), "Kind of bed", p.BedKind.Word())
}

func (a AdmissionDetails) particulars() []Line {
	return lines("Planned", a.Planned.Word(), "Admitted from", a.Source.Word(), "What led to it", listWords(a.Reasons), "Other diagnoses", listWords(a.Diagnoses), "In such a hospital before", a.Type.Word())
}

func (v VisitDetails) particulars() []Line {
	return lines("Visited by", v.By, "The person was seen", v.SeenPerson.Word(), "Concerns", v.Concerns, "What was agreed", v.Agreed)
}

func listWords[T interface{ Word() string }](all []T) string {
	words := make([]string, len(all))
	for i, v := range all {
		if words[i] = v.Word(); i > 0 {
			words[i] = lower(words[i])
		}
	}
	return strings.Join(words, ", ")
}

// called is what to call a hospital: its name, or what it was recorded as.
func (p PlaceDetails) called(hospital string) string { return cmp.Or(p.Name, hospital) }

// HospitalWord is what to call the hospital of an admission.
func (a Admission) HospitalWord() string { return a.called(a.Hospital) }

// HospitalWord is what to call the hospital of a move.
func (m WardMove) HospitalWord() string { return m.called(m.Hospital) }

// quiet is a fact that knows what is left of it without what people wrote.
type quiet interface{ silent() Fact }

func (f AdmissionQuestions) silent() Fact  { return f }
func (f Commissioners) silent() Fact       { return NotShown{} }
func (f Leave) silent() Fact               { return Leave{ID: f.ID, Form: f.Form, Until: f.Until} }
func (f Segregation) silent() Fact         { return Segregation{ID: f.ID, Form: f.Form} }
func (f SegregationReviewed) silent() Fact { return SegregationReviewed{Segregation: f.Segregation} }
func (f Restraint) silent() Fact           { return NotShown{} }
func (f IndependentReview) silent() Fact   { return IndependentReview{} }
func (f InadequateNotice) silent() Fact {
	return InadequateNotice{Hospital: f.Hospital, LookAgain: f.LookAgain}
}
func (f InadequateTold) silent() Fact { return NotShown{} }
func (f HospitalCare) silent() Fact   { return NotShown{} }
