package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/civil"
)

// User is someone who may sign in.
type User struct {
	ID           string
	Email        string // as it is folded: small letters, no space around
	Name         string
	PasswordHash string
	CreatedAt    time.Time
	Disabled     bool
	DisabledAt   time.Time
	// EmailProvedAt is since when whoever opens the account is known to read its
	// address; zero while somebody else may have opened it.
	EmailProvedAt time.Time
}

// Member is a register that a user belongs to, and as what.
type Member struct {
	Register string
	Name     string // the register's
	Roles    []string
	Waits    bool // until the user has proved that the address is theirs
}

const userColumns = "id, email, name, password_hash, created_at, disabled_at, email_proved_at"

var (
	insertUser = sayInsert("users", userColumns, "")

	selectUserByEmail   = say("SELECT " + userColumns + " FROM users WHERE email = $1")
	selectUserByID      = say("SELECT " + userColumns + " FROM users WHERE id = $1")
	holdUser            = sayLocked("SELECT id FROM users WHERE id = $1")
	selectUsers         = say("SELECT " + prefixed("u.", userColumns) + " FROM users u WHERE u.id IN (SELECT user_id FROM memberships WHERE register = $1) ORDER BY u.name, u.id")
	updatePassword      = say("UPDATE users SET password_hash = $2 WHERE id = $1")
	updateDisabled      = say("UPDATE users SET disabled_at = $2 WHERE id = $1")
	updateUserName      = say("UPDATE users SET name = $2 WHERE id = $1")
	deleteRoles         = say("DELETE FROM memberships WHERE register = $1 AND user_id = $2")
	insertRole          = sayInsert("memberships", "register, user_id, role, ends_on, waits", "")
	selectMembershipsOf = sayAcross(registersOfOne,
		"SELECT m.register, r.name, m.role, m.waits FROM memberships m JOIN registers r ON r.register = m.register WHERE m.user_id = $1 AND (m.ends_on IS NULL OR m.ends_on > $2) ORDER BY m.register, m.role")
	selectEnd   = say("SELECT MAX(ends_on), COALESCE(MAX(waits), 0) FROM memberships WHERE register = $1 AND user_id = $2")
	updateEnd   = say("UPDATE memberships SET ends_on = $3 WHERE register = $1 AND user_id = $2")
	selectRoles = say("SELECT user_id, role FROM memberships WHERE register = $1 ORDER BY user_id, role")
)

func prefixed(prefix, columns string) string {
	return prefix + strings.ReplaceAll(columns, ", ", ", "+prefix)
}

// FoldEmail is how e-mail addresses are kept and compared.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func readUser(row scan) (u User, err error) {
	err = row(&u.ID, &u.Email, &u.Name, &u.PasswordHash, instantColumn{&u.CreatedAt}, instantColumn{&u.DisabledAt}, instantColumn{&u.EmailProvedAt})
	u.Disabled = !u.DisabledAt.IsZero()
	return u, err
}

// CreateUser adds a user; the error is ErrExists when the address is taken.
func (tx *Tx) CreateUser(u User) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertUser, u.ID, FoldEmail(u.Email), u.Name, u.PasswordHash, instant(u.CreatedAt), instantOrNull(u.DisabledAt), instantOrNull(u.EmailProvedAt))
	return err
}

// UserByEmail is the user with an address; the error is ErrNotFound without one.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	return one(ctx, s.reader(), selectUserByEmail, readUser, FoldEmail(email))
}

// UserByEmail is that of the Store, within the transaction.
func (tx *Tx) UserByEmail(email string) (User, error) {
	return one(tx.ctx, tx.run, selectUserByEmail, readUser, FoldEmail(email))
}

// UserByID is the user with an identifier; the error is ErrNotFound without one.
func (s *Store) UserByID(ctx context.Context, id string) (User, error) {
	return one(ctx, s.reader(), selectUserByID, readUser, id)
}

// Users lists the users of a register by name.
func (s *Store) Users(ctx context.Context, register string) ([]User, error) {
	return all(ctx, s.reader(), selectUsers, readUser, register)
}

// Users is that of the Store, within the transaction.
func (tx *Tx) Users() ([]User, error) {
	return all(tx.ctx, tx.run, selectUsers, readUser, tx.work.Register)
}

// HoldUser holds a user, so that another transaction that asks for the same
// waits: what one user does several times at once comes one after the other. Who
// is no user, such as the command line, is not held.
func (tx *Tx) HoldUser(id string) error {
	_, err := all(tx.ctx, tx.run, holdUser, only[string], id)
	return err
}

// RolesIn are the roles of each user of a register, by user.
func (s *Store) RolesIn(ctx context.Context, register string) (map[string][]string, error) {
	return readRoles(ctx, s.reader(), register)
}

