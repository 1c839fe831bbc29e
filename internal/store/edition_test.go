package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/clock"
)

// What IndexOf makes of the sample is written down. When this fails, and it is
// not for a change of the rulebook alone, raise the number indexed, so that the
// registers in use are indexed anew, and write down the new sum.
func TestTheEditionCountsWithTheIndex(t *testing.T) {
	t.Parallel()
	sum := sha256.New()
	for n := range 200 {
		var recorded []casefile.Recorded
		for i, e := range someone(n) {
			recorded = append(recorded, casefile.Recorded{Seq: i + 1, Entry: e, RecordedAt: noon, By: ann})
		}
		x := IndexOf(casefile.Fold(caseName(n), recorded), rules, today)
		fmt.Fprintf(sum, "%v %v\n", x.Person.values("N1"), x.Words)
		for i := range x.Obligations {
			fmt.Fprintln(sum, x.Obligations[i].values("N1"))
		}
		for i := range x.Stays {
			fmt.Fprintln(sum, x.Stays[i].values("N1"))
		}
		for i := range x.Needs {
			fmt.Fprintln(sum, x.Needs[i].values("N1"))
		}
		for _, t := range sideTables {
			fmt.Fprintln(sum, t.values("N1", &x))
		}
	}
	got := fmt.Sprintf("%d-%s %s", indexed, clock.England().Edition(), hex.EncodeToString(sum.Sum(nil)[:8]))
	const want = "12-c048e9b2705a 78efdedd020d8025"
	if got != want {
		t.Errorf("the sample is indexed as %s, and was as %s", got, want)
	}
}

// A register that another version of the program indexed is indexed anew, and
// until then not compared.
func TestAnotherEditionIsIndexedAnew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 40)
		populate(t, s, "N2", 3)
		before := listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today})
		if _, err := bare(t, s).Exec("UPDATE people SET edition = '0-earlier', rating = 'green', next_rule = 'earlier' WHERE register = 'N1'"); err != nil {
			t.Fatal(err)
		}
		if _, err := bare(t, s).Exec("UPDATE people_names SET token = 'earlier' || case_id WHERE register = 'N1' AND token = (SELECT MIN(token) FROM people_names n WHERE n.register = 'N1' AND n.case_id = people_names.case_id)"); err != nil {
			t.Fatal(err)
		}
		stands := func(behind int) {
			t.Helper()
			now := Rules{Rulebook: rules}
			n, _, err := s.Behind(t.Context(), "N1", now)
			report, err2 := s.Verify(t.Context(), rules, today)
			if err != nil || err2 != nil || n != behind || report.Stale != behind || !report.OK() {
				t.Errorf("%d are behind, %v, want %d; verified: %+v, %v", n, err, behind, report, err2)
			}
		}
		stands(40)
		if err := s.Reevaluate(t.Context(), "N1", rules, today, nil); err != nil {
			t.Fatal(err)
		}
		stands(0)
		if after := listed(t, s, "N1", PeopleQuery{Membership: AnyMembership, Today: today}); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("indexed anew as\n%v,\nwas\n%v", after, before)
		}
		left, words := 0, 0
		err := bare(t, s).QueryRow("SELECT COUNT(CASE WHEN token LIKE 'earlier%' THEN 1 END), COUNT(*) FROM people_names WHERE register = 'N1'").Scan(&left, &words)
		if err != nil || left > 0 || words < 40 {
			t.Errorf("%d search words of %d are as they were, %v", left, words, err)
		}
	})
}
