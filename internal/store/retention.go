package store

import (
	"context"
	"fmt"
	"strings"
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
	Also            []string // cases that were merged into it, and went with it
	DisposedAt      time.Time
	FirstOn, LastOn civil.Date // days of the first and last entry of all of them
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
	// Those of a certificate before records went together.
	soleCertificateColumns = "register, n, case_id, disposed_at, first_on, last_on, entries, attachments, searches, rule, source, kept_until, " +
		"proposed_at, proposed_by, proposed_name, agreed_at, agreed_by, agreed_name, done_by, done_name"
	certificateColumns = soleCertificateColumns + ", also"
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
	selectMergedCases   = say("SELECT case_id, body FROM entries WHERE register = $1 AND kind = 'merged-into' ORDER BY case_id, seq")
	selectEnded         = say("SELECT case_id, birth_date, ended_on, died_on, changed_at, on_register FROM people WHERE register = $1 AND ended_on IS NOT NULL ORDER BY ended_on, case_id")
)

func readRetentionAct(row scan) (a RetentionAct, err error) {
	var register, until string
	if err := row(&register, &a.Case, &a.N, &a.Act, &a.Reason, &until, instantColumn{&a.At}, &a.UserID, &a.UserName); err != nil {
		return a, err
	}
	return a, a.Until.UnmarshalText([]byte(until))
}

func readCertificate(row scan) (c Certificate, err error) {
	var register, also string
	err = row(&register, &c.N, &c.Case, instantColumn{&c.DisposedAt}, &c.FirstOn, &c.LastOn, &c.Entries, &c.Attachments, &c.Searches, &c.Rule, &c.Source, &c.KeptUntil,
		instantColumn{&c.ProposedAt}, &c.ProposedBy, &c.ProposedName, instantColumn{&c.AgreedAt}, &c.AgreedBy, &c.AgreedName, &c.DoneBy, &c.DoneName, &also)
	if also != "" {
		c.Also = strings.Split(also, " ")
	}
	return c, err
}

func (c Certificate) values(register string) []any {
	return []any{
		register, c.N, c.Case, instant(c.DisposedAt), c.FirstOn.String(), c.LastOn.String(), c.Entries, c.Attachments, c.Searches, c.Rule, c.Source, c.KeptUntil.String(),
		instant(c.ProposedAt), c.ProposedBy, c.ProposedName, instant(c.AgreedAt), c.AgreedBy, c.AgreedName, c.DoneBy, c.DoneName, strings.Join(c.Also, " "),
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

// MergedCase says that a case was merged into another, now or once: what it had
// then is in the other, also where the merge was taken back.
type MergedCase struct{ Case, Into string }

// MergedCases lists them for a register, by case and in order.
func (s *Store) MergedCases(ctx context.Context, register string) ([]MergedCase, error) {
	return all(ctx, s.reader(), selectMergedCases, func(row scan) (m MergedCase, err error) {
		var body string
		if err := row(&m.Case, &body); err != nil {
			return m, err
		}
		f, err := casefile.DecodeFact(casefile.MergedInto{}.Kind(), []byte(body))
		if err != nil {
			return m, err
		}
		m.Into = f.(casefile.MergedInto).Case
		return m, nil
	}, register)
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

// HoldAlike puts a case on hold if another of its register is: the one that it
// was merged into, when that is taken back.
func (tx *Tx) HoldAlike(caseID, as string, by casefile.Author) error {
	return tx.copyHold(tx, "the record that this one was merged into", as, caseID, by)
}

// StandingHold is the last hold of some acts in order, if nothing has ended it.
func StandingHold(acts []RetentionAct) (hold RetentionAct, stands bool) { return standingHold(acts) }

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
	Merged            bool       // into another
}

// EndedRecords lists the records of a register of people who are neither on it
// nor in hospital, that which ended first first.
func (s *Store) EndedRecords(ctx context.Context, register string) ([]Ended, error) {
	return all(ctx, s.reader(), selectEnded, func(row scan) (e Ended, err error) {
		var on Membership
		err = row(&e.Case, &e.Born, &e.Ended, &e.Died, instantColumn{&e.ChangedAt}, &on)
		e.Merged = on == StruckOut // of a record that was struck out nothing stands, so it has no end
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
