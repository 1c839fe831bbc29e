package store

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
)

// someViewers are of every shape that changes what is asked of the database.
func someViewers() map[string]*Viewer {
	everyone := []casefile.ConsentDecision{casefile.Given, "", casefile.Refused, casefile.Withdrawn}
	v := func(holds []string, part []string, whole ...string) *Viewer {
		v := &Viewer{UserID: "u1", Today: today, Holds: holds, Of: map[casefile.ConsentDecision][]string{}, Part: map[casefile.ConsentDecision][]string{}}
		for _, c := range everyone {
			v.Of[c], v.Part[c] = whole, part
		}
		return v
	}
	return map[string]*Viewer{
		"somebody who holds cases": v([]string{"Ann Example", "A Example"}, []string{"action"}, "care-team", "keyworker"),
		"somebody who works":       {UserID: "u1", Today: today, Organisations: []string{"T1", "T2"}, Of: map[casefile.ConsentDecision][]string{casefile.Given: {"provider", OfOrganisation}}},
		"somebody who holds none":  v(nil, nil, "provider"),
		"somebody with consent":    {UserID: "u1", Today: today, Of: map[casefile.ConsentDecision][]string{casefile.Given: {"provider"}}},
		"nobody":                   {UserID: "u1", Today: today},
		"a keeper":                 {UserID: "u1", Today: today, Everyone: true, Hidden: []string{"p1", "p2"}},
		"a keeper of all":          {UserID: "u1", Today: today, Everyone: true},
	}
}

