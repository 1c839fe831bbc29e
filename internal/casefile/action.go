package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// ActionOutcome is what became of an action.
type ActionOutcome string

const (
	ActionWasDone      ActionOutcome = "done"
	ActionWasNotDone   ActionOutcome = "not-done"
	ActionWasCancelled ActionOutcome = "cancelled"
)

// ActionOutcomes are all there are, in the order to offer them.
var ActionOutcomes = []ActionOutcome{ActionWasDone, ActionWasNotDone, ActionWasCancelled}

// Word is the outcome as people say it.
func (o ActionOutcome) Word() string {
	return map[ActionOutcome]string{ActionWasDone: "It is done", ActionWasNotDone: "It was not done", ActionWasCancelled: "It is no longer needed"}[o]
}

// PlanAction records that something was agreed that somebody does.
type PlanAction struct {
	On     civil.Date
	Action Action
	Note   string
}

func (d PlanAction) Decide(c *Case, today civil.Date) ([]Entry, error) {
	d.Action.Owner, d.Action.Organisation = strings.TrimSpace(d.Action.Owner), strings.TrimSpace(d.Action.Organisation)
	var r Refusals
	if strings.TrimSpace(d.Action.Text) == "" {
		r = append(r, Refusal{"text", "Say what is to be done"})
	}
	if d.Action.Owner == "" {
		r = append(r, Refusal{"owner", "Enter who is to do it"})
	}
	if d.Action.Due == 0 {
		r = append(r, Refusal{"due", "Enter the day by which it is to be done"})
	} else if d.Action.Due < d.On {
		r = append(r, Refusal{"due", "The action must be due on the day it was agreed or later"})
	}
	if len(r) > 0 {
		return nil, r
	}
	return c.accept(today, false, Entry{d.On, d.Action, strings.TrimSpace(d.Note)})
}

// AnswerAction records what became of an action that is open.
type AnswerAction struct {
	On      civil.Date
	ID      string
	Outcome ActionOutcome
	Note    string // why it was not done or is no longer needed; else more about it
}

func (d AnswerAction) Decide(c *Case, today civil.Date) ([]Entry, error) {
	d.Note = strings.TrimSpace(d.Note)
	var r Refusals
	if !slices.ContainsFunc(c.ActionStates(), func(a ActionState) bool { return a.Action.ID == d.ID && a.Open() }) {
		r = append(r, Refusal{"", "Somebody has said what became of this action, or it was entered in error. Look at the record"})
	}
	e := Entry{On: d.On, Note: d.Note}
	switch d.Outcome {
	case ActionWasDone:
		e.Fact = ActionDone{Action: d.ID}
	case ActionWasNotDone:
		e.Fact, e.Note = ActionNotFollowed{Action: d.ID, Reason: d.Note}, ""
		if d.Note == "" {
			r = append(r, Refusal{"note", "Say why it was not done"})
		}
	case ActionWasCancelled:
		e.Fact = ActionCancelled{Action: d.ID}
		if d.Note == "" {
			r = append(r, Refusal{"note", "Say why it is no longer needed"})
		}
	default:
		r = append(r, Refusal{"outcome", "Choose what became of it"})
	}
	if len(r) > 0 {
		return nil, r
	}
	return c.accept(today, false, e)
}
