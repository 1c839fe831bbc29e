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
	Waiting    bool // what people on the register still wait for
	Statuses   []casefile.SupportStatus
	Categories []casefile.SupportCategory
	Providers  []string
	Places     []string // local authorities of ordinary residence
	Refused    casefile.RefusedReason
	Overdue    bool
	InGap      bool
	InPlace    bool // and on the register
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
	// Counts are of all that the actor's list has, whatever its filters.
	Counts store.NeedCounts
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
	asked := query
	asked.Waiting, asked.Statuses, asked.Categories, asked.Providers, asked.Places, asked.Reason = q.Waiting, q.Statuses, q.Categories, q.Providers, q.Places, q.Refused
	asked.Overdue, asked.InGap, asked.InPlace, asked.Page, asked.Size = q.Overdue, q.InGap, q.InPlace, q.Page, q.Size
	page, err := a.store.Needs(ctx, actor.Register, asked)
	if err != nil {
		return NeedsList{}, fail(err, "listing support needs")
	}
	list := NeedsList{Total: page.Total, Overdue: page.Overdue, Page: page.Page, Pages: page.Pages, Size: page.Size}
	if list.Counts, err = a.store.NeedCounts(ctx, actor.Register, query); err != nil {
		return NeedsList{}, fail(err, "counting support needs")
	}
	list.Rows, err = a.seenNeeds(ctx, actor, page.Rows)
	return list, err
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
			row.Words, row.Provider, row.Category, row.Funding, row.Reason = "", "", "", "", ""
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
	return n.OnRegister && n.Status.Open() && n.WantedBy != 0 && !n.FromBefore && n.WantedBy < today
}
