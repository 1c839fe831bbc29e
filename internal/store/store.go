// Package store keeps registers in a database: SQLite for one machine,
// PostgreSQL beyond it. It has the only SQL of Homeward.
//
// The record is a log of entries, chained within each case and never changed.
// Everything that a list reads is an index derived from it by IndexOf, written
// in the transaction that adds the entries, checked by Verify and made again
// by Rebuild.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Store is an open database. It may be used by many goroutines at once.
type Store struct {
	engine engine
	write  *sql.DB // one connection on SQLite
	read   *sql.DB // read-only on SQLite; the same as write on PostgreSQL
	// SQLite compiles a statement at each use unless it is kept; pgx keeps
	// them by itself, so these are nil there.
	toWrite, toRead map[*statement]*sql.Stmt
	adopted         adoptions
}

var (
	// ErrNotFound says that there is no such thing, or not in that register.
	ErrNotFound = errors.New("not found")
	// ErrExists says that there is one already.
	ErrExists = errors.New("there is one already")
	// ErrNewer says that the database was made by a later Homeward.
	ErrNewer = errors.New("the database was made by a newer Homeward: install that version or a later one")
	// ErrOlder says that the tables wait for Migrate, which this role may not do.
	ErrOlder = errors.New("the tables are older than this Homeward: run homeward migrate as the role that owns them")
	// ErrDamaged says that a case in the database is not as it was written.
	// Nothing is added to such a case; Verify says what is wrong.
	ErrDamaged = errors.New("the record is not as it was written: run homeward verify")
)

// Open opens the database at an address, makes it if it is not there, and
// brings its tables up to date. "sqlite:DIR" is the file homeward.db in a
// directory, readable by its owner alone; "postgres://..." is a database on a
// server. Several processes may open one database at the same time. The error
// is ErrNewer when the tables are later than this program knows, and ErrOlder
// when they are earlier and the role does not own them; see Migrate.
func Open(ctx context.Context, url string) (*Store, error) {
	var s *Store
	var err error
	if dir, ok := strings.CutPrefix(url, "sqlite:"); ok {
		s, err = openSQLite(ctx, dir)
	} else if isPostgres(url) {
		s, err = openPostgres(ctx, url)
	} else {
		return nil, errors.New("opening the database: the address must begin with sqlite: or postgres://")
	}
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return s, nil
}

// Close ends all use of the database.
func (s *Store) Close() error {
	if s.read == s.write {
		return s.write.Close()
	}
	// The last connection to close is one that may write: it puts what stands
	// in the log of SQLite into the file itself.
	return errors.Join(s.read.Close(), s.write.Close())
}

func (s *Store) reader() runner {
	return runner{engine: s.engine, db: s.read, pool: s.read, kept: s.toRead}
}

// change runs fn in a transaction of its own that is written or rolled back
// whole. PostgreSQL may undo a transaction to settle a conflict with another;
// fn is then run again from the start.
func (s *Store) change(ctx context.Context, fn func(runner) error) error {
	const attempts = 10
	for attempt := 1; ; attempt++ {
		err := s.changeOnce(ctx, fn)
		if err == nil || attempt == attempts || !s.engine.undone(err) {
			return err
		}
		// Those who met do not meet again at the same moment.
		select {
		case <-time.After(rand.N(time.Duration(attempt) * 20 * time.Millisecond)):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

func (s *Store) changeOnce(ctx context.Context, fn func(runner) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	// After a commit this does nothing; after an error or a panic it undoes
	// everything.
	defer tx.Rollback()
	if err := fn(within(tx, s.engine, s.toWrite)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}
