package reference

import (
	"slices"
	"testing"

	"homeward/internal/casefile"
)

// Consent and ending: fine print 12 to 18 and 29 to 32.
func TestFinePrintConsent(t *testing.T) {
	t.Parallel()
	admitted := []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal"))}
	with := func(more ...casefile.Entry) []casefile.Entry { return append(admitted[:2:2], more...) }
	const post = "policy.post-admission-review 1@2026-01-05 due "
	run(t, []example{
		{
			name: "FP12 a parent may not refuse for someone of 16", born: "2010-01-10",
			file: []casefile.Entry{on("2015-01-01", autistic), on("2026-01-05", admit("informal")), on("2026-01-10", reviews(casefile.Refused, casefile.Parent))},
			on:   "2026-01-11", rules: "policy.post-admission",
			want: []string{post + "2026-01-19 due"},
		},
		{
			name: "FP12 a parent may until the day before, and it stands", born: "2010-01-10",
			file: []casefile.Entry{on("2015-01-01", autistic), on("2026-01-05", admit("informal")), on("2026-01-09", reviews(casefile.Refused, casefile.Parent))},
			on:   "2026-02-11", rules: "policy.post-admission",
			want: []string{post + "2026-01-19 suspended"},
		},
		{
			name: "FP12 a child's own refusal and best interests count", born: child,
			file: []casefile.Entry{on("2015-01-01", autistic), on("2026-01-05", admit("informal")),
				on("2026-01-09", reviews(casefile.Refused, casefile.Own)), on("2026-01-12", reviews(casefile.Given, casefile.BestInterests))},
			on: "2026-01-20", rules: "policy.post-admission",
			want: []string{post + "2026-01-26 due"},
		},
		{
			name: "FP13 a refusal of reviews stops neither what hangs on one review nor the amber response", born: adult,
			file: []casefile.Entry{on("2026-01-05", amber), on("2026-01-06", arranged("r1", "2026-02-01")), on("2026-01-07", community("c1")),
				on("2026-01-08", amber), on("2026-01-08", red), on("2026-01-09", reviews(casefile.Refused, casefile.Own))},
			on: "2026-01-10", rules: "policy",
			want: []string{
				"policy.rating-after-review 2@2026-01-07 due 2026-01-14 met 3@2026-01-08",
				"policy.report 2@2026-01-07 due 2026-01-21 due",
				"policy.red-review 4@2026-01-08 due 2026-01-22 suspended",
				"policy.consent-for-review 1@2026-01-06 due 2026-01-31 due",
				"policy.documents 1@2026-01-06 due 2026-01-31 due",
				"policy.amber-response 0@2026-01-05 due 2026-02-02 met 2@2026-01-07",
			},
		},
		{
			name: "FP13 it stops the review of a new diagnosis", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-06", autistic), on("2026-01-09", reviews(casefile.Refused, casefile.Own))},
			on:   "2026-01-10", rules: "policy.new",
			want: []string{"policy.new-diagnosis-review 1@2026-01-06 due 2026-02-03 suspended"},
		},
		{
			name: "FP13 nor an open amber response", born: adult,
			file: []casefile.Entry{on("2026-01-05", amber), on("2026-01-09", reviews(casefile.Refused, casefile.Own))},
			on:   "2026-01-10", rules: "policy.amber",
			want: []string{"policy.amber-response 0@2026-01-05 due 2026-02-02 due"},
		},
		{
			name: "FP13 a refusal of one review stops what hangs on that one", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2026-01-05", admit("3")), on("2026-01-06", inpatient("r1")), on("2026-01-06", inpatient("r2")),
				on("2026-01-07", review("r1", casefile.Withdrawn, casefile.Own))},
			on: "2026-01-08", rules: "mha.report policy.report policy.rating policy.periodic",
			want: []string{
				"policy.rating-after-review 1@2026-01-06 due 2026-01-13 suspended",
				"policy.rating-after-review 2@2026-01-06 due 2026-01-13 due",
				"mha.report 1@2026-01-06 due 2026-01-19 suspended",
				"mha.report 2@2026-01-06 due 2026-01-19 due",
				"policy.report 1@2026-01-06 due 2026-01-20 suspended",
				"policy.report 2@2026-01-06 due 2026-01-20 due",
				"policy.periodic-review 1@2026-01-06 due 2026-07-06 met 2@2026-01-06",
				"policy.periodic-review 2@2026-01-06 due 2026-07-06 due",
			},
		},
		{
			name: "FP14 consent given again moves an overdue one", born: adult,
			file: with(on("2026-02-10", reviews(casefile.Refused, casefile.Own)), on("2026-02-20", reviews(casefile.Given, casefile.Own))),
			on:   "2026-02-25", rules: "policy.post-admission",
			want: []string{post + "2026-03-06 due"},
		},
		{
			name: "FP14 given without a refusal moves nothing", born: adult,
			file: with(on("2026-02-20", reviews(casefile.Given, casefile.Own))),
			on:   "2026-02-25", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 overdue"},
		},
		{
			name: "FP15 met while suspended: suspended in time", born: adult,
			file: with(on("2026-01-20", reviews(casefile.Refused, casefile.Own)), on("2026-02-15", inpatient("r1"))),
			on:   "2026-02-15", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 met 3@2026-02-15"},
		},
		{
			name: "FP15 met while suspended: suspended too late", born: adult,
			file: with(on("2026-02-10", reviews(casefile.Refused, casefile.Own)), on("2026-02-15", inpatient("r1"))),
			on:   "2026-02-15", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 met-late 3@2026-02-15"},
		},
		{
			name: "FP15 a suspension begins with the first refusal of a run", born: adult,
			file: with(on("2026-02-01", reviews(casefile.Withdrawn, casefile.Own)), on("2026-02-10", reviews(casefile.Refused, casefile.Own)),
				on("2026-02-15", discharge)),
			on: "2026-02-15", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 ended 2026-02-15"},
		},
		{
			name: "FP15 and 16 suspended from its start", born: adult,
			file: []casefile.Entry{on("2000-01-01", autistic), on("2026-01-05", admit("informal")), on("2025-12-01", reviews(casefile.Refused, casefile.Own)),
				on("2026-03-01", discharge)},
			on: "2026-03-01", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 ended 2026-03-01"},
		},
		{
			name: "FP16 suspended, it shows the due day it had", born: adult,
			file: with(on("2026-01-20", reviews(casefile.Refused, casefile.Own)), on("2026-01-30", reviews(casefile.Given, casefile.Own)),
				on("2026-02-03", reviews(casefile.Refused, casefile.Own))),
			on: "2026-04-01", rules: "policy.post-admission",
			want: []string{post + "2026-02-13 suspended"},
		},
		{
			name: "FP16 resumed early, it keeps its original due day", born: adult,
			file: with(on("2026-01-06", reviews(casefile.Refused, casefile.Own)), on("2026-01-07", reviews(casefile.Given, casefile.Own))),
			on:   "2026-01-08", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 due"},
		},
		{
			name: "FP17 death ends all but what never ends", born: adult, part8A: "2020-01-01",
			file: []casefile.Entry{on("2026-01-05", admit("3")), on("2026-01-06", inpatient("r1")),
				on("2026-01-06", casefile.Action{ID: "a1", Due: day("2026-01-08")}), on("2026-01-06", casefile.ReviewRequested{ID: "q1"}),
				on("2026-01-06", casefile.Referral{ID: "f1", By: casefile.BySelf}),
				on("2026-01-06", casefile.ReferralDecision{Referral: "f1", Outcome: casefile.Accepted}),
				on("2026-01-07", arranged("r2", "2026-02-01")), on("2026-01-09", died)},
			on: "2026-03-01", rules: "mha policy local action",
			want: []string{
				"action 2@2026-01-06 due 2026-01-08 ended-overdue 2026-01-09",
				"local.outcome-told 5@2026-01-06 due 2026-01-08 overdue",
				"local.referral-acknowledgement 4@2026-01-06 due 2026-01-13 met 5@2026-01-06",
				"local.review-request-decision 3@2026-01-06 due 2026-01-13 ended 2026-01-09",
				"policy.rating-after-review 1@2026-01-06 due 2026-01-13 ended 2026-01-09",
				"mha.report 1@2026-01-06 due 2026-01-19 overdue",
				"policy.report 1@2026-01-06 due 2026-01-20 overdue",
				"policy.consent-for-review 6@2026-01-07 due 2026-01-31 ended 2026-01-09",
				"policy.documents 6@2026-01-07 due 2026-01-31 ended 2026-01-09",
				"local.referral-decision 4@2026-01-06 due 2026-02-03 met 5@2026-01-06",
				"policy.periodic-review 1@2026-01-06 due 2026-07-06 ended 2026-01-09",
			},
		},
		{
			name: "FP17 death ends a referral's, and leaves the scope of a new diagnosis", born: adult,
			file: []casefile.Entry{on("2026-01-05", admit("informal")), on("2026-01-06", autistic),
				on("2026-01-06", casefile.Referral{ID: "f1", By: casefile.BySelf}), on("2026-01-09", died)},
			on: "2026-01-10", rules: "policy.new local",
			want: []string{
				"local.referral-acknowledgement 2@2026-01-06 due 2026-01-13 ended 2026-01-09",
				"local.referral-decision 2@2026-01-06 due 2026-02-03 ended 2026-01-09",
				"policy.new-diagnosis-review 1@2026-01-06 due 2026-02-03 ended 2026-01-09",
			},
		},
		{
			name: "on the due day it is still due", born: adult, file: with(), on: "2026-02-02", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 due"},
		},
		{
			name: "the day after it is overdue", born: adult, file: with(), on: "2026-02-03", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 overdue"},
		},
		{
			name: "FP18 ended on the due day", born: adult,
			file: with(on("2026-02-02", discharge), on("2026-02-02", inpatient("r1"))),
			on:   "2026-03-01", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 ended 2026-02-02"},
		},
		{
			name: "FP18 ended after it", born: adult,
			file: with(on("2026-02-03", discharge)),
			on:   "2026-03-01", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 ended-overdue 2026-02-03"},
		},
		{
			name: "FP18 met first", born: adult,
			file: with(on("2026-02-02", inpatient("r1")), on("2026-02-02", discharge)),
			on:   "2026-03-01", rules: "policy.post-admission",
			want: []string{post + "2026-02-02 met 2@2026-02-02"},
		},
	})
}

