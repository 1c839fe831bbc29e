package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
)

// HeldName says whose a name is that holds cases: of which user of the register.
type HeldName struct {
	ID, Name string
	UserID   string // "" for nobody who signs in
	At       time.Time
	ByID     string // "" where what was said was taken back because access ended
	ByName   string
}

// NameCount is a name that holds cases, and of how many people on the register.
type NameCount struct {
	Name   string
	People int
}

const heldNameColumns = "register, id, name, n, user_id, at, by_id, by_name"

// standingName is the condition for the row of a name h that stands.
const standingName = "NOT EXISTS (SELECT 1 FROM held_names l WHERE l.register = $1 AND l.name = h.name AND l.n > h.n)"

var (
	insertHeldName    = sayInsert("held_names", heldNameColumns, "")
	countHeldNames    = say("SELECT COUNT(*) FROM held_names WHERE register = $1 AND name = $2")
	selectHeldNames   = say("SELECT " + prefixed("h.", heldNameColumns) + " FROM held_names h WHERE h.register = $1 AND (h.user_id <> '' OR h.by_id <> '') AND " + standingName + " ORDER BY h.name")
	selectHeldNamesOf = say("SELECT h.name FROM held_names h WHERE h.register = $1 AND h.user_id = $2 AND " + standingName + " ORDER BY h.name")
	countNamesHeld    = say("SELECT coordinator, COUNT(*) FROM people WHERE register = $1 AND coordinator > '' AND on_register <> 'struck-out' GROUP BY coordinator ORDER BY coordinator")
)

func readHeldName(row scan) (h HeldName, err error) {
	var register string
	var n int
	err = row(&register, &h.ID, &h.Name, &n, &h.UserID, instantColumn{&h.At}, &h.ByID, &h.ByName)
	return h, err
}

// SayWhose says whose a name is in the transaction's register, at the moment of
// the transaction, in place of what was said before. The register is held, so
// that nobody else says it at once.
func (tx *Tx) SayWhose(h HeldName) error {
	if _, err := tx.HoldRegister(); err != nil {
		return err
	}
	tx.changed = true
	n, err := one(tx.ctx, tx.run, countHeldNames, only[int], tx.work.Register, h.Name)
	if err != nil {
		return fmt.Errorf("counting what was said of a name: %w", err)
	}
	if err := tx.run.addSealed(tx.ctx, insertHeldName, tx.work.At, [][]any{{tx.work.Register, h.ID, h.Name, n + 1, h.UserID, instant(tx.work.At), h.ByID, h.ByName}}); err != nil {
		return fmt.Errorf("saying whose a name is: %w", err)
	}
	return nil
}

// takeNamesOf takes back which names are a user's.
func (tx *Tx) takeNamesOf(userID, byName string) error {
	names, err := all(tx.ctx, tx.run, selectHeldNamesOf, only[string], tx.work.Register, userID)
	for _, name := range names {
		err = errors.Join(err, tx.SayWhose(HeldName{ID: strings.ToLower(rand.Text()), Name: name, ByName: byName}))
	}
	return err
}

// HeldNames lists the names of a register of which somebody has said whose they
// are.
func (s *Store) HeldNames(ctx context.Context, register string) ([]HeldName, error) {
	return all(ctx, s.reader(), selectHeldNames, readHeldName, register)
}

// HeldNames is that of the Store, within the transaction.
func (tx *Tx) HeldNames() ([]HeldName, error) {
	return all(tx.ctx, tx.run, selectHeldNames, readHeldName, tx.work.Register)
}

// HeldNamesOf lists the names that are a user's in a register.
func (s *Store) HeldNamesOf(ctx context.Context, register, userID string) ([]string, error) {
	return all(ctx, s.reader(), selectHeldNamesOf, only[string], register, userID)
}

// NamesHeld lists the names that hold cases in a register.
func (s *Store) NamesHeld(ctx context.Context, register string) ([]NameCount, error) {
	return all(ctx, s.reader(), countNamesHeld, func(row scan) (n NameCount, err error) {
		err = row(&n.Name, &n.People)
		return n, err
	}, register)
}
