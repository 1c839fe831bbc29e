package store

import (
	"context"
	"errors"
	"fmt"

	"homeward/internal/civil"
	"homeward/internal/clock"
)

var (
	deletePeopleBetween      = say("DELETE FROM people WHERE register = $1 AND case_id > $2 AND case_id <= $3")
	deleteWordsBetween       = say("DELETE FROM people_names WHERE register = $1 AND case_id > $2 AND case_id <= $3")
	deleteObligationsBetween = say("DELETE FROM obligations WHERE register = $1 AND case_id > $2 AND case_id <= $3")
)

// Rebuild makes the index of all registers anew from the entries, by the rules
// that each has adopted over the program's. It works in
// many small transactions, so that others can write meanwhile, and may be
// stopped and begun again at any time: each case is indexed as it was or as it
// is. A case that cannot be read keeps the index it has; the error names it,
// and all others are rebuilt. Progress, which may be nil, is told the number of
// cases done and of all.
func (s *Store) Rebuild(ctx context.Context, program *clock.Rulebook, today civil.Date, progress func(done, total int)) error {
	if err := s.rebuildFile(ctx); err != nil {
		return err
	}
	registers, err := s.Registers(ctx)
	if err != nil {
		return fmt.Errorf("listing registers: %w", err)
	}
	total, done := 0, 0
	for _, reg := range registers {
		n, err := one(ctx, s.reader(), countCases, only[int], reg.Code)
		if err != nil {
			return fmt.Errorf("counting cases: %w", err)
		}
		total += n
	}
	var damaged []error
	for _, reg := range registers {
		rules, err := s.Rules(ctx, reg.Code, program)
		if err != nil {
			return err
		}
		for after := ""; after != lastKey; {
			var b batch
			var faults []error
			err := s.change(ctx, func(r runner) (err error) {
				b, faults, err = rebuildBatch(ctx, r, reg.Code, after, rules, today)
				return err
			})
			if err != nil {
				return fmt.Errorf("rebuilding register %s: %w", reg.Code, err)
			}
			damaged = append(damaged, faults...)
			done += len(b.heads)
			if progress != nil {
				progress(done, max(done, total))
			}
			after = b.last
		}
	}
	return errors.Join(damaged...)
}

// rebuildFile makes anew what SQLite finds the rows of the index by, without
// which a damaged row could not even be taken away.
func (s *Store) rebuildFile(ctx context.Context) error {
	if s.engine != onSQLite {
		return nil
	}
	for _, table := range derivedTables {
		if _, err := s.write.ExecContext(ctx, "REINDEX "+table); err != nil {
			return fmt.Errorf("indexing the file of table %s: %w", table, err)
		}
	}
	return nil
}

func rebuildBatch(ctx context.Context, r runner, register, after string, rules Rules, today civil.Date) (batch, []error, error) {
	b, err := readBatch(ctx, r, register, after, selectCasesAfterLocked)
	if err != nil {
		return b, nil, err
	}
	var indexed []Indexed
	var faults []error
	for _, h := range b.heads {
		c, err := fold(register, h.id, b.entries[h.id])
		if err == nil && len(c.Entries) == 0 {
			err = fmt.Errorf("case %s of register %s has no entries: %w", h.id, register, ErrDamaged)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		indexed = append(indexed, rules.index(c, h.hash, today))
	}
	// The whole stretch goes, with rows that belong to no case, unless a case
	// in it must keep what it has.
	clean := len(faults) == 0
	if clean {
		for _, st := range []*statement{deletePeopleBetween, deleteWordsBetween, deleteObligationsBetween, deleteStaysBetween, deleteNeedsBetween} {
			if _, err := r.exec(ctx, st, register, b.after, b.last); err != nil {
				return b, nil, fmt.Errorf("clearing the index: %w", err)
			}
		}
		for _, t := range sideTables {
			if _, err := r.exec(ctx, t.clearBetween, register, b.after, b.last); err != nil {
				return b, nil, fmt.Errorf("clearing the index of %s: %w", t.name, err)
			}
		}
	}
	return b, faults, writeIndex(ctx, r, register, indexed, func(string) bool { return clean })
}
