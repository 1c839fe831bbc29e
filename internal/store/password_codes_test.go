package store

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestPasswordCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}),
				tx.SetRoles("u1", []string{"chair"}))
		})
		code := func(user, way, hash string, days int) PasswordCode {
			return PasswordCode{user, way, hash, "N1", noon, noon.Add(time.Duration(days) * 24 * time.Hour)}
		}
		old, email, letter, other := code("u1", "email", "h0", 1), code("u1", "email", "h1", 1), code("u1", "letter", "h2", 14), code("u2", "email", "h3", 1)
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.SetPasswordCode(old), tx.SetPasswordCode(letter), tx.SetPasswordCode(other), tx.SetPasswordCode(email))
		})
		is := func(hash string, want *PasswordCode) {
			t.Helper()
			got, err := s.PasswordCode(ctx, hash)
			if want == nil && !errors.Is(err, ErrNotFound) || want != nil && (err != nil || got != *want) {
				t.Errorf("%s is %+v, %v, want %+v", hash, got, err, want)
			}
		}
		is("h0", nil) // another took its place
		is("h1", &email)
		is("h2", &letter)
		is("h3", &other)
		for after, want := range map[time.Duration][]PasswordCode{0: {email, letter}, 24 * time.Hour: {letter}, 15 * 24 * time.Hour: nil} {
			if got, err := s.PasswordCodes(ctx, "N1", noon.Add(after)); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("after %s the register has %+v, %v, want %+v", after, got, err, want)
			}
		}
		if got, err := s.PasswordCodes(ctx, "N2", noon); err != nil || got != nil {
			t.Errorf("another register has %+v, %v", got, err)
		}
		for name, fn := range map[string]func(*Tx) error{"set": func(tx *Tx) error { return tx.SetPasswordCode(old) }, "drop": func(tx *Tx) error { return tx.DropPasswordCodes("u1") }} {
			if err := s.Do(ctx, work("N1"), fn); err == nil {
				t.Errorf("%s without an audit row: no error", name)
			}
		}
		// Taken once; undone with its transaction; not when its time is up.
		take := func(hash string, at time.Time, then error) (c PasswordCode, err error) {
			w := work("N1")
			w.At = at
			err = s.Do(ctx, w, func(tx *Tx) (err error) {
				if c, err = tx.TakePasswordCode(hash); err != nil {
					return err
				}
				return errors.Join(then, tx.Audit(audit("take")))
			})
			return c, err
		}
		refused := errors.New("refused")
		if _, err := take("h1", noon, refused); !errors.Is(err, refused) {
			t.Error(err)
		}
		if _, err := take("h1", noon.Add(24*time.Hour), nil); !errors.Is(err, ErrNotFound) {
			t.Errorf("taken after its time: %v", err)
		}
		if got, err := take("h1", noon.Add(23*time.Hour), nil); err != nil || got != email {
			t.Errorf("taken is %+v, %v", got, err)
		}
		if _, err := take("h1", noon, nil); !errors.Is(err, ErrNotFound) {
			t.Errorf("taken twice: %v", err)
		}
		do(t, s, "N1", func(tx *Tx) error { return tx.SetPasswordCode(email) })
		do(t, s, "N1", func(tx *Tx) error { return tx.SetPassword("u1", "new") })
		is("h1", nil)
		is("h2", nil)
		is("h3", &other)
		do(t, s, "N1", func(tx *Tx) error { return tx.DropPasswordCodes("u2") })
		is("h3", nil)
	})
}
