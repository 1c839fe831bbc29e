package ui

// Scroll lets something wide, such as a table, be moved sideways by touch,
// mouse and keyboard. The design system's script makes it reachable by keyboard
// where it is wider than the screen; ours is always, and the script takes that
// away where it is not needed.
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
