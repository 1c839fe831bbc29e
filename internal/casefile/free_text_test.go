package casefile

import (
	"reflect"
	"slices"
	"testing"
)

// Only who the person is, places, who works there and answers of a list are no
// free text; what a kind that is new says is, unless it has no words at all.
func TestFreeText(t *testing.T) {
	t.Parallel()
	notFree := []Kind{
		"address", "admission", "condition", "coordinator", "ehc-plan", "gp", "handed-over", "keyworker", "legal-status", "local-authority",
		"missed-date", "report-sent", "review-arranged", "review-held", "ward-move",
	}
	for kind := range decoders {
		fact, err := DecodeFact(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		e := Recorded{Entry: Entry{Fact: fact}}
		if e.FreeText() {
			t.Errorf("%s has free text while it says nothing", kind)
		}
		e.Note = words
		if !e.FreeText() {
			t.Errorf("a note with %s is no free text", kind)
		}
		v := reflect.New(reflect.TypeOf(fact)).Elem()
		fill(v)
		if (Recorded{Entry: Entry{Fact: v.Interface().(Fact)}}).FreeText() && slices.Contains(notFree, kind) {
			t.Errorf("%s has free text", kind)
		}
	}
	for _, fact := range []Fact{
		Details{Communication: words}, Discharge{Destination: words}, Rated{Checked: &Checked{Differs: words}}, Consent{ConsentRecord: ConsentRecord{Asked: Asked{By: words}}}, Action{Text: words}, SupportNeed{Text: words}, Rated{Factors: []string{words}}, Rated{Own: words}, Meeting{Own: words}, SupportStep{Own: words}, MovedOut{MoveRecord{View: words}},
		ActionNotFollowed{Reason: words}, Imported{Cells: []Cell{{Column: "Notes", Value: words}}},
	} {
		if !(Recorded{Entry: Entry{Fact: fact}}).FreeText() {
			t.Errorf("%+v is no free text", fact)
		}
	}
}
