package clock

import (
	"math"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// wholeDay is what is said of a day as a whole: all its entries count, wherever
// they stand (fine print 3).
type wholeDay struct {
	day        civil.Date
	conditions conditionSet
	turnedBy   int // entry by which the person is considered or not otherwise than the day before; -1 if none
	planned    bool
	onRegister bool
}

func (w *wholeDay) considered() bool { return w.conditions != 0 }

// wholeDay looks ahead to the end of the present day, once and only if a rule
// asks. What is so now already has the entries of the day up to the one at a
// place in the order; those from there on are looked through.
func (e *Evaluator) wholeDay(from int) *wholeDay {
	w := &e.whole
	if w.day == e.day {
		return w
	}
	w.day, w.conditions, w.turnedBy = e.day, e.conditions, -1
	w.planned, w.onRegister = e.plan, e.register.on
	before := w.considered()
	for _, p := range e.order[from:] {
		if p.on() != e.day {
			break
		}
		switch f := e.file.Entries[p.index()].Fact.(type) {
		case casefile.Condition:
			// The day is as it ends. If it ends otherwise than the day before, the
			// entry that made the difference is the last to turn it.
			was := w.considered()
			w.conditions = w.conditions.with(f)
			if w.considered() != was {
				w.turnedBy = p.index()
				if w.considered() == before {
					w.turnedBy = -1
				}
			}
		case casefile.EHCPlan:
			w.planned = f.Status == casefile.Maintained
		case casefile.JoinedRegister:
			w.onRegister = true
		case casefile.LeftRegister, casefile.MovedOut, casefile.Died:
			w.onRegister = false
		case casefile.ReviewHeld:
			if f.Setting == casefile.Community {
				e.communityReview = e.day
			}
		}
	}
	return w
}

// take lets one entry take effect.
func (e *Evaluator) take(i int) {
	switch f := e.file.Entries[i].Fact.(type) {
	case casefile.Condition:
		e.takeCondition(f, i)
	case casefile.EHCPlan:
		e.plan = f.Status == casefile.Maintained
	case casefile.Referral:
		e.startWithin(ReferralAcknowledgement, i, f.ID, AcknowledgementWithin)
		e.startWithin(ReferralDecision, i, f.ID, ReferralDecisionWithin)
	case casefile.ReferralAcknowledged:
		e.meetOf(ReferralAcknowledgement, f.Referral, i)
	case casefile.ReferralDecision:
		e.meetOf(ReferralAcknowledgement, f.Referral, i)
		e.meetOf(ReferralDecision, f.Referral, i)
		e.startWithin(OutcomeTold, i, f.Referral, OutcomeToldWithin)
	case casefile.OutcomeTold:
		e.meetOf(OutcomeTold, f.Referral, i)
	case casefile.ReferralWithdrawn:
		e.endOf(ReferralAcknowledgement, f.Referral, ReasonWithdrawn, i)
		e.endOf(ReferralDecision, f.Referral, ReasonWithdrawn, i)
	case casefile.Consent:
		e.takeConsent(f, i)
	case casefile.Rated:
		e.takeRating(f.Rating, i)
	case casefile.JoinedRegister:
		e.register.on = true
	case casefile.LeftRegister:
		e.leaveRegister(ReasonLeftRegister, i)
	case casefile.MovedOut:
		e.leaveRegister(ReasonMovedOut, i)
		e.end(NewDiagnosisReview, ReasonMovedOut, i)
	case casefile.Died:
		e.takeDeath(i)
	case casefile.Meeting:
		e.meet(AmberResponse, i)
		e.reviewRegister(i)
	case casefile.Keyworker:
		e.meet(KeyworkerReferral, i)
		e.register.keyworker, e.keyworkerEnds = true, 0
	case casefile.Admission:
		e.takeAdmission(f, i)
	case casefile.LegalStatusChange:
		e.setStatus(f.LegalStatus, f.SecondRecommendation, i)
	case casefile.WardMove:
		e.takeWardMove(f, i)
	case casefile.Discharge:
		e.takeDischarge(i)
	case casefile.OversightVisit:
		e.meet(OversightVisit, i)
		if e.stay.in && e.stay.outOfArea {
			e.startOversight(i)
		}
	case casefile.ReviewRequested:
		e.startWithin(ReviewRequestDecision, i, f.ID, RequestDecisionWithin)
	case casefile.ReviewDecision:
		e.meetOf(ReviewRequestDecision, f.Request, i)
	case casefile.ReviewArranged:
		e.takeArranged(f, i)
	case casefile.ReviewCancelled:
		e.endOf(ConsentForReview, f.ID, ReasonReviewCancelled, i)
		e.endOf(Documents, f.ID, ReasonReviewCancelled, i)
	case casefile.PackSent:
		e.meetOf(Documents, f.Review, i)
	case casefile.ReviewHeld:
		e.takeReview(f, i)
	case casefile.ReportSent:
		e.takeReport(f, i)
	case casefile.Action:
		if f.Due != 0 {
			e.start(Action, i, f.ID, NoNumber, f.Due)
		}
	case casefile.ActionDone:
		e.meetOf(Action, f.Action, i)
	case casefile.ActionNotFollowed:
		e.meetOf(Action, f.Action, i)
	case casefile.ActionCancelled:
		e.endOf(Action, f.Action, ReasonCancelled, i)
	case casefile.SupportNeed:
		if f.WantedBy != 0 {
			e.start(Support, i, f.ID, NoNumber, f.WantedBy)
		}
	case casefile.SupportStarted:
		e.meetOf(Support, f.Need, i)
	case casefile.SupportWithdrawn:
		e.endOf(Support, f.Need, ReasonWithdrawn, i)
	}
}

// takeDeath ends everything open except what never ends (fine print 17).
func (e *Evaluator) takeDeath(i int) {
	for r := range RuleCount {
		if !r.neverEnds() {
			e.end(r, ReasonDied, i)
		}
	}
	e.leaveRegister(ReasonDied, i)
	e.diagnosis = e.diagnosis[:0]
	e.leaveHospital(i)
}

// wakeOn has the morning of a day looked at; zero is no day. A day that turns
// out to have nothing does no harm.
func (e *Evaluator) wakeOn(day civil.Date) {
	if day != 0 && day < e.wake {
		e.wake = day
	}
}

// passMornings goes through the mornings up to that of a day, between the
// entries before and after.
func (e *Evaluator) passMornings(last civil.Date) {
	for e.wake <= last {
		e.day = e.wake
		e.morning()
	}
}

// morning is what happens on the present day before its entries.
func (e *Evaluator) morning() {
	if e.turning16 != 0 && e.turning16 <= e.day {
		e.turn16()
	}
	if e.keyworkerEnds != 0 && e.keyworkerEnds <= e.day {
		e.end(KeyworkerReferral, ReasonTooOld, -1)
		e.keyworkerEnds = 0
	}
	if e.commencing != 0 && e.commencing <= e.day {
		e.commencing = 0
		e.applicable(-1)
	}
	if e.stay.recommendation != 0 && e.stay.recommendation <= e.day {
		e.stay.recommendation = 0
		e.updateDetention(e.stay.statusSetBy)
	}
	if e.detention.nextWindow != 0 && e.detention.nextWindow <= e.day {
		e.openWindow(-1)
	}
	e.wake = math.MaxInt32
	e.wakeOn(e.turning16)
	e.wakeOn(e.keyworkerEnds)
	e.wakeOn(e.commencing)
	e.wakeOn(e.stay.recommendation)
	e.wakeOn(e.detention.nextWindow)
}

// changes is the first day after the evaluated one on which the answer would
// differ by the mere passing of days; zero for never. The result must be known.
func (e *Evaluator) changes(on civil.Date) civil.Date {
	var first civil.Date
	at := func(day civil.Date) {
		if day > on && day <= civil.MaxDate && (first == 0 || day < first) {
			first = day
		}
	}
	at(e.firstDue + 1)
	at(e.keyworkerEnds)
	at(e.detention.nextWindow)
	if e.turning16 != 0 && e.consentRestsOnParent() {
		at(e.turning16)
	}
	if e.rb.commenced != 0 && e.detention.applicable == 0 && e.conditions != 0 {
		switch {
		case e.detention.on:
			at(e.rb.commenced)
		case e.stay.recommendation != 0:
			at(max(e.stay.recommendation, e.rb.commenced))
		}
	}
	return first
}
