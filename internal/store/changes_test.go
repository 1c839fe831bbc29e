package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"homeward/internal/casefile"
)

func TestTheLastVisit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		putThree(t, s, "N1")
		err := s.Do(ctx, work("N1"), func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u9", Email: "a@example.org", Name: "A", CreatedAt: noon}), tx.Audit(audit("add user")))
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.LastVisit(ctx, "N1", "u9"); !errors.Is(err, ErrNotFound) {
			t.Errorf("never looked: %v", err)
		}
		for i, want := range []Visit{
			{UserID: "u9", Session: "s1", SeenAt: noon, Since: noon.Add(-time.Hour)},
			{UserID: "u9", Session: "s2", SeenAt: noon.Add(time.Hour), Since: noon},
		} {
			if err := s.KeepVisit(ctx, "N1", want); err != nil {
				t.Fatal(err)
			}
			if got, err := s.LastVisit(ctx, "N1", "u9"); err != nil || got != want {
				t.Errorf("visit %d: %+v, %v, want %+v", i, got, err, want)
			}
		}
	})
}

// Those of whom another recorded something are listed, the latest first; what
// one recorded oneself is no news, and what was before is not.
func TestChanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		bob := casefile.Author{ID: "u2", Name: "Bob Example", Role: "clinician"}
		record := func(minutes int, id string, by casefile.Author, entries ...casefile.Entry) {
			t.Helper()
			w := work("N1")
			w.At = noon.Add(time.Duration(minutes) * time.Minute)
			err := s.Do(t.Context(), w, func(tx *Tx) error {
				c, err := tx.Case(id)
				if err != nil {
					if c, err = tx.NewCase(id); err != nil {
						return err
					}
				}
				if err := tx.Append(c, by, entries...); err != nil {
					return err
				}
				return tx.Audit(audit("put"))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		begin := func(holder string) []casefile.Entry {
			return []casefile.Entry{on("2026-01-01", casefile.Details{GivenName: "Ann"}), on("2026-01-01", casefile.Coordinator{Name: holder})}
		}
		note := on("2026-03-01", casefile.Note{})
		record(0, "old", bob, begin("Bob Example")...)
		record(0, "own", bob, begin("Ann Example")...)
		record(0, "both", bob, begin("Ann Example")...)
		record(0, "gone", bob, begin("Ann Example")...)
		record(10, "own", ann, note)
		record(11, "both", bob, note)
		record(12, "both", ann, note)
		record(13, "theirs", bob, begin("Bob Example")...)
		record(14, "gone", bob, on("2026-03-01", casefile.EnteredInError{Entry: 1}), on("2026-03-01", casefile.EnteredInError{Entry: 2}))
		since := noon.Add(5 * time.Minute)
		for name, test := range map[string]struct {
			q    ChangesQuery
			want []string
		}{
			"everyone":       {ChangesQuery{Since: since, NotBy: ann.ID}, []string{"theirs", "both"}},
			"of nobody else": {ChangesQuery{Since: since, NotBy: bob.ID}, []string{"both", "own"}},
			"held":           {ChangesQuery{Since: since, NotBy: ann.ID, Coordinators: []string{"Ann Example"}}, []string{"both"}},
			"hidden":         {ChangesQuery{Since: since, NotBy: ann.ID, For: &Viewer{UserID: "u1", Today: today, Everyone: true, Hidden: []string{"theirs"}}}, []string{"both"}},
			"their holder":   {ChangesQuery{Since: since, NotBy: ann.ID, For: &Viewer{UserID: "u1", Today: today, Holds: []string{"Bob Example"}}}, []string{"theirs"}},
			"nobody":         {ChangesQuery{Since: since, NotBy: ann.ID, For: &Viewer{UserID: "u3", Today: today}}, nil},
			"later":          {ChangesQuery{Since: noon.Add(time.Hour), NotBy: ann.ID}, nil},
		} {
			page, err := s.Changed(t.Context(), "N1", test.q)
			var got []string
			for _, p := range page.Rows {
				got = append(got, p.CaseID)
			}
			if err != nil || !reflect.DeepEqual(got, test.want) || page.Total != len(test.want) || page.More {
				t.Errorf("%s: %v of %d, %v, want %v", name, got, page.Total, err, test.want)
			}
		}
		page, err := s.Changed(t.Context(), "N1", ChangesQuery{Since: since, NotBy: ann.ID, Page: 2, Size: 1})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].CaseID != "both" || page.Total != 2 || page.Pages != 2 {
			t.Errorf("the second page: %+v, %v", page, err)
		}
	})
}

// A list of changes goes up to a number of people and says that there are more.
func TestChangedIsBounded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		populate(t, s, "N1", MostChanged+20)
		page, err := s.Changed(t.Context(), "N1", ChangesQuery{Since: noon, NotBy: "u2", Size: 10})
		if err != nil || page.Total != MostChanged || !page.More || len(page.Rows) != 10 {
			t.Errorf("%d people, more %v, %d rows, %v", page.Total, page.More, len(page.Rows), err)
		}
	})
}

// A list of changes begins with the few whom the viewer reaches, or with those
// who changed.
func TestHowChangesAreFound(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	for name, test := range map[string]struct {
		q    ChangesQuery
		want string
	}{
		"everyone's": {ChangesQuery{Since: noon}, "SEARCH p"},
		"held":       {ChangesQuery{Since: noon, Coordinators: []string{"Ann"}}, "people_by_coordinator"},
		"few":        {ChangesQuery{Since: noon, For: &Viewer{UserID: "u1", Today: today, Holds: []string{"Ann"}}}, "PRIMARY KEY"},
	} {
		text, args := test.q.changedSQL("N1")
		plan := strings.Join(plan(t, s, text, args), "\n")
		if strings.Contains(plan, "SCAN p") || !strings.Contains(plan, test.want) {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}
