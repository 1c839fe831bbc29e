package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Team is some of the users of a register who work together.
type Team struct {
	ID           string
	Name         string
	Organisation string // code of the one whose team it is; "" for none
	CreatedAt    time.Time
	Members      []string // ids of users, sorted
}

const teamColumns = "id, name, organisation, created_at"

var (
	insertTeam       = sayInsert("teams", "register, "+teamColumns, "")
	insertTeamMember = sayInsert("team_members", "register, team_id, user_id", "")

	selectTeams       = say("SELECT " + teamColumns + " FROM teams WHERE register = $1 ORDER BY name, id")
	selectTeamMembers = say("SELECT team_id, user_id FROM team_members WHERE register = $1 ORDER BY team_id, user_id")
	selectTeamsOf     = say("SELECT " + prefixed("t.", teamColumns) + " FROM team_members m JOIN teams t ON t.register = m.register AND t.id = m.team_id WHERE m.register = $1 AND m.user_id = $2 ORDER BY t.name, t.id")
	selectTeammates   = say("SELECT DISTINCT u.name FROM team_members mine JOIN team_members m ON mine.register = m.register AND m.team_id = mine.team_id JOIN users u ON u.id = m.user_id " +
		"WHERE mine.register = $1 AND mine.user_id = $2 " +
		"UNION SELECT h.name FROM team_members mine JOIN team_members m ON mine.register = m.register AND m.team_id = mine.team_id JOIN held_names h ON h.register = $1 AND h.user_id = m.user_id " +
		"WHERE mine.register = $1 AND mine.user_id = $2 AND " + standingName + " ORDER BY name")
	updateTeam        = say("UPDATE teams SET name = $3, organisation = $4 WHERE register = $1 AND id = $2")
	deleteTeam        = say("DELETE FROM teams WHERE register = $1 AND id = $2")
	deleteTeamMembers = say("DELETE FROM team_members WHERE register = $1 AND team_id = $2")
	deleteTeamsOf     = say("DELETE FROM team_members WHERE register = $1 AND user_id = $2")
)

func readTeam(row scan) (t Team, err error) {
	err = row(&t.ID, &t.Name, &t.Organisation, instantColumn{&t.CreatedAt})
	return t, err
}

// Teams lists the teams of a register by name, with their members.
func (s *Store) Teams(ctx context.Context, register string) (teams []Team, err error) {
	err = s.view(ctx, func(r runner) error {
		teams, err = readTeams(ctx, r, register)
		return err
	})
	return teams, err
}

// Teams is that of the Store, within the transaction.
func (tx *Tx) Teams() ([]Team, error) { return readTeams(tx.ctx, tx.run, tx.work.Register) }

func readTeams(ctx context.Context, r runner, register string) ([]Team, error) {
	teams, err := all(ctx, r, selectTeams, readTeam, register)
	if err != nil {
		return nil, fmt.Errorf("listing teams: %w", err)
	}
	members := map[string][]string{}
	err = r.each(ctx, selectTeamMembers, func(row scan) error {
		var team, user string
		err := row(&team, &user)
		members[team] = append(members[team], user)
		return err
	}, register)
	if err != nil {
		return nil, fmt.Errorf("listing the members of teams: %w", err)
	}
	for i := range teams {
		teams[i].Members = members[teams[i].ID]
	}
	return teams, nil
}

// TeamsOf are the teams that a user is in, by name, without their members.
func (s *Store) TeamsOf(ctx context.Context, register, userID string) ([]Team, error) {
	return all(ctx, s.reader(), selectTeamsOf, readTeam, register, userID)
}

// Teammates are the names of everyone who is in a team with a user, the user
// included, and those by which cases say that they hold them; nobody for who is
// in no team.
func (s *Store) Teammates(ctx context.Context, register, userID string) ([]string, error) {
	return all(ctx, s.reader(), selectTeammates, only[string], register, userID)
}

// AddTeam makes a team in the transaction's register, with its members.
func (tx *Tx) AddTeam(t Team) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, insertTeam, tx.work.Register, t.ID, t.Name, t.Organisation, instant(t.CreatedAt)); err != nil {
		return fmt.Errorf("adding a team: %w", err)
	}
	return tx.setMembers(t)
}

// SetTeam gives a team its name and members; the error is ErrNotFound when
// there is no such team.
func (tx *Tx) SetTeam(t Team) error {
	tx.changed = true
	if err := foundOne(tx.run.exec(tx.ctx, updateTeam, tx.work.Register, t.ID, t.Name, t.Organisation)); err != nil {
		return err
	}
	if _, err := tx.run.exec(tx.ctx, deleteTeamMembers, tx.work.Register, t.ID); err != nil {
		return fmt.Errorf("clearing a team: %w", err)
	}
	return tx.setMembers(t)
}

func (tx *Tx) setMembers(t Team) error {
	for _, user := range slices.Compact(slices.Sorted(slices.Values(t.Members))) {
		if _, err := tx.run.exec(tx.ctx, insertTeamMember, tx.work.Register, t.ID, user); err != nil {
			return fmt.Errorf("adding a member to a team: %w", err)
		}
	}
	return nil
}

// JoinTeams makes teams all those a user is in, in the transaction's register.
func (tx *Tx) JoinTeams(userID string, teams []string) error {
	if err := tx.LeaveTeams(userID); err != nil {
		return err
	}
	for _, team := range slices.Compact(slices.Sorted(slices.Values(teams))) {
		if _, err := tx.run.exec(tx.ctx, insertTeamMember, tx.work.Register, team, userID); err != nil {
			return fmt.Errorf("joining a team: %w", err)
		}
	}
	return nil
}

// DeleteTeam forgets a team; its members stay users.
func (tx *Tx) DeleteTeam(id string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deleteTeamMembers, tx.work.Register, id); err != nil {
		return fmt.Errorf("clearing a team: %w", err)
	}
	return foundOne(tx.run.exec(tx.ctx, deleteTeam, tx.work.Register, id))
}

// LeaveTeams takes a user out of every team of the transaction's register.
func (tx *Tx) LeaveTeams(userID string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deleteTeamsOf, tx.work.Register, userID); err != nil {
		return fmt.Errorf("leaving teams: %w", err)
	}
	return nil
}
