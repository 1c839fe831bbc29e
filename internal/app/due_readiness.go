package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

// Ready is something that statute would oblige if it were in force.
type Ready struct {
	Due   // its state is NotInForce
	Would clock.State
}

// part8AInForce reports whether a rulebook has Part 8A in force on a day.
func part8AInForce(rules *clock.Rulebook, day civil.Date) bool {
	begun := rules.Commencement()
	return begun != 0 && begun <= day
}

// Readiness is what Part 8A of the Mental Health Act 1983 would oblige for a
// person if it came into force today. None of it is a duty. InForce says that
// the rulebook has it in force already: then there is nothing to be ready for.
func (a *App) Readiness(ctx context.Context, actor access.Actor, caseID string) (ready []Ready, inForce bool, err error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return nil, false, err
	}
	if l.Sight < access.Whole {
		return nil, false, &Error{Kind: Forbidden, Text: "You do not see all of this record, so this cannot be worked out for you."}
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return nil, false, err
	}
	today := a.Today()
	if part8AInForce(rules, today) {
		return nil, true, nil
	}
	if err := l.looked(ctx, a, "see record", caseID, "what Part 8A would ask for"); err != nil {
		return nil, false, err
	}
	f := c.File()
	for _, r := range clock.Readiness(f, rules, today, today) {
		d, _ := l.due(c, dueOf(rules, c, f, r.Obligation))
		ready = append(ready, Ready{Due: d, Would: r.Would})
	}
	return ready, false, nil
}
