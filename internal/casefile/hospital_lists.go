package casefile

// The lists of the Assuring Transformation return that are chosen from in the
// record. Their national codes are data of package assuring: a list may be
// longer than its codes, and codes change without a record changing.

// Answer is yes, no or not known; "" is not asked.
type Answer string

const (
	AnswerYes      Answer = "yes"
	AnswerNo       Answer = "no"
	AnswerNotKnown Answer = "not-known"
)

var answers = wordList[Answer]{{AnswerYes, "Yes"}, {AnswerNo, "No"}, {AnswerNotKnown, "Not known"}}

// Answers lists them.
var Answers = answers.values()

// Word is the answer as people read it.
func (a Answer) Word() string { return answers.word(a) }

// Planning says whether an admission was planned.
type Planning string

var plannings = wordList[Planning]{{"planned", "Planned"}, {"unplanned", "Not planned"}, {"not-known", "Not known"}}

// Plannings lists them.
var Plannings = plannings.values()

func (p Planning) Word() string { return plannings.word(p) }

// AdmissionSource is where somebody was before they were admitted.
type AdmissionSource string

var admissionSources = wordList[AdmissionSource]{
	{"usual-residence", "Where they usually live"},
	{"temporary-residence", "Where they stayed for a time"},
	{"justice", "Prison, court or police station"},
	{"high-security", "NHS hospital of high security"},
	{"general-hospital", "NHS general hospital or A&E"},
	{"mental-health-ward", "NHS ward for mental health or learning disability"},
	{"nhs-care-home", "NHS care home"},
	{"council-residential", "Council residential accommodation"},
	{"foster-care", "Council foster care"},
	{"care-home", "Care home that is not NHS"},
	{"other-hospital", "Hospital that is not NHS"},
	{"hospice", "Hospice that is not NHS"},
}

// AdmissionSources lists them.
var AdmissionSources = admissionSources.values()

func (s AdmissionSource) Word() string { return admissionSources.word(s) }

// AdmissionType says whether somebody was in such a hospital before.
type AdmissionType string

const (
	FirstAdmission AdmissionType = "first"
	Readmission    AdmissionType = "readmission"
	Transferred    AdmissionType = "transfer"
)

var admissionTypes = wordList[AdmissionType]{
	{FirstAdmission, "The first time in a mental health hospital"}, {Readmission, "In again: they were in one before and went home"},
	{Transferred, "From another mental health hospital, without a day at home"},
}

// AdmissionTypes lists them.
var AdmissionTypes = admissionTypes.values()

func (t AdmissionType) Word() string { return admissionTypes.word(t) }

// AdmissionReason is one thing that led to an admission.
type AdmissionReason string

var admissionReasons = wordList[AdmissionReason]{
	{"mental-disorder", "Mental disorder"}, {"harm-to-self", "Harm to self"}, {"suicidal-ideation", "Thoughts of suicide"},
	{"harm-to-others", "Harm to others"}, {"eating-disorder", "Eating disorder"}, {"offending", "Offending behaviour"},
}

// AdmissionReasons lists them.
var AdmissionReasons = admissionReasons.values()

func (r AdmissionReason) Word() string { return admissionReasons.word(r) }

// Diagnosis is one that somebody had on admission besides autism and a learning
// disability, which the record has by themselves.
type Diagnosis string

// DiagnosisNotKnown says that nobody knows if there is another.
const DiagnosisNotKnown Diagnosis = "not-known"

var diagnoses = wordList[Diagnosis]{
	{"eating-disorder", "Eating disorder"}, {"personality-disorder", "Personality disorder"}, {"physical", "Physical illness or disability"},
	{"mental-illness", "Mental illness"}, {"adhd", "ADHD"}, {"dementia", "Dementia"}, {"other", "Another diagnosis"}, {DiagnosisNotKnown, "Not known"},
}

// Diagnoses lists them.
var Diagnoses = diagnoses.values()

func (d Diagnosis) Word() string { return diagnoses.word(d) }

// WardKind is what a ward is for.
type WardKind string

