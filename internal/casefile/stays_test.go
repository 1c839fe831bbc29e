package casefile

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/civil"
)

// toldOn folds facts, each with its day.
func toldOn(facts ...any) *Case {
	var entries []Recorded
	for i := 0; i+1 < len(facts); i += 2 {
		day := civil.Of(2026, 1, 1) + civil.Date(facts[i].(int))
		entries = append(entries, Recorded{Entry: Entry{On: day, Fact: facts[i+1].(Fact)}, Seq: len(entries) + 1})
	}
	return Fold("p1", entries)
}

// halfYear is the rule of the program.
func halfYear(held, admitted civil.Date) bool { return admitted <= held.AddMonths(6) }

func dayN(n int) civil.Date { return civil.Of(2026, 1, 1) + civil.Date(n) }

var onElm = Admission{Hospital: "X01", Ward: "Elm", Security: General, LegalStatus: "2"}

func TestStaysAreJoined(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		gap  int
		want civil.Date
	}{
		"on the same day": {0, dayN(0)}, "on the next day": {1, dayN(0)}, "after a day at home": {2, dayN(12)},
	} {
		c := toldOn(0, onElm, 10, Discharge{}, 10+test.gap, onElm)
		stays := c.HospitalStays(halfYear)
		if len(stays) != 2 || stays[1].Joined != test.want || stays[0].Joined != dayN(0) || stays[0].Ended != dayN(10) {
			t.Errorf("%s: joined from %v, want %v", name, stays[1].Joined, test.want)
		}
	}
}

func TestTheTwoQuestionsAreWorkedOut(t *testing.T) {
	t.Parallel()
	held := ReviewHeld{ID: "r1", Setting: Community}
	for name, test := range map[string]struct {
		facts      []any
		registered Answer
		before     ReviewBefore
	}{
		"unknown until then":                   {[]any{200, onElm}, AnswerNo, NoneWasHeld},
		"joined before":                        {[]any{0, JoinedRegister{}, 200, onElm}, AnswerYes, NoneWasHeld},
		"joined that day":                      {[]any{200, JoinedRegister{}, 200, onElm}, AnswerNo, NoneWasHeld},
		"left before":                          {[]any{0, JoinedRegister{}, 100, LeftRegister{}, 200, onElm}, AnswerNo, NoneWasHeld},
		"a review before":                      {[]any{150, held, 200, onElm}, AnswerNo, ReviewWasHeld},
		"a review that day, written after":     {[]any{200, onElm, 200, held}, AnswerNo, ReviewWasHeld},
		"a review the day after":               {[]any{200, onElm, 201, held}, AnswerNo, NoneWasHeld},
		"a review too long before":             {[]any{10, held, 200, onElm}, AnswerNo, NoneWasHeld},
		"the emergency protocol":               {[]any{195, LAEP{}, 200, onElm}, AnswerNo, LAEPWasHeld},
		"the protocol and a review":            {[]any{150, held, 195, LAEP{}, 200, onElm}, AnswerNo, ReviewWasHeld},
		"a review in hospital the time before": {[]any{0, onElm, 5, ReviewHeld{ID: "r0", Setting: Inpatient}, 9, Discharge{}, 30, onElm}, AnswerNo, NoneWasHeld},
	} {
		stays := toldOn(test.facts...).HospitalStays(halfYear)
		q := stays[len(stays)-1].Questions
		if q.Registered() != test.registered || q.Before() != test.before || q.Confirmed != nil {
			t.Errorf("%s: %s and %s, want %s and %s", name, q.Registered(), q.Before(), test.registered, test.before)
		}
	}
	c := toldOn(0, onElm, 1, AdmissionQuestions{Admission: 1, Registered: AnswerYes, Before: LAEPWasHeld})
	q := c.HospitalStays(halfYear)[0].Questions
	if q.Registered() != AnswerYes || q.Before() != LAEPWasHeld || q.Worked.Registered != AnswerNo || q.On != dayN(1) {
		t.Errorf("confirmed as %+v", q)
	}
}

