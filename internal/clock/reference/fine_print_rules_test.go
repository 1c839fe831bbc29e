package reference

import (
	"slices"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Single rules and output: fine print 8, 9, 11, 21 to 28, 33, 40 and 42.
func TestFinePrintSingleRules(t *testing.T) {
	t.Parallel()
	const post = "policy.post-admission-review 1@2026-01-05 due "
	run(t, []example{
		{
			name: "FP8 suspected undoes nothing", born: adult,
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal")),
				on("2001-01-01", casefile.Condition{Condition: casefile.Autism, Status: casefile.Suspected})},
			on: "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-02-02 due"},
		},
		{
			name: "FP8 suspected does not make a person considered", born: adult,
			file: []casefile.Entry{on("2000-01-01", casefile.Condition{Condition: casefile.Autism, Status: casefile.Suspected}), on("2026-01-05", admit("informal"))},
			on:   "2026-01-05", rules: "policy.post-admission",
		},
		{
			name: "excluded for one condition of two", born: adult,
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal")), on("2001-01-01", disability), on("2002-01-01", notAutistic)},
			on:   "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-02-02 due"},
		},
		{
			name: "FP9 a community review 6 months before", born: child,
			file: []casefile.Entry{on("2016-01-01", autistic), on("2026-01-05", admit("informal")), on("2025-07-05", community("c1"))},
			on:   "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-02-16 due"},
		},
		{
			name: "FP9 a day more is too long ago", born: child,
			file: []casefile.Entry{on("2016-01-01", autistic), on("2026-01-05", admit("informal")), on("2025-07-04", community("c1"))},
			on:   "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-01-19 due"},
		},
		{
			name: "FP9 one held on the day counts wherever it stands", born: adult,
			file: []casefile.Entry{on("2016-01-01", autistic), on("2026-01-05", admit("informal")), on("2026-01-05", community("c1"))},
			on:   "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-02-16 due"},
		},
		{
			name: "two weeks the day before turning 18", born: "2008-01-06",
			file: []casefile.Entry{on("2016-01-01", autistic), on("2026-01-05", admit("informal"))},
			on:   "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-01-19 due"},
		},
		{
			name: "four weeks on the birthday", born: "2008-01-05",
			file: []casefile.Entry{on("2016-01-01", autistic), on("2026-01-05", admit("informal"))},
			on:   "2026-01-05", rules: "policy.post-admission", want: []string{post + "2026-02-02 due"},
		},
		{
			name: "FP11 levels of security, and a move of both kinds", born: adult,
			file: []casefile.Entry{on("2026-01-05", admitTo(casefile.General, false)), on("2026-01-06", move("RXX01", casefile.PICU, false)),
				on("2026-01-07", move("RXX01", casefile.Low, false)), on("2026-01-08", move("RXX01", casefile.High, false)),
				on("2026-01-09", move("RXX01", casefile.High, false)), on("2026-01-10", move("RYY02", casefile.Medium, false)),
				on("2026-01-11", move("RYY02", casefile.General, false)), on("2026-01-12", discharge), on("2026-01-13", move("RXX01", casefile.Low, false))},
			on: "2026-01-13", rules: "policy",
			want: []string{
				"policy.security-change-review 2@2026-01-07 due 2026-02-04 ended 2026-01-12",
				"policy.security-change-review 3@2026-01-08 due 2026-02-05 ended 2026-01-12",
				"policy.hospital-move-review 5@2026-01-10 due 2026-02-07 ended 2026-01-12",
				"policy.security-change-review 6@2026-01-11 due 2026-02-08 ended 2026-01-12",
			},
		},
		{
			name: "FP21 reports add up, after the review, and the one who prepared it has the statutory one", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2026-01-05", admit("3")), on("2026-01-06", sent("r1", casefile.ToPerson, casefile.ToLocalAuthority)),
				on("2026-01-06", inpatient("r1")), on("2026-01-07", sent("r1", casefile.ToAttendees, casefile.ToAftercareICB, casefile.ToLocalAuthority)),
				on("2026-01-08", sent("r2", casefile.ToPerson, casefile.ToResponsibleClinician)),
				on("2026-01-09", casefile.ReportSent{Review: "r1", To: []casefile.Recipient{casefile.ToResponsibleClinician}, PreparedBy: casefile.ToResponsibleCommission}),
				on("2026-01-21", casefile.ReportSent{Review: "r1", PreparedBy: casefile.ToPerson}), on("2026-01-22", sent("r1", casefile.ToPerson))},
			on: "2026-01-22", rules: "mha.report policy.report",
			want: []string{
				"mha.report 2@2026-01-06 due 2026-01-19 met 5@2026-01-09",
				"policy.report 2@2026-01-06 due 2026-01-20 met-late 7@2026-01-22",
			},
		},
		{
			name: "FP22 the first condition entry by which they become considered, once", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-10", autistic), on("2026-01-11", disability),
				on("2026-01-20", inpatient("r1")), on("2026-01-21", notAutistic),
				on("2026-01-22", casefile.Condition{Condition: casefile.LearningDisability, Status: casefile.Excluded}), on("2026-01-23", autistic)},
			on: "2026-01-23", rules: "policy.new policy.diagnosis policy.post-admission",
			want: []string{
				"policy.new-diagnosis-review 1@2026-01-10 due 2026-02-07 met 3@2026-01-20",
				"policy.diagnosis-excluded-review 5@2026-01-22 due 2026-02-19 due",
			},
		},
		{
			name: "FP22 not later than 6 months after the discharge", born: adult,
			file: []casefile.Entry{on("2025-07-01", admit("informal")), on("2025-07-31", discharge), on("2026-01-31", autistic), on("2026-03-01", community("c1"))},
			on:   "2026-03-01", rules: "policy.new",
			want: []string{"policy.new-diagnosis-review 2@2026-01-31 due 2026-02-28 met-late 3@2026-03-01"},
		},
		{
			name: "FP22 a day later is too late", born: adult,
			file: []casefile.Entry{on("2025-07-01", admit("informal")), on("2025-07-31", discharge), on("2026-02-01", autistic)},
			on:   "2026-03-01", rules: "policy.new",
		},
		{
			name: "FP23 no longer considered leaves scope, leaving the register does not", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-10", autistic), on("2026-01-11", left), on("2026-01-12", notAutistic)},
			on:   "2026-01-13", rules: "policy.new",
			want: []string{"policy.new-diagnosis-review 1@2026-01-10 due 2026-02-07 ended 2026-01-12"},
		},
		{
			name: "FP23 moved out leaves scope; so a new admission ends it", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-10", autistic), on("2026-01-11", discharge), on("2026-01-12", admit("2")),
				on("2026-01-13", movedOut)},
			on: "2026-01-13", rules: "policy.new",
			want: []string{"policy.new-diagnosis-review 1@2026-01-10 due 2026-02-07 ended 2026-01-12"},
		},
		{
			name: "FP25 one obligation an episode, also after it was met", born: adult,
			file: []casefile.Entry{on("2026-01-05", red), on("2026-01-06", community("c1")), on("2026-01-07", red), on("2026-01-08", amber), on("2026-01-09", red)},
			on:   "2026-01-24", rules: "policy.red policy.amber",
			want: []string{
				"policy.red-review 0@2026-01-05 due 2026-01-19 met 1@2026-01-06",
				"policy.red-review 4@2026-01-09 due 2026-01-23 overdue",
				"policy.amber-response 3@2026-01-08 due 2026-02-05 ended 2026-01-09",
			},
		},
		{
			name: "FP25 a rating made in hospital starts none; an admission and leaving end one", born: adult,
			file: []casefile.Entry{on("2026-01-05", red), on("2026-01-06", admit("informal")), on("2026-01-07", red), on("2026-01-08", discharge), on("2026-01-09", red),
				on("2026-01-10", left), on("2026-01-11", red), on("2026-01-12", inpatient("r1"))},
			on: "2026-01-12", rules: "policy.red",
			want: []string{
				"policy.red-review 0@2026-01-05 due 2026-01-19 ended 2026-01-06",
				"policy.red-review 4@2026-01-09 due 2026-01-23 ended 2026-01-10",
				"policy.red-review 6@2026-01-11 due 2026-01-25 due",
			},
		},
		{
			name: "FP27 while one is open no rating starts another, nor does green end it; 26 ends it", born: "2000-02-01",
			file: []casefile.Entry{on("2026-01-12", admit("informal")), on("2026-01-13", amber), on("2026-01-14", green), on("2026-01-15", red)},
			on:   "2026-02-01", rules: "policy.keyworker",
			want: []string{"policy.keyworker-referral 1@2026-01-13 due 2026-01-20 ended-overdue 2026-02-01"},
		},
		{
			name: "FP27 a keyworker once known is known; leaving lets another start", born: child,
			file: []casefile.Entry{on("2026-01-12", red), on("2026-01-13", left), on("2026-01-14", amber), on("2026-01-15", casefile.Keyworker{Status: casefile.KeyworkerReferred}), on("2026-01-16", red)},
			on:   "2026-02-01", rules: "policy.keyworker",
			want: []string{
				"policy.keyworker-referral 0@2026-01-12 due 2026-01-19 ended 2026-01-13",
				"policy.keyworker-referral 2@2026-01-14 due 2026-01-21 met 3@2026-01-15",
			},
		},
		{
			name: "FP27 not at 26", born: "2000-02-01", file: []casefile.Entry{on("2026-02-01", red)}, on: "2026-02-01", rules: "policy.keyworker",
		},
		{
			name: "FP28 out of area by a move, between hospitals, and back", born: adult,
			file: []casefile.Entry{on("2026-01-05", admitTo(casefile.Low, false)), on("2026-01-06", visit), on("2026-01-10", move("RYY02", casefile.Low, true)),
				on("2026-01-11", move("RZZ03", casefile.Low, true)), on("2026-02-01", visit), on("2026-02-10", move("RXX01", casefile.Low, false)), on("2026-02-11", visit)},
			on: "2026-02-11", rules: "policy.oversight",
			want: []string{
				"policy.oversight-visit 2@2026-01-10 due 2026-03-07 met 4@2026-02-01",
				"policy.oversight-visit 4@2026-02-01 due 2026-03-29 ended 2026-02-10",
			},
		},
		{
			name: "FP28 six weeks under 18, by the age on the day", born: "2008-02-01",
			file: []casefile.Entry{on("2026-01-05", admitTo(casefile.Low, true)), on("2026-02-01", visit)},
			on:   "2026-02-02", rules: "policy.oversight",
			want: []string{
				"policy.oversight-visit 0@2026-01-05 due 2026-02-16 met 1@2026-02-01",
				"policy.oversight-visit 1@2026-02-01 due 2026-03-29 due",
			},
		},
		{
			name: "FP33 one telling meets all open ones of that referral", born: adult,
			file: []casefile.Entry{on("2026-01-05", casefile.Referral{ID: "f1", By: casefile.ByFamily}), on("2026-01-07", casefile.ReferralAcknowledged{Referral: "f1"}),
				on("2026-01-08", casefile.ReferralDecision{Referral: "f1", Outcome: casefile.Declined}), on("2026-01-14", casefile.ReferralDecision{Referral: "f1", Outcome: casefile.Accepted}),
				on("2026-01-14", casefile.OutcomeTold{Referral: "f2"}), on("2026-01-15", casefile.OutcomeTold{Referral: "f1"}), on("2026-01-16", casefile.ReferralDecision{Referral: "f1", Outcome: casefile.Accepted})},
			on: "2026-01-16", rules: "local",
			want: []string{
				"local.outcome-told 2@2026-01-08 due 2026-01-12 met-late 5@2026-01-15",
				"local.referral-acknowledgement 0@2026-01-05 due 2026-01-12 met 1@2026-01-07",
				"local.outcome-told 3@2026-01-14 due 2026-01-16 met 5@2026-01-15",
				"local.outcome-told 6@2026-01-16 due 2026-01-20 due",
				"local.referral-decision 0@2026-01-05 due 2026-02-02 met 2@2026-01-08",
			},
		},
		{
			name: "a referral withdrawn, a review request decided", born: adult,
			file: []casefile.Entry{on("2026-01-05", casefile.Referral{ID: "f1", By: casefile.ByFamily}), on("2026-01-13", casefile.ReferralWithdrawn{Referral: "f1"}),
				on("2026-01-05", casefile.ReviewRequested{ID: "q1"}), on("2026-01-12", casefile.ReviewDecision{Request: "q1", Outcome: casefile.Declined})},
			on: "2026-01-16", rules: "local",
			want: []string{
				"local.referral-acknowledgement 0@2026-01-05 due 2026-01-12 ended-overdue 2026-01-13",
				"local.review-request-decision 2@2026-01-05 due 2026-01-12 met 3@2026-01-12",
				"local.referral-decision 0@2026-01-05 due 2026-02-02 ended 2026-01-13",
			},
		},
		{
			name: "FP40 without a date, no obligation; not followed, cancelled, started, withdrawn", born: adult,
			file: []casefile.Entry{on("2026-01-05", casefile.Action{ID: "a0"}), on("2026-01-05", casefile.SupportNeed{ID: "n0"}),
				on("2026-01-05", casefile.Action{ID: "a1", Due: day("2026-01-10")}), on("2026-01-05", casefile.Action{ID: "a2", Due: day("2026-01-11")}),
				on("2026-01-05", casefile.SupportNeed{ID: "n1", WantedBy: day("2026-01-12")}), on("2026-01-05", casefile.SupportNeed{ID: "n2", WantedBy: day("2026-01-13")}),
				on("2026-01-10", casefile.ActionNotFollowed{Action: "a1", Reason: "no bed"}), on("2026-01-10", casefile.ActionCancelled{Action: "a2"}),
				on("2026-01-13", casefile.SupportStarted{Need: "n1"}), on("2026-01-13", casefile.SupportWithdrawn{Need: "n2"})},
			on: "2026-01-16", rules: "action support",
			want: []string{
				"action 2@2026-01-05 due 2026-01-10 met 6@2026-01-10",
				"action 3@2026-01-05 due 2026-01-11 ended 2026-01-10",
				"support 4@2026-01-05 due 2026-01-12 met-late 8@2026-01-13",
				"support 5@2026-01-05 due 2026-01-13 ended 2026-01-13",
			},
		},
		{
			name: "FP42 of equal due days and rules the earlier start comes first, then no entry", born: adult, part8A: "2026-01-12",
			file: []casefile.Entry{on("2026-01-05", casefile.Action{ID: "a1", Due: day("2026-02-01")}), on("2026-01-04", casefile.Action{ID: "a2", Due: day("2026-02-01")}),
				on("2026-01-04", casefile.Action{ID: "a3", Due: day("2026-02-01")}), on("2000-01-01", autistic), on("2026-01-03", admit("3")),
				on("2026-01-12", discharge), on("2026-01-12", admit("3"))},
			on: "2026-01-16", rules: "action mha",
			want: []string{
				"action 1@2026-01-04 due 2026-02-01 due",
				"action 2@2026-01-04 due 2026-02-01 due",
				"action 0@2026-01-05 due 2026-02-01 due",
				"mha.first-review -@2026-01-12 due 2026-02-08 ended 2026-01-12",
				"mha.first-review 6@2026-01-12 due 2026-02-08 due",
			},
		},
	})
}

