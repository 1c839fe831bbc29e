package casefile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/civil"
)

// Facts of the multi-agency meeting beyond Meeting itself. The clock passes
// them over.
type (
	// MeetingAsked asks that the next meeting talk about the person; why is the
	// entry's Note. It stands until they are discussed or put off.
	MeetingAsked struct{}
	// MeetingPutOff says that a meeting did not talk about the person although
	// they were on its agenda; why is the entry's Note.
	MeetingPutOff struct {
		Meeting string `json:"meeting"`
		Series  string `json:"series,omitempty"` // what the meeting is called
	}
)

func (MeetingAsked) Kind() Kind  { return "meeting-asked" }
func (MeetingPutOff) Kind() Kind { return "meeting-put-off" }

func init() {
	register[MeetingAsked]()
	register[MeetingPutOff]()
}

// MeetingState is what a meeting's agenda goes by. Moments are those at which
// the latest such thing was recorded: what is recorded late is new all the same.
type MeetingState struct {
	Met        civil.Date // last discussed; zero for never
	Asked      *Recorded  // MeetingAsked that stands; nil without one
	Rated      time.Time  // with another colour than before
	Admitted   time.Time
	Discharged time.Time
	Consented  time.Time // any decision about the register or reviews

	colour Rating
}

func (c *Case) takeMeeting(e Recorded) {
	m := &c.Meetings
	latest := func(t *time.Time) {
		if e.RecordedAt.After(*t) {
			*t = e.RecordedAt
		}
	}
	switch f := e.Fact.(type) {
	case Meeting:
		m.Met, m.Asked = e.On, nil
	case MeetingAsked:
		m.Asked = &e
	case MeetingPutOff:
		m.Asked = nil
	case Rated:
		if f.Rating != m.colour {
			latest(&m.Rated)
		}
		m.colour = f.Rating
	case LeftRegister, MovedOut, Died:
		m.colour, m.Asked = "", nil
	case Admission:
		latest(&m.Admitted)
	case Discharge:
		latest(&m.Discharged)
	case Consent:
		latest(&m.Consented)
	}
}

// Discussion is what a meeting said and decided of a person.
type Discussion struct {
	Recorded            // the entry of kind Meeting
	Decided  []Recorded // what was recorded with it and stands, in order
}

// Of is the meeting as the entry names it.
func (d Discussion) Of() Meeting { return d.Fact.(Meeting) }

// Discussions are those that stand, the latest first.
func (c *Case) Discussions() []Discussion {
	var all []Discussion
	for _, e := range slices.Backward(c.Standing) {
		f, ok := e.Fact.(Meeting)
		if !ok {
			continue
		}
		d := Discussion{Recorded: e}
		for seq := e.Seq + 1; seq <= e.Seq+f.With; seq++ {
			if with, ok := c.Entry(seq); ok && with.StruckBy == 0 {
				d.Decided = append(d.Decided, with)
			}
		}
		all = append(all, d)
	}
	return all
}

// ActionState is an action and what became of it.
type ActionState struct {
	Action
	Recorded
	Outcome Recorded // done, not followed or cancelled; zero Seq while it is open
}

// Open reports whether nothing became of the action yet.
func (a ActionState) Open() bool { return a.Outcome.Seq == 0 }

// ActionStates are the actions of the case in their order, each with the last
// that was said of it.
func (c *Case) ActionStates() []ActionState {
	var all []ActionState
	at := map[string]int{}
	for _, e := range c.Standing {
		id := ""
		switch f := e.Fact.(type) {
		case Action:
			at[f.ID] = len(all)
			all = append(all, ActionState{Action: f, Recorded: e})
			continue
		case ActionDone:
			id = f.Action
		case ActionNotFollowed:
			id = f.Action
		case ActionCancelled:
			id = f.Action
		default:
			continue
		}
		if i, ok := at[id]; ok {
			all[i].Outcome = e
		}
	}
	return all
}

// Discuss records what a meeting said and decided of a person: the discussion,
// what became of earlier actions, the rating, new actions, and that a review is
// asked for.
type Discuss struct {
	On      civil.Date
	Meeting Meeting // With is filled in
	Words   string
	Earlier []EarlierAction
	Rated   *Rated // nil leaves the rating as it is
	Reason  string // of the rating
	Actions []Action
	Review  *ReviewRequested // nil when none is needed
	Because string           // why a review is needed
}

// EarlierAction is what a meeting heard of an action that was open.
type EarlierAction struct {
	ID     string
	Done   bool   // else it was not followed
	Reason string // why it was not followed
}

func (d Discuss) Decide(c *Case, today civil.Date) ([]Entry, error) {
	var r Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, Refusal{field, text})
		}
	}
	filled := func(s string) bool { return strings.TrimSpace(s) != "" }
	var with []Entry
	add := func(f Fact, note string) { with = append(with, Entry{d.On, f, strings.TrimSpace(note)}) }
	states := c.ActionStates()
	for _, e := range d.Earlier {
		open := slices.ContainsFunc(states, func(s ActionState) bool { return s.Action.ID == e.ID && s.Open() })
		need(open, "earlier_"+e.ID, "Something else was recorded of this action meanwhile. Look at the record")
		if e.Done {
			add(ActionDone{Action: e.ID}, e.Reason)
			continue
		}
		need(filled(e.Reason), "why_"+e.ID, "Say why this action was not done")
		add(ActionNotFollowed{Action: e.ID, Reason: strings.TrimSpace(e.Reason)}, "")
	}
	if d.Rated != nil {
		need(filled(d.Reason), "rating_reason", "Say why this is the right rating now")
		add(*d.Rated, d.Reason)
	}
	for i, a := range d.Actions {
		field := func(name string) string { return fmt.Sprintf("action_%d_%s", i+1, name) }
		need(filled(a.Text), field("text"), "Say what is to be done")
		need(filled(a.Owner), field("owner"), "Say who is to do it")
		need(a.Due != 0, field("due"), "Say by when it is to be done")
		need(a.Due == 0 || a.Due >= d.On, field("due"), "The action must be due on the day of the meeting or later")
		add(a, "")
	}
	if d.Review != nil {
		need(filled(d.Because), "review_reason", "Say why a review is needed")
		add(*d.Review, d.Because)
	}
	need(filled(d.Words) || filled(d.Meeting.Own) || len(with) > 0, "notes", "Write what was said, or record a decision")
	d.Meeting.With = len(with)
	entries, err := c.accept(today, false, append([]Entry{{d.On, d.Meeting, strings.TrimSpace(d.Words)}}, with...)...)
	if more, ok := AsRefusals(err); ok {
		for _, m := range more { // what the fields of the form said already
			if m.Field != "text" && m.Field != "reason" {
				r = append(r, m)
			}
		}
		err = nil
	}
	if len(r) > 0 {
		return nil, r
	}
	return entries, err
}

// meetingTitle is a meeting in a line of the story.
func meetingTitle(f Meeting) string {
	if f.Series == "" {
		return "Discussed at a multi-agency meeting"
	}
	return "Discussed at the multi-agency meeting “" + f.Series + "”"
}
