package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// Rulebook is what a register has adopted: a local file, from a day on.
type Rulebook struct {
	Register   string
	N          int // the first is 1
	From       civil.Date
	Name       string
	Overlay    string // the file
	Effect     string // JSON of the use case: what it was found to change before it was adopted
	AdoptedAt  time.Time
	UserID, By string
}

// Rules are those of a register: the rulebook that comes with the program with
// everything that the register has adopted laid over it.
type Rules struct {
	*clock.Rulebook
	N int // of the last that was adopted; 0 when none was
}

// index is what the index keeps of a case by the rules, the hash of its last
// entry included.
func (r Rules) index(c *casefile.Case, last casefile.Hash, today civil.Date) Indexed {
	x := IndexOf(c, r.Rulebook, today)
	x.Person.HeadHash, x.Person.Rulebook, x.Person.Edition = last, r.N, r.Edition()
	return x
}

// indexed counts the changes to what IndexOf, or the clock by the same
// rulebook, makes of the same case. A program that makes something else of it
// indexes everyone anew, by Reevaluate: a test says when to count on.
const indexed = 12

// Edition names the rules together with the way in which this program indexes
// by them. What was indexed by another edition is not compared with this one.
func (r Rules) Edition() string { return strconv.Itoa(indexed) + "-" + r.Rulebook.Edition() }

// indexedAlike reports whether rows of an edition were made by a program that
// indexes as this one does, by whatever rules.
func indexedAlike(edition string) bool {
	return strings.HasPrefix(edition, strconv.Itoa(indexed)+"-")
}

const rulebookColumns = "register, n, from_day, name, overlay, effect, adopted_at, user_id, user_name"

var (
	insertRulebook  = sayInsert("rulebooks", rulebookColumns, "")
	selectRulebooks = say("SELECT " + rulebookColumns + " FROM rulebooks WHERE register = $1 ORDER BY n")
	lastRulebook    = say("SELECT COALESCE(MAX(n), 0) FROM rulebooks WHERE register = $1")
	countBehind     = say("SELECT COUNT(*) FROM people WHERE register = $1 AND edition <> $2")
)

func readRulebook(row scan) (b Rulebook, err error) {
	err = row(&b.Register, &b.N, &b.From, &b.Name, &b.Overlay, &b.Effect, instantColumn{&b.AdoptedAt}, &b.UserID, &b.By)
	return b, err
}

// Rulebooks lists what a register has adopted, the first first.
func (s *Store) Rulebooks(ctx context.Context, register string) ([]Rulebook, error) {
	return all(ctx, s.reader(), selectRulebooks, readRulebook, register)
}

// Rules are those of a register, over the rulebook that comes with the
// program. They hold for the past as well: what was adopted changes nothing
// before its day.
func (s *Store) Rules(ctx context.Context, register string, program *clock.Rulebook) (Rules, error) {
	return s.adopted.of(ctx, s.reader(), register, program)
}

// Rules are those of the transaction's register.
func (tx *Tx) Rules() (Rules, error) {
	return tx.adopted.of(tx.ctx, tx.run, tx.work.Register, tx.work.Rules)
}

// AdoptRules adds to what the transaction's register has adopted, and gives
// its number. Those who adopt take turns. The index follows by Reevaluate.
func (tx *Tx) AdoptRules(b Rulebook) (n int, err error) {
	if err := tx.holdRegister(); err != nil {
		return 0, err
	}
	if n, err = one(tx.ctx, tx.run, lastRulebook, only[int], tx.work.Register); err != nil {
		return 0, err
	}
	n++
	tx.changed = true
	tx.adopted = &adoptions{} // of its own, for this one may yet be undone
	return n, tx.run.addSealed(tx.ctx, insertRulebook, tx.work.At, [][]any{{tx.work.Register, n, b.From.String(), b.Name, b.Overlay, b.Effect, instant(b.AdoptedAt), b.UserID, b.By}})
}

// RulesAdopted is the number of the last rulebook that the transaction's
// register has adopted, of which no other is adopted until it ends.
func (tx *Tx) RulesAdopted() (int, error) {
	if err := tx.holdRegister(); err != nil {
		return 0, err
	}
	return one(tx.ctx, tx.run, lastRulebook, only[int], tx.work.Register)
}

// Behind is how many of the people of a register are indexed by another
// edition than that of these rules, and how many people there are.
func (s *Store) Behind(ctx context.Context, register string, rules Rules) (behind, people int, err error) {
	err = s.view(ctx, func(r runner) (err error) {
		if behind, err = one(ctx, r, countBehind, only[int], register, rules.Edition()); err != nil || behind == 0 {
			return err
		}
		people, err = one(ctx, r, countCases, only[int], register)
		return err
	})
	return behind, max(behind, people), err
}

// adoptions keeps the rules of registers. What was adopted never changes, so
// nothing that is kept here is ever wrong; only which is the last must be asked.
type adoptions struct{ by sync.Map } // adoption to *clock.Rulebook

type adoption struct {
	program  *clock.Rulebook
	register string
	n        int
}

func (a *adoptions) of(ctx context.Context, r runner, register string, program *clock.Rulebook) (Rules, error) {
	n, err := one(ctx, r, lastRulebook, only[int], register)
	if err != nil {
		return Rules{}, fmt.Errorf("looking for the rules of register %s: %w", register, err)
	}
	return a.at(ctx, r, register, n, program)
}

// at are the rules that a register had when it had adopted n rulebooks; the
// error is ErrNotFound when it never had so many.
func (a *adoptions) at(ctx context.Context, r runner, register string, n int, program *clock.Rulebook) (Rules, error) {
	if n == 0 {
		return Rules{program, 0}, nil
	}
	key := adoption{program, register, n}
	if kept, ok := a.by.Load(key); ok {
		return Rules{kept.(*clock.Rulebook), n}, nil
	}
	books, err := all(ctx, r, selectRulebooks, readRulebook, register)
	if err != nil {
		return Rules{}, fmt.Errorf("reading the rules of register %s: %w", register, err)
	}
	if n < 0 || n > len(books) {
		return Rules{}, fmt.Errorf("rulebook %d of register %s: %w", n, register, ErrNotFound)
	}
	rules := program
	for _, b := range books[:n] {
		next, problems := rules.Adopt([]byte(b.Overlay), b.From)
		if problems != nil {
			return Rules{}, fmt.Errorf("rulebook %d of register %s cannot be read: %s: %w", b.N, register, problems[0], ErrDamaged)
		}
		rules = next
	}
	a.by.Store(key, rules)
	return Rules{rules, n}, nil
}
