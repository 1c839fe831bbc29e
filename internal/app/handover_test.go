package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

var asked = Proposal{To: "THERE", Basis: HandoverBasis(casefile.Own), Words: "Asked at home with pictures; said yes."}

// actions are what was done in a register, the first first.
func (b *board) actions(t *testing.T, register string, about ...string) (found []string) {
	t.Helper()
	must(t, b.WriteNoted(b.ctx))
	acts, err := b.store.AuditTrail(b.ctx, register, store.AuditQuery{}, 1000)
	must(t, err)
	slices.Reverse(acts)
	for _, a := range acts {
		if slices.ContainsFunc(about, func(word string) bool { return strings.Contains(a.Action, word) }) {
			found = append(found, a.Action+" "+a.Case+" by "+a.UserName)
		}
	}
	return found
}

func (b *board) verified(t *testing.T) {
	t.Helper()
	report, err := b.Verify(b.ctx, CommandLine(""), store.Trust{})
	must(t, err)
	if !report.OK() {
		t.Errorf("verify: %v", report.Faults)
	}
}

func TestAPersonIsHandedOverWithTheirWholeRecord(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		left := b.person(t, "9994760173")
		_, err := b.Record(b.ctx, b.here, left.Case, AnyVersion, rate(b.Today(), casefile.Red, "in crisis"))
		must(t, err)
		_, err = b.Record(b.ctx, b.here, left.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "wrong"})
		must(t, err)
		_, err = b.Record(b.ctx, b.here, left.Case, AnyVersion, casefile.StrikeOut{Entry: 4, Reason: "meant for somebody else"})
		must(t, err)
		before, err := b.store.Case(b.ctx, "HERE", left.Case)
		must(t, err)

		*b.at = b.at.Add(48 * time.Hour)
		id, err := b.ProposeHandover(b.ctx, b.here, left.Case, asked)
		must(t, err)
		wantKind(t, second(b.ProposeHandover(b.ctx, b.here, left.Case, asked)), Invalid) // once at a time
		if n, err := b.HandoversWaiting(b.ctx, b.there); err != nil || n != 1 {
			t.Errorf("%d wait, %v", n, err)
		}
		coming, going, err := b.Handovers(b.ctx, b.there)
		must(t, err)
		if len(coming) != 1 || len(going) != 0 || coming[0].Name != "Sam Example" || coming[0].FromName != "Register HERE" || coming[0].State != HandoverProposed {
			t.Errorf("THERE sees %+v, %+v", coming, going)
		}
		*b.at = b.at.Add(time.Minute)
		view, err := b.Handover(b.ctx, b.there, id)
		must(t, err)
		*b.at = b.at.Add(time.Minute)
		if p := view.Person; p == nil || p.Entries != 5 || p.Row.NHSNumber != "9994760173" || len(p.Same) != 0 {
			t.Errorf("THERE is shown %+v", view.Person)
		}
		// Nothing of it is THERE before it is accepted.
		wantKind(t, second(b.Person(b.ctx, b.there, left.Case, AsAt{})), NotFound)

		wantKind(t, second(b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: " "})), Invalid)
		caseID, err := b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam Coordinator"})
		must(t, err)
		wantKind(t, second(b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam Coordinator"})), Conflict)
		wantKind(t, b.DeclineHandover(b.ctx, b.there, id, "too late"), Conflict)
		wantKind(t, b.WithdrawHandover(b.ctx, b.here, id), Conflict)

		there, err := b.store.Case(b.ctx, "THERE", caseID)
		must(t, err)
		if !reflect.DeepEqual(there.Entries[:5], before.Entries) {
			t.Errorf("copied\n%+v,\nwritten\n%+v", there.Entries[:5], before.Entries)
		}
		came, seq, ok := there.CameFrom()
		if !ok || seq != 6 || came.Register != "HERE" || came.Name != "Register HERE" || came.Case != left.Case || came.Entries != 5 || came.Merged {
			t.Errorf("it came from %+v at %d", came, seq)
		}
		if note := there.Entries[5].Note; note != "The person agreed. "+asked.Words || there.Entries[5].By.Name != b.there.Name {
			t.Errorf("on the basis %q", note)
		}
		if there.Version() != 7 || there.Coordinator != "Sam Coordinator" || !there.OnRegister || there.Rating.Rating != casefile.Red || len(there.Flags) != 0 {
			t.Errorf("the new case is %+v", there)
		}
		here, err := b.store.Case(b.ctx, "HERE", left.Case)
		must(t, err)
		if here.OnRegister || here.LeftHow != (casefile.MovedOut{}).Kind() || here.Version() != 6 || !strings.Contains(here.Entries[5].Note, "Handed over to Register THERE, accepted by Coordinator of THERE") {
			t.Errorf("the old case is %+v", here)
		}
		done, err := b.Handover(b.ctx, b.here, id)
		must(t, err)
		if done.State != HandoverAccepted || done.Case != caseID || done.Entries != 5 || done.Head != came.Head || done.Decider != b.there.Name || done.Person != nil {
			t.Errorf("the handover is %+v", done)
		}
		for register, want := range map[string][]string{
			"HERE":  {"propose handover " + left.Case + " by Coordinator of HERE", "see handover " + left.Case + " by Coordinator of THERE", "accepted handover " + left.Case + " by Coordinator of THERE"},
			"THERE": {"propose handover  by Coordinator of HERE", "accepted handover " + caseID + " by Coordinator of THERE"},
		} {
			if got := b.actions(t, register, "handover"); !slices.Equal(got, want) {
				t.Errorf("%s notes %v, want %v", register, got, want)
			}
		}
		b.verified(t)

		// And back again: the first case stays closed, a third has it all.
		back, err := b.ProposeHandover(b.ctx, b.there, caseID, Proposal{To: "HERE", Basis: ByLaw, Words: "Section 1; they could not be asked."})
		must(t, err)
		view, err = b.Handover(b.ctx, b.here, back)
		must(t, err)
		if len(view.Person.Same) != 1 || view.Person.Same[0].CaseID != left.Case {
			t.Errorf("HERE has %+v", view.Person.Same)
		}
		e := wantKind(t, second(b.AcceptHandover(b.ctx, b.here, back, Acceptance{Coordinator: "Jo"})), Invalid)
		if e.Refusals[0].Field != "beside" {
			t.Errorf("refused with %+v", e.Refusals)
		}
		third, err := b.AcceptHandover(b.ctx, b.here, back, Acceptance{Coordinator: "Jo", Beside: true})
		must(t, err)
		for _, each := range []string{left.Case, third} {
			c, err := b.store.Case(b.ctx, "HERE", each)
			must(t, err)
			if len(c.Flags) != 1 || c.Flags[0].Code != casefile.FlagSameNumber {
				t.Errorf("case %s has the flags %+v", each, c.Flags)
			}
		}
		c, err := b.store.Case(b.ctx, "HERE", third)
		must(t, err)
		if !c.OnRegister || c.Version() != 10 {
			t.Errorf("the third case has %d entries, on %v", c.Version(), c.OnRegister)
		}
		b.verified(t)
	})
}

