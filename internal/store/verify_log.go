package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"homeward/internal/seal"
)

// LogReport is what VerifyLog found of the sealed log.
type LogReport struct {
	Leaves      int // that are there
	Waiting     int // rows that wait to be sealed
	Disposed    int // leaves whose row was disposed of
	Checkpoints int // that are right
	Unsigned    int // of them, those whose signature nobody could check here
}

// Trust is what a log is held against beside its rows.
type Trust struct {
	Known []seal.Verifier   // keys that may have signed
	Given []seal.Checkpoint // that were kept elsewhere
}

var (
	selectLeavesFrom   = say("SELECT " + leafColumns + " FROM seal_leaves WHERE n >= $1 ORDER BY n LIMIT $2")
	selectCheckpoints  = say("SELECT size, note FROM checkpoints WHERE size > $1 AND size <= $2 ORDER BY size, at")
	selectWaitingAfter = say("SELECT " + unsealedColumns + " FROM unsealed WHERE (at, work, n) > ($1, $2, $3) ORDER BY at, work, n LIMIT $4")
	countLeaves        = say("SELECT COUNT(*) FROM seal_leaves WHERE table_name = $1 AND row_key >= $2 AND row_key < $3")
)

// VerifyLog holds the sealed log against the rows, and each of both against
// what was signed, and adds to a report what differs:
//
//   - each leaf and each row that waits is computed again from its row,
//   - the tree is computed again from the leaves, and must be the one that each
//     checkpoint signed, and each that was given,
//   - a row that has no leaf and does not wait for one was not written by us.
//
// It is of one moment, and holds a stretch of the log at a time.
func (s *Store) VerifyLog(ctx context.Context, report *Report, trust Trust) error {
	err := s.view(ctx, func(r runner) error {
		v := &logVerifier{ctx: ctx, r: r, report: report, known: trust.Known, tree: seal.OpenTree(0, nil), gone: map[place]int{}, waiting: map[place]int{}}
		for _, c := range trust.Given {
			v.expected = append(v.expected, expected{c, "the checkpoint that was given"})
		}
		v.sort()
		return errors.Join(v.leaves(), v.waitingRows(), v.others())
	})
	if err != nil {
		return fmt.Errorf("verifying the sealed log: %w", err)
	}
	return nil
}

// place is a table in a register.
type place struct {
	table    *sealedTable
	register string
}

func (w sealedRow) place() place { return place{w.table, w.parts[0]} }

type expected struct {
	seal.Checkpoint
	what string
}

func (e expected) moment() string { return e.At.Format("2 January 2006 15:04 UTC") }

type logVerifier struct {
	ctx    context.Context
	r      runner
	report *Report
	known  []seal.Verifier
	// tree is made of what the leaves say. Once one does not say what is kept of
	// it, kept is made of what is kept: nobody knows yet which of the two was
	// altered, and either may be what was signed.
	tree, kept *seal.Tree
	inner      bool       // what is kept of more than one leaf was altered; said once
	expected   []expected // checkpoints that are still to come, by size
	right      int64      // size of the last that was right
	broken     bool       // the tree is not as it was; said once
	gone       map[place]int
	waiting    map[place]int
}

const leavesAtOnce = 500

// leaves goes through the log from its beginning.
func (v *logVerifier) leaves() error {
	next := int64(0)
	for {
		batch, err := all(v.ctx, v.r, selectLeavesFrom, readLeaf, next, leavesAtOnce)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			break
		}
		if err := v.expect(next, batch[len(batch)-1].n+1); err != nil {
			return err
		}
		if err := v.rows(batch); err != nil {
			return err
		}
		for _, l := range batch {
			if l.n > next {
				v.breaks(fmt.Sprintf("leaves %d to %d are missing from the log", next, l.n-1))
			}
			next = l.n + 1
			v.leaf(l)
		}
		v.report.Log.Leaves += len(batch)
	}
	head, err := one(v.ctx, v.r, selectHead, only[int64])
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if head != next {
		v.breaks(fmt.Sprintf("the log has %d leaves and should have %d", next, head))
	}
	if err := v.expect(next, 1<<31-1); err != nil {
		return err
	}
	if len(v.expected) > 0 {
		e := v.expected[0]
		v.breaks(fmt.Sprintf("%s of %s is over %d leaves, and the log has only %d: what was sealed last is gone", e.what, e.moment(), e.Size, next))
	}
	return nil
}

