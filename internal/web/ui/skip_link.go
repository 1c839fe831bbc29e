package ui

import "cmp"

// SkipLink is the first thing on a page and leads past what all pages share.
type SkipLink struct {
	// Text is "Skip to main content" if not given, Href #maincontent.
	Text       string
	Body       Component
	Href       string
	ID         string
	Classes    string
	Attributes Attributes
}

func (l SkipLink) component() (string, any) {
	l.Href = cmp.Or(l.Href, "#maincontent")
	if absent(l.Body) {
		l.Text = cmp.Or(l.Text, "Skip to main content")
	}
	return "skip-link", l
}
