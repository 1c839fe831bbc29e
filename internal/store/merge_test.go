package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/casefile"
)

// dump is everything that the database has, table by table, a row a line.
func dump(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	db := bare(t, s)
	list := "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	if s.engine == onSQLite {
		list = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	}
	all := map[string][]string{}
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
			err := row(places...)
			all[table] = append(all[table], fmt.Sprint(values...))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		slices.Sort(all[table])
	}
	return all
}

// boards are registers N1 and N2, each with people, users and what these have.
func boards(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	for i, code := range []string{"N1", "N2"} {
		makeRegister(t, s, code)
		for n := range 3 {
			number := fmt.Sprintf("999%07d", 10*i+n)
			if n == 0 {
				number = "9991234560" // is on both
			}
			put(t, s, code, fmt.Sprint(code, "p", n), on("2026-01-01", casefile.Details{GivenName: "Ann", FamilyName: fmt.Sprint("Example ", n), NHSNumber: number}),
				on("2026-01-02", casefile.JoinedRegister{}), casefile.Entry{On: today - 30, Fact: casefile.Rated{Rating: casefile.Red}, Note: code})
		}
	}
	guarded(t, s, "N1", "N1p1")
	do(t, s, "N1", func(tx *Tx) error {
		var err error
		for _, id := range []string{"both", "one", "other"} {
			err = errors.Join(err, tx.CreateUser(User{ID: id, Email: id + "@example.org", Name: id, CreatedAt: noon}))
		}
		return errors.Join(err, tx.SetRoles("both", []string{"coordinator", "clinician"}), tx.SetRoles("one", []string{"chair"}))
	})
	do(t, s, "N2", func(tx *Tx) error {
		return errors.Join(tx.SetRoles("both", []string{"coordinator"}), tx.SetRoles("other", []string{"chair"}))
	})
	for _, code := range []string{"N1", "N2"} {
		do(t, s, code, func(tx *Tx) error {
			return tx.AddTeam(Team{ID: "t" + code, Name: "Adults", CreatedAt: noon, Members: []string{"both"}})
		})
	}
	for i, code := range []string{"N1", "N2"} {
		err := errors.Join(
			s.SaveView(ctx, SavedView{Register: code, UserID: "both", Name: "Monday", Query: code, CreatedAt: noon}),
			s.SaveDraft(ctx, Draft{Register: code, UserID: "both", Key: "new-person", Body: code, UpdatedAt: noon}),
			s.SaveDraft(ctx, Draft{Register: code, UserID: "both", Key: "rating/" + code + "p1", Body: code, UpdatedAt: noon}),
			s.CreateImport(ctx, Import{Register: code, ID: "i" + code, UserID: "both", CreatedAt: noon, UpdatedAt: noon, FileName: code}, []byte(code), auditIn(code)),
			s.SaveImportMapping(ctx, code, "last", code, noon),
			s.SetCalendar(ctx, Calendar{Register: code, UserID: "both", SecretHash: "both" + code, CreatedAt: noon}, auditIn(code)),
			s.AddReminders(ctx, code, today, []ReminderKey{{UserID: "both", Case: code + "p1", Rule: "r", Due: today, Days: 3}}),
			s.StartSession(ctx, Session{ID: "s" + code, UserID: "both", Register: code, CreatedAt: noon, SeenAt: noon, EndsAt: noon.Add(time.Hour)}, auditIn(code)),
		)
		if i == 0 {
			err = errors.Join(err, s.SetCalendar(ctx, Calendar{Register: code, UserID: "one", SecretHash: "one", CreatedAt: noon}, auditIn(code)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func auditIn(register string) Audit {
	a := audit("prepare")
	a.Register = register
	return a
}

var plannedMerge = Merge{
	People: 3, Entries: 9, Users: 2, UsersInBoth: 1, Teams: 1, Views: 1, Drafts: 2, Imports: 1, Calendars: 2,
	Same: []SamePerson{{From: []string{"N1p0"}, Into: []string{"N2p0"}}},
}

func TestTwoRegistersBecomeOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		boards(t, s)
		before := dump(t, s)
		if plan, err := s.PlanMerge(ctx, "N1", "N2"); err != nil || !reflect.DeepEqual(plan, plannedMerge) {
			t.Errorf("planned %+v, %v", plan, err)
		}
		if after := dump(t, s); !reflect.DeepEqual(after, before) {
			t.Error("planning changed something")
		}
		var told [][2]int
		done, err := s.Merge(ctx, work("N2"), "N1", ann, audit("merge registers"), func(n, of int) { told = append(told, [2]int{n, of}) })
		if err != nil || !reflect.DeepEqual(done, plannedMerge) || !reflect.DeepEqual(told, [][2]int{{3, 3}}) {
			t.Fatalf("merged %+v, told %v, %v", done, told, err)
		}
		// Three cases of four entries came, and two are flagged on either side.
		verifies(t, s, Report{Registers: 2, Cases: 9, Entries: 9 + 9 + 12 + 2})
		after := dump(t, s)
		for _, table := range []string{"cases", "entries", "people", "obligations"} {
			if was, is := rowsWith(before[table], "N1"), rowsWith(after[table], "N1"); !reflect.DeepEqual(was, is) {
				t.Errorf("%s of N1 was\n%v,\nnow\n%v", table, was, is)
			}
		}
		for table, became := range whatMerges {
			if n := len(rowsWith(after[table], "N1")); became == "moves" && n > 0 {
				t.Errorf("%s has %d rows of N1 left", table, n)
			}
		}
		people := listed(t, s, "N2", PeopleQuery{Membership: AnyMembership, Today: today})
		var flagged []string
		for _, p := range people {
			if p.Flags > 0 {
				flagged = append(flagged, p.CaseID)
			}
		}
		slices.Sort(flagged)
		if len(people) != 6 || !slices.Equal(flagged, []string{"N1p0", "N2p0"}) {
			t.Errorf("N2 has %d people, %v flagged", len(people), flagged)
		}
		c, err := s.Case(ctx, "N2", "N1p1")
		if err != nil {
			t.Fatal(err)
		}
		if from, seq, ok := c.CameFrom(); !ok || seq != 4 || !from.Merged || from.Register != "N1" || from.Case != "N1p1" {
			t.Errorf("it came from %+v", from)
		}

		involved := func(register string) (of []Involvement) {
			of, err := s.Involved(ctx, register, "N1p1")
			if err != nil || len(of) != 2 || !of[0].On(today) || of[1].On(today) {
				t.Errorf("involved in %s: %+v, %v", register, of, err)
			}
			return of
		}
		if was, is := involved("N1"), involved("N2"); !reflect.DeepEqual(was, is) {
			t.Errorf("involved were %+v, now %+v", was, is)
		}
		was, err := s.Emergency(ctx, "N1", "e1")
		is, err2 := s.Emergency(ctx, "N2", "e1")
		if err != nil || err2 != nil || was != is || is.Outcome != "justified" {
			t.Errorf("the emergency was %+v, now %+v, %v, %v", was, is, err, err2)
		}
		if p, err := s.Protections(ctx, work("N2"), "u1", "N1p1"); err != nil || !p["N1p1"].Restricted || p["N1p1"].Marks[3] != "safeguarding" {
			t.Errorf("protected by %+v, %v", p, err)
		}

		members := map[string][]Member{}
		for _, user := range []string{"both", "one", "other"} {
			if members[user], err = s.Memberships(ctx, user, today); err != nil {
				t.Fatal(err)
			}
		}
		if want := map[string][]Member{
			"both": {{"N2", "Northshire N2", []string{"clinician", "coordinator"}, false}}, "one": {{"N2", "Northshire N2", []string{"chair"}, false}}, "other": {{"N2", "Northshire N2", []string{"chair"}, false}},
		}; !reflect.DeepEqual(members, want) {
			t.Errorf("members %v, want %v", members, want)
		}
		views, err := s.Views(ctx, "N2", "both")
		if err != nil || len(views) != 2 || views[0].Name != "Monday" || views[0].Query != "N2" || views[1].Name != "Monday (N1)" || views[1].Query != "N1" {
			t.Errorf("views %+v, %v", views, err)
		}
		teams, err := s.Teams(ctx, "N2")
		if want := []Team{{ID: "tN2", Name: "Adults", CreatedAt: noon, Members: []string{"both"}}, {ID: "tN1", Name: "Adults (N1)", CreatedAt: noon, Members: []string{"both"}}}; err != nil || !reflect.DeepEqual(teams, want) {
			t.Errorf("teams %+v, %v, want %+v", teams, err, want)
		}
		drafts, err := s.Drafts(ctx, "N2", "both")
		if err != nil || len(drafts) != 3 || drafts[0].Body != "N2" || drafts[1].Body != "N1" {
			t.Errorf("drafts %+v, %v", drafts, err)
		}
		if file, err := s.ImportFile(ctx, "N2", "iN1"); err != nil || string(file) != "N1" {
			t.Errorf("the file of an import: %q, %v", file, err)
		}
		if mapping, err := s.ImportMapping(ctx, "N2", "last"); err != nil || mapping != "N2" {
			t.Errorf("mapping %q, %v", mapping, err)
		}
		for secret, want := range map[string]string{"one": "N2", "bothN2": "N2", "bothN1": ""} {
			if got, err := s.CalendarBySecret(ctx, secret); got.Register != want || want == "" != errors.Is(err, ErrNotFound) {
				t.Errorf("calendar %s is of %q, %v", secret, got.Register, err)
			}
		}
		if x, err := s.Session(ctx, "sN1"); err != nil || x.Register != "N2" {
			t.Errorf("a session goes on in %s, %v", x.Register, err)
		}
		reg, err := s.Register(ctx, "N1")
		if err != nil || !reg.Closed() || reg.MergedInto != "N2" || !reg.ClosedAt.Equal(noon) {
			t.Errorf("N1 is %+v, %v", reg, err)
		}
		for _, code := range []string{"N1", "N2"} {
			trail, err := s.AuditTrail(ctx, code, AuditQuery{}, 100)
			if err != nil || !slices.ContainsFunc(trail, func(a Audit) bool { return a.Action == "merge registers" }) {
				t.Errorf("%s does not note it: %v", code, err)
			}
		}
		if _, err := s.Merge(ctx, work("N2"), "N1", ann, audit("merge registers"), nil); !errors.Is(err, ErrClosed) {
			t.Errorf("merged twice: %v", err)
		}
	})
}

func rowsWith(rows []string, register string) (found []string) {
	for _, r := range rows {
		if strings.HasPrefix(r, register+" ") {
			found = append(found, r)
		}
	}
	return found
}

// What cannot be merged whole is not merged at all.
func TestAMergeIsAllOrNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		boards(t, s)
		unlock(t, s)
		if _, err := bare(t, s).Exec("UPDATE entries SET note = 'altered' WHERE register = 'N1' AND case_id = 'N1p2' AND seq = 1"); err != nil {
			t.Fatal(err)
		}
		before := dump(t, s)
		for want, do := range map[error]func() error{
			ErrDamaged: func() error {
				_, err := s.Merge(context.Background(), work("N2"), "N1", ann, audit("merge registers"), nil)
				return err
			},
			ErrWaiting: func() error {
				do(t, s, "N2", func(tx *Tx) error {
					return tx.AddHandover(Handover{ID: "h", FromRegister: "N1", FromCase: "N1p0", State: HandoverProposed, ProposedAt: noon})
				})
				defer func() {
					if _, err := bare(t, s).Exec("DELETE FROM handovers"); err != nil {
						t.Error(err)
					}
				}()
				_, err := s.Merge(context.Background(), work("N2"), "N1", ann, audit("merge registers"), nil)
				return err
			},
		} {
			if err := do(); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		after := dump(t, s)
		for _, table := range []string{"audit", "unsealed"} { // that the handover was noted
			delete(before, table)
			delete(after, table)
		}
		if !reflect.DeepEqual(after, before) {
			t.Error("something was merged all the same")
		}
	})
}

