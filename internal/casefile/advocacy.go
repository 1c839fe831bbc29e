package casefile

import (
	"slices"

	"homeward/internal/civil"
)

// Advocacy is one thing that happened about an advocate. The clock passes it
// over.
type Advocacy struct {
	Step  AdvocacyStep `json:"step"`
	Type  AdvocacyType `json:"type,omitempty"`
	By    string       `json:"by,omitempty"`  // who offered
	Why   string       `json:"why,omitempty"` // they said no, in their own words
	Again civil.Date   `json:"again,omitzero"`
	Name  string       `json:"name,omitempty"` // of the advocate; "" while none is named
	Reach
}

func (Advocacy) Kind() Kind { return "advocacy" }

func init() { register[Advocacy]() }

// AdvocacyStep is what happened about an advocate.
type AdvocacyStep string

const (
	AdvocateOffered  AdvocacyStep = "offered"
	AdvocateAccepted AdvocacyStep = "accepted"
	AdvocateDeclined AdvocacyStep = "declined"
	AdvocateEnded    AdvocacyStep = "ended"
)

var advocacySteps = wordList[AdvocacyStep]{
	{AdvocateOffered, "An advocate was offered"}, {AdvocateAccepted, "The person has an advocate, or said yes to one"},
	{AdvocateDeclined, "The person said no"}, {AdvocateEnded, "The advocate is no longer there"},
}

// AdvocacySteps lists them, in the order to offer them.
var AdvocacySteps = advocacySteps.values()

// Word is the step as people say it.
func (s AdvocacyStep) Word() string { return advocacySteps.word(s) }

// AdvocacyType is what kind of advocate it is.
type AdvocacyType string

var advocacyTypes = wordList[AdvocacyType]{
	{"imha", "Independent mental health advocate (IMHA)"}, {"imca", "Independent mental capacity advocate (IMCA)"}, {"care-act", "Care Act advocate"},
	{"children", "Advocate for children and young people"}, {"family", "Someone of the family, or a friend"}, {"non-instructed", "Non-instructed advocate"}, {"independent", "Another independent advocate"},
}

// AdvocacyTypes lists them, in the order to offer them.
var AdvocacyTypes = advocacyTypes.values()

// Word is the kind as people say it.
func (t AdvocacyType) Word() string { return advocacyTypes.word(t) }

func (f Advocacy) title() string {
	switch f.Step {
	case AdvocateAccepted:
		return "Advocate: " + orElse(f.Name, "the person said yes to one", "")
	case AdvocateDeclined:
		return "Advocate: the person said no"
	case AdvocateEnded:
		return "The advocate is no longer there"
	}
	return "An advocate was offered"
}

func (f Advocacy) particulars() []Line {
	return append(lines("Kind", f.Type.Word(), "Offered by", f.By, "Why not, in their own words", f.Why, "Offer again on", f.Again.Long()), f.Reach.particulars()...)
}

func (f Advocacy) silent() Fact { return Advocacy{Step: f.Step, Again: f.Again} }

func (f Advocacy) check(string) Refusals {
	var d demands
	d.that(advocacySteps.has(f.Step), "step", "Choose what happened")
	d.that(orNone(advocacyTypes, f.Type), "type", "Choose from the kinds of advocate")
	d.that(f.Type != "" || f.Step != AdvocateOffered && f.Step != AdvocateAccepted, "type", "Choose what kind of advocate it is")
	d.that(filled(f.Why) || f.Step != AdvocateDeclined, "why", "Write what the person said, or that they did not want to say why")
	return d.Refusals
}

// AdvocacyState is how it stands with an advocate.
type AdvocacyState struct {
	Advocacy
	On       civil.Date // zero where nobody offered one, or a contact alone says that there is one
	Note     string
	Seq      int
	Contact  string // identifier of the contact that says it; "" where an entry does
	Withheld string
}

// Advocate is how it stands with an advocate, and all that was recorded of it,
// in order; the step is "" where nobody offered one. What was offered to
// somebody who did not agree counts as well.
func (c *Case) Advocate() (now AdvocacyState, entries []Recorded) {
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case Advocacy:
			if f.Type == "" {
				f.Type = now.Type // which was offered
			}
			now = AdvocacyState{Advocacy: f, On: e.On, Note: e.Note, Seq: e.Seq, Withheld: e.Withheld}
		case Consent:
			if !slices.Contains(f.No.Offered, "advocate") {
				continue
			}
			if now.Step == "" {
				now = AdvocacyState{Advocacy: Advocacy{Step: AdvocateOffered, By: f.Asked.By}, On: e.On, Seq: e.Seq}
			}
		default:
			continue
		}
		entries = append(entries, e)
	}
	if now.Step == "" {
		if contact := c.contactAs("advocate"); contact != nil {
			now = AdvocacyState{Advocacy: Advocacy{Step: AdvocateAccepted, Name: contact.Name, Reach: contact.Reach}, Contact: contact.Contact}
		}
	}
	return now, entries
}

// OfferAgain reports whether somebody should offer an advocate: nobody has yet,
// or the day to offer again has come.
func (s AdvocacyState) OfferAgain(on civil.Date) bool {
	return s.Step == "" || s.Again != 0 && s.Again <= on
}
