package store

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func do(t *testing.T, s *Store, register string, fn func(*Tx) error) {
	t.Helper()
	err := s.Do(t.Context(), work(register), func(tx *Tx) error { return errors.Join(fn(tx), tx.Audit(audit("change"))) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestUsersAndTheirRegisters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		bob := User{ID: "u2", Email: " Bob@Example.ORG ", Name: "Bob Example", PasswordHash: "h1", CreatedAt: noon}
		amy := User{ID: "u1", Email: "amy@example.org", Name: "Amy Example", PasswordHash: "h2", CreatedAt: noon}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(bob), tx.CreateUser(amy), tx.SetRoles("u2", []string{"coordinator", "administrator", "coordinator"}), tx.SetRoles("u1", []string{"chair"}))
		})
		do(t, s, "N2", func(tx *Tx) error { return tx.SetRoles("u2", []string{"viewer"}) })
		bob.Email = "bob@example.org"

		for name, find := range map[string]func() (User, error){
			"by address":    func() (User, error) { return s.UserByEmail(ctx, "BOB@example.org ") },
			"by identifier": func() (User, error) { return s.UserByID(ctx, "u2") },
			"within a transaction": func() (u User, err error) {
				do(t, s, "", func(tx *Tx) error { u, err = tx.UserByEmail("bob@example.org"); return err })
				return u, err
			},
		} {
			if got, err := find(); err != nil || got != bob {
				t.Errorf("%s: %+v, %v, want %+v", name, got, err, bob)
			}
		}
		if _, err := s.UserByEmail(ctx, "nobody@example.org"); !errors.Is(err, ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		if got, err := s.Users(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []User{amy, bob}) {
			t.Errorf("users: %+v, %v", got, err)
		}
		if got, err := s.RolesIn(ctx, "N1"); err != nil || !reflect.DeepEqual(got, map[string][]string{"u1": {"chair"}, "u2": {"administrator", "coordinator"}}) {
			t.Errorf("roles: %v, %v", got, err)
		}
		want := []Member{{"N1", "Northshire N1", []string{"administrator", "coordinator"}, false}, {"N2", "Northshire N2", []string{"viewer"}, false}}
		if got, err := s.Memberships(ctx, "u2", today); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("registers: %+v, %v, want %+v", got, err, want)
		}

		// The address is taken, in whatever letters.
		err := s.Do(ctx, work("N1"), func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u3", Email: "BOB@example.org", CreatedAt: noon}), tx.Audit(audit("x")))
		})
		if !errors.Is(err, ErrExists) {
			t.Errorf("a second of the same address: %v", err)
		}
		// Nothing about a user changes unseen.
		for name, fn := range map[string]func(*Tx) error{
			"create":   func(tx *Tx) error { return tx.CreateUser(User{ID: "u4", Email: "d@example.org", CreatedAt: noon}) },
			"roles":    func(tx *Tx) error { return tx.SetRoles("u1", []string{"administrator"}) },
			"password": func(tx *Tx) error { return tx.SetPassword("u1", "h9") },
			"disable":  func(tx *Tx) error { return tx.DisableUser("u1") },
			"enable":   func(tx *Tx) error { return tx.EnableUser("u1") },
			"name":     func(tx *Tx) error { return tx.SetUserName("u1", "Eve") },
			"register": func(tx *Tx) error { return tx.SetRegister("Mine", "{}") },
		} {
			if err := s.Do(ctx, work("N1"), fn); err == nil {
				t.Errorf("%s without an audit row: no error", name)
			}
		}
		if got, err := s.UserByID(ctx, "u1"); err != nil || got != amy {
			t.Errorf("after that: %+v, %v", got, err)
		}

		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.SetRoles("u1", nil), tx.SetUserName("u1", "Amy Else"), tx.SetPassword("u1", "h3"), tx.DisableUser("u1"), tx.SetRegister("Northshire", `{"a":1}`))
		})
		amy.Name, amy.PasswordHash, amy.Disabled, amy.DisabledAt = "Amy Else", "h3", true, noon
		if got, err := s.UserByID(ctx, "u1"); err != nil || got != amy {
			t.Errorf("changed: %+v, %v, want %+v", got, err, amy)
		}
		if got, err := s.Users(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []User{bob}) {
			t.Errorf("users: %+v, %v", got, err)
		}
		if got, err := s.Register(ctx, "N1"); err != nil || got != (Register{Code: "N1", Name: "Northshire", Settings: `{"a":1}`, CreatedAt: noon}) {
			t.Errorf("register: %+v, %v", got, err)
		}
		do(t, s, "N1", func(tx *Tx) error { return tx.EnableUser("u1") })
		if got, err := s.UserByID(ctx, "u1"); err != nil || got.Disabled {
			t.Errorf("enabled: %+v, %v", got, err)
		}
		if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return tx.SetPassword("nobody", "h") }); !errors.Is(err, ErrNotFound) {
			t.Errorf("a password for nobody: %v", err)
		}
		if err := s.CreateRegister(ctx, Register{Code: "N1", CreatedAt: noon}, audit("x")); !errors.Is(err, ErrExists) {
			t.Errorf("a second register of a code: %v", err)
		}
		if _, err := s.Register(ctx, "N9"); !errors.Is(err, ErrNotFound) {
			t.Errorf("no such register: %v", err)
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}))
		})
		start := func(id, user string, ends time.Time) Session {
			x := Session{
				ID: id, UserID: user, Register: "N1", CreatedAt: noon, SeenAt: noon, EndsAt: ends,
				Device: "Firefox on Windows", Network: "192.0.2", ProvedAt: noon, ProvedBy: "password",
			}
			if err := s.StartSession(ctx, x, audit("sign in")); err != nil {
				t.Fatal(err)
			}
			return x
		}
		a := start("s1", "u1", noon.Add(time.Hour))
		b := start("s2", "u1", noon.Add(2*time.Hour))
		c := start("s3", "u2", noon.Add(time.Hour))
		if err := errors.Join(s.TouchSession(ctx, "s2", noon.Add(time.Minute)), s.TouchSession(ctx, "s2", noon.Add(-time.Minute)), s.SetSessionRegister(ctx, "s2", "N2", audit("work in another register"))); err != nil {
			t.Fatal(err)
		}
		b.SeenAt, b.Register = noon.Add(time.Minute), "N2"
		open := func(user string, at time.Time, want ...Session) {
			t.Helper()
			if got, err := s.Sessions(ctx, user, at); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("sessions %+v, %v, want %+v", got, err, want)
			}
		}
		open("u1", noon, b, a)
		open("u1", noon.Add(time.Hour), b)

		end := audit("sign out")
		end.At = noon.Add(3 * time.Minute)
		if err := errors.Join(s.EndSession(ctx, "s1", end), s.EndSession(ctx, "none", end)); err != nil {
			t.Fatal(err)
		}
		end.At = noon.Add(4 * time.Minute)
		if err := s.EndSession(ctx, "s1", end); err != nil {
			t.Fatal(err)
		}
		a.EndedAt = noon.Add(3 * time.Minute)
		// It is still known whose it was.
		if got, err := s.Session(ctx, "s1"); err != nil || got != a {
			t.Errorf("ended: %+v, %v, want %+v", got, err, a)
		}
		open("u1", noon, b)

		do(t, s, "N1", func(tx *Tx) error { return tx.SetPassword("u1", "new") })
		open("u1", noon)
		open("u2", noon, c)
		do(t, s, "N1", func(tx *Tx) error { return tx.DisableUser("u2") })
		open("u2", noon)

		if err := s.DropSessions(ctx, noon.Add(90*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, "s1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("dropped: %v", err)
		}
		if _, err := s.Session(ctx, "s2"); err != nil {
			t.Errorf("kept: %v", err)
		}
		if err := s.SetSessionRegister(ctx, "none", "N1", audit("work in another register")); !errors.Is(err, ErrNotFound) {
			t.Errorf("no session: %v", err)
		}
	})
}

