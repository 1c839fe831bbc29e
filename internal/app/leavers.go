package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Leaving is the end of a user's access to a register.
type Leaving struct {
	EndsOn civil.Date // the first day without access
	Reason LeaveReason
	Roles  []string // those the user had
	Ended  bool     // the day has come
}

// LeaveReason is why somebody's access ends. It is one of a few, for what is
// written about a colleague can be read by others.
type LeaveReason string

const (
	LeftWork   LeaveReason = "left"
	OtherWork  LeaveReason = "other-work"
	LongLeave  LeaveReason = "long-leave"
	NotNeeded  LeaveReason = "not-needed"
	AddedWrong LeaveReason = "mistake"
)

// LeaveReasons lists them, in the order to offer them.
var LeaveReasons = []LeaveReason{LeftWork, OtherWork, LongLeave, NotNeeded, AddedWrong}

// Word is the reason as people say it.
func (r LeaveReason) Word() string {
	switch r {
	case LeftWork:
		return "Left the organisation"
	case OtherWork:
		return "Moved to other work"
	case LongLeave:
		return "Away for a long time"
	case NotNeeded:
		return "No longer needs Homeward"
	case AddedWrong:
		return "Was added by mistake"
	}
	return string(r)
}

// furthestEnd is for how many days ahead an end of access can be planned.
const furthestEnd = 366

// EndAccess ends a user's access to the actor's register from a day on, today
// or later. On that day they can no longer sign in to it, and their roles,
// teams, calendar and sessions there are taken away. The record keeps what they
// wrote, and their name where it says who holds a case.
func (a *App) EndAccess(ctx context.Context, actor access.Actor, id string, from civil.Date, reason LeaveReason) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	today := a.Today()
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		_, roles, err := userOf(tx, id)
		if err != nil {
			return err
		}
		var refusals casefile.Refusals
		refuse := func(when bool, field, text string) {
			if when {
				refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
			}
		}
		refuse(from < today, "from", "The day must be today or later")
		refuse(from > today+furthestEnd, "from", "The day must be within a year")
		refuse(!slices.Contains(LeaveReasons, reason), "reason", "Choose why their access ends")
		if manages(roles) {
			err := checkOthersManage(tx, id)
			if err != nil && !errors.Is(err, errLastAdministrator) {
				return err
			}
			refuse(err != nil, "from", lastAdministrator)
		}
		if len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		if err := tx.SetLeaver(store.Leaver{UserID: id, EndsOn: from, Reason: string(reason), Roles: roles, NotedAt: a.now().UTC()}); err != nil {
			return err
		}
		if from == today {
			if err := tx.TakeAccess(id); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "end access", "", fmt.Sprintf("%s from %s, %s", id, from, reason)))
	}), "ending the access of a user")
}

// KeepAccess takes back an end of access whose day has not come.
func (a *App) KeepAccess(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, _, err := userOf(tx, id); err != nil {
			return err
		}
		switch l, err := tx.Leaver(id); {
		case errors.Is(err, store.ErrNotFound):
			return noUser
		case err != nil:
			return err
		case l.EndsOn <= a.Today():
			return &Error{Kind: Conflict, Text: "Their access has ended. You can let them in again."}
		}
		if err := tx.ForgetLeaver(id); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "keep access", "", id))
	}), "keeping the access of a user")
}

// LetIn gives access to the actor's register back to a user whose access to it
// had ended. They sign in as they did before, or once they have proved that the
// address is theirs: see UserInRegister.Waits.
func (a *App) LetIn(ctx context.Context, actor access.Actor, id string, place Place) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, err := tx.HoldRegister(); err != nil {
			return err
		}
		if l, err := tx.Leaver(id); errors.Is(err, store.ErrNotFound) || err == nil && l.EndsOn > a.Today() {
			return noUser
		} else if err != nil {
			return err
		}
		refusals, err := checkPlace(tx, id, nil, place)
		if err != nil {
			return err
		}
		if len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		if err := tx.HoldUser(id); err != nil {
			return err
		}
		user, err := tx.UserByID(id)
		if err != nil {
			return err
		}
		waits, err := mustWait(tx, user)
		if err != nil {
			return err
		}
		if err := tx.ForgetLeaver(id); err != nil {
			return err
		}
		if err := givePlace(tx, id, place); err != nil {
			return err
		}
		detail := placeDetail(id, place)
		if waits {
			detail += waitsDetail
			if err := a.makeWait(tx, id); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "let in again", "", detail))
	}), "letting a user in again")
}

// homeward is the actor of what Homeward does by itself in a register.
func homeward(register string) access.Actor {
	return access.Actor{UserID: "homeward", Name: "Homeward", Register: register}
}

// TakeAccess takes away what is left of the access of those whose day has come.
// Nobody gets in meanwhile: that is asked on each request. It is part of the
// daily job.
func (a *App) TakeAccess(ctx context.Context, register string) error {
	leavers, err := a.store.Leavers(ctx, register)
	if err != nil {
		return fail(err, "listing leavers")
	}
	for _, l := range leavers {
		if !l.DoneAt.IsZero() || l.EndsOn > a.Today() {
			continue
		}
		err := a.do(ctx, register, func(tx *store.Tx) error {
			if _, err := tx.HoldRegister(); err != nil {
				return err
			}
			now, err := tx.Leaver(l.UserID)
			if errors.Is(err, store.ErrNotFound) || err == nil && (!now.DoneAt.IsZero() || now.EndsOn > a.Today()) {
				return nil // let in again meanwhile
			}
			if err != nil {
				return err
			}
			if err := tx.TakeAccess(l.UserID); err != nil {
				return err
			}
			return tx.Audit(a.audit(homeward(register), access.ManageUsers, "take access", "", l.UserID))
		})
		if err != nil {
			return fail(err, "taking the access of a user of register %s", register)
		}
	}
	return nil
}
