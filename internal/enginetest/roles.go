package enginetest

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Application is the role that tests work as on PostgreSQL, which scripts/postgres
// makes: it owns nothing and passes no row policy.
const Application = "homeward_app"

// Prepare makes the tables of an empty database as their owner and gives a role
// the rights to work with them. A package whose tests use PostgreSQL sets it to
// store.Migrate, which this one cannot import.
var Prepare func(ctx context.Context, owner, role string) error

// Postgres is the address of a fresh database with its tables, dropped when the
// test ends, for the application role: so grants and row policies hold.
func Postgres(t testing.TB) string {
	t.Helper()
	owner := Empty(t)
	if Prepare == nil {
		t.Fatal("set enginetest.Prepare to store.Migrate")
	}
	if err := Prepare(context.Background(), owner, Application); err != nil {
		t.Fatal(err)
	}
	return as(t, owner, url.User(Application))
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
