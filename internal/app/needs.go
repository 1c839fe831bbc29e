package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// NeedsQuery says which support needs of a register a list shows. The zero
// value of a filter takes all.
type NeedsQuery struct {
	Waiting    bool // what people still wait for, be they on the register or not
	Statuses   []casefile.SupportStatus
	Categories []casefile.SupportCategory
	Providers  []string
	Places     []string // local authorities of ordinary residence
	Overdue    bool
	InGap      bool
	Stopped    bool // it was in place, and is waited for again
	InPlace    bool // and on the register
	NotWorking bool // of that, what does not do what it is there for, or in part
	Page, Size int
}

// NeedsRow is a support need with whose it is, as the actor sees it.
type NeedsRow struct {
	store.NeedsRow
	// Withheld says why the words of the need are not shown; "" where they are.
	Withheld string
}

// NeedsList is a page of support needs: what is waited for first, by the day on
// which it is wanted.
type NeedsList struct {
	Rows    []NeedsRow
	Total   int
	Overdue int // of the total
	Page    int
	Pages   int
	Size    int
	Counts  NeedCounts
}

// NeedCounts are of all that the lists of an actor have, whatever their filters.
type NeedCounts struct {
	store.NeedCounts
	// Refused is how often a service refused somebody because they are not on the
	// register who still waits, and RefusedInYear how often in 12 months.
	Refused, RefusedInYear int
}

// Needs is a page of what the people of a register need to stay well at home.
func (a *App) Needs(ctx context.Context, actor access.Actor, q NeedsQuery) (NeedsList, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return NeedsList{}, err
	}
	query, err := a.needsQuery(ctx, actor)
	if err != nil {
		return NeedsList{}, err
	}
	page, err := a.store.Needs(ctx, actor.Register, q.of(query))
	if err != nil {
		return NeedsList{}, fail(err, "listing support needs")
	}
	list := NeedsList{Total: page.Total, Overdue: page.Overdue, Page: page.Page, Pages: page.Pages, Size: page.Size}
	if list.Counts, err = a.needCounts(ctx, actor.Register, query); err != nil {
		return NeedsList{}, err
	}
	list.Rows, err = a.seenNeeds(ctx, actor, page.Rows)
	return list, err
}

// of is the query as it is asked for an actor.
func (q NeedsQuery) of(asked store.NeedsQuery) store.NeedsQuery {
	asked.Waiting, asked.Statuses, asked.Categories, asked.Providers, asked.Places = q.Waiting, q.Statuses, q.Categories, q.Providers, q.Places
	asked.Overdue, asked.InGap, asked.Stopped, asked.InPlace, asked.NotWorking = q.Overdue, q.InGap, q.Stopped, q.InPlace, q.NotWorking
	asked.Page, asked.Size = q.Page, q.Size
	return asked
}

func (a *App) needCounts(ctx context.Context, register string, q store.NeedsQuery) (c NeedCounts, err error) {
	if c.NeedCounts, err = a.store.NeedCounts(ctx, register, q); err != nil {
		return c, fail(err, "counting support needs")
	}
	refused := store.RefusalsQuery{NeedsQuery: q, Reason: casefile.NotOnRegister}
	refused.Waiting = true
	if c.Refused, err = a.store.RefusalCount(ctx, register, refused); err != nil {
		return c, fail(err, "counting refusals")
	}
	refused.Waiting, refused.Since = false, q.Today.AddMonths(-12)
	c.RefusedInYear, err = a.store.RefusalCount(ctx, register, refused)
	return c, fail(err, "counting refusals")
}

// StoppedSupport is how many needs of the actor's lists wait again for support
// that had been in place.
func (a *App) StoppedSupport(ctx context.Context, actor access.Actor) (int, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return 0, err
	}
	query, err := a.needsQuery(ctx, actor)
	if err != nil {
		return 0, err
	}
	query.Stopped = true
	n, err := a.store.NeedCount(ctx, actor.Register, query)
	return n, fail(err, "counting support that stopped")
}

// RefusalsRow is that a service refused somebody because they are not on the
// register, with the need as it stands now, as the actor sees it.
type RefusalsRow struct {
	NeedsRow
	Refusal casefile.ServiceRefusal
}

