package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Migrate makes the tables, or brings them up to date, as the role of the
// address, which owns them. On PostgreSQL appRole, where it is not empty, is
// the role that Homeward is served with from then on: it gets the rights that
// the statements of this program need and no others. It must be there, and
// must be no superuser, pass no row policy and own nothing here. Done again,
// Migrate changes nothing.
func Migrate(ctx context.Context, url, appRole string) error {
	if !isPostgres(url) {
		if appRole != "" {
			return errors.New("there are no roles on SQLite")
		}
		s, err := Open(ctx, url)
		if err != nil {
			return err
		}
		return s.Close()
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	defer db.Close()
	if t, err := standingTables(ctx, db); err != nil {
		return err
	} else if t.made && !t.owned {
		return errors.New("the tables belong to another role: give the address of the role that made them")
	}
	return migrate(ctx, onPostgres, db, appRole)
}

// tables is how the tables of a database on PostgreSQL stand to the role.
type tables struct {
	made, owned bool
	number      int // of the last migration
}

func standingTables(ctx context.Context, db *sql.DB) (t tables, err error) {
	const find = "SELECT c.oid IS NOT NULL, COALESCE(pg_has_role(c.relowner, 'USAGE'), false) FROM (SELECT to_regclass('migrations') AS oid) AS m LEFT JOIN pg_class c ON c.oid = m.oid"
	if err := db.QueryRowContext(ctx, find).Scan(&t.made, &t.owned); err != nil || !t.made {
		return t, err
	}
	err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(number), 0) FROM migrations").Scan(&t.number)
	return t, err
}

// openTables makes the tables or brings them up to date where the role owns
// them, and only looks at them where it does not.
func openTables(ctx context.Context, db *sql.DB) (err error) {
	defer func() {
		if refused(err) {
			err = fmt.Errorf("%w (homeward migrate --app-role gives a role its rights)", err)
		}
	}()
	t, err := standingTables(ctx, db)
	if err != nil {
		return err
	}
	if !t.made || t.owned {
		return migrate(ctx, onPostgres, db, "")
	}
	known, err := migrationsFor(onPostgres)
	switch {
	case err != nil:
		return err
	case t.number > len(known):
		return newer(t.number, len(known))
	case t.number < len(known):
		return fmt.Errorf("%w (they are number %d, this one knows %d)", ErrOlder, t.number, len(known))
	}
	return nil
}

// relation is a table as the catalogue has it.
type relation struct {
	name        string
	hasRegister bool
	forced      bool // its policies hold for its owner as well
}

