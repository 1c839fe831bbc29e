package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// connect is a database for whoever knows only SQL.
func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func texts(t *testing.T, db interface {
	Query(string, ...any) (*sql.Rows, error)
}, query string, args ...any) (found []string) {
	t.Helper()
	rows, err := db.Query(query, args...)
	if err == nil {
		err = eachRow(rows, func(row scan) error {
			text, err := only[string](row)
			found = append(found, text)
			return err
		})
	}
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return found
}

const registerTables = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'register' ORDER BY table_name"

// twoRegisters puts one row of register A and one of register B into every
// table that has a register, whatever its columns are, and gives the tables.
func twoRegisters(t *testing.T, address string) (tables []string) {
	t.Helper()
	s := opened(t, address)
	owner := bare(t, s)
	tables = texts(t, owner, registerTables)
	for _, text := range texts(t, owner, "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE contype = 'f'") {
		if _, err := owner.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range tables {
		var columns []string
		var values []any
		rows, err := owner.Query("SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND column_name <> 'register' ORDER BY column_name", table)
		if err != nil {
			t.Fatal(err)
		}
		if err := eachRow(rows, func(row scan) error {
			var column, kind string
			err := row(&column, &kind)
			columns = append(columns, column)
			switch kind {
			case "text":
				values = append(values, "x")
			case "bytea":
				values = append(values, []byte("x"))
			default:
				values = append(values, 1)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for i, register := range []string{"A", "B"} {
			places := []string{literal(register)}
			for n, column := range columns {
				if column == "secret_hash" { // is unique over all registers
					values[n] = fmt.Sprint("secret ", i)
				}
				places = append(places, fmt.Sprint("$", n+1))
			}
			insert := "INSERT INTO " + table + " (register, " + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
			if _, err := owner.Exec(insert, values...); err != nil {
				t.Fatalf("%s: %v", insert, err)
			}
		}
	}
	return tables
}

// Whoever works in one register sees its rows alone, also with a statement that
// names no register, in every table there is.
func TestARegisterIsAlone(t *testing.T) {
	t.Parallel()
	address := enginetest.Postgres(t)
	tables := twoRegisters(t, address)
	if len(tables) < 15 {
		t.Fatalf("only %v", tables)
	}
	in, nowhere := connect(t, enginetest.In(t, address, "A")), connect(t, address)
	for _, table := range tables {
		if got := texts(t, in, "SELECT register FROM "+table); !slices.Equal(got, []string{"A"}) {
			t.Errorf("%s: in register A there are rows of %v", table, got)
		}
		if got := texts(t, nowhere, "SELECT register FROM "+table); got != nil {
			t.Errorf("%s: in no register there are rows of %v", table, got)
		}
		columns := strings.Join(texts(t, in, "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND column_name <> 'register' ORDER BY 1", table), ", ")
		rights := rightsOn(t, nowhere, table)
		if slices.Contains(rights, "INSERT") {
			_, err := in.Exec("INSERT INTO " + table + " (register, " + columns + ") SELECT 'C', " + columns + " FROM " + table)
			if err == nil || !strings.Contains(err.Error(), "row-level security") {
				t.Errorf("%s: a row was added to another register: %v", table, err)
			}
		}
		for _, right := range rights {
			var text string
			if column, ok := strings.CutPrefix(right, "UPDATE "); ok {
				text = "UPDATE " + table + " SET " + column + " = " + column
			} else if right == "DELETE" {
				text = "DELETE FROM " + table
			} else {
				continue
			}
			// Not every right reaches a row: triggers refuse some.
			if result, err := in.Exec(text); err == nil {
				if n, _ := result.RowsAffected(); n > 1 {
					t.Errorf("%s: it reached %d rows", text, n)
				}
			}
		}
	}
	s := opened(t, address)
	for _, table := range tables {
		if got := texts(t, bare(t, s), "SELECT register FROM "+table+" WHERE register = 'B'"); len(got) != 1 {
			t.Errorf("%s: register B has %d rows left", table, len(got))
		}
	}
}

// rightsOn are the rights of a connection's role on a table, those on a column
// with its name: UPDATE version.
func rightsOn(t *testing.T, db *sql.DB, table string) (rights []string) {
	t.Helper()
	rights = texts(t, db, "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = $1 AND grantee = current_user", table)
	rights = append(rights, texts(t, db, `SELECT privilege_type || ' ' || column_name FROM information_schema.column_privileges
		WHERE table_name = $1 AND grantee = current_user AND privilege_type = 'UPDATE'`, table)...)
	slices.Sort(rights)
	return rights
}

// What looks past one register sees what it is for, and nothing in any other
// table.
func TestACrossingSeesWhatItIsFor(t *testing.T) {
	t.Parallel()
	address := enginetest.Postgres(t)
	tables := twoRegisters(t, address)
	s := opened(t, address)
	if _, err := bare(t, s).Exec(`INSERT INTO memberships (register, user_id, role) VALUES ('B', 'y', 'x'), ('C', 'y', 'x');
		INSERT INTO registers (register, name, settings, created_at) VALUES ('C', 'x', 'x', 'x')`); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), audit("of no register")); err != nil {
		t.Fatal(err)
	}
	everything := map[string][]string{}
	for _, table := range []string{"registers", "cases", "entries", "audit", "rulebooks", "criteria", "local_files", "gap_events", "disposals", "attachments", "attachment_changes", "attachment_files", "retention_acts", "disposal_certificates", "meeting_minutes",
		"involvements", "involvement_ends", "restrictions", "marks", "emergencies", "emergency_looks", "held_names", "not_same"} {
		everything[table] = []string{"B"}
	}
	everything["registers"] = []string{"B", "C"}
	taken := map[string][]string{}
	for _, table := range []string{"drafts", "saved_views", "imports", "import_files", "import_mappings", "reminders", "teams", "team_members", "leavers", "organisations", "employments", "hospitals", "wards", "meetings", "meeting_items", "meeting_attendance"} {
		taken[table] = []string{"B"}
	}
	taken["memberships"] = []string{"B", "B"} // x and y
	db := connect(t, address)
	for _, test := range []struct {
		across, key string
		want        map[string][]string
	}{
		{"registers", "", map[string][]string{"registers": {"A", "B", "C"}}},
		{"memberships", "y", map[string][]string{"memberships": {"B", "C"}, "registers": {"B", "C"}}},
		{"memberships", "z", map[string][]string{}},
		{"given away", "x", map[string][]string{"handovers": {"A", "B"}}},
		{"came", "x", map[string][]string{}}, // beside a register alone, of whom it took over
		{"calendar", "secret 1", map[string][]string{"calendars": {"B"}}},
		{"calendar", "", map[string][]string{}},
		{"merge", "B", taken},
		{"verify", "A", everything},
		{"no register", "", map[string][]string{"audit": {""}}},
		{"backup", "", map[string][]string{}}, // for the role that owns the tables
		{"whatever", "", map[string][]string{}},
		{"", "", map[string][]string{}},
	} {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(setScope, "", test.across, test.key); err != nil {
			t.Fatal(err)
		}
		got := map[string][]string{}
		for _, table := range tables {
			if seen := texts(t, tx, "SELECT register FROM "+table+" ORDER BY register"); seen != nil {
				got[table] = seen
			}
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("across %q with %q: %v, want %v", test.across, test.key, got, test.want)
		}
		tx.Rollback()
	}
	var named []string
	for _, c := range crossings {
		named = append(named, c.name)
	}
	slices.Sort(named)
	if want := []string{"calendar", "came", "given away", "memberships", "merge", "no register", "registers", "verify"}; !slices.Equal(named, want) {
		t.Errorf("the crossings are %v, and %v are tried here", named, want)
	}
}

// The role that Homeward is served with reads and adds what only grows, and has
// no other right there: not by a statement, and not by the catalogue.
func TestTheServingRoleHasNoRightToAlter(t *testing.T) {
	t.Parallel()
	// The tables are copied, as by a backup, so the right to make tables for a
	// session, which belongs to the database, is taken by migrating again.
	address := enginetest.Postgres(t)
	if err := Migrate(t.Context(), enginetest.Owner(t, address), enginetest.Application); err != nil {
		t.Fatal(err)
	}
	s := opened(t, address)
	makeRegister(t, s, "N1")
	put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}))
	db := connect(t, enginetest.In(t, address, "N1"))
	for _, text := range []string{
		"UPDATE entries SET note = 'x'", "DELETE FROM entries", "TRUNCATE entries",
		"UPDATE audit SET detail = 'x'", "DELETE FROM audit", "TRUNCATE audit",
		"UPDATE cases SET created_at = 'x'", "DELETE FROM cases", "TRUNCATE cases CASCADE",
		"UPDATE rulebooks SET overlay = 'x'", "DELETE FROM rulebooks",
		"DELETE FROM registers", "DELETE FROM users", "UPDATE registers SET created_at = 'x'",
		"INSERT INTO migrations (number, name) VALUES (99, 'x')", "DELETE FROM migrations",
		"CREATE TABLE mine (a int)", "CREATE TEMPORARY TABLE mine (a int)", "DROP TABLE drafts", "ALTER TABLE entries DISABLE TRIGGER ALL", "ALTER TABLE entries DISABLE ROW LEVEL SECURITY",
		"ALTER TABLE people ADD COLUMN a int", "CREATE INDEX mine ON people (name)", "DROP POLICY of_register ON entries",
		"CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'", "SET ROLE homeward", "SET session_replication_role = replica",
	} {
		if _, err := db.Exec(text); err == nil || !refused(err) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for table, want := range map[string][]string{
		"entries": {"INSERT", "SELECT"}, "audit": {"INSERT", "SELECT"}, "rulebooks": {"INSERT", "SELECT"}, "migrations": {"SELECT"},
		"cases": {"INSERT", "SELECT", "UPDATE head_hash", "UPDATE version"}, "registers": {"INSERT", "SELECT", "UPDATE closed_at", "UPDATE merged_into", "UPDATE name", "UPDATE settings"},
		"involvements": {"INSERT", "SELECT", "UPDATE ended_at", "UPDATE ended_name", "UPDATE until"}, "involvement_ends": {"INSERT", "SELECT"}, "marks": {"INSERT", "SELECT"},
		"drafts": {"DELETE", "INSERT", "SELECT", "UPDATE body", "UPDATE case_id", "UPDATE updated_at", "UPDATE version"},
	} {
		if got := rightsOn(t, db, table); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", table, got, want)
		}
	}
	// A table whose trigger refuses a change gives no right to it either.
	for _, trigger := range texts(t, db, `SELECT tgrelid::regclass::text || ' ' || CASE WHEN tgtype & 8 > 0 THEN 'DELETE' ELSE '' END || CASE WHEN tgtype & 16 > 0 THEN 'UPDATE' ELSE '' END
		|| ' ' || COALESCE((SELECT string_agg(a.attname, ' ') FROM pg_attribute a WHERE a.attrelid = tgrelid AND a.attnum = ANY (tgattr::int2[])), '')
		FROM pg_trigger WHERE tgfoid = 'only_grows'::regproc AND tgtype & 1 > 0`) {
		table, refuses, _ := strings.Cut(trigger, " ")
		refuses, columns, _ := strings.Cut(refuses, " ")
		for _, right := range rightsOn(t, db, table) {
			verb, column, _ := strings.Cut(right, " ")
			if strings.Contains(refuses, verb) && (columns == "" || slices.Contains(strings.Fields(columns), column)) {
				t.Errorf("%s only grows, and there is the right to %s", table, right)
			}
		}
	}
	if got := texts(t, db, `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
		AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'register') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`); got != nil {
		t.Errorf("without forced policies: %v", got)
	}
	if got := texts(t, db, "SELECT rolname FROM pg_roles WHERE rolname = current_user AND NOT rolsuper AND NOT rolbypassrls"); len(got) != 1 {
		t.Errorf("the role passes policies: %v", got)
	}
}

