package store

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
)

var (
	today = civil.Of(2026, 3, 2)
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ann   = casefile.Author{ID: "u1", Name: "Ann Example", Role: "coordinator"}
	rules = clock.England()
)

func init() { enginetest.Prepare = Migrate }

// each runs a test on a fresh store of each engine.
func each(t *testing.T, test func(*testing.T, *Store)) {
	t.Helper()
	enginetest.Each(t, func(t *testing.T, address string) { test(t, opened(t, address)) })
}

func opened(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	addresses.Store(s, address)
	return s
}

// addresses are those that the stores were opened at.
var addresses sync.Map

// bare is the same database for whoever owns it and looks past Homeward: on
// PostgreSQL another role, for which the row policies are lifted.
func bare(t testing.TB, s *Store) *sql.DB {
	t.Helper()
	if s.engine == onSQLite {
		return s.write
	}
	address, _ := addresses.Load(s)
	db, err := sql.Open("pgx", enginetest.Owner(t, address.(string)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	err = func() error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := lift(context.Background(), tx); err != nil {
			return err
		}
		return tx.Commit()
	}()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func work(register string) Work {
	return Work{Register: register, At: noon, Today: today, Rules: rules}
}

func audit(action string) Audit {
	return Audit{At: noon, UserID: ann.ID, UserName: ann.Name, Role: ann.Role, Action: action}
}

func makeRegister(t testing.TB, s *Store, code string) {
	t.Helper()
	if err := s.CreateRegister(context.Background(), Register{Code: code, Name: "Northshire " + code, CreatedAt: noon}, audit("create register")); err != nil {
		t.Fatal(err)
	}
}

// put adds a case, or to a case, in a transaction of its own.
func put(t testing.TB, s *Store, register, id string, entries ...casefile.Entry) {
	t.Helper()
	err := s.Do(context.Background(), work(register), func(tx *Tx) error {
		c, err := tx.Case(id)
		if err != nil {
			if c, err = tx.NewCase(id); err != nil {
				return err
			}
		}
		if err := tx.Append(c, ann, entries...); err != nil {
			return err
		}
		return tx.Audit(audit("put"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func on(day string, f casefile.Fact) casefile.Entry {
	d, err := civil.Parse(day)
	if err != nil {
		panic(err)
	}
	return casefile.Entry{On: d, Fact: f}
}
