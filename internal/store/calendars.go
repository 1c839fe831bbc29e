package store

import (
	"context"
	"fmt"
	"time"
)

// Calendar is the address at which a calendar program reads what a user has to
// do in a register. Whoever has the secret in it may read.
type Calendar struct {
	Register, UserID string
	SecretHash       string
	CreatedAt        time.Time
}

const calendarColumns = "register, user_id, secret_hash, created_at"

var (
	insertCalendar         = sayInsert("calendars", calendarColumns, overwrite("register, user_id", calendarColumns))
	selectCalendar         = say("SELECT " + calendarColumns + " FROM calendars WHERE register = $1 AND user_id = $2")
	selectCalendarBySecret = sayAcross(calendarOfOne, "SELECT "+calendarColumns+" FROM calendars WHERE secret_hash = $1")
	deleteCalendar         = say("DELETE FROM calendars WHERE register = $1 AND user_id = $2")
)

func readCalendar(row scan) (c Calendar, err error) {
	err = row(&c.Register, &c.UserID, &c.SecretHash, instantColumn{&c.CreatedAt})
	return c, err
}

// SetCalendar gives a user a calendar in the place of the one there was.
func (s *Store) SetCalendar(ctx context.Context, c Calendar, a Audit) error {
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, insertCalendar, c.Register, c.UserID, c.SecretHash, instant(c.CreatedAt)); err != nil {
			return fmt.Errorf("making a calendar: %w", err)
		}
		return writeAudit(ctx, r, a)
	})
}

// Calendar is a user's calendar; the error is ErrNotFound without one.
func (s *Store) Calendar(ctx context.Context, register, userID string) (Calendar, error) {
	return one(ctx, s.reader(), selectCalendar, readCalendar, register, userID)
}

// CalendarBySecret is the calendar with a secret, by its hash; the error is
// ErrNotFound without one.
func (s *Store) CalendarBySecret(ctx context.Context, hash string) (Calendar, error) {
	return one(ctx, s.reader(), selectCalendarBySecret, readCalendar, hash)
}

// DeleteCalendar forgets a user's calendar. Without one nothing is done.
func (s *Store) DeleteCalendar(ctx context.Context, register, userID string, a Audit) error {
	return s.change(ctx, func(r runner) error {
		n, err := r.exec(ctx, deleteCalendar, register, userID)
		if err != nil || n == 0 {
			return err
		}
		return writeAudit(ctx, r, a)
	})
}