// No connection of the pool carries a register on to whoever gets it next.
func TestThePoolCarriesNoRegister(t *testing.T) {
	t.Parallel()
	address := enginetest.Postgres(t)
	s := opened(t, address)
	codes := []string{"N1", "N2", "N3"}
	for i, code := range codes {
		makeRegister(t, s, code)
		for n := range i + 1 {
			put(t, s, code, fmt.Sprint("p", n), on("2026-01-01", casefile.JoinedRegister{}))
		}
	}
	var wg sync.WaitGroup
	for w := range 12 {
		wg.Go(func() {
			for n := range 30 {
				i := (w + n) % len(codes)
				page, err := s.People(t.Context(), codes[i], PeopleQuery{Today: today})
				if err != nil || page.Total != i+1 || len(page.Rows) != i+1 {
					t.Errorf("%s has %d people, %v", codes[i], page.Total, err)
				}
				if count, err := s.CountCases(t.Context(), codes[i]); err != nil || count != i+1 {
					t.Errorf("%s has %d cases, %v", codes[i], count, err)
				}
				// Bare statements of a connection that was just used see nothing.
				for _, db := range []*sql.DB{s.read, s.write} {
					if seen := texts(t, db, "SELECT register FROM people"); seen != nil {
						t.Errorf("without a register there are rows of %v", seen)
					}
				}
			}
		})
	}
	wg.Wait()
	stop := errors.New("stop")
	if err := s.EachPerson(t.Context(), "N3", PeopleQuery{Today: today}, func(PersonRow) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("stopped with %v", err)
	}
	if seen := texts(t, s.read, "SELECT register FROM people"); seen != nil {
		t.Errorf("after stopping midway there are rows of %v", seen)
	}
}

