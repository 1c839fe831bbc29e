package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/retention"
	"homeward/internal/store"
)

// RetentionState is how the record of somebody stands who is not on the
// register any more.
type RetentionState string

const (
	RetentionOngoing  RetentionState = "ongoing" // they are on the register, or in hospital
	RetentionKept     RetentionState = "kept"
	RetentionDue      RetentionState = "due" // its time is over: it is to be reviewed
	RetentionProposed RetentionState = "proposed"
	RetentionAgreed   RetentionState = "agreed" // and not done yet
	RetentionHeld     RetentionState = "held"
	RetentionAsked    RetentionState = "asked" // somebody asked for what is kept, and has no answer yet
)

// RetentionStates lists those of records that have ended, in the order to show
// them.
var RetentionStates = []RetentionState{RetentionDue, RetentionProposed, RetentionAgreed, RetentionAsked, RetentionHeld, RetentionKept}

// Word is the state as people say it.
func (s RetentionState) Word() string {
	switch s {
	case RetentionOngoing:
		return "Not over"
	case RetentionKept:
		return "Kept"
	case RetentionDue:
		return "To be reviewed"
	case RetentionProposed:
		return "Disposal proposed"
	case RetentionAgreed:
		return "Disposal agreed"
	case RetentionHeld:
		return "On hold"
	case RetentionAsked:
		return "Asked for, and not answered"
	}
	return string(s)
}

// Kept is a record and how long it is kept.
type Kept struct {
	Case      string
	Name      string
	NHSNumber string
	Facts     retention.Facts
	Rules     []retention.Applied // that hold, the one that counts first
	Until     civil.Date          // the last day on which it is kept, also by a review; zero while it is not over
	State     RetentionState
	Acts      []store.RetentionAct // what was decided, in order
	Last      store.RetentionAct   // the last of them about disposal, or about keeping it longer; zero for none
	changed   time.Time            // when something was last recorded or attached
	asked     bool                 // a request for what is kept is open
}

// stand says how a record stands on a day.
func (k *Kept) stand(today civil.Date) {
	held := false
	for _, a := range k.Acts {
		switch a.Act {
		case store.RetentionHold, store.RetentionRelease:
			held, k.Last = a.Act == store.RetentionHold, store.RetentionAct{} // after it, it is reviewed anew
		default:
			k.Last = a
		}
		if a.Act == store.RetentionKeep {
			k.Until = max(k.Until, a.Until)
		}
	}
	if (k.Last.Act == store.RetentionPropose || k.Last.Act == store.RetentionAgree) && k.changed.After(k.Last.At) {
		k.Last = store.RetentionAct{} // nobody who decided has seen what came since
	}
	switch {
	case k.Facts.Ended == 0:
		k.State, k.Until = RetentionOngoing, 0
	case held:
		k.State = RetentionHeld
	case k.Until >= today:
		k.State = RetentionKept
	case k.asked:
		k.State = RetentionAsked
	case k.Last.Act == store.RetentionPropose:
		k.State = RetentionProposed
	case k.Last.Act == store.RetentionAgree:
		k.State = RetentionAgreed
	default:
		k.State = RetentionDue
	}
}

// beside is what bears on keeping a record that is not in its entries.
type beside struct {
	acts        []store.RetentionAct
	attachments []store.Attachment // left out where nothing was decided
	requests    []store.AccessRequest
}

func keptOf(c *casefile.Case, rules retention.Rules, b beside, today civil.Date) Kept {
	k := Kept{Case: c.ID, Name: c.Name(), NHSNumber: c.Details.NHSNumber, Facts: retention.FactsOf(c), Acts: b.acts}
	later := func(at time.Time) {
		if at.After(k.changed) {
			k.changed = at
		}
	}
	for _, e := range c.Entries {
		later(e.RecordedAt)
	}
	for _, at := range b.attachments {
		later(at.AddedAt)
	}
	k.asked = slices.ContainsFunc(b.requests, func(r store.AccessRequest) bool { return r.Case == c.ID && r.EndedAt.IsZero() })
	if k.Rules = rules.Keep(k.Facts); len(k.Rules) > 0 {
		k.Until = k.Rules[0].Until
	}
	k.stand(today)
	return k
}

