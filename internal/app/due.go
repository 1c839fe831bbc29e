package app

import (
	"context"
	"maps"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// DueQuery says what of a register's obligations a list shows. The zero
// value of a filter takes all.
type DueQuery struct {
	Kinds      []string // keys of DueKinds
	Whose      Whose
	From, To   civil.Date // due on these days or between them
	Overdue    bool
	NoReason   bool // in place of what is open, the missed dates without a reason; see store.DueQuery
	Page, Size int  // as in PeopleQuery
}

// Whose says whose cases a list is about. A case is held by whoever has the
// name of its coordinator.
type Whose string

const (
	Everyones Whose = ""
	Mine      Whose = "mine" // held by the actor
	MyTeams   Whose = "team" // held by the actor or by anyone who is in a team with them
)

// DueList is a page of what is due, by day.
type DueList struct {
	Rows    []DueRow
	Total   int // rows on all pages
	Page    int
	Pages   int
	Size    int
	Overdue int // of the total
}

// DueRow is an obligation with whose it is.
type DueRow struct {
	store.DueRow
	Kind  string // key of one of DueKinds
	Title string
	// Explained has the rule, the count written out, and the entry that started
	// it. It is nil for an actor who may not see a person's record, and when
	// today's index is not made yet. What in it the actor may not see is withheld.
	Explained *Due
}

// Due is a page of what is open in the register. What is suspended waits for
// consent and is not due.
func (a *App) Due(ctx context.Context, actor access.Actor, q DueQuery) (DueList, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return DueList{}, err
	}
	query, err := a.dueQuery(ctx, actor, q)
	if err != nil {
		return DueList{}, err
	}
	page, err := a.store.ObligationsDue(ctx, actor.Register, query)
	if err != nil {
		return DueList{}, fail(err, "listing what is due")
	}
	list := DueList{Total: page.Total, Page: page.Page, Pages: page.Pages, Size: page.Size, Overdue: page.Overdue}
	list.Rows, err = a.explainRows(ctx, actor, page.Rows)
	return list, err
}

func (a *App) dueQuery(ctx context.Context, actor access.Actor, q DueQuery) (query store.DueQuery, err error) {
	query = store.DueQuery{From: q.From, To: q.To, Rules: idsOf(q.Kinds), Overdue: q.Overdue, NoReason: q.NoReason, Today: a.Today(), Page: q.Page, Size: q.Size}
	if query.Coordinators, err = a.namesOf(ctx, actor, q.Whose); err != nil {
		return query, err
	}
	query.For, err = a.viewer(ctx, actor)
	return query, err
}

// namesOf are the names by which a list finds what is the actor's, or that of
// anyone in a team with them; nil for everyone's.
func (a *App) namesOf(ctx context.Context, actor access.Actor, whose Whose) ([]string, error) {
	if whose == Everyones {
		return nil, nil
	}
	names, err := a.ownNames(ctx, actor)
	if err != nil || whose == Mine {
		return names, err
	}
	mates, err := a.store.Teammates(ctx, actor.Register, actor.UserID)
	return append(mates, names...), fail(err, "finding who is in a team with the actor")
}

// explainRows puts words to rows of the index. The cases are read at once, so
// that a page costs the same few statements however long it is.
func (a *App) explainRows(ctx context.Context, actor access.Actor, rows []store.DueRow) ([]DueRow, error) {
	cases := map[string]*casefile.Case{}
	if access.Can(actor, access.SeePerson).Allowed {
		ids := make([]string, len(rows))
		for i := range rows {
			ids[i] = rows[i].CaseID
		}
		var err error
		if cases, err = a.store.Cases(ctx, actor.Register, ids); err != nil {
			return nil, fail(err, "reading the cases of what is due")
		}
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return nil, err
	}
	today := a.Today()
	explained := map[string][]Due{}
	seen, err := a.lenses(ctx, actor, access.SeePerson, "", slices.Collect(maps.Values(cases))...)
	if err != nil {
		return nil, err
	}
	for id, c := range cases {
		for _, d := range explain(rules, c, today) {
			if d, ok := seen[id].due(c, d); ok {
				explained[id] = append(explained[id], d)
			}
		}
	}
	out := make([]DueRow, len(rows))
	for i, r := range rows {
		row := DueRow{DueRow: r, Kind: kindOfRule[r.Rule], Title: ruleTitle(rules, r.Rule)}
		for _, d := range explained[r.CaseID] {
			if d.Rule.String() == r.Rule && d.Started.Seq == r.StartedSeq && d.StartedOn == r.StartedOn && d.Obligation.Due == r.Due {
				row.Explained = &d
				switch fact := d.Started.Fact.(type) {
				case casefile.Action, casefile.SupportNeed:
					row.Title = casefile.Title(fact)
				}
				break
			}
		}
		out[i] = row
	}
	return out, nil
}

// OverdueOn reports whether what is open and due on a day is overdue on
// another. It says what the store says in a query.
func OverdueOn(due, today civil.Date) bool { return due < today }

// DueDay is how much of one kind is due on a day.
type DueDay struct {
	Day   civil.Date
	Kind  string // key of one of DueKinds
	Count int
}

// DueDays counts what a query takes by day and kind, the days in their order
// and the kinds in that of DueKinds.
func (a *App) DueDays(ctx context.Context, actor access.Actor, q DueQuery) ([]DueDay, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	query, err := a.dueQuery(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	counts, err := a.store.DueCounts(ctx, actor.Register, query)
	if err != nil {
		return nil, fail(err, "counting what is due")
	}
	var days []DueDay
	for len(counts) > 0 {
		day, byKind := counts[0].Day, map[string]int{}
		for len(counts) > 0 && counts[0].Day == day {
			byKind[kindOfRule[counts[0].Rule]] += counts[0].Count
			counts = counts[1:]
		}
		for _, k := range DueKinds {
			if n := byKind[k.Key]; n > 0 {
				days = append(days, DueDay{day, k.Key, n})
			}
		}
	}
	return days, nil
}