func TestMigrateGivesARoleItsRights(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	owner := enginetest.Empty(t)
	serving := strings.Replace(owner, "homeward@", enginetest.Application+"@", 1)
	says := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	_, err := Open(ctx, serving)
	says(err, "homeward migrate --app-role")
	says(Migrate(ctx, owner, "nobody_there"), "there is no role nobody_there")
	says(Migrate(ctx, owner, "homeward"), "owns the tables")
	says(Migrate(ctx, owner, "postgres"), "passes every policy")
	says(Migrate(ctx, "sqlite:"+t.TempDir(), "homeward_app"), "no roles on SQLite")

	// One role alone makes the tables, and its own policies hold for it.
	s := opened(t, owner)
	makeRegister(t, s, "N1")
	put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}))
	verifies(t, s, Report{Registers: 1, Cases: 1, Entries: 1})
	if seen := texts(t, s.read, "SELECT register FROM people"); seen != nil {
		t.Errorf("the owner sees %v without a register", seen)
	}
	_, err = Open(ctx, serving)
	says(err, "homeward migrate --app-role")

	db := connect(t, owner)
	rights := func() (all map[string][]string) {
		all = map[string][]string{}
		for _, table := range texts(t, db, registerTables) {
			all[table] = rightsOn(t, connect(t, serving), table)
		}
		return all
	}
	for range 2 {
		if err := Migrate(ctx, owner, enginetest.Application); err != nil {
			t.Fatal(err)
		}
	}
	before := rights()
	other := opened(t, serving)
	put(t, other, "N1", "p2", on("2026-01-01", casefile.JoinedRegister{}))
	verifies(t, other, Report{Registers: 1, Cases: 2, Entries: 2})
	says(Migrate(ctx, serving, ""), "belong to another role")

	// A later version brings a table and forgets nothing of it: the role is
	// remembered, opening is enough.
	if _, err := db.Exec("CREATE TABLE later (register text NOT NULL); DROP POLICY of_register ON drafts; REVOKE SELECT ON people FROM homeward_app"); err != nil {
		t.Fatal(err)
	}
	opened(t, owner)
	after := rights()
	if want := []string{"SELECT"}; !slices.Equal(after["later"], want) {
		t.Errorf("a later table has the rights %v", after["later"])
	}
	delete(after, "later")
	if !maps.EqualFunc(before, after, slices.Equal) {
		t.Errorf("rights were %v,\nnow %v", before, after)
	}
	if got := texts(t, db, "SELECT tablename FROM pg_policies WHERE policyname = 'of_register' AND tablename IN ('later', 'drafts') ORDER BY 1"); len(got) != 2 {
		t.Errorf("policies on %v", got)
	}

	// Tables of another age are not opened by who may not change them.
	if _, err := db.Exec("INSERT INTO migrations (number, name) VALUES (9999, 'to come')"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, serving); !errors.Is(err, ErrNewer) {
		t.Errorf("newer tables: %v", err)
	}
	if _, err := db.Exec("DELETE FROM migrations WHERE number IN (9999, (SELECT MAX(number) FROM migrations WHERE number < 9999))"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, serving); !errors.Is(err, ErrOlder) {
		t.Errorf("older tables: %v", err)
	}
}
