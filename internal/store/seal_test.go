package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/seal"
)

func sealKey(t testing.TB) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sealed seals all that waits and gives the checkpoint.
func sealed(t testing.TB, s *Store, key *seal.SigningKey) seal.Checkpoint {
	t.Helper()
	done, err := s.Seal(context.Background(), key, noon, false)
	if err != nil {
		t.Fatal(err)
	}
	c, err := seal.OpenCheckpoint(done.Checkpoint, key.Verifier)
	if err != nil || c.Size != done.Size {
		t.Fatalf("%+v, %+v, %v", done, c, err)
	}
	return c
}

// logOf is what the log of a store is found to be.
func logOf(t testing.TB, s *Store, trust Trust) Report {
	t.Helper()
	var report Report
	if err := s.VerifyLog(context.Background(), &report, trust); err != nil {
		t.Fatal(err)
	}
	return report
}

// fillSealed adds rows to each sealed table but that of disposals.
func fillSealed(t testing.TB, s *Store, register string) {
	t.Helper()
	putThree(t, s, register)
	adopt(t, s, register, redWithin("[{from: always, is: 7 days}]"), today)
	guarded(t, s, register, "p1")
}

// guarded gives a case all that can stand beside it about who may see it.
func guarded(t testing.TB, s *Store, register, caseID string) {
	t.Helper()
	err := s.Do(t.Context(), work(register), func(tx *Tx) error {
		given := Involvement{Case: caseID, ID: "i1", UserID: "u1", Relation: "care-team", Since: today - 9, GivenBy: ann.ID, GivenName: ann.Name}
		over := given
		over.ID, over.UserID = "i2", "u2"
		return errors.Join(tx.Involve(given), tx.Involve(over), tx.EndInvolvement(caseID, "i2", ann.Name),
			tx.Restrict(Restriction{Case: caseID, Restricted: true, Reason: "asked for", UserID: ann.ID, UserName: ann.Name}),
			tx.Mark(Mark{Case: caseID, Seq: 3, Mark: "safeguarding", Reason: "told", UserID: ann.ID, UserName: ann.Name}),
			tx.OpenInEmergency(Emergency{ID: "e1", Case: caseID, UserID: "u1", UserName: "Ann", Role: "clinician", Reason: "unconscious", ClosesAt: noon.Add(time.Hour)}),
			tx.LookAtEmergency("e1", ann.Name, "justified", "asked"),
			tx.Audit(audit("involve")))
	})
	if err != nil {
		t.Fatal(err)
	}
}

const filled = 3 + 3*5 + 6 + 1 + 2 + 1 + 1 + 1 + 1 + 1 // cases, entries, acts, a rulebook; relations, an end, a restriction, a mark, an emergency, a look

func TestEveryRowIsSealedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		key := sealKey(t)
		known := Trust{Known: []seal.Verifier{key.Verifier}}
		if done, err := s.Seal(t.Context(), key, noon, false); err != nil || done != (Sealed{}) {
			t.Errorf("nothing to seal: %+v, %v", done, err)
		}
		fillSealed(t, s, "N1")
		if got := logOf(t, s, known); !reflect.DeepEqual(got, Report{Log: LogReport{Waiting: filled}}) {
			t.Errorf("before: %+v", got)
		}
		first := sealed(t, s, key)
		if first.Size != filled {
			t.Errorf("%d are sealed, want %d", first.Size, filled)
		}
		if again := sealed(t, s, key); again != first {
			t.Errorf("nothing was new, and it was signed again: %+v", again)
		}
		fillSealed(t, s, "N2")
		if err := s.Record(t.Context(), audit("sign in")); err != nil { // of no register
			t.Fatal(err)
		}
		second := sealed(t, s, key)
		known.Given = []seal.Checkpoint{first, second}
		want := Report{Log: LogReport{Leaves: 2*filled + 1, Checkpoints: 2 + 2}}
		if got := logOf(t, s, known); !reflect.DeepEqual(got, want) {
			t.Errorf("after: %+v, want %+v", got, want)
		}
		// Without the key it is known that the trees are right, and not who signed.
		want.Log.Checkpoints, want.Log.Unsigned = 2, 2
		if got := logOf(t, s, Trust{}); !reflect.DeepEqual(got, want) {
			t.Errorf("without the key: %+v, want %+v", got, want)
		}
		if got := logOf(t, s, Trust{Known: []seal.Verifier{sealKey(t).Verifier}}); got.Count != 2 {
			t.Errorf("with another key: %+v", got)
		}
		verifies(t, s, Report{Registers: 2, Cases: 6, Entries: 30})
	})
}

