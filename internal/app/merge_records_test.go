package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// twice is somebody who is on a register twice, with the two records.
func (b *board) twice(t *testing.T) (keep, other string) {
	t.Helper()
	day := civil.Of(1990, 4, 3)
	one, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 30, Details: casefile.Details{GivenName: "Robert", FamilyName: "Example", NHSNumber: "9994760173", BirthDate: day}},
		casefile.Add{On: b.Today() - 30, Fact: casefile.Contact{ID: "line-mother", Role: "Mother", Name: "Ann Example"}},
		casefile.Add{On: b.Today() - 20, Fact: casefile.Coordinator{Name: "Helen Price"}},
		casefile.Rate{On: b.Today() - 20, Rated: casefile.Rated{Rating: casefile.Red}, Reason: "In crisis"})
	must(t, err)
	two, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 10, Details: casefile.Details{GivenName: "Bob", FamilyName: "Example", BirthDate: day}},
		casefile.Add{On: b.Today() - 10, Fact: casefile.Contact{ID: "line-mother", Role: "Mother", Name: "Annie Example"}},
		casefile.Add{On: b.Today() - 9, Fact: casefile.Note{}, Note: "Wrong note"},
		casefile.Add{On: b.Today() - 9, Fact: casefile.Note{}, Note: "His uncle told us in confidence"},
		casefile.Rate{On: b.Today() - 8, Rated: casefile.Rated{Rating: casefile.Green}, Reason: "Well"})
	must(t, err)
	_, err = b.Record(b.ctx, b.here, two.Case, AnyVersion, casefile.StrikeOut{Entry: 4, Reason: "Somebody else"})
	must(t, err)
	must(t, b.Mark(b.ctx, b.here, two.Case, 5, access.ThirdParty, "In confidence"))
	return one.Case, two.Case
}

func (b *board) version(t *testing.T, id string) int {
	t.Helper()
	c, err := b.store.Case(b.ctx, "HERE", id)
	must(t, err)
	return c.Version()
}

// merging is what is sent by somebody who chose the first record throughout.
func (b *board) merging(t *testing.T, keep, other string) RecordMerge {
	t.Helper()
	c, err := b.store.Case(b.ctx, "HERE", keep)
	must(t, err)
	return RecordMerge{Keep: keep, Other: other, KeepVersion: c.Version(), OtherVersion: b.version(t, other), Details: c.Details, Holder: c.Coordinator, Rating: casefile.Red, Reason: "The GP confirmed it"}
}

func (b *board) sound(t *testing.T) {
	t.Helper()
	if report, err := b.store.Verify(b.ctx, b.program, b.Today()); err != nil || !report.OK() {
		t.Errorf("verified: %+v, %v", report, err)
	}
}

