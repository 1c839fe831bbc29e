package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

const entryColumns = "register, case_id, seq, on_day, kind, body, note, recorded_at, author_id, author_name, role, hash"

var (
	insertCase  = sayInsert("cases", "register, id, version, head_hash, created_at", "")
	insertEntry = sayInsert("entries", entryColumns, "")

	updateHead = say("UPDATE cases SET version = $4, head_hash = $5 WHERE register = $1 AND id = $2 AND version = $3")

	selectCase       = say("SELECT id, version, head_hash FROM cases WHERE register = $1 AND id = $2")
	selectCaseLocked = sayLocked("SELECT id, version, head_hash FROM cases WHERE register = $1 AND id = $2")
	selectEntries    = say("SELECT " + entryColumns + " FROM entries WHERE register = $1 AND case_id = $2 ORDER BY seq")

	// A batch of cases, and all that lies between the last of the batch before
	// and its own last: what belongs to no case is found there as well.
	selectCasesAfter       = say("SELECT id, version, head_hash FROM cases WHERE register = $1 AND id > $2 ORDER BY id LIMIT $3")
	selectCasesAfterLocked = sayLocked("SELECT id, version, head_hash FROM cases WHERE register = $1 AND id > $2 ORDER BY id LIMIT $3")
	selectEntriesBetween   = say("SELECT " + entryColumns + " FROM entries WHERE register = $1 AND case_id > $2 AND case_id <= $3 ORDER BY case_id, seq")
	countCases             = say("SELECT COUNT(*) FROM cases WHERE register = $1")
)

// lastKey sorts after every identifier.
const lastKey = "\U0010FFFF"

// head is the row of a case.
type head struct {
	id      string
	version int
	hash    casefile.Hash
}

func readHead(row scan) (h head, err error) {
	var hash []byte
	if err := row(&h.id, &h.version, &hash); err != nil {
		return h, err
	}
	h.hash = toHash(hash)
	return h, nil
}

// row is an entry as its columns stand.
type row struct {
	casefile.Stored
	hash []byte
}

func readRow(r scan) (e row, err error) {
	err = r(&e.Register, &e.Case, &e.Seq, &e.On, &e.Kind, &e.Body, &e.Note, &e.RecordedAt, &e.AuthorID, &e.AuthorName, &e.As, &e.hash)
	return e, err
}

// recorded reads what the columns say.
func (e row) recorded() (casefile.Recorded, error) {
	on, err := civil.Parse(e.On)
	if err != nil {
		return casefile.Recorded{}, err
	}
	at, err := parseInstant(e.RecordedAt)
	if err != nil {
		return casefile.Recorded{}, err
	}
	fact, err := casefile.DecodeFact(casefile.Kind(e.Kind), []byte(e.Body))
	if err != nil {
		return casefile.Recorded{}, err
	}
	return casefile.Recorded{
		Entry:      casefile.Entry{On: on, Fact: fact, Note: e.Note},
		Seq:        e.Seq,
		RecordedAt: at,
		By:         casefile.Author{ID: e.AuthorID, Name: e.AuthorName, Role: e.As},
	}, nil
}

func fold(register, id string, rows []row) (*casefile.Case, error) {
	entries := make([]casefile.Recorded, len(rows))
	for i, r := range rows {
		e, err := r.recorded()
		if err != nil {
			return nil, fmt.Errorf("case %s of register %s, entry %d: %w (%w)", id, register, r.Seq, ErrDamaged, err)
		}
		entries[i] = e
	}
	return casefile.Fold(id, entries), nil
}