func TestDaysLostAreCountedOnceInAll(t *testing.T) {
	t.Parallel()
	c := toldOn(0, onElm,
		10, DischargeDelay{ID: "d1", Code: "lack-housing"}, 15, DischargeDelay{ID: "d2", Code: "no-health-funding"},
		20, DischargeDelayEnded{Delay: "d1"}, 30, DischargeDelayEnded{Delay: "d2"}, 40, DischargeDelay{ID: "d3", Code: "choice"})
	s := c.HospitalStays(halfYear)[0]
	var each []int
	for _, d := range s.Delays {
		each = append(each, d.DaysLost(dayN(45)))
	}
	if !reflect.DeepEqual(each, []int{10, 15, 5}) || s.DaysLost(dayN(45)) != 25 || s.DaysLost(dayN(12)) != 2 {
		t.Errorf("lost %v, %d in all, and %d by the 12th day", each, s.DaysLost(dayN(45)), s.DaysLost(dayN(12)))
	}
	if now := s.DelayNow(); now == nil || now.ID != "d3" {
		t.Errorf("the delay now is %+v", now)
	}
}

func TestAStayKeepsItsStory(t *testing.T) {
	t.Parallel()
	april, may := dayN(100), dayN(130)
	c := toldOn(0, onElm, 3, PlannedDischarge{Day: april}, 4, PlannedDischarge{Day: april}, 20, PlannedDischarge{Day: may}, 21, PlannedDischarge{},
		5, LegalStatusChange{LegalStatus: "3"}, 6, WardMove{Hospital: "X02", Ward: "Oak", Security: Low, OutOfArea: true, PlaceDetails: PlaceDetails{Name: "Far", Kilometres: 90}},
		7, Leave{ID: "l1", Form: "overnight"}, 9, LeaveEnded{Leave: "l1"}, 10, Leave{ID: "l2", Form: ExtendedLeave},
		11, Segregation{ID: "s1", Form: LongTermSegregation}, 12, Segregation{ID: "s2", Form: Seclusion}, 13, SegregationReviewed{Segregation: "s1", By: "A doctor"},
		14, Restraint{Month: "2026-01", Physical: 4, Prone: 1}, 15, Restraint{Month: "2026-01", Physical: 5, Prone: 1, Medication: 1},
		16, DischargeCondition{ID: "c1", About: "housing", Text: "A flat", Owner: "Housing", Due: april}, 17, DischargeProgress{Condition: "c1", Progress: "stuck"},
		18, DischargeAgreement{Party: "commissioner", Agrees: AnswerYes}, 19, DischargeAgreement{Party: "person", Agrees: AnswerYes}, 20, DischargeAgreement{Party: "commissioner", Agrees: AnswerNo},
		22, InadequateNotice{Hospital: "X02", AgreedBy: "B", LookAgain: april}, 40, Discharge{To: "family-home"})
	s := c.HospitalStays(halfYear)[0]
	if s.PlannedNow() != 0 || s.PlannedMoves() != 2 || len(s.Planned) != 3 {
		t.Errorf("planned: %+v", s.Planned)
	}
	if here := s.Here(); here.Ward != "Oak" || here.Name != "Far" || s.SinceHere() != dayN(6) || s.LegalNow().Status != "3" || c.Stays[0].Kilometres != 90 {
		t.Errorf("is at %+v", here)
	}
	if len(s.Leaves) != 2 || s.Leaves[0].Back != dayN(9) || s.Leaves[1].Back != dayN(40) {
		t.Errorf("leaves: %+v", s.Leaves)
	}
	if len(s.Segregated) != 2 || len(s.Segregated[0].Reviews) != 1 || s.Segregated[0].Ended != dayN(40) || s.SegregatedNow() != nil {
		t.Errorf("segregated: %+v", s.Segregated)
	}
	if len(s.Restraints) != 1 || s.Restraints[0].Physical != 5 || s.Restraints[0].total() != 6 {
		t.Errorf("restraints: %+v", s.Restraints)
	}
	if len(s.Conditions) != 1 || s.Conditions[0].Progress != "stuck" || !s.Conditions[0].Open() {
		t.Errorf("conditions: %+v", s.Conditions)
	}
	if len(s.Agreements) != 2 || s.Agreements[0].Party != "person" || s.Agreements[1].Agrees != AnswerNo {
		t.Errorf("agreements: %+v", s.Agreements)
	}
	if s.Discharge == nil || len(s.Notices) != 1 || s.Days(dayN(99)) != 40 {
		t.Errorf("the end: %+v", s)
	}
	open := c.AsAt(dayN(12)).HospitalStays(halfYear)[0]
	if now := open.SegregatedNow(); now == nil || now.ID != "s1" || open.OnLeave() == nil {
		t.Errorf("on the 12th day %+v, %+v", open.SegregatedNow(), open.OnLeave())
	}
}

