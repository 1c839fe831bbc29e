package casefile

import (
	"reflect"
	"testing"
)

func red(actions ...string) Rated { return Rated{Rating: Red, Actions: actions} }

// What a colour obliges to stays open until somebody answers it, and stays
// answered while the colour stays.
func TestObliged(t *testing.T) {
	t.Parallel()
	states := func(c *Case) map[string]ObligedState {
		all := map[string]ObligedState{}
		for _, o := range c.Obliged {
			all[o.Text] = o.State
		}
		return all
	}
	answer := func(c *Case, d AnswerObliged) {
		t.Helper()
		entries, err := d.Decide(c, today)
		if err != nil {
			t.Fatal(err)
		}
		add(c, entries...)
	}
	expect := func(c *Case, what string, want map[string]ObligedState) {
		t.Helper()
		if got := states(c); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	c := sam(Entry{day(2, 1), red("review", "keyworker", "plan"), ""})
	expect(c, "rated red", map[string]ObligedState{"review": "", "keyworker": "", "plan": ""})
	answer(c, AnswerObliged{RatingAction: RatingAction{Action: "keyworker", State: ObligedNotNeeded}, Note: "Aged 36"})
	answer(c, AnswerObliged{RatingAction: RatingAction{Action: "plan", State: ObligedDone}})
	answer(c, AnswerObliged{RatingAction: RatingAction{Action: "review", State: ObligedPlanned}, Plan: Action{ID: "a1", Due: today + 7, Owner: "Ann"}})
	answered := map[string]ObligedState{"review": ObligedPlanned, "keyworker": ObligedNotNeeded, "plan": ObligedDone}
	expect(c, "answered", answered)
	want := Action{ID: "a1", Due: today + 7, Text: "review", Owner: "Ann"}
	if got := c.Entries[len(c.Entries)-2].Fact; got != Fact(want) {
		t.Errorf("the action is %+v, want %+v", got, want)
	}
	if o := c.Obliged[1]; o.Answer.Note != "Aged 36" || o.Answer.Fact.(RatingAction).Rating != Red {
		t.Errorf("the answer is %+v", o)
	}

	add(c, Entry{today, red("review", "keyworker", "plan", "money"), ""})
	answered["money"] = ""
	expect(c, "rated red again, by a longer list", answered)
	add(c, Entry{today, red(), ""})
	expect(c, "rated red again, without a list", answered)
	add(c, Entry{today, Rated{Rating: Green}, ""})
	expect(c, "rated green", map[string]ObligedState{})
	add(c, Entry{today, red("review"), ""})
	expect(c, "rated red anew", map[string]ObligedState{"review": ""})
	add(c, Entry{today, LeftRegister{Reason: "well"}, ""})
	expect(c, "left", map[string]ObligedState{})
}

func TestObligedRefused(t *testing.T) {
	t.Parallel()
	c := sam(Entry{day(2, 1), red("review"), ""})
	for name, test := range map[string]struct {
		d     AnswerObliged
		field string
	}{
		"something else":       {AnswerObliged{RatingAction: RatingAction{Action: "holiday", State: ObligedDone}}, ""},
		"nothing chosen":       {AnswerObliged{RatingAction: RatingAction{Action: "review"}}, "state"},
		"not needed, no words": {AnswerObliged{RatingAction: RatingAction{Action: "review", State: ObligedNotNeeded}, Note: " "}, "note"},
		"planned by nobody":    {AnswerObliged{RatingAction: RatingAction{Action: "review", State: ObligedPlanned}, Plan: Action{ID: "a", Due: today}}, "owner"},
		"planned for no day":   {AnswerObliged{RatingAction: RatingAction{Action: "review", State: ObligedPlanned}, Plan: Action{ID: "a", Owner: "Ann"}}, "due"},
	} {
		_, err := test.d.Decide(c, today)
		r, ok := AsRefusals(err)
		if !ok || r[0].Field != test.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A rating other than the checklist advises has to say why.
func TestRatingOtherThanAdvised(t *testing.T) {
	t.Parallel()
	c := sam()
	try := func(r Rating, differs string) error {
		_, err := Rate{On: today, Rated: Rated{Rating: r, Checked: &Checked{Checklist: "Open", Advised: Amber, Differs: differs}}, Reason: "x"}.Decide(c, today)
		return err
	}
	if err := try(Amber, ""); err != nil {
		t.Errorf("as advised: %v", err)
	}
	if err := try(Red, "It is worse than the points"); err != nil {
		t.Errorf("with a reason: %v", err)
	}
	if r, ok := AsRefusals(try(Red, " ")); !ok || r[0] != (Refusal{"differs", "The checklist advises amber. Say why red is right"}) {
		t.Errorf("without a reason: %v", r)
	}
}
