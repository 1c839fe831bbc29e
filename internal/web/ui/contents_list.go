package ui

import "cmp"

// ContentsList leads to the pages of one piece of guidance.
type ContentsList struct {
	Items []ContentsItem
	// AriaLabel is "Pages in this guide" if not given, VisuallyHiddenText
	// "Contents".
	AriaLabel, VisuallyHiddenText string
	ID                            string
	Classes                       string
	Attributes                    Attributes
}

// ContentsItem is one page, and those below it.
type ContentsItem struct {
	Text       string
	Body       Component
	Href       string
	Current    bool
	Items      []ContentsItem
	Classes    string
	Attributes Attributes
}

func (l ContentsList) component() (string, any) {
	l.AriaLabel = cmp.Or(l.AriaLabel, "Pages in this guide")
	l.VisuallyHiddenText = cmp.Or(l.VisuallyHiddenText, "Contents")
	return "contents-list", l
}
