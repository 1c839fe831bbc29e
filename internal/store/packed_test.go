package store

import (
	"slices"
	"testing"

	"homeward/internal/casefile"
)

func TestWhatIsNotAsPacked(t *testing.T) {
	t.Parallel()
	row := func(n int, rule, subject string) ObligationRow {
		return ObligationRow{CaseID: "a", N: n, Rule: rule, Basis: "policy", Subject: subject, StartedSeq: n, StartedOn: today, Due: today + 3, State: StateOpen}
	}
	a, b, c := row(1, "x", ""), row(2, "y", "1 z: 3:abc"), row(3, "z", "r1")
	later := b
	later.Due++
	packed := func(rows ...ObligationRow) string {
		var text []byte
		for _, r := range rows {
			text = r.packed(text)
		}
		return string(text)
	}
	for name, each := range map[string]struct {
		was     string
		now     []ObligationRow
		changed []ObligationRow
		surplus bool
	}{
		"nothing":           {},
		"as it was":         {packed(a, b, c), []ObligationRow{a, b, c}, nil, false},
		"one moved":         {packed(a, b, c), []ObligationRow{a, later, c}, []ObligationRow{later}, false},
		"one more":          {packed(a, b), []ObligationRow{a, b, c}, []ObligationRow{c}, false},
		"all new":           {"", []ObligationRow{a, b}, []ObligationRow{a, b}, false},
		"the last gone":     {packed(a, b, c), []ObligationRow{a, b}, nil, true},
		"all gone":          {packed(a), nil, nil, true},
		"another in place":  {packed(a, b, c), []ObligationRow{a, row(2, "z", "r1")}, []ObligationRow{row(2, "z", "r1")}, true},
		"one missing":       {packed(a, c), []ObligationRow{a, b, c}, []ObligationRow{b, c}, true},
		"a number below":    {packed(row(0, "x", ""), a), []ObligationRow{a}, []ObligationRow{a}, true},
		"cannot be read":    {"x", []ObligationRow{a, b}, []ObligationRow{a, b}, true},
		"cut off":           {packed(a, later)[:len(packed(a, later))-3], []ObligationRow{a, b}, []ObligationRow{b}, true},
		"longer than it is": {packed(a) + "2 y 9999:", []ObligationRow{a, b, c}, []ObligationRow{b, c}, true},
	} {
		changed, surplus := notAsPacked(each.was, each.now)
		if !slices.Equal(changed, each.changed) || surplus != each.surplus {
			t.Errorf("%s: %+v, %v, want %+v, %v", name, changed, surplus, each.changed, each.surplus)
		}
	}
}

// Both engines pack as Go does, whatever a subject holds.
func TestObligationsArePackedAsTheyStand(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		put(t, s, "N1", "a", on("2026-02-01", casefile.Details{GivenName: "Ann"}), on("2026-02-20", casefile.Rated{Rating: casefile.Red}))
		if _, err := bare(t, s).Exec("UPDATE obligations SET subject = 'é: 7:x '' ' || subject, met_seq = 12, met_on = '2026-02-28', missed_seq = 3 WHERE n = 1"); err != nil {
			t.Fatal(err)
		}
		rows, err := s.Obligations(t.Context(), "N1", "a")
		if err != nil || len(rows) == 0 {
			t.Fatal(rows, err)
		}
		packed := map[string]string{}
		err = s.view(t.Context(), func(r runner) error {
			return r.eachOf(t.Context(), someOf(packedObligations, "obligations", "case_id", "", 1), withRegister("N1", []string{"a"}), packedInto(packed))
		})
		if changed, surplus := notAsPacked(packed["a"], rows); err != nil || changed != nil || surplus {
			t.Errorf("%+v, %v, %v of %+v in %q", changed, surplus, err, rows, packed["a"])
		}
	})
}
