package ui

// Details hides what only some people need behind a line that opens it. With
// Classes nhsuk-expander it is an expander, which takes the whole width.
type Details struct {
	Summary Content
	Text    string
	Body    Component
	Open    bool
	// Variant is reverse on a dark ground.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

func (d Details) component() (string, any) { return "details", d }

// Expander gives details that take the whole width, one below another.
func Expander(summary string, body Component) Details {
	return Details{Summary: Content{Text: summary}, Body: body, Classes: "nhsuk-expander"}
}
