package ui

import "cmp"

// Textarea is a field for more than one line of text.
type Textarea struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name, Value string
	// Rows is 5 if not given.
	Rows         int
	Spellcheck   string
	Autocomplete string
	Disabled     bool
	DescribedBy  string
	Classes      string
	Attributes   Attributes
	FormGroup    FormGroup
}

func (t Textarea) component() (string, any) {
	t.ID = cmp.Or(t.ID, t.Name)
	t.Rows = cmp.Or(t.Rows, 5)
	t.Label.For = cmp.Or(t.Label.For, t.ID)
	t.DescribedBy = describe(t.DescribedBy, t.ID, &t.Hint, &t.ErrorMessage)
	t.Invalid = t.Invalid || !t.ErrorMessage.empty()
	return "textarea", t
}
