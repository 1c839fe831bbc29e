package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// GapKey is what a gap in services is of: a kind of support, a place and an age
// group. There is one gap of each at a time.
type GapKey struct {
	Category casefile.SupportCategory
	Place    string // local authority of ordinary residence; "" where it is not known
	Ages     GapAges
}

func (k GapKey) compare(other GapKey) int {
	return cmp.Or(cmp.Compare(k.Category, other.Category), cmp.Compare(k.Place, other.Place), cmp.Compare(k.Ages, other.Ages))
}

// GapAges is the age group of those whom a gap concerns.
type GapAges string

const (
	AgesUnder18    GapAges = "under-18"
	Ages18to25     GapAges = "18-25"
	Ages26AndOver  GapAges = "26-and-over"
	AgesNotKnown   GapAges = "not-known"
	adultFrom              = 18
	oldestOfYouths         = 25
)

// AllGapAges lists the groups, in the order to show them.
var AllGapAges = []GapAges{AgesUnder18, Ages18to25, Ages26AndOver, AgesNotKnown}

// Word is the age group as people say it.
func (a GapAges) Word() string {
	switch a {
	case AgesUnder18:
		return "Under 18"
	case Ages18to25:
		return "18 to 25"
	case Ages26AndOver:
		return "26 and over"
	}
	return "Age not known"
}

// agesOf is the group of somebody on a day.
func agesOf(born, on civil.Date) GapAges {
	switch {
	case born == 0:
		return AgesNotKnown
	case on < born.Attains(adultFrom):
		return AgesUnder18
	case on < born.Attains(oldestOfYouths+1):
		return Ages18to25
	}
	return Ages26AndOver
}

// GapAct is what became of a gap.
type GapAct string

const (
	GapOpened GapAct = "opened" // somebody waits whom no service can help in time
	GapEnded  GapAct = "ended"  // nobody waits any more
	GapServed GapAct = "served" // there is a service now
	GapNoted  GapAct = "noted"  // what is done about it
)

// GapEvent is one thing that became of a gap. A gap is open after it was opened
// until nobody waits or a service is there; it may be opened again.
type GapEvent struct {
	GapKey
	N                int // 1, 2, 3 ... of the gap
	At               time.Time
	Act              GapAct
	Words            string
	UserID, UserName string
}

const gapColumns = "register, category, place, ages, n, at, act, words, user_id, user_name"

var (
	insertGapEvent = sayInsert("gap_events", gapColumns, "")
	selectGaps     = say("SELECT " + gapColumns + " FROM gap_events WHERE register = $1 ORDER BY category, place, ages, n")
	selectGap      = say("SELECT " + gapColumns + " FROM gap_events WHERE register = $1 AND category = $2 AND place = $3 AND ages = $4 ORDER BY n")
)

func readGapEvent(row scan) (e GapEvent, err error) {
	var register string
	err = row(&register, &e.Category, &e.Place, &e.Ages, &e.N, instantColumn{&e.At}, &e.Act, &e.Words, &e.UserID, &e.UserName)
	return e, err
}

// Gap is a gap as it stands.
type Gap struct {
	GapKey
	Open   bool
	Since  time.Time // when it was opened, the last time
	Closed time.Time // zero while it is open
	How    GapAct    // it was closed
	Events []GapEvent
}

// gapOf folds what became of one gap.
func gapOf(events []GapEvent) Gap {
	g := Gap{GapKey: events[0].GapKey, Events: events}
	for _, e := range events {
		switch e.Act {
		case GapOpened:
			g.Open, g.Since, g.Closed, g.How = true, e.At, time.Time{}, ""
		case GapEnded, GapServed:
			g.Open, g.Closed, g.How = false, e.At, e.Act
		}
	}
	return g
}

func gapsOf(events []GapEvent) (gaps []Gap) {
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].GapKey == events[0].GapKey {
			n++
		}
		gaps = append(gaps, gapOf(events[:n]))
		events = events[n:]
	}
	return gaps
}

// Gaps are all gaps that a register has had, by kind, place and age group.
func (s *Store) Gaps(ctx context.Context, register string) ([]Gap, error) {
	events, err := all(ctx, s.reader(), selectGaps, readGapEvent, register)
	return gapsOf(events), err
}

// Gap is one of them; the error is ErrNotFound without one.
func (s *Store) Gap(ctx context.Context, register string, k GapKey) (Gap, error) {
	return gapIn(ctx, s.reader(), register, k)
}

func gapIn(ctx context.Context, r runner, register string, k GapKey) (Gap, error) {
	events, err := all(ctx, r, selectGap, readGapEvent, register, string(k.Category), k.Place, string(k.Ages))
	if err == nil && len(events) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Gap{}, err
	}
	return gapOf(events), nil
}

