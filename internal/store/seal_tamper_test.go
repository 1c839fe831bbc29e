package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/seal"
)

// rechain makes the chain of a case right again over whatever its entries say,
// as someone would who may write to the database and knows how it is made.
func rechain(t *testing.T, db *sql.DB, register, id string) {
	t.Helper()
	rows, err := db.Query("SELECT "+entryColumns+" FROM entries WHERE register = $1 AND case_id = $2 ORDER BY seq", register, id)
	if err != nil {
		t.Fatal(err)
	}
	var entries []row
	if err := eachRow(rows, func(sc scan) error {
		e, err := readRow(sc)
		entries = append(entries, e)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var head casefile.Hash
	for _, e := range entries {
		head = casefile.Chain(head, e.Stored)
		if _, err := db.Exec("UPDATE entries SET hash = $4 WHERE register = $1 AND case_id = $2 AND seq = $3", register, id, e.Seq, head[:]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("UPDATE cases SET version = $3, head_hash = $4 WHERE register = $1 AND id = $2", register, id, len(entries), head[:]); err != nil {
		t.Fatal(err)
	}
}

// Each is done to the rows of a register of its own after they were sealed, and
// the chain made right again, so that the log alone can tell. REG stands for
// the register; what is found is written without it.
var sealTamperings = map[string]struct {
	do   string
	want []string
}{
	"nothing":             {"", nil},
	"a note":              {`UPDATE entries SET note = 'First' WHERE register = 'REG' AND case_id = 'p1' AND seq = 3`, after(3, "is not as it was sealed")},
	"an author":           {`UPDATE entries SET author_name = 'Bob Example' WHERE register = 'REG' AND case_id = 'p1' AND seq = 5`, after(5, "is not as it was sealed")},
	"the last entry gone": {`DELETE FROM entries WHERE register = 'REG' AND case_id = 'p1' AND seq = 5`, []string{"case p1, entry 5: the entry is gone"}},
	"an entry gone, the others moved up": {`DELETE FROM entries WHERE register = 'REG' AND case_id = 'p1' AND seq = 4; UPDATE entries SET seq = 4 WHERE register = 'REG' AND case_id = 'p1' AND seq = 5`,
		[]string{"case p1, entry 4: the entry is not as it was sealed", "case p1, entry 5: the entry is gone"}},
	"two entries exchanged": {`UPDATE entries SET seq = 99 WHERE register = 'REG' AND case_id = 'p1' AND seq = 3; UPDATE entries SET seq = 3 WHERE register = 'REG' AND case_id = 'p1' AND seq = 4; UPDATE entries SET seq = 4 WHERE register = 'REG' AND case_id = 'p1' AND seq = 99`,
		after(3, "is not as it was sealed")},
	"an entry added": {`INSERT INTO entries (` + entryColumns + `) SELECT ` + strings.Replace(entryColumns, ", seq, ", ", 6, ", 1) + ` FROM entries WHERE register = 'REG' AND case_id = 'p1' AND seq = 5`,
		[]string{"case p1, entry 6: the entry was not written by Homeward: the log does not know it"}},
	"a whole case gone": {`DELETE FROM entries WHERE register = 'REG' AND case_id = 'p1'; DELETE FROM cases WHERE register = 'REG' AND id = 'p1'`,
		append([]string{"case p1: the beginning of the case is gone"}, after(1, "is gone")...)},
	"a whole case added": {`INSERT INTO cases (register, id, version, head_hash, created_at) SELECT register, 'p9', version, head_hash, created_at FROM cases WHERE register = 'REG' AND id = 'p1';
		INSERT INTO entries (` + entryColumns + `) SELECT register, 'p9'` + strings.TrimPrefix(entryColumns, "register, case_id") + ` FROM entries WHERE register = 'REG' AND case_id = 'p1' AND seq < 2`,
		[]string{"case p9: the beginning of the case was not written by Homeward: the log does not know it", "case p9, entry 1: the entry was not written by Homeward: the log does not know it"}},
	"when a case began": {`UPDATE cases SET created_at = '2020-01-01T00:00:00.000000Z' WHERE register = 'REG' AND id = 'p1'`, []string{"case p1: the beginning of the case is not as it was sealed"}},
	"an act":            {`UPDATE audit SET detail = 'x' WHERE register = 'REG' AND action = 'adopt rules'`, []string{"audit REG/ACT: is not as it was sealed"}},
	"who did it":        {`UPDATE audit SET user_id = 'u2' WHERE register = 'REG' AND action = 'adopt rules'`, []string{"audit REG/ACT: is not as it was sealed"}},
	"an act gone":       {`DELETE FROM audit WHERE register = 'REG' AND action = 'adopt rules'`, []string{"audit REG/ACT: is gone"}},
	"an act added": {`INSERT INTO audit (` + auditColumns + `) SELECT register, at, 'added', ` + strings.TrimPrefix(auditColumns, "register, at, id, ") + ` FROM audit WHERE register = 'REG' AND action = 'adopt rules'`,
		[]string{"audit REG/2026-03-02T12:00:00.000000Z/added: was not written by Homeward: the log does not know it"}},
	"an act at another moment": {`UPDATE audit SET at = '2026-03-02T13:00:00.000000Z' WHERE register = 'REG' AND action = 'adopt rules'`,
		[]string{"audit REG/ACT: is gone", "audit REG/LATER: was not written by Homeward: the log does not know it"}},
	"an act in the place of another": {`DELETE FROM audit WHERE register = 'REG' AND action = 'adopt rules'; INSERT INTO audit (` + auditColumns + `) SELECT register, at, 'added', ` + strings.TrimPrefix(auditColumns, "register, at, id, ") + ` FROM audit WHERE register = 'REG' AND action = 'create register'`,
		[]string{"audit REG/ACT: is gone", "audit REG/2026-03-02T12:00:00.000000Z/added: was not written by Homeward: the log does not know it"}},
	"who is involved":    {`UPDATE involvements SET user_id = 'u3' WHERE register = 'REG' AND id = 'i1'`, []string{"involvements REG/p1/i1: is not as it was sealed"}},
	"until when":         {`UPDATE involvements SET until = '2026-01-01' WHERE register = 'REG' AND id = 'i1'`, []string{astray}},
	"ended and not":      {`UPDATE involvements SET until = '9999-12-31', ended_at = NULL, ended_name = '' WHERE register = 'REG' AND id = 'i2'`, []string{astray}},
	"an end gone":        {`DELETE FROM involvement_ends WHERE register = 'REG'`, []string{astray, "involvement_ends REG/p1/i2: is gone"}},
	"somebody involved":  {`INSERT INTO involvements (` + involvementColumns + `) SELECT ` + strings.Replace(involvementColumns, ", id, user_id, ", ", 'i9', 'u9', ", 1) + ` FROM involvements WHERE register = 'REG' AND id = 'i1'`, []string{"involvements REG/p1/i9: was not written by Homeward: the log does not know it"}},
	"a restriction":      {`UPDATE restrictions SET restricted = 0 WHERE register = 'REG'`, []string{"restrictions REG/p1/1: is not as it was sealed"}},
	"a restriction gone": {`DELETE FROM restrictions WHERE register = 'REG'`, []string{"restrictions REG/p1/1: is gone"}},
	"a mark gone":        {`DELETE FROM marks WHERE register = 'REG'`, []string{"marks REG/p1/3/1: is gone"}},
	"a mark added": {`INSERT INTO marks (` + markColumns + `) SELECT ` + strings.Replace(markColumns, ", n, mark, ", ", 2, '', ", 1) + ` FROM marks WHERE register = 'REG'`,
		[]string{"marks REG/p1/3/2: was not written by Homeward: the log does not know it"}},
	"why it was opened": {`UPDATE emergencies SET reason = 'x' WHERE register = 'REG'`, []string{"emergencies REG/e1: is not as it was sealed"}},
	"an emergency gone": {`DELETE FROM emergency_looks WHERE register = 'REG'; DELETE FROM emergencies WHERE register = 'REG'`, []string{"emergencies REG/e1: is gone", "emergency_looks REG/e1/1: is gone"}},
	"what came of it":   {`UPDATE emergencies SET outcome = 'x' WHERE register = 'REG'`, []string{"case p1: what came of an emergency is not what was noted"}},
	"what was noted": {`UPDATE emergency_looks SET outcome = 'x' WHERE register = 'REG'`,
		[]string{"case p1: what came of an emergency is not what was noted", "emergency_looks REG/e1/1: is not as it was sealed"}},
	"rules":          {`UPDATE rulebooks SET from_day = '2020-01-01' WHERE register = 'REG'`, []string{"rulebooks REG/1: is not as it was sealed"}},
	"rules gone":     {`DELETE FROM rulebooks WHERE register = 'REG'`, []string{"rulebooks REG/1: is gone"}},
	"rules added":    {`INSERT INTO rulebooks (` + rulebookColumns + `) SELECT ` + strings.Replace(rulebookColumns, ", n, ", ", 2, ", 1) + ` FROM rulebooks WHERE register = 'REG'`, []string{"rulebooks REG/2: was not written by Homeward: the log does not know it"}},
	"criteria":       {`UPDATE criteria SET plain = 'x' WHERE register = 'REG'`, []string{"criteria REG/1: is not as it was sealed"}},
	"criteria gone":  {`DELETE FROM criteria WHERE register = 'REG'`, []string{"criteria REG/1: is gone"}},
	"criteria added": {`INSERT INTO criteria (` + criteriaColumns + `) SELECT ` + strings.Replace(criteriaColumns, ", n, ", ", 2, ", 1) + ` FROM criteria WHERE register = 'REG'`, []string{"criteria REG/2: was not written by Homeward: the log does not know it"}},
	"minutes":        {`UPDATE meeting_minutes SET body = 'x' WHERE register = 'REG'`, []string{"meeting_minutes REG/m1/1: is not as it was sealed"}},
	"minutes gone":   {`DELETE FROM meeting_minutes WHERE register = 'REG'`, []string{"meeting_minutes REG/m1/1: is gone"}},
	"minutes added":  {`INSERT INTO meeting_minutes (` + minutesColumns + `) SELECT ` + strings.Replace(minutesColumns, ", n, ", ", 2, ", 1) + ` FROM meeting_minutes WHERE register = 'REG'`, []string{"meeting_minutes REG/m1/2: was not written by Homeward: the log does not know it"}},
	"two people":     {`UPDATE not_same SET reason = 'x' WHERE register = 'REG'`, []string{"not_same REG/p1/p2: is not as it was sealed"}},
	"unsaid":         {`DELETE FROM not_same WHERE register = 'REG'`, []string{"not_same REG/p1/p2: is gone"}},
	"two are kept apart": {`INSERT INTO not_same (` + notSameColumns + `) SELECT register, 'p1', 'p3', ` + strings.TrimPrefix(notSameColumns, "register, one_case, other_case, ") + ` FROM not_same WHERE register = 'REG'`,
		[]string{"not_same REG/p1/p3: was not written by Homeward: the log does not know it"}},
	"sealed twice": {`INSERT INTO unsealed (` + unsealedColumns + `) SELECT 'x', 'x', n, table_name, row_key, form, salt, row_hash FROM seal_leaves WHERE table_name = 'rulebooks' AND row_key = 'REG/1'`,
		[]string{"rulebooks REG/1: waits to be sealed once more"}},
}

const astray = "case p1: until when somebody is involved is not what was given or ended"

// after are the findings of an entry of p1 and of all after it.
func after(seq int, what string) (want []string) {
	for ; seq <= 5; seq++ {
		want = append(want, fmt.Sprintf("case p1, entry %d: the entry %s", seq, what))
	}
	return want
}

// What anyone does to a row after it was sealed is found and named, also when
// its chain was made right again; no finding hides another.
func TestWhateverIsDoneToASealedRowIsNamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		key := sealKey(t)
		codes, acts := map[string]string{}, map[string]string{}
		for name := range sealTamperings {
			code := fmt.Sprintf("R%02d", len(codes))
			codes[name] = code
			fillSealed(t, s, code)
			published(t, s, code)
			trail, err := s.AuditTrail(t.Context(), code, AuditQuery{}, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range trail {
				if a.Action == "adopt rules" {
					acts[name] = a.ID
				}
			}
		}
		given := sealed(t, s, key)
		unlock(t, s)
		db := bare(t, s)
		for name, done := range sealTamperings {
			if _, err := db.Exec(strings.ReplaceAll(done.do, "REG", codes[name])); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, id := range []string{"p1", "p9"} {
				rechain(t, db, codes[name], id)
			}
		}
		report := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}, Given: []seal.Checkpoint{given}})
		found := map[string][]string{}
		for _, f := range report.Faults {
			words := strings.TrimPrefix(f.String(), "register "+f.Register+", ")
			code := f.Register
			if code == "" {
				code = f.Row[strings.Index(f.Row, " ")+1:][:3]
			}
			found[code] = append(found[code], words)
		}
		for name, done := range sealTamperings {
			code := codes[name]
			var want []string
			for _, w := range done.want {
				w = strings.NewReplacer("ACT", "2026-03-02T12:00:00.000000Z/"+acts[name], "LATER", "2026-03-02T13:00:00.000000Z/"+acts[name], "REG", code).Replace(w)
				want = append(want, w)
			}
			slices.Sort(want)
			slices.Sort(found[code])
			if !slices.Equal(found[code], want) {
				t.Errorf("%s:\nfound %q,\nwant  %q", name, found[code], want)
			}
			delete(found, code)
		}
		if len(found) > 0 || report.Log.Checkpoints != 2 {
			t.Errorf("also found %v, %d checkpoints", found, report.Log.Checkpoints)
		}
	})
}

