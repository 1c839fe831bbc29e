package civil

import (
	"math/bits"
	"slices"
	"sync"
	"time"
)

// moved are the bank holidays of England and Wales since 1995 that the rules
// do not give, by royal proclamation under the Banking and Financial Dealings
// Act 1971: the days added, and the usual day each replaced, if any.
var moved = []struct{ added, instead Date }{
	{Of(1995, 5, 8), Of(1995, 5, 1)},  // fifty years after the war in Europe
	{Of(1999, 12, 31), 0},             // the millennium
	{Of(2002, 6, 4), Of(2002, 5, 27)}, // golden jubilee: the spring holiday moved
	{Of(2002, 6, 3), 0},               // golden jubilee
	{Of(2011, 4, 29), 0},              // royal wedding
	{Of(2012, 6, 4), Of(2012, 5, 28)}, // diamond jubilee: the spring holiday moved
	{Of(2012, 6, 5), 0},               // diamond jubilee
	{Of(2020, 5, 8), Of(2020, 5, 4)},  // 75 years after the war in Europe
	{Of(2022, 6, 2), Of(2022, 5, 30)}, // platinum jubilee: the spring holiday moved
	{Of(2022, 6, 3), 0},               // platinum jubilee
	{Of(2022, 9, 19), 0},              // funeral of Queen Elizabeth II
	{Of(2023, 5, 8), 0},               // coronation of King Charles III
}

// Holidays says which days are not working days although they are neither
// Saturday nor Sunday. It is a value that is never changed; make one with
// EnglandAndWales and With.
type Holidays struct {
	// off has a bit for each day of the tabled years that is not a working
	// day, weekends included; the rules answer for other years.
	off     []uint64
	added   []Date // sorted
	removed []Date // sorted
}

var (
	tabledFrom = Of(1990, 1, 1)
	tabledTo   = Of(2060, 12, 31)
)

// EnglandAndWales has the bank holidays of England and Wales: those of the
// usual rules in every year, with the known exceptions from 1995 on.
var EnglandAndWales = sync.OnceValue(func() *Holidays {
	var added, removed []Date
	for _, m := range moved {
		added = append(added, m.added)
		if m.instead != 0 {
			removed = append(removed, m.instead)
		}
	}
	return newHolidays(added, removed)
})

// With is h with some days made bank holidays and some made working days, as
// when a proclamation adds or moves one. A day in both is a bank holiday.
func (h *Holidays) With(added, removed []Date) *Holidays {
	a := slices.DeleteFunc(slices.Clone(h.added), func(d Date) bool { return slices.Contains(removed, d) })
	return newHolidays(append(a, added...), append(slices.Clone(h.removed), removed...))
}

func newHolidays(added, removed []Date) *Holidays {
	h := &Holidays{added: added, removed: removed}
	slices.Sort(h.added)
	slices.Sort(h.removed)
	h.off = make([]uint64, (tabledTo-tabledFrom)/64+1)
	for d := tabledFrom; d <= tabledTo; d++ {
		if weekend(d) || h.byRule(d) {
			h.off[(d-tabledFrom)/64] |= 1 << ((d - tabledFrom) % 64)
		}
	}
	return h
}

func weekend(d Date) bool { w := d.Weekday(); return w == time.Saturday || w == time.Sunday }

func (h *Holidays) byRule(d Date) bool {
	if _, found := slices.BinarySearch(h.added, d); found {
		return true
	}
	if _, found := slices.BinarySearch(h.removed, d); found {
		return false
	}
	return usual(d)
}

// IsHoliday reports whether the day is a bank holiday.
func (h *Holidays) IsHoliday(d Date) bool { return h.byRule(d) }

// IsWorkingDay reports whether the day is neither Saturday, Sunday nor a bank holiday.
func (h *Holidays) IsWorkingDay(d Date) bool {
	if d >= tabledFrom && d <= tabledTo {
		i := d - tabledFrom
		return h.off[i/64]&(1<<(i%64)) == 0
	}
	return !weekend(d) && !h.byRule(d)
}

// AddWorkingDays is the n-th working day after d, which itself need not be
// one; for n of 0 or less it is d.
func (h *Holidays) AddWorkingDays(d Date, n int) Date {
	if next := d + 1; n > 0 && next >= tabledFrom && next <= tabledTo-128 {
		// The 64 days from the next one on, a bit for each working day.
		i := uint(next - tabledFrom)
		working := ^(h.off[i/64]>>(i%64) | h.off[i/64+1]<<(64-i%64))
		if n <= bits.OnesCount64(working) {
			for ; n > 1; n-- {
				working &= working - 1 // drops the first
			}
			return next + Date(bits.TrailingZeros64(working))
		}
	}
	for n > 0 {
		d++
		if h.IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// In lists the bank holidays of a year in order.
func (h *Holidays) In(year int) []Date {
	var days []Date
	for d := of(year, 1, 1); d <= of(year, 12, 31); d++ {
		if h.IsHoliday(d) {
			days = append(days, d)
		}
	}
	return days
}

// usual reports whether the rules make d a bank holiday: Schedule 1 of the
// Banking and Financial Dealings Act 1971, the yearly proclamation of New
// Year's Day and the first Monday in May, and the common-law holidays Good
// Friday and Christmas Day; each of them that falls on a weekend has its
// substitute on the next day that is not a holiday already.
func usual(d Date) bool {
	y, m, day := d.YMD()
	w := d.Weekday()
	switch m {
	case 1:
		return day == 1 && w != time.Saturday && w != time.Sunday || w == time.Monday && (day == 2 || day == 3)
	case 3, 4:
		if w == time.Friday {
			return d+2 == easter(y)
		}
		return w == time.Monday && d-1 == easter(y)
	case 5:
		return w == time.Monday && (day <= 7 || day >= 25)
	case 8:
		return w == time.Monday && day >= 25
	case 12:
		switch day {
		case 25, 26:
			return w != time.Saturday && w != time.Sunday
		case 27:
			return w == time.Monday || w == time.Tuesday
		case 28:
			return w == time.Monday || w == time.Tuesday
		}
	}
	return false
}

// easter is Easter Sunday by the Gregorian reckoning (Meeus, Jones, Butcher).
func easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return of(year, n/31, n%31+1)
}
