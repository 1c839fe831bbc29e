package app

import (
	"context"
	"strings"

	"homeward/internal/access"
)

// aboutUsers are the acts whose detail begins with the user whom they are about.
var aboutUsers = map[string]bool{
	"add user": true, "change user": true, "let in again": true, "end access": true, "keep access": true, "take access": true,
	"set password": true, "reset second factors": true, "send invitation": true, "sign user out": true, "write letter with password code": true,
}

// givesRoles are the acts of aboutUsers by which a user gets the roles that their
// detail names, in place of those that they had.
var givesRoles = map[string]bool{"add user": true, "change user": true, "let in again": true}

// rolesGiven reads who was given which roles from the detail of an act of
// givesRoles, as placeDetail writes it.
func rolesGiven(detail string) (id string, roles []string) {
	id, rest, ok := strings.Cut(detail, " as ")
	if !ok {
		return "", nil
	}
	rest, _, _ = strings.Cut(rest, " in teams ")
	for _, end := range []string{waitsDetail, vouchedDetail} {
		rest = strings.TrimSuffix(rest, end)
	}
	return id, strings.Split(rest, ", ")
}

// UserNames are the names of the users of a register, and of those whose access
// to it has ended, by id: an act about one has no more than the id.
func (a *App) UserNames(ctx context.Context, actor access.Actor) (map[string]string, error) {
	if err := authoriseAny(actor, access.ManageUsers, access.SeeAudit); err != nil {
		return nil, err
	}
	users, err := a.store.Users(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	left, err := a.store.UsersLeft(ctx, actor.Register)
	names := map[string]string{}
	for _, u := range append(users, left...) {
		names[u.ID] = u.Name
	}
	return names, fail(err, "listing users who left")
}

// ActAbout is ActWords with whom an act about a user is about, and which roles
// they were given. Names are those of App.UserNames.
func ActAbout(act Act, names map[string]string) string {
	words := ActWords(act)
	if !aboutUsers[act.Action] {
		return words
	}
	id, _, _ := strings.Cut(act.Detail, " ")
	name := names[strings.TrimSuffix(id, ",")]
	if name == "" {
		return words
	}
	words += ": " + name
	if _, roles := rolesGiven(act.Detail); givesRoles[act.Action] && len(roles) > 0 {
		for i, r := range roles {
			roles[i] = access.Role(r).Word()
		}
		words += ", now " + strings.Join(roles, ", ")
	}
	return words
}