// expect reads the checkpoints over more than so many leaves, up to others.
func (v *logVerifier) expect(from, to int64) error {
	type signed struct {
		size int64
		note string
	}
	found, err := all(v.ctx, v.r, selectCheckpoints, func(row scan) (c signed, err error) {
		err = row(&c.size, &c.note)
		return c, err
	}, from, to)
	if err != nil {
		return err
	}
	for _, f := range found {
		c, err := seal.OpenCheckpoint(f.note, v.known...)
		if errors.Is(err, seal.ErrUnknownKey) && len(v.known) == 0 {
			v.report.Log.Unsigned++
			c, err = seal.ReadCheckpoint(f.note)
		}
		if err == nil && c.Size != f.size {
			err = errors.New("it is not the one that was signed")
		}
		if err != nil {
			v.report.fault("", "", 0, fmt.Sprintf("the checkpoint over %d leaves: %v", f.size, err))
			continue
		}
		v.expected = append(v.expected, expected{c, "the checkpoint"})
	}
	v.sort()
	return nil
}

func (v *logVerifier) sort() {
	slices.SortStableFunc(v.expected, func(x, y expected) int { return int(x.Size - y.Size) })
}

// breaks says that the tree cannot be computed from here on.
func (v *logVerifier) breaks(what string) {
	if !v.broken {
		v.report.fault("", "", 0, what)
	}
	v.broken = true
}

// leaf adds a leaf to the tree, and holds it against what was kept with it and
// against the checkpoints that it completes.
func (v *logVerifier) leaf(l leaf) {
	if v.broken {
		return
	}
	hash := seal.Leaf{Table: l.table, Key: l.key, Row: hashOf(l.hash)}.Hash()
	kept := hash
	if len(l.hashes) >= tlog.HashSize {
		kept = seal.Hash(l.hashes[:tlog.HashSize])
	}
	altered := len(l.hashes) < tlog.HashSize || kept != hash
	if altered {
		v.report.row(l.table, l.key, fmt.Sprintf("what the log has of it, leaf %d, was altered", l.n))
		if v.kept == nil {
			v.kept = v.tree.Clone()
		}
	}
	hashes := joined(v.tree.Add(hash))
	as := bytes.Equal(hashes, l.hashes)
	if v.kept != nil {
		as = bytes.Equal(joined(v.kept.Add(kept)), l.hashes) || as
	}
	if !altered && !as && !v.inner {
		v.inner = true
		v.report.row(l.table, l.key, fmt.Sprintf("what the log has of it, leaf %d, or of one of the %d leaves before it, was altered", l.n, 1<<(len(hashes)/tlog.HashSize-1)-1))
	}
	for len(v.expected) > 0 && v.expected[0].Size <= v.tree.Size() {
		e := v.expected[0]
		v.expected = v.expected[1:]
		if v.broken {
			continue
		}
		if e.Size == v.tree.Size() && (e.Root == v.tree.Root() || v.kept != nil && e.Root == v.kept.Root()) {
			v.report.Log.Checkpoints++
			v.right = e.Size
			continue
		}
		v.breaks(fmt.Sprintf("%s of %s over %d leaves is not of this log: a leaf from %d to %d was altered, and with it what was kept of it",
			e.what, e.moment(), e.Size, v.right, e.Size-1))
	}
}

func hashOf(b []byte) (h seal.Hash) {
	copy(h[:], b)
	return h
}

// rows holds the rows of leaves against them.
func (v *logVerifier) rows(batch []leaf) error {
	var rows []sealedRow
	for _, l := range batch {
		if row, ok := newSealedRow(l.table, l.key, l.form); ok {
			rows = append(rows, row)
		}
	}
	found, err := readSealed(v.ctx, v.r, rows)
	if err != nil {
		return err
	}
	for _, l := range batch {
		row, ok := newSealedRow(l.table, l.key, l.form)
		if !ok {
			continue // its hash says that it was altered
		}
		if err := v.row(row, found, l.salt, l.hash, "is not as it was sealed"); err != nil {
			return err
		}
	}
	return nil
}

// row holds a row against its hash.
func (v *logVerifier) row(row sealedRow, found map[rowKey][]seal.Column, salt, hash []byte, what string) error {
	columns, there := found[row.rowKey()]
	if !there {
		v.gone[row.place()]++
		disposed, err := one(v.ctx, v.r, countDisposal, only[int], row.parts[0], row.table.name, row.key)
		if err != nil {
			return err
		}
		if disposed > 0 {
			v.report.Log.Disposed++
			return nil
		}
		v.report.row(row.table.name, row.key, "is gone")
		return nil
	}
	if len(hash) == 0 {
		return nil // from before the log, and not sealed yet
	}
	var s seal.Salt
	copy(s[:], salt)
	if now := seal.RowHash(s, columns); !bytes.Equal(now[:], hash) {
		v.report.row(row.table.name, row.key, what)
	}
	return nil
}

