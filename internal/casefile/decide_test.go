package casefile

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"homeward/internal/civil"
)

var today = civil.Of(2026, 11, 22)

func day(m, d int) civil.Date { return civil.Of(2026, m, d) }

// sam is a case with entries in the order given, recorded an hour apart.
func sam(entries ...Entry) *Case {
	c := &Case{ID: "sam"}
	add(c, Entry{day(1, 1), Details{GivenName: "Sam", FamilyName: "Example", BirthDate: civil.Of(1990, 6, 15)}, ""},
		Entry{day(1, 2), JoinedRegister{}, ""})
	add(c, entries...)
	return c
}

func add(c *Case, entries ...Entry) {
	for _, e := range entries {
		at := time.Date(2026, 11, 1, len(c.Entries), 0, 0, 0, time.UTC)
		c.Append(Recorded{Entry: e, Seq: c.Version() + 1, RecordedAt: at, By: Author{ID: "u1", Name: "Jo Tester", Role: "coordinator"}})
	}
}

var elm = Admission{Hospital: "RXX01", Ward: "Elm", Security: General, LegalStatus: Section2}

func TestDecisionsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	inHospital := []Entry{{day(3, 1), elm, ""}, {day(3, 1), Rated{Rating: Blue}, ""}}
	for _, c := range []struct {
		name  string
		have  []Entry
		try   Decision
		field string
		says  string
	}{
		{"discharge before admission", nil, SendHome{On: day(2, 1), Rating: Amber, Reason: "home"}, "on", "was not in hospital on 1 February 2026"},
		{"discharge dated before the admission", inHospital, SendHome{On: day(2, 1), Rating: Amber, Reason: "home"}, "on", "was not in hospital on 1 February 2026"},
		{"future rating", nil, Rate{On: today + 1, Rated: Rated{Rating: Red}, Reason: "x"}, "on", "today or in the past"},
		{"rating before birth", nil, Rate{On: civil.Of(1990, 6, 14), Rated: Rated{Rating: Red}, Reason: "x"}, "on", "date of birth, 15 June 1990"},
		{"no day", nil, Rate{Rated: Rated{Rating: Red}, Reason: "x"}, "on", "Enter the date"},
		{"rating without reasons", nil, Rate{On: today, Rated: Rated{Rating: Red}, Reason: "  "}, "note", "Say why"},
		{"no colour", nil, Rate{On: today, Reason: "x"}, "rating", "Choose a rating"},
		{"blue without an admission", nil, Rate{On: today, Rated: Rated{Rating: Blue}, Reason: "x"}, "rating", "Record the admission"},
		{"red in hospital", inHospital, Rate{On: today, Rated: Rated{Rating: Red}, Reason: "x"}, "rating", "is in hospital (since 1 March 2026)"},
		{"admitted twice", inHospital, Admit{On: day(4, 1), Admission: elm}, "on", "already in hospital"},
		{"admitted before an admission that has no discharge between", inHospital, Admit{On: day(2, 1), Admission: elm}, "on", "does not fit with “Admitted to Elm, RXX01” of 1 March 2026"},
		{"died before what was recorded", []Entry{{day(5, 1), Rated{Rating: Green}, "well"}}, Add{On: day(4, 1), Fact: Died{}}, "on", "mark it as entered in error in the story"},
		{"ward move at home", nil, Add{On: today, Fact: WardMove{Hospital: "RXX01", Ward: "Ash", Security: Low}}, "on", "cannot move ward"},
		{"legal status at home", nil, Add{On: today, Fact: LegalStatusChange{LegalStatus: Section3}}, "on", "legal status cannot change"},
		{"second recommendation for section 3", inHospital, Add{On: today, Fact: LegalStatusChange{LegalStatus: Section3, SecondRecommendation: today}}, "second_recommendation", "section 4 only"},
		{"unknown security", nil, Admit{On: today, Admission: Admission{Hospital: "R", Ward: "W", Security: "open", LegalStatus: Informal}}, "security", "Choose"},
		{"home without a new rating", inHospital, SendHome{On: today, Reason: "x"}, "rating", "red, amber or green"},
		{"home but blue", inHospital, SendHome{On: today, Rating: Blue, Reason: "x"}, "rating", "red, amber or green"},
		{"rated after death", []Entry{{day(5, 1), Died{}, ""}}, Rate{On: today, Rated: Rated{Rating: Red}, Reason: "x"}, "rating", "died on 1 May 2026"},
		{"rated after leaving", []Entry{{day(5, 1), LeftRegister{Reason: "well"}, ""}}, Rate{On: today, Rated: Rated{Rating: Red}, Reason: "x"}, "rating", "left the register on 1 May 2026"},
		{"left twice", []Entry{{day(5, 1), LeftRegister{Reason: "well"}, ""}}, Add{On: today, Fact: MovedOut{}}, "on", "already left"},
		{"joined twice", nil, Add{On: today, Fact: JoinedRegister{}}, "on", "already on the register on that day (since 2 January 2026)"},
		{"died in the midst of what is recorded", []Entry{{day(5, 1), Consent{To: ToReviews, Decision: Given, Basis: Own}, ""}}, Add{On: day(4, 1), Fact: Died{}}, "on", "does not fit"},
		{"consent by nobody", nil, Add{On: today, Fact: Consent{To: ToReviews, Decision: Given}}, "basis", "who decided"},
		{"empty note", nil, Add{On: today, Fact: Note{}, Note: " \n"}, "note", "Write the note"},
		{"report on no review", nil, Add{On: today, Fact: ReportSent{Review: "r9", To: []Recipient{ToPerson}}}, "on", "No such review was held"},
		{"action twice", []Entry{{day(5, 1), Action{ID: "a", Text: "ring"}, ""}}, Add{On: today, Fact: Action{ID: "a", Text: "ring"}}, "on", "already one called"},
		{"strike out nothing", nil, StrikeOut{Entry: 99, Reason: "x"}, "", "no such entry"},
		{"strike out without reason", nil, StrikeOut{Entry: 1}, "note", "what was wrong"},
		{"a strike-out by itself", nil, Add{On: today, Fact: EnteredInError{Entry: 1}}, "", "cannot be recorded by itself"},
		{"wrong NHS number", nil, Add{On: today, Fact: Details{GivenName: "Sam", NHSNumber: "9990000000"}}, "nhs_number", "valid NHS number"},
		{"opened twice", nil, Open{On: today, Details: Details{GivenName: "Sam"}}, "", "already on the register"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			entries, err := c.try.Decide(sam(c.have...), today)
			r, ok := AsRefusals(err)
			if !ok || entries != nil {
				t.Fatalf("got %v, %v; want a refusal", entries, err)
			}
			if r[0].Field != c.field || !strings.Contains(r.Error(), c.says) {
				t.Errorf("refused with %+v; want field %q and %q", r, c.field, c.says)
			}
		})
	}
}

