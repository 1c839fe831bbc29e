package store

import (
	"context"
	"time"
)

// Identity is who a user is at an identity provider.
type Identity struct {
	Issuer, Subject string
	UserID          string
	CreatedAt       time.Time
	UsedAt          time.Time
}

const identityColumns = "issuer, subject, user_id, created_at, used_at"

var (
	insertIdentity     = sayInsert("identities", identityColumns, "")
	selectIdentity     = say("SELECT " + identityColumns + " FROM identities WHERE issuer = $1 AND subject = $2")
	selectIdentitiesOf = say("SELECT " + identityColumns + " FROM identities WHERE user_id = $1 ORDER BY issuer, subject")
	useIdentity        = say("UPDATE identities SET used_at = $3 WHERE issuer = $1 AND subject = $2")
	deleteIdentitiesOf = say("DELETE FROM identities WHERE user_id = $1 AND issuer = $2")
)

func readIdentity(row scan) (i Identity, err error) {
	err = row(&i.Issuer, &i.Subject, &i.UserID, instantColumn{&i.CreatedAt}, instantColumn{&i.UsedAt})
	return i, err
}

// Identity is whose an identity is; the error is ErrNotFound when it is nobody's.
func (s *Store) Identity(ctx context.Context, issuer, subject string) (Identity, error) {
	return one(ctx, s.reader(), selectIdentity, readIdentity, issuer, subject)
}

// Identities are those of a user.
func (s *Store) Identities(ctx context.Context, userID string) ([]Identity, error) {
	return all(ctx, s.reader(), selectIdentitiesOf, readIdentity, userID)
}

// UseIdentity notes that an identity was used.
func (s *Store) UseIdentity(ctx context.Context, issuer, subject string, at time.Time) error {
	return s.change(ctx, func(r runner) error { return foundOne(r.exec(ctx, useIdentity, issuer, subject, instant(at))) })
}

// AddIdentity gives a user an identity. The error is ErrExists when it is
// somebody's already, or the user has another of the same issuer.
func (tx *Tx) AddIdentity(i Identity) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertIdentity, i.Issuer, i.Subject, i.UserID, instant(i.CreatedAt), instant(i.UsedAt))
	return err
}

// RemoveIdentity takes from a user the identity of an issuer. The error is
// ErrNotFound without one.
func (tx *Tx) RemoveIdentity(userID, issuer string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, deleteIdentitiesOf, userID, issuer))
}