func TestSessionsEndedByTheirUser(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		do(t, s, "", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}))
		})
		for n, x := range []Session{
			{ID: "old", UserID: "u1", EndsAt: noon.Add(time.Hour)}, {ID: "s1", UserID: "u1", EndsAt: noon.Add(9 * time.Hour)},
			{ID: "s2", UserID: "u1", EndsAt: noon.Add(9 * time.Hour)}, {ID: "s3", UserID: "u1", EndsAt: noon.Add(9 * time.Hour)}, {ID: "s4", UserID: "u2", EndsAt: noon.Add(9 * time.Hour)},
		} {
			x.CreatedAt, x.SeenAt = noon.Add(time.Duration(n)*time.Minute), noon
			if err := s.StartSession(ctx, x, audit("sign in")); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.SessionBefore(ctx, "u1", noon.Add(2*time.Minute)); err != nil || got.ID != "s1" {
			t.Errorf("the one before: %+v, %v", got, err)
		}
		if _, err := s.SessionBefore(ctx, "u1", noon); !errors.Is(err, ErrNotFound) {
			t.Errorf("before the first: %v", err)
		}
		end := audit("sign out elsewhere")
		end.At = noon.Add(2 * time.Hour)
		for id, user := range map[string]string{"s4": "u1", "none": "u1", "s1": "u2"} {
			if err := s.EndSessionOf(ctx, user, id, end); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s ends %s: %v", user, id, err)
			}
		}
		if err := s.EndSessionOf(ctx, "u1", "s1", end); err != nil {
			t.Fatal(err)
		}
		if n, err := s.EndSessionsBut(ctx, "u1", "s3", end); err != nil || n != 1 {
			t.Errorf("ended %d, %v: want the one that goes on beside it", n, err)
		}
		for user, want := range map[string]string{"u1": "s3", "u2": "s4"} {
			if got, err := s.Sessions(ctx, user, end.At); err != nil || len(got) != 1 || got[0].ID != want {
				t.Errorf("%s goes on with %+v, %v", user, got, err)
			}
		}
		if trail, err := s.AuditTrail(ctx, "", AuditQuery{From: end.At}, 9); err != nil || len(trail) != 2 || trail[0].Action != end.Action || trail[1].Action != end.Action {
			t.Errorf("noted: %+v, %v", trail, err)
		}
	})
}

func TestWrongPasswordsAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		count := func(email, address string, since time.Time) [2]int {
			a, err := s.Failures(ctx, email, since)
			b, err2 := s.FailuresFrom(ctx, address, since)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			return [2]int{a, b}
		}
		// Two at the very same moment are two.
		for _, at := range []time.Time{noon.Add(-25 * time.Hour), noon.Add(-time.Minute), noon, noon} {
			if err := s.RecordFailure(ctx, " A@example.org", "here", at); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RecordFailure(ctx, "b@example.org", "here", noon); err != nil {
			t.Fatal(err)
		}
		for since, want := range map[time.Time][2]int{noon.Add(-48 * time.Hour): {3, 4}, noon.Add(-time.Minute): {2, 3}, noon: {0, 0}} {
			if got := count("a@EXAMPLE.org", "here", since); got != want {
				t.Errorf("since %s: %v, want %v", since, got, want)
			}
		}
		if err := s.ClearFailures(ctx, "A@example.org"); err != nil {
			t.Fatal(err)
		}
		if got := count("a@example.org", "here", noon.Add(-time.Hour)); got != [2]int{0, 1} {
			t.Errorf("cleared: %v", got)
		}
	})
}
