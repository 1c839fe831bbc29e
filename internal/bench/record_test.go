package bench

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

var operator = app.CommandLine(area.Code)

// BenchmarkRate sends a form with a new rating; the answer comes when it is on
// the disk. The floor writes such an entry, audit row and index rows durably
// in one transaction.
func BenchmarkRate(b *testing.B) {
	eachRegister(b, func(b *testing.B, r *register) {
		v := r.signIn(b, access.Coordinator)
		y, m, d := civil.FromTime(time.Now()).YMD()
		path, form := "", url.Values{}
		ready := func(n int) {
			view, err := r.app.Person(context.Background(), operator, r.one(n), app.AsAt{})
			must(b, err)
			rating := casefile.Red
			switch {
			case view.Case.InHospital():
				rating = casefile.Blue
			case view.Case.Rating != nil && view.Case.Rating.Rating == casefile.Red:
				rating = casefile.Amber
			}
			path = "/people/" + r.one(n) + "/record/rating"
			form = url.Values{
				"version": {strconv.Itoa(view.Case.Version())}, "do": {"save"}, "rating": {string(rating)}, "note": {"Agreed at the meeting"},
				"on[day]": {strconv.Itoa(d)}, "on[month]": {strconv.Itoa(m)}, "on[year]": {strconv.Itoa(y)},
			}
		}
		rate := func(int) { v.post(b, path, form) }
		ready(0)
		rate(0)
		beside(b, ready, rate, rateFloor(b, r, r.one(0)))
	})
}

// rateFloor writes what the last entry of a case wrote, again and again.
func rateFloor(b *testing.B, r *register, id string) func(int) {
	b.Helper()
	entry := readTable(b, r.bare, "entries", "register = $1 AND case_id = $2 ORDER BY seq DESC LIMIT 1", area.Code, id)
	audit := readTable(b, r.bare, "audit", "register = $1 AND case_id = $2 ORDER BY at DESC LIMIT 1", area.Code, id)
	index := indexOf(b, r.bare, "register = $1 AND case_id = $2", area.Code, id)
	db := empty(b, r.another(b))
	inOne(b, db, func(tx *sql.Tx) {
		put(b, tx, readTable(b, r.bare, "registers", "register = $1", area.Code), readTable(b, r.bare, "cases", "register = $1 AND id = $2", area.Code, id))
		put(b, tx, index...)
	})
	return func(n int) {
		entry.rows[0][2], audit.rows[0][2] = n+1, fmt.Sprint("id ", n) // seq, id
		inOne(b, db, func(tx *sql.Tx) {
			put(b, tx, entry, audit)
			_, err := tx.Exec("UPDATE cases SET version = $1 WHERE register = $2 AND id = $3", n+1, area.Code, id)
			must(b, err)
			for _, t := range index {
				_, err := tx.Exec("DELETE FROM "+t.name+" WHERE register = $1 AND case_id = $2", area.Code, id)
				must(b, err)
			}
			put(b, tx, index...)
		})
	}
}

func indexOf(b *testing.B, db *sql.DB, where string, args ...any) []table {
	b.Helper()
	var all []table
	for _, name := range []string{"people", "people_names", "obligations"} {
		all = append(all, readTable(b, db, name, where, args...))
	}
	return all
}

// another is the address of an empty database on the same engine.
func (r *register) another(b *testing.B) string {
	b.Helper()
	return fresh(b, r.engine)
}

func fresh(b *testing.B, engine string) string {
	b.Helper()
	if engine == "PostgreSQL" {
		return enginetest.Postgres(kept{b})
	}
	return enginetest.SQLite(b)
}

// BenchmarkVerify recomputes every chain and every index. The floor reads the
// same rows.
func BenchmarkVerify(b *testing.B) {
	eachRegister(b, func(b *testing.B, r *register) {
		var all []*sql.Stmt
		for _, of := range []string{"cases WHERE register = $1 ORDER BY id", "entries WHERE register = $1 ORDER BY case_id, seq", "people WHERE register = $1 ORDER BY case_id",
			"people_names WHERE register = $1 ORDER BY case_id", "obligations WHERE register = $1 ORDER BY case_id, n"} {
			all = append(all, prepare(b, r.bare, "SELECT * FROM "+of))
		}
		beside(b, atOnce, func(int) {
			report, err := r.app.Verify(context.Background(), operator, store.Trust{})
			must(b, err)
			if !report.OK() || report.Cases < r.people {
				b.Fatalf("%+v", report)
			}
		}, func(int) {
			for _, st := range all {
				rows(b, st, area.Code)
			}
		})
	})
}

// lines is how many people the spreadsheet has that is brought in.
const lines = 5000

