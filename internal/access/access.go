// Package access says who may see and do what. It is pure: what is known of
// the person who asks goes in, yes or no with the reason comes out.
package access

import (
	"fmt"
	"slices"
)

// Role is what someone does in a register.
type Role string

const (
	Coordinator           Role = "coordinator"            // keeps the register
	ReviewCoordinator     Role = "review-coordinator"     // arranges C(E)TRs
	Chair                 Role = "chair"                  // responsible commissioner, chairs reviews
	Clinician             Role = "clinician"              // community team, ward, psychology, nursing
	SocialWorker          Role = "social-worker"          // named social worker, care manager, keyworker
	Executive             Role = "executive"              // executive lead, oversight panel
	Provider              Role = "provider"               // ward manager or other staff of a provider
	PanelMember           Role = "panel-member"           // expert by experience or clinical expert, on the panel of one review
	Advocate              Role = "advocate"               // speaks for the person
	Family                Role = "family"                 // someone of the family, or a friend, whom the person chose
	ThePerson             Role = "person"                 // whose record it is
	InformationGovernance Role = "information-governance" // audit, retention
	Administrator         Role = "administrator"          // users, settings
)

// Roles lists every role, in the order to show them.
var Roles = []Role{
	Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive,
	Provider, PanelMember, Advocate, Family, ThePerson, InformationGovernance, Administrator,
}

// Word is the role as people say it.
func (r Role) Word() string {
	switch r {
	case Coordinator:
		return "Register coordinator"
	case ReviewCoordinator:
		return "Review coordinator"
	case Chair:
		return "Commissioner and chair"
	case Clinician:
		return "Clinician"
	case SocialWorker:
		return "Social worker or keyworker"
	case Executive:
		return "Executive lead"
	case Provider:
		return "Ward or provider"
	case PanelMember:
		return "Panel member"
	case Advocate:
		return "Advocate"
	case Family:
		return "Chosen family or friend"
	case ThePerson:
		return "The person"
	case InformationGovernance:
		return "Information governance"
	case Administrator:
		return "Administrator"
	}
	return string(r)
}

// Permission is one thing that can be done in a register.
type Permission string

const (
	SeeRegister     Permission = "see lists of people"
	SeePerson       Permission = "see a person's record"
	BeInvolved      Permission = "see those one is involved with"
	AddPerson       Permission = "add a person"
	Record          Permission = "record what happened"
	Rate            Permission = "give a rating"
	StrikeOut       Permission = "strike out an entry"
	MarkEntry       Permission = "mark an entry as sensitive"
	Involve         Permission = "say who is involved with a person"
	Restrict        Permission = "restrict a record to named people"
	OpenInEmergency Permission = "open a record in an emergency"
	ReviewEmergency Permission = "look at what was opened in an emergency"
	Import          Permission = "bring in a spreadsheet"
	Export          Permission = "export the register"
	ManageUsers     Permission = "add and remove users"
	SeeWhoLooked    Permission = "see who has looked at a record"
	SeeAudit        Permission = "see what everyone did"
	SeeGaps         Permission = "see gaps in services"
	ChangeGaps      Permission = "say what is done about a gap in services"
	HandOver        Permission = "hand a person over to another register"
	MergeRecords    Permission = "merge two records of one person"
	AnswerSubject   Permission = "answer a person who asks for what is kept about them"
	Retain          Permission = "decide how long records are kept"
	CheckRecord     Permission = "verify and rebuild the record"
	TryRules        Permission = "try a change of rules"
	ChangeSettings  Permission = "change the register's settings"
	Refer           Permission = "refer somebody to the register"
	SeeReferrals    Permission = "see who was referred to the register"
	Triage          Permission = "decide on referrals"
	LookAgain       Permission = "decide on a referral that is looked at again"
	RunMeetings     Permission = "run a multi-agency meeting"
	AskForMeeting   Permission = "ask for a person to be discussed at a meeting"
)

