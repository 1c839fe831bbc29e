package casefile

import (
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// walker goes through a text that is known to be JSON.
type walker struct {
	s string
	i int
}

// value is one JSON value. Its kind is the first character, with 0 for every
// number and for no value at all distinguished: '0' is a number.
type value struct {
	kind byte // '{', '[', '"', 't', 'f', 'n', '0'; 0 for none
	raw  string
}

func (w *walker) space() {
	for w.i < len(w.s) {
		switch w.s[w.i] {
		case ' ', '\n', '\r', '\t':
			w.i++
		default:
			return
		}
	}
}

// value reads the next value whole.
func (w *walker) value() value {
	w.space()
	from := w.i
	kind := w.s[from]
	switch kind {
	case '"':
		w.passString()
	case '{', '[':
		w.passNested()
	default:
		if kind == '-' || kind >= '0' && kind <= '9' {
			kind = '0'
		}
		if n := strings.IndexAny(w.s[from:], ",]} \n\r\t"); n >= 0 {
			w.i = from + n
		} else {
			w.i = len(w.s)
		}
	}
	return value{kind, w.s[from:w.i]}
}

// passString goes past a string that begins here.
func (w *walker) passString() {
	w.i++
	for {
		n := strings.IndexByte(w.s[w.i:], '"')
		end := w.i + n
		backslashes := 0
		for w.s[end-1-backslashes] == '\\' {
			backslashes++
		}
		w.i = end + 1
		if backslashes%2 == 0 {
			return
		}
	}
}

// passNested goes past an object or a list that begins here.
func (w *walker) passNested() {
	for depth := 0; ; {
		switch w.s[w.i] {
		case '"':
			w.passString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		w.i++
		if depth == 0 {
			return
		}
	}
}

// done reports whether the object or list has no more.
func (w *walker) done() bool {
	w.space()
	return w.i == len(w.s)
}

func (w *walker) colon() { w.space(); w.i++ }

func (w *walker) comma() {
	if !w.done() {
		w.i++
	}
}

// inside is a walker of what stands between the brackets.
func (v value) inside() walker { return walker{s: v.raw[1 : len(v.raw)-1]} }

// text is the text of a string; ok is false for any other value.
func (v value) text() (s string, ok bool) {
	if v.kind != '"' {
		return "", false
	}
	if strings.IndexByte(v.raw, '\\') < 0 {
		return v.raw[1 : len(v.raw)-1], true
	}
	b, err := jsontext.AppendUnquote(nil, v.raw)
	return string(b), err == nil
}

// shown is the value as a message shows it, cut short.
func (v value) shown() string { return oneLine(v.raw) }

// oneLine makes what a file has fit for a message: one line, no control
// characters, cut short.
func oneLine(s string) string {
	cut := len(s) > 40
	if cut {
		s = s[:40]
	}
	s = strings.Map(printable, strings.ToValidUTF8(s, ""))
	if cut {
		s += "…"
	}
	return s
}

func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}
