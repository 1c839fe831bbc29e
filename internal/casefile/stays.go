package casefile

import (
	"cmp"
	"slices"

	"homeward/internal/civil"
)

// HospitalStay is one time in hospital with all that happened in it.
type HospitalStay struct {
	Stay
	// Joined is when the time in hospital began without a day at home: the
	// admission, or that of an earlier stay that ended on the day before or later.
	// National statistics join such stays.
	Joined      civil.Date
	Places      []StayPlace
	Legal       []LegalSpan
	Leaves      []LeaveSpan
	Segregated  []SegregationSpan
	Restraints  []RestraintMonth // by month
	Visits      []Recorded       // OversightVisit
	Independent []Recorded       // IndependentReview
	Notices     []Recorded       // InadequateNotice, the latest last
	NoticeTold  []Recorded       // InadequateTold
	Reviews     []Recorded       // ReviewHeld in hospital
	Care        *HospitalCare
	Questions   QuestionsState

	Planned    []PlannedDay // each day that was planned, in order
	Plan       *DischargePlan
	PlanOn     civil.Date
	PlanNote   string
	Conditions []ConditionSpan
	Delays     []DelaySpan
	Agreements []AgreementState // in the order of DischargeParties
	Discharge  *Recorded        // nil while it lasts, or where they died
}

// StayPlace is where somebody was from a day on.
type StayPlace struct {
	On        civil.Date
	Hospital  string
	Ward      string
	Security  Security
	OutOfArea bool
	PlaceDetails
	Seq  int
	Note string
}

// LegalSpan is a legal status from a day on.
type LegalSpan struct {
	On     civil.Date
	Status LegalStatus
	Second civil.Date
	LegalTerms
	Seq int
}

// LeaveSpan is a leave, and when they came back; zero while it lasts. WithStay
// says that it ended with the stay, for want of an end of its own.
type LeaveSpan struct {
	Leave
	From, Back civil.Date
	WithStay   bool
	Seq        int
	Note       string
}

// SegregationSpan is a time of seclusion or segregation; Ended is zero while it
// lasts, and WithStay as in LeaveSpan.
type SegregationSpan struct {
	Segregation
	From, Ended civil.Date
	WithStay    bool
	Reviews     []Recorded
	Seq         int
	Note        string
}

// RestraintMonth is what was counted in a month.
type RestraintMonth struct {
	Restraint
	Seq int
}

// PlannedDay is a day planned for leaving, with the day on which it was
// planned. Day is zero where the plan for a day was given up.
type PlannedDay struct {
	On, Day civil.Date
	Note    string
	Seq     int
}

// ConditionSpan is a condition of leaving and how far it is.
type ConditionSpan struct {
	DischargeCondition
	Since      civil.Date
	Progress   ConditionProgress
	ProgressOn civil.Date
	Note       string
	Seq        int
}

// Open reports whether it still stands in the way.
func (s ConditionSpan) Open() bool {
	return s.Progress != ConditionDone && s.Progress != ConditionGone
}

// DelaySpan is a delay; Ended is zero while it lasts, and WithStay as in
// LeaveSpan.
type DelaySpan struct {
	DischargeDelay
	From, Ended civil.Date
	WithStay    bool
	Note        string
	Seq         int
}

// AgreementState is the latest word of one party.
type AgreementState struct {
	DischargeAgreement
	On   civil.Date
	Note string
	Seq  int
}

// QuestionsState is what the record says to the two questions of an admission,
// and what somebody confirmed.
type QuestionsState struct {
	Worked    AdmissionQuestions  // worked out from the record
	Since     civil.Date          // on the register since, where they were
	Review    civil.Date          // latest community review or LAEP before; zero without one
	Confirmed *AdmissionQuestions // what somebody answered
	On        civil.Date
	By        string
}

// Registered is the answer that counts.
func (q QuestionsState) Registered() Answer {
	if q.Confirmed != nil {
		return q.Confirmed.Registered
	}
	return q.Worked.Registered
}

// Before is the answer that counts.
func (q QuestionsState) Before() ReviewBefore {
	if q.Confirmed != nil {
		return q.Confirmed.Before
	}
	return q.Worked.Before
}

// HospitalStays are the times in hospital, the first first. Counts says by the
// rules of the register if a community review or an emergency protocol meeting
// that was held on a day, up to the admission, is one before that admission.
func (c *Case) HospitalStays(counts func(held, admitted civil.Date) bool) []HospitalStay {
	if len(c.Stays) == 0 {
		return nil
	}
	w := stayWriter{c: c, rule: counts}
	for _, e := range c.Standing {
		w.take(e)
	}
	for i := range w.stays {
		s := &w.stays[i]
		slices.SortStableFunc(s.Restraints, func(a, b RestraintMonth) int { return cmp.Compare(a.Month, b.Month) })
		slices.SortStableFunc(s.Agreements, func(a, b AgreementState) int {
			return cmp.Compare(slices.Index(DischargeParties, a.Party), slices.Index(DischargeParties, b.Party))
		})
	}
	return w.stays
}

