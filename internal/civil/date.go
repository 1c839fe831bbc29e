// Package civil has the calendar that Homeward counts in: days without a time
// of day or a zone, months and weeks, ages, and the working days of England
// and Wales. Everything here is a value; nothing reads a clock.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, counted so that 1 January of the
// year 1 is 1. The zero Date is "no day": it sorts before every real day and
// is written as the empty string. Add an int to move by days; subtract two
// dates for the days between them.
type Date int32

// MinDate and MaxDate bound what New and Parse accept.
const (
	MinDate Date = 1
	MaxDate Date = 3652059 // 9999-12-31
)

// IsLeap reports whether year has a 29 February.
func IsLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// DaysIn is the number of days in a month.
func DaysIn(year, month int) int {
	if month == 2 {
		if IsLeap(year) {
			return 29
		}
		return 28
	}
	// Odd months are long up to July, even ones from August on.
	return 30 + (month+month>>3)&1
}

// New is the given day; ok is false when there is no such day.
func New(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, false
	}
	return of(year, month, day), true
}

// Of is New for days known to exist: it panics on any other, so use it for
// constants and tests only.
func Of(year, month, day int) Date {
	d, ok := New(year, month, day)
	if !ok {
		panic(fmt.Sprintf("civil: no such day: %d-%d-%d", year, month, day))
	}
	return d
}

// of and YMD count years from March on, so that the leap day is their last, and
// March to July and August to December have 153 days each. The numbers are
// those of C. Neri and L. Schneider, "Euclidean affine functions and their
// application to calendar algorithms" (2022).
func of(year, month, day int) Date {
	if month <= 2 {
		year, month = year-1, month+12
	}
	return Date(1461*year/4 - year/100 + year/400 + (979*month-2919)/32 + day - 306)
}

// YMD takes the day apart. The zero Date gives three zeros.
func (d Date) YMD() (year, month, day int) {
	if d <= 0 {
		return 0, 0, 0
	}
	n := uint64(d) + 305 // since 1 March of the year 0
	century, n := (4*n+3)/146097, (4*n+3)%146097/4
	ofCentury, n := (4*n+3)/1461, (4*n+3)%1461/4
	march := 2141*n + 197913
	year, month, day = int(100*century+ofCentury), int(march>>16), int(march&0xffff/2141)+1
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// Year is the calendar year of the day.
func (d Date) Year() int { y, _, _ := d.YMD(); return y }

// IsZero reports "no day".
func (d Date) IsZero() bool { return d == 0 }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(int(d) % 7) }

// AddMonths moves by whole months and keeps the day of the month, or takes
// the month's last day where it has none (31 August + 6 months is 28 or 29
// February).
func (d Date) AddMonths(n int) Date {
	y, m, day := d.YMD()
	t := y*12 + m - 1 + n
	y, m = t/12, t%12+1
	return of(y, m, min(day, DaysIn(y, m)))
}

// Attains is the day on which someone born on d attains an age in whole
// years: the birthday, and for 29 February in a common year 1 March.
func (d Date) Attains(age int) Date {
	y, m, day := d.YMD()
	y += age
	if m == 2 && day == 29 && !IsLeap(y) {
		return of(y, 3, 1)
	}
	return of(y, m, day)
}

// AgeOn is the age in whole years, on day, of someone born on d.
func (d Date) AgeOn(day Date) int {
	age := day.Year() - d.Year()
	if day < d.Attains(age) {
		age--
	}
	return age
}

// Parse reads YYYY-MM-DD and nothing else.
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		century, ok1 := digits(s[0], s[1])
		ofCentury, ok2 := digits(s[2], s[3])
		m, ok3 := digits(s[5], s[6])
		day, ok4 := digits(s[8], s[9])
		y := 100*century + ofCentury
		if ok1 && ok2 && ok3 && ok4 {
			if d, ok := New(y, m, day); ok {
				return d, nil
			}
			return 0, fmt.Errorf("there is no day %s", s)
		}
	}
	return 0, fmt.Errorf("%q is not a day written YYYY-MM-DD", s)
}

func digits(tens, ones byte) (n int, ok bool) {
	tens, ones = tens-'0', ones-'0'
	return 10*int(tens) + int(ones), tens <= 9 && ones <= 9
}

// Append adds the day as YYYY-MM-DD to b; the zero Date adds nothing.
func (d Date) Append(b []byte) []byte {
	if d <= 0 {
		return b
	}
	y, m, day := d.YMD()
	return append(b,
		byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+day/10), byte('0'+day%10))
}

// String is YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string { return string(d.Append(make([]byte, 0, 10))) }

var monthNames = [13]string{"", "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December"}

// MonthName is the English name of month 1 to 12.
func MonthName(month int) string { return monthNames[month] }

// Long is the day as people read it: "2 March 2026"; "" for the zero Date.
func (d Date) Long() string {
	if d <= 0 {
		return ""
	}
	y, m, day := d.YMD()
	return fmt.Sprintf("%d %s %d", day, monthNames[m], y)
}

// LongWeekday is Long with the weekday before it: "Monday 2 March 2026".
func (d Date) LongWeekday() string {
	if d <= 0 {
		return ""
	}
	return d.Weekday().String() + " " + d.Long()
}

// FromTime is the calendar day of t in t's own location.
func FromTime(t time.Time) Date { return of(t.Year(), int(t.Month()), t.Day()) }

// MarshalText writes YYYY-MM-DD, or nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) { return d.Append(make([]byte, 0, 10)), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value stores the day as text, and no day as NULL, on both engines.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stored.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = 0
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("civil: cannot read a day from %T", v)
}
