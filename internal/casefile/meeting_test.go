package casefile

import (
	"reflect"
	"testing"
	"time"

	"homeward/internal/civil"
)

// met is a case in which these were recorded one after another, a minute apart.
func met(entries ...Entry) *Case {
	c := Fold("p1", nil)
	for i, e := range entries {
		c.Append(Recorded{Entry: e, Seq: i + 1, RecordedAt: minute(i + 1)})
	}
	return c
}

func minute(n int) time.Time { return time.Date(2026, 3, 2, 9, n, 0, 0, time.UTC) }

func TestWhatAMeetingRecords(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 3, 2)
	c := met(Entry{day - 30, Details{GivenName: "Sam", BirthDate: day - 9000}, ""}, Entry{day - 30, JoinedRegister{}, ""},
		Entry{day - 20, Action{ID: "a1", Text: "Ring the school", Owner: "Ann", Due: day - 3}, ""},
		Entry{day - 20, Action{ID: "a2", Text: "Find respite", Owner: "Ann", Due: day + 3}, ""},
		Entry{day - 1, MeetingAsked{}, "Mum is not sleeping"})
	if c.Meetings.Asked == nil || c.Meetings.Met != 0 {
		t.Fatalf("before: %+v", c.Meetings)
	}
	d := Discuss{
		On: day, Meeting: Meeting{ID: "d1", Meeting: "m1", Series: "Children"}, Words: " Mum needs a break. ",
		Earlier: []EarlierAction{{ID: "a1", Done: true}, {ID: "a2", Reason: "No place before May"}},
		Rated:   &Rated{Rating: Amber}, Reason: "Home is under strain",
		Actions: []Action{{ID: "a3", Text: "Short breaks panel", Owner: "Callum Reid", Organisation: "Council", Due: day + 7, Meeting: "m1"}},
		Review:  &ReviewRequested{ID: "r1"}, Because: "Placement may end",
	}
	want := []Entry{
		{day, Meeting{ID: "d1", Meeting: "m1", Series: "Children", With: 5}, "Mum needs a break."},
		{day, ActionDone{"a1"}, ""}, {day, ActionNotFollowed{"a2", "No place before May"}, ""},
		{day, Rated{Rating: Amber}, "Home is under strain"}, {day, d.Actions[0], ""}, {day, ReviewRequested{"r1"}, "Placement may end"},
	}
	got, err := d.Decide(c, day)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("recorded\n%+v, %v, want\n%+v", got, err, want)
	}
	for i, e := range got {
		c.Append(Recorded{Entry: e, Seq: 6 + i, RecordedAt: minute(30)})
	}
	if c.Meetings.Asked != nil || c.Meetings.Met != day || c.Meetings.Rated != minute(30) || c.Rating.Rating != Amber {
		t.Errorf("after: %+v", c.Meetings)
	}
	all := c.Discussions()
	if len(all) != 1 || all[0].Seq != 6 || all[0].Of() != want[0].Fact || len(all[0].Decided) != 5 {
		t.Errorf("discussions: %+v", all)
	}
	states := c.ActionStates()
	if len(states) != 3 || states[0].Outcome.Seq != 7 || states[1].Outcome.Seq != 8 || !states[2].Open() {
		t.Errorf("actions: %+v", states)
	}
	c.Append(Recorded{Entry: Entry{day, EnteredInError{Entry: 10}, "twice"}, Seq: 12, RecordedAt: minute(40)})
	if all := c.Discussions(); len(all[0].Decided) != 4 {
		t.Errorf("what was struck out stands: %+v", all[0].Decided)
	}
}

func TestWhatAMeetingMustSay(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 3, 2)
	c := met(Entry{day - 30, Details{GivenName: "Sam", BirthDate: day - 9000}, ""}, Entry{day - 30, JoinedRegister{}, ""},
		Entry{day - 20, Action{ID: "a1", Text: "Ring", Owner: "Ann", Due: day}, ""}, Entry{day - 19, ActionDone{"a1"}, ""})
	for name, each := range map[string]struct {
		d    Discuss
		want []string // fields
	}{
		"nothing":  {Discuss{On: day}, []string{"notes"}},
		"settled":  {Discuss{On: day, Words: "x", Earlier: []EarlierAction{{ID: "a1", Done: true}}}, []string{"earlier_a1"}},
		"unknown":  {Discuss{On: day, Words: "x", Earlier: []EarlierAction{{ID: "a9"}}}, []string{"earlier_a9", "why_a9"}},
		"rating":   {Discuss{On: day, Words: "x", Rated: &Rated{Rating: Blue}}, []string{"rating_reason", "rating"}},
		"action":   {Discuss{On: day, Words: "x", Actions: []Action{{ID: "a3"}}}, []string{"action_1_text", "action_1_owner", "action_1_due"}},
		"too soon": {Discuss{On: day, Words: "x", Actions: []Action{{ID: "a3", Text: "x", Owner: "x", Due: day - 1}}}, []string{"action_1_due"}},
		"review":   {Discuss{On: day, Words: "x", Review: &ReviewRequested{ID: "r"}}, []string{"review_reason"}},
		"tomorrow": {Discuss{On: day + 1, Words: "x"}, []string{"on"}},
	} {
		_, err := each.d.Decide(c, day)
		refusals, _ := AsRefusals(err)
		var got []string
		for _, r := range refusals {
			got = append(got, r.Field)
		}
		if !reflect.DeepEqual(got, each.want) {
			t.Errorf("%s: refused %+v, want %v", name, refusals, each.want)
		}
	}
}

// What is new to a meeting is what was recorded since, whenever it was so.
func TestWhatIsNewToAMeeting(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 3, 2)
	c := met(
		Entry{day - 30, JoinedRegister{}, ""}, Entry{day - 30, Rated{Rating: Red}, "x"}, Entry{day - 9, Rated{Rating: Red}, "still"},
		Entry{day - 20, Admission{Hospital: "H", Ward: "W"}, ""}, Entry{day - 25, Consent{To: ToReviews, Decision: Given, Basis: Own}, ""}, Entry{day - 5, Discharge{}, ""},
		Entry{day - 1, MeetingAsked{}, "why"}, Entry{day - 1, MeetingPutOff{Meeting: "m1"}, "not now"})
	got := c.Meetings
	got.colour = ""
	if want := (MeetingState{Rated: minute(2), Admitted: minute(4), Consented: minute(5), Discharged: minute(6)}); !reflect.DeepEqual(got, want) {
		t.Errorf("new are %+v, want %+v", got, want)
	}
}
