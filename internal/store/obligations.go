package store

import (
	"context"
	"fmt"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var selectObligations = say("SELECT " + obligationColumns + " FROM obligations WHERE register = $1 AND case_id = $2 ORDER BY n")

// Obligations are those of a case that the index has, of every state, in the
// order of the clock.
func (s *Store) Obligations(ctx context.Context, register, caseID string) ([]ObligationRow, error) {
	return all(ctx, s.reader(), selectObligations, readObligation, register, caseID)
}

// DueQuery says which open obligations of a register a list shows, or which
// missed ones. The zero value of a filter takes all.
type DueQuery struct {
	From, To     civil.Date // due on these days or between them
	Rules        []string
	Coordinators []string // names; any of them
	Overdue      bool     // due before Today
	// NoReason takes, in place of what is open, the dates that were missed and
	// for which nobody has recorded why: what is overdue, what was done late,
	// and what ended after its day without having been done; since the record
	// of the person began here. The latest come first.
	NoReason   bool
	Today      civil.Date
	Page, Size int     // as in PeopleQuery
	For        *Viewer // likewise
}

// DueRow is an open obligation with whose it is.
type DueRow struct {
	ObligationRow
	Name        string
	NHSNumber   string
	BirthDate   civil.Date
	Rating      casefile.Rating
	Coordinator string
	OnRegister  Membership
}

// DuePage is one page of what is due, by day, rule and case.
type DuePage struct {
	Rows    []DueRow
	Total   int
	Overdue int // of the total
	Page    int
	Pages   int
	Size    int
}

// ObligationsDue is a page of what is open in a register. What is suspended is
// not open.
func (s *Store) ObligationsDue(ctx context.Context, register string, q DueQuery) (DuePage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := DuePage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		err := r.eachOf(ctx, text, args, func(row scan) error { return row(&page.Total, &page.Overdue) })
		if err != nil {
			return fmt.Errorf("counting what is due: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		if page.Total == 0 {
			return nil
		}
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		err = r.eachOf(ctx, text, args, func(row scan) error {
			d, err := readDue(row)
			page.Rows = append(page.Rows, d)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing what is due: %w", err)
		}
		return nil
	})
	return page, err
}

func readDue(row scan) (d DueRow, err error) {
	d.ObligationRow, err = readObligation(func(into ...any) error {
		return row(append(into, &d.Name, &d.NHSNumber, &d.BirthDate, &d.Rating, &d.Coordinator, &d.OnRegister)...)
	})
	return d, err
}

func (q DueQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, true)
	t.add("SELECT COUNT(*), COUNT(CASE WHEN o.", overdue, t.arg(q.Today.String()), " THEN 1 END)")
	q.from(&t, reg)
	return t.String(), t.args
}

// pageSQL finds a page in the indexes, which have all that it goes by, and then
// the rows of these few.
func (q DueQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, true)
	order := func(table string) {
		t.add(" ORDER BY ", table, strings.TrimPrefix(q.day(), "o"))
		if q.NoReason {
			t.add(" DESC")
		}
		t.add(", ", table, ".rule, ", table, ".case_id, ", table, ".n")
	}
	t.add("SELECT ", prefixed("o.", obligationColumns), ", p.name, p.nhs_number, p.birth_date, p.rating, p.coordinator, p.on_register FROM (SELECT ",
		q.day(), ", o.rule, o.case_id, o.n")
	q.from(&t, reg)
	order("o")
	t.add(" LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset), ") k CROSS JOIN obligations o CROSS JOIN people p WHERE o.register = ", reg,
		" AND o.case_id = k.case_id AND o.n = k.n AND p.register = ", reg, " AND p.case_id = k.case_id")
	order("k")
	return t.String(), t.args
}

// from writes the tables and conditions. SQLite takes the tables of a CROSS
// JOIN in their order: first those whom the viewer reaches, or the people of the
// coordinators, for they are few, and of them those alone whose first date is
// among what is asked for.
func (q DueQuery) from(t *sqlText, reg string) {
	// What is asked for is written out for the indexes that have just that.
	const open, missed = "o.state = 'open'", "o.asks_reason = 1 AND o.due < "
	switch {
	case q.For.reaches():
		t.add(" FROM reach v CROSS JOIN people p CROSS JOIN obligations o WHERE p.register = ", reg, " AND p.case_id = v.case_id",
			" AND o.register = ", reg, " AND o.case_id = v.case_id AND (v.subject = '' OR v.subject = o.subject) AND ")
		if len(q.Coordinators) > 0 {
			t.add("p.coordinator IN (", t.argsOf(q.Coordinators), ") AND ")
		}
		q.has(t)
	case len(q.Coordinators) > 0:
		t.add(" FROM people p CROSS JOIN obligations o WHERE p.register = ", reg, " AND p.coordinator IN (", t.argsOf(q.Coordinators),
			") AND o.register = ", reg, " AND o.case_id = p.case_id AND ")
		q.has(t)
	default:
		t.add(" FROM obligations o WHERE o.register = ", reg, " AND ")
	}
	if q.NoReason {
		t.add(missed, t.arg(q.Today.String()))
	} else {
		t.add(open)
	}
	if q.From != 0 {
		t.add(" AND ", q.day(), " >= ", t.arg(q.From.String()))
	}
	if q.To != 0 {
		t.add(" AND ", q.day(), " <= ", t.arg(q.To.String()))
	}
	if q.Overdue {
		t.add(" AND o.", overdue, t.arg(q.Today.String()))
	}
	if len(q.Rules) > 0 {
		t.add(" AND o.rule IN (", t.argsOf(q.Rules), ")")
	}
	q.For.hides(t, "o.case_id")
}

// has leaves out the people p of whom nothing is open, or not by the last day
// that is asked for.
func (q DueQuery) has(t *sqlText) {
	switch {
	case q.NoReason:
	case q.To != 0:
		t.add("p.open_due <= ", t.arg(q.To.String()), " AND ")
	default:
		t.add("p.open_due < '", noOpenDue, "' AND ")
	}
}

// day is the column that has the day of what the query takes.
func (q DueQuery) day() string {
	if q.NoReason {
		return "o.due"
	}
	return "o.open_due"
}
