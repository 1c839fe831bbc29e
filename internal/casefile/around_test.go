package casefile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"homeward/internal/civil"
)

// told folds facts, the first of 1 January 2026 and each a day later.
func told(facts ...Fact) *Case {
	var entries []Recorded
	for i, f := range facts {
		entries = append(entries, Recorded{Seq: i + 1, Entry: Entry{On: civil.Of(2026, 1, 1) + civil.Date(i), Fact: f, Note: fmt.Sprintf("note %d", i+1)}})
	}
	return Fold("p1", entries)
}

func TestAround(t *testing.T) {
	t.Parallel()
	one := func(name, phone string) NamedPerson {
		return NamedPerson{Part: NamedSocialWorker, Name: name, Reach: Reach{Phone: phone}}
	}
	c := told(one("Ann Low", ""), one("ann low", "1"), one("Bo High", ""), NamedPerson{Part: NominatedPerson, Name: "Cas"}, NamedPersonEnded{Part: NamedSocialWorker})
	worker, care, nominated := c.Around()[0], c.Around()[1], c.Around()[2]
	day := civil.Of(2026, 1, 1)
	if worker.Now != nil || len(worker.Before) != 2 || worker.Before[0].Name != "Bo High" || worker.Before[0].Until != day+4 || worker.Before[0].Why != "note 5" {
		t.Errorf("the social worker: %+v", worker)
	}
	if b := worker.Before[1]; b.Since != day || b.Until != day+2 || b.Phone != "1" {
		t.Errorf("with another number it is the same one: %+v", b)
	}
	if care.Now != nil || len(care.Before) > 0 || nominated.Now == nil || nominated.Now.Name != "Cas" {
		t.Errorf("others: %+v %+v", care, nominated)
	}

	// A spreadsheet brings them in as contacts; who was named since counts.
	c = told(Contact{ID: "a", Role: "Allocated Social Worker", Name: "Dee"}, Contact{ID: "b", Role: "care co-ordinator (CPA)", Name: "Eve"}, NamedPerson{Part: CareCoordinator, Name: "Flo"})
	if got := c.Named(NamedSocialWorker); got == nil || got.Name != "Dee" || got.Contact != "a" {
		t.Errorf("of a contact: %+v", got)
	}
	if got := c.Named(CareCoordinator); got.Name != "Flo" || got.Contact != "" {
		t.Errorf("who was named: %+v", got)
	}

	// Who may not see who it is still sees that there is somebody, and another than before.
	c = told(one("Ann", ""), one("Bo", "")).Without(func(e Recorded) string { return map[bool]string{true: "third-party"}[e.Seq == 2] })
	if a := c.Around()[0]; a.Now == nil || a.Now.Withheld == "" || a.Now.Name != "" || len(a.Before) != 1 {
		t.Errorf("of what is withheld: %+v", a)
	}
}

func TestAdvocate(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 1, 1)
	state := func(facts ...Fact) string {
		now, entries := told(facts...).Advocate()
		return fmt.Sprintf("%s %s %s %d", now.Step, now.Type, now.Name, len(entries))
	}
	offered := Advocacy{Step: AdvocateOffered, Type: "imha", By: "Jo"}
	for want, facts := range map[string][]Fact{
		"   0":                {Note{}},
		"offered imha  1":     {offered},
		"accepted imha Bea 2": {offered, Advocacy{Step: AdvocateAccepted, Name: "Bea"}},
		"declined imha  2":    {offered, Advocacy{Step: AdvocateDeclined, Why: "I have my sister"}},
		"offered   1":         {Consent{To: ToRegister, Decision: Refused, Basis: Own, ConsentRecord: ConsentRecord{No: NotAgreed{Offered: []Offered{"advocate"}}}}},
		"accepted  Cas 0":     {Contact{ID: "c", Role: "IMHA, advocate", Name: "Cas"}},
	} {
		if got := state(facts...); got != want {
			t.Errorf("%v: %q, want %q", facts, got, want)
		}
	}
	for again, want := range map[civil.Date]bool{0: false, day + 30: false, day + 3: true} {
		now, _ := told(Advocacy{Step: AdvocateDeclined, Why: "No", Again: again}).Advocate()
		if got := now.OfferAgain(day + 3); got != want {
			t.Errorf("to be offered again on %s: %v", again, got)
		}
	}
	if now, _ := told(Note{}).Advocate(); !now.OfferAgain(day) {
		t.Error("nobody offered one, and nobody is to")
	}
}

func TestProcesses(t *testing.T) {
	t.Parallel()
	c := told(
		Process{ID: "j", Type: "justice", Lead: "Probation"}, Process{ID: "s", Type: SafeguardingProcess, Lead: "Council"},
		Process{ID: "s", Type: SafeguardingProcess, Lead: "Council", Next: civil.Of(2026, 2, 1)}, ProcessEnded{Process: "s", Type: SafeguardingProcess},
		Process{ID: "c", Type: "complex-care", Ask: "Ann"},
	)
	all := c.Processes()
	if got := []string{all[0].ID, all[1].ID, all[2].ID}; !slices.Equal(got, []string{"c", "s", "j"}) {
		t.Errorf("in the order %v", got)
	}
	if s := all[1]; s.Since != civil.Of(2026, 1, 2) || s.Ended != civil.Of(2026, 1, 4) || s.Outcome != "note 4" || s.Next == 0 || s.Seq != 3 {
		t.Errorf("it stands as %+v", s)
	}
	// Of what may not be seen not even its kind is left.
	hidden := c.Without(func(e Recorded) string {
		return map[bool]string{true: "safeguarding"}[e.Seq >= 2 && e.Seq <= 4]
	})
	last := hidden.Processes()[2]
	if last.ID != "s" || last.Type != "" || last.Lead != "" || last.Ended == 0 || last.Withheld == "" {
		t.Errorf("of what may not be seen there is left %+v", last)
	}
	for _, e := range hidden.Entries[1:4] {
		if words := fmt.Sprint(Title(e.Fact), Particulars(e.Fact)); strings.Contains(strings.ToLower(words), "safeguarding") {
			t.Errorf("it says %q", words)
		}
	}
}

func TestWhatIsAroundIsHeldToItsLists(t *testing.T) {
	t.Parallel()
	c := told(Process{ID: "j", Type: "justice", Lead: "Probation"})
	today := civil.Of(2026, 3, 1)
	for want, f := range map[string]Fact{
		"part name": NamedPerson{Part: "uncle", Name: " "},
		"chosen_by": NamedPerson{Part: NamedSocialWorker, Name: "Ann", ChosenBy: "person"},
		"part":      NamedPersonEnded{},
		"step":      Advocacy{Step: "perhaps"},
		"type":      Advocacy{Step: AdvocateOffered},
		"why":       Advocacy{Step: AdvocateDeclined},
		"type lead": Process{ID: "x"},
		"process":   ProcessEnded{Process: "j"},
		"on":        ProcessEnded{Process: "k", Type: "chc"},
		"":          Process{ID: "j", Type: "justice", Reference: "7"},
		"type ":     Advocacy{Step: AdvocateAccepted, Name: "Bea"},
	} {
		_, err := (Add{On: today, Fact: f}).Decide(c, today)
		refusals, _ := AsRefusals(err)
		var fields []string
		for _, r := range refusals {
			fields = append(fields, r.Field)
		}
		if got := strings.Join(fields, " "); got != strings.TrimSpace(want) {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
}
