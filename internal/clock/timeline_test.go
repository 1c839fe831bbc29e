package clock

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func fileOf(t *testing.T, born civil.Date, entries string) *casefile.File {
	t.Helper()
	f := &casefile.File{ID: "p", BirthDate: born}
	for line := range strings.SplitSeq(strings.TrimSpace(entries), "\n") {
		f.Entries = append(f.Entries, tell(t, strings.Fields(line)))
	}
	return f
}

func TestWhenTheAnswerChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, born, part8A, entries, on, want string }{
		{"a due day passes", "1990-06-15", "", "2026-01-05 action a1 2026-01-20", "2026-01-20", "2026-01-21"},
		{"never again", "1990-06-15", "", "2026-01-05 action a1 2026-01-20", "2026-01-21", ""},
		{"a window opens", "1990-06-15", "2020-01-01", "2000-01-01 autism confirmed\n2024-02-01 admission A high 3\n2024-02-10 inpatient r1\n2024-02-11 consent reviews refused own", "2026-01-01", "2026-02-10"},
		{"commencement", "1990-06-15", "2026-06-01", "2000-01-01 autism confirmed\n2026-01-05 admission A general 3\n2026-01-05 consent reviews refused own", "2026-01-06", "2026-06-01"},
		{"commencement of someone not considered", "1990-06-15", "2026-06-01", "2026-01-05 admission A general 3", "2026-01-06", ""},
		{"a second recommendation", "1990-06-15", "2020-01-01", "2000-01-01 autism confirmed\n2026-01-05 admission A general 4 2026-01-08", "2026-01-06", "2026-01-08"},
		{"a second recommendation before commencement", "1990-06-15", "2026-01-20", "2000-01-01 autism confirmed\n2026-01-05 admission A general 4 2026-01-08", "2026-01-06", "2026-01-20"},
		{"the 16th birthday", "2010-02-01", "", "2026-01-05 joined\n2026-01-05 consent register given parent", "2026-01-06", "2026-02-01"},
		{"the 26th birthday", "2000-01-10", "", "2026-01-02 red\n2026-01-03 consent reviews refused own", "2026-01-09", "2026-01-10"},
		{"an entry of the file takes effect", "1990-06-15", "", "2026-01-05 action a1 2026-01-20\n2026-01-10 meeting\n2026-01-11 done a1", "2026-01-06", "2026-01-11"},
		{"suspended, nothing moves", "1990-06-15", "", "2000-01-01 autism confirmed\n2026-01-05 admission A general informal\n2026-01-05 consent reviews refused own", "2026-01-06", ""},
	} {
		rb := England()
		if c.part8A != "" {
			rb = rb.WithCommencement(mustDay(t, c.part8A))
		}
		got := Evaluate(fileOf(t, mustDay(t, c.born), c.entries), rb, mustDay(t, c.on)).Changes.String()
		if got != c.want {
			t.Errorf("%s: on %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHistoryOfOneObligation(t *testing.T) {
	t.Parallel()
	f := fileOf(t, civil.Of(1990, 6, 15), `
		2000-01-01 autism confirmed
		2026-01-05 admission A general informal
		2026-02-05 consent reviews refused own
		2026-02-10 consent reviews given own
		2026-02-20 consent review given own r9
		2026-03-01 inpatient r1
		2026-03-02 arranged r9 2026-03-20`)
	d := func(month, day int) civil.Date { return civil.Of(2026, month, day) }
	want := map[Rule][]Span{
		PostAdmissionReview: {
			{From: d(1, 5), To: d(2, 2), State: Due, Due: d(2, 2)},
			{From: d(2, 3), To: d(2, 4), State: Overdue, Due: d(2, 2)},
			{From: d(2, 5), To: d(2, 9), State: Suspended, Due: d(2, 2), SuspendedOn: d(2, 5)},
			{From: d(2, 10), To: d(2, 24), State: Due, Due: d(2, 24), ResumedOn: d(2, 10)},
			{From: d(2, 25), To: d(2, 28), State: Overdue, Due: d(2, 24), ResumedOn: d(2, 10)},
			{From: d(3, 1), To: d(3, 3), State: MetLate, Due: d(2, 24), ResumedOn: d(2, 10)},
		},
		// Answered on 20 February, arranged on 2 March.
		ConsentForReview: {{From: d(3, 2), To: d(3, 3), State: Met, Due: d(3, 19)}},
	}
	got := map[Rule][]Span{}
	for _, line := range History(f, England(), d(1, 1), d(3, 3)) {
		if want[line.Rule] != nil {
			got[line.Rule] = line.Spans
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}
