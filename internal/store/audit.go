package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Audit is one act of someone: it stays as long as the record. Detail has no
// personal data beyond identifiers.
type Audit struct {
	At               time.Time
	Register         string // "" for what belongs to no register
	UserID, UserName string // required
	Role             string
	Action           string // required
	Case             string
	Detail           string
}

const auditColumns = "register, at, id, user_id, user_name, role, action, case_id, detail"

var (
	insertAudit = sayInsert("audit", auditColumns, "")

	selectAudit     = say("SELECT " + auditColumns + " FROM audit WHERE register = $1 AND at < $2 ORDER BY at DESC, id DESC LIMIT $3")
	selectAuditCase = say("SELECT " + auditColumns + " FROM audit WHERE register = $1 AND case_id = $2 AND at < $3 ORDER BY at DESC, id DESC LIMIT $4")
)

func (a Audit) values() []any {
	return []any{a.Register, instant(a.At), strings.ToLower(rand.Text()), a.UserID, a.UserName, a.Role, a.Action, a.Case, a.Detail}
}

func readAudit(row scan) (a Audit, err error) {
	var id string
	err = row(&a.Register, instantColumn{&a.At}, &id, &a.UserID, &a.UserName, &a.Role, &a.Action, &a.Case, &a.Detail)
	return a, err
}

func writeAudit(ctx context.Context, r runner, a Audit) error {
	if a.UserID == "" || a.UserName == "" || a.Action == "" || a.At.IsZero() {
		return errors.New("an audit row needs an actor, an action and its moment")
	}
	if _, err := r.exec(ctx, insertAudit, a.values()...); err != nil {
		return fmt.Errorf("writing the audit: %w", err)
	}
	return nil
}

// Audit notes who did what. At and Register are those of the transaction where
// they are not given.
func (tx *Tx) Audit(a Audit) error {
	if a.At.IsZero() {
		a.At = tx.work.At
	}
	if a.Register == "" {
		a.Register = tx.work.Register
	}
	if err := writeAudit(tx.ctx, tx.run, a); err != nil {
		return err
	}
	tx.audited = true
	return nil
}

// Record notes who did something that wrote nothing else, such as looking at
// a case.
func (s *Store) Record(ctx context.Context, a Audit) error {
	return s.change(ctx, func(r runner) error { return writeAudit(ctx, r, a) })
}

// AuditTrail lists what was done in a register before a moment, the latest
// first, at most limit rows; for one case when caseID is not empty.
func (s *Store) AuditTrail(ctx context.Context, register, caseID string, before time.Time, limit int) ([]Audit, error) {
	if caseID != "" {
		return all(ctx, s.reader(), selectAuditCase, readAudit, register, caseID, instant(before), limit)
	}
	return all(ctx, s.reader(), selectAudit, readAudit, register, instant(before), limit)
}
