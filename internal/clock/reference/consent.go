package reference

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// governed says which decisions on consent an obligation depends on.
type governed func(casefile.Consent) bool

func byNoConsent(casefile.Consent) bool { return false }

// byReviews: a refusal or withdrawal of `reviews` suspends every review rule.
func byReviews(c casefile.Consent) bool { return c.To == casefile.ToReviews }

// byReview: a refusal of one review suspends only what hangs on that review.
func byReview(id string) governed {
	return func(c casefile.Consent) bool { return c.To == casefile.ToReview && c.Review == id }
}

// entitled, FP12: the person and best interests at any age; a parent only if
// the person is under 16 on that day. Other decisions are as if not recorded.
func (h history) entitled(c casefile.Consent, day civil.Date) bool {
	return c.Basis != casefile.Parent || h.isUnder(16, day)
}

// stops reports whether a decision is a refusal or a withdrawal.
func stops(c casefile.Consent) bool { return c.Decision != casefile.Given }

// decision is a consent entry by someone entitled to decide.
type decision struct {
	entry
	consent casefile.Consent
}

// decisions are those made up to a moment, in order.
func (h history) decisions(of governed, until moment) []decision {
	var all []decision
	for _, e := range h.entries {
		if until.before(e.at()) {
			break
		}
		if c, ok := e.fact.(casefile.Consent); ok && of(c) && h.entitled(c, e.on) {
			all = append(all, decision{e, c})
		}
	}
	return all
}

// suspendedSince is the day on which an obligation that started at start was
// suspended, if at moment m it is: the latest decision stands, and without any
// nothing is suspended. FP16: an obligation that starts while a refusal stands
// is suspended from its start.
func (h history) suspendedSince(of governed, start, m moment) (since civil.Date, suspended bool) {
	all := h.decisions(of, m)
	for i := len(all) - 1; i >= 0 && stops(all[i].consent); i-- {
		since, suspended = max(all[i].on, start.day), true
	}
	return since, suspended
}

// dueAt is the due day as it stands at moment m: when consent is given again
// after a refusal or withdrawal, the later of the original due day and the day
// of the new consent + 14 days. FP14: also of an obligation already overdue.
// FP16: while suspended it shows the due day it had.
func (h history) dueAt(original civil.Date, of governed, start, m moment) civil.Date {
	due := original
	refused := false
	for _, d := range h.decisions(of, m) {
		if refused && !stops(d.consent) && start.before(d.at()) {
			due = max(original, d.on+14)
		}
		refused = stops(d.consent)
	}
	return due
}

// opened is an obligation as its row of the table has it, before its state.
type opened struct {
	rule, basis string
	started     event
	due         civil.Date // before any consent given again
	met, ended  event
	consent     governed
}

// stand gives the obligation its state as at today.
func (h history) stand(o opened) Obligation {
	now := moment{h.today, len(h.entries)}
	started := o.started.at
	r := Obligation{Rule: o.rule, Basis: o.basis, StartedBy: o.started.by, StartedOn: started.day, MetBy: None}
	switch {
	// FP18: of met and ended, the first in order stands.
	case o.met.happened() && firstOf(o.met, o.ended) == o.met:
		r.Due = h.dueAt(o.due, o.consent, started, o.met.at)
		r.MetOn, r.MetBy = o.met.at.day, o.met.by
		r.State = stateMet
		if h.judgedOn(o.consent, started, o.met.at) > r.Due {
			r.State = stateMetLate
		}
	// FP18: ended on the due day is ended; later is ended-overdue.
	case o.ended.happened():
		r.Due = h.dueAt(o.due, o.consent, started, o.ended.at)
		r.EndedOn = o.ended.at.day
		r.State = stateEnded
		if h.judgedOn(o.consent, started, o.ended.at) > r.Due {
			r.State = stateEndedOverdue
		}
	default:
		r.Due = h.dueAt(o.due, o.consent, started, now)
		_, suspended := h.suspendedSince(o.consent, started, now)
		switch {
		case suspended:
			r.State = stateSuspended
		case h.today <= r.Due:
			r.State = stateDue
		default:
			r.State = stateOverdue
		}
	}
	return r
}

// judgedOn, FP15: what is met or ended while suspended is judged by the day the
// suspension began, or its own start if suspended from the start. What was met
// before it started (FP31) was never suspended.
func (h history) judgedOn(of governed, start, done moment) civil.Date {
	if since, suspended := h.suspendedSince(of, start, done); suspended && start.before(done) {
		return since
	}
	return done.day
}
