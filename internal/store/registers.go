package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Register is one area's register.
type Register struct {
	Code      string
	Name      string
	Settings  string // JSON; "{}" when there are none
	CreatedAt time.Time
	// ClosedAt and MergedInto are set when it was merged into another: what is
	// in it is kept, and nobody works in it any more.
	ClosedAt   time.Time
	MergedInto string
}

// Closed reports whether it was merged into another.
func (r Register) Closed() bool { return !r.ClosedAt.IsZero() }

const registerColumns = "register, name, settings, created_at, closed_at, merged_into"

var (
	insertRegister = sayInsert("registers", registerColumns, "")

	selectRegisters = sayAcross(listsRegisters, "SELECT "+registerColumns+" FROM registers ORDER BY register")
	selectRegister  = say("SELECT " + registerColumns + " FROM registers WHERE register = $1")
	lockRegister    = sayLocked("SELECT " + registerColumns + " FROM registers WHERE register = $1")
	closeRegister   = say("UPDATE registers SET closed_at = $2, merged_into = $3 WHERE register = $1 AND closed_at IS NULL")
	updateRegister  = say("UPDATE registers SET name = $2, settings = $3 WHERE register = $1")
)

func readRegister(row scan) (r Register, err error) {
	var into sql.NullString
	err = row(&r.Code, &r.Name, &r.Settings, instantColumn{&r.CreatedAt}, instantColumn{&r.ClosedAt}, &into)
	r.MergedInto = into.String
	return r, err
}

// CreateRegister adds an empty register; the error is ErrExists when its code
// is taken.
func (s *Store) CreateRegister(ctx context.Context, reg Register, a Audit) error {
	if reg.Settings == "" {
		reg.Settings = "{}"
	}
	if a.Register == "" {
		a.Register = reg.Code
	}
	return s.change(ctx, func(r runner) error {
		if _, err := r.exec(ctx, insertRegister, reg.Code, reg.Name, reg.Settings, instant(reg.CreatedAt), nil, nil); err != nil {
			return fmt.Errorf("adding register %s: %w", reg.Code, err)
		}
		return writeAudit(ctx, r, a)
	})
}

// Registers lists all registers by code, also those that are closed.
func (s *Store) Registers(ctx context.Context) ([]Register, error) {
	return all(ctx, s.reader(), selectRegisters, readRegister)
}

// Register is the register with a code; the error is ErrNotFound without one.
func (s *Store) Register(ctx context.Context, code string) (Register, error) {
	return one(ctx, s.reader(), selectRegister, readRegister, code)
}

// Register is the transaction's register.
func (tx *Tx) Register() (Register, error) {
	return one(tx.ctx, tx.run, selectRegister, readRegister, tx.work.Register)
}

// HoldRegister is the transaction's register, held so that another transaction
// that asks for the same waits: for work that looks at the whole register and
// then adds to it, such as an import that must meet no duplicate.
func (tx *Tx) HoldRegister() (Register, error) {
	return one(tx.ctx, tx.run, lockRegister, readRegister, tx.work.Register)
}

func (tx *Tx) holdRegister() error {
	if tx.holding {
		return nil
	}
	_, err := tx.HoldRegister()
	tx.holding = err == nil
	return err
}

// SetRegister gives the transaction's register a name and settings.
func (tx *Tx) SetRegister(name, settings string) error {
	tx.changed = true
	n, err := tx.run.exec(tx.ctx, updateRegister, tx.work.Register, name, settings)
	return foundOne(n, err)
}

// foundOne is ErrNotFound when a statement that means one row found none.
func foundOne(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
