package casefile

import (
	"slices"
	"strings"

	"homeward/internal/civil"
)

// ConsentRecord is how a decision on consent came about. The clock passes it
// over, and the case file has none of it.
type ConsentRecord struct {
	Asked         Asked         `json:"asked,omitzero"`
	Competence    Competence    `json:"competence,omitzero"`     // of somebody under 16
	Capacity      Capacity      `json:"capacity,omitzero"`       // for this decision
	BestInterests BestInterest  `json:"best_interests,omitzero"` // where it is one
	Parent        ParentDecided `json:"parent,omitzero"`         // where a parent or guardian decided
	No            NotAgreed     `json:"no,omitzero"`             // where it was refused or withdrawn
}

// Asked is how the person was asked and how they answered.
type Asked struct {
	How         GivenHow   `json:"how,omitempty"`
	By          string     `json:"by,omitempty"`          // who explained it
	Materials   []Material `json:"materials,omitempty"`   // that they were given
	Interpreter string     `json:"interpreter,omitempty"` // into which language, by whom
	Aid         string     `json:"aid,omitempty"`         // communication aid that was used
}

// GivenHow is how somebody answered.
type GivenHow string

const (
	Verbal      GivenHow = "verbal"
	Signed      GivenHow = "signed"
	AnotherWay  GivenHow = "another-way" // by sign, picture, gesture or behaviour
	ByTelephone GivenHow = "telephone"
)

// GivenHows lists them, in the order to offer them.
var GivenHows = []GivenHow{Verbal, Signed, ByTelephone, AnotherWay}

func (h GivenHow) Word() string {
	switch h {
	case Verbal:
		return "They said so"
	case Signed:
		return "They signed the consent sheet"
	case ByTelephone:
		return "On the telephone or a video call"
	case AnotherWay:
		return "By sign, picture, gesture or in another way of their own"
	}
	return string(h)
}

// Material is what somebody was given to understand what they were asked.
type Material string

// Materials lists them, in the order to offer them.
var Materials = []Material{"easy-read", "plain-english", "pictures", "film", "talking-mats", "social-story", "translation", "large-print"}

func (m Material) Word() string {
	switch m {
	case "easy-read":
		return "Easy read"
	case "plain-english":
		return "Plain English sheet"
	case "pictures":
		return "Pictures or symbols"
	case "film":
		return "A film or recording"
	case "talking-mats":
		return "Talking Mats"
	case "social-story":
		return "A social story"
	case "translation":
		return "A translation"
	case "large-print":
		return "Large print or braille"
	}
	return string(m)
}

// Competence is whether somebody under 16 can make this decision for
// themselves (Gillick competence).
type Competence struct {
	Found CompetenceFound `json:"found,omitempty"`
	By    string          `json:"by,omitempty"` // who assessed it
	On    civil.Date      `json:"on,omitzero"`
	Why   string          `json:"why,omitempty"`
}

// CompetenceFound is what the assessment found.
type CompetenceFound string

const (
	Competent    CompetenceFound = "competent"
	NotCompetent CompetenceFound = "not-competent"
)

func (f CompetenceFound) Word() string {
	if f == Competent {
		return "Can decide this for themselves"
	}
	return "Cannot decide this for themselves yet"
}

// Capacity is an assessment of the capacity to make this decision (Mental
// Capacity Act 2005 s.3). Each of the four is yes or no.
type Capacity struct {
	Understood   YesNo      `json:"understood,omitempty"`
	Retained     YesNo      `json:"retained,omitempty"`
	Weighed      YesNo      `json:"weighed,omitempty"`
	Communicated YesNo      `json:"communicated,omitempty"`
	Because      string     `json:"because,omitempty"` // the impairment or disturbance that it comes from (s.2)
	Help         string     `json:"help,omitempty"`    // given to decide (s.1(3))
	By           string     `json:"by,omitempty"`      // who assessed it
	On           civil.Date `json:"on,omitzero"`
}

