package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/seal"
)

// secretOf is a word that stands in every text of a person that a test makes.
const secretOf = "Xyzzyson"

// fillCase puts rows about a case into every table that has any about one: the
// word secretOf, where there is a text.
func fillCase(t *testing.T, s *Store, register, id string) {
	t.Helper()
	ctx := t.Context()
	put(t, s, register, id,
		on("2001-01-01", casefile.Details{GivenName: "Ann", FamilyName: secretOf, NHSNumber: "9990000018", BirthDate: civil.Of(1980, 2, 29)}),
		on("2001-01-02", casefile.JoinedRegister{}),
		casefile.Entry{On: civil.Of(2004, 2, 29), Fact: casefile.Rated{Rating: casefile.Red, HowSoon: secretOf}, Note: secretOf},
		casefile.Entry{On: civil.Of(2005, 6, 1), Fact: casefile.LeftRegister{}, Note: secretOf},
	)
	attachIn(t, s, register, id, id+"a1", id+"f1")
	attachIn(t, s, register, id, id+"a2", "shared")
	err := s.Do(ctx, work(register), func(tx *Tx) error {
		return errors.Join(
			tx.Mark(Mark{Case: id, Seq: 3, Mark: "safeguarding", Reason: secretOf, UserID: "u1", UserName: "Ann Example"}),
			tx.Restrict(Restriction{Case: id, Restricted: true, Reason: secretOf, UserID: "u1", UserName: "Ann Example"}),
			tx.Involve(Involvement{Case: id, ID: id + "i1", UserID: "u1", Relation: "care-team", Since: today, GivenBy: "u1", GivenName: "Ann Example"}),
			tx.EndInvolvement(id, id+"i1", secretOf),
			tx.OpenInEmergency(Emergency{Case: id, ID: id + "e1", UserID: "u1", UserName: "Ann Example", Role: "clinician", Reason: secretOf, ClosesAt: noon}),
			tx.LookAtEmergency(id+"e1", "Ann Example", "justified", secretOf),
			tx.DecideRetention(RetentionAct{Case: id, Act: RetentionPropose, Reason: secretOf, UserID: "u1", UserName: "Ann Example"}),
			tx.SayNotSame(Apart{One: id, Other: id + "z", Reason: secretOf, UserID: "u1", UserName: "Ann Example"}),
			tx.SayNotSame(Apart{One: "a" + id, Other: id, Reason: secretOf, UserID: "u1", UserName: "Ann Example"}),
			tx.Audit(audit("fill")),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	db := bare(t, s)
	for _, text := range []string{
		"INSERT INTO drafts (register, user_id, key, case_id, body, version, updated_at) VALUES ('REG', 'u1', 'note/CASE', 'CASE', 'note=WORD', 1, 'x'), ('REG', 'u1', 'search/CASE', '', 'text=WORD', 0, 'x')",
		"INSERT INTO subject_accesses (register, id, case_id, received_on, asked_by, begun_at, begun_name, choices, changed_at, ended_at, ended_name, outcome, words) VALUES ('REG', 'CASEs', 'CASE', 'x', 'WORD', 'x', 'x', 'WORD', 'x', NULL, '', '', 'WORD')",
		"INSERT INTO reminders (" + reminderColumns + ") VALUES ('REG', 'u1', 'CASE', 'r', 'WORD', '2005-01-01', 3, '2005-01-01', NULL, NULL)",
		"INSERT INTO trials (register, id, user_id, user_name, created_at, name, overlay, commencing, against, state, effect, problem) VALUES ('REG', 'CASEt', 'u1', 'x', 'x', 'x', '', NULL, 0, 'x', '', '')",
		"INSERT INTO trial_effects (register, trial_id, n, case_id, effect, rule, started_on, old_due, new_due) VALUES ('REG', 'CASEt', 1, 'CASE', 'x', 'WORD', '2005-01-01', NULL, NULL)",
	} {
		text = strings.NewReplacer("REG", register, "CASE", id, "WORD", secretOf).Replace(text)
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	for _, words := range []string{secretOf, "somebody else"} {
		a := audit("search")
		a.Register, a.Kind, a.Words = register, Searched, words
		if err := s.Record(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
}

func addAnn(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
		return errors.Join(tx.CreateUser(User{ID: "u1", Email: "ann@example.org", Name: "Ann Example", CreatedAt: noon}), tx.Audit(audit("add user")))
	}); err != nil {
		t.Fatal(err)
	}
}

// asOwner is the same database as the role that owns the tables.
func asOwner(t *testing.T, s *Store) *Store {
	t.Helper()
	address, _ := addresses.Load(s)
	return opened(t, enginetest.Owner(t, address.(string)))
}

// dispose disposes of a case with others.
func dispose(t *testing.T, s *Store, register, id string, also ...string) (Certificate, error) {
	t.Helper()
	var c Certificate
	err := s.Do(t.Context(), work(register), func(tx *Tx) error {
		for _, each := range append([]string{id}, also...) {
			if _, err := tx.Case(each); err != nil {
				return err
			}
		}
		var err error
		c, err = tx.Dispose(Certificate{
			Case: id, Also: also, Rule: "Mental health record", Source: "the code", KeptUntil: civil.Of(2025, 6, 1), ProposedAt: noon, ProposedBy: "u1", ProposedName: "Ann Example",
			AgreedAt: noon, AgreedBy: "u2", AgreedName: "Bo Example", DoneBy: "u2", DoneName: "Bo Example",
		}, func(words string) bool { return strings.Contains(words, secretOf) })
		return errors.Join(err, tx.Audit(audit("dispose")))
	})
	return c, err
}

// mentions counts the rows of every table in which a text stands.
func mentions(t *testing.T, s *Store, text string) map[string]int {
	t.Helper()
	db := bare(t, s)
	found := map[string]int{}
	list := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if s.engine == onPostgres {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	}
	for _, table := range texts(t, db, list) {
		rows, err := db.Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		if err := eachRow(rows, func(row scan) error {
			values, places := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				places[i] = &values[i]
			}
			if err := row(places...); err != nil {
				return err
			}
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				if strings.Contains(strings.ToLower(fmt.Sprint(v)), strings.ToLower(text)) {
					found[table]++
					break
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// After a disposal nothing tells of the person, nobody else lost anything, and
// the log verifies, also against a checkpoint from before.
func TestADisposedCaseIsGoneAndTheLogVerifies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		addAnn(t, s)
		fillCase(t, s, "N1", "p1")
		put(t, s, "N1", "p9", on("2001-01-01", casefile.Details{GivenName: "Ann", FamilyName: secretOf}))
		do(t, s, "N1", func(tx *Tx) error {
			return tx.IncludeCase("p1", "p9", ann, "One person", nil, func() string { return "new" })
		})
		before := mentions(t, s, secretOf)
		for _, table := range []string{"entries", "people", "people_names", "marks", "restrictions", "involvement_ends", "emergencies", "emergency_looks", "drafts", "subject_accesses", "reminders", "trial_effects", "retention_acts", "audit", "not_same"} {
			if before[table] == 0 {
				t.Fatalf("the test has nothing in %s: %v", table, before)
			}
		}
		putThree(t, s, "N3")
		attachIn(t, s, "N3", "p1", "x", "shared")
		put(t, s, "N1", "other", someone(2)...)
		attachIn(t, s, "N1", "other", "othera2", "shared")
		key := sealKey(t)
		given := sealed(t, s, key)
		trust := Trust{Known: []seal.Verifier{key.Verifier}, Given: []seal.Checkpoint{given}}

		at := s
		if s.engine == onPostgres { // the role that serves may not
			if may, err := s.MayDispose(ctx); may || err != nil {
				t.Errorf("the serving role may dispose: %v, %v", may, err)
			}
			if _, err := dispose(t, s, "N1", "p1"); !refused(err) {
				t.Errorf("the serving role disposes: %v", err)
			}
			at = asOwner(t, s)
		}
		if may, err := at.MayDispose(ctx); !may || err != nil {
			t.Fatalf("the owner may not dispose: %v, %v", may, err)
		}
		c, err := dispose(t, at, "N1", "p1", "p9")
		if err != nil {
			t.Fatal(err)
		}
		want := Certificate{
			N: 1, Case: "p1", Also: []string{"p9"}, DisposedAt: noon, FirstOn: civil.Of(2001, 1, 1), LastOn: today, Entries: 6 + 2, Attachments: 2, Searches: 1,
			Rule: "Mental health record", Source: "the code", KeptUntil: civil.Of(2025, 6, 1), ProposedAt: noon, ProposedBy: "u1", ProposedName: "Ann Example",
			AgreedAt: noon, AgreedBy: "u2", AgreedName: "Bo Example", DoneBy: "u2", DoneName: "Bo Example",
		}
		if !reflect.DeepEqual(c, want) {
			t.Errorf("the certificate is %+v, want %+v", c, want)
		}
		if got, err := s.Certificate(ctx, "N1", 1); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("kept as %+v, %v", got, err)
		}
		if _, err := s.Certificate(ctx, "N2", 1); !errors.Is(err, ErrNotFound) {
			t.Errorf("another register has it: %v", err)
		}
		if got := mentions(t, s, secretOf); len(got) != 0 {
			t.Errorf("still there: %v", got)
		}
		if got := mentions(t, s, "somebody else")["audit"]; got != 1 {
			t.Errorf("%d other searches are there", got)
		}
		for _, id := range []string{"p1", "p9"} {
			if _, err := s.Case(ctx, "N1", id); !errors.Is(err, ErrNotFound) {
				t.Errorf("the case %s: %v", id, err)
			}
		}
		if _, err := s.AttachmentFile(ctx, "N1", "p1f1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("its file: %v", err)
		}
		if _, err := s.AttachmentFile(ctx, "N1", "shared"); err != nil {
			t.Errorf("a file that somebody else has: %v", err)
		}
		var salts int
		if err := bare(t, s).QueryRow("SELECT COUNT(*) FROM seal_leaves WHERE table_name = 'entries' AND row_key LIKE 'N1/p1/%' AND length(salt) > 0").Scan(&salts); err != nil || salts != 0 {
			t.Errorf("%d salts are left, %v", salts, err)
		}

		check := func(when string) {
			t.Helper()
			report := logOf(t, s, trust)
			if !report.OK() || report.Log.Disposed < 4+1+2 || len(report.Certificates) != 1 || !reflect.DeepEqual(report.Certificates[0], DisposedOf{"N1", want}) {
				t.Errorf("%s: %+v", when, report)
			}
			whole, err := s.Verify(ctx, rules, today)
			if err != nil || !whole.OK() {
				t.Errorf("%s, the record: %+v, %v", when, whole, err)
			}
		}
		check("before it is sealed")
		sealed(t, s, key)
		check("after")
		if err := at.Scrub(ctx); err != nil {
			t.Fatal(err)
		}
		check("after scrubbing")
		if s.engine == onSQLite {
			for _, file := range []string{FileName, FileName + "-wal"} {
				address, _ := addresses.Load(s)
				b, err := os.ReadFile(filepath.Join(strings.TrimPrefix(address.(string), "sqlite:"), file))
				if err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
				if strings.Contains(string(b), secretOf) {
					t.Errorf("the bytes of %s still tell of the person", file)
				}
			}
		}
		put(t, s, "N1", "later", someone(3)...)
		if c, err := dispose(t, at, "N1", "later"); err != nil || c.N != 2 {
			t.Errorf("the next certificate is %d, %v", c.N, err)
		}
	})
}

// A case that is not sealed yet can be disposed of as well.
func TestDisposingOfWhatWaitsToBeSealed(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	putThree(t, s, "N1")
	if _, err := dispose(t, s, "N1", "p1"); err != nil {
		t.Fatal(err)
	}
	key := sealKey(t)
	sealed(t, s, key)
	if got := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}}); !got.OK() || got.Log.Disposed != 6 {
		t.Errorf("%+v", got)
	}
}

// Nothing goes without its disposal, and a forged one is named.
func TestNothingGoesWithoutADisposal(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		addAnn(t, s)
		fillCase(t, s, "N1", "p1")
		key := sealKey(t)
		sealed(t, s, key)
		db := bare(t, s)
		for _, text := range []string{
			"DELETE FROM entries", "DELETE FROM cases", "DELETE FROM audit", "DELETE FROM marks", "DELETE FROM restrictions", "DELETE FROM involvements", "DELETE FROM involvement_ends", "DELETE FROM emergencies", "DELETE FROM emergency_looks", "DELETE FROM attachment_changes", "DELETE FROM attachments",
			"DELETE FROM attachment_files", "DELETE FROM retention_acts", "UPDATE entries SET note = 'x'", "UPDATE audit SET detail = 'x'", "UPDATE retention_acts SET reason = 'x'", "UPDATE marks SET reason = 'x'", "UPDATE not_same SET reason = 'x'", "DELETE FROM not_same",
			"UPDATE restrictions SET reason = 'x'", "UPDATE seal_leaves SET salt = NOTHING", "UPDATE seal_leaves SET row_key = 'x'", "DELETE FROM seal_leaves",
		} {
			text = strings.ReplaceAll(text, "NOTHING", map[engine]string{onSQLite: "x''", onPostgres: "''"}[s.engine])
			if _, err := db.Exec(text); err == nil || !strings.Contains(err.Error(), "only grow") {
				t.Errorf("%s: %v", text, err)
			}
		}
		// Somebody who may write to the database can write a disposal as well.
		if _, err := db.Exec("INSERT INTO disposals (" + disposalColumns + ") VALUES ('N1', 'entries', 'N1/p1/4', 'x', 'x', 'x', 'x')"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("DELETE FROM entries WHERE seq = 4"); err != nil {
			t.Fatal(err)
		}
		report := logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}})
		var found []string
		for _, f := range report.Faults {
			found = append(found, f.String())
		}
		if want := []string{"disposals N1/entries/N1%2Fp1%2F4: was not written by Homeward: the log does not know it"}; !slices.Equal(found, want) {
			t.Errorf("found %q, want %q", found, want)
		}
	})
}