// RetentionList is a list of records with how many there are in each state.
type RetentionList struct {
	Records []Kept // by the day until which they are kept
	Counts  map[RetentionState]int
	// ByOwner says that what was agreed is disposed of by the role that owns the
	// tables, with homeward dispose.
	ByOwner bool
}

// keptAtOnce is how many records are held in memory to be looked at.
const keptAtOnce = 200

// Retention lists the records of a register that have ended and are in a state;
// "" is all of them.
func (a *App) Retention(ctx context.Context, actor access.Actor, show RetentionState) (RetentionList, error) {
	list := RetentionList{Counts: map[RetentionState]int{}}
	if err := authorise(actor, access.Retain); err != nil {
		return list, err
	}
	if err := a.looked(ctx, actor, access.Retain, "see how long records are kept", "", string(show)); err != nil {
		return list, err
	}
	err := a.eachKept(ctx, actor.Register, func(k Kept) error {
		if k.State == RetentionOngoing {
			return nil
		}
		list.Counts[k.State]++
		if show == "" || show == k.State {
			list.Records = append(list.Records, k)
		}
		return nil
	})
	if err != nil {
		return list, err
	}
	slices.SortStableFunc(list.Records, func(x, y Kept) int { return cmp.Or(int(x.Until-y.Until), cmp.Compare(x.Case, y.Case)) })
	may, err := a.store.MayDispose(ctx)
	list.ByOwner = !may
	return list, fail(err, "finding who may dispose")
}

// eachKept calls fn for the record of each person who is not on the register.
func (a *App) eachKept(ctx context.Context, register string, fn func(Kept) error) error {
	rules, err := a.retentionRules(ctx, register)
	if err != nil {
		return err
	}
	all, err := a.store.AllRetentionActs(ctx, register)
	if err != nil {
		return fail(err, "reading what was decided about keeping records")
	}
	acts := map[string][]store.RetentionAct{}
	for _, act := range all {
		acts[act.Case] = append(acts[act.Case], act)
	}
	requests, err := a.store.Accesses(ctx, register)
	if err != nil {
		return fail(err, "reading who asked for what is kept")
	}
	ids, err := a.store.NotOnRegister(ctx, register)
	if err != nil {
		return fail(err, "listing who is not on the register")
	}
	for some := range slices.Chunk(ids, keptAtOnce) {
		cases, err := a.store.Cases(ctx, register, some)
		if err != nil {
			return fail(err, "reading who is not on the register")
		}
		for _, id := range some {
			c := cases[id]
			if c == nil {
				continue
			}
			b := beside{acts: acts[id], requests: requests}
			if len(b.acts) > 0 {
				if b.attachments, err = a.store.Attachments(ctx, register, id); err != nil {
					return fail(err, "listing what is attached to case %s", id)
				}
			}
			if err := fn(keptOf(c, rules, b, a.Today())); err != nil {
				return err
			}
		}
	}
	return nil
}

// RetentionOf is one record, and how long it is kept.
func (a *App) RetentionOf(ctx context.Context, actor access.Actor, caseID string) (Kept, error) {
	if err := authorise(actor, access.Retain); err != nil {
		return Kept{}, err
	}
	c, err := a.store.Case(ctx, actor.Register, caseID)
	if errors.Is(err, store.ErrNotFound) {
		return Kept{}, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	if err != nil {
		return Kept{}, fail(err, "reading case %s", caseID)
	}
	rules, err := a.retentionRules(ctx, actor.Register)
	if err != nil {
		return Kept{}, err
	}
	var b beside
	if b.acts, err = a.store.RetentionActs(ctx, actor.Register, caseID); err != nil {
		return Kept{}, fail(err, "reading what was decided about keeping case %s", caseID)
	}
	if b.attachments, err = a.store.Attachments(ctx, actor.Register, caseID); err != nil {
		return Kept{}, fail(err, "listing what is attached to case %s", caseID)
	}
	if b.requests, err = a.store.AccessesOf(ctx, actor.Register, caseID); err != nil {
		return Kept{}, fail(err, "reading who asked for case %s", caseID)
	}
	return keptOf(c, rules, b, a.Today()), a.looked(ctx, actor, access.Retain, "see how long a record is kept", caseID, "")
}

const settingOfRetention = "retention"

// retentionRules are those of a register: those of England with what it settled
// otherwise.
func (a *App) retentionRules(ctx context.Context, register string) (retention.Rules, error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return retention.Rules{}, fail(err, "reading register %s", register)
	}
	return rulesOfSettings(r.Settings)
}

