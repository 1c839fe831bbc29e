package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// everyLook is who looked at somebody, page after page: "name in register: what".
func (b *board) everyLook(t *testing.T, who access.Actor, caseID string) (looks []string) {
	t.Helper()
	w, err := b.WhoLooked(b.ctx, who, caseID, 0)
	for must(t, err); ; {
		for _, on := range w.Days {
			for _, u := range on.Users {
				for _, d := range u.Did {
					looks = append(looks, u.Name+" in "+u.Register+": "+d.Words)
				}
			}
		}
		if w.Before == 0 {
			return looks
		}
		w, err = b.WhoLooked(b.ctx, who, caseID, w.Before)
		must(t, err)
	}
}

// Who looked at somebody in the register that they left is on the list of the
// one they are in now, until they left and no longer; on a second move, and when
// registers are merged, too.
func TestWhoLookedBeforeTheyCame(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		later := func() { *b.at = b.at.Add(25 * time.Hour) }
		nurse := b.staffMember(t, "Nur Se", access.InformationGovernance)
		left, stays := b.person(t, "9994760173").Case, b.person(t, "").Case
		look := func(who access.Actor, id string) {
			t.Helper()
			must(t, second(b.RetentionOf(b.ctx, who, id)))
			must(t, b.WriteNoted(b.ctx))
			later()
		}
		list := func(who access.Actor) {
			t.Helper()
			must(t, b.Export(b.ctx, who, PeopleQuery{}, CSV, new(strings.Builder)))
			later()
		}
		later()
		look(nurse, left)
		look(nurse, stays)
		list(b.here)
		list(b.there) // before they were on that one
		move := func(from, to access.Actor, caseID string) string {
			t.Helper()
			p := asked
			p.To = to.Register
			id, err := b.ProposeHandover(b.ctx, from, caseID, p)
			must(t, err)
			later()
			// Who is only asked sees no look.
			seesNothing(t, b.store, to.Register, caseID, from.Register)
			caseID, err = b.AcceptHandover(b.ctx, to, id, Acceptance{Coordinator: to.Name})
			must(t, err)
			later()
			return caseID
		}
		there := move(b.here, b.there, left)
		look(nurse, left) // of what stayed
		list(b.here)
		const took = "Took out a list of many people, which this person may be on"
		has := func(who access.Actor, id string, want map[string]int) {
			t.Helper()
			got := b.everyLook(t, who, id)
			for words, times := range want {
				n := 0
				for _, look := range got {
					if look == words {
						n++
					}
				}
				if n != times {
					t.Errorf("%q is there %d times, want %d, among\n%s", words, n, times, strings.Join(got, "\n"))
				}
			}
		}
		const seen = "Looked at how long the record is kept"
		has(b.there, there, map[string]int{
			"Nur Se in Register HERE: " + seen: 1, "Coordinator of HERE in Register HERE: " + took: 1, "Coordinator of THERE in : " + took: 0,
			"Coordinator of HERE in Register HERE: Added the person to the register": 1,
		})
		w, err := b.WhoLooked(b.ctx, b.there, there, 0)
		must(t, err)
		if !slices.Equal(w.Came, []string{"Register HERE"}) {
			t.Errorf("they came from %q", w.Came)
		}
		has(nurse, stays, map[string]int{"Nur Se in : " + seen: 1})

		// On they go, and the register that they go to takes the next one over.
		must(t, b.CreateRegister(b.ctx, CommandLine("YON"), "YON", "Register YON"))
		must(t, b.CreateRegister(b.ctx, CommandLine("END"), "END", "Register END"))
		yon := access.Actor{UserID: "yon", Name: "Coordinator of YON", Register: "YON", Roles: []access.Role{access.Coordinator}}
		list(b.there)
		last := move(b.there, yon, there)
		want := map[string]int{
			"Nur Se in Register HERE: " + seen: 1, "Coordinator of HERE in Register HERE: " + took: 1, "Coordinator of THERE in Register THERE: " + took: 1, "Coordinator of YON in : Looked at who has looked": 1,
		}
		has(yon, last, want)
		s, err := store.Open(b.ctx, enginetest.Owner(t, address))
		must(t, err)
		t.Cleanup(func() { s.Close() })
		owner, err := New(s, b.program, b.now)
		must(t, err)
		must(t, second(owner.MergeRegister(b.ctx, CommandLine("END"), "YON", nil)))
		end := yon
		end.Register = "END"
		later()
		want["Coordinator of YON in : Looked at who has looked"] = 1
		want["Coordinator of YON in Register YON: Looked at who has looked"] = 1
		has(end, last, want)

		// Nobody else's looks are read so, and no case of a register that was not
		// there.
		for register, of := range map[string][2]string{"THERE": {left, "HERE"}, "HERE": {there, "THERE"}, "END": {last, "HERE"}, "YON": {there, "THERE"}} {
			seesNothing(t, b.store, register, of[0], of[1])
		}
		// The answer to who asks what is kept has them too.
		ig := access.Actor{UserID: "ig", Name: "Ig", Register: "END", Roles: []access.Role{access.InformationGovernance}}
		n, err := b.AnswerSubject(b.ctx, ig, last, AnswerJSON, new(strings.Builder))
		must(t, err)
		if !slices.ContainsFunc(n.Acts, func(a AnswerAct) bool { return a.Name == "Nur Se" && a.Register == "HERE" && a.Did == seen }) {
			t.Errorf("the answer has %+v", n.Acts)
		}
		must(t, second(b.Record(b.ctx, end, last, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "goes on"})))
	})
}

