package casefile

import (
	"reflect"
	"slices"
	"testing"

	"homeward/internal/civil"
)

var missedRed = MissedDate{
	Rule: "policy.red-review", Started: 2, StartedOn: civil.Of(2026, 2, 1), Due: civil.Of(2026, 2, 15), Reason: "panel-not-found", Told: []Told{"person", "family"},
}

func TestMissedDateIsKeptWhole(t *testing.T) {
	t.Parallel()
	body, err := EncodeFact(missedRed)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"rule":"policy.red-review","started":2,"started_on":"2026-02-01","due":"2026-02-15","reason":"panel-not-found","told":["person","family"]}`; string(body) != want {
		t.Errorf("stored as %s, want %s", body, want)
	}
	if got, err := DecodeFact("missed-date", body); err != nil || !reflect.DeepEqual(got, Fact(missedRed)) {
		t.Errorf("read back %+v, %v", got, err)
	}
	if got := Title(missedRed); got != "Why the date of 15 February 2026 was missed" {
		t.Errorf("its title is %q", got)
	}
	if got, want := Particulars(missedRed), []Line{{"Reason", "A panel could not be found in time"}, {"Told", "The person, family or carer"}}; !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
}

func TestMissedDateIsHeldToItsLists(t *testing.T) {
	t.Parallel()
	today := civil.Of(2026, 3, 2)
	change := func(f func(*MissedDate)) MissedDate {
		m := missedRed
		f(&m)
		return m
	}
	for name, test := range map[string]struct {
		fact  MissedDate
		note  string
		field string // at fault; "" for none
	}{
		"as it should be":       {missedRed, "", ""},
		"no reason":             {change(func(m *MissedDate) { m.Reason = "" }), "words", "reason"},
		"a reason of no list":   {change(func(m *MissedDate) { m.Reason = "holiday" }), "words", "reason"},
		"other without words":   {change(func(m *MissedDate) { m.Reason = MissedOther }), " ", "note"},
		"other with words":      {change(func(m *MissedDate) { m.Reason = MissedOther }), "Snowed in", ""},
		"nobody chosen":         {change(func(m *MissedDate) { m.Told = nil }), "", "told"},
		"someone of no list":    {change(func(m *MissedDate) { m.Told = []Told{"press"} }), "", "told"},
		"nobody yet":            {change(func(m *MissedDate) { m.Told = []Told{ToldNobody} }), "", ""},
		"nobody and somebody":   {change(func(m *MissedDate) { m.Told = []Told{"person", ToldNobody} }), "", "told"},
		"after the person died": {missedRed, "", ""},
	} {
		c := Fold("p1", nil)
		if name == "after the person died" {
			c.Append(Recorded{Entry: Entry{On: today - 1, Fact: Died{}}, Seq: 1})
		}
		_, err := Add{On: today, Fact: test.fact, Note: test.note}.Decide(c, today)
		got := ""
		if r, ok := AsRefusals(err); ok {
			got = r[0].Field
		}
		if got != test.field {
			t.Errorf("%s: refused at %q (%v), want %q", name, got, err, test.field)
		}
	}
	for _, r := range MissedReasons {
		if r.Word() == string(r) {
			t.Errorf("the reason %s has no word", r)
		}
	}
	for _, who := range Tolds {
		if who.Word() == string(who) {
			t.Errorf("%s has no word", who)
		}
	}
}

func TestTheLatestReasonStands(t *testing.T) {
	t.Parallel()
	later := missedRed
	later.Reason = "papers-late"
	other := missedRed
	other.Due++
	c := Fold("p1", []Recorded{
		{Entry: Entry{On: 10, Fact: missedRed}, Seq: 1}, {Entry: Entry{On: 10, Fact: later}, Seq: 2}, {Entry: Entry{On: 10, Fact: other}, Seq: 3},
	})
	if got, ok := c.WhyMissed(missedRed); !ok || got.Seq != 2 {
		t.Errorf("entry %d stands", got.Seq)
	}
	c.Append(Recorded{Entry: Entry{On: 11, Fact: EnteredInError{Entry: 2}}, Seq: 4})
	if got, ok := c.WhyMissed(missedRed); !ok || got.Seq != 1 {
		t.Errorf("after a strike-out entry %d stands", got.Seq)
	}
	if got, ok := c.WhyMissed(MissedDate{Rule: "policy.red-review"}); ok {
		t.Errorf("another date has entry %d", got.Seq)
	}
}
