package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// Work is what a transaction works with: the register, the moment it happens
// and the day that is in London, and the rulebook that comes with the program:
// cases are indexed by it with what the register has adopted over it.
type Work struct {
	Register string
	At       time.Time
	Today    civil.Date
	Rules    *clock.Rulebook
}

// Tx is one transaction in one register. It is for one goroutine, and ends
// with the function that Do gave it to.
type Tx struct {
	ctx     context.Context
	run     runner
	work    Work
	adopted *adoptions
	cases   map[string]*openCase
	opened  []*openCase // in the order they were asked for
	wanted  map[string]bool
	others  map[string]*Tx // the same transaction in other registers
	holding bool           // the register is held
	changed bool           // something was written that needs an audit row
	audited bool
	by      Audit // the last
	gaps    bool  // something was recorded that can open or end a gap in services
}

// In is the same transaction in another register, for what concerns both. What
// is written there needs an audit row there.
func (tx *Tx) In(register string) *Tx {
	if register == tx.work.Register {
		return tx
	}
	other := tx.others[register]
	if other == nil {
		work := tx.work
		work.Register = register
		other = &Tx{ctx: tx.ctx, run: tx.run, work: work, adopted: tx.adopted, cases: map[string]*openCase{}, others: tx.others}
		tx.others[register] = other
	}
	return other
}

// Do runs fn in one transaction, which is committed when fn returns nil and
// leaves nothing behind when it returns an error or panics. The commit is on
// the disk when Do returns. Entries, and changes to users, are not committed
// without an audit row that names an actor.
//
// On PostgreSQL fn may be run again, from the start and with a new Tx, after
// the database undid the transaction to settle a deadlock or a conflict with
// another. So fn must not count on being run once for what it does outside of
// the Tx. Nothing else is tried again. On SQLite fn must not call the methods
// of Store that write: there is one writer, and fn has it.
func (s *Store) Do(ctx context.Context, w Work, fn func(*Tx) error) error {
	if w.At.IsZero() {
		return errors.New("a transaction needs the moment it happens")
	}
	// The cases that an attempt asked for before it was undone. The next one
	// takes hold of them first and in order, so that it does not meet the same
	// deadlock again.
	wanted := map[string]bool{}
	return s.change(ctx, func(r runner) error {
		tx := &Tx{ctx: ctx, run: r, work: w, adopted: &s.adopted, cases: map[string]*openCase{}, wanted: wanted, others: map[string]*Tx{}}
		tx.others[w.Register] = tx
		for _, id := range slices.Sorted(maps.Keys(wanted)) {
			if _, err := tx.Case(id); err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		if err := fn(tx); err != nil {
			return err
		}
		for _, register := range slices.Sorted(maps.Keys(tx.others)) {
			if err := tx.others[register].flush(); err != nil {
				return err
			}
		}
		return nil
	})
}

// openCase is a case that a transaction holds.
type openCase struct {
	c       *casefile.Case
	head    casefile.Hash
	stored  int // version in the database; 0 for a new case
	isNew   bool
	created time.Time
	entries [][]any // rows to be added
}

// flushedAtOnce is for how many cases rows are held at a time: a spreadsheet
// of thousands is written in one transaction, but not in one piece.
const flushedAtOnce = 256

// flush writes what was appended: heads, entries, and each case's index once.
func (tx *Tx) flush() error {
	if tx.changed && !tx.audited {
		return errors.New("nothing may be recorded without an audit row: call Audit in the same transaction")
	}
	if err := tx.LetGo(); err != nil || !tx.gaps {
		return err
	}
	_, err := tx.SettleGaps(tx.by.UserID, tx.by.UserName)
	return err
}

// LetGo writes what was appended so far, within the transaction, and holds its
// cases no longer in memory, so that thousands can go through one transaction.
// They stay held against other writers. A case that is wanted again is asked
// for again: what Case gave before takes no more entries.
func (tx *Tx) LetGo() error {
	for some := range slices.Chunk(tx.opened, flushedAtOnce) {
		if err := tx.flushCases(some); err != nil {
			return err
		}
	}
	tx.cases, tx.opened = map[string]*openCase{}, nil
	return nil
}

func (tx *Tx) flushCases(opened []*openCase) error {
	var cases, entries [][]any
	var indexed []Indexed
	var rules Rules // of this moment, for another may have been adopted since fn began
	for _, o := range opened {
		switch {
		case o.isNew:
			cases = append(cases, []any{tx.work.Register, o.c.ID, o.c.Version(), o.head[:], instant(o.created)})
		case len(o.entries) > 0:
			n, err := tx.run.exec(tx.ctx, updateHead, tx.work.Register, o.c.ID, o.stored, o.c.Version(), o.head[:])
			if err != nil {
				return fmt.Errorf("writing the head of case %s: %w", o.c.ID, err)
			}
			if n != 1 {
				return fmt.Errorf("case %s changed under its lock: %w", o.c.ID, ErrDamaged)
			}
		default:
			continue
		}
		entries = append(entries, o.entries...)
		tx.gaps = tx.gaps || gapsOfCase(o.c)
		if tx.work.Rules == nil {
			return errors.New("a case cannot be indexed without rules")
		}
		if rules.Rulebook == nil {
			var err error
			if rules, err = tx.Rules(); err != nil {
				return err
			}
		}
		indexed = append(indexed, rules.index(o.c, o.head, tx.work.Today))
	}
	if err := tx.run.addSealed(tx.ctx, insertCase, tx.work.At, cases); err != nil {
		return fmt.Errorf("adding cases: %w", err)
	}
	if err := tx.run.addSealed(tx.ctx, insertEntry, tx.work.At, entries); err != nil {
		return fmt.Errorf("adding entries: %w", err)
	}
	isNew := func(id string) bool { return tx.cases[id].isNew }
	return writeIndex(tx.ctx, tx.run, tx.work.Register, indexed, isNew)
}
