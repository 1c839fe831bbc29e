package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// everyFact has each kind of fact once, with its fields filled.
func everyFact() []casefile.Fact {
	return []casefile.Fact{
		casefile.Details{GivenName: "Siân", FamilyName: "O’Brien", PreferredName: "Shân", NHSNumber: "9991234560", BirthDate: civil.Of(1987, 3, 2), Language: "Cymraeg"},
		casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed},
		casefile.EHCPlan{Status: casefile.Maintained},
		casefile.Referral{ID: "r1", By: casefile.ByFamily},
		casefile.ReferralDecision{Referral: "r1", Outcome: casefile.Accepted, Reason: "meets <the> \"criteria\" & more"},
		casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own},
		casefile.JoinedRegister{},
		casefile.Rated{Rating: casefile.Red, Factors: []string{"placement at risk"}, HowSoon: "days"},
		casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.Low, LegalStatus: "3"},
		casefile.ReviewHeld{ID: "v1", Setting: casefile.Inpatient},
		casefile.ReportSent{Review: "v1", To: []casefile.Recipient{casefile.ToPerson, casefile.ToAttendees}},
		casefile.Action{ID: "a1", Due: civil.Of(2026, 4, 1), Text: "Find a flat", Owner: "Council"},
		casefile.Imported{Import: "i1", File: "r.xlsx", Sheet: "Red", Row: 4, Key: "k", Cells: []casefile.Cell{{Column: "Shoe size", Value: "9½"}}, Flags: []casefile.Flag{{ID: "f1", Code: "unread", Message: "Check it"}}},
		casefile.EnteredInError{Entry: 3},
	}
}

func TestTheRecordReadsBackAsWritten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		want := casefile.Fold("p1", nil)
		for i, f := range everyFact() {
			e := casefile.Entry{On: civil.Of(2026, 1, 1) + civil.Date(i), Fact: f, Note: fmt.Sprintf("note %d: naïve “quotes” 'and' \\ 漢字 \t\n", i)}
			at := noon.Add(time.Duration(i)*time.Second + 123456789*time.Nanosecond)
			by := casefile.Author{ID: fmt.Sprint("u", i), Name: "Ann Éxample", Role: "coordinator"}
			var version int
			err := s.Do(ctx, work("N1"), func(tx *Tx) error {
				c, err := tx.Case("p1")
				if errors.Is(err, ErrNotFound) {
					c, err = tx.NewCase("p1")
				}
				if err != nil {
					return err
				}
				if err := tx.AppendAt(c, by, at, e); err != nil {
					return err
				}
				again, err := tx.Case("p1")
				if err != nil || again != c {
					t.Errorf("the case asked for again is %v, %v", again, err)
				}
				version = c.Version()
				return tx.Audit(audit("record"))
			})
			if err != nil {
				t.Fatal(err)
			}
			if version != i+1 {
				t.Errorf("version %d after %d entries", version, i+1)
			}
			want.Append(casefile.Recorded{Entry: e, Seq: i + 1, RecordedAt: at.Truncate(time.Microsecond), By: by})
		}
		got, err := s.Case(ctx, "N1", "p1")
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("read back\n%+v,\nwant\n%+v", got, want)
		}
		var streamed []*casefile.Case
		if err := s.EachCase(ctx, "N1", func(c *casefile.Case) error { streamed = append(streamed, c); return nil }); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(streamed, []*casefile.Case{want}) {
			t.Errorf("streamed %+v", streamed)
		}
		verifies(t, s, Report{Registers: 1, Cases: 1, Entries: len(everyFact())})
	})
}

// verifies holds the whole of a report, whatever waits to be re-evaluated.
func verifies(t testing.TB, s *Store, want Report) {
	t.Helper()
	got, err := s.Verify(context.Background(), rules, today)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.VerifyLog(context.Background(), &got, Trust{}); err != nil {
		t.Fatal(err)
	}
	got.Stale, got.Log = want.Stale, want.Log
	if !reflect.DeepEqual(got, want) {
		t.Errorf("verify found %+v,\nwant %+v", got, want)
	}
}

func TestTheChainIsThatOfTheCaseFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}), casefile.Entry{On: civil.Of(2026, 1, 2), Fact: casefile.Rated{Rating: casefile.Red}, Note: "why"})
		stored := func(seq int, on, kind, body, note string) casefile.Stored {
			return casefile.Stored{Register: "N1", Case: "p1", Seq: seq, On: on, Kind: kind, Body: body, Note: note,
				RecordedAt: "2026-03-02T12:00:00.000000Z", AuthorID: "u1", AuthorName: "Ann Example", As: "coordinator"}
		}
		first := casefile.Chain(casefile.Hash{}, stored(1, "2026-01-01", "joined-register", "{}", ""))
		second := casefile.Chain(first, stored(2, "2026-01-02", "rating", `{"rating":"red"}`, "why"))
		rows, err := all(t.Context(), s.reader(), selectEntries, readRow, "N1", "p1")
		if err != nil {
			t.Fatal(err)
		}
		want := []row{
			{stored(1, "2026-01-01", "joined-register", "{}", ""), first[:]},
			{stored(2, "2026-01-02", "rating", `{"rating":"red"}`, "why"), second[:]},
		}
		if !reflect.DeepEqual(rows, want) {
			t.Errorf("stored %+v,\nwant %+v", rows, want)
		}
		h, err := one(t.Context(), s.reader(), selectCase, readHead, "N1", "p1")
		if err != nil || h != (head{"p1", 2, second}) {
			t.Errorf("head %+v, %v", h, err)
		}
	})
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}))
		entry := on("2026-01-02", casefile.Note{})
		boom := errors.New("boom")
		append1 := func(tx *Tx) error {
			c, err := tx.Case("p1")
			if err != nil {
				return err
			}
			return tx.Append(c, ann, entry)
		}
		for name, do := range map[string]func() error{
			"an error": func() error {
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					if err := errors.Join(append1(tx), tx.Audit(audit("x"))); err != nil {
						return err
					}
					return boom
				})
			},
			"a panic": func() (err error) {
				defer func() { err = fmt.Errorf("%v", recover()) }()
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					if err := errors.Join(append1(tx), tx.Audit(audit("x"))); err != nil {
						return err
					}
					panic(boom)
				})
			},
			"no audit": func() error { return s.Do(ctx, work("N1"), append1) },
			"an audit without an actor": func() error {
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					return errors.Join(append1(tx), tx.Audit(Audit{Action: "x", UserName: "Ann"}))
				})
			},
			"no author": func() error {
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					c, err := tx.Case("p1")
					if err != nil {
						return err
					}
					return errors.Join(tx.Append(c, casefile.Author{ID: "u1"}, entry), tx.Audit(audit("x")))
				})
			},
			"a case of nobody's": func() error {
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					return errors.Join(tx.Append(casefile.Fold("p1", nil), ann, entry), tx.Audit(audit("x")))
				})
			},
			"a NUL": func() error {
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					c, err := tx.Case("p1")
					if err != nil {
						return err
					}
					return errors.Join(tx.Append(c, ann, casefile.Entry{On: today, Fact: casefile.Note{}, Note: "a\x00b"}), tx.Audit(audit("x")))
				})
			},
			"no day": func() error {
				return s.Do(ctx, work("N1"), func(tx *Tx) error {
					c, err := tx.Case("p1")
					if err != nil {
						return err
					}
					return errors.Join(tx.Append(c, ann, casefile.Entry{Fact: casefile.Note{}}), tx.Audit(audit("x")))
				})
			},
			"another register": func() error {
				return s.Do(ctx, work("N2"), func(tx *Tx) error { _, err := tx.Case("p1"); return err })
			},
			"a register that is none": func() error {
				return s.Do(ctx, work("N2"), func(tx *Tx) error {
					c, err := tx.NewCase("p9")
					return errors.Join(err, tx.Append(c, ann, entry), tx.Audit(audit("x")))
				})
			},
		} {
			if err := do(); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		verifies(t, s, Report{Registers: 1, Cases: 1, Entries: 1})
		trail, err := s.AuditTrail(ctx, "N1", AuditQuery{}, 100)
		if err != nil || len(trail) != 2 { // the register's and the case's own
			t.Errorf("audit: %+v, %v", trail, err)
		}
		if _, err := s.Case(ctx, "N1", "p9"); !errors.Is(err, ErrNotFound) {
			t.Errorf("no such case: %v", err)
		}
		if _, err := s.Case(ctx, "N2", "p1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the case of another register: %v", err)
		}
		err = s.Do(ctx, work("N1"), func(tx *Tx) error { _, err := tx.NewCase("p1"); return err })
		if !errors.Is(err, ErrExists) {
			t.Errorf("a case that is there: %v", err)
		}
	})
}

func TestACaseBegunAndLeftEmptyIsNotKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		err := s.Do(t.Context(), work("N1"), func(tx *Tx) error { _, err := tx.NewCase("p1"); return err })
		if err != nil {
			t.Fatal(err)
		}
		verifies(t, s, Report{Registers: 1})
	})
}

// note adds a note to each case, in their order, in one transaction.
func note(s *Store, text string, between func(), ids ...string) error {
	return s.Do(context.Background(), work("N1"), func(tx *Tx) error {
		for i, id := range ids {
			if i > 0 && between != nil {
				between()
			}
			c, err := tx.Case(id)
			if err != nil {
				return err
			}
			if err := tx.Append(c, ann, casefile.Entry{On: today, Fact: casefile.Note{}, Note: text}); err != nil {
				return err
			}
		}
		return tx.Audit(audit("note"))
	})
}

// Writers of one case wait for each other, and none overwrites another.
func TestWritersOfOneCaseTakeTurns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}))
		put(t, s, "N1", "p2", on("2026-01-01", casefile.JoinedRegister{}))
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := range 10 {
					if err := note(s, fmt.Sprint(w, " ", i), nil, "p1", "p2"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		verifies(t, s, Report{Registers: 1, Cases: 2, Entries: 2 + 2*80})
	})
}