// YesNo is an answer, "" while there is none.
type YesNo string

const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

func (y YesNo) Word() string {
	switch y {
	case Yes:
		return "Yes"
	case No:
		return "No"
	}
	return "Not answered"
}

// CapacityStep is one of the four things that somebody must be able to do.
type CapacityStep struct {
	Field, Question string
	Answer          YesNo
}

// Steps are the four, in the order of the Act.
func (c Capacity) Steps() []CapacityStep {
	return []CapacityStep{
		{"understood", "Could they understand what they were asked?", c.Understood},
		{"retained", "Could they keep it in mind long enough to decide?", c.Retained},
		{"weighed", "Could they weigh it up?", c.Weighed},
		{"communicated", "Could they make their decision known, in any way?", c.Communicated},
	}
}

// Lacks reports whether the assessment found that the person could not make
// the decision: one "no" is enough (s.3(1)).
func (c Capacity) Lacks() bool {
	return slices.ContainsFunc(c.Steps(), func(s CapacityStep) bool { return s.Answer == No })
}

// BestInterest is a decision in somebody's best interests, with what s.4 of the
// Act asks for.
type BestInterest struct {
	By        string      `json:"by,omitempty"`     // who decided
	Wishes    string      `json:"wishes,omitempty"` // of the person, past and present
	Consulted []Consulted `json:"consulted,omitempty"`
	Nobody    string      `json:"nobody,omitempty"`           // why nobody was consulted, or that an advocate was asked for
	LessBound string      `json:"less_restrictive,omitempty"` // what would restrict them less, and why not that
}

// Consulted is somebody who was asked what is best for the person.
type Consulted struct {
	Who  string `json:"who"`
	View string `json:"view,omitempty"`
}

// ParentDecided is the decision of a parent or guardian, with the child's own
// view beside it.
type ParentDecided struct {
	Name           string    `json:"name,omitempty"`
	Responsibility YesNo     `json:"responsibility,omitempty"` // has parental responsibility
	Child          ChildSays `json:"child,omitempty"`
	ChildWords     string    `json:"child_words,omitempty"` // in their own words, or why they were not asked
}

// ChildSays is what a child thinks of what their parent decided.
type ChildSays string

const (
	ChildAgrees    ChildSays = "agrees"
	ChildDisagrees ChildSays = "disagrees"
	ChildUnsure    ChildSays = "not-sure"
	ChildNotAsked  ChildSays = "not-asked"
)

// ChildSaysAll lists them, in the order to offer them.
var ChildSaysAll = []ChildSays{ChildAgrees, ChildDisagrees, ChildUnsure, ChildNotAsked}

func (s ChildSays) Word() string {
	switch s {
	case ChildAgrees:
		return "The child agrees"
	case ChildDisagrees:
		return "The child does not agree"
	case ChildUnsure:
		return "The child is not sure, or could not say"
	case ChildNotAsked:
		return "The child has not been asked yet"
	}
	return string(s)
}

// NotAgreed is why consent was refused or withdrawn, and what was offered
// instead.
type NotAgreed struct {
	Reason  NoReason  `json:"reason,omitempty"`
	Words   string    `json:"words,omitempty"`
	Offered []Offered `json:"offered,omitempty"`
}

// NoReason is why somebody does not agree.
type NoReason string

const (
	NoSaying  NoReason = "did-not-say"
	NoAnother NoReason = "other"
)

// NoReasons lists them, in the order to offer them. They are those that people
// and families gave.
var NoReasons = []NoReason{"list", "hospital", "sharing", "waiting", "not-explained", "meetings", "enough-support", "bad-experience", "time", NoSaying, NoAnother}

