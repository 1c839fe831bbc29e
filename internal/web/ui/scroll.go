package ui

// Scroll lets something wide, such as a table, be moved sideways by touch,
// mouse and keyboard.
type Scroll struct {
	Text string
	Body Component
	// LabelledBy is the id of what names the region.
	LabelledBy string
	// Variant is reverse on a dark ground.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

func (s Scroll) component() (string, any) { return "scroll", s }
