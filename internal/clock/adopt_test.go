package clock

import (
	"slices"
	"testing"

	"homeward/internal/civil"
)

// changing is a local file that gives the red review a number and takes the
// register review into use or out of it.
func changing(within, inUse string) []byte {
	return []byte(overlayHead + `
rules:
  policy.red-review: {numbers: {within: {source: Board paper, values: ` + within + `}}}
  local.register-review: {in_use: {source: Board paper, values: ` + inUse + `}}
`)
}

func TestAdoptingChangesNothingBeforeItsDay(t *testing.T) {
	t.Parallel()
	april, june, autumn := civil.Of(2026, 4, 1), civil.Of(2026, 6, 1), civil.Of(2026, 9, 1)
	type value struct {
		from civil.Date
		is   string
	}
	england := value{0, "14 days"}
	for name, c := range map[string]struct {
		files   []string // within
		inUse   []string
		from    []civil.Date
		want    []value
		switchs []Switch
	}{
		"a value for always begins with its adoption": {[]string{"[{from: always, is: 7 days}]"}, []string{"[{from: always, is: no}]"}, []civil.Date{april},
			[]value{england, {april, "7 days"}}, []Switch{{april, false}}},
		"the last of those before it holds": {[]string{"[{from: always, is: 9 days}, {from: 2026-01-01, is: 8 days}, {from: 2026-06-01, is: 7 days}]"},
			[]string{"[{from: 2026-01-01, is: no}, {from: 2026-02-01, is: yes}, {from: 2026-06-01, is: no}]"}, []civil.Date{april},
			[]value{england, {april, "8 days"}, {june, "7 days"}}, []Switch{{april, true}, {june, false}}},
		"a later value waits": {[]string{"[{from: 2026-06-01, is: 7 days}]"}, []string{"[{from: 2026-06-01, is: no}]"}, []civil.Date{april},
			[]value{england, {june, "7 days"}}, []Switch{{june, false}}},
		"a second adoption keeps the first until its day": {
			[]string{"[{from: always, is: 7 days}]", "[{from: always, is: 5 days}]"}, []string{"[{from: always, is: no}]", "[{from: always, is: yes}]"}, []civil.Date{april, june},
			[]value{england, {april, "7 days"}, {june, "5 days"}}, []Switch{{april, false}, {june, true}}},
		"a second adoption replaces what the first has not begun": {
			[]string{"[{from: 2026-09-01, is: 7 days}]", "[{from: always, is: 5 days}]"}, []string{"[{from: 2026-09-01, is: no}]", "[{from: 2026-06-01, is: no}, {from: 2026-09-01, is: yes}]"}, []civil.Date{april, june},
			[]value{england, {june, "5 days"}}, []Switch{{june, false}, {autumn, true}}},
	} {
		rb := England()
		for i := range c.files {
			next, problems := rb.Adopt(changing(c.files[i], c.inUse[i]), c.from[i])
			if problems != nil {
				t.Fatalf("%s: %v", name, problems)
			}
			rb = next
		}
		var got []value
		for _, v := range rb.Values(RedReviewWithin) {
			got = append(got, value{v.From, v.String()})
			if by := v.Source.Text; (by == "Board paper") != (v.From != 0) {
				t.Errorf("%s: %s from %s is by %q", name, v, v.From, by)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if !slices.Equal(rb.Switches(RegisterReview), c.switchs) {
			t.Errorf("%s: switches %v, want %v", name, rb.Switches(RegisterReview), c.switchs)
		}
		if rb.NumberSource(RedReviewWithin, april-1).Basis != Local || rb.Period(RedReviewWithin, april-1) != (Period{14, Days}) {
			t.Errorf("%s: before the first day it is %s", name, rb.Period(RedReviewWithin, april-1))
		}
	}
}

func TestAdoptingHolidaysAndCommencement(t *testing.T) {
	t.Parallel()
	june := civil.Of(2026, 6, 1)
	rb, problems := England().Adopt([]byte(overlayHead+`
part-8a: {commencement: 2026-01-05, source: Regulations}
holidays: {source: Proclamation, added: [2026-05-05, 2026-06-15], removed: [2026-05-04, 2026-08-31]}
`), june)
	if problems != nil {
		t.Fatal(problems)
	}
	if rb.Commencement() != civil.Of(2026, 1, 5) || rb.CommencementSource() != "Regulations" {
		t.Errorf("commenced on %s (%s): the law appoints the day, not the adoption", rb.Commencement(), rb.CommencementSource())
	}
	h := rb.Holidays()
	for day, want := range map[civil.Date]bool{
		civil.Of(2026, 5, 4): true, civil.Of(2026, 5, 5): false, // passed: as they were
		civil.Of(2026, 6, 15): true, civil.Of(2026, 8, 31): false,
	} {
		if h.IsHoliday(day) != want {
			t.Errorf("%s is a holiday: %v, want %v", day, h.IsHoliday(day), want)
		}
	}
}

func TestAdoptingAgainstItsProblems(t *testing.T) {
	t.Parallel()
	rb, problems := England().Adopt([]byte("name: x\n"), civil.Of(2026, 6, 1))
	if rb != nil || len(problems) != 1 {
		t.Errorf("%v, %v", rb, problems)
	}
}
