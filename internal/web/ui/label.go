package ui

import "cmp"

// Label names one field of a form.
type Label struct {
	Text               string
	Body               Component
	VisuallyHiddenText string
	Caption            Caption
	// Heading makes the label a heading of the page as well, by default at
	// level 1. Its Text, Size and Caption stand for the label's if given.
	Heading *Heading
	// Size is s, m, l or xl.
	Size string
	// For is the id of the field; a field's component fills it in.
	For        string
	ID         string
	Classes    string
	Attributes Attributes
}

func (l Label) component() (string, any) {
	if h := l.Heading; h != nil {
		l.Text, l.Body = words(*h, l.Text, l.Body)
		l.VisuallyHiddenText = cmp.Or(h.VisuallyHiddenText, l.VisuallyHiddenText)
		l.Size = cmp.Or(h.Size, l.Size)
		if h.Caption.Text != "" || h.Caption.Body != nil {
			l.Caption = h.Caption
		}
	}
	if l.Text == "" && absent(l.Body) {
		return "", nil
	}
	l.Caption.Size = cmp.Or(l.Caption.Size, l.Size)
	return "label", l
}

// words gives those of a heading, or else the ones it stands for.
func words(h Heading, text string, body Component) (string, Component) {
	if h.empty() {
		return text, body
	}
	return h.Text, h.Body
}
