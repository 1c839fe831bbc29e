package app

import (
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// Who sees no lists is told of no changes of the register; who is nobody's keeper
// and nobody's friend has no news at all.
func TestWhoMaySeeWhatChanged(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for _, role := range []access.Role{access.Administrator, access.InformationGovernance, access.PanelMember, access.Family} {
		actor := b.colleague(t, "HERE", "Some "+string(role), role)
		wantKind(t, second(b.Changes(b.ctx, actor, ChangesQuery{})), Forbidden)
	}
	for _, role := range []access.Role{access.Coordinator, access.Clinician, access.PanelMember, access.Family} {
		actor := b.colleague(t, "HERE", "Some "+string(role), role)
		_, _, err := b.Settled(b.ctx, actor, time.Time{})
		wantKind(t, err, Forbidden)
		wantKind(t, second(b.DoneSince(b.ctx, actor, time.Time{})), Forbidden)
	}
	wantKind(t, second(b.DoneSince(b.ctx, b.colleague(t, "HERE", "An administrator", access.Administrator), time.Time{})), Forbidden)
	nobody := access.Actor{Register: "HERE", UserID: "u", Name: "No role"}
	wantKind(t, second(b.Visit(b.ctx, nobody, "s1")), Forbidden)
	wantKind(t, b.SeenChanges(b.ctx, nobody, "s1", time.Time{}), Forbidden)
}

// A visit lasts as long as the session; the next begins where it ended. Nobody
// has seen what is still to be recorded.
func TestVisit(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		start := b.now().UTC()
		for _, step := range []struct {
			session string
			pass    time.Duration
			want    time.Time
		}{
			{"s1", 0, start.Add(-7 * 24 * time.Hour)},
			{"s1", time.Hour, start.Add(-7 * 24 * time.Hour)},
			{"s2", time.Hour, start.Add(time.Hour)},
			{"s2", time.Second, start.Add(time.Hour)},
			{"s3", time.Hour, start.Add(2 * time.Hour)},
		} {
			*b.at = b.at.Add(step.pass)
			if got, err := b.Visit(b.ctx, b.here, step.session); err != nil || !got.Equal(step.want) {
				t.Errorf("in session %s new since %v, %v, want %v", step.session, got, err, step.want)
			}
		}
		must(t, b.SeenChanges(b.ctx, b.here, "s3", b.now().Add(24*time.Hour)))
		if got, err := b.Visit(b.ctx, b.here, "s3"); err != nil || !got.Equal(b.now().UTC()) {
			t.Errorf("new since %v, %v, want %v", got, err, b.now())
		}
	})
}

// What others changed of the register itself is told, with nobody's record and
// none of one's own changes among it.
func TestSettled(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ada Admin", access.Administrator)
		*b.at = b.at.Add(time.Minute)
		since := b.now()
		b.colleague(t, "HERE", "Somebody New", access.Clinician)
		second(b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Rosie"}}))
		acts, more, err := b.Settled(b.ctx, admin, since)
		if err != nil || more || len(acts) == 0 {
			t.Fatalf("%v, %v, %v", acts, more, err)
		}
		for _, act := range acts {
			if act.Action != "add user" || act.Case != "" {
				t.Errorf("%+v", act)
			}
		}
		// Whose roles changed, and to what, is told with it.
		id, _ := rolesGiven(acts[0].Detail)
		*b.at = b.at.Add(time.Minute)
		since = b.now()
		must(t, b.ChangeUser(b.ctx, b.administrator(), id, "Somebody New", Place{Roles: []access.Role{access.Coordinator, access.Chair}}))
		if acts, _, err = b.Settled(b.ctx, admin, since); err != nil || acts[0].Action != "change user" {
			t.Fatalf("%+v, %v", acts, err)
		}
		names, err := b.UserNames(b.ctx, admin)
		must(t, err)
		if got, want := ActAbout(acts[0], names), "Changed a user: Somebody New, now Register coordinator, Commissioner and chair"; got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
		if got := ActAbout(acts[0], nil); got != "Changed a user" {
			t.Errorf("of who is not known here it says %q", got)
		}
		_, err = b.UserNames(b.ctx, b.here)
		wantKind(t, err, Forbidden)
		*b.at = b.at.Add(time.Minute)
		if acts, _, err := b.Settled(b.ctx, admin, b.now()); err != nil || len(acts) != 0 {
			t.Errorf("%v, %v", acts, err)
		}
	})
}