// FP42: basis is statute, policy, local or record.
func TestFinePrint42Basis(t *testing.T) {
	t.Parallel()
	file := []casefile.Entry{on("2026-01-05", admit("3")), on("2026-01-06", inpatient("r1")), on("2026-01-06", casefile.ReviewRequested{ID: "q1"}),
		on("2026-01-06", casefile.SupportNeed{ID: "n1", WantedBy: day("2026-01-20")})}
	got := map[string]string{}
	for _, o := range Due(day(adult), file, day("2020-01-01"), day("2026-01-06")) {
		got[o.Rule] = o.Basis
	}
	want := map[string]string{"mha.report": "statute", "policy.report": "policy", "policy.rating-after-review": "policy",
		"policy.periodic-review": "policy", "local.review-request-decision": "local", "support": "record"}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for rule, basis := range want {
		if got[rule] != basis {
			t.Errorf("%s: basis %q, want %q", rule, got[rule], basis)
		}
	}
}

// FP2 and "only entries on or before the day exist": on any day, later entries
// change nothing, and the order of days in the file changes only the indexes.
func TestOnlyThePastCounts(t *testing.T) {
	t.Parallel()
	file := []casefile.Entry{
		on("2015-01-01", autistic), on("2024-01-01", joined), on("2024-01-02", red), on("2024-01-10", admitTo(casefile.Low, true)),
		on("2024-01-20", inpatient("r1")), on("2024-02-01", visit), on("2024-02-10", reviews(casefile.Refused, casefile.Own)),
		on("2024-03-01", status("informal")), on("2024-03-05", reviews(casefile.Given, casefile.Own)), on("2024-04-01", discharge),
		on("2024-04-02", amber), on("2024-05-01", meeting), on("2024-06-01", left),
	}
	backwards := slices.Clone(file)
	slices.Reverse(backwards) // one entry a day
	for d := day("2024-01-01"); d <= day("2024-06-03"); d++ {
		var past []casefile.Entry
		for _, e := range file {
			if e.On <= d {
				past = append(past, e)
			}
		}
		want := Due(day(adult), past, day("2020-01-01"), d)
		if got := Due(day(adult), file, day("2020-01-01"), d); !slices.Equal(got, want) {
			t.Errorf("on %v: got %v, want %v", d, got, want)
		}
		turned := Due(day(adult), backwards, day("2020-01-01"), d)
		for i := range turned {
			for _, by := range []*int{&turned[i].StartedBy, &turned[i].MetBy} {
				if *by != None {
					*by = len(file) - 1 - *by
				}
			}
		}
		if !slices.Equal(turned, want) {
			t.Errorf("on %v, backwards: got %v, want %v", d, turned, want)
		}
	}
	if got := Due(day(adult), nil, day("2020-01-01"), civil.Of(2026, 1, 1)); len(got) != 0 {
		t.Errorf("an empty case has %v", got)
	}
}
