package ui

import "strconv"

// Board shows people in a column for each rating.
type Board struct {
	Columns []BoardColumn
	// Singular and Plural name what is counted: person and people if not given.
	Singular, Plural string
}

// BoardColumn is the people of one rating. Count is how many there are, which
// may be more than there are cards; MoreHref leads to all of them.
type BoardColumn struct {
	Rating   string
	Count    int
	Cards    []BoardCard
	MoreHref string
}

// BoardCard is one person.
type BoardCard struct {
	Name, Href string
	// Detail is a line or two, such as age and local authority.
	Detail []string
	// Status is what is due next, such as a StatusTag.
	Status Component
	// Flags are what needs attention, in a few words each.
	Flags []string
}

func (b Board) component() (string, any) {
	if b.Singular == "" {
		b.Singular, b.Plural = "person", "people"
	}
	return "board", b
}

// Tag gives the rating of the column as it is drawn.
func (c BoardColumn) Tag() Component { return RatingTag{Rating: c.Rating, Large: true} }

// Total gives the count in words.
func (b Board) Total(c BoardColumn) string { return counted(c.Count, b.Singular, b.Plural) }

// counted gives "1 person" or "1,204 people".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands gives the digits in threes, as 1,204.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
