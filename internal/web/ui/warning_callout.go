package ui

import (
	"cmp"
	"strings"
)

// WarningCallout warns of what could do harm.
type WarningCallout struct {
	// Heading says what it is about; its level is 3 if not given.
	Heading    Heading
	Text       string
	Body       Component
	Actions    []Action
	ID         string
	Classes    string
	Attributes Attributes
}

func (w WarningCallout) component() (string, any) {
	w.Heading.Level = cmp.Or(w.Heading.Level, 3)
	if w.Heading.Text != "" && !strings.Contains(strings.ToLower(w.Heading.Text), "important") {
		w.Heading.VisuallyHiddenText = cmp.Or(w.Heading.VisuallyHiddenText, "Important")
	}
	return Card{
		Heading: w.Heading, Description: Content{Text: w.Text, Body: w.Body}, Actions: w.Actions,
		Variant: "warning", ID: w.ID, Classes: w.Classes, Attributes: w.Attributes,
	}.component()
}
