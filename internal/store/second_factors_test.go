package store

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestSecondFactors(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		app := CodeApp{UserID: "u1", Secret: "sealed", LastStep: 7, CreatedAt: noon}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}),
				tx.SetCodeApp(CodeApp{UserID: "u1", Secret: "old", CreatedAt: noon}), tx.SetCodeApp(app), tx.SetRecoveryCodes("u1", []string{"h2", "h1"}), tx.SetRecoveryCodes("u2", []string{"h1"}))
		})
		if got, err := s.CodeApp(ctx, "u1"); err != nil || got != app {
			t.Errorf("%+v, %v, want %+v", got, err, app)
		}
		if _, err := s.CodeApp(ctx, "u2"); !errors.Is(err, ErrNotFound) {
			t.Errorf("of who has none: %v", err)
		}
		for _, c := range []struct {
			user string
			step int64
			want error
		}{{"u1", 6, ErrNotFound}, {"u1", 7, ErrNotFound}, {"u1", 9, nil}, {"u1", 9, ErrNotFound}, {"u1", 8, ErrNotFound}, {"u2", 9, ErrNotFound}} {
			if err := s.UseStep(ctx, c.user, c.step); !errors.Is(err, c.want) {
				t.Errorf("step %d of %s: %v, want %v", c.step, c.user, err, c.want)
			}
		}
		for _, c := range []struct {
			user, hash string
			want       error
		}{{"u1", "h1", nil}, {"u1", "h1", ErrNotFound}, {"u1", "h9", ErrNotFound}, {"u2", "h2", ErrNotFound}} {
			if err := s.UseRecoveryCode(ctx, c.user, c.hash, noon); !errors.Is(err, c.want) {
				t.Errorf("code %s of %s: %v, want %v", c.hash, c.user, err, c.want)
			}
		}
		codes := func(user string, want ...RecoveryCode) {
			t.Helper()
			if got, err := s.RecoveryCodes(ctx, user); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("codes of %s: %+v, %v, want %+v", user, got, err, want)
			}
		}
		codes("u1", RecoveryCode{"h1", noon, noon}, RecoveryCode{"h2", noon, time.Time{}})
		for name, fn := range map[string]func(*Tx) error{
			"app": func(tx *Tx) error { return tx.SetCodeApp(app) }, "no app": func(tx *Tx) error { return tx.RemoveCodeApp("u1") },
			"codes": func(tx *Tx) error { return tx.SetRecoveryCodes("u1", nil) }, "reset": func(tx *Tx) error { return tx.ResetSecondFactors("u1") },
		} {
			if err := s.Do(ctx, work("N1"), fn); err == nil {
				t.Errorf("%s without an audit row: no error", name)
			}
		}
		if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return tx.RemoveCodeApp("u2") }); !errors.Is(err, ErrNotFound) {
			t.Errorf("removing what is not there: %v", err)
		}
		session := Session{ID: "s1", UserID: "u1", CreatedAt: noon, SeenAt: noon, EndsAt: noon.Add(time.Hour)}
		if err := s.StartSession(ctx, session, audit("sign in")); err != nil {
			t.Fatal(err)
		}
		if err := s.BeginSignIn(ctx, BegunSignIn{ID: "b1", Kind: "k", UserID: "u1", EndsAt: noon.Add(time.Minute)}, noon); err != nil {
			t.Fatal(err)
		}
		do(t, s, "N1", func(tx *Tx) error { return tx.ResetSecondFactors("u1") })
		codes("u1")
		codes("u2", RecoveryCode{"h1", noon, time.Time{}})
		if _, err := s.CodeApp(ctx, "u1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after the reset: %v", err)
		}
		if _, err := s.BegunSignIn(ctx, "b1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after the reset goes on: %v", err)
		}
		if open, err := s.Sessions(ctx, "u1", noon); err != nil || len(open) != 0 {
			t.Errorf("after the reset is signed in: %+v, %v", open, err)
		}
	})
}

func TestSignInsBegun(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		b := BegunSignIn{ID: "b1", Kind: "second factor", UserID: "u1", Body: `{"a":1}`, EndsAt: noon.Add(time.Minute)}
		if err := s.BeginSignIn(ctx, b, noon); err != nil {
			t.Fatal(err)
		}
		if got, err := s.BegunSignIn(ctx, "b1"); err != nil || got != b {
			t.Errorf("%+v, %v, want %+v", got, err, b)
		}
		// The next one forgets those whose time is up.
		if err := s.BeginSignIn(ctx, BegunSignIn{ID: "b2", Kind: "k", EndsAt: noon.Add(time.Hour)}, noon.Add(2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.BegunSignIn(ctx, "b1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("after its time: %v", err)
		}
		if err := s.EndBegunSignIn(ctx, "b2"); err != nil {
			t.Fatal(err)
		}
		if err := s.EndBegunSignIn(ctx, "b2"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a second time: %v", err)
		}
	})
}

func TestASessionIsRenewed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		do(t, s, "", func(tx *Tx) error { return tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}) })
		x := Session{ID: "s1", UserID: "u1", Register: "N1", CreatedAt: noon, SeenAt: noon, EndsAt: noon.Add(9 * time.Hour), Device: "Firefox", Network: "192.0.2", ProvedAt: noon, ProvedBy: "password"}
		if err := s.StartSession(ctx, x, audit("sign in")); err != nil {
			t.Fatal(err)
		}
		again := audit("prove again")
		again.At = noon.Add(time.Hour)
		if err := s.RenewSession(ctx, "s1", "s2", "code", again); err != nil {
			t.Fatal(err)
		}
		old := x
		old.EndedAt = again.At
		x.ID, x.SeenAt, x.ProvedAt, x.ProvedBy = "s2", again.At, again.At, "code"
		for _, want := range []Session{old, x} {
			if got, err := s.Session(ctx, want.ID); err != nil || got != want {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
		for _, id := range []string{"s1", "none"} {
			if err := s.RenewSession(ctx, id, "s3", "code", again); !errors.Is(err, ErrNotFound) {
				t.Errorf("renewing %s: %v", id, err)
			}
		}
		if _, err := s.Session(ctx, "s3"); !errors.Is(err, ErrNotFound) {
			t.Errorf("one that had ended goes on: %v", err)
		}
	})
}
