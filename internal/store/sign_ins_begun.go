package store

import (
	"context"
	"time"
)

// BegunSignIn is a sign-in, or the setting up of a way to sign in, that waits
// for its next step. It gives no right to anything else.
type BegunSignIn struct {
	ID     string // hash of the token that the browser has
	Kind   string
	UserID string // "" while it is not known who it is
	Body   string // for the kind alone to read
	EndsAt time.Time
}

const begunColumns = "id, kind, user_id, body, ends_at"

var (
	insertBegun       = sayInsert("sign_ins_begun", begunColumns, "")
	selectBegun       = say("SELECT " + begunColumns + " FROM sign_ins_begun WHERE id = $1")
	deleteBegun       = say("DELETE FROM sign_ins_begun WHERE id = $1")
	deleteBegunOf     = say("DELETE FROM sign_ins_begun WHERE user_id = $1")
	deleteBegunBefore = say("DELETE FROM sign_ins_begun WHERE ends_at < $1")
)

// BeginSignIn notes one that has begun, and forgets those whose time was up at
// a moment.
func (s *Store) BeginSignIn(ctx context.Context, b BegunSignIn, now time.Time) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, deleteBegunBefore, instant(now)); err != nil {
			return err
		}
		_, err := r.exec(ctx, insertBegun, b.ID, b.Kind, b.UserID, b.Body, instant(b.EndsAt))
		return err
	})
}

// BegunSignIn is one that has begun, also when its time is up; the error is
// ErrNotFound without one.
func (s *Store) BegunSignIn(ctx context.Context, id string) (BegunSignIn, error) {
	return one(ctx, s.reader(), selectBegun, func(row scan) (b BegunSignIn, err error) {
		err = row(&b.ID, &b.Kind, &b.UserID, &b.Body, instantColumn{&b.EndsAt})
		return b, err
	}, id)
}

// EndBegunSignIn takes one away. The error is ErrNotFound when it is not there,
// so that of two who take the same, one only goes on.
func (s *Store) EndBegunSignIn(ctx context.Context, id string) error {
	return s.change(ctx, func(r runner) error { return foundOne(r.exec(ctx, deleteBegun, id)) })
}