// involve gives relations in a transaction of their own, to p1 unless another
// case is named.
func involve(t testing.TB, s *Store, given ...Involvement) {
	t.Helper()
	err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
		for i, x := range given {
			if x.ID == "" {
				x.ID = fmt.Sprintf("%s-%s-%d", x.Case, x.UserID, i)
			}
			if x.Since == 0 {
				x.Since = today - 10
			}
			x.GivenBy, x.GivenName = ann.ID, ann.Name
			if err := tx.Involve(x); err != nil {
				return err
			}
		}
		return tx.Audit(audit("involve"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func restrict(t testing.TB, s *Store, caseID string, restricted ...bool) {
	t.Helper()
	err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
		for _, r := range restricted {
			if err := tx.Restrict(Restriction{Case: caseID, Restricted: r, Reason: "asked for", UserID: ann.ID, UserName: ann.Name}); err != nil {
				return err
			}
		}
		return tx.Audit(audit("restrict"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// register is one with a person for each way to stand to it.
func viewed(t *testing.T, s *Store) {
	t.Helper()
	makeRegister(t, s, "N1")
	makeRegister(t, s, "N2")
	person := func(register, id, holder string, consent casefile.ConsentDecision) {
		e := []casefile.Entry{
			on("2026-01-01", casefile.Details{GivenName: id, FamilyName: "Same", BirthDate: today - 9000}), on("2026-01-01", casefile.JoinedRegister{}),
			on("2026-01-01", casefile.LocalAuthority{Name: "Council of " + id}),
			on("2026-01-02", casefile.Action{ID: "a1", Due: today + 3}), on("2026-01-02", casefile.Action{ID: "a2", Due: today + 4}),
		}
		if holder != "" {
			e = append(e, on("2026-01-01", casefile.Coordinator{Name: holder}))
		}
		if consent != "" {
			e = append(e, on("2026-01-01", casefile.Consent{To: casefile.ToRegister, Decision: consent, Basis: casefile.Own}))
		}
		put(t, s, register, id, e...)
	}
	for _, id := range []string{"given", "twice", "other", "early", "late", "ended", "part", "both", "restricted", "opened", "ours", "theirs", "ours-restricted", "ours-ended"} {
		person("N1", id, "", casefile.Given)
	}
	person("N1", "asked", "", "")
	person("N1", "ours-refused", "", casefile.Refused)
	person("N1", "refused", "", casefile.Refused)
	person("N1", "withdrawn", "", casefile.Withdrawn)
	person("N1", "held", "Ann Example", casefile.Given)
	person("N1", "held-restricted", "Ann Example", casefile.Given)
	person("N2", "given", "Ann Example", casefile.Given)
	care := func(id string) Involvement { return Involvement{Case: id, UserID: "u1", Relation: "care-team"} }
	early, late, other, part, both := care("early"), care("late"), care("other"), care("part"), care("both")
	early.Since, late.Until, other.UserID = today+1, today-1, "u2"
	part.Relation, part.Subject, both.Relation, both.Subject = "action", "a2", "action", "a2"
	twice := care("twice")
	twice.Relation = "keyworker"
	ends := care("ended")
	ends.ID = "e1"
	ours := func(id, code string) Involvement {
		return Involvement{Case: id, Organisation: code, Relation: OfOrganisation}
	}
	over := ours("ours-ended", "T1")
	over.Until = today - 1
	involve(t, s, ours("ours", "T2"), ours("theirs", "T3"), ours("ours-restricted", "T1"), ours("ours-refused", "T1"), over)
	involve(t, s, care("given"), care("twice"), twice, other, early, late, ends, part, both, care("both"), care("asked"), care("refused"), care("withdrawn"), care("restricted"), care("opened"))
	err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
		if err := tx.EndInvolvement("ended", "e1", ann.Name); err != nil {
			return err
		}
		return tx.Audit(audit("end"))
	})
	if err != nil {
		t.Fatal(err)
	}
	restrict(t, s, "restricted", true)
	restrict(t, s, "held-restricted", true)
	restrict(t, s, "other", true)
	restrict(t, s, "ours-restricted", true)
	restrict(t, s, "opened", true, false)
}

// Every list has the same people, and counts the same.
func TestAListHasWhomItsViewerReaches(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		viewed(t, s)
		hidden, err := s.HiddenFrom(t.Context(), "N1", "u1", today)
		if err != nil || fmt.Sprint(hidden) != "[held-restricted other ours-restricted]" {
			t.Fatalf("hidden: %v, %v", hidden, err)
		}
		clinician := &Viewer{UserID: "u1", Today: today, Holds: []string{"Ann Example"}, Of: map[casefile.ConsentDecision][]string{}, Part: map[casefile.ConsentDecision][]string{}}
		for _, c := range []casefile.ConsentDecision{casefile.Given, "", casefile.Refused, casefile.Withdrawn} {
			clinician.Of[c] = []string{"care-team", "keyworker"}
		}
		clinician.Part[casefile.Given] = []string{"action"}
		consented := *clinician
		consented.Holds, consented.Part = nil, nil
		consented.Of = map[casefile.ConsentDecision][]string{casefile.Given: {"care-team"}}
		worker := *clinician
		worker.Holds, worker.Part, worker.Organisations = nil, nil, []string{"T1", "T2"}
		worker.Of = map[casefile.ConsentDecision][]string{casefile.Given: {OfOrganisation}}
		all := []string{"asked", "both", "early", "ended", "given", "held", "late", "opened", "ours", "ours-ended", "ours-refused", "part", "refused", "restricted", "theirs", "twice", "withdrawn"}
		for name, test := range map[string]struct {
			v     *Viewer
			whole []string
			part  []string // cases of which one action is reached
		}{
			"clinician": {clinician, []string{"asked", "both", "given", "held", "opened", "refused", "restricted", "twice", "withdrawn"}, []string{"part"}},
			"provider":  {&consented, []string{"both", "given", "opened", "restricted", "twice"}, nil},
			"worker":    {&worker, []string{"ours"}, nil},
			"nobody":    {&Viewer{UserID: "u9", Today: today}, nil, nil},
			"keeper":    {&Viewer{UserID: "u1", Today: today, Everyone: true, Hidden: hidden}, all, nil},
		} {
			for _, text := range []string{"", "same"} {
				page, err := s.People(t.Context(), "N1", PeopleQuery{Today: today, For: test.v, Text: text, Sort: SortName})
				if err != nil {
					t.Fatal(err)
				}
				var got, exported []string
				for _, p := range page.Rows {
					got = append(got, p.CaseID)
				}
				if err := s.EachPerson(t.Context(), "N1", PeopleQuery{Today: today, For: test.v, Text: text}, func(p PersonRow) error {
					exported = append(exported, p.CaseID)
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				slices.Sort(got)
				slices.Sort(exported)
				if !slices.Equal(got, test.whole) || !slices.Equal(exported, test.whole) || page.Total != len(test.whole) || page.Counts.Total() != len(test.whole) {
					t.Errorf("%s, %q: page %v of %d, export %v, want %v", name, text, got, page.Total, exported, test.whole)
				}
			}
			authorities, err := s.Authorities(t.Context(), "N1", test.v)
			if err != nil || !test.v.Everyone && len(authorities) != len(test.whole) {
				t.Errorf("%s: authorities %v, %v", name, authorities, err)
			}
			// Two actions are open for each, one of a part.
			want := 2*len(test.whole) + len(test.part)
			q := DueQuery{Rules: []string{"action"}, Today: today, For: test.v}
			due, err := s.ObligationsDue(t.Context(), "N1", q)
			if err != nil {
				t.Fatal(err)
			}
			counts, err := s.DueCounts(t.Context(), "N1", q)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, c := range counts {
				n += c.Count
			}
			if len(due.Rows) != want || due.Total != want || n != want {
				t.Errorf("%s: %d things due, total %d, counted %d, want %d", name, len(due.Rows), due.Total, n, want)
			}
			for _, row := range due.Rows {
				if !slices.Contains(test.whole, row.CaseID) && !(slices.Contains(test.part, row.CaseID) && row.Subject == "a2") {
					t.Errorf("%s: has %s of %s", name, row.Subject, row.CaseID)
				}
			}
			reached, err := s.Reached(t.Context(), "N1", test.v)
			if err != nil || !test.v.Everyone && len(reached) != len(test.whole)+len(test.part) {
				t.Errorf("%s: reached %v, %v", name, slices.Collect(maps.Keys(reached)), err)
			}
			testReminders(t, s, name, test.v, want)
		}
	})
}

// testReminders reminds a viewer of every action and asks which they find.
func testReminders(t *testing.T, s *Store, name string, v *Viewer, want int) {
	t.Helper()
	user := "reminded-" + name
	err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
		if err := tx.CreateUser(User{ID: user, Email: user, Name: user, CreatedAt: noon}); err != nil {
			return err
		}
		return tx.Audit(audit("add user"))
	})
	if err != nil {
		t.Fatal(err)
	}
	open, err := s.Remindable(t.Context(), "N1", today, today+9)
	if err != nil {
		t.Fatal(err)
	}
	var keys []ReminderKey
	for _, o := range open {
		if o.Rule == "action" {
			keys = append(keys, ReminderKey{UserID: user, Case: o.Case, Rule: o.Rule, Subject: o.Subject, Due: o.Due, Days: 3})
		}
	}
	if err := s.AddReminders(t.Context(), "N1", today, keys); err != nil {
		t.Fatal(err)
	}
	page, err := s.Reminders(t.Context(), "N1", user, ReminderQuery{For: v})
	if err != nil {
		t.Fatal(err)
	}
	n, err := s.NewReminders(t.Context(), "N1", user, v)
	if err != nil {
		t.Fatal(err)
	}
	byRule, err := s.NewRemindersByRule(t.Context(), "N1", user, today, v)
	if err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, c := range byRule {
		counted += c.Count
	}
	if len(page.Rows) != want || page.Total != want || n != want || counted != want {
		t.Errorf("%s: %d reminders, total %d, new %d, by rule %d, want %d", name, len(page.Rows), page.Total, n, counted, want)
	}
}

// What a list of few people costs must not grow with the register.
func TestAViewersListsBeginWithTheFew(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	v := someViewers()["somebody who holds cases"]
	v.Organisations = []string{"T1"}
	for name, test := range map[string]func() (string, []any){
		"count":       func() (string, []any) { return PeopleQuery{For: v}.countSQL("N1") },
		"page":        func() (string, []any) { return PeopleQuery{For: v}.pageSQL("N1", 50, 0) },
		"export":      func() (string, []any) { return PeopleQuery{For: v, Sort: SortName}.allSQL("N1") },
		"words":       func() (string, []any) { return PeopleQuery{For: v, Text: "van der berg"}.pageSQL("N1", 50, 0) },
		"due":         func() (string, []any) { return DueQuery{For: v, Today: today}.pageSQL("N1", 50, 0) },
		"due, count":  func() (string, []any) { return DueQuery{For: v, Today: today}.countSQL("N1") },
		"due, by day": func() (string, []any) { return DueQuery{For: v, Today: today}.daysSQL("N1") },
		"anybody":     func() (string, []any) { return v.anybodySQL("N1") },
		"actions":     func() (string, []any) { return ActionsQuery{For: v, Today: today, DueBy: today}.pageSQL("N1", 50, 0) },
		"early signs": func() (string, []any) { return earlySignsSQL("N1", v, today) },
		"authorities": func() (string, []any) { return v.valuesSQL("N1", "local_authority") },
		"new reminders": func() (string, []any) {
			st, args := v.narrow(countSomeNew, []any{"N1", "u1", 100})
			return st.sql, args
		},
	} {
		text, args := test()
		steps := plan(t, s, text, args)
		joined := strings.Join(steps, "\n")
		if !strings.Contains(joined, "SEARCH i USING COVERING INDEX involvements_by_organisation") || !strings.Contains(joined, "SEARCH i USING COVERING INDEX involvements_by_user") || !strings.Contains(joined, "SEARCH h USING COVERING INDEX people_by_coordinator") {
			t.Errorf("%s: those who are reached are not found by their index but\n%s", name, joined)
		}
		for _, step := range steps {
			everyone := strings.HasPrefix(step, "SCAN p") || strings.HasPrefix(step, "SCAN o") || strings.HasPrefix(step, "SEARCH p ") && !strings.Contains(step, "case_id=?") ||
				(strings.HasPrefix(step, "SEARCH o ") || strings.HasPrefix(step, "SEARCH a ") || strings.HasPrefix(step, "SEARCH s ")) && !strings.Contains(step, "case_id=?")
			if everyone {
				t.Errorf("%s: %s, in\n%s", name, step, joined)
			}
		}
	}
}

// manyMore are cases together with so many that there are not that what stands
// beside them is read otherwise.
func manyMore(cases []string) []string {
	cases = slices.Clone(cases)
	for i := range lookedUp {
		cases = append(cases, fmt.Sprint("nobody ", i))
	}
	return cases
}

func TestProtectionsAreThoseOfTheMoment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		viewed(t, s)
		err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			for _, m := range []Mark{{Case: "given", Seq: 1, Mark: "third-party"}, {Case: "given", Seq: 2, Mark: "safeguarding"}, {Case: "given", Seq: 1}, {Case: "given", Seq: 2, Mark: "third-party"}} {
				m.Reason, m.UserID, m.UserName = "told in confidence", ann.ID, ann.Name
				if err := tx.Mark(m); err != nil {
					return err
				}
			}
			return tx.Audit(audit("mark"))
		})
		if err != nil {
			t.Fatal(err)
		}
		asked := []string{"given", "twice", "other", "early", "ended", "part", "restricted", "opened", "no such case"}
		got, err := s.Protections(t.Context(), work("N1"), "u1", asked...)
		if err != nil {
			t.Fatal(err)
		}
		if many, err := s.Protections(t.Context(), work("N1"), "u1", manyMore(asked)...); err != nil || !reflect.DeepEqual(many, got) {
			t.Errorf("asked with many others %+v, %v, want %+v", many, err, got)
		}
		words := map[string]string{}
		for id, p := range got {
			var ties []string
			for _, x := range p.Ties {
				ties = append(ties, x.Relation+":"+x.Subject)
			}
			slices.Sort(ties)
			words[id] = fmt.Sprint(ties, p.Restricted, p.Marks)
		}
		want := map[string]string{
			"given": "[care-team:] false map[2:third-party]", "twice": "[care-team: keyworker:] false map[]", "other": "[] true map[]",
			"part": "[action:a2] false map[]", "restricted": "[care-team:] true map[]", "opened": "[care-team:] false map[]",
		}
		if !maps.Equal(words, want) {
			t.Errorf("got %v,\nwant %v", words, want)
		}
		if marks, err := s.Marks(t.Context(), "N1", "given"); err != nil || len(marks) != 4 {
			t.Errorf("marks: %+v, %v", marks, err)
		}
		for _, text := range []string{"UPDATE marks SET mark = ''", "DELETE FROM marks", "UPDATE restrictions SET restricted = 0", "DELETE FROM restrictions", "DELETE FROM involvements"} {
			if _, err := bare(t, s).Exec(text); err == nil || !strings.Contains(err.Error(), "only grow") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}
