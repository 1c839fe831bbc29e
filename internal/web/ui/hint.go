package ui

// Hint helps to answer a question; it is read out with the field.
type Hint struct {
	Text       string
	Body       Component
	ID         string
	Classes    string
	Attributes Attributes
}

func (h Hint) empty() bool { return h.Text == "" && absent(h.Body) }

func (h Hint) component() (string, any) {
	if h.empty() {
		return "", nil
	}
	return "hint", h
}
