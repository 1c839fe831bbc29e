package ui

import (
	"cmp"
	"strings"
)

// FormGroup says how the box around one question differs from the usual one.
type FormGroup struct {
	Classes    string
	Attributes Attributes
	// BeforeInput and AfterInput stand beside the field, such as a button.
	BeforeInput, AfterInput Component
}

// Affix stands before or after the text of a field, such as £. It is not read
// out, so the label must say it as well.
type Affix struct {
	Text       string
	Body       Component
	Classes    string
	Attributes Attributes
}

// Given reports whether there is an affix.
func (a Affix) Given() bool { return a.Text != "" || !absent(a.Body) }

// describe gives the hint and the message of a field ids made from the
// field's, and all the ids that describe the field.
func describe(by, id string, hint *Hint, message *ErrorMessage) string {
	if !hint.empty() {
		hint.ID = cmp.Or(hint.ID, id+"-hint")
		by += " " + hint.ID
	}
	if !message.empty() {
		message.ID = cmp.Or(message.ID, id+"-error")
		by += " " + message.ID
	}
	return strings.TrimSpace(by)
}

// joined puts names of classes or ids beside each other.
func joined(names ...string) string {
	return strings.Join(strings.Fields(strings.Join(names, " ")), " ")
}
