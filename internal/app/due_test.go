package app

import (
	"reflect"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
)

// TestEachRuleHasAKind: what is of no kind would be in no count.
func TestEachRuleHasAKind(t *testing.T) {
	t.Parallel()
	times := map[clock.Rule]int{}
	for _, k := range DueKinds {
		for _, r := range k.Rules {
			times[r]++
		}
	}
	for _, r := range clock.Rules() {
		if times[r] != 1 {
			t.Errorf("%s is in %d kinds", r, times[r])
		}
	}
}

// held is a person with what is due by the 22nd of November: a red rating, so
// that two things are overdue, and an action.
func held(t *testing.T, b *board, given, by string) string {
	t.Helper()
	red := civil.Of(2026, 11, 2)
	now := *b.at
	*b.at = now.AddDate(0, 0, -20) // it is recorded on the day it was so
	defer func() { *b.at = now }()
	r, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: red, Details: casefile.Details{GivenName: given, FamilyName: "Example", BirthDate: civil.Of(1990, 6, 15)}},
		rate(red, casefile.Red, "in crisis"),
		casefile.Add{On: red, Fact: casefile.Action{ID: "a1", Due: civil.Of(2026, 11, 25), Text: "Ring the landlord"}},
		casefile.Add{On: red, Fact: casefile.Coordinator{Name: by}})
	must(t, err)
	return r.Case
}

func TestDue(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		held(t, b, "Ann", b.here.Name)
		held(t, b, "Bo", "Somebody Else")

		list, err := b.Due(b.ctx, b.here, DueQuery{Whose: Mine})
		must(t, err)
		if list.Total != 3 || list.Overdue != 2 || list.Page != 1 || list.Pages != 1 {
			t.Errorf("mine: %+v", list)
		}
		type line struct{ who, kind, title, why, started string }
		var got []line
		for _, r := range list.Rows {
			l := line{who: r.Name, kind: r.Kind, title: r.Title}
			if r.Explained != nil {
				l.why, l.started = r.Explained.Why, casefile.Title(r.Explained.Started.Fact)
			}
			got = append(got, l)
		}
		want := []line{
			{"Ann Example", "register", "Review of the rating", "Rated red on Monday 2 November 2026. 7 days of the last rating or discussion, while red: Monday 2 November 2026 and 7 days is Monday 9 November 2026.", "Rated red"},
			{"Ann Example", "reviews", "Review because of a red rating", "Rated red on Monday 2 November 2026. 14 days of the first red rating of the episode: Monday 2 November 2026 and 14 days is Monday 16 November 2026.", "Rated red"},
			{"Ann Example", "support", "Action: Ring the landlord", "Action agreed on Monday 2 November 2026. To be done by the day recorded with it, Wednesday 25 November 2026.", "Action: Ring the landlord"},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("mine\n got %q\nwant %q", got, want)
		}

		days, err := b.DueDays(b.ctx, b.here, DueQuery{})
		must(t, err)
		wantDays := []DueDay{{civil.Of(2026, 11, 9), "register", 2}, {civil.Of(2026, 11, 16), "reviews", 2}, {civil.Of(2026, 11, 25), "support", 2}}
		if !reflect.DeepEqual(days, wantDays) {
			t.Errorf("by day %v, want %v", days, wantDays)
		}

		for name, test := range map[string]struct {
			q    DueQuery
			want int
		}{
			"one kind": {DueQuery{Kinds: []string{"reviews"}}, 2}, "two kinds": {DueQuery{Kinds: []string{"reviews", "support"}}, 4},
			"overdue": {DueQuery{Overdue: true}, 4}, "a day": {DueQuery{From: civil.Of(2026, 11, 25), To: civil.Of(2026, 11, 25)}, 2},
			"mine by law": {DueQuery{Kinds: []string{DueByStatute}, Whose: Mine}, 0},
		} {
			if list, err := b.Due(b.ctx, b.here, test.q); err != nil || list.Total != test.want {
				t.Errorf("%s: %d, %v, want %d", name, list.Total, err, test.want)
			}
		}

		// A clinician has what is due for those they are involved with, and who
		// administers has nothing.
		nurse := access.Actor{UserID: "x", Name: "Nurse", Register: "HERE", Roles: []access.Role{access.Clinician}}
		if list, err := b.Due(b.ctx, nurse, DueQuery{}); err != nil || list.Total != 0 || len(list.Rows) != 0 {
			t.Errorf("without a relation: %+v, %v", list, err)
		}
		admin := access.Actor{UserID: "x", Name: "Admin", Register: "HERE", Roles: []access.Role{access.Administrator}}
		wantKind(t, second(b.Due(b.ctx, admin, DueQuery{})), Forbidden)
		if list, err := b.Due(b.ctx, b.there, DueQuery{}); err != nil || list.Total != 0 {
			t.Errorf("another register has %+v, %v", list, err)
		}
		for _, nobody := range []access.Actor{{}, {UserID: "x", Name: b.here.Name, Register: "HERE"}} {
			_, err := b.Due(b.ctx, nobody, DueQuery{})
			wantKind(t, err, Forbidden)
			_, err = b.DueDays(b.ctx, nobody, DueQuery{})
			wantKind(t, err, Forbidden)
		}
	})
}

