package casefile

import (
	"reflect"
	"testing"

	"homeward/internal/civil"
)

func TestAnActionIsPlannedAndAnsweredOnce(t *testing.T) {
	t.Parallel()
	today := civil.Of(2026, 3, 2)
	c := &Case{ID: "p1"}
	c = c.with(Entry{On: today - 30, Fact: Details{GivenName: "Rosa"}}, Entry{On: today - 30, Fact: JoinedRegister{}})
	decide := func(d Decision) ([]Entry, []string) {
		entries, err := d.Decide(c, today)
		r, _ := AsRefusals(err)
		if err != nil && r == nil {
			t.Fatal(err)
		}
		var fields []string
		for _, x := range r {
			fields = append(fields, x.Field+": "+x.Text)
		}
		return entries, fields
	}
	_, faults := decide(PlanAction{On: today, Action: Action{ID: "a1", Text: " ", Owner: " ", Due: today - 1}})
	if want := []string{"text: Say what is to be done", "owner: Enter who is to do it", "due: The action must be due on the day it was agreed or later"}; !reflect.DeepEqual(faults, want) {
		t.Errorf("refused %q, want %q", faults, want)
	}
	if _, faults = decide(PlanAction{On: today, Action: Action{ID: "a1", Text: "Ring", Owner: "Jo"}}); !reflect.DeepEqual(faults, []string{"due: Enter the day by which it is to be done"}) {
		t.Errorf("refused %q", faults)
	}
	entries, faults := decide(PlanAction{On: today, Action: Action{ID: "a1", Text: "Ring", Owner: " Jo ", Due: today + 3}})
	if want := []Entry{{On: today, Fact: Action{ID: "a1", Text: "Ring", Owner: "Jo", Due: today + 3}}}; !reflect.DeepEqual(entries, want) {
		t.Fatalf("recorded %+v, refused %q", entries, faults)
	}
	c = c.with(entries...)
	for _, x := range []struct {
		d    AnswerAction
		want string
	}{
		{AnswerAction{On: today, ID: "a1"}, "outcome: Choose what became of it"},
		{AnswerAction{On: today, ID: "a1", Outcome: ActionWasNotDone, Note: " "}, "note: Say why it was not done"},
		{AnswerAction{On: today, ID: "a1", Outcome: ActionWasCancelled}, "note: Say why it is no longer needed"},
		{AnswerAction{On: today, ID: "a2", Outcome: ActionWasDone}, ": Somebody has said what became of this action, or it was entered in error. Look at the record"},
	} {
		if _, faults := decide(x.d); !reflect.DeepEqual(faults, []string{x.want}) {
			t.Errorf("%+v: refused %q", x.d, faults)
		}
	}
	for outcome, want := range map[ActionOutcome]Entry{
		ActionWasDone:      {On: today, Fact: ActionDone{Action: "a1"}, Note: "They mend it"},
		ActionWasNotDone:   {On: today, Fact: ActionNotFollowed{Action: "a1", Reason: "They mend it"}},
		ActionWasCancelled: {On: today, Fact: ActionCancelled{Action: "a1"}, Note: "They mend it"},
	} {
		entries, faults := decide(AnswerAction{On: today, ID: "a1", Outcome: outcome, Note: " They mend it "})
		if !reflect.DeepEqual(entries, []Entry{want}) {
			t.Errorf("%s: %+v, refused %q", outcome, entries, faults)
		}
		after := c.with(entries...)
		if _, err := (AnswerAction{On: today, ID: "a1", Outcome: ActionWasDone}).Decide(after, today); err == nil {
			t.Errorf("%s was answered again", outcome)
		}
	}
}