// Two records of one person become one with both stories, each entry with its
// own day, author and moment; what was struck out and marked stays so; the other
// record leads to it and takes nothing more. Both chains are proved. It can be
// taken back.
func TestMergeRecords(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		keep, other := b.twice(t)
		grace := b.colleague(t, "HERE", "Grace Mensah", access.Clinician)
		must(t, b.Involve(b.ctx, b.here, other, NewInvolvement{UserID: grace.UserID, Relation: access.CareTeam}))
		pairs, total, err := b.Suspects(b.ctx, b.here)
		if err != nil || total != 1 || len(pairs[0].Why) != 1 || pairs[0].Why[0] != suspectWords[store.LikeNameAndDay] {
			t.Errorf("suspects %+v, %v", pairs, err)
		}
		before, err := b.store.Case(b.ctx, "HERE", keep)
		must(t, err)
		second, err := b.store.Case(b.ctx, "HERE", other)
		must(t, err)
		*b.at = b.at.Add(time.Hour)
		must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
		b.sound(t)

		c, err := b.store.Case(b.ctx, "HERE", keep)
		must(t, err)
		n := before.Version()
		for i, was := range second.Entries {
			now := c.Entries[n+i]
			if now.On != was.On || now.Note != was.Note || now.By != was.By || !now.RecordedAt.Equal(was.RecordedAt) || now.Fact.Kind() != was.Fact.Kind() || (now.StruckBy != 0) != (was.StruckBy != 0) {
				t.Errorf("entry %d came as %+v, was %+v", i+1, now, was)
			}
		}
		if c.Details.NHSNumber != "9994760173" || c.Rating.Rating != casefile.Red || c.Coordinator != "Helen Price" || len(c.Contacts) != 2 || !c.OnRegister {
			t.Errorf("the record that is kept: %+v, %+v, held by %q, %d contacts", c.Details, c.Rating, c.Coordinator, len(c.Contacts))
		}
		closed, err := b.store.Case(b.ctx, "HERE", other)
		must(t, err)
		if closed.Merged != keep || closed.OnRegister {
			t.Errorf("the other record: merged into %q, on the register %v", closed.Merged, closed.OnRegister)
		}
		marked, err := b.store.Protections(b.ctx, b.work("HERE"), b.here.UserID, keep)
		must(t, err)
		if marked[keep].Marks[n+5] != string(access.ThirdParty) || len(marked[keep].Marks) != 1 {
			t.Errorf("marks %v", marked[keep].Marks)
		}
		// Lists, searches and what is due have one person; who was involved with the other sees it.
		if list, err := b.People(b.ctx, b.here, PeopleQuery{Membership: AnyMembership}); err != nil || list.Total != 1 || list.Rows[0].CaseID != keep {
			t.Errorf("the list has %+v, %v", list, err)
		}
		if list, err := b.People(b.ctx, grace, PeopleQuery{}); err != nil || list.Total != 1 || list.Rows[0].CaseID != keep {
			t.Errorf("the list of who is involved has %+v, %v", list, err)
		}
		if mine, err := b.MyPeople(b.ctx, grace, b.now()); err != nil || len(mine) != 1 || mine[0].Case != keep {
			t.Errorf("the people of who is involved are %+v, %v", mine, err)
		}
		if rows, err := b.store.Obligations(b.ctx, "HERE", other); err != nil || len(rows) != 0 {
			t.Errorf("due for the other record: %+v, %v", rows, err)
		}
		if _, total, err := b.Suspects(b.ctx, b.here); err != nil || total != 0 {
			t.Errorf("%d suspects are left, %v", total, err)
		}
		// As it was recorded before the merge nothing of it is known.
		if past := c.AsRecordedBy(before.Entries[n-1].RecordedAt); past.Version() != n || past.Rating.Rating != casefile.Red {
			t.Errorf("as it was recorded: %d entries", past.Version())
		}
		// Nothing is recorded in the other record.
		for _, d := range []casefile.Decision{casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "Late"}, rate(b.Today(), casefile.Red, "late"), casefile.StrikeOut{Entry: 3, Reason: "late"},
			casefile.StrikeOut{Entry: closed.Version(), Reason: "late"}} {
			wantKind(t, second2(b.Record(b.ctx, b.here, other, AnyVersion, d)), Invalid)
		}

		// Taken back: both are as they were, but for what was recorded since.
		_, err = b.Record(b.ctx, b.here, keep, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "Since then"})
		must(t, err)
		merges := MergesOf(c)
		wantKind(t, b.UndoMerge(b.ctx, b.here, keep, merges[0].Seq, " "), Invalid)
		must(t, b.UndoMerge(b.ctx, b.here, keep, merges[0].Seq, "They are two people"))
		b.sound(t)
		c, err = b.store.Case(b.ctx, "HERE", keep)
		must(t, err)
		if c.Details != before.Details || c.Rating.Rating != casefile.Red || len(c.Contacts) != 1 || len(c.Standing) == 0 {
			t.Errorf("taken back: %+v, %+v, %d contacts", c.Details, c.Rating, len(c.Contacts))
		}
		if !slices.ContainsFunc(c.Standing, func(e casefile.Recorded) bool { return e.Note == "Since then" }) || slices.ContainsFunc(c.Standing, func(e casefile.Recorded) bool { return e.Note == "Well" }) {
			t.Error("what stands after it was taken back is not what is the record's own")
		}
		if list, err := b.People(b.ctx, b.here, PeopleQuery{}); err != nil || list.Total != 2 {
			t.Errorf("the list has %d, %v", list.Total, err)
		}
		if list, err := b.People(b.ctx, grace, PeopleQuery{}); err != nil || list.Total != 1 || list.Rows[0].CaseID != other {
			t.Errorf("the list of who is involved has %+v, %v", list, err)
		}
		wantKind(t, b.UndoMerge(b.ctx, b.here, keep, merges[0].Seq, "Again"), Invalid)
	})
}

