package store

import (
	"context"
	"fmt"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// RetentionAct is one thing that was decided about keeping a record.
type RetentionAct struct {
	Case             string
	N                int // 1, 2, 3 ... within the case
	Act              string
	Reason           string
	Until            civil.Date // zero where no day was given
	At               time.Time
	UserID, UserName string
}

// Acts about keeping a record.
const (
	RetentionHold    = "hold"
	RetentionRelease = "release"
	RetentionKeep    = "keep" // reviewed, and kept longer
	RetentionPropose = "propose"
	RetentionDecline = "decline" // what was proposed
	RetentionAgree   = "agree"   // to it
)

// Certificate is what is left of a record that was disposed of.
type Certificate struct {
	N               int // 1, 2, 3 ... within the register
	Case            string
	DisposedAt      time.Time
	FirstOn, LastOn civil.Date // days of its first and last entry
	Entries         int
	Attachments     int
	Searches        int // acts of the audit that had searched for the person
	Rule, Source    string
	KeptUntil       civil.Date // the last day on which it had to be kept
	ProposedAt      time.Time
	ProposedBy      string
	ProposedName    string
	AgreedAt        time.Time
	AgreedBy        string
	AgreedName      string
	DoneBy          string
	DoneName        string
}

const (
	retentionActColumns = "register, case_id, n, act, reason, until, at, user_id, user_name"
	certificateColumns  = "register, n, case_id, disposed_at, first_on, last_on, entries, attachments, searches, rule, source, kept_until, " +
		"proposed_at, proposed_by, proposed_name, agreed_at, agreed_by, agreed_name, done_by, done_name"
)

var (
	insertRetentionAct  = sayInsert("retention_acts", retentionActColumns, "")
	insertCertificate   = sayInsert("disposal_certificates", certificateColumns, "")
	selectRetentionActs = say("SELECT " + retentionActColumns + " FROM retention_acts WHERE register = $1 AND case_id = $2 ORDER BY n")
	selectAllRetention  = say("SELECT " + retentionActColumns + " FROM retention_acts WHERE register = $1 ORDER BY case_id, n")
	countRetentionActs  = say("SELECT COUNT(*) FROM retention_acts WHERE register = $1 AND case_id = $2")
	selectCertificates  = say("SELECT " + certificateColumns + " FROM disposal_certificates WHERE register = $1 ORDER BY n DESC LIMIT $2")
	selectCertificate   = say("SELECT " + certificateColumns + " FROM disposal_certificates WHERE register = $1 AND n = $2")
	lastCertificate     = say("SELECT COALESCE(MAX(n), 0) FROM disposal_certificates WHERE register = $1")
	selectEnded         = say("SELECT case_id, birth_date, ended_on, died_on, changed_at FROM people WHERE register = $1 AND ended_on IS NOT NULL ORDER BY ended_on, case_id")
)

func readRetentionAct(row scan) (a RetentionAct, err error) {
	var register, until string
	if err := row(&register, &a.Case, &a.N, &a.Act, &a.Reason, &until, instantColumn{&a.At}, &a.UserID, &a.UserName); err != nil {
		return a, err
	}
	return a, a.Until.UnmarshalText([]byte(until))
}

func readCertificate(row scan) (c Certificate, err error) {
	var register string
	err = row(&register, &c.N, &c.Case, instantColumn{&c.DisposedAt}, &c.FirstOn, &c.LastOn, &c.Entries, &c.Attachments, &c.Searches, &c.Rule, &c.Source, &c.KeptUntil,
		instantColumn{&c.ProposedAt}, &c.ProposedBy, &c.ProposedName, instantColumn{&c.AgreedAt}, &c.AgreedBy, &c.AgreedName, &c.DoneBy, &c.DoneName)
	return c, err
}

func (c Certificate) values(register string) []any {
	return []any{
		register, c.N, c.Case, instant(c.DisposedAt), c.FirstOn.String(), c.LastOn.String(), c.Entries, c.Attachments, c.Searches, c.Rule, c.Source, c.KeptUntil.String(),
		instant(c.ProposedAt), c.ProposedBy, c.ProposedName, instant(c.AgreedAt), c.AgreedBy, c.AgreedName, c.DoneBy, c.DoneName,
	}
}

// DecideRetention writes what was decided about keeping a record, at the moment
// of the transaction, which holds the case.
func (tx *Tx) DecideRetention(a RetentionAct) error {
	tx.changed = true
	n, err := one(tx.ctx, tx.run, countRetentionActs, only[int], tx.work.Register, a.Case)
	if err != nil {
		return fmt.Errorf("counting what was decided about a record: %w", err)
	}
	return tx.run.addSealed(tx.ctx, insertRetentionAct, tx.work.At, [][]any{{
		tx.work.Register, a.Case, n + 1, a.Act, a.Reason, a.Until.String(), instant(tx.work.At), a.UserID, a.UserName,
	}})
}

// RetentionActs lists what was decided about keeping a record, in order.
func (tx *Tx) RetentionActs(caseID string) ([]RetentionAct, error) {
	return all(tx.ctx, tx.run, selectRetentionActs, readRetentionAct, tx.work.Register, caseID)
}

// standingHold is the last hold of some acts in order, if nothing has ended it.
func standingHold(acts []RetentionAct) (hold RetentionAct, stands bool) {
	for _, a := range acts {
		switch a.Act {
		case RetentionHold:
			hold, stands = a, true
		case RetentionRelease:
			stands = false
		}
	}
	return hold, stands
}

// copyHold puts a case on hold if the one it was copied from is: whoever asked
// that a record be kept asked for what is in it, wherever that goes. It is an act
// of its own here, which is ended here, and says where it came from.
func (tx *Tx) copyHold(from *Tx, where, caseID, id string, by casefile.Author) error {
	acts, err := from.RetentionActs(caseID)
	if err != nil {
		return fmt.Errorf("reading what was decided about keeping case %s: %w", caseID, err)
	}
	hold, stands := standingHold(acts)
	if !stands {
		return nil
	}
	return tx.DecideRetention(RetentionAct{
		Case: id, Act: RetentionHold, UserID: by.ID, UserName: by.Name,
		Reason: fmt.Sprintf("Came with the record from %s, where %s put it on hold on %s: %s", where, hold.UserName, civil.FromTime(hold.At).Long(), hold.Reason),
	})
}

// RetentionActs is that of the transaction.
func (s *Store) RetentionActs(ctx context.Context, register, caseID string) ([]RetentionAct, error) {
	return all(ctx, s.reader(), selectRetentionActs, readRetentionAct, register, caseID)
}

// AllRetentionActs lists what was decided about each record of a register, by
// case and in order.
func (s *Store) AllRetentionActs(ctx context.Context, register string) ([]RetentionAct, error) {
	return all(ctx, s.reader(), selectAllRetention, readRetentionAct, register)
}

// Ended is a record that has ended, as far as it decides how long it is kept.
type Ended struct {
	Case              string
	Born, Ended, Died civil.Date // Born and Died are zero where they are not known, or not so
	ChangedAt         time.Time  // when something was last recorded
}

// EndedRecords lists the records of a register of people who are neither on it
// nor in hospital, that which ended first first.
func (s *Store) EndedRecords(ctx context.Context, register string) ([]Ended, error) {
	return all(ctx, s.reader(), selectEnded, func(row scan) (e Ended, err error) {
		err = row(&e.Case, &e.Born, &e.Ended, &e.Died, instantColumn{&e.ChangedAt})
		return e, err
	}, register)
}

// Certificates lists at most limit of a register, the latest first.
func (s *Store) Certificates(ctx context.Context, register string, limit int) ([]Certificate, error) {
	return all(ctx, s.reader(), selectCertificates, readCertificate, register, limit)
}

// Certificate is one of a register; the error is ErrNotFound without it.
func (s *Store) Certificate(ctx context.Context, register string, n int) (Certificate, error) {
	return one(ctx, s.reader(), selectCertificate, readCertificate, register, n)
}
