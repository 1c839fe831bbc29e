package civil

import (
	"testing"
	"time"
)

func TestEveryDayAgreesWithTheStandardLibrary(t *testing.T) {
	t.Parallel()
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := MinDate; d <= Of(2200, 12, 31); d++ {
		y, m, dd := d.YMD()
		if y != day.Year() || m != int(day.Month()) || dd != day.Day() || d.Weekday() != day.Weekday() {
			t.Fatalf("day %d is %d-%d-%d %v, want %v", d, y, m, dd, d.Weekday(), day)
		}
		if back := of(y, m, dd); back != d {
			t.Fatalf("%v comes back as %d, want %d", day, back, d)
		}
		day = day.AddDate(0, 0, 1)
		if last := day.Day() == 1; last != (dd == DaysIn(y, m)) {
			t.Fatalf("month %d of %d is said to have %d days", m, y, DaysIn(y, m))
		}
	}
	for year := 2200; year <= 10050; year++ {
		for month := 1; month <= 12; month++ {
			for _, day := range []int{1, DaysIn(year, month)} {
				if y, m, d := of(year, month, day).YMD(); y != year || m != month || d != day {
					t.Fatalf("%d-%d-%d comes back as %d-%d-%d", year, month, day, y, m, d)
				}
			}
		}
	}
	if got := Of(9999, 12, 31); got != MaxDate {
		t.Errorf("the last day is %d, want %d", got, MaxDate)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Date{
		"2024-02-29": Of(2024, 2, 29), "0001-01-01": 1, "9999-12-31": MaxDate,
	} {
		got, err := Parse(s)
		if err != nil || got != want || got.String() != s {
			t.Errorf("Parse(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "2023-02-29", "2023-2-29", "2023/02/28", "0000-01-01", "2023-13-01", "2023-00-10", "2023-01-32", "20230101", " 2023-01-01", "2023-01-01T00:00", "+023-01-01"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, d)
		}
	}
}

func TestMonthsAndAges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{
		{Of(2023, 8, 31), 6, Of(2024, 2, 29)},
		{Of(2024, 8, 31), 6, Of(2025, 2, 28)},
		{Of(2024, 2, 29), 12, Of(2025, 2, 28)},
		{Of(2025, 12, 31), 1, Of(2026, 1, 31)},
		{Of(2026, 3, 31), -1, Of(2026, 2, 28)},
		{Of(2026, 1, 15), -13, Of(2024, 12, 15)},
	} {
		if got := c.from.AddMonths(c.n); got != c.want {
			t.Errorf("%v + %d months = %v, want %v", c.from, c.n, got, c.want)
		}
	}
	leapling := Of(2008, 2, 29)
	if got := leapling.Attains(18); got != Of(2026, 3, 1) {
		t.Errorf("born on 29 February 2008 attains 18 on %v, want 1 March 2026", got)
	}
	if got := leapling.Attains(16); got != Of(2024, 2, 29) {
		t.Errorf("born on 29 February 2008 attains 16 on %v", got)
	}
	for day, want := range map[Date]int{Of(2026, 2, 28): 17, Of(2026, 3, 1): 18, Of(2008, 2, 29): 0, Of(2008, 2, 28): -1} {
		if got := leapling.AgeOn(day); got != want {
			t.Errorf("age on %v is %d, want %d", day, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	if got := Of(2026, 3, 2).LongWeekday(); got != "Monday 2 March 2026" {
		t.Errorf("got %q", got)
	}
	var none Date
	if none.String()+none.Long()+none.LongWeekday() != "" {
		t.Error("no day has words")
	}
}
