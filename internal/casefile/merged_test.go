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
			moved := Moved(f, 7, prefix)
			if back := Moved(moved, -7, prefix); !reflect.DeepEqual(back, f) {
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
	if got := Moved(EnteredInError{Entry: 3}, 7, ""); got != (EnteredInError{Entry: 10}) {
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
		entries = append(entries, Recorded{Entry: Entry{On: on + civil.Date(i), Fact: Moved(f, 1, "abc/")}, Seq: i + 1})
	}
	s := Fold("c", entries).HospitalStays(func(civil.Date, civil.Date) bool { return false })[0]
	if s.OnLeave() != nil || s.SegregatedNow() != nil || s.DelayNow() != nil {
		t.Errorf("what had ended lasts again: %+v", s)
	}
}