var wardKinds = wordList[WardKind]{
	{"secure-forensic", "Secure forensic"}, {"acute-learning-disability", "Acute, in a unit for learning disability"},
	{"acute-mental-health", "Acute, in general mental health"}, {"forensic-rehabilitation", "Forensic rehabilitation"},
	{"continuing-care", "Complex continuing care or rehabilitation"}, {"other-specialist", "Another specialist ward, neuropsychiatric included"}, {"other", "Another ward"},
}

// WardKinds lists them.
var WardKinds = wardKinds.values()

func (k WardKind) Word() string { return wardKinds.word(k) }

// BedKind is the kind of bed that a ward has.
type BedKind string

var bedKinds = wordList[BedKind]{
	{"acute-adult", "Acute, adult"}, {"acute-older", "Acute, older people"}, {"picu", "Psychiatric intensive care"}, {"eating-disorder", "Eating disorder"},
	{"mother-and-baby", "Mother and baby"}, {"learning-disability", "Learning disability"}, {"low-secure", "Low secure"},
	{"high-dependency-rehabilitation", "High dependency rehabilitation"}, {"long-term-rehabilitation", "Long-term rehabilitation"},
	{"medium-secure", "Medium secure"}, {"high-secure", "High secure"}, {"neuro", "Neuropsychiatry or acquired brain injury"},
	{"personality-disorder", "Adult personality disorder"}, {"deaf", "Adult mental health for deaf people"}, {"children", "Children and young people (CAMHS)"},
}

// BedKinds lists them.
var BedKinds = bedKinds.values()

func (k BedKind) Word() string { return bedKinds.word(k) }

// OutOfAreaReason is why somebody is in a hospital out of their area.
type OutOfAreaReason string

var outOfAreaReasons = wordList[OutOfAreaReason]{
	{"no-local-specialist-bed", "No specialist bed near home"}, {"more-specialist", "A more specialist service"}, {"closer-to-family", "Closer to family"},
	{"school", "Where their school is"}, {"no-local-bed", "No bed near home"}, {"safeguarding", "Safeguarding"},
	{"offending-restriction", "A restriction because of an offence"}, {"choice", "Their choice"}, {"other", "Another reason"},
}

// OutOfAreaReasons lists them.
var OutOfAreaReasons = outOfAreaReasons.values()

func (r OutOfAreaReason) Word() string { return outOfAreaReasons.word(r) }

// ReviewBefore is what was held in the community before an admission.
type ReviewBefore string

const (
	ReviewWasHeld ReviewBefore = "review" // a community C(E)TR
	LAEPWasHeld   ReviewBefore = "laep"   // the local area emergency protocol, and no C(E)TR
	NoneWasHeld   ReviewBefore = "none"
)

var reviewsBefore = wordList[ReviewBefore]{
	{ReviewWasHeld, "Yes, a community C(E)TR"}, {LAEPWasHeld, "No C(E)TR, but the local area emergency protocol (LAEP)"}, {NoneWasHeld, "Neither"},
}

// ReviewsBefore lists them.
var ReviewsBefore = reviewsBefore.values()

func (b ReviewBefore) Word() string { return reviewsBefore.word(b) }

// LegalDetail says of a legal status what the return asks for beyond the
// section.
type LegalDetail string

var legalDetails = wordList[LegalDetail]{
	{"45A-limitation", "Section 45A, with a limitation direction in force"}, {"45A-limitation-ended", "Section 45A, the limitation direction has ended"},
	{"cpia", "Criminal Procedure (Insanity) Act 1964"}, {"other", "Another Act or order"},
}

// LegalDetails lists them.
var LegalDetails = legalDetails.values()

func (d LegalDetail) Word() string { return legalDetails.word(d) }

// LeaveKind is a kind of leave from hospital.
type LeaveKind string

// ExtendedLeave is leave of more than some nights, with the bed kept.
const ExtendedLeave LeaveKind = "extended"

var leaveKinds = wordList[LeaveKind]{
	{"escorted", "In the day, escorted"}, {"unescorted", "In the day, not escorted"}, {"overnight", "Overnight"}, {ExtendedLeave, "Extended leave"},
}

// LeaveKinds lists them.
var LeaveKinds = leaveKinds.values()