// Roles is RolesIn the transaction's register, within the transaction.
func (tx *Tx) Roles() (map[string][]string, error) {
	return readRoles(tx.ctx, tx.run, tx.work.Register)
}

func readRoles(ctx context.Context, r runner, register string) (map[string][]string, error) {
	roles := map[string][]string{}
	err := r.each(ctx, selectRoles, func(row scan) error {
		var user, role string
		err := row(&user, &role)
		roles[user] = append(roles[user], role)
		return err
	}, register)
	return roles, err
}

// Memberships are the registers that a user has access to on a day, by code.
// Access that waits is not among them.
func (s *Store) Memberships(ctx context.Context, userID string, today civil.Date) ([]Member, error) {
	members, err := readMembers(ctx, s.reader(), userID, today)
	return slices.DeleteFunc(members, func(m Member) bool { return m.Waits }), err
}

// AllMemberships are those and the ones that wait.
func (s *Store) AllMemberships(ctx context.Context, userID string, today civil.Date) ([]Member, error) {
	return readMembers(ctx, s.reader(), userID, today)
}

// AllMemberships is that of the Store, within the transaction.
func (tx *Tx) AllMemberships(userID string) ([]Member, error) {
	return readMembers(tx.ctx, tx.run, userID, tx.work.Today)
}

func readMembers(ctx context.Context, r runner, userID string, today civil.Date) ([]Member, error) {
	var members []Member
	err := r.each(ctx, selectMembershipsOf, func(row scan) error {
		var register, name, role string
		var waits int
		if err := row(&register, &name, &role, &waits); err != nil {
			return err
		}
		if n := len(members); n == 0 || members[n-1].Register != register {
			members = append(members, Member{Register: register, Name: name, Waits: true})
		}
		last := &members[len(members)-1]
		switch {
		case waits == 1 && !last.Waits: // what is open counts, and is all that does
		case waits == 0 && last.Waits:
			last.Roles, last.Waits = []string{role}, false
		default:
			last.Roles = append(last.Roles, role)
		}
		return nil
	}, userID, today.String())
	return members, err
}

// SetRoles makes roles all those a user has in the transaction's register;
// without any, the user no longer belongs to it. The day on which their access
// ends stays as it is, and whether it waits.
func (tx *Tx) SetRoles(userID string, roles []string) error {
	tx.changed = true
	var ends civil.Date
	var waits int
	if err := tx.run.each(tx.ctx, selectEnd, func(row scan) error { return row(&ends, &waits) }, tx.work.Register, userID); err != nil {
		return fmt.Errorf("reading when access ends: %w", err)
	}
	if _, err := tx.run.exec(tx.ctx, deleteRoles, tx.work.Register, userID); err != nil {
		return fmt.Errorf("clearing roles: %w", err)
	}
	roles = slices.Compact(slices.Sorted(slices.Values(roles)))
	for _, role := range roles {
		if _, err := tx.run.exec(tx.ctx, insertRole, tx.work.Register, userID, role, dayOrNull(ends), waits); err != nil {
			return fmt.Errorf("giving role %s: %w", role, err)
		}
	}
	return nil
}

// SetEnd has a user's access to the transaction's register end on a day, which
// is the first without; on 0 it goes on. Without access it does nothing.
func (tx *Tx) SetEnd(userID string, on civil.Date) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, updateEnd, tx.work.Register, userID, dayOrNull(on))
	return err
}

// SetUserName gives a user another name.
func (tx *Tx) SetUserName(userID, name string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateUserName, userID, name))
}

// SetPassword gives a user a new password and ends the user's sessions, codes,
// and sign-ins that have begun with the one of before.
func (tx *Tx) SetPassword(userID, hash string) error {
	tx.changed = true
	if err := foundOne(tx.run.exec(tx.ctx, updatePassword, userID, hash)); err != nil {
		return err
	}
	if err := tx.DropPasswordCodes(userID); err != nil {
		return err
	}
	if _, err := tx.run.exec(tx.ctx, deleteBegunOf, userID); err != nil {
		return fmt.Errorf("ending what has begun: %w", err)
	}
	return tx.EndSessions(userID)
}

// DisableUser keeps a user from signing in from now on and ends the user's
// sessions; EnableUser lets the user in again.
func (tx *Tx) DisableUser(userID string) error {
	tx.changed = true
	if err := foundOne(tx.run.exec(tx.ctx, updateDisabled, userID, instant(tx.work.At))); err != nil {
		return err
	}
	return tx.EndSessions(userID)
}

// EnableUser undoes DisableUser.
func (tx *Tx) EnableUser(userID string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateDisabled, userID, nil))
}
