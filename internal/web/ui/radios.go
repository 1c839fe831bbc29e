package ui

import "cmp"

// Radios is a question with one answer from a few.
type Radios struct {
	Fieldset     *Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the question although it has no message of its own.
	Invalid bool
	Name    string
	// IDPrefix begins the ids of the choices; the first has it unchanged, which
	// is what an error summary links to. It is Name if not given.
	IDPrefix string
	// Value is that of the chosen item.
	Value         string
	Items         []Choice
	Small, Inline bool
	Disabled      bool
	ID            string
	Classes       string
	Attributes    Attributes
	FormGroup     FormGroup
}

// Choices gives the items as they are drawn.
func (r Radios) Choices() Component {
	return choices{
		kind: "radios", inputType: "radio", idPrefix: r.IDPrefix, name: r.Name, disabled: r.Disabled,
		checked: func(value string) bool { return r.Value != "" && value == r.Value },
	}.draw(r.Items)
}

func (r Radios) component() (string, any) {
	r.IDPrefix = cmp.Or(r.IDPrefix, r.Name)
	r.Invalid = r.Invalid || !r.ErrorMessage.empty()
	by := ""
	if r.Fieldset != nil {
		by = r.Fieldset.DescribedBy
	}
	by = describe(by, r.IDPrefix, &r.Hint, &r.ErrorMessage)
	if r.Fieldset != nil {
		f := *r.Fieldset
		f.DescribedBy, f.Body = by, r.Inner()
		r.Fieldset = &f
	}
	return "radios", r
}

// Inner gives the question without its fieldset.
func (r Radios) Inner() Component { return radiosInner(r) }

type radiosInner Radios

func (r radiosInner) component() (string, any) { return "radios-inner", Radios(r) }
