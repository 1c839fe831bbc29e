package app

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// ReferralReceipt is what whoever referred somebody is given. It is the same
// whether or not the register knows the person.
type ReferralReceipt struct {
	Reference   string
	Received    civil.Date
	Acknowledge civil.Date // by when it is acknowledged
	Decide      civil.Date // by when it is decided
}

// mostReferralsADay is how many a register takes on one day from people who are
// not signed in. Whoever comes later is asked to phone: a register that gets a
// handful in a week would not see the one among thousands.
const mostReferralsADay = 300

// sentMark stands in a draft of which the referral was sent.
const sentMark = "sent"

// outside is who writes what comes from people who are not signed in, and
// outsideKnown from those who are signed in to refer nobody here: there is no
// most of theirs in a day.
var (
	outside      = casefile.Author{ID: "outside", Name: "Referral from outside", Role: "referrer"}
	outsideKnown = casefile.Author{ID: "outside-known", Name: outside.Name, Role: outside.Role}
)

// receiveReferral is the act of taking one.
const receiveReferral = "receive referral"

// Refer takes a referral, in a case of its own: whether the register knows the
// person is looked at later, so that nobody outside learns it, not even by how
// long it takes. Code is that of the draft it was written in, "" without one:
// of a draft that was sent already the receipt is given again.
func (a *App) Refer(ctx context.Context, actor access.Actor, register, code string, f casefile.ReferralForm) (ReferralReceipt, error) {
	to, err := a.ReferralsTo(ctx, actor, register)
	if err != nil {
		return ReferralReceipt{}, err
	}
	by := outside
	f.WrittenBy, f.WrittenOn = "", 0
	switch {
	case f.CameBy != "" || f.CameOn != 0:
		// The days of the register begin when it came, so no more than those who
		// answer for these days say when.
		if !WritesDown(actor, register) {
			return ReferralReceipt{}, &Error{Kind: Forbidden, Text: "Only who decides on referrals can say on which day one came."}
		}
		by = author(actor, access.Triage)
		f.User, f.WrittenBy, f.WrittenOn = "", actor.Name, a.Today()
	case refersHere(actor, register):
		by = author(actor, access.Refer)
		f.User = actor.UserID
	case actor.UserID != "":
		by, f.User = outsideKnown, ""
	default:
		f.User = ""
		n, err := a.store.ActsSince(ctx, register, outside.ID, receiveReferral, a.midnight(a.Today()))
		if err != nil {
			return ReferralReceipt{}, fail(err, "counting referrals")
		}
		if n >= mostReferralsADay {
			return ReferralReceipt{}, &Error{Kind: Locked, Text: "So many referrals came today that we cannot take another one here. What you wrote is kept, and nothing of it is lost. Try again tomorrow, or ask us another way: " + to.otherWays()}
		}
	}
	receipt := ReferralReceipt{Reference: newReference(), Received: cmp.Or(f.CameOn, a.Today())}
	rules, err := a.rulesOf(ctx, register)
	if err != nil {
		return receipt, err
	}
	err = a.do(ctx, register, func(tx *store.Tx) error {
		draft, sent, err := a.sentBefore(tx, register, code)
		if err != nil {
			return err
		}
		if sent != nil {
			receipt = *sent
			return nil
		}
		c, err := a.receive(tx, actor, by, register, NewID(), receipt.Reference, f)
		if err != nil {
			return err
		}
		receipt.days(rules, c)
		if draft == nil {
			return nil
		}
		kept, err := a.draftOf(actor, register, ReferralDraft{Code: code, Typed: receipt.values(f.Who), BegunAt: draft.BegunAt}, 1)
		if err != nil {
			return err
		}
		return tx.SaveReferralDraft(kept)
	})
	return receipt, fail(err, "receiving a referral")
}

