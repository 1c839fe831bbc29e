package clock

import (
	"fmt"
	"strconv"
	"strings"

	"homeward/internal/civil"
)

// Number names one number of one rule, such as the weeks within which an
// adult is reviewed after admission.
type Number uint8

const (
	NoNumber Number = iota // the due day is itself a recorded or a calendar day
	FirstReviewCETR
	FirstReviewCTR
	RepeatReviewWindow
	StatutoryReportWithin
	PostAdmissionAfterCommunityReview
	PostAdmissionUnder18
	PostAdmissionAdult
	PostAdmissionLookback
	PeriodicUnder18
	PeriodicSecure
	PeriodicOther
	HospitalMoveWithin
	SecurityChangeWithin
	NewDiagnosisWithin
	NewDiagnosisAfterDischarge
	DiagnosisExcludedWithin
	RedReviewWithin
	AmberResponseWithin
	KeyworkerWithin
	KeyworkerEndsAt
	RatingAfterReviewWithin
	ReportWithin
	OversightUnder18
	OversightAdult
	ConsentBefore
	DocumentsBefore
	AcknowledgementWithin
	ReferralDecisionWithin
	OutcomeToldWithin
	RegisterReviewRed
	RegisterReviewAmber
	RegisterReviewGreen
	RegisterReviewBlue
	RequestDecisionWithin
	ConsentAgainWithin

	// NumberCount is the number of numbers: every Number is below it.
	NumberCount
)

// numbers says of each number whose it is, by which name the rulebook knows
// it, and in which units it may be given.
var numbers = [NumberCount]struct {
	rule  Rule
	name  string
	units []Unit
}{
	NoNumber:                          {RuleCount, "", nil},
	FirstReviewCETR:                   {FirstReview, "cetr", daysOnly},
	FirstReviewCTR:                    {FirstReview, "ctr", daysOnly},
	RepeatReviewWindow:                {RepeatReview, "window", monthsOnly},
	StatutoryReportWithin:             {StatutoryReport, "within", daysOnly},
	PostAdmissionAfterCommunityReview: {PostAdmissionReview, "after_community_review", span},
	PostAdmissionUnder18:              {PostAdmissionReview, "under_18", span},
	PostAdmissionAdult:                {PostAdmissionReview, "adult", span},
	PostAdmissionLookback:             {PostAdmissionReview, "community_review_lookback", span},
	PeriodicUnder18:                   {PeriodicReview, "under_18", span},
	PeriodicSecure:                    {PeriodicReview, "secure_ward", span},
	PeriodicOther:                     {PeriodicReview, "other_ward", span},
	HospitalMoveWithin:                {HospitalMoveReview, "within", span},
	SecurityChangeWithin:              {SecurityChangeReview, "within", span},
	NewDiagnosisWithin:                {NewDiagnosisReview, "within", span},
	NewDiagnosisAfterDischarge:        {NewDiagnosisReview, "after_discharge", span},
	DiagnosisExcludedWithin:           {DiagnosisExcludedReview, "within", span},
	RedReviewWithin:                   {RedReview, "within", span},
	AmberResponseWithin:               {AmberResponse, "within", span},
	KeyworkerWithin:                   {KeyworkerReferral, "within", span},
	KeyworkerEndsAt:                   {KeyworkerReferral, "ends_at_age", yearsOnly},
	RatingAfterReviewWithin:           {RatingAfterReview, "within", span},
	ReportWithin:                      {Report, "within", span},
	OversightUnder18:                  {OversightVisit, "under_18", span},
	OversightAdult:                    {OversightVisit, "adult", span},
	ConsentBefore:                     {ConsentForReview, "before", daysOnly},
	DocumentsBefore:                   {Documents, "before", daysOnly},
	AcknowledgementWithin:             {ReferralAcknowledgement, "within", span},
	ReferralDecisionWithin:            {ReferralDecision, "within", span},
	OutcomeToldWithin:                 {OutcomeTold, "within", span},
	RegisterReviewRed:                 {RegisterReview, "red", span},
	RegisterReviewAmber:               {RegisterReview, "amber", span},
	RegisterReviewGreen:               {RegisterReview, "green", span},
	RegisterReviewBlue:                {RegisterReview, "blue", span},
	RequestDecisionWithin:             {ReviewRequestDecision, "within", span},
	ConsentAgainWithin:                {RuleCount, "review_due", span},
}

var (
	daysOnly   = []Unit{Days}
	monthsOnly = []Unit{Months}
	yearsOnly  = []Unit{Years}
	span       = []Unit{Days, Weeks, Months, WorkingDays}
)

// Name is what the rulebook calls the number within its rule.
func (n Number) Name() string { return numbers[n].name }

// Rule is the rule that the number belongs to; ok is false for the number that
// belongs to consent, which governs many rules.
func (n Number) Rule() (r Rule, ok bool) { r = numbers[n].rule; return r, r < RuleCount }

// Unit is what a Period is counted in.
type Unit uint8

const (
	Days Unit = iota
	WorkingDays
	Weeks
	Months
	Years // for ages alone
)

var unitNames = [...]string{"day", "working day", "week", "month", "year"}

// longest is the greatest number of each unit that a rulebook may give: ten years.
var longest = [...]int{3653, 2600, 521, 120, 120}

// Period is a length of time as rules give it: 28 days, 6 months.
type Period struct {
	N    int
	Unit Unit
}

// String is the period in words, as the rulebook has it: "28 days".
func (p Period) String() string {
	s := strconv.Itoa(p.N) + " " + unitNames[p.Unit]
	if p.N != 1 {
		s += "s"
	}
	return s
}

// ParsePeriod reads what String writes.
func ParsePeriod(s string) (Period, error) {
	count, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(count)
	if err == nil && strconv.Itoa(n) == count {
		for u, name := range unitNames {
			if unit == name && n == 1 || unit == name+"s" && n != 1 {
				if n < 1 || n > longest[u] {
					return Period{}, fmt.Errorf("%s is not possible: give 1 to %d", s, longest[u])
				}
				return Period{n, Unit(u)}, nil
			}
		}
	}
	return Period{}, fmt.Errorf("%q is not a length of time: write 28 days, 5 working days, 4 weeks or 6 months", s)
}

// after is the last day "within p of d": d + N days, weeks or months, or the
// N-th working day after d.
func (p Period) after(d civil.Date, holidays *civil.Holidays) civil.Date {
	switch p.Unit {
	case Days:
		d += civil.Date(p.N)
	case Weeks:
		d += civil.Date(7 * p.N)
	case Months:
		d = d.AddMonths(p.N)
	case WorkingDays:
		d = holidays.AddWorkingDays(d, p.N)
	case Years:
		d = d.Attains(p.N)
	}
	return min(d, civil.MaxDate)
}
