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

	// A column that is set costs each index that has it, whether or not it is
	// another than before.
	overwriteSum        = sayInsert("people", personColumns, overwrite("register, case_id", "evaluated_on, rulebook, edition, obligations_sum"))
	overwriteReckoned   = sayInsert("people", personColumns, overwrite("register, case_id", reckonedColumns))
	overwriteObligation = sayInsert("obligations", obligationColumns, overwrite("register, case_id, n", obligationColumns))
	deleteSurplus       = say("DELETE FROM obligations WHERE register = $1 AND case_id = $2 AND n NOT BETWEEN 1 AND $3")
)

// Reevaluate brings the index of a register up to a day and to the rules that
// it has adopted over the program's: it indexes anew the cases for which that
// day brings a change although nothing was entered, and those that are indexed
// by earlier rules or by a program that indexes otherwise. It writes only what
// is not as it was. Like Rebuild it works in small transactions, may be stopped
// and begun again, and goes on past a case that cannot be read. Progress, which
// may be nil, is told the number of cases done and of all.
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

	// One goroutine reads ahead, one reckons, and this one writes; while it
	// waits for the disk the others go on.
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	read, reckonedCases := make(chan reckoning, 2), make(chan []reckoned, 4)
	go func() {
		defer close(read)
		if err := s.readEach(ctx, register, ids, read); err != nil {
			stop(err)
		}
	}()
	go func() {
		defer close(reckonedCases)
		for b := range read {
			cases := b.reckon(register, rules, today)
			if err := s.readMoved(ctx, register, cases); err != nil {
				stop(err)
				return
			}
			select {
			case reckonedCases <- cases:
			case <-ctx.Done():
				return
			}
		}
	}()
	var damaged []error
	done := 0
	for cases := range reckonedCases {
		if err := s.change(ctx, func(r runner) error { return writeReckoned(ctx, r, register, cases, rules, today) }); err != nil {
			return fmt.Errorf("re-evaluating register %s: %w", register, err)
		}
		for i := range cases {
			damaged = append(damaged, cases[i].fault)
		}
		done += len(cases)
		if progress != nil {
			progress(done, len(ids))
		}
	}
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("re-evaluating register %s: %w", register, err)
	}
	return errors.Join(damaged...)
}

// reckoned is a case indexed anew, and what of it is not as the index has it.
type reckoned struct {
	head   head
	x      Indexed
	was    PersonRow // what the index has
	person difference
	words  bool // a program that indexes otherwise chose the search words and the needs

	changed []ObligationRow // those that are not in the index as they are
	surplus bool            // it has obligations that are no longer there

	fault error // the case cannot be read and is left alone
}

// difference is how far the row of a person is from what the index has.
type difference int

const (
	byDay         difference = iota // in the day and the rules for which it was made
	byObligations                   // and in the sum of its obligations
	byDates                         // and in what else is in reckonedColumns
	byMore
)

// differs holds the row against the one of the index.
func (p *PersonRow) differs(was PersonRow) difference {
	was.EvaluatedOn, was.Rulebook, was.Edition = p.EvaluatedOn, p.Rulebook, p.Edition
	if was == *p {
		return byDay
	}
	was.ObligationsSum = p.ObligationsSum
	if was == *p {
		return byObligations
	}
	was.Cohort, was.NextDue, was.NextRule, was.NextState, was.OpenCount, was.ChangesOn = p.Cohort, p.NextDue, p.NextRule, p.NextState, p.OpenCount, p.ChangesOn
	if was == *p {
		return byDates
	}
	return byMore
}

// stretch is the number of cases reckoned together: as many as are written in a
// fraction of a second, for that long another writer waits.
const stretch = 500

// readEach reads the cases a stretch at a time.
func (s *Store) readEach(ctx context.Context, register string, ids []string, into chan<- reckoning) error {
	for some := range slices.Chunk(ids, stretch) {
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
	ids     []string
	heads   map[string]head
	entries map[string]string // packed: see packedEntries
	people  map[string]PersonRow
}

func readReckoning(ctx context.Context, r runner, register string, ids []string) (reckoning, error) {
	b := reckoning{ids, nil, map[string]string{}, map[string]PersonRow{}}
	var err error
	if b.heads, err = readHeads(ctx, r, register, ids, false); err != nil {
		return b, err
	}
	for _, each := range []struct {
		text string
		read func(scan) error
	}{
		{someOf(packedEntries, "entries", "case_id", "", len(ids)), packedInto(b.entries)},
		{someOf(personColumns, "people", "case_id", "case_id", len(ids)), func(sc scan) error {
			p, err := readPerson(sc)
			b.people[p.CaseID] = p
			return err
		}},
	} {
		if err := r.eachOf(ctx, each.text, withRegister(register, ids), each.read); err != nil {
			return b, fmt.Errorf("reading what is to be reckoned: %w", err)
		}
	}
	return b, nil
}

// packedInto keeps a text by its case.
func packedInto(into map[string]string) func(scan) error {
	return func(sc scan) error {
		var id, text string
		err := sc(&id, &text)
		into[id] = text
		return err
	}
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
			x.was = b.people[id]
			x.person, x.words = x.x.Person.differs(x.was), !indexedAlike(x.was.Edition)
		}
		all = append(all, x)
	}
	return all
}

