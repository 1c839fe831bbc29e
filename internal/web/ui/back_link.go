package ui

import "cmp"

// BackLink leads to the page before.
type BackLink struct {
	// Text is "Back" if not given.
	Text               string
	Body               Component
	VisuallyHiddenText string
	Href               string
	// Type makes a button of it that sends the form: submit.
	Type string
	// Variant is reverse on a dark ground.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

func (l BackLink) component() (string, any) {
	if l.Text == "" && absent(l.Body) {
		l.Text = "Back"
	}
	if l.Href == "" {
		l.Type = cmp.Or(l.Type, "submit")
	}
	return "back-link", l
}
