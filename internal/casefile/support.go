package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// SupportStep says what became of a support need between the day it was found
// and the day the support started, and afterwards if it works. The clock passes
// it over: a need is met by support that started, and by nothing else.
type SupportStep struct {
	Need   string        `json:"need"`
	Status SupportStatus `json:"status"` // one of SupportSteps
	// Reason is why a service refused; RefusedOther needs words in the note.
	Reason   RefusedReason `json:"reason,omitempty"`
	Provider string        `json:"provider,omitempty"`
	Funding  Funding       `json:"funding,omitempty"`
	Expected civil.Date    `json:"expected,omitzero"` // when the provider can start
	Working  Working       `json:"working,omitempty"` // of SupportLookedAt
	// Stopped is why support stopped that was in place; StoppedOther needs words
	// in the note.
	Stopped StoppedReason `json:"stopped,omitempty"`
	Own     string        `json:"own,omitempty"` // of SupportLookedAt: what the person says about it, in their own words
}

func (SupportStep) Kind() Kind { return "support-step" }

func init() { register[SupportStep]() }

// SupportStatus is how far a support need is.
type SupportStatus string

const (
	SupportNeeded    SupportStatus = "needed" // nobody has been asked yet
	SupportAsked     SupportStatus = "asked"
	SupportAgreed    SupportStatus = "agreed"
	SupportWaiting   SupportStatus = "waiting"
	SupportRefused   SupportStatus = "refused"
	NoSuchService    SupportStatus = "no-service"
	SupportInPlace   SupportStatus = "started"
	SupportNotNeeded SupportStatus = "withdrawn"
	// SupportStopped is support that was in place and is no more, and is needed
	// as before: the person waits for it again.
	SupportStopped SupportStatus = "stopped"
	// SupportLookedAt is of a step alone: it leaves the support in place.
	SupportLookedAt SupportStatus = "looked-at"
)

// SupportStatuses lists how far a need can be, in the order in which it goes.
var SupportStatuses = []SupportStatus{SupportNeeded, SupportAsked, SupportAgreed, SupportWaiting, SupportRefused, NoSuchService, SupportInPlace, SupportStopped, SupportNotNeeded}

// SupportSteps lists those that a step can record.
var SupportSteps = []SupportStatus{SupportAsked, SupportAgreed, SupportWaiting, SupportRefused, NoSuchService, SupportLookedAt, SupportStopped}

// Word is the status as people say it.
func (s SupportStatus) Word() string {
	switch s {
	case SupportNeeded:
		return "Not asked for yet"
	case SupportAsked:
		return "Asked for"
	case SupportAgreed:
		return "Agreed"
	case SupportWaiting:
		return "Waiting for it"
	case SupportRefused:
		return "Refused by the service"
	case NoSuchService:
		return "No such service"
	case SupportInPlace:
		return "In place"
	case SupportStopped:
		return "Stopped, needed again"
	case SupportNotNeeded:
		return "No longer needed"
	case SupportLookedAt:
		return "Looked at if it works"
	}
	return string(s)
}

// Open reports whether the person still waits for the support.
func (s SupportStatus) Open() bool { return s != SupportInPlace && s != SupportNotNeeded }

// word is an answer of a list with what people read.
type word[T ~string] struct {
	value T
	text  string
}

func valuesOf[T ~string](list []word[T]) []T {
	all := make([]T, len(list))
	for i, w := range list {
		all[i] = w.value
	}
	return all
}

func wordIn[T ~string](list []word[T], value T) string {
	for _, w := range list {
		if w.value == value {
			return w.text
		}
	}
	return string(value)
}

// SupportCategory is what kind of support somebody needs.
type SupportCategory string

var supportCategories = []word[SupportCategory]{
	{"home", "A place to live"},
	{"help-at-home", "Help at home or to get out"},
	{"short-breaks", "Short breaks"},
	{"day", "Something to do in the day, or work"},
	{"education", "Education or training"},
	{"community-team", "Community learning disability or autism team"},
	{"therapy", "Psychological therapy"},
	{"mental-health", "Mental health care"},
	{"behaviour", "Positive behaviour support"},
	{"communication", "Communication and speech"},
	{"sensory", "Sensory needs, equipment or changes to the home"},
	{"crisis", "Intensive or crisis support"},
	{"physical-health", "Physical health care"},
	{"medicines", "Review of medicines"},
	{"substances", "Help with drugs or alcohol"},
	{"family", "Support for family or carers"},
	{"advocacy", "Advocacy"},
	{"keyworking", "Keyworking"},
	{"assessment", "An assessment or a diagnosis"},
	{"transport", "Transport"},
	{"other", "Something else"},
}

