package store

import (
	"context"
	"time"
)

// ReferralDraft is a referral that somebody has begun. Its body is encrypted.
type ReferralDraft struct {
	ID        string // stands for the code, and does not give it away
	Body      []byte
	BegunAt   time.Time
	KeptUntil time.Time
	Outside   bool // whoever keeps it is not signed in
}

const referralDraftColumns = "register, id, body, begun_at, kept_until, outside"

var (
	insertReferralDraft  = sayInsert("referral_drafts", referralDraftColumns, overwrite("register, id", referralDraftColumns))
	selectReferralDraft  = say("SELECT id, body, begun_at, kept_until, outside FROM referral_drafts WHERE register = $1 AND id = $2 AND kept_until > $3")
	lockReferralDraft    = sayLocked("SELECT id, body, begun_at, kept_until, outside FROM referral_drafts WHERE register = $1 AND id = $2")
	deleteReferralDraft  = say("DELETE FROM referral_drafts WHERE register = $1 AND id = $2")
	deleteReferralDrafts = say("DELETE FROM referral_drafts WHERE register = $1 AND kept_until <= $2")
	countReferralDrafts  = say("SELECT COUNT(*) FROM referral_drafts WHERE register = $1 AND outside = 1")
	countActsSince       = say("SELECT COUNT(*) FROM audit WHERE register = $1 AND user_id = $2 AND at >= $3 AND action = $4")
)

func readReferralDraft(row scan) (d ReferralDraft, err error) {
	outside := 0
	err = row(&d.ID, &d.Body, instantColumn{&d.BegunAt}, instantColumn{&d.KeptUntil}, &outside)
	d.Outside = outside == 1
	return d, err
}

func (d ReferralDraft) values(register string) []any {
	return []any{register, d.ID, d.Body, instant(d.BegunAt), instant(d.KeptUntil), oneOrZero(d.Outside)}
}

// SaveReferralDraft keeps one in the place of what had its id.
func (s *Store) SaveReferralDraft(ctx context.Context, register string, d ReferralDraft) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, insertReferralDraft, d.values(register)...)
		return err
	})
}

// ReferralDraft is one that is still kept at a moment; the error is ErrNotFound
// without it.
func (s *Store) ReferralDraft(ctx context.Context, register, id string, at time.Time) (ReferralDraft, error) {
	return one(ctx, s.reader(), selectReferralDraft, readReferralDraft, register, id, instant(at))
}

// ReferralDraft is one, held against other writers.
func (tx *Tx) ReferralDraft(id string) (ReferralDraft, error) {
	return one(tx.ctx, tx.run, lockReferralDraft, readReferralDraft, tx.work.Register, id)
}

// SaveReferralDraft is that of the Store, together with what the transaction
// writes.
func (tx *Tx) SaveReferralDraft(d ReferralDraft) error {
	_, err := tx.run.exec(tx.ctx, insertReferralDraft, d.values(tx.work.Register)...)
	return err
}

// DeleteReferralDraft forgets one, if it is there.
func (s *Store) DeleteReferralDraft(ctx context.Context, register, id string) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteReferralDraft, register, id)
		return err
	})
}

// ForgetReferralDrafts forgets those of a register whose time is over.
func (s *Store) ForgetReferralDrafts(ctx context.Context, register string, at time.Time) error {
	return s.change(ctx, func(r runner) error {
		_, err := r.exec(ctx, deleteReferralDrafts, register, instant(at))
		return err
	})
}

// OutsideDrafts is how many a register keeps of people who are not signed in.
func (s *Store) OutsideDrafts(ctx context.Context, register string) (int, error) {
	return one(ctx, s.reader(), countReferralDrafts, only[int], register)
}

// ActsSince is how often an author did something in a register since a moment.
func (s *Store) ActsSince(ctx context.Context, register, userID, action string, since time.Time) (int, error) {
	return one(ctx, s.reader(), countActsSince, only[int], register, userID, instant(since), action)
}
