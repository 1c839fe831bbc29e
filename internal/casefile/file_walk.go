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

// value is one JSON value. Its kind is its first character, but '0' for every
// number; 0 is no value at all.
type value struct {
	kind    byte // '{', '[', '"', 't', 'f', 'n', '0'; 0 for none
	escaped bool // a string with a backslash in it
	raw     string
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

// peek is the first character of the next value.
func (w *walker) peek() byte {
	w.space()
	return w.s[w.i]
}

// enter goes into the object or list that comes next.
func (w *walker) enter() {
	w.space()
	w.i++
}

// more goes to the next member of the object or list, or past its end.
func (w *walker) more() bool {
	switch w.peek() {
	case '}', ']':
		w.i++
		return false
	case ',':
		w.i++
	}
	return true
}

// name reads the name of a member and goes to its value.
func (w *walker) name() string {
	s, _ := w.value().text()
	w.space()
	w.i++ // the colon
	return s
}

// value reads the next value whole.
func (w *walker) value() value {
	w.space()
	from := w.i
	v := value{kind: w.s[from]}
	switch v.kind {
	case '"':
		v.escaped = w.passString()
	case '{', '[':
		w.passNested()
	default:
		if v.kind == '-' || v.kind >= '0' && v.kind <= '9' {
			v.kind = '0'
		}
		if n := strings.IndexAny(w.s[from:], ",]} \n\r\t"); n >= 0 {
			w.i = from + n
		} else {
			w.i = len(w.s)
		}
	}
	v.raw = w.s[from:w.i]
	return v
}

// passString goes past a string that begins here.
func (w *walker) passString() (escaped bool) {
	i := w.i + 1
	for ; w.s[i] != '"'; i++ {
		if w.s[i] == '\\' {
			escaped = true
			i++
		}
	}
	w.i = i + 1
	return escaped
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

// text is the text of a string; ok is false for any other value.
func (v value) text() (s string, ok bool) {
	if v.kind != '"' {
		return "", false
	}
	if !v.escaped {
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
