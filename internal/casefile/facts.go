// Package casefile is what is known of one person: the kinds of fact that can
// be entered in a case, the Case folded from them, and the decisions that add
// entries. It is pure: no input or output, no clock.
package casefile

import (
	"encoding/json"
	"fmt"

	jsonv2 "github.com/go-json-experiment/json"

	"homeward/internal/civil"
)

// Kind names a kind of fact, in the words of the case file.
type Kind string

// Fact is one thing that was so, or was done, on a day. Each kind is a struct
// of its own; the fields' JSON names are those of homeward.case/1. Fields
// marked omitempty beyond those of the case file belong to the record alone.
type Fact interface{ Kind() Kind }

// Entry is a fact with the day it was so and the words written with it.
type Entry struct {
	On   civil.Date
	Fact Fact
	Note string // why, or in what circumstances, in the recorder's words
}

// Facts that the clock reads: the kinds of homeward.case/1.
type (
	// Condition says what is known of one condition from this day.
	Condition struct {
		Condition ConditionName   `json:"condition"`
		Status    ConditionStatus `json:"status"`
	}
	// EHCPlan says whether an education, health and care plan is maintained
	// (Children and Families Act 2014 s.37).
	EHCPlan struct {
		Status PlanStatus `json:"status"`
	}
	// Referral to the register.
	Referral struct {
		ID   string       `json:"id"` // the reference that whoever referred has
		By   ReferredBy   `json:"by"`
		Form ReferralForm `json:"form,omitzero"`
		// CameFrom is the case that was opened for it, where it was found that the
		// register knew the person.
		CameFrom string `json:"came_from,omitempty"`
	}
	ReferralAcknowledged struct {
		Referral string  `json:"referral"`
		How      TellHow `json:"how,omitempty"`
	}
	// ReferralDecision is against a version of the published criteria.
	ReferralDecision struct {
		Referral    string          `json:"referral"`
		Outcome     Outcome         `json:"outcome"`
		Reason      string          `json:"reason,omitempty"`
		Signposting string          `json:"signposting,omitempty"` // where to go instead
		Criteria    int             `json:"criteria,omitempty"`
		Marks       []CriterionMark `json:"marks,omitempty"`
		// NotWhole is why it was decided without a whole panel; see
		// ReferralScreened.Lacks. Its name in the record is from when it was about
		// the expert by experience alone.
		NotWhole string `json:"no_expert,omitempty"`
	}
	// OutcomeTold says that the person was told what was decided, or who speaks
	// for them. Who else was told alone is an OtherTelling.
	OutcomeTold struct {
		Referral string     `json:"referral"`
		To       []ToldWhom `json:"to,omitempty"`
		How      TellHow    `json:"how,omitempty"`
	}
	ReferralWithdrawn struct {
		Referral string `json:"referral"`
		By       string `json:"by,omitempty"`
	}
	// Consent to being on the register, to reviews, or to one review.
	Consent struct {
		To       ConsentTo       `json:"to"`
		Review   string          `json:"review,omitempty"`
		Decision ConsentDecision `json:"decision"`
		Basis    ConsentBasis    `json:"basis"`
		ConsentRecord
	}
	// Rated is the colour a person was given, with what led to it.
	Rated struct {
		Rating      Rating   `json:"rating"`
		Factors     []string `json:"factors,omitempty"`
		HowSoon     string   `json:"how_soon,omitempty"`
		WouldChange string   `json:"would_change,omitempty"`
		Actions     []string `json:"actions,omitempty"` // what the colour obliges to here
		Checked     *Checked `json:"checklist,omitempty"`
		Own         string   `json:"own,omitempty"` // what the person says about it, in their own words
	}
	JoinedRegister struct{}
	LeftRegister   struct {
		Reason string `json:"reason,omitempty"`
		LeaveRecord
	}
	MovedOut struct {
		MoveRecord
	}
	Died struct{}
	// Meeting is a multi-agency discussion of this person. What it decided
	// follows it in the record, as many entries as With says.
	Meeting struct {
		ID      string `json:"id,omitempty"`      // of this discussion
		Meeting string `json:"meeting,omitempty"` // at which it was
		Series  string `json:"series,omitempty"`  // what that meeting is called
		With    int    `json:"with,omitempty"`
		Own     string `json:"own,omitempty"` // what the person says about it, in their own words
	}
	Keyworker struct {
		Status KeyworkerStatus `json:"status"`
		Name   string          `json:"name,omitempty"`
		Reach
	}
	// Admission to a mental health hospital. Hospital is the code of the
	// organisation or, where none is known, its name.
	Admission struct {
		Hospital             string      `json:"hospital"`
		Ward                 string      `json:"ward"`
		Security             Security    `json:"security"`
		LegalStatus          LegalStatus `json:"legal_status"`
		SecondRecommendation civil.Date  `json:"second_recommendation,omitzero"`
		OutOfArea            bool        `json:"out_of_area"`
		PlaceDetails
		AdmissionDetails
		LegalTerms
	}
	// LegalStatusChange is a status in hospital, or an order under which somebody
	// lives at home. An order that ends there leaves them informal.
	LegalStatusChange struct {
		LegalStatus          LegalStatus `json:"legal_status"`
		SecondRecommendation civil.Date  `json:"second_recommendation,omitzero"`
		Ended                LegalStatus `json:"ended,omitempty"`   // the order at home that it ends
		GoesOn               bool        `json:"goes_on,omitempty"` // the order at home of before the stay, since when it was
		LegalTerms
	}
	// WardMove is a move within a stay, to another ward or another hospital.
	WardMove struct {
		Hospital  string   `json:"hospital"`
		Ward      string   `json:"ward"`
		Security  Security `json:"security"`
		OutOfArea bool     `json:"out_of_area"`
		PlaceDetails
	}
	Discharge struct {
		Destination string      `json:"destination,omitempty"` // in words
		To          Destination `json:"to,omitempty"`
	}
	OversightVisit struct {
		VisitDetails
	}
	// LAEP is the local area emergency protocol. It never counts as a review.
	LAEP            struct{}
	ReviewRequested struct {
		ID string `json:"id"`
	}
	ReviewDecision struct {
		Request string  `json:"request"`
		Outcome Outcome `json:"outcome"`
	}
	ReviewArranged struct {
		ID      string     `json:"id"`
		For     civil.Date `json:"for"`
		Setting Setting    `json:"setting"`
	}
	ReviewCancelled struct {
		ID string `json:"id"`
	}
	PackSent struct {
		Review string `json:"review"`
	}
	// ReviewHeld is a care (education) and treatment review that took place.
	// Earlier marks one that was held before this record began, as a register
	// that was brought in lists it: whether its report was sent and the rating
	// looked at is not known, and is not asked for. A case file has no such mark.
	ReviewHeld struct {
		ID      string  `json:"id"`
		Setting Setting `json:"setting"`
		Earlier bool    `json:"earlier,omitempty"`
	}
	ReportSent struct {
		Review     string      `json:"review"`
		To         []Recipient `json:"to"`
		PreparedBy Recipient   `json:"prepared_by,omitempty"`
	}
	Action struct {
		ID    string     `json:"id"`
		Due   civil.Date `json:"due,omitzero"`
		Text  string     `json:"text,omitempty"`
		Owner string     `json:"owner,omitempty"`
		// Organisation is whose the owner acts for, and Meeting where it was agreed.
		Organisation string `json:"organisation,omitempty"`
		Meeting      string `json:"meeting,omitempty"`
	}
	ActionDone struct {
		Action string `json:"action"`
	}
	ActionNotFollowed struct {
		Action string `json:"action"`
		Reason string `json:"reason"`
	}
	ActionCancelled struct {
		Action string `json:"action"`
	}
	SupportNeed struct {
		ID       string     `json:"id"`
		WantedBy civil.Date `json:"wanted_by,omitzero"`
		Text     string     `json:"text,omitempty"`

		Category SupportCategory `json:"category,omitempty"`
		Provider string          `json:"provider,omitempty"` // who is to give it
		Funding  Funding         `json:"funding,omitempty"`
	}
	SupportStarted struct {
		Need     string  `json:"need"`
		Provider string  `json:"provider,omitempty"` // where it is another than before
		Funding  Funding `json:"funding,omitempty"`
	}
	SupportWithdrawn struct {
		Need string `json:"need"`
	}
)

