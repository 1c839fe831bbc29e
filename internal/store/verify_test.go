package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
)

// A finding is a fault without its register; the case is p1 unless it says.
type finding struct {
	Case string
	Seq  int
	What string
}

func altered(seq int) finding   { return finding{"p1", seq, "the entry is not as it was written"} }
func missing(seq int) finding   { return finding{"p1", seq, "the entry is missing"} }
func homeless(seq int) finding  { return finding{"p1", seq, "there is no such case"} }
func index(what string) finding { return finding{"p1", 0, "the index of " + what} }

// Each is done to a register of its own, in which p1 has five entries: details,
// joining, red, amber, a note. REG stands for the register, P1 for the
// condition that finds what belongs to the case.
var tamperings = map[string]struct {
	do   string
	want []finding
}{
	"nothing":                                {"", nil},
	"body changed":                           {`UPDATE entries SET body = '{"rating":"rad"}' WHERE P1 AND seq = 3`, []finding{altered(3), index("people differs in next_due"), index("obligations differs in started_seq of number 1")}},
	"body broken":                            {`UPDATE entries SET body = '{' WHERE P1 AND seq = 3`, []finding{altered(3)}},
	"body respelt":                           {`UPDATE entries SET body = '{"rating": "red"}' WHERE P1 AND seq = 3`, []finding{altered(3)}},
	"note changed":                           {`UPDATE entries SET note = 'First' WHERE P1 AND seq = 3`, []finding{altered(3)}},
	"day changed":                            {`UPDATE entries SET on_day = '2026-02-28' WHERE P1 AND seq = 5`, []finding{altered(5)}},
	"kind changed":                           {`UPDATE entries SET kind = 'moved-out' WHERE P1 AND seq = 2`, []finding{altered(2), index("people differs in on_register"), index("obligations differs in rule of number 2")}},
	"moment changed":                         {`UPDATE entries SET recorded_at = '2026-03-02T12:00:00.000001Z' WHERE P1 AND seq = 3`, []finding{altered(3), index("people differs in rated_at")}},
	"author changed":                         {`UPDATE entries SET author_name = 'Bob Example' WHERE P1 AND seq = 5`, []finding{altered(5), index("people differs in changed_by")}},
	"author's id":                            {`UPDATE entries SET author_id = 'u2' WHERE P1 AND seq = 1`, []finding{altered(1)}},
	"role changed":                           {`UPDATE entries SET role = 'chair' WHERE P1 AND seq = 1`, []finding{altered(1)}},
	"text moved from one column to the next": {`UPDATE entries SET author_name = 'Ann Examplecoordinator', role = '' WHERE P1 AND seq = 1`, []finding{altered(1)}},
	"hash changed":                           {`UPDATE entries SET hash = (SELECT c.head_hash FROM cases c WHERE c.register = 'REG' AND c.id = 'p2') WHERE P1 AND seq = 2`, []finding{altered(2), altered(3)}},
	"head changed":                           {`UPDATE cases SET head_hash = (SELECT c.head_hash FROM cases c WHERE c.register = 'REG' AND c.id = 'p2') WHERE register = 'REG' AND id = 'p1'`, []finding{{"p1", 5, "the hash of the last entry is not the one that the case ends with"}, index("people differs in head_hash")}},
	"version changed":                        {`UPDATE cases SET version = 6 WHERE register = 'REG' AND id = 'p1'`, []finding{missing(6)}},
	"two entries swapped": {`UPDATE entries SET seq = 99 WHERE P1 AND seq = 3; UPDATE entries SET seq = 3 WHERE P1 AND seq = 4; UPDATE entries SET seq = 4 WHERE P1 AND seq = 99`,
		[]finding{altered(3), altered(4), altered(5), index("people differs in obligations_sum"), index("obligations differs in started_seq of number 1")}},
	"last entry deleted":       {`DELETE FROM entries WHERE P1 AND seq = 5`, []finding{missing(5), index("people differs in version")}},
	"middle entry deleted":     {`DELETE FROM entries WHERE P1 AND seq = 3`, []finding{missing(3), index("people differs in next_due"), index("obligations differs in started_seq of number 1")}},
	"middle entry closed over": {`DELETE FROM entries WHERE P1 AND seq = 5; UPDATE cases SET version = 4 WHERE register = 'REG' AND id = 'p1'; UPDATE people SET version = 4 WHERE P1`, []finding{{"p1", 4, "the hash of the last entry is not the one that the case ends with"}, {"p1", 5, "the entry is gone"}}},
	"first entry deleted":      {`DELETE FROM entries WHERE P1 AND seq = 1`, []finding{missing(1), index("people differs in given"), index("names differs"), index("obligations differs in rule of number 1")}},
	"all entries deleted":      {`DELETE FROM entries WHERE P1`, []finding{missing(1), missing(2), missing(3), missing(4), missing(5)}},
	"entry added":              {`INSERT INTO entries (` + entryColumns + `) SELECT ` + strings.Replace(entryColumns, ", seq, ", ", 6, ", 1) + ` FROM entries WHERE P1 AND seq = 5`, []finding{{"p1", 6, "the case has 5 entries, and this is not one of them"}, index("people differs in version")}},
	"entry numbered 0":         {`UPDATE entries SET seq = 0 WHERE P1 AND seq = 1`, []finding{{"p1", 0, "entries are numbered from 1"}, missing(1)}},
	"case deleted":             {`DELETE FROM cases WHERE register = 'REG' AND id = 'p1'`, []finding{homeless(1), homeless(2), homeless(3), homeless(4), homeless(5), {"p1", 0, "the beginning of the case is gone"}}},
	"entry to another case":    {`UPDATE entries SET case_id = 'p9' WHERE P1 AND seq = 5`, []finding{missing(5), index("people differs in version"), {"p9", 5, "there is no such case"}}},
	"colour in the index":      {`UPDATE people SET rating = 'green' WHERE P1`, []finding{index("people differs in rating")}},
	"rank in the index":        {`UPDATE people SET rating_rank = 2 WHERE P1`, []finding{index("people differs in rating_rank")}},
	"sum in the index":         {`UPDATE people SET obligations_sum = '' WHERE P1`, []finding{index("people differs in obligations_sum")}},
	"due day in the index":     {`UPDATE people SET open_due = '9999-12-31' WHERE P1`, []finding{index("people differs in open_due")}},
	"no day in the index":      {`UPDATE people SET evaluated_on = 'x' WHERE P1`, []finding{index("people: evaluated_on is not a day")}},
	"index row deleted":        {`DELETE FROM people WHERE P1`, []finding{index("people has no row of the case")}},
	"index row of no case":     {`INSERT INTO people_names (register, token, case_id) VALUES ('REG', 'x', 'p9')`, []finding{{"p9", 0, "the index has a case that is not in the record"}}},
	"word deleted":             {`DELETE FROM people_names WHERE P1 AND token = 'ann'`, []finding{index("names differs")}},
	"word added":               {`INSERT INTO people_names (register, token, case_id) VALUES ('REG', 'bob', 'p1')`, []finding{index("names differs")}},
	"obligation's due day":     {`UPDATE obligations SET due = '2026-12-01' WHERE P1 AND n = 1`, []finding{index("obligations differs in due of number 1")}},
	"obligation deleted":       {`DELETE FROM obligations WHERE P1 AND n = 5`, []finding{index("obligations lacks number 5")}},
	"obligation added":         {`INSERT INTO obligations (` + obligationColumns + `) SELECT ` + strings.Replace(obligationColumns, ", n, ", ", 99, ", 1) + ` FROM obligations WHERE P1 AND n = 1`, []finding{index("obligations has one too many, number 99")}},
}

