// Package reference is a second, independent reading of the clock's contract,
// for tests alone: what the real clock computes quickly is computed here
// slowly, one function for each row of the table of rules, with every helper
// fact found again from the first entry each time. Where the two differ, one
// of them has misread the contract.
//
// "FP" and a number name the contract's fine print.
package reference

import (
	"cmp"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// None stands where the contract writes null: nothing was entered that started
// or met the obligation.
const None = -1

// The states of an obligation. "not-in-force" is not among them: a rule
// without a commencement has no obligations here.
const (
	stateDue          = "due"
	stateOverdue      = "overdue"
	stateMet          = "met"
	stateMetLate      = "met-late"
	stateEnded        = "ended"
	stateEndedOverdue = "ended-overdue"
	stateSuspended    = "suspended"
)

// Obligation is one obligation as it stands on a day. StartedBy and MetBy are
// places in the entries given, or None; MetOn and EndedOn are zero unless the
// state is one of being met or ended.
type Obligation struct {
	Rule, Basis    string
	StartedBy      int
	StartedOn, Due civil.Date
	State          string
	MetOn          civil.Date
	MetBy          int
	EndedOn        civil.Date
}

// Due is every obligation of the person born on birth, as at the day
// on, by the contract's default numbers: open, met and ended ones of every
// admission and episode. part8AFrom is the commencement of Part 8A; the zero
// day is "not commenced". They are ordered by due day, rule, start, and the
// entry that started them, none first.
func Due(birth civil.Date, entries []casefile.Entry, part8AFrom civil.Date, on civil.Date) []Obligation {
	h := newHistory(birth, entries, part8AFrom, on)
	var all []Obligation
	for _, rule := range []func(history) []Obligation{
		history.firstReview,
		history.repeatReview,
		history.statutoryReport,
		history.postAdmissionReview,
		history.periodicReview,
		history.hospitalMoveReview,
		history.securityChangeReview,
		history.newDiagnosisReview,
		history.diagnosisExcludedReview,
		history.redReview,
		history.amberResponse,
		history.keyworkerReferral,
		history.ratingAfterReview,
		history.policyReport,
		history.oversightVisit,
		history.ownConsentAt16,
		history.consentForReview,
		history.documents,
		history.referralAcknowledgement,
		history.referralDecision,
		history.outcomeTold,
		history.registerReview,
		history.reviewRequestDecision,
		history.action,
		history.support,
	} {
		all = append(all, rule(h)...)
	}
	slices.SortStableFunc(all, func(a, b Obligation) int {
		return cmp.Or(
			cmp.Compare(a.Due, b.Due),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.StartedOn, b.StartedOn),
			cmp.Compare(a.StartedBy, b.StartedBy),
		)
	})
	return all
}
