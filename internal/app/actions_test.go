package app

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/enginetest"
)

// Who has something to do is by their name, or by a part that they were given;
// and nobody's list has anybody whom they may not see.
func TestActionsAreListedForWhoHasThem(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		today := b.Today()
		act := func(id, owner string, in int) casefile.Decision {
			return casefile.Add{On: today, Fact: casefile.Action{ID: id, Text: "Do " + id, Owner: owner, Due: today + civil.Date(in)}}
		}
		record := func(actor access.Actor, id string, version int, d casefile.Decision) {
			t.Helper()
			_, err := b.Record(b.ctx, actor, id, version, d)
			must(t, err)
		}
		given := casefile.Add{On: today, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}
		ann := b.called(t, "Ann", given, act("a1", "Nia Nurse", 3), act("a2", "Coordinator of HERE", 0), act("a3", "Nia Nurse", 9))
		ben := b.called(t, "Ben", given, act("b1", "Nia Nurse", 1), act("b2", "Somebody Else", 20),
			casefile.Add{On: today, Fact: casefile.Action{ID: "b3", Text: "Some time", Owner: "Nia Nurse"}})
		b.called(t, "Cat", given, act("c1", "Nia Nurse", 0), casefile.Add{On: today, Fact: casefile.Died{}})
		record(b.here, ann, AnyVersion, casefile.AnswerAction{On: today, ID: "a3", Outcome: casefile.ActionWasNotDone, Note: "Was ill"})

		nurse, ward := b.user(t, "Nia Nurse", access.Clinician), b.user(t, "Will Ward", access.Provider)
		line := CommandLine("HERE")
		must(t, b.Involve(b.ctx, line, ann, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
		must(t, b.Involve(b.ctx, line, ben, NewInvolvement{UserID: ward.UserID, Relation: access.OwnsAction, Subject: "b2"}))
		for name, x := range map[string]struct {
			actor access.Actor
			q     ActionsQuery
			want  []string
		}{
			"the coordinator's own":     {b.here, ActionsQuery{Whose: Mine}, []string{"a2 Do a2 "}},
			"everyone's":                {b.here, ActionsQuery{}, []string{"a2 Do a2 ", "b1 Do b1 ", "a1 Do a1 ", "b2 Do b2 ", "b3 Some time "}},
			"those that are soon due":   {b.here, ActionsQuery{DueBy: today + 3}, []string{"a2 Do a2 ", "b1 Do b1 ", "a1 Do a1 "}},
			"what is over":              {b.here, ActionsQuery{Over: true}, []string{"a3 Do a3 Was ill", "c1 Do c1 "}},
			"hers, of whom she sees":    {nurse, ActionsQuery{Whose: Mine}, []string{"a1 Do a1 "}},
			"all of those she sees":     {nurse, ActionsQuery{}, []string{"a2 Do a2 ", "a1 Do a1 "}},
			"a part alone":              {ward, ActionsQuery{Whose: Mine}, []string{"b2 Do b2 "}},
			"a part alone, everyone's":  {ward, ActionsQuery{}, []string{"b2 Do b2 "}},
			"those of another register": {b.there, ActionsQuery{}, nil},
		} {
			list, err := b.Actions(b.ctx, x.actor, x.q)
			must(t, err)
			var got []string
			for _, r := range list.Rows {
				why := ""
				if f, ok := r.Says.Outcome.Fact.(casefile.ActionNotFollowed); ok {
					why = f.Reason
				}
				got = append(got, fmt.Sprintf("%s %s %s", r.ID, r.Says.Text, why))
			}
			if x.q.Over {
				slices.Sort(got) // both were over on one day
			}
			if !reflect.DeepEqual(got, x.want) || list.Total != len(x.want) {
				t.Errorf("%s: %q of %d, want %q", name, got, list.Total, x.want)
			}
		}

		// Who has one action alone says what became of it, and of no other.
		done := casefile.AnswerAction{On: today, ID: "b2", Outcome: casefile.ActionWasDone}
		record(ward, ben, AnyVersion, done)
		for _, id := range []string{"b1", "b2"} {
			done.ID = id
			if _, err := b.Record(b.ctx, ward, ben, AnyVersion, done); err == nil {
				t.Errorf("who has b2 alone answered %s", id)
			}
		}
		if _, err := b.Record(b.ctx, ward, ben, AnyVersion, act("b4", "Will Ward", 3)); err == nil {
			t.Error("who has one action alone planned another")
		}
	})
}