func second2[T any](_ T, err error) error { return err }

// Who merges a record that a referral opened with one that the register had has
// said who it is about: the referral goes on from there. It has not where neither
// record is more than a referral, or where the merge is taken back.
func TestAMergeSaysWhoWasReferred(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		r := openToReferrals(t, address)
		referred := func(number string) (caseID, reference string) {
			t.Helper()
			form := worried()
			form.NHSNumber = number
			receipt, err := r.Refer(r.ctx, r.nurse, "HERE", "", form)
			must(t, err)
			return r.received(t, receipt.Reference).ID, receipt.Reference
		}
		merge := func(keep, other string) {
			t.Helper()
			m := r.merging(t, keep, other)
			m.Rating = ""
			must(t, r.MergeRecords(r.ctx, r.here, m))
		}
		decline := func(reference string) casefile.Decision {
			return casefile.DecideReferral{On: r.Today(), Decision: casefile.ReferralDecision{Referral: reference, Outcome: casefile.Declined, Reason: "Not now", NotWhole: "Nobody could come", Signposting: "The advice line"}}
		}
		first, reference := referred("")
		second, _ := referred("")
		merge(first, second)
		wantKind(t, second2(r.Record(r.ctx, r.here, first, AnyVersion, decline(reference))), Invalid)

		own, err := r.AddPerson(r.ctx, r.here, casefile.Open{On: r.Today() - 30, Details: casefile.Details{GivenName: "Sam", FamilyName: "Example", NHSNumber: "9994760173", BirthDate: civil.Of(2010, 6, 15)}})
		must(t, err)
		merge(own.Case, first)
		page, err := r.Referrals(r.ctx, r.here, ReferralQuery{})
		must(t, err)
		for _, x := range page.Rows {
			if x.Case != own.Case || !x.Placed {
				t.Errorf("in the queue: %+v", x)
			}
		}
		if len(page.Rows) != 2 {
			t.Errorf("%d referrals are in the queue", len(page.Rows))
		}
		c, err := r.store.Case(r.ctx, "HERE", own.Case)
		must(t, err)
		if address := addressOf(c, &c.Referrals[0]); address != "" || !c.Referrals[0].Known {
			t.Errorf("a letter to somebody known goes to %q, as it was written in the referral", address)
		}
		r.sound(t)
		must(t, r.UndoMerge(r.ctx, r.here, own.Case, MergesOf(c)[0].Seq, "They are two people"))
		wantKind(t, second2(r.Record(r.ctx, r.here, first, AnyVersion, decline(reference))), Invalid)

		// The other way round it is said as well.
		merge(first, own.Case)
		_, err = r.Record(r.ctx, r.here, first, AnyVersion, decline(reference))
		must(t, err)
		r.sound(t)
	})
}

