package store

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func loadFile(t testing.TB, s *Store, register, topic, body string) {
	t.Helper()
	err := s.Do(context.Background(), work(register), func(tx *Tx) error {
		if _, err := tx.AddLocalFile(LocalFile{Topic: topic, Name: "Northshire", Body: body, LoadedAt: noon, UserID: ann.ID, By: ann.Name}); err != nil {
			return err
		}
		return tx.Audit(audit("load a checklist"))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLocalFiles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		if _, err := s.LocalFile(t.Context(), "N1", "checklist"); !errors.Is(err, ErrNotFound) {
			t.Errorf("there is a file: %v", err)
		}
		loadFile(t, s, "N1", "checklist", "first")
		loadFile(t, s, "N1", "checklist", "second")
		loadFile(t, s, "N1", "early-signs", "signs")
		want := []LocalFile{{"N1", "checklist", 2, "Northshire", "second", noon, ann.ID, ann.Name}, {"N1", "checklist", 1, "Northshire", "first", noon, ann.ID, ann.Name}}
		got, err := s.LocalFiles(t.Context(), "N1", "checklist")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
		if f, err := s.LocalFile(t.Context(), "N1", "checklist"); err != nil || f != want[0] {
			t.Errorf("%+v, %v", f, err)
		}
		if other, err := s.LocalFiles(t.Context(), "N2", "checklist"); err != nil || len(other) > 0 {
			t.Errorf("another register has %+v, %v", other, err)
		}
		for _, text := range []string{"UPDATE local_files SET body = 'x'", "DELETE FROM local_files"} {
			if _, err := bare(t, s).Exec(text); err == nil || !strings.Contains(err.Error(), "only grow") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}
