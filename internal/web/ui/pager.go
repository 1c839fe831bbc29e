package ui

import (
	"fmt"
	"slices"
)

// Pager leads to the other pages of a list and says which part is shown.
type Pager struct {
	// Page counts from 1. Size is the rows of a page, Total all rows.
	Page, Size, Total int
	// Sizes are the sizes that can be chosen.
	Sizes []int
	// Href gives the address of a page of a size.
	Href func(page, size int) string
	// Singular and Plural name what is counted: person and people if not given.
	Singular, Plural string
}

func (p Pager) component() (string, any) {
	if p.Singular == "" {
		p.Singular, p.Plural = "person", "people"
	}
	p.Size = max(p.Size, 1)
	p.Page = min(max(p.Page, 1), p.Pages())
	return "pager", p
}

// Pages gives how many there are, at least one.
func (p Pager) Pages() int { return max(1, (p.Total+p.Size-1)/p.Size) }

// Shown says which part of the list is on the page.
func (p Pager) Shown() string {
	if p.Pages() == 1 {
		return counted(p.Total, p.Singular, p.Plural)
	}
	first := (p.Page-1)*p.Size + 1
	return fmt.Sprintf("%s to %s of %s", thousands(first), thousands(min(first+p.Size-1, p.Total)), counted(p.Total, p.Singular, p.Plural))
}

// Links gives the numbered pages: the first, the last and those around the
// current one.
func (p Pager) Links() Component {
	if p.Pages() == 1 {
		return nil
	}
	var shown []int
	for _, n := range []int{1, p.Page - 1, p.Page, p.Page + 1, p.Pages()} {
		if n >= 1 && n <= p.Pages() && !slices.Contains(shown, n) {
			shown = append(shown, n)
		}
	}
	links, last := Pagination{AriaLabel: "Pages of the list"}, 0
	for _, n := range shown {
		switch {
		case n == last+2:
			links.Items = append(links.Items, PageItem{Number: last + 1, Href: p.Href(last+1, p.Size)})
		case n > last+2:
			links.Items = append(links.Items, PageItem{Ellipsis: true})
		}
		links.Items = append(links.Items, PageItem{Number: n, Href: p.Href(n, p.Size), Current: n == p.Page})
		last = n
	}
	if p.Page > 1 {
		links.Previous.Href = p.Href(p.Page-1, p.Size)
	}
	if p.Page < p.Pages() {
		links.Next.Href = p.Href(p.Page+1, p.Size)
	}
	return links
}

// PageSize is one of the sizes that can be chosen.
type PageSize struct {
	Size    int
	Href    string
	Current bool
}

// Choices gives the sizes, if there is more than the smallest would show.
func (p Pager) Choices() []PageSize {
	if len(p.Sizes) < 2 || p.Total <= slices.Min(p.Sizes) {
		return nil
	}
	var all []PageSize
	for _, size := range p.Sizes {
		all = append(all, PageSize{Size: size, Href: p.Href(1, size), Current: size == p.Size})
	}
	return all
}
