package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/retention"
	"homeward/internal/store"
)

// RetentionState is how a record stands, most often of somebody who is not on
// the register any more.
type RetentionState string

const (
	RetentionOngoing  RetentionState = "ongoing" // they are on the register, or in hospital
	RetentionKept     RetentionState = "kept"
	RetentionDue      RetentionState = "due" // its time is over: it is to be reviewed
	RetentionProposed RetentionState = "proposed"
	RetentionAgreed   RetentionState = "agreed" // and not done yet
	RetentionHeld     RetentionState = "held"
	RetentionAsked    RetentionState = "asked" // somebody asked for what is kept, and has no answer yet
	RetentionWaits    RetentionState = "waits" // for a record that has a copy of it, from a merge that was taken back
	RetentionWith     RetentionState = "with"  // it was merged into another, and goes with that
)

// RetentionStates lists those of records that have ended, in the order to show
// them.
var RetentionStates = []RetentionState{RetentionDue, RetentionProposed, RetentionAgreed, RetentionAsked, RetentionWaits, RetentionHeld, RetentionKept}

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
	case RetentionWaits:
		return "Waits for another record"
	case RetentionWith:
		return "Goes with another record"
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
	Parts     []RetentionPart      // records that were merged into it: they go with it
	Into      string               // the record that it was merged into, "" for one of its own
	WaitsFor  string               // one that still has a copy of it, and goes first; "" for none
	Last      store.RetentionAct   // the last of them about disposal, or about keeping it longer; zero for none
	changed   time.Time            // when something was last recorded or attached
	asked     bool                 // a request for what is kept is open
}

// RetentionPart is a record that was merged into another, with what was decided
// about it by itself, most of it before that.
type RetentionPart struct {
	Case string
	Acts []store.RetentionAct
}

// also are the cases that go with a record.
func (k *Kept) also() (cases []string) {
	for _, p := range k.Parts {
		cases = append(cases, p.Case)
	}
	return cases
}

// heldBy are those of a record and the ones that go with it which are on hold:
// one holds all.
func (k *Kept) heldBy() (cases []string) {
	for _, p := range append([]RetentionPart{{k.Case, k.Acts}}, k.Parts...) {
		if _, held := store.StandingHold(p.Acts); held {
			cases = append(cases, p.Case)
		}
	}
	return cases
}

// stand says how a record stands on a day.
func (k *Kept) stand(today civil.Date) {
	for _, a := range k.Acts {
		switch a.Act {
		case store.RetentionHold, store.RetentionRelease:
			k.Last = store.RetentionAct{} // after it, it is reviewed anew
		default:
			k.Last = a
		}
		if a.Act == store.RetentionKeep {
			k.Until = max(k.Until, a.Until)
		}
	}
	for _, p := range k.Parts {
		for _, a := range p.Acts {
			if a.Act == store.RetentionKeep {
				k.Until = max(k.Until, a.Until)
			}
			if (a.Act == store.RetentionHold || a.Act == store.RetentionRelease) && a.At.After(k.Last.At) {
				k.Last = store.RetentionAct{}
			}
		}
	}
	if (k.Last.Act == store.RetentionPropose || k.Last.Act == store.RetentionAgree) && k.changed.After(k.Last.At) {
		k.Last = store.RetentionAct{} // nobody who decided has seen what came since
	}
	if k.Facts.Ended == 0 {
		k.Until = 0
	}
	switch {
	case k.Into != "":
		k.State = RetentionWith
	case len(k.heldBy()) > 0:
		k.State = RetentionHeld
	case k.Facts.Ended == 0:
		k.State = RetentionOngoing
	case k.Until >= today:
		k.State = RetentionKept
	case k.asked:
		k.State = RetentionAsked
	case k.WaitsFor != "":
		k.State = RetentionWaits
	case k.Last.Act == store.RetentionPropose:
		k.State = RetentionProposed
	case k.Last.Act == store.RetentionAgree:
		k.State = RetentionAgreed
	default:
		k.State = RetentionDue
	}
}

// reading reads what bears on keeping a record, in a transaction or beside it.
type reading struct {
	record      func(id string) (*casefile.Case, error)
	acts        func(id string) ([]store.RetentionAct, error)
	attachments func(id string) ([]store.Attachment, error)
	requests    func(id string) ([]store.AccessRequest, error)
}

