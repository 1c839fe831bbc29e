package casefile

import (
	"reflect"
	"testing"
)

func TestSigns(t *testing.T) {
	t.Parallel()
	waits := func(c ConditionName, s ConditionStatus) Condition { return Condition{Condition: c, Status: s} }
	c := sam(
		Entry{day(2, 1), waits(Autism, AwaitingAssessment), ""},
		Entry{day(2, 2), EarlySign{Sign: "police", Says: "Police"}, ""},
		Entry{day(2, 3), waits(Autism, AwaitingAssessment), ""}, // still: one sign
		Entry{day(2, 4), waits(LearningDisability, AwaitingAssessment), ""},
		Entry{day(3, 1), waits(Autism, Confirmed), ""},
		Entry{day(4, 1), elm, ""}, Entry{day(5, 1), Discharge{}, ""},
	)
	want := []Sign{
		{ID: SignWaiting, From: day(2, 1), Until: day(3, 1), Seq: 3}, {ID: "police", From: day(2, 2), Seq: 4},
		{ID: SignWaiting, From: day(2, 4), Seq: 6}, {ID: SignDischarge, From: day(5, 1), Seq: 9},
	}
	if got := c.Signs(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	add(c, Entry{today, EnteredInError{Entry: 4}, "Somebody else"})
	if got := c.Signs(); len(got) != 3 {
		t.Errorf("a sign that was struck out still counts: %+v", got)
	}
}
