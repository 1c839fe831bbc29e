package clock

import (
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Timeline is an obligation with how it stood on each day of a range.
type Timeline struct {
	Obligation        // as it stands on the last day of the range
	Spans      []Span // without gaps, from its start or the first day of the range to the last day
}

// Span is a time during which an obligation stood in one way.
type Span struct {
	From, To    civil.Date // first and last day
	State       State
	Due         civil.Date
	SuspendedOn civil.Date
	ResumedOn   civil.Date
}

// On is the obligation as Evaluate gives it for a day of the range; ok is
// false when it had not begun.
func (t *Timeline) On(day civil.Date) (o Obligation, ok bool) {
	for _, s := range t.Spans {
		if s.From <= day && day <= s.To {
			o = t.Obligation
			o.State, o.Due, o.SuspendedOn, o.ResumedOn = s.State, s.Due, s.SuspendedOn, s.ResumedOn
			if s.State.Open() {
				o.MetOn, o.MetBy, o.EndedOn, o.EndedBy, o.Reason = 0, -1, 0, -1, NotEnded
			}
			return o, true
		}
	}
	return Obligation{}, false
}

// History is, for each obligation that existed by the last day of a range, how
// it stood on every day of the range, from one evaluation. The obligations are
// in the order that Evaluate has on the last day.
func History(f *casefile.File, rb *Rulebook, from, to civil.Date) []Timeline {
	e := NewEvaluator(rb)
	e.run(f, to)
	sorted := e.result(to)
	pauses := make([][]pause, len(e.obligations))
	for _, p := range e.pauses {
		pauses[p.obligation] = append(pauses[p.obligation], p)
	}
	all := make([]Timeline, len(sorted))
	for i, k := range e.keys {
		all[i] = Timeline{sorted[i], spans(&sorted[i], pauses[k.i], from, to)}
	}
	return all
}

func spans(o *Obligation, pauses []pause, from, to civil.Date) []Span {
	done := to + 1
	switch {
	case o.MetOn != 0:
		// What was done beforehand is met from its start (fine print 31).
		done = max(o.MetOn, o.StartedOn)
	case o.EndedOn != 0:
		done = o.EndedOn
	}
	var list []Span
	add := func(s Span) {
		s.From, s.To = max(s.From, from), min(s.To, to)
		if s.From <= s.To {
			list = append(list, s)
		}
	}
	now := Span{From: o.StartedOn, Due: o.FirstDue}
	until := func(day civil.Date) {
		now.To = min(day, done) - 1
		switch {
		case now.SuspendedOn != 0:
			now.State = Suspended
			add(now)
		default:
			inTime, late := now, now
			inTime.State, inTime.To = Due, min(now.To, now.Due)
			late.State, late.From = Overdue, max(now.From, now.Due+1)
			add(inTime)
			add(late)
		}
		now.From = day
	}
	for _, p := range pauses {
		until(p.on)
		now.Due = p.due
		if p.suspended {
			now.SuspendedOn = p.on
		} else {
			now.SuspendedOn, now.ResumedOn = 0, p.on
		}
	}
	until(to + 1)
	if done <= to {
		add(Span{From: done, To: to, State: o.State, Due: o.Due, SuspendedOn: o.SuspendedOn, ResumedOn: o.ResumedOn})
	}
	return list
}
