package store

import "strings"

// spellings that sound like another, in the order in which they are tried at
// each place of a word. "^" is its beginning.
var spellings = []struct{ from, to string }{
	{"^kn", "n"}, {"^gn", "n"}, {"^pn", "n"}, {"^wr", "r"}, {"^ps", "s"}, {"^wh", "w"}, {"^rh", "r"}, {"^gh", "g"}, {"^x", "s"},
	{"tch", "k"}, {"sch", "s"}, {"mps", "ms"}, {"mpt", "mt"},
	{"ph", "f"}, {"sh", "s"}, {"ch", "k"}, {"ck", "k"}, {"gh", ""}, {"th", "t"}, {"dg", "j"},
	{"ce", "se"}, {"ci", "si"}, {"cy", "si"}, {"ge", "je"}, {"gi", "ji"}, {"gy", "ji"},
	{"c", "k"}, {"q", "k"}, {"x", "ks"}, {"z", "s"}, {"v", "f"},
}

// soundKey is a key that spellings of one name share: the consonants as they
// sound in English, each once where it stands twice, with A for a vowel at the
// beginning. Where one consonant is all there is, the first vowel stands by it
// (Lee and Leigh are LE). Like other such keys it also brings together names
// that only resemble each other, so what it finds is listed last. It is "" for
// a word with letters beyond a to z: those are found as they are spelt.
func soundKey(word string) string {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return ""
		}
	}
	word = respell(word)
	var key []byte
	var before, firstVowel byte
	for i := range len(word) {
		c := word[i]
		switch {
		case strings.IndexByte("aeiou", c) >= 0, c == 'y' && !(i == 0 && len(word) > 1 && strings.IndexByte("aeou", word[1]) >= 0):
			if firstVowel == 0 {
				firstVowel = vowelSound(c)
			}
			if i == 0 {
				key = append(key, 'A')
			}
			before = 0
			continue
		case (c == 'h' || c == 'w') && i > 0:
			continue
		}
		if c != before {
			key = append(key, c-'a'+'A')
		}
		before = c
	}
	if len(key) == 1 && key[0] != 'A' && firstVowel != 0 {
		key = append(key, firstVowel)
	}
	if len(key) < 2 {
		return ""
	}
	return string(key)
}

func vowelSound(c byte) byte {
	switch c {
	case 'a':
		return 'A'
	case 'o', 'u':
		return 'O'
	}
	return 'E'
}

func respell(word string) string {
	var b strings.Builder
next:
	for i := 0; i < len(word); {
		for _, s := range spellings {
			from, first := strings.CutPrefix(s.from, "^")
			if (!first || i == 0) && strings.HasPrefix(word[i:], from) {
				b.WriteString(s.to)
				i += len(from)
				continue next
			}
		}
		b.WriteByte(word[i])
		i++
	}
	return b.String()
}
