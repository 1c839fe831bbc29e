package casefile

import (
	"reflect"
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
			case Action, ActionDone, ReviewHeld, Contact, ContactEnded:
				if named != (prefix == "") {
					t.Errorf("%+v with %q is %+v", f, prefix, moved)
				}
			case Imported, FlagCleared, Note, Details:
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
