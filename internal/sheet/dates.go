package sheet

import (
	"regexp"
	"strconv"
	"strings"

	"homeward/internal/civil"
)

// monthNumber knows months by any beginning of three letters or more, and
// Sept.
func monthNumber(word string) int {
	if len(word) < 3 {
		return 0
	}
	for m := 1; m <= 12; m++ {
		if strings.HasPrefix(strings.ToLower(civil.MonthName(m)), word) {
			return m
		}
	}
	return 0
}

// century says how a year of two digits is read.
type century struct {
	// latest is the last day that can be meant: a day after it, in a year of
	// two digits, is taken a hundred years back. Zero: 20yy always.
	latest civil.Date
}

// readDay reads a whole text as one day, in the order in which days are
// written in Britain: day, month, year. It reads 02/01/2006, 2.1.06,
// 2 January 2006, 02-Jan-06, 2nd Sept 2006 and 2006-01-02, with a weekday
// before and a time of day after. It guesses nothing: a bare year, a month
// and year, a day that is not in the calendar, the American order, a word of
// doubt ("approx") are not read.
func readDay(text string, c century) (civil.Date, bool) {
	s := strings.TrimRight(strings.ToLower(collapse(text)), " .,")
	if strings.HasSuffix(s, ")") {
		s = ageAfter.ReplaceAllString(s, "")
	}
	s = cutClock(s)
	s = cutWeekday(s)
	parts, ok := dayParts(s)
	if !ok {
		return 0, false
	}
	if _, number := smallNumber(parts[0], 4); number && len(parts[0]) == 4 { // year first: ISO order, not 20th
		return wholeDay(parts[2], parts[1], parts[0], c)
	}
	return wholeDay(parts[0], parts[1], parts[2], c)
}

// ageAfter is an age in brackets, as people put it after a date of birth.
var ageAfter = regexp.MustCompile(`\s*\((?:aged? )?\d{1,3}(?: ?(?:y|yo|yrs?|years?(?: old)?))?\)$`)

// dayParts cuts a day into its three parts, which must be apart by the same
// kind of sign (a slash, a dash, a dot, or blanks and commas).
func dayParts(s string) (parts [3]string, ok bool) {
	n := 0
	separators := ""
	for i := 0; i < len(s); {
		start := i
		for i < len(s) && isLetterOrDigit(s[i]) {
			i++
		}
		if i == start || n == 3 {
			return parts, false
		}
		parts[n] = s[start:i]
		n++
		start = i
		for i < len(s) && strings.IndexByte(" ,./-", s[i]) >= 0 {
			i++
		}
		if i < len(s) {
			if i == start {
				return parts, false // a sign that no date has
			}
			separator := strings.Trim(strings.ReplaceAll(s[start:i], ",", " "), " ")
			if len(separator) > 1 {
				return parts, false
			}
			separators += separator + "|"
		}
	}
	if n != 3 {
		return parts, false
	}
	one, two, _ := strings.Cut(strings.TrimSuffix(separators, "|"), "|")
	return parts, one == two
}

func isLetterOrDigit(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' }

func wholeDay(day, month, year string, c century) (civil.Date, bool) {
	named := monthNumber(month)
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if named != 0 {
			day = strings.TrimSuffix(day, suffix)
		}
	}
	d, ok1 := smallNumber(day, 2)
	m, ok2 := named, true
	if named == 0 {
		m, ok2 = smallNumber(month, 2)
	}
	y, ok3 := smallNumber(year, 4)
	if !ok1 || !ok2 || !ok3 || len(year) == 3 || len(year) == 1 {
		return 0, false
	}
	if len(year) == 4 {
		return civil.New(y, m, d)
	}
	when, ok := civil.New(2000+y, m, d)
	if !ok || !c.latest.IsZero() && when > c.latest {
		if earlier, there := civil.New(1900+y, m, d); there && !c.latest.IsZero() {
			return earlier, true
		}
	}
	return when, ok
}

func smallNumber(s string, digits int) (int, bool) {
	if s == "" || len(s) > digits {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && s[0] != '+' && s[0] != '-'
}

// cutClock takes a time of day off the end: 10:30, 10:30:00, t10:30:00z, 2.30pm.
func cutClock(s string) string {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s
	}
	start := colon
	for start > 0 && s[start-1] >= '0' && s[start-1] <= '9' {
		start--
	}
	for _, c := range s[colon:] {
		if !(c >= '0' && c <= '9') && !strings.ContainsRune(":. apmz+", c) {
			return s
		}
	}
	if colon-start < 1 || colon-start > 2 || start == 0 {
		return s
	}
	before := s[:start]
	if t := strings.TrimSuffix(before, "t"); t != before && len(t) > 0 && t[len(t)-1] >= '0' && t[len(t)-1] <= '9' {
		return t
	}
	before = strings.TrimSuffix(strings.TrimRight(before, " ,"), " at")
	return strings.TrimRight(before, " ,")
}

func cutWeekday(s string) string {
	i := 0
	for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		i++
	}
	if i >= 3 {
		for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			if strings.HasPrefix(day, s[:i]) || s[:i] == "tues" || s[:i] == "thurs" {
				return strings.TrimLeft(s[i:], " ,.")
			}
		}
	}
	return s
}

// dayWithin finds the one day that stands within a longer text, such as the
// day in "BI decision 12/3/25". The rest is the text without it. With no day
// or more than one in it, ok is false.
func dayWithin(text string, c century) (day civil.Date, rest string, ok bool) {
	s := strings.ToLower(collapse(text))
	for from := 0; from < len(s); from++ {
		if !isLetterOrDigit(s[from]) || from > 0 && isLetterOrDigit(s[from-1]) {
			continue
		}
		// The longest piece that is a day wins: 12/3/25 before 12/3/2.
		for to := min(len(s), from+24); to > from+5; to-- {
			if to < len(s) && isLetterOrDigit(s[to]) || !isLetterOrDigit(s[to-1]) || s[from] > '9' {
				continue
			}
			d, found := readDay(s[from:to], c)
			if !found {
				continue
			}
			if ok {
				return 0, "", false
			}
			day, ok = d, true
			rest = s[:from] + " " + s[to:]
			from = to
			break
		}
	}
	return day, collapse(rest), ok
}