// there is a record, or nil where there is none.
func (r reading) there(id string) (*casefile.Case, error) {
	c, err := r.record(id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return c, err
}

// keptOf is how long a record is kept, with those that go with it.
func (a *App) keptOf(c *casefile.Case, rules retention.Rules, r reading) (k Kept, err error) {
	k = Kept{Case: c.ID, Name: c.Name(), NHSNumber: c.Details.NHSNumber, Facts: retention.FactsOf(c)}
	if c.Merged != "" {
		into, err := r.there(c.Merged)
		if err != nil {
			return k, err
		}
		if into != nil { // one that was merged into another goes with the last of them
			k.Into = into.ID
		}
	}
	records, err := partsOf(c, r)
	if err != nil {
		return k, err
	}
	records = append([]*casefile.Case{c}, records...)
	var b beside
	for _, each := range records {
		for _, e := range each.Entries {
			if e.RecordedAt.After(k.changed) {
				k.changed = e.RecordedAt
			}
			f, ok := e.Fact.(casefile.MergedInto)
			if !ok || f.Case == k.Into || slices.ContainsFunc(records, func(c *casefile.Case) bool { return c.ID == f.Case }) {
				continue
			}
			if other, err := r.there(f.Case); err != nil {
				return k, err
			} else if other != nil {
				k.WaitsFor = f.Case
			}
		}
		acts, err := r.acts(each.ID)
		if err != nil {
			return k, err
		}
		if each == c {
			b.acts = acts
		} else {
			k.Parts = append(k.Parts, RetentionPart{each.ID, acts})
		}
		attachments, err := r.attachments(each.ID)
		if err != nil {
			return k, err
		}
		requests, err := r.requests(each.ID)
		if err != nil {
			return k, err
		}
		b.attachments, b.requests = append(b.attachments, attachments...), append(b.requests, requests...)
	}
	k.reckon(rules, b, a.Today())
	return k, nil
}

// partsOf are the records whose story goes on in a case: those that were merged
// into it, or whose referral was moved to it, and those that were into them.
func partsOf(c *casefile.Case, r reading) (parts []*casefile.Case, err error) {
	of := []*casefile.Case{c}
	for i := 0; i < len(of); i++ {
		for _, e := range of[i].Entries {
			id := ""
			switch f := e.Fact.(type) {
			case casefile.MergedFrom:
				id = f.Case
			case casefile.Referral:
				id = f.CameFrom
			}
			if id == "" || slices.ContainsFunc(of, func(c *casefile.Case) bool { return c.ID == id }) {
				continue
			}
			part, err := r.there(id)
			if err != nil {
				return nil, err
			}
			// An earlier version did not say where a referral was moved to.
			moved := func() bool { _, is := e.Fact.(casefile.Referral); return is && part.Merged == "" && part.StruckOut() }
			if part != nil && (part.Merged == of[i].ID || moved()) {
				of = append(of, part)
			}
		}
	}
	return of[1:], nil
}

// beside is what bears on keeping a record that is not in its entries.
type beside struct {
	acts        []store.RetentionAct
	attachments []store.Attachment // left out where nothing was decided
	requests    []store.AccessRequest
}

// reckon says how long a record is kept by its facts, and how it stands.
func (k *Kept) reckon(rules retention.Rules, b beside, today civil.Date) {
	k.Acts = b.acts
	for _, at := range b.attachments {
		if at.AddedAt.After(k.changed) {
			k.changed = at.AddedAt
		}
	}
	k.asked = slices.ContainsFunc(b.requests, func(r store.AccessRequest) bool {
		return (r.Case == k.Case || slices.Contains(k.also(), r.Case)) && r.EndedAt.IsZero()
	})
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
	ids := make([]string, len(list.Records))
	for i, k := range list.Records {
		ids[i] = k.Case
	}
	rows, err := a.store.PersonRows(ctx, actor.Register, ids)
	if err != nil {
		return list, fail(err, "reading whose records they are")
	}
	for i := range list.Records {
		k := &list.Records[i]
		k.Name, k.NHSNumber = rows[k.Case].Name, rows[k.Case].NHSNumber
	}
	may, err := a.store.MayDispose(ctx)
	list.ByOwner = !may
	return list, fail(err, "finding who may dispose")
}

// eachKept calls fn for each record of a register that has ended or is on hold,
// without whose it is. Those that go with another are not among them.
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
	known := map[string]store.Ended{}
	for _, e := range ended {
		known[e.Case] = e
	}
	for _, id := range slices.Sorted(maps.Keys(decided)) {
		if _, held := store.StandingHold(decided[id]); held && known[id].Case == "" {
			ended = append(ended, store.Ended{Case: id}) // of somebody who is on the register, or in hospital
		}
	}
	with, err := a.mergedRecords(ctx, register, known)
	if err != nil {
		return err
	}
	for _, e := range ended {
		k := Kept{Case: e.Case, Facts: retention.Facts{Born: e.Born, Ended: e.Ended, Died: e.Died}, changed: e.ChangedAt, Into: with.into[e.Case]}
		if k.Into != "" {
			continue
		}
		b := beside{acts: decided[e.Case], requests: requests}
		for _, id := range append([]string{e.Case}, with.of(e.Case)...) {
			if id != e.Case {
				k.Parts = append(k.Parts, RetentionPart{id, decided[id]})
				if at := known[id].ChangedAt; at.After(k.changed) {
					k.changed = at
				}
			}
			for _, into := range with.once[id] {
				if into != e.Case && with.into[into] != e.Case && !slices.Contains(with.of(e.Case), into) {
					k.WaitsFor = into
				}
			}
			if n := len(b.acts); n > 0 && (b.acts[n-1].Act == store.RetentionPropose || b.acts[n-1].Act == store.RetentionAgree) {
				// What was attached since bears on these alone.
				attachments, err := a.store.Attachments(ctx, register, id)
				if err != nil {
					return fail(err, "listing what is attached to case %s", id)
				}
				b.attachments = append(b.attachments, attachments...)
			}
		}
		k.reckon(rules, b, a.Today())
		if err := fn(k); err != nil {
			return err
		}
	}
	return nil
}

