package sheet

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Known is who is in the register already. The zero value is an empty
// register.
type Known struct {
	ByNHS    map[string]string         // NHS number (ten digits) to case id
	ByPerson map[PersonKey][]KnownCase // name and day of birth, see KeyOf
}

// KnownCase is a case of the register; NHSNumber is empty if it has none.
type KnownCase struct {
	ID        string
	NHSNumber string
}

// Review is every line of the sheets: Rows the people's, Ignored the others.
type Review struct {
	Sheets  []CheckedSheet `json:"sheets"`
	Rows    []Row          `json:"rows"`
	Ignored []Ignored      `json:"ignored"`
}

// CheckedSheet is a sheet that was read as people.
type CheckedSheet struct {
	SheetMapping
	Rows int `json:"rows"`
}

// Ignored is a line that is not brought in, and why.
type Ignored struct {
	Place
	Why string `json:"why"`
}

// Check reads every line of a workbook by a mapping. Today bounds what can
// have happened. Each line that is not blank comes out once: as a Row or as
// Ignored.
func Check(book *Workbook, m Mapping, known Known, today civil.Date) *Review {
	review := &Review{Sheets: []CheckedSheet{}, Rows: []Row{}, Ignored: []Ignored{}}
	for i := range book.Sheets {
		s := &book.Sheets[i]
		mapping, ok := m.sheet(s.Name)
		if !ok || !mapping.Use {
			review.leaveOut(s)
			continue
		}
		before := len(review.Rows)
		review.checkSheet(s, &mapping, today)
		review.Sheets = append(review.Sheets, CheckedSheet{mapping, len(review.Rows) - before})
	}
	findDuplicates(review.Rows, known)
	for i := range review.Rows {
		row := &review.Rows[i]
		row.State = Ready
		if len(row.Problems) > 0 || row.FamilyName == "" && row.GivenName == "" {
			row.State = Attention
		}
	}
	return review
}

const (
	whyHiddenSheet = "This sheet is hidden and is not used."
	whyUnusedSheet = "This sheet is not used: it is not a list of the register's people."
)

func (r *Review) leaveOut(s *Sheet) {
	why := whyUnusedSheet
	if s.Hidden {
		why = whyHiddenSheet
	}
	for row := range s.Rows {
		if !blankRow(s.Rows[row]) {
			r.Ignored = append(r.Ignored, Ignored{Place{s.Name, row + 1}, why})
		}
	}
}

func blankRow(cells []Cell) bool {
	for _, c := range cells {
		if !c.blank() {
			return false
		}
	}
	return true
}

func (r *Review) checkSheet(s *Sheet, m *SheetMapping, today civil.Date) {
	c := newChecker(s, m, today)
	rating := m.Rating
	for row := range s.Rows {
		if blankRow(s.Rows[row]) {
			continue
		}
		at := Place{s.Name, row + 1}
		if row < m.HeaderRow {
			why := whyTitle
			if row == m.HeaderRow-1 {
				why = whyHeadings
			}
			r.Ignored = append(r.Ignored, Ignored{at, why})
			continue
		}
		l := classify(s, row, m, c.fields)
		if !l.person {
			if l.rating != "" {
				rating = l.rating
			}
			r.Ignored = append(r.Ignored, Ignored{at, l.why})
			continue
		}
		checked := c.check(row)
		if !m.rates() {
			checked.Rating = rating
		}
		c.conclude(&checked)
		r.Rows = append(r.Rows, checked)
	}
}

// checker reads the lines of one sheet.
type checker struct {
	sheet   *Sheet
	mapping *SheetMapping
	fields  *columnsByField
	headers map[int]string
	today   civil.Date
	order   nameOrder
}

func newChecker(s *Sheet, m *SheetMapping, today civil.Date) *checker {
	c := &checker{sheet: s, mapping: m, fields: byField(m), headers: map[int]string{}, today: today}
	for _, column := range m.Columns {
		c.headers[column.Index] = column.Header
	}
	if columns := c.fields.index[FullName]; len(columns) > 0 {
		head := words(c.headers[columns[0]])
		if hasWord(head, "surname forename", "surname first", "surname first name", "surname forenames", "family name given name", "last first", "last name first name") {
			c.order = surnameFirst
		}
	}
	return c
}

