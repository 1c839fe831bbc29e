package store

import (
	"context"
	"strings"
	"time"
)

// Handover is a person who moves from one register to another, from when it is
// proposed until it is decided, and after.
type Handover struct {
	Register               string // that is asked to take them
	ID                     string
	FromRegister, FromCase string
	Basis                  string // by what right what is known of them goes along
	Words                  string // how they were asked, or why it is lawful
	ProposedAt             time.Time
	ProposedBy, Proposer   string
	State                  string
	Case                   string // in Register, once it is accepted
	Entries                int    // that were copied
	Head                   string // hash that they ended with where they were written, in hexadecimal
	DecidedAt              time.Time
	DecidedBy, Decider     string
	Reason                 string   // why it was declined or taken back
	Also                   []string // cases of FromRegister that were merged into FromCase by then
}

// States of a handover.
const (
	HandoverProposed  = "proposed"
	HandoverAccepted  = "accepted"
	HandoverDeclined  = "declined"
	HandoverWithdrawn = "withdrawn"
)

const handoverColumns = "register, id, from_register, from_case, basis, words, proposed_at, proposed_by, proposed_name, state, case_id, entries, head, decided_at, decided_by, decided_name, reason, also"

var (
	insertHandover       = sayInsert("handovers", handoverColumns, "")
	selectHandover       = say("SELECT " + handoverColumns + " FROM handovers WHERE register = $1 AND id = $2")
	selectHandoverLocked = sayLocked("SELECT " + handoverColumns + " FROM handovers WHERE register = $1 AND id = $2")
	selectHandovers      = say("SELECT " + handoverColumns + " FROM handovers WHERE register = $1 ORDER BY CASE WHEN state = 'proposed' THEN 0 ELSE 1 END, proposed_at DESC, id LIMIT $2")
	countHandovers       = say("SELECT COUNT(*) FROM handovers WHERE register = $1 AND state = 'proposed'")
	selectGiven          = sayAcross(givenAway, "SELECT "+handoverColumns+" FROM handovers WHERE from_register = $1 ORDER BY CASE WHEN state = 'proposed' THEN 0 ELSE 1 END, proposed_at DESC, id LIMIT $2")
	selectGivenOne       = sayAcross(givenAway, "SELECT "+handoverColumns+" FROM handovers WHERE from_register = $1 AND id = $2")
	updateHandover       = say("UPDATE handovers SET state = $3, case_id = $4, entries = $5, head = $6, decided_at = $7, decided_by = $8, decided_name = $9, reason = $10, also = $11 WHERE register = $1 AND id = $2")
)

func readHandover(row scan) (h Handover, err error) {
	var also string
	err = row(&h.Register, &h.ID, &h.FromRegister, &h.FromCase, &h.Basis, &h.Words, instantColumn{&h.ProposedAt}, &h.ProposedBy, &h.Proposer, &h.State,
		&h.Case, &h.Entries, &h.Head, instantColumn{&h.DecidedAt}, &h.DecidedBy, &h.Decider, &h.Reason, &also)
	if also != "" {
		h.Also = strings.Split(also, " ")
	}
	return h, err
}

// AddHandover asks the transaction's register to take a person. The error is
// ErrExists when they are being handed over already.
func (tx *Tx) AddHandover(h Handover) error {
	tx.changed = true
	_, err := tx.run.exec(tx.ctx, insertHandover, tx.work.Register, h.ID, h.FromRegister, h.FromCase, h.Basis, h.Words, instant(h.ProposedAt), h.ProposedBy, h.Proposer, h.State,
		h.Case, h.Entries, h.Head, instantOrNull(h.DecidedAt), h.DecidedBy, h.Decider, h.Reason, strings.Join(h.Also, " "))
	return err
}

// Handover is one that the transaction's register is asked for, held against
// other writers.
func (tx *Tx) Handover(id string) (Handover, error) {
	return one(tx.ctx, tx.run, selectHandoverLocked, readHandover, tx.work.Register, id)
}

// DecideHandover writes what became of one: State, Case and everything after.
func (tx *Tx) DecideHandover(h Handover) error {
	tx.changed = true
	return foundOne(tx.run.exec(tx.ctx, updateHandover, tx.work.Register, h.ID, h.State, h.Case, h.Entries, h.Head, instantOrNull(h.DecidedAt), h.DecidedBy, h.Decider, h.Reason, strings.Join(h.Also, " ")))
}

// Handover is one that a register is asked for; the error is ErrNotFound
// without it.
func (s *Store) Handover(ctx context.Context, register, id string) (Handover, error) {
	return one(ctx, s.reader(), selectHandover, readHandover, register, id)
}

// Handovers lists at most limit that a register is or was asked for, those that
// wait first, then the latest.
func (s *Store) Handovers(ctx context.Context, register string, limit int) ([]Handover, error) {
	return all(ctx, s.reader(), selectHandovers, readHandover, register, limit)
}

// HandoversWaiting is how many people a register is asked to take.
func (s *Store) HandoversWaiting(ctx context.Context, register string) (int, error) {
	return one(ctx, s.reader(), countHandovers, only[int], register)
}

// HandoversGiven lists as Handovers does those by which a register gives people
// away.
func (s *Store) HandoversGiven(ctx context.Context, register string, limit int) ([]Handover, error) {
	return all(ctx, s.reader(), selectGiven, readHandover, register, limit)
}

// HandoverGiven is one by which a register gives a person away; the error is
// ErrNotFound without it.
func (s *Store) HandoverGiven(ctx context.Context, register, id string) (Handover, error) {
	return one(ctx, s.reader(), selectGivenOne, readHandover, register, id)
}
