package app

import (
	"cmp"
	"context"
	"fmt"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Receipt is the proof that something was recorded.
type Receipt struct {
	Case    string
	Version int
	Entries []casefile.Recorded
}

// AnyVersion as the expected version records whatever was recorded since.
const AnyVersion = -1

// Record adds to a case what a decision makes of it. Version is the number of
// entries of the case that the actor saw: when others have recorded since, the
// error is a Conflict that says what, and nothing is saved.
func (a *App) Record(ctx context.Context, actor access.Actor, caseID string, version int, d casefile.Decision) (Receipt, error) {
	return a.record(ctx, actor, caseID, version, d, func(*store.Tx, lens, []casefile.Recorded) error { return nil })
}

// record calls also, in the same transaction, with the entries that were added.
func (a *App) record(ctx context.Context, actor access.Actor, caseID string, version int, d casefile.Decision, also func(*store.Tx, lens, []casefile.Recorded) error) (Receipt, error) {
	p := permissionFor(d)
	if err := authorise(actor, p); err != nil {
		return Receipt{}, err
	}
	if decide, ok := d.(casefile.DecideReferral); ok {
		decide.By = actor.UserID // who decides is not theirs to say
		d = decide
	}
	var receipt Receipt
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, p, caseID)
		if err != nil {
			return err
		}
		if version != AnyVersion && c.Version() != version {
			return conflict(l.seen(c), version)
		}
		if err := a.ownNumber(ctx, tx, actor, c, d); err != nil {
			return err
		}
		if !l.all() {
			entries, err := d.Decide(c, a.Today())
			if err != nil {
				return err
			}
			if err := l.mayEnter(c, entries); err != nil {
				return err
			}
		}
		if receipt, err = a.enter(tx, actor, p, l.Purpose, c, d); err != nil {
			return err
		}
		if _, again := d.(casefile.NeededSince); again {
			if err := a.markAgain(tx, actor, p, l, receipt); err != nil {
				return err
			}
		}
		return also(tx, l, receipt.Entries)
	})
	if err != nil {
		return Receipt{}, fail(a.noteUnseen(ctx, actor, "record details", err), "recording in case %s", caseID)
	}
	return receipt, nil
}

// enter decides and appends, within a transaction that someone else opened. The
// purpose is what the actor sees the record for; "" is that of the permission.
func (a *App) enter(tx *store.Tx, actor access.Actor, p access.Permission, purpose access.Purpose, c *casefile.Case, d casefile.Decision) (Receipt, error) {
	if correct, ok := d.(casefile.CorrectDay); ok {
		if err := mayCorrect(actor, c, correct.Entry); err != nil {
			return Receipt{}, err
		}
	}
	at := a.now().UTC()
	entries, err := d.Decide(c, a.dayOf(at))
	if err != nil {
		return Receipt{}, err
	}
	if err := checkMissed(tx, c, entries, a.dayOf(at)); err != nil {
		return Receipt{}, err
	}
	if err := oblige(tx, d, entries); err != nil {
		return Receipt{}, err
	}
	before := c.Version()
	if err := tx.AppendAt(c, author(actor, p), at, entries...); err != nil {
		return Receipt{}, err
	}
	if err := a.markAlike(tx, actor, p, purpose, c, before); err != nil {
		return Receipt{}, err
	}
	for _, e := range c.Entries[before:] {
		if mark := access.MarkOf(e.Fact); mark != "" {
			if err := a.mark(tx, actor, p, purpose, c.ID, mark, "Marked by what it is", e.Seq); err != nil {
				return Receipt{}, err
			}
		}
	}
	act := a.audit(actor, p, actionOf(d), c.ID, fmt.Sprintf("entries %d to %d", before+1, c.Version()))
	act.Purpose = cmp.Or(string(purpose), act.Purpose)
	if err := tx.Audit(act); err != nil {
		return Receipt{}, err
	}
	return Receipt{Case: c.ID, Version: c.Version(), Entries: c.Entries[before:]}, nil
}

// markAlike marks what stands in the place of a marked entry as that is. After
// are the entries that were just recorded.
func (a *App) markAlike(tx *store.Tx, actor access.Actor, p access.Permission, purpose access.Purpose, c *casefile.Case, after int) error {
	var marks map[int]string
	for _, e := range c.Entries[after:] {
		f, ok := e.Fact.(casefile.EnteredInError)
		if !ok || f.Instead == 0 {
			continue
		}
		if marks == nil {
			beside, err := tx.Protections(actor.UserID, c.ID)
			if err != nil {
				return err
			}
			marks = beside[c.ID].Marks
		}
		mark := access.Mark(marks[f.Entry])
		if instead, _ := c.Entry(f.Instead); mark == "" || mark == access.MarkOf(instead.Fact) {
			continue
		}
		if err := a.mark(tx, actor, p, purpose, c.ID, mark, fmt.Sprintf("As entry %d, whose day it corrects", f.Entry), f.Instead); err != nil {
			return err
		}
	}
	return nil
}

// MayCorrectDay reports whether an actor may put an entry of a record that they
// see on another day.
func MayCorrectDay(actor access.Actor, c *casefile.Case, e casefile.Recorded) bool {
	return e.StruckBy == 0 && casefile.DayOfEntry(e.Fact) && authorise(actor, access.StrikeOut) == nil && mayCorrect(actor, c, e.Seq) == nil
}

