package app

import (
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

const sevenDays = `format: homeward.rulebook/1
name: Seven days
rules:
  policy.red-review:
    title: Urgent review
    source: Board paper
    numbers: {within: {source: Board paper, values: [{from: always, is: 7 days}]}}
`

func (b *board) administrator() access.Actor {
	return access.Actor{UserID: "admin", Name: "Administrator", Register: "HERE", Roles: []access.Role{access.Administrator}}
}

// tried is the trial of a file, counted.
func (b *board) tried(t *testing.T, file string) TrialView {
	t.Helper()
	id, problems, err := b.TryRules(b.ctx, b.administrator(), []byte(file))
	must(t, err)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return b.counted(t, id)
}

func (b *board) counted(t *testing.T, id string) TrialView {
	t.Helper()
	b.Wait()
	v, err := b.Trial(b.ctx, b.administrator(), id)
	must(t, err)
	if v.State != TrialCounted || v.Effect == nil {
		t.Fatalf("not counted: %+v", v.Trial)
	}
	return v
}

// redDue is when the red review of someone is due.
func (b *board) redDue(t *testing.T, id string, at AsAt) Due {
	t.Helper()
	v, err := b.Person(b.ctx, b.here, id, at)
	must(t, err)
	for _, d := range v.Obligations {
		if d.Rule == clock.RedReview {
			return d
		}
	}
	t.Fatalf("no red review: %+v", v.Obligations)
	return Due{}
}

func TestAChangeOfRulesIsTriedAndAdopted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin, day := b.administrator(), b.Today()
		red := b.person(t, "9994760173")
		_, err := b.Record(b.ctx, b.here, red.Case, AnyVersion, rate(day, casefile.Red, "in crisis"))
		must(t, err)
		later, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: day, Details: casefile.Details{GivenName: "Zoe", FamilyName: "Later", BirthDate: civil.Of(1990, 1, 1)}})
		must(t, err)

		v := b.tried(t, sevenDays)
		want := Effect{From: day, On: civil.Of(2026, 11, 16) + 26*7 - 1, Tally: clock.Tally{Cases: 2, Changed: 1}}
		want.Tally.Rules[clock.RedReview] = clock.RuleTally{Earlier: 1, Days: -7, MostEarlier: -7}
		if v.Effect.From != want.From || v.Effect.On != want.On || v.Effect.Tally != want.Tally || v.Effect.Late != (BeforeAfter{}) {
			t.Errorf("it changes %+v", v.Effect)
		}
		// Due on Sunday 6 December, or by the change on Sunday 29 November.
		for i, w := range v.Effect.Weeks {
			want := ReviewWeek{Monday: civil.Of(2026, 11, 16) + civil.Date(7*i)}
			switch i {
			case 1:
				want.After = 1
			case 2:
				want.Before = 1
			}
			if w != want {
				t.Errorf("week %d: %+v, want %+v", i, w, want)
			}
		}
		rows, err := b.TrialPeople(b.ctx, b.here, v.ID, clock.RedReview.String(), 1, 50)
		must(t, err)
		effect := store.TrialEffect{Case: red.Case, Effect: "moves", Rule: "policy.red-review", StartedOn: day, OldDue: day + 14, NewDue: day + 7}
		// An administrator sees that there is somebody, and not who.
		if seen, err := b.TrialPeople(b.ctx, admin, v.ID, clock.RedReview.String(), 1, 50); err != nil || len(seen) != 1 || seen[0].Name != "" || seen[0].Case != "" || seen[0].NHSNumber != "" {
			t.Errorf("an administrator sees %+v, %v", seen, err)
		}
		if len(rows) != 1 || rows[0].TrialEffect != effect || rows[0].Name != "Sam Example" {
			t.Errorf("the people: %+v", rows)
		}
		if d := b.redDue(t, red.Case, AsAt{}); d.Obligation.Due != day+14 || d.Title != "Review because of a red rating" {
			t.Errorf("trying has changed something: %s, due %s", d.Title, d.Obligation.Due)
		}

		// Adopted from three days on: what has begun keeps its date.
		must(t, b.AdoptRules(b.ctx, admin, v.ID, day+3, ""))
		b.Wait()
		view, err := b.Rules(b.ctx, admin)
		must(t, err)
		if len(view.Trials) != 0 || len(view.Adopted) != 1 || view.Following != (FollowingRules{}) || view.Rules.Name != "Seven days" {
			t.Errorf("adopted: %+v", view)
		}
		if a := view.Adopted[0]; a.N != 1 || a.From != day+3 || a.By != admin.Name || a.Overlay != sevenDays || !strings.Contains(a.Effect, `"Changed":1`) {
			t.Errorf("kept: %+v", a)
		}
		if d := b.redDue(t, red.Case, AsAt{}); d.Obligation.Due != day+14 || d.Title != "Urgent review" {
			t.Errorf("%s, due %s", d.Title, d.Obligation.Due)
		}
		*b.at = b.at.Add(3 * 24 * time.Hour)
		_, err = b.Record(b.ctx, b.here, later.Case, AnyVersion, rate(day+3, casefile.Red, "in crisis"))
		must(t, err)
		if d := b.redDue(t, later.Case, AsAt{}); d.Obligation.Due != day+10 || !strings.Contains(d.Why, "7 days") {
			t.Errorf("due %s: %s", d.Obligation.Due, d.Why)
		}
		row, err := b.store.PersonRow(b.ctx, "HERE", later.Case)
		must(t, err)
		if row.NextDue != day+10 || row.Rulebook != 1 {
			t.Errorf("the list has it due on %s by rulebook %d", row.NextDue, row.Rulebook)
		}
		titles, err := b.RuleTitles(b.ctx, b.here)
		must(t, err)
		if titles("policy.red-review") != "Urgent review" || titles("?") != "" {
			t.Errorf("titled %q", titles("policy.red-review"))
		}
		other, err := b.RuleTitles(b.ctx, b.there)
		must(t, err)
		if other("policy.red-review") != "Review because of a red rating" {
			t.Error("another register has the words of this one")
		}
		report, err := b.Verify(b.ctx, admin, store.Trust{})
		must(t, err)
		if !report.OK() || report.Stale != 0 {
			t.Errorf("verified: %+v", report)
		}
		trail, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{}, 50)
		must(t, err)
		var acts []string
		for _, a := range trail {
			if a.Role == string(access.Administrator) && a.UserID == admin.UserID {
				acts = append(acts, a.Action+": "+strings.ReplaceAll(a.Detail, v.ID, "ID"))
			}
		}
		slices.Sort(acts) // both are of the same moment
		if got := strings.Join(acts, "; "); got != "adopt rules: rulebook 1 from "+(day+3).String()+"; try rules: ID" {
			t.Errorf("audited: %s", got)
		}
	})
}