func (k LeaveKind) Word() string { return leaveKinds.word(k) }

// SegregationForm is how somebody is kept apart from others.
type SegregationForm string

const (
	Seclusion           SegregationForm = "seclusion"
	LongTermSegregation SegregationForm = "long-term-segregation"
)

var segregationForms = wordList[SegregationForm]{{Seclusion, "Seclusion"}, {LongTermSegregation, "Long-term segregation"}}

// SegregationForms lists them.
var SegregationForms = segregationForms.values()

func (f SegregationForm) Word() string { return segregationForms.word(f) }

// AdvocateKind is what kind of advocate somebody has in hospital.
type AdvocateKind string

// NoAdvocate is none, with its reason.
const NoAdvocate AdvocateKind = "none"

var advocateKinds = wordList[AdvocateKind]{
	{"imha", "Independent mental health advocate (IMHA)"}, {"imca", "Independent mental capacity advocate (IMCA)"}, {"independent", "Another independent advocate"},
	{"family", "Someone of the family"}, {"non-instructed", "Non-instructed advocate"}, {NoAdvocate, "No advocate"},
}

// AdvocateKinds lists them.
var AdvocateKinds = advocateKinds.values()

func (k AdvocateKind) Word() string { return advocateKinds.word(k) }

// NoticeParty is one who is told that somebody is in a hospital that the
// regulator rates inadequate.
type NoticeParty string

// NoticeHost is told where the hospital is out of area.
const NoticeHost NoticeParty = "host-commissioner"

var noticeParties = wordList[NoticeParty]{
	{"person", "The person"}, {"family", "Family or carers"}, {"chief-executive", "Chief executive of the integrated care board"},
	{"region", "NHS England region"}, {NoticeHost, "Host commissioner"}, {"quality-board", "Quality board of the integrated care board"},
}

// NoticeParties lists them.
var NoticeParties = noticeParties.values()

func (p NoticeParty) Word() string { return noticeParties.word(p) }

// FamilyInvolvement says whether family are involved in the care plan.
type FamilyInvolvement string

var familyInvolvements = wordList[FamilyInvolvement]{
	{"yes", "Yes"}, {"person-asked", "No, the person asked that they are not"}, {"restricted", "No, their access is restricted"},
	{"not-involved", "No, there is family but none is involved"}, {"no-family", "There is no family living"}, {"not-known", "Not known"},
}

// FamilyInvolvements lists them.
var FamilyInvolvements = familyInvolvements.values()

func (i FamilyInvolvement) Word() string { return familyInvolvements.word(i) }

// Destination is where somebody is to live, or went, after hospital.
type Destination string

// AnotherWard is one in another hospital, or another of the same.
const AnotherWard Destination = "another-ward"

var destinations = wordList[Destination]{
	{"independent-living", "Their own home"}, {"supported-housing", "Supported housing"}, {"family-home", "Family home"},
	{"residential-care", "Residential care"}, {"residential-school", "Residential school or college"}, {AnotherWard, "Another mental health ward"},
	{"general-hospital", "General hospital"}, {"prison", "Prison"}, {"other", "Somewhere else"}, {"none-planned", "None is planned yet"},
}

// Destinations lists them.
var Destinations = destinations.values()

func (d Destination) Word() string { return destinations.word(d) }

// PlanState is how far the plan to leave hospital is.
type PlanState string

var planStates = wordList[PlanState]{
	{"treatment-no-plan", "In active treatment, with no plan to leave yet"}, {"treatment-working", "In active treatment, and working towards leaving"},
	{"delayed-no-option", "Ready to leave, and nowhere to go"}, {"legal-restriction", "Cannot leave because of a legal restriction"},
}

// PlanStates lists them.
var PlanStates = planStates.values()

func (s PlanState) Word() string { return planStates.word(s) }

// Readiness is what the latest review in hospital found about leaving.
type Readiness string

const (
	ReviewRefused       Readiness = "refused"
	ReviewNotApplicable Readiness = "not-applicable"
)

