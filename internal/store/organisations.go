package store

import (
	"context"
	"fmt"
	"slices"

	"homeward/internal/civil"
)

// Organisation is one that users of a register work for, or whose team is in
// it.
type Organisation struct {
	Code      string // of the Organisation Data Service, or the register's own
	Name      string
	Kind      string
	From      civil.Date
	EndsOn    civil.Date // the first day without it; 0 while no end is known
	Successor string     // code of the one that takes its place; "" without one
}

const organisationColumns = "code, name, kind, from_day, ends_on, successor"

var (
	insertOrganisation = sayInsert("organisations", "register, "+organisationColumns, "")
	insertEmployment   = sayInsert("employments", "register, user_id, organisation", overwrite("register, user_id", "register, user_id, organisation"))

	selectOrganisations = say("SELECT " + organisationColumns + " FROM organisations WHERE register = $1 ORDER BY name, code")
	selectEmployer      = say("SELECT " + prefixed("o.", organisationColumns) + ", e.organisation FROM employments e JOIN organisations o ON o.register = $1 WHERE e.register = $1 AND e.user_id = $2 ORDER BY o.code")
	updateOrganisation  = say("UPDATE organisations SET name = $3, kind = $4, from_day = $5, ends_on = $6, successor = $7 WHERE register = $1 AND code = $2")
	deleteOrganisation  = say("DELETE FROM organisations WHERE register = $1 AND code = $2")
	selectEmployments   = say("SELECT user_id, organisation FROM employments WHERE register = $1 ORDER BY user_id")
	deleteEmployment    = say("DELETE FROM employments WHERE register = $1 AND user_id = $2")
)

func readOrganisation(row scan) (o Organisation, err error) {
	err = row(&o.Code, &o.Name, &o.Kind, &o.From, &o.EndsOn, &o.Successor)
	return o, err
}

// On reports whether there is such an organisation on a day.
func (o Organisation) On(day civil.Date) bool {
	return o.From <= day && (o.EndsOn == 0 || o.EndsOn > day)
}

// OrganisationNow is the one of a list that has the place of a code on a day:
// itself, or what came after it, or after that. Where nothing came after, it is
// the last that there was. Ok is false when the list has no such code.
func OrganisationNow(all []Organisation, code string, day civil.Date) (now Organisation, ok bool) {
	for range all { // no more steps than there are organisations
		i := slices.IndexFunc(all, func(o Organisation) bool { return o.Code == code })
		if i < 0 {
			return now, ok
		}
		if now, ok = all[i], true; now.EndsOn == 0 || now.EndsOn > day || now.Successor == "" {
			return now, ok
		}
		code = now.Successor
	}
	return now, ok
}

// WorksFor has the codes of the organisation that a user works for in a register
// on a day: its own, and those whose place it has taken. It is empty for who
// works for none that there is on that day.
func (s *Store) WorksFor(ctx context.Context, register, userID string, day civil.Date) ([]string, error) {
	return worksFor(ctx, s.reader(), register, userID, day)
}

// Employer is the organisation for which a user works on a day; ok is false for
// none.
func (s *Store) Employer(ctx context.Context, register, userID string, day civil.Date) (o Organisation, ok bool, err error) {
	return employerOf(ctx, s.reader(), register, userID, day)
}

// Employer is that of the Store, within the transaction.
func (tx *Tx) Employer(userID string) (o Organisation, ok bool, err error) {
	return employerOf(tx.ctx, tx.run, tx.work.Register, userID, tx.work.Today)
}

func employerOf(ctx context.Context, r runner, register, userID string, day civil.Date) (Organisation, bool, error) {
	list, employer, err := employment(ctx, r, register, userID)
	if err != nil {
		return Organisation{}, false, err
	}
	now, ok := OrganisationNow(list, employer, day)
	return now, ok && now.On(day), nil
}

// employment is for which organisation a user works, by the code that was given
// then, and those that may have come after it.
func employment(ctx context.Context, r runner, register, userID string) (list []Organisation, employer string, err error) {
	list, err = all(ctx, r, selectEmployer, func(row scan) (o Organisation, err error) {
		err = row(&o.Code, &o.Name, &o.Kind, &o.From, &o.EndsOn, &o.Successor, &employer)
		return o, err
	}, register, userID)
	if err != nil {
		return nil, "", fmt.Errorf("finding for whom a user works: %w", err)
	}
	return list, employer, nil
}

func worksFor(ctx context.Context, r runner, register, userID string, day civil.Date) ([]string, error) {
	list, employer, err := employment(ctx, r, register, userID)
	if err != nil {
		return nil, err
	}
	now, ok := OrganisationNow(list, employer, day)
	if !ok || !now.On(day) {
		return nil, nil
	}
	var codes []string
	for _, o := range list {
		if place, _ := OrganisationNow(list, o.Code, day); place.Code == now.Code {
			codes = append(codes, o.Code)
		}
	}
	return codes, nil
}

// Organisations lists those of a register by name.
func (s *Store) Organisations(ctx context.Context, register string) ([]Organisation, error) {
	return all(ctx, s.reader(), selectOrganisations, readOrganisation, register)
}

// Organisations is that of the Store, within the transaction.
func (tx *Tx) Organisations() ([]Organisation, error) {
	return all(tx.ctx, tx.run, selectOrganisations, readOrganisation, tx.work.Register)
}

// AddOrganisation adds one to the transaction's register; the error is ErrExists
// when its code is taken there.
func (tx *Tx) AddOrganisation(o Organisation) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertOrganisation, tx.work.Register, o.Code, o.Name, o.Kind, o.From.String(), dayOrNull(o.EndsOn), o.Successor)
	return err
}

// SetOrganisation changes all but the code of one; the error is ErrNotFound
// without it.
func (tx *Tx) SetOrganisation(o Organisation) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateOrganisation, tx.work.Register, o.Code, o.Name, o.Kind, o.From.String(), dayOrNull(o.EndsOn), o.Successor))
}

// DeleteOrganisation forgets one that nobody works for and nothing names; the
// error is ErrNotFound without it.
func (tx *Tx) DeleteOrganisation(code string) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, deleteOrganisation, tx.work.Register, code))
}

// Employments are the codes of the organisations that users of a register work
// for, by user.
func (s *Store) Employments(ctx context.Context, register string) (map[string]string, error) {
	return readEmployments(ctx, s.reader(), register)
}

// Employments is that of the Store, within the transaction.
func (tx *Tx) Employments() (map[string]string, error) {
	return readEmployments(tx.ctx, tx.run, tx.work.Register)
}

func readEmployments(ctx context.Context, r runner, register string) (map[string]string, error) {
	of := map[string]string{}
	err := r.each(ctx, selectEmployments, func(row scan) error {
		var user, code string
		err := row(&user, &code)
		of[user] = code
		return err
	}, register)
	return of, err
}

// SetEmployment says which organisation a user works for in the transaction's
// register; "" for none.
func (tx *Tx) SetEmployment(userID, code string) error {
	tx.changed = true
	statement, args := insertEmployment, []any{tx.work.Register, userID, code}
	if code == "" {
		statement, args = deleteEmployment, args[:2]
	}
	if _, err := tx.run.exec(tx.ctx, statement, args...); err != nil {
		return fmt.Errorf("saying for whom a user works: %w", err)
	}
	return nil
}
