package ui

import (
	"cmp"
)

// Input is a field for one line of text, with its label, hint and message.
type Input struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name, Value string
	// Type is text if not given.
	Type         string
	Inputmode    string
	Autocomplete string
	// Autocapitalize and Spellcheck are as in HTML: "none", "false".
	Autocapitalize, Spellcheck string
	Pattern, Placeholder       string
	Disabled                   bool
	// Width is the number of characters to fit: 2, 3, 4, 5, 10, 20 or 30.
	Width int
	// Code shows the text in a type that tells 0 from O.
	Code, Large    bool
	Prefix, Suffix Affix
	DescribedBy    string
	Classes        string
	Attributes     Attributes
	InputWrapper   Wrapper
	FormGroup      FormGroup
}

// Wrapper is the box around a field and what stands beside it.
type Wrapper struct {
	Classes    string
	Attributes Attributes
}

func (i Input) component() (string, any) {
	i.ID = cmp.Or(i.ID, i.Name)
	i.Type = cmp.Or(i.Type, "text")
	i.Label.For = cmp.Or(i.Label.For, i.ID)
	i.DescribedBy = describe(i.DescribedBy, i.ID, &i.Hint, &i.ErrorMessage)
	i.Invalid = i.Invalid || !i.ErrorMessage.empty()
	return "input", i
}

// Wrapped reports whether something stands beside the field.
func (i Input) Wrapped() bool {
	return i.Prefix.Given() || i.Suffix.Given() || !absent(i.FormGroup.BeforeInput) || !absent(i.FormGroup.AfterInput) ||
		i.InputWrapper.Classes != "" || len(i.InputWrapper.Attributes) > 0
}
