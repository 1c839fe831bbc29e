package ui

import "cmp"

// Timeline shows what happened to a person, the latest first, after the
// timeline of the Ministry of Justice's design.
type Timeline struct {
	Items []TimelineItem
	// Level is that of the items' headings, 3 if not given.
	Level int
	// Empty is said when there are no items.
	Empty string
	ID    string
}

// TimelineItem is one entry of the record.
type TimelineItem struct {
	Title string
	// Tag stands beside the title, such as a rating.
	Tag Component
	// When is the day of which it tells, in words; On the same as 2006-01-02.
	When, On string
	// Recorded says when it was written down where that is another day, By by
	// whom.
	Recorded, By string
	Body         Component
	// Struck is true of what was entered in error; it is shown as such.
	Struck       bool
	StruckReason string
	StruckWord   string // in place of "Entered in error"
	Actions      []Link
	ID           string
}

func (t Timeline) component() (string, any) {
	t.Level = cmp.Or(t.Level, 3)
	return "timeline", t
}

// Title gives the heading of an item at the level of the timeline.
func (t Timeline) Title(item TimelineItem) Component {
	return Heading{Text: item.Title}.named("app-timeline__title", "", t.Level)
}