// seesNothing is an error when a register reads a look of another.
func seesNothing(t *testing.T, s *store.Store, register, caseID, from string) {
	t.Helper()
	for _, merged := range []bool{false, true} {
		err := s.EachAuditBefore(context.Background(), register, caseID, from, merged, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), func(a store.Audit) error {
			return errors.New("it reads " + a.Action)
		})
		if err != nil {
			t.Errorf("%s, of case %s that was in %s: %v", register, caseID, from, err)
		}
	}
}

// Who looked at a record that was merged into another is on the list of the one
// that is kept and in the answer to them, also where it had come from another
// register or the register was merged since; not after the merge was taken back.
func TestWhoLookedAtTheRecordThatWasMerged(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		later := func() { *b.at = b.at.Add(25 * time.Hour) }
		// One came from THERE, the other has been HERE for longer; and somebody
		// took out the list of inpatients when only the other was.
		elsewhere := b.colleague(t, "THERE", "Una Governance", access.InformationGovernance)
		ig := b.staffMember(t, "Ivy Governance", access.InformationGovernance)
		other, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Bob", FamilyName: "Example"}})
		must(t, err)
		came, err := b.AddPerson(b.ctx, b.there, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Robert", FamilyName: "Example"}})
		must(t, err)
		look := func(who access.Actor, id string) {
			t.Helper()
			must(t, second(b.RetentionOf(b.ctx, who, id)))
			must(t, b.WriteNoted(b.ctx))
			later()
		}
		later()
		look(ig, other.Case)
		must(t, second(b.ExportInpatients(b.ctx, b.here, nil, new(strings.Builder))))
		later()
		look(elsewhere, came.Case)
		p := asked
		p.To = "HERE"
		id, err := b.ProposeHandover(b.ctx, b.there, came.Case, p)
		must(t, err)
		here, err := b.AcceptHandover(b.ctx, b.here, id, Acceptance{Coordinator: "Sam"})
		must(t, err)
		later()

		const seen, took = "Looked at how long the record is kept", "Took out a list of many people, which this person may be on"
		has := func(who access.Actor, id string, want ...string) {
			t.Helper()
			got := b.everyLook(t, who, id)
			for _, words := range want {
				n := 0
				for _, look := range got {
					if look == words {
						n++
					}
				}
				if n != 1 {
					t.Errorf("%q is there %d times among\n%s", words, n, strings.Join(got, "\n"))
				}
			}
		}
		for _, keep := range []string{here, other.Case} {
			gone := other.Case
			if keep == gone {
				gone = here
			}
			must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, gone)))
			later()
			has(b.here, keep, "Ivy Governance in : "+seen, "Una Governance in Register THERE: "+seen, "Coordinator of HERE in : "+took)
			w, err := b.WhoLooked(b.ctx, b.here, keep, 0)
			must(t, err)
			if !slices.IsSortedFunc(w.Days, func(x, y LookedOn) int { return int(y.Day - x.Day) }) {
				t.Errorf("the days are not in order: %+v", w.Days)
			}
			n, err := b.AnswerSubject(b.ctx, ig, keep, AnswerJSON, new(strings.Builder))
			must(t, err)
			for _, name := range []string{"Ivy Governance", "Una Governance"} {
				if !slices.ContainsFunc(n.Acts, func(a AnswerAct) bool { return a.Name == name && a.Did == seen }) {
					t.Errorf("the answer lacks %s: %+v", name, n.Acts)
				}
			}
			if keep == other.Case {
				break
			}
			kept, err := b.store.Case(b.ctx, "HERE", keep)
			must(t, err)
			must(t, b.UndoMerge(b.ctx, b.here, keep, MergesOf(kept)[0].Seq, "They are two"))
			later()
			if got := b.everyLook(t, b.here, keep); slices.Contains(got, "Ivy Governance in : "+seen) {
				t.Errorf("after it was taken back:\n%s", strings.Join(got, "\n"))
			}
		}
		later()
		must(t, second(b.MergeRegister(b.ctx, CommandLine("THERE"), "HERE", nil)))
		has(b.there, other.Case, "Ivy Governance in Register HERE: "+seen, "Una Governance in Register THERE: "+seen, "Coordinator of HERE in Register HERE: "+took)
	})
}

