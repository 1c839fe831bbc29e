package store

import (
	"errors"
	"maps"
	"reflect"
	"testing"
)

func TestOrganisations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.CreateUser(User{ID: "u2", Email: "b@example.org", CreatedAt: noon}))
		})
		board := Organisation{Code: "QXX", Name: "Northshire ICB", Kind: "icb", From: today}
		trust := Organisation{"RXX", "A Trust", "trust", today - 100, today + 9, "QXX"}
		do(t, s, "N1", func(tx *Tx) error { return errors.Join(tx.AddOrganisation(board), tx.AddOrganisation(trust)) })
		do(t, s, "N2", func(tx *Tx) error { return tx.AddOrganisation(board) })
		are := func(register string, want ...Organisation) {
			t.Helper()
			if got, err := s.Organisations(ctx, register); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s has %+v, %v, want %+v", register, got, err, want)
			}
			do(t, s, register, func(tx *Tx) error {
				if got, err := tx.Organisations(); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%s has, within a transaction, %+v, %v", register, got, err)
				}
				return nil
			})
		}
		are("N1", trust, board)
		are("N2", board)
		if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return errors.Join(tx.AddOrganisation(board), tx.Audit(audit("x"))) }); !errors.Is(err, ErrExists) {
			t.Errorf("a second of a code: %v", err)
		}

		works := func(register string, want map[string]string) {
			t.Helper()
			if got, err := s.Employments(ctx, register); err != nil || !maps.Equal(got, want) {
				t.Errorf("in %s work %v, %v, want %v", register, got, err, want)
			}
			do(t, s, register, func(tx *Tx) error {
				if got, err := tx.Employments(); err != nil || !maps.Equal(got, want) {
					t.Errorf("in %s work, within a transaction, %v, %v", register, got, err)
				}
				return nil
			})
		}
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.SetEmployment("u1", "RXX"), tx.SetEmployment("u2", "RXX"), tx.SetEmployment("u1", "QXX"))
		})
		do(t, s, "N2", func(tx *Tx) error { return tx.SetEmployment("u1", "QXX") })
		works("N1", map[string]string{"u1": "QXX", "u2": "RXX"})
		works("N2", map[string]string{"u1": "QXX"})
		do(t, s, "N1", func(tx *Tx) error { return errors.Join(tx.SetEmployment("u1", ""), tx.SetEmployment("u1", "")) })
		works("N1", map[string]string{"u2": "RXX"})
		works("N2", map[string]string{"u1": "QXX"})

		for name, fn := range map[string]func(*Tx) error{
			"add": func(tx *Tx) error { return tx.AddOrganisation(Organisation{Code: "X", From: today}) }, "set": func(tx *Tx) error { return tx.SetOrganisation(board) },
			"delete": func(tx *Tx) error { return tx.DeleteOrganisation("QXX") }, "employ": func(tx *Tx) error { return tx.SetEmployment("u1", "QXX") },
		} {
			if err := s.Do(ctx, work("N1"), fn); err == nil {
				t.Errorf("%s without an audit row: no error", name)
			}
		}
		// One that somebody works for cannot be forgotten.
		if err := s.Do(ctx, work("N1"), func(tx *Tx) error { return errors.Join(tx.DeleteOrganisation("RXX"), tx.Audit(audit("x"))) }); err == nil {
			t.Error("an organisation with a user is forgotten")
		}
		trust = Organisation{"RXX", "The Trust", "provider", today, 0, ""}
		do(t, s, "N1", func(tx *Tx) error { return errors.Join(tx.SetOrganisation(trust), tx.DeleteOrganisation("QXX")) })
		are("N1", trust)
		are("N2", board)
		for name, fn := range map[string]func(*Tx) error{
			"set": func(tx *Tx) error { return tx.SetOrganisation(board) }, "delete": func(tx *Tx) error { return tx.DeleteOrganisation("QXX") },
		} {
			if err := s.Do(ctx, work("N1"), fn); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s of one that is gone: %v", name, err)
			}
		}
	})
}