func (r NoReason) Word() string {
	switch r {
	case "list":
		return "They do not want to be on a list"
	case "hospital":
		return "They are afraid that it leads to hospital"
	case "sharing":
		return "They do not want others to know, or not these others"
	case "waiting":
		return "They think it is one more waiting list"
	case "not-explained":
		return "They do not see what it is for"
	case "meetings":
		return "They do not want more meetings or strangers"
	case "enough-support":
		return "They have the support that they want"
	case "bad-experience":
		return "Of what happened to them before"
	case "time":
		return "They want more time"
	case NoSaying:
		return "They did not want to say. They need not"
	case NoAnother:
		return "Another reason"
	}
	return string(r)
}

// Offered is what was offered to somebody who does not agree.
type Offered string

// OfferedNothing stands alone.
const OfferedNothing Offered = "nothing-yet"

// Offereds lists them, in the order to offer them.
var Offereds = []Offered{"advocate", "explain-again", "expert-by-experience", "support-anyway", "other-review", "share-less", "ask-later", "other", OfferedNothing}

func (o Offered) Word() string {
	switch o {
	case "advocate":
		return "An advocate"
	case "explain-again":
		return "Another talk, in another way or with easy read"
	case "expert-by-experience":
		return "To meet somebody who has been on a register"
	case "support-anyway":
		return "The support they need, without the register"
	case "other-review":
		return "Another review, such as of their care plan or EHC plan"
	case "share-less":
		return "To share with fewer people"
	case "ask-later":
		return "To be asked again later"
	case "other":
		return "Something else"
	case OfferedNothing:
		return "Nothing yet"
	}
	return string(o)
}

// words of a consent beyond its decision, in the order to show them.
func (c Consent) particulars(add func(heading, text string)) {
	r := c.ConsentRecord
	if r.Asked.How != "" {
		add("How they answered", r.Asked.How.Word())
	}
	add("Explained by", r.Asked.By)
	add("Explained with", wordsOf(r.Asked.Materials))
	add("Interpreter", r.Asked.Interpreter)
	add("Communication aid", r.Asked.Aid)
	if r.Competence.Found != "" {
		add("Gillick competence", r.Competence.Found.Word())
		add("Why", r.Competence.Why)
		add("Assessed", byOn(r.Competence.By, r.Competence.On))
	}
	add("Decided by", r.Parent.Name)
	if r.Parent.Responsibility != "" {
		add("Has parental responsibility", r.Parent.Responsibility.Word())
	}
	if r.Parent.Child != "" {
		add("The child’s own view", r.Parent.Child.Word())
	}
	add("In the child’s words", r.Parent.ChildWords)
	if r.Capacity.On != 0 {
		for _, s := range r.Capacity.Steps() {
			add(s.Question, s.Answer.Word())
		}
		add("Because of", r.Capacity.Because)
		add("Help to decide", r.Capacity.Help)
		add("Capacity assessed", byOn(r.Capacity.By, r.Capacity.On))
	}
	b := r.BestInterests
	add("Best-interests decision by", b.By)
	add("What the person wants and feels", b.Wishes)
	for _, x := range b.Consulted {
		if x.View == "" {
			add("Consulted", x.Who)
		} else {
			add("Consulted: "+x.Who, x.View)
		}
	}
	add("Nobody was consulted", b.Nobody)
	add("What would restrict them less", b.LessBound)
	if r.No.Reason != "" {
		add("Why", r.No.Reason.Word())
	}
	add("In their words", r.No.Words)
	add("Offered instead", wordsOf(r.No.Offered))
}

// OfOthers reports whether a consent has in it what somebody else said or
// thought of the person.
func (c Consent) OfOthers() bool {
	return len(c.BestInterests.Consulted) > 0 || c.Parent.Name != ""
}

func wordsOf[T interface {
	~string
	Word() string
}](all []T) string {
	words := make([]string, len(all))
	for i, x := range all {
		if words[i] = x.Word(); i > 0 {
			words[i] = lower(words[i])
		}
	}
	return strings.Join(words, ", ")
}

func byOn(by string, on civil.Date) string {
	switch {
	case on == 0:
		return by
	case by == "":
		return "on " + on.Long()
	}
	return "by " + by + " on " + on.Long()
}
