package app

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// mostReferralDrafts is how many a register keeps of people who are not signed in
// before it refuses the next of them: so much of the disk somebody can fill who begins them by a
// program.
const mostReferralDrafts = 5000

// daysUnanswered is for how many days a draft is kept in which nothing has been
// answered: whoever began it and went away has nothing to come back to.
const daysUnanswered = 1

// ReferralDraft is a referral that was begun, with the code that opens it.
type ReferralDraft struct {
	Code      string
	Typed     url.Values
	BegunAt   time.Time
	KeptUntil civil.Date // the last day on which it is kept
}

// draftKeys are the id under which a draft is kept and the key by which it is
// encrypted. Neither tells the other, nor the code.
func draftKeys(register, code string) (id string, aead cipher.AEAD, err error) {
	secret := []byte(plainCode(code))
	name, err := hkdf.Key(sha256.New, secret, []byte(register), "homeward: which draft of a referral", 16)
	if err != nil {
		return "", nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, []byte(register), "homeward: what a draft of a referral says", 32)
	if err != nil {
		return "", nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", nil, err
	}
	aead, err = cipher.NewGCMWithRandomNonce(block)
	return hex.EncodeToString(name), aead, err
}

var errDraftGone = &Error{Kind: NotFound, Text: "We have no referral with this code. It may have been sent already, or its time is over."}

// BeginReferral keeps what somebody has begun to write, and gives the code by
// which alone it can be opened.
func (a *App) BeginReferral(ctx context.Context, actor access.Actor, register string, typed url.Values) (code string, err error) {
	to, err := a.ReferralsTo(ctx, actor, register)
	if err != nil {
		return "", err
	}
	if actor.UserID == "" {
		n, err := a.store.OutsideDrafts(ctx, register)
		if err != nil {
			return "", fail(err, "counting drafts of referrals")
		}
		if n >= mostReferralDrafts {
			return "", &Error{Kind: Locked, Text: "So many referrals are being written that we cannot keep another one just now. Try again in an hour, or ask us another way: " + to.otherWays()}
		}
	}
	code = newRecoveryCodes()[0]
	kept, err := a.draftOf(actor, register, ReferralDraft{Code: code, Typed: typed, BegunAt: a.now().UTC()}, daysUnanswered)
	if err != nil {
		return "", fail(err, "encrypting a draft")
	}
	return code, fail(a.store.SaveReferralDraft(ctx, register, kept), "keeping a draft of a referral")
}

// KeepReferral keeps a draft in which something was answered in the place of what
// had its code.
func (a *App) KeepReferral(ctx context.Context, actor access.Actor, register string, d ReferralDraft) error {
	to, err := a.ReferralsTo(ctx, actor, register)
	if err != nil {
		return err
	}
	kept, err := a.draftOf(actor, register, d, to.DraftDays)
	if err != nil {
		return fail(err, "encrypting a draft")
	}
	return fail(a.store.SaveReferralDraft(ctx, register, kept), "keeping a draft of a referral")
}

// draftOf encrypts a draft that the actor keeps. Days is for how many it is kept
// from now on.
func (a *App) draftOf(actor access.Actor, register string, d ReferralDraft, days int) (store.ReferralDraft, error) {
	id, aead, err := draftKeys(register, d.Code)
	if err != nil {
		return store.ReferralDraft{}, err
	}
	return store.ReferralDraft{
		ID: id, Body: aead.Seal(nil, nil, []byte(d.Typed.Encode()), []byte(id)),
		BegunAt: d.BegunAt, KeptUntil: a.endOf(a.Today() + civil.Date(days)), Outside: actor.UserID == "",
	}, nil
}

// endOf is the moment at which a day in London is over.
func (a *App) endOf(day civil.Date) time.Time {
	y, m, d := (day + 1).YMD()
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, a.zone)
}

// ReferralDraft is what was kept under a code; the error is NotFound without it.
func (a *App) ReferralDraft(ctx context.Context, register, code string) (ReferralDraft, error) {
	id, _, err := draftKeys(register, code)
	if err != nil {
		return ReferralDraft{}, fail(err, "deriving a key")
	}
	kept, err := a.store.ReferralDraft(ctx, register, id, a.now().UTC())
	if errors.Is(err, store.ErrNotFound) {
		return ReferralDraft{}, errDraftGone
	}
	if err != nil {
		return ReferralDraft{}, fail(err, "reading a draft of a referral")
	}
	return a.openDraft(register, code, kept)
}

func (a *App) openDraft(register, code string, kept store.ReferralDraft) (ReferralDraft, error) {
	_, aead, err := draftKeys(register, code)
	if err != nil {
		return ReferralDraft{}, fail(err, "deriving a key")
	}
	plain, err := aead.Open(nil, nil, kept.Body, []byte(kept.ID))
	if err != nil {
		return ReferralDraft{}, errDraftGone
	}
	typed, err := url.ParseQuery(string(plain))
	if err != nil {
		return ReferralDraft{}, errDraftGone
	}
	return ReferralDraft{Code: code, Typed: typed, BegunAt: kept.BegunAt, KeptUntil: a.dayOf(kept.KeptUntil) - 1}, nil
}

// DropReferral forgets what was kept under a code.
func (a *App) DropReferral(ctx context.Context, register, code string) error {
	id, _, err := draftKeys(register, code)
	if err != nil {
		return fail(err, "deriving a key")
	}
	return fail(a.store.DeleteReferralDraft(ctx, register, id), "dropping a draft of a referral")
}

// ForgetReferralDrafts forgets those of a register whose time is over. It is
// done each day.
func (a *App) ForgetReferralDrafts(ctx context.Context, register string) error {
	return fail(a.store.ForgetReferralDrafts(ctx, register, a.now().UTC()), "forgetting drafts of referrals")
}
