package clock

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Ready is what a statute would oblige if it were in force.
type Ready struct {
	Obligation       // its state is NotInForce
	Would      State // how it would stand
}

// Readiness is what the statutory rules would oblige on a day if Part 8A had
// come into force on another. It is for showing how prepared an area is; none
// of it is a duty. What the rulebook has in force already is no readiness:
// then there is none.
func Readiness(f *casefile.File, rb *Rulebook, commencement, on civil.Date) []Ready {
	if rb.commenced != 0 && rb.commenced <= on {
		return nil
	}
	var all []Ready
	for _, o := range Evaluate(f, rb.WithCommencement(commencement), on).Obligations {
		if o.Basis == Statute {
			would := o.State
			o.State = NotInForce
			all = append(all, Ready{o, would})
		}
	}
	return all
}