// Who looked at a record that had been merged into the one that was handed over,
// or from which a referral was moved to it, is on the list of the register that
// took the person over; nobody else's looks are.
func TestWhoLookedAtWhatWasMergedBeforeTheyCame(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		later := func() { *r.at = r.at.Add(25 * time.Hour) }
		look := func(id, name string) {
			t.Helper()
			must(t, second(r.RetentionOf(r.ctx, r.staffMember(t, name, access.InformationGovernance), id)))
			must(t, r.WriteNoted(r.ctx))
			later()
		}
		keep, other := r.twice(t)
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
		must(t, err)
		referred := r.received(t, receipt.Reference).ID
		first, apart, stranger := r.person(t, "").Case, r.person(t, "").Case, r.person(t, "").Case
		for id, name := range map[string]string{keep: "Kept", other: "Merged", referred: "Referred", first: "First", apart: "Apart", stranger: "Stranger"} {
			look(id, name)
		}
		must(t, r.MergeRecords(r.ctx, r.here, r.merging(t, other, first)))
		must(t, r.MergeRecords(r.ctx, r.here, r.merging(t, keep, other)))
		must(t, r.MoveReferral(r.ctx, r.here, referred, AnyVersion, keep))
		must(t, r.MergeRecords(r.ctx, r.here, r.merging(t, keep, apart)))
		c, err := r.store.Case(r.ctx, "HERE", keep)
		must(t, err)
		must(t, r.UndoMerge(r.ctx, r.here, keep, MergesOf(c)[0].Seq, "They are two"))
		later()
		const seen = "Looked at how long the record is kept"
		has := func(who access.Actor, id, in string) {
			t.Helper()
			got := r.everyLook(t, who, id)
			for name, want := range map[string]int{"Kept": 1, "Merged": 1, "First": 1, "Referred": 1, "Apart": 0, "Stranger": 0, "Late": 0} {
				n := 0
				for _, look := range got {
					if look == name+" in "+in+": "+seen {
						n++
					}
				}
				if n != want {
					t.Errorf("%s is there %d times, want %d, among\n%s", name, n, want, strings.Join(got, "\n"))
				}
			}
		}
		has(r.here, keep, "")
		asked, err := r.ProposeHandover(r.ctx, r.here, keep, asked)
		must(t, err)
		there, err := r.AcceptHandover(r.ctx, r.there, asked, Acceptance{Coordinator: "Sam"})
		must(t, err)
		later()
		look(other, "Late")
		has(r.there, there, "Register HERE")
		n, err := r.AnswerSubject(r.ctx, r.board.colleague(t, "THERE", "Una", access.InformationGovernance), there, AnswerJSON, new(strings.Builder))
		must(t, err)
		for _, name := range []string{"Merged", "First", "Referred"} {
			if !slices.ContainsFunc(n.Acts, func(a AnswerAct) bool { return a.Name == name && a.Register == "HERE" && a.Did == seen }) {
				t.Errorf("the answer lacks %s: %+v", name, n.Acts)
			}
		}
		for _, of := range [][3]string{{"THERE", there, stranger}, {"THERE", there, apart}, {"THERE", there, ""}, {"THERE", other, other}, {"HERE", there, other}} {
			must(t, r.store.EachAuditAlsoBefore(r.ctx, of[0], of[1], "HERE", of[2], r.now().Add(time.Hour), func(act store.Audit) error {
				t.Errorf("%q: %s", of, act.Action)
				return nil
			}))
		}
	})
}
