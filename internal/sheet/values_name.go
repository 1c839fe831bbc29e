package sheet

import (
	"slices"
	"strings"
	"unicode"

	"homeward/internal/civil"
)

// nameOrder is how a column of full names is written.
type nameOrder int

const (
	forenameFirst nameOrder = iota
	surnameFirst
)

var titles = []string{"mr", "mrs", "ms", "miss", "mx", "master", "dr"}

// particles begin a family name of several words.
var particles = []string{"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "st", "bin", "ibn", "al", "el", "ap", "mac", "mc", "o", "ter", "ten"}

// splitName parts a full name: "SURNAME, Forename" at the comma; else a name
// in capitals is the family name ("Ellie VAN DER BERG"); else the last word is,
// with the particles before it, or the first word where the column is written
// so.
func splitName(text string, order nameOrder) (given, family string) {
	text = collapse(text)
	if family, given, ok := strings.Cut(text, ","); ok {
		return dropTitle(strings.TrimSpace(given)), asName(strings.TrimSpace(family))
	}
	parts := strings.Fields(dropTitle(text))
	if len(parts) < 2 {
		return "", asName(strings.Join(parts, " "))
	}
	var upper, other []string
	for _, p := range parts {
		if isUpper(p) && len([]rune(p)) > 1 {
			upper = append(upper, p)
		} else {
			other = append(other, p)
		}
	}
	if len(upper) > 0 && len(other) > 0 {
		return strings.Join(other, " "), asName(strings.Join(upper, " "))
	}
	if order == surnameFirst {
		n := 1
		for n < len(parts)-1 && slices.Contains(particles, strings.ToLower(parts[n-1])) {
			n++
		}
		return asGiven(strings.Join(parts[n:], " ")), asName(strings.Join(parts[:n], " "))
	}
	n := len(parts) - 1
	for n > 1 && slices.Contains(particles, strings.ToLower(parts[n-1])) {
		n--
	}
	return asGiven(strings.Join(parts[:n], " ")), asName(strings.Join(parts[n:], " "))
}

func dropTitle(s string) string {
	first, rest, ok := strings.Cut(s, " ")
	if ok && slices.Contains(titles, strings.ToLower(strings.TrimRight(first, "."))) {
		return rest
	}
	return s
}

func isUpper(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters
}

// asName writes a name typed in capitals as names are written: VAN DER BERG is
// van der Berg, MCALLISTER McAllister, O'BRIEN O'Brien. Any other stays.
func asName(s string) string {
	s = collapse(s)
	if len([]rune(s)) < 2 || !isUpper(s) {
		return s
	}
	parts := strings.Fields(strings.ToLower(s))
	for i, p := range parts {
		if len(parts) > 1 && i < len(parts)-1 && p != "st" && p != "o" && p != "mac" && p != "mc" && slices.Contains(particles, p) {
			continue
		}
		parts[i] = capitals(p)
	}
	return strings.Join(parts, " ")
}

// asGiven is asName for given names, which have no particles.
func asGiven(s string) string {
	s = collapse(s)
	if len([]rune(s)) < 3 || !isUpper(s) {
		return s
	}
	parts := strings.Fields(strings.ToLower(s))
	for i := range parts {
		parts[i] = capitals(parts[i])
	}
	return strings.Join(parts, " ")
}

func capitals(s string) string {
	runes := []rune(s)
	up := true
	for i, r := range runes {
		if up {
			runes[i] = unicode.ToUpper(r)
		}
		up = !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	if len(runes) > 3 && strings.HasPrefix(s, "mc") {
		runes[2] = unicode.ToUpper(runes[2])
	}
	return string(runes)
}

// PersonKey tells people apart where there is no NHS number: the words of
// both names, folded and in order of the alphabet (so that it does not matter
// which was taken for the family name), and the day of birth.
type PersonKey struct {
	Name  string
	Birth civil.Date
}

// KeyOf is the key of a person. It is the zero PersonKey, which matches
// nobody, if a name or the day of birth is missing.
func KeyOf(given, family string, birth civil.Date) PersonKey {
	parts := strings.Fields(words(given + " " + family))
	if len(parts) < 2 || birth.IsZero() {
		return PersonKey{}
	}
	slices.Sort(parts)
	return PersonKey{strings.Join(parts, " "), birth}
}

// looksLikeName reports a text that may be a person's name.
func looksLikeName(text string) bool {
	text = collapse(text)
	letters := 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r), strings.ContainsRune("=:;!/@#%&+<>£$", r):
			return false
		}
	}
	s := words(text)
	if letters < 1 || len(strings.Fields(s)) > 6 {
		return false
	}
	if _, ok := headingRating(text); ok && !strings.Contains(text, ",") {
		return false
	}
	return !hasWord(s, "total", "totals", "subtotal", "count", "number of", "key", "note", "notes", "nb", "prepared", "updated", "completed", "version", "source", "please", "average", "end of", "register", "list", "rag", "cetr", "ctr", "see", "n a", "tbc")
}
