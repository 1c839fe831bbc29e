package sheet

import (
	"strings"

	"homeward/internal/casefile"
)

// line is what a row of a sheet of people is: a person's, or left aside for
// the reason in why. A heading such as RED above a block of rows sets rating.
type line struct {
	person bool
	why    string
	rating casefile.Rating
}

// Why a line is left aside.
const (
	whyTitle      = "It stands above the column headings."
	whyHeadings   = "These are the column headings."
	whyRepeated   = "These are the column headings again."
	whyTotal      = "This is a total, not a person."
	whySection    = "This is a heading for the rows below it."
	whyRemark     = "This is a heading or a remark, not a person."
	whyNoIdentity = "There is no name, NHS number or date of birth on this line, so it is not a person."
)

// classify says what a row below the headings is; fields is the mapping by
// field if the caller has it, for speed.
func classify(s *Sheet, row int, m *SheetMapping, fields *columnsByField) line {
	if fields == nil {
		fields = byField(m)
	}
	first, filled := "", 0
	for _, c := range s.Rows[row] {
		if c.blank() {
			continue
		}
		if filled == 0 {
			first = collapse(c.Text)
		}
		filled++
	}
	if m.HeaderRow > 0 && repeatsHeadings(s, row, m.HeaderRow-1) {
		return line{why: whyRepeated}
	}
	get := func(f Field) string { return collapse(fields.cell(s, row, f).Text) }
	nhs := get(NHSNumber)
	_, err := casefile.ParseNHSNumber(cleanNHS(nhs))
	hasNumber := err == nil
	hasBirth := fields.has(BirthDate) && looksLikeBirth(fields.cell(s, row, BirthDate)) ||
		fields.has(BirthYear) && digitCount(get(BirthYear)) >= 2

	if hasNumber {
		return line{person: true}
	}
	if filled == 1 {
		if rating, ok := headingRating(first); ok {
			return line{why: whySection, rating: rating}
		}
		// One that is alone in its row is a remark unless it can only be a name.
		if fields.has(FullName) && commaName.MatchString(get(FullName)) {
			return line{person: true}
		}
		if hasWord(words(first), "total", "totals", "subtotal", "grand total") {
			return line{why: whyTotal}
		}
		return line{why: whyRemark}
	}
	if isTotal(s.Rows[row]) && !hasBirth {
		return line{why: whyTotal}
	}
	if filled <= 3 {
		// RED | 12, or the same heading in several merged cells.
		if rating, ok := headingRating(first); ok && !hasBirth && restIsCount(s.Rows[row]) {
			return line{why: whySection, rating: rating}
		}
	}
	if !hasBirth && nhs == "" && headsOnly(s.Rows[row]) {
		return line{why: whyRemark}
	}
	name := get(FamilyName) + " " + get(GivenName) + " " + get(FullName)
	named := strings.TrimSpace(name) != "" && looksLikeName(name)
	switch {
	case named && (hasBirth || nhs != ""):
		return line{person: true}
	case hasBirth && (nhs != "" || filled > 2), digitCount(nhs) >= 8 && filled > 2:
		return line{person: true}
	case named && filled > nameCells(get) && fields.told(s, row) > 0:
		return line{person: true}
	case named && fields.has(GivenName) && get(FamilyName) != "" && get(GivenName) != "" && filled == 2 && !remarkWords(name):
		return line{person: true}
	case strings.TrimSpace(name) == "" && fields.told(s, row) >= 3:
		return line{person: true}
	case strings.TrimSpace(name) == "" && nhs == "":
		return line{why: whyNoIdentity}
	}
	return line{why: whyRemark}
}

// headsOnly reports a row of words that head columns: a small table at the foot
// has its own headings.
func headsOnly(cells []Cell) bool {
	for _, c := range cells {
		if c.blank() {
			continue
		}
		if c.Number || !c.Date.IsZero() || len(c.Text) > 30 {
			return false
		}
		if m := headingMeaning(c.Text); m.strength != vague && m.strength != certain {
			return false
		}
	}
	return true
}

func nameCells(get func(Field) string) int {
	n := 0
	for _, f := range []Field{FamilyName, GivenName, FullName} {
		if get(f) != "" {
			n++
		}
	}
	return n
}

