package ui

import "cmp"

// Button sends a form, or is a link that looks like a button.
type Button struct {
	Text string
	Body Component
	// Variant is secondary, secondary-solid, reverse, warning, brand or login.
	Variant string
	Small   bool
	// Icon stands beside the text, or alone with an AriaLabel.
	Icon *ButtonIcon
	// Href makes the button a link.
	Href string
	// Type is submit if not given.
	Type        string
	Name, Value string
	Disabled    bool
	// PreventDoubleClick is "true" for what must not be sent twice.
	PreventDoubleClick string
	AriaLabel          string
	ID                 string
	Classes            string
	Attributes         Attributes
}

// ButtonIcon is a picture in a button: arrow-left, arrow-right, cross, tick,
// search or user.
type ButtonIcon struct {
	Name string
	// Placement is start or end.
	Placement string
}

func (b Button) component() (string, any) {
	if b.Icon != nil {
		b.Icon = &ButtonIcon{Name: b.Icon.Name, Placement: cmp.Or(b.Icon.Placement, "start")}
	}
	if b.Href == "" || b.Type != "" {
		b.Type = cmp.Or(b.Type, "submit")
	}
	return "button", b
}
