package ui

import "cmp"

// PasswordInput is a field for a password that can be shown.
type PasswordInput struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name, Value string
	// Autocomplete is current-password if not given.
	Autocomplete   string
	Prefix, Suffix Affix
	Width          int
	Code, Large    bool
	Disabled       bool
	DescribedBy    string
	Button         PasswordButton
	Classes        string
	Attributes     Attributes
	FormGroup      FormGroup
}

// PasswordButton is what differs in the button that shows the password.
type PasswordButton struct {
	// Variant is secondary if not given.
	Variant            string
	Disabled           *bool
	PreventDoubleClick string
}

func (p PasswordInput) component() (string, any) {
	id := cmp.Or(p.ID, p.Name)
	disabled := p.Disabled
	if p.Button.Disabled != nil {
		disabled = *p.Button.Disabled
	}
	button := Button{
		Text: "Show", AriaLabel: "Show password", Type: "button", Small: !p.Large, Disabled: disabled,
		PreventDoubleClick: p.Button.PreventDoubleClick, Variant: cmp.Or(p.Button.Variant, "secondary"),
		Classes:    "nhsuk-password-input__toggle nhsuk-js-password-input-toggle",
		Attributes: Attributes{"aria-controls": id, "hidden": ""},
	}
	return Input{
		Label: p.Label, Hint: p.Hint, ErrorMessage: p.ErrorMessage, Invalid: p.Invalid, ID: id, Name: p.Name, Value: p.Value,
		Type: "password", Prefix: p.Prefix, Suffix: p.Suffix, Code: p.Code, Width: p.Width, Large: p.Large,
		Spellcheck: "false", Autocomplete: cmp.Or(p.Autocomplete, "current-password"), Autocapitalize: "none",
		Disabled: p.Disabled, DescribedBy: p.DescribedBy,
		Classes: joined("nhsuk-password-input__input nhsuk-js-password-input-input", p.Classes), Attributes: p.Attributes,
		FormGroup: FormGroup{
			Classes:     joined(p.FormGroup.Classes, "nhsuk-password-input"),
			Attributes:  Attributes{"data-module": "nhsuk-password-input"}.with(p.FormGroup.Attributes),
			BeforeInput: p.FormGroup.BeforeInput, AfterInput: Group{button, p.FormGroup.AfterInput},
		},
	}.component()
}
