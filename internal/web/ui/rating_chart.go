package ui

import (
	"fmt"
	"strings"
)

// RatingChart draws how a rating changed, a level for each colour. What it
// shows has to stand in words as well: it is hidden from screen readers but for
// its label.
type RatingChart struct {
	Points []RatingPoint // by Day
	End    int           // the last day shown
	Label  string
}

// RatingPoint is a rating from a day on; days count from any day.
type RatingPoint struct {
	Rating string
	Day    int
	Label  string // the day in words
}

func (c RatingChart) component() (string, any) { return "rating-chart", c }

// Sizes of the drawing.
const (
	chartLeft  = 90
	chartRight = 990
	chartTop   = 24
	chartStep  = 44
)

var chartLevels = []string{"red", "amber", "green", "blue"}

// ChartLevel is the line of one colour.
type ChartLevel struct {
	Rating, Word string
	Y            int
}

// Levels are the lines, the highest risk first.
func (c RatingChart) Levels() []ChartLevel {
	var all []ChartLevel
	for i, r := range chartLevels {
		all = append(all, ChartLevel{r, ratingWord(r), chartTop + i*chartStep})
	}
	return all
}

func (c RatingChart) x(day int) int {
	first := c.Points[0].Day
	span := max(c.End-first, 1)
	return chartLeft + (day-first)*(chartRight-chartLeft)/span
}

func chartY(rating string) (int, bool) {
	for i, r := range chartLevels {
		if r == rating {
			return chartTop + i*chartStep, true
		}
	}
	return 0, false
}

// Path is the line through the ratings: it steps at each change.
func (c RatingChart) Path() string {
	var b strings.Builder
	for i, p := range c.Points {
		y, ok := chartY(p.Rating)
		if !ok {
			continue
		}
		if b.Len() == 0 {
			fmt.Fprintf(&b, "M%d %d", c.x(p.Day), y)
		} else {
			fmt.Fprintf(&b, "H%dV%d", c.x(p.Day), y)
		}
		if i == len(c.Points)-1 {
			fmt.Fprintf(&b, "H%d", c.x(c.End))
		}
	}
	return b.String()
}

// ChartMark is where a rating was given.
type ChartMark struct {
	Rating string
	X, Y   int
}

// Marks are where ratings were given.
func (c RatingChart) Marks() []ChartMark {
	var all []ChartMark
	for _, p := range c.Points {
		if y, ok := chartY(p.Rating); ok {
			all = append(all, ChartMark{p.Rating, c.x(p.Day), y})
		}
	}
	return all
}

// From is the first day in words.
func (c RatingChart) From() string { return c.Points[0].Label }
