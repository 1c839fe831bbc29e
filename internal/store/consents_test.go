package store

import (
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
)

// The lists of consents have whom a reading of everyone finds, page by page, for
// who sees everyone and for who sees a few, on both engines.
func TestConsentsAreThoseOfTheRegister(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", 400)
		makeRegister(t, s, "N2")
		var few []Involvement
		var mine []string
		for n := 0; n < 400; n += 7 {
			mine = append(mine, caseName(n))
			few = append(few, Involvement{Case: caseName(n), UserID: "u1", Relation: "care-team"})
		}
		involve(t, s, few...)
		all := listed(t, s, "N1", PeopleQuery{Today: today})
		relations := []string{"care-team"}
		viewers := map[string]*Viewer{
			"everyone": nil,
			"few": {UserID: "u1", Today: today, Of: map[casefile.ConsentDecision][]string{
				casefile.Given: relations, "": relations, casefile.Refused: relations, casefile.Withdrawn: relations,
			}},
		}
		for who, v := range viewers {
			for _, kind := range ConsentKinds {
				q := ConsentQuery{Kind: kind, Size: 20, SixteenBy: today + 200, OldBefore: today - 365, For: v}
				var want []string
				for _, p := range all {
					is := map[ConsentKind]bool{
						ConsentNotAsked: p.Consent == "", ConsentRefused: p.Consent == casefile.Refused, ConsentWithdrawn: p.Consent == casefile.Withdrawn,
						ConsentSixteen: p.Consent == casefile.Given && p.ConsentBasis == casefile.Parent && p.BirthDate != 0 && p.BirthDate.Attains(16) <= q.SixteenBy,
						ConsentOld:     p.Consent == casefile.Given && p.ConsentOn < q.OldBefore,
					}
					if is[kind] && (v == nil || slices.Contains(mine, p.CaseID)) {
						want = append(want, p.CaseID)
					}
				}
				var got []string
				for page := 1; ; page++ {
					q.Page = page
					list, err := s.Consents(t.Context(), "N1", q)
					if err != nil {
						t.Fatal(err)
					}
					if list.Counts[kind] != len(want) {
						t.Fatalf("%s, %s: %d are counted, %d are there", who, kind, list.Counts[kind], len(want))
					}
					for _, p := range list.Rows {
						got = append(got, p.CaseID)
					}
					if list.Page < page || len(got) >= len(want) {
						break
					}
				}
				slices.Sort(want)
				slices.Sort(got)
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s: %v, want %v", who, kind, got, want)
				}
			}
		}
		if list, err := s.Consents(t.Context(), "N2", ConsentQuery{Kind: ConsentNotAsked}); err != nil || len(list.Rows) > 0 {
			t.Errorf("another register: %+v, %v", list, err)
		}
	})
}

// The lists of consents are read from their index.
func TestConsentsAreReadFromTheirIndex(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for _, kind := range ConsentKinds {
		q := ConsentQuery{Kind: kind, Page: 1, Size: 50, SixteenBy: today, OldBefore: today}
		for what, text := range map[string]func() (string, []any){"count": func() (string, []any) { return q.countSQL("N1") }, "page": func() (string, []any) { return q.pageSQL("N1") }} {
			sql, args := text()
			steps := plan(t, s, sql, args)
			if !slices.ContainsFunc(steps, func(step string) bool {
				return strings.HasPrefix(step, "SEARCH p USING COVERING INDEX people_by_consent")
			}) {
				t.Errorf("%s of %s:\n%s", what, kind, strings.Join(steps, "\n"))
			}
		}
	}
}
