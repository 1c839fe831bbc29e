package access

import (
	"slices"

	"homeward/internal/casefile"
)

// Reach is which people the lists of an actor have: those of whom Decide lets
// them see at least the minimum. The lists find them in SQL by this.
type Reach struct {
	// Everyone has all that are not restricted, and of those the ones to whom
	// the actor has a tie.
	Everyone bool
	// Of has, without Everyone, the relations that reach somebody by the
	// person's consent to the register.
	Of map[casefile.ConsentDecision][]Relation
	// Part has, likewise, the relations that reach one review or action.
	Part map[casefile.ConsentDecision][]Relation
	// As has, for the relations that reach nothing where the person does not want
	// to share with somebody, the kinds of recipient that the actor is in them, one
	// for each role: such a relation reaches while one of the kinds is not left out.
	As map[casefile.ConsentDecision]map[Relation][]casefile.ShareWith
}

// ReachOf is the reach of the lists of an actor, whoever they work for.
func ReachOf(a Actor) Reach { return ReachIn(a, "") }

// ReachIn is the reach of the lists of an actor who works for an organisation of
// a kind; see Question.WorksIn.
func ReachIn(a Actor, worksIn casefile.ShareWith) Reach {
	reach := Reach{As: map[casefile.ConsentDecision]map[Relation][]casefile.ShareWith{}, Of: map[casefile.ConsentDecision][]Relation{}, Part: map[casefile.ConsentDecision][]Relation{}}
	if a.AtMachine {
		reach.Everyone = true
		return reach
	}
	add := func(to map[casefile.ConsentDecision][]Relation, c casefile.ConsentDecision, r Relation) {
		if !slices.Contains(to[c], r) {
			to[c] = append(to[c], r)
		}
	}
	for _, r := range table {
		if !slices.Contains(a.Roles, r.role) || !slices.Contains(granted[SeeRegister], r.role) {
			continue
		}
		if r.relation == everyone {
			reach.Everyone = true
			continue
		}
		if r.relation.NeedsAgreement() {
			continue // those who need it have no lists
		}
		for _, c := range []casefile.ConsentDecision{casefile.Given, "", casefile.Refused, casefile.Withdrawn} {
			sight := r.by(c, false)
			switch sight {
			case Minimum, Whole:
				add(reach.Of, c, r.relation)
			case Part:
				add(reach.Part, c, r.relation)
			}
			if sight > Nothing && (c == casefile.Given || c == "") {
				if reach.As[c] == nil {
					reach.As[c] = map[Relation][]casefile.ShareWith{}
				}
				reach.As[c][r.relation] = append(reach.As[c][r.relation], RecipientOf(r.role, worksIn))
			}
		}
	}
	for _, as := range reach.As {
		for relation, kinds := range as {
			// What is seen in spite of a refusal is seen in spite of a choice.
			if slices.Contains(kinds, "") || slices.Contains(reach.Of[casefile.Refused], relation) || slices.Contains(reach.Part[casefile.Refused], relation) {
				delete(as, relation)
			}
		}
	}
	return reach
}

// AddsAs is the relation that somebody has to a person whom they put on the
// register; "" for who keeps it and needs none.
func AddsAs(a Actor) Relation {
	if a.AtMachine || slices.ContainsFunc(a.Roles, Keeps) {
		return ""
	}
	for _, r := range table {
		if slices.Contains(a.Roles, r.role) && slices.Contains(granted[AddPerson], r.role) && r.relation != everyone {
			return r.relation // the first of the role says most
		}
	}
	return ""
}

// minimum is what is seen of someone who refused consent or withdrew it: who
// the person is, what they decided, how they stand to the register and to
// hospital, and the reviews that law and policy oblige to there.
var minimum = []casefile.Kind{
	casefile.Details{}.Kind(), casefile.LocalAuthority{}.Kind(), casefile.Consent{}.Kind(), casefile.Sharing{}.Kind(),
	casefile.JoinedRegister{}.Kind(), casefile.LeftRegister{}.Kind(), casefile.MovedOut{}.Kind(), casefile.MoveAcknowledged{}.Kind(), casefile.MoveAsked{}.Kind(), casefile.LeaveTelling{}.Kind(), casefile.Died{}.Kind(),
	casefile.Admission{}.Kind(), casefile.WardMove{}.Kind(), casefile.LegalStatusChange{}.Kind(), casefile.Discharge{}.Kind(),
	casefile.OversightVisit{}.Kind(), casefile.ReviewHeld{}.Kind(), casefile.ReportSent{}.Kind(),
}

// InMinimum reports whether entries of a kind are seen with the sight Minimum.
func InMinimum(k casefile.Kind) bool { return slices.Contains(minimum, k) }

// MayRecord reports whether someone who may record, and sees so much of a
// record, may add a fact to it. Who does not see all that the personal details
// say cannot write them anew. Subjects are those of the ties of one thing.
func MayRecord(s Sight, subjects []string, f casefile.Fact) bool {
	switch s {
	case Whole:
		return true
	case Minimum:
		switch f.(type) {
		case casefile.Details:
			return false
		case casefile.Rated: // the colour is seen; what was written with it is not
			return true
		}
		return InMinimum(f.Kind())
	case Part:
		switch f.(type) {
		case casefile.ActionDone, casefile.ActionNotFollowed:
			return slices.Contains(subjects, casefile.SubjectOf(f))
		}
	}
	return false
}
