package app

import (
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// What was looked at or done says what for, by the relation that allowed it.
func TestWhatWasDoneSaysWhatFor(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.person(t, "9990000018").Case
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Details{GivenName: "Sam", FamilyName: "Example", NHSNumber: "9990000018", BirthDate: civil.Of(1990, 1, 1)}})))
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}})))
	cares, passes := b.staffMember(t, "Cares", access.Clinician), b.staffMember(t, "Passes by", access.Clinician)
	person := b.staffMember(t, "Sam Example", access.ThePerson)
	must(t, b.Involve(b.ctx, b.here, id, NewInvolvement{UserID: cares.UserID, Relation: access.CareTeam}))
	must(t, b.Involve(b.ctx, b.here, id, NewInvolvement{UserID: person.UserID, Relation: access.IsThem}))
	note := casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "x"}
	read := func(a access.Actor) { must(t, second(b.Person(b.ctx, a, id, AsAt{}))) }
	write := func(a access.Actor) { must(t, second(b.Record(b.ctx, a, id, AnyVersion, note))) }
	read(b.here)
	write(b.here)
	read(cares)
	write(cares)
	read(person)
	must(t, second(b.WhoLooked(b.ctx, person, id, 0)))
	opened, err := b.OpenInEmergency(b.ctx, passes, EmergencyFind{NHSNumber: "9990000018", BirthDate: civil.Of(1990, 1, 1), Reason: "Found unconscious in the street"})
	must(t, err)
	if opened.Until.IsZero() {
		t.Fatal("nothing was opened")
	}
	read(passes)
	write(passes)
	must(t, b.WriteNoted(b.ctx))
	acts, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{Case: id}, 100)
	must(t, err)
	got := map[string]string{}
	for _, act := range acts {
		got[act.UserName+", "+act.Action] = act.Purpose
		if act.Purpose == "" {
			t.Errorf("nobody knows what for: %+v", act)
		}
	}
	for act, want := range map[string]access.Purpose{
		b.here.Name + ", see record": access.RunningRegister, b.here.Name + ", record note": access.RunningRegister, b.here.Name + ", involve": access.RunningRegister,
		"Cares, see record": access.DirectCare, "Cares, record note": access.DirectCare,
		"Sam Example, see record": access.OwnRecord, "Sam Example, see who has looked": access.Audit,
		"Passes by, open in an emergency": access.Emergency, "Passes by, see record": access.Emergency, "Passes by, record note": access.Emergency,
	} {
		if got[act] != string(want) {
			t.Errorf("%s for %q, want %q", act, got[act], want)
		}
	}
}

// What somebody sees in an emergency is for care: they neither take it away nor
// change who sees it, and are told why.
func TestAnEmergencyIsForCareAlone(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.person(t, "").Case
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Details{GivenName: "Sam", FamilyName: "Example", BirthDate: civil.Of(1990, 1, 1)}})))
	must(t, b.Restrict(b.ctx, b.here, id, true, "a colleague's child"))
	other := b.staffMember(t, "On call", access.Coordinator)
	wantKind(t, second(b.Person(b.ctx, other, id, AsAt{})), NotFound)
	must(t, second(b.OpenInEmergency(b.ctx, other, EmergencyFind{Given: "Sam", Family: "Example", BirthDate: civil.Of(1990, 1, 1), Reason: "Rang in distress, needs the plan"})))
	must(t, second(b.Person(b.ctx, other, id, AsAt{})))
	must(t, second(b.Record(b.ctx, other, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "Told her key worker"})))
	_, _, err := b.ExportCase(b.ctx, other, id)
	wantKind(t, err, Forbidden)
	wantKind(t, b.Restrict(b.ctx, other, id, false, "so that I see it tomorrow"), Forbidden)
	wantKind(t, b.Involve(b.ctx, other, id, NewInvolvement{UserID: other.UserID, Relation: access.Named}), Forbidden)
	wantKind(t, second(b.ProposeHandover(b.ctx, other, id, Proposal{To: "THERE", Basis: ByLaw, Words: "x"})), Forbidden)
	wantKind(t, second(b.WhoLooked(b.ctx, other, id, 0)), Forbidden)
	*b.at = b.at.Add(5 * time.Hour)
	wantKind(t, second(b.Person(b.ctx, other, id, AsAt{})), NotFound)
	wantKind(t, b.Restrict(b.ctx, other, id, false, "so that I see it tomorrow"), NotFound)
}
