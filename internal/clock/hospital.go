package clock

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// stay is what is so of a person in hospital.
type stay struct {
	in             bool
	outOfArea      bool
	hospital       string
	security       casefile.Security
	status         casefile.LegalStatus
	statusSetBy    int
	recommended    civil.Date // day the second recommendation of a status 4 was received, past or future
	recommendation civil.Date // that day while it is still to come
}

// detention is the present unbroken time of being statutorily detained.
type detention struct {
	on         bool
	began      civil.Date
	applicable civil.Date // zero until there is one
	first      civil.Date // day of the first meeting, from which the windows run
	window     int
	nextWindow civil.Date
}

// diagnosisWatch waits, for one admission of someone who was not considered on
// its day, for the person to become so (fine print 22).
type diagnosisWatch struct {
	admitted   civil.Date
	discharged civil.Date // zero while in hospital
}

// conditionSet says which conditions are considered.
type conditionSet uint8

// with is the set after what an entry says: only excluding a condition undoes
// that it is considered (fine print 8).
func (s conditionSet) with(f casefile.Condition) conditionSet {
	bit := conditionSet(1)
	if f.Condition == casefile.LearningDisability {
		bit = 2
	}
	switch f.Status {
	case casefile.Considered, casefile.Confirmed:
		return s | bit
	case casefile.Excluded:
		return s &^ bit
	}
	return s
}

func (e *Evaluator) takeCondition(f casefile.Condition, i int) {
	day := e.wholeDay(e.next - 1) // this one counts for itself
	e.conditions = e.conditions.with(f)
	switch {
	case i != day.turnedBy:
	case day.considered():
		e.applicable(i)
		for _, w := range e.diagnosis {
			if w.discharged == 0 || e.day <= e.rb.Period(NewDiagnosisAfterDischarge, e.day).after(w.discharged, e.rb.holidays) {
				e.startWithin(NewDiagnosisReview, i, w.admitted.String(), NewDiagnosisWithin)
			}
		}
		e.diagnosis = e.diagnosis[:0]
	default:
		e.end(NewDiagnosisReview, ReasonNotConsidered, i)
		if e.stay.in {
			e.startWithin(DiagnosisExcludedReview, i, "", DiagnosisExcludedWithin)
		}
	}
}

func (e *Evaluator) takeAdmission(f casefile.Admission, i int) {
	e.end(RedReview, ReasonAdmitted, i)
	e.end(AmberResponse, ReasonAdmitted, i)
	e.end(NewDiagnosisReview, ReasonAdmitted, i)
	e.register.episode = ""
	if !f.OutOfArea {
		e.end(OversightVisit, ReasonReturnedToArea, i)
	}
	e.stay.in, e.stay.hospital, e.stay.security, e.stay.outOfArea = true, f.Hospital, f.Security, f.OutOfArea
	e.setStatus(f.LegalStatus, f.SecondRecommendation, i)
	if !e.wholeDay(e.next).considered() {
		e.diagnosis = append(e.diagnosis, diagnosisWatch{admitted: e.day})
	} else {
		n := PostAdmissionAdult
		lookback := e.rb.Period(PostAdmissionLookback, e.day)
		if e.communityReview != 0 && e.day <= lookback.after(e.communityReview, e.rb.holidays) {
			n = PostAdmissionAfterCommunityReview
		} else if e.under18() {
			n = PostAdmissionUnder18
		}
		e.startWithin(PostAdmissionReview, i, "", n)
	}
	if f.OutOfArea {
		e.startOversight(i)
	}
}

func (e *Evaluator) takeWardMove(f casefile.WardMove, i int) {
	if !e.stay.in {
		return
	}
	was := e.stay
	e.stay.hospital, e.stay.security, e.stay.outOfArea = f.Hospital, f.Security, f.OutOfArea
	switch {
	case was.hospital != f.Hospital:
		e.startWithin(HospitalMoveReview, i, "", HospitalMoveWithin)
	case was.security.Level() != f.Security.Level():
		e.startWithin(SecurityChangeReview, i, "", SecurityChangeWithin)
	}
	switch {
	case was.outOfArea && !f.OutOfArea:
		e.end(OversightVisit, ReasonReturnedToArea, i)
	case !was.outOfArea && f.OutOfArea:
		e.startOversight(i)
	}
}

