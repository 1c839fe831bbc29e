package store

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"homeward/internal/casefile"
)

// TestCountsOfWhatIsDue holds the counts to the list, with each filter.
func TestCountsOfWhatIsDue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 120)
		populate(t, s, "N2", 3)
		for name, q := range map[string]DueQuery{
			"all": {}, "overdue": {Overdue: true}, "a week": {From: today, To: today + 7}, "a rule": {Rules: []string{"local.register-review"}},
			"coordinator": {Coordinator: "Coordinator 3"}, "coordinator's overdue": {Coordinator: "Coordinator 3", Overdue: true},
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
