package app

import (
	"context"
	"errors"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// firstVisit is how far back who has never looked is told what changed.
const firstVisit = 7 * 24 * time.Hour

// visitKept is how often in a session it is written down that somebody looks.
const visitKept = time.Minute

// Visit is from when on what was recorded is new to the actor: since they last
// looked in an earlier session. It stays so for as long as the session lasts, so
// that whoever goes to a record and comes back finds the same.
func (a *App) Visit(ctx context.Context, actor access.Actor, session string) (since time.Time, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return since, err
	}
	now := a.now().UTC()
	last, err := a.store.LastVisit(ctx, actor.Register, actor.UserID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		last = store.Visit{UserID: actor.UserID, Since: now.Add(-firstVisit)}
	case err != nil:
		return since, fail(err, "reading when the actor last looked")
	case last.Session == session && now.Sub(last.SeenAt) < visitKept:
		return last.Since, nil
	case last.Session != session:
		last.Since = last.SeenAt
	}
	last.Session, last.SeenAt = session, now
	return last.Since, fail(a.store.KeepVisit(ctx, actor.Register, last), "keeping when the actor looked")
}

// SeenChanges says that the actor has seen what changed up to a moment: what is
// recorded from then on is new.
func (a *App) SeenChanges(ctx context.Context, actor access.Actor, session string, upTo time.Time) error {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return err
	}
	now := a.now().UTC()
	if upTo.After(now) {
		upTo = now
	}
	return fail(a.store.KeepVisit(ctx, actor.Register, store.Visit{UserID: actor.UserID, Session: session, SeenAt: now, Since: upTo}), "keeping what the actor has seen")
}

// ChangesQuery says what of a register's changes a list has.
type ChangesQuery struct {
	Since      time.Time
	Whose      Whose
	Page, Size int // as in PeopleQuery
}

// ChangeList is a page of those of whom others recorded something, the latest
// first.
type ChangeList struct {
	Rows  []Change
	Total int  // rows on all pages
	More  bool // there are more than a list goes up to
	Page  int
	Size  int
}

// Change is what others than the actor recorded of a person.
type Change struct {
	Person  PersonRow
	Entries []casefile.Recorded // as the actor sees them, the latest first
	Hidden  int                 // how many more they may not see
}

// Changes is a page of what others have recorded since a moment. One's own
// entries are no news.
func (a *App) Changes(ctx context.Context, actor access.Actor, q ChangesQuery) (ChangeList, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return ChangeList{}, err
	}
	whose, err := a.dueQuery(ctx, actor, DueQuery{Whose: q.Whose})
	if err != nil {
		return ChangeList{}, err
	}
	page, err := a.store.Changed(ctx, actor.Register, store.ChangesQuery{
		Since: q.Since, NotBy: actor.UserID, Coordinators: whose.Coordinators, For: whose.For, Page: q.Page, Size: q.Size,
	})
	if err != nil {
		return ChangeList{}, fail(err, "listing what changed")
	}
	list := ChangeList{Total: page.Total, More: page.More, Page: page.Page, Size: page.Size}
	ids := make([]string, len(page.Rows))
	for i := range page.Rows {
		ids[i] = page.Rows[i].CaseID
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return list, fail(err, "reading what changed")
	}
	of := make([]*casefile.Case, 0, len(cases))
	for _, c := range cases {
		of = append(of, c)
	}
	lenses, err := a.lenses(ctx, actor, access.SeePerson, "", of...)
	if err != nil {
		return list, err
	}
	for _, row := range page.Rows {
		if lenses[row.CaseID].Sight < access.Whole {
			withoutFlagWords(&row)
		}
		if c := cases[row.CaseID]; c != nil && lenses[row.CaseID].Sight > access.Nothing {
			list.Rows = append(list.Rows, lenses[row.CaseID].changed(c, row, q.Since))
		}
	}
	return list, nil
}

// changed is what others recorded of a case since a moment.
func (l lens) changed(c *casefile.Case, row PersonRow, since time.Time) Change {
	change := Change{Person: row}
	for i := len(c.Entries) - 1; i >= 0; i-- {
		e := c.Entries[i]
		if e.RecordedAt.Before(since) || e.By.ID == l.question.Actor.UserID {
			continue
		}
		if e = l.entry(c, e); e.Withheld != "" {
			change.Hidden++
			continue
		}
		change.Entries = append(change.Entries, e)
	}
	return change
}
