package casefile

// The words below are those of the case file, homeward.case/1. They are
// stored, exported and compared as they stand; the words people read are made
// from them in words.go.

// Rating is a colour of the register.
type Rating string

const (
	Red   Rating = "red"
	Amber Rating = "amber"
	Green Rating = "green"
	Blue  Rating = "blue"
)

// Ratings lists the colours, most urgent first.
var Ratings = []Rating{Red, Amber, Green, Blue}

// ConditionName is what a person has, may have, or was thought to have.
type ConditionName string

const (
	Autism             ConditionName = "autism"
	LearningDisability ConditionName = "learning-disability"
)

var ConditionNames = []ConditionName{Autism, LearningDisability}

// ConditionStatus says how sure it is. Only Considered and Confirmed make a
// person "considered" in the sense of s.125A of the Mental Health Act 1983.
type ConditionStatus string

const (
	Suspected          ConditionStatus = "suspected"
	AwaitingAssessment ConditionStatus = "awaiting-assessment"
	Considered         ConditionStatus = "considered"
	Confirmed          ConditionStatus = "confirmed"
	Excluded           ConditionStatus = "excluded"
)

var ConditionStatuses = []ConditionStatus{Suspected, AwaitingAssessment, Considered, Confirmed, Excluded}

// Security is the level of a ward.
type Security string

const (
	General Security = "general"
	PICU    Security = "picu"
	Low     Security = "low"
	Medium  Security = "medium"
	High    Security = "high"
)

var Securities = []Security{General, PICU, Low, Medium, High}

// Secure reports whether the ward is a secure one: general and PICU are not.
func (s Security) Secure() bool { return s == Low || s == Medium || s == High }

// Level ranks security: general and PICU are one level (fine print 11).
func (s Security) Level() int {
	switch s {
	case Low:
		return 1
	case Medium:
		return 2
	case High:
		return 3
	}
	return 0
}

// LegalStatus is a status under the Mental Health Act 1983, by section.
type LegalStatus string

const (
	Informal    LegalStatus = "informal"
	Section2    LegalStatus = "2"
	Section3    LegalStatus = "3"
	Section4    LegalStatus = "4"
	Section3741 LegalStatus = "37/41"
)

// LegalStatuses lists every status the case file knows (fine print 41),
// those that detain first.
var LegalStatuses = []LegalStatus{
	"2", "3", "4", "35", "36", "37", "37/41", "38", "44", "45A", "46", "47", "47/49", "48", "48/49",
	"informal", "5(2)", "5(4)", "135", "136", "35(4)", "36(3)", "37(4)", "38(4)", "45A(5)",
	"7", "37-guardianship", "CTO", "conditional-discharge",
}

// Detains reports whether the status makes a person liable to be detained in
// the sense of s.125A(1)(a). Status 4 does so only once its second medical
// recommendation was received: the caller looks at that day.
func (s LegalStatus) Detains() bool {
	switch s {
	case "2", "3", "4", "35", "36", "37", "37/41", "38", "44", "45A", "46", "47", "47/49", "48", "48/49":
		return true
	}
	return false
}

// ConsentTo is what a decision on consent is about.
type ConsentTo string

const (
	ToRegister ConsentTo = "register"
	ToReviews  ConsentTo = "reviews"
	ToReview   ConsentTo = "review"
)

var ConsentTos = []ConsentTo{ToRegister, ToReviews, ToReview}

// ConsentDecision is what was decided.
type ConsentDecision string

const (
	Given     ConsentDecision = "given"
	Refused   ConsentDecision = "refused"
	Withdrawn ConsentDecision = "withdrawn"
)

var ConsentDecisions = []ConsentDecision{Given, Refused, Withdrawn}

// ConsentBasis is who decided, and by what right.
type ConsentBasis string

const (
	Own           ConsentBasis = "own"
	Parent        ConsentBasis = "parent"
	BestInterests ConsentBasis = "best-interests"
)

var ConsentBases = []ConsentBasis{Own, Parent, BestInterests}

// Setting is where a review was held.
type Setting string

const (
	Community Setting = "community"
	Inpatient Setting = "inpatient"
)

var Settings = []Setting{Community, Inpatient}

// PlanStatus is that of an education, health and care plan.
type PlanStatus string

const (
	Maintained PlanStatus = "maintained"
	Ceased     PlanStatus = "ceased"
)

var PlanStatuses = []PlanStatus{Maintained, Ceased}

// KeyworkerStatus says how far a keyworker has been found.
type KeyworkerStatus string

const (
	KeyworkerReferred KeyworkerStatus = "referred"
	KeyworkerNamed    KeyworkerStatus = "named"
)

var KeyworkerStatuses = []KeyworkerStatus{KeyworkerReferred, KeyworkerNamed}

// ReferredBy is who made a referral.
type ReferredBy string

const (
	BySelf         ReferredBy = "self"
	ByFamily       ReferredBy = "family"
	ByProfessional ReferredBy = "professional"
)

var ReferredBys = []ReferredBy{BySelf, ByFamily, ByProfessional}

// Outcome of a referral (accepted, declined) or of a request for a review
// (go-ahead, declined).
type Outcome string

const (
	Accepted Outcome = "accepted"
	Declined Outcome = "declined"
	GoAhead  Outcome = "go-ahead"
)

var (
	ReferralOutcomes = []Outcome{Accepted, Declined}
	RequestOutcomes  = []Outcome{GoAhead, Declined}
)

// Recipient is someone a review's report is sent to.
type Recipient string

const (
	ToPerson                Recipient = "person"
	ToAttendees             Recipient = "attendees"
	ToResponsibleCommission Recipient = "responsible-commissioner"
	ToResponsibleClinician  Recipient = "responsible-clinician"
	ToAftercareICB          Recipient = "aftercare-icb"
	ToLocalAuthority        Recipient = "local-authority"
)

var Recipients = []Recipient{ToPerson, ToAttendees, ToResponsibleCommission, ToResponsibleClinician, ToAftercareICB, ToLocalAuthority}
