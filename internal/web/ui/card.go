package ui

import "strings"

// Card sets something apart in a box.
type Card struct {
	Heading Heading
	// Description is the words of the card; Body is any other content, which
	// follows the heading in place of it.
	Description Content
	Body        Component
	// Variant is feature, primary, secondary, warning, or for care that a person
	// needs non-urgent, urgent or emergency.
	Variant string
	// Href links the heading, and with Clickable the whole card.
	Href       string
	Clickable  bool
	Image      *Image
	Actions    []Action
	ID         string
	Classes    string
	Attributes Attributes
}

// Image is a picture; Body is one that is drawn already, such as an SVG.
type Image struct {
	Src, Alt string
	Body     Component
}

func (c Card) component() (string, any) { return "card", c }

// Care reports whether the card says how soon a person needs care.
func (c Card) Care() bool {
	return !c.Heading.empty() && (c.Variant == "non-urgent" || c.Variant == "urgent" || c.Variant == "emergency")
}

// Class gives the classes that the variant adds.
func (c Card) Class() string {
	switch {
	case c.Care():
		return " nhsuk-card--care nhsuk-card--care--" + c.Variant
	case c.Variant == "feature", c.Variant == "primary", c.Variant == "secondary", c.Variant == "warning":
		return " nhsuk-card--" + c.Variant
	}
	return ""
}

// Primary reports whether the card has an arrow.
func (c Card) Primary() bool { return c.Variant == "primary" }

// Title gives the heading as part of the card.
func (c Card) Title() Component {
	h := c.Heading
	if c.Care() && h.VisuallyHiddenText == "" {
		h.VisuallyHiddenText = map[string]string{
			"emergency": "Immediate action required", "urgent": "Urgent advice", "non-urgent": "Non-urgent advice",
		}[c.Variant]
	}
	var title Component = h.Body // markup of its own stands without our heading
	if h.Text != "" {
		h.Body = cardWords{Text: h.Text, Href: c.Href, Hidden: h.VisuallyHiddenText, feature: c.Variant == "feature" || strings.Contains(c.Classes, "nhsuk-card--feature")}
		h.VisuallyHiddenText, h.Href = "", ""
		title = h.named("nhsuk-card__heading", "nhsuk-heading-", 2)
	}
	if c.Care() {
		title = Group{title, HTML(`<span class="nhsuk-card--care__arrow" aria-hidden="true"></span>`)}
	}
	return title
}

// Deeds gives the actions as part of the card.
func (c Card) Deeds() []Component { return inCard(c.Actions, c.Heading) }

type cardWords struct {
	Text, Href, Hidden string
	feature            bool
}

func (w cardWords) component() (string, any) {
	if w.feature {
		w.Href = "" // a link cannot be read on the ground of a feature card
	}
	return "card-words", w
}