// Case is a case as it stands; the error is ErrNotFound without one.
func (s *Store) Case(ctx context.Context, register, id string) (*casefile.Case, error) {
	// The entries alone make the case, so one statement reads it as of one
	// moment. A case has at least one entry.
	rows, err := all(ctx, s.reader(), selectEntries, readRow, register, id)
	if err != nil {
		return nil, fmt.Errorf("reading case %s: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, ErrNotFound
	}
	return fold(register, id, rows)
}

// Case is a case as it stands, held against other writers until the
// transaction ends; the error is ErrNotFound without one, and ErrDamaged when
// entries are missing or the last is not as written. Asked for again it is the
// same, with what was appended.
func (tx *Tx) Case(id string) (*casefile.Case, error) {
	if o, ok := tx.cases[id]; ok {
		return o.c, nil
	}
	if tx.wanted != nil {
		tx.wanted[id] = true
	}
	h, err := one(tx.ctx, tx.run, selectCaseLocked, readHead, tx.work.Register, id)
	if err != nil {
		return nil, fmt.Errorf("holding case %s: %w", id, err)
	}
	rows, err := all(tx.ctx, tx.run, selectEntries, readRow, tx.work.Register, id)
	if err != nil {
		return nil, fmt.Errorf("reading case %s: %w", id, err)
	}
	if err := h.fits(rows); err != nil {
		return nil, fmt.Errorf("case %s of register %s: %w", id, tx.work.Register, err)
	}
	c, err := fold(tx.work.Register, id, rows)
	if err != nil {
		return nil, err
	}
	tx.hold(&openCase{c: c, head: h.hash, stored: h.version})
	return c, nil
}

// fits reports whether the entries are as many as the case has and end with
// its head. Verify looks at all the others.
func (h head) fits(rows []row) error {
	if len(rows) != h.version || len(rows) == 0 || string(rows[len(rows)-1].hash) != string(h.hash[:]) {
		return ErrDamaged
	}
	for i, r := range rows {
		if r.Seq != i+1 {
			return ErrDamaged
		}
	}
	return nil
}

// NewCase begins a case. Nothing of it is kept until an entry is appended. The
// error is ErrExists when the register has one of that identifier.
func (tx *Tx) NewCase(id string) (*casefile.Case, error) {
	if id == "" || id >= lastKey || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return nil, fmt.Errorf("%q cannot be the identifier of a case", id)
	}
	if _, ok := tx.cases[id]; ok {
		return nil, fmt.Errorf("case %s: %w", id, ErrExists)
	}
	taken, err := all(tx.ctx, tx.run, selectCase, readHead, tx.work.Register, id)
	if err != nil {
		return nil, fmt.Errorf("looking for case %s: %w", id, err)
	}
	if len(taken) > 0 {
		return nil, fmt.Errorf("case %s: %w", id, ErrExists)
	}
	c := casefile.Fold(id, nil)
	tx.hold(&openCase{c: c})
	return c, nil
}

func (tx *Tx) hold(o *openCase) {
	tx.cases[o.c.ID] = o
	tx.opened = append(tx.opened, o)
}

// Append records entries in a case of this transaction, in their order, at the
// moment of the transaction, and folds them into c.
func (tx *Tx) Append(c *casefile.Case, by casefile.Author, entries ...casefile.Entry) error {
	return tx.AppendAt(c, by, tx.work.At, entries...)
}

// AppendAt is Append at another moment than the transaction's.
func (tx *Tx) AppendAt(c *casefile.Case, by casefile.Author, at time.Time, entries ...casefile.Entry) error {
	o, ok := tx.cases[c.ID]
	switch {
	case !ok || o.c != c:
		return fmt.Errorf("case %s is not one that this transaction holds", c.ID)
	case by.ID == "" || by.Name == "":
		return fmt.Errorf("case %s: an entry needs an author", c.ID)
	case at.IsZero():
		return fmt.Errorf("case %s: an entry needs the moment it was recorded", c.ID)
	case len(entries) == 0:
		return nil
	}
	at = stamp(at)
	recorded := make([]casefile.Recorded, 0, len(entries))
	rows := make([][]any, 0, len(entries))
	head := o.head
	for _, e := range entries {
		if e.On == 0 || e.Fact == nil {
			return fmt.Errorf("case %s: an entry needs a day and a fact", c.ID)
		}
		body, err := casefile.EncodeFact(e.Fact)
		if err != nil {
			return fmt.Errorf("case %s: %w", c.ID, err)
		}
		s := casefile.Stored{
			Register: tx.work.Register, Case: c.ID, Seq: c.Version() + len(recorded) + 1,
			On: e.On.String(), Kind: string(e.Fact.Kind()), Body: string(body), Note: e.Note,
			RecordedAt: instant(at), AuthorID: by.ID, AuthorName: by.Name, As: by.Role,
		}
		// PostgreSQL takes no other text, and both engines must keep the same.
		for _, text := range []string{s.Note, s.AuthorID, s.AuthorName, s.As} {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return fmt.Errorf("case %s: an entry has text that is not UTF-8 or has a NUL", c.ID)
			}
		}
		head = casefile.Chain(head, s)
		rows = append(rows, entryValues(s, head))
		recorded = append(recorded, casefile.Recorded{Entry: e, Seq: s.Seq, RecordedAt: at, By: by})
	}
	if o.stored == 0 && !o.isNew {
		o.isNew, o.created = true, at
	}
	o.head = head
	o.entries = append(o.entries, rows...)
	c.Append(recorded...)
	tx.changed = true
	return nil
}

