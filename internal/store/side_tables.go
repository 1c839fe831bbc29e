package store

import (
	"context"
	"fmt"
	"strings"

	"homeward/internal/casefile"
)

// sideTable is a table of the index beside people: rows that follow from the
// entries of a case alone, whatever the day and the rules. Its first columns are
// the register and the case.
type sideTable struct {
	name    string
	columns []string
	// rows are those of a case in their order, without the register and the case.
	rows func(c *casefile.Case) [][]any

	insert, clear, clearBetween, between *statement
}

// sideTables are all there are. What is added here counts into the edition of
// the index, and has its place in whatMerges and caseTables.
var sideTables = []*sideTable{referralsTable, earlySignsTable, actionsTable, unreachableTable, peopleAroundTable, movesWaitingTable, leavingUntoldTable, refusalsTable}

// newSideTable makes one. Order is by which columns the rows of a case come in
// their order.
func newSideTable(name, columns, order string, rows func(c *casefile.Case) [][]any) *sideTable {
	return &sideTable{
		name: name, columns: strings.Split(columns, ", "), rows: rows,
		insert:       sayInsert(name, columns, ""),
		clear:        say("DELETE FROM " + name + " WHERE register = $1 AND case_id = $2"),
		clearBetween: say("DELETE FROM " + name + " WHERE register = $1 AND case_id > $2 AND case_id <= $3"),
		between:      say("SELECT " + columns + " FROM " + name + " WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, " + order),
	}
}

// besideOf are the rows of every side table of a case, by its name. A case that
// was entered in error as a whole has none.
func besideOf(c *casefile.Case, as Membership) map[string][][]any {
	if as == StruckOut {
		return nil
	}
	var beside map[string][][]any
	for _, t := range sideTables {
		if rows := t.rows(c); len(rows) > 0 {
			if beside == nil {
				beside = map[string][][]any{}
			}
			beside[t.name] = rows
		}
	}
	return beside
}

// values are the rows of a case as they are stored.
func (t *sideTable) values(register string, x *Indexed) [][]any {
	rows := make([][]any, len(x.Beside[t.name]))
	for i, row := range x.Beside[t.name] {
		rows[i] = append([]any{register, x.Person.CaseID}, row...)
	}
	return rows
}

// writeBeside puts the rows of cases in the place of what is there.
func writeBeside(ctx context.Context, r runner, register string, indexed []*Indexed, isNew func(caseID string) bool) error {
	for _, t := range sideTables {
		var rows [][]any
		for _, x := range indexed {
			if !isNew(x.Person.CaseID) {
				if _, err := r.exec(ctx, t.clear, register, x.Person.CaseID); err != nil {
					return fmt.Errorf("clearing %s of case %s: %w", t.name, x.Person.CaseID, err)
				}
			}
			rows = append(rows, t.values(register, x)...)
		}
		if err := r.add(ctx, t.insert, rows); err != nil {
			return fmt.Errorf("writing %s: %w", t.name, err)
		}
	}
	return nil
}

// verify holds the rows of a case against what they should be, and says
// what differs first; "" for nothing.
func (t *sideTable) verify(have []columns, want [][]any) string {
	for i := range max(len(have), len(want)) {
		switch {
		case i >= len(have):
			return fmt.Sprintf("the index of %s lacks number %d", t.name, i+1)
		case i >= len(want):
			return fmt.Sprintf("the index of %s has one too many, number %d", t.name, i+1)
		}
		if name := differs(t.columns, have[i], want[i]); name != "" {
			return fmt.Sprintf("the index of %s differs in %s of number %d", t.name, name, i+1)
		}
	}
	return ""
}
