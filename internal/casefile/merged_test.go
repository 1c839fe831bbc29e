package casefile

import (
	"reflect"
	"slices"
	"testing"

	"homeward/internal/civil"
)

// What is moved and moved back is the same to the letter, for every kind that
// names another entry or something with an identifier.
func TestMovedAndBack(t *testing.T) {
	t.Parallel()
	for _, f := range []Fact{
		EnteredInError{Entry: 3}, MissedDate{Rule: "r", Started: 2, Due: civil.Of(2026, 1, 1)}, MissedDate{Rule: "r"},
		HandedOver{Register: "N", Case: "c", Entries: 4, Head: "h"}, MergedFrom{Register: "N", Case: "c", First: 5, Entries: 2, Head: "h", Prefix: "p/"},
		Action{ID: "a1", Text: "Ring"}, ActionDone{Action: "a1"}, ReviewHeld{ID: "r1"}, Consent{To: ToReview, Review: "r1"}, Contact{ID: "line-mother", Name: "Ann"}, ContactEnded{Contact: "line-mother"},
		Leave{ID: "l1"}, LeaveEnded{Leave: "l1"}, Segregation{ID: "s1"}, SegregationReviewed{Segregation: "s1"}, SegregationEnded{Segregation: "s1"},
		DischargeCondition{ID: "c1"}, DischargeProgress{Condition: "c1"}, DischargeDelay{ID: "d1"}, DischargeDelayEnded{Delay: "d1"}, Condition{Condition: "autism"},
		Imported{Import: "i", Key: "k", Flags: []Flag{{ID: "f1"}}}, FlagCleared{Flag: "f1"}, Note{}, Details{GivenName: "Ann", LocalID: "x"},
	} {
		for _, prefix := range []string{"", "abc/"} {
			moved := Moved(f, Renamed{By: 7, Prefix: prefix})
			if back := MovedBack(moved, Renamed{By: 7, Prefix: prefix}); !reflect.DeepEqual(back, f) {
				t.Errorf("%+v comes back as %+v", f, back)
			}
			named := reflect.DeepEqual(moved, f)
			switch f.(type) {
			case EnteredInError, HandedOver, MergedFrom:
				if named {
					t.Errorf("%+v is not moved", f)
				}
			case Action, ActionDone, ReviewHeld, Contact, ContactEnded, Leave, LeaveEnded, Segregation, SegregationReviewed, SegregationEnded,
				DischargeCondition, DischargeProgress, DischargeDelay, DischargeDelayEnded:
				if named != (prefix == "") {
					t.Errorf("%+v with %q is %+v", f, prefix, moved)
				}
			case Imported, FlagCleared, Note, Details, Condition:
				if !named {
					t.Errorf("%+v is %+v", f, moved)
				}
			}
		}
	}
	if got := Moved(EnteredInError{Entry: 3}, Renamed{By: 7}); got != (EnteredInError{Entry: 10}) {
		t.Errorf("%+v", got)
	}
}

// Whatever names an entry by an identifier is renamed with it: what ended in a
// record that was merged goes on to be ended in the other.
func TestWhateverNamesAnEntryIsRenamedWithIt(t *testing.T) {
	t.Parallel()
	elsewhere := []string{"CameFrom", "User", "Flag", "Import", "Key", "Code", "Meeting"} // name no entry of the case
	for _, name := range names {
		if slices.Contains(elsewhere, name) == slices.Contains(idFields, name) {
			t.Errorf("it is not said of %s whether it names an entry", name)
		}
	}
	on := civil.Of(2026, 1, 1)
	theirs := []Fact{
		Admission{}, Leave{ID: "same"}, LeaveEnded{Leave: "same"}, Segregation{ID: "same", Form: LongTermSegregation}, SegregationEnded{Segregation: "same"},
		DischargeDelay{ID: "same"}, DischargeDelayEnded{Delay: "same"},
	}
	var entries []Recorded
	for i, f := range theirs {
		entries = append(entries, Recorded{Entry: Entry{On: on + civil.Date(i), Fact: Moved(f, Renamed{By: 1, Prefix: "abc/"})}, Seq: i + 1})
	}
	s := Fold("c", entries).HospitalStays(func(civil.Date, civil.Date) bool { return false })[0]
	if s.OnLeave() != nil || s.SegregatedNow() != nil || s.DelayNow() != nil {
		t.Errorf("what had ended lasts again: %+v", s)
	}
}

// TestNumbersOfEntriesGoOnWhenAStoryIsMoved has each fact that names another
// entry by its number.
func TestNumbersOfEntriesGoOnWhenAStoryIsMoved(t *testing.T) {
	t.Parallel()
	for was, want := range map[Fact]Fact{
		EnteredInError{Entry: 3}:                            EnteredInError{Entry: 7},
		EnteredInError{Entry: 3, Instead: 5}:                EnteredInError{Entry: 7, Instead: 9},
		AdmissionQuestions{Admission: 2, Registered: "yes"}: AdmissionQuestions{Admission: 6, Registered: "yes"},
	} {
		if got := Moved(was, Renamed{By: 4, Prefix: "x-"}); got != want {
			t.Errorf("%+v is %+v, want %+v", was, got, want)
		} else if back := MovedBack(got, Renamed{By: 4, Prefix: "x-"}); back != was {
			t.Errorf("back again %+v, want %+v", back, was)
		}
	}
}

// TestACorrectedDayIsTakenBackWithItsMerge, for it tells of somebody else too.
func TestACorrectedDayIsTakenBackWithItsMerge(t *testing.T) {
	t.Parallel()
	c := toldOn(0, JoinedRegister{}, 3, Note{}, 5, MergedFrom{Case: "p2", First: 2, Entries: 1}, 9, Note{}, 9, EnteredInError{Entry: 2, Instead: 4})
	out, err := MergeUndone{Entry: 3, With: 3, Reason: "Two people"}.Decide(c, dayN(20))
	if err != nil || len(out) != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	after := c.with(out...)
	if back, _ := after.TakenBack(); !back[2] || !back[4] || back[1] {
		t.Errorf("taken back %v", back)
	}
	if _, ok := after.Entry(4); !ok || after.Entries[3].StruckBy == 0 {
		t.Error("what says the same of another day still stands")
	}
}
