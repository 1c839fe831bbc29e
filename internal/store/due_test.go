package store

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// TestCountsOfWhatIsDue holds the counts to the list, with each filter.
func TestCountsOfWhatIsDue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 120)
		populate(t, s, "N2", 3)
		for name, q := range map[string]DueQuery{
			"all": {}, "overdue": {Overdue: true}, "a week": {From: today, To: today + 7}, "a rule": {Rules: []string{"local.register-review"}},
			"coordinator": {Coordinators: []string{"Coordinator 3"}}, "coordinator's overdue": {Coordinators: []string{"Coordinator 3"}, Overdue: true},
			"a team": {Coordinators: []string{"Coordinator 3", "Coordinator 5", "nobody"}},
		} {
			q.Today, q.Size = today, MaxPageSize
			page, err := s.ObligationsDue(t.Context(), "N1", q)
			if err != nil || page.Total != len(page.Rows) || page.Total == 0 {
				t.Fatalf("%s: %d of %d, %v", name, len(page.Rows), page.Total, err)
			}
			var want []DueCount
			for _, r := range page.Rows {
				if n := len(want); n > 0 && want[n-1].Day == r.Due && want[n-1].Rule == r.Rule {
					want[n-1].Count++
					continue
				}
				want = append(want, DueCount{r.Due, r.Rule, 1})
			}
			if got, err := s.DueCounts(t.Context(), "N1", q); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n got %v, %v\nwant %v", name, got, err, want)
			}
		}
	})
}

func TestSeveralCases(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		for i := range 3 {
			put(t, s, "N1", fmt.Sprint("p", i), on("2026-01-01", casefile.Details{GivenName: fmt.Sprint("Given ", i)}), on("2026-01-02", casefile.JoinedRegister{}))
		}
		put(t, s, "N2", "p4", on("2026-01-01", casefile.JoinedRegister{}))
		got, err := s.Cases(t.Context(), "N1", []string{"p2", "p0", "p2", "p4", "none"})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for id, c := range got {
			ids = append(ids, id)
			if alone, err := s.Case(t.Context(), "N1", id); err != nil || !reflect.DeepEqual(c, alone) {
				t.Errorf("%s is %+v, alone it is %+v, %v", id, c, alone, err)
			}
		}
		if slices.Sort(ids); !slices.Equal(ids, []string{"p0", "p2"}) {
			t.Errorf("read %q", ids)
		}
		if none, err := s.Cases(t.Context(), "N1", nil); err != nil || len(none) != 0 {
			t.Errorf("no identifiers gave %v, %v", none, err)
		}
	})
}

// TestMissedWithoutReason lists what was missed and for which nobody has said
// why, the latest first, and no longer once somebody has.
func TestMissedWithoutReason(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		began := work("N1")
		began.At = began.At.AddDate(0, -4, 0) // in the middle of what is told of them
		populateAt(t, s, began, 60)
		populate(t, s, "N2", 3)
		var want []DueRow
		before := 0
		states := map[string]int{}
		for _, p := range listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today}) {
			rows, err := s.Obligations(t.Context(), "N1", p.CaseID)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range rows {
				if o.State == StateOpen && o.Due < today || o.State == "met-late" || o.State == "ended-overdue" {
					if o.Due < civil.FromTime(began.At) {
						before++
						continue
					}
					states[o.State]++
					want = append(want, DueRow{o, p.Name, p.NHSNumber, p.BirthDate, p.Rating, p.Coordinator, p.OnRegister})
				}
			}
		}
		if len(states) != 3 || before == 0 {
			t.Fatalf("the sample has %v, and %d from before the record began", states, before)
		}
		slices.SortFunc(want, func(a, b DueRow) int {
			return cmp.Or(cmp.Compare(b.Due, a.Due), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.CaseID, b.CaseID), cmp.Compare(a.N, b.N))
		})
		if none, err := s.ObligationsDue(t.Context(), "N2", DueQuery{NoReason: true, Today: today}); err != nil || none.Total != 0 {
			t.Errorf("%d are asked about that were missed before the record began, %v", none.Total, err)
		}
		q := DueQuery{NoReason: true, Today: today, Size: MaxPageSize}
		got, err := s.ObligationsDue(t.Context(), "N1", q)
		if err != nil || got.Total != len(want) || !reflect.DeepEqual(got.Rows, want[:min(len(want), MaxPageSize)]) {
			t.Fatalf("%d rows of %d, %v, want %d", len(got.Rows), got.Total, err, len(want))
		}
		counts, err := s.DueCounts(t.Context(), "N1", q)
		n := 0
		for _, c := range counts {
			n += c.Count
		}
		if err != nil || n != len(want) {
			t.Errorf("the counts add up to %d, %v, want %d", n, err, len(want))
		}

		missed := want[0]
		put(t, s, "N1", missed.CaseID, casefile.Entry{On: today, Fact: casefile.MissedDate{
			Rule: missed.Rule, Started: missed.StartedSeq, StartedOn: missed.StartedOn, Due: missed.Due, Reason: "papers-late", Told: []casefile.Told{"person"},
		}})
		got, err = s.ObligationsDue(t.Context(), "N1", q)
		if err != nil || got.Total != len(want)-1 || reflect.DeepEqual(got.Rows[0].ObligationRow, missed.ObligationRow) {
			t.Errorf("with a reason: %d rows, %v, want %d", got.Total, err, len(want)-1)
		}
		rows, err := s.Obligations(t.Context(), "N1", missed.CaseID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Case(t.Context(), "N1", missed.CaseID)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range rows {
			is := o.Rule == missed.Rule && o.StartedSeq == missed.StartedSeq && o.StartedOn == missed.StartedOn && o.Due == missed.Due
			if o.MissedSeq != 0 != is || is && o.MissedSeq != c.Version() {
				t.Errorf("%s of %s has the reason %d", o.Rule, o.Due, o.MissedSeq)
			}
		}
		if report, err := s.Verify(t.Context(), rules, today); err != nil || !report.OK() {
			t.Errorf("verify: %+v, %v", report.Faults, err)
		}
	})
}
