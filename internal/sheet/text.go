package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that norm.NFD does not take apart but that people type without
// their stroke or ligature.
var plainLetters = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "ħ", "h", "ŋ", "n")

// words is s in small letters without accents, its words apart by one space;
// every other sign is a space, but an apostrophe joins (o'brien is obrien) and
// so do the brackets of c(e)tr.
func words(s string) string {
	s = strings.ToLower(s)
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if !ascii {
		s = plainLetters.Replace(norm.NFKD.String(s))
	}
	if strings.Contains(s, "c(e)tr") {
		s = strings.ReplaceAll(s, "c(e)tr", "cetr")
	}
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == '`' || unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && len(b) > 0 {
				b = append(b, ' ')
			}
			space = false
			b = utf8.AppendRune(b, r)
		default:
			space = true
		}
	}
	return string(b)
}

// collapse trims s and makes one space of each run of blanks within a line,
// hard spaces too.
func collapse(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] <= ' ' && (s[i] != ' ' || i == 0 || i == len(s)-1 || s[i+1] == ' ') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u2007", " ", "\u202f", " ", "\u200b", "", "\ufeff", "").Replace(s)), " ")
}

// hasWord reports whether one of the given words is among those of a text that
// words made.
func hasWord(text string, any ...string) bool {
	for _, w := range any {
		for at := 0; ; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				break
			}
			i += at
			end := i + len(w)
			if (i == 0 || text[i-1] == ' ') && (end == len(text) || text[end] == ' ') {
				return true
			}
			at = i + 1
		}
	}
	return false
}

// saysNothing reports a text by which people say that there is nothing to say:
// blank, a dash, n/a, n/k, TBC.
func saysNothing(text string) bool {
	switch words(text) {
	case "", "n a", "na", "nk", "n k", "not known", "unknown", "tbc", "tba", "to be confirmed", "none", "nil", "not applicable", "not recorded", "ongoing", "awaited", "x":
		return true
	}
	return false
}