func TestFinePrintConsentForOneThing(t *testing.T) {
	t.Parallel()
	const own16 = "policy.own-consent-at-16 -@2026-02-01 due 2026-02-01 "
	under16 := []casefile.Entry{on("2020-01-01", joined), on("2020-01-01", register(casefile.Given, casefile.Parent))}
	with := func(more ...casefile.Entry) []casefile.Entry { return append(under16[:2:2], more...) }
	run(t, []example{
		{
			name: "FP29 an own refusal leaves it open until the person leaves", born: "2010-02-01",
			file: with(on("2026-02-03", register(casefile.Refused, casefile.Own))),
			on:   "2026-02-04", rules: "policy.own", want: []string{own16 + "overdue"},
		},
		{
			name: "FP29 and then ends", born: "2010-02-01",
			file: with(on("2026-02-03", register(casefile.Refused, casefile.Own)), on("2026-02-04", left)),
			on:   "2026-02-04", rules: "policy.own", want: []string{own16 + "ended-overdue 2026-02-04"},
		},
		{
			name: "FP29 a best-interests refusal meets it, consent to reviews does not", born: "2010-02-01",
			file: with(on("2026-02-02", reviews(casefile.Given, casefile.Own)), on("2026-02-03", register(casefile.Refused, casefile.BestInterests))),
			on:   "2026-02-04", rules: "policy.own", want: []string{own16 + "met-late 3@2026-02-03"},
		},
		{
			name: "FP29 own consent the day before needs no asking again", born: "2010-02-01",
			file: with(on("2026-01-31", register(casefile.Given, casefile.Own))),
			on:   "2026-02-04", rules: "policy.own",
		},
		{
			name: "FP29 leaving on the birthday is too late to matter", born: "2010-02-01",
			file: with(on("2026-02-01", left)),
			on:   "2026-02-04", rules: "policy.own", want: []string{own16 + "ended 2026-02-01"},
		},
		{
			name: "FP29 leaving the day before is not", born: "2010-02-01",
			file: with(on("2026-01-31", movedOut)),
			on:   "2026-02-04", rules: "policy.own",
		},
		{
			name: "born on 29 February, 16 on a 29 February; 18 on 1 March", born: "2008-02-29",
			file: []casefile.Entry{on("2026-02-28", inpatient("r0")), on("2026-02-27", admit("informal")), on("2026-03-01", inpatient("r1"))},
			on:   "2026-03-01", rules: "policy.periodic",
			want: []string{
				"policy.periodic-review 0@2026-02-28 due 2026-05-28 met 2@2026-03-01",
				"policy.periodic-review 2@2026-03-01 due 2026-09-01 due",
			},
		},
		{
			name: "FP30 leaving clears the colour, and a meeting without one starts nothing", born: adult,
			file: []casefile.Entry{on("2026-01-01", joined), on("2026-01-01", green), on("2026-01-02", left), on("2026-01-03", joined),
				on("2026-01-04", meeting), on("2026-01-05", blue), on("2026-01-31", meeting)},
			on: "2026-01-31", rules: "local.register",
			want: []string{
				"local.register-review 5@2026-01-05 due 2026-02-05 met 6@2026-01-31",
				"local.register-review 6@2026-01-31 due 2026-02-28 due",
				"local.register-review 1@2026-01-01 due 2026-04-01 ended 2026-01-02",
			},
		},
		{
			name: "FP30 a rating puts nobody on the register; the same colour again meets one and starts the next", born: adult,
			file: []casefile.Entry{on("2026-01-01", red), on("2026-01-02", joined), on("2026-01-03", meeting), on("2026-01-04", red), on("2026-01-05", amber)},
			on:   "2026-01-06", rules: "local.register",
			want: []string{
				"local.register-review 2@2026-01-03 due 2026-01-10 met 3@2026-01-04",
				"local.register-review 3@2026-01-04 due 2026-01-11 met 4@2026-01-05",
				"local.register-review 4@2026-01-05 due 2026-01-19 due",
			},
		},
		{
			name: "FP31 answered before the arrangement, by a refusal too", born: adult,
			file: []casefile.Entry{on("2026-01-01", review("r1", casefile.Refused, casefile.Own)), on("2026-01-05", arranged("r1", "2026-02-01"))},
			on:   "2026-01-06", rules: "policy.consent policy.documents",
			want: []string{
				"policy.consent-for-review 1@2026-01-05 due 2026-01-31 met 0@2026-01-01",
				"policy.documents 1@2026-01-05 due 2026-01-31 suspended",
			},
		},
		{
			name: "FP31 a withdrawal alone does not answer", born: adult,
			file: []casefile.Entry{on("2026-01-05", arranged("r1", "2026-02-01")), on("2026-01-06", review("r1", casefile.Withdrawn, casefile.Own))},
			on:   "2026-01-06", rules: "policy.consent",
			want: []string{"policy.consent-for-review 0@2026-01-05 due 2026-01-31 suspended"},
		},
		{
			name: "FP31 a best-interests withdrawal does; a parent of someone of 16 does not", born: adult,
			file: []casefile.Entry{on("2026-01-05", arranged("r1", "2026-02-01")), on("2026-01-06", review("r1", casefile.Given, casefile.Parent)),
				on("2026-02-01", review("r1", casefile.Withdrawn, casefile.BestInterests))},
			on: "2026-02-01", rules: "policy.consent",
			want: []string{"policy.consent-for-review 0@2026-01-05 due 2026-01-31 met-late 2@2026-02-01"},
		},
		{
			name: "documents are met by that review's pack, sent the day before it", born: adult,
			file: []casefile.Entry{on("2026-01-05", arranged("r1", "2026-02-01")), on("2026-01-20", casefile.PackSent{Review: "r2"}),
				on("2026-01-31", casefile.PackSent{Review: "r1"})},
			on: "2026-01-31", rules: "policy.documents",
			want: []string{"policy.documents 0@2026-01-05 due 2026-01-31 met 2@2026-01-31"},
		},
		{
			name: "FP32 cancelling or holding ends both", born: adult,
			file: []casefile.Entry{on("2026-01-05", arranged("r1", "2026-02-01")), on("2026-01-05", arranged("r2", "2026-02-02")),
				on("2026-01-20", casefile.ReviewCancelled{ID: "r1"}), on("2026-02-02", inpatient("r2"))},
			on: "2026-02-03", rules: "policy.consent policy.documents",
			want: []string{
				"policy.consent-for-review 0@2026-01-05 due 2026-01-31 ended 2026-01-20",
				"policy.documents 0@2026-01-05 due 2026-01-31 ended 2026-01-20",
				"policy.consent-for-review 1@2026-01-05 due 2026-02-01 ended-overdue 2026-02-02",
				"policy.documents 1@2026-01-05 due 2026-02-01 ended-overdue 2026-02-02",
			},
		},
	})
}