// What was merged is merged on, and what was merged is handed over: every chain
// is proved wherever it came to.
func TestMergeOfMerged(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	keep, other := b.twice(t)
	third, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 40, Details: casefile.Details{GivenName: "Robert", FamilyName: "Example", BirthDate: civil.Of(1990, 3, 4)}},
		casefile.Add{On: b.Today() - 40, Fact: casefile.Contact{ID: "line-mother", Role: "Mother", Name: "A. Example"}})
	must(t, err)
	must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
	if pairs, total, err := b.Suspects(b.ctx, b.here); err != nil || total != 1 || pairs[0].Why[0] != suspectWords[store.SameNameDayTurn] {
		t.Errorf("suspects %+v, %v", pairs, err)
	}
	must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, third.Case, keep)))
	b.sound(t)
	c, err := b.store.Case(b.ctx, "HERE", third.Case)
	must(t, err)
	if len(c.Contacts) != 3 || len(MergesOf(c)) != 2 || c.Rating.Rating != casefile.Red {
		t.Errorf("%d contacts, %d merges, %+v", len(c.Contacts), len(MergesOf(c)), c.Rating)
	}
	// The inner merge cannot be taken back before the outer one.
	inner := slices.MinFunc(MergesOf(c), func(x, y casefile.Recorded) int { return x.Seq - y.Seq })
	wantKind(t, b.UndoMerge(b.ctx, b.here, third.Case, inner.Seq, "No"), Invalid)
	kept, err := b.store.Case(b.ctx, "HERE", keep)
	must(t, err)
	wantKind(t, b.UndoMerge(b.ctx, b.here, keep, MergesOf(kept)[0].Seq, "No"), Invalid)

	id, err := b.ProposeHandover(b.ctx, b.here, third.Case, Proposal{To: "THERE", Basis: ByLaw, Words: "They moved"})
	must(t, err)
	came, err := b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam"})
	must(t, err)
	b.sound(t)
	// And somebody who was handed over is merged there.
	twin, err := b.AddPerson(b.ctx, b.there, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Robert", FamilyName: "Example", BirthDate: civil.Of(1990, 3, 4)}})
	must(t, err)
	there, err := b.store.Case(b.ctx, "THERE", came)
	must(t, err)
	must(t, b.MergeRecords(b.ctx, b.there, RecordMerge{Keep: twin.Case, Other: came, KeepVersion: twin.Version, OtherVersion: there.Version(), Details: there.Details, Reason: "Known"}))
	b.sound(t)
}

// Who may not see all of both, who was too late, and what is restricted, merges
// nothing; and learns nothing of whom they may not see.
func TestWhoMayMergeRecords(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	keep, other := b.twice(t)
	good := b.merging(t, keep, other)
	helen := b.colleague(t, "HERE", "Helen Price", access.Clinician)
	with := func(change func(*RecordMerge)) RecordMerge { m := good; change(&m); return m }
	for name, test := range map[string]struct {
		actor access.Actor
		m     RecordMerge
		kind  Kind
	}{
		"a clinician":         {helen, good, Forbidden},
		"signed out":          {access.Actor{Register: "HERE"}, good, Forbidden},
		"of another register": {b.there, good, NotFound},
		"with itself":         {b.here, with(func(m *RecordMerge) { m.Other = keep }), NotFound},
		"with nobody":         {b.here, with(func(m *RecordMerge) { m.Other = "zzz" }), NotFound},
		"without a reason":    {b.here, with(func(m *RecordMerge) { m.Reason = "" }), Invalid},
		"the kept changed":    {b.here, with(func(m *RecordMerge) { m.KeepVersion-- }), Conflict},
		"the other changed":   {b.here, with(func(m *RecordMerge) { m.OtherVersion-- }), Conflict},
	} {
		if err := b.MergeRecords(b.ctx, test.actor, test.m); As(err).Kind != test.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantKind(t, second2(b.CompareRecords(b.ctx, helen, keep, other)), Forbidden)
	wantKind(t, second2(b.CompareRecords(b.ctx, b.there, keep, other)), NotFound)
	wantKind(t, b.SayNotSame(b.ctx, helen, keep, other, "No"), Forbidden)
	wantKind(t, b.SayNotSame(b.ctx, b.there, keep, other, "No"), NotFound)
	wantKind(t, b.SayNotSame(b.ctx, b.here, keep, other, " "), Invalid)
	wantKind(t, b.UndoMerge(b.ctx, helen, keep, 1, "No"), Forbidden)
	wantKind(t, b.UndoMerge(b.ctx, b.there, keep, 1, "No"), NotFound)
	_, _, err := b.Suspects(b.ctx, helen)
	wantKind(t, err, Forbidden)

	// Somebody else named on the restricted record: for this coordinator it is not there.
	alone := b.colleague(t, "HERE", "Named Alone", access.Coordinator)
	must(t, b.Restrict(b.ctx, alone, other, true, "Works for us"))
	wantKind(t, b.MergeRecords(b.ctx, b.here, good), NotFound)
	wantKind(t, b.SayNotSame(b.ctx, b.here, keep, other, "No"), NotFound)
	wantKind(t, second2(b.CompareRecords(b.ctx, b.here, keep, other)), NotFound)
	if _, total, err := b.Suspects(b.ctx, b.here); err != nil || total != 0 {
		t.Errorf("%d suspects, %v", total, err)
	}
	// And who sees both opens it first.
	wantKind(t, b.MergeRecords(b.ctx, alone, good), Invalid)
	must(t, b.Restrict(b.ctx, alone, other, false, "Over"))

	// Two do it at once: the second finds it done.
	must(t, b.MergeRecords(b.ctx, b.here, good))
	wantKind(t, b.MergeRecords(b.ctx, alone, good), Conflict)
	turned := with(func(m *RecordMerge) { m.Keep, m.Other = other, keep })
	wantKind(t, b.MergeRecords(b.ctx, alone, turned), Conflict)
	b.sound(t)
}

// Two who look like one and are not are not shown again, with who said so.
func TestNotTheSamePerson(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		keep, other := b.twice(t)
		must(t, b.SayNotSame(b.ctx, b.here, other, keep, "Twins"))
		if _, total, err := b.Suspects(b.ctx, b.here); err != nil || total != 0 {
			t.Errorf("%d suspects, %v", total, err)
		}
		c, err := b.CompareRecords(b.ctx, b.here, keep, other)
		if err != nil || c.Apart == nil || c.Apart.Reason != "Twins" || c.Apart.UserName != b.here.Name || len(c.Why) != 0 {
			t.Errorf("%+v, %v", c, err)
		}
		wantKind(t, b.SayNotSame(b.ctx, b.here, keep, other, "Twins"), Invalid)
		b.sound(t)
	})
}

