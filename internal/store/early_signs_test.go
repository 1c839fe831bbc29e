package store

import (
	"reflect"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestEarlySigns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		joined := on("2026-01-01", casefile.JoinedRegister{})
		sign := on("2026-02-01", casefile.EarlySign{Sign: "police", Says: "Police"})
		put(t, s, "N1", "p1", joined, sign,
			on("2024-01-01", casefile.Condition{Condition: casefile.Autism, Status: casefile.AwaitingAssessment}),
			on("2026-02-02", casefile.SuggestionAnswered{Trigger: "repeated-crisis", Says: "x", Answer: casefile.SuggestionTaken, Until: civil.Of(2026, 5, 1)}))
		put(t, s, "N1", "p2", joined, on("2025-01-01", casefile.EarlySign{Sign: "police", Says: "Police"}))
		put(t, s, "N1", "p3", joined, sign, on("2026-02-03", casefile.Died{}))
		put(t, s, "N2", "p1", joined, sign)
		everyone := &Viewer{Today: today, Everyone: true}
		want := []WithSigns{{
			CaseID: "p1", OnRegister: On, SortKey: ",",
			Signs:    []casefile.Sign{{ID: casefile.SignWaiting, From: civil.Of(2024, 1, 1), Seq: 3}, {ID: "police", From: civil.Of(2026, 2, 1), Seq: 2}},
			Answered: []casefile.Sign{{ID: "repeated-crisis", From: civil.Of(2026, 2, 2), Until: civil.Of(2026, 5, 1), Seq: 4}},
		}}
		if got, err := s.EarlySigns(t.Context(), "N1", everyone, civil.Of(2026, 1, 1)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
		everyone.Hidden = []string{"p1"}
		if got, err := s.EarlySigns(t.Context(), "N1", everyone, civil.Of(2026, 1, 1)); err != nil || len(got) > 0 {
			t.Errorf("of a restricted record: %+v, %v", got, err)
		}
		if got, err := s.EarlySigns(t.Context(), "N1", &Viewer{UserID: "nobody", Today: today}, civil.Of(2026, 1, 1)); err != nil || len(got) > 0 {
			t.Errorf("of who has no relation: %+v, %v", got, err)
		}
	})
}
