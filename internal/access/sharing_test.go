package access

import (
	"slices"
	"testing"

	"homeward/internal/casefile"
)

// What each role sees who is involved, with consent, when the person does not
// want to share with a kind: the table by hand.
func TestAChoiceNotToShareCutsThatKindAndNoOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role     Role
		tie      Tie
		worksIn  casefile.ShareWith
		not      casefile.ShareWith
		otherNot casefile.ShareWith
		cut      Sight
	}{
		{SocialWorker, Tie{Relation: NamedWorker}, "", casefile.WithCouncil, casefile.WithNHSTeams, Minimum},
		{SocialWorker, Tie{Relation: Keyworker}, casefile.WithNHSTeams, casefile.WithNHSTeams, casefile.WithCouncil, Minimum},
		{SocialWorker, Tie{Relation: Holder}, "", casefile.WithCouncil, casefile.WithProvider, Minimum},
		{SocialWorker, Tie{Relation: OfOrganisation}, casefile.WithCouncil, casefile.WithCouncil, casefile.WithNHSTeams, Nothing},
		{Clinician, Tie{Relation: CareTeam}, "", casefile.WithNHSTeams, casefile.WithCouncil, Minimum},
		{Clinician, Tie{Relation: OfOrganisation}, casefile.WithNHSTeams, casefile.WithNHSTeams, casefile.WithProvider, Nothing},
		{Provider, Tie{Relation: OfProvider}, "", casefile.WithProvider, casefile.WithCouncil, Nothing},
		{Provider, Tie{Relation: OfProvider}, casefile.WithSchool, casefile.WithSchool, casefile.WithProvider, Nothing},
		{Advocate, Tie{Relation: SpeaksFor, Agreed: true}, casefile.WithCouncil, casefile.WithAdvocate, casefile.WithCouncil, Nothing},
		{Family, Tie{Relation: Chosen, Agreed: true}, "", casefile.WithFamily, casefile.WithCouncil, Nothing},
	} {
		q := Question{
			Actor: Actor{UserID: "u", Register: "Q", Roles: []Role{c.role}}, Register: "Q", Permission: SeePerson,
			Ties: []Tie{c.tie}, Consent: casefile.Given, WorksIn: c.worksIn, At: noon,
		}
		sight := func(not ...casefile.ShareWith) Sight { q.NotWith = not; return Decide(q).Sight }
		if all, other, cut := sight(), sight(c.otherNot), sight(c.not); all != Whole || other != Whole || cut != c.cut {
			t.Errorf("%s, %s of %q, not with %s: sight %d, without any choice %d, with another %d", c.role, c.tie.Relation, c.worksIn, c.not, cut, all, other)
		}
		q.Until = noon.Add(1)
		if d := Decide(q); (c.role == Clinician) != (d.Purpose == Emergency) {
			t.Errorf("%s in an emergency: %+v", c.role, d)
		}
	}
	for _, role := range []Role{Coordinator, ReviewCoordinator, Chair, Executive, ThePerson} {
		q := Question{Actor: Actor{UserID: "u", Register: "Q", Roles: []Role{role}}, Register: "Q", Permission: SeePerson, Ties: []Tie{{Relation: IsThem}}, Consent: casefile.Given, NotWith: casefile.ShareWiths, At: noon}
		if Decide(q).Sight != Whole {
			t.Errorf("%s is cut by a choice about others", role)
		}
	}
}

// Lists have whom the question says, whatever the person chose and whatever the
// actor does and works for.
func TestReachFollowsTheChoices(t *testing.T) {
	t.Parallel()
	works := []casefile.ShareWith{"", casefile.WithNHSTeams, casefile.WithCouncil, casefile.WithProvider, casefile.WithSchool}
	for _, first := range Roles {
		for _, second := range Roles {
			a := Actor{UserID: "u", Register: "Q", Roles: []Role{first, second}}
			for _, worksIn := range works {
				reach := ReachIn(a, worksIn)
				for _, relation := range append(slices.Clone(Relations), Holder, OfOrganisation) {
					if relation.NeedsAgreement() {
						continue // those who need it have no lists
					}
					for _, consent := range consents {
						for _, not := range append([]casefile.ShareWith{""}, casefile.ShareWiths...) {
							q := Question{Actor: a, Register: "Q", Permission: SeePerson, Consent: consent, WorksIn: worksIn, At: noon}
							q.Ties = []Tie{{Relation: relation, Subject: "x", Agreed: true, Review: casefile.Given}}
							if not != "" {
								q.NotWith = []casefile.ShareWith{not}
							}
							reaches := func(of map[casefile.ConsentDecision][]Relation) bool {
								kinds, cuts := reach.As[consent][relation]
								return slices.Contains(of[consent], relation) && (!cuts || slices.ContainsFunc(kinds, func(k casefile.ShareWith) bool { return k != not }))
							}
							q.Actor.Roles = slices.DeleteFunc(slices.Clone(a.Roles), func(r Role) bool { return !slices.Contains(granted[SeeRegister], r) })
							sight := Decide(q).Sight
							whole := reach.Everyone || reaches(reach.Of)
							part := !whole && reaches(reach.Part)
							if whole != (sight >= Minimum) || part != (sight == Part) {
								t.Fatalf("%v of %q as %q with consent %q, not with %q: sight %d, listed %v, in part %v", a.Roles, worksIn, relation, consent, not, sight, whole, part)
							}
						}
					}
				}
			}
		}
	}
}

func TestWhatAKindSeesIsSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		with    casefile.ShareWith
		consent casefile.ConsentDecision
		choice  casefile.YesNo
		most    Sight
		known   bool
	}{
		{casefile.WithProvider, casefile.Given, casefile.Yes, Whole, true}, {casefile.WithProvider, casefile.Given, casefile.No, Nothing, true},
		{casefile.WithProvider, "", "", Nothing, true}, {casefile.WithCouncil, casefile.Given, casefile.No, Minimum, true}, {casefile.WithCouncil, "", "", Whole, true},
		{casefile.WithSchool, casefile.Given, "", Whole, true}, {casefile.WithSchool, casefile.Given, casefile.No, Nothing, true},
		{casefile.WithFamily, casefile.Withdrawn, casefile.Yes, Nothing, true}, {"police", casefile.Given, casefile.Yes, Nothing, false},
	} {
		if most, known := SeenBy(c.with, c.consent, c.choice); most != c.most || known != c.known {
			t.Errorf("%s with %q and %q: %d, %v", c.with, c.consent, c.choice, most, known)
		}
	}
}
