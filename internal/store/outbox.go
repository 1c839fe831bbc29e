package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Message is one that waits in the outbox, or that waited. It is to its user; one
// to somebody who is no user has the user who had it sent. What it says is made
// when it is sent, so nothing of it is kept here.
type Message struct {
	ID        string // the same message is put in once
	UserID    string
	CreatedAt time.Time
	NextAt    time.Time // it is not tried before
	Attempts  int
	Outcome   string // "" while it waits
	EndedAt   time.Time
}

const outboxColumns = "register, id, user_id, created_at, next_at, attempts, outcome, ended_at"
const messageColumns = "id, user_id, created_at, next_at, attempts, outcome, ended_at"

// The conditions stand outside of the inner query as well: PostgreSQL asks
// them again of a row that another process took meanwhile.
const isWaiting = "register = $1 AND outcome = '' AND next_at <= $2"

var (
	insertMessage       = sayInsert("outbox", outboxColumns, "ON CONFLICT (register, id) DO NOTHING")
	takeMessage         = say("UPDATE outbox SET attempts = attempts + 1, next_at = $3 WHERE " + isWaiting + " AND id IN (SELECT id FROM outbox WHERE " + isWaiting + " ORDER BY next_at, id LIMIT 1) RETURNING " + messageColumns)
	putOffMessage       = say("UPDATE outbox SET next_at = $4 WHERE register = $1 AND id = $2 AND attempts = $3 AND outcome = ''")
	endMessage          = say("UPDATE outbox SET outcome = $4, ended_at = $5 WHERE register = $1 AND id = $2 AND attempts = $3 AND outcome = ''")
	selectMessage       = say("SELECT " + messageColumns + " FROM outbox WHERE register = $1 AND id = $2")
	selectMessagesEnded = say("SELECT " + messageColumns + " FROM outbox WHERE register = $1 AND outcome = $2 AND ended_at >= $3 AND id >= $4 AND id < $5 ORDER BY ended_at DESC, id")
	selectMessages      = say("SELECT " + messageColumns + " FROM outbox WHERE register = $1 ORDER BY id")
)

func readMessage(row scan) (m Message, err error) {
	err = row(&m.ID, &m.UserID, instantColumn{&m.CreatedAt}, instantColumn{&m.NextAt}, &m.Attempts, &m.Outcome, instantColumn{&m.EndedAt})
	return m, err
}

// AddMessages puts messages into the outbox and leaves out those that are in
// it or were.
func (s *Store) AddMessages(ctx context.Context, register string, messages []Message) error {
	return s.change(ctx, func(r runner) error { return r.add(ctx, insertMessage, messageRows(register, messages)) })
}

// AddMessages is that of the Store, within the transaction.
func (tx *Tx) AddMessages(messages []Message) error {
	tx.changed = true
	return tx.run.add(tx.ctx, insertMessage, messageRows(tx.work.Register, messages))
}

func messageRows(register string, messages []Message) [][]any {
	rows := make([][]any, len(messages))
	for i, m := range messages {
		rows[i] = []any{register, m.ID, m.UserID, instant(m.CreatedAt), instant(m.NextAt), 0, "", nil}
	}
	return rows
}

// TakeMessage takes the message that has waited longest, for this process
// alone until a moment: ended or put off by then, or another may take it. The
// error is ErrNotFound when none is to be tried now.
func (s *Store) TakeMessage(ctx context.Context, register string, now, until time.Time) (m Message, err error) {
	err = s.change(ctx, func(r runner) (err error) {
		m, err = one(ctx, r, takeMessage, readMessage, register, instant(now), instant(until))
		return err
	})
	return m, err
}

// ErrTaken says that another process has taken the message since.
var ErrTaken = errors.New("another process has taken the message")

// PutOffMessage lets a message that was taken be tried again at a moment.
func (s *Store) PutOffMessage(ctx context.Context, register string, m Message, next time.Time) error {
	return s.change(ctx, func(r runner) error {
		return stillTaken(r.exec(ctx, putOffMessage, register, m.ID, m.Attempts, instant(next)))
	})
}

// EndMessage notes what became of a message that was taken.
func (s *Store) EndMessage(ctx context.Context, register string, m Message, outcome string, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		return stillTaken(r.exec(ctx, endMessage, register, m.ID, m.Attempts, outcome, instant(at)))
	})
}

func stillTaken(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrTaken
	}
	return err
}

// Message is the one with an id; the error is ErrNotFound without it.
func (s *Store) Message(ctx context.Context, register, id string) (Message, error) {
	return one(ctx, s.reader(), selectMessage, readMessage, register, id)
}

// Message is that of the Store, within the transaction.
func (tx *Tx) Message(id string) (Message, error) {
	return one(tx.ctx, tx.run, selectMessage, readMessage, tx.work.Register, id)
}

// Ended are the messages that ended since a moment with an outcome, of those whose
// ids begin with a prefix, the latest first.
func (s *Store) Ended(ctx context.Context, register, prefix, outcome string, since time.Time) ([]Message, error) {
	return all(ctx, s.reader(), selectMessagesEnded, readMessage, register, outcome, instant(since), prefix, prefix+"\x7f")
}

// Messages are all that are in a register's outbox or were.
func (s *Store) Messages(ctx context.Context, register string) ([]Message, error) {
	return all(ctx, s.reader(), selectMessages, readMessage, register)
}

var countUnsent = say("SELECT COUNT(CASE WHEN outcome = '' THEN 1 END), MIN(CASE WHEN outcome = '' THEN created_at END), COUNT(CASE WHEN outcome = $2 AND ended_at >= $4 THEN 1 END)" +
	" FROM outbox WHERE register = $1 AND attempts > 0 AND (outcome = '' AND created_at < $3 OR outcome = $2)")

// Unsent counts the messages of a register that were tried and still wait since
// before a moment, with when the oldest was written, and those that ended with
// an outcome since another moment.
func (s *Store) Unsent(ctx context.Context, register, outcome string, before, since time.Time) (waiting int, oldest time.Time, ended int, err error) {
	err = s.reader().each(ctx, countUnsent, func(row scan) error {
		return row(&waiting, instantColumn{&oldest}, &ended)
	}, register, outcome, instant(before), instant(since))
	if err != nil {
		err = fmt.Errorf("counting messages that were not sent: %w", err)
	}
	return waiting, oldest, ended, err
}
