package casefile

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/civil"
)

const words = "what somebody wrote"

// fill puts words into every text of a fact, and days and numbers into the rest.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(words)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}

// left are the texts that stay of each kind: identifiers and choices from a
// list, by which the clock goes, and what every list of the register shows.
var left = map[Kind][]string{
	"condition": {"condition", "status"}, "ehc-plan": {"status"}, "referral": {"id", "by"}, "referral-acknowledged": {"referral"},
	"referral-decision": {"referral", "outcome"}, "outcome-told": {"referral"}, "referral-withdrawn": {"referral"},
	"referral-placed": {"referral"}, "referral-asked": {"referral"}, "referral-answered": {"referral"}, "referral-screened": {"referral"}, "referral-reconsidered": {"referral"}, "other-telling": {"referral"},
	"consent": {"to", "review", "decision", "basis"}, "rating": {"rating"}, "keyworker": {"status"},
	"admission": {"hospital", "hospital_name", "ward", "security", "legal_status"}, "legal-status": {"ended", "legal_status"}, "ward-move": {"hospital", "hospital_name", "ward", "security"},
	"review-requested": {"id"}, "review-decision": {"request", "outcome"}, "review-arranged": {"id", "setting"}, "review-cancelled": {"id"},
	"pack-sent": {"review"}, "review-held": {"id", "setting"}, "report-sent": {"review", "to", "prepared_by"},
	"action": {"id"}, "action-done": {"action"}, "action-not-followed": {"action"}, "action-cancelled": {"action"},
	"support-need": {"id"}, "support-started": {"need"}, "support-withdrawn": {"need"}, "support-step": {"need", "status"}, "what-helps": nil,
	"named-person": {"part"}, "named-person-ended": {"part"}, "advocacy": {"step"}, "process": {"id"}, "process-ended": {"process"},
	"details":         {"given_name", "family_name", "preferred_name", "pronouns", "nhs_number", "language", "communication"},
	"local-authority": {"name"}, "coordinator": {"name"}, "missed-date": {"rule"}, "merged-into": {"case"}, "merged-from": {"prefix"}, "rating-action": {"rating", "state", "id"}, "early-sign": {"sign"}, "moved-out": {"basis"}, "move-asked": {"basis"}, "leave-told": {"told"}, "suggestion-answered": {"trigger", "answer"}, "flag-cleared": {"flag"}, "flagged": {"flag"},
	"admission-questions": {"registered", "before"}, "leave": {"id", "form"}, "leave-ended": {"leave"}, "segregation": {"id", "form"},
	"segregation-reviewed": {"segregation"}, "segregation-ended": {"segregation"}, "inadequate-notice": {"hospital"},
	"discharge-plan": {"destination", "state", "readiness", "cto"}, "discharge-condition": {"id", "about"}, "discharge-progress": {"condition", "progress"},
	"discharge-delay": {"id", "code"}, "discharge-delay-ended": {"delay"},
}

func TestNothingThatWasWrittenIsLeft(t *testing.T) {
	t.Parallel()
	for kind := range decoders {
		fact, err := DecodeFact(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		v := reflect.New(reflect.TypeOf(fact)).Elem()
		fill(v)
		seen := Recorded{Entry: Entry{Fact: v.Interface().(Fact), Note: words}, Seq: 3}.Withhold("a reason")
		if seen.Note != "" || seen.Withheld != "a reason" {
			t.Errorf("%s: %+v", kind, seen)
		}
		body, err := EncodeFact(seen.Fact)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(body, &fields); err != nil {
			t.Fatal(err)
		}
		var got []string
		for name, value := range fields {
			if strings.Contains(fmt.Sprint(value), words) && (kind != "imported" || name != "flags") {
				got = append(got, name)
			}
		}
		want := slices.Clone(left[kind])
		slices.Sort(want)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("of %s there is left %q, want %q", kind, got, want)
		}
	}
	flag := Imported{Flags: []Flag{{ID: "f1", Code: FlagUnread, Column: words, Value: words, Message: words}}}
	if got := (Recorded{Entry: Entry{Fact: flag}}).Withhold("x").Fact.(Imported).Flags[0]; got.ID != "f1" || got.Code != FlagUnread || got.Column+got.Value != "" || got.Message == words {
		t.Errorf("of a flag there is left %+v", got)
	}
}

// What is withheld keeps its effect: the day's colour, stay and dates are the
// same for everyone.
func TestWhatIsWithheldKeepsItsEffect(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 3, 2)
	var entries []Recorded
	for i, f := range []Fact{
		Details{GivenName: "Sam", BirthDate: civil.Of(1990, 1, 1)}, JoinedRegister{}, Rated{Rating: Red, Factors: []string{words}},
		Admission{Hospital: "RXX01", Ward: "Elm", Security: Low, LegalStatus: "3"}, Contact{ID: "c1", Role: words, Name: words}, Address{Lines: words},
		Action{ID: "a1", Due: day + 3, Text: words}, EnteredInError{Entry: 3}, Rated{Rating: Blue},
	} {
		entries = append(entries, Recorded{Entry: Entry{On: day, Fact: f, Note: words}, Seq: i + 1})
	}
	c := Fold("p1", entries)
	seen := c.Without(func(Recorded) string { return "a reason" })
	if seen.Rating.Rating != Blue || seen.Stay.Ward != "Elm" || !seen.OnRegister || seen.Version() != c.Version() || len(seen.Contacts) != 0 || seen.Address != (Address{}) || seen.Rating.Note != "" {
		t.Errorf("seen as %+v", seen)
	}
	if !(seen.Entries[2].StruckBy == 8) || len(seen.Standing) != len(c.Standing) {
		t.Errorf("what was struck out: %+v", seen.Entries[2])
	}
	if some := c.Without(func(e Recorded) string { return map[bool]string{true: "x"}[e.Seq == 9] }); some.Rating.Rating != Blue || some.Rating.Note != "" || some.Address.Lines != words {
		t.Errorf("one is withheld: %+v", some)
	}
	if c.Rating.Note != words {
		t.Error("the case itself has changed")
	}
}

func TestWhatMustBeKnownCannotBeMarked(t *testing.T) {
	t.Parallel()
	var not []string
	for kind := range decoders {
		fact, err := DecodeFact(kind, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if !MayMark(fact) {
			not = append(not, string(kind))
		}
	}
	slices.Sort(not)
	if want := []string{"coordinator", "details", "entered-in-error", "flag-cleared", "local-authority", "sharing"}; !slices.Equal(not, want) {
		t.Errorf("%q cannot be marked, want %q", not, want)
	}
}
