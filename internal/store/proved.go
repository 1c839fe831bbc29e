package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

var (
	proveEmail     = say("UPDATE users SET email_proved_at = $2 WHERE id = $1")
	dropPassword   = say("UPDATE users SET password_hash = '' WHERE id = $1")
	updateWaits    = say("UPDATE memberships SET waits = $3 WHERE register = $1 AND user_id = $2")
	selectWaiting  = say("SELECT DISTINCT user_id FROM memberships WHERE register = $1 AND waits = 1 ORDER BY user_id")
	selectEverIn   = sayAcross(registersOfOne, "SELECT m.register FROM memberships m WHERE m.user_id = $1 UNION SELECT l.register FROM leavers l WHERE l.user_id = $1 ORDER BY register")
	countOtherWays = say("SELECT (SELECT COUNT(*) FROM code_apps c WHERE c.user_id = $1) + (SELECT COUNT(*) FROM passkeys p WHERE p.user_id = $1) + " +
		"(SELECT COUNT(*) FROM identities i WHERE i.user_id = $1 AND NOT (i.issuer = $2 AND i.subject = $3))")
	deleteOtherIdentities = say("DELETE FROM identities WHERE user_id = $1 AND NOT (issuer = $2 AND subject = $3)")
)

// UserByID is that of the Store, within the transaction.
func (tx *Tx) UserByID(id string) (User, error) {
	return one(tx.ctx, tx.run, selectUserByID, readUser, id)
}

// ProveEmail notes since when whoever opens a user's account is known to read
// its address; the zero time takes that back.
func (tx *Tx) ProveEmail(userID string, at time.Time) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, proveEmail, userID, instantOrNull(at)))
}

// SetWaits has a user's access to the transaction's register wait, or wait no
// longer.
func (tx *Tx) SetWaits(userID string, waits bool) error {
	tx.changed = true
	n := 0
	if waits {
		n = 1
	}
	_, err := tx.run.exec(tx.ctx, updateWaits, tx.work.Register, userID, n)
	return err
}

// Waiting are the users whose access to a register waits.
func (s *Store) Waiting(ctx context.Context, register string) ([]string, error) {
	return all(ctx, s.reader(), selectWaiting, only[string], register)
}

// Waiting is that of the Store, within the transaction.
func (tx *Tx) Waiting() ([]string, error) {
	return all(tx.ctx, tx.run, selectWaiting, only[string], tx.work.Register)
}

// EverElsewhere reports whether a user is or was in another register than the
// transaction's.
func (tx *Tx) EverElsewhere(userID string) (bool, error) {
	registers, err := all(tx.ctx, tx.run, selectEverIn, only[string], userID)
	return slices.ContainsFunc(registers, func(r string) bool { return r != tx.work.Register }), err
}

// OtherWaysIn counts what opens a user's account beside a password: apps for
// codes, passkeys, and identities other than one.
func (tx *Tx) OtherWaysIn(userID string, but Identity) (int, error) {
	return one(tx.ctx, tx.run, countOtherWays, only[int], userID, but.Issuer, but.Subject)
}

// DropWaysIn takes from a user all that opens the account, but one identity:
// password, codes, app, recovery codes, passkeys, identities, sessions, and what
// has begun.
func (tx *Tx) DropWaysIn(userID string, but Identity) error {
	if err := tx.ResetSecondFactors(userID); err != nil {
		return err
	}
	if _, err := tx.run.exec(tx.ctx, deleteOtherIdentities, userID, but.Issuer, but.Subject); err != nil {
		return fmt.Errorf("taking away identities: %w", err)
	}
	if _, err := tx.run.exec(tx.ctx, dropPassword, userID); err != nil {
		return fmt.Errorf("taking away the password: %w", err)
	}
	return tx.DropPasswordCodes(userID)
}