// Somebody who moved to another register here and came back is one person with
// one story: what both records have word for word stands once, whichever of the
// two is kept, and what is due, the needs, the actions and the colour with its
// first day are those of the record that came back, as if there had been but one.
func TestMergeAfterMovingAwayAndBack(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"the first is kept", "the one that came back is kept"} {
		enginetest.Each(t, func(t *testing.T, address string) {
			b := open(t, address)
			first, back := b.awayAndBack(t)
			keep, other := first, back
			if name != "the first is kept" {
				keep, other = back, first
			}
			want := b.life(t, back)
			kept, err := b.store.Case(b.ctx, "HERE", keep)
			must(t, err)
			gone, err := b.store.Case(b.ctx, "HERE", other)
			must(t, err)
			c, err := b.store.Case(b.ctx, "HERE", back)
			must(t, err)
			*b.at = b.at.Add(time.Hour)
			m := b.merging(t, keep, other)
			m.Details, m.Address, m.Authority, m.GP, m.Holder, m.Rating = c.Details, c.Address, c.LocalAuthority, c.GP, c.Coordinator, casefile.Amber
			must(t, b.MergeRecords(b.ctx, b.here, m))
			b.sound(t)
			if got := b.life(t, keep); !slices.Equal(got, want) {
				t.Errorf("%s: merged\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			// Nothing of either is lost: each entry is there, once.
			c, err = b.store.Case(b.ctx, "HERE", keep)
			must(t, err)
			words := map[string]int{}
			for _, e := range c.Entries {
				if e.Fact.Kind() == (casefile.Note{}).Kind() {
					words[e.Note]++
				}
			}
			if words["His own words"] != 1 || words["Seen there"] != 1 || words["Rang to ask how it went"] != 1 {
				t.Errorf("%s: the story has %v", name, words)
			}
			// A mark that was set in only one of them holds in the one that is kept.
			marked, err := b.store.Protections(b.ctx, b.work("HERE"), b.here.UserID, keep)
			must(t, err)
			if len(marked[keep].Marks) != 1 || marked[keep].Marks[3] != string(access.ThirdParty) {
				t.Errorf("%s: marks %v", name, marked[keep].Marks)
			}
			wantKind(t, second2(b.Record(b.ctx, b.here, keep, AnyVersion, casefile.StrikeOut{Entry: slices.IndexFunc(c.Entries, c.PassedOver) + 1, Reason: "No"})), Invalid)

			// Taken back, each is as it was.
			must(t, b.UndoMerge(b.ctx, b.here, keep, MergesOf(c)[0].Seq, "They are two people"))
			b.sound(t)
			c, err = b.store.Case(b.ctx, "HERE", other)
			must(t, err)
			if c.OnRegister != gone.OnRegister || c.Merged != "" {
				t.Errorf("%s: taken back, the other is on the register: %v", name, c.OnRegister)
			}
			c, err = b.store.Case(b.ctx, "HERE", keep)
			must(t, err)
			if c.OnRegister != kept.OnRegister || c.LeftHow != kept.LeftHow || len(c.Needs) != len(kept.Needs) {
				t.Errorf("%s: taken back, the record that was kept has left by %q, on the register %v, with %d needs", name, c.LeftHow, c.OnRegister, len(c.Needs))
			}

			// Merged again it is the same life; and away once more, with all of it, it is
			// proved there too.
			m.KeepVersion, m.OtherVersion = b.version(t, keep), b.version(t, other)
			must(t, b.MergeRecords(b.ctx, b.here, m))
			b.sound(t)
			if got := b.life(t, keep); !slices.Equal(got, want) {
				t.Errorf("%s: merged again\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			id, err := b.ProposeHandover(b.ctx, b.here, keep, asked)
			must(t, err)
			_, err = b.AcceptHandover(b.ctx, b.there, id, Acceptance{Coordinator: "Sam", Beside: true})
			must(t, err)
			b.sound(t)
		})
	}
}

// awayAndBack is somebody who was handed over from HERE to THERE and back, with
// what is recorded of them before, there and since.
func (b *board) awayAndBack(t *testing.T) (first, back string) {
	t.Helper()
	p, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 60, Details: casefile.Details{GivenName: "Robert", FamilyName: "Example", NHSNumber: "9994760173", BirthDate: civil.Of(1990, 4, 3)}},
		casefile.Add{On: b.Today() - 60, Fact: casefile.Note{}, Note: "His own words"},
		casefile.Add{On: b.Today() - 50, Fact: casefile.Contact{ID: "line-mother", Role: "Mother", Name: "Ann Example"}},
		casefile.Add{On: b.Today() - 40, Fact: casefile.SupportNeed{ID: "sitting", Text: "A sitting service", Category: "help-at-home", WantedBy: b.Today() - 5}},
		casefile.Add{On: b.Today() - 40, Fact: casefile.Action{ID: "ring", Text: "Ring the school", Owner: "Ann", Due: b.Today() - 3}},
		casefile.Rate{On: b.Today() - 25, Rated: casefile.Rated{Rating: casefile.Amber}, Reason: "Not sleeping"})
	must(t, err)
	_, err = b.Record(b.ctx, b.here, p.Case, AnyVersion, casefile.StrikeOut{Entry: 4, Reason: "Another Ann"})
	must(t, err)
	move := func(from, to access.Actor, caseID string) string {
		id, err := b.ProposeHandover(b.ctx, from, caseID, Proposal{To: to.Register, Basis: asked.Basis, Words: asked.Words})
		must(t, err)
		*b.at = b.at.Add(24 * time.Hour)
		came, err := b.AcceptHandover(b.ctx, to, id, Acceptance{Coordinator: "Sam", Beside: true})
		must(t, err)
		return came
	}
	there := move(b.here, b.there, p.Case)
	_, err = b.Record(b.ctx, b.here, p.Case, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "Rang to ask how it went"})
	must(t, err)
	_, err = b.Record(b.ctx, b.there, there, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Note{}, Note: "Seen there"})
	must(t, err)
	must(t, b.Mark(b.ctx, b.there, there, 3, access.ThirdParty, "In confidence"))
	*b.at = b.at.Add(24 * time.Hour)
	return p.Case, move(b.there, b.here, there)
}

