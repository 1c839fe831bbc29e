package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"homeward/internal/enginetest"
	"homeward/internal/store"
)

func init() { enginetest.Prepare = store.Migrate }

// TestTwoRoles is how a register is set up with a role that owns the tables and
// another that it is served with.
func TestTwoRoles(t *testing.T) {
	t.Parallel()
	owner := enginetest.Empty(t)
	serving := strings.Replace(owner, "homeward@", enginetest.Application+"@", 1)
	step := func(code int, want, database string, args ...string) {
		t.Helper()
		r := runHere(t, "a good long password\n", append(args, "--database", database)...)
		if r.code != code || !strings.Contains(r.stdout+r.stderr, want) || strings.Count(r.stderr, "\n") > 1 {
			t.Fatalf("homeward %s\n gave %+v\nwant exit %d and %q", strings.Join(args, " "), r, code, want)
		}
	}
	step(exitFailed, "homeward migrate --app-role", serving, "verify")
	step(exitFailed, "there is no role nobody_there", owner, "migrate", "--app-role", "nobody_there")
	step(exitOK, "The tables are up to date. Serve with the role homeward_app.", owner, "migrate", "--app-role", enginetest.Application)
	step(exitOK, "The tables are up to date.\n", owner, "migrate")
	step(exitFailed, "belong to another role", serving, "migrate")
	step(exitOK, "is made", serving, "register", "QXX", "Northshire")
	step(exitOK, "coordinator", serving, "user", "add", "--register", "QXX", "--email", "jo@x.example", "--name", "Jo", "--role", "coordinator")
	step(exitOK, "230 people added", serving, "import", spreadsheet, "--register", "QXX", "--take-suggestions")
	step(exitOK, "everything is as it was written", serving, "verify")
	step(exitOK, "230 people", serving, "rebuild")
	step(exitOK, "everything is as it was written", owner, "verify")
}

func TestMigrateOnOneMachine(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if r := runOn(context.Background(), "", io.Discard, "migrate", "--data", data); r.code != exitOK {
		t.Errorf("%+v", r)
	}
	if r := runHere(t, "", "migrate", "--data", data, "--app-role", "x"); r.code != exitWrong || !strings.Contains(r.stderr, "has no roles") {
		t.Errorf("%+v", r)
	}
}
