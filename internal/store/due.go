package store

import (
	"context"
	"fmt"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// DueCount is how many obligations of one rule are due on a day.
type DueCount struct {
	Day   civil.Date
	Rule  string
	Count int
}

// DueCounts counts what a query takes, by day and rule in this order. Page and
// Size are not looked at.
func (s *Store) DueCounts(ctx context.Context, register string, q DueQuery) ([]DueCount, error) {
	var counts []DueCount
	text, args := q.daysSQL(register)
	err := s.reader().eachOf(ctx, text, args, func(row scan) error {
		var c DueCount
		err := row(&c.Day, &c.Rule, &c.Count)
		counts = append(counts, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("counting what is due by day: %w", err)
	}
	return counts, nil
}

func (q DueQuery) daysSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.For.sees(&t, reg, true)
	t.add("SELECT ", q.day(), ", o.rule, COUNT(*)")
	q.from(&t, reg)
	t.add(" GROUP BY ", q.day(), ", o.rule ORDER BY ", q.day(), ", o.rule")
	return t.String(), t.args
}

// Cases are the cases with these identifiers, as they stand, read by one
// statement. One that is not in the register is left out.
func (s *Store) Cases(ctx context.Context, register string, ids []string) (map[string]*casefile.Case, error) {
	cases := map[string]*casefile.Case{}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return cases, nil
	}
	entries := map[string][]row{}
	text, args := casesSQL(register, ids)
	err := s.reader().eachOf(ctx, text, args, func(r scan) error {
		e, err := readRow(r)
		entries[e.Case] = append(entries[e.Case], e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	for id, of := range entries {
		if cases[id], err = fold(register, id, of); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

func casesSQL(register string, ids []string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("SELECT ", entryColumns, " FROM entries WHERE register = ", reg, " AND case_id IN (", t.argsOf(ids), ") ORDER BY case_id, seq")
	return t.String(), t.args
}