// waitingRows holds the rows that wait against their hashes.
func (v *logVerifier) waitingRows() error {
	var last waiting
	for {
		batch, err := all(v.ctx, v.r, selectWaitingAfter, readWaiting, last.at, last.work, last.n, leavesAtOnce)
		if err != nil || len(batch) == 0 {
			return err
		}
		last = batch[len(batch)-1]
		var rows []sealedRow
		for _, w := range batch {
			if row, ok := newSealedRow(w.table, w.key, w.form); ok {
				rows = append(rows, row)
			}
		}
		found, err := readSealed(v.ctx, v.r, rows)
		if err != nil {
			return err
		}
		for _, w := range batch {
			row, ok := newSealedRow(w.table, w.key, w.form)
			if !ok {
				v.report.fault("", "", 0, fmt.Sprintf("%s %s waits to be sealed and cannot be", w.table, w.key))
				continue
			}
			v.waiting[row.place()]++
			if err := v.row(row, found, w.salt, w.hash, "is not as it was written"); err != nil {
				return err
			}
		}
		v.report.Log.Waiting += len(batch)
	}
}

// others finds rows that have no leaf and do not wait for one. They are looked
// for only where there are more rows than leaves.
func (v *logVerifier) others() error {
	for register := ""; register != lastKey; {
		for _, t := range sealedTables {
			rows, err := one(v.ctx, v.r, countRows[t.name], only[int], register)
			if err != nil {
				return err
			}
			from, to := keyRange(register)
			leaves, err := one(v.ctx, v.r, countLeaves, only[int], t.name, from, to)
			if err != nil {
				return err
			}
			at := place{t, register}
			if rows == leaves+v.waiting[at]-v.gone[at] {
				continue
			}
			if err := v.unknownRows(at); err != nil {
				return err
			}
		}
		if err := errors.Join(verifyFiles(v.ctx, v.r, v.report, register), v.follow(register)); err != nil {
			return err
		}
		if err := v.certificates(register); err != nil {
			return err
		}
		var err error
		if register, err = nextRegister(v.ctx, v.r, register); err != nil {
			return err
		}
	}
	return nil
}

// countRows and keysAfter are the statements of the sealed tables.
var countRows, keysAfter = func() (count, after map[string]*statement) {
	count, after = map[string]*statement{}, map[string]*statement{}
	for _, t := range sealedTables {
		count[t.name] = say("SELECT COUNT(*) FROM " + t.name + " WHERE register = $1")
		key, places := strings.Join(t.key[1:], ", "), "$2"
		for i := range t.key[2:] {
			places += fmt.Sprintf(", $%d", i+3)
		}
		limit := fmt.Sprintf("$%d", len(t.key)+1)
		after[t.name] = say("SELECT " + key + " FROM " + t.name + " WHERE register = $1 AND (" + key + ") > (" + places + ") ORDER BY " + key + " LIMIT " + limit)
	}
	return count, after
}()

// unknownRows names the rows of a table in a register that are neither sealed
// nor wait, and what waits though it is sealed.
func (v *logVerifier) unknownRows(at place) error {
	last := make([]any, len(at.table.key)-1)
	for i, name := range at.table.key[1:] {
		last[i] = ""
		if slices.Contains(at.table.numbers, name) {
			last[i] = -1 << 31
		}
	}
	for {
		var keys []string
		err := v.r.each(v.ctx, keysAfter[at.table.name], func(row scan) error {
			parts := make([]string, len(last))
			places := make([]any, len(last))
			for i := range parts {
				places[i] = &parts[i]
			}
			if err := row(places...); err != nil {
				return err
			}
			for i, name := range at.table.key[1:] {
				last[i] = parts[i]
				if slices.Contains(at.table.numbers, name) {
					n, err := strconv.Atoi(parts[i])
					if err != nil {
						return err
					}
					last[i] = n
				}
			}
			keys = append(keys, seal.Key(append([]string{at.register}, parts...)...))
			return nil
		}, append(append([]any{at.register}, last...), leavesAtOnce)...)
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, key := range keys {
			leaves, err := all(v.ctx, v.r, selectLeafOf, readLeaf, at.table.name, key)
			if err != nil {
				return err
			}
			waits, err := one(v.ctx, v.r, selectIsWaiting, only[int], at.table.name, key)
			if err != nil {
				return err
			}
			switch n := len(leaves) + waits; {
			case n == 0:
				v.report.row(at.table.name, key, "was not written by Homeward: the log does not know it")
			case n > 1:
				v.report.row(at.table.name, key, "waits to be sealed once more")
			}
		}
	}
}
