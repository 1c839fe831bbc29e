package app

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// Column is a column of the register's list. The page shows the columns in the
// order of RegisterColumns, and an export has for each the cells that say the
// same, in the same order.
type Column struct {
	Key   string
	Title string
	Sort  string // as in PeopleQuery.Sort; "" when the list is not sorted by it
	cells []exportCell
}

type exportCell struct {
	heading string
	value   func(exporting, *PersonRow) sheet.Cell
}

// exporting is what cells are made with.
type exporting struct {
	today civil.Date
	dayOf func(time.Time) civil.Date // in London
	title func(rule string) string
}

// RegisterColumns are the columns of the list. Their headings in a spreadsheet
// are ones that an import understands, so that an edited export brings back
// what was changed and nothing else; a test holds them to that.
var RegisterColumns = []Column{
	{Key: "name", Title: "Name", Sort: store.SortName, cells: []exportCell{
		{"Family name", text(func(p *PersonRow) string { return p.Family })},
		{"Given name", text(func(p *PersonRow) string { return p.Given })},
		{"Preferred name", text(func(p *PersonRow) string { return p.Preferred })},
		{"NHS number", text(func(p *PersonRow) string { return casefile.FormatNHSNumber(p.NHSNumber) })},
		{"Consent", text(ConsentWords)},
		{"To be settled", text(func(p *PersonRow) string { return p.FlagMessage })},
	}},
	{Key: "rating", Title: "Rating", Sort: store.SortRating, cells: []exportCell{
		{"Rating", text(func(p *PersonRow) string {
			if p.Rating == "" {
				return ""
			}
			return p.Rating.Word()
		})},
		{"Rating since", day(func(p *PersonRow) civil.Date { return p.RatingSince })},
	}},
	{Key: "born", Title: "Date of birth", Sort: store.SortBirthDate, cells: []exportCell{
		{"Date of birth", day(func(p *PersonRow) civil.Date { return p.BirthDate })},
		{"Age", func(x exporting, p *PersonRow) sheet.Cell {
			if p.BirthDate == 0 {
				return sheet.Text("")
			}
			return sheet.Text(strconv.Itoa(p.BirthDate.AgeOn(x.today)))
		}},
	}},
	{Key: "authority", Title: "Local authority", Sort: store.SortAuthority, cells: []exportCell{
		{"Local authority", text(func(p *PersonRow) string { return p.LocalAuthority })},
		{"Setting", text(func(p *PersonRow) string {
			if p.Setting == casefile.Inpatient {
				return "Inpatient"
			}
			return "Community"
		})},
		{"Hospital", text(func(p *PersonRow) string { return p.Hospital })},
		{"Ward", text(func(p *PersonRow) string { return p.Ward })},
	}},
	{Key: "due", Title: "Due next", Sort: store.SortDue, cells: []exportCell{
		{"What is due", func(x exporting, p *PersonRow) sheet.Cell { return sheet.Text(x.title(p.NextRule)) }},
		{"What is due, by", day(func(p *PersonRow) civil.Date { return p.NextDue })},
		{"What is due, state", func(x exporting, p *PersonRow) sheet.Cell {
			switch p.NextState {
			case store.StateOpen:
				return sheet.Text(DueWords(p.NextDue, x.today))
			case store.StateSuspended:
				return sheet.Text("Suspended")
			}
			return sheet.Text("")
		}},
	}},
	{Key: "coordinator", Title: "Held by", Sort: store.SortCoordinator, cells: []exportCell{
		{"Held by", text(func(p *PersonRow) string { return p.Coordinator })},
	}},
	{Key: "changed", Title: "Last changed", Sort: store.SortChanged, cells: []exportCell{
		{"Last updated", func(x exporting, p *PersonRow) sheet.Cell { return sheet.Day(x.dayOf(p.ChangedAt)) }},
		{"Updated by", text(func(p *PersonRow) string { return p.ChangedBy })},
	}},
}

func text(of func(*PersonRow) string) func(exporting, *PersonRow) sheet.Cell {
	return func(_ exporting, p *PersonRow) sheet.Cell { return sheet.Text(of(p)) }
}

func day(of func(*PersonRow) civil.Date) func(exporting, *PersonRow) sheet.Cell {
	return func(_ exporting, p *PersonRow) sheet.Cell { return sheet.Day(of(p)) }
}

// ConsentWords says how consent to the register stands; "" while nobody has
// asked.
func ConsentWords(p *PersonRow) string {
	if p.Consent == "" {
		return ""
	}
	state := casefile.ConsentState{Consent: casefile.Consent{To: casefile.ToRegister, Decision: p.Consent, Basis: p.ConsentBasis}}
	return state.Words()
}

// ExportFormat is a kind of spreadsheet.
type ExportFormat string

const (
	XLSX ExportFormat = "xlsx"
	CSV  ExportFormat = "csv"
)

// Acts that take out many people at once.
const (
	actExportList       = "export register"
	actExportCases      = "export all cases"
	actExportInpatients = "export inpatients"
)

// actsOnMany are all of these. Whoever was on the register then may have been
// among those whom one took out, and finds it among who has looked.
var actsOnMany = []string{actExportList, actExportCases, actExportInpatients}

// Export writes everyone whom a query of the list takes, on all its pages, in
// their order and with its columns. That it was done is in the audit before
// the first byte is written. Export holds one row at a time.
func (a *App) Export(ctx context.Context, actor access.Actor, q PeopleQuery, format ExportFormat, w io.Writer) error {
	if err := authorise(actor, access.Export); err != nil {
		return err
	}
	if format != XLSX && format != CSV {
		return &Error{Kind: NotFound, Text: "Homeward exports XLSX and CSV."}
	}
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		act := a.audit(actor, access.Export, actExportList, "", string(format))
		act.Kind, act.Words = store.Exported, q.Text
		return tx.Audit(act)
	})
	if err != nil {
		return fail(err, "recording an export")
	}
	var headings []string
	for _, c := range RegisterColumns {
		for _, cell := range c.cells {
			headings = append(headings, cell.heading)
		}
	}
	out, err := newSheet(format, w, "Register", headings)
	if err != nil {
		return fail(err, "beginning an export")
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return err
	}
	x := exporting{today: a.Today(), dayOf: a.dayOf, title: func(id string) string { return ruleTitle(rules, id) }}
	q.Today = x.today
	if q.For, err = a.viewer(ctx, actor); err != nil {
		return err
	}
	cuts, err := a.cuts(ctx, actor, q.For)
	if err != nil {
		return err
	}
	row := make([]sheet.Cell, 0, len(headings))
	err = a.store.EachPerson(ctx, actor.Register, q, func(p PersonRow) error {
		row = row[:0]
		if cuts.LeavesOut(p.Consent, p.SharesNot) {
			withoutFlagWords(&p)
		}
		for _, c := range RegisterColumns {
			for _, cell := range c.cells {
				row = append(row, cell.value(x, &p))
			}
		}
		return out.Row(row)
	})
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return fail(err, "exporting register %s", actor.Register)
}

func newSheet(format ExportFormat, w io.Writer, name string, headings []string) (sheet.Writer, error) {
	if format == XLSX {
		return sheet.NewXLSX(w, name, headings)
	}
	return sheet.NewCSV(w, headings)
}

// ExportName is the name for the file of an export made today: no person's,
// and one that sorts by day.
func (a *App) ExportName(actor access.Actor, format ExportFormat) string {
	return fmt.Sprintf("register-%s-%s.%s", actor.Register, a.Today(), format)
}