// entryValues are in the order of entryColumns.
func entryValues(s casefile.Stored, hash casefile.Hash) []any {
	return []any{s.Register, s.Case, s.Seq, s.On, s.Kind, s.Body, s.Note, s.RecordedAt, s.AuthorID, s.AuthorName, s.As, hash[:]}
}

// CountCases is how many cases a register has.
func (s *Store) CountCases(ctx context.Context, register string) (int, error) {
	return one(ctx, s.reader(), countCases, only[int], register)
}

// EachCase calls fn for each case of a register by its identifier, holding few
// of them at a time. Each case is whole; cases that are written meanwhile are
// seen as they were or as they are. An error of fn ends it.
func (s *Store) EachCase(ctx context.Context, register string, fn func(*casefile.Case) error) error {
	return s.eachBatch(ctx, register, func(b batch) error {
		for _, id := range b.ids() {
			c, err := fold(register, id, b.entries[id])
			if err != nil {
				return err
			}
			if err := fn(c); err != nil {
				return err
			}
		}
		return nil
	})
}

// batch is a stretch of the record in the order of identifiers.
type batch struct {
	after, last string // identifiers are > after and <= last
	heads       []head
	entries     map[string][]row // also of cases that have no head
}

// ids are those of the cases that have entries, in order.
func (b batch) ids() []string {
	ids := make([]string, 0, len(b.heads))
	for _, h := range b.heads {
		if len(b.entries[h.id]) > 0 {
			ids = append(ids, h.id)
		}
	}
	return ids
}

const batchSize = 200

// readBatch reads the cases after an identifier and everything up to the last
// of them; the last batch reaches to the end.
func readBatch(ctx context.Context, r runner, register, after string, heads *statement) (batch, error) {
	b := batch{after: after, last: lastKey, entries: map[string][]row{}}
	var err error
	if b.heads, err = all(ctx, r, heads, readHead, register, after, batchSize); err != nil {
		return b, fmt.Errorf("reading cases: %w", err)
	}
	if len(b.heads) == batchSize {
		b.last = b.heads[len(b.heads)-1].id
	}
	err = r.each(ctx, selectEntriesBetween, func(sc scan) error {
		e, err := readRow(sc)
		b.entries[e.Case] = append(b.entries[e.Case], e)
		return err
	}, register, after, b.last)
	if err != nil {
		return b, fmt.Errorf("reading entries: %w", err)
	}
	return b, nil
}

// eachBatch reads a register batch by batch. Each batch is of one moment. The
// next is read while fn works on one.
func (s *Store) eachBatch(ctx context.Context, register string, fn func(batch) error) error {
	ctx, stop := context.WithCancel(ctx)
	batches, failed := make(chan batch, 1), make(chan error, 1)
	go func() {
		defer close(batches)
		failed <- s.readBatches(ctx, register, batches)
	}()
	defer func() {
		stop()
		for range batches { // until the other has seen that it is to stop
		}
	}()
	for b := range batches {
		if err := fn(b); err != nil {
			return err
		}
	}
	return <-failed
}

func (s *Store) readBatches(ctx context.Context, register string, into chan<- batch) error {
	for after := ""; after != lastKey; {
		var b batch
		err := s.view(ctx, func(r runner) (err error) {
			b, err = readBatch(ctx, r, register, after, selectCasesAfter)
			return err
		})
		if err != nil {
			return err
		}
		after = b.last
		select {
		case into <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// view runs fn on the database as it is at one moment.
func (s *Store) view(ctx context.Context, fn func(runner) error) (err error) {
	tx, err := s.read.BeginTx(ctx, s.engine.snapshot())
	if err != nil {
		return fmt.Errorf("beginning to read: %w", err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	return fn(within(tx, s.engine, s.toRead))
}
