package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"homeward/internal/seal"
)

// sealedTable is one whose rows become leaves of the sealed log. Its rows are
// added by addSealed and in no other way: one that was not is found by Verify.
type sealedTable struct {
	name    string
	key     []string // columns of its key, the register first
	numbers []string // those of them that are numbers
	// forms are the columns that never change, the key among them. Rows are
	// sealed by the last; when a table gets a column, a form is added, for what
	// was sealed before is checked by the form it had.
	forms [][]string
	bytes string // the column of the forms that has bytes; "" when none has
}

func formOf(columns string) []string { return strings.Split(columns, ", ") }

// Of a case its beginning is sealed; its head follows from its entries.
var sealedTables = []*sealedTable{
	{name: "cases", key: []string{"register", "id"}, forms: [][]string{formOf("register, id, created_at")}},
	{name: "entries", key: []string{"register", "case_id", "seq"}, numbers: []string{"seq"}, bytes: "hash",
		forms: [][]string{formOf("register, case_id, seq, on_day, kind, body, note, recorded_at, author_id, author_name, role, hash")}},
	{name: "audit", key: []string{"register", "at", "id"},
		forms: [][]string{formOf("register, at, id, user_id, user_name, role, action, case_id, detail, kind, purpose, from_address, words")}},
	{name: "rulebooks", key: []string{"register", "n"}, numbers: []string{"n"},
		forms: [][]string{formOf("register, n, from_day, name, overlay, effect, adopted_at, user_id, user_name")}},
	{name: "local_files", key: []string{"register", "topic", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(localFileColumns)}},
	{name: "criteria", key: []string{"register", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(criteriaColumns)}},
	{name: "attachments", key: []string{"register", "id"}, forms: [][]string{formOf(attachmentColumns)}},
	{name: "attachment_changes", key: []string{"register", "attachment_id", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(attachmentChangeColumns)}},
	// Of a file the hash is sealed, against which VerifyLog holds the file.
	{name: "attachment_files", key: []string{"register", "address"}, forms: [][]string{formOf("register, address, kept_in, size, encrypted_hash")}},
	{name: "retention_acts", key: []string{"register", "case_id", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(retentionActColumns)}},
	{name: "disposal_certificates", key: []string{"register", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(soleCertificateColumns), formOf(certificateColumns)}},
	{name: "gap_events", key: []string{"register", "category", "place", "ages", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(gapColumns)}},
	{name: "meeting_minutes", key: []string{"register", "meeting_id", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(minutesColumns)}},
	{name: "disposals", key: []string{"register", "table_name", "row_key"},
		forms: [][]string{formOf("register, table_name, row_key, at, user_id, user_name, reason")}},

	// Who may see whom. What became of a relation or an emergency later is sealed
	// by itself; the columns that repeat it follow, and Verify compares them.
	{name: "involvements", key: []string{"register", "case_id", "id"},
		forms: [][]string{formOf("register, case_id, id, user_id, organisation, relation, subject, agreed, since, given_until, given_at, given_by, given_name")}},
	{name: "involvement_ends", key: []string{"register", "case_id", "id"}, forms: [][]string{formOf(involvementEndColumns)}},
	{name: "restrictions", key: []string{"register", "case_id", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(restrictionColumns)}},
	{name: "marks", key: []string{"register", "case_id", "seq", "n"}, numbers: []string{"seq", "n"}, forms: [][]string{formOf(markColumns)}},
	{name: "emergencies", key: []string{"register", "id"},
		forms: [][]string{formOf("register, id, case_id, user_id, user_name, role, reason, opened_at, closes_at")}},
	{name: "emergency_looks", key: []string{"register", "id", "n"}, numbers: []string{"n"}, forms: [][]string{formOf(emergencyLookColumns)}},
	{name: "held_names", key: []string{"register", "id"}, forms: [][]string{formOf(heldNameColumns)}},
	{name: "not_same", key: []string{"register", "one_case", "other_case"}, forms: [][]string{formOf(notSameColumns)}},
}

