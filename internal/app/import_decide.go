package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

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

// Choices are those that can be made for the line, the suggested one first.
func (l *Line) Choices() []Choice {
	switch {
	case l.NotSeen:
		return []Choice{LeaveOut}
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
	return a.decideAll(ctx, actor, id, []sheet.Code{code}, func(l *Line) Choice {
		if l.Doubtful && c == Join {
			return Undecided // which is looked at one by one
		}
		return c
	})
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