func rulesOfSettings(settings string) (retention.Rules, error) {
	var all map[string]json.RawMessage
	var changes []retention.Change
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[settingOfRetention]; err == nil && ok {
		err = json.Unmarshal(chosen, &changes)
	}
	return retention.England().With(changes), fail(err, "reading how long a register keeps records")
}

// RetentionRules are those of the actor's register.
func (a *App) RetentionRules(ctx context.Context, actor access.Actor) (retention.Rules, error) {
	if err := authorise(actor, access.Retain); err != nil {
		return retention.Rules{}, err
	}
	return a.retentionRules(ctx, actor.Register)
}

// SetRetentionRules settles for the actor's register what it has otherwise than
// England. A change to what England has anyway is left out.
func (a *App) SetRetentionRules(ctx context.Context, actor access.Actor, changes []retention.Change) error {
	if err := authorise(actor, access.Retain); err != nil {
		return err
	}
	var refusals casefile.Refusals
	kept := []retention.Change{}
	for _, c := range changes {
		i := slices.IndexFunc(retention.England().Rules, func(r retention.Rule) bool { return r.ID == c.Rule })
		if i < 0 {
			return &Error{Kind: NotFound, Text: noSuchRecord}
		}
		c.Source = strings.TrimSpace(c.Source)
		own := retention.England().Rules[i]
		switch {
		case c.Years < retention.MinYears || c.Years > retention.MaxYears:
			refusals = append(refusals, casefile.Refusal{Field: "years-" + c.Rule, Text: fmt.Sprintf("“%s”: enter a number of years from %d to %d", own.Title, retention.MinYears, retention.MaxYears)})
		case c.Years == own.Years:
			continue
		case c.Source == "":
			refusals = append(refusals, casefile.Refusal{Field: "source-" + c.Rule, Text: fmt.Sprintf("“%s”: say where it is written that it is %d years here", own.Title, c.Years)})
		case len([]rune(c.Source)) > maxReason:
			refusals = append(refusals, casefile.Refusal{Field: "source-" + c.Rule, Text: fmt.Sprintf("“%s”: say it in %d characters or fewer", own.Title, maxReason)})
		}
		kept = append(kept, c)
	}
	if len(refusals) > 0 {
		return refusals
	}
	return fail(a.changeSettingAs(ctx, actor, access.Retain, settingOfRetention, "change how long records are kept", kept), "changing how long register %s keeps records", actor.Register)
}

// Certificates lists the disposals of the actor's register, the latest first.
func (a *App) Certificates(ctx context.Context, actor access.Actor) ([]store.Certificate, error) {
	if err := authorise(actor, access.Retain); err != nil {
		return nil, err
	}
	all, err := a.store.Certificates(ctx, actor.Register, 1000)
	return all, fail(err, "listing what was disposed of")
}

// Certificate is one of the actor's register.
func (a *App) Certificate(ctx context.Context, actor access.Actor, n int) (store.Certificate, error) {
	if err := authorise(actor, access.Retain); err != nil {
		return store.Certificate{}, err
	}
	c, err := a.store.Certificate(ctx, actor.Register, n)
	if errors.Is(err, store.ErrNotFound) {
		return c, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	return c, fail(err, "reading a certificate")
}

// RetentionRules and RetentionChange are those of package retention.
type (
	RetentionRules  = retention.Rules
	RetentionChange = retention.Change
)
