package store

import (
	"strconv"
	"strings"
	"unicode"

	"homeward/internal/civil"
)

// search is what someone typed into the search box, understood.
type search struct {
	number  string     // the beginning of an NHS number
	born    civil.Date // a date of birth
	words   []string   // words of names, folded; each must be found
	nothing bool       // something was typed that no one can match
}

// mostWords bounds the work of one search.
const mostWords = 6

// parseSearch takes a text for the beginning of an NHS number when it has three
// to ten digits, spaces and dashes and nothing else; for a date of birth, as
// people in the UK write one; or for names, among which a date of birth may
// stand.
func parseSearch(text string, today civil.Date) search {
	var s search
	text = strings.TrimSpace(text)
	if text == "" {
		return s
	}
	if s.born = parseBirth(text, today); s.born != 0 {
		return s
	}
	if digits := digitsOnly(text); len(digits) >= 3 && len(digits) <= 10 {
		s.number = digits
		return s
	}
	var names []string
	for _, field := range strings.Fields(text) {
		if born := parseBirth(field, today); born != 0 && s.born == 0 {
			s.born = born
			continue
		}
		names = append(names, field)
	}
	s.words = nameWords(strings.Join(names, " "))
	s.words = s.words[:min(len(s.words), mostWords)]
	s.nothing = len(s.words) == 0 && s.born == 0
	return s
}

// SearchKind says what a text that was typed into the search box is taken for.
func SearchKind(text string, today civil.Date) string {
	s := parseSearch(text, today)
	switch {
	case s.number != "":
		return "NHS number"
	case s.born != 0 && len(s.words) > 0:
		return "name and date of birth"
	case s.born != 0:
		return "date of birth"
	case len(s.words) > 0:
		return "name"
	}
	return "nothing that can be found"
}

// digitsOnly is the digits of a text that has nothing else but spaces and
// dashes; "" for any other.
func digitsOnly(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsSpace(r), r == '-', r == '\u2010', r == '\u2011', r == '\u2013':
		default:
			return ""
		}
	}
	return b.String()
}

// parseBirth reads a date of birth: 2/3/1987, 02.03.87, 2-3-1987, 2 March 1987,
// 2 Mar 87, 1987-03-02. It is zero for what is none. A year of two digits is
// the latest that is not in the future.
func parseBirth(text string, today civil.Date) civil.Date {
	if d, err := civil.Parse(text); err == nil {
		return d
	}
	parts := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune("/.-, ", r) })
	if len(parts) != 3 {
		return 0
	}
	day, err := strconv.Atoi(strings.TrimRight(parts[0], "stndrh"))
	if err != nil || len(parts[0]) > 4 {
		return 0
	}
	month := monthNumber(parts[1])
	year, err := strconv.Atoi(parts[2])
	if err != nil || month == 0 {
		return 0
	}
	switch len(parts[2]) {
	case 4:
		d, _ := civil.New(year, month, day)
		return d
	case 2:
		if d, ok := civil.New(2000+year, month, day); ok && d <= today {
			return d
		}
		d, _ := civil.New(1900+year, month, day)
		return d
	}
	return 0
}

func monthNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil && len(s) <= 2 {
		if n < 1 || n > 12 {
			return 0
		}
		return n
	}
	for m := 1; m <= 12; m++ {
		if name := strings.ToLower(civil.MonthName(m)); len(s) >= 3 && strings.HasPrefix(name, s) {
			return m
		}
	}
	return 0
}

// with writes, before a statement and after what Viewer.sees has begun, whom
// each word finds and how well: 0 for
// the very word, 1 for its beginning, 2 for its sound. Two ranges of one index
// are read faster than one condition with OR.
func (s search) with(t *sqlText, reg string, begun bool) {
	for i, w := range s.words {
		if i == 0 && !begun {
			t.add("WITH ")
		} else {
			t.add(", ")
		}
		word := t.arg(w)
		t.add("w", strconv.Itoa(i), " AS (SELECT h.case_id, MIN(h.score) AS score FROM (",
			"SELECT case_id, CASE WHEN token = ", word, " THEN 0 ELSE 1 END AS score FROM people_names",
			" WHERE register = ", reg, " AND token >= ", word, " AND token < ", t.arg(w+lastKey),
			// No word is "", so a word without a sound finds nobody by it.
			" UNION ALL SELECT case_id, 2 AS score FROM people_names WHERE register = ", reg, " AND token = ", t.arg(soundKey(w)),
			") h GROUP BY h.case_id)")
	}
	if len(s.words) > 0 {
		t.add(" ")
	}
}

// score is how well all the words fit, the best lowest.
func (s search) score() string {
	scores := make([]string, len(s.words))
	for i := range s.words {
		scores[i] = "w" + strconv.Itoa(i) + ".score"
	}
	return strings.Join(scores, " + ")
}
