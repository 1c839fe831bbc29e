package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// statement is one text of SQL for both engines, with $1, $2 ... in order.
// Statements are package variables, so that tests prepare all of them on both
// engines and read what they touch.
type statement struct {
	sql string
	// lock keeps the rows it reads from other writers until the transaction
	// ends. SQLite has one writer at a time and needs nothing for it. On
	// PostgreSQL the lock is the one that lets others still refer to the row.
	lock bool
	// across says why a statement on a table with a register does not name
	// one, for the few that mean all of them. It is one of crossings.
	across string
	// owner is set for one that the role which Homeward is served with has no
	// right to; see sayOwner.
	owner bool
	// insert is set for one that adds rows: the columns, and what comes after
	// the values.
	insert *insertion
}

type insertion struct {
	table    string
	columns  []string
	conflict string
}

var statements []*statement

func say(sql string) *statement {
	st := &statement{sql: sql}
	statements = append(statements, st)
	return st
}

func sayLocked(sql string) *statement {
	st := say(sql)
	st.lock = true
	return st
}

// sayOwner makes a statement for the role that owns the tables. Where Homeward is
// served with another, that one gets no right to it.
func sayOwner(sql string) *statement {
	st := say(sql)
	st.owner = true
	return st
}

func sayAcross(why, sql string) *statement {
	st := say(sql)
	st.across = why
	return st
}

// sayInsert makes a statement that adds rows of the columns to a table.
// Conflict is empty or an ON CONFLICT clause.
func sayInsert(table, columns, conflict string) *statement {
	in := &insertion{table: table, columns: strings.Split(columns, ", "), conflict: conflict}
	st := say(in.text(1))
	st.insert = in
	return st
}

// overwrite is the ON CONFLICT clause that makes an insert replace the row with
// the same key.
func overwrite(key, columns string) string {
	var b strings.Builder
	b.WriteString("ON CONFLICT (" + key + ") DO UPDATE SET ")
	keys := strings.Split(key, ", ")
	first := true
next:
	for _, c := range strings.Split(columns, ", ") {
		for _, k := range keys {
			if c == k {
				continue next
			}
		}
		if !first {
			b.WriteString(", ")
		}
		first = false
		b.WriteString(c + " = excluded." + c)
	}
	return b.String()
}

func (in *insertion) text(rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + in.table + " (" + strings.Join(in.columns, ", ") + ") VALUES ")
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range in.columns {
			if c > 0 {
				b.WriteString(", ")
			}
			b.WriteString("$" + strconv.Itoa(r*len(in.columns)+c+1))
		}
		b.WriteByte(')')
	}
	if in.conflict != "" {
		b.WriteString(" " + in.conflict)
	}
	return b.String()
}

func (st *statement) reads() bool {
	return !st.lock && (strings.HasPrefix(st.sql, "SELECT ") || strings.HasPrefix(st.sql, "WITH "))
}

func (st *statement) text(e engine) string {
	if st.lock && e == onPostgres {
		return st.sql + " FOR NO KEY UPDATE"
	}
	return st.sql
}

// keep prepares statements once for the life of the store. It must be done
// before the first transaction: the pool of SQLite's writer has one connection.
func keep(ctx context.Context, db *sql.DB, which func(*statement) bool) (map[*statement]*sql.Stmt, error) {
	kept := make(map[*statement]*sql.Stmt, len(statements))
	for _, st := range statements {
		if !which(st) {
			continue
		}
		prepared, err := db.PrepareContext(ctx, st.text(onSQLite))
		if err != nil {
			return nil, fmt.Errorf("preparing %q: %w", st.sql, err)
		}
		kept[st] = prepared
	}
	return kept, nil
}

// runner runs statements, in a transaction when tx is set.
type runner struct {
	engine engine
	db     interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
	pool *sql.DB // outside of a transaction
	tx   *sql.Tx
	kept map[*statement]*sql.Stmt
	// own are those of kept that the transaction has used. It holds each that
	// it is asked for until it ends, so it is asked once.
	own map[*statement]*sql.Stmt
	// seen is what the transaction sees on PostgreSQL at the moment.
	seen *scope
	// queue is where the rows that the transaction adds wait to be sealed.
	queue *queue
}

