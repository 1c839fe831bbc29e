package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Migrations are numbered from 1 without gaps, each one file written in
// PostgreSQL's types, or a pair NNNN_name.sqlite.sql and NNNN_name.postgres.sql
// where the engines must differ. One that was released is never edited.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	number int
	name   string
	sql    string
}

// migrationsFor are the migrations as one engine takes them, by number.
func migrationsFor(e engine) ([]migration, error) {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var found []migration
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "migrations/"), ".sql")
		name, onlyFor, engineOnly := strings.Cut(name, ".")
		if engineOnly && onlyFor != string(e) {
			continue
		}
		text, err := migrationFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		number, err := strconv.Atoi(name[:4])
		if err != nil || number != len(found)+1 {
			return nil, fmt.Errorf("migration %s is not number %d", file, len(found)+1)
		}
		found = append(found, migration{number, name, e.rewrite(string(text))})
	}
	return found, nil
}

var (
	typeText   = regexp.MustCompile(`(?m)^(    \w+) text\b`)
	typeNumber = regexp.MustCompile(`(?m)^(    \w+) integer\b`)
	typeBytes  = regexp.MustCompile(`(?m)^(    \w+) bytea\b`)
	tableEnd   = regexp.MustCompile(`(?m)^\);$`)
	blobTable  = regexp.MustCompile(`(?ms)^CREATE TABLE (?:import_files|attachment_files) \(.*?^\);$`)
)

// rewrite turns the types of a migration into those of an engine. Text sorts by
// its bytes on both, which is SQLite's way anyway. On SQLite a table is STRICT,
// so that a column has the type it says, and its rows stand in the order of
// its key, which keeps the entries of a case together; the tables of files do
// not, for long rows slow the search by key.
func (e engine) rewrite(text string) string {
	if e == onPostgres {
		return typeText.ReplaceAllString(text, `$1 text COLLATE "C"`)
	}
	text = typeText.ReplaceAllString(text, "$1 TEXT")
	text = typeNumber.ReplaceAllString(text, "$1 INTEGER")
	text = typeBytes.ReplaceAllString(text, "$1 BLOB")
	text = blobTable.ReplaceAllStringFunc(text, func(table string) string {
		return strings.TrimSuffix(table, ");") + ") STRICT;"
	})
	return tableEnd.ReplaceAllString(text, ") STRICT, WITHOUT ROWID;")
}

// migrate brings the tables up to date in one transaction, and on PostgreSQL the
// policies and rights with them; see Migrate for the role. The lock makes a
// second process that opens the database wait, then find nothing to do.
func migrate(ctx context.Context, e engine, db *sql.DB, appRole string) error {
	known, err := migrationsFor(e)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if e == onPostgres {
		const lock = "SELECT pg_advisory_xact_lock(4841652411)" // any number that is ours
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (number integer NOT NULL PRIMARY KEY, name text NOT NULL)"); err != nil {
		return err
	}
	var done int
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(number), 0) FROM migrations").Scan(&done); err != nil {
		return err
	}
	if done > len(known) {
		return newer(done, len(known))
	}
	if e == onPostgres && done < len(known) {
		if err := lift(ctx, tx); err != nil {
			return fmt.Errorf("lifting the row policies: %w", err)
		}
	}
	for _, m := range known[done:] {
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO migrations (number, name) VALUES ($1, $2)", m.number, m.name); err != nil {
			return fmt.Errorf("noting migration %s: %w", m.name, err)
		}
	}
	if e == onSQLite {
		if err := tellRows(ctx, tx); err != nil {
			return fmt.Errorf("telling SQLite of its rows: %w", err)
		}
	} else if err := secure(ctx, tx, appRole); err != nil {
		return fmt.Errorf("giving policies and rights: %w", err)
	}
	return tx.Commit()
}

// Current reports whether a database stands at an address with the tables of
// this program, which the role may write to as their owner: whether Open would
// change nothing.
func Current(ctx context.Context, address string) (bool, error) {
	t := tables{owned: true}
	if isPostgres(address) {
		db, err := sql.Open("pgx", address)
		if err != nil {
			return false, err
		}
		defer db.Close()
		if t, err = standingTables(ctx, db); err != nil {
			return false, err
		}
	} else if path := filepath.Join(strings.TrimPrefix(address, "sqlite:"), FileName); !isFile(path) {
		return false, nil
	} else {
		db, err := sql.Open("sqlite", sqliteAddress(path, "mode=ro&_pragma=busy_timeout(30000)"))
		if err != nil {
			return false, err
		}
		defer db.Close()
		err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").Scan(&t.made)
		if err == nil && t.made {
			err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(number), 0) FROM migrations").Scan(&t.number)
		}
		if err != nil {
			return false, err
		}
	}
	known, err := migrationsFor(onPostgres)
	return t.made && t.owned && t.number == len(known), err
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func newer(number, known int) error {
	return fmt.Errorf("%w (its tables are number %d, this one knows %d)", ErrNewer, number, known)
}
