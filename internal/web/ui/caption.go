package ui

import "strings"

// Caption is smaller text above or below a heading, such as the name of the
// person whom a page is about.
type Caption struct {
	Text string
	Body Component
	// Placement is start (within the heading, the usual one), end, before or
	// after.
	Placement string
	// Size is m, l, xl or xxl; that of the heading if it is not given.
	Size string
	// Element is span, or p for a caption outside its heading.
	Element    string
	ID         string
	Classes    string
	Attributes Attributes
}

// Before, Start, End and After each give the caption if it belongs there.
func (c Caption) Before() Component { return c.at("before") }
func (c Caption) Start() Component  { return c.at("start") }
func (c Caption) End() Component    { return c.at("end") }
func (c Caption) After() Component  { return c.at("after") }

func (c Caption) at(place string) Component {
	if c.Placement != place && (c.Placement != "" || place != "start") {
		return nil
	}
	return c
}

// Bottom is true of a caption that follows its heading's words.
func (c Caption) Bottom() bool { return c.Placement == "after" || c.Placement == "end" }

func (c Caption) component() (string, any) {
	if c.Text == "" && absent(c.Body) {
		return "", nil
	}
	if !strings.Contains(" m l xl xxl ", " "+c.Size+" ") {
		c.Size = ""
	}
	return "caption", c
}
