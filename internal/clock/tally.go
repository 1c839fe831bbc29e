package clock

import (
	"slices"

	"homeward/internal/civil"
)

// Tally adds up what another rulebook does to many cases.
type Tally struct {
	Cases   int // looked at
	Changed int // of these, with at least one difference
	Rules   [RuleCount]RuleTally
}

// RuleTally is how many obligations of one rule change, and by how much.
type RuleTally struct {
	Appear, Vanish, Earlier, Later int
	Days                           int // sum of the moves, later being positive
	MostEarlier, MostLater         int // the widest moves: not above 0, not below 0
}

// Total is how many obligations change.
func (t RuleTally) Total() int { return t.Appear + t.Vanish + t.Earlier + t.Later }

// Moved is how many are due on another day.
func (t RuleTally) Moved() int { return t.Earlier + t.Later }

// Case adds the differences of one case.
func (t *Tally) Case(differences []Difference) {
	t.Cases++
	if len(differences) > 0 {
		t.Changed++
	}
	for i := range differences {
		d := &differences[i]
		r, days := &t.Rules[d.Either().Rule], d.Days()
		switch {
		case d.Effect == Appears:
			r.Appear++
		case d.Effect == Vanishes:
			r.Vanish++
		case days < 0:
			r.Earlier++
		default:
			r.Later++
		}
		r.Days += days
		r.MostEarlier, r.MostLater = min(r.MostEarlier, days), max(r.MostLater, days)
	}
}

// All is the tally of all rules together.
func (t *Tally) All() RuleTally {
	var all RuleTally
	for _, r := range t.Rules {
		all.Appear += r.Appear
		all.Vanish += r.Vanish
		all.Earlier += r.Earlier
		all.Later += r.Later
		all.Days += r.Days
		all.MostEarlier, all.MostLater = min(all.MostEarlier, r.MostEarlier), max(all.MostLater, r.MostLater)
	}
	return all
}

// PanelMembers is how many people review one person: a chair, an independent
// clinical expert and an independent expert by experience.
const PanelMembers = 3

// ReviewDays are the last days on which a review of one person can be held so
// that each review that is due or overdue is held in time, in their order. One
// review does for everything that has begun by its day. What consent suspends
// needs none.
func ReviewDays(obligations []Obligation) []civil.Date {
	var days []civil.Date
	var waiting []*Obligation
	for i := range obligations {
		if o := &obligations[i]; o.Rule.IsReview() && (o.State == Due || o.State == Overdue) {
			waiting = append(waiting, o)
		}
	}
	for len(waiting) > 0 {
		day := waiting[0].Due
		for _, o := range waiting {
			day = min(day, o.Due)
		}
		days = append(days, day)
		waiting = slices.DeleteFunc(waiting, func(o *Obligation) bool { return o.StartedOn <= day })
	}
	return days
}