// mayCorrect refuses who may not record what they would put on another day, or
// what goes along with it.
func mayCorrect(actor access.Actor, c *casefile.Case, seq int) error {
	for _, e := range c.GoesWith(seq) {
		if rated, ok := e.Fact.(casefile.Rated); ok && e.Seq != seq && rated.Rating == casefile.Blue {
			continue // who records an admission gives no rating
		}
		if err := authorise(actor, permissionFor(casefile.Add{Fact: e.Fact})); err != nil {
			return err
		}
	}
	return nil
}

func conflict(c *casefile.Case, version int) error {
	if version < 0 || version > c.Version() {
		version = c.Version()
	}
	since := c.Entries[version:]
	text := "Someone else recorded something for this person while you were writing. What you typed is kept below: check it against what is new, then save again."
	if len(since) > 0 {
		text = fmt.Sprintf("%s recorded something for this person while you were writing. What you typed is kept below: check it against what is new, then save again.", since[len(since)-1].By.Name)
	}
	return &Error{Kind: Conflict, Text: text, Since: since, Version: c.Version()}
}

// permissionFor is the right a decision needs.
func permissionFor(d casefile.Decision) access.Permission {
	if add, ok := d.(casefile.Add); ok {
		switch _, referral := add.Fact.(casefile.Referral); {
		case add.Fact.Kind() == casefile.Rated{}.Kind():
			return access.Rate
		case referral, casefile.AboutReferral(add.Fact):
			return access.Triage
		}
		return access.Record
	}
	switch d := d.(type) {
	case casefile.Admit:
		if d.Left != nil { // with a rating from then on
			return access.Rate
		}
	case casefile.Rate, casefile.SendHome:
		return access.Rate
	case casefile.StrikeOut, casefile.StrikeOutAll, casefile.CorrectDay:
		return access.StrikeOut
	case casefile.Open:
		return access.AddPerson
	case casefile.BringIn:
		return access.Import
	case casefile.DecideReferral:
		if d.Again {
			return access.LookAgain
		}
		return access.Triage
	case casefile.OnReferral, casefile.Place, casefile.TakeReferrals:
		return access.Triage
	}
	return access.Record
}

// actionOf names a decision for the audit.
func actionOf(d casefile.Decision) string {
	switch d := d.(type) {
	case casefile.Rate:
		return "rate"
	case casefile.Admit:
		return "record admission"
	case casefile.SendHome:
		return "record discharge"
	case casefile.StrikeOut, casefile.StrikeOutAll:
		return "strike out"
	case casefile.CorrectDay:
		return "correct day"
	case casefile.Discuss:
		return "record meeting"
	case casefile.Open:
		return "add person"
	case casefile.BringIn:
		return "import person"
	case casefile.AskConsent:
		return "record consent"
	case casefile.ChooseSharing:
		return "record sharing"
	case casefile.LeaveTheRegister:
		return "record left-register"
	case casefile.JoinTheRegister:
		return "record joined-register"
	case casefile.Add:
		return "record " + string(d.Fact.Kind())
	case casefile.RecordDeath:
		return "record " + string(casefile.Died{}.Kind())
	case casefile.NeededSince:
		return "record " + string(d.What.Fact.Kind())
	case casefile.OnReferral:
		return "record " + string(d.Fact.Kind())
	case casefile.Place:
		return "record referral-placed"
	case casefile.DecideReferral:
		return "record referral-decision"
	case casefile.Receive:
		return "receive referral"
	case casefile.TakeReferrals:
		return "move referral"
	}
	return "record"
}

// Batch records for many cases in one transaction: all of it or none.
type Batch struct {
	ctx      context.Context
	app      *App
	tx       *store.Tx
	register string
	users    []InvolvedUser // of the register; nil until somebody is involved
}

// InOne runs fn with a batch and commits it if fn returns nil. It authorises
// each act, not the whole: the batch gives no rights of its own.
func (a *App) InOne(ctx context.Context, register string, fn func(*Batch) error) error {
	return a.do(ctx, register, func(tx *store.Tx) error { return fn(&Batch{ctx: ctx, app: a, tx: tx, register: register}) })
}

// Record is App.Record within the batch, whatever the version of the case.
func (b *Batch) Record(actor access.Actor, caseID string, d casefile.Decision) (Receipt, error) {
	p := permissionFor(d)
	if err := authorise(actor, p); err != nil {
		return Receipt{}, err
	}
	if decide, ok := d.(casefile.DecideReferral); ok {
		decide.By = actor.UserID
		d = decide
	}
	c, l, err := b.app.seeIn(b.ctx, b.tx, actor, p, caseID)
	if err != nil {
		return Receipt{}, err
	}
	if l.Sight < access.Whole {
		return Receipt{}, &Error{Kind: Forbidden, Text: "You do not see all of this record."}
	}
	return b.app.enter(b.tx, actor, p, l.Purpose, c, d)
}

// Involve is App.Involve within the batch.
func (b *Batch) Involve(actor access.Actor, caseID string, n NewInvolvement) (err error) {
	if b.users == nil {
		if b.users, err = b.app.involvable(b.ctx, actor.Register); err != nil {
			return err
		}
	}
	return b.app.involveIn(b.ctx, b.tx, actor, b.users, caseID, n)
}

// Open is App.AddPerson within the batch, with a case identifier of the
// caller's choosing and no search for duplicates.
func (b *Batch) Open(actor access.Actor, caseID string, d casefile.Open) (Receipt, error) {
	if err := authorise(actor, access.AddPerson); err != nil {
		return Receipt{}, err
	}
	c, err := b.tx.NewCase(caseID)
	if err != nil {
		return Receipt{}, err
	}
	return b.app.enter(b.tx, actor, access.AddPerson, "", c, d)
}