// SupportCategories lists them, in the order to offer them.
var SupportCategories = valuesOf(supportCategories)

// Word is the category as people say it.
func (c SupportCategory) Word() string {
	if c == "" {
		return "Kind not recorded"
	}
	return wordIn(supportCategories, c)
}

// Funding is who pays for support.
type Funding string

var fundings = []word[Funding]{
	{"health", "Health"},
	{"social-care", "Social care"},
	{"joint", "Health and social care together"},
	{"s117", "Section 117 after-care"},
	{"preventative", "Preventative funding"},
	{"personal-budget", "Personal budget"},
	{"education", "Education"},
	{"not-agreed", "Not agreed yet"},
}

// Fundings lists them, in the order to offer them.
var Fundings = valuesOf(fundings)

// Word is the funding as people say it.
func (f Funding) Word() string { return wordIn(fundings, f) }

// RefusedReason is why a service refused to give support.
type RefusedReason string

const (
	// NotOnRegister is a reason that no service may have: being on the register
	// opens no door, and not being on it closes none.
	NotOnRegister RefusedReason = "not-on-register"
	RefusedOther  RefusedReason = "other"
)

var refusedReasons = []word[RefusedReason]{
	{NotOnRegister, "The person is not on the register, or was not when they asked"},
	{"criteria", "Does not meet the service’s criteria"},
	{"no-diagnosis", "Has no diagnosis, or not the one they ask for"},
	{"other-condition", "Because they are autistic or have a learning disability"},
	{"age", "Too young or too old for the service"},
	{"area", "Lives in the wrong area"},
	{"full", "The service is full, or its list is closed"},
	{"risk", "The service says the risk is too high"},
	{"funding", "Nobody agreed to pay"},
	{"another-service", "Says that another service should do it"},
	{"person", "The service says the person did not engage"},
	{RefusedOther, "Another reason"},
}

// leavesNobody are the reasons of which it follows at once that no service here
// can meet the need: what there is takes nobody more, or nobody like them, or
// nobody pays for it.
var leavesNobody = []RefusedReason{"full", "age", "area", "funding"}

// RefusedReasons lists them, in the order to offer them.
var RefusedReasons = valuesOf(refusedReasons)

// Word is the reason as people say it.
func (r RefusedReason) Word() string { return wordIn(refusedReasons, r) }

// StoppedReason is why support stopped that is still needed.
type StoppedReason string

// StoppedOther is a reason that the note says.
const StoppedOther StoppedReason = "other"

var stoppedReasons = []word[StoppedReason]{
	{"provider", "The provider ended it"},
	{"funding", "The funding ended"},
	{"staff", "Staff left, or there were too few"},
	{"person", "The person stopped it"},
	{StoppedOther, "Another reason"},
}

// stoppedForAll are the reasons of which it follows at once that no service here
// can meet the need, as of leavesNobody.
var stoppedForAll = []StoppedReason{"funding", "staff"}

// StoppedReasons lists them, in the order to offer them.
var StoppedReasons = valuesOf(stoppedReasons)

// Word is the reason as people say it.
func (r StoppedReason) Word() string { return wordIn(stoppedReasons, r) }

// Working is whether support that is in place does what it is there for.
type Working string

var workings = []word[Working]{{"yes", "Yes"}, {"partly", "Partly"}, {"no", "No"}}

// Workings lists the answers.
var Workings = valuesOf(workings)

// Word is the answer as people say it.
func (w Working) Word() string { return wordIn(workings, w) }

// known reports whether a value is of a list, or nothing.
func known[T ~string](list []T, value T) bool { return value == "" || slices.Contains(list, value) }

// check holds the fields to what they may be; note is the entry's.
func (s SupportStep) check(note string) Refusals {
	var r Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, Refusal{field, text})
		}
	}
	need(slices.Contains(SupportSteps, s.Status), "status", "Choose what happened")
	need(known(Fundings, s.Funding), "funding", "Choose who pays")
	switch s.Status {
	case SupportRefused:
		need(slices.Contains(RefusedReasons, s.Reason), "reason", "Choose the reason that the service gave")
		need(s.Reason != RefusedOther || strings.TrimSpace(note) != "", "note", "Say in words why the service refused")
	case SupportStopped:
		need(slices.Contains(StoppedReasons, s.Stopped), "stopped", "Choose why it stopped")
		need(s.Stopped != StoppedOther || strings.TrimSpace(note) != "", "note", "Say in words why it stopped")
	case SupportLookedAt:
		need(slices.Contains(Workings, s.Working), "working", "Choose if it works")
	}
	return r
}

