package casefile

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/civil"
)

// everyKind has an entry of each kind of homeward.case/1, with every field.
const everyKind = `{"format": "homeward.case/1",
 "person": {"id": "p1", "birth_date": "2009-05-01"},
 "entries": [
  {"kind": "condition", "on": "2015-03-01", "condition": "learning-disability", "status": "awaiting-assessment"},
  {"kind": "ehc-plan", "on": "2016-03-01", "status": "maintained"},
  {"kind": "referral", "on": "2026-01-01", "id": "f1", "by": "self"},
  {"kind": "referral-acknowledged", "on": "2026-01-02", "referral": "f1"},
  {"kind": "referral-decision", "on": "2026-01-03", "referral": "f1", "outcome": "declined", "reason": "not \"yet\" — see notes"},
  {"kind": "outcome-told", "on": "2026-01-04", "referral": "f1"},
  {"kind": "referral-withdrawn", "on": "2026-01-05", "referral": "f1"},
  {"kind": "consent", "on": "2026-01-06", "to": "register", "decision": "given", "basis": "parent"},
  {"kind": "consent", "on": "2026-01-06", "to": "review", "review": "r1", "decision": "withdrawn", "basis": "best-interests"},
  {"kind": "rating", "on": "2026-01-07", "rating": "amber"},
  {"kind": "joined-register", "on": "2026-01-07"},
  {"kind": "left-register", "on": "2026-01-07", "reason": "moved"},
  {"kind": "moved-out", "on": "2026-01-07"},
  {"kind": "meeting", "on": "2026-01-08"},
  {"kind": "keyworker", "on": "2026-01-08", "status": "named"},
  {"kind": "admission", "on": "2026-01-09", "hospital": "RXX01", "ward": "", "security": "picu", "legal_status": "4", "second_recommendation": "2026-01-11", "out_of_area": true},
  {"kind": "legal-status", "on": "2026-01-10", "legal_status": "45A(5)"},
  {"kind": "legal-status", "on": "2026-01-10", "legal_status": "4", "second_recommendation": "2026-01-11"},
  {"kind": "ward-move", "on": "2026-01-11", "hospital": "RXX02", "ward": "Ash", "security": "medium", "out_of_area": false},
  {"kind": "discharge", "on": "2026-02-01"},
  {"kind": "oversight-visit", "on": "2026-02-01"},
  {"kind": "laep", "on": "2026-02-01"},
  {"kind": "review-requested", "on": "2026-02-01", "id": "q1"},
  {"kind": "review-decision", "on": "2026-02-01", "request": "q1", "outcome": "go-ahead"},
  {"kind": "review-arranged", "on": "2026-02-01", "id": "r1", "for": "2026-02-05", "setting": "inpatient"},
  {"kind": "review-cancelled", "on": "2026-02-01", "id": "r1"},
  {"kind": "pack-sent", "on": "2026-02-01", "review": "r1"},
  {"kind": "review-held", "on": "2026-02-05", "id": "r1", "setting": "community"},
  {"kind": "report-sent", "on": "2026-02-05", "review": "r1", "to": ["person", "attendees"], "prepared_by": "responsible-clinician"},
  {"kind": "action", "on": "2026-02-05", "id": "a1", "due": "2026-03-01"},
  {"kind": "action-done", "on": "2026-02-05", "action": "a1"},
  {"kind": "action-not-followed", "on": "2026-02-05", "action": "a1", "reason": "no place free"},
  {"kind": "action-cancelled", "on": "2026-02-05", "action": "a1"},
  {"kind": "support-need", "on": "2026-02-05", "id": "n1", "wanted_by": "2026-04-01"},
  {"kind": "support-started", "on": "2026-02-05", "need": "n1"},
  {"kind": "support-withdrawn", "on": "2026-02-05", "need": "n1"},
  {"kind": "died", "on": "2026-02-06"}
 ]}
`

