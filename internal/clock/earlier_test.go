package clock

import (
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// A review that an imported register lists counts as a review, and asks for no
// report that may long have been sent.
func TestAReviewFromBeforeTheRecordAsksForNoReport(t *testing.T) {
	t.Parallel()
	file := func(earlier bool) *casefile.File {
		return &casefile.File{BirthDate: civil.Of(1990, 1, 1), Entries: []casefile.Entry{
			{On: civil.Of(2026, 1, 5), Fact: casefile.Admission{Hospital: "H", Security: casefile.General, LegalStatus: casefile.Informal}},
			{On: civil.Of(2026, 2, 2), Fact: casefile.ReviewHeld{ID: "r", Setting: casefile.Inpatient, Earlier: earlier}},
		}}
	}
	started := func(f *casefile.File) map[Rule]civil.Date {
		due := map[Rule]civil.Date{}
		for _, o := range Evaluate(f, England(), civil.Of(2026, 6, 1)).Obligations {
			due[o.Rule] = o.Due
		}
		return due
	}
	earlier, here := started(file(true)), started(file(false))
	if earlier[PeriodicReview] != civil.Of(2026, 8, 2) || len(earlier) != 1 {
		t.Errorf("a review from before the record starts %v, want the next review alone", earlier)
	}
	if here[Report] == 0 || here[RatingAfterReview] == 0 {
		t.Errorf("a review of the record starts %v", here)
	}
}
