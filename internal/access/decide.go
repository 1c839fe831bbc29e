package access

import (
	"fmt"
	"slices"
	"time"

	"homeward/internal/casefile"
)

// Relation is how somebody stands to one person.
type Relation string

const (
	CareTeam    Relation = "care-team"     // treats or supports the person
	NamedWorker Relation = "social-worker" // is the named social worker
	Keyworker   Relation = "keyworker"     // is the keyworker
	OfProvider  Relation = "provider"      // works where the person lives or is in hospital
	OnPanel     Relation = "panel"         // is on the panel of one review
	OwnsAction  Relation = "action"        // has one action to do
	SpeaksFor   Relation = "advocate"      // is the person's advocate
	Chosen      Relation = "family"        // is of the family, or a friend, whom the person chose
	Named       Relation = "named"         // keeps the register, and is named to see a restricted record
	IsThem      Relation = "self"          // is the person
	// Holder is whose the name is by which the record says who holds the case.
	// Whose a name is, somebody who keeps the register has said.
	Holder Relation = "holder"
	// OfOrganisation is who works for an organisation that is involved. It is
	// given to the organisation, and to nobody by name.
	OfOrganisation Relation = "organisation"
)

// Relations lists those that can be given to a user, in the order to offer them.
var Relations = []Relation{CareTeam, NamedWorker, Keyworker, OfProvider, OnPanel, OwnsAction, IsThem, SpeaksFor, Chosen, Named}

// Word is the relation as people say it.
func (r Relation) Word() string {
	switch r {
	case CareTeam:
		return "In the care team"
	case NamedWorker:
		return "Named social worker"
	case Keyworker:
		return "Keyworker"
	case OfProvider:
		return "Ward or provider"
	case OnPanel:
		return "On the panel of a review"
	case OwnsAction:
		return "Has an action to do"
	case SpeaksFor:
		return "Advocate"
	case Chosen:
		return "Chosen family or friend"
	case Named:
		return "Named to see the restricted record"
	case IsThem:
		return "Is this person"
	case Holder:
		return "Holds the case"
	case OfOrganisation:
		return "Organisation involved"
	}
	return string(r)
}

// OfOneThing reports whether the relation is to one review or action of the
// person, which Tie.Subject names.
func (r Relation) OfOneThing() bool { return r == OnPanel || r == OwnsAction }

// Names reports whether the relation was given to somebody by name: only such a
// one lets them see a record that is restricted to those who are named.
func (r Relation) Names() bool { return r != Holder && r != OfOrganisation }

// NeedsAgreement reports whether the person must have agreed to it before
// anything is shown: it is theirs to choose, and no part of their care.
func (r Relation) NeedsAgreement() bool { return r == SpeaksFor || r == Chosen }

// AskedFor reports whether somebody has to be asked each time it is given: it is
// the person's to choose, or says who they are.
func (r Relation) AskedFor() bool { return r.NeedsAgreement() || r == IsThem }

// Tie is a relation that somebody has to a person on the day of the question.
type Tie struct {
	Relation Relation
	Subject  string // id of the review or action, for a relation of one thing
	Agreed   bool   // the person agreed to it, or it was decided in their best interests
	// Review is the consent to the review of OnPanel; "" while not asked.
	Review casefile.ConsentDecision
}

// Sight is how much of a record somebody sees; more is greater.
type Sight int

const (
	Nothing Sight = iota // not even that there is such a person
	Part                 // who the person is, and what concerns the one review or action
	Minimum              // what has to be known of someone who does not consent; see InMinimum
	Whole                // the record, without the entries whose mark the role may not see
)

// Mark says of an entry that it is sensitive; "" is an ordinary one.
type Mark string

const (
	ThirdParty   Mark = "third-party"  // about somebody else, or told in confidence by somebody else
	Safeguarding Mark = "safeguarding" // about abuse or neglect, or what is done to protect
)

// Marks lists them, in the order to offer them.
var Marks = []Mark{ThirdParty, Safeguarding}

// Word is the mark as people say it.
func (m Mark) Word() string {
	switch m {
	case ThirdParty:
		return "third-party information"
	case Safeguarding:
		return "safeguarding"
	}
	return string(m)
}

// MarkOf is the mark that a fact has from the start by what it is, whoever
// records it: that somebody is protected is not for everyone to know.
func MarkOf(f casefile.Fact) Mark {
	var of casefile.ProcessType
	switch f := f.(type) {
	case casefile.Process:
		of = f.Type
	case casefile.ProcessEnded:
		of = f.Type
	}
	if of == casefile.SafeguardingProcess {
		return Safeguarding
	}
	return ""
}

