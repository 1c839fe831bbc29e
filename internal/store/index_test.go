package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// indexOf is the index of a case of the entries, recorded one a minute.
func indexOf(entries ...casefile.Entry) Indexed {
	var recorded []casefile.Recorded
	for i, e := range entries {
		recorded = append(recorded, casefile.Recorded{Entry: e, Seq: i + 1, RecordedAt: noon.Add(time.Duration(i) * time.Minute), By: ann})
	}
	return IndexOf(casefile.Fold("p1", recorded), rules, today)
}

func TestIndexOfAPerson(t *testing.T) {
	t.Parallel()
	got := indexOf(
		on("2026-01-01", casefile.Details{GivenName: "Siân", FamilyName: "O’Brien", PreferredName: "Shan", NHSNumber: "9991234560", BirthDate: civil.Of(2008, 6, 1)}),
		on("2026-01-01", casefile.LocalAuthority{Name: "Eastvale Council"}),
		on("2026-01-01", casefile.Coordinator{Name: "Bob Example"}),
		on("2026-01-01", casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}),
		on("2026-01-02", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}),
		on("2026-01-02", casefile.JoinedRegister{}),
		on("2026-01-10", casefile.Keyworker{Status: casefile.KeyworkerNamed, Name: "Cas Example"}),
		on("2026-02-01", casefile.Rated{Rating: casefile.Amber}),
		on("2026-02-20", casefile.Meeting{}),
		on("2026-02-25", casefile.Action{ID: "a1", Due: civil.Of(2026, 3, 1), Text: "Ring"}),
		on("2026-02-26", casefile.Imported{Flags: []casefile.Flag{{ID: "f1", Code: casefile.FlagUnread, Message: "Look here"}, {ID: "f2", Code: casefile.FlagUnread, Message: "And here"}}}),
	)
	want := PersonRow{
		CaseID: "p1", Given: "Siân", Family: "O’Brien", Preferred: "Shan", Name: "Shan O’Brien", SortKey: "obrien,sian",
		NHSNumber: "9991234560", BirthDate: civil.Of(2008, 6, 1), Rating: casefile.Amber, RatingSince: civil.Of(2026, 2, 1),
		LocalAuthority: "Eastvale Council", Cohort: casefile.CETR, Setting: casefile.Community, OnRegister: On,
		Consent: casefile.Given, ConsentBasis: casefile.Own, ConsentOn: civil.Of(2026, 1, 2), Coordinator: "Bob Example", Flags: 2, FlagMessage: "Look here",
		NextDue: civil.Of(2026, 3, 1), NextRule: "action", NextState: StateOpen, OpenCount: 2, JoinedOn: civil.Of(2026, 1, 2),
		ChangedAt: noon.Add(10 * time.Minute), ChangedBy: "Ann Example", Version: 11, EvaluatedOn: today,
		MetOn: civil.Of(2026, 2, 20), RatedAt: noon.Add(7 * time.Minute), ConsentedAt: noon.Add(4 * time.Minute),
		ChangesOn: civil.Of(2026, 3, 7), // the review of the register, due on 6 March, is overdue from then
	}
	if want.ObligationsSum = sumOf(got.Obligations); got.Person != want {
		t.Errorf("person\n%+v,\nwant\n%+v", got.Person, want)
	}
	if want := []string{"ABRN", "BRN", "SN", "brien", "obrien", "shan", "sian"}; !reflect.DeepEqual(got.Words, want) {
		t.Errorf("words %q, want %q", got.Words, want)
	}
	var open []ObligationRow
	for _, o := range got.Obligations {
		if o.State == StateOpen {
			open = append(open, o)
		}
	}
	wantOpen := []ObligationRow{
		{CaseID: "p1", N: 2, Rule: "action", Basis: "record", Subject: "a1", StartedSeq: 10, StartedOn: civil.Of(2026, 2, 25), Due: civil.Of(2026, 3, 1), State: StateOpen},
		{CaseID: "p1", N: 4, Rule: "local.register-review", Basis: "local", StartedSeq: 9, StartedOn: civil.Of(2026, 2, 20), Due: civil.Of(2026, 3, 6), State: StateOpen, AsksReason: true},
	}
	if !reflect.DeepEqual(open, wantOpen) {
		t.Errorf("open\n%+v,\nwant\n%+v", open, wantOpen)
	}
	if !got.Person.Overdue(today) || got.Person.Overdue(civil.Of(2026, 3, 1)) {
		t.Error("what was due on 1 March is overdue from the 2nd")
	}
}

