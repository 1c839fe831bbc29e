package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestLeavers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		user := func(id, name string) User {
			return User{ID: id, Email: id + "@example.org", Name: name, CreatedAt: noon}
		}
		amy, bob := user("u1", "Amy"), user("u2", "Bob")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(amy), tx.CreateUser(bob), tx.SetRoles("u1", []string{"chair", "clinician"}), tx.SetRoles("u2", []string{"chair"}),
				tx.AddTeam(Team{"t1", "Adults", "", noon, []string{"u1", "u2"}}))
		})
		do(t, s, "N2", func(tx *Tx) error {
			return errors.Join(tx.SetRoles("u1", []string{"chair"}), tx.AddTeam(Team{"t1", "Adults", "", noon, []string{"u1"}}))
		})
		for _, register := range []string{"N1", "N2"} {
			if err := s.SetCalendar(ctx, Calendar{register, "u1", "secret of " + register, noon}, audit("make calendar")); err != nil {
				t.Fatal(err)
			}
			if err := s.StartSession(ctx, Session{ID: "s" + register, UserID: "u1", Register: register, CreatedAt: noon, SeenAt: noon, EndsAt: noon.Add(time.Hour)}, audit("sign in")); err != nil {
				t.Fatal(err)
			}
		}
		in := func(user string, on int, want ...string) {
			t.Helper()
			members, err := s.Memberships(ctx, user, today+civil.Date(on))
			var got []string
			for _, m := range members {
				got = append(got, m.Register)
			}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s is in %q after %d days, %v, want %q", user, got, on, err, want)
			}
		}

		// Planned: nothing is taken yet, and the day is the first without access.
		leaving := Leaver{UserID: "u1", EndsOn: today + 2, Reason: "left", Roles: []string{"chair", "clinician"}, NotedAt: noon}
		do(t, s, "N1", func(tx *Tx) error { return tx.SetLeaver(leaving) })
		in("u1", 0, "N1", "N2")
		in("u1", 1, "N1", "N2")
		in("u1", 2, "N2")
		in("u2", 9, "N1")
		if got, err := s.Leavers(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []Leaver{leaving}) {
			t.Errorf("leavers %+v, %v, want %+v", got, err, leaving)
		}
		if got, err := s.UsersLeft(ctx, "N1"); err != nil || got != nil {
			t.Errorf("already left: %+v, %v", got, err)
		}
		// Other roles do not put it off.
		do(t, s, "N1", func(tx *Tx) error { return tx.SetRoles("u1", []string{"executive"}) })
		in("u1", 2, "N2")
		do(t, s, "N1", func(tx *Tx) error { return tx.ForgetLeaver("u1") })
		in("u1", 2, "N1", "N2")

		// Ended: what belongs to this register goes, and nothing of the other.
		for _, register := range []string{"N1", "N2"} {
			do(t, s, register, func(tx *Tx) error {
				return errors.Join(
					tx.Involve(Involvement{Case: "p1", ID: "i1", UserID: "u1", Relation: "care-team", Since: today - 9}),
					tx.Involve(Involvement{Case: "p1", ID: "i2", UserID: "u2", Relation: "care-team", Since: today - 9}),
					tx.Involve(Involvement{Case: "p2", ID: "i3", UserID: "u1", Relation: "care-team", Since: today - 99, Until: today - 50}))
			})
		}
		leaving.EndsOn = today
		do(t, s, "N1", func(tx *Tx) error { return errors.Join(tx.SetLeaver(leaving), tx.TakeAccess("u1")) })
		leaving.DoneAt = noon
		do(t, s, "N1", func(tx *Tx) error {
			if got, err := tx.Leaver("u1"); err != nil || !reflect.DeepEqual(got, leaving) {
				t.Errorf("within a transaction: %+v, %v, want %+v", got, err, leaving)
			}
			if _, err := tx.Leaver("u2"); !errors.Is(err, ErrNotFound) {
				t.Errorf("who stays: %v", err)
			}
			return nil
		})
		in("u1", 0, "N2")
		for user, want := range map[string]string{"N1 u1": "", "N1 u2": "p1", "N2 u1": "p1"} {
			register, id, _ := strings.Cut(user, " ")
			got, err := s.InvolvedIn(ctx, register, id, today)
			if err != nil || len(got) != len(want)/2 || len(got) == 1 && got[0].Case != want {
				t.Errorf("%s is involved with %+v, %v, want %q", user, got, err, want)
			}
		}
		if got, err := s.Involved(ctx, "N1", "p2"); err != nil || len(got) != 1 || got[0].Until != today-50 {
			t.Errorf("what had ended before: %+v, %v", got, err)
		}
		if got, err := s.UsersLeft(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []User{amy}) {
			t.Errorf("left: %+v, %v", got, err)
		}
		if got, err := s.Users(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []User{bob}) {
			t.Errorf("users: %+v, %v", got, err)
		}
		for register, want := range map[string]bool{"N1": false, "N2": true} {
			if _, err := s.Calendar(ctx, register, "u1"); (err == nil) != want {
				t.Errorf("the calendar of %s: %v", register, err)
			}
			if x, err := s.Session(ctx, "s"+register); err != nil || x.EndedAt.IsZero() != want {
				t.Errorf("the session in %s: %+v, %v", register, x, err)
			}
			if teams, err := s.TeamsOf(ctx, register, "u1"); err != nil || (len(teams) == 1) != want {
				t.Errorf("the teams of %s: %+v, %v", register, teams, err)
			}
		}
		if got, err := s.Leavers(ctx, "N2"); err != nil || got != nil {
			t.Errorf("leavers of the other register: %+v, %v", got, err)
		}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.ForgetLeaver("u1"), tx.SetRoles("u1", []string{"chair"}), tx.JoinTeams("u1", []string{"t1", "t1"}))
		})
		in("u1", 9, "N1", "N2")
		if names, err := s.Teammates(ctx, "N1", "u1"); err != nil || !reflect.DeepEqual(names, []string{"Amy", "Bob"}) {
			t.Errorf("back in the team with %q, %v", names, err)
		}

		for name, fn := range map[string]func(*Tx) error{
			"leave": func(tx *Tx) error { return tx.SetLeaver(leaving) }, "take": func(tx *Tx) error { return tx.TakeAccess("u1") },
			"forget": func(tx *Tx) error { return tx.ForgetLeaver("u1") }, "join": func(tx *Tx) error { return tx.JoinTeams("u1", nil) },
		} {
			if err := s.Do(ctx, work("N1"), fn); err == nil {
				t.Errorf("%s without an audit row: no error", name)
			}
		}
		in("u1", 9, "N1", "N2")
	})
}

