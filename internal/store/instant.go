package store

import (
	"database/sql"
	"time"

	"homeward/internal/civil"
)

// Instants are stored as text of one width in UTC, so that their order as text
// is their order in time on both engines; days as YYYY-MM-DD. No time.Time goes
// to a driver: they differ in what they make of it.
const instantFormat = "2006-01-02T15:04:05.000000Z"

func instant(t time.Time) string { return t.UTC().Format(instantFormat) }

// stamp is t as reading it back gives it.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// instantOrNull stores the zero time as NULL.
func instantOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return instant(t)
}

func parseInstant(s string) (time.Time, error) { return time.Parse(instantFormat, s) }

// dayOrNull stores no day as NULL.
func dayOrNull(d civil.Date) any {
	if d == 0 {
		return nil
	}
	return d.String()
}

// instantColumn scans an instant that may be NULL into a time.
type instantColumn struct{ into *time.Time }

func (c instantColumn) Scan(v any) error {
	var s sql.NullString
	if err := s.Scan(v); err != nil {
		return err
	}
	*c.into = time.Time{}
	if !s.Valid {
		return nil
	}
	t, err := parseInstant(s.String)
	*c.into = t
	return err
}

// numberOrNull stores zero as NULL.
func numberOrNull(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// oneColumn scans a number that is 1 or 0 into a bool.
type oneColumn struct{ into *bool }

func (c oneColumn) Scan(v any) error {
	var n sql.NullInt64
	err := n.Scan(v)
	*c.into = n.Int64 == 1
	return err
}

// numberColumn scans a number that may be NULL into an int, which is 0 then.
type numberColumn struct{ into *int }

func (c numberColumn) Scan(v any) error {
	var n sql.NullInt64
	err := n.Scan(v)
	*c.into = int(n.Int64)
	return err
}

// oneOrZero is how yes and no stand in the database.
func oneOrZero(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
