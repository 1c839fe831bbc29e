package ui

import (
	"cmp"
	"fmt"
)

// Pagination leads to the other pages of a list, by number, or of a piece of
// guidance, by name.
type Pagination struct {
	Previous, Next PageLink
	Items          []PageItem
	// AriaLabel is "Pagination" if not given.
	AriaLabel  string
	ID         string
	Classes    string
	Attributes Attributes
}

// PageLink is the page before or after. Label is the name of the page.
type PageLink struct {
	Text       string
	Body       Component
	Label      Content
	Href       string
	Attributes Attributes
}

// PageItem is a numbered page, or with Ellipsis those left out.
type PageItem struct {
	Number   int
	Href     string
	Current  bool
	Ellipsis bool
	// AriaLabel is "Page" and the number if not given.
	AriaLabel  string
	Classes    string
	Attributes Attributes
}

func (p Pagination) component() (string, any) {
	p.AriaLabel = cmp.Or(p.AriaLabel, "Pagination")
	items := make([]PageItem, len(p.Items))
	for n, item := range p.Items {
		item.AriaLabel = cmp.Or(item.AriaLabel, fmt.Sprintf("Page %d", item.Number))
		items[n] = item
	}
	p.Items = items
	return "pagination", p
}
