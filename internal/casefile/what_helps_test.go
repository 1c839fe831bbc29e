package casefile

import (
	"reflect"
	"slices"
	"testing"

	"homeward/internal/civil"
)

var helps = WhatHelps{
	Own: "My dog. Quiet.", Helps: "A walk", Crisis: "Ring Mum, then the team", Call: "Mum 01632 960001",
	ContactMethods: []ContactMethod{"text", "no-phone"}, Formats: []InformationFormat{"easy-read"}, MadeWith: "Rosa and her mother",
}

func TestWhatHelpsIsKeptWholeAndTheLatestStands(t *testing.T) {
	t.Parallel()
	today := civil.Of(2026, 3, 31)
	c := Fold("p1", nil)
	for i, w := range []WhatHelps{helps, {Own: "A cat"}} {
		entries, err := Add{On: today, Fact: w}.Decide(c, today)
		if err != nil {
			t.Fatal(err)
		}
		body, err := EncodeFact(entries[0].Fact)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := DecodeFact("what-helps", body); err != nil || !reflect.DeepEqual(back, Fact(w)) {
			t.Errorf("read back as %+v, %v", back, err)
		}
		c.Append(Recorded{Entry: entries[0], Seq: i + 1})
		if !reflect.DeepEqual(c.Helps.WhatHelps, w) || c.Helps.Seq != i+1 || c.Helps.On != today {
			t.Errorf("it stands as %+v", c.Helps)
		}
	}
	c.Append(Recorded{Entry: Entry{On: today, Fact: EnteredInError{Entry: 2}}, Seq: 3})
	if !reflect.DeepEqual(c.Helps.WhatHelps, helps) {
		t.Errorf("after a strike-out %+v", c.Helps)
	}
	for day, months := range map[civil.Date]int{today: 0, civil.Of(2026, 4, 29): 0, civil.Of(2026, 4, 30): 1, civil.Of(2027, 3, 30): 11, civil.Of(2027, 3, 31): 12} {
		if got := c.Helps.NotLookedAt(day); got != months {
			t.Errorf("by %s nobody has looked for %d months, want %d", day, got, months)
		}
	}
}

func TestWhatHelpsIsHeldToItsLists(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		w     WhatHelps
		field string
	}{
		"nothing":             {WhatHelps{}, "own"},
		"who made it alone":   {WhatHelps{MadeWith: "Mum"}, "own"},
		"one part":            {WhatHelps{Crisis: "Ring"}, ""},
		"a choice alone":      {WhatHelps{Supports: []CommunicationSupport{"more-time"}}, ""},
		"no such method":      {WhatHelps{Own: "x", ContactMethods: []ContactMethod{"pigeon"}}, "contact_methods"},
		"no such format":      {WhatHelps{Own: "x", Formats: []InformationFormat{"pigeon"}}, "formats"},
		"no such person":      {WhatHelps{Own: "x", Professionals: []CommunicationProfessional{"pigeon"}}, "professionals"},
		"no such support":     {WhatHelps{Own: "x", Supports: []CommunicationSupport{"pigeon"}}, "supports"},
		"everything from all": {WhatHelps{ContactMethods: ContactMethods, Formats: InformationFormats, Professionals: CommunicationProfessionals, Supports: CommunicationSupports}, ""},
	} {
		_, err := Add{On: 100, Fact: test.w}.Decide(Fold("p1", nil), 100)
		got := ""
		if r, ok := AsRefusals(err); ok {
			got = r[0].Field
		}
		if got != test.field {
			t.Errorf("%s: refused at %q (%v), want %q", name, got, err, test.field)
		}
	}
	want := []Line{
		{"In their own words", "My dog. Quiet."}, {"In a crisis", "Ring Mum, then the team"}, {"Whom to call", "Mum 01632 960001"}, {"What helps", "A walk"},
		{"How to reach them", "Text message, not by phone"}, {"Information in", "Easy read"}, {"Made with", "Rosa and her mother"},
	}
	if got := Particulars(helps); !slices.Equal(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
	if w := slices.Concat(wordless(ContactMethods)); len(w) > 0 {
		t.Error(w)
	}
	if (Recorded{Entry: Entry{Fact: WhatHelps{Own: "My dog"}}}).FreeText() || !(Recorded{Entry: Entry{Fact: helps}}).FreeText() {
		t.Error("their own words are theirs to have; the rest may speak of others")
	}
}
