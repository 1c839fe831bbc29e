package casefile

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/civil"
)

// toldBy plays decisions on an empty case, each as one act.
func toldBy(t *testing.T, decisions ...Decision) *Case {
	t.Helper()
	c := Fold("p1", nil)
	for i, d := range decisions {
		entries, err := d.Decide(c, dayN(300))
		if err != nil {
			t.Fatalf("decision %d, %+v: %v", i, d, err)
		}
		at := time.Date(2026, 11, 1, 9, c.Version(), 0, 0, time.UTC)
		for _, e := range entries {
			c.Append(Recorded{Entry: e, Seq: c.Version() + 1, RecordedAt: at, By: Author{ID: "u1"}})
		}
	}
	return c
}

// effective are the entries that take effect, in their order.
func effective(c *Case) []Entry {
	var all []Entry
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case EnteredInError:
		case AdmissionQuestions:
			f.Admission = c.Corrected(f.Admission)
			if a, ok := c.Entry(f.Admission); ok {
				f.Admission = int(a.On) // where it is in the record is another matter
			}
			e.Fact = f
			all = append(all, e.Entry)
		default:
			all = append(all, e.Entry)
		}
	}
	return all
}

// TestACorrectedDayIsAsIfItHadBeenRightFromTheStart compares each case with one
// in which the right day was recorded at once.
func TestACorrectedDayIsAsIfItHadBeenRightFromTheStart(t *testing.T) {
	t.Parallel()
	open := Open{On: dayN(1), Details: Details{FamilyName: "Oak", BirthDate: civil.Of(1990, 1, 1)}}
	red := Rate{On: dayN(2), Rated: Rated{Rating: Red}, Reason: "In crisis"}
	admit := func(n int) Decision {
		return Admit{On: dayN(n), Admission: onElm, Note: "At night", Also: []Fact{Commissioners{Responsible: "Northshire ICB"}, AdmissionQuestions{Registered: AnswerYes, Before: NoneWasHeld}}}
	}
	home := func(n int) Decision {
		return SendHome{On: dayN(n), Rating: Amber, Reason: "Home", FollowUp: []FollowUp{{Action{ID: "a1", Text: "Visit", Owner: "Team", Due: dayN(90)}, ObligedPlanned}, {Action{ID: "a2", Text: "Ring"}, ObligedDone}}}
	}
	add := func(n int, f Fact) Decision { return Add{On: dayN(n), Fact: f, Note: "As found"} }
	for name, test := range map[string]struct {
		kind  Kind // of the entry, the first of it
		to    int
		wrong []Decision
		right []Decision
	}{
		"an admission, earlier": {"admission", 5,
			[]Decision{open, red, admit(10), add(12, WardMove{Hospital: "X01", Ward: "Oak", Security: General}), home(60)},
			[]Decision{open, red, admit(5), add(12, WardMove{Hospital: "X01", Ward: "Oak", Security: General}), home(60)}},
		"an admission, later, to the day of a move": {"admission", 12,
			[]Decision{open, red, admit(10), add(12, WardMove{Hospital: "X01", Ward: "Oak", Security: General})},
			[]Decision{open, red, admit(12), add(12, WardMove{Hospital: "X01", Ward: "Oak", Security: General})}},
		"a discharge, earlier": {"discharge", 40,
			[]Decision{open, red, admit(10), add(12, Leave{ID: "l1", Form: "overnight"}), add(40, LeaveEnded{Leave: "l1"}), home(60), Rate{On: dayN(80), Rated: Rated{Rating: Green}, Reason: "Well"}},
			[]Decision{open, red, admit(10), add(12, Leave{ID: "l1", Form: "overnight"}), add(40, LeaveEnded{Leave: "l1"}), home(40), Rate{On: dayN(80), Rated: Rated{Rating: Green}, Reason: "Well"}}},
		"a discharge, to the day of the next admission": {"discharge", 70,
			[]Decision{open, red, admit(10), home(60), Admit{On: dayN(70), Admission: onElm}},
			[]Decision{open, red, admit(10), home(70), Admit{On: dayN(70), Admission: onElm}}},
		"a joining, earlier": {"joined-register", -30,
			[]Decision{Open{On: dayN(5), Details: Details{FamilyName: "Oak"}}, Rate{On: dayN(9), Rated: Rated{Rating: Red}, Reason: "In crisis"}},
			[]Decision{BringIn{[]Entry{{dayN(5), Details{FamilyName: "Oak"}, ""}, {dayN(-30), JoinedRegister{}, ""}}}, Rate{On: dayN(9), Rated: Rated{Rating: Red}, Reason: "In crisis"}}},
	} {
		c := toldBy(t, test.wrong...)
		at := slices.IndexFunc(c.Entries, func(e Recorded) bool { return e.Fact.Kind() == test.kind })
		was := c.Entries[at]
		entries, err := CorrectDay{Entry: was.Seq, On: dayN(test.to), Reason: "The ward’s letter says so"}.Decide(c, dayN(300))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, e := range entries {
			c.Append(Recorded{Entry: e, Seq: c.Version() + 1, RecordedAt: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), By: Author{ID: "u2"}})
		}
		want := toldBy(t, test.right...)
		if got := effective(c); !reflect.DeepEqual(got, effective(want)) {
			t.Errorf("%s: takes effect\n%+v,\nwant\n%+v", name, got, effective(want))
		}
		if len(c.Stays) > 0 && (c.Stays[0].Admitted != want.Stays[0].Admitted || c.Stays[0].Ended != want.Stays[0].Ended || c.HospitalStays(halfYear)[0].Questions.Confirmed == nil) {
			t.Errorf("%s: stays %+v, want %+v", name, c.Stays, want.Stays)
		}
		old, _ := c.Entry(was.Seq)
		by, _ := c.Entry(old.StruckBy)
		if old.StruckBy == 0 || by.Note != "The ward’s letter says so" || c.Corrected(was.Seq) == was.Seq {
			t.Errorf("%s: the old day is not kept with the reason: %+v, %+v", name, old, by)
		}
		if again := Fold(c.ID, c.Entries); !reflect.DeepEqual(again, c) {
			t.Errorf("%s: folded anew it is another case", name)
		}
		// And back again, which is a correction like any other.
		back, err := CorrectDay{Entry: c.Corrected(was.Seq), On: was.On, Reason: "The letter was wrong"}.Decide(c, dayN(300))
		if err != nil {
			t.Errorf("%s, back: %v", name, err)
		} else if got, want := effective(c.with(back...)), effective(toldBy(t, test.wrong...)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: back again\n%+v,\nwant\n%+v", name, got, want)
		}
	}
}

func TestADayThatContradictsIsRefusedWithWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	c := toldBy(t, Open{On: dayN(1), Details: Details{FamilyName: "Oak", BirthDate: civil.Of(1990, 1, 1)}}, Rate{On: dayN(2), Rated: Rated{Rating: Red}, Reason: "In crisis"},
		Admit{On: dayN(10), Admission: onElm}, Add{On: dayN(12), Fact: WardMove{Hospital: "X01", Ward: "Oak", Security: General}}, Add{On: dayN(14), Fact: Leave{ID: "l1", Form: "overnight"}},
		SendHome{On: dayN(60), Rating: Amber, Reason: "Home"})
	admission, discharge := 4, 8
	for name, test := range map[string]struct {
		d    CorrectDay
		want []string
	}{
		"an admission after what happened in the stay": {CorrectDay{admission, dayN(20), "x"}, []string{"on This day does not fit with “", "of 13 January 2026", "was not in hospital on 13 January 2026, so cannot move ward. Nor does it fit with “", "of 15 January 2026. Correct the day of that first"}},
		"an admission before a rating":                 {CorrectDay{admission, dayN(1), "x"}, []string{"does not fit with “Rated red” of 3 January 2026. Oak is in hospital (since 2 January 2026)"}},
		"a discharge before the admission":             {CorrectDay{discharge, dayN(5), "x"}, []string{"on Oak was not in hospital on 6 January 2026, so cannot be discharged."}},
		"the same day":                                 {CorrectDay{admission, dayN(10), "x"}, []string{"on This is the day that the entry has"}},
		"no reason, in the future":                     {CorrectDay{admission, dayN(400), " "}, []string{"on The date must be today or in the past", "note Say how it is known"}},
		"no such entry":                                {CorrectDay{99, dayN(4), "x"}, []string{" There is no such entry."}},
	} {
		_, err := test.d.Decide(c, dayN(300))
		refusals, _ := AsRefusals(err)
		var got []string
		for _, r := range refusals {
			got = append(got, r.Field+" "+r.Text)
		}
		for _, want := range test.want {
			if !strings.Contains(strings.Join(got, "\n"), want) {
				t.Errorf("%s: refused with %q, want %q", name, got, want)
			}
		}
	}
	// To strike out the admission is still refused, and says what does it instead.
	_, err := StrikeOut{admission, "The day is wrong"}.Decide(c, dayN(300))
	if err == nil || !strings.Contains(err.Error(), "If only the day of the entry is wrong, correct the day instead.") {
		t.Errorf("refused with %v", err)
	}
}

