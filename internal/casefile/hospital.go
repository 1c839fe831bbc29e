package casefile

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// What the record holds of a time in hospital beyond what the clock reads.

// PlaceDetails are further things about the ward that somebody is on. Name is
// that of the hospital where Hospital is its code.
type PlaceDetails struct {
	Name            string          `json:"hospital_name,omitempty"`
	WardKind        WardKind        `json:"ward_kind,omitempty"`
	BedKind         BedKind         `json:"bed_kind,omitempty"`
	OutOfAreaReason OutOfAreaReason `json:"out_of_area_reason,omitempty"`
	Kilometres      int             `json:"kilometres,omitempty"` // from home; 0 when not known
}

// AdmissionDetails are further things about an admission.
type AdmissionDetails struct {
	Planned   Planning          `json:"planned,omitempty"`
	Source    AdmissionSource   `json:"source,omitempty"`
	Reasons   []AdmissionReason `json:"reasons,omitempty"`
	Diagnoses []Diagnosis       `json:"diagnoses,omitempty"`
	Type      AdmissionType     `json:"admission_type,omitempty"`
}

// LegalTerms are further things about a legal status: the day on which it runs
// out unless it is renewed, and what the return asks for beyond the section. A
// renewal is recorded as the same status with another day.
type LegalTerms struct {
	Until  civil.Date  `json:"legal_until,omitzero"`
	Detail LegalDetail `json:"legal_detail,omitempty"`
}

// VisitDetails say what a commissioner oversight visit saw.
type VisitDetails struct {
	By         string `json:"by,omitempty"`
	SeenPerson Answer `json:"seen_person,omitempty"`
	Concerns   string `json:"concerns,omitempty"`
	Agreed     string `json:"agreed,omitempty"`
}

// Month is a month as text, such as 2026-03.
type Month string

// First is the first day of the month; zero if it is none.
func (m Month) First() civil.Date {
	d, err := civil.Parse(string(m) + "-01")
	if err != nil {
		return 0
	}
	return d
}

// MonthOf is the month that a day is in.
func MonthOf(d civil.Date) Month { return Month(d.String()[:len("2026-03")]) }

// Word is the month as people read it.
func (m Month) Word() string {
	if y, n, _ := m.First().YMD(); m.First() != 0 {
		return fmt.Sprintf("%s %d", civil.MonthName(n), y)
	}
	return string(m)
}

type (
	// AdmissionQuestions are the two that show whether the register works,
	// answered by somebody: was the person on it, and was a review held before.
	AdmissionQuestions struct {
		Admission  int          `json:"admission"` // its sequence number
		Registered Answer       `json:"registered"`
		Before     ReviewBefore `json:"before"`
	}
	// Commissioners are who answers for somebody: the responsible one, and the
	// host, in whose area the hospital is. Codes are those of the Organisation Data
	// Service; System and Region are the integrated care system and the region of
	// the responsible one.
	Commissioners struct {
		Responsible     string `json:"responsible"`
		ResponsibleCode string `json:"responsible_code,omitempty"`
		System          string `json:"system,omitempty"`
		Region          string `json:"region,omitempty"`
		Host            string `json:"host,omitempty"`
		HostCode        string `json:"host_code,omitempty"`
	}
	// Leave from hospital under section 17, or of an informal patient.
	Leave struct {
		ID    string     `json:"id"`
		Form  LeaveKind  `json:"form"`
		Until civil.Date `json:"until,omitzero"` // when they are to be back
		Where string     `json:"where,omitempty"`
	}
	LeaveEnded struct {
		Leave string `json:"leave"`
	}
	// Segregation keeps somebody apart from others.
	Segregation struct {
		ID    string          `json:"id"`
		Form  SegregationForm `json:"form"`
		Where string          `json:"where,omitempty"`
	}
	SegregationReviewed struct {
		Segregation string `json:"segregation"`
		By          string `json:"by,omitempty"`
	}
	SegregationEnded struct {
		Segregation string `json:"segregation"`
	}
	// Restraint is how often somebody was restrained in a month. The latest of a
	// month stands.
	Restraint struct {
		Month      Month `json:"month"`
		Physical   int   `json:"physical"`
		Prone      int   `json:"prone"` // of them face down
		Mechanical int   `json:"mechanical"`
		Medication int   `json:"medication"` // rapid tranquillisation
		Other      int   `json:"other"`
	}
	// IndependentReview is an independent care (education) and treatment review of
	// somebody in long-term segregation. It never counts as a C(E)TR.
	IndependentReview struct {
		Chair       string `json:"chair,omitempty"`
		Recommended string `json:"recommended,omitempty"`
	}
	// InadequateNotice says why somebody is in a hospital that the regulator rates
	// inadequate, who agreed to it and when it is looked at again. The reason is
	// the entry's Note.
	InadequateNotice struct {
		Hospital  string     `json:"hospital"`
		AgreedBy  string     `json:"agreed_by"`
		LookAgain civil.Date `json:"look_again"`
	}
	// InadequateTold says that some were told of such an exception, by whom, or
	// with Not that they were not; why is the entry's Note then.
	InadequateTold struct {
		To  []NoticeParty `json:"to"`
		By  string        `json:"by,omitempty"`
		Not bool          `json:"not,omitempty"`
	}
	// HospitalCare is who helps somebody in hospital. Each entry is whole.
	HospitalCare struct {
		CarePlanOn civil.Date        `json:"care_plan_on,omitzero"` // last looked at
		Family     FamilyInvolvement `json:"family,omitempty"`
		Advocate   AdvocateKind      `json:"advocate,omitempty"`
		NoAdvocate string            `json:"no_advocate,omitempty"` // why there is none
	}
)