// life is what a record says of somebody today: what is due, what they need, what
// is to be done, and the colour since when.
func (b *board) life(t *testing.T, id string) (lines []string) {
	t.Helper()
	c, err := b.store.Case(b.ctx, "HERE", id)
	must(t, err)
	for _, o := range clock.Evaluate(c.File(), b.program, b.Today()).Obligations {
		lines = append(lines, fmt.Sprintf("due %s since %s by %s: %v", o.Rule, o.StartedOn, o.Due, o.State))
	}
	for _, n := range c.Needs {
		lines = append(lines, fmt.Sprintf("need %s by %s", n.ID, n.WantedBy))
	}
	for _, a := range c.ActionStates() {
		lines = append(lines, fmt.Sprintf("action %s by %s, open %v", a.Action.ID, a.Due, a.Open()))
	}
	if c.Rating != nil {
		lines = append(lines, fmt.Sprintf("%s since %s, %s", c.Rating.Rating, c.Rating.Since, c.Rating.Note))
	}
	for _, m := range c.Memberships() {
		lines = append(lines, fmt.Sprintf("on the register from %s to %s", m.Joined, m.Left))
	}
	for _, x := range c.Contacts {
		lines = append(lines, "contact "+x.ID)
	}
	return append(lines, fmt.Sprintf("on the register %v, held by %q", c.OnRegister, c.Coordinator))
}

