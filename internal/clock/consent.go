package clock

import (
	"homeward/internal/casefile"
)

// entitled reports whether the decision is that of someone entitled to make
// it: the person and a best-interests decision at any age, a parent only under
// 16 (fine print 12). Any other is as if not recorded.
func (e *Evaluator) entitled(basis casefile.ConsentBasis) bool {
	return basis != casefile.Parent || e.day < e.at16
}

func (e *Evaluator) takeConsent(f casefile.Consent, i int) {
	if !e.entitled(f.Basis) {
		return
	}
	switch f.To {
	case casefile.ToRegister:
		e.register.parentConsents = f.Decision == casefile.Given && f.Basis == casefile.Parent
		if f.Basis == casefile.BestInterests || f.Basis == casefile.Own && f.Decision == casefile.Given {
			e.meet(OwnConsentAt16, i)
		}
	case casefile.ToReviews:
		refused := f.Decision != casefile.Given
		if refused == (e.stopped&ofReviews != 0) {
			return
		}
		e.stopped ^= ofReviews
		for _, r := range reviewRules {
			e.pauseOrResume(r, "", refused)
		}
	case casefile.ToReview:
		e.takeReviewConsent(f, i)
	}
}

func (e *Evaluator) takeReviewConsent(f casefile.Consent, i int) {
	r := e.review(f.Review)
	if r == nil {
		e.reviews = append(e.reviews, reviewConsent{id: f.Review})
		r = &e.reviews[len(e.reviews)-1]
	}
	refused := f.Decision != casefile.Given
	changed := refused != r.refused
	r.refused = refused
	if changed && !refused {
		e.pauseOrResumeReview(f.Review, false)
	}
	// A withdrawal alone is no answer; a best-interests decision always is
	// (fine print 31).
	if f.Decision != casefile.Withdrawn || f.Basis == casefile.BestInterests {
		e.meetOf(ConsentForReview, f.Review, i)
		if !r.answered {
			r.answered, r.answeredBy = true, placeOf(e.day, i)
		}
	}
	if changed && refused {
		e.stopped |= ofOneReview
		e.pauseOrResumeReview(f.Review, true)
	}
}

func (e *Evaluator) pauseOrResumeReview(id string, refused bool) {
	for _, r := range rulesOfOneReview {
		e.pauseOrResume(r, id, refused)
	}
}

// pauseOrResume suspends what is open under a rule, or lets it run again; id
// is the review concerned, or "" for all.
func (e *Evaluator) pauseOrResume(r Rule, id string, refused bool) {
	for _, i := range e.open[r] {
		if id != "" && e.obligations[i].Subject != id {
			continue
		}
		if refused {
			e.suspend(i)
		} else {
			e.resume(i)
		}
	}
}

func (e *Evaluator) suspend(i int32) {
	o := &e.obligations[i]
	o.SuspendedOn = e.day
	e.pauses = append(e.pauses, pause{i, e.day, true, o.Due})
}

// resume lets an obligation run again, due on the later of the day it was
// first due and some days after the new consent, also if it was overdue
// (fine print 14).
func (e *Evaluator) resume(i int32) {
	o := &e.obligations[i]
	o.SuspendedOn, o.ResumedOn = 0, e.day
	o.Due = max(o.FirstDue, e.rb.Period(ConsentAgainWithin, o.StartedOn).after(e.day, e.rb.holidays))
	e.pauses = append(e.pauses, pause{i, e.day, false, o.Due})
}

// consentRestsOnParent reports whether someone on the register is there by
// the consent of a parent or guardian.
func (e *Evaluator) consentRestsOnParent() bool { return e.register.on && e.register.parentConsents }

// turn16 asks for the person's own consent on the 16th birthday, by how things
// stood the day before (fine print 29).
func (e *Evaluator) turn16() {
	e.turning16 = 0
	if e.consentRestsOnParent() {
		e.start(OwnConsentAt16, -1, "", NoNumber, e.day)
	}
}
