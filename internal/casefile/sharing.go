package casefile

import (
	"slices"
	"strings"
)

// Sharing says with which kinds of recipient what is on the register may be
// shared. It stands beside the consent to the register: with a kind that is not
// named the latest choice stays, and where there is none nobody has asked. The
// clock passes it over.
type Sharing struct {
	Basis   ConsentBasis    `json:"basis"`
	Choices []SharingChoice `json:"choices"`
}

func (Sharing) Kind() Kind { return "sharing" }

func init() { register[Sharing]() }

// SharingChoice is the choice about one kind of recipient.
type SharingChoice struct {
	With   ShareWith `json:"with"`
	Choice YesNo     `json:"choice"`
}

// ShareWith is a kind of recipient.
type ShareWith string

// Kinds of recipient by which Homeward cuts what somebody sees.
const (
	WithFamily    ShareWith = "family"
	WithNHSTeams  ShareWith = "nhs-teams"
	WithCouncil   ShareWith = "council"
	WithProvider  ShareWith = "provider"
	WithSchool    ShareWith = "school"
	WithAdvocate  ShareWith = "advocate"
	WithRegisters ShareWith = "registers"
)

// shareWiths is the list of the kinds, in the order to ask about them, and the
// only place that has it.
var shareWiths = []struct {
	with        ShareWith
	word, means string
}{
	{WithFamily, "Family or friends", "Those whom the person chose"},
	{WithNHSTeams, "NHS teams", "Community, mental health and hospital teams that care for the person"},
	{"gp", "GP practice", "The person’s own practice"},
	{WithCouncil, "Council", "Social workers and others of the local authority"},
	{WithProvider, "Care and support provider", "Where the person lives, or is in hospital, or gets support"},
	{WithSchool, "School or college", "Where the person learns"},
	{WithAdvocate, "Advocate", "Somebody who speaks for the person"},
	{"police", "Police and courts", "Also the probation and liaison services"},
	{"housing", "Housing", "Landlords and housing officers"},
	{WithRegisters, "Registers of other areas", "If the person moves there"},
}

// ShareWiths lists the kinds, in the order to ask about them.
var ShareWiths = func() []ShareWith {
	all := make([]ShareWith, len(shareWiths))
	for i, w := range shareWiths {
		all[i] = w.with
	}
	return all
}()

// Word is the kind as people say it.
func (w ShareWith) Word() string {
	for _, known := range shareWiths {
		if known.with == w {
			return known.word
		}
	}
	return string(w)
}

// Means says who is of that kind.
func (w ShareWith) Means() string {
	for _, known := range shareWiths {
		if known.with == w {
			return known.means
		}
	}
	return ""
}

func (s Sharing) particulars(add func(heading, text string)) {
	if s.Basis != Own {
		add("Chosen by", capital(s.Basis.Word()))
	}
	for _, choice := range []YesNo{Yes, No} {
		var of []string
		for _, c := range s.Choices {
			if c.Choice == choice {
				of = append(of, c.With.Word())
			}
		}
		add(map[YesNo]string{Yes: "May be shared with", No: "Not to be shared with"}[choice], strings.Join(of, "; "))
	}
}

func (s Sharing) check() Refusals {
	var r Refusals
	if !slices.Contains(ConsentBases, s.Basis) {
		r = append(r, Refusal{"basis", "Choose who decided"})
	}
	if len(s.Choices) == 0 {
		r = append(r, Refusal{"", "Choose yes or no for at least one of them"})
	}
	seen := map[ShareWith]bool{}
	for _, c := range s.Choices {
		if seen[c.With] || !slices.Contains(ShareWiths, c.With) || c.Choice != Yes && c.Choice != No {
			r = append(r, Refusal{"share_" + string(c.With), "Choose yes or no, or leave it as not asked"})
		}
		seen[c.With] = true
	}
	return r
}

// SharingState is the latest choice about a kind of recipient.
type SharingState struct {
	SharingChoice
	Recorded // the entry that has it
}

// takeSharing folds the choices of an entry in.
func (c *Case) takeSharing(s Sharing, e Recorded) {
	all := slices.Clone(c.Sharing)
	for _, choice := range s.Choices {
		all = slices.DeleteFunc(all, func(x SharingState) bool { return x.With == choice.With })
		all = append(all, SharingState{choice, e})
	}
	c.Sharing = all
}

// endSharing is what a refusal or a withdrawal of consent to the register does
// to the choices: what was allowed has to be asked again, what was not stays.
func (c *Case) endSharing() {
	c.Sharing = slices.DeleteFunc(slices.Clone(c.Sharing), func(x SharingState) bool { return x.Choice == Yes })
}

// SharingWith is the latest choice about a kind of recipient; ok is false where
// nobody has asked.
func (c *Case) SharingWith(w ShareWith) (s SharingState, ok bool) {
	for _, x := range c.Sharing {
		if x.With == w {
			return x, true
		}
	}
	return s, false
}

// NotWith are the kinds of recipient with which the person does not want to
// share, in the order of ShareWiths.
func (c *Case) NotWith() []ShareWith {
	var no []ShareWith
	for _, w := range ShareWiths {
		if s, ok := c.SharingWith(w); ok && s.Choice == No {
			no = append(no, w)
		}
	}
	return no
}
