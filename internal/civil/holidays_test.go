package civil

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// bankHolidays lists the bank holidays of England and Wales as they were
// published, written out by hand: month and day.
var bankHolidays = map[int]string{
	1995: "01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26",
	1996: "01-01 04-05 04-08 05-06 05-27 08-26 12-25 12-26",
	1997: "01-01 03-28 03-31 05-05 05-26 08-25 12-25 12-26",
	1998: "01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28",
	1999: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31",
	2000: "01-03 04-21 04-24 05-01 05-29 08-28 12-25 12-26",
	2001: "01-01 04-13 04-16 05-07 05-28 08-27 12-25 12-26",
	2002: "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26",
	2003: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2004: "01-01 04-09 04-12 05-03 05-31 08-30 12-27 12-28",
	2005: "01-03 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
	2006: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
	2007: "01-01 04-06 04-09 05-07 05-28 08-27 12-25 12-26",
	2008: "01-01 03-21 03-24 05-05 05-26 08-25 12-25 12-26",
	2009: "01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28",
	2010: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
	2011: "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27",
	2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
	2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
	2014: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2015: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
	2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
	2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
	2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
	2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
	2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
	2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
	2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
	2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
	2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
	2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
	2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
	2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
	2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
	2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
	2031: "01-01 04-11 04-14 05-05 05-26 08-25 12-25 12-26",
	2032: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
	2033: "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27",
	2034: "01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26",
	2035: "01-01 03-23 03-26 05-07 05-28 08-27 12-25 12-26",
}

func TestBankHolidaysAreThoseOfTheList(t *testing.T) {
	t.Parallel()
	h := EnglandAndWales()
	for year, want := range bankHolidays {
		var got []string
		for _, d := range h.In(year) {
			got = append(got, d.String()[5:])
			if h.IsWorkingDay(d) {
				t.Errorf("%s is a bank holiday and a working day", d)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%d\n got %s\nwant %s", year, s, want)
		}
	}
	if len(bankHolidays) != 41 {
		t.Errorf("the list has %d years, not 1995 to 2035", len(bankHolidays))
	}
}

func TestTableAgreesWithTheRulesAtItsEdges(t *testing.T) {
	t.Parallel()
	h := EnglandAndWales()
	for d := tabledFrom - 800; d <= tabledTo+800; d++ {
		if got, want := h.IsWorkingDay(d), !weekend(d) && !h.IsHoliday(d); got != want {
			t.Fatalf("%s: working day %v, want %v", d, got, want)
		}
	}
}

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	h := EnglandAndWales()
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{
		{Of(2026, 11, 20), 1, Of(2026, 11, 23)}, // Friday to Monday
		{Of(2026, 11, 21), 1, Of(2026, 11, 23)}, // from a Saturday
		{Of(2026, 11, 16), 5, Of(2026, 11, 23)},
		{Of(2026, 4, 2), 2, Of(2026, 4, 8)},   // over Easter
		{Of(2020, 5, 1), 5, Of(2020, 5, 11)},  // 4 May 2020 was a working day, 8 May was not
		{Of(2022, 9, 16), 1, Of(2022, 9, 20)}, // over the funeral
		{Of(2027, 12, 24), 2, Of(2027, 12, 30)},
		{Of(2026, 11, 20), 0, Of(2026, 11, 20)},
		{Of(2080, 12, 24), 1, Of(2080, 12, 27)}, // beyond the table: Christmas 2080 is a Wednesday
	} {
		if got := h.AddWorkingDays(c.from, c.n); got != c.want {
			t.Errorf("%d working days after %s is %s, want %s", c.n, c.from, got, c.want)
		}
	}
}

// TestAddWorkingDaysCountsDayByDay: within the table many days are looked at
// at once.
func TestAddWorkingDaysCountsDayByDay(t *testing.T) {
	t.Parallel()
	h := EnglandAndWales()
	for _, n := range []int{1, 2, 5, 40, 41, 42, 43, 44, 60, 200} {
		for d := tabledFrom - 400; d <= tabledTo+100; d++ {
			want := d
			for left := n; left > 0; {
				if want++; h.IsWorkingDay(want) {
					left--
				}
			}
			if got := h.AddWorkingDays(d, n); got != want {
				t.Fatalf("%d working days after %s is %s, want %s", n, d, got, want)
			}
		}
	}
}

func TestHolidaysCanBeOverridden(t *testing.T) {
	t.Parallel()
	h := EnglandAndWales().With([]Date{Of(2030, 7, 1)}, []Date{Of(2030, 5, 6), Of(2022, 9, 19)})
	got := fmt.Sprint(h.In(2030), h.In(2022))
	want := fmt.Sprint(
		[]Date{Of(2030, 1, 1), Of(2030, 4, 19), Of(2030, 4, 22), Of(2030, 5, 27), Of(2030, 7, 1), Of(2030, 8, 26), Of(2030, 12, 25), Of(2030, 12, 26)},
		[]Date{Of(2022, 1, 3), Of(2022, 4, 15), Of(2022, 4, 18), Of(2022, 5, 2), Of(2022, 6, 2), Of(2022, 6, 3), Of(2022, 8, 29), Of(2022, 12, 26), Of(2022, 12, 27)})
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if !slices.Contains(EnglandAndWales().In(2022), Of(2022, 9, 19)) {
		t.Error("overriding changed the holidays it started from")
	}
}
