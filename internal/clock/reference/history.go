package reference

import (
	"cmp"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// history is what had happened by a day, in the order in which it took effect.
type history struct {
	birth   civil.Date
	part8A  civil.Date // zero: not commenced
	today   civil.Date
	entries []entry
}

// entry is a fact with its place in the order and its index in the file.
type entry struct {
	on    civil.Date
	fact  casefile.Fact
	place int
	index int
}

// moment is a point in the order: after the entry at place, which was made on
// day; or, with place dawn, before every entry of the day.
type moment struct {
	day   civil.Date
	place int
}

const dawn = -1

// event is something that happened: by the entry with that index, or by none.
// The zero event has not happened.
type event struct {
	at moment
	by int
}

// newHistory orders the entries. Only entries on or before today exist. FP2:
// they may stand in any order, are taken by day and then by place in the file,
// and indexes are places in the file. FP1: entries of one day take effect in
// file order.
func newHistory(birth civil.Date, file []casefile.Entry, part8A, today civil.Date) history {
	h := history{birth: birth, part8A: part8A, today: today}
	for i, e := range file {
		if e.On <= today {
			h.entries = append(h.entries, entry{on: e.On, fact: e.Fact, index: i})
		}
	}
	slices.SortStableFunc(h.entries, func(a, b entry) int { return cmp.Compare(a.on, b.on) })
	for i := range h.entries {
		h.entries[i].place = i
	}
	return h
}

func (m moment) before(other moment) bool {
	return cmp.Or(cmp.Compare(m.day, other.day), cmp.Compare(m.place, other.place)) < 0
}

// at is the moment at which the entry takes effect.
func (e entry) at() moment { return moment{e.on, e.place} }

func (e entry) event() event { return event{e.at(), e.index} }

func (e event) happened() bool { return e != event{} }

// dawnOf is the first moment of a day. FP1: what starts without an entry
// happens before the entries of its day.
func dawnOf(day civil.Date) moment { return moment{day, dawn} }

// is reports whether an entry is of a kind.
func is[F casefile.Fact](e entry) bool {
	_, ok := e.fact.(F)
	return ok
}

// any of some kinds of entry.
func either(kinds ...func(entry) bool) func(entry) bool {
	return func(e entry) bool {
		return slices.ContainsFunc(kinds, func(kind func(entry) bool) bool { return kind(e) })
	}
}

// firstAfter is the first entry after a moment that matches. FP1: "on or
// after" an entry means after it in the order.
func (h history) firstAfter(m moment, match func(entry) bool) event {
	for _, e := range h.entries {
		if m.before(e.at()) && match(e) {
			return e.event()
		}
	}
	return event{}
}

// firstOf is the earlier of two events, if either happened.
func firstOf(a, b event) event {
	if !a.happened() || b.happened() && b.at.before(a.at) {
		return b
	}
	return a
}

// A person attains an age at the first moment of the birthday.
func (h history) isUnder(age int, day civil.Date) bool { return day < h.birth.Attains(age) }

// onRegister, FP30: after joined-register, until left-register, moved-out or
// died; a rating alone puts nobody on it. FP3: it is said of a whole day, so
// all entries of the day count.
func (h history) onRegister(day civil.Date) bool {
	on := false
	for _, e := range h.entries {
		if e.on > day {
			break
		}
		switch {
		case is[casefile.JoinedRegister](e):
			on = true
		case leaves(e):
			on = false
		}
	}
	return on
}

// leaves, FP30: "left the register" means any of the three.
func leaves(e entry) bool {
	return is[casefile.LeftRegister](e) || is[casefile.MovedOut](e) || dies(e)
}

func dies(e entry) bool { return is[casefile.Died](e) }

// considered on a day: autism or a learning disability is confirmed or
// considered by then, and not since excluded for every such condition. FP3: it
// is said of a whole day. FP8: a later suspected or awaiting-assessment undoes
// nothing; only excluded does.
func (h history) considered(day civil.Date) bool {
	return h.consideredAfter(moment{day, len(h.entries)})
}

// consideredAfter is the same read entry by entry, up to a moment within a
// day: it serves only to name the entry that made the difference.
func (h history) consideredAfter(m moment) bool {
	standing := map[casefile.ConditionName]bool{}
	for _, e := range h.entries {
		if m.before(e.at()) {
			break
		}
		if c, ok := e.fact.(casefile.Condition); ok {
			switch c.Status {
			case casefile.Considered, casefile.Confirmed:
				standing[c.Condition] = true
			case casefile.Excluded:
				standing[c.Condition] = false
			}
		}
	}
	for _, yes := range standing {
		if yes {
			return true
		}
	}
	return false
}

// changesConsidered reports whether this is the entry by which the person
// becomes (or ceases to be) considered: the whole day differs from the day
// before it, and from this entry to the end of the day nothing differs more.
func (h history) changesConsidered(e entry, becomes bool) bool {
	if !is[casefile.Condition](e) || h.considered(e.on) != becomes || h.considered(e.on-1) == becomes {
		return false
	}
	if h.consideredAfter(moment{e.on, e.place - 1}) == becomes {
		return false
	}
	for _, later := range h.entries {
		if later.on == e.on && later.place >= e.place && h.consideredAfter(later.at()) != becomes {
			return false
		}
	}
	return true
}

func (h history) becomesConsidered(e entry) bool    { return h.changesConsidered(e, true) }
func (h history) ceasesToBeConsidered(e entry) bool { return h.changesConsidered(e, false) }

// inCETRCohort: CETR if aged under 18, or 18 and over with an EHC plan
// maintained that day; else CTR. FP3: it is said of a whole day.
func (h history) inCETRCohort(day civil.Date) bool {
	if h.isUnder(18, day) {
		return true
	}
	maintained := false
	for _, e := range h.entries {
		if plan, ok := e.fact.(casefile.EHCPlan); ok && e.on <= day {
			maintained = plan.Status == casefile.Maintained
		}
	}
	return maintained
}
