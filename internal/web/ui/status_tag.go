package ui

// StatusTag shows the state of an obligation as a word and a shape.
type StatusTag struct {
	// Status is a state of the clock: due, overdue, suspended, met, met-late,
	// ended or ended-overdue.
	Status string
	// Text stands for the word of the state where more can be said, such as
	// "Overdue by 3 days"; it must say the state as well.
	Text string
	// About says below it what the obligation is, such as "Community review".
	About string
}

func (t StatusTag) component() (string, any) {
	if t.Text == "" {
		t.Text = map[string]string{
			"due": "Due", "overdue": "Overdue", "suspended": "Suspended", "met": "Done", "met-late": "Done late",
			"ended": "Ended", "ended-overdue": "Ended, not done",
		}[t.Status]
	}
	return "status-tag", t
}