func TestAHandoverIsDeclinedOrTakenBack(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		p := b.person(t, "")
		id, err := b.ProposeHandover(b.ctx, b.here, p.Case, asked)
		must(t, err)
		wantKind(t, b.DeclineHandover(b.ctx, b.there, id, ""), Invalid)
		must(t, b.DeclineHandover(b.ctx, b.there, id, "They live in Westport"))
		c, err := b.store.Case(b.ctx, "HERE", p.Case)
		must(t, err)
		if last := c.Entries[len(c.Entries)-1]; !c.OnRegister || last.Note != "Register THERE did not take over: They live in Westport" {
			t.Errorf("the story says %+v", last)
		}
		coming, _, err := b.Handovers(b.ctx, b.there)
		must(t, err)
		if len(coming) != 1 || coming[0].State != HandoverDeclined || coming[0].Name != "" {
			t.Errorf("THERE keeps %+v", coming)
		}
		id, err = b.ProposeHandover(b.ctx, b.here, p.Case, asked)
		must(t, err)
		must(t, b.WithdrawHandover(b.ctx, b.here, id))
		wantKind(t, second(b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})), Conflict)
		if people, err := b.People(b.ctx, b.there, PeopleQuery{Membership: AnyMembership}); err != nil || people.Total != 0 {
			t.Errorf("THERE has %d people, %v", people.Total, err)
		}
		// Nor somebody who has said no since.
		id, err = b.ProposeHandover(b.ctx, b.here, p.Case, asked)
		must(t, err)
		shares := func(choice casefile.YesNo) {
			_, err := b.Record(b.ctx, b.here, p.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithRegisters, Choice: choice}}}})
			must(t, err)
		}
		shares(casefile.No)
		wantKind(t, second(b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})), Invalid)
		must(t, b.WithdrawHandover(b.ctx, b.here, id))
		wantKind(t, second(b.ProposeHandover(b.ctx, b.here, p.Case, asked)), Invalid)
		shares(casefile.Yes)
		// Somebody who left meanwhile is not handed over.
		id, err = b.ProposeHandover(b.ctx, b.here, p.Case, asked)
		must(t, err)
		_, err = b.Record(b.ctx, b.here, p.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.LeftRegister{Reason: "their wish"}})
		must(t, err)
		wantKind(t, second(b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})), Invalid)
		wantKind(t, second(b.ProposeHandover(b.ctx, b.here, p.Case, asked)), Invalid)
		b.verified(t)
	})
}