// Of whom somebody sees but the minimum they find no action, and of an entry that
// they may not read nothing but that there is one.
func TestActionsThatAreNotRead(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		today := b.Today()
		consent := func(d casefile.ConsentDecision) casefile.Decision {
			return casefile.Add{On: today, Fact: casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: casefile.Own}}
		}
		share := func(choice casefile.YesNo) casefile.Decision {
			return casefile.Add{On: today, Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithNHSTeams, Choice: choice}}}}
		}
		id := b.called(t, "Ann", consent(casefile.Given), casefile.Add{On: today, Fact: casefile.Action{ID: "a1", Text: "Ring the police", Owner: "Nia Nurse", Due: today - 2}})
		nurse, lead, part := b.user(t, "Nia Nurse", access.Clinician), b.user(t, "Lead", access.Executive), b.user(t, "Part", access.Clinician)
		line := CommandLine("HERE")
		must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
		must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: part.UserID, Relation: access.OwnsAction, Subject: "a1"}))
		finds := func(who string, actor access.Actor, want int, queries ...ActionsQuery) []ActionRow {
			t.Helper()
			var rows []ActionRow
			for _, q := range queries {
				list, err := b.Actions(b.ctx, actor, q)
				if err != nil || list.Total != want || len(list.Rows) != want || want == 0 && list.Overdue != 0 {
					t.Errorf("%s, by %+v: %d of %d, %d overdue, %v", who, q, len(list.Rows), list.Total, list.Overdue, err)
				}
				rows = append(rows, list.Rows...)
			}
			return rows
		}
		do := func(d casefile.Decision) { must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, d))) }
		all, own, soon := ActionsQuery{}, ActionsQuery{Whose: Mine}, ActionsQuery{Whose: Mine, DueBy: today + 14}
		finds("a nurse", nurse, 1, all, own, soon)
		do(share(casefile.No))
		finds("a nurse with whom nothing is shared", nurse, 0, all, own, soon)
		finds("a nurse who had it to do", part, 0, all, own, soon)
		finds("the executive", lead, 1, all)
		do(share(casefile.Yes))
		finds("a nurse with whom it is shared again", nurse, 1, all, own, soon)
		finds("a nurse who has it to do", part, 1, all, own, soon)

		c := b.caseOf(t, id)
		seq := c.ActionStates()[0].Seq
		must(t, b.Mark(b.ctx, b.here, id, seq, access.ThirdParty, "Names her brother"))
		for _, r := range finds("the executive", lead, 1, all) {
			if want := (ActionRow{ActionRow: r.ActionRow, Withheld: "third-party information"}); !reflect.DeepEqual(r, want) || r.Owner != "" || r.ActionRow.Due != 0 {
				t.Errorf("of a marked action the executive is shown %+v", r)
			}
		}
		if list, err := b.Actions(b.ctx, lead, all); err != nil || list.Overdue != 0 {
			t.Errorf("the executive is told that %d are overdue, %v", list.Overdue, err)
		}
		finds("the executive", lead, 0, ActionsQuery{DueBy: today + 14})
		finds("a nurse who reads what is marked", nurse, 1, all, own, soon)

		do(consent(casefile.Withdrawn))
		for who, actor := range map[string]access.Actor{"the nurse": nurse, "the executive": lead, "who had it to do": part} {
			finds(who+" after withdrawal", actor, 0, all, own, soon)
		}
		finds("the coordinator", b.here, 1, all)
	})
}
