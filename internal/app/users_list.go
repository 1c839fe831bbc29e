package app

import (
	"context"
	"slices"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// UserInRegister is a user with what they are in a register.
type UserInRegister struct {
	ID, Email, Name string
	Disabled        bool
	Roles           []string
	Teams           []Team    // by name, without their members
	Organisation    string    // code of the one they work for, as it was said; "" for none
	LastSignIn      time.Time // zero when they have not, or not for more than a year
	Leaving         *Leaving  // nil when no end of their access is known
	NoPassword      bool      // they have not chosen one yet
	Waits           bool      // for them to prove that the address is theirs
	ElsewhereToo    bool      // they are in another register as well; only User says it
	Code            time.Time // until when a code lets them choose one; zero without
}

// Users lists the users of the actor's register by name. Those whose access has
// ended are not among them.
func (a *App) Users(ctx context.Context, actor access.Actor) ([]UserInRegister, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return nil, err
	}
	users, err := a.store.Users(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	return a.inRegister(ctx, actor.Register, users)
}

// UsersLeft lists by name those whose access to the actor's register has ended.
func (a *App) UsersLeft(ctx context.Context, actor access.Actor) ([]UserInRegister, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return nil, err
	}
	users, err := a.store.UsersLeft(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing users who left")
	}
	return a.inRegister(ctx, actor.Register, users)
}

// User is one of the actor's register, also when their access has ended.
func (a *App) User(ctx context.Context, actor access.Actor, id string) (UserInRegister, error) {
	for _, list := range []func(context.Context, access.Actor) ([]UserInRegister, error){a.Users, a.UsersLeft} {
		users, err := list(ctx, actor)
		if err != nil {
			return UserInRegister{}, err
		}
		for _, u := range users {
			if u.ID == id {
				members, err := a.store.AllMemberships(ctx, id, a.Today())
				u.ElsewhereToo = slices.ContainsFunc(members, func(m store.Member) bool { return m.Register != actor.Register })
				return u, fail(err, "finding the registers of a user")
			}
		}
	}
	return UserInRegister{}, noUser
}

var noUser = &Error{Kind: NotFound, Text: "There is no such user in this register."}

// HeldBy is how many people on the actor's register have a user's name as that
// of who holds their case. It names none of them.
func (a *App) HeldBy(ctx context.Context, actor access.Actor, name string) (int, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return 0, err
	}
	n, err := a.store.HeldBy(ctx, actor.Register, name)
	return n, fail(err, "counting the cases that a user holds")
}

// inRegister adds to users what they are in a register.
func (a *App) inRegister(ctx context.Context, register string, users []store.User) ([]UserInRegister, error) {
	roles, err := a.store.RolesIn(ctx, register)
	if err != nil {
		return nil, fail(err, "listing roles")
	}
	teams, err := a.store.Teams(ctx, register)
	if err != nil {
		return nil, fail(err, "listing teams")
	}
	last, err := a.store.LastSignIns(ctx, register)
	if err != nil {
		return nil, fail(err, "finding when users signed in")
	}
	employed, err := a.store.Employments(ctx, register)
	if err != nil {
		return nil, fail(err, "finding for whom users work")
	}
	codes, err := a.store.PasswordCodes(ctx, register, a.now().UTC())
	if err != nil {
		return nil, fail(err, "finding who has a code")
	}
	leavers, err := a.store.Leavers(ctx, register)
	if err != nil {
		return nil, fail(err, "listing leavers")
	}
	waiting, err := a.store.Waiting(ctx, register)
	if err != nil {
		return nil, fail(err, "finding whose access waits")
	}
	list := make([]UserInRegister, len(users))
	for i, u := range users {
		list[i] = UserInRegister{ID: u.ID, Email: u.Email, Name: u.Name, Disabled: u.Disabled, Roles: roles[u.ID], Organisation: employed[u.ID], LastSignIn: last[u.ID], NoPassword: u.PasswordHash == "", Waits: slices.Contains(waiting, u.ID)}
		for _, c := range codes {
			if c.UserID == u.ID {
				list[i].Code = c.EndsAt // the last that ends
			}
		}
		for _, t := range teams {
			if slices.Contains(t.Members, u.ID) {
				list[i].Teams = append(list[i].Teams, Team{ID: t.ID, Name: t.Name, Organisation: t.Organisation})
			}
		}
		for _, l := range leavers {
			if l.UserID == u.ID {
				list[i].Leaving = &Leaving{EndsOn: l.EndsOn, Reason: LeaveReason(l.Reason), Roles: l.Roles, Ended: l.EndsOn <= a.Today()}
			}
		}
	}
	return list, nil
}
