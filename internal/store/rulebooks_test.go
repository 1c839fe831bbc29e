package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// redWithin is a local file that gives the red review another number.
func redWithin(values string) string {
	return "format: homeward.rulebook/1\nname: Northshire\nrules:\n  policy.red-review: {numbers: {within: {source: Board paper, values: " + values + "}}}\n"
}

func adopt(t testing.TB, s *Store, register, overlay string, from civil.Date) int {
	t.Helper()
	n := 0
	err := s.Do(context.Background(), work(register), func(tx *Tx) (err error) {
		if n, err = tx.AdoptRules(Rulebook{From: from, Name: "Northshire", Overlay: overlay, Effect: "{}", AdoptedAt: noon, UserID: ann.ID, By: ann.Name}); err != nil {
			return err
		}
		return tx.Audit(audit("adopt rules"))
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRulesAreThoseThatTheRegisterAdopted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		first, second := redWithin("[{from: always, is: 7 days}]"), redWithin("[{from: always, is: 5 days}]")
		if n := adopt(t, s, "N1", first, today); n != 1 {
			t.Errorf("the first is number %d", n)
		}
		if n := adopt(t, s, "N1", second, today+10); n != 2 {
			t.Errorf("the second is number %d", n)
		}
		books, err := s.Rulebooks(t.Context(), "N1")
		want := []Rulebook{
			{"N1", 1, today, "Northshire", first, "{}", noon, ann.ID, ann.Name},
			{"N1", 2, today + 10, "Northshire", second, "{}", noon, ann.ID, ann.Name},
		}
		if err != nil || !reflect.DeepEqual(books, want) {
			t.Errorf("%+v, %v,\nwant %+v", books, err, want)
		}
		for range 2 { // read, and then kept
			got, err := s.Rules(t.Context(), "N1", rules)
			if err != nil || got.N != 2 {
				t.Fatalf("%d, %v", got.N, err)
			}
			for day, want := range map[civil.Date]int{today - 1: 14, today: 7, today + 9: 7, today + 10: 5} {
				if p := got.Period(clock.RedReviewWithin, day); p.N != want {
					t.Errorf("on %s it is %s, want %d days", day, p, want)
				}
			}
		}
		if other, err := s.Rules(t.Context(), "N2", rules); err != nil || other != (Rules{rules, 0}) {
			t.Errorf("the other register has number %d, %v", other.N, err)
		}
		for _, text := range []string{"UPDATE rulebooks SET from_day = '2020-01-01'", "DELETE FROM rulebooks"} {
			if _, err := bare(t, s).Exec(text); err == nil || !strings.Contains(err.Error(), "only grow") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

func TestRulesThatCannotBeReadStopEverything(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		adopt(t, s, "N1", "format: homeward.rulebook/1\nname: x\nrules: {policy.no-longer-known: {}}\n", today)
		if _, err := s.Rules(t.Context(), "N1", rules); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%v", err)
		}
		err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			c, err := tx.NewCase("p1")
			if err != nil {
				return err
			}
			if err := tx.Append(c, ann, on("2026-03-01", casefile.Note{})); err != nil {
				return err
			}
			return tx.Audit(audit("put"))
		})
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("a case was indexed without rules: %v", err)
		}
	})
}

// Adopting leaves the index as it is until Reevaluate has gone over all of it,
// however often it is stopped.
func TestTheIndexFollowsTheRules(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		const people = 2*stretch + 30
		populate(t, s, "N1", people)
		put(t, s, "N1", "red", on("2026-01-02", casefile.Details{GivenName: "Ann"}), on("2026-01-02", casefile.JoinedRegister{}))
		adopt(t, s, "N1", redWithin("[{from: always, is: 7 days}]"), today)
		adopted, err := s.Rules(t.Context(), "N1", rules)
		if err != nil {
			t.Fatal(err)
		}

		stands := func(n int) {
			t.Helper()
			behind, of, err := s.Behind(t.Context(), "N1", adopted)
			if err != nil || behind != n || n > 0 && of != people+1 {
				t.Errorf("%d of %d are behind, %v, want %d", behind, of, err, n)
			}
			report, err := s.Verify(t.Context(), rules, today)
			if err != nil || !report.OK() || report.Stale != n {
				t.Errorf("verified: %+v, %v", report, err)
			}
		}
		stands(people + 1)

		// Whoever records now is indexed by the new rules at once.
		put(t, s, "N1", "red", on("2026-03-02", casefile.Rated{Rating: casefile.Red}))
		row, err := s.PersonRow(t.Context(), "N1", "red")
		if err != nil || row.NextDue != today+7 || row.Rulebook != 1 {
			t.Errorf("due on %s by rulebook %d, %v", row.NextDue, row.Rulebook, err)
		}
		stands(people)

		ctx, stop := context.WithCancel(t.Context())
		err = s.Reevaluate(ctx, "N1", rules, today, func(done, total int) {
			if total != people {
				t.Errorf("%d to be done, want %d", total, people)
			}
			stop()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("stopped with %v", err)
		}
		behind, _, err := s.Behind(t.Context(), "N1", adopted)
		if err != nil || behind == 0 || behind == people {
			t.Fatalf("%d are behind, %v", behind, err)
		}
		stands(behind)
		if err := s.Reevaluate(t.Context(), "N1", rules, today, nil); err != nil {
			t.Fatal(err)
		}
		stands(0)
	})
}

