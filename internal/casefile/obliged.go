package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// RatingAction says what became of something that the colour obliges to: done,
// made into an action with an owner, or not needed here, with the reason in the
// entry's Note. Action is in the words in which the rating asked for it.
type RatingAction struct {
	Rating Rating       `json:"rating"`
	Action string       `json:"action"`
	State  ObligedState `json:"state"`
	ID     string       `json:"id,omitempty"` // of the action that it was made into
}

func (RatingAction) Kind() Kind { return "rating-action" }

// ObligedState is what became of it; "" while nobody has said.
type ObligedState string

const (
	ObligedDone      ObligedState = "done"
	ObligedPlanned   ObligedState = "planned"
	ObligedNotNeeded ObligedState = "not-needed"
)

// ObligedStates lists the states.
var ObligedStates = []ObligedState{ObligedDone, ObligedPlanned, ObligedNotNeeded}

// Word is the state as people read it.
func (s ObligedState) Word() string {
	switch s {
	case ObligedDone:
		return "Done"
	case ObligedPlanned:
		return "Made into an action"
	case ObligedNotNeeded:
		return "Not needed"
	}
	return "Still to be answered"
}

// Obliged is one thing that the rating obliges to, with what became of it.
type Obliged struct {
	Text   string
	State  ObligedState
	Answer Recorded // the entry that says so; zero while State is ""
}

// oblige takes over what a rating obliges to. While the colour stays, what was
// answered stays answered.
func (c *Case) oblige(f Rated, before *RatingState) {
	var answered []Obliged
	if before != nil && before.Rating == f.Rating {
		answered = c.Obliged
		if f.Actions == nil {
			return
		}
	}
	c.Obliged = nil
	for _, text := range f.Actions {
		o := Obliged{Text: text}
		if i := slices.IndexFunc(answered, func(a Obliged) bool { return a.Text == text }); i >= 0 {
			o = answered[i]
		}
		c.Obliged = append(c.Obliged, o)
	}
}

func (c *Case) answerObliged(f RatingAction, e Recorded) {
	if c.Rating == nil || c.Rating.Rating != f.Rating {
		return
	}
	c.Obliged = slices.Clone(c.Obliged)
	for i := range c.Obliged {
		if c.Obliged[i].Text == f.Action {
			c.Obliged[i].State, c.Obliged[i].Answer = f.State, e
		}
	}
}

// AnswerObliged records what became of something that the rating obliges to.
// With Plan the action that it is made into is recorded as well.
type AnswerObliged struct {
	RatingAction
	Note string
	Plan Action // of which only ID, Owner and Due count
}

func (d AnswerObliged) Decide(c *Case, today civil.Date) ([]Entry, error) {
	i := slices.IndexFunc(c.Obliged, func(o Obliged) bool { return o.Text == d.Action })
	if i < 0 || c.Rating == nil {
		return nil, refuse("", "The rating that asked for this is no longer the one that stands.")
	}
	d.Rating = c.Rating.Rating
	var r Refusals
	need := func(is bool, field, text string) {
		if !is {
			r = append(r, Refusal{field, text})
		}
	}
	need(slices.Contains(ObligedStates, d.State), "state", "Choose what became of it")
	need(d.State != ObligedNotNeeded || strings.TrimSpace(d.Note) != "", "note", "Say why it is not needed")
	entries := []Entry{}
	if d.State == ObligedPlanned {
		need(strings.TrimSpace(d.Plan.Owner) != "", "owner", "Enter who is to do it")
		need(d.Plan.Due != 0, "due", "Enter the day by which it is to be done")
		d.ID = d.Plan.ID
		entries = append(entries, Entry{today, Action{ID: d.Plan.ID, Due: d.Plan.Due, Text: d.Action, Owner: strings.TrimSpace(d.Plan.Owner)}, ""})
	} else {
		d.ID = ""
	}
	if len(r) > 0 {
		return nil, r
	}
	return c.accept(today, false, append(entries, Entry{today, d.RatingAction, strings.TrimSpace(d.Note)})...)
}