func TestTheIndexChangesOnThe18thBirthday(t *testing.T) {
	t.Parallel()
	got := indexOf(on("2026-01-01", casefile.Details{GivenName: "Ewan", BirthDate: civil.Of(2008, 4, 1)})).Person
	if got.Cohort != casefile.CETR || got.ChangesOn != civil.Of(2026, 4, 1) {
		t.Errorf("%s until %s", got.Cohort, got.ChangesOn)
	}
}

func TestMembership(t *testing.T) {
	t.Parallel()
	joined := on("2026-01-02", casefile.JoinedRegister{})
	for name, test := range map[string]struct {
		entries []casefile.Entry
		want    Membership
		rating  casefile.Rating
		found   bool
	}{
		"referred":           {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"})}, NotOn, "", true},
		"joined":             {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), joined, on("2026-01-03", casefile.Rated{Rating: casefile.Red})}, On, casefile.Red, true},
		"left":               {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), joined, on("2026-01-03", casefile.Rated{Rating: casefile.Red}), on("2026-01-04", casefile.LeftRegister{})}, Left, "", true},
		"moved":              {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), joined, on("2026-01-04", casefile.MovedOut{})}, Moved, "", true},
		"died":               {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), joined, on("2026-01-04", casefile.Died{})}, Died, "", true},
		"died after leaving": {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), joined, on("2026-01-03", casefile.LeftRegister{}), on("2026-01-04", casefile.Died{})}, Died, "", true},
		"struck out":         {[]casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), joined, on("2026-01-05", casefile.EnteredInError{Entry: 1}), on("2026-01-05", casefile.EnteredInError{Entry: 2})}, StruckOut, "", false},
	} {
		got := indexOf(test.entries...)
		if got.Person.OnRegister != test.want || got.Person.Rating != test.rating || (len(got.Words) > 0) != test.found {
			t.Errorf("%s: %s, rated %q, words %q", name, got.Person.OnRegister, got.Person.Rating, got.Words)
		}
	}
}

func TestWhatIsSuspendedIsNeverOverdue(t *testing.T) {
	t.Parallel()
	entries := []casefile.Entry{
		on("2025-01-01", casefile.Details{GivenName: "Ann", BirthDate: civil.Of(1980, 1, 1)}),
		on("2025-01-01", casefile.Consent{To: casefile.ToReviews, Decision: casefile.Refused, Basis: casefile.Own}),
		on("2025-02-01", casefile.Rated{Rating: casefile.Red}),
	}
	got := indexOf(entries...).Person
	if got.NextState != StateSuspended || got.NextDue == 0 || got.NextDue >= today || got.OpenCount != 0 || got.Overdue(today) || got.openDue() != noOpenDue {
		t.Errorf("%+v", got)
	}
}

