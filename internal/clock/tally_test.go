package clock

import (
	"slices"
	"testing"

	"homeward/internal/civil"
)

func TestTally(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 3, 2)
	red := func(due civil.Date) Obligation { return Obligation{Rule: RedReview, StartedOn: day, Due: due} }
	var got Tally
	got.Case(nil)
	got.Case([]Difference{
		{Effect: Appears, New: Obligation{Rule: FirstReview, Due: day}},
		{Effect: Moves, Old: red(day + 14), New: red(day + 7)},
		{Effect: Moves, Old: red(day + 14), New: red(day + 10)},
	})
	got.Case([]Difference{{Effect: Moves, Old: red(day), New: red(day + 3)}, {Effect: Vanishes, Old: red(day)}})
	want := Tally{Cases: 3, Changed: 2}
	want.Rules[FirstReview] = RuleTally{Appear: 1}
	want.Rules[RedReview] = RuleTally{Vanish: 1, Earlier: 2, Later: 1, Days: -8, MostEarlier: -7, MostLater: 3}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	all := RuleTally{Appear: 1, Vanish: 1, Earlier: 2, Later: 1, Days: -8, MostEarlier: -7, MostLater: 3}
	if got.All() != all || all.Total() != 5 || all.Moved() != 3 {
		t.Errorf("all together %+v, %d, %d", got.All(), all.Total(), all.Moved())
	}
}

func TestReviewDays(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 3, 2)
	review := func(r Rule, started, due civil.Date, s State) Obligation {
		return Obligation{Rule: r, StartedOn: started, Due: due, State: s}
	}
	for name, c := range map[string]struct {
		obligations []Obligation
		want        []civil.Date
	}{
		"none":                        {},
		"not a review":                {[]Obligation{review(Report, day, day+14, Due)}, nil},
		"done, ended or without need": {[]Obligation{review(RedReview, day, day+14, Met), review(RedReview, day, day+14, EndedOverdue), review(RedReview, day, day+14, Suspended)}, nil},
		"one does for all": {[]Obligation{review(PostAdmissionReview, day, day+28, Due), review(FirstReview, day+1, day+14, Due), review(HospitalMoveReview, day-30, day+20, Overdue)},
			[]civil.Date{day + 14}},
		"what begins later needs another": {[]Obligation{review(RepeatReview, day+50, day+400, Due), review(FirstReview, day, day+27, Overdue), review(NewDiagnosisReview, day+27, day+60, Due)},
			[]civil.Date{day + 27, day + 400}},
	} {
		if got := ReviewDays(c.obligations); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