func (AdmissionQuestions) Kind() Kind  { return "admission-questions" }
func (Commissioners) Kind() Kind       { return "commissioners" }
func (Leave) Kind() Kind               { return "leave" }
func (LeaveEnded) Kind() Kind          { return "leave-ended" }
func (Segregation) Kind() Kind         { return "segregation" }
func (SegregationReviewed) Kind() Kind { return "segregation-reviewed" }
func (SegregationEnded) Kind() Kind    { return "segregation-ended" }
func (Restraint) Kind() Kind           { return "restraint" }
func (IndependentReview) Kind() Kind   { return "independent-review" }
func (InadequateNotice) Kind() Kind    { return "inadequate-notice" }
func (InadequateTold) Kind() Kind      { return "inadequate-told" }
func (HospitalCare) Kind() Kind        { return "hospital-care" }

func init() {
	register[AdmissionQuestions]()
	register[Commissioners]()
	register[Leave]()
	register[LeaveEnded]()
	register[Segregation]()
	register[SegregationReviewed]()
	register[SegregationEnded]()
	register[Restraint]()
	register[IndependentReview]()
	register[InadequateNotice]()
	register[InadequateTold]()
	register[HospitalCare]()
}

// OfStay is a fact that can be so only of somebody who is in hospital.
type OfStay interface {
	Fact
	ofStay()
}

func (AdmissionQuestions) ofStay()  {}
func (Leave) ofStay()               {}
func (LeaveEnded) ofStay()          {}
func (Segregation) ofStay()         {}
func (SegregationReviewed) ofStay() {}
func (SegregationEnded) ofStay()    {}
func (Restraint) ofStay()           {}
func (IndependentReview) ofStay()   {}
func (InadequateNotice) ofStay()    {}
func (InadequateTold) ofStay()      {}
func (HospitalCare) ofStay()        {}

// refers is a fact that begins something with an identifier, or is about one.
type refers interface {
	Fact
	refersTo() (kind Kind, id string, begins bool)
}

func (f Leave) refersTo() (Kind, string, bool)       { return f.Kind(), f.ID, true }
func (f LeaveEnded) refersTo() (Kind, string, bool)  { return Leave{}.Kind(), f.Leave, false }
func (f Segregation) refersTo() (Kind, string, bool) { return f.Kind(), f.ID, true }
func (f SegregationReviewed) refersTo() (Kind, string, bool) {
	return Segregation{}.Kind(), f.Segregation, false
}
func (f SegregationEnded) refersTo() (Kind, string, bool) {
	return Segregation{}.Kind(), f.Segregation, false
}

// demands gathers what is wrong with a fact.
type demands struct{ Refusals }

func (d *demands) that(ok bool, field, text string) {
	if !ok {
		d.Refusals = append(d.Refusals, Refusal{field, text})
	}
}

func filled(s string) bool { return strings.TrimSpace(s) != "" }

// orNone reports whether a choice is one of a list, or was not made.
func orNone[T ~string](list wordList[T], v T) bool { return v == "" || list.has(v) }

func (p PlaceDetails) check(outOfArea bool) Refusals {
	var d demands
	d.that(orNone(wardKinds, p.WardKind), "ward_kind", "Choose from the kinds of ward")
	d.that(orNone(bedKinds, p.BedKind), "bed_kind", "Choose from the kinds of bed")
	d.that(orNone(outOfAreaReasons, p.OutOfAreaReason), "out_of_area_reason", "Choose from the reasons")
	d.that(p.OutOfAreaReason == "" || outOfArea, "out_of_area_reason", "There is a reason only where the hospital is out of area")
	d.that(p.Kilometres >= 0 && p.Kilometres <= 2000, "kilometres", "The distance must be a number of kilometres up to 2,000")
	return d.Refusals
}