// check holds what is chosen to its list. A need of an earlier record has no
// category.
func (s SupportNeed) check() Refusals {
	var r Refusals
	if !known(SupportCategories, s.Category) {
		r = append(r, Refusal{"category", "Choose what kind of support it is"})
	}
	if !known(Fundings, s.Funding) {
		r = append(r, Refusal{"funding", "Choose who pays"})
	}
	return r
}

// Need is a support need as it stands.
type Need struct {
	SupportNeed // provider and funding as last said
	Asked       civil.Date
	Seq         int // of the entry that began it
	Status      SupportStatus
	StatusOn    civil.Date
	StatusSeq   int
	Reason      RefusedReason // while it stands refused
	Expected    civil.Date    // when the provider can start, as last said
	Started     civil.Date    // zero while it has not
	Working     Working       // as last looked at; "" when nobody has
	LookedOn    civil.Date
	Own         string // what the person said then
	// FromBefore is true of what was open when the person left the register. The day
	// by which it was wanted ended with that, and does not come back with them:
	// somebody has to ask if it is still needed.
	FromBefore bool
	// Stopped is when support stopped that had been in place, while it has not
	// started again, and StoppedWhy the reason.
	Stopped    civil.Date
	StoppedWhy StoppedReason
	Refusals   []ServiceRefusal // all there were, whatever became of it since
	Entries    []int            // sequence numbers of all that is about it, in order
}

// Late reports whether somebody waits for the support after the day by which it is
// wanted.
func (n Need) Late(today civil.Date) bool {
	return n.Status.Open() && !n.FromBefore && n.Wanted() != 0 && n.Wanted() < today
}

// ServiceRefusal is that a service refused somebody support.
type ServiceRefusal struct {
	Seq        int // of the entry that says so
	On         civil.Date
	Reason     RefusedReason
	Provider   string // who refused, as far as it was said
	OnRegister bool   // whether the person was on the register then
}

// Wanted is the day by which the support is wanted, and zero where none was
// named. What stopped is wanted since the day on which it did.
func (n Need) Wanted() civil.Date { return max(n.WantedBy, n.Stopped) }

// WaitsHere reports whether it is for those here to find what the person needs,
// be they on the register or not: for who died nobody looks any more, and for who
// moved to another register those there do.
func (c *Case) WaitsHere() bool { return c.Died == 0 && c.LeftHow != MovedOut{}.Kind() }

// GapFrom is the first day on which no service meets the need in time, as it
// stands; zero where that is not known to come. It is the day on which there was
// no service, on which one refused for what no other can help, or on which the
// day of a provider was after that by which it is wanted; or the day after that
// one, when a service was asked and the support is not there. It is also the day
// on which support stopped for a lack of money or staff. What nobody has
// asked for, or asks for again after a refusal, is no gap in services.
func (n Need) GapFrom() civil.Date {
	wanted := n.Wanted()
	switch n.Status {
	case SupportStopped:
		if slices.Contains(stoppedForAll, n.StoppedWhy) {
			return n.StatusOn
		}
		return 0
	case NoSuchService:
		return n.StatusOn
	case SupportRefused:
		if slices.Contains(leavesNobody, n.Reason) {
			return n.StatusOn
		}
		return 0 // another service may give it
	case SupportAsked, SupportAgreed, SupportWaiting:
		if n.FromBefore {
			return 0
		}
		if wanted != 0 && n.Expected > wanted {
			return n.StatusOn
		}
	default:
		return 0
	}
	if wanted == 0 {
		return 0
	}
	return max(wanted+1, n.StatusOn)
}

// InGap reports whether no service meets the need in time, on a day.
func (n Need) InGap(on civil.Date) bool {
	from := n.GapFrom()
	return from != 0 && from <= on
}