// Question is all that a decision about one person's record goes by.
type Question struct {
	Actor      Actor
	Permission Permission

	Register   string // that the person is in
	Ties       []Tie  // of the actor to the person
	Consent    casefile.ConsentDecision
	NotWith    []casefile.ShareWith // kinds of recipient with which the person does not want to share
	WorksIn    casefile.ShareWith   // what the organisation is for which the actor works; "" where none says
	Restricted bool                 // only those who have a tie see the record, whatever their role

	Mark  Mark // of the entry that is asked about; "" for the record
	Wrote bool // the actor wrote that entry

	// Purpose is what the record is wanted for. "" is what the permission is for
	// or, where that says nothing, what the relation to the person is for.
	Purpose Purpose
	// Until is when the record that the actor opened in an emergency closes
	// again; zero if they have not opened it.
	Until, At time.Time
	// CutForAll is where the register has settled that its coordinators too see
	// only the minimum of someone who refused or withdrew consent.
	CutForAll bool
}

// Decision is the answer, and why.
type Decision struct {
	Allowed bool
	Reason  string
	Role    Role    // in which it is allowed
	Sight   Sight   // of the person's record
	Purpose Purpose // for which
	// Known is set where it is refused what the actor sees in an emergency alone:
	// they know that there is such a person.
	Known bool
}

// Secret reports whether a refusal must not even tell that there is such a
// person.
func (d Decision) Secret() bool { return !d.Allowed && d.Sight == Nothing && !d.Known }

// row says what a role sees of the people to whom it has a relation; "" is
// everyone in the register.
type row struct {
	role     Role
	relation Relation
	given    Sight // with consent to the register
	notAsked Sight // while nobody has asked
	refused  Sight // when consent was refused or withdrawn
	purpose  Purpose
}

// everyone stands in the table for those who need no relation.
const everyone Relation = ""

// table is who sees how much. The decision page access.md says why.
var table = []row{
	//  role                  relation     given  not asked refused  for
	{Coordinator, everyone, Whole, Whole, Whole, RunningRegister}, // less by Question.CutForAll
	{ReviewCoordinator, everyone, Whole, Whole, Minimum, RunningRegister},
	{Chair, everyone, Whole, Whole, Minimum, RunningRegister},
	{Executive, everyone, Whole, Whole, Minimum, RunningRegister},

	{Clinician, CareTeam, Whole, Whole, Minimum, DirectCare},
	{Clinician, Keyworker, Whole, Whole, Minimum, DirectCare},
	{Clinician, Holder, Whole, Whole, Minimum, DirectCare},
	{Clinician, OwnsAction, Part, Part, Nothing, DirectCare},

	{SocialWorker, NamedWorker, Whole, Whole, Minimum, DirectCare},
	{SocialWorker, Keyworker, Whole, Whole, Minimum, DirectCare},
	{SocialWorker, CareTeam, Whole, Whole, Minimum, DirectCare},
	{SocialWorker, Holder, Whole, Whole, Minimum, DirectCare},
	{SocialWorker, OwnsAction, Part, Part, Nothing, DirectCare},

	{Provider, OfProvider, Whole, Nothing, Nothing, DirectCare},
	{Provider, OwnsAction, Part, Nothing, Nothing, DirectCare},

	{Clinician, OfOrganisation, Whole, Nothing, Nothing, DirectCare},
	{SocialWorker, OfOrganisation, Whole, Nothing, Nothing, DirectCare},
	{Provider, OfOrganisation, Whole, Nothing, Nothing, DirectCare},

	{PanelMember, OnPanel, Part, Nothing, Nothing, Review},

	{Advocate, SpeaksFor, Whole, Nothing, Nothing, Support},
	{Family, Chosen, Whole, Nothing, Nothing, Support},
	{ThePerson, IsThem, Whole, Whole, Whole, OwnRecord}, // it is about them, whatever they decided

	{InformationGovernance, everyone, Minimum, Minimum, Minimum, Audit},
	{InformationGovernance, everyone, Whole, Whole, Whole, Answering},
}

// marked is which marks each role may see; who wrote an entry may see it.
var marked = map[Role][]Mark{
	Coordinator:           {ThirdParty, Safeguarding},
	ReviewCoordinator:     {ThirdParty, Safeguarding},
	Chair:                 {ThirdParty, Safeguarding},
	Clinician:             {ThirdParty, Safeguarding},
	SocialWorker:          {ThirdParty, Safeguarding},
	Executive:             {Safeguarding},
	InformationGovernance: {},
	Provider:              {},
	PanelMember:           {},
	Advocate:              {},
	Family:                {},
	ThePerson:             {},
}

// MarksUnseen are the marks of which somebody in their roles sees no entry but
// their own.
func MarksUnseen(a Actor) []Mark {
	return slices.DeleteFunc(slices.Clone(Marks), func(m Mark) bool {
		return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(marked[r], m) })
	})
}

// needs is how much of a record must be seen for what is done with it.
// Recording in a record of which not all is seen is narrowed by MayRecord.
var needs = map[Permission]Sight{
	SeePerson: Part, Record: Part, StrikeOut: Minimum, MarkEntry: Minimum, Involve: Minimum, Restrict: Minimum, Rate: Minimum, SeeWhoLooked: Minimum, Export: Whole, AnswerSubject: Whole, SeeReferrals: Minimum, Triage: Whole, LookAgain: Whole, MergeRecords: Whole,
	AskForMeeting: Whole,
}

