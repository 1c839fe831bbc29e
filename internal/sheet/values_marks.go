package sheet

import (
	"fmt"
	"strings"

	"homeward/internal/casefile"
)

// ratingFromMarks reads a rating from a row of columns, one for each colour,
// of which one is marked: with a cross, a tick, a word, or the day of the
// rating.
func (c *checker) ratingFromMarks(r *Row, row int) {
	var marked []casefile.Rating
	var at ColumnMapping
	var mark Cell
	for _, column := range c.mapping.Columns {
		rating := column.Field.markFor()
		cell := c.sheet.cell(row, column.Index)
		if rating == "" || !isMark(cell.Text) {
			continue
		}
		marked = append(marked, rating)
		at, mark = column, cell
	}
	switch len(marked) {
	case 0:
	case 1:
		r.Rating = marked[0]
		if day, ok := cellDay(mark, century{}); ok && r.RatingOn.IsZero() {
			c.readDate(r, ColumnMapping{at.Index, at.Header, RatingDate}, Cell{Text: slashed(day), Date: day})
		}
	default:
		names := make([]string, len(marked))
		for i, rating := range marked {
			names[i] = rating.Word()
		}
		r.problem(at.Header, collapse(mark.Text), RatingUnknown,
			fmt.Sprintf("More than one rating is marked: %s.", strings.Join(names, ", ")), "Choose the rating, or bring the person in without one.")
	}
}

// isMark reports what people put into the column that is meant, rather than
// into one that is not.
func isMark(text string) bool {
	switch words(text) {
	case "x":
		return true
	case "0", "no", "n", "false":
		return false
	case "":
		return strings.Trim(collapse(text), "-–—.? ") != ""
	}
	return !saysNothing(text)
}

// looksLikeCount reports a number other than the 1 and 0 that stand for yes
// and no.
func looksLikeCount(c Cell) bool {
	return c.Number && c.Text != "1" && c.Text != "0"
}
