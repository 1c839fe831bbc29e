package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// Line is one person's line with what will become of it.
type Line struct {
	sheet.Row
	ID        string // "Sheet!row"
	Choice    Choice
	Suggested Choice
	Unchanged bool            // the register has all of it already: nothing to do
	OneNumber bool            // its NHS number is another line's or record's: it cannot be another person's
	Doubtful  bool            // OneNumber, but neither the name nor the date of birth agrees: nothing is suggested
	Existing  *Known          // whom it is the same person as, on the register
	Changes   []Difference    // for Existing: what the line says anew
	NotSeen   bool            // it is about somebody whose record is restricted to others
	Flags     []casefile.Flag // what of it will need attention
	Corrected []casefile.Cell // cells that were corrected, as they stood in the file

	key string // of the line as it stands in the file
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
	return a.review(ctx, actor, x, known)
}

// SeeInImport notes whose records are shown beside lines of an import.
func (a *App) SeeInImport(ctx context.Context, actor access.Actor, id string, shown []*Line) error {
	if err := authorise(actor, access.Import); err != nil {
		return err
	}
	for _, l := range shown {
		if l.Existing == nil {
			continue
		}
		if err := a.looked(ctx, actor, access.Import, "see beside a spreadsheet", l.Existing.Case, "import "+id); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) review(ctx context.Context, actor access.Actor, x store.Import, known sheet.Known) (*Review, error) {
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
	if err := a.findLines(ctx, x.Register, checked.Rows, keys); err != nil {
		return nil, err
	}
	existing, err := a.existing(ctx, x.Register, checked.Rows)
	if err != nil {
		return nil, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, err
	}
	cutForAll, err := a.cutForAll(ctx, actor, slices.Collect(maps.Values(existing))...)
	if err != nil {
		return nil, err
	}
	review := newReview(checked, mapping)
	numbers := map[string]bool{} // of the lines so far
	places := map[sheet.Place]*Line{}
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
		places[line.Place] = line
		if c := existing[line.InRegister]; c != nil {
			line.Doubtful = line.OneNumber && line.isAnother(c.Details)
		}
		if line.SameAs != nil {
			first := places[*line.SameAs]
			line.Doubtful = line.OneNumber && line.isAnother(casefile.Details{GivenName: first.GivenName, FamilyName: first.FamilyName, BirthDate: first.BirthDate})
		}
		line.NotSeen = v != nil && slices.Contains(v.Hidden, line.InRegister)
		a.settle(line, existing[line.InRegister], review, decisions.Choices[line.ID])
		if cutForAll && withoutConsent(existing[line.InRegister]) {
			for i := range line.Changes {
				line.Changes[i].Now = "Not shown: there is no consent"
			}
		}
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

// findLines finds, among the lines that were brought in before, those that
// nothing else identifies: the same file twice must add nobody. keys are those
// of corrected lines, as they stand in the file.
func (a *App) findLines(ctx context.Context, register string, rows []sheet.Row, keys map[string]string) error {
	wanted := map[string][]*sheet.Row{}
	for i := range rows {
		r := &rows[i]
		if !r.Unidentified() {
			continue
		}
		key := keys[rowID(r.Place)]
		if key == "" {
			key = r.Key()
		}
		wanted[key] = append(wanted[key], r)
	}
	if len(wanted) == 0 {
		return nil
	}
	return fail(a.store.EachCase(ctx, register, func(c *casefile.Case) error {
		for _, e := range c.Standing {
			if f, ok := e.Fact.(casefile.Imported); ok {
				for _, r := range wanted[f.Key] {
					r.FoundAgain(c.ID)
				}
				delete(wanted, f.Key)
			}
		}
		return nil
	}), "finding lines that were brought in before")
}

// settle says what becomes of a line; c is the case that it repeats, if any,
// and chosen what somebody decided.
func (a *App) settle(line *Line, c *casefile.Case, r *Review, chosen Choice) {
	today := a.Today()
	claimed, flags := claims(&line.Row, r.birthColumn(line.Sheet), today)
	line.Flags = flags
	if line.NotSeen {
		line.Suggested, line.Choice = LeaveOut, LeaveOut
		return
	}
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
	case line.Doubtful:
		line.Suggested = Undecided
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

// isAnother reports that by name and by date of birth the line is about
// somebody else than d.
func (l *Line) isAnother(d casefile.Details) bool {
	if l.BirthDate == 0 || d.BirthDate == 0 || l.BirthDate == d.BirthDate {
		return false
	}
	own := sheet.KeyOf(l.GivenName, l.FamilyName, l.BirthDate)
	return own != sheet.KeyOf(d.GivenName, d.FamilyName, l.BirthDate) && own != sheet.KeyOf(d.PreferredName, d.FamilyName, l.BirthDate)
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