// unlock takes away what keeps anyone from changing the record.
func unlock(t *testing.T, s *Store) {
	t.Helper()
	text := "ALTER TABLE entries DROP CONSTRAINT entries_register_case_id_fkey"
	for _, table := range []string{"entries", "cases", "audit", "rulebooks", "criteria", "meeting_minutes", "local_files", "gap_events", "disposals", "attachments", "attachment_changes", "attachment_files", "seal_leaves", "seal_head", "checkpoints",
		"involvements", "involvement_ends", "restrictions", "marks", "emergencies", "emergency_looks", "held_names", "not_same"} {
		text += "; ALTER TABLE " + table + " DISABLE TRIGGER USER"
	}
	if s.engine == onSQLite {
		text = "PRAGMA foreign_keys = OFF"
		triggers, err := all(t.Context(), s.reader(), &statement{sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'"}, only[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range triggers {
			text += "; DROP TRIGGER " + name
		}
	}
	if _, err := bare(t, s).Exec(text); err != nil {
		t.Fatal(err)
	}
}

func putThree(t testing.TB, s *Store, register string) {
	t.Helper()
	makeRegister(t, s, register)
	for i := range 3 {
		put(t, s, register, fmt.Sprint("p", i),
			on("2026-01-01", casefile.Details{GivenName: "Ann", FamilyName: fmt.Sprint("Example", i), BirthDate: today - 8000}),
			on("2026-01-02", casefile.JoinedRegister{}),
			casefile.Entry{On: today - 30, Fact: casefile.Rated{Rating: casefile.Red}, Note: "first"},
			casefile.Entry{On: today - 20, Fact: casefile.Rated{Rating: casefile.Amber}, Note: "second"},
			casefile.Entry{On: today - 10, Fact: casefile.Note{}, Note: "third"},
		)
	}
}

// Everything is done to one database, and each is found: no fault hides another.
func TestVerifyFindsWhatWasDone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		registers := map[string]string{}
		for name := range tamperings {
			registers[name] = fmt.Sprintf("R%02d", len(registers))
			putThree(t, s, registers[name])
		}
		unlock(t, s)
		db := bare(t, s)
		for name, done := range tamperings {
			code := registers[name]
			text := strings.NewReplacer("P1", "register = '"+code+"' AND case_id = 'p1'", "REG", code).Replace(done.do)
			if _, err := db.Exec(text); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		report, err := s.Verify(t.Context(), rules, today)
		if err == nil {
			err = s.VerifyLog(t.Context(), &report, Trust{})
		}
		if err != nil {
			t.Fatal(err)
		}
		found := map[string][]finding{}
		for _, f := range report.Faults {
			found[f.Register] = append(found[f.Register], finding{f.Case, f.Seq, f.What})
		}
		for name, done := range tamperings {
			if got := found[registers[name]]; !reflect.DeepEqual(got, done.want) {
				t.Errorf("%s:\nfound %v,\nwant  %v", name, got, done.want)
			}
		}
		if n := len(tamperings); report.Registers != n || report.Count != len(report.Faults) || report.OK() {
			t.Errorf("counted %d registers, %d faults of %d", report.Registers, report.Count, len(report.Faults))
		}
	})
}