var readinesses = wordList[Readiness]{
	{"not-dischargeable", "Cannot leave: behaviour that is a risk, or mental illness"}, {"needs-bed", "Not ready: needs a hospital bed"},
	{"ready-no-plan", "Ready, with no plan"}, {"ready-no-date", "Ready, with a plan and no date"}, {"ready-1-month", "Ready, with a date within a month"},
	{"ready-3-months", "Ready, with a date in 2 to 3 months"}, {"ready-6-months", "Ready, with a date in 4 to 6 months"},
	{ReviewRefused, "The person refused the review"}, {ReviewNotApplicable, "Not applicable"},
}

// Readinesses lists them.
var Readinesses = readinesses.values()

func (r Readiness) Word() string { return readinesses.word(r) }

// DelayCode is why somebody who could leave hospital has not left.
type DelayCode string

var delayCodes = wordList[DelayCode]{
	{"no-health-funding", "No agreed health funding"}, {"no-social-funding", "No agreed social care funding"}, {"awaiting-non-acute", "Waiting for other NHS care, which does not need a hospital for urgent illness"},
	{"awaiting-residential", "Waiting for a residential home"}, {"awaiting-nursing", "Waiting for a nursing home"}, {"awaiting-home-package", "Waiting for a care package at home"},
	{"awaiting-equipment", "Waiting for equipment or adaptations"}, {"choice", "The person’s or family’s choice"},
	{"lack-health", "No local health service"}, {"lack-social-care", "No local social care"}, {"lack-housing", "No local housing"}, {"other", "Another reason"},
}

// DelayCodes lists them.
var DelayCodes = delayCodes.values()

func (d DelayCode) Word() string { return delayCodes.word(d) }

var nationalDelays = wordList[DelayCode]{
	{"no-health-funding", "No agreed health funding"}, {"no-social-funding", "No agreed social funding"}, {"awaiting-non-acute", "Awaiting non-acute NHS care"},
	{"awaiting-residential", "Awaiting residential home"}, {"awaiting-nursing", "Awaiting nursing home"}, {"awaiting-home-package", "Awaiting care package in own home"},
	{"awaiting-equipment", "Awaiting equipment or adaptations"}, {"choice", "Patient or family choice"}, {"lack-health", "Lack of local health service"},
	{"lack-social-care", "Lack of local social care"}, {"lack-housing", "Lack of local housing"}, {"other", "Other"},
}

// National is what the national return calls it.
func (d DelayCode) National() string { return nationalDelays.word(d) }

// DischargeParty is one whose agreement to the plan to leave hospital is asked.
type DischargeParty string

// FamilyParty is the family or carers.
const FamilyParty DischargeParty = "family"

var dischargeParties = wordList[DischargeParty]{
	{"person", "The person"}, {FamilyParty, "Family or carers"}, {"advocate", "Advocate"}, {"provider-team", "Hospital team"},
	{"local-team", "Community team at home"}, {"commissioner", "Responsible commissioner"},
}

// DischargeParties lists them.
var DischargeParties = dischargeParties.values()

func (p DischargeParty) Word() string { return dischargeParties.word(p) }

// ConditionKind is what must be there before somebody can leave hospital.
type ConditionKind string

var conditionKinds = wordList[ConditionKind]{
	{"housing", "Housing"}, {"package", "Care and support"}, {"funding", "Funding"}, {"team", "A team at home"}, {"legal", "A legal step"}, {"other", "Something else"},
}

// ConditionKinds lists them.
var ConditionKinds = conditionKinds.values()

func (k ConditionKind) Word() string { return conditionKinds.word(k) }

// ConditionProgress is how far such a thing is.
type ConditionProgress string

// ConditionDone is there: it no longer stands in the way.
const (
	ConditionOpen ConditionProgress = "not-begun"
	ConditionDone ConditionProgress = "done"
	ConditionGone ConditionProgress = "not-needed"
)

var conditionProgresses = wordList[ConditionProgress]{
	{ConditionOpen, "Not begun"}, {"in-hand", "In hand"}, {"stuck", "Stuck"}, {ConditionDone, "Done"}, {ConditionGone, "No longer needed"},
}

// ConditionProgresses lists them.
var ConditionProgresses = conditionProgresses.values()

func (p ConditionProgress) Word() string { return conditionProgresses.word(p) }
