package clock

import (
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestWhyWritesTheCountOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		entries, part8A, on string
		rule                Rule
		want                string
	}{
		{"2000-01-01 autism confirmed\n2026-03-02 admission A general 2", "2026-01-01", "2026-03-02", FirstReview,
			"Admitted to hospital on Monday 2 March 2026. 28 days beginning with Monday 2 March 2026, for any other adult: day 1 is 2 March, day 28 is Sunday 29 March 2026."},
		{"2000-01-01 autism confirmed\n2026-01-05 admission A general 4 2026-01-07", "2020-01-01", "2026-01-09", FirstReview,
			"Second medical recommendation received on Wednesday 7 January 2026. 28 days beginning with Wednesday 7 January 2026, for any other adult: day 1 is 7 January, day 28 is Tuesday 3 February 2026."},
		{"2000-01-01 autism confirmed\n2026-01-05 admission A general 3", "2026-02-01", "2026-02-09", FirstReview,
			"Part 8A of the Mental Health Act 1983 in force, for someone already detained: taken as the applicable day by a local reading, until transitional provisions say otherwise, on Sunday 1 February 2026. 28 days beginning with Sunday 1 February 2026, for any other adult: day 1 is 1 February, day 28 is Saturday 28 February 2026."},
		{"2000-01-01 autism confirmed\n2025-08-31 admission A general informal\n2025-08-31 inpatient r1\n2026-02-01 discharge", "", "2026-02-02", PeriodicReview,
			"Inpatient review held on Sunday 31 August 2025. 6 months of the last review, on any other ward: Sunday 31 August 2025 and 6 months is Saturday 28 February 2026, the last day of that month. Ended on Sunday 1 February 2026: discharged."},
		{"2026-04-02 referral f1", "", "2026-04-09", ReferralAcknowledgement,
			"Referral received on Thursday 2 April 2026. 5 working days of the referral: working day 5 after Thursday 2 April 2026 is Monday 13 April 2026, weekends and 2 bank holidays not counted."},
		{"2000-01-01 autism confirmed\n2026-01-05 admission A general 3\n2026-01-20 consent reviews refused own\n2026-01-30 consent reviews given own\n2026-02-10 inpatient r1", "", "2026-02-20", PostAdmissionReview,
			"Admitted to hospital on Monday 5 January 2026. 4 weeks of the admission, for an adult: Monday 5 January 2026 and 4 weeks (28 days) is Monday 2 February 2026. Consent was given again on Friday 30 January 2026, so that it became due on Friday 13 February 2026. Done on Tuesday 10 February 2026, in time."},
		{"2000-01-01 autism confirmed\n2026-01-05 admission A general 3\n2026-01-20 consent reviews refused own", "", "2026-02-20", PostAdmissionReview,
			"Admitted to hospital on Monday 5 January 2026. 4 weeks of the admission, for an adult: Monday 5 January 2026 and 4 weeks (28 days) is Monday 2 February 2026. Consent stood refused or withdrawn from Tuesday 20 January 2026 on, which stops the clock."},
		{"2026-01-05 red\n2026-01-30 amber", "", "2026-02-20", RedReview,
			"Rated red on Monday 5 January 2026. 14 days of the first red rating of the episode: Monday 5 January 2026 and 14 days is Monday 19 January 2026. Ended on Friday 30 January 2026: rating changed without a review, after the due day and without having been done."},
		{"2026-01-05 arranged r1 2026-01-20", "", "2026-01-06", Documents,
			"Review arranged on Monday 5 January 2026. 1 day before the review on Tuesday 20 January 2026 is Monday 19 January 2026."},
		{"2026-01-05 action a1 2026-01-20", "", "2026-01-06", Action,
			"Action agreed on Monday 5 January 2026. To be done by the day recorded with it, Tuesday 20 January 2026."},
	} {
		f := &casefile.File{ID: "p", BirthDate: civil.Of(1990, 6, 15)}
		for line := range strings.SplitSeq(c.entries, "\n") {
			f.Entries = append(f.Entries, tell(t, strings.Fields(line)))
		}
		rb := England()
		if c.part8A != "" {
			rb = rb.WithCommencement(mustDay(t, c.part8A))
		}
		got := ""
		for _, o := range Evaluate(f, rb, mustDay(t, c.on)).Obligations {
			if o.Rule == c.rule {
				got = Why(rb, f, &o)
			}
		}
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.rule, got, c.want)
		}
	}
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	f := &casefile.File{ID: "p", BirthDate: civil.Of(1990, 6, 15), Entries: []casefile.Entry{
		tell(t, strings.Fields("2000-01-01 autism confirmed")),
		tell(t, strings.Fields("2026-01-05 admission A general 3")),
	}}
	on := civil.Of(2026, 2, 20)
	got := Readiness(f, England(), civil.Of(2020, 1, 1), on)
	want := Obligation{Rule: FirstReview, Basis: Statute, State: NotInForce, Number: FirstReviewCTR, StartedBy: 1, MetBy: -1, EndedBy: -1,
		StartedOn: civil.Of(2026, 1, 5), CountedFrom: civil.Of(2026, 1, 5), Due: civil.Of(2026, 2, 1), FirstDue: civil.Of(2026, 2, 1)}
	if len(got) != 1 || got[0] != (Ready{want, Overdue}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if Listed(&got[0].Obligation, true) {
		t.Error("what is not in force is listed")
	}
	if got := Readiness(f, England().WithCommencement(on), on, on); got != nil {
		t.Errorf("what is in force is readiness: %+v", got)
	}
}

func TestCompareRulebooks(t *testing.T) {
	t.Parallel()
	f := &casefile.File{ID: "p", BirthDate: civil.Of(1990, 6, 15), Entries: []casefile.Entry{
		tell(t, strings.Fields("2026-01-01 joined")),
		tell(t, strings.Fields("2026-01-05 red")),
		tell(t, strings.Fields("2026-01-05 referral f1")),
	}}
	other, problems := England().Overlay([]byte(overlayHead + `
rules:
  policy.red-review: {numbers: {within: {source: s, values: [{from: always, is: 10 days}]}}}
  local.register-review: {in_use: {source: s, values: [{from: always, is: no}]}}
`))
	if problems != nil {
		t.Fatal(problems)
	}
	on := civil.Of(2026, 1, 6)
	type seen struct {
		effect Effect
		rule   Rule
		days   int
	}
	diff := func(before, after *Rulebook) (all []seen) {
		for _, d := range Compare(Evaluate(f, before, on).Obligations, Evaluate(f, after, on).Obligations) {
			all = append(all, seen{d.Effect, d.Either().Rule, d.Days()})
		}
		return all
	}
	got := [][]seen{diff(England(), other), diff(other, England()), diff(other, other)}
	want := [][]seen{{{Moves, RedReview, -4}, {Vanishes, RegisterReview, 0}}, {{Appears, RegisterReview, 0}, {Moves, RedReview, 4}}, nil}
	for i := range want {
		if len(got[i]) != len(want[i]) {
			t.Fatalf("got %v, want %v", got, want)
		}
		for j := range want[i] {
			if got[i][j] != want[i][j] {
				t.Errorf("got %v, want %v", got[i], want[i])
			}
		}
	}
}
