package store

import (
	"context"
	"slices"
	"strings"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Viewer is for whom a list is made. Package access decides what is in it.
type Viewer struct {
	UserID string
	Today  civil.Date
	// Everyone has all people of the register but Hidden, and looks at nothing
	// else below.
	Everyone bool
	Hidden   []string // cases that are restricted to others
	// Holds are the names that are the user's and by which cases say who holds
	// them; none where that counts for nothing.
	Holds []string
	// Organisations are the codes of what the user works for; involved are those
	// with a relation OfOrganisation, which opens no record that is restricted.
	Organisations []string
	// Of has the relations that reach somebody, by the person's consent to the
	// register; Part has those that reach one review or action.
	Of, Part map[casefile.ConsentDecision][]string
	// As has, for the relations that reach nobody who does not want to share with
	// such as the user, the kinds of recipient that the user is in them: one that
	// is not left out is enough.
	As map[casefile.ConsentDecision]map[string][]casefile.ShareWith
}

// sees writes, before a statement, whom the viewer reaches: the cases wholly
// reached, and, with parts, those of which one subject is. Nothing is written
// for one who reaches everyone. Each list then begins with these few.
func (v *Viewer) sees(t *sqlText, reg string, parts bool) (written bool) {
	if v == nil || v.Everyone {
		return false
	}
	user, today := t.arg(v.UserID), t.arg(v.Today.String())
	ties := func(of map[casefile.ConsentDecision][]string, whose ...string) {
		t.add(" FROM involvements i JOIN people q ON q.register = ", reg, " AND q.case_id = i.case_id WHERE i.register = ", reg, " AND ")
		t.add(whose...)
		t.add(" AND i.since <= ", today, " AND i.until >= ", today, " AND (1 = 0")
		for _, c := range []casefile.ConsentDecision{casefile.Given, "", casefile.Refused, casefile.Withdrawn} {
			var free []string
			for _, relation := range of[c] {
				if v.As[c][relation] == nil {
					free = append(free, relation)
				}
			}
			if len(free) > 0 {
				t.add(" OR q.consent = ", t.arg(string(c)), " AND i.relation IN (", t.argsOf(free), ")")
			}
			for _, relation := range of[c] {
				if kinds := v.As[c][relation]; kinds != nil {
					t.add(" OR q.consent = ", t.arg(string(c)), " AND i.relation = ", t.arg(relation), " AND (1 = 0")
					for _, kind := range kinds {
						t.add(" OR q.shares_not NOT LIKE ", t.arg("%,"+string(kind)+",%"))
					}
					t.add(")")
				}
			}
		}
		t.add(")")
	}
	t.add("WITH whole AS (SELECT DISTINCT i.case_id")
	ties(v.Of, "i.user_id = ", user)
	open := func(c string) {
		t.add(" AND NOT EXISTS (SELECT 1 FROM restrictions r WHERE r.register = ", reg, " AND r.case_id = ", c, " AND r.restricted = 1",
			" AND NOT EXISTS (SELECT 1 FROM restrictions l WHERE l.register = ", reg, " AND l.case_id = r.case_id AND l.n > r.n))")
	}
	if len(v.Organisations) > 0 {
		t.add(" UNION SELECT i.case_id || ''") // or SQLite reads all of the register, for they come in the order of cases
		ties(v.Of, "i.organisation IN (", t.argsOf(v.Organisations), ")")
		open("i.case_id")
	}
	if len(v.Holds) > 0 {
		t.add(" UNION SELECT h.case_id || '' FROM people h WHERE h.register = ", reg, " AND h.coordinator IN (", t.argsOf(v.Holds), ")")
		open("h.case_id")
	}
	t.add("), reach AS (SELECT case_id, '' AS subject FROM whole")
	if parts {
		t.add(" UNION SELECT i.case_id, i.subject")
		ties(v.Part, "i.user_id = ", user)
		t.add(" AND i.case_id NOT IN (SELECT case_id FROM whole)")
	}
	t.add(") ")
	return true
}

// people writes from which rows of the index a list of people begins: those the
// viewer sees, standing to the register in a way. It follows sees.
func (v *Viewer) people(t *sqlText, reg, onRegister string) {
	if v.reaches() {
		t.add("reach v CROSS JOIN ")
	}
	t.add("people p WHERE p.register = ", reg, " AND p.on_register ", onRegister)
	if v.reaches() {
		t.add(" AND p.case_id = v.case_id")
	}
	v.hides(t, "p.case_id")
}

// hides writes the condition that leaves out what is restricted to others.
func (v *Viewer) hides(t *sqlText, column string) {
	if v != nil && v.Everyone && len(v.Hidden) > 0 {
		t.add(" AND ", column, " NOT IN (", t.argsOf(v.Hidden), ")")
	}
}

// reaches reports whether a list begins with those whom the viewer reaches.
func (v *Viewer) reaches() bool { return v != nil && !v.Everyone }

// valuesSQL lists the values that a column has among those whom the viewer
// reaches.
func (v *Viewer) valuesSQL(register, column string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	v.sees(&t, reg, false)
	t.add("SELECT DISTINCT p.", column, " FROM reach v CROSS JOIN people p WHERE p.register = ", reg, " AND p.case_id = v.case_id AND p.", column,
		" > '' AND p.on_register <> 'struck-out' ORDER BY p.", column)
	return t.String(), t.args
}

// whomReached stands in a statement where a viewer's condition goes. To the
// databases it is a remark.
const whomReached = "/* whom the viewer reaches */"

// narrow is a statement on reminders r that leaves out what is about others
// than those whom the viewer reaches. Its first argument is the register.
func (v *Viewer) narrow(st *statement, args []any) (*statement, []any) {
	var begin, condition sqlText
	begin.args = slices.Clone(args)
	if v.sees(&begin, "$1", true) {
		condition.add(" AND (r.case_id IN (SELECT case_id FROM whole) OR (r.case_id, r.subject) IN (SELECT case_id, subject FROM reach))")
	} else {
		condition.args = begin.args
		v.hides(&condition, "r.case_id")
		begin.args = condition.args
	}
	if condition.Len() == 0 {
		return st, args
	}
	return &statement{sql: begin.String() + strings.ReplaceAll(st.sql, whomReached, condition.String())}, begin.args
}

// Reached is a case that a viewer reaches, or the one review or action of it
// that Subject names.
type Reached struct{ Case, Subject string }

// Reached lists whom a viewer reaches who does not reach everyone.
func (s *Store) Reached(ctx context.Context, register string, v *Viewer) (map[Reached]bool, error) {
	found := map[Reached]bool{}
	if !v.reaches() {
		return found, nil
	}
	text, args := v.reachedSQL(register)
	err := s.reader().each(ctx, &statement{sql: text}, func(row scan) error {
		var r Reached
		err := row(&r.Case, &r.Subject)
		found[r] = true
		return err
	}, args...)
	return found, err
}

func (v *Viewer) reachedSQL(register string) (string, []any) {
	var t sqlText
	v.sees(&t, t.arg(register), true)
	t.add("SELECT case_id, subject FROM reach")
	return t.String(), t.args
}
