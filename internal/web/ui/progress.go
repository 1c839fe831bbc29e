package ui

// Progress says how far long work has come, in words and as a bar.
type Progress struct {
	// Label says what is being done.
	Label string
	// Value of Max is done; Max 0 is for work of unknown length.
	Value, Max int
	// Text says it in words, such as "1,200 of 5,000 rows checked".
	Text string
	ID   string
	// Attributes may have data-poll-url, which app.js asks for the fragment
	// anew.
	Attributes Attributes
}

func (p Progress) component() (string, any) {
	if p.ID == "" {
		p.ID = "progress"
	}
	return "progress", p
}
