package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"homeward/internal/casefile"
)

// letters that Unicode does not take apart into a base letter and a mark.
var letters = strings.NewReplacer(
	"ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "ħ", "h", "ŋ", "ng",
)

// foldName writes a name in small letters without accents. What stands for an
// apostrophe becomes one.
func foldName(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’', r == '‘', r == 'ʼ', r == '`', r == '´', r == '′':
			b.WriteByte('\'')
		default:
			b.WriteRune(r)
		}
	}
	// Some capitals become two characters when they are made small.
	return letters.Replace(strings.ToLower(b.String()))
}

// nameWords are the words of a name, folded. An apostrophe joins (O'Brien is
// obrien); a hyphen, like anything else that is no letter or digit, parts.
func nameWords(s string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(foldName(s), "'", ""), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// searchWords are what a person is found by: each word of each name, the words
// of a name written as one (vanderberg, and obrien for O Brien), what follows
// an apostrophe or Mac (brien for O'Brien, donald for McDonald), and the keys
// of how the words sound, in capitals so that they meet no word.
func searchWords(d casefile.Details) []string {
	var words []string
	for _, name := range []string{d.GivenName, d.FamilyName, d.PreferredName} {
		parts := nameWords(name)
		if len(parts) > 1 {
			parts = append(parts, strings.Join(parts, ""))
		}
		for _, piece := range strings.Fields(foldName(name)) {
			if _, after, ok := strings.Cut(piece, "'"); ok {
				parts = append(parts, nameWords(after)...)
			}
		}
		for _, w := range parts {
			words = append(words, w)
			for _, son := range []string{"mac", "mc"} {
				if rest, ok := strings.CutPrefix(w, son); ok && len(rest) >= 4 {
					words = append(words, rest)
				}
			}
			if key := soundKey(w); key != "" {
				words = append(words, key)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}
