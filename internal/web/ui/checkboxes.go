package ui

import (
	"cmp"
	"slices"
)

// Checkboxes is a question with any number of answers from a few.
type Checkboxes struct {
	Fieldset     *Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the question although it has no message of its own.
	Invalid bool
	Name    string
	// IDPrefix begins the ids of the choices; the first has it unchanged, which
	// is what an error summary links to. It is Name if not given.
	IDPrefix string
	// Values are those of the chosen items.
	Values        []string
	Items         []Choice
	Small, Inline bool
	Disabled      bool
	DescribedBy   string
	ID            string
	Classes       string
	Attributes    Attributes
	FormGroup     FormGroup
}

// Choices gives the items as they are drawn.
func (c Checkboxes) Choices() Component {
	g := choices{
		kind: "checkboxes", inputType: "checkbox", idPrefix: c.IDPrefix, name: c.Name, disabled: c.Disabled,
		checked: func(value string) bool { return slices.Contains(c.Values, value) },
	}
	if c.Fieldset == nil {
		g.describedBy = c.DescribedBy // no fieldset says it for all of them
	}
	return g.draw(c.Items)
}

func (c Checkboxes) component() (string, any) {
	c.IDPrefix = cmp.Or(c.IDPrefix, c.Name)
	c.Invalid = c.Invalid || !c.ErrorMessage.empty()
	if c.Fieldset != nil {
		c.DescribedBy = cmp.Or(c.Fieldset.DescribedBy, c.DescribedBy)
	}
	c.DescribedBy = describe(c.DescribedBy, c.IDPrefix, &c.Hint, &c.ErrorMessage)
	if c.Fieldset != nil {
		f := *c.Fieldset
		f.DescribedBy, f.Body = c.DescribedBy, c.Inner()
		c.Fieldset = &f
	}
	return "checkboxes", c
}

// Inner gives the question without its fieldset.
func (c Checkboxes) Inner() Component { return checkboxesInner(c) }

type checkboxesInner Checkboxes

func (c checkboxesInner) component() (string, any) { return "checkboxes-inner", Checkboxes(c) }
