package store

import (
	"cmp"
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
)

// Reevaluate brings the index of a register up to a day and to the rules that
// it has adopted over the program's: it indexes anew the cases for which that
// day brings a change although nothing was entered, and those that are indexed
// by earlier rules or by a program that indexes otherwise. It writes only what
// is not as it was. Like Rebuild it works in small transactions, may be stopped and begun again, and goes on past a
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

	// One goroutine reads the stretch after the next, one reckons the next, and
	// this one writes.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	read, stretches, failed := make(chan reckoning, 1), make(chan []reckoned, 1), make(chan error, 1)
	go func() {
		defer close(read)
		failed <- s.readEach(ctx, register, ids, read)
	}()
	go func() {
		defer close(stretches)
		for b := range read {
			select {
			case stretches <- b.reckon(register, rules, today):
			case <-ctx.Done():
				return
			}
		}
	}()
	var damaged []error
	done := 0
	for stretch := range stretches {
		if err := s.change(ctx, func(r runner) error { return writeReckoned(ctx, r, register, stretch, rules, today) }); err != nil {
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
	err = <-failed
	if done < len(ids) {
		err = cmp.Or(err, ctx.Err())
	}
	if err != nil {
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

// readEach reads the cases a stretch at a time.
func (s *Store) readEach(ctx context.Context, register string, ids []string, into chan<- reckoning) error {
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
		case into <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// reckoning is some cases with their index, as of one moment.
type reckoning struct {
	ids         []string
	heads       map[string]head
	entries     map[string]string // packed: see packedEntries
	people      map[string]PersonRow
	obligations map[string]string // packed: see packedObligations
}

func readReckoning(ctx context.Context, r runner, register string, ids []string) (reckoning, error) {
	b := reckoning{ids, nil, map[string]string{}, map[string]PersonRow{}, map[string]string{}}
	var err error
	if b.heads, err = readHeads(ctx, r, register, ids, false); err != nil {
		return b, err
	}
	packed := func(into map[string]string) func(scan) error {
		return func(sc scan) error {
			var id, text string
			err := sc(&id, &text)
			into[id] = text
			return err
		}
	}
	for _, each := range []struct {
		text string
		read func(scan) error
	}{
		{someOf(packedEntries, "entries", "case_id", "", len(ids)), packed(b.entries)},
		{someOf(personColumns, "people", "case_id", "case_id", len(ids)), func(sc scan) error {
			p, err := readPerson(sc)
			b.people[p.CaseID] = p
			return err
		}},
		{someOf(packedObligations, "obligations", "case_id", "", len(ids)), packed(b.obligations)},
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

// someOf is the text of a statement that reads some cases of a register, in an
// order or, where that is "", one row for each.
func someOf(columns, table, key, order string, cases int) string {
	var t sqlText
	t.add("SELECT ", columns, " FROM ", table, " WHERE register = ", t.arg(nil), " AND ", key, " IN (", t.argsOf(make([]string, cases)), ")")
	if order == "" {
		t.add(" GROUP BY ", key)
	} else {
		t.add(" ORDER BY ", order)
	}
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
func (b *reckoning) reckon(register string, rules Rules, today civil.Date) []reckoned {
	all := make([]reckoned, 0, len(b.ids))
	for _, id := range b.ids {
		h, known := b.heads[id]
		x := reckoned{head: h}
		var c *casefile.Case
		if !known {
			x.fault = fmt.Errorf("case %s of register %s: %w", id, register, ErrNotFound)
		} else {
			c, x.fault = unpack(id, b.entries[id], h.version)
		}
		if x.fault != nil {
			x.fault = fmt.Errorf("case %s of register %s: %w", id, register, x.fault)
		} else {
			x.x = rules.index(c, h.hash, today)
			was := b.people[id]
			was.EvaluatedOn, was.Rulebook, was.Edition = today, rules.N, rules.Edition()
			x.person = was != x.x.Person
			x.obligations = b.obligations[id] != packObligations(x.x.Obligations)
		}
		all = append(all, x)
	}
	return all
}

// writeReckoned writes what differs. A case to which something was added since
// it was read has been indexed by whoever added it.
func writeReckoned(ctx context.Context, r runner, register string, all []reckoned, rules Rules, today civil.Date) error {
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
	var same, cleared []string
	for i := range all {
		x := &all[i]
		if x.fault != nil || heads[x.head.id] != x.head {
			continue
		}
		p := &x.x.Person
		if x.person {
			people = append(people, p.values(register))
		} else {
			same = append(same, p.CaseID)
		}
		if !x.obligations {
			continue
		}
		cleared = append(cleared, p.CaseID)
		for j := range x.x.Obligations {
			obligations = append(obligations, x.x.Obligations[j].values(register))
		}
	}
	for _, change := range []struct {
		ids []string
		sql func([]string) (string, []any)
	}{
		{same, func(ids []string) (string, []any) { return sameSQL(register, ids, rules, today) }},
		{cleared, func(ids []string) (string, []any) { return clearSQL(register, ids) }},
	} {
		if len(change.ids) > 0 {
			text, args := change.sql(change.ids)
			if _, err := r.exec(ctx, &statement{sql: text}, args...); err != nil {
				return fmt.Errorf("writing the index of cases: %w", err)
			}
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

// sameSQL notes that nothing but the day and the rules of cases is other than
// it was.
func sameSQL(register string, ids []string, rules Rules, today civil.Date) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("UPDATE people SET evaluated_on = ", t.arg(today.String()), ", rulebook = ", t.arg(rules.N), ", edition = ", t.arg(rules.Edition()),
		" WHERE register = ", reg, " AND case_id IN (", t.argsOf(ids), ")")
	return t.String(), t.args
}

// clearSQL takes away the obligations of cases.
func clearSQL(register string, ids []string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	t.add("DELETE FROM obligations WHERE register = ", reg, " AND case_id IN (", t.argsOf(ids), ")")
	return t.String(), t.args
}
