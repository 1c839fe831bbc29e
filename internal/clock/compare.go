package clock

import "homeward/internal/civil"

// Effect is what another rulebook does to one obligation.
type Effect uint8

const (
	Appears  Effect = iota // only the new rulebook lists it
	Vanishes               // only the old one does
	Moves                  // both do, with another due day
)

var effects = [...]string{"appears", "vanishes", "moves"}

func (e Effect) String() string               { return effects[e] }
func (e Effect) MarshalText() ([]byte, error) { return []byte(effects[e]), nil }

// Difference is one obligation that two rulebooks see differently.
type Difference struct {
	Effect   Effect
	Old, New Obligation // zero where it appears or vanishes
}

// Days is by how many days the due day moves, later being positive.
func (d Difference) Days() int {
	if d.Effect != Moves {
		return 0
	}
	return int(d.New.Due - d.Old.Due)
}

// Either is the new obligation, or the old one where it vanishes.
func (d *Difference) Either() *Obligation {
	if d.Effect == Vanishes {
		return &d.Old
	}
	return &d.New
}

// Compare says what changes for one case between the obligations that two
// rulebooks give on the same day: what appears, vanishes, or is due on another
// day, in the order of the new ones and then of the vanished.
func Compare(before, after []Obligation) []Difference {
	type key struct {
		rule      Rule
		startedBy int
		startedOn civil.Date
		subject   string
	}
	of := func(o *Obligation) key { return key{o.Rule, o.StartedBy, o.StartedOn, o.Subject} }
	old := make(map[key]int, len(before))
	for i := range before {
		old[of(&before[i])] = i
	}
	var all []Difference
	for i := range after {
		k := of(&after[i])
		j, both := old[k]
		switch {
		case !both:
			all = append(all, Difference{Effect: Appears, New: after[i]})
		case before[j].Due != after[i].Due:
			all = append(all, Difference{Moves, before[j], after[i]})
		}
		delete(old, k)
	}
	for i := range before {
		if j, gone := old[of(&before[i])]; gone && i == j {
			all = append(all, Difference{Effect: Vanishes, Old: before[i]})
		}
	}
	return all
}