// published gives a register criteria, the minutes of a meeting, and two who are not the same.
func published(t *testing.T, s *Store, register string) {
	t.Helper()
	err := s.Do(t.Context(), work(register), func(tx *Tx) error {
		_, err := tx.PublishCriteria(Criteria{Plain: "Who may be on it", UserID: ann.ID, By: ann.Name})
		return errors.Join(err, tx.AddMeeting(Meeting{ID: "m1", Series: "adults", Terms: "{}", Day: today, State: MeetingEnded, MadeAt: noon, MadeName: ann.Name}, nil),
			tx.AddMinutes("m1", Minutes{UserID: ann.ID, UserName: ann.Name, Body: "{}"}),
			tx.SayNotSame(Apart{One: "p1", Other: "p2", Reason: "twins", UserID: ann.ID, UserName: ann.Name}), tx.Audit(audit("end meeting")))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rewrite is what someone can do who may write to the database, to the log as
// well: all its hashes again from the rows that are left in it, without the key.
func rewrite(t *testing.T, s *Store, db *sql.DB, change func([]leaf) []leaf) {
	t.Helper()
	leaves, err := all(t.Context(), s.reader(), selectLeavesFrom, readLeaf, int64(0), 10000)
	if err != nil {
		t.Fatal(err)
	}
	leaves = change(leaves)
	if _, err := db.Exec("DELETE FROM seal_leaves"); err != nil {
		t.Fatal(err)
	}
	tree := seal.OpenTree(0, nil)
	for n, l := range leaves {
		var rows []sealedRow
		if w, ok := newSealedRow(l.table, l.key, l.form); ok {
			rows = append(rows, w)
		}
		found, err := readSealed(t.Context(), s.reader(), rows)
		if err != nil {
			t.Fatal(err)
		}
		hash := seal.RowHash(seal.Salt(l.salt), found[rowKey{l.table, l.key}])
		kept := joined(tree.Add(seal.Leaf{Table: l.table, Key: l.key, Row: hash}.Hash()))
		if _, err := db.Exec("INSERT INTO seal_leaves ("+leafColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7)", n, l.table, l.key, l.form, l.salt, hash[:], kept); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Exec("UPDATE seal_head SET size = $1", len(leaves)); err != nil {
		t.Fatal(err)
	}
}

// What is done to the log itself is found as well.
func TestWhateverIsDoneToTheLogIsFound(t *testing.T) {
	t.Parallel()
	const changed = `UPDATE audit SET detail = 'x' WHERE action = 'adopt rules'`
	same := func(l []leaf) []leaf { return l }
	exec := func(text string) func(*testing.T, *Store, *sql.DB) {
		return func(t *testing.T, _ *Store, db *sql.DB) {
			t.Helper()
			if _, err := db.Exec(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		do func(*testing.T, *Store, *sql.DB)
		// what is found, the beginning of each finding; with the checkpoint that
		// was kept elsewhere, and without
		with, without []string
	}{
		"a leaf's hash": {exec("UPDATE seal_leaves SET row_hash = salt WHERE n = 4"), []string{"LEAF4"}, []string{"LEAF4"}},
		"what is kept of it": {func(t *testing.T, _ *Store, db *sql.DB) {
			exec("UPDATE seal_leaves SET hashes = (SELECT l.hashes FROM seal_leaves l WHERE l.n = 6) WHERE n = 4")(t, nil, db)
		}, []string{"LEAF4"}, []string{"LEAF4"}},
		"a hash of several": {func(t *testing.T, s *Store, db *sql.DB) {
			kept, err := one(t.Context(), s.reader(), selectLeafHashes, only[[]byte], 7)
			if err != nil {
				t.Fatal(err)
			}
			kept[100] ^= 1
			if _, err := db.Exec("UPDATE seal_leaves SET hashes = $1 WHERE n = 7", kept); err != nil {
				t.Fatal(err)
			}
		}, []string{"LEAF7"}, []string{"LEAF7"}},
		"a leaf gone": {exec("DELETE FROM seal_leaves WHERE n = 4"), []string{"leaves 4 to 4 are missing from the log", "KEY4"}, []string{"leaves 4 to 4 are missing from the log", "KEY4"}},
		"a row and its hashes": {func(t *testing.T, s *Store, db *sql.DB) {
			exec(changed)(t, s, db)
			rewrite(t, s, db, same)
		}, []string{"the checkpoint"}, []string{"the checkpoint"}},
		"a row, its hashes, and the checkpoint gone": {func(t *testing.T, s *Store, db *sql.DB) {
			exec(changed)(t, s, db)
			rewrite(t, s, db, same)
			exec("DELETE FROM checkpoints")(t, s, db)
		}, []string{"the checkpoint that was given"}, nil},
		"two leaves exchanged": {func(t *testing.T, s *Store, db *sql.DB) {
			rewrite(t, s, db, func(l []leaf) []leaf { l[3], l[9] = l[9], l[3]; return l })
		}, []string{"the checkpoint"}, []string{"the checkpoint"}},
		"a row and its leaf gone": {func(t *testing.T, s *Store, db *sql.DB) {
			exec(`DELETE FROM audit WHERE action = 'adopt rules'; DELETE FROM checkpoints`)(t, s, db)
			rewrite(t, s, db, func(l []leaf) []leaf {
				trail, err := s.AuditTrail(t.Context(), "N1", AuditQuery{}, 100)
				if err != nil {
					t.Fatal(err)
				}
				return slices.DeleteFunc(l, func(l leaf) bool {
					return l.table == "audit" && !slices.ContainsFunc(trail, func(a Audit) bool { return strings.HasSuffix(l.key, a.ID) })
				})
			})
		}, []string{"the checkpoint that was given of 2 March 2026 12:00 UTC is over 32 leaves, and the log has only 31"}, nil},
		"what was sealed last gone": {func(t *testing.T, s *Store, db *sql.DB) {
			exec("DELETE FROM seal_leaves WHERE n = 31")(t, s, db)
		}, []string{"the log has 31 leaves and should have 32", "KEY31"}, []string{"the log has 31 leaves and should have 32", "KEY31"}},
		"another checkpoint": {exec("UPDATE checkpoints SET note = REPLACE(note, '12:00', '12:01')"), []string{"the checkpoint over 32 leaves: opening a checkpoint"}, []string{"the checkpoint over 32 leaves: opening a checkpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s *Store) {
				key := sealKey(t)
				fillSealed(t, s, "N1")
				given := sealed(t, s, key)
				leaves, err := all(t.Context(), s.reader(), selectLeavesFrom, readLeaf, int64(0), 100)
				if err != nil {
					t.Fatal(err)
				}
				unlock(t, s)
				test.do(t, s, bare(t, s))
				check := func(how string, trust Trust, want []string) {
					t.Helper()
					var found []string
					for _, f := range logOf(t, s, trust).Faults {
						found = append(found, f.String())
					}
					if len(found) != len(want) {
						t.Fatalf("%s: found %q, want %q", how, found, want)
					}
					for _, w := range want {
						for n, l := range leaves {
							if w == fmt.Sprint("LEAF", n) || w == fmt.Sprint("KEY", n) {
								var r Report
								r.row(l.table, l.key, "")
								w = strings.TrimSuffix(strings.TrimSuffix(r.Faults[0].String(), " "), ":")
							}
						}
						if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, w) }) {
							t.Errorf("%s: found %q, and not %q", how, found, w)
						}
					}
				}
				known := Trust{Known: []seal.Verifier{key.Verifier}}
				check("without", known, test.without)
				known.Given = []seal.Checkpoint{given}
				check("with", known, test.with)
			})
		})
	}
}

