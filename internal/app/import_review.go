package app

import (
	"context"
	"encoding/json"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// Choice is what is to be done with a line.
type Choice string

const (
	Undecided Choice = ""
	BringIn   Choice = "bring-in" // as a person of their own, with what is missing flagged
	Join      Choice = "join"     // as the same person as an earlier line, or as one on the register
	LeaveOut  Choice = "leave-out"
)

// Decisions are what somebody decided about the lines of a spreadsheet: a
// choice for each, and cells that were corrected, both by "Sheet!row".
type Decisions struct {
	Choices map[string]Choice            `json:"choices"`
	Cells   map[string]map[string]string `json:"cells"` // by line, then by the column's heading
}

// Line is one person's line with what will become of it.
type Line struct {
	sheet.Row
	ID        string // "Sheet!row"
	Choice    Choice
	Suggested Choice
	Unchanged bool            // the register has all of it already: nothing to do
	Existing  *Known          // whom it is the same person as, on the register
	Changes   []Difference    // for Existing: what the line says anew
	Corrected []casefile.Cell // cells that were corrected, as they stood in the file
}

// Known is a person on the register, to be held beside a line.
type Known struct {
	Case, Name, NHSNumber string
	BirthDate             civil.Date
	Rating                casefile.Rating
	Version               int
}

// Difference is one thing that a line says otherwise than the record.
type Difference struct{ What, Now, Line string }

// Review is a spreadsheet line by line.
type Review struct {
	Lines     []Line
	Ignored   []sheet.Ignored
	Ready     int // to be brought in without a question
	Undecided int
	Decided   int
	Unchanged int
	Ratings   map[casefile.Rating]int
}

// Review checks every line of an import by the confirmed columns, the
// corrected cells and the register as it is now.
func (a *App) Review(ctx context.Context, actor access.Actor, id string) (*Review, error) {
	if err := authorise(actor, access.Import); err != nil {
		return nil, err
	}
	x, err := a.store.Import(ctx, actor.Register, id)
	if err != nil {
		return nil, fail(err, "reading import %s", id)
	}
	return a.review(ctx, x)
}

func (a *App) review(ctx context.Context, x store.Import) (*Review, error) {
	book, err := a.book(ctx, x)
	if err != nil {
		return nil, err
	}
	mapping, err := sheet.ParseMapping([]byte(x.Mapping))
	if err != nil {
		return nil, fail(err, "reading the columns of import %s", x.ID)
	}
	decisions, err := decisionsOf(x)
	if err != nil {
		return nil, err
	}
	known, err := a.known(ctx, x.Register)
	if err != nil {
		return nil, err
	}
	stood := decisions.correct(book, mapping)
	checked := sheet.Check(book, mapping, known, a.Today())
	existing, err := a.existing(ctx, x.Register, checked.Rows)
	if err != nil {
		return nil, err
	}
	review := &Review{Ignored: checked.Ignored, Ratings: checked.Report().Ratings, Lines: make([]Line, len(checked.Rows))}
	for i := range checked.Rows {
		line := Line{Row: checked.Rows[i], ID: rowID(checked.Rows[i].Place)}
		line.Corrected = stood[line.ID]
		a.settle(&line, existing[line.InRegister], mapping, decisions)
		switch {
		case line.Unchanged:
			review.Unchanged++
		case line.State == sheet.Ready && decisions.Choices[line.ID] == Undecided:
			review.Ready++
		case line.Choice == Undecided:
			review.Undecided++
		default:
			review.Decided++
		}
		review.Lines[i] = line
	}
	return review, nil
}

// fewCases is up to how many cases are read one by one; more are found in one
// pass over the register.
const fewCases = 20

// existing are the cases that lines repeat, by identifier.
func (a *App) existing(ctx context.Context, register string, rows []sheet.Row) (map[string]*casefile.Case, error) {
	wanted := map[string]*casefile.Case{}
	for i := range rows {
		if id := rows[i].InRegister; id != "" {
			wanted[id] = nil
		}
	}
	if len(wanted) > fewCases {
		return wanted, fail(a.store.EachCase(ctx, register, func(c *casefile.Case) error {
			if _, ok := wanted[c.ID]; ok {
				wanted[c.ID] = c
			}
			return nil
		}), "reading the cases that lines repeat")
	}
	for id := range wanted {
		c, err := a.store.Case(ctx, register, id)
		if err != nil {
			return nil, fail(err, "reading the case that a line repeats")
		}
		wanted[id] = c
	}
	return wanted, nil
}

// settle says what becomes of a line; c is the case that it repeats, if any.
func (a *App) settle(line *Line, c *casefile.Case, mapping sheet.Mapping, d Decisions) {
	line.Suggested = BringIn
	switch {
	case line.SameAs != nil:
		line.Suggested = Join
	case c != nil:
		line.Suggested = Join
		line.Existing = &Known{Case: c.ID, Name: c.Name(), NHSNumber: c.Details.NHSNumber, BirthDate: c.Details.BirthDate, Version: c.Version()}
		if c.Rating != nil {
			line.Existing.Rating = c.Rating.Rating
		}
		claimed, _ := claims(&line.Row, birthColumn(mapping, line.Sheet), a.Today())
		line.Changes = differences(c, news(c, claimed, a.Today()))
		line.Unchanged = len(line.Changes) == 0
	case line.FamilyName == "" && line.GivenName == "" && line.NHSNumber == "":
		line.Suggested = LeaveOut
	}
	line.Choice = d.Choices[line.ID]
	if line.Choice == Join && line.SameAs == nil && line.InRegister == "" {
		line.Choice = Undecided // the cell that made it a double was corrected
	}
	if line.Choice == Undecided && line.State == sheet.Ready {
		line.Choice = BringIn
	}
}

func birthColumn(m sheet.Mapping, name string) string {
	for _, s := range m.Sheets {
		if s.Name != name {
			continue
		}
		for _, c := range s.Columns {
			if c.Field == sheet.BirthDate {
				return c.Header
			}
		}
	}
	return ""
}

// differences puts what a line says anew beside what the record says now.
func differences(c *casefile.Case, entries []casefile.Entry) []Difference {
	var out []Difference
	for _, e := range entries {
		if d, ok := e.Fact.(casefile.Details); ok {
			now := map[string]string{}
			for _, l := range casefile.Particulars(c.Details) {
				now[l.Heading] = l.Text
			}
			for _, l := range casefile.Particulars(d) {
				if now[l.Heading] != l.Text {
					out = append(out, Difference{l.Heading, now[l.Heading], l.Text})
				}
			}
			continue
		}
		what, now := standing(c, e.Fact)
		text := casefile.Title(e.Fact)
		if _, ok := e.Fact.(casefile.Note); ok {
			text = e.Note
		}
		out = append(out, Difference{what, now, text})
	}
	return out
}

// standing is what the record says now of what a fact is about.
func standing(c *casefile.Case, f casefile.Fact) (what, now string) {
	switch f := f.(type) {
	case casefile.Rated:
		if c.Rating != nil {
			now = casefile.Title(c.Rating.Rated)
		}
		return "Rating", now
	case casefile.LocalAuthority:
		return "Local authority", c.LocalAuthority
	case casefile.Address:
		return "Address", c.Address.Lines + " " + c.Address.Postcode
	case casefile.GP:
		return "GP practice", c.GP
	case casefile.Coordinator:
		return "Coordinator", c.Coordinator
	case casefile.Condition:
		for _, s := range c.Conditions {
			if s.Condition.Condition == f.Condition {
				now = s.Status.Word()
			}
		}
		return f.Condition.Word(), now
	case casefile.Consent:
		state := c.RegisterConsent
		if f.To == casefile.ToReviews {
			state = c.ReviewsConsent
		}
		return "Consent to " + f.To.Word(), state.Words()
	case casefile.Keyworker:
		if c.Keyworker != nil {
			now = c.Keyworker.Name
		}
		return "Keyworker", now
	}
	return casefile.Title(f), ""
}

func decisionsOf(x store.Import) (Decisions, error) {
	d := Decisions{}
	if x.Decisions != "" {
		if err := json.Unmarshal([]byte(x.Decisions), &d); err != nil {
			return d, fail(err, "reading the decisions of import %s", x.ID)
		}
	}
	if d.Choices == nil {
		d.Choices = map[string]Choice{}
	}
	if d.Cells == nil {
		d.Cells = map[string]map[string]string{}
	}
	return d, nil
}

// correct puts the corrected cells into the workbook and returns them as they
// stood, by line.
func (d Decisions) correct(book *sheet.Workbook, m sheet.Mapping) map[string][]casefile.Cell {
	stood := map[string][]casefile.Cell{}
	for i := range book.Sheets {
		s := &book.Sheets[i]
		index := map[string]int{}
		for _, sm := range m.Sheets {
			if sm.Name == s.Name {
				for _, c := range sm.Columns {
					index[c.Header] = c.Index
				}
			}
		}
		for row := range s.Rows {
			id := rowID(sheet.Place{Sheet: s.Name, Row: row + 1})
			for header, text := range d.Cells[id] {
				column, ok := index[header]
				if !ok {
					continue
				}
				for len(s.Rows[row]) <= column {
					s.Rows[row] = append(s.Rows[row], sheet.Cell{})
				}
				stood[id] = append(stood[id], casefile.Cell{Column: header, Value: s.Rows[row][column].Text})
				s.Rows[row][column] = sheet.Cell{Text: text}
			}
		}
	}
	return stood
}

// Decide keeps choices and corrected cells for lines of an import; a choice of
// Undecided takes an earlier one back.
func (a *App) Decide(ctx context.Context, actor access.Actor, id string, more Decisions) error {
	if err := authorise(actor, access.Import); err != nil {
		return err
	}
	for line, c := range more.Choices {
		switch c {
		case Undecided, BringIn, Join, LeaveOut:
		default:
			return invalid("choice", fmt.Sprintf("%q is not a choice for line %s.", c, line))
		}
	}
	return a.changeImport(ctx, actor, id, func(x *store.Import) error {
		d, err := decisionsOf(*x)
		if err != nil {
			return err
		}
		for line, c := range more.Choices {
			if c == Undecided {
				delete(d.Choices, line)
			} else {
				d.Choices[line] = c
			}
		}
		for line, cells := range more.Cells {
			if d.Cells[line] == nil {
				d.Cells[line] = map[string]string{}
			}
			for header, text := range cells {
				d.Cells[line][header] = text
			}
		}
		text, err := json.Marshal(d)
		x.Decisions = string(text)
		return err
	})
}

// DecideAsSuggested takes the suggestion for every line that waits for a
// decision.
func (a *App) DecideAsSuggested(ctx context.Context, actor access.Actor, id string) error {
	review, err := a.Review(ctx, actor, id)
	if err != nil {
		return err
	}
	d := Decisions{Choices: map[string]Choice{}}
	for _, l := range review.Lines {
		if l.Choice == Undecided && !l.Unchanged {
			d.Choices[l.ID] = l.Suggested
		}
	}
	return a.Decide(ctx, actor, id, d)
}
