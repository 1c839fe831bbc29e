package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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
	BringIn   Choice = "bring-in" // as a new person, with what is missing flagged
	Join      Choice = "join"     // as the same person as an earlier line, or as one on the register
	Apart     Choice = "apart"    // as a new person, although an earlier line or a record looks the same
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
	OneNumber bool            // its NHS number is another line's or record's: it cannot be another person's
	Existing  *Known          // whom it is the same person as, on the register
	Changes   []Difference    // for Existing: what the line says anew
	Flags     []casefile.Flag // what of it will need attention
	Corrected []casefile.Cell // cells that were corrected, as they stood in the file

	key string // of the line as it stands in the file
}

// Choices are those that can be made for the line, the suggested one first.
func (l *Line) Choices() []Choice {
	switch {
	case l.SameAs == nil && l.InRegister == "":
		if l.Suggested == LeaveOut {
			return []Choice{LeaveOut, BringIn}
		}
		return []Choice{BringIn, LeaveOut}
	case l.OneNumber:
		return []Choice{Join, LeaveOut}
	}
	return []Choice{Join, Apart, LeaveOut}
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

// Review is a spreadsheet line by line. Ready, Undecided, Decided and
// Unchanged count the lines, and together are all of them.
type Review struct {
	Lines     []Line
	Ignored   []sheet.Ignored
	Ready     int // to be brought in without a question
	Undecided int
	Decided   int
	Unchanged int
	Ratings   map[casefile.Rating]int

	births  map[string]string          // by sheet, the heading of the dates of birth
	without map[string]map[string]bool // by sheet, the headings of columns without a place in the record
	ofOurs  map[string]bool            // headings that an export has
}

// Standing is where a line is in the review: to be decided, decided, ready, or
// with nothing new.
type Standing string

const (
	ToDecide   Standing = "to-decide"
	Decided    Standing = "decided"
	IsReady    Standing = "ready"
	NothingNew Standing = "nothing-new"
)

// Standing is where the line is in the review.
func (l *Line) Standing() Standing {
	switch {
	case l.Unchanged && l.Choice != Apart:
		return NothingNew
	case l.Choice == Undecided:
		return ToDecide
	case l.State == sheet.Ready && l.Choice == BringIn:
		return IsReady
	}
	return Decided
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
	known, err := a.known(ctx, actor.Register)
	if err != nil {
		return nil, err
	}
	return a.review(ctx, x, known)
}

func (a *App) review(ctx context.Context, x store.Import, known sheet.Known) (*Review, error) {
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
	keys := decisions.keysBefore(book, mapping, a.Today())
	stood := decisions.correct(book, mapping)
	checked := sheet.Check(book, mapping, known, a.Today())
	existing, err := a.existing(ctx, x.Register, checked.Rows)
	if err != nil {
		return nil, err
	}
	review := newReview(checked, mapping)
	numbers := map[string]bool{} // of the lines so far
	for i := range checked.Rows {
		line := &review.Lines[i]
		line.Row, line.ID = checked.Rows[i], rowID(checked.Rows[i].Place)
		line.Corrected = stood[line.ID]
		if line.key = keys[line.ID]; line.key == "" {
			line.key = line.Row.Key()
		}
		if n := line.NHSNumber; n != "" {
			line.OneNumber = numbers[n] || known.ByNHS[n] != ""
			numbers[n] = true
		}
		a.settle(line, existing[line.InRegister], review, decisions.Choices[line.ID])
		switch line.Standing() {
		case NothingNew:
			review.Unchanged++
		case IsReady:
			review.Ready++
		case ToDecide:
			review.Undecided++
		case Decided:
			review.Decided++
		}
	}
	return review, nil
}

func newReview(checked *sheet.Review, m sheet.Mapping) *Review {
	r := &Review{
		Lines: make([]Line, len(checked.Rows)), Ignored: checked.Ignored, Ratings: checked.Report().Ratings,
		births: map[string]string{}, without: map[string]map[string]bool{}, ofOurs: map[string]bool{},
	}
	for _, s := range m.Sheets {
		r.without[s.Name] = map[string]bool{}
		for _, c := range s.Columns {
			switch c.Field {
			case sheet.BirthDate:
				r.births[s.Name] = c.Header
			case "", sheet.Phone, sheet.Email, sheet.ReferredBy, sheet.NextReviewDue:
				r.without[s.Name][c.Header] = true
			}
		}
	}
	for _, c := range RegisterColumns {
		for _, cell := range c.cells {
			r.ofOurs[cell.heading] = true
		}
	}
	return r
}

func (r *Review) birthColumn(sheetName string) string { return r.births[sheetName] }

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

// settle says what becomes of a line; c is the case that it repeats, if any,
// and chosen what somebody decided.
func (a *App) settle(line *Line, c *casefile.Case, r *Review, chosen Choice) {
	today := a.Today()
	claimed, flags := claims(&line.Row, r.birthColumn(line.Sheet), today)
	line.Flags = flags
	if c != nil {
		line.Flags = newFlags(c, flags)
		line.Existing = &Known{Case: c.ID, Name: c.Name(), NHSNumber: c.Details.NHSNumber, BirthDate: c.Details.BirthDate, Version: c.Version()}
		if c.Rating != nil {
			line.Existing.Rating = c.Rating.Rating
		}
		// The very line of the last spreadsheet says nothing new, even where
		// the record has gone on since: an old file must not turn it back.
		if _, had := broughtInBy(c, latestImport(c), line.key); !had {
			line.Changes = append(differences(c, news(c, claimed, today)), r.unkept(c, line)...)
		}
		line.Unchanged = len(line.Changes) == 0
	}
	line.Suggested = BringIn
	switch {
	case line.SameAs != nil || c != nil:
		line.Suggested = Join
	case line.FamilyName == "" && line.GivenName == "" && line.NHSNumber == "":
		line.Suggested = LeaveOut
	}
	line.Choice = chosen
	if !slices.Contains(line.Choices(), chosen) {
		line.Choice = Undecided // it was made about another question
	}
	if line.Choice == Undecided && line.State == sheet.Ready {
		line.Choice = BringIn
	}
}

// unkept are the cells of a line that no entry says and that the case does not
// have with any line of an earlier spreadsheet. What our own export adds to a
// person's line is worked out from the record and is not news.
func (r *Review) unkept(c *casefile.Case, l *Line) []Difference {
	aside := map[string]bool{}
	for _, u := range l.Unread {
		aside[u.Column] = true
	}
	for _, p := range l.Problems {
		aside[p.Column] = p.Code != sheet.DuplicateInFile && p.Code != sheet.DuplicateInRegister || aside[p.Column]
	}
	var out []Difference
	for _, cell := range l.Original {
		if !aside[cell.Column] && !r.without[l.Sheet][cell.Column] || r.ofOurs[cell.Column] {
			continue
		}
		now, kept := keptCell(c, cell)
		if !kept {
			out = append(out, Difference{cell.Column, now, cell.Value})
		}
	}
	return out
}

// keptCell reports whether some line of the case has the cell, and else what
// the latest line has under its heading.
func keptCell(c *casefile.Case, cell casefile.Cell) (now string, kept bool) {
	for _, e := range c.Standing {
		f, ok := e.Fact.(casefile.Imported)
		if !ok {
			continue
		}
		for _, k := range f.Cells {
			if strings.TrimSuffix(k.Column, beforeCorrection) != cell.Column {
				continue
			}
			if strings.TrimSpace(k.Value) == strings.TrimSpace(cell.Value) {
				return "", true
			}
			if k.Column == cell.Column {
				now = k.Value
			}
		}
	}
	return now, false
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

// keysBefore are the keys of the corrected lines as they stand in the file, by
// which the same file is known again.
func (d Decisions) keysBefore(book *sheet.Workbook, m sheet.Mapping, today civil.Date) map[string]string {
	if len(d.Cells) == 0 {
		return nil
	}
	keys := map[string]string{}
	rows := sheet.Check(book, m, sheet.Known{}, today).Rows
	for i := range rows {
		if id := rowID(rows[i].Place); d.Cells[id] != nil {
			keys[id] = rows[i].Key()
		}
	}
	return keys
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
		case Undecided, BringIn, Join, Apart, LeaveOut:
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

// NameMissing stands among the codes of problems for a line without a name,
// which alone holds a line up too.
const NameMissing sheet.Code = "name-missing"

// Codes are what holds a line up, each once.
func (l *Line) Codes() []sheet.Code {
	var codes []sheet.Code
	for _, p := range l.Problems {
		if !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
	}
	if l.FamilyName == "" && l.GivenName == "" {
		codes = append(codes, NameMissing)
	}
	return codes
}

// DecideAsSuggested takes the suggestion for every line that waits for a
// decision, or for those that wait for one problem alone. It reports how many.
func (a *App) DecideAsSuggested(ctx context.Context, actor access.Actor, id string, only ...sheet.Code) (int, error) {
	return a.decideAll(ctx, actor, id, only, func(l *Line) Choice { return l.Suggested })
}

// DecideKind makes one choice for every line that waits for a decision because
// of one problem alone, where that choice can be made. It reports how many.
func (a *App) DecideKind(ctx context.Context, actor access.Actor, id string, code sheet.Code, c Choice) (int, error) {
	return a.decideAll(ctx, actor, id, []sheet.Code{code}, func(*Line) Choice { return c })
}

func (a *App) decideAll(ctx context.Context, actor access.Actor, id string, only []sheet.Code, choose func(*Line) Choice) (int, error) {
	review, err := a.Review(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	d := Decisions{Choices: map[string]Choice{}}
	for i := range review.Lines {
		l := &review.Lines[i]
		if l.Standing() != ToDecide || len(only) > 0 && !slices.Equal(l.Codes(), only) {
			continue
		}
		if c := choose(l); slices.Contains(l.Choices(), c) {
			d.Choices[l.ID] = c
		}
	}
	return len(d.Choices), a.Decide(ctx, actor, id, d)
}