// What one of two records says holds for both: who said no is not put back on the
// register by a merge, and nothing is due any more for who died.
func TestAMergeHeedsANoAndADeath(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		keep, other := b.twice(t)
		no := casefile.NotAgreed{Reason: "did-not-say", Offered: []casefile.Offered{"advocate"}}
		_, err := b.Record(b.ctx, b.here, other, AnyVersion, casefile.LeaveTheRegister{On: b.Today() - 2, ByWill: true, Basis: casefile.Own, No: no,
			Left: casefile.LeftRegister{LeaveRecord: casefile.LeaveRecord{View: "No list", Call: "Jo, 01632 960001", Told: "talk"}}})
		must(t, err)
		must(t, b.MergeRecords(b.ctx, b.here, b.merging(t, keep, other)))
		c, err := b.store.Case(b.ctx, "HERE", keep)
		must(t, err)
		if c.OnRegister || c.Rating != nil || !c.SaidNo() {
			t.Errorf("on the register %v, rated %+v, though they said %s", c.OnRegister, c.Rating, c.RegisterConsent.Words())
		}
		b.sound(t)

		alive, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 30, Details: casefile.Details{GivenName: "Ida", FamilyName: "Sample"}},
			casefile.Add{On: b.Today() - 3, Fact: casefile.Action{ID: "a1", Text: "Ring the family", Due: b.Today() - 1}},
			casefile.Add{On: b.Today() - 20, Fact: casefile.Action{ID: "a2", Text: "Ask the school", Due: b.Today() - 1}})
		must(t, err)
		dead, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 30, Details: casefile.Details{GivenName: "Ida", FamilyName: "Sample"}},
			casefile.RecordDeath{On: b.Today() - 10})
		must(t, err)
		merge := b.merging(t, alive.Case, dead.Case)
		merge.Rating = ""
		must(t, b.MergeRecords(b.ctx, b.here, merge))
		v, err := b.Person(b.ctx, b.here, alive.Case, AsAt{})
		must(t, err)
		for _, d := range v.Obligations {
			if d.State.Open() {
				t.Errorf("%s is due for somebody who died", d.Title)
			}
		}
		if len(v.Obligations) == 0 || v.Case.Died == 0 {
			t.Errorf("%d obligations of somebody who died on %v", len(v.Obligations), v.Case.Died)
		}
		b.sound(t)
	})
}
