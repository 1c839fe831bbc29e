package clock

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// AppendJSON adds to b, on one line, the object that `homeward due --json`
// prints for a case: the day, and the obligations given.
func AppendJSON(b []byte, rb *Rulebook, f *casefile.File, on civil.Date, obligations []Obligation) []byte {
	b = append(b, `{"on": "`...)
	b = on.Append(b)
	b = append(b, `", "obligations": [`...)
	for i := range obligations {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendObligation(b, rb, f, &obligations[i])
	}
	return append(b, "]}"...)
}

func appendObligation(b []byte, rb *Rulebook, f *casefile.File, o *Obligation) []byte {
	b = append(append(b, `{"rule": "`...), o.Rule.String()...)
	b = append(append(b, `", "basis": "`...), o.Basis.String()...)
	b = appendPlace(append(b, `", "started_by": `...), o.StartedBy)
	b = o.StartedOn.Append(append(b, `, "started_on": "`...))
	b = o.Due.Append(append(b, `", "due": "`...))
	b = append(append(b, `", "state": "`...), o.State.String()...)
	b = o.MetOn.Append(append(b, `", "met_on": "`...))
	b = appendPlace(append(b, `", "met_by": `...), o.MetBy)
	b = o.EndedOn.Append(append(b, `, "ended_on": "`...))
	b = append(append(b, `", "source": `...), rb.sourceJSON[o.Rule]...)
	b = append(b, `, "why": "`...)
	from := len(b)
	b = appendWhy(b, rb, f, o)
	if !plain(b[from:]) {
		why := string(b[from:])
		b = appendText(b[:from-1], why)
		return append(b, '}')
	}
	return append(b, `"}`...)
}

// plain reports whether a text stands in JSON as it is.
func plain(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func appendPlace(b []byte, i int) []byte {
	if i < 0 {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, int64(i), 10)
}

func appendText[T string | []byte](b []byte, s T) []byte {
	// The error says that the text was not UTF-8; its bad bytes are replaced.
	b, _ = jsontext.AppendQuote(b, s)
	return b
}