// Entries of one case, and of one transaction, are sealed in their order.
func TestRowsAreSealedInTheOrderOfTheirWriting(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		for n := range 3 {
			w := work("N1")
			w.At = noon.Add(time.Duration(n) * time.Second)
			err := s.Do(t.Context(), w, func(tx *Tx) error {
				c, err := tx.Case("p1")
				if err != nil {
					c, err = tx.NewCase("p1")
				}
				for range 12 {
					err = errors.Join(err, tx.Append(c, ann, casefile.Entry{On: today, Fact: casefile.Note{}, Note: "x"}))
				}
				return errors.Join(err, tx.Audit(audit("note")))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		sealed(t, s, sealKey(t))
		leaves, err := all(t.Context(), s.reader(), selectLeavesFrom, readLeaf, int64(0), 1000)
		if err != nil {
			t.Fatal(err)
		}
		var order []int
		for _, l := range leaves {
			if l.table == "entries" {
				n, _ := strconv.Atoi(l.key[strings.LastIndex(l.key, "/")+1:])
				order = append(order, n)
			}
		}
		if len(order) != 36 || !slices.IsSorted(order) {
			t.Errorf("sealed in the order %v", order)
		}
	})
}

// Writers and sealers at once, each sealer on a database handle of its own as
// another process has, and one transaction that is older than all and commits
// last: every row is in the log once.
func TestSealingWhileOthersWriteAndSeal(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		key := sealKey(t)
		fillSealed(t, s, "N1")
		var writers, sealers sync.WaitGroup
		stop := make(chan struct{})
		for range 3 {
			other := opened(t, address)
			sealers.Go(func() {
				for {
					if _, err := other.Seal(context.Background(), key, noon, false); err != nil {
						t.Error(err)
					}
					select {
					case <-stop:
						return
					case <-time.After(5 * time.Millisecond):
					}
				}
			})
		}
		entered, leave := make(chan struct{}), make(chan struct{})
		if s.engine == onPostgres {
			// It has written before the others begin and commits after they end.
			writers.Go(func() {
				w := work("N1")
				w.At = noon.Add(-time.Hour)
				err := s.Do(context.Background(), w, func(tx *Tx) error {
					c, err := tx.NewCase("late")
					err = errors.Join(err, tx.Append(c, ann, casefile.Entry{On: today, Fact: casefile.Note{}, Note: "late"}), tx.Audit(audit("late")), tx.LetGo())
					close(entered)
					<-leave
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
			<-entered
		}
		var busy sync.WaitGroup
		const each, rows = 40, 3
		for n := range 4 {
			busy.Go(func() {
				for m := range each {
					put(t, s, "N1", fmt.Sprintf("c%d-%d", n, m), casefile.Entry{On: today, Fact: casefile.Note{}, Note: "x"})
				}
			})
		}
		busy.Wait()
		close(leave)
		writers.Wait()
		close(stop)
		sealers.Wait()
		want := filled + 4*each*rows
		if s.engine == onPostgres {
			want += rows
		}
		c := sealed(t, s, key)
		got := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}, Given: []seal.Checkpoint{c}})
		if got.Count != 0 || got.Log.Leaves != want || got.Log.Waiting != 0 {
			t.Errorf("%+v, want %d leaves", got, want)
		}
	})
}

// What was there before there was a log is sealed as it stands then.
func TestWhatWasThereBeforeTheLogIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		fillSealed(t, s, "N1")
		list, err := migrationsFor(s.engine)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			begins := strings.HasSuffix(m.name, "_sealed_log")
			if !begins && !strings.HasSuffix(m.name, "_access_sealed") {
				continue
			}
			_, inserts, ok := strings.Cut(m.sql, "INSERT INTO unsealed")
			if !ok {
				t.Fatal("the migration finds nothing that was there before")
			}
			inserts = "INSERT INTO unsealed" + inserts
			if begins {
				inserts = "DELETE FROM unsealed; " + inserts
			}
			if _, err := bare(t, s).Exec(inserts); err != nil {
				t.Fatal(err)
			}
		}
		key := sealKey(t)
		if got := logOf(t, s, Trust{}); got.Count != 0 || got.Log.Waiting != filled {
			t.Errorf("before: %+v", got)
		}
		c := sealed(t, s, key)
		if got := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}}); got.Count != 0 || c.Size != filled || got.Log.Leaves != filled {
			t.Errorf("after: %+v of %d", got, c.Size)
		}
	})
}

func TestSealingWithAnotherKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		first, second := sealKey(t), sealKey(t)
		fillSealed(t, s, "N1")
		sealed(t, s, first)
		if _, err := s.Seal(t.Context(), second, noon, false); !errors.Is(err, ErrOtherKey) {
			t.Errorf("by another key: %v", err)
		}
		if _, err := s.Seal(t.Context(), second, noon.Add(time.Hour), true); err != nil {
			t.Errorf("anew: %v", err)
		}
		fillSealed(t, s, "N2")
		sealed(t, s, second)
		if got := logOf(t, s, Trust{Known: []seal.Verifier{first.Verifier, second.Verifier}}); got.Count != 0 || got.Log.Checkpoints != 3 {
			t.Errorf("%+v", got)
		}
	})
}

// Nothing is signed over a log that does not begin with what was signed.
func TestNothingIsSignedOverADamagedLog(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		key := sealKey(t)
		fillSealed(t, s, "N1")
		sealed(t, s, key)
		unlock(t, s)
		db := bare(t, s)
		const last = filled - 1 // with it the tree over the last 8 leaves became whole
		kept, err := one(t.Context(), s.reader(), selectLeafHashes, only[[]byte], last)
		if err != nil {
			t.Fatal(err)
		}
		fillSealed(t, s, "N2")
		another := slices.Clone(kept)
		another[len(kept)-1] ^= 1
		for name, hashes := range map[string][]byte{"another hash": another, "a hash less": kept[:len(kept)-32]} {
			if _, err := db.Exec("UPDATE seal_leaves SET hashes = $1 WHERE n = $2", hashes, last); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Seal(t.Context(), key, noon, false); !errors.Is(err, ErrLogDamaged) {
				t.Errorf("%s: signed, %v", name, err)
			}
		}
	})
}

func TestAProofOfEachEntry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		key := sealKey(t)
		fillSealed(t, s, "N1")
		if _, err := s.Prove(t.Context(), "entries", "N1", "p1", "3"); !errors.Is(err, ErrNotSealed) {
			t.Errorf("not sealed: %v", err)
		}
		c := sealed(t, s, key)
		put(t, s, "N1", "p1", casefile.Entry{On: today, Fact: casefile.Note{}, Note: "fourth"})
		for _, id := range []string{"p0", "p1", "p2"} {
			for seq := 1; seq <= 5; seq++ {
				p, err := s.Prove(t.Context(), "entries", "N1", id, fmt.Sprint(seq))
				if err != nil {
					t.Fatal(err)
				}
				if got, err := p.Check(key.Verifier); err != nil || got != c {
					t.Errorf("%s %d: %+v, %v", id, seq, got, err)
				}
				if p.Columns[1].Value != id || p.Columns[2].Value != fmt.Sprint(seq) {
					t.Errorf("%s %d: %+v", id, seq, p.Columns)
				}
			}
		}
		for _, test := range []struct {
			key  []string
			want error
		}{{[]string{"N1", "p1", "6"}, ErrNotSealed}, {[]string{"N1", "p1", "7"}, ErrNotFound}, {[]string{"N2", "p1", "1"}, ErrNotFound}, {[]string{"N1", "p9", "1"}, ErrNotFound}} {
			if _, err := s.Prove(t.Context(), "entries", test.key...); !errors.Is(err, test.want) {
				t.Errorf("%v: %v, want %v", test.key, err, test.want)
			}
		}
	})
}

