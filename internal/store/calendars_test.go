package store

import (
	"errors"
	"testing"
	"time"
)

func TestCalendars(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		for _, code := range []string{"N1", "N2"} {
			makeRegister(t, s, code)
		}
		err := s.Do(t.Context(), work("N1"), func(tx *Tx) error {
			if err := tx.CreateUser(User{ID: "u7", Email: "a@example.org", Name: "A", PasswordHash: "h", CreatedAt: noon}); err != nil {
				return err
			}
			return tx.Audit(audit("add user"))
		})
		if err != nil {
			t.Fatal(err)
		}
		log := audit("make calendar")
		log.Register = "N1"
		first := Calendar{Register: "N1", UserID: "u7", SecretHash: "one", CreatedAt: noon}
		second := Calendar{Register: "N1", UserID: "u7", SecretHash: "two", CreatedAt: noon.Add(time.Hour)}
		there := Calendar{Register: "N2", UserID: "u7", SecretHash: "three", CreatedAt: noon}
		for _, c := range []Calendar{first, second, there} {
			if err := s.SetCalendar(t.Context(), c, log); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []Calendar{second, there} {
			if got, err := s.Calendar(t.Context(), want.Register, "u7"); err != nil || got != want {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
			if got, err := s.CalendarBySecret(t.Context(), want.SecretHash); err != nil || got != want {
				t.Errorf("by its secret %+v, %v, want %+v", got, err, want)
			}
		}
		if _, err := s.CalendarBySecret(t.Context(), "one"); !errors.Is(err, ErrNotFound) {
			t.Errorf("the first secret still opens: %v", err)
		}
		if err := s.SetCalendar(t.Context(), first, Audit{}); err == nil {
			t.Error("a calendar was made and not audited")
		}
		for range 2 { // the second time there is nothing to do
			if err := s.DeleteCalendar(t.Context(), "N1", "u7", log); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.CalendarBySecret(t.Context(), "two"); !errors.Is(err, ErrNotFound) {
			t.Errorf("it still opens: %v", err)
		}
		if _, err := s.Calendar(t.Context(), "N2", "u7"); err != nil {
			t.Errorf("that of the other register is gone as well: %v", err)
		}
	})
}
