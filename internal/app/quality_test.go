package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
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

// The numbers by week are the same for everyone, so they count nobody who is
// hidden from somebody: else they would tell how many are.
func TestQualityByWeekTellsOfNobodyHidden(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		b.keptBy(t, "Rosie", "Helen Price")
		hidden, refused := b.keptBy(t, "Tom", "Helen Price"), b.keptBy(t, "Ann", "Helen Price")
		must(t, b.Restrict(b.ctx, b.here, hidden, true, "Works for us"))
		b.consents(t, refused, casefile.Refused)
		must(t, b.KeepQuality(b.ctx, "HERE"))
		executive := b.staffMember(t, "The executive", access.Executive)
		for _, actor := range []access.Actor{b.here, executive} {
			q, err := b.Quality(b.ctx, actor)
			must(t, err)
			for _, c := range q.Checks {
				if len(c.ByWeeks) != 1 || c.ByWeeks[0].Found > c.People || c.ByWeeks[0].People != 2 {
					t.Errorf("%s: %s finds %d, and by week %+v", actor.Name, c.Key, c.People, c.ByWeeks)
				}
			}
		}
	})
}

// A check finds nobody by what the reader may not read.
func TestQualityFindsNobodyByWhatIsMarked(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := b.keptBy(t, "Rosie", "Helen Price")
		b.consents(t, id, casefile.Given)
		receipt, err := b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Contact{ID: "c1", Role: "Uncle", Name: "Ted"}})
		must(t, err)
		provider := b.staffMember(t, "Oak Homes", access.Provider)
		must(t, b.Involve(b.ctx, b.here, id, NewInvolvement{UserID: provider.UserID, Relation: access.OfProvider}))
		finds := func(actor access.Actor, want int) {
			t.Helper()
			q, err := b.Quality(b.ctx, actor)
			must(t, err)
			list, err := b.Lacking(b.ctx, actor, store.LacksReach, 1)
			must(t, err)
			for _, c := range q.Checks {
				if c.Key == store.LacksReach && (c.People != want || list.Total != want) {
					t.Errorf("%s: the check finds %d and lists %d, want %d", actor.Name, c.People, list.Total, want)
				}
			}
		}
		finds(provider, 1)
		must(t, b.Mark(b.ctx, b.here, id, receipt.Version, access.ThirdParty, "His number is secret"))
		finds(provider, 0)
		finds(b.here, 1)
		must(t, b.Mark(b.ctx, b.here, id, receipt.Version, "", "It is not"))
		finds(provider, 1)
	})
}
