// Package clock says which obligations a case has on a day: for each the fact
// that started it, the rule and its source, the day it is due, how it stands,
// and why. It is pure: a case, a rulebook and a day in, obligations out.
//
// The logic of the rules is here; their numbers, switches and words are in a
// rulebook, england.yaml. Where the contract could be read in two ways, the
// reading taken is in docs/decisions/clock-readings.md.
package clock

import "fmt"

// Rule is one rule of the clock. Rules are numbered in the order of their ids,
// which is the order in which obligations of one due day are listed.
type Rule uint8

const (
	Action Rule = iota
	OutcomeTold
	ReferralAcknowledgement
	ReferralDecision
	RegisterReview
	ReviewRequestDecision
	FirstReview  // s.125A(4)(a), s.125B(4)(a) of the Mental Health Act 1983
	RepeatReview // s.125A(4)(b), s.125B(4)(b)
	StatutoryReport
	AmberResponse
	ConsentForReview
	DiagnosisExcludedReview
	Documents
	HospitalMoveReview
	KeyworkerReferral
	NewDiagnosisReview
	OversightVisit
	OwnConsentAt16
	PeriodicReview
	PostAdmissionReview
	RatingAfterReview
	RedReview
	Report
	SecurityChangeReview
	Support

	// RuleCount is the number of rules: every Rule is below it.
	RuleCount
)

var ruleIDs = [RuleCount]string{
	"action",
	"local.outcome-told",
	"local.referral-acknowledgement",
	"local.referral-decision",
	"local.register-review",
	"local.review-request-decision",
	"mha.first-review",
	"mha.repeat-review",
	"mha.report",
	"policy.amber-response",
	"policy.consent-for-review",
	"policy.diagnosis-excluded-review",
	"policy.documents",
	"policy.hospital-move-review",
	"policy.keyworker-referral",
	"policy.new-diagnosis-review",
	"policy.oversight-visit",
	"policy.own-consent-at-16",
	"policy.periodic-review",
	"policy.post-admission-review",
	"policy.rating-after-review",
	"policy.red-review",
	"policy.report",
	"policy.security-change-review",
	"support",
}

// String is the id of the rule, as in "mha.first-review".
func (r Rule) String() string {
	if r < RuleCount {
		return ruleIDs[r]
	}
	return fmt.Sprintf("rule %d", uint8(r))
}

// MarshalText writes the id.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads an id.
func (r *Rule) UnmarshalText(b []byte) error {
	got, ok := ParseRule(string(b))
	if !ok {
		return fmt.Errorf("%q is not a rule of the clock", b)
	}
	*r = got
	return nil
}

// ParseRule is the rule with an id.
func ParseRule(id string) (Rule, bool) {
	for r, s := range ruleIDs {
		if s == id {
			return Rule(r), true
		}
	}
	return 0, false
}

// Rules lists every rule by id.
func Rules() []Rule {
	all := make([]Rule, RuleCount)
	for i := range all {
		all[i] = Rule(i)
	}
	return all
}

// Basis is what obliges: an Act, national policy, a local standard, or the
// record itself, where someone promised something by a day.
type Basis uint8

const (
	Statute Basis = iota
	Policy
	Local
	Record
)

var bases = [...]string{"statute", "policy", "local", "record"}

func (b Basis) String() string               { return bases[b] }
func (b Basis) MarshalText() ([]byte, error) { return []byte(bases[b]), nil }
func (b *Basis) UnmarshalText(t []byte) error {
	for i, s := range bases {
		if s == string(t) {
			*b = Basis(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a basis", t)
}

// Basis is what the rule rests on. Where policy obliges and only the number is
// local, it is Policy.
func (r Rule) Basis() Basis {
	switch r {
	case Action, Support:
		return Record
	case FirstReview, RepeatReview, StatutoryReport:
		return Statute
	case OutcomeTold, ReferralAcknowledgement, ReferralDecision, RegisterReview, ReviewRequestDecision:
		return Local
	}
	return Policy
}

// reviewRules oblige a review to be held, so that a refusal of reviews
// suspends them (fine print 13).
var reviewRules = [...]Rule{FirstReview, RepeatReview, PostAdmissionReview, PeriodicReview, HospitalMoveReview,
	SecurityChangeReview, NewDiagnosisReview, DiagnosisExcludedReview, RedReview}

// rulesOfOneReview hang on one review, so that a refusal of that review
// suspends them (fine print 13).
var rulesOfOneReview = [...]Rule{ConsentForReview, Documents, Report, RatingAfterReview, StatutoryReport}

// ruleSet is a set of rules.
type ruleSet uint32

func ruleSetOf(rules []Rule) (s ruleSet) {
	for _, r := range rules {
		s |= 1 << r
	}
	return s
}

func (s ruleSet) has(r Rule) bool { return s>>r&1 != 0 }

var (
	ofReviews   = ruleSetOf(reviewRules[:])
	ofOneReview = ruleSetOf(rulesOfOneReview[:])
)

// IsReview reports whether the rule obliges a review to be held.
func (r Rule) IsReview() bool { return ofReviews.has(r) }

// neverEnds reports whether only doing it brings it to an end: not even death
// does (fine print 17).
func (r Rule) neverEnds() bool {
	return r == StatutoryReport || r == Report || r == OutcomeTold
}

// ruleBasis is the basis of each rule, looked up at once.
var ruleBasis = func() (bases [RuleCount]Basis) {
	for r := range RuleCount {
		bases[r] = r.Basis()
	}
	return bases
}()
