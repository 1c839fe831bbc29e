package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// EarlySign is something that was seen or heard and that may be a first sign
// of a risk. It is no rating and makes none.
type EarlySign struct {
	Sign   string `json:"sign"`             // id in the register's list
	Says   string `json:"says"`             // its words on that day
	Source string `json:"source,omitempty"` // who said or saw it
}

func (EarlySign) Kind() Kind { return "early-sign" }

// SuggestionAnswered says what somebody made of a suggestion that early signs
// led to. The reason is in the entry's Note.
type SuggestionAnswered struct {
	Trigger string           `json:"trigger"` // id in the register's list
	Says    string           `json:"says"`    // its words on that day
	Answer  SuggestionAnswer `json:"answer"`
	Until   civil.Date       `json:"until,omitzero"` // the last day on which it is not made again, unless there is a new sign
}

func (SuggestionAnswered) Kind() Kind { return "suggestion-answered" }

// SuggestionAnswer is what was made of a suggestion.
type SuggestionAnswer string

const (
	SuggestionTaken  SuggestionAnswer = "taken"   // it was looked at, and something follows
	SuggestionNotNow SuggestionAnswer = "not-now" // it was looked at, and nothing follows for now
)

// SuggestionAnswers lists them.
var SuggestionAnswers = []SuggestionAnswer{SuggestionTaken, SuggestionNotNow}

// Word is the answer as people read it.
func (a SuggestionAnswer) Word() string {
	switch a {
	case SuggestionTaken:
		return "Yes: I act on it"
	case SuggestionNotNow:
		return "Not now"
	}
	return string(a)
}

func (f EarlySign) check(string) (r Refusals) {
	if strings.TrimSpace(f.Sign) == "" || strings.TrimSpace(f.Says) == "" {
		r = append(r, Refusal{"sign", "Choose what was seen"})
	}
	return r
}

func (f SuggestionAnswered) check(note string) (r Refusals) {
	if !slices.Contains(SuggestionAnswers, f.Answer) {
		r = append(r, Refusal{"answer", "Choose what you make of it"})
	}
	if f.Answer == SuggestionNotNow && strings.TrimSpace(note) == "" {
		r = append(r, Refusal{"note", "Say why not now"})
	}
	return r
}

// Sign is an early sign of a case that holds from a day to a day, both
// included; Until is 0 while it lasts.
type Sign struct {
	ID          string
	From, Until civil.Date
	Seq         int
}

// Signs that are worked out from the record.
const (
	SignWaiting   = "waiting-for-assessment"
	SignDischarge = "discharge-from-hospital"
)

// Signs are the early signs of a case: those that were recorded, and those that
// follow from what else is known. What the age says is not among them.
func (c *Case) Signs() []Sign {
	var all []Sign
	waiting := map[ConditionName]int{} // place in all, from 1
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case EarlySign:
			all = append(all, Sign{ID: f.Sign, From: e.On, Seq: e.Seq})
		case Condition:
			i := waiting[f.Condition]
			switch {
			case f.Status == AwaitingAssessment && i == 0:
				all = append(all, Sign{ID: SignWaiting, From: e.On, Seq: e.Seq})
				waiting[f.Condition] = len(all)
			case f.Status != AwaitingAssessment && i > 0:
				all[i-1].Until = e.On
				waiting[f.Condition] = 0
			}
		case Discharge:
			all = append(all, Sign{ID: SignDischarge, From: e.On, Seq: e.Seq})
		}
	}
	return all
}

// SuggestionsAnswered are the entries that answer suggestions, in their order.
func (c *Case) SuggestionsAnswered() []Recorded {
	var all []Recorded
	for _, e := range c.Standing {
		if _, ok := e.Fact.(SuggestionAnswered); ok {
			all = append(all, e)
		}
	}
	return all
}
