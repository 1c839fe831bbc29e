package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// detained is an autistic woman of 30 who is detained since 1 November 2026.
func detained(t *testing.T, b *board) string {
	t.Helper()
	on := civil.Of(2026, 11, 1)
	r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: on, Details: casefile.Details{GivenName: "Ann", FamilyName: "Example", BirthDate: civil.Of(1996, 6, 15)}},
		casefile.Add{On: on, Fact: casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}},
		casefile.Admit{On: on, Admission: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.General, LegalStatus: casefile.Section3}})
	must(t, err)
	return r.Case
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	address := enginetest.SQLite(t)
	b := open(t, address)
	id := detained(t, b)
	ready, inForce, err := b.Readiness(b.ctx, b.here, id)
	must(t, err)
	if inForce || len(ready) != 1 {
		t.Fatalf("%+v, in force %v", ready, inForce)
	}
	// 28 days beginning with the day of commencement, today.
	r := ready[0]
	if r.Rule != clock.FirstReview || r.State != clock.NotInForce || r.Would != clock.Due || r.Obligation.Due != civil.Of(2026, 12, 19) || !r.Transitional {
		t.Errorf("it would be %+v", r)
	}
	// It is no duty: nothing lists it, and nothing counts it.
	view, err := b.Person(b.ctx, b.here, id, AsAt{})
	must(t, err)
	for _, d := range view.Obligations {
		if d.Basis == clock.Statute {
			t.Errorf("the person's page has %+v", d)
		}
	}
	if list, err := b.Due(b.ctx, b.here, DueQuery{Kinds: []string{DueByStatute}}); err != nil || list.Total != 0 {
		t.Errorf("%d are due, %v", list.Total, err)
	}

	admin := access.Actor{UserID: "x", Name: "Admin", Register: "HERE", Roles: []access.Role{access.Administrator}}
	_, _, err = b.Readiness(b.ctx, admin, id)
	wantKind(t, err, Forbidden)
	_, _, err = b.Readiness(b.ctx, b.there, id)
	wantKind(t, err, NotFound)

	// In force it is a duty, and no longer something to be ready for.
	s, err := store.Open(b.ctx, address)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	later, err := New(s, clock.England().WithCommencement(civil.Of(2026, 11, 1)), b.now)
	must(t, err)
	if ready, inForce, err = later.Readiness(b.ctx, b.here, id); err != nil || !inForce || ready != nil {
		t.Errorf("in force: %+v, %v, %v", ready, inForce, err)
	}
}
