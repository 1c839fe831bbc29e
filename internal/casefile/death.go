package casefile

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// RecordDeath records that somebody died. Of a death that becomes known late,
// what was planned after it while nobody knew ends in the same act: the clock
// ends what is open on the day of a death (fine print 17), and not what starts
// later.
type RecordDeath struct {
	On   civil.Date
	Note string
	Why  string // why the plans end; "" says that they had died
	Keep []int  // actions agreed after that day that go on, by sequence number
}

func (d RecordDeath) Decide(c *Case, today civil.Date) ([]Entry, error) {
	entries := []Entry{{d.On, Died{}, strings.TrimSpace(d.Note)}}
	why := strings.TrimSpace(d.Why)
	if why == "" && d.On != 0 {
		why = DeathEndsPlans(d.On)
	}
	return c.accept(today, false, append(entries, c.endPlans(d.On, why, d.Keep)...)...)
}

// endPlans end what was planned after a day, but for the actions that go on.
func (c *Case) endPlans(after civil.Date, why string, keep []int) (entries []Entry) {
	for _, p := range c.PlansAfter(after) {
		if _, action := p.Fact.(Action); action && slices.Contains(keep, p.Seq) {
			continue
		}
		// Of its own day, so that it counts as open on none.
		entries = append(entries, Entry{p.On, endOfPlan(p.Fact), why})
	}
	return entries
}

// EndPlans end what another record of somebody who died had planned after it.
func (c *Case) EndPlans() []Entry {
	if c.Died == 0 {
		return nil
	}
	return c.endPlans(c.Died, DeathEndsPlans(c.Died), nil)
}

// DeathEndsPlans says why a plan ends that was made after a death.
func DeathEndsPlans(on civil.Date) string {
	return fmt.Sprintf("They died on %s. This was planned before it was known here.", on.Long())
}

// PlansAfter are what was planned or asked for on a later day than the given
// one and has not come to its end: reviews, requests for one, referrals, support
// that has not started, and actions.
func (c *Case) PlansAfter(day civil.Date) (plans []Recorded) {
	over := map[Kind]map[string]bool{}
	end := func(begun Fact, id string) {
		if over[begun.Kind()] == nil {
			over[begun.Kind()] = map[string]bool{}
		}
		over[begun.Kind()][id] = true
	}
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case ReviewCancelled:
			end(ReviewArranged{}, f.ID)
		case ReviewHeld:
			end(ReviewArranged{}, f.ID)
		case ReviewDecision:
			end(ReviewRequested{}, f.Request)
		case ReferralDecision:
			end(Referral{}, f.Referral)
		case ReferralWithdrawn:
			end(Referral{}, f.Referral)
		case SupportStarted:
			end(SupportNeed{}, f.Need)
		case SupportWithdrawn:
			end(SupportNeed{}, f.Need)
		case ActionDone:
			end(Action{}, f.Action)
		case ActionNotFollowed:
			end(Action{}, f.Action)
		case ActionCancelled:
			end(Action{}, f.Action)
		}
	}
	for _, e := range c.Standing {
		id := ""
		switch f := e.Fact.(type) {
		case ReviewArranged:
			id = f.ID
		case ReviewRequested:
			id = f.ID
		case Referral:
			id = f.ID
		case SupportNeed:
			id = f.ID
		case Action:
			id = f.ID
		default:
			continue
		}
		if e.On > day && !over[e.Fact.Kind()][id] {
			plans = append(plans, e)
		}
	}
	return plans
}

// endOfPlan is the fact that ends a plan that will not come about.
func endOfPlan(f Fact) Fact {
	switch f := f.(type) {
	case ReviewArranged:
		return ReviewCancelled{ID: f.ID}
	case ReviewRequested:
		return ReviewDecision{Request: f.ID, Outcome: Declined}
	case Referral:
		return ReferralWithdrawn{Referral: f.ID}
	case SupportNeed:
		return SupportWithdrawn{Need: f.ID}
	case Action:
		return ActionCancelled{Action: f.ID}
	}
	return nil
}

// EndsPlan reports whether a fact is one by which a death ends a plan.
func EndsPlan(f Fact) bool {
	switch f := f.(type) {
	case ReviewCancelled, ReferralWithdrawn, SupportWithdrawn, ActionCancelled:
		return true
	case ReviewDecision:
		return f.Outcome == Declined
	}
	return false
}

// madeInIgnorance reports whether what was written before a death was known is
// no contradiction to it: a plan, or what was settled on paper.
func madeInIgnorance(f Fact) bool {
	switch f.(type) {
	case ReviewRequested, ReviewArranged, Keyworker, EHCPlan, PlannedDischarge:
		return true
	}
	return false
}

// Contradicted are the entries that stand and would not fit any more if another
// were recorded.
func (c *Case) Contradicted(by Entry) (all []Recorded) {
	before, after := inconsistencies(c), c.with(by)
	conflicts := inconsistencies(after)
	for _, e := range after.Standing {
		if conflicts[e.Seq] != "" && before[e.Seq] == "" && e.Seq <= c.Version() {
			all = append(all, e)
		}
	}
	return all
}
