package ui

import "cmp"

// Select is a choice of one from a list that is too long for Radios.
type Select struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name string
	// Value is that of the chosen item.
	Value        string
	Items        []SelectItem
	Disabled     bool
	DescribedBy  string
	Classes      string
	Attributes   Attributes
	InputWrapper Wrapper
	FormGroup    FormGroup
}

// SelectItem is one choice of a Select.
type SelectItem struct {
	Text string
	// Value is nil where Text is sent; Option fills it in.
	Value              *string
	Selected, Disabled bool
	// Divider makes a line of the item.
	Divider    bool
	Attributes Attributes
}

// Option is the choice that sends value and shows text.
func Option(value, text string) SelectItem { return SelectItem{Value: &value, Text: text} }

func (s Select) component() (string, any) {
	s.ID = cmp.Or(s.ID, s.Name)
	s.Label.For = cmp.Or(s.Label.For, s.ID)
	s.DescribedBy = describe(s.DescribedBy, s.ID, &s.Hint, &s.ErrorMessage)
	s.Invalid = s.Invalid || !s.ErrorMessage.empty()
	items := make([]SelectItem, len(s.Items))
	for n, item := range s.Items {
		value := item.Text
		if item.Value != nil {
			value = *item.Value
		}
		item.Selected = item.Selected || s.Value != "" && value == s.Value
		items[n] = item
	}
	s.Items = items
	return "select", s
}

// Wrapped reports whether something stands beside the field.
func (s Select) Wrapped() bool {
	return !absent(s.FormGroup.BeforeInput) || !absent(s.FormGroup.AfterInput) ||
		s.InputWrapper.Classes != "" || len(s.InputWrapper.Attributes) > 0
}