func TestEveryTableIsDisposedOf(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	tables := texts(t, bare(t, s), "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'register' ORDER BY 1")
	named := map[string]bool{}
	for _, table := range tables {
		named[table] = true
		what, ok := whatDisposes[table]
		if !ok {
			t.Errorf("%s is not said to go or to stay", table)
		}
		goes := slices.ContainsFunc(caseTables, func(c caseTable) bool { return c.name == table }) || table == "attachment_files"
		if goes != strings.HasPrefix(what, "goes") {
			t.Errorf("%s: %s, and it goes: %v", table, what, goes)
		}
	}
	for table := range whatDisposes {
		if !named[table] {
			t.Errorf("there is no table %s", table)
		}
	}
}

func TestRetentionActs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		putThree(t, s, "N1")
		var want []RetentionAct
		for i, act := range []string{RetentionHold, RetentionRelease} {
			a := RetentionAct{Case: "p1", Act: act, Reason: "an inquiry", UserID: "u1", UserName: "Ann Example"}
			if i == 0 {
				a.Until = civil.Of(2030, 1, 1)
			}
			if err := s.Do(t.Context(), work("N1"), func(tx *Tx) error { return errors.Join(tx.DecideRetention(a), tx.Audit(audit("hold"))) }); err != nil {
				t.Fatal(err)
			}
			a.N, a.At = i+1, noon
			want = append(want, a)
		}
		if got, err := s.RetentionActs(t.Context(), "N1", "p1"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
		if got, err := s.AllRetentionActs(t.Context(), "N1"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
		if got, err := s.RetentionActs(t.Context(), "N2", "p1"); err != nil || got != nil {
			t.Errorf("another register has %+v, %v", got, err)
		}
	})
}
