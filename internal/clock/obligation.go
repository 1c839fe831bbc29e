package clock

import (
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// State is how an obligation stands on a day.
type State uint8

const (
	Due          State = iota // open, and its due day has not passed
	Overdue                   // open, after its due day
	Suspended                 // stopped by a refusal, until consent is given again
	Met                       // done in time
	MetLate                   // done after the due day
	Ended                     // its reason ceased before it was done
	EndedOverdue              // its reason ceased after the due day, undone
	NotInForce                // no commencement covers it: shown as readiness only
)

var states = [...]string{"due", "overdue", "suspended", "met", "met-late", "ended", "ended-overdue", "not-in-force"}

func (s State) String() string               { return states[s] }
func (s State) MarshalText() ([]byte, error) { return []byte(states[s]), nil }
func (s *State) UnmarshalText(t []byte) error {
	for i, text := range states {
		if text == string(t) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a state of an obligation", t)
}

// Open reports whether something is still to be done: due, overdue or suspended.
func (s State) Open() bool { return s <= Suspended }

// Reason is why an obligation ended without having been done.
type Reason uint8

const (
	NotEnded Reason = iota
	ReasonDischarged
	ReasonDied
	ReasonLeftRegister
	ReasonMovedOut
	ReasonDetentionEnded
	ReasonRatingChanged
	ReasonAdmitted
	ReasonNotConsidered
	ReasonReturnedToArea
	ReasonReviewCancelled
	ReasonReviewHeld
	ReasonWithdrawn
	ReasonCancelled
	ReasonTooOld
)

var reasons = [...]string{"", "discharged", "died", "left the register", "moved out", "detention ended",
	"rating changed without a review", "admitted to hospital", "no longer considered autistic or to have a learning disability",
	"returned to the area", "review cancelled", "review held", "withdrawn", "cancelled", "reached the age at which the service ends"}

func (r Reason) String() string               { return reasons[r] }
func (r Reason) MarshalText() ([]byte, error) { return []byte(reasons[r]), nil }

// Obligation is something that must be done by a day. It is a plain value:
// equal obligations stand equally. Days that do not apply are zero, places in
// the entries that do not apply are -1.
type Obligation struct {
	Rule   Rule
	Basis  Basis
	State  State
	Reason Reason // why it ended
	Number Number // which number of the rule gave the due day; see Rulebook.Period

	// Transitional marks a detention that began before commencement, whose
	// applicable day is taken to be the day of commencement: a local reading,
	// until transitional provisions say otherwise.
	Transitional bool

	Window      int        // which 12-month period of RepeatReview: 1, 2, ...
	Subject     string     // id of the review, referral, request, action or need; for NewDiagnosisReview the day of the admission
	StartedBy   int        // entry that started it; -1 for a birthday, a later window, commencement
	StartedOn   civil.Date // day it began
	CountedFrom civil.Date // day the count begins; differs from StartedOn for windows and before a review
	Due         civil.Date // last day in time, as consent given again may have moved it
	FirstDue    civil.Date // the due day it began with
	SuspendedOn civil.Date // day the suspension began, while it lasts or lasted when it was done or ended
	ResumedOn   civil.Date // day consent was last given again
	MetOn       civil.Date
	MetBy       int
	EndedOn     civil.Date
	EndedBy     int // -1 where a birthday ended it
}

// Result is a case on a day.
type Result struct {
	// Obligations of every state, by due day, rule id, start and starting entry.
	Obligations []Obligation
	// Changes is the first later day on which Obligations would differ although
	// nothing was entered meanwhile; zero if there is none. Entries of the file
	// that lie after the day are in it already: when one of them takes effect
	// counts as such a change.
	Changes civil.Date
}

// Listed reports whether a list shows the obligation: open ones, or all. What
// is not in force is never listed.
func Listed(o *Obligation, all bool) bool {
	return o.State.Open() || all && o.State != NotInForce
}

// Evaluate is the case on a day. It neither keeps nor changes f. Entries after
// the day and kinds that the clock does not know take no effect. A zero birth
// date is not known: the person counts as an adult over 25, with no birthdays.
func Evaluate(f *casefile.File, rb *Rulebook, on civil.Date) Result {
	r := NewEvaluator(rb).Evaluate(f, on)
	return Result{Obligations: append([]Obligation(nil), r.Obligations...), Changes: r.Changes}
}
