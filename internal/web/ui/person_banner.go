package ui

// PersonBanner says at the top of a page whose record it is, after the banner
// of the Ministry of Justice's design.
type PersonBanner struct {
	// Name is the whole name; PreferredName what the person wants to be called.
	Name, PreferredName string
	// NHSNumber is in the form 999 123 4567.
	NHSNumber string
	// Born is the day in words, Age such as "27 years".
	Born, Age string
	Pronouns  string
	// Facts are further ones, such as the local authority.
	Facts []Fact
	// Alerts are what must be known before the person is spoken to, such as
	// "Needs an interpreter".
	Alerts []string
	// Rating is as in RatingTag.
	Rating string
	// Href leads to the person where the page is about something of theirs.
	Href string
	// IsPageHeading makes the name the h1 of the page.
	IsPageHeading bool
}

// Fact is a name and a value.
type Fact struct{ Name, Value string }

func (b PersonBanner) component() (string, any) {
	b.Rating = ratingName(b.Rating)
	return "person-banner", b
}

// Tag gives the rating as it is drawn.
func (b PersonBanner) Tag() Component { return RatingTag{Rating: b.Rating, Large: true} }