func TestAnAdmissionTurnsTheRatingBlueAndADischargeEndsIt(t *testing.T) {
	t.Parallel()
	c := sam(Entry{day(2, 1), Rated{Rating: Red}, "crisis"})
	entries, err := Admit{On: day(3, 1), Admission: elm}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, entries...)
	if c.Stay == nil || c.Rating.Rating != Blue || c.Rating.Since != day(3, 1) {
		t.Fatalf("stay %+v, rating %+v", c.Stay, c.Rating)
	}
	add(c, Entry{day(4, 1), WardMove{Hospital: "RXX01", Ward: "Ash", Security: Low}, ""}, Entry{day(4, 2), LegalStatusChange{LegalStatus: Section3}, ""})
	want := Stay{Admission: Admission{Hospital: "RXX01", Ward: "Ash", Security: Low, LegalStatus: Section3}, Admitted: day(3, 1), Seq: 4}
	if !reflect.DeepEqual(*c.Stay, want) {
		t.Errorf("stay is %+v, want %+v", *c.Stay, want)
	}
	entries, err = SendHome{On: day(6, 1), Rating: Amber, Reason: "first weeks home"}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, entries...)
	if c.InHospital() || c.Rating.Rating != Amber || len(c.Stays) != 1 || c.Stays[0].Ended != day(6, 1) {
		t.Errorf("after discharge: %+v, %+v", c.Rating, c.Stays)
	}
	if past := c.AsAt(day(5, 31)); !past.InHospital() || past.Rating.Rating != Blue || past.Stay.Ward != "Ash" {
		t.Errorf("as at 31 May: %+v", past.Stay)
	}
	if past := c.AsAt(day(2, 15)); past.InHospital() || past.Rating.Rating != Red {
		t.Errorf("as at 15 February: %+v", past.Rating)
	}
}

