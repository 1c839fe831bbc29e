package clock

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// example is a case told in few words, a day, and the obligations that must
// stand then under the rules it names: all of them and no others.
//
// An entry is a day and words, as "2026-01-05 admission A general 3 out"; see
// tell. An obligation is "rule@place started due state", with what it was met
// or ended by behind it; place is "-" for none.
type example struct {
	name    string
	born    string // 1990-06-15 when left out, or unknown
	part8A  string
	entries string
	on      string
	want    string
}

func (x example) check(t *testing.T) {
	t.Helper()
	born := "1990-06-15"
	if x.born != "" {
		born = x.born
	}
	f := &casefile.File{ID: "p"}
	if born != "unknown" {
		f.BirthDate = mustDay(t, born)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(x.entries), "\n") {
		f.Entries = append(f.Entries, tell(t, strings.Fields(line)))
	}
	rb := England()
	if x.part8A != "" {
		rb = rb.WithCommencement(mustDay(t, x.part8A))
	}
	want := map[string]int{}
	rules := map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(x.want), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if rule, none := strings.CutPrefix(line, "no "); none {
			rules[rule] = true
			continue
		}
		want[line]++
		rule, _, _ := strings.Cut(line, "@")
		rules[rule] = true
	}
	for _, o := range Evaluate(f, rb, mustDay(t, x.on)).Obligations {
		if !rules[o.Rule.String()] {
			continue
		}
		place := "-"
		if o.StartedBy >= 0 {
			place = fmt.Sprint(o.StartedBy)
		}
		got := fmt.Sprintf("%s@%s %s %s %s", o.Rule, place, o.StartedOn, o.Due, o.State)
		if o.MetOn != 0 {
			got += fmt.Sprintf(" met %s by %d", o.MetOn, o.MetBy)
		}
		if o.EndedOn != 0 {
			got += " ended " + o.EndedOn.String()
		}
		if want[got]--; want[got] < 0 {
			t.Errorf("%s: not expected: %s", x.name, got)
		}
	}
	for line, n := range want {
		if n > 0 {
			t.Errorf("%s: missing: %s", x.name, line)
		}
	}
}

