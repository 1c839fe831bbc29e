package app

import (
	"reflect"
	"slices"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// keptBy adds a person whose case somebody holds.
func (b *board) keptBy(t *testing.T, name, holder string) string {
	t.Helper()
	var more []casefile.Decision
	if holder != "" {
		more = append(more, casefile.Add{On: b.Today() - 10, Fact: casefile.Coordinator{Name: holder}})
	}
	got, err := b.AddPerson(b.ctx, b.here, casefile.Open{On: b.Today() - 20, Details: casefile.Details{GivenName: name, FamilyName: "Example"}}, more...)
	must(t, err)
	return got.Case
}

func (b *board) holderOf(t *testing.T, id string) string {
	t.Helper()
	c, err := b.store.Case(b.ctx, "HERE", id)
	must(t, err)
	return c.Coordinator
}

// Cases go to another holder together, with an entry in each, and both holders
// are told; it is undone by giving them back.
func TestChangeHolder(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		helen := b.colleague(t, "HERE", "Helen Price", access.Clinician)
		sunita := b.colleague(t, "HERE", "Sunita Rao", access.ReviewCoordinator)
		b.colleague(t, "HERE", "Margaret Osei", access.Executive)
		one, two, three := b.keptBy(t, "One", "Helen Price"), b.keptBy(t, "Two", "Helen Price"), b.keptBy(t, "Three", "")
		change := HolderChange{People: []Held{{one, "Helen Price"}, {two, "Helen Price"}, {three, ""}}, To: "Sunita Rao", From: b.Today(), Reason: "Helen is on leave"}

		if got, err := b.MayHold(b.ctx, b.here); err != nil || !reflect.DeepEqual(got, []string{"Coordinator of HERE", "Helen Price", "Sunita Rao"}) {
			t.Errorf("may hold: %q, %v", got, err)
		}
		must(t, b.ChangeHolder(b.ctx, b.here, change))
		for _, id := range []string{one, two, three} {
			c, err := b.store.Case(b.ctx, "HERE", id)
			must(t, err)
			last := c.Entries[len(c.Entries)-1]
			if c.Coordinator != "Sunita Rao" || last.Note != "Helen is on leave" || last.By.Name != b.here.Name {
				t.Errorf("%s is held by %q, by the entry %+v", id, c.Coordinator, last)
			}
		}
		counts, err := b.Holders(b.ctx, b.here)
		if err != nil || len(counts) != 1 || counts[0].Name != "Sunita Rao" || counts[0].Counts.Total() != 3 {
			t.Errorf("held: %+v, %v", counts, err)
		}
		told := func(actor access.Actor, want ...HolderNotice) {
			t.Helper()
			got, err := b.HolderNotices(b.ctx, actor)
			for i := range got {
				got[i].ID, got[i].At = "", want[min(i, len(want)-1)].At
			}
			if err != nil || len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s was told %+v, %v, want %+v", actor.Name, got, err, want)
			}
		}
		told(helen, HolderNotice{UserID: helen.UserID, People: 2, Holder: "Sunita Rao", ByName: b.here.Name})
		told(sunita, HolderNotice{UserID: sunita.UserID, Given: true, People: 3, ByName: b.here.Name})
		must(t, b.SeeHolderNotices(b.ctx, helen, b.now()))
		told(helen)

		// Back again.
		must(t, b.ChangeHolder(b.ctx, b.here, HolderChange{People: []Held{{one, "Sunita Rao"}}, To: "Helen Price", From: b.Today(), Reason: "She is back"}))
		if got := b.holderOf(t, one); got != "Helen Price" {
			t.Errorf("held by %q", got)
		}
		if report, err := b.store.Verify(b.ctx, b.program, b.Today()); err != nil || !report.OK() {
			t.Errorf("verified: %+v, %v", report, err)
		}
	})
}