// mergedRecords are the records that were merged into others, as far as those
// are there.
type mergedRecords struct {
	into  map[string]string   // the one of each that it is merged into now
	parts map[string][]string // the other way round
	once  map[string][]string // those that a record was ever merged into
}

// of are the records that go with one.
func (m mergedRecords) of(id string) (parts []string) {
	for _, part := range m.parts[id] {
		parts = append(append(parts, part), m.of(part)...)
	}
	return parts
}

func (a *App) mergedRecords(ctx context.Context, register string, known map[string]store.Ended) (m mergedRecords, err error) {
	m = mergedRecords{map[string]string{}, map[string][]string{}, map[string][]string{}}
	merged, err := a.store.MergedCases(ctx, register)
	if err != nil {
		return m, fail(err, "listing the records that were merged")
	}
	there := map[string]bool{}
	for _, each := range merged {
		is, asked := there[each.Into]
		if !asked {
			_, err := a.store.PersonRow(ctx, register, each.Into)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return m, fail(err, "looking for case %s", each.Into)
			}
			is = err == nil
			there[each.Into] = is
		}
		delete(m.into, each.Case) // the last of them counts
		if !is {
			continue
		}
		m.once[each.Case] = append(m.once[each.Case], each.Into)
		if known[each.Case].Merged {
			m.into[each.Case] = each.Into
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.into)) {
		m.parts[m.into[id]] = append(m.parts[m.into[id]], id)
	}
	return m, nil
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
	k, err := a.keptOf(c, rules, reading{
		func(id string) (*casefile.Case, error) { return a.store.Case(ctx, actor.Register, id) },
		func(id string) ([]store.RetentionAct, error) { return a.store.RetentionActs(ctx, actor.Register, id) },
		func(id string) ([]store.Attachment, error) { return a.store.Attachments(ctx, actor.Register, id) },
		func(id string) ([]store.AccessRequest, error) { return a.store.AccessesOf(ctx, actor.Register, id) },
	})
	if err != nil {
		return Kept{}, fail(err, "reading how long case %s is kept", caseID)
	}
	return k, a.looked(ctx, actor, access.Retain, "see how long a record is kept", caseID, "")
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

// RetentionAct is one thing that was decided about keeping a record.
type RetentionAct = store.RetentionAct

// RetentionRules and RetentionChange are those of package retention.
type (
	RetentionRules  = retention.Rules
	RetentionChange = retention.Change
)
