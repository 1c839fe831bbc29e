package sheet

import (
	"regexp"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// profile is a sample of a column's values: what they look like tells what a
// vague heading leaves open, and whether a clear one can be true.
type profile struct {
	cells []Cell
	days  []civil.Date // of those that are days
}

const sampleSize = 150

// profileOf samples the values of a column below a row.
func profileOf(s *Sheet, column, below int, skip func(row int) bool) profile {
	var p profile
	for row := below; row < len(s.Rows) && len(p.cells) < sampleSize; row++ {
		cell := s.cell(row, column)
		if cell.blank() || skip(row) {
			continue
		}
		cell.Text = collapse(cell.Text)
		p.cells = append(p.cells, cell)
		if day, ok := cellDay(cell, century{}); ok {
			p.days = append(p.days, day)
		}
	}
	return p
}

// cellDay is the day in a cell.
func cellDay(c Cell, century century) (civil.Date, bool) {
	if !c.Date.IsZero() {
		return c.Date, true
	}
	return readDay(c.Text, century)
}

// share is the part of the values, 0 to 1, that fit.
func (p *profile) share(fits func(Cell) bool) float64 {
	if len(p.cells) == 0 {
		return 0
	}
	n := 0
	for _, c := range p.cells {
		if fits(c) {
			n++
		}
	}
	return float64(n) / float64(len(p.cells))
}

// distinct is the number of different values.
func (p *profile) distinct() int {
	seen := map[string]bool{}
	for _, c := range p.cells {
		seen[strings.ToLower(c.Text)] = true
	}
	return len(seen)
}

func (p *profile) samples(n int) []string {
	list := []string{}
	seen := map[string]bool{}
	for _, c := range p.cells {
		if len(list) == n {
			break
		}
		if !seen[c.Text] {
			seen[c.Text] = true
			list = append(list, c.Text)
		}
	}
	return list
}

var postcodeShape = regexp.MustCompile(`(?i)^[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}$`)

func digitCount(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// fits is what the values of a field look like; nil for a field of free text.
// It is wider than the reading of values: a mistyped NHS number still shows
// that the column is one of NHS numbers.
func fits(f Field) func(Cell) bool {
	if f.isDate() {
		return looksLikeDay
	}
	switch f {
	case NHSNumber:
		return func(c Cell) bool {
			n := digitCount(c.Text)
			return c.Date.IsZero() && n >= 9 && n <= 11 && len(c.Text)-n <= 6
		}
	case BirthDay, BirthMonth, BirthYear:
		return func(c Cell) bool {
			n := digitCount(c.Text)
			return n > 0 && n <= 4 && n == len(c.Text) || f == BirthMonth && monthNumber(words(c.Text)) > 0
		}
	case Rating:
		return func(c Cell) bool { _, ok := readRating(c.Text); return ok && len(c.Text) <= 40 }
	case RatedRed, RatedAmber, RatedGreen, RatedBlue:
		return func(c Cell) bool { return len(c.Text) <= 12 && !looksLikeCount(c) }
	case Consent:
		return func(c Cell) bool {
			_, ok := readConsent(c.Text)
			return ok || hasWord(words(c.Text), "pending", "asked", "not yet", "awaiting", "tbc", "n k", "unknown", "declined", "chasing")
		}
	case LegalStatus:
		return func(c Cell) bool {
			_, ok := readLegalStatus(c.Text)
			return ok || hasWord(words(c.Text), "dols", "mha", "notional", "section", "n a", "none", "informal")
		}
	case Security:
		return func(c Cell) bool { _, ok := readSecurity(c.Text); return ok }
	case Setting:
		return func(c Cell) bool {
			p := readPlace(c.Text)
			_, yesNo := readYesNo(c.Text)
			return p.inpatient || p.community || yesNo
		}
	case Condition:
		return func(c Cell) bool { return len(readConditions(c.Text)) > 0 }
	case HasAutism, HasDisability, EHCPlan:
		return func(c Cell) bool {
			_, yesNo := readYesNo(c.Text)
			_, plan := readPlan(c.Text)
			return yesNo || f == EHCPlan && (plan || hasWord(words(c.Text), "progress", "applied", "pending")) || f != EHCPlan && hasWord(words(c.Text), "awaiting", "suspected", "confirmed", "waiting", "query", "mild", "moderate", "severe")
		}
	case LastReviewType:
		return func(c Cell) bool { _, ok := readReviewType(c.Text); return ok }
	case Postcode:
		return func(c Cell) bool { return postcodeShape.MatchString(c.Text) }
	case Email:
		return func(c Cell) bool { return strings.Contains(c.Text, "@") && strings.Contains(c.Text, ".") }
	case FamilyName, GivenName, FullName:
		return func(c Cell) bool { return c.Date.IsZero() && !c.Number && digitCount(c.Text) == 0 }
	}
	return nil
}

// looksLikeDay takes in what a date column holds besides days that can be
// read: 31/02/2026, approx 2012, Sept 2026, TBC.
func looksLikeDay(c Cell) bool {
	if _, ok := cellDay(c, century{}); ok {
		return true
	}
	if saysNothing(c.Text) {
		return true
	}
	n := digitCount(c.Text)
	if len(c.Text) > 24 || n == 0 && len(c.Text) > 12 {
		return false
	}
	if n >= 4 && n <= 8 && strings.Count(c.Text, "/")+strings.Count(c.Text, ".")+strings.Count(c.Text, "-") == 2 {
		return true
	}
	for _, w := range strings.Fields(words(c.Text)) {
		if monthNumber(w) > 0 || len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && digitCount(w) == 4 {
			return true
		}
	}
	return c.Number && n == 5 // a day stored as a bare number
}

// isData reports a cell that headings do not have: it makes a row one of
// values.
func isData(c Cell) bool {
	if !c.Date.IsZero() || c.Number {
		return true
	}
	text := collapse(c.Text)
	if _, ok := readDay(text, century{}); ok {
		return true
	}
	if _, err := casefile.ParseNHSNumber(text); err == nil || postcodeShape.MatchString(text) {
		return true
	}
	switch words(text) {
	case "y", "yes", "n", "no", "red", "amber", "green", "blue", "r", "a", "g", "b":
		// "No" heads a column of numbers now and then, but not beside data.
		return true
	}
	return false
}

// meaningOfValues is the field that a column's values alone show, with no
// heading to go by. Only what looks like nothing else is taken.
func meaningOfValues(p *profile) (Field, bool) {
	if len(p.cells) < 2 {
		return "", false
	}
	valid := p.share(func(c Cell) bool {
		_, err := casefile.ParseNHSNumber(c.Text)
		return err == nil
	})
	if valid >= 0.5 {
		return NHSNumber, true
	}
	if p.share(fits(Postcode)) >= 0.8 {
		return Postcode, true
	}
	if p.share(fits(Email)) >= 0.8 {
		return Email, true
	}
	if ratingColumn(p) {
		return Rating, true
	}
	if p.share(func(c Cell) bool { _, ok := readLegalStatus(c.Text); return ok && digitCount(c.Text) < len(c.Text) }) >= 0.8 {
		return LegalStatus, true
	}
	if p.share(fits(Condition)) >= 0.8 && p.distinct() > 1 {
		return Condition, true
	}
	if p.share(func(c Cell) bool { return commaName.MatchString(c.Text) }) >= 0.8 {
		return FullName, true
	}
	if p.share(func(c Cell) bool { return namedReview(c.Text) }) >= 0.8 {
		return LastReviewType, true
	}
	return "", false
}

func namedReview(text string) bool {
	return len(text) < 40 && hasWord(words(text), "ctr", "cetr", "laep") && digitCount(text) == 0
}

var commaName = regexp.MustCompile(`^\p{Lu}[\p{L}' -]+, ?\p{Lu}[\p{L}' -]*$`)

// ratingColumn reports values that are colours or their letters, most of them
// and of more than one kind.
func ratingColumn(p *profile) bool {
	kinds := map[casefile.Rating]bool{}
	share := p.share(func(c Cell) bool {
		if len(c.Text) > 30 {
			return false
		}
		r, ok := readRating(c.Text)
		if ok && (len(coloursIn(c.Text)) > 0 || len(c.Text) <= 2) {
			kinds[r] = true
			return true
		}
		return false
	})
	return share >= 0.7 && len(kinds) >= 2
}
