package store

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// The sizes of the registers that the benchmarks work with; HOMEWARD_BENCH_PEOPLE
// names others, such as 1500,15000,150000. Of 150,000 people it takes minutes to
// make one.
func benchSizes(b *testing.B) []int {
	list := os.Getenv("HOMEWARD_BENCH_PEOPLE")
	if list == "" {
		list = "1500,15000"
	}
	var sizes []int
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// benchStores are made once and shared by the benchmarks.
var benchStores = struct {
	sync.Mutex
	by map[string]*Store
}{by: map[string]*Store{}}

// eachSize runs a benchmark on a register of each size on each engine.
func eachSize(b *testing.B, run func(b *testing.B, s *Store, people int)) {
	for _, e := range []engine{onSQLite, onPostgres} {
		for _, people := range benchSizes(b) {
			b.Run(fmt.Sprintf("%s/%d", e, people), func(b *testing.B) {
				s := benchStore(b, e, people)
				b.ResetTimer()
				run(b, s, people)
			})
		}
	}
}

func benchStore(b *testing.B, e engine, people int) *Store {
	benchStores.Lock()
	defer benchStores.Unlock()
	key := fmt.Sprint(e, people)
	if s, ok := benchStores.by[key]; ok {
		return s
	}
	address := ""
	if e == onPostgres {
		address = enginetest.Postgres(keepOpen{b})
	} else {
		dir, err := os.MkdirTemp("", "homeward-bench")
		if err != nil {
			b.Fatal(err)
		}
		atEnd = append(atEnd, func() { os.RemoveAll(dir) })
		address = "sqlite:" + dir
	}
	s, err := Open(context.Background(), address)
	if err != nil {
		b.Fatal(err)
	}
	atEnd = append(atEnd, func() { s.Close() })
	addresses.Store(s, address)
	populate(b, s, "N1", people)
	if e == onPostgres {
		// As autovacuum leaves a database that has been in use for an hour.
		if _, err := bare(b, s).Exec("VACUUM ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	benchStores.by[key] = s
	return s
}

// atEnd is what TestMain does when all benchmarks are done, last first.
var atEnd []func()

// keepOpen keeps what one benchmark made for those after it.
type keepOpen struct{ testing.TB }

func (k keepOpen) Cleanup(f func()) { atEnd = append(atEnd, f) }

func BenchmarkRegisterPage(b *testing.B) {
	for name, q := range map[string]PeopleQuery{
		"plain":   {},
		"red":     {Ratings: []string{"red"}},
		"filters": {Ratings: []string{"red", "amber"}, Authorities: authorities[:2], AgeGroups: []string{"18-25", "26-64"}, Overdue: true},
		"by-name": {Sort: SortName},
		"by-due":  {Sort: SortDue},
		"changed": {Sort: SortChanged, Desc: true},
		"deep":    {Page: 1 << 30},
		"rare":    {Setting: "inpatient", Authorities: authorities[:1], Cohort: "cetr"},
		"name":    {Text: "siân wright"},
		"letter":  {Text: "s"},
		"number":  {Text: "999 000 01"},
		"birth":   {Text: "2/3/1987"},
	} {
		b.Run(name, func(b *testing.B) {
			eachSize(b, func(b *testing.B, s *Store, _ int) {
				q.Today = today
				for b.Loop() {
					if _, err := s.People(context.Background(), "N1", q); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func BenchmarkCase(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, people int) {
		n := 0
		for b.Loop() {
			n = (n + 7919) % people
			if _, err := s.Case(context.Background(), "N1", caseName(n)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A rating that is on the disk, with its index and audit.
func BenchmarkRate(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, people int) {
		n := 0
		for b.Loop() {
			n = (n + 7919) % people
			put(b, s, "N1", caseName(n), casefile.Entry{On: today, Fact: casefile.Rated{Rating: casefile.Ratings[n%3]}, Note: "why"})
		}
	})
}

// A thousand new people in one transaction, as an import adds them.
func BenchmarkImport1000(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, _ int) {
		round := 0
		for b.Loop() {
			round++
			code := fmt.Sprintf("I%p-%d", b, round)
			populate(b, s, code, 1000)
		}
	})
}

func BenchmarkWhatIsDue(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, _ int) {
		for b.Loop() {
			if _, err := s.ObligationsDue(context.Background(), "N1", DueQuery{Overdue: true, Today: today}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEachPerson(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, people int) {
		for b.Loop() {
			if err := s.EachPerson(context.Background(), "N1", PeopleQuery{Today: today}, func(PersonRow) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(people)*float64(b.N)/b.Elapsed().Seconds(), "people/s")
	})
}

func BenchmarkVerify(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, _ int) {
		entries := 0
		for b.Loop() {
			report, err := s.Verify(context.Background(), rules, today)
			if err != nil || !report.OK() {
				b.Fatalf("%v, %v", report, err)
			}
			entries += report.Entries
		}
		b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
	})
}

// Of a log that has everything in it.
func BenchmarkVerifyLog(b *testing.B) {
	key := sealKey(b)
	eachSize(b, func(b *testing.B, s *Store, _ int) {
		if _, err := s.Seal(b.Context(), key, noon, true); err != nil {
			b.Fatal(err)
		}
		leaves := 0
		for b.Loop() {
			report := logOf(b, s, Trust{})
			if !report.OK() {
				b.Fatal(report.Faults)
			}
			leaves += report.Log.Leaves
		}
		b.ReportMetric(float64(leaves)/b.Elapsed().Seconds(), "leaves/s")
	})
}

// Reading the page of the audit that is narrowed by one user and a kind.
func BenchmarkAuditPage(b *testing.B) {
	s := opened(b, "sqlite:"+b.TempDir())
	const rows = 1_000_000
	for n := 0; n < rows; {
		acts := make([]Audit, 10_000)
		for i := range acts {
			acts[i] = Audit{
				At: noon.Add(time.Duration(n) * time.Second), Register: "N1", UserID: fmt.Sprint("u", n%200), UserName: "Ann Example", Role: "clinician",
				Kind: AuditKinds[n%len(AuditKinds)], Action: "see record", Case: fmt.Sprint("p", n%15_000), Detail: "x", From: "192.0.2.7",
			}
			n++
		}
		// Past what waits to be sealed, which is not what is measured.
		if err := s.change(b.Context(), func(r runner) error {
			values := make([][]any, len(acts))
			for i, a := range acts {
				a.ID = fmt.Sprint("id", n, i)
				values[i] = a.values()
			}
			return r.add(b.Context(), insertAudit, values)
		}); err != nil {
			b.Fatal(err)
		}
	}
	for name, q := range map[string]AuditQuery{
		"all": {}, "user": {User: "u7"}, "user and kind": {User: "u7", Kinds: []AuditKind{Searched}}, "case": {Case: "p77"}, "kind, a year earlier": {Kinds: []AuditKind{Refused}, To: noon.Add(100_000 * time.Second)},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.AuditTrail(b.Context(), "N1", q, 51); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("users", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.AuditUsers(b.Context(), "N1"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRebuild(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, people int) {
		for b.Loop() {
			if err := s.Rebuild(context.Background(), rules, today, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The floor: the rows of the same page through bare SQL, without counts.
func BenchmarkFloorOfAPage(b *testing.B) {
	eachSize(b, func(b *testing.B, s *Store, _ int) {
		text := "SELECT " + personColumns + " FROM people WHERE register = $1 AND on_register = 'on' ORDER BY rating_rank, open_due, sort_key, case_id LIMIT 50"
		db := bare(b, s)
		b.ResetTimer()
		for b.Loop() {
			rows, err := db.Query(text, "N1")
			if err != nil {
				b.Fatal(err)
			}
			if err := eachRow(rows, func(row scan) error { _, err := readPerson(row); return err }); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// What the row policies of PostgreSQL cost a page of 50 rows with its counts:
// the same two statements in turn, read by the role that serves, and by the
// owner for whom the policies are lifted.
func BenchmarkRowPolicies(b *testing.B) {
	for _, people := range benchSizes(b) {
		b.Run(strconv.Itoa(people), func(b *testing.B) {
			s := benchStore(b, onPostgres, people)
			lifted := &Store{engine: onPostgres, read: bare(b, s), write: nil}
			page := func(s *Store) time.Duration {
				began := time.Now()
				p, err := s.People(context.Background(), "N1", PeopleQuery{Today: today})
				if err != nil || len(p.Rows) != 50 {
					b.Fatalf("%d rows, %v", len(p.Rows), err)
				}
				return time.Since(began)
			}
			var with, without []time.Duration
			for n := 0; b.Loop(); n++ {
				if n%2 == 0 { // whoever comes second finds the way warm
					with, without = append(with, page(s)), append(without, page(lifted))
				} else {
					without, with = append(without, page(lifted)), append(with, page(s))
				}
			}
			slices.Sort(with)
			slices.Sort(without)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(with[len(with)/2].Seconds()*1000, "with-ms")
			b.ReportMetric(without[len(without)/2].Seconds()*1000, "without-ms")
		})
	}
}
