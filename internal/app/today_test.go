package app

import (
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/enginetest"
)

// Who sees no lists is told of no changes, and keeps none.
func TestWhoMaySeeWhatChanged(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	for _, role := range []access.Role{access.Administrator, access.InformationGovernance, access.PanelMember, access.Family} {
		actor := b.colleague(t, "HERE", "Some "+string(role), role)
		wantKind(t, second(b.Visit(b.ctx, actor, "s1")), Forbidden)
		wantKind(t, second(b.Changes(b.ctx, actor, ChangesQuery{})), Forbidden)
		wantKind(t, b.SeenChanges(b.ctx, actor, "s1", time.Time{}), Forbidden)
	}
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
