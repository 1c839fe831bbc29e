package bench

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
)

const personColumns = "case_id, given, family, preferred, name, nhs_number, birth_date, rating, rating_since, local_authority, setting, " +
	"consent, reviews_consent, coordinator, flags, flag_message, next_due, next_rule, next_state, open_count, hospital, ward, changed_at, changed_by"

// BenchmarkRegister opens a page of 50 people. The floor are those rows and the
// numbers of each colour.
func BenchmarkRegister(b *testing.B) {
	today := civil.FromTime(time.Now()).String()
	for _, page := range []struct{ name, path, where, order, offset string }{
		{"first", "/register", "", "rating_rank, open_due, sort_key, case_id", "0"},
		{"red-overdue", "/register?overdue=yes&rating=red", " AND open_due < '" + today + "' AND rating_rank = 0", "rating_rank, open_due, sort_key, case_id", "0"},
		{"middle-by-name", "/register?page=%d&sort=name", "", "sort_key, case_id", "%d"},
	} {
		b.Run(page.name, func(b *testing.B) {
			eachRegister(b, func(b *testing.B, r *register) {
				v := r.signIn(b, access.Coordinator)
				path, offset := page.path, page.offset
				if strings.Contains(path, "%d") {
					middle := len(r.cases) / 2 / 50
					path, offset = fmt.Sprintf(path, middle+1), fmt.Sprintf(offset, middle*50)
				}
				if n := strings.Count(v.get(b, path), "href=\"/people/"); n < 50 {
					b.Fatalf("%s has %d people", path, n)
				}
				list := prepare(b, r.bare, "SELECT "+personColumns+" FROM people WHERE register = $1 AND on_register = 'on'"+page.where+
					" ORDER BY "+page.order+" LIMIT 50 OFFSET "+offset)
				where, _, _ := strings.Cut(page.where, " AND rating_rank = 0")
				count := prepare(b, r.bare, "SELECT rating_rank, COUNT(*) FROM people WHERE register = $1 AND on_register = 'on'"+where+" GROUP BY rating_rank")
				beside(b, atOnce, func(int) { v.get(b, path) }, func(int) {
					if n := rows(b, list, area.Code); n != 50 {
						b.Fatalf("%d rows", n)
					}
					rows(b, count, area.Code)
				})
			})
		})
	}
}

// BenchmarkPerson opens one person after another. The floor are their entries.
func BenchmarkPerson(b *testing.B) {
	eachRegister(b, func(b *testing.B, r *register) {
		v := r.signIn(b, access.Coordinator)
		entries := prepare(b, r.bare, "SELECT * FROM entries WHERE register = $1 AND case_id = $2 ORDER BY seq")
		beside(b, atOnce, func(n int) { v.get(b, "/people/"+r.one(n)) }, func(n int) { rows(b, entries, area.Code, r.one(n)) })
	})
}

// one is a case, another for each n, from all over the register.
func (r *register) one(n int) string { return r.cases[n*7919%len(r.cases)] }

// BenchmarkExport writes the whole register as a file. The floor reads the same
// rows.
func BenchmarkExport(b *testing.B) {
	for _, format := range []string{"xlsx", "csv"} {
		b.Run(format, func(b *testing.B) {
			eachRegister(b, func(b *testing.B, r *register) {
				v := r.signIn(b, access.Executive)
				all := prepare(b, r.bare, "SELECT * FROM people WHERE register = $1 AND on_register = 'on' ORDER BY rating_rank, open_due, sort_key, case_id")
				beside(b, atOnce, func(int) { v.get(b, "/register/export?format="+format) }, func(int) { rows(b, all, area.Code) })
			})
		})
	}
}
