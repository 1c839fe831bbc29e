package ui

// Panel says that something was done, or interrupts before it is.
type Panel struct {
	Heading Heading
	Text    string
	Body    Component
	// Variant is interruption for a question before going on.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

func (p Panel) component() (string, any) { return "panel", p }

// Title gives the heading as part of the panel.
func (p Panel) Title() Component {
	return p.Heading.named("nhsuk-panel__heading", "nhsuk-panel__heading--", 1)
}
