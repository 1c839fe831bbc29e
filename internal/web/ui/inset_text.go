package ui

import "cmp"

// InsetText sets information apart that must not be missed.
type InsetText struct {
	Text string
	Body Component
	// VisuallyHiddenText comes before it, "Information" if not given.
	VisuallyHiddenText string
	ID                 string
	Classes            string
	Attributes         Attributes
}

func (t InsetText) component() (string, any) {
	t.VisuallyHiddenText = cmp.Or(t.VisuallyHiddenText, "Information")
	return "inset-text", t
}
