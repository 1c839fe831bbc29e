package access

import "slices"

// Purpose is what a record is looked at for, or a thing done for.
type Purpose string

const (
	DirectCare      Purpose = "direct care"
	RunningRegister Purpose = "running the register"
	Review          Purpose = "a review"
	Support         Purpose = "supporting the person"
	OwnRecord       Purpose = "reading one's own record"
	Audit           Purpose = "audit"
	Answering       Purpose = "answering a request for a person’s information"
	Emergency       Purpose = "an emergency"
)

// Purposes lists them.
var Purposes = []Purpose{DirectCare, RunningRegister, Review, Support, OwnRecord, Audit, Answering, Emergency}

// alsoServes is for what else one may use what one sees for a purpose.
var alsoServes = map[Purpose][]Purpose{
	RunningRegister: {Review, Audit}, // who keeps the register arranges the reviews, and is asked who looked
	DirectCare:      {Review},        // and who cares for the person is asked what to review
	OwnRecord:       {Audit},         // everyone may know who looked at their record
	Emergency:       {DirectCare},
}

// asked reports whether a purpose counts only where the question names it, and
// then whatever the record is restricted to. Who answers a request reads also
// what is marked, for it is about that that they decide.
func (p Purpose) asked() bool { return p == Audit || p == Answering }

// serves reports whether what is seen for a purpose may be used for the one that
// is wanted; "" is the ordinary use.
func (p Purpose) serves(wanted Purpose) bool {
	return p == wanted || wanted == "" && !p.asked() || slices.Contains(alsoServes[p], wanted)
}

// purposeOf has the permissions that are for one purpose, whoever uses them and
// whatever their relation to the person: so nobody takes away, restricts or
// gives to others what they see for care in an emergency.
var purposeOf = map[Permission]Purpose{
	Involve: RunningRegister, Restrict: RunningRegister, Import: RunningRegister, Export: RunningRegister, HandOver: RunningRegister, Triage: RunningRegister, LookAgain: RunningRegister, SeeReferrals: RunningRegister, MergeRecords: RunningRegister,
	SeeWhoLooked: Audit, SeeAudit: Audit, ReviewEmergency: Audit, AnswerSubject: Answering,
}

// PurposeFor is what an actor uses a permission for, where nobody's record in
// particular says more: what the permission is for or else what the role is for
// in which they have it. It is "" for who does not have it.
func PurposeFor(a Actor, p Permission) Purpose {
	role := RoleFor(a, p)
	switch {
	case role == "":
		return ""
	case purposeOf[p] != "":
		return purposeOf[p]
	}
	if i := slices.IndexFunc(table, func(r row) bool { return r.role == role }); i >= 0 && !a.AtMachine {
		return table[i].purpose
	}
	return RunningRegister // administrators, who see nobody
}
