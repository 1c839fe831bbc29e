package ui

import "cmp"

// Legend names a group of fields.
type Legend struct {
	Text               string
	Body               Component
	VisuallyHiddenText string
	Caption            Caption
	// Heading makes the legend a heading of the page as well, by default at
	// level 1. Its Text, Size and Caption stand for the legend's if given.
	Heading *Heading
	// Size is s, m, l or xl.
	Size       string
	ID         string
	Classes    string
	Attributes Attributes
}

func (l Legend) component() (string, any) {
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
	if l.Caption.Placement == "before" {
		l.Caption.Placement = "start" // a legend is the first thing in its fieldset
	}
	return "legend", l
}

// Inner gives what the legend holds: its words, in a heading if it has one.
func (l Legend) Inner() Component {
	words := legendWords(l)
	if l.Heading == nil {
		return words
	}
	return namedHeading{
		Heading: Heading{Body: words, Level: cmp.Or(l.Heading.Level, 1), ID: l.Heading.ID, Attributes: l.Heading.Attributes},
		Class:   "nhsuk-fieldset__heading",
	}
}

type legendWords Legend

func (l legendWords) component() (string, any) { return "legend-words", Legend(l) }
