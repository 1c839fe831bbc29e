package ui

import (
	"cmp"
	"fmt"
)

// Tabs shows one of several parts at a time; without JavaScript all of them,
// below a list of links.
type Tabs struct {
	// VisuallyHiddenText is "Contents" if not given.
	VisuallyHiddenText string
	Items              []TabItem
	// IDPrefix begins the ids of the parts that have none; ID if not given.
	IDPrefix   string
	ID         string
	Classes    string
	Attributes Attributes
}

// TabItem is one part.
type TabItem struct {
	Label      string
	Panel      Content
	ID         string
	Attributes Attributes
}

func (t Tabs) component() (string, any) {
	t.VisuallyHiddenText = cmp.Or(t.VisuallyHiddenText, "Contents")
	prefix := cmp.Or(t.IDPrefix, t.ID)
	items := make([]TabItem, len(t.Items))
	for n, item := range t.Items {
		item.ID = cmp.Or(item.ID, fmt.Sprintf("%s-%d", prefix, n+1))
		items[n] = item
	}
	t.Items = items
	return "tabs", t
}
