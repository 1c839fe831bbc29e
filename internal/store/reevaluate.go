package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

var (
	selectChanging = say("SELECT case_id FROM people WHERE register = $1 AND changes_on <= $2 ORDER BY case_id")
	selectBehind   = say("SELECT case_id FROM people WHERE register = $1 AND edition <> $2 ORDER BY case_id")
	updateSame     = say("UPDATE people SET evaluated_on = $3, rulebook = $4, edition = $5 WHERE register = $1 AND case_id = $2")
)

// Reevaluate brings the index of a register up to a day and to the rules that
// it has adopted over the program's: it indexes anew the cases for which that
// day brings a change although nothing was entered, and those that are indexed
// by earlier rules or by a program that indexes otherwise. It writes only what is not as it was. Like Rebuild it works
// in small transactions, may be stopped and begun again, and goes on past a
// case that cannot be read. Progress, which may be nil, is told the number of
// cases done and of all.
func (s *Store) Reevaluate(ctx context.Context, register string, program *clock.Rulebook, today civil.Date, progress func(done, total int)) error {
	rules, err := s.Rules(ctx, register, program)
	if err != nil {
		return err
	}
	var ids []string
	for _, which := range []struct {
		st    *statement
		upTo  any
		about string
	}{{selectChanging, today.String(), "the day"}, {selectBehind, rules.Edition(), "the rules"}} {
		found, err := all(ctx, s.reader(), which.st, only[string], register, which.upTo)
		if err != nil {
			return fmt.Errorf("finding what %s changes: %w", which.about, err)
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)

	// One goroutine reads and reckons the next stretch while this one writes.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stretches, failed := make(chan []reckoned, 1), make(chan error, 1)
	go func() {
		defer close(stretches)
		failed <- s.reckonEach(ctx, register, ids, rules, today, stretches)
	}()
	var damaged []error
	done := 0
	for stretch := range stretches {
		if err := s.change(ctx, func(r runner) error { return writeReckoned(ctx, r, register, stretch) }); err != nil {
			return fmt.Errorf("re-evaluating register %s: %w", register, err)
		}
		for i := range stretch {
			damaged = append(damaged, stretch[i].fault)
		}
		done += len(stretch)
		if progress != nil {
			progress(done, len(ids))
		}
	}
	if err := <-failed; err != nil {
		return fmt.Errorf("re-evaluating register %s: %w", register, err)
	}
	return errors.Join(damaged...)
}

// reckoned is a case indexed anew, and what of it is not as the index has it.
type reckoned struct {
	head        head
	x           Indexed
	person      bool // more than the day and the rules differ
	obligations bool
	fault       error // the case cannot be read and is left alone
}

func (s *Store) reckonEach(ctx context.Context, register string, ids []string, rules Rules, today civil.Date, into chan<- []reckoned) error {
	for some := range slices.Chunk(ids, batchSize) {
		var b reckoning
		err := s.view(ctx, func(r runner) (err error) {
			b, err = readReckoning(ctx, r, register, some)
			return err
		})
		if err != nil {
			return err
		}
		select {
		case into <- b.reckon(register, some, rules, today):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// reckoning is some cases with their index, as of one moment.
type reckoning struct {
	heads       map[string]head
	entries     map[string][]row
	people      map[string]PersonRow
	obligations map[string][]ObligationRow
}

func readReckoning(ctx context.Context, r runner, register string, ids []string) (reckoning, error) {
	b := reckoning{map[string]head{}, map[string][]row{}, map[string]PersonRow{}, map[string][]ObligationRow{}}
	var err error
	if b.heads, err = readHeads(ctx, r, register, ids, false); err != nil {
		return b, err
	}
	for _, each := range []struct {
		text string
		read func(scan) error
	}{
		{someOf(entryColumns, "entries", "case_id", "case_id, seq", len(ids)), func(sc scan) error {
			e, err := readRow(sc)
			b.entries[e.Case] = append(b.entries[e.Case], e)
			return err
		}},
		{someOf(personColumns, "people", "case_id", "case_id", len(ids)), func(sc scan) error {
			p, err := readPerson(sc)
			b.people[p.CaseID] = p
			return err
		}},
		{someOf(obligationColumns, "obligations", "case_id", "case_id, n", len(ids)), func(sc scan) error {
			o, err := readObligation(sc)
			b.obligations[o.CaseID] = append(b.obligations[o.CaseID], o)
			return err
		}},
	} {
		if err := r.eachOf(ctx, each.text, withRegister(register, ids), each.read); err != nil {
			return b, fmt.Errorf("reading what is to be reckoned: %w", err)
		}
	}
	return b, nil
}

// readHeads are the heads of cases, held against other writers where the
// transaction is to write.
func readHeads(ctx context.Context, r runner, register string, ids []string, toWrite bool) (map[string]head, error) {
	st := &statement{sql: someOf("id, version, head_hash", "cases", "id", "id", len(ids)), lock: toWrite}
	found, err := all(ctx, r, st, readHead, withRegister(register, ids)...)
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	heads := make(map[string]head, len(found))
	for _, h := range found {
		heads[h.id] = h
	}
	return heads, nil
}

// someOf is the text of a statement that reads some cases of a register.
func someOf(columns, table, key, order string, cases int) string {
	var t sqlText
	t.add("SELECT ", columns, " FROM ", table, " WHERE register = ", t.arg(nil), " AND ", key, " IN (", t.argsOf(make([]string, cases)), ") ORDER BY ", order)
	return t.String()
}

func withRegister(register string, ids []string) []any {
	args := make([]any, 0, len(ids)+1)
	args = append(args, register)
	for _, id := range ids {
		args = append(args, id)
	}
	return args
}

// reckon indexes the cases and compares.
func (b *reckoning) reckon(register string, ids []string, rules Rules, today civil.Date) []reckoned {
	all := make([]reckoned, 0, len(ids))
	for _, id := range ids {
		h, known := b.heads[id]
		x := reckoned{head: h}
		var c *casefile.Case
		if !known {
			x.fault = fmt.Errorf("case %s of register %s: %w", id, register, ErrNotFound)
		} else if x.fault = h.fits(b.entries[id]); x.fault != nil {
			x.fault = fmt.Errorf("case %s of register %s: %w", id, register, x.fault)
		} else {
			c, x.fault = fold(register, id, b.entries[id])
		}
		if x.fault == nil {
			x.x = rules.index(c, h.hash, today)
			was := b.people[id]
			was.EvaluatedOn, was.Rulebook, was.Edition = today, rules.N, rules.Edition()
			x.person = was != x.x.Person
			x.obligations = !slices.Equal(b.obligations[id], x.x.Obligations)
		}
		all = append(all, x)
	}
	return all
}

// writeReckoned writes what differs. A case to which something was added since
// it was read has been indexed by whoever added it.
func writeReckoned(ctx context.Context, r runner, register string, all []reckoned) error {
	var ids []string
	for i := range all {
		if all[i].fault == nil {
			ids = append(ids, all[i].head.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	heads, err := readHeads(ctx, r, register, ids, true)
	if err != nil {
		return err
	}
	var people, obligations [][]any
	for i := range all {
		x := &all[i]
		if x.fault != nil || heads[x.head.id] != x.head {
			continue
		}
		p := &x.x.Person
		if x.person {
			people = append(people, p.values(register))
		} else if _, err := r.exec(ctx, updateSame, register, p.CaseID, p.EvaluatedOn.String(), p.Rulebook, p.Edition); err != nil {
			return fmt.Errorf("writing the index of case %s: %w", p.CaseID, err)
		}
		if !x.obligations {
			continue
		}
		if _, err := r.exec(ctx, deleteObligations, register, p.CaseID); err != nil {
			return fmt.Errorf("clearing the index of case %s: %w", p.CaseID, err)
		}
		for j := range x.x.Obligations {
			obligations = append(obligations, x.x.Obligations[j].values(register))
		}
	}
	if err := r.add(ctx, insertPerson, people); err != nil {
		return fmt.Errorf("writing the index of people: %w", err)
	}
	if err := r.add(ctx, insertObligation, obligations); err != nil {
		return fmt.Errorf("writing the index of obligations: %w", err)
	}
	return nil
}