// Facts that the record alone holds; the clock passes them over.
type (
	// Details is who the person is. Each entry is whole: the latest stands.
	Details struct {
		GivenName     string     `json:"given_name,omitempty"`
		FamilyName    string     `json:"family_name,omitempty"`
		PreferredName string     `json:"preferred_name,omitempty"`
		Pronouns      string     `json:"pronouns,omitempty"`
		NHSNumber     string     `json:"nhs_number,omitempty"` // ten digits, checked
		BirthDate     civil.Date `json:"birth_date,omitzero"`
		Gender        string     `json:"gender,omitempty"`
		Ethnicity     string     `json:"ethnicity,omitempty"`
		Language      string     `json:"language,omitempty"`
		Communication string     `json:"communication,omitempty"` // needs and reasonable adjustments
		LocalID       string     `json:"local_id,omitempty"`
	}
	Address struct {
		Lines    string `json:"lines,omitempty"`
		Postcode string `json:"postcode,omitempty"`
	}
	// LocalAuthority is that of ordinary residence (s.125D(2)).
	LocalAuthority struct {
		Name string `json:"name"`
	}
	GP struct {
		Practice string `json:"practice"`
	}
	// Contact is someone in the person's life or care.
	Contact struct {
		ID           string `json:"id"`
		Role         string `json:"role"`
		Name         string `json:"name"`
		Organisation string `json:"organisation,omitempty"`
		Phone        string `json:"phone,omitempty"`
		Email        string `json:"email,omitempty"`
	}
	ContactEnded struct {
		Contact string `json:"contact"`
	}
	// Coordinator is who holds the case.
	Coordinator struct {
		Name string `json:"name"`
	}
	// Note has its words in the entry's Note.
	Note struct{}
	// PlannedDischarge is the day the person is expected to go home; zero where
	// the day that was planned was given up.
	PlannedDischarge struct {
		Day civil.Date `json:"day"`
	}
	// Imported keeps the line of a spreadsheet as it stood, and what of it
	// could not be read or was missing.
	Imported struct {
		Import string `json:"import"`
		File   string `json:"file"`
		Sheet  string `json:"sheet"`
		Row    int    `json:"row"`
		Key    string `json:"key"`
		Cells  []Cell `json:"cells"`
		Flags  []Flag `json:"flags,omitempty"`
		Undone bool   `json:"undone,omitempty"`
	}
	// FlagCleared says that what Imported flagged has been seen to.
	FlagCleared struct {
		Flag string `json:"flag"` // Flag.ID
	}
	// EnteredInError strikes out another entry of the same case. The reason is
	// in the entry's Note.
	EnteredInError struct {
		Entry   int `json:"entry"`             // its sequence number
		Instead int `json:"instead,omitempty"` // that of the entry that says the same of the right day; 0 without one
	}
)

