package clock

import (
	"slices"
	"strings"
	"testing"

	"homeward/internal/civil"
)

func TestRulesAreInTheOrderOfTheirIDs(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(ruleIDs[:]) {
		t.Error("rules are compared as numbers, so their ids must rise")
	}
	for _, r := range Rules() {
		if got, ok := ParseRule(r.String()); got != r || !ok {
			t.Errorf("%s is parsed as %s, %v", r, got, ok)
		}
	}
}

// TestEnglandHasTheDefaultNumbers holds england.yaml to the table of the contract.
func TestEnglandHasTheDefaultNumbers(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"mha.first-review cetr": "14 days statute", "mha.first-review ctr": "28 days statute",
		"mha.repeat-review window": "12 months statute", "mha.report within": "14 days statute",
		"policy.post-admission-review after_community_review": "6 weeks policy", "policy.post-admission-review under_18": "2 weeks policy",
		"policy.post-admission-review adult": "4 weeks policy", "policy.post-admission-review community_review_lookback": "6 months local",
		"policy.periodic-review under_18": "3 months policy", "policy.periodic-review secure_ward": "12 months policy", "policy.periodic-review other_ward": "6 months policy",
		"policy.hospital-move-review within": "28 days local", "policy.security-change-review within": "28 days local",
		"policy.new-diagnosis-review within": "28 days local", "policy.new-diagnosis-review after_discharge": "6 months local",
		"policy.diagnosis-excluded-review within": "28 days local", "policy.red-review within": "14 days local", "policy.amber-response within": "28 days local",
		"policy.keyworker-referral within": "5 working days local", "policy.keyworker-referral ends_at_age": "26 years policy",
		"policy.rating-after-review within": "7 days local", "policy.report within": "14 days local",
		"policy.oversight-visit under_18": "6 weeks policy", "policy.oversight-visit adult": "8 weeks policy",
		"policy.consent-for-review before": "1 day policy", "policy.documents before": "1 day policy",
		"local.referral-acknowledgement within": "5 working days local", "local.referral-decision within": "28 days local", "local.outcome-told within": "2 working days local",
		"local.register-review red": "7 days local", "local.register-review amber": "14 days local", "local.register-review green": "3 months local", "local.register-review blue": "1 month local",
		"local.review-request-decision within": "5 working days local",
	}
	got := map[string]string{}
	rb := England()
	for _, r := range Rules() {
		for _, n := range rb.Numbers(r) {
			got[r.String()+" "+n.Name()] = rb.Period(n, civil.Of(2026, 1, 1)).String() + " " + rb.NumberSource(n, civil.Of(2026, 1, 1)).Basis.String()
			if rb.Meaning(n) == "" || rb.NumberSource(n, civil.Of(2026, 1, 1)).Text == "" {
				t.Errorf("%s %s has no meaning or no source", r, n.Name())
			}
		}
		if rb.Title(r) == "" || rb.Plain(r) == "" || rb.Source(r) == "" {
			t.Errorf("%s lacks words", r)
		}
	}
	for k := range got {
		if got[k] != want[k] {
			t.Errorf("%s is %s, want %s", k, got[k], want[k])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d numbers, want %d", len(got), len(want))
	}
	if again := rb.Period(ConsentAgainWithin, 1); again != (Period{14, Days}) {
		t.Errorf("after consent given again: %s", again)
	}
	if rb.Commencement() != 0 {
		t.Errorf("Part 8A is commenced on %s", rb.Commencement())
	}
}

const overlayHead = "format: homeward.rulebook/1\nname: Northshire\n"

func TestOverlay(t *testing.T) {
	t.Parallel()
	rb, problems := England().Overlay([]byte(overlayHead + `
part-8a: {commencement: 2027-10-01, source: Board paper 12}
consent:
  numbers:
    review_due: {source: Board paper 3, values: [{from: 2026-04-01, is: 1 week}]}
holidays: {source: Proclamation, added: [2026-06-15], removed: [2026-05-04]}
rules:
  policy.red-review:
    title: Urgent review
    source: Board paper 4
    numbers:
      within:
        source: Board paper 4
        values:
          - {from: 2026-04-01, is: 10 working days}
          - {from: 2027-04-01, is: 7 days}
  local.register-review:
    in_use: {source: Board paper 5, values: [{from: 2026-04-01, is: no}, {from: 2026-10-01, is: yes}]}
`))
	if problems != nil {
		t.Fatal(problems)
	}
	type at struct {
		n   Number
		day civil.Date
	}
	for k, want := range map[at]string{
		{RedReviewWithin, civil.Of(2026, 3, 31)}: "14 days", {RedReviewWithin, civil.Of(2026, 4, 1)}: "10 working days",
		{RedReviewWithin, civil.Of(2027, 3, 31)}: "10 working days", {RedReviewWithin, civil.Of(2030, 1, 1)}: "7 days",
		{ConsentAgainWithin, civil.Of(2026, 3, 31)}: "14 days", {ConsentAgainWithin, civil.Of(2026, 4, 1)}: "1 week",
		{AmberResponseWithin, civil.Of(2030, 1, 1)}: "28 days",
	} {
		if got := rb.Period(k.n, k.day).String(); got != want {
			t.Errorf("%s on %s is %s, want %s", numbers[k.n].name, k.day, got, want)
		}
	}
	if rb.Commencement() != civil.Of(2027, 10, 1) || rb.Name != "Northshire" || rb.Title(RedReview) != "Urgent review" ||
		!rb.Holidays().IsHoliday(civil.Of(2026, 6, 15)) || rb.Holidays().IsHoliday(civil.Of(2026, 5, 4)) {
		t.Errorf("the overlay is not what the file says: %s, %s, %s", rb.Commencement(), rb.Name, rb.Title(RedReview))
	}
	for day, want := range map[civil.Date]bool{civil.Of(2026, 3, 31): true, civil.Of(2026, 4, 1): false, civil.Of(2026, 9, 30): false, civil.Of(2026, 10, 1): true} {
		if got := rb.used(RegisterReview, day); got != want {
			t.Errorf("register review in use on %s: %v", day, got)
		}
	}
	if England().Title(RedReview) == "Urgent review" || England().Period(RedReviewWithin, civil.Of(2030, 1, 1)).String() != "14 days" {
		t.Error("the overlay changed the rulebook under it")
	}
}

func TestOverlayProblemsNameTheirLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, want string }{
		{"", "line 1: the file is empty"},
		{"name: [", "line 1: this is not YAML: did not find expected node content"},
		{overlayHead + "---\nname: x\n", "line 3: only one document is allowed in a rulebook file"},
		{"- a\n", "line 1: a rulebook must be a list of “name: value” lines"},
		{"name: x\n", `line 1: "format" is missing`},
		{overlayHead + "nmae: y\n", `line 3: a rulebook has nothing called "nmae"`},
		{overlayHead + "name: y\n", `line 3: "name" stands twice`},
		{overlayHead + "rules:\n  policy.red-reviews: {}\n", `line 4: rules has nothing called "policy.red-reviews"`},
		{overlayHead + "rules:\n  policy.red-review:\n    numbers:\n      within:\n        values: [{from: always, is: 7 days}]\n", "line 6: within lacks its source"},
		{overlayHead + "rules:\n  policy.red-review:\n    numbers:\n      within: {source: s, values: [{from: always, is: 0 days}]}\n", "line 6: 0 days is not possible: give 1 to 3653"},
		{overlayHead + "rules:\n  policy.red-review:\n    numbers:\n      within: {source: s, values: [{from: always, is: 7}]}\n", `line 6: "7" is not a length of time: write 28 days, 5 working days, 4 weeks or 6 months`},
		{overlayHead + "rules:\n  policy.documents:\n    numbers:\n      before: {source: s, values: [{from: always, is: 1 month}]}\n", "line 6: before cannot be counted in months"},
		{overlayHead + "rules:\n  policy.red-review:\n    numbers:\n      within: {source: s, basis: policy, values: [{from: 2026-02-30, is: 7 days}]}\n", "line 6: a number of your own is local\nline 6: \"2026-02-30\" is not a day: write it as 2027-04-01"},
		{overlayHead + "rules:\n  policy.red-review:\n    numbers:\n      within:\n        source: s\n        values:\n          - {from: 2027-01-01, is: 7 days}\n          - {from: 2026-01-01, is: 8 days}\n", "line 10: the days of the values must rise"},
		{overlayHead + "rules:\n  mha.first-review:\n    numbers:\n      ctr: {source: s, values: [{from: always, is: 56 days}]}\n", "line 4: mha.first-review is law: its words and numbers cannot be changed; only the day of commencement can be set, under part-8a"},
		{overlayHead + "part-8a: {commencement: 2027-10-01}\n", "line 3: part-8a lacks its source"},
		{overlayHead + "part-8a: {commencement: soon, source: s}\n", `line 3: "soon" is not a day: write it as 2027-04-01`},
		{overlayHead + "rules:\n  action:\n    in_use: {source: s, values: [{from: always, is: no}]}\n", "line 5: action cannot be switched off"},
		{overlayHead + "rules:\n  policy.red-review:\n    title: x\n", "line 4: policy.red-review has other words and lacks its source"},
		{overlayHead + "rules:\n  policy.red-review: &a {title: x, source: s}\n  policy.report: *a\n", "line 4: references within the file are not allowed: write the value out\nline 5: references within the file are not allowed: write the value out"},
	} {
		_, problems := England().Overlay([]byte(c.file))
		lines := make([]string, len(problems))
		for i, p := range problems {
			lines[i] = p.String()
		}
		got := strings.Join(lines, "\n")
		if got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.file, got, c.want)
		}
	}
}

func FuzzOverlay(f *testing.F) {
	f.Add(englandYAML)
	f.Add([]byte(overlayHead + "rules: {policy.red-review: {numbers: {within: {source: s, values: [{from: always, is: 7 days}]}}}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rb, problems := England().Overlay(data)
		if (rb == nil) == (len(problems) == 0) {
			t.Fatalf("both or neither of a rulebook and problems: %v", problems)
		}
	})
}
