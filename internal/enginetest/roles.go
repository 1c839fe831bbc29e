package enginetest

import (
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"
)

// Application is the role that tests work as on PostgreSQL, which scripts/postgres
// makes: it owns nothing and passes no row policy.
const Application = "homeward_app"

// Prepare makes the tables of an empty database as their owner and gives a role
// the rights to work with them; on SQLite there is no role. A package whose tests
// use a database sets it to store.Migrate, which this one cannot import.
var Prepare func(ctx context.Context, owner, role string) error

// The tables are made once in each process, for each engine, and copied for each
// test: to make them takes ten times as long.
var (
	sqliteTables   = sync.OnceValues(makeSQLite)
	postgresTables = sync.OnceValues(makePostgres)
)

// SQLite is the address of a fresh database with its tables.
func SQLite(t testing.TB) string {
	t.Helper()
	if Prepare == nil {
		return emptySQLite(t) // store.Open makes them
	}
	tables, err := sqliteTables()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, tables); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + dir
}

func makeSQLite() (fs.FS, error) {
	dir, err := os.MkdirTemp("", "homeward-tables-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := Prepare(context.Background(), "sqlite:"+dir, ""); err != nil {
		return nil, err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	made := fstest.MapFS{}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		made[f.Name()] = &fstest.MapFile{Data: data, Mode: 0o600}
	}
	return made, nil
}

// Postgres is the address of a fresh database with its tables, dropped when the
// test ends, for the application role: so grants and row policies hold.
func Postgres(t testing.TB) string {
	t.Helper()
	server := needServer(t)
	if Prepare == nil {
		t.Fatal("set enginetest.Prepare to store.Migrate")
	}
	tables, err := postgresTables()
	if err != nil {
		t.Fatal(err)
	}
	return as(t, newDatabase(t, server, tables), url.User(Application))
}

// makePostgres is the name of the database to copy, which stays as long as the
// server, one for tests alone.
func makePostgres() (string, error) {
	server, err := url.Parse(os.Getenv(variable))
	if err != nil {
		return "", err
	}
	name := newName()
	if err := try(server.String(), "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	server.Path = "/" + name
	return name, Prepare(context.Background(), server.String(), Application)
}

// Owner is the address of the same database for the role that owns its tables.
// A SQLite database has one address.
func Owner(t testing.TB, address string) string {
	t.Helper()
	server, err := url.Parse(os.Getenv(variable))
	if err != nil {
		t.Fatal(err)
	}
	return as(t, address, server.User)
}

// In is the address of the same database for whoever works in one register with
// bare SQL, which does not say so itself.
func In(t testing.TB, address, register string) string {
	t.Helper()
	return changed(t, address, func(u *url.URL) {
		q := u.Query()
		q.Set("options", "-chomeward.register="+register)
		u.RawQuery = q.Encode()
	})
}

// Ask reads the only value of a statement on PostgreSQL.
func Ask(t testing.TB, address, statement string, into any) error {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	return conn.QueryRow(context.Background(), statement).Scan(into)
}

func as(t testing.TB, address string, user *url.Userinfo) string {
	t.Helper()
	return changed(t, address, func(u *url.URL) { u.User = user })
}

func changed(t testing.TB, address string, change func(*url.URL)) string {
	t.Helper()
	if !strings.HasPrefix(address, "postgres") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	return u.String()
}
