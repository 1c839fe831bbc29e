package clock

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// reviewConsent is what is known of consent for one review.
type reviewConsent struct {
	id         string
	refused    bool // refused or withdrawn by the latest decision
	answered   bool
	answeredBy place // first decision that answers
}

func (e *Evaluator) review(id string) *reviewConsent {
	for i := range e.reviews {
		if e.reviews[i].id == id {
			return &e.reviews[i]
		}
	}
	return nil
}

func (e *Evaluator) reviewRefused(id string) bool {
	r := e.review(id)
	return r != nil && r.refused
}

func (e *Evaluator) takeArranged(f casefile.ReviewArranged, i int) {
	before := func(n Number) civil.Date {
		return max(f.For-civil.Date(e.rb.Period(n, e.day).N), civil.MinDate)
	}
	if o := e.start(Documents, i, f.ID, DocumentsBefore, before(DocumentsBefore)); o != nil {
		o.CountedFrom = f.For
	}
	asked := len(e.pauses)
	o := e.start(ConsentForReview, i, f.ID, ConsentBefore, before(ConsentBefore))
	if o == nil {
		return
	}
	o.CountedFrom = f.For
	if r := e.review(f.ID); r != nil && r.answered {
		// Answered before the review was arranged (fine print 31), so that
		// nothing is left for a refusal to suspend.
		o.SuspendedOn, e.pauses = 0, e.pauses[:asked]
		o.MetOn, o.MetBy = r.answeredBy.on(), r.answeredBy.index()
		o.State = MetLate
		if o.MetOn <= o.Due {
			o.State = Met
		}
		open := e.open[ConsentForReview]
		e.open[ConsentForReview] = open[:len(open)-1]
	}
}

func (e *Evaluator) takeReview(f casefile.ReviewHeld, i int) {
	if f.Setting == casefile.Community {
		e.communityReview = e.day
	}
	if f.Setting == casefile.Inpatient {
		e.meetWindows(i)
		if len(e.open[FirstReview]) > 0 {
			e.meet(FirstReview, i)
			e.detention.first = e.day
			e.openWindow(i)
		}
		for _, r := range [...]Rule{PostAdmissionReview, PeriodicReview, HospitalMoveReview, SecurityChangeReview, DiagnosisExcludedReview} {
			e.meet(r, i)
		}
	} else {
		e.meet(RedReview, i)
		e.meet(AmberResponse, i)
	}
	e.meet(NewDiagnosisReview, i)
	e.endOf(ConsentForReview, f.ID, ReasonReviewHeld, i)
	e.endOf(Documents, f.ID, ReasonReviewHeld, i)

	if f.Setting == casefile.Inpatient && e.stay.in {
		n := PeriodicOther
		switch {
		case e.under18():
			n = PeriodicUnder18
		case e.stay.security.Secure():
			n = PeriodicSecure
		}
		e.startWithin(PeriodicReview, i, f.ID, n)
	}
	if !f.Earlier {
		e.startWithin(RatingAfterReview, i, f.ID, RatingAfterReviewWithin)
		e.startWithin(Report, i, f.ID, ReportWithin)
	}
	if f.Setting == casefile.Inpatient && e.detention.on && e.inForce() {
		e.start(StatutoryReport, i, f.ID, StatutoryReportWithin, e.beginningWith(StatutoryReportWithin))
	}
}

// meetWindows meets the 12-month periods that are not over: one that has
// closed can no longer be met, unless consent given again moved its due day
// (fine print 20).
func (e *Evaluator) meetWindows(i int) {
	kept := e.open[RepeatReview][:0]
	for _, w := range e.open[RepeatReview] {
		if o := &e.obligations[w]; e.day <= o.Due {
			e.met(o, i)
		} else {
			kept = append(kept, w)
		}
	}
	e.open[RepeatReview] = kept
}

// recipients is a set of those to whom a report was sent.
type recipients uint8

const (
	toPerson recipients = 1 << iota
	toAttendees
	toCommissioner
	toClinician
	toAftercareICB
	toLocalAuthority
)

const (
	policyRecipients    = toPerson | toAttendees
	statutoryRecipients = toCommissioner | toClinician | toAftercareICB | toLocalAuthority
)

func recipient(r casefile.Recipient) recipients {
	switch r {
	case casefile.ToPerson:
		return toPerson
	case casefile.ToAttendees:
		return toAttendees
	case casefile.ToResponsibleCommission:
		return toCommissioner
	case casefile.ToResponsibleClinician:
		return toClinician
	case casefile.ToAftercareICB:
		return toAftercareICB
	case casefile.ToLocalAuthority:
		return toLocalAuthority
	}
	return 0
}

func (e *Evaluator) takeReport(f casefile.ReportSent, i int) {
	var to recipients
	for _, r := range f.To {
		to |= recipient(r)
	}
	e.reportSent(Report, f.Review, to, policyRecipients, i)
	// Whoever prepared the report has it (s.125A(3)(b); fine print 21).
	e.reportSent(StatutoryReport, f.Review, to|recipient(f.PreparedBy), statutoryRecipients, i)
}

// reportSent adds up to whom the report of a review has gone, and meets the
// obligation once that is everyone it wants.
func (e *Evaluator) reportSent(r Rule, review string, to, wanted recipients, i int) {
	e.sent = append(e.sent, make([]recipients, len(e.obligations)-len(e.sent))...)
	kept := e.open[r][:0]
	for _, j := range e.open[r] {
		o := &e.obligations[j]
		if o.Subject == review {
			e.sent[j] |= to
			if e.sent[j]&wanted == wanted {
				e.met(o, i)
				continue
			}
		}
		kept = append(kept, j)
	}
	e.open[r] = kept
}
