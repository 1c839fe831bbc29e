package sheet

import (
	"crypto/sha256"
	"encoding/base64"
	"io"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// State is what is to be done with a person's line.
type State string

const (
	Ready     State = "ready"
	Attention State = "attention" // somebody must decide
)

// Place is a row of a sheet, by the sheet's own row number.
type Place struct {
	Sheet string `json:"sheet"`
	Row   int    `json:"row"`
}

// Row is one person's line as read. A value that the line does not have, or
// that could not be read, is zero; what it was stands in Original, and if it
// could not be read in Problems or Unread.
type Row struct {
	Place
	State State `json:"state"`

	GivenName     string     `json:"given_name,omitempty"`
	FamilyName    string     `json:"family_name,omitempty"`
	PreferredName string     `json:"preferred_name,omitempty"`
	Pronouns      string     `json:"pronouns,omitempty"`
	BirthDate     civil.Date `json:"birth_date,omitzero"`
	NHSNumber     string     `json:"nhs_number,omitempty"` // ten digits, checked
	LocalID       string     `json:"local_id,omitempty"`
	Gender        string     `json:"gender,omitempty"`
	Ethnicity     string     `json:"ethnicity,omitempty"`
	Language      string     `json:"language,omitempty"`
	Communication string     `json:"communication,omitempty"`

	Address        string `json:"address,omitempty"`
	Postcode       string `json:"postcode,omitempty"`
	LocalAuthority string `json:"local_authority,omitempty"`
	GP             string `json:"gp,omitempty"`
	Phone          string `json:"phone,omitempty"`
	Email          string `json:"email,omitempty"`

	Conditions []ConditionRead     `json:"conditions,omitempty"`
	EHCPlan    casefile.PlanStatus `json:"ehc_plan,omitempty"`

	ReferredOn civil.Date      `json:"referred_on,omitzero"`
	ReferredBy string          `json:"referred_by,omitempty"`
	JoinedOn   civil.Date      `json:"joined_on,omitzero"`
	LeftOn     civil.Date      `json:"left_on,omitzero"`
	Rating     casefile.Rating `json:"rating,omitempty"`
	RatingOn   civil.Date      `json:"rating_on,omitzero"`
	Consent    *ConsentRead    `json:"consent,omitempty"` // its On falls back on ConsentOn
	ConsentOn  civil.Date      `json:"consent_on,omitzero"`

	// Inpatient is what a column of settings says, or what the rating (blue) or
	// a ward shows.
	Inpatient        bool                 `json:"inpatient,omitempty"`
	Hospital         string               `json:"hospital,omitempty"`
	Ward             string               `json:"ward,omitempty"`
	Security         casefile.Security    `json:"security,omitempty"`
	LegalStatus      casefile.LegalStatus `json:"legal_status,omitempty"`
	OutOfArea        bool                 `json:"out_of_area,omitempty"`
	AdmittedOn       civil.Date           `json:"admitted_on,omitzero"`
	PlannedDischarge civil.Date           `json:"planned_discharge,omitzero"`
	DischargedOn     civil.Date           `json:"discharged_on,omitzero"`

	LastReviewOn   civil.Date `json:"last_review_on,omitzero"`
	LastReviewType ReviewType `json:"last_review_type,omitempty"`
	NextReviewDue  civil.Date `json:"next_review_due,omitzero"`

	Coordinator   string `json:"coordinator,omitempty"`
	Keyworker     string `json:"keyworker,omitempty"`
	SocialWorker  string `json:"social_worker,omitempty"`
	Advocate      string `json:"advocate,omitempty"`
	SupportNeeded string `json:"support_needed,omitempty"`
	Notes         string `json:"notes,omitempty"`

	// Original is the whole line as it stood, blank cells left out.
	Original []casefile.Cell `json:"original"`
	Problems []Problem       `json:"problems,omitempty"`
	Unread   []Unread        `json:"unread,omitempty"`

	// SameAs is the earlier line in the file that is this person's too.
	// InRegister is the case of the register that is this person's.
	// Similar are lines with the same name and date of birth and another valid
	// NHS number: two people, unless one number is wrong.
	SameAs     *Place  `json:"same_as,omitempty"`
	InRegister string  `json:"in_register,omitempty"`
	Similar    []Place `json:"similar,omitempty"`
}

// Code names a kind of problem. There are no others.
type Code string

const (
	NHSNumberInvalid    Code = "nhs-number-invalid"
	NHSNumberMissing    Code = "nhs-number-missing"
	BirthDateMissing    Code = "birth-date-missing"
	DateUnreadable      Code = "date-unreadable"
	RatingUnknown       Code = "rating-unknown"
	DuplicateInFile     Code = "duplicate-in-file"
	DuplicateInRegister Code = "duplicate-in-register"
)

// Problem is something in a line that somebody must decide about. Column is
// the heading of the column, "" if the file has no such column.
type Problem struct {
	Place
	Column  string `json:"column"`
	Value   string `json:"value"`
	Code    Code   `json:"code"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

// Unread is a value that could not be taken over and is no problem that holds
// the line up: it is flagged on the person.
type Unread struct {
	Column  string `json:"column"`
	Value   string `json:"value"`
	Message string `json:"message"`
}

// Key is a fingerprint of what the line says, wherever it stands: the same
// line has it in the same file again, and in any other.
func (r *Row) Key() string {
	h := sha256.New()
	for _, c := range r.Original {
		io.WriteString(h, c.Column)
		h.Write([]byte{0})
		io.WriteString(h, collapse(c.Value))
		h.Write([]byte{1})
	}
	// A sheet or a heading may say what no cell does.
	io.WriteString(h, string(r.Rating))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:18])
}

// PersonKey is the key by which the line's person is told from others where
// there is no NHS number.
func (r *Row) PersonKey() PersonKey { return KeyOf(r.GivenName, r.FamilyName, r.BirthDate) }
