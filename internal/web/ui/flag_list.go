package ui

import "cmp"

// FlagList shows what needs attention, the most urgent first.
type FlagList struct {
	// Heading is "Needs attention" if not given, at Level 2.
	Heading string
	Level   int
	Items   []Flag
	// Empty is said when nothing does.
	Empty string
}

// Flag is one thing that needs attention.
type Flag struct {
	Text, Href string
	Detail     string
	// Tag stands after the text, such as a StatusTag.
	Tag Component
}

func (l FlagList) component() (string, any) {
	l.Heading = cmp.Or(l.Heading, "Needs attention")
	return "flag-list", l
}

// Title gives the heading.
func (l FlagList) Title() Component {
	return Heading{Text: l.Heading}.named("app-flags__heading", "", cmp.Or(l.Level, 2))
}
