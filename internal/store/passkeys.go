package store

import (
	"context"
	"time"
)

// Passkey is one with which a user signs in.
type Passkey struct {
	ID         string // of the credential, in base64url
	UserID     string
	Name       string // by which its user knows it
	Credential string // as the app reads it: its public key, and how often it was used
	CreatedAt  time.Time
	UsedAt     time.Time // zero when it never was
}

const passkeyColumns = "id, user_id, name, credential, created_at, used_at"

var (
	insertPasskey    = sayInsert("passkeys", passkeyColumns, "")
	selectPasskeys   = say("SELECT " + passkeyColumns + " FROM passkeys WHERE user_id = $1 ORDER BY created_at, id")
	usePasskey       = say("UPDATE passkeys SET credential = $3, used_at = $4 WHERE id = $1 AND credential = $2")
	renamePasskey    = say("UPDATE passkeys SET name = $3 WHERE user_id = $1 AND id = $2")
	deletePasskey    = say("DELETE FROM passkeys WHERE user_id = $1 AND id = $2")
	deletePasskeysOf = say("DELETE FROM passkeys WHERE user_id = $1")
)

// Passkeys are those of a user, the oldest first.
func (s *Store) Passkeys(ctx context.Context, userID string) ([]Passkey, error) {
	return all(ctx, s.reader(), selectPasskeys, func(row scan) (p Passkey, err error) {
		err = row(&p.ID, &p.UserID, &p.Name, &p.Credential, instantColumn{&p.CreatedAt}, instantColumn{&p.UsedAt})
		return p, err
	}, userID)
}

// UsePasskey notes that a passkey was used, with what its credential is from now
// on. The error is ErrNotFound when it was removed, or used by another at the
// same moment.
func (s *Store) UsePasskey(ctx context.Context, p Passkey, credential string, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		return foundOne(r.exec(ctx, usePasskey, p.ID, p.Credential, credential, instant(at)))
	})
}

// AddPasskey gives a user a passkey; the error is ErrExists when somebody has it
// already.
func (tx *Tx) AddPasskey(p Passkey) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertPasskey, p.ID, p.UserID, p.Name, p.Credential, instant(p.CreatedAt), instantOrNull(p.UsedAt))
	return err
}

// RenamePasskey gives a passkey another name. The error is ErrNotFound when it
// is not the user's.
func (tx *Tx) RenamePasskey(userID, id, name string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, renamePasskey, userID, id, name))
}

// RemovePasskey takes a passkey away. The error is ErrNotFound when it is not the
// user's.
func (tx *Tx) RemovePasskey(userID, id string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, deletePasskey, userID, id))
}