func TestReevaluatingWritesWhatDiffers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		rated := []casefile.Entry{on("2026-02-01", casefile.Details{GivenName: "Ann"}), on("2026-02-20", casefile.Rated{Rating: casefile.Red})}
		for _, id := range []string{"a", "b"} {
			put(t, s, "N1", id, rated...)
		}
		// The rule is switched off from a day before the rating, which only a
		// change of the past could do: it stands for any change of the index.
		adopt(t, s, "N1", "format: homeward.rulebook/1\nname: x\nrules: {policy.red-review: {in_use: {source: s, values: [{from: always, is: no}]}}}\n", civil.Of(2026, 2, 10))
		if err := s.Reevaluate(t.Context(), "N1", rules, today, nil); err != nil {
			t.Fatal(err)
		}
		now, err := s.Rules(t.Context(), "N1", rules)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"a", "b"} {
			c, err := s.Case(t.Context(), "N1", id)
			if err != nil {
				t.Fatal(err)
			}
			want := IndexOf(c, now.Rulebook, today)
			want.Person.Rulebook, want.Person.Edition = 1, now.Edition()
			got, err := s.PersonRow(t.Context(), "N1", id)
			want.Person.HeadHash = got.HeadHash
			if err != nil || got != want.Person {
				t.Errorf("%+v, %v,\nwant %+v", got, err, want.Person)
			}
			obligations, err := s.Obligations(t.Context(), "N1", id)
			if err != nil || !slices.Equal(obligations, want.Obligations) {
				t.Errorf("%+v, %v,\nwant %+v", obligations, err, want.Obligations)
			}
		}
	})
}

// Over many lives the index is the same whether it followed a change of the
// rules and of the day or was made anew.
func TestReevaluatingComesToWhatRebuildingDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		populate(t, s, "N1", 200)
		adopt(t, s, "N1", redWithin("[{from: always, is: 7 days}]"), today)
		rows := func() []string {
			t.Helper()
			var text []string
			for _, from := range []string{"people ORDER BY case_id", "people_names ORDER BY case_id, token", "obligations ORDER BY case_id, n"} {
				found, err := bare(t, s).Query("SELECT * FROM " + from)
				if err != nil {
					t.Fatal(err)
				}
				defer found.Close()
				columns, err := found.Columns()
				if err != nil {
					t.Fatal(err)
				}
				values, into := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					into[i] = &values[i]
				}
				for found.Next() {
					if err := found.Scan(into...); err != nil {
						t.Fatal(err)
					}
					// The day it was made for is of no account where that day changes nothing.
					if i := slices.Index(columns, "evaluated_on"); i >= 0 {
						values[i] = nil
					}
					text = append(text, fmt.Sprint(values))
				}
				if err := found.Err(); err != nil {
					t.Fatal(err)
				}
			}
			return text
		}
		before := rows()
		for _, day := range []civil.Date{today, today + 9, today + 400} {
			if err := s.Reevaluate(ctx, "N1", rules, day, nil); err != nil {
				t.Fatal(err)
			}
			followed := rows()
			if err := s.Rebuild(ctx, rules, day, nil); err != nil {
				t.Fatal(err)
			}
			anew := rows()
			if !slices.Equal(followed, anew) {
				for i := range anew {
					if i >= len(followed) || followed[i] != anew[i] {
						t.Fatalf("row %d of %d and %d:\n%s\nwant\n%s", i, len(followed), len(anew), followed[min(i, len(followed)-1)], anew[i])
					}
				}
				t.Fatalf("%d rows, want %d", len(followed), len(anew))
			}
			if slices.Equal(before, anew) {
				t.Error("nothing changed")
			}
			before = anew
		}
	})
}