// takeSupport folds what an entry says of a support need.
func (c *Case) takeSupport(e Recorded) {
	if f, ok := e.Fact.(SupportNeed); ok {
		n := Need{SupportNeed: f, Asked: e.On, Seq: e.Seq, Status: SupportNeeded, StatusOn: e.On, StatusSeq: e.Seq, Entries: []int{e.Seq}}
		if i := slices.IndexFunc(c.Needs, func(old Need) bool { return old.ID == f.ID }); i >= 0 {
			c.Needs[i] = n // what was brought in may use an identifier twice: the latest stands
			return
		}
		c.Needs = append(c.Needs, n)
		return
	}
	var id, provider string
	var funding Funding
	switch f := e.Fact.(type) {
	case SupportStep:
		id, provider, funding = f.Need, f.Provider, f.Funding
	case SupportStarted:
		id, provider, funding = f.Need, f.Provider, f.Funding
	case SupportWithdrawn:
		id = f.Need
	default:
		return
	}
	i := slices.IndexFunc(c.Needs, func(n Need) bool { return n.ID == id })
	if i < 0 {
		return
	}
	n := &c.Needs[i]
	n.Entries = append(slices.Clip(n.Entries), e.Seq)
	if provider != "" {
		n.Provider = provider
	}
	if funding != "" {
		n.Funding = funding
	}
	to := func(s SupportStatus, reason RefusedReason) {
		n.FromBefore = false // somebody goes on with it
		n.Status, n.StatusOn, n.StatusSeq, n.Reason = s, e.On, e.Seq, reason
	}
	switch f := e.Fact.(type) {
	case SupportStep:
		if f.Status == SupportLookedAt {
			n.Working, n.LookedOn, n.Own = f.Working, e.On, f.Own
			return
		}
		to(f.Status, f.Reason)
		switch f.Status {
		case SupportRefused:
			n.Refusals = append(slices.Clip(n.Refusals), ServiceRefusal{e.Seq, e.On, f.Reason, n.Provider, c.OnRegister})
		case SupportStopped:
			n.Stopped, n.StoppedWhy = e.On, f.Stopped
			n.Started, n.Working, n.LookedOn, n.Own = 0, "", 0, "" // they were of what there is no more
		}
		if n.Expected = f.Expected; f.Status == NoSuchService || f.Status == SupportRefused || f.Status == SupportStopped {
			n.Expected = 0
		}
	case SupportStarted:
		to(SupportInPlace, "")
		n.Started, n.Expected = e.On, 0
		n.Stopped, n.StoppedWhy = 0, ""
	case SupportWithdrawn:
		to(SupportNotNeeded, "")
		n.Expected = 0
	}
}

// Need is the need with an identifier.
func (c *Case) Need(id string) (Need, bool) {
	i := slices.IndexFunc(c.Needs, func(n Need) bool { return n.ID == id })
	if i < 0 {
		return Need{}, false
	}
	return c.Needs[i], true
}

// title says in a line what the step records.
func (s SupportStep) title() string {
	switch s.Status {
	case SupportAsked:
		return "Support asked for"
	case SupportAgreed:
		return "Support agreed"
	case SupportWaiting:
		return "Waiting for support"
	case SupportRefused:
		return "Support refused by the service"
	case NoSuchService:
		return "No service for a support need"
	case SupportStopped:
		return "Support stopped, and is needed again"
	case SupportLookedAt:
		return "Support looked at: " + map[Working]string{"yes": "it works", "partly": "it works in part", "no": "it does not work", "": "if it works"}[s.Working]
	}
	return "Support: what happened"
}

// lines are the further things it says.
func (s SupportStep) lines() []Line {
	return lines("Provider", s.Provider, "Reason", s.Reason.Word()+s.Stopped.Word(), "Paid by", s.Funding.Word(), "Can start on", s.Expected.Long(), SaysAboutIt, s.Own)
}

// NeededSince records what happened to a support need before the day from which
// the need is recorded: the need is put back to the day since when it was there.
// It is struck out and recorded again, so that both stay in the record.
type NeededSince struct {
	Need  string
	Since civil.Date
	What  Add // what happened
}

func (d NeededSince) Decide(c *Case, today civil.Date) ([]Entry, error) {
	n, ok := c.Need(d.Need)
	if !ok {
		return nil, refuse("need", "Choose the need")
	}
	var r demands
	r.that(d.Since != 0, "need_since", "Enter the day since when it was needed")
	r.that(d.Since <= d.What.On, "need_since", "It was needed on "+d.What.On.Long()+" already. Enter that day or an earlier one")
	r.that(d.Since < n.Asked, "need_since", "The need is recorded from "+n.Asked.Long()+" already")
	what := Entry{d.What.On, d.What.Fact, strings.TrimSpace(d.What.Note)}
	if len(r.Refusals) > 0 {
		return nil, slices.Concat(checkDay(c, what, today), checkFact(what, false), r.Refusals)
	}
	was, _ := c.Entry(n.Seq)
	return c.accept(today, false,
		Entry{today, EnteredInError{Entry: n.Seq}, "It was needed since " + d.Since.Long() + ", and is recorded again from that day."},
		Entry{d.Since, was.Fact, was.Note}, what)
}
