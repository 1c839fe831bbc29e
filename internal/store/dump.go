package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Engine is the kind of database at an address: sqlite or postgres.
func Engine(address string) string {
	if isPostgres(address) {
		return string(onPostgres)
	}
	return string(onSQLite)
}

// Dump writes the whole database as it is at one moment, while others go on
// writing: the file of a database for SQLite, the custom format of pg_dump, which
// must be installed, for PostgreSQL. There it takes the role that owns the
// tables, for no other sees all rows.
func Dump(ctx context.Context, address string, w io.Writer) error {
	if isPostgres(address) {
		return dumpPostgres(ctx, address, w)
	}
	return dumpSQLite(ctx, strings.TrimPrefix(address, "sqlite:"), w)
}

func dumpSQLite(ctx context.Context, dir string, w io.Writer) (err error) {
	path, err := filepath.Abs(filepath.Join(dir, FileName))
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return err
	}
	// The copy stands beside the database, where it is no more open to others,
	// and only while it is read.
	temporary, err := os.CreateTemp(filepath.Dir(path), "copying-*.db")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, temporary.Close(), os.Remove(temporary.Name())) }()
	made, err := temporary.Stat()
	if err != nil {
		return err
	}
	if err := removeCopies(filepath.Dir(path), made.ModTime().Add(-time.Hour)); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", sqliteAddress(path, "_pragma=busy_timeout(30000)"))
	if err != nil {
		return err
	}
	defer db.Close()
	// It reads as of one moment and keeps nobody from writing.
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", temporary.Name()); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	_, err = io.Copy(w, temporary)
	return err
}

// removeCopies takes away the copies that were left by whoever was killed while
// making one: they hold everything, and nothing encrypts them. One that was
// written to since may be another's at work.
func removeCopies(dir string, since time.Time) error {
	left, err := filepath.Glob(filepath.Join(dir, "copying-*.db*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		info, err := os.Stat(path)
		if err == nil && info.ModTime().Before(since) {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing a copy that was left: %w", err)
		}
	}
	return nil
}

func dumpPostgres(ctx context.Context, address string, w io.Writer) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	t, err := standingTables(ctx, db)
	switch {
	case err != nil:
		return err
	case !t.made:
		return errors.New("there are no tables of Homeward in this database")
	case !t.owned:
		return errors.New("another role owns the tables: a backup takes the address of the role that made them")
	}
	// Rights are given anew where it is restored, by homeward migrate.
	return tool(ctx, address, nil, w, "pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-comments", "--enable-row-security")
}

// ErrNotEmpty says that something is in the way of what is to be restored.
var ErrNotEmpty = errors.New("the place is not empty: restore into a new one")

// Load makes a database at an address of what Dump wrote for the same kind of
// database, brings its tables up to date, and leaves nothing when it fails. The
// error is ErrNotEmpty when something is there already.
func Load(ctx context.Context, address string, r io.Reader) error {
	if isPostgres(address) {
		return loadPostgres(ctx, address, r)
	}
	return loadSQLite(ctx, strings.TrimPrefix(address, "sqlite:"), r)
}

func loadSQLite(ctx context.Context, dir string, r io.Reader) (err error) {
	found, err := os.ReadDir(dir)
	switch {
	case err == nil && len(found) > 0:
		return ErrNotEmpty
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	defer func() {
		if err != nil {
			for _, end := range []string{"", "-wal", "-shm"} {
				_ = os.Remove(path + end) // the error that there is says more
			}
		}
	}()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, r); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	s, err := openSQLite(ctx, dir)
	if err != nil {
		return err
	}
	return s.Close()
}

func loadPostgres(ctx context.Context, address string, r io.Reader) (err error) {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	var there int
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace").Scan(&there); err != nil {
		return err
	}
	if there > 0 {
		return ErrNotEmpty
	}
	dir, err := os.MkdirTemp("", "homeward-restoring-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	dump, parts := filepath.Join(dir, "dump"), filepath.Join(dir, "parts")
	if err := writeFile(dump, r); err != nil {
		return err
	}
	// Policies name the role that owned the tables, which need not be here: they
	// are made anew when the tables are opened.
	var list bytes.Buffer
	if err := run(ctx, nil, nil, &list, "pg_restore", "--list", dump); err != nil {
		return err
	}
	kept := slices.DeleteFunc(strings.SplitAfter(list.String(), "\n"), func(line string) bool { return strings.Contains(line, " POLICY ") })
	if err := writeFile(parts, strings.NewReader(strings.Join(kept, ""))); err != nil {
		return err
	}
	if err := tool(ctx, address, nil, io.Discard, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--use-list="+parts, dump); err != nil {
		return err
	}
	return openTables(ctx, db)
}

// writeFile writes a new file for its owner alone.
func writeFile(name string, r io.Reader) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// tool runs a program of PostgreSQL on a database. The password is in its
// environment alone, for everyone can see its arguments.
func tool(ctx context.Context, address string, in io.Reader, out io.Writer, name string, args ...string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	password, given := u.User.Password()
	if given {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	q.Set("options", strings.TrimSpace(q.Get("options")+" -chomeward.across=backup"))
	u.RawQuery = strings.ReplaceAll(q.Encode(), "+", "%20")
	env := os.Environ()
	if given {
		env = append(env, "PGPASSWORD="+password)
	}
	return run(ctx, env, in, out, name, append([]string{"--dbname=" + u.String()}, args...)...)
}

// run runs a program; env is that of this one when it is nil.
func run(ctx context.Context, env []string, in io.Reader, out io.Writer, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...)
	command.Env = env
	var said bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = in, out, &said
	if err := command.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return fmt.Errorf("%s is not installed: it comes with PostgreSQL's client", name)
		}
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return nil
}

// Scratch is the address of a new and empty place of the same kind of database,
// and what takes it away again: a directory, or a database beside the one of the
// address, whose role must be allowed to make databases.
func Scratch(ctx context.Context, address, name string) (scratch string, done func() error, err error) {
	if !isPostgres(address) {
		dir, err := os.MkdirTemp("", name)
		if err != nil {
			return "", nil, err
		}
		return "sqlite:" + dir, func() error { return os.RemoveAll(dir) }, nil
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return "", nil, err
	}
	// The name is ours, of small letters and digits.
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"); err != nil {
		return "", nil, errors.Join(err, db.Close())
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, errors.Join(err, db.Close())
	}
	u.Path = "/" + name
	return u.String(), func() error {
		_, err := db.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name)
		return errors.Join(err, db.Close())
	}, nil
}
