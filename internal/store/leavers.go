package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"homeward/internal/civil"
)

// Leaver is a user whose access to a register ends on a day, or has ended.
type Leaver struct {
	UserID  string
	EndsOn  civil.Date // the first day without access
	Reason  string
	Roles   []string // those the user had
	NotedAt time.Time
	DoneAt  time.Time // zero until all that went with the access is taken away
}

const leaverColumns = "user_id, ends_on, reason, roles, noted_at, done_at"

var (
	insertLeaver = sayInsert("leavers", "register, "+leaverColumns, overwrite("register, user_id", "register, "+leaverColumns))

	selectLeavers     = say("SELECT " + leaverColumns + " FROM leavers WHERE register = $1 ORDER BY ends_on DESC, user_id")
	selectUsersLeft   = say("SELECT " + prefixed("u.", userColumns) + " FROM users u WHERE u.id IN (SELECT user_id FROM leavers WHERE register = $1 AND done_at IS NOT NULL) ORDER BY u.name, u.id")
	selectLeaver      = say("SELECT " + leaverColumns + " FROM leavers WHERE register = $1 AND user_id = $2")
	updateLeaverDone  = say("UPDATE leavers SET done_at = $3 WHERE register = $1 AND user_id = $2")
	deleteLeaver      = say("DELETE FROM leavers WHERE register = $1 AND user_id = $2")
	endSessionsIn     = say("UPDATE sessions SET ended_at = $3 WHERE user_id = $1 AND working_in = $2 AND ended_at IS NULL")
	countHeldBy       = say("SELECT COUNT(*) FROM people WHERE register = $1 AND coordinator = $2 AND on_register = 'on'")
	selectLastSignIns = say("SELECT s.user_id, MAX(s.created_at) FROM sessions s WHERE s.user_id IN (SELECT user_id FROM memberships WHERE register = $1) GROUP BY s.user_id")
)

func readLeaver(row scan) (l Leaver, err error) {
	var roles string
	err = row(&l.UserID, &l.EndsOn, &l.Reason, &roles, instantColumn{&l.NotedAt}, instantColumn{&l.DoneAt})
	if roles != "" {
		l.Roles = strings.Split(roles, ",")
	}
	return l, err
}

// Leavers lists those whose access to a register ends or has ended, the latest
// first.
func (s *Store) Leavers(ctx context.Context, register string) ([]Leaver, error) {
	return all(ctx, s.reader(), selectLeavers, readLeaver, register)
}

// Leavers is that of the Store, within the transaction.
func (tx *Tx) Leavers() ([]Leaver, error) {
	return all(tx.ctx, tx.run, selectLeavers, readLeaver, tx.work.Register)
}

// UsersLeft lists by name the users whose access to a register has ended.
func (s *Store) UsersLeft(ctx context.Context, register string) ([]User, error) {
	return all(ctx, s.reader(), selectUsersLeft, readUser, register)
}

// Leaver is what is kept of the end of a user's access; the error is ErrNotFound
// when it does not end.
func (tx *Tx) Leaver(userID string) (Leaver, error) {
	return one(tx.ctx, tx.run, selectLeaver, readLeaver, tx.work.Register, userID)
}

// SetLeaver has a user's access to the transaction's register end on a day.
// What the user has there stays until TakeAccess.
func (tx *Tx) SetLeaver(l Leaver) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, insertLeaver, tx.work.Register, l.UserID, l.EndsOn.String(), l.Reason, strings.Join(l.Roles, ","), instant(l.NotedAt), instantOrNull(l.DoneAt)); err != nil {
		return fmt.Errorf("noting the end of access: %w", err)
	}
	return tx.SetEnd(l.UserID, l.EndsOn)
}

// TakeAccess takes from a user what goes with access to the transaction's
// register: roles, teams, employment, relations to people, names that hold cases, the calendar, and the
// sessions in which the user works there.
func (tx *Tx) TakeAccess(userID string) error {
	if err := tx.SetRoles(userID, nil); err != nil {
		return err
	}
	if err := tx.LeaveTeams(userID); err != nil {
		return err
	}
	if err := tx.SetEmployment(userID, ""); err != nil {
		return err
	}
	if err := tx.endInvolvementsOf(userID, "Homeward, when access ended"); err != nil {
		return err
	}
	if err := tx.takeNamesOf(userID, "Homeward, when access ended"); err != nil {
		return err
	}
	if _, err := tx.run.exec(tx.ctx, deleteCalendar, tx.work.Register, userID); err != nil {
		return fmt.Errorf("ending the user's calendar: %w", err)
	}
	if _, err := tx.run.exec(tx.ctx, endSessionsIn, userID, tx.work.Register, instant(tx.work.At)); err != nil {
		return fmt.Errorf("ending the user's sessions: %w", err)
	}
	return foundOne(tx.run.exec(tx.ctx, updateLeaverDone, tx.work.Register, userID, instant(tx.work.At)))
}

// ForgetLeaver has a user's access to the transaction's register go on, or come
// back once the user is given roles.
func (tx *Tx) ForgetLeaver(userID string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deleteLeaver, tx.work.Register, userID); err != nil {
		return fmt.Errorf("forgetting the end of access: %w", err)
	}
	return tx.SetEnd(userID, 0)
}

// HeldBy is how many people on a register have a name as that of who holds
// their case.
func (s *Store) HeldBy(ctx context.Context, register, name string) (int, error) {
	return one(ctx, s.reader(), countHeldBy, only[int], register, name)
}

// LastSignIns are when the users of a register last signed in, by user, as far
// back as sessions are kept.
func (s *Store) LastSignIns(ctx context.Context, register string) (map[string]time.Time, error) {
	last := map[string]time.Time{}
	err := s.reader().each(ctx, selectLastSignIns, func(row scan) error {
		var user string
		var at time.Time
		err := row(&user, instantColumn{&at})
		last[user] = at
		return err
	}, register)
	return last, err
}
