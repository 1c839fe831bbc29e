package ui

import "cmp"

// Breadcrumb shows where a page is; on a small screen just the way back.
type Breadcrumb struct {
	Items []BreadcrumbItem
	// BackLink is made from the last item if not given.
	BackLink BackLink
	// AriaLabel is "Breadcrumb" if not given.
	AriaLabel string
	// Variant is reverse on a dark ground.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

// BreadcrumbItem is one page above this one.
type BreadcrumbItem struct {
	Text       string
	Body       Component
	Href       string
	Attributes Attributes
}

func (b Breadcrumb) component() (string, any) {
	b.AriaLabel = cmp.Or(b.AriaLabel, "Breadcrumb")
	back := &b.BackLink
	back.VisuallyHiddenText = cmp.Or(back.VisuallyHiddenText, "Back to")
	back.Variant = cmp.Or(back.Variant, b.Variant)
	if len(b.Items) > 0 {
		last := b.Items[len(b.Items)-1]
		if back.Text == "" && absent(back.Body) {
			back.Text, back.Body = last.Text, last.Body
		}
		back.Href = cmp.Or(back.Href, last.Href)
		if back.Attributes == nil {
			back.Attributes = last.Attributes
		}
	}
	return "breadcrumb", b
}