func TestAStayThatIsOverIsRecordedInOne(t *testing.T) {
	t.Parallel()
	over := func(from, to civil.Date) Admit {
		return Admit{On: from, Admission: elm, Left: &SendHome{On: to, Rating: Amber, Reason: "First weeks at home"}}
	}
	for name, have := range map[string][]Entry{
		"rated since":          {{day(9, 10), Rated{Rating: Green}, "settled"}},
		"admitted again since": {{day(10, 1), elm, ""}, {day(10, 1), Rated{Rating: Blue}, ""}},
	} {
		c := sam(have...)
		now := c.Rating.Rating
		if _, err := (Admit{On: day(8, 1), Admission: elm}).Decide(c, today); err == nil {
			t.Errorf("%s: an admission alone is accepted, before what contradicts it", name)
		}
		entries, err := over(day(8, 1), day(8, 20)).Decide(c, today)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		add(c, entries...)
		if s := c.Stays[0]; s.Admitted != day(8, 1) || s.Ended != day(8, 20) || c.Rating.Rating != now || c.AsAt(day(8, 5)).Rating.Rating != Blue || c.AsAt(day(8, 21)).Rating.Rating != Amber {
			t.Errorf("%s: stay %+v, rating %+v", name, s, c.Rating)
		}
	}
	for name, wrong := range map[string]struct {
		try   Admit
		field string
	}{
		"left before":      {over(day(8, 1), day(7, 31)), "left"},
		"no day":           {over(day(8, 1), 0), "left"},
		"no rating":        {Admit{On: day(8, 1), Admission: elm, Left: &SendHome{On: day(8, 2), Reason: "x"}}, "left_rating"},
		"no reason":        {Admit{On: day(8, 1), Admission: elm, Left: &SendHome{On: day(8, 2), Rating: Red}}, "left_note"},
		"after the rating": {over(day(9, 1), day(9, 12)), "on"},
	} {
		_, err := wrong.try.Decide(sam(Entry{day(9, 10), Rated{Rating: Green}, "settled"}), today)
		if r, _ := AsRefusals(err); len(r) != 1 || r[0].Field != wrong.field {
			t.Errorf("%s: %v, want one at %s", name, r, wrong.field)
		}
	}
}

// Who left the register, for instance because they withdrew consent, goes into
// hospital and out of it like others; they need not join again for that.
func TestWhoLeftTheRegisterGoesInAndOut(t *testing.T) {
	t.Parallel()
	gone := Entry{day(5, 1), LeftRegister{Reason: "consent withdrawn"}, ""}
	for name, have := range map[string][]Entry{
		"admitted since":     {gone},
		"there when leaving": {{day(3, 1), elm, ""}, {day(3, 1), Rated{Rating: Blue}, ""}, gone},
	} {
		c := sam(have...)
		if !c.InHospital() {
			entries, err := Admit{On: day(6, 1), Admission: elm}.Decide(c, today)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			add(c, entries...)
		}
		entries, err := SendHome{On: day(8, 1), Reason: "By car"}.Decide(c, today)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		add(c, entries...)
		if c.InHospital() || c.Rating != nil || len(c.Stays) != 1 || c.OnRegister {
			t.Errorf("%s: stays %+v, rating %+v", name, c.Stays, c.Rating)
		}
	}
	c := sam(gone)
	entries, err := Admit{On: day(6, 1), Admission: elm, Left: &SendHome{On: day(6, 9)}}.Decide(c, today)
	if err != nil || len(entries) != 2 {
		t.Errorf("a stay that is over: %+v, %v", entries, err)
	}
}

func TestStrikingOut(t *testing.T) {
	t.Parallel()
	c := sam(Entry{day(3, 1), elm, ""}, Entry{day(3, 1), Rated{Rating: Blue}, ""}, Entry{day(3, 9), Discharge{}, ""}, Entry{day(3, 9), Rated{Rating: Green}, "well"})
	_, err := StrikeOut{Entry: 3, Reason: "wrong person"}.Decide(c, today)
	if err == nil || !strings.Contains(err.Error(), "cannot be struck out while “") {
		t.Fatalf("striking out an admission under its discharge: %v", err)
	}
	for _, seq := range []int{6, 5, 4, 3} {
		entries, err := StrikeOut{Entry: seq, Reason: "wrong person"}.Decide(c, today)
		if err != nil {
			t.Fatalf("striking out entry %d: %v", seq, err)
		}
		add(c, entries...)
	}
	if c.Rating != nil || c.InHospital() || len(c.Standing) != 6 || len(c.Entries) != 10 || c.Entries[2].StruckBy != 10 {
		t.Errorf("rating %+v, %d standing of %d", c.Rating, len(c.Standing), len(c.Entries))
	}
	if _, err := (StrikeOut{Entry: 3, Reason: "again"}).Decide(c, today); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("striking out twice: %v", err)
	}
	if _, err := (StrikeOut{Entry: 10, Reason: "no"}).Decide(c, today); err == nil || !strings.Contains(err.Error(), "cannot itself be struck out") {
		t.Errorf("striking out a strike-out: %v", err)
	}
	before := c.AsRecordedBy(c.Entries[5].RecordedAt)
	if before.Rating == nil || before.Rating.Rating != Green || before.Entries[2].StruckBy != 0 {
		t.Errorf("as recorded before the corrections: %+v", before.Rating)
	}
}

