package app

import (
	"slices"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
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