// Permissions lists every permission, in the order of the table.
var Permissions = []Permission{
	SeeRegister, SeePerson, BeInvolved, AddPerson, Record, Rate, StrikeOut, MarkEntry, Involve, Restrict, OpenInEmergency, ReviewEmergency,
	Import, Export, SeeWhoLooked, SeeAudit, AnswerSubject, Retain, ManageUsers, HandOver, MergeRecords, CheckRecord, TryRules, ChangeSettings,
	Refer, SeeReferrals, Triage, LookAgain, SeeGaps, ChangeGaps,
	RunMeetings, AskForMeeting,
}

// granted is for each permission the roles that have it. Whose record it may be
// used on, the table in decide.go says.
var granted = map[Permission][]Role{
	SeeRegister:     {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive, Provider},
	SeePerson:       {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive, Provider, PanelMember, Advocate, Family, ThePerson, InformationGovernance},
	BeInvolved:      {Clinician, SocialWorker, Provider, PanelMember, Advocate, Family, ThePerson},
	AddPerson:       {Coordinator, ReviewCoordinator, Clinician},
	Record:          {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Provider},
	Rate:            {Coordinator, Chair, Clinician},
	StrikeOut:       {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker},
	MarkEntry:       {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker},
	Involve:         {Coordinator, ReviewCoordinator},
	Restrict:        {Coordinator},
	OpenInEmergency: {Coordinator, Clinician},
	ReviewEmergency: {InformationGovernance},
	Import:          {Coordinator},
	Export:          {Coordinator, Executive},
	ManageUsers:     {Administrator},
	SeeWhoLooked:    {Coordinator, InformationGovernance, ThePerson},
	SeeAudit:        {InformationGovernance}, // not administrators, whose own acts are in it
	HandOver:        {Coordinator},
	MergeRecords:    {Coordinator},
	AnswerSubject:   {InformationGovernance},
	Retain:          {InformationGovernance}, // two of them for each disposal
	CheckRecord:     {Administrator, InformationGovernance},
	TryRules:        {Coordinator, Administrator},
	ChangeSettings:  {Administrator},
	Refer:           {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Provider},
	SeeReferrals:    {Coordinator, ReviewCoordinator, Chair, Executive},
	Triage:          {Coordinator},
	// A register may have one coordinator, and somebody else than before decides
	// the second time.
	LookAgain:     {Coordinator, ReviewCoordinator, Chair},
	RunMeetings:   {Coordinator, ReviewCoordinator, Chair},
	AskForMeeting: {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive, Provider, Advocate, Family, ThePerson},
	// Whoever buys or gives services sees what is missing; small numbers only who
	// sees the people.
	SeeGaps:    {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive},
	ChangeGaps: {Coordinator, Chair},
}

// Actor is who acts, in which register and in which roles there.
type Actor struct {
	UserID   string
	Name     string
	Email    string
	Register string
	Roles    []Role
	From     string // network address that they ask from; "" where there is none
	// AtMachine is for the command line on the machine itself, where whoever
	// may read the database may do everything.
	AtMachine bool
}

// Can decides if an actor may do a thing at all in the register they are signed
// in to. For what concerns one person, Decide goes on from there.
func Can(a Actor, p Permission) Decision {
	if a.UserID == "" {
		return Decision{Reason: "nobody is signed in"}
	}
	if r := RoleFor(a, p); r != "" {
		return Decision{Allowed: true, Role: r, Reason: fmt.Sprintf("%s may %s", r.Word(), p)}
	}
	return Decision{Reason: fmt.Sprintf("none of your roles in this register may %s", p)}
}

// RoleFor is the role in which an actor does a thing, for the record: the
// first of theirs that has the permission.
func RoleFor(a Actor, p Permission) Role {
	for _, r := range a.Roles {
		if slices.Contains(granted[p], r) {
			return r
		}
	}
	return ""
}
