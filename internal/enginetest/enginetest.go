// Package enginetest runs a test on both database engines: on SQLite in a
// directory of its own, and on PostgreSQL in a database of its own.
package enginetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// variable is the environment variable with the address of a PostgreSQL server
// on which databases may be made, which scripts/test sets.
const variable = "HOMEWARD_TEST_POSTGRES"

// Each runs test once for each engine, in parallel, with the address of a fresh
// database with its tables as store.Open takes it, on PostgreSQL as the role that
// Homeward is served with. Without a PostgreSQL server that part is skipped, and says so;
// where CI is set it fails instead.
func Each(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	each(t, test, SQLite, Postgres)
}

// EachEmpty is Each with a database that has no tables yet, on PostgreSQL as the
// role that owns it.
func EachEmpty(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	each(t, test, emptySQLite, Empty)
}

func each(t *testing.T, test func(t *testing.T, address string), sqlite, postgres func(testing.TB) string) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, sqlite(t))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, postgres(t))
	})
}

// emptySQLite is the address of a fresh directory: the database is made when it
// is opened.
func emptySQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + t.TempDir()
}

// Empty is the address of a fresh database on PostgreSQL without tables, dropped
// when the test ends. Its owner is no superuser, so row policies hold.
func Empty(t testing.TB) string {
	t.Helper()
	return newDatabase(t, needServer(t), "")
}

// needServer is the address of the PostgreSQL server, or ends the test.
func needServer(t testing.TB) string {
	t.Helper()
	server := os.Getenv(variable)
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not set, and nothing may be skipped where CI is", variable)
		}
		t.Skipf("NOT TESTED ON POSTGRESQL: %s is not set; make test sets it", variable)
	}
	return server
}

// newDatabase makes one like another, or like an empty one where that is "".
func newDatabase(t testing.TB, server, like string) string {
	t.Helper()
	name := newName()
	create := "CREATE DATABASE " + name
	if like != "" {
		create += " TEMPLATE " + like
	}
	ask(t, server, create)
	t.Cleanup(func() {
		// FORCE ends the connections that a test left open, but may not end a
		// worker of autovacuum, which belongs to the superuser: it goes by itself.
		drop := "DROP DATABASE " + name + " WITH (FORCE)"
		for range 40 {
			if try(server, drop) == nil {
				return
			}
			time.Sleep(250 * time.Millisecond)
		}
		ask(t, server, drop)
	})
	return at(t, server, name)
}

func newName() string { return "test_" + strings.ToLower(rand.Text()) }

// at is the address of a database on the server.
func at(t testing.TB, server, name string) string {
	t.Helper()
	return changed(t, server, func(u *url.URL) { u.Path = "/" + name })
}

func ask(t testing.TB, server, statement string) {
	t.Helper()
	if err := try(server, statement); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", statement, err))
	}
}

func try(server, statement string) error {
	// The context of the test has ended when it cleans up.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
