package ui

import "cmp"

// Heading is a heading with the NHS sizes, and an optional caption.
type Heading struct {
	Text               string
	Body               Component
	VisuallyHiddenText string
	Caption            Caption
	// Level is 1 to 6.
	Level int
	// Size is xxs, xs, s, m, l or xl.
	Size string
	Href string
	// Element replaces the heading element by p where the words must not be a
	// heading.
	Element    string
	ID         string
	Classes    string
	Attributes Attributes
}

func (h Heading) empty() bool { return h.Text == "" && absent(h.Body) }

func (h Heading) component() (string, any) {
	return h.named("nhsuk-heading", "nhsuk-heading-", 1).component()
}

// named gives the heading as a part of another component, whose class is
// class and whose sizes begin with prefix.
func (h Heading) named(class, prefix string, level int) namedHeading {
	h.Level = cmp.Or(h.Level, level)
	h.Caption.Size = cmp.Or(h.Caption.Size, h.Size)
	switch {
	case h.Size == "":
	case prefix == class+"-":
		class = prefix + h.Size
	default:
		class += " " + prefix + h.Size
	}
	return namedHeading{Heading: h, Class: joined(class, h.Classes)}
}

type namedHeading struct {
	Heading
	Class string
}

func (h namedHeading) component() (string, any) {
	if h.empty() {
		return "", nil
	}
	return "heading", h
}