func TestEveryKindIsReadAndWrittenBack(t *testing.T) {
	t.Parallel()
	f, faults := ReadFile([]byte(everyKind))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	written, left, err := WriteFile(f)
	if err != nil || left != 0 || string(written) != everyKind {
		t.Errorf("written back, with %d left out and %v:\n%s\nwant\n%s", left, err, written, everyKind)
	}
	kinds := map[Kind]bool{}
	for _, e := range f.Entries {
		kinds[e.Fact.Kind()] = true
	}
	for kind := range shapes {
		if !kinds[Kind(kind)] {
			t.Errorf("no entry of kind %s in this test", kind)
		}
	}
	want := Admission{Hospital: "RXX01", Security: PICU, LegalStatus: "4", SecondRecommendation: civil.Of(2026, 1, 11), OutOfArea: true}
	if got := f.Entries[15]; !reflect.DeepEqual(got, Entry{On: civil.Of(2026, 1, 9), Fact: want}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestOrderOfFieldsAndSpaceDoNotMatter(t *testing.T) {
	t.Parallel()
	got, faults := ReadFile([]byte("\n{\"entries\":[{\"status\":\"conf\\u0069rmed\",\"on\":\"2015-03-01\",\t\"condition\" : \"autism\" ,\"kind\":\"condition\"}],\"person\":{\"birth_date\":\"2009-05-01\",\"id\":\"a \\\" \\\\\"},\"format\":\"homeward.case/1\"}\n"))
	want := &File{ID: `a " \`, BirthDate: civil.Of(2009, 5, 1), Entries: []Entry{{On: civil.Of(2015, 3, 1), Fact: Condition{Autism, Confirmed}}}}
	if faults != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, faults, want)
	}
}

func TestWriteLeavesOutWhatTheClockDoesNotRead(t *testing.T) {
	t.Parallel()
	f := &File{ID: "p1", BirthDate: civil.Of(2009, 5, 1), Entries: []Entry{
		{On: civil.Of(2026, 1, 1), Fact: Note{}},
		{On: civil.Of(2026, 1, 1), Fact: Rated{Rating: Red, Factors: []string{"sleep"}}, Note: "words"},
		{On: civil.Of(2026, 1, 1), Fact: GP{"Any"}},
	}}
	data, left, err := WriteFile(f)
	want := "{\"format\": \"homeward.case/1\",\n \"person\": {\"id\": \"p1\", \"birth_date\": \"2009-05-01\"},\n \"entries\": [\n  {\"kind\": \"rating\", \"on\": \"2026-01-01\", \"rating\": \"red\"}\n ]}\n"
	if string(data) != want || left != 2 || err != nil {
		t.Errorf("got %s, %d, %v", data, left, err)
	}
	if _, _, err := WriteFile(&File{ID: "p1"}); err != ErrNoBirthDate {
		t.Errorf("without a birth date: %v", err)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	in := func(entries string) string {
		return `{"format":"homeward.case/1","person":{"id":"p1","birth_date":"2009-05-01"},"entries":[` + entries + `]}`
	}
	for _, c := range []struct{ name, file, want string }{
		{"no JSON", `{"format"`, "the file: this is not JSON, at byte 9: unexpected EOF"},
		{"empty", ``, "the file: this is not JSON, or not all of it"},
		{"two", in("") + "{}", "the file: something follows the end of the case"},
		{"a list", `[]`, "the file: a case file is an object with format, person and entries"},
		{"nothing", `{}`, "the file: format: is missing\nthe file: person: is missing\nthe file: entries: is missing"},
		{"other", `{"format":"homeward.case/2","person":[],"entries":{},"more":1,"format":"x"}`,
			"the file: format: must be \"homeward.case/1\"\nthe file: person: must be an object with id and birth_date\n" +
				"the file: entries: must be a list\nthe file: more: a case file has no such field\nthe file: format: stands twice"},
		{"person", `{"format":"homeward.case/1","person":{"id":"","name":"x"},"entries":[]}`,
			"the file: person.name: a person has no such field\nthe file: person.id: must not be empty\nthe file: person.birth_date: is missing"},
		{"fine print 40, a field missing", in(`{"kind":"discharge","on":"2026-01-01"},{"kind":"admission","on":"2026-01-01"}`),
			"entry 1: hospital: is missing\nentry 1: ward: is missing\nentry 1: security: is missing\nentry 1: legal_status: is missing\nentry 1: out_of_area: is missing"},
		{"fine print 40, review only for to: review", in(`{"kind":"consent","on":"2026-01-01","to":"review","decision":"given","basis":"own"},{"kind":"consent","on":"2026-01-01","to":"reviews","review":"r1","decision":"given","basis":"own"}`),
			"entry 0: review: is missing\nentry 1: review: belongs to consent to one review only, not to: reviews"},
		{"fine print 40, ids", in(`{"kind":"referral","on":"2026-01-01","id":"x","by":"self"},{"kind":"action","on":"2026-01-01","id":"x"},{"kind":"action","on":"2026-01-01","id":"x"}`),
			`entry 2: id: "x" was used for an earlier entry of kind action`},
		{"fine print 41", in(`{"kind":"legal-status","on":"2026-01-01","legal_status":"5"}`),
			`entry 0: legal_status: "5" is not one of: 2, 3, 4, 35, 36, 37, 37/41, 38, 44, 45A, 46, 47, 47/49, 48, 48/49, informal, 5(2), 5(4), 135, 136, 35(4), 36(3), 37(4), 38(4), 45A(5), 7, 37-guardianship, CTO, conditional-discharge`},
		{"unknown", in(`{"kind":"dicharge","on":"2026-01-01"},{"kind":"discharge","on":"2026-01-01","ward":"Elm","colour":1}`),
			"entry 0: kind: \"dicharge\" is not a kind of entry of a case file\nentry 1: colour: no entry has such a field\nentry 1: ward: an entry of kind discharge has no such field"},
		{"no kind", in(`{"on":"2026-01-01"},7`), "entry 0: kind: is missing\nentry 1: an entry must be an object with kind, on and the fields of its kind"},
		{"days", in(`{"kind":"died","on":"2023-02-29"},{"kind":"died","on":"1/2/2023"},{"kind":"died","on":null},{"kind":"died"}`),
			"entry 0: on: there is no day 2023-02-29\nentry 1: on: \"1/2/2023\" is not a day written YYYY-MM-DD\nentry 2: on: null is not a day written YYYY-MM-DD\nentry 3: on: is missing"},
		{"names", in(`{"kind":"died","on":"2023-02-28","a\nb\u001b":1}`), "entry 0: a b : no entry has such a field"},
		{"twice", in(`{"kind":"died","on":"2023-02-28","on":"2023-02-28"}`), "entry 0: on: stands twice"},
		{"kinds of value", in(`{"kind":"ward-move","on":"2026-01-01","hospital":7,"ward":["x"],"security":{},"out_of_area":"no"},{"kind":"report-sent","on":"2026-01-01","review":"r","to":"person","prepared_by":null}`),
			"entry 0: hospital: 7 is not a text\nentry 0: ward: [\"x\"] is not a text\nentry 0: security: {} is not one of: general, picu, low, medium, high\nentry 0: out_of_area: \"no\" is not true or false\n" +
				"entry 1: to: \"person\" is not a list\nentry 1: prepared_by: null is not one of: person, attendees, responsible-commissioner, responsible-clinician, aftercare-icb, local-authority"},
		{"outcome by kind", in(`{"kind":"review-decision","on":"2026-01-01","request":"q","outcome":"accepted"}`), `entry 0: outcome: "accepted" is not one of: go-ahead, declined`},
		{"broken inside", in(`{"kind":"died","on":"2026-01-01"},{"kind":"died","on":2026-01-01}`), "entry 1: this is not JSON, at byte 144: invalid character '-' after object value (expecting ',' or '}')"},
	} {
		f, faults := ReadFile([]byte(c.file))
		lines := make([]string, len(faults))
		for i, fault := range faults {
			lines[i] = fault.String()
		}
		if got := strings.Join(lines, "\n"); got != c.want || f != nil {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestManyIDs(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, `{"kind":"action","on":"2026-01-01","id":"a%d"},`, i)
	}
	file := `{"format":"homeward.case/1","person":{"id":"p1","birth_date":"2009-05-01"},"entries":[` + b.String() + `{"kind":"action","on":"2026-01-01","id":"a%d"}]}`
	for _, again := range []int{3, 32, 33, 99} {
		_, faults := ReadFile([]byte(fmt.Sprintf(file, again)))
		want := []Fault{{100, "id", fmt.Sprintf("%q was used for an earlier entry of kind action", fmt.Sprint("a", again))}}
		if !reflect.DeepEqual(faults, want) {
			t.Errorf("got %v, want %v", faults, want)
		}
	}
	if _, faults := ReadFile([]byte(fmt.Sprintf(file, 100))); faults != nil {
		t.Error(faults)
	}
}

// TestNothingButJSONIsRead spoils a file in one or two places: what is not JSON
// is never read, and is refused in the words of the JSON library.
func TestNothingButJSONIsRead(t *testing.T) {
	t.Parallel()
	odd := []string{"", `"`, "{", "}", "[", "]", ",", ":", "\\", `\u`, `\ud800`, `\u12`, "\x00", "\x1f", "\xff", "é", "\xc3", " ", "\n", "\v", "1", "-", "null", "tru", "true", "falsee", "//"}
	read, refused := 0, 0
	check := func(text string) {
		t.Helper()
		reader := fileReader{}
		fault := reader.checkJSON([]byte(text))
		file, faults := ReadFile([]byte(text))
		switch {
		case fault != nil && !reflect.DeepEqual(faults, []Fault{*fault}):
			t.Fatalf("%s\n got %v, %v, want %v", text, file, faults, fault)
		case file != nil:
			read++
		case fault != nil:
			refused++
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		text := everyKind
		for range 1 + r.IntN(2) {
			at := r.IntN(len(text))
			text = text[:at] + odd[r.IntN(len(odd))] + text[min(at+r.IntN(3), len(text)):]
		}
		check(text)
	}
	for at := range everyKind {
		check(everyKind[:at])
	}
	if read < 400 || refused < 15_000 {
		t.Errorf("only %d were read and %d refused", read, refused)
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add([]byte(everyKind))
	f.Add([]byte(`{"format":"homeward.case/1","person":{"id":"\u00e9","birth_date":"2009-05-01"},"entries":[{"kind":"report-sent","on":"2026-01-01","review":"r","to":[]}]}`))
	f.Add([]byte(`{"entries":[{"a":[1,{"b":"]}\\\""}],"c":-1e9}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, faults := ReadFile(data)
		if fault := new(fileReader).checkJSON(data); fault != nil && !reflect.DeepEqual(faults, []Fault{*fault}) {
			t.Fatalf("%q is not JSON, but gave %v, %v", data, file, faults)
		}
		if (file == nil) == (len(faults) == 0) {
			t.Fatalf("both or neither of a case and faults: %v, %v", file, faults)
		}
		for _, fault := range faults {
			if strings.ContainsAny(fault.String(), "\n\r\x1b") {
				t.Errorf("a fault of more than one line: %q", fault)
			}
		}
		if file == nil {
			return
		}
		written, left, err := WriteFile(file)
		if err != nil || left != 0 {
			t.Fatalf("cannot be written: %v, %d left out", err, left)
		}
		again, faults := ReadFile(written)
		if faults != nil || !reflect.DeepEqual(file, again) {
			t.Fatalf("written and read again: %+v, %v\nwas %+v", again, faults, file)
		}
	})
}
