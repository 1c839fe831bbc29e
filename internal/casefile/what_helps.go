package casefile

import (
	"slices"

	"homeward/internal/civil"
)

// WhatHelps is what somebody has to know who helps the person: in a crisis
// within a minute, and on any other day. It begins with their own words. Each
// entry is whole: the latest stands, and the earlier ones stay. The clock passes
// it over.
type WhatHelps struct {
	Own         string `json:"own,omitempty"`           // what matters to them, in their own words
	Helps       string `json:"helps,omitempty"`         // what helps
	DoesNotHelp string `json:"does_not_help,omitempty"` // and what makes it worse
	EarlySigns  string `json:"early_signs,omitempty"`   // that they are becoming unwell or are struggling
	Crisis      string `json:"crisis,omitempty"`        // what to do then
	Contingency string `json:"contingency,omitempty"`   // if the usual support breaks down
	Call        string `json:"call,omitempty"`          // whom to call, with numbers

	// The communication passport, with the fields of the Accessible Information
	// Standard (DAPB1605).
	Communicates   string                      `json:"communicates,omitempty"` // how they communicate, and how to talk with them
	Adjustments    string                      `json:"adjustments,omitempty"`  // reasonable adjustments
	ContactMethods []ContactMethod             `json:"contact_methods,omitempty"`
	Formats        []InformationFormat         `json:"formats,omitempty"`
	Professionals  []CommunicationProfessional `json:"professionals,omitempty"`
	Supports       []CommunicationSupport      `json:"supports,omitempty"`

	MadeWith string `json:"made_with,omitempty"` // who took part
}

func (WhatHelps) Kind() Kind { return "what-helps" }

func init() { register[WhatHelps]() }

// ContactMethod is how somebody needs to be reached.
type ContactMethod string

var contactMethods = []word[ContactMethod]{
	{"text", "Text message"}, {"email", "Email"}, {"phone", "Phone call"}, {"video", "Video call"}, {"letter", "Letter"},
	{"text-relay", "Text relay"}, {"through-someone", "Through someone they trust"}, {"in-person", "In person"}, {"no-phone", "Not by phone"},
}

// ContactMethods lists them, in the order to offer them.
var ContactMethods = valuesOf(contactMethods)

// Word is the method as people say it.
func (m ContactMethod) Word() string { return wordIn(contactMethods, m) }

// InformationFormat is a format in which somebody needs what is written.
type InformationFormat string

var informationFormats = []word[InformationFormat]{
	{"easy-read", "Easy read"}, {"pictures", "Pictures or symbols"}, {"large-print", "Large print"}, {"braille", "Braille"}, {"audio", "Audio"},
	{"bsl-video", "British Sign Language video"}, {"electronic", "By computer, to be read aloud"}, {"coloured-paper", "Coloured paper"}, {"other-language", "Another language"},
}

// InformationFormats lists them, in the order to offer them.
var InformationFormats = valuesOf(informationFormats)

// Word is the format as people say it.
func (f InformationFormat) Word() string { return wordIn(informationFormats, f) }

// CommunicationProfessional is someone whom a person needs there to communicate.
type CommunicationProfessional string

var communicationProfessionals = []word[CommunicationProfessional]{
	{"bsl-interpreter", "British Sign Language interpreter"}, {"makaton", "Makaton signer"}, {"language-interpreter", "Interpreter of another language"}, {"lipspeaker", "Lipspeaker"},
	{"note-taker", "Note taker or speech-to-text reporter"}, {"deafblind", "Deafblind communicator-guide"}, {"speech-therapist", "Speech and language therapist"}, {"advocate", "Advocate"},
}

// CommunicationProfessionals lists them, in the order to offer them.
var CommunicationProfessionals = valuesOf(communicationProfessionals)

// Word is the professional as people say it.
func (p CommunicationProfessional) Word() string { return wordIn(communicationProfessionals, p) }

// CommunicationSupport is what else a person needs to communicate.
type CommunicationSupport string

var communicationSupports = []word[CommunicationSupport]{
	{"hearing-aid", "Uses a hearing aid"}, {"lip-reads", "Lip-reads"}, {"device", "Uses a communication device"}, {"symbols", "Uses pictures, symbols or objects"},
	{"signs", "Uses signs"}, {"more-time", "Needs more time to take things in and to answer"}, {"plain-words", "Needs short sentences and plain words"}, {"quiet-place", "Needs a quiet place"},
	{"someone-with-them", "Needs someone they know with them"}, {"in-advance", "Needs to know in advance what will happen"},
}

// CommunicationSupports lists them, in the order to offer them.
var CommunicationSupports = valuesOf(communicationSupports)

// Word is the support as people say it.
func (s CommunicationSupport) Word() string { return wordIn(communicationSupports, s) }

// ToRead is what somebody reads who has a minute: their own words, and then what
// to do now before what to know on any other day.
func (w WhatHelps) ToRead() []Line {
	return lines("In their own words", w.Own, "In a crisis", w.Crisis, "Whom to call", w.Call, "What helps", w.Helps, "What does not help", w.DoesNotHelp,
		"Early warning signs", w.EarlySigns, "If the usual support breaks down", w.Contingency)
}

// Passport is how to talk with them, with the needs of the Accessible
// Information Standard, each with what was chosen.
func (w WhatHelps) Passport() []Line {
	return lines("How they communicate", w.Communicates, "How to reach them", wordsOf(w.ContactMethods), "Information in", wordsOf(w.Formats),
		"Who has to be there", wordsOf(w.Professionals), "To communicate", wordsOf(w.Supports), "Reasonable adjustments", w.Adjustments)
}

func (w WhatHelps) parts() []Line {
	return append(append(w.ToRead(), w.Passport()...), lines("Made with", w.MadeWith)...)
}

func (w WhatHelps) check() Refusals {
	var r Refusals
	if len(w.parts()) == 0 || len(w.parts()) == 1 && w.MadeWith != "" {
		r = append(r, Refusal{"own", "Write at least one of the parts"})
	}
	for field, ok := range map[string]bool{
		"contact_methods": all(ContactMethods, w.ContactMethods), "formats": all(InformationFormats, w.Formats),
		"professionals": all(CommunicationProfessionals, w.Professionals), "supports": all(CommunicationSupports, w.Supports),
	} {
		if !ok {
			r = append(r, Refusal{field, "Choose from the list"})
		}
	}
	return r
}

// all reports whether each of the values is of a list.
func all[T ~string](list, values []T) bool {
	return !slices.ContainsFunc(values, func(v T) bool { return !slices.Contains(list, v) })
}

// HelpsState is what helps as it stands, since when.
type HelpsState struct {
	WhatHelps
	On   civil.Date
	Note string
	By   Author
	Seq  int
}

// NotLookedAt is for how many whole months nobody has looked at what helps, on a
// day.
func (h *HelpsState) NotLookedAt(on civil.Date) (months int) {
	for h.On.AddMonths(months+1) <= on {
		months++
	}
	return months
}

// takeHelps folds an entry of what helps.
func (c *Case) takeHelps(e Recorded) {
	if f, ok := e.Fact.(WhatHelps); ok {
		c.Helps = &HelpsState{WhatHelps: f, On: e.On, Note: e.Note, By: e.By, Seq: e.Seq}
	}
}
