package document

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// glyph is one of a line. Those that stand for characters which the font does
// not have say which, so that copying or reading aloud gives these.
type glyph struct {
	id     uint16
	char   rune
	width  int // in thousandths of the em
	stands *substitute
}

// substitute is a run of characters that the font does not have. They are
// written by their names.
type substitute struct {
	text    string
	written bool // with its first glyph
}

// set gives the glyphs of a text without line breaks.
func (f *font) set(text string) []glyph {
	var out []glyph
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	add := func(s string, of *substitute) {
		for _, r := range s {
			g := f.glyphs[r]
			out = append(out, glyph{g, r, f.widths[g], of})
		}
	}
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == '\t':
			add("    ", nil)
		case f.glyphs[r] != 0 && !unseen(r):
			add(string(r), nil)
		default:
			from := i
			for i+1 < len(runes) && (f.glyphs[runes[i+1]] == 0 || unseen(runes[i+1])) && runes[i+1] != '\t' {
				i++
			}
			lacking := string(runes[from : i+1])
			if words := nameAll(lacking); words != "" {
				add(words, &substitute{text: lacking})
			}
		}
	}
	return out
}

// unseen reports whether a character shows nothing by itself, such as a
// zero-width joiner.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// nameAll names characters in brackets: [bengali letter ra].
func nameAll(lacking string) string {
	var names []string
	for _, r := range lacking {
		if unseen(r) {
			continue
		}
		name := strings.ToLower(runenames.Name(r))
		if name == "" || strings.HasPrefix(name, "<") {
			name = fmt.Sprintf("U+%04X", r)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// lines breaks a text into lines of a width, in points, at a size: at its own
// line breaks, at spaces, after a hyphen or a stroke, and in the middle of a
// word that is longer than a line. No character is lost: a space at which a
// line is broken stays at its end.
func (f *font) lines(text string, size, width float64) [][]glyph {
	var all [][]glyph
	limit := int(width * 1000 / size)
	parts := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, part := range parts {
		if i < len(parts)-1 {
			part += " " // so that the words on both sides of the break are two
		}
		rest := f.set(part)
		for {
			n := fitting(rest, limit)
			all = append(all, rest[:n])
			if rest = rest[n:]; len(rest) == 0 {
				break
			}
		}
	}
	return all
}

// fitting is how many glyphs go on a line.
func fitting(of []glyph, limit int) int {
	width, at := 0, 0
	for i, g := range of {
		width += g.width
		if width > limit && g.char != ' ' {
			switch {
			case at > 0:
				return at
			case i > 0:
				return i
			}
		}
		if g.char == ' ' || g.char == '-' || g.char == '/' {
			at = i + 1
		}
	}
	return len(of)
}

// width is that of a line in points at a size, without spaces at its end.
func width(line []glyph, size float64) float64 {
	w, trailing := 0, 0
	for _, g := range line {
		w += g.width
		if g.char == ' ' {
			trailing += g.width
		} else {
			trailing = 0
		}
	}
	return float64(w-trailing) * size / 1000
}