// Rebuild and Reevaluate make what was never there or is no longer so.
func TestTheIndexIsMadeAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		const people = batchSize + 20
		populate(t, s, "N1", people)
		populate(t, s, "N2", 3)
		before := listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today})
		entries := 0
		if err := errors.Join(s.EachCase(ctx, "N1", func(c *casefile.Case) error { entries += c.Version(); return nil }),
			s.EachCase(ctx, "N2", func(c *casefile.Case) error { entries += c.Version(); return nil })); err != nil {
			t.Fatal(err)
		}
		sound := Report{Registers: 2, Cases: people + 3, Entries: entries}
		verifies(t, s, sound)

		for _, text := range []string{"DELETE FROM people", "DELETE FROM obligations WHERE n > 1", "UPDATE stays SET ward = 'Another' WHERE lasts = 1", "DELETE FROM needs WHERE need = 'n1'", "DELETE FROM people_names WHERE token > 'm'",
			"INSERT INTO people_names (register, token, case_id) VALUES ('N1', 'x', 'zzz')"} {
			if _, err := bare(t, s).Exec(text); err != nil {
				t.Fatal(err)
			}
		}
		var told [][2]int
		if err := s.Rebuild(ctx, rules, today, func(done, total int) { told = append(told, [2]int{done, total}) }); err != nil {
			t.Fatal(err)
		}
		if want := [][2]int{{batchSize, people + 3}, {people, people + 3}, {people + 3, people + 3}}; !reflect.DeepEqual(told, want) {
			t.Errorf("progress %v, want %v", told, want)
		}
		verifies(t, s, sound)
		if after := listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today}); !reflect.DeepEqual(after, before) {
			t.Error("the list after rebuilding is another")
		}

		// A year on, what the days alone have changed is made anew, and nothing else.
		later := today + 365
		report, err := s.Verify(ctx, rules, later)
		if err != nil || !report.OK() || report.Stale == 0 || report.Stale == people+3 {
			t.Fatalf("a year on: %+v, %v", report, err)
		}
		stale := 0
		for _, register := range []string{"N1", "N2"} {
			if err := s.Reevaluate(ctx, register, rules, later, func(done, total int) {
				if done == total {
					stale += total
				}
			}); err != nil {
				t.Fatal(err)
			}
		}
		if stale != report.Stale {
			t.Errorf("re-evaluated %d of %d", stale, report.Stale)
		}
		report, err = s.Verify(ctx, rules, later)
		if err != nil || !report.OK() || report.Stale != 0 {
			t.Fatalf("re-evaluated: %+v, %v", report, err)
		}
		// What was left alone is as it would be computed on that day.
		err = s.EachCase(ctx, "N1", func(c *casefile.Case) error {
			got, err := s.PersonRow(ctx, "N1", c.ID)
			want := IndexOf(c, rules, later).Person
			want.EvaluatedOn, want.HeadHash, want.Edition = got.EvaluatedOn, got.HeadHash, Rules{Rulebook: rules}.Edition()
			if got != want {
				t.Errorf("case %s:\n%+v,\nwant\n%+v", c.ID, got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestADamagedCaseKeepsItsIndexAndStopsNoOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		putThree(t, s, "N1")
		unlock(t, s)
		for _, text := range []string{"UPDATE entries SET body = '{' WHERE case_id = 'p1' AND seq = 3", "UPDATE people SET rating = '?'", "UPDATE people SET changes_on = '2026-01-01'"} {
			if _, err := bare(t, s).Exec(text); err != nil {
				t.Fatal(err)
			}
		}
		ratings := func() (found []string) {
			for _, p := range listed(t, s, "N1", PeopleQuery{Sort: SortName, Today: today}) {
				found = append(found, string(p.Rating))
			}
			return found
		}
		err := s.Reevaluate(t.Context(), "N1", rules, today, nil)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "p1") {
			t.Errorf("re-evaluated with %v", err)
		}
		if got, want := ratings(), []string{"amber", "?", "amber"}; !reflect.DeepEqual(got, want) {
			t.Errorf("re-evaluated: %q, want %q", got, want)
		}
		err = s.Rebuild(t.Context(), rules, today, nil)
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "p1") {
			t.Errorf("rebuilt with %v", err)
		}
		if got, want := ratings(), []string{"amber", "?", "amber"}; !reflect.DeepEqual(got, want) {
			t.Errorf("rebuilt: %q, want %q", got, want)
		}
	})
}

// listed is every row that a query takes.
func listed(t testing.TB, s *Store, register string, q PeopleQuery) (rows []PersonRow) {
	t.Helper()
	if err := s.EachPerson(t.Context(), register, q, func(p PersonRow) error { rows = append(rows, p); return nil }); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheIndexHasWithWhomNotToShare(t *testing.T) {
	t.Parallel()
	given := on("2026-01-02", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own})
	chose := func(day string, choices ...casefile.SharingChoice) casefile.Entry {
		return on(day, casefile.Sharing{Basis: casefile.Own, Choices: choices})
	}
	no, yes := casefile.No, casefile.Yes
	for want, entries := range map[string][]casefile.Entry{
		"":                 {given, chose("2026-01-03", casefile.SharingChoice{With: casefile.WithSchool, Choice: yes})},
		",council,school,": {given, chose("2026-01-03", casefile.SharingChoice{With: casefile.WithSchool, Choice: no}, casefile.SharingChoice{With: "council", Choice: no})},
		",council,":        {given, chose("2026-01-03", casefile.SharingChoice{With: casefile.WithCouncil, Choice: no}), chose("2026-01-02", casefile.SharingChoice{With: casefile.WithCouncil, Choice: yes})},
		",gp,": {given, chose("2026-01-03", casefile.SharingChoice{With: "gp", Choice: no}, casefile.SharingChoice{With: "school", Choice: yes}),
			on("2026-01-04", casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own})}, // what was not to be stays so
	} {
		if got := indexOf(entries...).Person.SharesNot; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
