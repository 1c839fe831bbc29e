package ui

// Tag shows the state of something in a word. For a rating see RatingTag, for
// what is due StatusTag.
type Tag struct {
	Text string
	Body Component
	// Colour is white, grey, green, aqua-green, blue, purple, pink, red, orange
	// or yellow, or none for words alone.
	Colour string
	// Border is false for a tag without a line around it.
	Border     *bool
	ID         string
	Classes    string
	Attributes Attributes
}

func (t Tag) component() (string, any) { return "tag", t }

// Class gives the classes that the colour and the border add.
func (t Tag) Class() string {
	class := ""
	switch t.Colour {
	case "":
	case "none":
		class = " nhsuk-tag--no-colour"
	default:
		class = " nhsuk-tag--" + t.Colour
	}
	if isFalse(t.Border) {
		class += " nhsuk-tag--no-border"
	}
	return class
}
