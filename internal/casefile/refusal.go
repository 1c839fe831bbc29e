package casefile

import (
	"errors"
	"strings"
)

// Refusal is one reason why an entry cannot be made, in words for the person
// at the screen. Field is the JSON name of the field it is about, "on" for the
// day, "note" for the words, or "" for the entry as a whole.
type Refusal struct {
	Field string
	Text  string
}

// Refusals is the error of a decision that makes no sense.
type Refusals []Refusal

func (r Refusals) Error() string {
	texts := make([]string, len(r))
	for i, x := range r {
		texts[i] = x.Text
	}
	return strings.Join(texts, " ")
}

// AsRefusals takes the refusals out of an error.
func AsRefusals(err error) (Refusals, bool) {
	var r Refusals
	ok := errors.As(err, &r)
	return r, ok
}

func refuse(field, text string) error { return Refusals{{field, text}} }