// TestAwayForATimeIsRecordedLate: a leaving with the return after it, an earlier
// time on the register, and a day of joining, though ratings stand since.
func TestAwayForATimeIsRecordedLate(t *testing.T) {
	t.Parallel()
	begun := []Decision{Open{On: dayN(1), Details: Details{FamilyName: "Oak", BirthDate: civil.Of(1990, 1, 1)}}, Rate{On: dayN(2), Rated: Rated{Rating: Amber}, Reason: "Alone"}, Rate{On: dayN(50), Rated: Rated{Rating: Green}, Reason: "Settled"}}
	c := toldBy(t, begun...)
	why := LeaveRecord{Why: LeaveNotAtRisk, View: "Glad", Plan: "The team stays", Call: "Jo", Told: "talk"}
	leave := func(on int, back *CameBack) Decision {
		return LeaveTheRegister{On: dayN(on), Left: LeftRegister{LeaveRecord: why}, Back: back}
	}
	for name, test := range map[string]struct {
		d    Decision
		want string // "" where it is recorded
	}{
		"back before the rating":         {leave(10, &CameBack{dayN(40)}), ""},
		"back on the day of the rating":  {leave(10, &CameBack{dayN(50)}), ""},
		"not back":                       {leave(10, nil), "on This does not fit with “Rated green” of 20 February 2026, which is already recorded: Oak left the register on 11 January 2026. Add them to the register again first. If what was recorded then is wrong, mark it as entered in error in the story first; if only its day is wrong, correct the day there. If they came back since, say so on this form."},
		"back after the rating":          {leave(10, &CameBack{dayN(60)}), "on This does not fit with “Rated green” of 20 February 2026"},
		"back before they left":          {leave(10, &CameBack{dayN(9)}), "back_on They cannot have come back before they left"},
		"back on no day":                 {leave(10, &CameBack{}), "back_on Enter the day"},
		"before they joined":             {leave(0, &CameBack{dayN(0)}), "on Oak was not on the register on 1 January 2026."},
		"moved, and back":                {MoveOut{On: dayN(10), Move: MoveRecord{To: "South", Basis: MoveOwn}, Back: &CameBack{dayN(40)}}, ""},
		"an earlier time":                {JoinTheRegister{On: dayN(-90), Note: "Found in a letter", Left: &LeftAgain{dayN(-30), "Moved away"}}, ""},
		"an earlier time without an end": {JoinTheRegister{On: dayN(-90), Note: "Found in a letter"}, "on This does not fit with “Joined the register” of 2 January 2026, which is already recorded: Oak was already on the register on that day (since 3 October 2025). If what was recorded then is wrong, mark it as entered in error in the story first; if only its day is wrong, correct the day there."},
		"an earlier time, no reason":     {JoinTheRegister{On: dayN(-90), Note: "Found in a letter", Left: &LeftAgain{dayN(-91), ""}}, "left They cannot have left the register before they joined it\nleft_reason Say why"},
	} {
		entries, err := test.d.Decide(c, dayN(300))
		refusals, _ := AsRefusals(err)
		var got []string
		for _, r := range refusals {
			got = append(got, r.Field+" "+r.Text)
		}
		if said := strings.Join(got, "\n"); err != nil && test.want == "" || !strings.HasPrefix(said, test.want) {
			t.Errorf("%s: refused with %q, %v, want %q", name, said, err, test.want)
		}
		if after := c.with(entries...); test.want == "" && (!after.OnRegister || after.Rating == nil || after.Rating.Rating != Green || len(inconsistencies(after)) > 0 || len(after.Memberships()) != 2) {
			t.Errorf("%s: %+v, %+v", name, after.Memberships(), after.Rating)
		}
	}
	// Who comes back while in hospital is blue again from that day.
	in := toldBy(t, append(begun, Admit{On: dayN(60), Admission: onElm})...)
	elsewhere := why
	elsewhere.Why = LeaveAnother
	entries, err := LeaveTheRegister{On: dayN(70), Left: LeftRegister{Reason: "To be near family", LeaveRecord: elsewhere}, Back: &CameBack{dayN(80)}}.Decide(in, dayN(300))
	if after := in.with(entries...); err != nil || !after.ratingIs(Blue) || after.Rating.Since != dayN(80) {
		t.Errorf("%+v, %v", after.Rating, err)
	}
	// A joining that was recorded too late moves to its day, with ratings on both sides of it.
	again := toldBy(t, append(begun, leave(55, nil), JoinTheRegister{On: dayN(90), Note: "Asked"}, Rate{On: dayN(91), Rated: Rated{Rating: Red}, Reason: "Worse"})...)
	joined := again.Memberships()[1].JoinedSeq
	if _, err := (CorrectDay{joined, dayN(80), "The letter"}).Decide(again, dayN(300)); err != nil {
		t.Errorf("a joining, earlier: %v", err)
	}
	if _, err := (CorrectDay{joined, dayN(95), "The letter"}).Decide(again, dayN(300)); err == nil || !strings.Contains(err.Error(), "“Rated red” of 2 April 2026") {
		t.Errorf("a joining, too late: %v", err)
	}
}