// What can be so only in hospital is refused of somebody at home, and after a
// death; and what speaks of something that is not there is refused.
func TestOnlyInHospital(t *testing.T) {
	t.Parallel()
	today := dayN(50)
	good := []Fact{
		Leave{ID: "l", Form: "overnight"}, Segregation{ID: "s", Form: Seclusion},
		IndependentReview{Chair: "C"}, InadequateNotice{Hospital: "X01", AgreedBy: "A", LookAgain: today}, InadequateTold{To: NoticeParties, By: "B"}, HospitalCare{},
		DischargePlan{Destination: "other", State: "treatment-no-plan"}, DischargeCondition{ID: "c", About: "team", Text: "x", Owner: "y", Due: today},
		DischargeDelay{ID: "d", Code: "choice"}, DischargeAgreement{Party: "person", Agrees: AnswerYes},
	}
	for _, f := range good {
		if _, err := (Add{On: dayN(5), Fact: f, Note: "why"}).Decide(toldOn(0, onElm), today); err != nil {
			t.Errorf("in hospital %s: %v", f.Kind(), err)
		}
		for where, c := range map[string]*Case{"at home": toldOn(0, JoinedRegister{}), "before": toldOn(9, onElm), "after": toldOn(0, onElm, 3, Discharge{}), "dead": toldOn(0, onElm, 3, Died{})} {
			if _, told := f.(InadequateTold); told && (where == "after" || where == "dead") {
				continue // somebody can be told of it at any time
			}
			if _, err := (Add{On: dayN(5), Fact: f, Note: "why"}).Decide(c, today); err == nil {
				t.Errorf("%s %s: it was taken", where, f.Kind())
			}
		}
	}
	for _, f := range []Fact{LeaveEnded{Leave: "x"}, SegregationReviewed{Segregation: "x", By: "y"}, SegregationEnded{Segregation: "x"}, DischargeProgress{Condition: "x", Progress: ConditionDone}, DischargeDelayEnded{Delay: "x"}} {
		if _, err := (Add{On: dayN(5), Fact: f, Note: "why"}).Decide(toldOn(0, onElm), today); err == nil {
			t.Errorf("%s of what is not there: it was taken", f.Kind())
		}
	}
}

// What comes before what it is about says from which day that is recorded, and
// what to do; where there is no such thing at all it does not.
func TestWhatIsTooEarlySaysWhatToDo(t *testing.T) {
	t.Parallel()
	c := toldOn(0, JoinedRegister{}, 5, SupportNeed{ID: "n", Text: "Short breaks"})
	step := Add{On: dayN(3), Fact: SupportStep{Need: "n", Status: "asked"}}
	if _, err := step.Decide(c, dayN(9)); err == nil || !strings.Contains(err.Error(), "It is recorded from "+dayN(5).Long()) {
		t.Errorf("%v", err)
	}
	if _, err := step.Decide(toldOn(0, JoinedRegister{}), dayN(9)); err == nil || strings.Contains(err.Error(), "It is recorded from") {
		t.Errorf("%v", err)
	}
}

// Who joins while they are in hospital is blue from that day, whether they were
// on the register before or not; who joins at home is not rated by it.
func TestWhoJoinsInHospitalIsBlue(t *testing.T) {
	t.Parallel()
	today := dayN(50)
	for where, test := range map[string]struct {
		c    *Case
		blue bool
	}{
		"in hospital":       {toldOn(0, onElm), true},
		"left meanwhile":    {toldOn(0, JoinedRegister{}, 1, onElm, 2, Rated{Rating: Blue}, 3, LeftRegister{Reason: "Withdrew"}), true},
		"home again":        {toldOn(0, onElm, 3, Discharge{}), false},
		"never in hospital": {toldOn(0, Details{GivenName: "Ann"}), false},
	} {
		entries, err := Add{On: dayN(9), Fact: JoinedRegister{}}.Decide(test.c, today)
		if err != nil {
			t.Errorf("%s: %v", where, err)
			continue
		}
		after := test.c.with(entries...)
		if got := after.Rating != nil && after.Rating.Rating == Blue; got != test.blue {
			t.Errorf("%s: blue %v, want %v", where, got, test.blue)
		}
	}
}

