package ui

import "cmp"

// Action is a link, or a button that sends a form, beside a card's heading or
// a row of a summary list.
type Action struct {
	Text string
	Body Component
	Href string
	// VisuallyHiddenText says what the action is about, such as "date of birth".
	VisuallyHiddenText string
	// Type makes a button of it: submit.
	Type, Name, Value string
	ID                string
	Classes           string
	Attributes        Attributes
}

// action is an Action with the heading of the card that it is in.
type action struct {
	Action
	About Content
}

func (a action) component() (string, any) {
	if a.Href == "" || a.Type != "" {
		a.Type = cmp.Or(a.Type, "submit")
	}
	return "action", a
}

// inCard gives the actions as they are drawn in a card with the heading.
func inCard(actions []Action, about Heading) []Component {
	var drawn []Component
	for _, a := range actions {
		drawn = append(drawn, action{Action: a, About: Content{Text: about.Text, Body: about.Body}})
	}
	return drawn
}