// TestWhyMissed records why a date was missed, and that it stays missed.
func TestWhyMissed(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		id := held(t, b, "Ann", b.here.Name)
		view, err := b.Person(b.ctx, b.here, id, AsAt{})
		must(t, err)
		if len(view.Missed) != 2 || view.Missed[0].Date.Due != civil.Of(2026, 11, 16) || view.Missed[1].Date.Due != civil.Of(2026, 11, 9) {
			t.Fatalf("missed: %+v", view.Missed)
		}
		why := view.Missed[0].Date
		why.Reason, why.Told = "panel-not-found", []casefile.Told{"person"}
		add := casefile.Add{On: b.Today(), Fact: why, Note: "No expert by experience was free."}

		// Only what was missed can be said to have been, and only by those who may.
		notMissed := why
		notMissed.Due = civil.Of(2026, 11, 25)
		e := wantKind(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: notMissed})), Invalid)
		if len(e.Refusals) != 1 || e.Refusals[0].Text != "This date was not missed, or the record has changed since. Look at what is due once more." {
			t.Errorf("refused with %+v", e.Refusals)
		}
		executive := access.Actor{UserID: "x", Name: "Exec", Register: "HERE", Roles: []access.Role{access.Executive}}
		wantKind(t, second(b.Record(b.ctx, executive, id, AnyVersion, add)), Forbidden)
		wantKind(t, second(b.Record(b.ctx, b.there, id, AnyVersion, add)), NotFound)
		must(t, b.InOne(b.ctx, "HERE", func(batch *Batch) error {
			if _, err := batch.Record(b.here, id, casefile.Add{On: b.Today(), Fact: notMissed}); err == nil {
				t.Error("a batch took a reason for a date that was not missed")
			}
			return nil
		}))

		unsaid := func(want int) {
			t.Helper()
			if list, err := b.Due(b.ctx, b.here, DueQuery{NoReason: true, Whose: Mine}); err != nil || list.Total != want {
				t.Errorf("%d dates without a reason, %v, want %d", list.Total, err, want)
			}
		}
		unsaid(2)
		receipt, err := b.Record(b.ctx, b.here, id, view.Case.Version(), add)
		must(t, err)
		unsaid(1)

		// Done late, it is still there, with its reason.
		_, err = b.Record(b.ctx, b.here, id, receipt.Version, casefile.Add{On: b.Today(), Fact: casefile.ReviewHeld{ID: "r1", Setting: casefile.Community}})
		must(t, err)
		view, err = b.Person(b.ctx, b.here, id, AsAt{})
		must(t, err)
		m := view.Missed[0]
		if m.State != clock.MetLate || !reflect.DeepEqual(m.Why.Fact, casefile.Fact(why)) || m.Why.Note != add.Note || m.Moved {
			t.Errorf("met late it is %+v", m)
		}
		unsaid(1)

		// A reason entered in error gives nothing.
		_, err = b.Record(b.ctx, b.here, id, AnyVersion, casefile.StrikeOut{Entry: receipt.Version, Reason: "Another person"})
		must(t, err)
		unsaid(2)
	})
}

// TestAMovedDateStaysMissed: consent given again makes an overdue review due on
// a later day; that the first was missed is not lost.
func TestAMovedDateStaysMissed(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := held(t, b, "Ann", "Jo")
	consent := func(on civil.Date, d casefile.ConsentDecision) {
		t.Helper()
		_, err := b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: on, Fact: casefile.Consent{To: casefile.ToReviews, Decision: d, Basis: casefile.Own}})
		must(t, err)
	}
	review := func() Missed {
		t.Helper()
		view, err := b.Person(b.ctx, b.here, id, AsAt{})
		must(t, err)
		for _, m := range view.Missed {
			if m.Rule == clock.RedReview {
				return m
			}
		}
		t.Fatal("the review is no longer among the missed dates")
		return Missed{}
	}
	consent(civil.Of(2026, 11, 18), casefile.Refused)
	if m := review(); m.State != clock.Suspended || m.Date.Due != civil.Of(2026, 11, 16) || m.Moved {
		t.Errorf("suspended it is %+v", m)
	}
	consent(civil.Of(2026, 11, 20), casefile.Given)
	if m := review(); m.State != clock.Due || m.Due.Obligation.Due != civil.Of(2026, 12, 4) || m.Date.Due != civil.Of(2026, 11, 16) || !m.Moved {
		t.Errorf("moved it is %+v", m)
	}
}