// Cell is one cell of an imported line, under its column's heading.
type Cell struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// Flag is something about a person that needs attention.
type Flag struct {
	ID      string `json:"id"`   // unique within the case
	Code    string `json:"code"` // nhs-number-missing, date-unreadable, ...
	Column  string `json:"column,omitempty"`
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
}

func (Condition) Kind() Kind            { return "condition" }
func (EHCPlan) Kind() Kind              { return "ehc-plan" }
func (Referral) Kind() Kind             { return "referral" }
func (ReferralAcknowledged) Kind() Kind { return "referral-acknowledged" }
func (ReferralDecision) Kind() Kind     { return "referral-decision" }
func (OutcomeTold) Kind() Kind          { return "outcome-told" }
func (ReferralWithdrawn) Kind() Kind    { return "referral-withdrawn" }
func (Consent) Kind() Kind              { return "consent" }
func (Rated) Kind() Kind                { return "rating" }
func (JoinedRegister) Kind() Kind       { return "joined-register" }
func (LeftRegister) Kind() Kind         { return "left-register" }
func (MovedOut) Kind() Kind             { return "moved-out" }
func (Died) Kind() Kind                 { return "died" }
func (Meeting) Kind() Kind              { return "meeting" }
func (Keyworker) Kind() Kind            { return "keyworker" }
func (Admission) Kind() Kind            { return "admission" }
func (LegalStatusChange) Kind() Kind    { return "legal-status" }
func (WardMove) Kind() Kind             { return "ward-move" }
func (Discharge) Kind() Kind            { return "discharge" }
func (OversightVisit) Kind() Kind       { return "oversight-visit" }
func (LAEP) Kind() Kind                 { return "laep" }
func (ReviewRequested) Kind() Kind      { return "review-requested" }
func (ReviewDecision) Kind() Kind       { return "review-decision" }
func (ReviewArranged) Kind() Kind       { return "review-arranged" }
func (ReviewCancelled) Kind() Kind      { return "review-cancelled" }
func (PackSent) Kind() Kind             { return "pack-sent" }
func (ReviewHeld) Kind() Kind           { return "review-held" }
func (ReportSent) Kind() Kind           { return "report-sent" }
func (Action) Kind() Kind               { return "action" }
func (ActionDone) Kind() Kind           { return "action-done" }
func (ActionNotFollowed) Kind() Kind    { return "action-not-followed" }
func (ActionCancelled) Kind() Kind      { return "action-cancelled" }
func (SupportNeed) Kind() Kind          { return "support-need" }
func (SupportStarted) Kind() Kind       { return "support-started" }
func (SupportWithdrawn) Kind() Kind     { return "support-withdrawn" }

