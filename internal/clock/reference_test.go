package clock

import (
	"flag"
	"math/rand/v2"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock/reference"
)

var histories = flag.Int("histories", 5000, "how many random histories to compare with the reference")

// TestAgreesWithTheReference compares the clock, over random histories, with a
// second reading of the contract that was written without knowledge of this
// one and for clarity alone.
func TestAgreesWithTheReference(t *testing.T) {
	t.Parallel()
	seen := [RuleCount][NotInForce]int{}
	wrong := map[string]int{}
	for seed := range uint64(*histories) {
		r := rand.New(rand.NewPCG(seed, 3))
		f, on := history(r, 5+r.IntN(60))
		part8A := commencement(r, f)
		obligations := Evaluate(f, England().WithCommencement(part8A), on).Obligations
		want := reference.Due(f.BirthDate, f.Entries, part8A, on)
		got := make([]reference.Obligation, len(obligations))
		for i, o := range obligations {
			seen[o.Rule][o.State]++
			got[i] = reference.Obligation{Rule: o.Rule.String(), Basis: o.Basis.String(), StartedBy: o.StartedBy, StartedOn: o.StartedOn,
				Due: o.Due, State: o.State.String(), MetOn: o.MetOn, MetBy: o.MetBy, EndedOn: o.EndedOn}
		}
		if rule, diff := difference(got, want); diff != "" {
			wrong[rule]++
			if wrong[rule] <= 2 {
				t.Errorf("history %d on %s, Part 8A from %q:\n%s%s", seed, on, part8A, diff, told(f, on))
			}
		}
	}
	if len(wrong) > 0 {
		t.Errorf("histories that differ, by rule: %v", wrong)
	}
	for rule := range RuleCount {
		for state := range NotInForce {
			if possible(rule, state) && seen[rule][state] == 0 && *histories >= 5000 {
				t.Errorf("no history had %s %s", rule, state)
			}
		}
	}
}

// possible says which states a rule's obligations can have at all.
func possible(r Rule, s State) bool {
	switch {
	case s == Suspended:
		return r.IsReview() || ofOneReview.has(r)
	case s == MetLate:
		return r != RepeatReview
	case s == Ended && r == Documents, s == Ended && r == ConsentForReview:
		return true
	case s == Ended || s == EndedOverdue:
		return !r.neverEnds()
	}
	return true
}

func difference(got, want []reference.Obligation) (rule, diff string) {
	count := map[reference.Obligation]int{}
	for _, o := range got {
		count[o]++
	}
	for _, o := range want {
		count[o]--
	}
	var b strings.Builder
	line := func(what string, o reference.Obligation) {
		rule = o.Rule
		b.WriteString("  " + what + " " + o.Rule + " by " + itoa(o.StartedBy) + " on " + o.StartedOn.String() + " due " + o.Due.String() + " " + o.State +
			" met " + o.MetOn.String() + " by " + itoa(o.MetBy) + " ended " + o.EndedOn.String() + "\n")
	}
	for _, o := range got {
		if count[o] > 0 {
			line("clock:    ", o)
		}
	}
	for _, o := range want {
		if count[o] < 0 {
			line("reference:", o)
		}
	}
	if b.Len() == 0 {
		for i := range got {
			if got[i] != want[i] {
				line("another order:", got[i])
				break
			}
		}
	}
	return rule, b.String()
}

func itoa(i int) string { return string(appendPlace(nil, i)) }

func told(f *casefile.File, on civil.Date) string {
	data, _, err := casefile.WriteFile(f)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(string(data), "\n")
	for i := 3; i < len(lines); i++ {
		lines[i] = itoa(i-3) + lines[i]
	}
	return strings.Join(lines, "\n")
}
