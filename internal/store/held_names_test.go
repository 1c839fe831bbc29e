package store

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/seal"
)

func TestWhoseANameIs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u1", Email: "a@example.org", CreatedAt: noon}), tx.SetRoles("u1", []string{"clinician"}))
		})
		say := func(register, id, name, user string) HeldName {
			h := HeldName{ID: id, Name: name, UserID: user, At: noon, ByID: "k", ByName: "Kay Keeper"}
			do(t, s, register, func(tx *Tx) error { return tx.SayWhose(h) })
			return h
		}
		first := say("N1", "h1", "Sam / Patel", "u1")
		say("N1", "h2", "S. Patel", "u1")
		say("N2", "h3", "S. Patel", "u2")
		nobody := say("N1", "h4", "S. Patel", "")
		if got, err := s.HeldNames(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []HeldName{nobody, first}) {
			t.Errorf("names %+v, %v", got, err)
		}
		of := func(register, user string, want ...string) {
			t.Helper()
			if got, err := s.HeldNamesOf(ctx, register, user); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s in %s has %q, %v, want %q", user, register, got, err, want)
			}
		}
		of("N1", "u1", "Sam / Patel")
		of("N2", "u2", "S. Patel")
		of("N1", "u2")

		// The tie is of the one case that has the name, and of that user alone.
		do(t, s, "N1", func(tx *Tx) error {
			for _, id := range []string{"p1", "p2"} {
				c, err := tx.NewCase(id)
				if err != nil {
					return err
				}
				name := map[string]string{"p1": "Sam / Patel", "p2": "S. Patel"}[id]
				if err := tx.Append(c, ann, casefile.Entry{On: today, Fact: casefile.Details{FamilyName: id}}, casefile.Entry{On: today, Fact: casefile.Coordinator{Name: name}}); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := s.Protections(ctx, work("N1"), "u1", "p1", "p2")
		if want := map[string]Protection{"p1": {Ties: []Involvement{{Case: "p1", UserID: "u1", Relation: "holder"}}}}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("protections %+v, %v, want %+v", got, err, want)
		} else if many, err := s.Protections(ctx, work("N1"), "u1", manyMore([]string{"p1", "p2"})...); err != nil || !reflect.DeepEqual(many, want) {
			t.Errorf("protections of many %+v, %v, want %+v", many, err, want)
		}
		if counts, err := s.NamesHeld(ctx, "N1"); err != nil || !reflect.DeepEqual(counts, []NameCount{{"S. Patel", 1}, {"Sam / Patel", 1}}) {
			t.Errorf("counted %+v, %v", counts, err)
		}

		// With the access it goes, and does not come back with it.
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.SetLeaver(Leaver{UserID: "u1", EndsOn: today, NotedAt: noon}), tx.TakeAccess("u1"))
		})
		of("N1", "u1")
		if got, err := s.HeldNames(ctx, "N1"); err != nil || !reflect.DeepEqual(got, []HeldName{nobody}) {
			t.Errorf("names %+v, %v", got, err)
		}
		of("N2", "u2", "S. Patel")
	})
}

// TestWhoseANameWasIsSealed: nothing of it is altered, and whoever can is found.
func TestWhoseANameWasIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		do(t, s, "N1", func(tx *Tx) error {
			return errors.Join(tx.SayWhose(HeldName{ID: "h1", Name: "A", UserID: "u1"}), tx.SayWhose(HeldName{ID: "h2", Name: "B", UserID: "u1"}))
		})
		for _, change := range []string{"UPDATE held_names SET user_id = 'u2'", "DELETE FROM held_names"} {
			if _, err := bare(t, s).Exec(change); err == nil {
				t.Errorf("%s: no error", change)
			}
		}
		key := sealKey(t)
		sealed(t, s, key)
		unlock(t, s)
		if _, err := bare(t, s).Exec("UPDATE held_names SET user_id = 'u2' WHERE id = 'h1'; DELETE FROM held_names WHERE id = 'h2'; INSERT INTO held_names (" + heldNameColumns + ") VALUES ('N1', 'h9', 'A', 9, 'u3', 'x', '', '')"); err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, f := range logOf(t, s, Trust{Known: []seal.Verifier{key.Verifier}}).Faults {
			found = append(found, f.String())
		}
		slices.Sort(found)
		if want := []string{"held_names N1/h1: is not as it was sealed", "held_names N1/h2: is gone", "held_names N1/h9: was not written by Homeward: the log does not know it"}; !slices.Equal(found, want) {
			t.Errorf("found %q, want %q", found, want)
		}
	})
}