func TestAnImportedBlueCanBeDischargedWithoutInventingTheAdmission(t *testing.T) {
	t.Parallel()
	c := &Case{ID: "x"}
	entries, err := BringIn{Entries: []Entry{
		{day(1, 1), Details{FamilyName: "Example"}, ""}, {day(1, 1), JoinedRegister{}, ""}, {day(2, 1), Rated{Rating: Blue}, ""},
		{day(11, 1), Imported{File: "r.csv", Row: 2, Flags: []Flag{{ID: "f1", Code: FlagAdmissionMissing, Message: "when?"}, {ID: "f2", Code: FlagNHSNumberMissing, Message: "number?"}}}, ""},
	}}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, entries...)
	if !c.InHospital() || len(c.Flags) != 2 {
		t.Fatalf("in hospital %v, flags %+v", c.InHospital(), c.Flags)
	}
	entries, err = SendHome{On: day(11, 2), Rating: Green, Reason: "home"}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, entries...)
	add(c, Entry{day(11, 3), Details{FamilyName: "Example", NHSNumber: "9990000018"}, ""})
	if c.InHospital() || len(c.Flags) != 0 {
		t.Errorf("in hospital %v, flags %+v", c.InHospital(), c.Flags)
	}
}

func TestAnImportedStayMayLackItsSecurityAndStatus(t *testing.T) {
	t.Parallel()
	stay := Entry{day(2, 1), Admission{Hospital: "Hospital not recorded"}, ""}
	if _, err := (BringIn{Entries: []Entry{stay}}).Decide(sam(), today); err != nil {
		t.Errorf("a line without them is refused: %v", err)
	}
	if _, err := (BringIn{Entries: []Entry{{day(2, 1), Admission{Hospital: "X", Security: "open"}, ""}}}).Decide(sam(), today); err == nil {
		t.Error("a security that there is not was brought in")
	}
	if _, err := (Admit{On: day(2, 1), Admission: Admission{Hospital: "X", Ward: "W"}}).Decide(sam(), today); err == nil {
		t.Error("a form may leave them out")
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	for kind, decode := range decoders {
		zero, err := decode([]byte("{}"))
		if err != nil || zero.Kind() != kind {
			t.Errorf("%s decodes as %v, %v", kind, zero, err)
			continue
		}
		body, err := EncodeFact(zero)
		back, err2 := DecodeFact(kind, body)
		if err != nil || err2 != nil || !reflect.DeepEqual(back, zero) {
			t.Errorf("%s comes back as %+v (%v, %v)", kind, back, err, err2)
		}
		if Title(zero) == "" {
			t.Errorf("%s has no title", kind)
		}
	}
	if _, err := DecodeFact("nonsense", []byte("{}")); err == nil {
		t.Error("nonsense was read as a fact")
	}
}

func TestNHSNumbers(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"9994760173", "999 476 0173", "999-476-0173", " 9994760173 "} {
		if got, err := ParseNHSNumber(s); err != nil || got != "9994760173" {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "9994760174", "999476017", "99947601733", "999 476 017x", "0000000000", "1111111111"} {
		if got, err := ParseNHSNumber(s); err == nil {
			t.Errorf("%q was read as %q", s, got)
		}
	}
}

func TestChainSeesEveryChange(t *testing.T) {
	t.Parallel()
	e := Stored{Register: "R", Case: "c", Seq: 1, On: "2026-01-01", Kind: "note", Body: "{}", Note: "n", RecordedAt: "t", AuthorID: "a", AuthorName: "A", As: "r"}
	base := Chain(Hash{}, e)
	v := reflect.ValueOf(&e).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		old := reflect.ValueOf(f.Interface())
		if f.Kind() == reflect.Int {
			f.SetInt(2)
		} else {
			f.SetString(f.String() + "x")
		}
		if Chain(Hash{}, e) == base {
			t.Errorf("a change of %s is not seen", v.Type().Field(i).Name)
		}
		f.Set(old)
	}
	if Chain(Hash{1}, e) == base {
		t.Error("the entry before is not in the hash")
	}
	e.Body, e.Note = "{}n", ""
	if Chain(Hash{}, e) == base {
		t.Error("text moved between fields is not seen")
	}
}

func TestTitleOfAReport(t *testing.T) {
	t.Parallel()
	got := []string{
		Title(ReportSent{To: []Recipient{ToPerson}}), Title(ReportSent{To: []Recipient{ToPerson, ToAttendees}}),
		Title(ReportSent{To: []Recipient{ToPerson, ToAttendees, ToLocalAuthority}}),
	}
	want := []string{
		"Review report sent to the person", "Review report sent to the person and those who were there",
		"Review report sent to the person, those who were there and " + ToLocalAuthority.Word(),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the titles are %q, want %q", got, want)
	}
}