// stayWriter goes through the entries in the order in which they take effect.
type stayWriter struct {
	c     *Case
	rule  func(held, admitted civil.Date) bool
	stays []HospitalStay
	now   *HospitalStay // nil in the community
	ended Recorded      // what ended the last of them

	registered civil.Date // on the register since; zero if not
	reviews    []civil.Date
	laeps      []civil.Date
}

func (w *stayWriter) take(e Recorded) {
	switch f := e.Fact.(type) {
	case JoinedRegister:
		w.registered = e.On
	case LeftRegister, MovedOut:
		w.registered = 0
	case ReviewHeld:
		switch {
		case f.Setting == Community:
			w.reviews = append(w.reviews, e.On)
			w.reviewedOn(e.On)
		case w.now != nil:
			w.now.Reviews = append(w.now.Reviews, e)
		}
	case LAEP:
		w.laeps = append(w.laeps, e.On)
	case Died:
		w.end(e)
	case Discharge:
		if w.now != nil {
			discharged := e
			w.now.Discharge = &discharged
		}
		w.end(e)
	case Admission:
		w.end(e)
		w.begin(f, e)
	case AdmissionQuestions:
		for i := range w.stays {
			if s := &w.stays[i]; s.Seq == w.c.Corrected(f.Admission) {
				answered := f
				s.Questions.Confirmed, s.Questions.On, s.Questions.By = &answered, e.On, e.By.Name
			}
		}
	case Restraint:
		if n := stayIn(w.c.Stays[:len(w.stays)], f.Month); n >= 0 {
			// What was written last holds, on whichever day of the stay it stands.
			s := &w.stays[n]
			i := slices.IndexFunc(s.Restraints, func(x RestraintMonth) bool { return x.Month == f.Month })
			switch {
			case i < 0:
				s.Restraints = append(s.Restraints, RestraintMonth{f, e.Seq})
			case w.c.first(s.Restraints[i].Seq) < w.c.first(e.Seq):
				s.Restraints[i] = RestraintMonth{f, e.Seq}
			}
		}
	default:
		if w.now != nil {
			w.during(w.now, e)
		} else if n := len(w.stays); n > 0 && w.ended.Seq != 0 && aboutEndedStay(e, w.ended) && (e.On == w.ended.On || e.Fact.Kind() == InadequateTold{}.Kind()) {
			w.during(&w.stays[n-1], e)
		}
	}
}

func (w *stayWriter) begin(a Admission, e Recorded) {
	s := HospitalStay{Stay: w.c.Stays[len(w.stays)], Joined: e.On}
	if n := len(w.stays); n > 0 {
		if before := &w.stays[n-1]; before.Ended != 0 && e.On <= before.Ended+1 {
			s.Joined = before.Joined
		}
	}
	s.Places = []StayPlace{{e.On, a.Hospital, a.Ward, a.Security, a.OutOfArea, a.PlaceDetails, e.Seq, e.Note}}
	s.Legal = []LegalSpan{{e.On, a.LegalStatus, a.SecondRecommendation, a.LegalTerms, e.Seq}}
	s.Questions.Worked = AdmissionQuestions{Admission: e.Seq, Registered: AnswerNo, Before: NoneWasHeld}
	// Who joined on the day itself joined because of the admission.
	if w.registered != 0 && w.registered < e.On {
		s.Questions.Worked.Registered, s.Questions.Since = AnswerYes, w.registered
	}
	w.stays = append(w.stays, s)
	w.now = &w.stays[len(w.stays)-1]
	for _, held := range w.reviews {
		w.reviewedOn(held)
	}
	for _, on := range w.laeps {
		if q := &w.now.Questions; q.Worked.Before != ReviewWasHeld && w.counts(on) {
			q.Worked.Before, q.Review = LAEPWasHeld, on
		}
	}
}

// stayIn is which of some stays, in their order, somebody was in hospital for in
// a month: the last of them; below 0 for none.
func stayIn(stays []Stay, m Month) int {
	for i, s := range slices.Backward(stays) {
		if s.Admitted < m.First().AddMonths(1) && (s.Ended == 0 || s.Ended >= m.First()) {
			return i
		}
	}
	return -1
}

// counts reports whether what was held on a day was before the admission and
// not too long before; on its day wherever it stands (fine print 9).
func (w *stayWriter) counts(on civil.Date) bool {
	return on <= w.now.Admitted && w.rule(on, w.now.Admitted)
}