func (e *Evaluator) takeDischarge(i int) {
	for _, r := range [...]Rule{PostAdmissionReview, PeriodicReview, HospitalMoveReview, SecurityChangeReview,
		DiagnosisExcludedReview, OversightVisit} {
		e.end(r, ReasonDischarged, i)
	}
	for w := range e.diagnosis {
		if e.diagnosis[w].discharged == 0 {
			e.diagnosis[w].discharged = e.day
		}
	}
	e.leaveHospital(i)
}

func (e *Evaluator) leaveHospital(i int) {
	e.stay = stay{}
	e.updateDetention(i)
}

func (e *Evaluator) startOversight(i int) {
	n := OversightAdult
	if e.under18() {
		n = OversightUnder18
	}
	e.startWithin(OversightVisit, i, "", n)
}

func (e *Evaluator) under18() bool { return e.day < e.at18 }

// setStatus is a legal status from an entry on: the entry says all, and a
// second recommendation counts for an emergency application alone (fine print 5).
func (e *Evaluator) setStatus(status casefile.LegalStatus, recommended civil.Date, i int) {
	e.stay.status, e.stay.statusSetBy = status, i
	e.stay.recommended, e.stay.recommendation = 0, 0
	if status == casefile.Section4 && e.stay.in {
		e.stay.recommended = recommended
		if recommended > e.day {
			e.stay.recommendation = recommended
			e.wakeOn(recommended)
		}
	}
	e.updateDetention(i)
}

// updateDetention begins or ends the detention by what is so now; by is the
// entry that made it so.
func (e *Evaluator) updateDetention(by int) {
	s := &e.stay
	detained := s.in && s.status.Detains() &&
		(s.status != casefile.Section4 || s.recommended != 0 && s.recommended <= e.day)
	switch {
	case detained && !e.detention.on:
		e.detention = detention{on: true, began: e.day}
		e.applicable(by)
	case !detained && e.detention.on:
		e.detention = detention{}
		e.end(FirstReview, ReasonDetentionEnded, by)
		e.end(RepeatReview, ReasonDetentionEnded, by)
	}
}

// inForce reports whether Part 8A is in force on the present day.
func (e *Evaluator) inForce() bool { return e.rb.commenced != 0 && e.day >= e.rb.commenced }

// applicable starts the first statutory review if the present day is the
// applicable day: the first, not before commencement, on which the person is
// both detained and considered (s.125A(5), fine print 6).
func (e *Evaluator) applicable(by int) {
	d := &e.detention
	if !d.on || d.applicable != 0 || !e.inForce() || !e.wholeDay(e.next).considered() {
		return
	}
	d.applicable = e.day
	n := FirstReviewCTR
	if e.under18() || e.wholeDay(e.next).planned {
		n = FirstReviewCETR
	}
	if o := e.start(FirstReview, by, "", n, e.beginningWith(n)); o != nil {
		o.Transitional = by < 0
	}
}

// openWindow opens the next 12-month period within which a further meeting is
// due; they run from the day of the first meeting, whenever later ones are held.
func (e *Evaluator) openWindow(by int) {
	d := &e.detention
	d.window++
	months := e.rb.Period(RepeatReviewWindow, d.first).N
	end := d.first.AddMonths(months * d.window)
	d.nextWindow = end
	if end > civil.MaxDate {
		d.nextWindow = 0
	}
	e.wakeOn(d.nextWindow)
	if o := e.start(RepeatReview, by, "", RepeatReviewWindow, min(end-1, civil.MaxDate)); o != nil {
		o.Window, o.CountedFrom = d.window, d.first
	}
}
