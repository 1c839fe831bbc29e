package ui

import "cmp"

// ActionLink is the one next step that a page offers, with an arrow.
type ActionLink struct {
	Text string
	Body Component
	Href string
	// Type makes a button of it that sends the form: submit.
	Type string
	// Variant is reverse on a dark ground.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

func (l ActionLink) component() (string, any) {
	if l.Href == "" {
		l.Type = cmp.Or(l.Type, "submit")
	}
	return "action-link", l
}
