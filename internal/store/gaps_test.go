package store

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// waiter puts somebody on the register who waits for short breaks.
func waiter(t *testing.T, s *Store, id, place string, born civil.Date, at time.Time, steps ...casefile.Fact) {
	t.Helper()
	w := work("N1")
	w.At = at
	err := s.Do(t.Context(), w, func(tx *Tx) error {
		c, err := tx.NewCase(id)
		if err != nil {
			return err
		}
		facts := []casefile.Fact{
			casefile.Details{GivenName: id, BirthDate: born}, casefile.JoinedRegister{},
			casefile.SupportNeed{ID: "n1", Text: "Short breaks", Category: "short-breaks", WantedBy: today + 5},
		}
		if place != "" {
			facts = append(facts, casefile.LocalAuthority{Name: place})
		}
		for _, f := range append(facts, steps...) {
			if err := tx.Append(c, ann, casefile.Entry{On: today, Fact: f}); err != nil {
				return err
			}
		}
		return tx.Audit(audit("record"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// then adds to a case at a moment.
func then(t *testing.T, s *Store, id string, at time.Time, f casefile.Fact) {
	t.Helper()
	w := work("N1")
	w.At = at
	err := s.Do(t.Context(), w, func(tx *Tx) error {
		c, err := tx.Case(id)
		if err != nil {
			return err
		}
		if err := tx.Append(c, ann, casefile.Entry{On: today, Fact: f}); err != nil {
			return err
		}
		return tx.Audit(audit("record"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// told is what became of each gap of N1, in a line each.
func told(t *testing.T, s *Store) (lines []string) {
	t.Helper()
	gaps, err := s.Gaps(t.Context(), "N1")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gaps {
		line := fmt.Sprintf("%s %q %s open %v:", g.Category, g.Place, g.Ages, g.Open)
		for _, e := range g.Events {
			line += fmt.Sprintf(" %d %s by %s", e.N, e.Act, e.UserName)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAGapOpensAndEndsByItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		none := casefile.SupportStep{Need: "n1", Status: casefile.NoSuchService}
		child, adult := today-10*365, today-40*365
		expect := func(when string, want ...string) {
			t.Helper()
			if got := told(t, s); !reflect.DeepEqual(got, want) {
				t.Errorf("%s\n got %q\nwant %q", when, got, want)
			}
		}
		by := " by " + audit("x").UserName
		waiter(t, s, "p1", "Northshire", child, noon, none)
		expect("one waits", `short-breaks "Northshire" under-18 open true: 1 opened`+by)
		waiter(t, s, "p2", "Northshire", child, noon, casefile.SupportStep{Need: "n1", Status: casefile.SupportWaiting, Expected: today + 6})
		expect("another joins", `short-breaks "Northshire" under-18 open true: 1 opened`+by)
		waiter(t, s, "p3", "", adult, noon, none)
		waiter(t, s, "p4", "Northshire", 0, noon, casefile.SupportStep{Need: "n1", Status: casefile.SupportWaiting, Expected: today + 5})
		all := []string{`short-breaks "" 26-and-over open true: 1 opened` + by, `short-breaks "Northshire" under-18 open true: 1 opened` + by}
		expect("an adult of no known place; who can be helped in time waits for nothing", all...)

		waiting, err := s.PeopleWaiting(t.Context(), "N1", NeedsQuery{}, today)
		key := GapKey{"short-breaks", "Northshire", AgesUnder18}
		if want := (map[GapKey]Waiting{key: {2, noon}, {"short-breaks", "", Ages26AndOver}: {1, noon}}); err != nil || !reflect.DeepEqual(waiting, want) {
			t.Errorf("waiting %v, %v, want %v", waiting, err, want)
		}
		seen, err := s.PeopleWaiting(t.Context(), "N1", NeedsQuery{For: &Viewer{Everyone: true, Hidden: []string{"p1"}}}, today)
		if err != nil || seen[key].People != 1 {
			t.Errorf("who does not see one of them counts %v, %v", seen, err)
		}

		// When the last has what they need, the gap ends; the next opens it again. Who
		// leaves the register still waits, and who is at another register does not.
		then(t, s, "p3", noon, casefile.LeftRegister{Reason: "well"})
		expect("one left the register", all...)
		then(t, s, "p3", noon, casefile.JoinedRegister{})
		then(t, s, "p3", noon, casefile.MovedOut{})
		then(t, s, "p1", noon, casefile.SupportStarted{Need: "n1"})
		all[0] = `short-breaks "" 26-and-over open false: 1 opened` + by + ` 2 ended` + by
		expect("one still waits", all...)
		then(t, s, "p2", noon, casefile.SupportWithdrawn{Need: "n1"})
		all[1] = `short-breaks "Northshire" under-18 open false: 1 opened` + by + ` 2 ended` + by
		expect("nobody waits", all...)
		later := noon.Add(time.Hour)
		waiter(t, s, "p5", "Northshire", child, later, none)
		all[1] = `short-breaks "Northshire" under-18 open true: 1 opened` + by + ` 2 ended` + by + ` 3 opened` + by
		expect("somebody else waits", all...)

		// It is closed because there is a service, although they wait to begin, and
		// opened again by whom that service cannot help either.
		w := work("N1")
		w.At = later.Add(time.Hour)
		err = s.Do(t.Context(), w, func(tx *Tx) error {
			g, err := tx.Gap(key)
			if err != nil || !g.Open || !g.Since.Equal(later) {
				t.Errorf("it stands as %+v, %v", g, err)
			}
			if err := tx.AddGapEvent(g, GapEvent{Act: GapServed, Words: "A house was opened", UserID: "u", UserName: "Chair"}); err != nil {
				return err
			}
			return tx.Audit(audit("serve gap"))
		})
		if err != nil {
			t.Fatal(err)
		}
		then(t, s, "p5", w.At.Add(-time.Minute), casefile.Note{})
		all[1] = `short-breaks "Northshire" under-18 open false: 1 opened` + by + ` 2 ended` + by + ` 3 opened` + by + ` 4 served by Chair`
		expect("there is a service", all...)
		waiter(t, s, "p6", "Northshire", child, w.At.Add(time.Minute), none)
		all[1] = `short-breaks "Northshire" under-18 open true: 1 opened` + by + ` 2 ended` + by + ` 3 opened` + by + ` 4 served by Chair 5 opened` + by
		expect("it cannot help everyone", all...)

		// What p4 was promised in time is not there: the day alone opens a gap.
		settle := func(at time.Time, on civil.Date, want int) {
			t.Helper()
			w := work("N1")
			w.At, w.Today = at, on
			err := s.Do(t.Context(), w, func(tx *Tx) error {
				n, err := tx.SettleGaps("homeward", "Homeward")
				if err != nil || n != want {
					t.Errorf("%d changed, %v, want %d", n, err, want)
				}
				return tx.Audit(audit("settle gaps"))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		settle(w.At.AddDate(0, 0, 5), today+5, 0)
		expect("on the day by which it is wanted", all...)
		settle(w.At.AddDate(0, 0, 6), today+6, 1)
		late := `short-breaks "Northshire" not-known open true: 1 opened by Homeward`
		expect("on the day after it", all[0], late, all[1])

		// Coming of age, they wait in another group.
		w = work("N1")
		w.At, w.Today = w.At.AddDate(10, 0, 0), today+10*365
		err = s.Do(t.Context(), w, func(tx *Tx) error {
			n, err := tx.SettleGaps("homeward", "Homeward")
			if err != nil || n != 2 {
				t.Errorf("%d changed, %v", n, err)
			}
			return tx.Audit(audit("settle gaps"))
		})
		if err != nil {
			t.Fatal(err)
		}
		all = []string{all[0], `short-breaks "Northshire" 18-25 open true: 1 opened by Homeward`, late, all[1][:len(all[1])] + ` 6 ended by Homeward`}
		all[3] = `short-breaks "Northshire" under-18 open false` + all[3][len(`short-breaks "Northshire" under-18 open true`):]
		expect("ten years on", all...)

		// It is written once, and sealed.
		for _, text := range []string{"DELETE FROM gap_events", "UPDATE gap_events SET words = 'x'"} {
			if _, err := bare(t, s).Exec(text); err == nil {
				t.Errorf("%s was done", text)
			}
		}
		sealed(t, s, sealKey(t))
		if report, err := s.Verify(t.Context(), rules, today); err != nil || !report.OK() {
			t.Errorf("verified: %+v, %v", report, err)
		}
	})
}