// Every table that belongs to a register has its place in a merge.
func TestEveryTableHasItsPlaceInAMerge(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	tables := texts(t, s.write, "SELECT t.name FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c WHERE c.name = 'register'")
	for _, table := range tables {
		moved := slices.ContainsFunc(movers, func(m mover) bool { return strings.HasPrefix(m.copy.sql, "INSERT INTO "+table+" ") }) || table == "calendars"
		for _, m := range movers {
			if rest, ok := strings.CutPrefix(m.copy.sql, "INSERT INTO "+table+" ("); ok {
				taken, _, _ := strings.Cut(rest, ")")
				columns := texts(t, s.write, "SELECT name FROM pragma_table_xinfo($1)", table)
				has := strings.Split(taken, ", ")
				slices.Sort(has)
				slices.Sort(columns)
				if !slices.Equal(has, columns) {
					t.Errorf("of %s a merge takes %v, and it has %v", table, has, columns)
				}
			}
		}
		sealed := slices.ContainsFunc(sealedCopied, func(c sealedCopy) bool { return c.insert.insert.table == table })
		stays := sealed || slices.ContainsFunc(movers, func(m mover) bool { return strings.HasPrefix(m.copy.sql, "INSERT INTO "+table+" ") && m.clear == nil })
		switch became, ok := whatMerges[table]; {
		case !ok:
			t.Errorf("what becomes of %s when a register is merged?", table)
		case became == "moves" != (moved && !stays) || became == "copied, and stays" != ((moved || sealed) && stays):
			t.Errorf("%s %s, and moved is %v", table, became, moved)
		}
	}
	if len(tables) != len(whatMerges) {
		t.Errorf("%d tables, and %d are named", len(tables), len(whatMerges))
	}
}

func TestEveryTableHasItsPlaceInAnAnswer(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	tables := texts(t, s.write, "SELECT t.name FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c WHERE c.name = 'register'")
	for _, table := range tables {
		if whatAnswers[table] == "" {
			t.Errorf("is what %s has of somebody in the answer to who asks what is kept about them?", table)
		}
	}
	if len(tables) != len(whatAnswers) {
		t.Errorf("%d tables, and %d are named", len(tables), len(whatAnswers))
	}
}
