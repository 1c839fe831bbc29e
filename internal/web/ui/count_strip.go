package ui

// CountStrip shows how many people have each rating; each count leads to them.
type CountStrip struct {
	Items []CountItem
	// AriaLabel is "People by rating" if not given.
	AriaLabel string
}

// CountItem is one count. Text names it where it is not that of a rating.
type CountItem struct {
	Rating  string
	Text    string
	Count   int
	Href    string
	Current bool
}

func (s CountStrip) component() (string, any) {
	if s.AriaLabel == "" {
		s.AriaLabel = "People by rating"
	}
	return "count-strip", s
}

// Rated reports whether the count is that of a rating.
func (i CountItem) Rated() bool { return i.Text == "" }

// Name gives the style of the count and the name of its shape.
func (i CountItem) Name() string {
	if i.Rated() {
		return ratingName(i.Rating)
	}
	return "all"
}

// Word says what is counted.
func (i CountItem) Word() string {
	if i.Rated() {
		return ratingWord(i.Rating)
	}
	return i.Text
}

// Number gives the count as it is written.
func (i CountItem) Number() string { return thousands(i.Count) }
