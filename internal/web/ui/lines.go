package ui

// Lines are short pieces one below another, such as in a cell of a list.
type Lines []Line

// Line is one of them; a Minor one is smaller and less dark.
type Line struct {
	Text  string
	Body  Component
	Minor bool
}

func (l Lines) component() (string, any) { return "lines", []Line(l) }