// check reads one person's line.
func (c *checker) check(row int) Row {
	r := Row{Place: Place{c.sheet.Name, row + 1}}
	for column, cell := range c.sheet.Rows[row] {
		if cell.blank() {
			continue
		}
		header, ok := c.headers[column]
		if !ok {
			header = "Column " + columnLetters(column)
		}
		r.Original = append(r.Original, casefile.Cell{Column: header, Value: cell.Text})
	}
	for _, column := range c.mapping.Columns {
		if column.Field == "" {
			continue
		}
		cell := c.sheet.cell(row, column.Index)
		cell.Text = collapse(cell.Text)
		c.read(&r, column, cell)
	}
	c.ratingFromMarks(&r, row)
	c.requireIdentity(&r, row)
	return r
}

// problem adds a problem of a column.
func (r *Row) problem(column, value string, code Code, message, remedy string) {
	r.Problems = append(r.Problems, Problem{r.Place, column, value, code, message, remedy})
}

// unread flags a value that was not taken over.
func (r *Row) unread(column ColumnMapping, value, message string) {
	r.Unread = append(r.Unread, Unread{column.Header, value, message})
}

// header is the heading of a field's column, "" if there is none.
func (c *checker) header(f Field) string {
	if i := c.mapping.column(f); i >= 0 {
		return c.headers[i]
	}
	return ""
}

// requireIdentity asks for what tells people apart.
func (c *checker) requireIdentity(r *Row, row int) {
	if nhs := c.fields.cell(c.sheet, row, NHSNumber); r.NHSNumber == "" && digitCount(nhs.Text) == 0 {
		r.problem(c.header(NHSNumber), collapse(nhs.Text), NHSNumberMissing,
			"There is no NHS number.", "Look it up and type it in, or bring the person in without it and add it later.")
	}
	if c.fields.has(BirthYear) && !c.fields.has(BirthDate) {
		c.birthFromParts(r, row)
	} else if birth := c.fields.cell(c.sheet, row, BirthDate); saysNothing(birth.Text) {
		r.problem(c.header(BirthDate), collapse(birth.Text), BirthDateMissing,
			"There is no date of birth.", "Look it up and type it in, or bring the person in without it and add it later.")
	}
	if r.FamilyName == "" && r.GivenName == "" {
		r.Unread = append(r.Unread, Unread{Message: "There is no name on this line. Type it in before you bring it in."})
	}
}

// birthFromParts reads a date of birth from its three columns.
func (c *checker) birthFromParts(r *Row, row int) {
	part := func(f Field) string { return collapse(c.fields.cell(c.sheet, row, f).Text) }
	day, month, year := part(BirthDay), part(BirthMonth), part(BirthYear)
	header := c.header(BirthYear)
	if saysNothing(day) && saysNothing(month) && saysNothing(year) {
		r.problem(header, "", BirthDateMissing, "There is no date of birth.", "Look it up and type it in, or bring the person in without it and add it later.")
		return
	}
	text := day + "/" + month + "/" + year
	c.readBirth(r, ColumnMapping{Header: header, Field: BirthDate}, Cell{Text: text})
}

// conclude draws from the whole line what no single cell says.
func (c *checker) conclude(r *Row) {
	r.Inpatient = r.Inpatient || r.Rating == casefile.Blue
	if r.DischargedOn.IsZero() && (r.Hospital != "" || r.Ward != "") && (r.Rating == "" || r.Rating == casefile.Blue) {
		r.Inpatient = true
	}
	if r.LastReviewType != "" {
		there := r.Inpatient && (r.AdmittedOn.IsZero() || r.LastReviewOn.IsZero() || r.AdmittedOn <= r.LastReviewOn)
		r.LastReviewType = r.LastReviewType.placed(there)
	}
	if r.Consent != nil && r.Consent.On.IsZero() {
		r.Consent.On = r.ConsentOn
	}
}