// BenchmarkImportCheck uploads a spreadsheet, reads it, proposes its columns
// and checks every line, as far as the page that shows them. There is no SQL
// in it to compare with; the aim is 2 s.
func BenchmarkImportCheck(b *testing.B) {
	data := spreadsheet(b)
	var done []time.Duration
	a := newApp(b, enginetest.SQLite(b))
	for b.Loop() {
		done = append(done, took(func() { upload(b, a, data) }))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(median(done)), "ms")
}

// BenchmarkImportCommit brings the checked lines into an empty register. The
// floor writes the same rows in one transaction.
func BenchmarkImportCommit(b *testing.B) {
	data := spreadsheet(b)
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		b.Run(engine, func(b *testing.B) {
			var a *app.App
			var id, address string
			beside(b, func(int) {
				address = fresh(b, engine)
				a = newApp(b, address)
				id = upload(b, a, data)
			}, func(int) {
				receipt, err := a.CommitImportNow(context.Background(), operator, id)
				must(b, err)
				if receipt.Added != lines {
					b.Fatalf("%+v", receipt)
				}
			}, importFloor(b, engine, &address))
		})
	}
}

// importFloor copies all that an import wrote into another empty database; how
// long reading it takes is not part of it, so it is done beforehand.
func importFloor(b *testing.B, engine string, address *string) func(int) {
	var written []table
	return func(n int) {
		if written == nil {
			from := bare(b, *address)
			for _, name := range []string{"registers", "cases", "entries"} {
				written = append(written, readTable(b, from, name, "register = $1", area.Code))
			}
			written = append(written, indexOf(b, from, "register = $1", area.Code)...)
			written = append(written, readTable(b, from, "audit", "register = $1", area.Code))
		}
		db := empty(b, fresh(b, engine))
		inOne(b, db, func(tx *sql.Tx) { put(b, tx, written...) })
	}
}

func newApp(b *testing.B, address string) *app.App {
	b.Helper()
	s, err := store.Open(context.Background(), address)
	must(b, err)
	b.Cleanup(func() { s.Close() })
	a, err := app.New(s, clock.England(), time.Now)
	must(b, err)
	must(b, a.CreateRegister(context.Background(), operator, area.Code, area.Name))
	return a
}

func upload(b *testing.B, a *app.App, data []byte) (id string) {
	b.Helper()
	ctx := context.Background()
	id, err := a.StartImport(ctx, operator, "register.xlsx", data)
	must(b, err)
	view, err := a.Import(ctx, operator, id)
	must(b, err)
	must(b, a.SetMapping(ctx, operator, id, view.Mapping))
	review, err := a.Review(ctx, operator, id)
	must(b, err)
	if review.Ready != lines {
		b.Fatalf("of %d lines %d are ready", lines, review.Ready)
	}
	return id
}

// spreadsheet is a register of twelve columns as areas keep them.
func spreadsheet(b *testing.B) []byte {
	b.Helper()
	var file bytes.Buffer
	w, err := sheet.NewXLSX(&file, "DSR", []string{
		"Surname", "First name", "D.O.B", "NHS No.", "Local Authority", "Diagnosis", "Date referred", "Consent?", "Consent date", "RAG", "RAG date", "Notes",
	})
	must(b, err)
	pick := func(n int, of ...string) sheet.Cell { return sheet.Text(of[n%len(of)]) }
	for n := range lines {
		born := civil.Of(1960, 1, 1) + civil.Date(n%20000)
		must(b, w.Row([]sheet.Cell{
			sheet.Text(fmt.Sprintf("Obi%c%c", 'a'+n%26, 'a'+n/26%26)), pick(n/676, "Ada", "Ben", "Cai", "Dee", "Eve", "Flo", "Gus", "Hal"),
			sheet.Day(born), sheet.Text(number(n)), pick(n, area.Name+" County Council", "Westport City Council"),
			pick(n, "LD", "ASD", "LD + autism", "?ASD - awaiting assessment"), sheet.Day(born + 5000), pick(n, "Y", "yes - parent", "BI decision 12/3/25"), sheet.Text("12/3/2025"),
			pick(n, "R", "Amber", "green"), sheet.Text("1.9.26"), sheet.Text("Moved from Westport. Support worker twice a week, review asked for"),
		}))
	}
	must(b, w.Close())
	return file.Bytes()
}

// number is the nth invented NHS number: those that begin with 999 are nobody's.
func number(n int) string {
	for tail := n * 11; ; tail++ {
		text := fmt.Sprintf("999%06d", tail)
		sum := 0
		for i, digit := range text {
			sum += int(digit-'0') * (10 - i)
		}
		if check := (11 - sum%11) % 11; check != 10 {
			return fmt.Sprint(text, check)
		}
	}
}