// RefusalsList is a page of them, the latest first.
type RefusalsList struct {
	Rows                     []RefusalsRow
	Total, Page, Pages, Size int
	Counts                   NeedCounts
}

// Refusals lists how often services refused people because they are not on the
// register, since a day or ever, whatever became of it since. Of the needs it takes
// those that a query does: with Waiting, what is still waited for.
func (a *App) Refusals(ctx context.Context, actor access.Actor, q NeedsQuery, since civil.Date) (list RefusalsList, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return list, err
	}
	query, err := a.needsQuery(ctx, actor)
	if err != nil {
		return list, err
	}
	page, err := a.store.Refusals(ctx, actor.Register, store.RefusalsQuery{NeedsQuery: q.of(query), Reason: casefile.NotOnRegister, Since: since})
	if err != nil {
		return list, fail(err, "listing refusals")
	}
	list.Total, list.Page, list.Pages, list.Size = page.Total, page.Page, page.Pages, page.Size
	if list.Counts, err = a.needCounts(ctx, actor.Register, query); err != nil {
		return list, err
	}
	of := make([]store.NeedsRow, len(page.Rows))
	for i, row := range page.Rows {
		of[i] = row.NeedsRow
	}
	seen, err := a.seenNeeds(ctx, actor, of)
	if err != nil {
		return list, err
	}
	for i, row := range page.Rows {
		if seen[i].Withheld != "" {
			row.Refusal.Provider, row.Refusal.Reason = "", ""
		}
		list.Rows = append(list.Rows, RefusalsRow{seen[i], row.Refusal})
	}
	return list, nil
}

// needsQuery is for whom a list of needs is made, and what it must not tell.
func (a *App) needsQuery(ctx context.Context, actor access.Actor) (q store.NeedsQuery, err error) {
	q.Today = a.Today()
	if q.For, err = a.viewer(ctx, actor); err != nil || actor.AtMachine {
		return q, err
	}
	q.Cuts, err = a.cuts(ctx, actor, q.For)
	return q, err
}

// seenNeeds takes the words from rows of the index that the actor may not read.
// What decides it stands in the index: no case is read.
func (a *App) seenNeeds(ctx context.Context, actor access.Actor, rows []store.NeedsRow) ([]NeedsRow, error) {
	of := make([]inIndex, len(rows))
	for i, r := range rows {
		of[i] = inIndex{r.CaseID, r.Consent, r.SharesNot}
	}
	seen, err := a.lensesByIndex(ctx, actor, of)
	if err != nil {
		return nil, err
	}
	out := make([]NeedsRow, len(rows))
	for i, r := range rows {
		row := NeedsRow{NeedsRow: r}
		for _, seq := range r.Entries {
			if row.Withheld == "" {
				row.Withheld = seen[r.CaseID].withheldAt(seq, casefile.SupportNeed{ID: r.Need})
			}
		}
		if row.Withheld != "" {
			row.Words, row.Provider, row.Category, row.Funding, row.Reason, row.StoppedWhy, row.Working = "", "", "", "", "", "", ""
		}
		out[i] = row
	}
	return out, nil
}

// NeedChoices are the values that the filters of the list offer.
type NeedChoices struct{ Providers, Places []string }

// NeedChoices are those of the people whom the actor's lists have.
func (a *App) NeedChoices(ctx context.Context, actor access.Actor) (c NeedChoices, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return c, err
	}
	q, err := a.needsQuery(ctx, actor)
	if err != nil {
		return c, err
	}
	if c.Places, err = a.store.Authorities(ctx, actor.Register, q.For); err != nil {
		return c, fail(err, "listing local authorities")
	}
	c.Providers, err = a.store.NeedProviders(ctx, actor.Register, q)
	return c, fail(err, "listing providers")
}

// NeedOverdue reports whether a need is waited for after the day on which it was
// wanted. It says what the store says in a query.
func NeedOverdue(n *store.NeedsRow, today civil.Date) bool {
	return n.Waits && !n.FromBefore && n.WantedBy != 0 && n.WantedBy < today
}