func TestLastSignInsAndHeldCases(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}),
				tx.SetRoles("u1", []string{"chair"}), tx.SetRoles("u2", []string{"chair"}))
		})
		for i, at := range []time.Time{noon, noon.Add(-time.Hour)} {
			if err := s.StartSession(ctx, Session{ID: string(rune('a' + i)), UserID: "u1", Register: "N1", CreatedAt: at, SeenAt: at, EndsAt: at.Add(time.Hour)}, audit("sign in")); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.LastSignIns(ctx, "N1"); err != nil || !reflect.DeepEqual(got, map[string]time.Time{"u1": noon}) {
			t.Errorf("signed in: %v, %v", got, err)
		}
		if got, err := s.LastSignIns(ctx, "N2"); err != nil || len(got) != 0 {
			t.Errorf("signed in elsewhere: %v, %v", got, err)
		}

		for id, by := range map[string]string{"p1": "Amy", "p2": "Amy", "p3": "Bob"} {
			put(t, s, "N1", id, on("2026-01-01", casefile.JoinedRegister{}), on("2026-01-02", casefile.Coordinator{Name: by}))
		}
		put(t, s, "N1", "p4", on("2026-01-01", casefile.Coordinator{Name: "Amy"})) // is not on the register
		put(t, s, "N2", "p5", on("2026-01-01", casefile.JoinedRegister{}), on("2026-01-02", casefile.Coordinator{Name: "Amy"}))
		for name, want := range map[string]int{"Amy": 2, "Bob": 1, "amy": 0} {
			if got, err := s.HeldBy(ctx, "N1", name); err != nil || got != want {
				t.Errorf("%s holds %d, %v, want %d", name, got, err, want)
			}
		}
	})
}