func TestWhoMayHandOver(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	p := b.person(t, "")
	id, err := b.ProposeHandover(b.ctx, b.here, p.Case, asked)
	must(t, err)
	clinician := b.there
	clinician.Roles = []access.Role{access.Clinician}
	third := access.Actor{UserID: "x", Name: "Third", Register: "ELSE", Roles: access.Roles}
	for name, do := range map[string]func(access.Actor) error{
		"see": func(who access.Actor) error { return second(b.Handover(b.ctx, who, id)) },
		"accept": func(who access.Actor) error {
			return second(b.AcceptHandover(b.ctx, who, id, Acceptance{Coordinator: "x"}))
		},
		"decline":  func(who access.Actor) error { return b.DeclineHandover(b.ctx, who, id, "x") },
		"withdraw": func(who access.Actor) error { return b.WithdrawHandover(b.ctx, who, id) },
		"propose": func(who access.Actor) error {
			return second(b.ProposeHandover(b.ctx, who, p.Case, Proposal{To: "HERE", Basis: ByLaw, Words: "x"}))
		},
	} {
		if e := As(do(clinician)); e.Kind != Forbidden {
			t.Errorf("a clinician may %s: %v", name, e)
		}
		if e := As(do(access.Actor{})); e.Kind != Forbidden {
			t.Errorf("nobody may %s: %v", name, e)
		}
		if e := As(do(third)); e.Kind != NotFound {
			t.Errorf("a third register may %s: %v", name, e)
		}
	}
	// Who gives does not decide, and who is asked does not take back.
	wantKind(t, second(b.AcceptHandover(b.ctx, b.here, id, Acceptance{Coordinator: "x"})), NotFound)
	wantKind(t, b.DeclineHandover(b.ctx, b.here, id, "x"), NotFound)
	wantKind(t, b.WithdrawHandover(b.ctx, b.there, id), NotFound)
	for name, bad := range map[string]Proposal{
		"to": {To: "HERE", Basis: ByLaw, Words: "x"}, "basis": {To: "THERE", Basis: "hearsay", Words: "x"}, "words": {To: "THERE", Basis: ByLaw, Words: " "},
	} {
		q := b.person(t, "")
		e := wantKind(t, second(b.ProposeHandover(b.ctx, b.here, q.Case, bad)), Invalid)
		if len(e.Refusals) != 1 || e.Refusals[0].Field != name {
			t.Errorf("%s: %+v", name, e.Refusals)
		}
	}
}

// What is beside a record goes along with it: the marks of its entries, and that
// it is restricted, so that nobody sees more of it than before.
func TestWhoMaySeeGoesAlong(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		left := b.person(t, "9994760173")
		_, err := b.Record(b.ctx, b.here, left.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "her brother told us"})
		must(t, err)
		must(t, b.Mark(b.ctx, b.here, left.Case, 3, access.ThirdParty, "told in confidence"))
		must(t, b.Restrict(b.ctx, b.here, left.Case, true, "works in this hospital"))

		stranger := b.here
		stranger.UserID = "another"
		wantKind(t, second(b.ProposeHandover(b.ctx, stranger, left.Case, asked)), NotFound)
		id, err := b.ProposeHandover(b.ctx, b.here, left.Case, asked)
		must(t, err)
		if _, going, err := b.Handovers(b.ctx, stranger); err != nil || len(going) != 1 || going[0].Name != "" || going[0].Words != "" {
			t.Errorf("who may not see the record sees %+v, %v", going, err)
		}
		if v, err := b.Handover(b.ctx, stranger, id); err != nil || v.Name != "" {
			t.Errorf("who may not see the record sees %+v, %v", v, err)
		}
		caseID, err := b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})
		must(t, err)
		v, err := b.Person(b.ctx, b.there, caseID, AsAt{})
		must(t, err)
		if !v.Restricted || v.Marks[3] != access.ThirdParty {
			t.Errorf("who takes over sees restricted %v, marks %v", v.Restricted, v.Marks)
		}
		stranger = b.there
		stranger.UserID = "another"
		wantKind(t, second(b.Person(b.ctx, stranger, caseID, AsAt{})), NotFound)
		if coming, _, err := b.Handovers(b.ctx, stranger); err != nil || len(coming) != 1 || coming[0].Name != "" || coming[0].Words != "" {
			t.Errorf("who may not see the record that was taken over sees %+v, %v", coming, err)
		}
		if v, err := b.Handover(b.ctx, stranger, id); err != nil || v.Name != "" || v.Words != "" {
			t.Errorf("who may not see the record that was taken over sees %+v, %v", v, err)
		}
		if coming, _, err := b.Handovers(b.ctx, b.there); err != nil || coming[0].Name == "" {
			t.Errorf("who took it over sees %+v, %v", coming, err)
		}

		// Back again: who may not see the record that is there is not told of it.
		id, err = b.ProposeHandover(b.ctx, b.there, caseID, Proposal{To: "HERE", Basis: ByLaw, Words: "x"})
		must(t, err)
		stranger = b.here
		stranger.UserID = "another"
		seen, err := b.Handover(b.ctx, stranger, id)
		must(t, err)
		if len(seen.Person.Same) != 0 {
			t.Errorf("a stranger is shown %+v", seen.Person.Same)
		}
		if e := wantKind(t, second(b.AcceptHandover(b.ctx, stranger, id, Acceptance{Coordinator: "Sam", Beside: true})), Invalid); e.Text != askNamed {
			t.Errorf("a stranger is told %q", e.Text)
		}
		_, err = b.AcceptHandover(b.ctx, b.here, id, Acceptance{Coordinator: "Sam", Beside: true})
		must(t, err)
		b.verified(t)
	})
}