func relations(ctx context.Context, tx *sql.Tx) (found []relation, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT c.relname, c.relforcerowsecurity,
		EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'register' AND NOT a.attisdropped)
		FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.relname`)
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func(row scan) error {
		var r relation
		err := row(&r.name, &r.forced, &r.hasRegister)
		found = append(found, r)
		return err
	})
	return found, err
}

// lift lets the owner see all rows while it migrates. Policies that a
// transaction lifts hold for everyone else until it is committed.
func lift(ctx context.Context, tx *sql.Tx) error {
	all, err := relations(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.forced {
			if _, err := tx.ExecContext(ctx, "ALTER TABLE "+r.name+" NO FORCE ROW LEVEL SECURITY"); err != nil {
				return err
			}
		}
	}
	return nil
}

// secure puts the row policies on every table with a register and gives the
// application role its rights. What was done is noted at the table of
// migrations, with the role, so that nothing is locked where nothing changes.
func secure(ctx context.Context, tx *sql.Tx, appRole string) error {
	var note string
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(obj_description('migrations'::regclass), '')").Scan(&note); err != nil {
		return err
	}
	if _, role, ok := strings.Cut(note, " for "); ok && appRole == "" {
		appRole = role
	} else if appRole != "" {
		if err := mayServe(ctx, tx, appRole); err != nil {
			return err
		}
	}
	all, err := relations(ctx, tx)
	if err != nil {
		return err
	}
	wanted := policies(all)
	// A copy of the tables, from a backup, has the note but not the rights of the
	// database around them.
	var temporary bool
	if appRole != "" {
		var schema, database string
		var ownsDatabase bool
		const place = "SELECT quote_ident(current_schema()), quote_ident(datname), pg_has_role(datdba, 'USAGE'), has_database_privilege($1, oid, 'TEMPORARY') FROM pg_database WHERE datname = current_database()"
		if err := tx.QueryRowContext(ctx, place, appRole).Scan(&schema, &database, &ownsDatabase, &temporary); err != nil {
			return err
		}
		temporary = temporary && ownsDatabase
		wanted = append(wanted, grants(all, schema, appRole)...)
		if ownsDatabase { // where everyone may make tables for a session
			wanted = append(wanted, "REVOKE TEMPORARY ON DATABASE "+database+" FROM PUBLIC")
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(wanted, "\n")))
	mark := "rights " + hex.EncodeToString(sum[:8])
	if appRole != "" {
		mark += " for " + appRole
	}
	forced := !slices.ContainsFunc(all, func(r relation) bool { return r.hasRegister && !r.forced })
	if mark == note && forced && !temporary {
		return nil
	}
	if err := dropPolicies(ctx, tx); err != nil {
		return err
	}
	for _, text := range append(wanted, "COMMENT ON TABLE migrations IS "+literal(mark)) {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// mayServe is an error when a role is none that rights and policies hold for.
func mayServe(ctx context.Context, tx *sql.Tx, role string) error {
	var superuser, bypasses, owns, creates bool
	err := tx.QueryRowContext(ctx, `SELECT rolsuper, rolbypassrls, pg_has_role(oid, current_user, 'MEMBER'), has_schema_privilege(oid, current_schema()::text, 'CREATE')
		FROM pg_roles WHERE rolname = $1`, role).Scan(&superuser, &bypasses, &owns, &creates)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("there is no role %s: make it with createuser %s", role, role)
	case err != nil:
		return err
	case superuser || bypasses:
		return fmt.Errorf("the role %s passes every policy: give one that is no superuser and has no BYPASSRLS", role)
	case owns:
		return fmt.Errorf("the role %s owns the tables or may act as who does: give another", role)
	case creates:
		return fmt.Errorf("the role %s may make tables: REVOKE CREATE ON SCHEMA from it and from PUBLIC first", role)
	}
	return nil
}

func dropPolicies(ctx context.Context, tx *sql.Tx) error {
	var drops []string
	rows, err := tx.QueryContext(ctx, "SELECT policyname, tablename FROM pg_policies WHERE schemaname = current_schema()")
	if err != nil {
		return err
	}
	if err := eachRow(rows, func(row scan) error {
		var policy, table string
		err := row(&policy, &table)
		drops = append(drops, "DROP POLICY "+pgx.Identifier{policy}.Sanitize()+" ON "+table)
		return err
	}); err != nil {
		return err
	}
	for _, text := range drops {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// Settings are read once for each statement, not for each row, inside a SELECT
// of their own.
const (
	ofRegister = "register = " + thisRegister
	isAcross   = "(SELECT current_setting('homeward.across', true)) = "
	// A backup reads everything, and only as the role that owns the tables and
	// makes the policies.
	ofBackup = "across_backup"
	isBackup = isAcross + "'backup'"
)

// policies are the statements that put every table with a register under its
// row policies, for its owner as well.
func policies(all []relation) []string {
	var texts []string
	for _, r := range all {
		if !r.hasRegister {
			continue
		}
		texts = append(texts,
			"ALTER TABLE "+r.name+" ENABLE ROW LEVEL SECURITY",
			"ALTER TABLE "+r.name+" FORCE ROW LEVEL SECURITY",
			"CREATE POLICY of_register ON "+r.name+" USING ("+ofRegister+")",
			"CREATE POLICY "+ofBackup+" ON "+r.name+" FOR SELECT TO CURRENT_USER USING ("+isBackup+")")
		for _, why := range slices.Sorted(maps.Keys(crossings)) {
			c := crossings[why]
			condition, ok := c.sees[r.name]
			if !ok {
				continue
			}
			policy := `CREATE POLICY "across ` + c.name
			condition = "(" + isAcross + literal(c.name) + " AND " + condition + ")"
			texts = append(texts, policy+`" ON `+r.name+" FOR SELECT USING "+condition)
			if c.adds {
				texts = append(texts, policy+`, adds" ON `+r.name+" FOR INSERT WITH CHECK "+condition)
			}
		}
	}
	return texts
}

var (
	changes = regexp.MustCompile(`\b(INSERT INTO|UPDATE|DELETE FROM) ([a-z_]+)(?: AS \w+)?(?: SET (.*?)(?: WHERE |$))?`)
	sets    = regexp.MustCompile(`(?:^|, )([a-z_]+) = `)
)

// grants are the statements that give a role what the statements of this
// program do: so no more than reading and adding to a table that only grows,
// of a case its version and head alone, and no right to make or empty a table.
func grants(all []relation, schema, role string) []string {
	may := map[string]map[string]bool{} // table to rights
	give := func(table, right string) {
		if may[table] == nil {
			may[table] = map[string]bool{}
		}
		may[table][right] = true
	}
	for _, st := range statements {
		if st.owner {
			continue
		}
		for _, m := range changes.FindAllStringSubmatch(st.sql, -1) {
			switch verb, table := m[1], m[2]; verb {
			case "UPDATE":
				for _, column := range sets.FindAllStringSubmatch(m[3], -1) {
					give(table, "UPDATE ("+column[1]+")")
				}
			case "INSERT INTO":
				give(table, "INSERT")
				if _, conflict, ok := strings.Cut(st.sql, " DO UPDATE SET "); ok {
					for _, column := range sets.FindAllStringSubmatch(conflict, -1) {
						give(table, "UPDATE ("+column[1]+")")
					}
				}
			default:
				give(table, "DELETE")
			}
		}
	}
	to := pgx.Identifier{role}.Sanitize()
	texts := []string{
		"GRANT USAGE ON SCHEMA " + schema + " TO " + to,
		"GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema + " TO " + to,
	}
	for _, r := range all {
		texts = append(texts, "REVOKE ALL ON "+r.name+" FROM "+to)
		rights := append([]string{"SELECT"}, slices.Sorted(maps.Keys(may[r.name]))...)
		texts = append(texts, "GRANT "+strings.Join(rights, ", ")+" ON "+r.name+" TO "+to)
	}
	return texts
}

// literal writes a text as a value in SQL.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