func mustDay(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// tell makes an entry of words: the day, the kind, and what belongs to it.
func tell(t *testing.T, w []string) casefile.Entry {
	t.Helper()
	at := func(i int) string {
		if i < len(w) {
			return w[i]
		}
		return ""
	}
	optionalDay := func(i int) civil.Date {
		if at(i) == "" || at(i) == "out" {
			return 0
		}
		return mustDay(t, at(i))
	}
	out := slices.Contains(w, "out")
	var f casefile.Fact
	switch at(1) {
	case "autism", "learning-disability":
		f = casefile.Condition{Condition: casefile.ConditionName(at(1)), Status: casefile.ConditionStatus(at(2))}
	case "plan":
		f = casefile.EHCPlan{Status: casefile.PlanStatus(at(2))}
	case "referral":
		f = casefile.Referral{ID: at(2)}
	case "acknowledged":
		f = casefile.ReferralAcknowledged{Referral: at(2)}
	case "decided":
		f = casefile.ReferralDecision{Referral: at(2)}
	case "told":
		f = casefile.OutcomeTold{Referral: at(2)}
	case "withdrawn":
		f = casefile.ReferralWithdrawn{Referral: at(2)}
	case "consent": // to decision basis [review]
		f = casefile.Consent{To: casefile.ConsentTo(at(2)), Decision: casefile.ConsentDecision(at(3)), Basis: casefile.ConsentBasis(at(4)), Review: at(5)}
	case "red", "amber", "green", "blue":
		f = casefile.Rated{Rating: casefile.Rating(at(1))}
	case "joined":
		f = casefile.JoinedRegister{}
	case "left":
		f = casefile.LeftRegister{}
	case "moved-out":
		f = casefile.MovedOut{}
	case "died":
		f = casefile.Died{}
	case "meeting":
		f = casefile.Meeting{}
	case "keyworker":
		f = casefile.Keyworker{Status: casefile.KeyworkerNamed}
	case "admission": // hospital security status [second recommendation] [out]
		f = casefile.Admission{Hospital: at(2), Security: casefile.Security(at(3)), LegalStatus: casefile.LegalStatus(at(4)), SecondRecommendation: optionalDay(5), OutOfArea: out}
	case "status": // status [second recommendation]
		f = casefile.LegalStatusChange{LegalStatus: casefile.LegalStatus(at(2)), SecondRecommendation: optionalDay(3)}
	case "move": // hospital security [out]
		f = casefile.WardMove{Hospital: at(2), Security: casefile.Security(at(3)), OutOfArea: out}
	case "discharge":
		f = casefile.Discharge{}
	case "visit":
		f = casefile.OversightVisit{}
	case "laep":
		f = casefile.LAEP{}
	case "requested":
		f = casefile.ReviewRequested{ID: at(2)}
	case "answered":
		f = casefile.ReviewDecision{Request: at(2)}
	case "arranged": // id day
		f = casefile.ReviewArranged{ID: at(2), For: mustDay(t, at(3))}
	case "cancelled":
		f = casefile.ReviewCancelled{ID: at(2)}
	case "pack":
		f = casefile.PackSent{Review: at(2)}
	case "inpatient", "community": // id
		f = casefile.ReviewHeld{ID: at(2), Setting: casefile.Setting(at(1))}
	case "report": // review to,to [prepared by]
		r := casefile.ReportSent{Review: at(2), PreparedBy: casefile.Recipient(at(4))}
		for to := range strings.SplitSeq(at(3), ",") {
			r.To = append(r.To, casefile.Recipient(to))
		}
		f = r
	case "action": // id [due]
		f = casefile.Action{ID: at(2), Due: optionalDay(3)}
	case "done":
		f = casefile.ActionDone{Action: at(2)}
	case "not-followed":
		f = casefile.ActionNotFollowed{Action: at(2), Reason: "none free"}
	case "called-off":
		f = casefile.ActionCancelled{Action: at(2)}
	case "need": // id [wanted by]
		f = casefile.SupportNeed{ID: at(2), WantedBy: optionalDay(3)}
	case "started":
		f = casefile.SupportStarted{Need: at(2)}
	case "not-needed":
		f = casefile.SupportWithdrawn{Need: at(2)}
	default:
		t.Fatalf("no entry is told as %q", w)
	}
	return casefile.Entry{On: mustDay(t, w[0]), Fact: f}
}

func TestFinePrintOfDaysAndDetention(t *testing.T) {
	t.Parallel()
	for _, x := range []example{
		{name: "fine print 1: a review earlier in the day is not on or after the move", entries: `
			2026-01-05 admission A general informal
			2026-02-02 inpatient r1
			2026-02-02 move B general
			2026-02-02 inpatient r2`, on: "2026-02-02", want: `
			policy.hospital-move-review@2 2026-02-02 2026-03-02 met met 2026-02-02 by 3`},
		{name: "fine print 1: a second recommendation comes before the entries of its day", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 4 2026-01-07
			2026-01-07 inpatient r1`, on: "2026-01-07", want: `
			mha.first-review@1 2026-01-07 2026-02-03 met met 2026-01-07 by 2
			mha.repeat-review@2 2026-01-07 2027-01-06 due
			mha.report@2 2026-01-07 2026-01-20 due`},
		{name: "fine print 2: entries are taken by day", entries: `
			2026-02-02 inpatient r1
			2026-01-05 admission A general informal
			2000-01-01 autism confirmed`, on: "2026-02-02", want: `
			policy.post-admission-review@1 2026-01-05 2026-02-02 met met 2026-02-02 by 0`},
		{name: "fine print 3: a condition later in the day counts, and so does a plan", part8A: "2020-01-01", entries: `
			2026-01-05 admission A general 2
			2026-01-05 autism considered
			2026-01-05 plan maintained`, on: "2026-01-05", want: `
			mha.first-review@0 2026-01-05 2026-01-18 due
			policy.post-admission-review@0 2026-01-05 2026-02-02 due`},
		{name: "fine print 3: who leaves in the evening is not on the register that day", entries: `
			2026-01-01 joined
			2026-01-05 red
			2026-01-05 left`, on: "2026-01-05", want: `
			no local.register-review
			policy.red-review@1 2026-01-05 2026-01-19 ended ended 2026-01-05`},
		{name: "fine print 3: what a day ends as it began has not changed", part8A: "2020-01-01", entries: `
			2026-01-05 admission A general 3
			2026-01-06 autism confirmed
			2026-01-06 autism excluded
			2026-01-07 autism confirmed
			2026-01-08 autism excluded
			2026-01-08 learning-disability confirmed`, on: "2026-01-09", want: `
			mha.first-review@3 2026-01-07 2026-02-03 due
			policy.new-diagnosis-review@3 2026-01-07 2026-02-04 due
			no policy.diagnosis-excluded-review`},
		{name: "fine print 4: a non-detaining status ends the detention, another begins a new one the same day", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 2
			2026-01-10 status informal
			2026-01-10 status 3`, on: "2026-01-11", want: `
			mha.first-review@1 2026-01-05 2026-02-01 ended ended 2026-01-10
			mha.first-review@3 2026-01-10 2026-02-06 due`},
		{name: "fine print 4: 2 to 3 and a transfer end nothing", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 2
			2026-01-10 move B low
			2026-01-11 status 3`, on: "2026-02-03", want: `mha.first-review@1 2026-01-05 2026-02-01 overdue`},
		{name: "fine print 5: 4 detains from the recommendation, not before", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 4 2026-01-08`, on: "2026-01-07", want: `no mha.first-review`},
		{name: "fine print 5: the latest entry says all", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 4 2026-01-08
			2026-01-07 status 4`, on: "2026-01-09", want: `no mha.first-review`},
		{name: "fine print 5: a recommendation before its entry detains from the entry", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 4
			2026-01-07 status 4 2026-01-06`, on: "2026-01-09", want: `mha.first-review@2 2026-01-07 2026-02-03 due`},
		{name: "fine print 6: detained before commencement", part8A: "2026-03-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 3
			2026-02-20 inpatient r1
			2026-03-01 inpatient r2`, on: "2026-03-01", want: `
			mha.first-review@- 2026-03-01 2026-03-28 met met 2026-03-01 by 3
			mha.repeat-review@3 2026-03-01 2027-02-28 due
			mha.report@3 2026-03-01 2026-03-14 due`},
		{name: "fine print 6: nothing before the commencement day, nor for a detention over by then", part8A: "2026-03-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 3
			2026-02-28 discharge`, on: "2026-03-02", want: `no mha.first-review`},
		{name: "fine print 6: considered only later", part8A: "2020-01-01", born: "2008-01-20", entries: `
			2026-01-05 admission A general 3
			2026-01-19 autism considered`, on: "2026-01-20", want: `mha.first-review@1 2026-01-19 2026-02-01 due`},
		{name: "fine print 10: exclusion does not end what the Act obliges", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 3
			2026-01-10 autism excluded
			2026-01-11 inpatient r1`, on: "2026-01-12", want: `
			mha.first-review@1 2026-01-05 2026-02-01 met met 2026-01-11 by 3
			mha.report@3 2026-01-11 2026-01-24 due
			policy.periodic-review@3 2026-01-11 2026-07-11 due`},
		{name: "fine print 20: windows are fixed and close", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2024-02-01 admission A high 37/41
			2024-02-29 inpatient r1
			2025-03-10 inpatient r2`, on: "2026-03-01", want: `
			mha.first-review@1 2024-02-01 2024-02-28 met-late met 2024-02-29 by 2
			mha.repeat-review@2 2024-02-29 2025-02-27 overdue
			mha.repeat-review@- 2025-02-28 2026-02-27 met met 2025-03-10 by 3
			mha.repeat-review@- 2026-02-28 2027-02-27 due`},
		{name: "fine print 20: consent given again lets a later review meet a window", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2024-01-01 admission A high 3
			2024-01-10 inpatient r1
			2025-01-05 consent reviews refused own
			2025-01-20 consent reviews given own
			2025-02-03 inpatient r2
			2025-03-01 discharge`, on: "2025-04-01", want: `
			mha.repeat-review@2 2024-01-10 2025-02-03 met met 2025-02-03 by 5
			mha.repeat-review@- 2025-01-10 2026-01-09 met met 2025-02-03 by 5`},
		{name: "fine print 20: not one held after the window while consent is refused", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2024-01-01 admission A high 3
			2024-01-10 inpatient r1
			2025-01-05 consent reviews refused own
			2025-02-03 inpatient r2`, on: "2025-04-01", want: `
			mha.repeat-review@2 2024-01-10 2025-01-09 suspended
			mha.repeat-review@- 2025-01-10 2026-01-09 met met 2025-02-03 by 4`},
		{name: "fine print 41: place of safety does not detain, nor does guardianship", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 37(4)
			2026-01-06 status 37-guardianship
			2026-01-07 status 5(2)`, on: "2026-01-08", want: `no mha.first-review`},
	} {
		x.check(t)
	}
}

func TestFinePrintOfConsentAndEnding(t *testing.T) {
	t.Parallel()
	for _, x := range []example{
		{name: "fine print 12: a parent decides only under 16", born: "2010-01-20", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general informal
			2026-01-19 consent reviews refused parent`, on: "2026-01-20", want: `policy.post-admission-review@1 2026-01-05 2026-01-19 suspended`},
		{name: "fine print 12: from 16 as if not recorded", born: "2010-01-20", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general informal
			2026-01-20 consent reviews refused parent`, on: "2026-01-20", want: `policy.post-admission-review@1 2026-01-05 2026-01-19 overdue`},
		{name: "fine print 13: a refusal of reviews stops what obliges a review, no more", entries: `
			2026-01-05 red
			2026-01-06 arranged r1 2026-01-20
			2026-01-07 community r0
			2026-01-08 consent reviews refused own
			2026-01-08 green
			2026-01-09 red
			2026-01-10 amber`, on: "2026-01-11", want: `
			policy.red-review@0 2026-01-05 2026-01-19 met met 2026-01-07 by 2
			policy.red-review@5 2026-01-09 2026-01-23 ended ended 2026-01-10
			policy.amber-response@6 2026-01-10 2026-02-07 due
			policy.documents@1 2026-01-06 2026-01-19 due
			policy.consent-for-review@1 2026-01-06 2026-01-19 due
			policy.report@2 2026-01-07 2026-01-21 due`},
		{name: "fine print 13: a refusal of one review stops what hangs on it", entries: `
			2026-01-06 arranged r1 2026-01-20
			2026-01-06 arranged r2 2026-01-20
			2026-01-07 community r1
			2026-01-08 consent review refused own r1`, on: "2026-01-30", want: `
			policy.documents@0 2026-01-06 2026-01-19 ended ended 2026-01-07
			policy.documents@1 2026-01-06 2026-01-19 overdue
			policy.rating-after-review@2 2026-01-07 2026-01-14 suspended
			policy.report@2 2026-01-07 2026-01-21 suspended`},
		{name: "fine print 14: consent given again moves an overdue one", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general informal
			2026-02-10 consent reviews refused own
			2026-02-20 consent reviews given own`, on: "2026-02-20", want: `policy.post-admission-review@1 2026-01-05 2026-03-06 due`},
		{name: "the due day stays where it is the later", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general informal
			2026-01-10 consent reviews withdrawn own
			2026-01-12 consent reviews given best-interests`, on: "2026-01-12", want: `policy.post-admission-review@1 2026-01-05 2026-02-02 due`},
		{name: "fine print 15: met while suspended is judged by when that began", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general informal
			2026-02-02 consent reviews refused own
			2026-03-01 inpatient r1`, on: "2026-03-01", want: `policy.post-admission-review@1 2026-01-05 2026-02-02 met met 2026-03-01 by 3`},
		{name: "fine print 15: ended while suspended after it was overdue", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general informal
			2026-02-03 consent reviews refused own
			2026-03-01 discharge`, on: "2026-03-01", want: `policy.post-admission-review@1 2026-01-05 2026-02-02 ended-overdue ended 2026-03-01`},
		{name: "fine print 16: suspended from the start", entries: `
			2000-01-01 autism confirmed
			2026-01-01 consent reviews refused own
			2026-01-05 admission A general informal`, on: "2026-03-01", want: `policy.post-admission-review@2 2026-01-05 2026-02-02 suspended`},
		{name: "fine print 29: as it stood the day before the birthday", born: "2010-02-01", entries: `
			2026-01-05 joined
			2026-01-05 consent register given parent
			2026-02-01 consent register refused own
			2026-02-03 consent register refused best-interests`, on: "2026-02-03", want: `
			policy.own-consent-at-16@- 2026-02-01 2026-02-01 met-late met 2026-02-03 by 3`},
		{name: "fine print 29: own consent the day before leaves nothing to ask", born: "2010-02-01", entries: `
			2026-01-05 joined
			2026-01-05 consent register given parent
			2026-01-31 consent register given own`, on: "2026-02-03", want: `no policy.own-consent-at-16`},
		{name: "fine print 29: joining on the birthday comes too late", born: "2010-02-01", entries: `
			2026-01-05 consent register given parent
			2026-02-01 joined`, on: "2026-02-03", want: `no policy.own-consent-at-16`},
		{name: "born on 29 February, 16 in a leap year", born: "2008-02-29", entries: `
			2024-01-05 joined
			2024-01-05 consent register given parent`, on: "2024-03-01", want: `policy.own-consent-at-16@- 2024-02-29 2024-02-29 overdue`},
		{name: "fine print 31: answered before the review was arranged", entries: `
			2026-01-03 consent review given own r1
			2026-01-05 arranged r1 2026-01-20`, on: "2026-01-05", want: `policy.consent-for-review@1 2026-01-05 2026-01-19 met met 2026-01-03 by 0`},
		{name: "fine print 31: a withdrawal alone does not answer", entries: `
			2026-01-05 arranged r1 2026-01-20
			2026-01-06 consent review withdrawn own r1`, on: "2026-01-25", want: `
			policy.consent-for-review@0 2026-01-05 2026-01-19 suspended
			policy.documents@0 2026-01-05 2026-01-19 suspended`},
		{name: "fine print 31: a best-interests withdrawal does", entries: `
			2026-01-05 arranged r1 2026-01-20
			2026-01-06 consent review withdrawn best-interests r1`, on: "2026-01-25", want: `
			policy.consent-for-review@0 2026-01-05 2026-01-19 met met 2026-01-06 by 1
			policy.documents@0 2026-01-05 2026-01-19 suspended`},
		{name: "fine print 17: death ends what can end", part8A: "2020-01-01", entries: `
			2000-01-01 autism confirmed
			2026-01-05 admission A general 3 out
			2026-01-06 inpatient r1
			2026-01-06 referral f1
			2026-01-06 decided f1
			2026-01-06 action a1 2026-01-08
			2026-01-09 died`, on: "2026-01-09", want: `
			mha.repeat-review@2 2026-01-06 2027-01-05 ended ended 2026-01-09
			mha.report@2 2026-01-06 2026-01-19 due
			policy.report@2 2026-01-06 2026-01-20 due
			local.outcome-told@4 2026-01-06 2026-01-08 overdue
			policy.periodic-review@2 2026-01-06 2026-07-06 ended ended 2026-01-09
			policy.oversight-visit@1 2026-01-05 2026-03-02 ended ended 2026-01-09
			action@5 2026-01-06 2026-01-08 ended-overdue ended 2026-01-09`},
		{name: "fine print 18: the first in order stands", entries: `
			2026-01-05 admission A general informal
			2026-01-06 move B general
			2026-02-03 discharge
			2026-02-03 inpatient r1`, on: "2026-02-03", want: `
			policy.hospital-move-review@1 2026-01-06 2026-02-03 ended ended 2026-02-03
			no policy.periodic-review`},
		{name: "fine print 30: by the latest colour, cleared by leaving", entries: `
			2026-01-05 joined
			2026-01-05 meeting
			2026-01-06 red
			2026-01-10 red
			2026-01-12 left
			2026-01-13 joined
			2026-01-14 meeting`, on: "2026-01-14", want: `
			local.register-review@2 2026-01-06 2026-01-13 met met 2026-01-10 by 3
			local.register-review@3 2026-01-10 2026-01-17 ended ended 2026-01-12`},
		{name: "fine print 30: a rating puts nobody on the register", entries: `
			2026-01-06 green`, on: "2026-01-14", want: `no local.register-review`},
		{name: "fine print 30: amber, green and blue", entries: `
			2026-01-05 joined
			2026-01-31 amber
			2026-02-10 green
			2026-02-28 blue
			2026-03-01 meeting`, on: "2026-03-01", want: `
			local.register-review@1 2026-01-31 2026-02-14 met met 2026-02-10 by 2
			local.register-review@2 2026-02-10 2026-05-10 met met 2026-02-28 by 3
			local.register-review@3 2026-02-28 2026-03-28 met met 2026-03-01 by 4
			local.register-review@4 2026-03-01 2026-04-01 due`},
		{name: "fine print 32: cancelling", entries: `
			2026-01-05 arranged r1 2026-01-20
			2026-01-19 cancelled r1`, on: "2026-01-20", want: `
			policy.documents@0 2026-01-05 2026-01-19 ended ended 2026-01-19
			policy.consent-for-review@0 2026-01-05 2026-01-19 ended ended 2026-01-19`},
		{name: "fine print 32: holding it, a day too late for both", entries: `
			2026-01-05 arranged r1 2026-01-20
			2026-01-20 community r1`, on: "2026-01-20", want: `
			policy.documents@0 2026-01-05 2026-01-19 ended-overdue ended 2026-01-20
			policy.consent-for-review@0 2026-01-05 2026-01-19 ended-overdue ended 2026-01-20`},
	} {
		x.check(t)
	}
}