// What was added to a case between reading and writing is not undone.
func TestReevaluatingGivesWayToWhoeverRecords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		put(t, s, "N1", "a", on("2026-02-01", casefile.Details{GivenName: "Ann"}))
		adopt(t, s, "N1", redWithin("[{from: always, is: 7 days}]"), today)
		now, err := s.Rules(ctx, "N1", rules)
		if err != nil {
			t.Fatal(err)
		}
		var b reckoning
		if err := s.view(ctx, func(r runner) (err error) { b, err = readReckoning(ctx, r, "N1", []string{"a"}); return err }); err != nil {
			t.Fatal(err)
		}
		late := b.reckon("N1", now, today)
		put(t, s, "N1", "a", on("2026-03-02", casefile.Rated{Rating: casefile.Red}))
		want, err := s.PersonRow(ctx, "N1", "a")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.change(ctx, func(r runner) error { return writeReckoned(ctx, r, "N1", late, now, today) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.PersonRow(ctx, "N1", "a"); err != nil || got != want {
			t.Errorf("%+v, %v,\nwant %+v", got, err, want)
		}
	})
}

func TestVerifyKnowsByWhichRulesARowWasMade(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		put(t, s, "N1", "a", on("2026-02-01", casefile.Details{GivenName: "Ann"}))
		if _, err := bare(t, s).Exec("UPDATE people SET rulebook = 3"); err != nil {
			t.Fatal(err)
		}
		report, err := s.Verify(t.Context(), rules, today)
		want := []Fault{{Register: "N1", Case: "a", What: "the index of people: it was made by rulebook 3, which was not adopted or cannot be read"}}
		if err != nil || !reflect.DeepEqual(report.Faults, want) {
			t.Errorf("%+v, %v", report.Faults, err)
		}
	})
}

func TestTrials(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		put(t, s, "N1", "p1", on("2026-02-01", casefile.Details{GivenName: "Zoe", FamilyName: "Zeal"}))
		put(t, s, "N1", "p2", on("2026-02-01", casefile.Details{GivenName: "Ann", FamilyName: "Able", NHSNumber: "9991234560", BirthDate: today - 9000}))
		want := Trial{Register: "N1", ID: "t1", UserID: ann.ID, By: ann.Name, CreatedAt: noon, Name: "n", Overlay: "o", Commencing: today, Against: 2, State: "counting"}
		if err := s.CreateTrial(ctx, want, Audit{At: noon, Register: "N1", UserID: ann.ID, UserName: ann.Name, Action: "try rules"}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Trial(ctx, "N1", "t1"); err != nil || got != want {
			t.Errorf("%+v, %v,\nwant %+v", got, err, want)
		}
		if _, err := s.Trial(ctx, "N2", "t1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("another register finds it: %v", err)
		}
		want.Against, want.State, want.Effect, want.Problem = 3, "counted", "{}", "p"
		moves := TrialEffect{Case: "p1", Effect: "moves", Rule: "r1", StartedOn: today, OldDue: today + 1, NewDue: today + 2}
		appears := TrialEffect{Case: "p2", Effect: "appears", Rule: "r2", StartedOn: today, NewDue: today + 2}
		err := s.Do(ctx, work("N1"), func(tx *Tx) error {
			if _, err := tx.Trial("t1"); err != nil {
				return err
			}
			return errors.Join(tx.UpdateTrial(want), tx.SetTrialEffects("t1", []TrialEffect{appears}), tx.SetTrialEffects("t1", []TrialEffect{moves, appears}))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Trials(ctx, "N1", 5); err != nil || !reflect.DeepEqual(got, []Trial{want}) {
			t.Errorf("%+v, %v", got, err)
		}
		zoe := TrialRow{TrialEffect: moves, Name: "Zoe Zeal"}
		able := TrialRow{TrialEffect: appears, Name: "Ann Able", NHSNumber: "9991234560", BirthDate: today - 9000}
		for _, c := range []struct {
			rule          string
			limit, offset int
			want          []TrialRow
		}{{"", 9, 0, []TrialRow{able, zoe}}, {"", 1, 1, []TrialRow{zoe}}, {"r2", 9, 0, []TrialRow{able}}, {"r3", 9, 0, nil}} {
			if got, err := s.TrialRows(ctx, "N1", "t1", c.rule, c.limit, c.offset); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q: %+v, %v", c.rule, got, err)
			}
		}
		if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return tx.DeleteTrial("t1") }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Trial(ctx, "N1", "t1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("deleted, and there: %v", err)
		}
		if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return tx.DeleteTrial("t1") }); !errors.Is(err, ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}
