package ui

import "cmp"

// SearchInput is a field to search with, and its button.
type SearchInput struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name, Value string
	Placeholder     string
	// Autocomplete is off if not given.
	Autocomplete string
	Prefix       Affix
	Width        int
	Code, Large  bool
	Disabled     bool
	Button       SearchButton
	// NoButton leaves the button out, where the form has another.
	NoButton   bool
	Classes    string
	Attributes Attributes
	FormGroup  FormGroup
}

// SearchButton is what differs in the button.
type SearchButton struct {
	Text string
	// Icon is search if not given, or none for a button of Text alone.
	Icon     string
	Variant  string
	Disabled *bool
}

func (s SearchInput) component() (string, any) {
	after := Group{}
	if !s.NoButton {
		disabled := s.Disabled
		if s.Button.Disabled != nil {
			disabled = *s.Button.Disabled
		}
		b := Button{
			Text: s.Button.Text, AriaLabel: "Search", Icon: &ButtonIcon{Name: cmp.Or(s.Button.Icon, "search")}, Small: !s.Large,
			Variant: s.Button.Variant, Disabled: disabled, Classes: "nhsuk-search-input__button",
		}
		if s.Button.Icon == "none" {
			b.Icon = nil
		}
		after = append(after, b)
	}
	class := "nhsuk-search-input"
	if s.Large {
		class += " nhsuk-search-input--large"
	}
	return Input{
		Label: s.Label, Hint: s.Hint, ErrorMessage: s.ErrorMessage, Invalid: s.Invalid, ID: s.ID, Name: s.Name, Value: s.Value,
		Placeholder: s.Placeholder, Type: "search", Autocomplete: cmp.Or(s.Autocomplete, "off"),
		Prefix: s.Prefix, Width: s.Width, Code: s.Code, Large: s.Large, Disabled: s.Disabled,
		Classes: joined("nhsuk-search-input__input", s.Classes), Attributes: s.Attributes,
		InputWrapper: Wrapper{Classes: "nhsuk-search-input__wrapper"},
		FormGroup: FormGroup{
			Classes: joined(class, s.FormGroup.Classes), Attributes: s.FormGroup.Attributes,
			BeforeInput: s.FormGroup.BeforeInput, AfterInput: append(after, s.FormGroup.AfterInput),
		},
	}.component()
}
