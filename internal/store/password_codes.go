package store

import (
	"context"
	"fmt"
	"time"
)

// PasswordCode lets a user choose a password, once. Another by the same way
// takes its place.
type PasswordCode struct {
	UserID    string
	Way       string // how the user gets it
	Hash      string
	AskedIn   string // the register
	CreatedAt time.Time
	EndsAt    time.Time
}

const passwordCodeColumns = "user_id, way, hash, asked_in, created_at, ends_at"

var (
	insertPasswordCode = sayInsert("password_codes", passwordCodeColumns, overwrite("user_id, way", passwordCodeColumns))

	selectPasswordCode    = say("SELECT " + passwordCodeColumns + " FROM password_codes WHERE hash = $1")
	selectPasswordCodesIn = say("SELECT " + prefixed("c.", passwordCodeColumns) + " FROM password_codes c WHERE c.user_id IN (SELECT user_id FROM memberships WHERE register = $1) AND c.ends_at > $2 ORDER BY c.user_id, c.ends_at")
	takePasswordCode      = say("DELETE FROM password_codes WHERE hash = $1 AND ends_at > $2 RETURNING " + passwordCodeColumns)
	deletePasswordCodes   = say("DELETE FROM password_codes WHERE user_id = $1")
)

func readPasswordCode(row scan) (c PasswordCode, err error) {
	err = row(&c.UserID, &c.Way, &c.Hash, &c.AskedIn, instantColumn{&c.CreatedAt}, instantColumn{&c.EndsAt})
	return c, err
}

// SetPasswordCode gives a user a code in the place of the one that there was by
// the same way.
func (tx *Tx) SetPasswordCode(c PasswordCode) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, insertPasswordCode, c.UserID, c.Way, c.Hash, c.AskedIn, instant(c.CreatedAt), instant(c.EndsAt)); err != nil {
		return fmt.Errorf("keeping a code: %w", err)
	}
	return nil
}

// PasswordCode is the code with a hash, also one whose time is up; the error is
// ErrNotFound without one.
func (s *Store) PasswordCode(ctx context.Context, hash string) (PasswordCode, error) {
	return one(ctx, s.reader(), selectPasswordCode, readPasswordCode, hash)
}

// TakePasswordCode is the code with a hash, which opens nothing any more once
// the transaction is committed: of two that take it at once, one gets it. The
// error is ErrNotFound when there is none, or its time is up.
func (tx *Tx) TakePasswordCode(hash string) (PasswordCode, error) {
	tx.changed = true
	return one(tx.ctx, tx.run, takePasswordCode, readPasswordCode, hash, instant(tx.work.At))
}

// PasswordCodes are those of the users of a register that end after a moment.
func (s *Store) PasswordCodes(ctx context.Context, register string, at time.Time) ([]PasswordCode, error) {
	return all(ctx, s.reader(), selectPasswordCodesIn, readPasswordCode, register, instant(at))
}

// DropPasswordCodes has no code of a user open anything any more.
func (tx *Tx) DropPasswordCodes(userID string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deletePasswordCodes, userID); err != nil {
		return fmt.Errorf("dropping codes: %w", err)
	}
	return nil
}
