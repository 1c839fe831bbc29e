package sheet

import (
	"fmt"
	"strings"
)

// heading is what stands above one column.
type heading struct {
	text    string // shown to people; unique within the sheet once named
	context string // with the band or line above it
	meaning meaning
	vague   bool // by itself, without what stands above
}

// searchRows is how far down the headings of a list are looked for.
const searchRows = 80

// findHeadings finds the row of headings, counted from 0: the row, with or
// without the line above it, that names the most columns and holds no data.
// Below it the values begin.
func findHeadings(s *Sheet, remembered memory) (row int, headings []heading, ok bool) {
	best := 0
	seen := 0
	for r := 0; r < len(s.Rows) && seen < searchRows; r++ {
		if len(s.Rows[r]) == 0 {
			continue
		}
		seen++
		score, list := scoreHeadings(s, r, remembered)
		if score > best {
			best, row, headings = score, r, list
		}
	}
	// Two named columns, one of them certain, are the least that a list has.
	return row, headings, best >= 5
}

// scoreHeadings reads the row as headings, taking up the line above where that
// says more.
func scoreHeadings(s *Sheet, r int, remembered memory) (int, []heading) {
	data := 0
	marks := map[Field]bool{}
	for _, c := range s.Rows[r] {
		if !c.blank() && isData(c) {
			data++
		}
		if f := usualNames[words(c.Text)]; f.markFor() != "" {
			marks[f] = true
		}
	}
	above := lineAbove(s, r)
	list := headingsAt(s, r, above, remembered)
	score := 0
	named := map[Field]bool{}
	for column, h := range list {
		if s.cell(r, column).blank() && above >= 0 && s.cell(above, column).blank() {
			continue
		}
		switch {
		case h.meaning.field.markFor() != "":
			// Below.
		case h.meaning.strength == certain && !named[h.meaning.field]:
			score += 3
			named[h.meaning.field] = h.meaning.field != ""
		case h.meaning.strength == likely && h.meaning.field != "" && !named[h.meaning.field]:
			score += 2
			named[h.meaning.field] = true
		case h.meaning.strength == vague:
			score++
		}
	}
	if len(marks) >= 3 && score >= 6 {
		// Not four values, but a column for each colour. Without other headings
		// beside them they are a table of counts.
		data -= len(marks)
		score += len(marks)
	}
	return score - 3*data, list
}

// lineAbove is the row above r if it may be a band of headings or the first
// line of headings of two lines, else -1. A title stands alone in its row.
func lineAbove(s *Sheet, r int) int {
	if r == 0 || len(s.Rows[r-1]) == 0 {
		return -1
	}
	texts := 0
	for _, c := range s.Rows[r-1] {
		if c.blank() {
			continue
		}
		if isData(c) || len(c.Text) > 60 {
			return -1
		}
		texts++
	}
	if texts < 2 {
		return -1
	}
	return r - 1
}

// headingsAt reads the headings in row r, and in the row above if there is one
// (-1: none). A heading above covers the blank ones to its right, until the
// next: bands are merged or simply left blank.
func headingsAt(s *Sheet, r, above int, remembered memory) []heading {
	width := s.width()
	list := make([]heading, width)
	filled, dense := "", above >= 0 && isDense(s, above, r)
	count := map[string]int{}
	for column := range list {
		count[words(s.cell(r, column).Text)]++
	}
	for column := range list {
		lower := collapse(strings.ReplaceAll(s.cell(r, column).Text, "\n", " "))
		upper := ""
		if above >= 0 {
			upper = collapse(strings.ReplaceAll(s.cell(above, column).Text, "\n", " "))
			if upper != "" {
				filled = upper
			}
		}
		list[column] = joinHeadings(upper, filled, lower, dense, count[words(lower)] > 1, remembered)
	}
	return list
}

// isDense tells headings of two lines, where most columns have a first line,
// from bands, where few have.
func isDense(s *Sheet, above, r int) bool {
	up, low := 0, 0
	for _, c := range s.Rows[above] {
		if !c.blank() {
			up++
		}
	}
	for _, c := range s.Rows[r] {
		if !c.blank() {
			low++
		}
	}
	return 10*up >= 6*low
}

func joinHeadings(upper, filled, lower string, dense, twice bool, remembered memory) heading {
	if lower == "" {
		m := remembered.meaning(upper)
		return heading{upper, upper, m, m.strength <= vague}
	}
	alone := remembered.meaning(lower)
	// Words of a filled band reach only columns that need them.
	band := upper
	if band == "" && !dense {
		band = filled
	}
	if band == "" || words(band) == words(lower) {
		return heading{lower, lower, alone, alone.strength <= vague}
	}
	joined := band + " " + lower
	together := remembered.meaning(joined)
	lean := leanNames[words(lower)] || alone.strength <= vague || alone.strength == likely && alone.field == ""
	h := heading{lower, joined, alone, alone.strength <= vague}
	if (lean || dense && upper != "") && together.strength >= likely && (together.strength >= alone.strength || lean) {
		h.meaning = together
		if dense {
			h.text = joined
		}
	}
	if twice || dense && upper != "" && alone.strength == noIdea {
		h.text = joined
	}
	return h
}

// nameColumns gives every column a heading of its own to be called by:
// "Column F" where there is none, "Date (column F)" where there are two.
func nameColumns(list []heading) {
	count := map[string]int{}
	for _, h := range list {
		count[h.text]++
	}
	for i := range list {
		switch {
		case list[i].text == "":
			list[i].text = "Column " + columnLetters(i)
		case count[list[i].text] > 1:
			list[i].text = fmt.Sprintf("%s (column %s)", list[i].text, columnLetters(i))
		}
	}
}

// columnLetters is a column, counted from 0, as spreadsheets name it.
func columnLetters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// memory is what headings were taken to mean before, by their words.
type memory map[string]Field

func remember(mappings []Mapping) memory {
	m := memory{}
	for _, mapping := range mappings {
		for _, s := range mapping.Sheets {
			for _, c := range s.Columns {
				if key := words(c.Header); key != "" && c.Field.Known() {
					m[key] = c.Field
				}
			}
		}
	}
	return m
}

func (m memory) meaning(text string) meaning {
	if field, ok := m[words(text)]; ok {
		return meaning{field, certain}
	}
	return headingMeaning(text)
}

func (m memory) has(h heading) bool {
	_, alone := m[words(h.text)]
	_, joined := m[words(h.context)]
	return alone || joined
}
