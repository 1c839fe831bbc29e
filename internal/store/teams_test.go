package store

import (
	"errors"
	"reflect"
	"testing"
)

func TestTeams(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		do(t, s, "N1", func(tx *Tx) error {
			for _, name := range []string{"Amy", "Bob", "Cat", "Dan"} {
				if err := tx.CreateUser(User{ID: "u" + name, Email: name + "@example.org", Name: name, CreatedAt: noon}); err != nil {
					return err
				}
			}
			return nil
		})
		adults := Team{"t1", "Adults", "", noon, []string{"uAmy", "uBob"}}
		children := Team{"t2", "Children", "RXX", noon, []string{"uBob", "uCat"}}
		empty := Team{"t3", "Empty", "", noon, nil}
		elsewhere := Team{"t1", "Elsewhere", "", noon, []string{"uAmy", "uDan"}}
		do(t, s, "N1", func(tx *Tx) error {
			given := children
			given.Members = []string{"uCat", "uBob", "uCat"}
			return errors.Join(tx.AddTeam(empty), tx.AddTeam(given), tx.AddTeam(adults))
		})
		do(t, s, "N2", func(tx *Tx) error { return tx.AddTeam(elsewhere) })
		are := func(register string, want ...Team) {
			t.Helper()
			if got, err := s.Teams(ctx, register); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s has %+v, %v, want %+v", register, got, err, want)
			}
			do(t, s, register, func(tx *Tx) error {
				if got, err := tx.Teams(); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s has, within a transaction, %+v, %v, want %+v", register, got, err, want)
				}
				return nil
			})
		}
		mates := func(register, user string, want ...string) {
			t.Helper()
			if got, err := s.Teammates(ctx, register, user); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("in %s with %s are %q, %v, want %q", register, user, got, err, want)
			}
		}
		are("N1", adults, children, empty)
		are("N2", elsewhere)
		mates("N1", "uAmy", "Amy", "Bob")
		mates("N1", "uBob", "Amy", "Bob", "Cat")
		mates("N1", "uDan")
		mates("N2", "uAmy", "Amy", "Dan")
		bare := func(t Team) Team { t.Members = nil; return t }
		if got, err := s.TeamsOf(ctx, "N1", "uBob"); err != nil || !reflect.DeepEqual(got, []Team{bare(adults), bare(children)}) {
			t.Errorf("Bob is in %+v, %v", got, err)
		}
		if got, err := s.TeamsOf(ctx, "N1", "uDan"); err != nil || got != nil {
			t.Errorf("Dan is in %+v, %v", got, err)
		}

		// Nothing about a team changes unseen.
		for name, fn := range map[string]func(*Tx) error{
			"add":    func(tx *Tx) error { return tx.AddTeam(Team{ID: "t9", Name: "Unseen", CreatedAt: noon}) },
			"change": func(tx *Tx) error { return tx.SetTeam(Team{ID: "t1", Name: "Unseen"}) },
			"delete": func(tx *Tx) error { return tx.DeleteTeam("t1") },
			"leave":  func(tx *Tx) error { return tx.LeaveTeams("uAmy") },
		} {
			if err := s.Do(ctx, work("N1"), fn); err == nil {
				t.Errorf("%s without an audit row: no error", name)
			}
		}
		are("N1", adults, children, empty)

		adults.Name, adults.Members = "Adults’ team", []string{"uCat", "uDan"}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.SetTeam(adults), tx.LeaveTeams("uBob"), tx.DeleteTeam("t3"))
		})
		children.Members = []string{"uCat"}
		are("N1", adults, children)
		mates("N1", "uDan", "Cat", "Dan")
		do(t, s, "N1", func(tx *Tx) error { return tx.LeaveTeams("uCat") })
		children.Members, adults.Members = nil, []string{"uDan"}
		are("N1", adults, children)
		are("N2", elsewhere) // that of the same identifier

		for name, err := range map[string]error{
			"change": s.Do(ctx, work("N1"), func(tx *Tx) error { return tx.SetTeam(Team{ID: "t3", Name: "Gone"}) }),
			"delete": s.Do(ctx, work("N1"), func(tx *Tx) error { return tx.DeleteTeam("t3") }),
		} {
			if !errors.Is(err, ErrNotFound) {
				t.Errorf("%s of one that is gone: %v", name, err)
			}
		}
	})
}