// Nothing is added to a case that is not as it was written.
func TestADamagedCaseTakesNoEntry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		putThree(t, s, "N1")
		unlock(t, s)
		if _, err := bare(t, s).Exec("DELETE FROM entries WHERE case_id = 'p0' AND seq = 5; UPDATE entries SET body = '{' WHERE case_id = 'p1' AND seq = 3; UPDATE cases SET version = 6 WHERE id = 'p2'"); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"p0", "p1", "p2"} {
			if err := note(s, "x", nil, id); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v", id, err)
			}
		}
		// What is left of the first can still be read; of the second, a part
		// would be another story.
		if c, err := s.Case(t.Context(), "N1", "p0"); err != nil || c.Version() != 4 {
			t.Errorf("%v, %v", c, err)
		}
		if _, err := s.Case(t.Context(), "N1", "p1"); !errors.Is(err, ErrDamaged) {
			t.Errorf("read: %v", err)
		}
	})
}

// One byte of the file itself is changed, past every trigger.
func TestVerifyFindsAByteOfTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), "sqlite:"+dir)
	if err != nil {
		t.Fatal(err)
	}
	makeRegister(t, s, "N1")
	put(t, s, "N1", "p1", on("2026-01-01", casefile.JoinedRegister{}), casefile.Entry{On: today, Fact: casefile.Note{}, Note: "said so himself"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(file), "said so himself", "said so herself", 1)
	if changed == string(file) {
		t.Fatal("the note is not in the file: closing did not bring the log into it")
	}
	if err := os.WriteFile(path, []byte(changed[:len(file)]), 0o600); err != nil {
		t.Fatal(err)
	}
	s = opened(t, "sqlite:"+dir)
	report, err := s.Verify(t.Context(), rules, today)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Fault{{Register: "N1", Case: "p1", Seq: 2, What: "the entry is not as it was written"}}; !reflect.DeepEqual(report.Faults, want) {
		t.Errorf("found %v, want %v", report.Faults, want)
	}
}

// Lists are answered out of SQLite's own indexes, which no row shows: a byte
// that is changed there alone is found as well, and rebuilding mends it.
func TestVerifyFindsAByteOfAnIndexOfTheFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), "sqlite:"+dir)
	if err != nil {
		t.Fatal(err)
	}
	putThree(t, s, "N1")
	var root, size int
	for text, to := range map[string]*int{"SELECT rootpage FROM sqlite_schema WHERE name = 'people_by_rating'": &root, "PRAGMA page_size": &size} {
		if err := s.read.QueryRow(text).Scan(to); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := file[(root-1)*size : root*size]
	changed := strings.Replace(string(page), "amber", "green", 1)
	if changed == string(page) {
		t.Fatal("the colour is not in the first page of the index")
	}
	copy(page, changed)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s = opened(t, "sqlite:"+dir)
	report, err := s.Verify(t.Context(), rules, today)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Faults) != 1 || !strings.HasPrefix(report.Faults[0].String(), "the file's own index of people is not that of its rows: row ") {
		t.Errorf("found %v", report.Faults)
	}
	if err := s.Rebuild(t.Context(), rules, today, nil); err != nil {
		t.Fatal(err)
	}
	if report, err = s.Verify(t.Context(), rules, today); err != nil || !report.OK() {
		t.Errorf("after rebuilding: %v %v", report.Faults, err)
	}
}