func sealedTableOf(name string) *sealedTable {
	i := slices.IndexFunc(sealedTables, func(t *sealedTable) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return sealedTables[i]
}

// keyRange is the texts between which are the keys of a register's rows.
func keyRange(register string) (from, to string) {
	k := seal.Key(register)
	return k + "/", k + "0" // which comes after the stroke
}

// columns are those of a form with the values of a row as it is added.
func (t *sealedTable) columns(form int, names []string, values []any) ([]seal.Column, error) {
	columns := make([]seal.Column, len(t.forms[form-1]))
	for i, name := range t.forms[form-1] {
		at := slices.Index(names, name)
		if at < 0 {
			return nil, fmt.Errorf("a row of %s is added without %s", t.name, name)
		}
		columns[i].Name = name
		switch v := values[at].(type) {
		case string:
			columns[i].Value = v
		case int:
			columns[i].Value = strconv.Itoa(v)
		case []byte:
			columns[i].Value = hex.EncodeToString(v)
		default:
			return nil, fmt.Errorf("a row of %s is added with a %T for %s", t.name, v, name)
		}
	}
	return columns, nil
}

// keyOf is the key of a row with these columns, which every form has.
func (t *sealedTable) keyOf(columns []seal.Column) string {
	parts := make([]string, len(t.key))
	for i, name := range t.key {
		at := slices.IndexFunc(columns, func(c seal.Column) bool { return c.Name == name })
		parts[i] = columns[at].Value
	}
	return seal.Key(parts...)
}

const unsealedColumns = "at, work, n, table_name, row_key, form, salt, row_hash"

var insertUnsealed = sayInsert("unsealed", unsealedColumns, "")

// queue is where the rows of one transaction wait to be sealed.
type queue struct {
	work string
	n    int
}

func newSalt() (salt seal.Salt) {
	rand.Read(salt[:])
	return salt
}

// addSealed adds rows to a sealed table at the moment of their transaction and
// notes in the same transaction that they wait to be sealed, each with its
// hash: one that is changed before it is sealed is found as well.
func (r runner) addSealed(ctx context.Context, st *statement, at time.Time, rows [][]any) error {
	if err := r.add(ctx, st, rows); err != nil {
		return err
	}
	if r.queue.work == "" {
		r.queue.work = strings.ToLower(rand.Text())
	}
	t := sealedTableOf(st.insert.table)
	form := len(t.forms)
	waiting := make([][]any, len(rows))
	for i, values := range rows {
		columns, err := t.columns(form, st.insert.columns, values)
		if err != nil {
			return err
		}
		salt := newSalt()
		hash := seal.RowHash(salt, columns)
		r.queue.n++
		waiting[i] = []any{instant(at), r.queue.work, r.queue.n, t.name, t.keyOf(columns), form, salt[:], hash[:]}
	}
	return r.add(ctx, insertUnsealed, waiting)
}

// sealedRow is a row that is sealed or waits for it.
type sealedRow struct {
	table *sealedTable
	key   string
	parts []string // of the key
	form  int
}

// newSealedRow reads the name of a table and a key; ok is false for what cannot
// be any.
func newSealedRow(table, key string, form int) (row sealedRow, ok bool) {
	row = sealedRow{table: sealedTableOf(table), key: key, form: form}
	var err error
	row.parts, err = seal.ParseKey(key)
	return row, err == nil && row.table != nil && len(row.parts) == len(row.table.key) && form >= 1 && form <= len(row.table.forms)
}

// rowKey names a row among those of all tables.
type rowKey struct{ table, key string }

func (w sealedRow) rowKey() rowKey { return rowKey{w.table.name, w.key} }

// readSealed reads the rows as they stand; one that is not there is left out.
func readSealed(ctx context.Context, r runner, rows []sealedRow) (map[rowKey][]seal.Column, error) {
	type group struct {
		table    *sealedTable
		register string
		form     int
	}
	groups := map[group][]sealedRow{}
	for _, w := range rows {
		g := group{w.table, w.parts[0], w.form}
		groups[g] = append(groups[g], w)
	}
	found := make(map[rowKey][]seal.Column, len(rows))
	for g, of := range groups {
		text, args := g.table.byKeys(g.register, g.form, of)
		if err := r.each(ctx, &statement{sql: text}, func(row scan) error {
			columns, err := g.table.readForm(g.form, row)
			if err != nil {
				return err
			}
			found[rowKey{g.table.name, g.table.keyOf(columns)}] = columns
			return nil
		}, args...); err != nil {
			return nil, fmt.Errorf("reading rows of %s: %w", g.table.name, err)
		}
	}
	return found, nil
}

// byKeys reads rows of a register by their keys. The keys come first in the
// join, and each is found in the index of the key.
func (t *sealedTable) byKeys(register string, form int, rows []sealedRow) (string, []any) {
	var q sqlText
	reg := q.arg(register)
	q.add("WITH k (", strings.Join(t.key[1:], ", "), ") AS (VALUES ")
	for i, w := range rows {
		if i > 0 {
			q.add(", ")
		}
		q.add("(")
		for j, part := range w.parts[1:] {
			if j > 0 {
				q.add(", ")
			}
			if slices.Contains(t.numbers, t.key[j+1]) {
				n, err := strconv.Atoi(part)
				if err != nil {
					n = -1 // no row has it
				}
				q.add("CAST(", q.arg(n), " AS integer)")
			} else {
				q.add("CAST(", q.arg(part), " AS text)")
			}
		}
		q.add(")")
	}
	q.add(") SELECT ", prefixed("e.", strings.Join(t.forms[form-1], ", ")), " FROM k CROSS JOIN ", t.name, " e WHERE e.register = ", reg)
	for _, c := range t.key[1:] {
		q.add(" AND e.", c, " = k.", c)
	}
	return q.String(), q.args
}

// readForm reads a row that has the columns of a form.
func (t *sealedTable) readForm(form int, row scan) ([]seal.Column, error) {
	names := t.forms[form-1]
	values, places := make([]sql.NullString, len(names)), make([]any, len(names))
	for i := range values {
		places[i] = &values[i]
	}
	if err := row(places...); err != nil {
		return nil, err
	}
	columns := make([]seal.Column, len(names))
	for i, name := range names {
		columns[i] = seal.Column{Name: name, Value: values[i].String}
		if name == t.bytes {
			columns[i].Value = hex.EncodeToString([]byte(values[i].String))
		}
	}
	return columns, nil
}
