package app

import (
	"sync"
	"testing"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// Somebody who knows a name and tries days of birth has no more tries by sending
// them all at once.
func TestManyTriesInAnEmergencyAtOnce(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		b.person(t, "9994760173")
		nurse := b.colleague(t, "HERE", "Nia Price", access.Clinician)
		find := EmergencyFind{Given: "Sam", Family: "Example", Reason: "is at the hospital"}
		var all sync.WaitGroup
		answers := make([]error, 4*EmergencyTries)
		for i := range answers {
			all.Go(func() {
				find := find
				find.BirthDate = civil.Of(2009, 1, 1) + civil.Date(i)
				answers[i] = second(b.OpenInEmergency(b.ctx, nurse, find))
			})
		}
		all.Wait()
		kinds := map[Kind]int{}
		for _, err := range answers {
			kinds[As(err).Kind]++
		}
		if kinds[Invalid] != EmergencyTries || kinds[Locked] != len(answers)-EmergencyTries {
			t.Errorf("answered %v", kinds)
		}
		waits := 0
		for _, act := range b.noted(t, "HERE", *b.at) {
			if act.Action == actTooOften && act.Kind == store.Refused && act.UserID == nurse.UserID {
				waits++
			}
		}
		if waits != kinds[Locked] {
			t.Errorf("%d of %d that had to wait are noted", waits, kinds[Locked])
		}
		// Another's tries are their own.
		find.BirthDate = civil.Of(2010, 6, 15)
		must(t, second(b.OpenInEmergency(b.ctx, b.colleague(t, "HERE", "Rob Hill", access.Clinician), find)))
	})
}

// When all have gone who could see a restricted record and open it again,
// information governance is told, for the person is on nobody's lists.
func TestARecordThatIsRestrictedToNobody(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin := b.colleague(t, "HERE", "Ravi Nair", access.Administrator)
		governance := b.colleague(t, "HERE", "Ines Gray", access.InformationGovernance)
		keeper := b.colleague(t, "HERE", "Kit Long", access.Coordinator)
		nurse := b.colleague(t, "HERE", "Nia Price", access.Clinician)
		sam, other := b.person(t, "9994760173").Case, b.person(t, "").Case
		must(t, b.Restrict(b.ctx, keeper, sam, true, "a colleague’s child"))
		must(t, b.Involve(b.ctx, keeper, sam, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
		must(t, b.Restrict(b.ctx, b.here, other, true, "another’s"))
		told := func(want ...store.RestrictedPerson) {
			t.Helper()
			got, err := b.RestrictedToNobody(b.ctx, governance)
			must(t, err)
			n, err := b.EmergenciesToLookAt(b.ctx, governance)
			must(t, err)
			if len(got) != len(want) || n != len(want) {
				t.Fatalf("told of %+v and %d, want %+v", got, n, want)
			}
			for i := range want {
				if got[i].Case != want[i].Case || got[i].Name != want[i].Name || got[i].NHSNumber != want[i].NHSNumber || got[i].BirthDate != want[i].BirthDate {
					t.Errorf("told of %+v, want %+v", got[i], want[i])
				}
			}
		}
		lost := store.RestrictedPerson{Case: sam, Name: "Sam Example", NHSNumber: "9994760173", BirthDate: civil.Of(2010, 6, 15)}
		told()
		// Other work, and back.
		must(t, b.ChangeUser(b.ctx, admin, keeper.UserID, keeper.Name, Place{Roles: []access.Role{access.Executive}}))
		told(lost)
		must(t, b.ChangeUser(b.ctx, admin, keeper.UserID, keeper.Name, Place{Roles: keeper.Roles}))
		told()
		// Gone: from the day on, whether the daily job has run or not.
		must(t, b.EndAccess(b.ctx, admin, keeper.UserID, b.Today()+1, LeftWork))
		told()
		*b.at = b.at.AddDate(0, 0, 1)
		told(lost)
		must(t, b.TakeAccess(b.ctx, "HERE"))
		told(lost)
		wantKind(t, second(b.Person(b.ctx, b.here, sam, AsAt{})), NotFound)

		// Governance names somebody who keeps the register, and nobody else; on no
		// record but such a one.
		elsewhere := b.colleague(t, "THERE", "Gil Else", access.InformationGovernance)
		for _, wrong := range []error{
			b.NameKeeper(b.ctx, governance, sam, nurse.UserID), b.NameKeeper(b.ctx, governance, sam, keeper.UserID), b.NameKeeper(b.ctx, governance, sam, b.there.UserID),
			b.NameKeeper(b.ctx, governance, other, b.here.UserID), b.NameKeeper(b.ctx, governance, "none", b.here.UserID), b.NameKeeper(b.ctx, elsewhere, sam, b.there.UserID),
		} {
			wantKind(t, wrong, Invalid)
		}
		told(lost)
		must(t, b.NameKeeper(b.ctx, governance, sam, b.here.UserID))
		told()
		wantKind(t, b.NameKeeper(b.ctx, governance, sam, b.here.UserID), Invalid)
		wantKind(t, second(b.Person(b.ctx, governance, sam, AsAt{})), NotFound)
		if v, err := b.Person(b.ctx, b.here, sam, AsAt{}); err != nil || !v.Restricted {
			t.Errorf("who was named sees it restricted %v, %v", v.Restricted, err)
		}
		must(t, b.Restrict(b.ctx, b.here, sam, false, "it is over"))
		told()
		for _, actor := range []access.Actor{b.here, admin, {}} {
			wantKind(t, second(b.RestrictedToNobody(b.ctx, actor)), Forbidden)
			wantKind(t, second(b.Keepers(b.ctx, actor)), Forbidden)
			wantKind(t, b.NameKeeper(b.ctx, actor, sam, b.here.UserID), Forbidden)
		}
		if got, err := b.RestrictedToNobody(b.ctx, elsewhere); err != nil || len(got) != 0 {
			t.Errorf("another register is told of %+v, %v", got, err)
		}
	})
}