// moved reports whether some obligation differs.
func (x *reckoned) moved() bool {
	return x.fault == nil && x.was.ObligationsSum != x.x.Person.ObligationsSum
}

// readMoved finds which of the obligations differ, of cases where some do.
func (s *Store) readMoved(ctx context.Context, register string, all []reckoned) error {
	var ids []string
	for i := range all {
		if all[i].moved() {
			ids = append(ids, all[i].head.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	was := make(map[string]string, len(ids))
	err := s.view(ctx, func(r runner) error {
		return r.eachOf(ctx, someOf(packedObligations, "obligations", "case_id", "", len(ids)), withRegister(register, ids), packedInto(was))
	})
	if err != nil {
		return fmt.Errorf("reading the obligations that were: %w", err)
	}
	for i := range all {
		if x := &all[i]; x.moved() {
			x.changed, x.surplus = notAsPacked(was[x.head.id], x.x.Obligations)
		}
	}
	return nil
}

// writeReckoned writes what differs. A case to which something was added since
// it was read, or that was indexed since, has been seen to by whoever did it.
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
	sums := map[string]string{}
	if err := r.eachOf(ctx, someOf("case_id, obligations_sum", "people", "case_id", "case_id", len(ids)), withRegister(register, ids), packedInto(sums)); err != nil {
		return fmt.Errorf("reading the index: %w", err)
	}
	people := map[difference][][]any{}
	var same []string
	var words, obligations, stays, needs [][]any
	var beside []*Indexed // of those that another program indexed
	for i := range all {
		x := &all[i]
		if x.fault != nil || heads[x.head.id] != x.head || sums[x.head.id] != x.was.ObligationsSum {
			continue
		}
		p := &x.x.Person
		if x.person == byDay {
			same = append(same, p.CaseID)
		} else {
			people[x.person] = append(people[x.person], p.values(register))
		}
		if x.words || x.person != byDay {
			for j := range x.x.Stays {
				stays = append(stays, x.x.Stays[j].values(register))
			}
		}
		if x.words {
			beside = append(beside, &x.x)
			if _, err := r.exec(ctx, deleteStays, register, p.CaseID); err != nil {
				return fmt.Errorf("clearing the stays of case %s: %w", p.CaseID, err)
			}
			if _, err := r.exec(ctx, deleteWords, register, p.CaseID); err != nil {
				return fmt.Errorf("clearing the search words of case %s: %w", p.CaseID, err)
			}
			for _, w := range x.x.Words {
				words = append(words, []any{register, w, p.CaseID})
			}
			if _, err := r.exec(ctx, deleteNeeds, register, p.CaseID); err != nil {
				return fmt.Errorf("clearing the needs of case %s: %w", p.CaseID, err)
			}
			for j := range x.x.Needs {
				needs = append(needs, x.x.Needs[j].values(register))
			}
		}
		if x.surplus {
			if _, err := r.exec(ctx, deleteSurplus, register, p.CaseID, len(x.x.Obligations)); err != nil {
				return fmt.Errorf("clearing the obligations of case %s: %w", p.CaseID, err)
			}
		}
		for j := range x.changed {
			obligations = append(obligations, x.changed[j].values(register))
		}
	}
	if len(same) > 0 {
		text, args := sameSQL(register, same, rules, today)
		if _, err := r.exec(ctx, &statement{sql: text}, args...); err != nil {
			return fmt.Errorf("writing the day of cases: %w", err)
		}
	}
	for _, table := range []struct {
		st   *statement
		rows [][]any
	}{{overwriteSum, people[byObligations]}, {overwriteReckoned, people[byDates]}, {insertPerson, people[byMore]}, {insertWord, words}, {insertNeed, needs}, {overwriteObligation, obligations}, {overwriteStay, stays}} {
		if err := r.add(ctx, table.st, table.rows); err != nil {
			return fmt.Errorf("writing the index: %w", err)
		}
	}
	return writeBeside(ctx, r, register, beside, func(string) bool { return false })
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
