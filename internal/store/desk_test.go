package store

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestDraftsAndViewsAreTheirUsers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}))
		})
		draft := func(register, user, key, body string, minute int) Draft {
			d := Draft{register, user, key, "p1", body, 3, noon.Add(time.Duration(minute) * time.Minute)}
			if err := s.SaveDraft(ctx, d); err != nil {
				t.Fatal(err)
			}
			return d
		}
		draft("N1", "u1", "rating/p1", "old", 0)
		a := draft("N1", "u1", "rating/p1", "new", 1)
		b := draft("N1", "u1", "note/p1", "n", 2)
		c := draft("N1", "u2", "rating/p1", "theirs", 3)
		d := draft("N2", "u1", "rating/p1", "elsewhere", 4)
		for _, want := range []Draft{a, b, c, d} {
			if got, err := s.Draft(ctx, want.Register, want.UserID, want.Key); err != nil || got != want {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
		if got, err := s.Drafts(ctx, "N1", "u1"); err != nil || !reflect.DeepEqual(got, []Draft{b, a}) {
			t.Errorf("%+v, %v", got, err)
		}
		if err := errors.Join(s.DeleteDraft(ctx, "N1", "u1", "note/p1"), s.DeleteDraft(ctx, "N1", "u1", "none")); err != nil {
			t.Fatal(err)
		}
		do(t, s, "N1", func(tx *Tx) error { return tx.DeleteDraft("u1", "rating/p1") })
		if got, err := s.Drafts(ctx, "N1", "u1"); err != nil || got != nil {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := s.Draft(ctx, "N1", "u1", "rating/p1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
		if got, err := s.Draft(ctx, "N1", "u2", "rating/p1"); err != nil || got != c {
			t.Errorf("another's: %+v, %v", got, err)
		}

		views := []SavedView{{"N1", "u1", "Mine", "coordinator=Ann", noon}, {"N1", "u1", "Red", "rating=red", noon}}
		for _, v := range append([]SavedView{{"N1", "u1", "Red", "old", noon}, {"N1", "u2", "Red", "theirs", noon}}, views...) {
			if err := s.SaveView(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Views(ctx, "N1", "u1"); err != nil || !reflect.DeepEqual(got, views) {
			t.Errorf("%+v, %v, want %+v", got, err, views)
		}
		if err := s.DeleteView(ctx, "N1", "u1", "Mine"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Views(ctx, "N1", "u1"); err != nil || !reflect.DeepEqual(got, views[1:]) {
			t.Errorf("%+v, %v, want %+v", got, err, views[1:])
		}
	})
}

func TestImports(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		create := func(register, id, hash string, minute int) Import {
			at := noon.Add(time.Duration(minute) * time.Minute)
			x := Import{Register: register, ID: id, UserID: "u1", CreatedAt: at, UpdatedAt: at, FileName: "r.xlsx", FileHash: hash, State: "uploaded", Mapping: "m", Decisions: "d", Review: "r", Done: 1, Total: 2, Receipt: "c", Problem: "p"}
			if err := s.CreateImport(ctx, x, []byte("file\x00\xff of "+id), audit("upload")); err != nil {
				t.Fatal(err)
			}
			return x
		}
		a := create("N1", "i1", "h1", 0)
		b := create("N1", "i2", "h2", 1)
		create("N2", "i1", "h1", 2)
		is := func(want Import) {
			t.Helper()
			if got, err := s.Import(ctx, want.Register, want.ID); err != nil || got != want {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
		is(a)
		if got, err := s.ImportFile(ctx, "N1", "i1"); err != nil || !bytes.Equal(got, []byte("file\x00\xff of i1")) {
			t.Errorf("file %q, %v", got, err)
		}

		a.UpdatedAt, a.State, a.Mapping, a.Decisions, a.Review, a.Done, a.Total, a.Receipt, a.Problem = noon.Add(time.Hour), "mapped", "m2", "d2", "r2", 3, 4, "c2", "p2"
		changed := a
		changed.UserID, changed.FileName = "u9", "other" // these stay
		if err := s.UpdateImport(ctx, changed); err != nil {
			t.Fatal(err)
		}
		is(a)
		a.State, a.UpdatedAt = "committing", noon.Add(2*time.Hour)
		for try, want := range []bool{true, false} {
			if moved, err := s.MoveImport(ctx, "N1", "i1", "mapped", "committing", a.UpdatedAt); err != nil || moved != want {
				t.Errorf("try %d: moved %v, %v", try, moved, err)
			}
		}
		is(a)
		if err := s.ImportProgress(ctx, "N1", "i1", 7, 9); err != nil {
			t.Fatal(err)
		}
		a.Done, a.Total = 7, 9
		is(a)
		do(t, s, "N1", func(tx *Tx) error {
			x, err := tx.Import("i1")
			x.State = "done"
			return errors.Join(err, tx.UpdateImport(x))
		})
		a.State = "done"
		is(a)

		short := func(x Import) Import { x.Mapping, x.Decisions, x.Review = "", "", ""; return x }
		if got, err := s.Imports(ctx, "N1", 10); err != nil || !reflect.DeepEqual(got, []Import{short(b), short(a)}) {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.Imports(ctx, "N1", 1); err != nil || !reflect.DeepEqual(got, []Import{short(b)}) {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.ImportsOf(ctx, "N1", "h1"); err != nil || !reflect.DeepEqual(got, []Import{short(a)}) {
			t.Errorf("%+v, %v", got, err)
		}
		if err := errors.Join(s.DropImportFile(ctx, "N1", "i1"), s.DeleteImport(ctx, "N1", "i2", audit("discard"))); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ImportFile(ctx, "N1", "i1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("dropped: %v", err)
		}
		is(a)
		for name, err := range map[string]error{
			"read":   func() error { _, err := s.Import(ctx, "N1", "i2"); return err }(),
			"update": s.UpdateImport(ctx, b), "progress": s.ImportProgress(ctx, "N1", "i2", 1, 1), "delete": s.DeleteImport(ctx, "N1", "i2", audit("x")),
		} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%s of one that is gone: %v", name, err)
			}
		}
		if got, err := s.ImportFile(ctx, "N2", "i1"); err != nil || len(got) == 0 {
			t.Errorf("that of the other register: %q, %v", got, err)
		}

		if _, err := s.ImportMapping(ctx, "N1", "k"); !errors.Is(err, ErrNotFound) {
			t.Errorf("no mapping: %v", err)
		}
		for _, m := range []string{"old", "new"} {
			if err := s.SaveImportMapping(ctx, "N1", "k", m, noon); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.ImportMapping(ctx, "N1", "k"); err != nil || got != "new" {
			t.Errorf("mapping %q, %v", got, err)
		}
	})
}