// Gives reports whether a relation lets someone in a role see anything.
func Gives(role Role, relation Relation) bool {
	if relation == Named {
		return Keeps(role)
	}
	return slices.ContainsFunc(table, func(r row) bool { return r.role == role && r.relation == relation && r.given > Nothing })
}

// Keeps reports whether a role keeps the register: it sees everyone in it who
// is not restricted.
func Keeps(role Role) bool {
	return slices.ContainsFunc(table, func(r row) bool { return r.role == role && r.relation == everyone && !r.purpose.asked() })
}

// Decide says if an actor may do a thing with one person's record, how much of
// it they see, and why. Of several roles the one counts that sees most.
func Decide(q Question) Decision {
	if d := Can(q.Actor, q.Permission); !d.Allowed {
		return d
	}
	if q.Register == "" || q.Register != q.Actor.Register {
		return Decision{Reason: "the person is not in the register that you are working in"}
	}
	if q.Actor.AtMachine {
		return Decision{Allowed: true, Role: RoleFor(q.Actor, q.Permission), Sight: Whole, Purpose: RunningRegister, Reason: "the command line may do everything"}
	}
	if q.Purpose == "" {
		q.Purpose = purposeOf[q.Permission]
	}
	best := Decision{Reason: "you are not involved with this person"}
	for _, role := range q.Actor.Roles {
		if !slices.Contains(granted[q.Permission], role) {
			continue
		}
		d := decideAs(role, q)
		known := best.Known || d.Known
		switch {
		case d.Sight > best.Sight, d.Allowed && !best.Allowed:
			best = d
		case d.Known && !best.Allowed:
			best.Reason = d.Reason
		}
		best.Known = known && !best.Allowed
	}
	return best
}

// decideAs is the decision for one role: by its relations or, where that is more,
// by an emergency.
func decideAs(role Role, q Question) Decision {
	d := allow(role, q, sightAs(role, q))
	if !q.At.Before(q.Until) || d.Sight == Whole || !slices.Contains(granted[OpenInEmergency], role) {
		return d
	}
	if Emergency.serves(q.Purpose) {
		return allow(role, q, Decision{Sight: Whole, Purpose: Emergency, Reason: "you opened the record in an emergency"})
	}
	if !d.Allowed {
		d.Known, d.Reason = true, "a record is opened in an emergency for the person’s care, and for nothing else"
	}
	return d
}

func allow(role Role, q Question, d Decision) Decision {
	switch {
	case d.Sight < needs[q.Permission] || d.Sight == Nothing:
		return d
	case q.Mark != "" && !q.Wrote && d.Purpose != Answering && !slices.Contains(marked[role], q.Mark):
		d.Reason = fmt.Sprintf("%s does not see entries marked as %s", role.Word(), q.Mark.Word())
		return d
	}
	d.Allowed, d.Role = true, role
	if q.Purpose != "" {
		d.Purpose = q.Purpose
	}
	return d
}

// sightAs is how much someone in a role sees by their relations, and why.
func sightAs(role Role, q Question) Decision {
	best := Decision{Reason: "you are not involved with this person"}
	consider := func(r row, why string) {
		sight := r.by(q.consentFor(role), q.CutForAll && role == Coordinator)
		switch {
		case sight > best.Sight:
			best = Decision{Sight: sight, Purpose: r.purpose, Reason: why}
		case best.Sight == Nothing:
			best.Reason = "the person has not consented to sharing with you"
		}
	}
	for _, r := range table {
		switch {
		case r.role != role:
		case !r.purpose.serves(q.Purpose):
			if best.Sight == Nothing && q.Purpose != "" {
				best.Reason = "the record is not there for you for " + string(q.Purpose)
			}
		case r.relation == everyone:
			if !q.Restricted || r.purpose.asked() || slices.ContainsFunc(q.Ties, func(t Tie) bool { return t.Relation.Names() }) {
				consider(r, fmt.Sprintf("%s sees everyone in the register", role.Word()))
			} else if best.Sight == Nothing {
				best.Reason = "the record is restricted to named people"
			}
		default:
			for _, t := range q.Ties {
				if t.opens(r.relation, q.Restricted) {
					consider(r, "you are involved with this person: "+t.Relation.Word())
				}
			}
		}
	}
	return best
}

// by is what a row shows by the person's consent.
func (r row) by(c casefile.ConsentDecision, cutForAll bool) Sight {
	switch {
	case c == casefile.Given:
		return r.given
	case c == "":
		return r.notAsked
	case cutForAll:
		return min(r.refused, Minimum)
	}
	return r.refused
}

// opens reports whether a tie is the relation of a row and counts today.
func (t Tie) opens(r Relation, restricted bool) bool {
	return t.Relation == r &&
		(t.Agreed || !r.NeedsAgreement()) &&
		(t.Review == casefile.Given || r != OnPanel) && // the panel reads nothing without consent to the review
		(!restricted || r.Names()) // a name that anyone may have written names nobody
}
