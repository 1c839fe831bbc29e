package ui

import "cmp"

// ErrorMessage says at a field what is wrong and how to mend it.
type ErrorMessage struct {
	Text string
	Body Component
	// VisuallyHiddenText comes before the message, "Error" if not given.
	VisuallyHiddenText string
	ID                 string
	Classes            string
	Attributes         Attributes
}

func (m ErrorMessage) empty() bool { return m.Text == "" && absent(m.Body) }

func (m ErrorMessage) component() (string, any) {
	if m.empty() {
		return "", nil
	}
	m.VisuallyHiddenText = cmp.Or(m.VisuallyHiddenText, "Error")
	return "error-message", m
}
