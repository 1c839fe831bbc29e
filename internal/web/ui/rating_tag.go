package ui

// RatingTag shows the rating of a person as a word and a shape: a diamond for
// red, a triangle for amber, a disc for green, a square for blue and a broken
// ring for none.
type RatingTag struct {
	// Rating is red, amber, green or blue; anything else is "Not rated".
	Rating string
	// VisuallyHiddenText comes before it, such as "Rating:".
	VisuallyHiddenText string
	// Large is for the one rating that a page is about.
	Large bool
}

func (t RatingTag) component() (string, any) {
	t.Rating = ratingName(t.Rating)
	return "rating-tag", t
}

// Word gives the rating as it is said.
func (t RatingTag) Word() string { return ratingWord(t.Rating) }

// ratingName gives the name that styles and shapes have for a rating.
func ratingName(rating string) string {
	switch rating {
	case "red", "amber", "green", "blue":
		return rating
	}
	return "not-rated"
}

func ratingWord(rating string) string {
	return map[string]string{"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue", "not-rated": "Not rated"}[ratingName(rating)]
}
