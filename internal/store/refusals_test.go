package store

import (
	"fmt"
	"reflect"
	"testing"

	"homeward/internal/casefile"
)

// A refusal is listed as it was, whether or not the person was on the register,
// and stays whatever was recorded since.
func TestRefusalsStayWhateverComesOfThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		refused := casefile.SupportStep{Need: "n1", Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Oak"}
		waiter(t, s, "p1", "Northshire", 0, noon, refused, casefile.SupportStep{Need: "n1", Status: casefile.SupportAsked, Provider: "Elm"})
		waiter(t, s, "p2", "Northshire", 0, noon, casefile.LeftRegister{Reason: "well"}, refused)
		waiter(t, s, "p3", "", 0, noon, refused, refused, casefile.SupportStarted{Need: "n1", Provider: "Ash"})
		waiter(t, s, "p4", "", 0, noon, casefile.SupportStep{Need: "n1", Status: casefile.SupportRefused, Reason: "full"})
		listed := func(q RefusalsQuery) (lines []string) {
			t.Helper()
			q.Reason = casefile.NotOnRegister
			page, err := s.Refusals(t.Context(), "N1", q)
			n, err2 := s.RefusalCount(t.Context(), "N1", q)
			if err != nil || err2 != nil || n != page.Total {
				t.Fatalf("%d of %d, %v, %v", n, page.Total, err, err2)
			}
			for _, r := range page.Rows {
				lines = append(lines, fmt.Sprintf("%s %s by %s on %v, now %s with %s", r.CaseID, r.Refusal.On, r.Refusal.Provider, r.Refusal.OnRegister, r.Status, r.Provider))
			}
			return lines
		}
		day := today.String()
		all := []string{
			"p1 " + day + " by Oak on true, now asked with Elm", "p2 " + day + " by Oak on false, now refused with Oak",
			"p3 " + day + " by Oak on true, now started with Ash", "p3 " + day + " by Oak on true, now started with Ash",
		}
		for name, test := range map[string]struct {
			q    RefusalsQuery
			want []string
		}{
			"ever":         {RefusalsQuery{Since: today}, all},
			"later":        {RefusalsQuery{Since: today + 1}, nil},
			"still open":   {RefusalsQuery{NeedsQuery: NeedsQuery{Waiting: true}}, all[:2]},
			"one by one":   {RefusalsQuery{NeedsQuery: NeedsQuery{Size: 1, Page: 2}}, all[1:2]},
			"hidden":       {RefusalsQuery{NeedsQuery: NeedsQuery{For: &Viewer{Everyone: true, Hidden: []string{"p3"}}}}, all[:2]},
			"of nobody":    {RefusalsQuery{NeedsQuery: NeedsQuery{For: &Viewer{UserID: "u1", Today: today}}}, nil},
			"of one place": {RefusalsQuery{NeedsQuery: NeedsQuery{Places: []string{"Northshire"}}}, all[:2]},
		} {
			if got := listed(test.q); !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s\n got %q\nwant %q", name, got, test.want)
			}
		}
		if _, err := bare(t, s).Exec("UPDATE refusals SET was_on = 1 WHERE case_id = 'p2'"); err != nil {
			t.Fatal(err)
		}
		report, err := s.Verify(t.Context(), rules, today)
		if err != nil || report.Count != 1 || report.Faults[0].What != "the index of refusals differs in was_on of number 1" {
			t.Errorf("verified: %+v, %v", report, err)
		}
	})
}
