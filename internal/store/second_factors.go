package store

import (
	"context"
	"fmt"
	"time"
)

// CodeApp is the app of a user that makes codes.
type CodeApp struct {
	UserID    string
	Secret    string // encrypted
	LastStep  int64  // the step of time whose code was used last
	CreatedAt time.Time
}

// RecoveryCode stands for a code that a user keeps on paper.
type RecoveryCode struct {
	Hash      string
	CreatedAt time.Time
	UsedAt    time.Time // zero while it can be used
}

const (
	codeAppColumns      = "user_id, secret, last_step, created_at"
	recoveryCodeColumns = "user_id, hash, created_at, used_at"
)

var (
	setCodeApp          = sayInsert("code_apps", codeAppColumns, overwrite("user_id", codeAppColumns))
	selectCodeApp       = say("SELECT " + codeAppColumns + " FROM code_apps WHERE user_id = $1")
	useStep             = say("UPDATE code_apps SET last_step = $2 WHERE user_id = $1 AND last_step < $2")
	deleteCodeApp       = say("DELETE FROM code_apps WHERE user_id = $1")
	insertRecoveryCode  = sayInsert("recovery_codes", recoveryCodeColumns, "")
	selectRecoveryCodes = say("SELECT hash, created_at, used_at FROM recovery_codes WHERE user_id = $1 ORDER BY hash")
	useRecoveryCode     = say("UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND hash = $2 AND used_at IS NULL")
	deleteRecoveryCodes = say("DELETE FROM recovery_codes WHERE user_id = $1")
)

// CodeApp is the app of a user; the error is ErrNotFound without one.
func (s *Store) CodeApp(ctx context.Context, userID string) (CodeApp, error) {
	return one(ctx, s.reader(), selectCodeApp, func(row scan) (c CodeApp, err error) {
		err = row(&c.UserID, &c.Secret, &c.LastStep, instantColumn{&c.CreatedAt})
		return c, err
	}, userID)
}

// UseStep notes that a code of a step of time was used. The error is
// ErrNotFound when it, or a later one, was used before.
func (s *Store) UseStep(ctx context.Context, userID string, step int64) error {
	return s.change(ctx, func(r runner) error { return foundOne(r.exec(ctx, useStep, userID, step)) })
}

// RecoveryCodes are those of a user, used ones as well.
func (s *Store) RecoveryCodes(ctx context.Context, userID string) ([]RecoveryCode, error) {
	return all(ctx, s.reader(), selectRecoveryCodes, func(row scan) (c RecoveryCode, err error) {
		err = row(&c.Hash, instantColumn{&c.CreatedAt}, instantColumn{&c.UsedAt})
		return c, err
	}, userID)
}

// UseRecoveryCode notes that a code was used. The error is ErrNotFound when the
// user has none such, or it was used before.
func (s *Store) UseRecoveryCode(ctx context.Context, userID, hash string, at time.Time) error {
	return s.change(ctx, func(r runner) error { return foundOne(r.exec(ctx, useRecoveryCode, userID, hash, instant(at))) })
}

// SetCodeApp gives a user an app for codes in place of the one there was.
func (tx *Tx) SetCodeApp(c CodeApp) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, setCodeApp, c.UserID, c.Secret, c.LastStep, instant(c.CreatedAt))
	return err
}

// RemoveCodeApp takes the app for codes from a user. The error is ErrNotFound
// without one.
func (tx *Tx) RemoveCodeApp(userID string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, deleteCodeApp, userID))
}

// SetRecoveryCodes gives a user codes in place of all there were.
func (tx *Tx) SetRecoveryCodes(userID string, hashes []string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, deleteRecoveryCodes, userID); err != nil {
		return fmt.Errorf("taking away recovery codes: %w", err)
	}
	rows := make([][]any, len(hashes))
	for i, hash := range hashes {
		rows[i] = []any{userID, hash, instant(tx.work.At), nil}
	}
	return tx.run.add(tx.ctx, insertRecoveryCode, rows)
}

// ResetSecondFactors takes from a user all they prove with beside the password,
// and ends the user's sessions and what has begun.
func (tx *Tx) ResetSecondFactors(userID string) error {
	tx.changed = true
	for _, st := range []*statement{deleteCodeApp, deleteRecoveryCodes, deletePasskeysOf, deleteBegunOf} {
		if _, err := tx.run.exec(tx.ctx, st, userID); err != nil {
			return fmt.Errorf("taking away second factors: %w", err)
		}
	}
	return tx.EndSessions(userID)
}
