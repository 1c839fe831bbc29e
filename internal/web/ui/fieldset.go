package ui

// Fieldset holds several fields that answer one question.
type Fieldset struct {
	Legend Legend
	// Body is what the fieldset holds; Radios, Checkboxes and DateInput fill
	// it in.
	Body        Component
	Role        string
	DescribedBy string
	ID          string
	Classes     string
	Attributes  Attributes
}

func (f Fieldset) component() (string, any) { return "fieldset", f }
