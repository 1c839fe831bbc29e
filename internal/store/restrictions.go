package store

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/civil"
)

// Restriction is an act by which a record was restricted to those who are
// involved, or opened again. The last of a case stands.
type Restriction struct {
	Case       string
	Restricted bool
	Reason     string
	At         time.Time
	UserID     string
	UserName   string
}

// Mark is an act by which an entry was marked as sensitive, or its mark was
// lifted. The last of an entry stands.
type Mark struct {
	Case     string
	Seq      int
	Mark     string // "" lifts the mark there was
	Reason   string
	At       time.Time
	UserID   string
	UserName string
}

const (
	restrictionColumns = "register, case_id, n, restricted, reason, at, user_id, user_name"
	markColumns        = "register, case_id, seq, n, mark, reason, at, user_id, user_name"
)

var (
	insertRestriction  = sayInsert("restrictions", restrictionColumns, "")
	selectRestrictions = say("SELECT " + restrictionColumns + " FROM restrictions WHERE register = $1 AND case_id = $2 ORDER BY n")
	countRestrictions  = say("SELECT COUNT(*) FROM restrictions WHERE register = $1 AND case_id = $2")
	selectHiddenFrom   = say("SELECT r.case_id FROM restrictions r WHERE r.register = $1 AND r.restricted = 1" +
		" AND NOT EXISTS (SELECT 1 FROM restrictions l WHERE l.register = $1 AND l.case_id = r.case_id AND l.n > r.n)" +
		" AND NOT EXISTS (SELECT 1 FROM involvements i WHERE i.register = $1 AND i.case_id = r.case_id AND i.user_id = $2 AND i.since <= $3 AND i.until >= $3)" +
		" ORDER BY r.case_id")

	selectRestricted = say("SELECT r.case_id, p.name, p.nhs_number, p.birth_date, COALESCE(m.role, '') FROM restrictions r JOIN people p ON p.register = $1 AND p.case_id = r.case_id" +
		" LEFT JOIN involvements i ON i.register = $1 AND i.case_id = r.case_id AND i.user_id > '' AND i.since <= $2 AND i.until >= $2" +
		" AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = i.user_id AND u.disabled_at IS NOT NULL)" +
		" LEFT JOIN memberships m ON m.register = $1 AND m.user_id = i.user_id AND (m.ends_on IS NULL OR m.ends_on > $2)" +
		" WHERE r.register = $1 AND r.restricted = 1 AND p.on_register <> 'struck-out'" +
		" AND NOT EXISTS (SELECT 1 FROM restrictions l WHERE l.register = $1 AND l.case_id = r.case_id AND l.n > r.n)" +
		" ORDER BY r.case_id, m.role")

	insertMark  = sayInsert("marks", markColumns, "")
	selectMarks = say("SELECT " + markColumns + " FROM marks WHERE register = $1 AND case_id = $2 ORDER BY seq, n")
	countMarks  = say("SELECT COUNT(*) FROM marks WHERE register = $1 AND case_id = $2 AND seq = $3")
)

// Restrict restricts a record to those who are involved, or opens it again, at
// the moment of the transaction, which holds the case.
func (tx *Tx) Restrict(r Restriction) error {
	tx.changed = true
	n, err := one(tx.ctx, tx.run, countRestrictions, only[int], tx.work.Register, r.Case)
	if err != nil {
		return fmt.Errorf("counting restrictions: %w", err)
	}
	restricted := 0
	if r.Restricted {
		restricted = 1
	}
	if err := tx.run.addSealed(tx.ctx, insertRestriction, tx.work.At, [][]any{{tx.work.Register, r.Case, n + 1, restricted, r.Reason, instant(tx.work.At), r.UserID, r.UserName}}); err != nil {
		return fmt.Errorf("restricting a record: %w", err)
	}
	return nil
}

// Restrictions lists what was done to restrict a record, in order.
func (s *Store) Restrictions(ctx context.Context, register, caseID string) ([]Restriction, error) {
	return all(ctx, s.reader(), selectRestrictions, func(row scan) (r Restriction, err error) {
		var register string
		var n, restricted int
		err = row(&register, &r.Case, &n, &restricted, &r.Reason, instantColumn{&r.At}, &r.UserID, &r.UserName)
		r.Restricted = restricted == 1
		return r, err
	}, register, caseID)
}

// HiddenFrom lists the cases that are restricted to others than a user.
func (s *Store) HiddenFrom(ctx context.Context, register, userID string, day civil.Date) ([]string, error) {
	return all(ctx, s.reader(), selectHiddenFrom, only[string], register, userID, day.String())
}

// RestrictedPerson is somebody whose record is restricted, with the roles of
// those who are named to see it.
type RestrictedPerson struct {
	Case, Name, NHSNumber string
	BirthDate             civil.Date
	Roles                 []string
}

// RestrictedPeople lists them, by case, as it is on a day.
func (s *Store) RestrictedPeople(ctx context.Context, register string, day civil.Date) ([]RestrictedPerson, error) {
	return restrictedPeople(ctx, s.reader(), register, day)
}

// RestrictedPeople is that of the Store, within the transaction and today.
func (tx *Tx) RestrictedPeople() ([]RestrictedPerson, error) {
	return restrictedPeople(tx.ctx, tx.run, tx.work.Register, tx.work.Today)
}

func restrictedPeople(ctx context.Context, r runner, register string, day civil.Date) (people []RestrictedPerson, err error) {
	err = r.each(ctx, selectRestricted, func(row scan) error {
		var p RestrictedPerson
		var role string
		if err := row(&p.Case, &p.Name, &p.NHSNumber, &p.BirthDate, &role); err != nil {
			return err
		}
		if n := len(people); n == 0 || people[n-1].Case != p.Case {
			people = append(people, p)
		}
		if role != "" {
			last := &people[len(people)-1]
			last.Roles = append(last.Roles, role)
		}
		return nil
	}, register, day.String())
	return people, err
}

// Mark marks an entry, or lifts its mark, at the moment of the transaction,
// which holds the case.
func (tx *Tx) Mark(m Mark) error {
	tx.changed = true
	n, err := one(tx.ctx, tx.run, countMarks, only[int], tx.work.Register, m.Case, m.Seq)
	if err != nil {
		return fmt.Errorf("counting marks: %w", err)
	}
	if err := tx.run.addSealed(tx.ctx, insertMark, tx.work.At, [][]any{{tx.work.Register, m.Case, m.Seq, n + 1, m.Mark, m.Reason, instant(tx.work.At), m.UserID, m.UserName}}); err != nil {
		return fmt.Errorf("marking an entry: %w", err)
	}
	return nil
}

// Marks lists every mark that was set or lifted in a case, by entry and in
// order.
func (s *Store) Marks(ctx context.Context, register, caseID string) ([]Mark, error) {
	return readMarks(ctx, s.reader(), register, caseID)
}

func readMarks(ctx context.Context, r runner, register, caseID string) ([]Mark, error) {
	return all(ctx, r, selectMarks, func(row scan) (m Mark, err error) {
		var register string
		var n int
		err = row(&register, &m.Case, &m.Seq, &n, &m.Mark, &m.Reason, instantColumn{&m.At}, &m.UserID, &m.UserName)
		return m, err
	}, register, caseID)
}