func (w *stayWriter) reviewedOn(on civil.Date) {
	if w.now == nil || !w.counts(on) {
		return
	}
	q := &w.now.Questions
	q.Worked.Before, q.Review = ReviewWasHeld, on
}

func (w *stayWriter) end(e Recorded) {
	if w.now == nil {
		return
	}
	s := w.now
	with := func(end *civil.Date, withStay *bool) {
		if *end == 0 {
			*end, *withStay = e.On, true
		}
	}
	for i := range s.Leaves {
		with(&s.Leaves[i].Back, &s.Leaves[i].WithStay)
	}
	for i := range s.Segregated {
		with(&s.Segregated[i].Ended, &s.Segregated[i].WithStay)
	}
	for i := range s.Delays {
		with(&s.Delays[i].Ended, &s.Delays[i].WithStay)
	}
	w.now, w.ended = nil, e
}

// during takes what happens in a stay.
func (w *stayWriter) during(s *HospitalStay, e Recorded) {
	switch f := e.Fact.(type) {
	case WardMove:
		s.Places = append(s.Places, StayPlace{e.On, f.Hospital, f.Ward, f.Security, f.OutOfArea, f.PlaceDetails, e.Seq, e.Note})
	case LegalStatusChange:
		s.Legal = append(s.Legal, LegalSpan{e.On, f.LegalStatus, f.SecondRecommendation, f.LegalTerms, e.Seq})
	case Leave:
		s.Leaves = append(s.Leaves, LeaveSpan{Leave: f, From: e.On, Seq: e.Seq, Note: e.Note})
	case LeaveEnded:
		if i := slices.IndexFunc(s.Leaves, func(x LeaveSpan) bool { return x.ID == f.Leave && (x.Back == 0 || x.WithStay) }); i >= 0 {
			s.Leaves[i].Back, s.Leaves[i].WithStay = e.On, false
		}
	case Segregation:
		s.Segregated = append(s.Segregated, SegregationSpan{Segregation: f, From: e.On, Seq: e.Seq, Note: e.Note})
	case SegregationReviewed:
		if x := s.segregation(f.Segregation); x != nil {
			x.Reviews = append(x.Reviews, e)
		}
	case SegregationEnded:
		if x := s.segregation(f.Segregation); x != nil && (x.Ended == 0 || x.WithStay) {
			x.Ended, x.WithStay = e.On, false
		}
	case OversightVisit:
		s.Visits = append(s.Visits, e)
	case IndependentReview:
		s.Independent = append(s.Independent, e)
	case InadequateNotice:
		s.Notices = append(s.Notices, e)
	case InadequateTold:
		s.NoticeTold = append(s.NoticeTold, e)
	case HospitalCare:
		care := f
		s.Care = &care
	case PlannedDischarge:
		if n := len(s.Planned); n == 0 && f.Day != 0 || n > 0 && s.Planned[n-1].Day != f.Day {
			s.Planned = append(s.Planned, PlannedDay{e.On, f.Day, e.Note, e.Seq})
		}
	case DischargePlan:
		plan := f
		s.Plan, s.PlanOn, s.PlanNote = &plan, e.On, e.Note
	case DischargeCondition:
		s.Conditions = append(s.Conditions, ConditionSpan{DischargeCondition: f, Since: e.On, Progress: ConditionOpen, ProgressOn: e.On, Note: e.Note, Seq: e.Seq})
	case DischargeProgress:
		if i := slices.IndexFunc(s.Conditions, func(x ConditionSpan) bool { return x.ID == f.Condition }); i >= 0 {
			x := &s.Conditions[i]
			x.Progress, x.ProgressOn, x.Note = f.Progress, e.On, cmp.Or(e.Note, x.Note)
		}
	case DischargeDelay:
		s.Delays = append(s.Delays, DelaySpan{DischargeDelay: f, From: e.On, Note: e.Note, Seq: e.Seq})
	case DischargeDelayEnded:
		if i := slices.IndexFunc(s.Delays, func(x DelaySpan) bool { return x.ID == f.Delay && (x.Ended == 0 || x.WithStay) }); i >= 0 {
			s.Delays[i].Ended, s.Delays[i].WithStay = e.On, false
		}
	case DischargeAgreement:
		s.Agreements = append(slices.DeleteFunc(s.Agreements, func(x AgreementState) bool { return x.Party == f.Party }), AgreementState{f, e.On, e.Note, e.Seq})
	}
}

func (s *HospitalStay) segregation(id string) *SegregationSpan {
	if i := slices.IndexFunc(s.Segregated, func(x SegregationSpan) bool { return x.ID == id }); i >= 0 {
		return &s.Segregated[i]
	}
	return nil
}

