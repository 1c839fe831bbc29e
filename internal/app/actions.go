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

// ActionsQuery says which actions a list shows.
type ActionsQuery struct {
	Whose      Whose      // by who has the action to do, not by who holds the case
	Over       bool       // in place of what is open, what was done, not done or no longer needed
	DueBy      civil.Date // zero takes all
	Page, Size int        // as in PeopleQuery
}

// ActionsList is a page of actions: those that are open begin with the first
// due, those that are over with the latest.
type ActionsList struct {
	Rows                              []ActionRow
	Total, Overdue, Page, Pages, Size int
}

// ActionRow is an action with whose it is. What the actor may not see of it is
// withheld.
type ActionRow struct {
	store.ActionRow
	Says casefile.ActionState
	// Withheld says why nothing of it is shown but that there is one; "" where it is.
	Withheld string
}

// Actions lists what was agreed that somebody does for those on the actor's
// lists, and for who has one action alone that one.
func (a *App) Actions(ctx context.Context, actor access.Actor, q ActionsQuery) (list ActionsList, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return list, err
	}
	query := store.ActionsQuery{Over: q.Over, DueBy: q.DueBy, Today: a.Today(), Page: q.Page, Size: q.Size}
	if query.For, err = a.viewer(ctx, actor); err != nil {
		return list, err
	}
	if query.Cuts, err = a.cuts(ctx, actor, query.For); err != nil {
		return list, err
	}
	query.Own = q.Whose == Mine
	if query.Owners, err = a.namesOf(ctx, actor, q.Whose); err != nil {
		return list, err
	}
	if q.Whose != Everyones {
		if query.Given, err = a.store.ActionsGiven(ctx, actor.Register, actor.UserID, string(access.OwnsAction), query.Today); err != nil {
			return list, fail(err, "finding the actions of a user")
		}
	}
	page, err := a.store.Actions(ctx, actor.Register, query)
	if err != nil {
		return list, fail(err, "listing actions")
	}
	list = ActionsList{Total: page.Total, Overdue: page.Overdue, Page: page.Page, Pages: page.Pages, Size: page.Size}
	list.Rows, err = a.sayActions(ctx, actor, page.Rows)
	return list, err
}

// sayActions puts words to rows of the index. The cases are read at once, so that
// a page costs the same few statements however long it is.
func (a *App) sayActions(ctx context.Context, actor access.Actor, rows []store.ActionRow) ([]ActionRow, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].CaseID
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return nil, fail(err, "reading the cases of actions")
	}
	seen, err := a.lenses(ctx, actor, access.SeePerson, "", slices.Collect(maps.Values(cases))...)
	if err != nil {
		return nil, err
	}
	states := map[string][]casefile.ActionState{}
	for id, c := range cases {
		if l := seen[id]; l.Allowed {
			states[id] = l.seen(c).ActionStates()
		}
	}
	withheld := func(r store.ActionRow) string {
		c := cases[r.CaseID]
		if c == nil || !seen[r.CaseID].Allowed {
			return noConsent
		}
		e, _ := c.Entry(r.Seq)
		return seen[r.CaseID].withheld(c, e)
	}
	said := make([]ActionRow, len(rows))
	for i, r := range rows {
		said[i].ActionRow = r
		of := states[r.CaseID]
		if at := slices.IndexFunc(of, func(s casefile.ActionState) bool { return s.Seq == r.Seq }); at >= 0 {
			said[i].Says = of[at]
		}
		if why := withheld(r); why != "" {
			said[i] = ActionRow{ActionRow: store.ActionRow{CaseID: r.CaseID, Name: r.Name, ID: r.ID, Seq: r.Seq, Open: r.Open}, Withheld: why}
		}
	}
	return said, nil
}

// OwnersToChoose are the names of the users of the actor's register, for who
// arranges what others do; for others there are none.
func (a *App) OwnersToChoose(ctx context.Context, actor access.Actor) ([]string, error) {
	if !access.Can(actor, access.RunMeetings).Allowed {
		return nil, nil
	}
	return a.MeetingNames(ctx, actor)
}
