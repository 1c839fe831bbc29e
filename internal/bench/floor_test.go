package bench

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/store"
)

// beside measures what Homeward does and, in turns with it so that both have
// the same machine, its floor. It reports medians in milliseconds, and how many
// floors the thing costs. What ready does before each turn is not measured.
func beside(b *testing.B, ready, do, floor func(n int)) {
	b.Helper()
	var done, floors []time.Duration
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		ready(n)
		b.StartTimer()
		done = append(done, took(func() { do(n) }))
		b.StopTimer()
		floors = append(floors, took(func() { floor(n) }))
		b.StartTimer()
	}
	b.ReportMetric(0, "ns/op") // said by ms
	b.ReportMetric(milliseconds(median(done)), "ms")
	b.ReportMetric(milliseconds(percentile(done, 95)), "p95-ms")
	b.ReportMetric(milliseconds(median(floors)), "floor-ms")
	b.ReportMetric(float64(median(done))/float64(median(floors)), "x-floor")
}

func atOnce(int) {}

func took(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func median(all []time.Duration) time.Duration { return percentile(all, 50) }

func percentile[N cmp.Ordered](all []N, p int) N {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[(len(sorted)-1)*p/100]
}

// rows reads all that a prepared statement selects, and is how many.
func rows(b *testing.B, st *sql.Stmt, args ...any) int {
	b.Helper()
	found, err := st.Query(args...)
	must(b, err)
	return eachRow(b, found, func([]any) {})
}

func eachRow(b *testing.B, found *sql.Rows, fn func([]any)) int {
	b.Helper()
	defer found.Close()
	columns, err := found.Columns()
	must(b, err)
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	n := 0
	for found.Next() {
		must(b, found.Scan(into...))
		fn(values)
		n++
	}
	must(b, found.Err())
	return n
}

func texts(b *testing.B, db *sql.DB, statement string, args ...any) []string {
	b.Helper()
	found, err := db.Query(statement, args...)
	must(b, err)
	var all []string
	eachRow(b, found, func(values []any) { all = append(all, fmt.Sprint(values[0])) })
	return all
}

func prepare(b *testing.B, db *sql.DB, statement string) *sql.Stmt {
	b.Helper()
	st, err := db.Prepare(statement)
	must(b, err)
	b.Cleanup(func() { st.Close() })
	return st
}

// table is the rows of one table.
type table struct {
	name string
	rows [][]any
}

// readTable takes rows out of a database. Where is what comes after WHERE.
func readTable(b *testing.B, db *sql.DB, name, where string, args ...any) table {
	b.Helper()
	found, err := db.Query("SELECT * FROM "+name+" WHERE "+where, args...)
	must(b, err)
	t := table{name: name}
	eachRow(b, found, func(values []any) { t.rows = append(t.rows, slices.Clone(values)) })
	return t
}

// put writes rows into the tables of another database, within a transaction.
func put(b *testing.B, tx *sql.Tx, tables ...table) {
	b.Helper()
	for _, t := range tables {
		if len(t.rows) == 0 {
			continue
		}
		places := make([]string, len(t.rows[0]))
		for i := range places {
			places[i] = fmt.Sprintf("$%d", i+1)
		}
		st, err := tx.Prepare("INSERT INTO " + t.name + " VALUES (" + strings.Join(places, ", ") + ")")
		must(b, err)
		for _, row := range t.rows {
			_, err := st.Exec(row...)
			must(b, err)
		}
		must(b, st.Close())
	}
}

// empty is a database with Homeward's tables and nothing in them, open bare.
func empty(b *testing.B, address string) *sql.DB {
	b.Helper()
	s, err := store.Open(context.Background(), address)
	must(b, err)
	must(b, s.Close())
	db := bare(b, address)
	db.SetMaxOpenConns(1)
	return db
}

func inOne(b *testing.B, db *sql.DB, fn func(*sql.Tx)) {
	b.Helper()
	tx, err := db.Begin()
	must(b, err)
	fn(tx)
	must(b, tx.Commit())
}