// PlannedMoves is how often the planned day was put to another, or given up.
func (s *HospitalStay) PlannedMoves() int { return max(0, len(s.Planned)-1) }

// PlannedNow is the day planned for leaving; zero without one.
func (s *HospitalStay) PlannedNow() civil.Date {
	if n := len(s.Planned); n > 0 {
		return s.Planned[n-1].Day
	}
	return 0
}

// Here is where they are, or were at the end.
func (s *HospitalStay) Here() StayPlace { return s.Places[len(s.Places)-1] }

// SinceHere is since when they are in the hospital that they are in, whichever
// ward.
func (s *HospitalStay) SinceHere() civil.Date {
	on := s.Here().On
	for i := len(s.Places) - 1; i >= 0 && s.Places[i].Hospital == s.Here().Hospital; i-- {
		on = s.Places[i].On
	}
	return on
}

// LegalNow is the legal status in force, or that at the end.
func (s *HospitalStay) LegalNow() LegalSpan { return s.Legal[len(s.Legal)-1] }

// OnLeave is the leave that lasts; nil without one.
func (s *HospitalStay) OnLeave() *LeaveSpan {
	for i := len(s.Leaves) - 1; i >= 0; i-- {
		if s.Leaves[i].Back == 0 {
			return &s.Leaves[i]
		}
	}
	return nil
}

// SegregatedNow is the seclusion or segregation that lasts, long-term
// segregation before seclusion; nil without one.
func (s *HospitalStay) SegregatedNow() *SegregationSpan {
	var found *SegregationSpan
	for i := range s.Segregated {
		x := &s.Segregated[i]
		if x.Ended == 0 && (found == nil || x.Form == LongTermSegregation && found.Form != LongTermSegregation) {
			found = x
		}
	}
	return found
}

// NoticeAnswer is what the record says of one who has to be told of the latest
// exception for a hospital rated inadequate. Told is nil while nothing is said.
type NoticeAnswer struct {
	Party NoticeParty
	Told  *InadequateTold
	On    civil.Date
	Note  string
}

// NoticeAnswers are they, in the order of NoticeParties; nil without an
// exception. What was said before it was agreed to was about another.
func (s *HospitalStay) NoticeAnswers() (all []NoticeAnswer) {
	if len(s.Notices) == 0 {
		return nil
	}
	since := s.Notices[len(s.Notices)-1].On
	for _, party := range NoticeParties {
		answer := NoticeAnswer{Party: party}
		for _, e := range s.NoticeTold {
			if f, ok := e.Fact.(InadequateTold); ok && e.On >= since && slices.Contains(f.To, party) {
				answer = NoticeAnswer{party, &f, e.On, e.Note}
			}
		}
		if party != NoticeHost || s.Here().OutOfArea || answer.Told != nil {
			all = append(all, answer)
		}
	}
	return all
}

// DelayNow is the delay that has lasted longest and still does; nil without one.
func (s *HospitalStay) DelayNow() *DelaySpan {
	var found *DelaySpan
	for i := range s.Delays {
		if x := &s.Delays[i]; x.Ended == 0 && (found == nil || x.From < found.From) {
			found = x
		}
	}
	return found
}

// DaysLost is how many days a delay has cost by a day: from the day after it
// began, for on that day they could still have left, to its end.
func (x DelaySpan) DaysLost(by civil.Date) int {
	end := by
	if x.Ended != 0 {
		end = min(end, x.Ended)
	}
	return max(0, int(end-x.From))
}

// DaysLost is how many days were lost in all. A day of two delays is one day.
func (s *HospitalStay) DaysLost(by civil.Date) int {
	spans := slices.Clone(s.Delays)
	slices.SortFunc(spans, func(a, b DelaySpan) int { return cmp.Compare(a.From, b.From) })
	total, reached := 0, civil.Date(0)
	for _, x := range spans {
		end := x.From + civil.Date(x.DaysLost(by))
		if begin := max(x.From, reached); end > begin {
			total += int(end - begin)
			reached = end
		}
	}
	return total
}

// By is the last day of the stay, or the given day while it lasts.
func (s *HospitalStay) By(day civil.Date) civil.Date { return cmp.Or(s.Ended, day) }

// Days is how many nights the stay has had by a day.
func (s *HospitalStay) Days(by civil.Date) int {
	if s.Ended != 0 {
		by = min(by, s.Ended)
	}
	return max(0, int(by-s.Admitted))
}

// Commissioned is who answers for somebody; ok is false while nobody wrote it.
func (c *Case) Commissioned() (f Commissioners, ok bool) {
	for _, e := range c.Standing {
		if x, is := e.Fact.(Commissioners); is {
			f, ok = x, true
		}
	}
	return f, ok
}
