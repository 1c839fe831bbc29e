package casefile

import (
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// walker goes through a text. It gets through whatever is JSON, and comes to an
// end in any other text; doubt says that it may not have been JSON. Without
// doubt the walked values are JSON, if the text is UTF-8: objects and lists
// that were entered, strings, true and false.
type walker struct {
	s     string
	i     int
	first bool // nothing of the object or list has been read
	doubt bool
}

// value is one JSON value. Its kind is its first character, but '0' for every
// number; 0 is no value at all.
type value struct {
	kind    byte // '{', '[', '"', 't', 'f', 'n', '0'; 0 for none
	escaped bool // a string with a backslash in it
	raw     string
}

// stop gives up a text that is not JSON.
func (w *walker) stop() { w.i, w.doubt = len(w.s), true }

func (w *walker) space() {
	for w.i < len(w.s) {
		c := w.s[w.i]
		if c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return
		}
		w.i++
	}
}

// peek is the first character of what comes next; 0 at the end.
func (w *walker) peek() byte {
	w.space()
	if w.i == len(w.s) {
		return 0
	}
	return w.s[w.i]
}

// enter goes into the object or list that comes next, and tells how it ends.
func (w *walker) enter() (end byte) {
	end = w.peek() + 2 // { } and [ ] are as far apart
	w.i++
	w.first = true
	return end
}

// more goes to the next member of the object or list, or past its end.
func (w *walker) more(end byte) bool {
	c, first := w.peek(), w.first
	w.first = false
	switch {
	case c == end:
		w.i++
		return false
	case first:
		return true
	case c == ',':
		w.i++
		return true
	}
	w.stop()
	return false
}

// name reads the name of a member and goes to its value.
func (w *walker) name() string {
	v := w.value()
	if v.kind != '"' || w.peek() != ':' {
		w.stop()
		return ""
	}
	w.i++
	s, _ := v.text()
	return s
}

// value reads the next value whole.
func (w *walker) value() value {
	v := value{kind: w.peek()}
	from := w.i
	switch v.kind {
	case '"':
		whole := false
		if v.escaped, whole = w.passString(); !whole {
			return value{}
		}
	case '{', '[':
		w.passNested()
	case 't':
		w.passWord("true")
	case 'f':
		w.passWord("false")
	default:
		w.doubt = true
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

func (w *walker) passWord(word string) {
	if !strings.HasPrefix(w.s[w.i:], word) {
		w.stop()
		return
	}
	w.i += len(word)
}

// passString goes past a string that begins here.
func (w *walker) passString() (escaped, whole bool) {
	for i := w.i + 1; i < len(w.s); i++ {
		switch c := w.s[i]; {
		case c > '\\': // small letters, mostly
		case c == '"':
			if escaped {
				_, err := jsontext.AppendUnquote(nil, w.s[w.i:i+1])
				w.doubt = w.doubt || err != nil
			}
			w.i = i + 1
			return escaped, true
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			w.doubt = true
		}
	}
	w.stop()
	return escaped, false
}

// passNested goes past an object or a list that begins here. Who then enters
// it must share the doubt.
func (w *walker) passNested() {
	for depth := 0; w.i < len(w.s); {
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
	w.stop()
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
