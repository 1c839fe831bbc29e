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
	InformationGovernance Role = "information-governance" // audit, retention, exports
	Administrator         Role = "administrator"          // users, settings, imports
)

// Roles lists every role, in the order to show them.
var Roles = []Role{Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive, InformationGovernance, Administrator}

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
	SeeRegister    Permission = "see the register"
	SeePerson      Permission = "see a person's record"
	AddPerson      Permission = "add a person"
	Record         Permission = "record what happened"
	Rate           Permission = "give a rating"
	StrikeOut      Permission = "strike out an entry"
	Import         Permission = "bring in a spreadsheet"
	Export         Permission = "export the register"
	ManageUsers    Permission = "add and remove users"
	SeeWhoLooked   Permission = "see who has looked at a record"
	SeeAudit       Permission = "see what everyone did"
	CheckRecord    Permission = "verify and rebuild the record"
	ChangeSettings Permission = "change the register's settings"
)

// Permissions lists every permission, in the order of the table.
var Permissions = []Permission{SeeRegister, SeePerson, AddPerson, Record, Rate, StrikeOut, Import, Export, SeeWhoLooked, SeeAudit, ManageUsers, CheckRecord, ChangeSettings}

// granted is the whole of it: for each permission, the roles that have it.
var granted = map[Permission][]Role{
	SeeRegister:    {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive, InformationGovernance, Administrator},
	SeePerson:      {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker, Executive, InformationGovernance},
	AddPerson:      {Coordinator, ReviewCoordinator, Clinician},
	Record:         {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker},
	Rate:           {Coordinator, Chair, Clinician},
	StrikeOut:      {Coordinator, ReviewCoordinator, Chair, Clinician, SocialWorker},
	Import:         {Coordinator},
	Export:         {Coordinator, Executive, InformationGovernance},
	ManageUsers:    {Administrator},
	SeeWhoLooked:   {Coordinator, InformationGovernance},
	SeeAudit:       {InformationGovernance}, // not administrators, whose own acts are in it
	CheckRecord:    {Administrator, InformationGovernance},
	ChangeSettings: {Administrator},
}

// Actor is who acts, in which register and in which roles there.
type Actor struct {
	UserID   string
	Name     string
	Email    string
	Register string
	Roles    []Role
	From     string // network address that they ask from; "" where there is none
}

// Decision is the answer, and why.
type Decision struct {
	Allowed bool
	Reason  string
}

// Can decides if an actor may do a thing in the register they are signed in to.
func Can(a Actor, p Permission) Decision {
	if a.UserID == "" {
		return Decision{false, "nobody is signed in"}
	}
	for _, r := range a.Roles {
		if slices.Contains(granted[p], r) {
			return Decision{true, fmt.Sprintf("%s may %s", r.Word(), p)}
		}
	}
	return Decision{false, fmt.Sprintf("none of your roles in this register may %s", p)}
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
