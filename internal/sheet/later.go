package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

var headingYear = regexp.MustCompile(`\b(?:20)?(\d\d)$`)

// headingTime is when a heading says that its values were so, in months; a
// heading without a year gives the month alone (1 to 12).
func headingTime(text string) (months int, withYear, ok bool) {
	match := whenPart.FindString(text)
	if match == "" {
		return 0, false, false
	}
	if day, ok := readDay(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(match), "as at"), "as of")), century{}); ok {
		y, m, _ := day.YMD()
		return y*12 + m, true, true
	}
	if all, _, ok := dayWithin(text, century{}); ok {
		y, m, _ := all.YMD()
		return y*12 + m, true, true
	}
	plain := words(match)
	month := 0
	for _, w := range strings.Fields(plain) {
		w = strings.TrimRight(w, "0123456789")
		if m := monthNumber(w); m > 0 {
			month = m
		}
		if len(plain) > 1 && w == "q" {
			month = 3 * int(plain[strings.IndexByte(plain, 'q')+1]-'0')
		}
	}
	if year := headingYear.FindStringSubmatch(plain); year != nil && !strings.HasPrefix(plain, "q") {
		y, _ := strconv.Atoi(year[1])
		return (2000+y)*12 + month, true, true
	}
	return month, false, month > 0
}

// laterHeading reports whether the second of two headings is of a later time;
// dated is false if they do not say. Months without a year are taken to lie
// within half a year of each other, so that January follows December.
func laterHeading(one, two string) (later, dated bool) {
	a, yearA, okA := headingTime(one)
	b, yearB, okB := headingTime(two)
	switch {
	case okA && okB && yearA == yearB && yearA:
		return b > a, a != b
	case okA && okB:
		gap := ((b-a)%12 + 12) % 12
		return gap > 0 && gap <= 6, gap != 0
	}
	oldA, oldB := hasWord(words(one), "previous", "prev", "last", "old", "prior"), hasWord(words(two), "previous", "prev", "last", "old", "prior")
	if oldA != oldB {
		return oldA, true
	}
	newA, newB := hasWord(words(one), "current", "now", "latest", "new", "today"), hasWord(words(two), "current", "now", "latest", "new", "today")
	return newB, newA != newB
}
