package ui

// ErrorSummary stands at the top of a page whose form has errors and links to
// each field that is wrong.
type ErrorSummary struct {
	// Heading is "There is a problem" if not given.
	Heading     Heading
	Description Content
	ErrorList   []ErrorItem
	// DisableAutoFocus is "true" where the page must not move there by itself.
	DisableAutoFocus string
	ID               string
	Classes          string
	Attributes       Attributes
}

// ErrorItem is one error, in the same words as at its field.
type ErrorItem struct {
	Text string
	Body Component
	// Href is # and the id of the field.
	Href       string
	Attributes Attributes
}

// Content is plain words or a component.
type Content struct {
	Text string
	Body Component
}

// Given reports whether there is any content.
func (c Content) Given() bool { return c.Text != "" || !absent(c.Body) }

func (s ErrorSummary) component() (string, any) {
	if s.Heading.empty() {
		s.Heading.Text = "There is a problem"
	}
	return "error-summary", s
}

// Title gives the heading as part of the summary.
func (s ErrorSummary) Title() Component {
	return s.Heading.named("nhsuk-error-summary__heading", "nhsuk-error-summary__heading-", 2)
}