func TestTryingACommencement(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin, day := b.administrator(), b.Today()
		p := b.person(t, "9994760173")
		for _, d := range []casefile.Decision{
			casefile.Add{On: day, Fact: casefile.Condition{Condition: casefile.Autism, Status: casefile.Confirmed}},
			casefile.Admit{On: day, Admission: casefile.Admission{Hospital: "Elm House", Ward: "One", Security: casefile.Low, LegalStatus: "3"}},
		} {
			if _, err := b.Record(b.ctx, b.here, p.Case, AnyVersion, d); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, second(b.TryCommencement(b.ctx, admin, civil.Of(2025, 12, 18))), Invalid)
		commences := civil.Of(2027, 3, 3)
		id, err := b.TryCommencement(b.ctx, admin, commences)
		must(t, err)
		v := b.counted(t, id)
		if v.Effect.From != commences || v.Effect.Weeks[0].Monday != civil.Of(2027, 3, 1) || v.Effect.Tally.Rules[clock.FirstReview].Appear != 1 {
			t.Errorf("it changes %+v", v.Effect)
		}
		e := wantKind(t, b.AdoptRules(b.ctx, admin, id, 0, "  "), Invalid)
		if len(e.Refusals) != 1 || e.Refusals[0].Field != "regulations" {
			t.Errorf("refused with %+v", e.Refusals)
		}
		must(t, b.AdoptRules(b.ctx, admin, id, 0, `The "Commencement" Regulations: 2027`))
		b.Wait()
		view, err := b.Rules(b.ctx, admin)
		must(t, err)
		if view.Rules.Commencement() != commences || view.Rules.CommencementSource() != `The "Commencement" Regulations: 2027` || view.Adopted[0].From != day {
			t.Errorf("in force from %s by %s", view.Rules.Commencement(), view.Rules.CommencementSource())
		}
		// The index knows on which day it will differ.
		row, err := b.store.PersonRow(b.ctx, "HERE", p.Case)
		must(t, err)
		if row.ChangesOn == 0 || row.ChangesOn > commences || row.Rulebook != 1 {
			t.Errorf("it changes on %s by rulebook %d", row.ChangesOn, row.Rulebook)
		}
	})
}

func TestAdoptingIsRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		admin, day := b.administrator(), b.Today()
		first, second := b.tried(t, sevenDays), b.tried(t, sevenDays)
		for _, from := range []civil.Date{0, day - 1, day.AddMonths(121)} {
			e := wantKind(t, b.AdoptRules(b.ctx, admin, first.ID, from, ""), Invalid)
			if len(e.Refusals) != 1 || e.Refusals[0].Field != "from" {
				t.Errorf("%s: refused with %+v", from, e.Refusals)
			}
		}
		must(t, b.AdoptRules(b.ctx, admin, first.ID, day, ""))
		wantKind(t, b.AdoptRules(b.ctx, admin, first.ID, day, ""), NotFound)

		// The second was counted against other rules.
		v, err := b.Trial(b.ctx, admin, second.ID)
		must(t, err)
		if !v.Outdated {
			t.Error("the page does not say that it is outdated")
		}
		wantKind(t, b.AdoptRules(b.ctx, admin, second.ID, day, ""), Conflict)
		must(t, b.CountAgain(b.ctx, admin, second.ID))
		if v := b.counted(t, second.ID); v.Outdated || v.Against != 1 {
			t.Errorf("counted again against rulebook %d", v.Against)
		}
		must(t, b.DiscardTrial(b.ctx, admin, second.ID))
		wantKind(t, b.DiscardTrial(b.ctx, admin, second.ID), NotFound)
	})
}