// Nothing is changed where one of them cannot be.
func TestChangeHolderOfAllOrNone(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	helen := b.colleague(t, "HERE", "Helen Price", access.Clinician)
	b.colleague(t, "HERE", "Sunita Rao", access.ReviewCoordinator)
	one, two, restricted := b.keptBy(t, "One", "Helen Price"), b.keptBy(t, "Two", "Helen Price"), b.keptBy(t, "Three", "Helen Price")
	must(t, b.Restrict(b.ctx, b.here, restricted, true, "Works for us"))
	good := HolderChange{People: []Held{{one, "Helen Price"}, {two, "Helen Price"}}, To: "Sunita Rao", From: b.Today(), Reason: "Leave"}
	with := func(change func(*HolderChange)) HolderChange {
		c := good
		c.People = slices.Clone(c.People)
		change(&c)
		return c
	}
	for name, test := range map[string]struct {
		actor  access.Actor
		change HolderChange
		kind   Kind
	}{
		"nobody chosen": {b.here, with(func(c *HolderChange) { c.People = nil }), Invalid},
		"too many": {b.here, with(func(c *HolderChange) {
			c.People = make([]Held, 0)
			for i := range MostHeldAtOnce + 1 {
				c.People = append(c.People, Held{NewID(), string(rune('a' + i%26))})
			}
		}), Invalid},
		"no such holder":      {b.here, with(func(c *HolderChange) { c.To = "Nobody Known" }), Invalid},
		"no reason":           {b.here, with(func(c *HolderChange) { c.Reason = " " }), Invalid},
		"tomorrow":            {b.here, with(func(c *HolderChange) { c.From = b.Today() + 1 }), Invalid},
		"before the last":     {b.here, with(func(c *HolderChange) { c.From = b.Today() - 15 }), Invalid},
		"held already":        {b.here, with(func(c *HolderChange) { c.To = "Helen Price" }), Invalid},
		"restricted":          {b.here, with(func(c *HolderChange) { c.People = append(c.People, Held{restricted, "Helen Price"}) }), Invalid},
		"changed meanwhile":   {b.here, with(func(c *HolderChange) { c.People[1].By = "Somebody Else" }), Conflict},
		"not there":           {b.here, with(func(c *HolderChange) { c.People = append(c.People, Held{"zzz", ""}) }), NotFound},
		"of another register": {b.there, good, Invalid}, // where nobody of that name may hold
		"without the right":   {helen, good, Forbidden},
		"signed out":          {access.Actor{Register: "HERE"}, good, Forbidden},
	} {
		err := b.ChangeHolder(b.ctx, test.actor, test.change)
		if As(err).Kind != test.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []string{one, two, restricted} {
		if got := b.holderOf(t, id); got != "Helen Price" {
			t.Errorf("%s is held by %q", id, got)
		}
	}
	if got, err := b.HolderNotices(b.ctx, helen); err != nil || len(got) != 0 {
		t.Errorf("told %+v, %v", got, err)
	}
	wantKind(t, second(b.MayHold(b.ctx, helen)), Forbidden)
	governance := b.colleague(t, "HERE", "Peter Lindqvist", access.InformationGovernance)
	wantKind(t, second(b.Holders(b.ctx, governance)), Forbidden)
	wantKind(t, second(b.PeopleOf(b.ctx, governance, []string{one})), Forbidden)
	wantKind(t, second(b.HolderNotices(b.ctx, governance)), Forbidden)
	wantKind(t, b.SeeHolderNotices(b.ctx, governance, b.now()), Forbidden)

	// A clinician counts and lists only whom they reach.
	must(t, b.SayWhose(b.ctx, b.here, "Helen Price", helen.UserID))
	if counts, err := b.Holders(b.ctx, helen); err != nil || len(counts) != 1 || counts[0].Counts.Total() != 2 {
		t.Errorf("the clinician counts %+v, %v", counts, err)
	}
	if rows, err := b.PeopleOf(b.ctx, helen, []string{one, restricted}); err != nil || len(rows) != 1 || rows[0].CaseID != one {
		t.Errorf("the clinician has %+v, %v", rows, err)
	}
}