// everyRule is a case in which, in the end or after a review, nearly every rule
// has an open obligation: only red-review, amber-response and new-diagnosis-review
// cannot have one beside the others. Its reviews are r1 (arranged) and r2 (held).
var everyRule = []casefile.Entry{
	on("2020-01-01", joined), on("2020-01-01", register(casefile.Given, casefile.Parent)),
	on("2026-01-02", red),
	on("2026-01-03", amber),
	on("2026-01-04", admitTo(casefile.General, true)),
	on("2026-01-05", autistic), on("2026-01-06", notAutistic), on("2026-01-07", autistic),
	on("2026-01-08", move("RYY02", casefile.General, true)), on("2026-01-09", move("RYY02", casefile.Low, true)),
	on("2026-01-10", arranged("r1", "2026-02-10")),
	on("2026-01-10", casefile.Referral{ID: "f1", By: casefile.BySelf}), on("2026-01-10", casefile.Referral{ID: "f2", By: casefile.BySelf}),
	on("2026-01-10", casefile.ReferralDecision{Referral: "f2", Outcome: casefile.Accepted}),
	on("2026-01-10", casefile.ReviewRequested{ID: "q1"}),
	on("2026-01-10", casefile.Action{ID: "a1", Due: day("2026-03-01")}), on("2026-01-10", casefile.SupportNeed{ID: "n1", WantedBy: day("2026-03-01")}),
}