// A row that was disposed of is gone, and the log still verifies: it has the
// hash of the row and, in its turn, the disposal. A disposal that was not
// written by us disposes of nothing.
func TestADisposedRowIsNotMissed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		key := sealKey(t)
		fillSealed(t, s, "N1")
		before := sealed(t, s, key)
		err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			for _, d := range []Disposal{{Table: "none", Key: []string{"p1"}, UserID: "u1", UserName: "A", Reason: "r"}, {Table: "cases", Key: []string{"p1"}, UserID: "u1", UserName: "A"}} {
				if tx.RecordDisposal(d) == nil {
					t.Errorf("recorded %+v", d)
				}
			}
			for seq := range 5 {
				if err := tx.RecordDisposal(Disposal{Table: "entries", Key: []string{"p1", fmt.Sprint(seq + 1)}, UserID: ann.ID, UserName: ann.Name, Reason: "certificate 1"}); err != nil {
					return err
				}
			}
			return errors.Join(tx.RecordDisposal(Disposal{Table: "cases", Key: []string{"p1"}, UserID: ann.ID, UserName: ann.Name, Reason: "certificate 1"}),
				tx.run.addSealed(tx.ctx, insertCertificate, noon, [][]any{Certificate{N: 1, Case: "p1", DisposedAt: noon}.values("N1")}), tx.Audit(audit("dispose")))
		})
		if err != nil {
			t.Fatal(err)
		}
		unlock(t, s)
		db := bare(t, s)
		const gone = "DELETE FROM entries WHERE case_id = 'p1'; DELETE FROM cases WHERE id = 'p1'"
		if _, err := db.Exec(gone); err != nil {
			t.Fatal(err)
		}
		known := Trust{Known: []seal.Verifier{key.Verifier}, Given: []seal.Checkpoint{before}}
		if got := logOf(t, s, known); got.Count != 0 || got.Log.Disposed != 6 {
			t.Errorf("disposed of and not sealed yet: %+v", got)
		}
		sealed(t, s, key)
		if got := logOf(t, s, known); got.Count != 0 || got.Log.Disposed != 6 {
			t.Errorf("disposed of: %+v", got)
		}
		// One that Homeward seals and no certificate of the case accounts for: as
		// from somebody who may write to the database and knows how it is done.
		if err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			return errors.Join(tx.RecordDisposal(Disposal{Table: "rulebooks", Key: []string{"1"}, UserID: ann.ID, UserName: ann.Name, Reason: "certificate 2"}),
				tx.RecordDisposal(Disposal{Table: "entries", Key: []string{"p2", "5"}, UserID: ann.ID, UserName: ann.Name, Reason: "certificate 1"}), tx.Audit(audit("dispose")))
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(strings.ReplaceAll(gone, "p1", "p2") + `; INSERT INTO disposals (register, table_name, row_key, at, user_id, user_name, reason) VALUES ('N1', 'cases', 'N1/p2', 'x', 'x', 'x', 'x')`); err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, f := range logOf(t, s, known).Faults {
			rows = append(rows, f.String())
		}
		want := []string{"register N1, case p2, entry 1: the entry is gone", "register N1, case p2, entry 2: the entry is gone", "register N1, case p2, entry 3: the entry is gone",
			"register N1, case p2, entry 4: the entry is gone", "disposals N1/cases/N1%2Fp2: was not written by Homeward: the log does not know it",
			"disposals N1/entries/N1%2Fp2%2F5: has no certificate of its case", "disposals N1/rulebooks/N1%2F1: has no certificate of its case"}
		slices.Sort(rows)
		slices.Sort(want)
		if !slices.Equal(rows, want) {
			t.Errorf("found %q, want %q", rows, want)
		}
	})
}

// A row that is added by anything but addSealed is found: so this holds that
// each table's rows are added by it, with all their columns.
func TestASealedTableHasItsColumns(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for _, table := range sealedTables {
		columns, err := all(t.Context(), s.reader(), &statement{sql: "SELECT name FROM pragma_table_info('" + table.name + "')"}, only[string])
		if err != nil {
			t.Fatal(err)
		}
		// What changes of a row is not sealed; of a file its hash is.
		changing := map[string][]string{
			"cases": {"version", "head_hash"}, "attachment_files": {"checked", "checked_at", "found", "file"},
			"involvements": {"until", "ended_at", "ended_name"}, "emergencies": {"looked_at", "looked_name", "outcome", "words"},
		}[table.name]
		columns = slices.DeleteFunc(columns, func(c string) bool { return slices.Contains(changing, c) })
		last := slices.Clone(table.forms[len(table.forms)-1])
		slices.Sort(columns)
		slices.Sort(last)
		if !slices.Equal(columns, last) {
			t.Errorf("of %s, %v are sealed, and it has %v: add a form", table.name, last, columns)
		}
	}
}
