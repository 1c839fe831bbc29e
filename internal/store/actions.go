package store

import (
	"context"
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// ActionRow is something that was agreed that somebody does, in the lists of a
// register. Its words are in the entry Seq of the case.
type ActionRow struct {
	CaseID, Name string
	ID           string // of the action
	Seq          int
	Owner        string
	Due          civil.Date // zero where no day was agreed
	Open         bool
	Closed       civil.Date // when it was done, not followed or cancelled, or the person died or moved away
}

var actionsTable = newSideTable("actions", "register, case_id, n, action, seq, owner, due, open, closed_on, sort_day, consent, shares_not", "n", actionRows)

// withoutDay sorts what has no day after all that has one.
const withoutDay = "9999-12-31"

func actionRows(c *casefile.Case) (rows [][]any) {
	consent := ""
	if c.RegisterConsent != nil {
		consent = string(c.RegisterConsent.Decision)
	}
	for _, a := range c.ActionStates() {
		sort := withoutDay
		if a.Due != 0 {
			sort = a.Due.String()
		}
		closed := a.Outcome.On
		if a.Open() && (c.Died != 0 || c.LeftHow == casefile.MovedOut{}.Kind()) {
			closed = c.Ended() // as the clock ends it
		}
		if closed != 0 {
			sort = closed.String()
		}
		rows = append(rows, []any{len(rows) + 1, a.Action.ID, a.Seq, a.Owner, dayOrNull(a.Due), oneOrZero(closed == 0), dayOrNull(closed), sort, consent, sharesNot(c)})
	}
	return rows
}

// ActionsQuery says which actions a list shows: those that are open, the first
// due first, or those that are over, the latest first.
type ActionsQuery struct {
	For        *Viewer
	Over       bool
	Owners     []string // by their names; nil takes everybody's
	Given      []string // beside those of Owners, actions by their id
	Own        bool     // Owners and Given are the viewer's own, who may know of them
	DueBy      civil.Date
	Today      civil.Date
	Page, Size int
	// Who sees a part of a record sees what that is about, and is not cut.
	Cuts
}

// ActionsPage is a page of actions.
type ActionsPage struct {
	Rows                              []ActionRow
	Total, Overdue, Page, Pages, Size int // an action that is not read is not overdue
}

// Actions lists those of whom the viewer reaches.
func (s *Store) Actions(ctx context.Context, register string, q ActionsQuery) (ActionsPage, error) {
	if q.Size <= 0 {
		q.Size = 50
	}
	page := ActionsPage{Size: min(q.Size, MaxPageSize)}
	err := s.view(ctx, func(r runner) error {
		text, args := q.countSQL(register)
		if err := r.eachOf(ctx, text, args, func(row scan) error { return row(&page.Total, &page.Overdue) }); err != nil {
			return fmt.Errorf("counting actions: %w", err)
		}
		page.Pages = max(1, (page.Total+page.Size-1)/page.Size)
		page.Page = min(max(1, q.Page), page.Pages)
		text, args = q.pageSQL(register, page.Size, (page.Page-1)*page.Size)
		err := r.eachOf(ctx, text, args, func(row scan) error {
			var a ActionRow
			err := row(&a.CaseID, &a.Name, &a.ID, &a.Seq, &a.Owner, &a.Due, &a.Open, &a.Closed)
			page.Rows = append(page.Rows, a)
			return err
		})
		if err != nil {
			return fmt.Errorf("listing actions: %w", err)
		}
		return nil
	})
	return page, err
}

func (q ActionsQuery) countSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, true)
	t.add("SELECT COUNT(*), COUNT(CASE WHEN a.open = 1 AND a.due < ", t.arg(q.Today.String()))
	q.read(&t, reg)
	t.add(" THEN 1 END)")
	q.from(&t, reg, false)
	return t.String(), t.args
}

func (q ActionsQuery) pageSQL(register string, limit, offset int) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, true)
	t.add("SELECT a.case_id, p.name, a.action, a.seq, a.owner, a.due, a.open, a.closed_on")
	q.from(&t, reg, true)
	order := ""
	if q.Over {
		order = " DESC"
	}
	t.add(" ORDER BY a.sort_day", order, ", a.case_id", order, ", a.n", order, " LIMIT ", t.arg(limit), " OFFSET ", t.arg(offset))
	return t.String(), t.args
}

// from begins with those whom the viewer reaches, for they are few, or with what
// the indexes of the table have.
func (q ActionsQuery) from(t *sqlText, reg string, withPeople bool) {
	t.add(" FROM ")
	if q.For.reaches() {
		t.add("reach v CROSS JOIN ")
	}
	t.add("actions a")
	if withPeople {
		t.add(" JOIN people p ON p.register = ", reg, " AND p.case_id = a.case_id")
	}
	t.add(" WHERE a.register = ", reg)
	if q.For.reaches() {
		t.add(" AND a.case_id = v.case_id AND (v.subject = '' OR v.subject = a.action)")
	}
	t.add(" AND a.open = ", map[bool]string{false: "1", true: "0"}[q.Over])
	q.For.hides(t, "a.case_id")
	if whole := q.whole(t, "a"); whole != "" {
		if q.For.reaches() {
			whole = "(v.subject > '' OR " + whole + ")"
		}
		t.add(" AND ", whole)
	}
	if q.Owners != nil && !q.Own || q.DueBy != 0 {
		q.read(t, reg)
	}
	if q.Owners != nil {
		t.add(" AND (a.owner IN (", t.argsOf(q.Owners), ")")
		if len(q.Given) > 0 {
			t.add(" OR a.action IN (", t.argsOf(q.Given), ")")
		}
		t.add(")")
	}
	if q.DueBy != 0 {
		t.add(" AND a.sort_day <= ", t.arg(q.DueBy.String()))
	}
}

// read leaves out what stands in an entry that is not read, where the answer goes
// by what was written in it: whose the action is, and by when.
func (q ActionsQuery) read(t *sqlText, reg string) {
	if len(q.Unread) > 0 {
		t.add(" AND NOT EXISTS (SELECT 1 FROM marks m WHERE ", q.unread(t, reg, "a.case_id"), " AND m.seq = a.seq)")
	}
}

var selectActionsGiven = say("SELECT DISTINCT subject FROM involvements WHERE register = $1 AND user_id = $2 AND relation = $3 AND since <= $4 AND until >= $4 ORDER BY subject")

// ActionsGiven are the actions in which a user was given a part on a day, as a
// relation says.
func (s *Store) ActionsGiven(ctx context.Context, register, userID, relation string, today civil.Date) ([]string, error) {
	ids, err := all(ctx, s.reader(), selectActionsGiven, func(row scan) (id string, err error) { return id, row(&id) }, register, userID, relation, today.String())
	if err != nil {
		return nil, fmt.Errorf("finding whose actions a user has a part in: %w", err)
	}
	return ids, nil
}