// FP13: the rules that a refusal of reviews, and of one review, suspends.
func TestFinePrint13EveryRule(t *testing.T) {
	t.Parallel()
	suspended := func(more ...casefile.Entry) (yes, no []string) {
		all := map[string]bool{}
		file := append(everyRule[:len(everyRule):len(everyRule)], more...)
		for _, o := range Due(day("2010-01-11"), file, day("2020-01-01"), day("2026-01-13")) {
			switch o.State {
			case stateSuspended:
				all[o.Rule] = true
			case stateDue, stateOverdue:
				all[o.Rule] = all[o.Rule] || false
			}
		}
		for rule, is := range all {
			if is {
				yes = append(yes, rule)
			} else {
				no = append(no, rule)
			}
		}
		slices.Sort(yes)
		slices.Sort(no)
		return yes, no
	}
	check := func(name string, got, want []string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	refuse := on("2026-01-11", reviews(casefile.Refused, casefile.Own))

	// In hospital, before any review: those of the stay.
	yes, no := suspended(refuse)
	check("suspended in hospital", yes, []string{"mha.first-review", "policy.diagnosis-excluded-review",
		"policy.hospital-move-review", "policy.security-change-review"})
	check("running in hospital", no, []string{"action", "local.outcome-told", "local.referral-acknowledgement",
		"local.referral-decision", "local.register-review", "local.review-request-decision", "policy.consent-for-review",
		"policy.documents", "policy.keyworker-referral", "policy.oversight-visit", "policy.own-consent-at-16", "support"})

	// After a review: what repeats, and what hangs on that review. The stay's own
	// are met by it, so another admission's stand beside them.
	held := on("2026-01-11", inpatient("r2"))
	again := on("2026-01-12", admitTo(casefile.General, true))
	yes, no = suspended(held, again, refuse)
	check("suspended after a review", yes, []string{"mha.repeat-review", "policy.periodic-review", "policy.post-admission-review"})
	check("running after a review", no, []string{"action", "local.outcome-told", "local.referral-acknowledgement",
		"local.referral-decision", "local.register-review", "local.review-request-decision", "mha.report",
		"policy.consent-for-review", "policy.documents", "policy.keyworker-referral", "policy.oversight-visit",
		"policy.own-consent-at-16", "policy.rating-after-review", "policy.report", "support"})

	withdraw := func(id string) casefile.Entry {
		return on("2026-01-12", review(id, casefile.Withdrawn, casefile.Own))
	}
	yes, _ = suspended(held, withdraw("r2"))
	check("suspended with the review held", yes, []string{"mha.report", "policy.rating-after-review", "policy.report"})
	yes, _ = suspended(held, withdraw("r1"))
	check("suspended with the review arranged", yes, []string{"policy.consent-for-review", "policy.documents"})
}
