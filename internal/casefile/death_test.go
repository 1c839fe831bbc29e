package casefile

import (
	"reflect"
	"strings"
	"testing"
)

func TestADeathThatBecomesKnownLateEndsWhatWasPlannedAfterIt(t *testing.T) {
	t.Parallel()
	planned := []Entry{
		{day(4, 1), Action{ID: "a0", Text: "Before"}, ""},
		{day(5, 2), ReviewRequested{ID: "q"}, ""}, {day(5, 3), ReviewArranged{ID: "r", For: day(6, 1), Setting: Community}, ""},
		{day(5, 3), ReviewArranged{ID: "r2", For: day(6, 1), Setting: Community}, ""}, {day(5, 4), ReviewCancelled{ID: "r2"}, ""},
		{day(5, 4), SupportNeed{ID: "n", Text: "Nights", WantedBy: day(7, 1)}, ""}, {day(5, 5), Action{ID: "a", Text: "Ring", Due: day(7, 1)}, ""},
		{day(5, 5), Action{ID: "b", Text: "Find out how they died", Due: day(7, 1)}, ""}, {day(5, 6), Referral{ID: "f", By: BySelf}, ""},
		{day(5, 6), Meeting{}, ""}, {day(5, 6), Keyworker{Status: KeyworkerNamed, Name: "Ann"}, ""}, {day(5, 7), EHCPlan{Status: Ceased}, ""},
	}
	c := sam(planned...)
	keep := 0
	for _, p := range c.PlansAfter(day(5, 1)) {
		if f, ok := p.Fact.(Action); ok && f.ID == "b" {
			keep = p.Seq
		}
	}
	got, err := RecordDeath{On: day(5, 1), Why: " We did not know. ", Keep: []int{keep}}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	const why = "We did not know."
	want := []Entry{
		{day(5, 1), Died{}, ""},
		{day(5, 2), ReviewDecision{Request: "q", Outcome: Declined}, why}, {day(5, 3), ReviewCancelled{ID: "r"}, why},
		{day(5, 4), SupportWithdrawn{Need: "n"}, why}, {day(5, 5), ActionCancelled{Action: "a"}, why}, {day(5, 6), ReferralWithdrawn{Referral: "f"}, why},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("decided\n got %+v\nwant %+v", got, want)
	}
	for _, e := range got[1:] {
		if !EndsPlan(e.Fact) {
			t.Errorf("%+v is not the end of a plan", e.Fact)
		}
	}
	// Recorded plainly, all of it ends with words of its own.
	if got, err := (Add{On: day(5, 1), Fact: Died{}}).Decide(c, today); err != nil || len(got) != 7 || got[1].Note != DeathEndsPlans(day(5, 1)) {
		t.Errorf("recorded plainly: %+v, %v", got, err)
	}
	add(c, want...)
	if _, err := (Add{On: day(5, 9), Fact: ReviewArranged{ID: "r9", For: day(6, 1), Setting: Community}}).Decide(c, today); err == nil || !strings.Contains(err.Error(), "died on 1 May 2026") {
		t.Errorf("a review is arranged of somebody who is known to have died: %v", err)
	}
	// What was done with somebody who is alive stays a contradiction.
	for _, f := range []Fact{Rated{Rating: Green}, Consent{To: ToReviews, Decision: Given, Basis: Own}, elm, ReviewHeld{ID: "h", Setting: Community}} {
		c := sam(Entry{day(5, 5), f, "seen"})
		_, err := RecordDeath{On: day(5, 1)}.Decide(c, today)
		if against := c.Contradicted(Entry{On: day(5, 1), Fact: Died{}}); err == nil || !strings.Contains(err.Error(), "of somebody who is alive") || len(against) != 1 {
			t.Errorf("%+v: %v, %+v", f, err, against)
		}
	}
}