// receive opens a case with a referral, within a transaction that someone else
// opened.
func (a *App) receive(tx *store.Tx, actor access.Actor, by casefile.Author, register, caseID, reference string, f casefile.ReferralForm) (*casefile.Case, error) {
	c, err := tx.NewCase(caseID)
	if err != nil {
		return nil, err
	}
	entries, err := casefile.Receive{On: a.Today(), ID: reference, Form: f}.Decide(c, a.Today())
	if err != nil {
		return nil, err
	}
	if err := tx.AppendAt(c, by, a.now().UTC(), entries...); err != nil {
		return nil, err
	}
	if why := confidence(f); why != "" {
		if err := tx.Mark(store.Mark{Case: c.ID, Seq: c.Version(), Mark: string(access.ThirdParty), Reason: why, UserID: by.ID, UserName: by.Name}); err != nil {
			return nil, err
		}
	}
	act := a.audit(actor, access.Refer, receiveReferral, c.ID, "referral "+reference)
	act.Register, act.UserID, act.UserName, act.Role = register, by.ID, by.Name, by.Role
	act.Purpose = string(access.RunningRegister)
	return c, tx.Audit(act)
}

// confidence says why a referral is third-party information from the start; ""
// for one that the person wrote and may read. Whoever writes of somebody else may
// have told it in confidence, and those whom it is about may read the record
// before anybody has looked. It is no rule of access.MarkOf, for who has read the
// referral can lift the mark, and a referral that is moved keeps that lifted.
func confidence(f casefile.ReferralForm) string {
	switch {
	case f.Secret != "":
		return "Whoever referred them asked that they do not read it"
	case f.Who != casefile.Themself:
		return "Somebody else than the person wrote it, perhaps in confidence"
	}
	return ""
}

// Receive is App.Refer within the batch, with identifiers of the caller's
// choosing; the zero actor is somebody who is not signed in.
func (b *Batch) Receive(actor access.Actor, caseID, reference string, f casefile.ReferralForm) error {
	by := outside
	if actor.UserID != "" {
		if err := authorise(actor, access.Refer); err != nil {
			return err
		}
		by, f.User = author(actor, access.Refer), actor.UserID
	}
	_, err := b.app.receive(b.tx, actor, by, b.register, caseID, reference, f)
	return err
}

// sentBefore is the draft of a code, and the receipt if it was sent already.
func (a *App) sentBefore(tx *store.Tx, register, code string) (*ReferralDraft, *ReferralReceipt, error) {
	if code == "" {
		return nil, nil, nil
	}
	id, _, err := draftKeys(register, code)
	if err != nil {
		return nil, nil, err
	}
	kept, err := tx.ReferralDraft(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, errDraftGone
	}
	if err != nil {
		return nil, nil, err
	}
	d, err := a.openDraft(register, code, kept)
	if err != nil {
		return nil, nil, err
	}
	receipt, sent := d.Receipt()
	if sent {
		return &d, &receipt, nil
	}
	return &d, nil, nil
}

// days are those of the clock for the referral of a case.
func (r *ReferralReceipt) days(rules *clock.Rulebook, c *casefile.Case) {
	for _, o := range clock.Evaluate(c.File(), rules, r.Received).Obligations {
		switch {
		case o.Subject != r.Reference:
		case o.Rule == clock.ReferralAcknowledgement:
			r.Acknowledge = o.Due
		case o.Rule == clock.ReferralDecision:
			r.Decide = o.Due
		}
	}
}

// values are what is kept of a draft that was sent: the receipt, and who wrote,
// for it is said in other words to who wrote about themself.
func (r *ReferralReceipt) values(who casefile.Referrer) url.Values {
	return url.Values{sentMark: {r.Reference}, "who": {string(who)}, "received": {r.Received.String()}, "acknowledge": {r.Acknowledge.String()}, "decide": {r.Decide.String()}}
}

// Receipt is that of a draft that was sent; ok is false for any other.
func (d ReferralDraft) Receipt() (r ReferralReceipt, ok bool) {
	r.Reference = d.Typed.Get(sentMark)
	for field, into := range map[string]*civil.Date{"received": &r.Received, "acknowledge": &r.Acknowledge, "decide": &r.Decide} {
		*into, _ = civil.Parse(d.Typed.Get(field))
	}
	return r, r.Reference != ""
}

// newReference is what a referral is called between those who sent and who took
// it: eight letters of those that nobody mistakes, about 39 bits. It opens
// nothing.
func newReference() string {
	code := plainCode(newRecoveryCodes()[0])
	return strings.Join([]string{"R", code[:4], code[4:8]}, "-")
}
