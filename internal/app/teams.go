package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Team is some of the users of a register who work together: what is due for
// people whose case one of them holds can be listed for all of them. Being in a
// team gives no right.
type Team struct {
	ID           string
	Name         string
	Organisation string       // code of the one whose team it is; "" for none
	Members      []TeamMember // by name
}

// TeamMember is a user who is in a team.
type TeamMember struct{ UserID, Name string }

// Limits of teams, in characters and in teams of one register.
const (
	longestTeamName = 100
	mostTeams       = 500
)

// Teams lists the teams of the actor's register by name.
func (a *App) Teams(ctx context.Context, actor access.Actor) ([]Team, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return nil, err
	}
	stored, err := a.store.Teams(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing teams")
	}
	users, err := a.store.Users(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing the users of teams")
	}
	teams := make([]Team, len(stored))
	for i, t := range stored {
		teams[i] = Team{ID: t.ID, Name: t.Name, Organisation: t.Organisation}
		for _, u := range users {
			if slices.Contains(t.Members, u.ID) {
				teams[i].Members = append(teams[i].Members, TeamMember{u.ID, u.Name})
			}
		}
	}
	return teams, nil
}

// Team is one of the actor's register.
func (a *App) Team(ctx context.Context, actor access.Actor, id string) (Team, error) {
	teams, err := a.Teams(ctx, actor)
	if err != nil {
		return Team{}, err
	}
	for _, t := range teams {
		if t.ID == id {
			return t, nil
		}
	}
	return Team{}, noTeam
}

var noTeam = &Error{Kind: NotFound, Text: "There is no such team in this register."}

// MyTeams are the names of the teams that the actor is in, in their register.
func (a *App) MyTeams(ctx context.Context, actor access.Actor) ([]string, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	teams, err := a.store.TeamsOf(ctx, actor.Register, actor.UserID)
	if err != nil {
		return nil, fail(err, "finding the actor's teams")
	}
	var names []string
	for _, t := range teams {
		names = append(names, t.Name)
	}
	return names, nil
}

// TeamForm is what a team is to be.
type TeamForm struct {
	Name         string
	Organisation string   // code; "" for none
	Members      []string // ids of users
}

// AddTeam makes a team and gives its id.
func (a *App) AddTeam(ctx context.Context, actor access.Actor, form TeamForm) (id string, err error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return "", err
	}
	id = NewID()
	return id, fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		t := store.Team{ID: id, Name: strings.TrimSpace(form.Name), Organisation: form.Organisation, CreatedAt: a.now().UTC(), Members: form.Members}
		if err := checkTeam(tx, t); err != nil {
			return err
		}
		if err := tx.AddTeam(t); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "add team", "", teamDetail(t)))
	}), "adding a team")
}

// ChangeTeam makes a team another.
func (a *App) ChangeTeam(ctx context.Context, actor access.Actor, id string, form TeamForm) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		t := store.Team{ID: id, Name: strings.TrimSpace(form.Name), Organisation: form.Organisation, Members: form.Members}
		if err := checkTeam(tx, t); err != nil {
			return err
		}
		if err := tx.SetTeam(t); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "change team", "", teamDetail(t)))
	}), "changing a team")
}

// RemoveTeam ends a team. Its members stay users of the register.
func (a *App) RemoveTeam(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if err := tx.DeleteTeam(id); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "remove team", "", id))
	}), "removing a team")
}

func teamDetail(t store.Team) string {
	detail := fmt.Sprintf("%s “%s” of %s", t.ID, t.Name, cmp.Or(strings.Join(t.Members, ", "), "nobody"))
	if t.Organisation != "" {
		detail += " at " + t.Organisation
	}
	return detail
}

// checkTeam refuses a team that cannot be. It holds the register, so that two
// teams of one name are not made at once.
func checkTeam(tx *store.Tx, t store.Team) error {
	if _, err := tx.HoldRegister(); err != nil {
		return err
	}
	teams, err := tx.Teams()
	if err != nil {
		return err
	}
	users, err := tx.Users()
	if err != nil {
		return err
	}
	organisations, err := tx.Organisations()
	if err != nil {
		return err
	}
	var refusals casefile.Refusals
	refuse := func(when bool, field, text string) {
		if when {
			refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
		}
	}
	refuse(t.Name == "", "name", "Enter the name of the team")
	refuse(utf8.RuneCountInString(t.Name) > longestTeamName, "name", fmt.Sprintf("The name of the team must have %d characters or fewer", longestTeamName))
	refuse(slices.ContainsFunc(teams, func(other store.Team) bool { return other.ID != t.ID && strings.EqualFold(other.Name, t.Name) }), "name", "There is a team with this name already")
	refuse(len(teams) >= mostTeams && !slices.ContainsFunc(teams, func(other store.Team) bool { return other.ID == t.ID }), "name", fmt.Sprintf("A register has at most %d teams", mostTeams))
	refuse(!isOneOf(organisations, t.Organisation), "organisation", "Choose from the organisations of this register")
	refuse(slices.ContainsFunc(t.Members, func(id string) bool {
		return !slices.ContainsFunc(users, func(u store.User) bool { return u.ID == id && !u.Disabled })
	}), "members", "Choose from the users of this register who may sign in")
	if len(refusals) > 0 {
		return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
	}
	return nil
}
