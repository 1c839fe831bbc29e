package ui

import "cmp"

// FilterPanel narrows a list, after the filter of the Ministry of Justice's
// design: a form that asks for the page anew with what was chosen in its
// address. On a small screen it folds, without JavaScript as well.
type FilterPanel struct {
	// Action is the address of the list.
	Action string
	// Heading is "Filters" if not given.
	Heading string
	// Selected are the filters that apply, each with a link that takes it away;
	// ClearHref takes all of them away.
	Selected  []SelectedFilter
	ClearHref string
	Groups    []FilterGroup
	// Hidden keeps what else is in the address, such as the order.
	Hidden []HiddenField
	// Open unfolds it on a small screen at first.
	Open bool
	// IDPrefix begins ids in the panel, "filter" if not given.
	IDPrefix string
}

// SelectedFilter is a filter that applies, such as Rating: Red.
type SelectedFilter struct{ Name, Value, RemoveHref string }

// FilterGroup is one thing to filter by; Body is its field or fields. Chosen
// is how many are chosen, Open unfolds it; it is open as well if any is chosen.
type FilterGroup struct {
	Heading string
	Body    Component
	Chosen  int
	Open    bool
}

// HiddenField is a name and value that a form sends along.
type HiddenField struct{ Name, Value string }

func (p FilterPanel) component() (string, any) {
	p.Heading = cmp.Or(p.Heading, "Filters")
	p.IDPrefix = cmp.Or(p.IDPrefix, "filter")
	return "filter-panel", p
}