func (Details) Kind() Kind          { return "details" }
func (Address) Kind() Kind          { return "address" }
func (LocalAuthority) Kind() Kind   { return "local-authority" }
func (GP) Kind() Kind               { return "gp" }
func (Contact) Kind() Kind          { return "contact" }
func (ContactEnded) Kind() Kind     { return "contact-ended" }
func (Coordinator) Kind() Kind      { return "coordinator" }
func (Note) Kind() Kind             { return "note" }
func (PlannedDischarge) Kind() Kind { return "planned-discharge" }
func (Imported) Kind() Kind         { return "imported" }
func (FlagCleared) Kind() Kind      { return "flag-cleared" }
func (EnteredInError) Kind() Kind   { return "entered-in-error" }

var decoders = map[Kind]func([]byte) (Fact, error){}

func register[F Fact]() {
	var zero F
	decoders[zero.Kind()] = func(b []byte) (Fact, error) {
		var f F
		err := jsonv2.Unmarshal(b, &f) // in half the time of encoding/json
		return f, err
	}
}

func init() {
	register[Condition]()
	register[EHCPlan]()
	register[Referral]()
	register[ReferralAcknowledged]()
	register[ReferralDecision]()
	register[OutcomeTold]()
	register[ReferralWithdrawn]()
	register[Consent]()
	register[Rated]()
	register[JoinedRegister]()
	register[LeftRegister]()
	register[MovedOut]()
	register[Died]()
	register[Meeting]()
	register[Keyworker]()
	register[Admission]()
	register[LegalStatusChange]()
	register[WardMove]()
	register[Discharge]()
	register[OversightVisit]()
	register[LAEP]()
	register[ReviewRequested]()
	register[ReviewDecision]()
	register[ReviewArranged]()
	register[ReviewCancelled]()
	register[PackSent]()
	register[ReviewHeld]()
	register[ReportSent]()
	register[Action]()
	register[ActionDone]()
	register[ActionNotFollowed]()
	register[ActionCancelled]()
	register[SupportNeed]()
	register[SupportStarted]()
	register[SupportWithdrawn]()
	register[Details]()
	register[Address]()
	register[LocalAuthority]()
	register[GP]()
	register[Contact]()
	register[ContactEnded]()
	register[Coordinator]()
	register[Note]()
	register[PlannedDischarge]()
	register[Imported]()
	register[FlagCleared]()
	register[MissedDate]()
	register[RatingAction]()
	register[EarlySign]()
	register[SuggestionAnswered]()
	register[HandedOver]()
	register[Flagged]()
	register[EnteredInError]()
}

// EncodeFact writes a fact as the record stores it.
func EncodeFact(f Fact) ([]byte, error) { return json.Marshal(f) }

// DecodeFact reads what EncodeFact wrote.
func DecodeFact(kind Kind, body []byte) (Fact, error) {
	decode, ok := decoders[kind]
	if !ok {
		return nil, fmt.Errorf("%q is not a kind of entry", kind)
	}
	f, err := decode(body)
	if err != nil {
		return nil, fmt.Errorf("entry of kind %s: %w", kind, err)
	}
	return f, nil
}
