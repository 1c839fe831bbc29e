package clock

import (
	"math"
	"slices"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Evaluator evaluates cases one after another and keeps its memory between
// them. It is for one goroutine at a time.
//
// It goes once over the entries, in the order in which they take effect. Each
// entry first meets or ends what is open, then changes what is so, then starts
// what it obliges. What happens without an entry (a birthday, a window, a
// commencement, a second recommendation) happens in the morning of its day.
type Evaluator struct {
	rb *Rulebook

	file  *casefile.File
	order []place // entries up to the day, as they take effect

	obligations []Obligation
	sent        []recipients       // beside obligations, as far as asked: to whom the report went
	open        [RuleCount][]int32 // places in obligations
	reviews     []reviewConsent
	pauses      []pause
	sorted      []Obligation
	keys        []sortKey

	// What is so at the present place in the order.
	stay       stay
	detention  detention
	register   register
	conditions conditionSet
	plan       bool    // an EHC plan is maintained
	stopped    ruleSet // for which consent is refused or withdrawn: to reviews, or at some time to some one review
	diagnosis  []diagnosisWatch

	day             civil.Date
	next            int        // place in the order of the entry after the present one
	whole           wholeDay   // what was last asked of a day as a whole; see wholeDay
	communityReview civil.Date // latest community review held, this day's included once wholeDay is known

	// Birthdays; zero when not known.
	at16, at18    civil.Date
	wake          civil.Date // no morning before this day brings anything
	turning16     civil.Date // at16 until it has come
	commencing    civil.Date // day of commencement until it has come
	keyworkerEnds civil.Date // when the open keyworker referral ends by age
	nextEntry     civil.Date // first day after the evaluated one on which an entry lies
	firstDue      civil.Date // earliest due day not yet passed, once there is a result
}

// place is an entry in the order in which entries take effect: by day, then by
// its index in the file (fine print 1 and 2). Places compare as numbers.
type place int64

func placeOf(day civil.Date, i int) place { return place(day)<<32 | place(i) }

func (p place) on() civil.Date { return civil.Date(p >> 32) }
func (p place) index() int     { return int(uint32(p)) }

// pause is a suspension or a resumption of one obligation, for History.
type pause struct {
	obligation int32
	on         civil.Date
	suspended  bool
	due        civil.Date // the due day from then on
}

// NewEvaluator makes an Evaluator for one rulebook.
func NewEvaluator(rb *Rulebook) *Evaluator { return &Evaluator{rb: rb} }

// Obligations is Evaluate without the search for when the answer changes.
func (e *Evaluator) Obligations(f *casefile.File, on civil.Date) []Obligation {
	e.run(f, on)
	return e.result(on)
}

// Evaluate is the package's Evaluate; the obligations it gives are
// overwritten by the next call.
func (e *Evaluator) Evaluate(f *casefile.File, on civil.Date) Result {
	e.run(f, on)
	result := Result{Obligations: e.result(on), Changes: e.changes(on)}
	if later := e.nextEntry; later != 0 && (result.Changes == 0 || later <= result.Changes) {
		result.Changes = e.changesAt(f, result.Obligations, later)
	}
	return result
}

// changesAt finds the change when entries lie after the day: on the day of
// each, the answer is computed and compared.
func (e *Evaluator) changesAt(f *casefile.File, now []Obligation, day civil.Date) civil.Date {
	ahead := NewEvaluator(e.rb)
	for {
		ahead.run(f, day)
		if !slices.Equal(now, ahead.result(day)) {
			return day
		}
		changes, later := ahead.changes(day), ahead.nextEntry
		if later == 0 || changes != 0 && changes < later {
			return changes
		}
		day = later
	}
}

func (e *Evaluator) run(f *casefile.File, on civil.Date) {
	e.reset(f)
	e.arrange(on)
	for n, p := range e.order {
		day := p.on()
		if e.wake <= day {
			e.next = n
			e.passMornings(day)
		}
		e.day, e.next = day, n+1
		e.take(p.index())
	}
	e.passMornings(on)
}

func (e *Evaluator) reset(f *casefile.File) {
	e.file = f
	e.order, e.obligations, e.sent = e.order[:0], e.obligations[:0], e.sent[:0]
	e.reviews, e.pauses = e.reviews[:0], e.pauses[:0]
	for r := range e.open {
		e.open[r] = e.open[r][:0]
	}
	e.stay, e.detention, e.register = stay{}, detention{}, register{}
	e.conditions, e.plan, e.stopped, e.diagnosis = 0, false, 0, e.diagnosis[:0]
	e.communityReview, e.keyworkerEnds, e.nextEntry = 0, 0, 0
	e.whole.day, e.next = math.MinInt32, 0
	e.at16, e.at18 = 0, 0
	if f.BirthDate != 0 {
		e.at16, e.at18 = f.BirthDate.Attains(16), f.BirthDate.Attains(18)
	}
	e.turning16, e.commencing = e.at16, e.rb.commenced
	e.wake = math.MaxInt32
	e.wakeOn(e.turning16)
	e.wakeOn(e.commencing)
}

// arrange puts the entries in the order in which they take effect.
func (e *Evaluator) arrange(on civil.Date) {
	order, sorted, last := e.order, true, place(math.MinInt64)
	for i := range e.file.Entries {
		day := e.file.Entries[i].On
		if day > on {
			if e.nextEntry == 0 || day < e.nextEntry {
				e.nextEntry = day
			}
			continue
		}
		p := placeOf(day, i)
		if p < last {
			sorted = false
		}
		order, last = append(order, p), p
	}
	if !sorted {
		sortPlaces(order)
	}
	e.order = order
}

// start adds an obligation that begins on the present day; by is the entry
// that starts it, or -1. Nothing is started where the rulebook has switched
// the rule off.
func (e *Evaluator) start(r Rule, by int, subject string, n Number, due civil.Date) *Obligation {
	if e.rb.inUse[r] != nil && !e.rb.used(r, e.day) {
		return nil
	}
	e.obligations = append(e.obligations, Obligation{})
	o := &e.obligations[len(e.obligations)-1]
	o.Rule, o.Basis, o.Number, o.Subject = r, ruleBasis[r], n, subject
	o.StartedBy, o.MetBy, o.EndedBy = by, -1, -1
	o.StartedOn, o.CountedFrom, o.Due, o.FirstDue = e.day, e.day, due, due
	i := len(e.obligations) - 1
	e.open[r] = append(e.open[r], int32(i))
	if e.stopped.has(r) && (r.IsReview() || e.reviewRefused(subject)) {
		e.suspend(int32(i))
	}
	return o
}

// startWithin is start with a due day counted from the present day: the last
// day "within N of" it.
func (e *Evaluator) startWithin(r Rule, by int, subject string, n Number) *Obligation {
	return e.start(r, by, subject, n, e.rb.Period(n, e.day).after(e.day, e.rb.holidays))
}

// beginningWith is the last of the days of a period that begins with the
// present day, as statutes count.
func (e *Evaluator) beginningWith(n Number) civil.Date {
	return min(e.day+civil.Date(e.rb.Period(n, e.day).N)-1, civil.MaxDate)
}

// meet has the entry do what every open obligation of a rule asks for.
func (e *Evaluator) meet(r Rule, by int) {
	for _, i := range e.open[r] {
		e.met(&e.obligations[i], by)
	}
	e.open[r] = e.open[r][:0]
}

// meetOf is meet for the obligations about one subject.
func (e *Evaluator) meetOf(r Rule, subject string, by int) {
	kept := e.open[r][:0]
	for _, i := range e.open[r] {
		if o := &e.obligations[i]; o.Subject == subject {
			e.met(o, by)
		} else {
			kept = append(kept, i)
		}
	}
	e.open[r] = kept
}

func (e *Evaluator) met(o *Obligation, by int) {
	o.State, o.MetOn, o.MetBy = MetLate, e.day, by
	if o.judgedOn(e.day) <= o.Due {
		o.State = Met
	}
}

// end ends every open obligation of a rule; by is the entry, or -1.
func (e *Evaluator) end(r Rule, why Reason, by int) {
	for _, i := range e.open[r] {
		e.ended(&e.obligations[i], why, by)
	}
	e.open[r] = e.open[r][:0]
}

// endOf is end for the obligations about one subject.
func (e *Evaluator) endOf(r Rule, subject string, why Reason, by int) {
	kept := e.open[r][:0]
	for _, i := range e.open[r] {
		if o := &e.obligations[i]; o.Subject == subject {
			e.ended(o, why, by)
		} else {
			kept = append(kept, i)
		}
	}
	e.open[r] = kept
}

func (e *Evaluator) ended(o *Obligation, why Reason, by int) {
	o.State, o.Reason, o.EndedOn, o.EndedBy = EndedOverdue, why, e.day, by
	if o.judgedOn(e.day) <= o.Due {
		o.State = Ended
	}
}

// judgedOn is the day by which lateness is judged: while suspended, the day
// the suspension began (fine print 15).
func (o *Obligation) judgedOn(day civil.Date) civil.Date {
	if o.SuspendedOn != 0 {
		day = o.SuspendedOn
	}
	return day
}

// result gives the states of what is open, notes the first due day still to
// come, and puts the obligations in order.
func (e *Evaluator) result(on civil.Date) []Obligation {
	keys, sorted, firstDue := e.keys[:0], e.sorted[:0], civil.MaxDate
	for i := range e.obligations {
		o := &e.obligations[i]
		// How one stands does not foretell how the next does: in this form the
		// processor need not guess.
		stands, due := uint(Due), o.Due
		if due < on {
			stands = uint(Overdue)
		}
		if o.SuspendedOn != 0 {
			stands = uint(Suspended)
		}
		if done := uint(o.State); done != uint(Due) { // met or ended
			stands = done
		}
		if stands != uint(Due) {
			due = civil.MaxDate
		}
		o.State, firstDue = State(stands), min(firstDue, due)
		keys = append(keys, keyOf(o, i))
	}
	sortKeys(keys)
	for _, k := range keys {
		sorted = append(sorted, e.obligations[k.i])
	}
	e.keys, e.sorted, e.firstDue = keys, sorted, firstDue
	return sorted
}