func remarkWords(name string) bool {
	return hasWord(words(name), "by", "to", "for", "the", "of", "this", "all", "new", "per", "as", "at", "and", "with", "meeting", "date", "lead")
}

// looksLikeBirth reports a cell that a person's line has under "Date of
// birth", even one that cannot be read.
func looksLikeBirth(c Cell) bool {
	return !c.blank() && !saysNothing(c.Text) && looksLikeDay(c) && digitCount(c.Text) >= 4
}

// isTotal reports a row whose first cells speak of a total.
func isTotal(cells []Cell) bool {
	seen := 0
	for _, c := range cells {
		if c.blank() {
			continue
		}
		if seen++; seen > 2 {
			return false
		}
		w := words(c.Text)
		for _, start := range []string{"total", "totals", "grand total", "sub total", "subtotal", "count", "number of", "no of", "overall", "sum"} {
			if w == start || strings.HasPrefix(w, start+" ") && len(w) < 40 {
				return true
			}
		}
	}
	return false
}

// restIsCount reports that all but the first value are numbers, or repeat it.
func restIsCount(cells []Cell) bool {
	first := ""
	for _, c := range cells {
		text := collapse(c.Text)
		switch {
		case text == "":
		case first == "":
			first = text
		case text == first, strings.Trim(text, "0123456789.% ()") == "":
		default:
			return false
		}
	}
	return true
}

// repeatsHeadings reports a row that says again what the headings say.
func repeatsHeadings(s *Sheet, row, headings int) bool {
	if row == headings || repeats(s, row, headings) {
		return true
	}
	above := lineAbove(s, headings)
	return above >= 0 && repeats(s, row, above)
}

func repeats(s *Sheet, row, headings int) bool {
	same, filled := 0, 0
	for column, c := range s.Rows[row] {
		if c.blank() {
			continue
		}
		filled++
		if head := s.cell(headings, column); !head.blank() && strings.EqualFold(strings.TrimSpace(head.Text), strings.TrimSpace(c.Text)) {
			same++
		}
	}
	return same >= 2 && 2*same >= filled
}

// columnsByField is a mapping turned round: the columns of each field.
type columnsByField struct {
	index  map[Field][]int
	person []Field // the fields, other than names, that tell of a person
}

func byField(m *SheetMapping) *columnsByField {
	c := &columnsByField{index: map[Field][]int{}}
	for _, column := range m.Columns {
		if column.Field == "" {
			continue
		}
		c.index[column.Field] = append(c.index[column.Field], column.Index)
		switch column.Field {
		case FamilyName, GivenName, FullName, PreferredName, Notes, LocalID:
		default:
			c.person = append(c.person, column.Field)
		}
	}
	return c
}

func (c *columnsByField) has(f Field) bool { return len(c.index[f]) > 0 }

// cell is the cell of a field in a row; of several columns, the first filled.
func (c *columnsByField) cell(s *Sheet, row int, f Field) Cell {
	for _, column := range c.index[f] {
		if cell := s.cell(row, column); !cell.blank() {
			return cell
		}
	}
	return Cell{}
}

// told is how many fields, other than names and notes, the row fills with
// something that they can hold.
func (c *columnsByField) told(s *Sheet, row int) int {
	n := 0
	for _, f := range c.person {
		cell := c.cell(s, row, f)
		if cell.blank() {
			continue
		}
		if looks := fits(f); looks == nil || looks(cell) {
			n++
		}
	}
	return n
}

// cleanNHS takes off what people type around an NHS number.
func cleanNHS(text string) string {
	text = collapse(text)
	text = strings.TrimLeft(text, "'`’")
	lower := strings.ToLower(text)
	for _, label := range []string{"nhs number", "nhs no.", "nhs no", "nhs"} {
		if strings.HasPrefix(lower, label) {
			text = strings.TrimLeft(text[len(label):], " :.-#")
			break
		}
	}
	// A program that took the number for a quantity writes 9991234567.0.
	if whole, ok := strings.CutSuffix(text, ".0"); ok && len(whole) == 10 {
		text = whole
	}
	return strings.Trim(strings.NewReplacer(".", " ", "/", " ", "_", " ").Replace(text), " ")
}
