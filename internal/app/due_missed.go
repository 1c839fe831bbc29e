package app

import (
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// Missed is a day that passed before what was due on it was done. It stays
// missed whatever comes after.
type Missed struct {
	Due                       // the obligation as it stands now
	Date  casefile.MissedDate // what names it: rule, start and day
	Why   casefile.Recorded   // the latest entry that says why; zero Seq while nobody has
	Moved bool                // consent given again made it due on a later day
}

// missed are the missed dates of a case by a day, the latest first.
func missed(rules *clock.Rulebook, c *casefile.Case, day civil.Date) []Missed {
	f := c.File()
	var all []Missed
	for _, t := range clock.History(f, rules, civil.MinDate, day) {
		var days []civil.Date
		for _, s := range t.Spans {
			if s.State == clock.Overdue || s.State == clock.MetLate || s.State == clock.EndedOverdue {
				days = append(days, s.Due)
			}
		}
		slices.Sort(days)
		for _, on := range slices.Compact(days) {
			m := Missed{Due: dueOf(rules, c, f, t.Obligation), Moved: on != t.Due}
			m.Date = casefile.MissedDate{Rule: t.Rule.String(), Started: m.Started.Seq, StartedOn: t.StartedOn, Due: on}
			m.Why, _ = c.WhyMissed(m.Date)
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(x, y Missed) int { return int(y.Date.Due - x.Date.Due) })
	return all
}

// checkMissed refuses an entry that says why a date was missed when it was not.
func checkMissed(tx *store.Tx, c *casefile.Case, entries []casefile.Entry, today civil.Date) error {
	for _, e := range entries {
		date, ok := e.Fact.(casefile.MissedDate)
		if !ok {
			continue
		}
		rules, err := tx.Rules()
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(missed(rules.Rulebook, c, today), func(m Missed) bool { return m.Date.About(date) }) {
			return casefile.Refusals{{Text: "This date was not missed, or the record has changed since. Look at what is due once more."}}
		}
	}
	return nil
}
