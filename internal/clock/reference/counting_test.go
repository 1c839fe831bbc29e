package reference

import (
	"testing"
	"time"

	"homeward/internal/civil"
)

// easter is the Gregorian Easter Sunday, by the anonymous algorithm of 1876.
func easter(year int) civil.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	n := h + l - 7*((a+11*h+22*l)/451) + 114
	return civil.Of(year, n/31, n%31+1)
}

// The list must be what the Banking and Financial Dealings Act 1971 and the
// known proclamations make it, day for day.
func TestBankHolidays(t *testing.T) {
	t.Parallel()
	monday := func(d civil.Date, step civil.Date) civil.Date {
		for d.Weekday() != time.Monday {
			d += step
		}
		return d
	}
	moved := map[civil.Date]civil.Date{
		civil.Of(1995, 5, 1):  civil.Of(1995, 5, 8), // 50 years of VE Day
		civil.Of(2020, 5, 4):  civil.Of(2020, 5, 8), // 75 years of VE Day
		civil.Of(2002, 5, 27): civil.Of(2002, 6, 4),
		civil.Of(2012, 5, 28): civil.Of(2012, 6, 4),
		civil.Of(2022, 5, 30): civil.Of(2022, 6, 2),
	}
	want := map[civil.Date]bool{
		civil.Of(1999, 12, 31): true, // millennium
		civil.Of(2002, 6, 3):   true, // golden jubilee
		civil.Of(2011, 4, 29):  true, // royal wedding
		civil.Of(2012, 6, 5):   true, // diamond jubilee
		civil.Of(2022, 6, 3):   true, // platinum jubilee
		civil.Of(2022, 9, 19):  true, // state funeral
		civil.Of(2023, 5, 8):   true, // coronation
	}
	for year := 1995; year <= 2035; year++ {
		days := []civil.Date{
			easter(year) - 2, easter(year) + 1,
			monday(civil.Of(year, 5, 1), 1), monday(civil.Of(year, 5, 31), -1), monday(civil.Of(year, 8, 31), -1),
		}
		for _, d := range days {
			if to, ok := moved[d]; ok {
				d = to
			}
			want[d] = true
		}
		for _, d := range []civil.Date{civil.Of(year, 1, 1), civil.Of(year, 12, 25), civil.Of(year, 12, 26)} {
			for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || want[d] {
				d++
			}
			want[d] = true
		}
	}
	for d := civil.Of(1995, 1, 1); d <= civil.Of(2035, 12, 31); d++ {
		if isBankHoliday(d) != want[d] {
			t.Errorf("%v: a bank holiday is %v, want %v", d, isBankHoliday(d), want[d])
		}
	}
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n          int
		from, want string
	}{
		{5, "2025-12-23", "2026-01-02"}, // 24, 29, 30, 31 December, 2 January
		{2, "2026-04-02", "2026-04-08"}, // over Easter
		{5, "2026-01-05", "2026-01-12"},
		{5, "2026-01-10", "2026-01-16"}, // from a Saturday
		{2, "2022-09-16", "2022-09-21"}, // over the state funeral
	} {
		if got := workingDaysOf(c.n, day(c.from)); got != day(c.want) {
			t.Errorf("%d working days of %s are %v, want %s", c.n, c.from, got, c.want)
		}
	}
}
