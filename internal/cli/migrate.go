package cli

import (
	"errors"
	"fmt"
	"strings"

	"homeward/internal/store"
)

type migrateCmd struct {
	AppRole string `name:"app-role" placeholder:"NAME" help:"On PostgreSQL, the role to serve with: it gets the rights it needs and no others."`
}

func (migrateCmd) Help() string {
	return `Makes the tables or brings them up to date, as the role that owns them, and gives the
application role its rights. That role can add to the record and read it, but not alter
or delete what only grows, nor change a table; and it sees one register at a time. Then
serve with the application role. Without --app-role the role of the last time is kept.

Without two roles nothing of this is needed: serve brings the tables up to date itself.

Examples:

  homeward migrate --database postgres://homeward_owner@db/homeward --app-role homeward_app
  homeward migrate --data /var/lib/homeward`
}

func (c *migrateCmd) Run(x *exec) error {
	place, err := x.place()
	if err != nil {
		return err
	}
	onServer := !strings.HasPrefix(place, "sqlite:")
	if c.AppRole != "" && !onServer {
		return wrongUse("leave it out", "--app-role is for PostgreSQL: a SQLite file has no roles")
	}
	err = store.Migrate(x.Context, place, c.AppRole)
	switch {
	case errors.Is(err, store.ErrNewer):
		return err
	case err != nil:
		return failed("give the role that owns the tables, or is to make them", "the tables cannot be brought up to date: %v", err)
	}
	fmt.Fprint(x.Stdout, "The tables are up to date.")
	if c.AppRole != "" {
		fmt.Fprintf(x.Stdout, " Serve with the role %s.", c.AppRole)
	}
	fmt.Fprintln(x.Stdout)
	return nil
}
