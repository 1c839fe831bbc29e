package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// WhoLooked is who looked at a person's record, or recorded or exported
// something of it: the latest day first.
type WhoLooked struct {
	Person string // their name
	Sight  access.Sight
	Days   []LookedOn
	Before civil.Date // where there is more: the days before this one
	Came   []string   // names of the registers they came from, the last first
}

// LookedOn is who did so on a day, who did it last first.
type LookedOn struct {
	Day   civil.Date
	Users []UserLooked
}

// UserLooked is what one user did with a record on one day, in one role.
type UserLooked struct {
	UserID, Name string
	Role         access.Role
	Register     string // name of the one they did it in, where it is another
	Did          []Did  // what was done last comes first
}

// Did is one thing that was done, so many times.
type Did struct {
	Words       string
	Purpose     string // "" where none was given
	Times       int
	First, Last time.Time
}

// looksOnPage is after how many users a page ends with the day.
const looksOnPage = 50

var errEnough = errors.New("the page is full")

// WhoLooked lists who looked at a person's record before a day, or up to now
// when it is zero. Looking at this is a look at the record as well.
func (a *App) WhoLooked(ctx context.Context, actor access.Actor, caseID string, before civil.Date) (WhoLooked, error) {
	var w WhoLooked
	c, l, err := a.see(ctx, actor, access.SeeWhoLooked, "", caseID)
	if err != nil {
		return w, err
	}
	if err := l.looked(ctx, a, "see who has looked", caseID, ""); err != nil {
		return w, err
	}
	if err := a.WriteNoted(ctx); err != nil { // what was done a moment ago is to be seen
		return w, err
	}
	w.Person, w.Sight = c.Name(), l.Sight
	q := store.AuditQuery{Case: caseID, Kinds: []store.AuditKind{store.Looked, store.Exported, store.Changed}}
	if before != 0 {
		q.To = a.midnight(before)
	}
	kept := keptBefore(actor.Register, c)
	lists, err := a.listsTaken(ctx, actor.Register, kept.since, q.To)
	if err != nil {
		return w, err
	}
	for _, from := range kept.came {
		if !slices.Contains(w.Came, from.name) {
			w.Came = append(w.Came, from.name)
		}
	}
	users := 0
	register := ""
	show := func(act store.Audit, register string) error {
		day := a.dayOf(act.At)
		if n := len(w.Days); n == 0 || w.Days[n-1].Day != day {
			if users >= looksOnPage {
				w.Before = day + 1
				return errEnough
			}
			w.Days = append(w.Days, LookedOn{Day: day})
		}
		on := &w.Days[len(w.Days)-1]
		before := len(on.Users)
		on.add(act, register)
		users += len(on.Users) - before
		return nil
	}
	// One record has been looked at in the order in which it is read. Where others
	// were merged into it, what is read of each has to be put in order first.
	type look struct {
		act      store.Audit
		register string
	}
	var several []look
	together := len(MergesOf(c)) > 0 || len(kept.also) > 0
	take := func(act store.Audit) error {
		if together {
			several = append(several, look{act, register})
			return nil
		}
		return show(act, register)
	}
	takeLists := func(after time.Time) error {
		for len(lists) > 0 && lists[0].At.After(after) {
			if err := take(lists[0]); err != nil {
				return err
			}
			lists = lists[1:]
		}
		return nil
	}
	err = a.store.EachAudit(ctx, actor.Register, q, func(act store.Audit) error {
		if err := takeLists(act.At); err != nil {
			return err
		}
		return take(act)
	})
	if err == nil {
		err = takeLists(time.Time{})
	}
	for _, other := range kept.also {
		if err == nil {
			of := q
			of.Case = other
			err = a.store.EachAudit(ctx, actor.Register, of, take)
		}
	}
	for _, from := range kept.came {
		if err == nil {
			register = from.name
			err = a.eachBefore(ctx, from, q.To, take)
		}
	}
	latestFirst(several, func(l look) time.Time { return l.act.At })
	for _, l := range several {
		if err == nil {
			err = show(l.act, l.register)
		}
	}
	if err != nil && !errors.Is(err, errEnough) {
		return w, fail(err, "listing who looked at case %s", caseID)
	}
	return w, nil
}

// listsTaken are the exports of many people, before a moment where there is one,
// since a person has been on the register: the latest first. Who was on a list
// is not kept, so each may have had the person on it.
func (a *App) listsTaken(ctx context.Context, register string, since, before time.Time) (lists []store.Audit, err error) {
	q := store.AuditQuery{Kinds: []store.AuditKind{store.Exported}, From: since, To: before}
	err = a.store.EachAudit(ctx, register, q, func(act store.Audit) error {
		if isList(act) {
			lists = append(lists, act)
		}
		return nil
	})
	return lists, fail(err, "listing what was exported")
}

// isList reports whether an act took out a list of many people.
func isList(act store.Audit) bool {
	return act.Case == "" && slices.Contains(actsOnMany, act.Action)
}

// add adds an act, which is earlier than those before it.
func (on *LookedOn) add(act store.Audit, register string) {
	i := slices.IndexFunc(on.Users, func(u UserLooked) bool {
		return u.UserID == act.UserID && u.Role == access.Role(act.Role) && u.Register == register
	})
	if i < 0 {
		i = len(on.Users)
		on.Users = append(on.Users, UserLooked{UserID: act.UserID, Name: act.UserName, Role: access.Role(act.Role), Register: register})
	}
	u := &on.Users[i]
	words := ActWords(act)
	if act.Case == "" {
		words = "Took out a list of many people, which this person may be on"
	}
	j := slices.IndexFunc(u.Did, func(d Did) bool { return d.Words == words && d.Purpose == act.Purpose })
	if j < 0 {
		j = len(u.Did)
		u.Did = append(u.Did, Did{Words: words, Purpose: act.Purpose, Last: act.At})
	}
	u.Did[j].Times++
	u.Did[j].First = act.At
}

// midnight is when a day begins in London.
func (a *App) midnight(d civil.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, a.zone).UTC()
}