// Two who each hold what the other wants: PostgreSQL undoes one of them, and
// it is run again.
func TestADeadlockIsRunAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}))
		put(t, s, "N1", "p2", on("2026-01-01", casefile.JoinedRegister{}))
		var wg, both sync.WaitGroup
		both.Add(2)
		for _, ids := range [][]string{{"p1", "p2"}, {"p2", "p1"}} {
			wg.Go(func() {
				var once sync.Once
				meet := func() { once.Do(func() { both.Done(); both.Wait() }) }
				if s.engine == onSQLite {
					meet = nil // the second has not begun while the first goes on
				}
				if err := note(s, "x", meet, ids...); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		verifies(t, s, Report{Registers: 1, Cases: 2, Entries: 6})
	})
}

func TestTheRecordOnlyGrows(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}))
		for _, text := range []string{
			"UPDATE entries SET note = 'x'", "DELETE FROM entries", "DELETE FROM cases", "UPDATE audit SET detail = 'x'", "DELETE FROM audit",
		} {
			if _, err := bare(t, s).Exec(text); err == nil || !strings.Contains(err.Error(), "only grow") {
				t.Errorf("%s: %v", text, err)
			}
		}
		if s.engine == onPostgres {
			for _, table := range []string{"entries", "audit", "cases CASCADE"} {
				if _, err := bare(t, s).Exec("TRUNCATE " + table); err == nil || !strings.Contains(err.Error(), "only grows") {
					t.Errorf("TRUNCATE %s: %v", table, err)
				}
			}
		}
	})
}

func TestReadersAreNotWriters(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	if _, err := s.read.Exec("INSERT INTO registers (register, name, settings, created_at) VALUES ('x', 'x', '{}', '')"); err == nil {
		t.Error("the pool for reading wrote")
	}
}

func TestEachCaseComesOnceInOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		const n = 2*batchSize + 1
		for _, register := range []string{"N1", "N2"} {
			err := s.Do(t.Context(), work(register), func(tx *Tx) error {
				for i := range n {
					c, err := tx.NewCase(fmt.Sprintf("p%04d", i))
					if err != nil {
						return err
					}
					if err := tx.Append(c, ann, on("2026-01-01", casefile.Details{FamilyName: fmt.Sprint(register, i)}), on("2026-01-02", casefile.JoinedRegister{})); err != nil {
						return err
					}
				}
				return tx.Audit(audit("many"))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		i := 0
		err := s.EachCase(t.Context(), "N1", func(c *casefile.Case) error {
			if want := fmt.Sprintf("p%04d", i); c.ID != want || c.Version() != 2 || c.Details.FamilyName != fmt.Sprint("N1", i) {
				t.Fatalf("case %d is %s of %s with %d entries", i, c.ID, c.Details.FamilyName, c.Version())
			}
			i++
			return nil
		})
		if err != nil || i != n {
			t.Errorf("%d cases, %v", i, err)
		}
		stop := errors.New("stop")
		if err := s.EachCase(t.Context(), "N1", func(*casefile.Case) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("stopped with %v", err)
		}
		verifies(t, s, Report{Registers: 2, Cases: 2 * n, Entries: 4 * n})
	})
}

// A transaction that lets its cases go writes the same record as one that
// holds them, and is undone as a whole.
func TestLettingCasesGo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		put(t, s, "N1", "old", on("2026-01-01", casefile.JoinedRegister{}))
		by := casefile.Author{ID: "u1", Name: "Ann Example", Role: "coordinator"}
		change := func(last error) error {
			return s.Do(ctx, work("N1"), func(tx *Tx) error {
				var before *casefile.Case
				for i := range 3 {
					for _, id := range []string{"new", "old"} {
						c, err := tx.Case(id)
						if errors.Is(err, ErrNotFound) {
							c, err = tx.NewCase(id)
						}
						if err != nil {
							return err
						}
						if err := tx.Append(c, by, casefile.Entry{On: today, Fact: casefile.Note{}, Note: fmt.Sprint("note ", i)}); err != nil {
							return err
						}
						before = c
					}
					if err := tx.LetGo(); err != nil {
						return err
					}
					if err := tx.Append(before, by, casefile.Entry{On: today, Fact: casefile.Note{}}); err == nil {
						t.Error("a case that was let go took an entry")
					}
				}
				if _, err := tx.NewCase("new"); !errors.Is(err, ErrExists) {
					t.Errorf("begun twice: %v", err)
				}
				return errors.Join(last, tx.Audit(audit("record")))
			})
		}
		versions := func() (v [2]int) {
			for i, id := range []string{"new", "old"} {
				c, err := s.Case(ctx, "N1", id)
				if err != nil && !errors.Is(err, ErrNotFound) {
					t.Fatal(err)
				}
				if err == nil {
					v[i] = c.Version()
				}
			}
			return v
		}
		if err := change(errors.New("no")); err == nil || versions() != [2]int{0, 1} {
			t.Errorf("undone: %v, versions %v", err, versions())
		}
		if err := change(nil); err != nil || versions() != [2]int{3, 4} {
			t.Errorf("done: %v, versions %v", err, versions())
		}
		if report, err := s.Verify(ctx, rules, today); err != nil || !report.OK() {
			t.Errorf("%v %v", report.Faults, err)
		}
	})
}