// What belongs to the day of another entry goes along, and a day that would leave
// something due for who died is refused.
func TestWhatGoesAlongWithACorrectedDay(t *testing.T) {
	t.Parallel()
	begun := []Decision{Open{On: dayN(1), Details: Details{FamilyName: "Oak", BirthDate: civil.Of(1990, 1, 1)}}, Rate{On: dayN(2), Rated: Rated{Rating: Amber}, Reason: "Alone"}}
	find := func(c *Case, f Fact) Recorded {
		t.Helper()
		for i := range slices.Backward(c.Standing) {
			if c.Standing[i].Fact.Kind() == f.Kind() {
				return c.Standing[i]
			}
		}
		t.Fatalf("no %s", f.Kind())
		return Recorded{}
	}
	home := SendHome{On: dayN(60), Rating: Red, Reason: "Newly home", Order: &LegalStatusChange{LegalStatus: "CTO"}, FollowUp: []FollowUp{{Action: Action{ID: "a1", Text: "Visit", Owner: "Jo", Due: dayN(67)}, State: ObligedPlanned}}}
	c := toldBy(t, append(begun, Admit{On: dayN(20), Admission: onElm}, home)...)
	entries, err := CorrectDay{find(c, Discharge{}).Seq, dayN(50), "By the letter"}.Decide(c, dayN(300))
	after := c.with(entries...)
	if o := after.Order(); err != nil || o == nil || o.From != dayN(50) || after.InHospital() || find(after, Action{}).On != dayN(50) {
		t.Errorf("the order stands as %+v, %v", after.Orders, err)
	}

	no := LeaveTheRegister{On: dayN(90), ByWill: true, Basis: Own, No: NotAgreed{Reason: "did-not-say", Offered: []Offered{"advocate"}}, Left: LeftRegister{LeaveRecord: LeaveRecord{View: "No", Call: "Jo", Told: "talk"}}}
	c = toldBy(t, append(begun, no)...)
	left := find(c, LeftRegister{}).Seq
	if _, err := (CorrectDay{left, dayN(95), "By the letter"}).Decide(c, dayN(300)); err == nil || !strings.Contains(err.Error(), "Correct the day of that") {
		t.Errorf("the leaving alone: %v", err)
	}
	entries, err = CorrectDay{find(c, Consent{}).Seq, dayN(80), "By the letter"}.Decide(c, dayN(300))
	if after := c.with(entries...); err != nil || after.OnRegister || find(after, LeftRegister{}).On != dayN(80) {
		t.Errorf("left on %v, %v", find(after, LeftRegister{}).On, err)
	}
	no.Back = &CameBack{dayN(120)}
	if _, err := no.Decide(toldBy(t, begun...), dayN(300)); err == nil || !strings.Contains(err.Error(), "without being asked") {
		t.Errorf("back against their no: %v", err)
	}

	c = toldBy(t, append(begun, Add{On: dayN(40), Fact: Action{ID: "a1", Text: "Ring the family", Due: dayN(70)}}, Add{On: dayN(60), Fact: Died{}})...)
	died := find(c, Died{}).Seq
	if _, err := (CorrectDay{died, dayN(30), "By the certificate"}).Decide(c, dayN(300)); err == nil || !strings.Contains(err.Error(), "it would go on being due") {
		t.Errorf("before what was planned: %v", err)
	}
	if _, err := (CorrectDay{died, dayN(50), "By the certificate"}).Decide(c, dayN(300)); err != nil {
		t.Errorf("after what was planned: %v", err)
	}
}
