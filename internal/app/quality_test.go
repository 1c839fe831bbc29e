package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// Every check of the store has its words here.
func TestQuality(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	b.keptBy(t, "Rosie", "Helen Price")
	must(t, b.KeepQuality(b.ctx, "HERE"))
	q, err := b.Quality(b.ctx, b.here)
	must(t, err)
	if q.People != 1 || len(q.Checks) != len(store.QualityChecks) || len(q.Weeks) != 1 {
		t.Fatalf("%+v", q)
	}
	for i, c := range q.Checks {
		if c.Key != store.QualityChecks[i] || c.Word == "" || c.Why == "" || len(c.ByWeeks) != 1 || c.ByWeeks[0].Found != c.People {
			t.Errorf("check %+v", c)
		}
		if list, err := b.Lacking(b.ctx, b.here, c.Key, 1); err != nil || list.Total != c.People {
			t.Errorf("%s lists %d of %d, %v", c.Key, list.Total, c.People, err)
		}
	}
	wantKind(t, second(b.Lacking(b.ctx, b.here, "nonsense", 1)), NotFound)
	// Who sees a few has those, and no numbers of everyone by week.
	helen := b.colleague(t, "HERE", "Helen Price", access.Clinician)
	must(t, b.SayWhose(b.ctx, b.here, "Helen Price", helen.UserID))
	b.keptBy(t, "Tom", "Somebody Else")
	if q, err = b.Quality(b.ctx, helen); err != nil || q.People != 1 || len(q.Weeks) != 0 {
		t.Errorf("of a few: %+v, %v", q, err)
	}
	governance := b.colleague(t, "HERE", "Peter Lindqvist", access.InformationGovernance)
	wantKind(t, second(b.Quality(b.ctx, governance)), Forbidden)
	wantKind(t, second(b.Lacking(b.ctx, governance, store.LacksHolder, 1)), Forbidden)
	if q, err = b.Quality(b.ctx, b.there); err != nil || q.People != 0 {
		t.Errorf("another register: %+v, %v", q, err)
	}
}
