package store

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
)

// copied copies case p1 of N1 to case c1 of N2.
func copied(s *Store, t *testing.T) error {
	return s.Do(t.Context(), work("N2"), func(tx *Tx) error {
		from := tx.In("N1")
		if from != tx.In("N1") || tx.In("N2") != tx || from.In("N2") != tx {
			t.Error("a transaction has a register twice")
		}
		_, err := tx.CopyCase(from, "Northshire", "p1", "c1", ann, "moved house", false)
		return errors.Join(err, tx.Audit(audit("copy")))
	})
}

func TestACaseIsCopiedWordForWord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		for _, f := range everyFact() {
			put(t, s, "N1", "p1", casefile.Entry{On: today - 100, Fact: f, Note: "naïve 漢字"})
		}
		source, err := s.Case(ctx, "N1", "p1")
		if err != nil {
			t.Fatal(err)
		}
		if err := copied(s, t); err != nil {
			t.Fatal(err)
		}
		got, err := s.Case(ctx, "N2", "c1")
		if err != nil {
			t.Fatal(err)
		}
		n := len(source.Entries)
		if !reflect.DeepEqual(got.Entries[:n], source.Entries) || got.Version() != n+1 {
			t.Errorf("copied %+v,\nfrom %+v", got.Entries[:n], source.Entries)
		}
		h, err := one(ctx, s.reader(), selectCase, readHead, "N1", "p1")
		if err != nil {
			t.Fatal(err)
		}
		want := casefile.HandedOver{Register: "N1", Name: "Northshire", Case: "p1", Entries: n, Head: fmt.Sprintf("%x", h.hash[:])}
		if from, seq, ok := got.CameFrom(); !ok || seq != n+1 || from != want {
			t.Errorf("it came from %+v, want %+v", from, want)
		}
		verifies(t, s, Report{Registers: 2, Cases: 2, Entries: 2*n + 1})
		if err := copied(s, t); !errors.Is(err, ErrExists) {
			t.Errorf("copied twice: %v", err)
		}

		// Who alters what was handed over and chains it anew is found out by
		// the hash that it had.
		unlock(t, s)
		db := bare(t, s)
		rows, err := all(ctx, s.reader(), selectEntries, readRow, "N2", "c1")
		if err != nil {
			t.Fatal(err)
		}
		var head casefile.Hash
		for i, r := range rows {
			if i == 3 {
				r.Note = "forged"
			}
			head = casefile.Chain(head, r.Stored)
			if _, err := db.Exec("UPDATE entries SET note = $1, hash = $2 WHERE register = 'N2' AND case_id = 'c1' AND seq = $3", r.Note, head[:], r.Seq); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range []string{"cases SET head_hash = $1 WHERE register = 'N2' AND id = 'c1'", "people SET head_hash = $1 WHERE register = 'N2' AND case_id = 'c1'"} {
			if _, err := db.Exec("UPDATE "+table, head[:]); err != nil {
				t.Fatal(err)
			}
		}
		report, err := s.Verify(ctx, rules, today)
		if err != nil || len(report.Faults) != 1 || report.Faults[0] != (Fault{Register: "N2", Case: "c1", Seq: n + 1, What: "what was handed over is not what it was in register N1"}) {
			t.Errorf("found %+v, %v", report.Faults, err)
		}
	})
}

func TestWhatIsDamagedIsNotCopied(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		putThree(t, s, "N1")
		makeRegister(t, s, "N2")
		unlock(t, s)
		if _, err := bare(t, s).Exec("UPDATE entries SET note = 'altered' WHERE case_id = 'p1' AND seq = 2"); err != nil {
			t.Fatal(err)
		}
		if err := copied(s, t); !errors.Is(err, ErrDamaged) {
			t.Errorf("copied: %v", err)
		}
		if n, err := s.CountCases(t.Context(), "N2"); err != nil || n != 0 {
			t.Errorf("N2 has %d cases, %v", n, err)
		}
	})
}

// What is written in either register needs its own audit row.
func TestBothRegistersNeedAnAuditRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		for _, code := range []string{"N1", "N2"} {
			makeRegister(t, s, code)
			put(t, s, code, "p1", on("2026-01-01", casefile.JoinedRegister{}))
		}
		err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			for _, each := range []*Tx{tx, tx.In("N2")} {
				c, err := each.Case("p1")
				if err != nil {
					return err
				}
				if err := each.Append(c, ann, casefile.Entry{On: today, Fact: casefile.Note{}, Note: "x"}); err != nil {
					return err
				}
			}
			return tx.Audit(audit("note"))
		})
		if err == nil || !strings.Contains(err.Error(), "audit row") {
			t.Errorf("written without one: %v", err)
		}
		verifies(t, s, Report{Registers: 2, Cases: 2, Entries: 2})
	})
}
