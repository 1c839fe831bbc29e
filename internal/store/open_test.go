package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"homeward/internal/enginetest"
)

func TestOpenedAtOnceTheTablesAreMadeOnce(t *testing.T) {
	t.Parallel()
	enginetest.EachEmpty(t, func(t *testing.T, address string) {
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				s, err := Open(context.Background(), address)
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s := opened(t, address)
		known, err := migrationsFor(s.engine)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := s.write.QueryRow("SELECT COUNT(*) FROM migrations").Scan(&n); err != nil || n != len(known) {
			t.Errorf("%d of %d migrations, %v", n, len(known), err)
		}
	})
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	enginetest.EachEmpty(t, func(t *testing.T, address string) {
		s := opened(t, address)
		if _, err := s.write.Exec("INSERT INTO migrations (number, name) VALUES (99, 'to come')"); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), address); !errors.Is(err, ErrNewer) {
			t.Errorf("opened with %v", err)
		}
	})
}

func TestTheDatabaseIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "made", "for us")
	s := opened(t, "sqlite:"+dir)
	makeRegister(t, s, "N1")
	modes := map[string]fs.FileMode{"": fs.ModeDir | 0o700, FileName: 0o600, FileName + "-wal": 0o600, FileName + "-shm": 0o600}
	for name, want := range modes {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%q has mode %v, want %v", name, info.Mode(), want)
		}
	}
}

func TestADirectoryMayHaveAnyName(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), `a b?mode=memory#c%20d&e`)
	s := opened(t, "sqlite:"+dir)
	makeRegister(t, s, "N1")
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 || entries[0].Name() != FileName {
		t.Errorf("the directory has %v, %v", entries, err)
	}
	if registers, err := s.Registers(t.Context()); err != nil || len(registers) != 1 {
		t.Errorf("reading: %v, %v", registers, err)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "sqlite:", "/var/lib/homeward", "mysql://x", "postgres://127.0.0.1:1/none"} {
		if s, err := Open(t.Context(), address); err == nil {
			s.Close()
			t.Errorf("%q was opened", address)
		}
	}
}

// What is committed has reached the disk, and references hold.
func TestSQLiteIsSetForKeeping(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "30000"} {
		var got string
		if err := s.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v, want %s", pragma, got, err, want)
		}
	}
}

// PostgreSQL compiles a statement that looks costly to it, as that of the data
// quality page does, and takes seconds for what it then reads in milliseconds.
func TestTheServerCompilesNoStatement(t *testing.T) {
	t.Parallel()
	var jit string
	if err := opened(t, enginetest.Postgres(t)).read.QueryRow("SHOW jit").Scan(&jit); err != nil || jit != "off" {
		t.Errorf("it is %s, %v", jit, err)
	}
}
