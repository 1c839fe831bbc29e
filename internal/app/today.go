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

// hasNews are the rights of those whom something is new to: who sees the
// register, who sees to its users or to what people do, and who has people of
// their own.
var hasNews = []access.Permission{access.SeeRegister, access.ManageUsers, access.SeeAudit, access.BeInvolved}

// Visit is from when on what was recorded is new to the actor: since they last
// looked in an earlier session. It stays so for as long as the session lasts, so
// that whoever goes to a record and comes back finds the same.
func (a *App) Visit(ctx context.Context, actor access.Actor, session string) (since time.Time, err error) {
	if err := authoriseAny(actor, hasNews...); err != nil {
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
	if err := authoriseAny(actor, hasNews...); err != nil {
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

// Change is a person of whom others than the actor recorded something.
type Change struct {
	Person PersonRow
	News
}

// News is what others than the actor recorded of somebody since a moment.
type News struct {
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
			list.Rows = append(list.Rows, Change{Person: row, News: lenses[row.CaseID].news(c, q.Since)})
		}
	}
	return list, nil
}

// news is what others recorded of a case since a moment.
func (l lens) news(c *casefile.Case, since time.Time) News {
	var news News
	for i := len(c.Entries) - 1; i >= 0; i-- {
		e := c.Entries[i]
		if e.RecordedAt.Before(since) || e.By.ID == l.question.Actor.UserID {
			continue
		}
		if e = l.entry(c, e); e.Withheld != "" {
			news.Hidden++
			continue
		}
		news.Entries = append(news.Entries, e)
	}
	return news
}

// mostSettled is how many changes of how a register is run a day begins with.
const mostSettled = 100

// Settled is what others changed since a moment in how the register is run: its
// users, teams and organisations, its rules and settings, what was brought in.
// The latest first, at most 100; more says that there is more. It names nobody
// who is on the register.
func (a *App) Settled(ctx context.Context, actor access.Actor, since time.Time) (acts []Act, more bool, err error) {
	if err := authoriseAny(actor, access.ManageUsers, access.SeeAudit); err != nil {
		return nil, false, err
	}
	if err := a.WriteNoted(ctx); err != nil { // what was done a moment ago is news
		return nil, false, err
	}
	found, err := a.store.AuditTrail(ctx, actor.Register, store.AuditQuery{AboutNobody: true, Kinds: []store.AuditKind{store.Changed}, From: since}, mostSettled+1)
	if err != nil {
		return nil, false, fail(err, "listing what was settled")
	}
	for _, act := range found {
		if act.UserID != actor.UserID && act.UserID != homeward(actor.Register).UserID && !ownAffairs[act.Action] {
			acts = append(acts, act)
		}
	}
	return acts, len(found) > mostSettled, nil
}

// ownAffairs are changes that concern nobody but who made them.
var ownAffairs = map[string]bool{"make calendar": true, "stop calendar": true, "change password": true, "set up app for codes": true}

// Counted is how many acts of a kind there were, up to 100.
type Counted struct {
	Kind ActKind
	N    int
	More bool // there were more
}

// DoneSince counts what an auditor looks at first: what was exported, and what
// was refused, since a moment.
func (a *App) DoneSince(ctx context.Context, actor access.Actor, since time.Time) ([]Counted, error) {
	if err := authorise(actor, access.SeeAudit); err != nil {
		return nil, err
	}
	if err := a.WriteNoted(ctx); err != nil {
		return nil, err
	}
	var done []Counted
	for _, kind := range []ActKind{store.Exported, store.Refused} {
		acts, err := a.store.AuditTrail(ctx, actor.Register, store.AuditQuery{Kinds: []store.AuditKind{kind}, From: since}, mostSettled+1)
		if err != nil {
			return nil, fail(err, "counting what was done")
		}
		done = append(done, Counted{kind, min(len(acts), mostSettled), len(acts) > mostSettled})
	}
	return done, nil
}
