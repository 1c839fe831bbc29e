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
	Told        bool // whoever referred them told it: nobody here has seen it
}

// toldRisks are what whoever refers can tick that is an early sign, with its id
// in the list that comes with the program.
var toldRisks = map[string]string{
	"Home or placement at risk of breaking down":                "placement-notice",
	"Changes in support staff":                                  "support-gone",
	"Moving from children’s to adult services":                  "services-change",
	"A&E visit or emergency social care lately":                 "emergency-department",
	"Police or courts involved":                                 "police",
	"Mental health getting worse":                               "worse",
	"Whoever cares for them at home is ill or cannot go on":     "carer-ill",
	"Excluded from school or college, or cannot attend":         "exclusion",
	"A 52-week school or residential placement is under strain": "residential-strain",
}

// SignOfRisk is the early sign that a risk in a referral tells of; "" for none.
func SignOfRisk(risk string) string { return toldRisks[risk] }

// told reports whether what a referral says of somebody counts as early signs. Of
// who is not on the register it does once it was decided: until then the referral
// itself has somebody think of them. One that was withdrawn, or that a program may
// have written, tells nothing.
func (c *Case) told(f Referral) bool {
	r, ok := c.Referral(f.ID)
	return ok && r.Withdrawn == 0 && len(f.Form.Doubt) == 0 && (c.OnRegister || r.Decided != nil)
}

// Signs that are worked out from the record.
const (
	SignWaiting   = "waiting-for-assessment"
	SignDischarge = "discharge-from-hospital"
)

// Signs are the early signs of a case: those that were recorded, those that a
// referral told of, and those that follow from what else is known. What the age says is not among them.
func (c *Case) Signs() []Sign {
	var all []Sign
	waiting := map[ConditionName]int{} // place in all, from 1
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case EarlySign:
			all = append(all, Sign{ID: f.Sign, From: e.On, Seq: e.Seq})
		case Referral:
			if !c.told(f) {
				continue
			}
			for _, risk := range f.Form.Risks {
				if id := SignOfRisk(risk); id != "" {
					all = append(all, Sign{ID: id, From: e.On, Seq: e.Seq, Told: true})
				}
			}
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
