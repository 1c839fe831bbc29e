package store

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestAccessThatWaits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		for _, r := range []string{"N1", "N2"} {
			makeRegister(t, s, r)
		}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", PasswordHash: "h", CreatedAt: noon}), tx.SetRoles("u1", []string{"chair"}))
		})
		do(t, s, "N2", func(tx *Tx) error {
			elsewhere, err := tx.EverElsewhere("u1")
			if err != nil || !elsewhere {
				t.Errorf("elsewhere: %v, %v", elsewhere, err)
			}
			return errors.Join(tx.SetRoles("u1", []string{"chair"}), tx.SetWaits("u1", true))
		})
		check := func(when string, wantOpen, wantAll []Member, waiting []string) {
			t.Helper()
			open, err := s.Memberships(ctx, "u1", today)
			all, err2 := s.AllMemberships(ctx, "u1", today)
			who, err3 := s.Waiting(ctx, "N2")
			if err := errors.Join(err, err2, err3); err != nil || !reflect.DeepEqual(open, wantOpen) || !reflect.DeepEqual(all, wantAll) || !reflect.DeepEqual(who, waiting) {
				t.Errorf("%s: open %+v, all %+v, waiting %v, %v", when, open, all, who, err)
			}
		}
		n1 := Member{"N1", "Northshire N1", []string{"chair"}, false}
		check("given", []Member{n1}, []Member{n1, {"N2", "Northshire N2", []string{"chair"}, true}}, []string{"u1"})

		// Another place there waits as well; the day on which it ends does not change that.
		do(t, s, "N2", func(tx *Tx) error {
			return errors.Join(tx.SetRoles("u1", []string{"clinician"}), tx.SetEnd("u1", today+9))
		})
		check("as something else", []Member{n1}, []Member{n1, {"N2", "Northshire N2", []string{"clinician"}, true}}, []string{"u1"})

		// A role that does not wait counts alone, as when registers were merged.
		s2 := []any{"N2", "u1", "executive", nil, 0}
		if err := s.change(ctx, func(r runner) error { _, err := r.exec(ctx, insertRole, s2...); return err }); err != nil {
			t.Fatal(err)
		}
		executive := Member{"N2", "Northshire N2", []string{"executive"}, false}
		check("with another", []Member{n1, executive}, []Member{n1, executive}, []string{"u1"})

		do(t, s, "N2", func(tx *Tx) error { return tx.SetWaits("u1", false) })
		both := Member{"N2", "Northshire N2", []string{"clinician", "executive"}, false}
		check("opened", []Member{n1, both}, []Member{n1, both}, nil)

		do(t, s, "N1", func(tx *Tx) error { return tx.ProveEmail("u1", noon) })
		if u, err := s.UserByID(ctx, "u1"); err != nil || !u.EmailProvedAt.Equal(noon) {
			t.Errorf("proved: %+v, %v", u, err)
		}
		do(t, s, "N1", func(tx *Tx) error { return tx.ProveEmail("u1", time.Time{}) })
		if u, err := s.UserByID(ctx, "u1"); err != nil || !u.EmailProvedAt.IsZero() {
			t.Errorf("taken back: %+v, %v", u, err)
		}
	})
}

func TestDroppingWaysIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		do(t, s, "N1", func(tx *Tx) error {
			var all error
			for _, u := range []string{"u1", "u2"} {
				all = errors.Join(all, tx.CreateUser(User{ID: u, Email: u + "@example.org", PasswordHash: "h", CreatedAt: noon}), tx.SetCodeApp(CodeApp{UserID: u, Secret: "s", CreatedAt: noon}),
					tx.SetRecoveryCodes(u, []string{"r" + u}), tx.AddPasskey(Passkey{ID: "p" + u, UserID: u, CreatedAt: noon}),
					tx.AddIdentity(Identity{Issuer: "i", Subject: u, UserID: u, CreatedAt: noon, UsedAt: noon}), tx.AddIdentity(Identity{Issuer: "j", Subject: u, UserID: u, CreatedAt: noon, UsedAt: noon}),
					tx.SetPasswordCode(PasswordCode{UserID: u, Way: "letter", Hash: "c" + u, AskedIn: "N1", CreatedAt: noon, EndsAt: noon.Add(time.Hour)}))
			}
			return all
		})
		kept := Identity{Issuer: "j", Subject: "u1", UserID: "u1", CreatedAt: noon, UsedAt: noon}
		do(t, s, "N1", func(tx *Tx) error {
			if n, err := tx.OtherWaysIn("u1", kept); n != 3 || err != nil {
				t.Errorf("others: %d, %v", n, err)
			}
			return tx.DropWaysIn("u1", kept)
		})
		for user, want := range map[string]int{"u1": 0, "u2": 4} {
			do(t, s, "N1", func(tx *Tx) error {
				but := Identity{}
				if user == "u1" {
					but = kept
				}
				n, err := tx.OtherWaysIn(user, but)
				if n != want {
					t.Errorf("%s has %d other ways, want %d", user, n, want)
				}
				return err
			})
			u, err := s.UserByID(ctx, user)
			if err != nil || (u.PasswordHash == "") != (user == "u1") {
				t.Errorf("%s: %+v, %v", user, u, err)
			}
			codes, err := s.RecoveryCodes(ctx, user)
			if _, missing := s.PasswordCode(ctx, "c"+user); err != nil || (len(codes) == 0) != (user == "u1") || errors.Is(missing, ErrNotFound) != (user == "u1") {
				t.Errorf("%s: %d recovery codes, %v, %v", user, len(codes), err, missing)
			}
		}
		if got, err := s.Identities(ctx, "u1"); err != nil || !reflect.DeepEqual(got, []Identity{kept}) {
			t.Errorf("identities %+v, %v", got, err)
		}
	})
}

// TestWhatWaitsGoesOnWaitingInAMerge, and what a register that is merged gave
// openly is open in the other.
func TestWhatWaitsGoesOnWaitingInAMerge(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		for _, r := range []string{"N1", "N2", "N3"} {
			makeRegister(t, s, r)
		}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.SetRoles("u1", []string{"chair"}), tx.SetWaits("u1", true),
				tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}), tx.SetRoles("u2", []string{"chair"}))
		})
		do(t, s, "N2", func(tx *Tx) error {
			return errors.Join(tx.SetRoles("u2", []string{"executive"}), tx.SetWaits("u2", true))
		})
		if _, err := s.Merge(t.Context(), work("N2"), "N1", ann, audit("merge registers"), nil); err != nil {
			t.Fatal(err)
		}
		for user, want := range map[string][]Member{
			"u1": {{"N2", "Northshire N2", []string{"chair"}, true}}, "u2": {{"N2", "Northshire N2", []string{"chair"}, false}},
		} {
			if got, err := s.AllMemberships(t.Context(), user, today); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, %v, want %+v", user, got, err, want)
			}
		}
	})
}
