package sheet

import "homeward/internal/casefile"

// Field is what a column means. The empty Field is a column without a place
// in the register: its values are kept with the original line.
type Field string

const (
	FamilyName       Field = "family-name"
	GivenName        Field = "given-name"
	FullName         Field = "full-name"
	PreferredName    Field = "preferred-name"
	Pronouns         Field = "pronouns"
	BirthDate        Field = "birth-date"
	BirthDay         Field = "birth-day" // day, month and year in three columns
	BirthMonth       Field = "birth-month"
	BirthYear        Field = "birth-year"
	NHSNumber        Field = "nhs-number"
	LocalID          Field = "local-id"
	Gender           Field = "gender"
	Ethnicity        Field = "ethnicity"
	Language         Field = "language"
	Communication    Field = "communication"
	Address          Field = "address"
	Postcode         Field = "postcode"
	LocalAuthority   Field = "local-authority"
	GP               Field = "gp"
	Phone            Field = "phone"
	Email            Field = "email"
	Condition        Field = "condition"
	HasAutism        Field = "autism"              // a yes or no column
	HasDisability    Field = "learning-disability" // likewise
	ReferredOn       Field = "referred-on"
	ReferredBy       Field = "referred-by"
	JoinedOn         Field = "joined-on"
	LeftOn           Field = "left-on"
	Consent          Field = "consent"
	ConsentDate      Field = "consent-date"
	Rating           Field = "rating"
	RatedRed         Field = "rating-red" // a column for each colour, with a cross or a day in one of them
	RatedAmber       Field = "rating-amber"
	RatedGreen       Field = "rating-green"
	RatedBlue        Field = "rating-blue"
	RatingDate       Field = "rating-date"
	HospitalWard     Field = "hospital-ward"
	Hospital         Field = "hospital"
	Ward             Field = "ward"
	Setting          Field = "setting"
	Security         Field = "security"
	LegalStatus      Field = "legal-status"
	OutOfArea        Field = "out-of-area"
	AdmittedOn       Field = "admitted-on"
	PlannedDischarge Field = "planned-discharge"
	DischargedOn     Field = "discharged-on"
	EHCPlan          Field = "ehc-plan"
	LastReview       Field = "last-review"
	LastReviewType   Field = "last-review-type"
	NextReviewDue    Field = "next-review-due"
	Advocate         Field = "advocate"
	Keyworker        Field = "keyworker"
	SocialWorker     Field = "social-worker"
	SupportNeeded    Field = "support-needed"
	Coordinator      Field = "coordinator"
	Notes            Field = "notes"
)

// FieldInfo names a field for people.
type FieldInfo struct {
	Field Field
	Label string
	Group string
}

// Fields lists every field in the order in which a person would look for it.
var Fields = []FieldInfo{
	{FamilyName, "Family name", "Person"},
	{GivenName, "Given name", "Person"},
	{FullName, "Full name", "Person"},
	{PreferredName, "Preferred name", "Person"},
	{Pronouns, "Pronouns", "Person"},
	{BirthDate, "Date of birth", "Person"},
	{BirthDay, "Date of birth: day", "Person"},
	{BirthMonth, "Date of birth: month", "Person"},
	{BirthYear, "Date of birth: year", "Person"},
	{NHSNumber, "NHS number", "Person"},
	{LocalID, "Local number", "Person"},
	{Gender, "Gender", "Person"},
	{Ethnicity, "Ethnicity", "Person"},
	{Language, "Language", "Person"},
	{Communication, "Communication needs and reasonable adjustments", "Person"},
	{Address, "Address", "Where they live"},
	{Postcode, "Postcode", "Where they live"},
	{LocalAuthority, "Local authority", "Where they live"},
	{GP, "GP practice", "Where they live"},
	{Phone, "Telephone", "Where they live"},
	{Email, "Email", "Where they live"},
	{Condition, "Autism or learning disability", "Diagnosis"},
	{HasAutism, "Autism: yes or no", "Diagnosis"},
	{HasDisability, "Learning disability: yes or no", "Diagnosis"},
	{EHCPlan, "Education, health and care plan", "Diagnosis"},
	{Rating, "Rating", "Register"},
	{RatedRed, "Rating: a mark for red", "Register"},
	{RatedAmber, "Rating: a mark for amber", "Register"},
	{RatedGreen, "Rating: a mark for green", "Register"},
	{RatedBlue, "Rating: a mark for blue", "Register"},
	{RatingDate, "Date of rating", "Register"},
	{ReferredOn, "Date of referral", "Register"},
	{ReferredBy, "Referred by", "Register"},
	{JoinedOn, "Date joined the register", "Register"},
	{LeftOn, "Date left the register", "Register"},
	{Consent, "Consent", "Register"},
	{ConsentDate, "Date of consent", "Register"},
	{Setting, "Community or hospital", "Hospital"},
	{HospitalWard, "Hospital and ward", "Hospital"},
	{Hospital, "Hospital", "Hospital"},
	{Ward, "Ward", "Hospital"},
	{Security, "Ward security", "Hospital"},
	{LegalStatus, "Mental Health Act status", "Hospital"},
	{OutOfArea, "Out of area", "Hospital"},
	{AdmittedOn, "Date of admission", "Hospital"},
	{PlannedDischarge, "Planned discharge date", "Hospital"},
	{DischargedOn, "Date of discharge", "Hospital"},
	{LastReview, "Last C(E)TR", "Reviews"},
	{LastReviewType, "Type of last C(E)TR", "Reviews"},
	{NextReviewDue, "Next C(E)TR due", "Reviews"},
	{Coordinator, "Coordinator", "Support"},
	{Keyworker, "Keyworker", "Support"},
	{SocialWorker, "Social worker", "Support"},
	{Advocate, "Advocate", "Support"},
	{SupportNeeded, "Support needed", "Support"},
	{Notes, "Notes", "Support"},
}

var labels = func() map[Field]string {
	m := make(map[Field]string, len(Fields))
	for _, f := range Fields {
		m[f.Field] = f.Label
	}
	return m
}()

// Label is the field's name for people, "" for a field there is not.
func (f Field) Label() string { return labels[f] }

// Known reports a field that there is; the empty one counts.
func (f Field) Known() bool { return f == "" || labels[f] != "" }

// isDate reports a field whose values are days.
func (f Field) isDate() bool {
	switch f {
	case BirthDate, ReferredOn, JoinedOn, LeftOn, ConsentDate, RatingDate, AdmittedOn, PlannedDischarge, DischargedOn, LastReview, NextReviewDue:
		return true
	}
	return false
}

// Repeats reports a field that several columns may have: their texts are put
// together.
func (f Field) Repeats() bool {
	return f == Notes || f == Address || f == SupportNeeded || f == Communication
}

// markFor is the rating that a mark in a column of the field gives; "" for a
// field of another kind.
func (f Field) markFor() casefile.Rating {
	switch f {
	case RatedRed:
		return casefile.Red
	case RatedAmber:
		return casefile.Amber
	case RatedGreen:
		return casefile.Green
	case RatedBlue:
		return casefile.Blue
	}
	return ""
}

// ofPerson reports a field that a list of people has and a list of staff,
// wards or actions has not.
func (f Field) ofPerson() bool {
	switch f {
	case BirthDate, BirthYear, NHSNumber, Rating, Condition, HasAutism, HasDisability, Consent, LegalStatus, AdmittedOn, ReferredOn, JoinedOn, EHCPlan, LastReview, NextReviewDue:
		return true
	}
	return false
}
