package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Place is what a user is in a register.
type Place struct {
	Roles        []access.Role
	Teams        []string // ids
	Organisation string   // code of the one they work for; "" for none
}

// longestUserName is in characters.
const longestUserName = 200

// ChangeUser gives a user of the actor's register another name and place.
// It holds from their next click.
func (a *App) ChangeUser(ctx context.Context, actor access.Actor, id, name string, place Place) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		user, roles, err := userOf(tx, id)
		if err != nil {
			return err
		}
		var refusals casefile.Refusals
		if name != user.Name {
			if refusals, err = checkOwnName(tx, id, name); err != nil {
				return err
			}
		}
		if name == "" {
			refusals = append(refusals, casefile.Refusal{Field: "name", Text: "Enter the user’s name"})
		} else if utf8.RuneCountInString(name) > longestUserName {
			refusals = append(refusals, casefile.Refusal{Field: "name", Text: fmt.Sprintf("The name must have %d characters or fewer", longestUserName)})
		}
		more, err := checkPlace(tx, id, roles, place)
		if err != nil {
			return err
		}
		if refusals = append(refusals, more...); len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		detail := placeDetail(id, place)
		if name != user.Name {
			detail += ", with another name"
			if err := tx.SetUserName(id, name); err != nil {
				return err
			}
		}
		if err := givePlace(tx, id, place); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "change user", "", detail))
	}), "changing a user")
}

// checkOwnName refuses a name that another user of the transaction's register
// has: people take the one for the other, when they say whose a name is as well.
func checkOwnName(tx *store.Tx, id, name string) (refusals casefile.Refusals, err error) {
	users, err := tx.Users()
	if slices.ContainsFunc(users, func(u store.User) bool { return u.ID != id && strings.EqualFold(u.Name, name) }) {
		refusals = append(refusals, casefile.Refusal{Field: "name", Text: "Another user of this register has this name. Add what tells them apart, such as where they work"})
	}
	return refusals, err
}

// userOf is a user who has roles in the transaction's register, which it holds,
// so that nothing else changes who has which.
func userOf(tx *store.Tx, id string) (store.User, []string, error) {
	if _, err := tx.HoldRegister(); err != nil {
		return store.User{}, nil, err
	}
	users, err := tx.Users()
	if err != nil {
		return store.User{}, nil, err
	}
	roles, err := tx.Roles()
	if err != nil {
		return store.User{}, nil, err
	}
	for _, u := range users {
		if u.ID == id {
			return u, roles[id], nil
		}
	}
	return store.User{}, nil, noUser
}

// checkPlace refuses a place that a user cannot have. Had are the roles that
// they have now.
func checkPlace(tx *store.Tx, id string, had []string, place Place) (refusals casefile.Refusals, err error) {
	organisations, err := tx.Organisations()
	if err != nil {
		return nil, err
	}
	teams, err := tx.Teams()
	if err != nil {
		return nil, err
	}
	refuse := func(when bool, field, text string) {
		if when {
			refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
		}
	}
	refuse(len(place.Roles) == 0, "roles", "Give at least one role")
	refuse(slices.ContainsFunc(place.Roles, func(r access.Role) bool { return !slices.Contains(access.Roles, r) }), "roles", "Choose from the roles shown")
	refuse(slices.ContainsFunc(place.Teams, func(id string) bool {
		return !slices.ContainsFunc(teams, func(t store.Team) bool { return t.ID == id })
	}), "teams", "Choose from the teams of this register")
	refuse(!isOneOf(organisations, place.Organisation), "organisation", "Choose from the organisations of this register")
	if len(place.Roles) > 0 && manages(had) && !manages(textsOf(place.Roles)) {
		err = checkOthersManage(tx, id)
		refuse(errors.Is(err, errLastAdministrator), "roles", lastAdministrator)
		if errors.Is(err, errLastAdministrator) {
			err = nil
		}
	}
	return refusals, err
}

const lastAdministrator = "Nobody else can add and change users in this register. Make someone else an administrator first"

var errLastAdministrator = errors.New("there would be no administrator left")

// checkOthersManage is errLastAdministrator when nobody but one user manages
// the users of the transaction's register and goes on to.
func checkOthersManage(tx *store.Tx, id string) error {
	users, err := tx.Users()
	if err != nil {
		return err
	}
	roles, err := tx.Roles()
	if err != nil {
		return err
	}
	waiting, err := tx.Waiting()
	if err != nil {
		return err
	}
	leavers, err := tx.Leavers()
	if err != nil {
		return err
	}
	for _, u := range users {
		leaves := slices.ContainsFunc(leavers, func(l store.Leaver) bool { return l.UserID == u.ID })
		if u.ID != id && !u.Disabled && !leaves && !slices.Contains(waiting, u.ID) && manages(roles[u.ID]) {
			return nil
		}
	}
	return errLastAdministrator
}

// manages reports whether someone with these roles may manage users.
func manages(roles []string) bool {
	actor := access.Actor{UserID: "someone"}
	for _, r := range roles {
		actor.Roles = append(actor.Roles, access.Role(r))
	}
	return access.Can(actor, access.ManageUsers).Allowed
}

func givePlace(tx *store.Tx, id string, place Place) error {
	if err := tx.SetRoles(id, textsOf(place.Roles)); err != nil {
		return err
	}
	if err := tx.JoinTeams(id, place.Teams); err != nil {
		return err
	}
	return tx.SetEmployment(id, place.Organisation)
}

func textsOf(roles []access.Role) []string {
	texts := make([]string, len(roles))
	for i, r := range roles {
		texts[i] = string(r)
	}
	return texts
}

func placeDetail(id string, place Place) string {
	detail := fmt.Sprintf("%s as %s in teams %s", id, strings.Join(textsOf(place.Roles), ", "), cmp.Or(strings.Join(place.Teams, ", "), "none"))
	if place.Organisation != "" {
		detail += " at " + place.Organisation
	}
	return detail
}
