package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"homeward/internal/civil"
)

// Involvement is a relation of a user, or of an organisation and all who work
// for it, to a person.
type Involvement struct {
	Case, ID     string
	UserID       string // "" for an organisation
	Organisation string // its code; "" for a user
	UserName     string // of the user or the organisation as it is now; only read
	Relation     string
	Subject      string     // id of the review or action, for a relation to one thing
	Agreed       string     // on whose word the person's agreement rests; "" for none
	Since, Until civil.Date // both included; Until is zero while no end is set
	GivenAt      time.Time
	GivenBy      string // id of the user
	GivenName    string
	EndedAt      time.Time // zero unless somebody ended it
	EndedName    string
}

// On reports whether it counts on a day.
func (i Involvement) On(day civil.Date) bool {
	return i.Since <= day && (i.Until == 0 || i.Until >= day) && i.EndedAt.IsZero()
}

const involvementColumns = "register, case_id, id, user_id, relation, subject, agreed, since, until, given_at, given_by, given_name, ended_at, ended_name, organisation, given_until"

// OfOrganisation is the relation of an organisation; the words of all others are
// those of package access.
const OfOrganisation = "organisation"

const involvementEndColumns = "register, case_id, id, until, at, user_name"

// noUntil stands in until where no end is set.
const noUntil = "9999-12-31"

var involvementsOf = "SELECT " + prefixed("i.", involvementColumns) + ", COALESCE(u.name, o.name, '') FROM involvements i LEFT JOIN users u ON u.id = i.user_id LEFT JOIN organisations o ON o.register = $1 AND o.code = i.organisation "

var (
	insertInvolvement = sayInsert("involvements", involvementColumns, "")
	endInvolvement    = say("UPDATE involvements SET until = $4, ended_at = $5, ended_name = $6 WHERE register = $1 AND case_id = $2 AND id = $3 AND ended_at IS NULL AND until >= $4")

	insertInvolvementEnd = sayInsert("involvement_ends", involvementEndColumns, "")
	selectOpenOf         = say("SELECT case_id, id FROM involvements WHERE register = $1 AND user_id = $2 AND ended_at IS NULL AND until >= $3 ORDER BY case_id, id")
	countOfOrganisation  = say("SELECT COUNT(*) FROM involvements WHERE register = $1 AND organisation = $2")
	selectInvolved       = say(involvementsOf + "WHERE i.register = $1 AND i.case_id = $2 ORDER BY i.since, i.given_at, i.id")
	selectInvolvement    = say(involvementsOf + "WHERE i.register = $1 AND i.case_id = $2 AND i.id = $3")
	selectInvolvedIn     = say(involvementsOf +
		"WHERE i.register = $1 AND i.user_id = $2 AND i.until >= $3 AND i.since <= $3 ORDER BY i.case_id, i.since, i.id")
)

func (i Involvement) values(register string) []any {
	until := noUntil
	if i.Until != 0 {
		until = i.Until.String()
	}
	return []any{register, i.Case, i.ID, i.UserID, i.Relation, i.Subject, i.Agreed, i.Since.String(), until,
		instant(i.GivenAt), i.GivenBy, i.GivenName, instantOrNull(i.EndedAt), i.EndedName, i.Organisation, until}
}

func readInvolvement(row scan) (i Involvement, err error) {
	var register, until, given string
	if err := row(&register, &i.Case, &i.ID, &i.UserID, &i.Relation, &i.Subject, &i.Agreed, &i.Since, &until,
		instantColumn{&i.GivenAt}, &i.GivenBy, &i.GivenName, instantColumn{&i.EndedAt}, &i.EndedName, &i.Organisation, &given, &i.UserName); err != nil {
		return i, err
	}
	if until != noUntil {
		i.Until, err = civil.Parse(until)
	}
	return i, err
}

// Involve gives a user or an organisation a relation to a person, at the moment of the transaction.
func (tx *Tx) Involve(i Involvement) error {
	tx.changed = true
	i.GivenAt = tx.work.At
	if err := tx.run.addSealed(tx.ctx, insertInvolvement, tx.work.At, [][]any{i.values(tx.work.Register)}); err != nil {
		return fmt.Errorf("adding an involvement: %w", err)
	}
	return nil
}

// EndInvolvement ends one at once: it does not count on the day of the
// transaction any more. The error is ErrNotFound when there is none to end.
func (tx *Tx) EndInvolvement(caseID, id, byName string) error {
	tx.changed = true
	return tx.endInvolvement(caseID, id, byName)
}

func (tx *Tx) endInvolvement(caseID, id, byName string) error {
	until, at := (tx.work.Today - 1).String(), instant(tx.work.At)
	if err := foundOne(tx.run.exec(tx.ctx, endInvolvement, tx.work.Register, caseID, id, until, at, byName)); err != nil {
		return err
	}
	return tx.run.addSealed(tx.ctx, insertInvolvementEnd, tx.work.At, [][]any{{tx.work.Register, caseID, id, until, at, byName}})
}

// endInvolvementsOf ends every relation of a user.
func (tx *Tx) endInvolvementsOf(userID, byName string) error {
	type key struct{ caseID, id string }
	open, err := all(tx.ctx, tx.run, selectOpenOf, func(row scan) (k key, err error) {
		err = row(&k.caseID, &k.id)
		return k, err
	}, tx.work.Register, userID, (tx.work.Today - 1).String())
	for _, k := range open {
		err = errors.Join(err, tx.endInvolvement(k.caseID, k.id, byName))
	}
	if err != nil {
		return fmt.Errorf("ending the user's relations: %w", err)
	}
	return nil
}

// Involvement is one of a person; the error is ErrNotFound without one.
func (tx *Tx) Involvement(caseID, id string) (Involvement, error) {
	return one(tx.ctx, tx.run, selectInvolvement, readInvolvement, tx.work.Register, caseID, id)
}

// OrganisationInvolved reports whether an organisation is, was or will be
// involved with anybody.
func (tx *Tx) OrganisationInvolved(code string) (bool, error) {
	n, err := one(tx.ctx, tx.run, countOfOrganisation, only[int], tx.work.Register, code)
	return n > 0, err
}

// InvolvedIn is that of the Store, within the transaction.
func (tx *Tx) InvolvedIn(userID string) ([]Involvement, error) {
	return all(tx.ctx, tx.run, selectInvolvedIn, readInvolvement, tx.work.Register, userID, tx.work.Today.String())
}

// Involved lists who is, was or will be involved with a person, as the
// transaction sees it.
func (tx *Tx) Involved(caseID string) ([]Involvement, error) {
	return all(tx.ctx, tx.run, selectInvolved, readInvolvement, tx.work.Register, caseID)
}

// Involved lists who is, was or will be involved with a person, by the day it
// began.
func (s *Store) Involved(ctx context.Context, register, caseID string) ([]Involvement, error) {
	return all(ctx, s.reader(), selectInvolved, readInvolvement, register, caseID)
}

// InvolvedIn lists with whom a user is involved on a day, by case.
func (s *Store) InvolvedIn(ctx context.Context, register, userID string, day civil.Date) ([]Involvement, error) {
	return all(ctx, s.reader(), selectInvolvedIn, readInvolvement, register, userID, day.String())
}
