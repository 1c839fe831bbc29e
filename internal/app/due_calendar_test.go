package app

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

func TestCalendar(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := held(t, b, "Ann", b.here.Name)
		held(t, b, "Bo", "Somebody Else")
		if _, ok, err := b.CalendarMade(b.ctx, b.here); ok || err != nil {
			t.Fatalf("there is a calendar before one was made, %v", err)
		}
		secret, err := b.MakeCalendar(b.ctx, b.here)
		must(t, err)
		if len(secret) != 43 { // 256 bits
			t.Errorf("the secret is %q", secret)
		}
		if at, ok, err := b.CalendarMade(b.ctx, b.here); !ok || !at.Equal(*b.at) || err != nil {
			t.Errorf("made %v, %v, %v", at, ok, err)
		}
		got, err := b.Calendar(b.ctx, secret, "192.0.2.7")
		must(t, err)
		ids := map[string]bool{}
		for i := range got.Days {
			ids[got.Days[i].ID] = true
			got.Days[i].ID = ""
		}
		want := Calendar{Register: "Register HERE", At: *b.at, Days: []CalendarDay{
			{"", civil.Of(2026, 11, 9), "Review of the rating", "AE", id, true},
			{"", civil.Of(2026, 11, 16), "Review because of a red rating", "AE", id, true},
			{"", civil.Of(2026, 11, 25), "Action agreed", "AE", id, false},
		}}
		if !reflect.DeepEqual(got, want) || len(ids) != 3 {
			t.Errorf("the calendar is\n%+v, want\n%+v", got, want)
		}
		again, err := b.Calendar(b.ctx, secret, "192.0.2.7")
		must(t, err)
		for _, d := range again.Days {
			if !ids[d.ID] {
				t.Errorf("%s has another identifier the second time", d.Title)
			}
		}

		// Nothing opens it but the latest secret of somebody who may see the register.
		closed := func(secret string) {
			t.Helper()
			_, err := b.Calendar(b.ctx, secret, "192.0.2.7")
			wantKind(t, err, NotFound)
		}
		closed("")
		closed(strings.ToLower(secret))
		closed(tokenHash(secret))
		newer, err := b.MakeCalendar(b.ctx, b.here)
		must(t, err)
		closed(secret)
		for _, step := range []struct {
			name  string
			shut  func(*store.Tx) error
			again func(*store.Tx) error
		}{
			{"disabled", func(tx *store.Tx) error { return tx.DisableUser(b.here.UserID) }, func(tx *store.Tx) error { return tx.EnableUser(b.here.UserID) }},
			{"without a role", func(tx *store.Tx) error { return tx.SetRoles(b.here.UserID, nil) }, func(tx *store.Tx) error {
				return tx.SetRoles(b.here.UserID, []string{string(access.Coordinator)})
			}},
		} {
			line := CommandLine("HERE")
			change := func(fn func(*store.Tx) error) {
				t.Helper()
				must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
					if err := fn(tx); err != nil {
						return err
					}
					return tx.Audit(b.audit(line, access.ManageUsers, "change user", "", step.name))
				}))
			}
			change(step.shut)
			closed(newer)
			change(step.again)
			if _, err := b.Calendar(b.ctx, newer, "192.0.2.7"); err != nil {
				t.Errorf("%s no longer: %v", step.name, err)
			}
		}
		must(t, b.StopCalendar(b.ctx, b.here))
		closed(newer)

		for _, nobody := range []access.Actor{{}, {UserID: "x", Name: "X", Register: "HERE"}} {
			_, err := b.MakeCalendar(b.ctx, nobody)
			wantKind(t, err, Forbidden)
		}
		wantKind(t, b.StopCalendar(b.ctx, access.Actor{}), SignedOut)
	})
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Rosa Evans-Okoro": "RE", "Łukasz van der Berg": "ŁB", "Siân": "S", "": "", "Name not recorded": ""} {
		if got := initials(name); got != want {
			t.Errorf("%q has the initials %q, want %q", name, got, want)
		}
	}
}
