package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"
)

// Session is someone signed in. Ended and expired ones stay for a while, so
// that a form sent too late can be kept as that user's draft.
type Session struct {
	ID        string // hash of the token that the browser has
	UserID    string
	Register  string // the register the user works in
	CreatedAt time.Time
	SeenAt    time.Time
	EndsAt    time.Time
	EndedAt   time.Time // zero while it goes on
	Device    string    // as people call it; "" when it is not known
	Network   string    // how the address begins; "" when it is not known
	ProvedAt  time.Time // when the user last proved who they are; zero for a session from before that was kept
	ProvedBy  string
}

const sessionColumns = "id, user_id, working_in, created_at, seen_at, ends_at, ended_at, device, network, proved_at, proved_by"

const failuresKeptFor = 24 * time.Hour

var (
	insertSession = sayInsert("sessions", sessionColumns, "")

	selectSession        = say("SELECT " + sessionColumns + " FROM sessions WHERE id = $1")
	selectSessionsOf     = say("SELECT " + sessionColumns + " FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND ends_at > $2 ORDER BY seen_at DESC, id")
	selectSessionBefore  = say("SELECT " + sessionColumns + " FROM sessions WHERE user_id = $1 AND created_at < $2 ORDER BY created_at DESC, id LIMIT 1")
	touchSession         = say("UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2")
	setSessionRegister   = say("UPDATE sessions SET working_in = $2 WHERE id = $1")
	endSession           = say("UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
	endSessionOf         = say("UPDATE sessions SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL")
	endSessionsBut       = say("UPDATE sessions SET ended_at = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL AND ends_at > $3")
	endSessionsOf        = say("UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL")
	deleteSessionsBefore = say("DELETE FROM sessions WHERE ends_at < $1")
	insertFailure        = sayInsert("sign_in_failures", "email, at, id, address_hash", "")
	countFailures        = say("SELECT COUNT(*) FROM sign_in_failures WHERE email = $1 AND at > $2")
	countFailuresFrom    = say("SELECT COUNT(*) FROM sign_in_failures WHERE address_hash = $1 AND at > $2")
	deleteFailures       = say("DELETE FROM sign_in_failures WHERE email = $1")
	deleteFailuresBefore = say("DELETE FROM sign_in_failures WHERE at < $1")
)

func readSession(row scan) (x Session, err error) {
	err = row(&x.ID, &x.UserID, &x.Register, instantColumn{&x.CreatedAt}, instantColumn{&x.SeenAt}, instantColumn{&x.EndsAt}, instantColumn{&x.EndedAt},
		&x.Device, &x.Network, instantColumn{&x.ProvedAt}, &x.ProvedBy)
	return x, err
}

func (x Session) values() []any {
	return []any{x.ID, x.UserID, x.Register, instant(x.CreatedAt), instant(x.SeenAt), instant(x.EndsAt), instantOrNull(x.EndedAt),
		x.Device, x.Network, instantOrNull(x.ProvedAt), x.ProvedBy}
}

// StartSession begins a session.
func (s *Store) StartSession(ctx context.Context, x Session, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, insertSession, x.values()...); err != nil {
			return fmt.Errorf("starting a session: %w", err)
		}
		return writeAudit(ctx, r, a)
	})
}

// SessionBefore is the session of a user that began last before a moment; the
// error is ErrNotFound without one.
func (s *Store) SessionBefore(ctx context.Context, userID string, at time.Time) (Session, error) {
	return one(ctx, s.reader(), selectSessionBefore, readSession, userID, instant(at))
}

// RenewSession puts a session under a new id, with how and, by the audit row,
// when its user has just proved who they are. The old one is ended: whoever has
// it is known by it, and no more. The error is ErrNotFound when it has ended
// meanwhile.
func (s *Store) RenewSession(ctx context.Context, id, newID, provedBy string, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if err := foundOne(r.exec(ctx, endSession, id, instant(a.At))); err != nil {
			return err
		}
		x, err := one(ctx, r, selectSession, readSession, id)
		if err != nil {
			return err
		}
		x.ID, x.SeenAt, x.EndedAt, x.ProvedAt, x.ProvedBy = newID, a.At, time.Time{}, a.At, provedBy
		if _, err := r.exec(ctx, insertSession, x.values()...); err != nil {
			return fmt.Errorf("renewing a session: %w", err)
		}
		return writeAudit(ctx, r, a)
	})
}