// Gap holds the gaps of the register until the transaction ends.
func (tx *Tx) Gap(k GapKey) (Gap, error) {
	if err := tx.holdRegister(); err != nil {
		return Gap{}, err
	}
	return gapIn(tx.ctx, tx.run, tx.work.Register, k)
}

// AddGapEvent writes what became of a gap that Gap gave.
func (tx *Tx) AddGapEvent(g Gap, e GapEvent) error {
	tx.changed = true
	e.GapKey, e.N = g.GapKey, len(g.Events)+1
	return tx.addGapEvents(e)
}

func (tx *Tx) addGapEvents(events ...GapEvent) error {
	rows := make([][]any, len(events))
	for i, e := range events {
		rows[i] = []any{tx.work.Register, string(e.Category), e.Place, string(e.Ages), e.N, instant(tx.work.At), string(e.Act), e.Words, e.UserID, e.UserName}
	}
	return tx.run.addSealed(tx.ctx, insertGapEvent, tx.work.At, rows)
}

// Waiting is how many people wait whom no service can help in time.
type Waiting struct {
	People int
	Latest time.Time // when the last of it was known
}

// PeopleWaiting counts those of a register who wait for support that no service
// can give in time, by what they wait for: all of them, or those whose need a
// query may read.
func (s *Store) PeopleWaiting(ctx context.Context, register string, q NeedsQuery, today civil.Date) (map[GapKey]Waiting, error) {
	return peopleWaiting(ctx, s.reader(), register, q, today)
}

func peopleWaiting(ctx context.Context, r runner, register string, q NeedsQuery, today civil.Date) (map[GapKey]Waiting, error) {
	found := map[GapKey]Waiting{}
	type one struct {
		GapKey
		id string
	}
	counted := map[one]bool{}
	q.Today = today
	text, args := q.waitingSQL(register)
	err := r.eachOf(ctx, text, args, func(row scan) error {
		var k one
		var born civil.Date
		var at time.Time
		if err := row(&k.Category, &k.Place, &born, &k.id, instantColumn{&at}); err != nil {
			return err
		}
		k.Ages = agesOf(born, today)
		w := found[k.GapKey]
		if !counted[k] {
			counted[k] = true
			w.People++
		}
		if at.After(w.Latest) {
			w.Latest = at
		}
		found[k.GapKey] = w
		return nil
	})
	return found, err
}

func (q NeedsQuery) waitingSQL(register string) (string, []any) {
	var t sqlText
	reg := t.arg(register)
	q.InGap = true
	q.For.sees(&t, reg, false)
	t.add("SELECT n.category, n.place, n.birth_date, n.case_id, n.gap_at")
	q.from(&t, reg)
	q.where(&t, reg, true)
	return t.String(), t.args
}

// SettleGaps opens a gap where somebody waits whom no service helps in time
// and none is open, also when it is the day alone that tells, and ends those for which nobody waits any more. One that was
// closed because there is a service is opened again by what was recorded later.
// It says how many it changed.
func (tx *Tx) SettleGaps(userID, userName string) (changed int, err error) {
	events, err := tx.gapsToSettle(userID, userName)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	// Others may settle at this moment: those who do take turns.
	if err := tx.holdRegister(); err != nil {
		return 0, err
	}
	if events, err = tx.gapsToSettle(userID, userName); err != nil || len(events) == 0 {
		return 0, err
	}
	return len(events), tx.addGapEvents(events...)
}

func (tx *Tx) gapsToSettle(userID, userName string) (events []GapEvent, err error) {
	waiting, err := peopleWaiting(tx.ctx, tx.run, tx.work.Register, NeedsQuery{}, tx.work.Today)
	if err != nil {
		return nil, fmt.Errorf("counting who waits: %w", err)
	}
	have, err := all(tx.ctx, tx.run, selectGaps, readGapEvent, tx.work.Register)
	if err != nil {
		return nil, fmt.Errorf("reading gaps: %w", err)
	}
	gaps := map[GapKey]Gap{}
	for _, g := range gapsOf(have) {
		gaps[g.GapKey] = g
	}
	act := func(k GapKey, act GapAct) {
		events = append(events, GapEvent{GapKey: k, N: len(gaps[k].Events) + 1, Act: act, UserID: userID, UserName: userName})
	}
	for _, k := range slices.SortedFunc(maps.Keys(waiting), GapKey.compare) {
		if g := gaps[k]; !g.Open && (g.How != GapServed || waiting[k].Latest.After(g.Closed)) {
			act(k, GapOpened)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(gaps), GapKey.compare) {
		if _, waits := waiting[k]; gaps[k].Open && !waits {
			act(k, GapEnded)
		}
	}
	return events, nil
}

// gapsOfCase reports whether what is written of a case can open or end a gap.
func gapsOfCase(c *casefile.Case) bool {
	return slices.ContainsFunc(c.Entries, func(e casefile.Recorded) bool {
		_, step := e.Fact.(casefile.SupportStep)
		return step
	})
}
