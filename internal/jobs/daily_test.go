package jobs

import (
	"testing"
	"time"
)

func TestUntilMidnightKnowsThatClocksChange(t *testing.T) {
	t.Parallel()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now  time.Time
		want time.Duration
	}{
		{time.Date(2026, 11, 22, 0, 0, 1, 0, london), 24 * time.Hour},
		{time.Date(2026, 3, 29, 0, 0, 1, 0, london), 23 * time.Hour},
		{time.Date(2026, 10, 25, 0, 0, 1, 0, london), 25 * time.Hour},
		{time.Date(2026, 12, 31, 23, 59, 59, 0, london), 2 * time.Second},
	} {
		if got := untilMidnight(c.now); got != c.want {
			t.Errorf("from %v: %v, want %v", c.now, got, c.want)
		}
	}
}