// Session is a session, also one that has ended or expired: the caller looks
// at its times. The error is ErrNotFound without one.
func (s *Store) Session(ctx context.Context, id string) (Session, error) {
	return one(ctx, s.reader(), selectSession, readSession, id)
}

// Sessions lists a user's sessions that have not ended by a moment, the one
// used last first.
func (s *Store) Sessions(ctx context.Context, userID string, at time.Time) ([]Session, error) {
	return all(ctx, s.reader(), selectSessionsOf, readSession, userID, instant(at))
}

// TouchSession notes that a session was used.
func (s *Store) TouchSession(ctx context.Context, id string, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, touchSession, id, instant(at))
		return err
	})
}

// SetSessionRegister makes another register the one the user works in.
func (s *Store) SetSessionRegister(ctx context.Context, id, register string, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if err := foundOne(r.exec(ctx, setSessionRegister, id, register)); err != nil {
			return err
		}
		return writeAudit(ctx, r, a)
	})
}

// EndSession ends a session at the moment of the audit row. Ending one that
// has ended changes nothing.
func (s *Store) EndSession(ctx context.Context, id string, a Audit) error {
	return s.change(ctx, func(r runner) error {
		n, err := r.exec(ctx, endSession, id, instant(a.At))
		if err != nil || n == 0 {
			return err
		}
		return writeAudit(ctx, r, a)
	})
}

// EndSessionOf is EndSession for a session that must be the user's; the error
// is ErrNotFound when it is not, or has ended.
func (s *Store) EndSessionOf(ctx context.Context, userID, id string, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if err := foundOne(r.exec(ctx, endSessionOf, id, userID, instant(a.At))); err != nil {
			return err
		}
		return writeAudit(ctx, r, a)
	})
}

// EndSessionsBut ends all sessions of a user but one and says how many.
func (s *Store) EndSessionsBut(ctx context.Context, userID, id string, a Audit) (ended int, err error) {
	err = s.change(ctx, func(r runner) error {
		n, err := r.exec(ctx, endSessionsBut, userID, id, instant(a.At))
		ended = int(n)
		if err != nil || n == 0 {
			return err
		}
		return writeAudit(ctx, r, a)
	})
	return ended, err
}

// EndSessions ends all of a user's sessions, in whichever register they work.
func (tx *Tx) EndSessions(userID string) error {
	tx.changed = true
	if _, err := tx.run.exec(tx.ctx, endSessionsOf, userID, instant(tx.work.At)); err != nil {
		return fmt.Errorf("ending the user's sessions: %w", err)
	}
	return nil
}

// DropSessions forgets the sessions whose time was up before a moment.
func (s *Store) DropSessions(ctx context.Context, before time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteSessionsBefore, instant(before))
		return err
	})
}

// RecordFailure notes that someone gave a wrong password for an address.
// Failures older than a day are forgotten.
func (s *Store) RecordFailure(ctx context.Context, email, addressHash string, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, deleteFailuresBefore, instant(at.Add(-failuresKeptFor))); err != nil {
			return err
		}
		_, err := r.exec(ctx, insertFailure, FoldEmail(email), instant(at), strings.ToLower(rand.Text()), addressHash)
		return err
	})
}

// Failures counts the wrong passwords for an e-mail address since a moment.
func (s *Store) Failures(ctx context.Context, email string, since time.Time) (int, error) {
	return one(ctx, s.reader(), countFailures, only[int], FoldEmail(email), instant(since))
}

// FailuresFrom counts the wrong passwords from a network address, by its hash,
// since a moment.
func (s *Store) FailuresFrom(ctx context.Context, addressHash string, since time.Time) (int, error) {
	return one(ctx, s.reader(), countFailuresFrom, only[int], addressHash, instant(since))
}

// ClearFailures forgets the wrong passwords for an e-mail address.
func (s *Store) ClearFailures(ctx context.Context, email string) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteFailures, FoldEmail(email))
		return err
	})
}