// The restraints of a month are of the stay in which it was, also when they are
// counted after it, when the discharge is recorded late and after a death; and so
// are the questions of an admission answered.
func TestRestraintsAreOfAMonth(t *testing.T) {
	t.Parallel()
	month, today := MonthOf(dayN(0)), dayN(80)
	counted := Restraint{Month: month, Physical: 3}
	for where, c := range map[string]*Case{"there": toldOn(0, onElm), "home since": toldOn(0, onElm, 3, Discharge{}), "died since": toldOn(0, onElm, 3, Died{})} {
		if _, err := (Add{On: dayN(10), Fact: counted}).Decide(c, today); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
	for where, c := range map[string]*Case{"at home": toldOn(0, JoinedRegister{}), "later": toldOn(70, onElm)} {
		if _, err := (Add{On: dayN(70), Fact: counted}).Decide(c, today); err == nil {
			t.Errorf("%s: it was taken", where)
		}
	}
	for _, late := range []Fact{counted, AdmissionQuestions{Admission: 1, Registered: AnswerYes, Before: NoneWasHeld}} {
		c := toldOn(0, onElm, 10, late)
		for _, end := range []Fact{Discharge{}, Died{}} {
			if _, err := (Add{On: dayN(9), Fact: end}).Decide(c, today); err != nil {
				t.Errorf("%s of the day before %s: %v", end.Kind(), late.Kind(), err)
			}
		}
	}
	if _, err := (Add{On: dayN(5), Fact: AdmissionQuestions{Admission: 1, Registered: AnswerYes, Before: NoneWasHeld}}).Decide(toldOn(0, JoinedRegister{}), today); err == nil {
		t.Error("the questions of no admission were taken")
	}
	stays := toldOn(0, onElm, 3, Discharge{}, 40, onElm, 41, counted).HospitalStays(nil)
	if len(stays) != 2 || len(stays[0].Restraints) != 1 || len(stays[1].Restraints) != 0 {
		t.Errorf("%+v", stays)
	}
	// Of two stays in one month the day says which it was, and what was written
	// last holds there, though it stands on an earlier day.
	more := Restraint{Month: month, Physical: 8}
	stays = toldOn(0, onElm, 1, Discharge{}, 3, onElm, 4, more, 2, counted, 1, Restraint{Month: month, Physical: 5}).HospitalStays(nil)
	if len(stays) != 2 || len(stays[0].Restraints) != 1 || stays[0].Restraints[0].Physical != 5 || len(stays[1].Restraints) != 1 || stays[1].Restraints[0].Physical != 8 {
		t.Errorf("%+v", stays)
	}
}

// A discharge or death is often recorded days after it, when others have gone on
// planning; and some are told of a hospital only when somebody has left it.
func TestWhatWasWrittenBeforeAnybodyKnewTheyHadLeftStands(t *testing.T) {
	t.Parallel()
	today := dayN(80)
	notice := InadequateNotice{Hospital: "X01", AgreedBy: "A", LookAgain: dayN(90)}
	told := InadequateTold{To: []NoticeParty{"region"}, By: "Ann"}
	need := DischargeCondition{ID: "c1", About: "housing", Text: "A flat", Owner: "B", Due: dayN(70)}
	begun := []any{0, onElm, 1, notice, 1, need, 1, Leave{ID: "l1", Form: "overnight"}}
	with := func(more ...any) *Case { return toldOn(append(slices.Clone(begun), more...)...) }
	plans := []Fact{told, notice, PlannedDischarge{Day: dayN(60)}, HospitalCare{}, DischargePlan{Destination: "supported-housing", State: "treatment-working"},
		DischargeProgress{Condition: "c1", Progress: ConditionDone}, DischargeAgreement{Party: FamilyParty, Agrees: AnswerYes}}
	for _, end := range []Fact{Discharge{}, Died{}} {
		for _, f := range plans {
			c := with(12, f)
			if _, err := (Add{On: dayN(8), Fact: end}).Decide(c, today); err != nil {
				t.Errorf("%s recorded after a later %s: %v", end.Kind(), f.Kind(), err)
			}
			if _, err := (Add{On: dayN(8), Fact: f, Note: "why"}).Decide(with(8, end), today); err != nil {
				t.Errorf("%s on the day of the %s: %v", f.Kind(), end.Kind(), err)
			}
			if _, err := (Add{On: dayN(12), Fact: f, Note: "why"}).Decide(with(8, end), today); (err == nil) != (f.Kind() == told.Kind()) {
				t.Errorf("%s after a %s that is known: %v", f.Kind(), end.Kind(), err)
			}
		}
		if _, err := (Add{On: dayN(8), Fact: LeaveEnded{Leave: "l1"}}).Decide(with(8, end), today); err != nil {
			t.Errorf("back from leave on the day of the %s: %v", end.Kind(), err)
		}
		if _, err := (Add{On: dayN(8), Fact: end}).Decide(with(12, Leave{ID: "l2", Form: "overnight"}), today); err == nil {
			t.Errorf("a leave after the %s is taken", end.Kind())
		}
	}
	c := with(8, PlannedDischarge{Day: dayN(60)}, 10, told, 9, Discharge{}, 9, Rated{Rating: Amber}, 12, PlannedDischarge{Day: dayN(65)})
	s := c.HospitalStays(halfYear)[0]
	if c.PlannedDischarge != 0 || s.PlannedNow() != dayN(60) || s.Ended != dayN(9) || len(s.NoticeTold) != 1 {
		t.Errorf("planned %v and %v, ended %v, told %v", c.PlannedDischarge, s.PlannedNow(), s.Ended, s.NoticeTold)
	}
}

// An admission that is struck out takes the colour with it only when that is
// struck out too; the questions of another admission say nothing of this one.
func TestAdmitRecordsWhatGoesWithIt(t *testing.T) {
	t.Parallel()
	c := toldOn(0, JoinedRegister{})
	entries, err := Admit{On: dayN(5), Admission: onElm, Also: []Fact{AdmissionQuestions{Registered: AnswerNo, Before: NoneWasHeld}, Commissioners{Responsible: "An ICB"}}}.Decide(c, dayN(9))
	if err != nil || len(entries) != 4 || entries[2].Fact.(AdmissionQuestions).Admission != 2 {
		t.Errorf("%+v, %v", entries, err)
	}
}

// A day that was given up is kept as such.
func TestNoPlannedDayIsKept(t *testing.T) {
	t.Parallel()
	body, err := EncodeFact(PlannedDischarge{})
	if err != nil {
		t.Fatal(err)
	}
	if f, err := DecodeFact("planned-discharge", body); err != nil || f != (PlannedDischarge{}) {
		t.Errorf("%s is read as %+v, %v", body, f, err)
	}
}

// Each one who has to be told stands as told, as not told with its reason, or as
// missing, since the exception that holds was agreed to.
func TestWhoWasToldOfAnException(t *testing.T) {
	t.Parallel()
	notice := InadequateNotice{Hospital: "X01", AgreedBy: "A", LookAgain: dayN(90)}
	said := func(c *Case) (all []string) {
		for _, a := range c.HospitalStays(halfYear)[0].NoticeAnswers() {
			words := string(a.Party)
			switch {
			case a.Told == nil:
				words += " missing"
			case a.Told.Not:
				words += " not: " + a.Note
			default:
				words += " by " + a.Told.By
			}
			all = append(all, words)
		}
		return all
	}
	c := toldOn(0, onElm, 3, InadequateTold{To: NoticeParties, By: "too early"})
	if got := said(c); got != nil {
		t.Errorf("without an exception: %q", got)
	}
	c = toldOn(0, onElm, 3, InadequateTold{To: NoticeParties, By: "too early"}, 4, notice, 4, InadequateTold{To: []NoticeParty{"person", "region"}, By: "Ann"}, 5, InadequateTold{To: []NoticeParty{"family"}, Not: true})
	if got, want := said(c), []string{"person by Ann", "family not: ", "chief-executive missing", "region by Ann", "quality-board missing"}; !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
	for _, f := range []Fact{InadequateTold{By: "Ann"}, InadequateTold{To: NoticeParties}, InadequateTold{To: NoticeParties, Not: true}, InadequateTold{To: []NoticeParty{"shoe"}, By: "Ann"}} {
		if _, err := (Add{On: dayN(5), Fact: f}).Decide(c, dayN(50)); err == nil {
			t.Errorf("taken: %+v", f)
		}
	}
}
