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
	k := Kept{Case: c.ID, Name: c.Name(), NHSNumber: c.Details.NHSNumber, Facts: retention.FactsOf(c)}
	for _, e := range c.Entries {
		if e.RecordedAt.After(k.changed) {
			k.changed = e.RecordedAt
		}
	}
	k.reckon(rules, b, today)
	return k
}

// reckon says how long a record is kept by its facts, and how it stands.
func (k *Kept) reckon(rules retention.Rules, b beside, today civil.Date) {
	k.Acts = b.acts
	for _, at := range b.attachments {
		if at.AddedAt.After(k.changed) {
			k.changed = at.AddedAt
		}
	}
	k.asked = slices.ContainsFunc(b.requests, func(r store.AccessRequest) bool { return r.Case == k.Case && r.EndedAt.IsZero() })
	if k.Rules = rules.Keep(k.Facts); len(k.Rules) > 0 {
		k.Until = k.Rules[0].Until
	}
	k.stand(today)
}

// RetentionList is a list of records with how many there are in each state.
type RetentionList struct {
	Records []Kept // a page of them, by the day until which they are kept
	Counts  map[RetentionState]int
	Total   int // in the state that is asked for
	Page    int // which page it is, from 1
	Size    int // of a page
	// ByOwner says that what was agreed is disposed of by the role that owns the
	// tables, with homeward dispose.
	ByOwner bool
}

// keptOnPage is how many records a page of the list has.
const keptOnPage = 50

// Retention is a page, from 1, of the records of a register that have ended and
// are in a state; "" is all of them. It reads of each when it ended and what was
// decided, and no entry.
func (a *App) Retention(ctx context.Context, actor access.Actor, show RetentionState, page int) (RetentionList, error) {
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
	list.Total = len(list.Records)
	list.Size = keptOnPage
	list.Page = min(max(1, page), max(1, (list.Total+keptOnPage-1)/keptOnPage))
	first := (list.Page - 1) * keptOnPage
	list.Records = list.Records[first:min(first+keptOnPage, list.Total)]
	for i := range list.Records {
		k := &list.Records[i]
		row, err := a.store.PersonRow(ctx, actor.Register, k.Case)
		if err != nil {
			return list, fail(err, "reading whose record case %s is", k.Case)
		}
		k.Name, k.NHSNumber = row.Name, row.NHSNumber
	}
	may, err := a.store.MayDispose(ctx)
	list.ByOwner = !may
	return list, fail(err, "finding who may dispose")
}

// eachKept calls fn for each record of a register that has ended, without whose
// it is.
func (a *App) eachKept(ctx context.Context, register string, fn func(Kept) error) error {
	rules, err := a.retentionRules(ctx, register)
	if err != nil {
		return err
	}
	decided, err := a.decidedRetention(ctx, register)
	if err != nil {
		return err
	}
	requests, err := a.store.Accesses(ctx, register)
	if err != nil {
		return fail(err, "reading who asked for what is kept")
	}
	requests = slices.DeleteFunc(requests, func(r store.AccessRequest) bool { return !r.EndedAt.IsZero() })
	ended, err := a.store.EndedRecords(ctx, register)
	if err != nil {
		return fail(err, "listing the records that have ended")
	}
	for _, e := range ended {
		b := beside{acts: decided[e.Case], requests: requests}
		if n := len(b.acts); n > 0 && (b.acts[n-1].Act == store.RetentionPropose || b.acts[n-1].Act == store.RetentionAgree) {
			// What was attached since bears on these alone.
			if b.attachments, err = a.store.Attachments(ctx, register, e.Case); err != nil {
				return fail(err, "listing what is attached to case %s", e.Case)
			}
		}
		k := Kept{Case: e.Case, Facts: retention.Facts{Born: e.Born, Ended: e.Ended, Died: e.Died}, changed: e.ChangedAt}
		k.reckon(rules, b, a.Today())
		if err := fn(k); err != nil {
			return err
		}
	}
	return nil
}

// decidedRetention is what was decided about keeping each record, by case.
func (a *App) decidedRetention(ctx context.Context, register string) (map[string][]store.RetentionAct, error) {
	all, err := a.store.AllRetentionActs(ctx, register)
	if err != nil {
		return nil, fail(err, "reading what was decided about keeping records")
	}
	decided := map[string][]store.RetentionAct{}
	for _, act := range all {
		decided[act.Case] = append(decided[act.Case], act)
	}
	return decided, nil
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