// One byte of the file itself is changed, past every trigger, in an act.
func TestAByteOfAnActInTheFileIsFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), "sqlite:"+dir)
	if err != nil {
		t.Fatal(err)
	}
	key := sealKey(t)
	fillSealed(t, s, "N1")
	act := audit("search")
	act.Register, act.Words = "N1", "looked for himself"
	if err := s.Record(t.Context(), act); err != nil {
		t.Fatal(err)
	}
	sealed(t, s, key)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(file), "looked for himself", "looked for herself", 1)
	if changed == string(file) {
		t.Fatal("the act is not in the file: closing did not bring the log into it")
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	s = opened(t, "sqlite:"+dir)
	trail, err := s.AuditTrail(t.Context(), "N1", AuditQuery{Kinds: []AuditKind{Changed}}, 100)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(trail, func(a Audit) bool { return a.Words == "looked for herself" })
	if i < 0 {
		t.Fatal("the act is not as it was altered")
	}
	want := []Fault{{Row: "audit " + seal.Key("N1", instant(noon), trail[i].ID), What: "is not as it was sealed"}}
	if got := logOf(t, s, Trust{}).Faults; !reflect.DeepEqual(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// The hashes that are kept with a leaf are read only as far as they go.
func TestALeafWithoutItsHashesIsFound(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		fillSealed(t, s, "N1")
		sealed(t, s, sealKey(t))
		unlock(t, s)
		if _, err := bare(t, s).Exec("UPDATE seal_leaves SET hashes = salt WHERE n = 7"); err != nil {
			t.Fatal(err)
		}
		if got := logOf(t, s, Trust{}); got.Count != 1 || len(got.Faults) != 1 || got.Log.Checkpoints != 1 {
			t.Errorf("%+v", got)
		}
	})
}