// within runs statements in a transaction.
func within(tx *sql.Tx, e engine, kept map[*statement]*sql.Stmt) runner {
	return runner{engine: e, db: tx, tx: tx, kept: kept, own: map[*statement]*sql.Stmt{}, seen: &scope{}, queue: &queue{}}
}

func (r runner) prepared(ctx context.Context, st *statement) *sql.Stmt {
	p := r.kept[st]
	if p == nil || r.tx == nil {
		return p
	}
	own, ok := r.own[st]
	if !ok {
		own = r.tx.StmtContext(ctx, p)
		r.own[st] = own
	}
	return own
}

// exec runs a statement and gives the number of rows it changed.
func (r runner) exec(ctx context.Context, st *statement, args ...any) (int64, error) {
	var result sql.Result
	if err := r.see(ctx, st, args); err != nil {
		return 0, err
	}
	watched(ctx, st.sql, args)
	var err error
	if p := r.prepared(ctx, st); p != nil {
		result, err = p.ExecContext(ctx, args...)
	} else {
		result, err = r.db.ExecContext(ctx, st.text(r.engine), args...)
	}
	if err != nil {
		if r.engine.exists(err) {
			return 0, fmt.Errorf("%w (%w)", ErrExists, err)
		}
		return 0, err
	}
	return result.RowsAffected()
}

// add inserts many rows. PostgreSQL takes them many to a round trip; SQLite,
// which has none, is quickest with one kept statement.
func (r runner) add(ctx context.Context, st *statement, rows [][]any) error {
	if r.engine == onPostgres {
		return r.addAtOnce(ctx, st, rows)
	}
	for _, row := range rows {
		if _, err := r.exec(ctx, st, row...); err != nil {
			return err
		}
	}
	return nil
}

// addAtOnce adds up to 64 rows to a message, all of one register, for a policy
// lets a message touch one.
func (r runner) addAtOnce(ctx context.Context, st *statement, rows [][]any) error {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && n < 64 && (!st.namesRegister() || rows[n][0] == rows[0][0]) {
			n++
		}
		switch {
		case n < 8:
			n = 1
		case n < 64:
			n = 8 // few lengths, so that each is prepared once
		}
		if n == 1 {
			if _, err := r.exec(ctx, st, rows[0]...); err != nil {
				return err
			}
			rows = rows[1:]
			continue
		}
		args := make([]any, 0, n*len(st.insert.columns))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if err := r.see(ctx, st, args); err != nil {
			return err
		}
		if _, err := r.db.ExecContext(ctx, st.insert.text(n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (r runner) query(ctx context.Context, st *statement, args ...any) (*sql.Rows, error) {
	if err := r.see(ctx, st, args); err != nil {
		return nil, err
	}
	if p := r.prepared(ctx, st); p != nil {
		return p.QueryContext(ctx, args...)
	}
	return r.db.QueryContext(ctx, st.text(r.engine), args...)
}

// scan is what a row gives its columns to.
type scan func(into ...any) error

// each calls fn for each row of a statement.
func (r runner) each(ctx context.Context, st *statement, fn func(scan) error, args ...any) error {
	watched(ctx, st.sql, args)
	if r.engine == onPostgres && r.tx == nil {
		return r.eachAtOnce(ctx, st, fn, args)
	}
	rows, err := r.query(ctx, st, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, fn)
}

// eachOf is each for a text that was put together for one use.
func (r runner) eachOf(ctx context.Context, text string, args []any, fn func(scan) error) error {
	return r.each(ctx, &statement{sql: text}, fn, args...)
}

func eachRow(rows *sql.Rows, fn func(scan) error) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// all reads each row of a statement.
func all[T any](ctx context.Context, r runner, st *statement, read func(scan) (T, error), args ...any) ([]T, error) {
	var found []T
	err := r.each(ctx, st, func(row scan) error {
		t, err := read(row)
		found = append(found, t)
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// one reads the only row of a statement; the error is ErrNotFound without one.
func one[T any](ctx context.Context, r runner, st *statement, read func(scan) (T, error), args ...any) (T, error) {
	var t T
	found, err := all(ctx, r, st, read, args...)
	switch {
	case err != nil:
		return t, err
	case len(found) == 0:
		return t, ErrNotFound
	}
	return found[0], nil
}

// only reads a row of a single column.
func only[T any](row scan) (T, error) {
	var t T
	err := row(&t)
	return t, err
}