func TestTryingIsRefused(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	admin := b.administrator()
	for name, file := range map[string]string{"nothing": " \n", "too large": "#" + strings.Repeat("x", MaxOverlay)} {
		_, _, err := b.TryRules(b.ctx, admin, []byte(file))
		if e := wantKind(t, err, Invalid); e.Refusals[0].Field != "file" {
			t.Errorf("%s: %+v", name, e.Refusals)
		}
	}
	_, problems, err := b.TryRules(b.ctx, admin, []byte("format: homeward.rulebook/1\nname: x\nrules: {mha.report: {}}\n"))
	if err != nil || len(problems) != 1 || problems[0].Line != 3 {
		t.Errorf("%v, %v", problems, err)
	}
	if v, err := b.Rules(b.ctx, admin); err != nil || len(v.Trials) != 0 {
		t.Errorf("kept %+v, %v", v.Trials, err)
	}
}

func TestRulesAreForAdministratorsAndCoordinators(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.tried(t, sevenDays).ID
	day := b.Today()
	acts := func(who access.Actor) map[string]error {
		_, _, tryFile := b.TryRules(b.ctx, who, []byte(sevenDays))
		return map[string]error{
			"see the rules": second(b.Rules(b.ctx, who)), "follow": second(b.Following(b.ctx, who)), "see what was adopted": second(b.Adopted(b.ctx, who, 1)),
			"try a file": tryFile, "try a day": second(b.TryCommencement(b.ctx, who, day)), "see a trial": second(b.Trial(b.ctx, who, id)),
			"see whose": second(b.TrialPeople(b.ctx, who, id, "", 1, 50)), "count again": b.CountAgain(b.ctx, who, id),
			"discard": b.DiscardTrial(b.ctx, who, id), "adopt": b.AdoptRules(b.ctx, who, id, day, ""),
		}
	}
	for _, role := range access.Roles {
		if role == access.Administrator {
			continue
		}
		for act, err := range acts(access.Actor{UserID: "u", Name: "U", Register: "HERE", Roles: []access.Role{role}}) {
			if role == access.Coordinator && act != "adopt" {
				continue // who sees the people may try what a change would do to them
			}
			if err == nil || As(err).Kind != Forbidden {
				t.Errorf("%s may %s: %v", role, act, err)
			}
		}
	}
	elsewhere := access.Actor{UserID: "u", Name: "U", Register: "THERE", Roles: []access.Role{access.Administrator}}
	for act, err := range acts(elsewhere) {
		switch act {
		case "see a trial", "count again", "discard", "adopt", "see what was adopted":
			if err == nil || As(err).Kind != NotFound {
				t.Errorf("another register may %s: %v", act, err)
			}
		}
	}
	if rows, err := b.TrialPeople(b.ctx, elsewhere, id, "", 1, 50); err != nil || len(rows) != 0 {
		t.Errorf("another register sees %+v, %v", rows, err)
	}
	b.Wait()
}

// What stops with the process is taken up by the next that looks.
func TestStoppedWorkOnRulesIsTakenUp(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		p := b.person(t, "")
		admin := b.administrator()
		b.Stop()
		id, _, err := b.TryRules(b.ctx, admin, []byte(sevenDays))
		must(t, err)
		b.Wait()
		if x, err := b.store.Trial(b.ctx, "HERE", id); err != nil || x.State != TrialCounting {
			t.Fatalf("stopped as %s, %v", x.State, err)
		}

		again, err := New(b.store, clock.England(), func() time.Time { return *b.at })
		must(t, err)
		next := *b
		next.App = again
		if _, err := next.Trial(b.ctx, admin, id); err != nil {
			t.Fatal(err)
		}
		v := next.counted(t, id)
		again.Stop()
		must(t, again.AdoptRules(b.ctx, admin, v.ID, b.Today(), ""))
		again.Wait()
		row, err := b.store.PersonRow(b.ctx, "HERE", p.Case)
		must(t, err)
		if row.Rulebook != 0 {
			t.Fatal("it went on after it was stopped")
		}
		third, err := New(b.store, clock.England(), func() time.Time { return *b.at })
		must(t, err)
		f, err := third.Following(b.ctx, admin)
		must(t, err)
		if f != (FollowingRules{Progress: Progress{0, 1}}) {
			t.Errorf("it follows: %+v", f)
		}
		third.Wait()
		if f, err := third.Following(b.ctx, admin); err != nil || f != (FollowingRules{}) {
			t.Errorf("it follows: %+v, %v", f, err)
		}
	})
}