func (a AdmissionDetails) check() Refusals {
	var d demands
	d.that(orNone(plannings, a.Planned), "planned", "Choose if the admission was planned")
	d.that(orNone(admissionSources, a.Source), "source", "Choose from where they were admitted")
	d.that(!slices.ContainsFunc(a.Reasons, func(r AdmissionReason) bool { return !admissionReasons.has(r) }), "reasons", "Choose from the reasons")
	d.that(!slices.ContainsFunc(a.Diagnoses, func(r Diagnosis) bool { return !diagnoses.has(r) }), "diagnoses", "Choose from the diagnoses")
	d.that(len(a.Diagnoses) < 2 || !slices.Contains(a.Diagnoses, DiagnosisNotKnown), "diagnoses", "Choose “Not known” alone, or the diagnoses that they have")
	d.that(orNone(admissionTypes, a.Type), "admission_type", "Choose if they were in such a hospital before")
	return d.Refusals
}

func (l LegalTerms) check(status LegalStatus, from civil.Date) Refusals {
	var d demands
	d.that(l.Until == 0 || l.Until >= from, "legal_until", "It cannot run out before it begins")
	d.that(l.Until == 0 || status != Informal, "legal_until", "Nobody is detained who is there informally, so nothing runs out")
	d.that(orNone(legalDetails, l.Detail), "legal_detail", "Choose from the list, or leave it out")
	return d.Refusals
}

func (f AdmissionQuestions) check(string) Refusals {
	var d demands
	d.that(f.Admission > 0, "", "Choose the admission.")
	d.that(answers.has(f.Registered), "registered", "Choose if they were on the register")
	d.that(reviewsBefore.has(f.Before), "before", "Choose what was held before the admission")
	return d.Refusals
}

func (f Commissioners) check(string) Refusals {
	var d demands
	d.that(filled(f.Responsible), "responsible", "Enter the responsible commissioner")
	return d.Refusals
}

func (f Leave) check(string) Refusals {
	var d demands
	d.that(leaveKinds.has(f.Form), "form", "Choose the kind of leave")
	return d.Refusals
}

func (f Segregation) check(string) Refusals {
	var d demands
	d.that(segregationForms.has(f.Form), "form", "Choose seclusion or long-term segregation")
	return d.Refusals
}

func (f SegregationReviewed) check(note string) Refusals {
	var d demands
	d.that(filled(f.By), "by", "Enter who reviewed it")
	d.that(filled(note), "note", "Say what was found, and why it goes on")
	return d.Refusals
}

func (f Restraint) check(string) Refusals {
	var d demands
	d.that(f.Month.First() != 0, "month", "Choose the month")
	for _, n := range []struct {
		field string
		count int
	}{{"physical", f.Physical}, {"prone", f.Prone}, {"mechanical", f.Mechanical}, {"medication", f.Medication}, {"other", f.Other}} {
		d.that(n.count >= 0 && n.count < 10_000, n.field, "Enter a number from 0 to 9,999")
	}
	d.that(f.Prone <= f.Physical, "prone", "Those face down are a part of the physical restraints, so they cannot be more")
	return d.Refusals
}

func (f IndependentReview) check(string) Refusals {
	var d demands
	d.that(filled(f.Chair), "chair", "Enter who chaired it")
	return d.Refusals
}

func (f InadequateNotice) check(note string) Refusals {
	var d demands
	d.that(filled(f.AgreedBy), "agreed_by", "Enter who agreed to it")
	d.that(f.LookAgain != 0, "look_again", "Enter the day by when it is looked at again")
	d.that(filled(note), "note", "Say why they are in this hospital all the same")
	return d.Refusals
}

func (f InadequateTold) check(note string) Refusals {
	var d demands
	d.that(len(f.To) > 0 && !slices.ContainsFunc(f.To, func(p NoticeParty) bool { return !noticeParties.has(p) }), "to", "Choose who it is about")
	d.that(f.Not || filled(f.By), "by", "Enter who told them")
	d.that(!f.Not || filled(note), "note", "Say why they are not told")
	return d.Refusals
}

func (f HospitalCare) check(string) Refusals {
	var d demands
	d.that(orNone(familyInvolvements, f.Family), "family", "Choose from the answers")
	d.that(orNone(advocateKinds, f.Advocate), "advocate", "Choose from the kinds of advocate")
	d.that(f.Advocate != NoAdvocate || filled(f.NoAdvocate), "no_advocate", "Say why there is no advocate")
	return d.Refusals
}

func (f VisitDetails) check() Refusals {
	var d demands
	d.that(orNone(answers, f.SeenPerson), "seen_person", "Choose if the person was seen")
	return d.Refusals
}

// total is how often somebody was restrained in the month. Those face down are
// counted among the physical ones.
func (f Restraint) total() int { return f.Physical + f.Mechanical + f.Medication + f.Other }
