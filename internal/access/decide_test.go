package access

import (
	"slices"
	"testing"
	"time"

	"homeward/internal/casefile"
)

var (
	noon     = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	consents = []casefile.ConsentDecision{casefile.Given, "", casefile.Refused, casefile.Withdrawn}
	bools    = []bool{false, true}
)

// expect is what a role sees of somebody, said once more and in another way
// than the table says it: by hand, role by role, from what was agreed. Whoever
// changes one of the two must change the other and think.
func expect(role Role, tie *Tie, consent casefile.ConsentDecision, restricted, cutForAll bool, wanted Purpose) Sight {
	if !fits(role, wanted) {
		return Nothing
	}
	given := consent == casefile.Given
	cut := consent == casefile.Refused || consent == casefile.Withdrawn
	has := func(relations ...Relation) bool { return tie != nil && slices.Contains(relations, tie.Relation) }
	switch role {
	case Administrator:
		return Nothing
	case InformationGovernance:
		if wanted == Answering {
			return Whole
		}
		return Minimum
	case Coordinator, ReviewCoordinator, Chair, Executive:
		named := tie != nil && tie.Relation != Holder && tie.Relation != OfOrganisation
		switch {
		case restricted && !named:
			return Nothing
		case cut && (role != Coordinator || cutForAll):
			return Minimum
		}
		return Whole
	case Clinician:
		if given && !restricted && has(OfOrganisation) {
			return Whole
		}
		if has(CareTeam, Keyworker) || has(Holder) && !restricted {
			if cut {
				return Minimum
			}
			return Whole
		}
		if has(OwnsAction) && !cut {
			return Part
		}
	case SocialWorker:
		if given && !restricted && has(OfOrganisation) {
			return Whole
		}
		if has(NamedWorker, Keyworker, CareTeam) || has(Holder) && !restricted {
			if cut {
				return Minimum
			}
			return Whole
		}
		if has(OwnsAction) && !cut {
			return Part
		}
	case Provider:
		switch {
		case given && (has(OfProvider) || has(OfOrganisation) && !restricted):
			return Whole
		case given && has(OwnsAction):
			return Part
		}
	case PanelMember:
		if given && has(OnPanel) && tie.Review == casefile.Given {
			return Part
		}
	case Advocate:
		if given && has(SpeaksFor) && tie.Agreed {
			return Whole
		}
	case ThePerson:
		if has(IsThem) {
			return Whole
		}
	case Family:
		if given && has(Chosen) && tie.Agreed {
			return Whole
		}
	}
	return Nothing
}

// fits says for what each role sees anybody at all, leaving emergencies aside.
func fits(role Role, purpose Purpose) bool {
	switch purpose {
	case "":
		return role != InformationGovernance
	case DirectCare:
		return slices.Contains([]Role{Clinician, SocialWorker, Provider}, role)
	case RunningRegister:
		return slices.Contains([]Role{Coordinator, ReviewCoordinator, Chair, Executive}, role)
	case Review:
		return slices.Contains([]Role{Coordinator, ReviewCoordinator, Chair, Executive, Clinician, SocialWorker, Provider, PanelMember}, role)
	case Support:
		return role == Advocate || role == Family
	case OwnRecord:
		return role == ThePerson
	case Answering:
		return role == InformationGovernance
	case Audit:
		return slices.Contains([]Role{Coordinator, ReviewCoordinator, Chair, Executive, ThePerson, InformationGovernance}, role)
	}
	return false
}

// wantedFor is the purpose of a question: the one that it says or else that of
// the permission.
func wantedFor(p Permission, said Purpose) Purpose {
	switch {
	case said != "":
		return said
	case slices.Contains([]Permission{Involve, Restrict, Import, Export, HandOver, Triage, LookAgain, SeeReferrals, MergeRecords}, p):
		return RunningRegister
	case slices.Contains([]Permission{SeeWhoLooked, SeeAudit, ReviewEmergency}, p):
		return Audit
	case p == AnswerSubject:
		return Answering
	}
	return ""
}

// someTies are none, and each relation in each state that matters.
func someTies() []*Tie {
	all := []*Tie{nil}
	for _, r := range append(slices.Clone(Relations), Holder, OfOrganisation) {
		all = append(all, &Tie{Relation: r, Subject: "x1", Agreed: true, Review: casefile.Given})
		if r.NeedsAgreement() {
			all = append(all, &Tie{Relation: r})
		}
		if r == OnPanel {
			for _, review := range consents[1:] {
				all = append(all, &Tie{Relation: r, Subject: "x1", Review: review})
			}
		}
	}
	return all
}

// each goes through every question that can be asked of one role and one tie.
func each(t *testing.T, permissions []Permission, marks []Mark, ask func(q Question, role Role, tie *Tie, emergency bool)) {
	t.Helper()
	asked := 0
	for _, role := range Roles {
		for _, permission := range permissions {
			for _, tie := range someTies() {
				for _, consent := range consents {
					for _, restricted := range bools {
						for _, emergency := range bools {
							for _, how := range []struct {
								purpose   Purpose
								cutForAll bool
							}{{"", false}, {Audit, false}, {Answering, false}, {"", true}, {DirectCare, false}, {Review, true}, {Emergency, false}} {
								for _, mark := range marks {
									q := Question{
										Actor: Actor{UserID: "u", Register: "QXX", Roles: []Role{role}}, Permission: permission, Register: "QXX",
										Consent: consent, Restricted: restricted, Purpose: how.purpose, CutForAll: how.cutForAll, Mark: mark, At: noon,
									}
									if tie != nil {
										q.Ties = []Tie{*tie}
									}
									if emergency {
										q.Until = noon.Add(time.Minute)
									}
									asked++
									ask(q, role, tie, emergency)
								}
							}
						}
					}
				}
			}
		}
	}
	if asked < 13*18*4*2*2*7*len(permissions)*len(marks) {
		t.Errorf("only %d questions were asked", asked)
	}
}

func TestEveryQuestion(t *testing.T) {
	t.Parallel()
	least := map[Permission]Sight{SeePerson: Part, Record: Part, Rate: Minimum, StrikeOut: Minimum, MarkEntry: Minimum, Involve: Minimum, Restrict: Minimum, SeeWhoLooked: Minimum, Export: Whole, AnswerSubject: Whole, SeeReferrals: Minimum, Triage: Whole, LookAgain: Whole, MergeRecords: Whole, AskForMeeting: Whole}
	marksOf := map[Role][]Mark{
		Coordinator: Marks, ReviewCoordinator: Marks, Chair: Marks, Clinician: Marks, SocialWorker: Marks, Executive: {Safeguarding},
	}
	failed := 0
	each(t, Permissions, append([]Mark{""}, Marks...), func(q Question, role Role, tie *Tie, emergency bool) {
		d := Decide(q)
		least := least[q.Permission]
		if least == Nothing {
			least = Part // what concerns no person in particular is still asked of one
		}
		wanted := wantedFor(q.Permission, q.Purpose)
		allowed := func(sight Sight) bool {
			return Can(q.Actor, q.Permission).Allowed && sight >= least && (q.Mark == "" || slices.Contains(marksOf[role], q.Mark) || role == InformationGovernance && wanted == Answering)
		}
		sight := expect(role, tie, q.Consent, q.Restricted, q.CutForAll, wanted)
		want := allowed(sight)
		if emergency && (role == Coordinator || role == Clinician) {
			if wanted == "" || wanted == Emergency || wanted == DirectCare {
				sight = Whole
				want = allowed(sight)
			} else if d.Secret() && Can(q.Actor, q.Permission).Allowed {
				t.Errorf("%s who opened the record is told that there is nobody: %+v", role, d)
			}
		}
		if d.Allowed != want || d.Reason == "" || d.Allowed && (d.Sight != sight || d.Role != role || d.Purpose == "" || wanted != "" && d.Purpose != wanted) || Can(q.Actor, q.Permission).Allowed && d.Sight != sight {
			if failed++; failed <= 20 {
				t.Errorf("%s may %s? tie %+v, consent %q, restricted %v, emergency %v, purpose %q, mark %q:\n%+v, want %v with sight %d", role, q.Permission, tie, q.Consent, q.Restricted, emergency, q.Purpose, q.Mark, d, want, sight)
			}
		}
	})
}

// less is how much consent there is, for properties of the whole table.
func less(c casefile.ConsentDecision) []casefile.ConsentDecision {
	switch c {
	case casefile.Given:
		return []casefile.ConsentDecision{"", casefile.Refused, casefile.Withdrawn}
	case "":
		return []casefile.ConsentDecision{casefile.Refused, casefile.Withdrawn}
	}
	return nil
}

func TestTakingAwayNeverAddsAndGivingNeverRemoves(t *testing.T) {
	t.Parallel()
	failed := 0
	concerning := []Permission{SeePerson, Record, StrikeOut, Export} // one for each sight that is needed
	each(t, concerning, []Mark{""}, func(q Question, role Role, tie *Tie, emergency bool) {
		now := Decide(q)
		compare := func(what string, changed Question, mayBeMore bool) {
			then := Decide(changed)
			if !mayBeMore && (then.Sight > now.Sight || then.Allowed && !now.Allowed) || mayBeMore && (then.Sight < now.Sight || now.Allowed && !then.Allowed) {
				if failed++; failed <= 20 {
					t.Errorf("%s, %s, tie %+v, consent %q: %s makes %+v of %+v", role, q.Permission, tie, q.Consent, what, then, now)
				}
			}
		}
		for _, c := range less(q.Consent) {
			q := q
			q.Consent = c
			compare("consent "+string(c), q, false)
		}
		without, over, restricted, other, marked := q, q, q, q, q
		without.Ties = nil
		compare("losing the relation", without, false)
		over.Until = noon // it closes at this moment
		compare("the end of the emergency", over, false)
		restricted.Restricted = true
		compare("a restriction", restricted, false)
		other.Register = "QYY"
		if d := Decide(other); d.Allowed || d.Sight != Nothing {
			t.Errorf("%s sees somebody of another register", role)
		}
		marked.Mark = ThirdParty
		compare("a mark", marked, false)
		more := q
		more.Actor.Roles = append([]Role{SocialWorker}, role)
		compare("another role", more, true)
		twice := q
		twice.Ties = append(slices.Clone(q.Ties), Tie{Relation: CareTeam})
		compare("another relation", twice, true)
		cut := q
		cut.CutForAll = true
		compare("cutting for all", cut, false)
		choosy := q
		choosy.NotWith = casefile.ShareWiths[:4]
		compare("not sharing with some", choosy, false)
	})
}

func TestARefusalIsSecretUnlessSomethingIsSeen(t *testing.T) {
	t.Parallel()
	nobody := Question{Actor: Actor{UserID: "u", Register: "Q", Roles: []Role{SocialWorker}}, Register: "Q", Permission: SeePerson, At: noon}
	if d := Decide(nobody); d.Allowed || !d.Secret() {
		t.Errorf("who sees nothing may know that there is somebody: %+v", d)
	}
	part := Question{Actor: Actor{UserID: "u", Register: "Q", Roles: []Role{SocialWorker}}, Register: "Q", Permission: StrikeOut, Ties: []Tie{{Relation: OwnsAction, Subject: "a"}}, At: noon}
	if d := Decide(part); d.Allowed || d.Secret() {
		t.Errorf("who sees a part may know that there is somebody: %+v", d)
	}
}

func TestTheMachineAndTheWriter(t *testing.T) {
	t.Parallel()
	q := Question{Actor: Actor{UserID: "u", Register: "Q", Roles: Roles, AtMachine: true}, Register: "Q", Permission: SeePerson, Restricted: true, Consent: casefile.Withdrawn, At: noon}
	if d := Decide(q); !d.Allowed || d.Sight != Whole {
		t.Errorf("the command line: %+v", d)
	}
	q.Register = "R"
	if d := Decide(q); d.Allowed {
		t.Errorf("the command line works in one register: %+v", d)
	}
	wrote := Question{Actor: Actor{UserID: "u", Register: "Q", Roles: []Role{Provider}}, Register: "Q", Permission: SeePerson, Ties: []Tie{{Relation: OfProvider}}, Consent: casefile.Given, Mark: Safeguarding, At: noon}
	if Decide(wrote).Allowed {
		t.Error("a provider sees a safeguarding entry")
	}
	wrote.Wrote = true
	if !Decide(wrote).Allowed {
		t.Error("who wrote an entry does not see it")
	}
}

// The lists have whom the question says, for each relation and consent.
func TestReachIsWhatDecideSays(t *testing.T) {
	t.Parallel()
	for _, role := range Roles {
		a := Actor{UserID: "u", Register: "Q", Roles: []Role{role}}
		reach := ReachOf(a)
		lists := Can(a, SeeRegister).Allowed
		for _, relation := range append(slices.Clone(Relations), Holder, OfOrganisation, everyone) {
			for _, consent := range consents {
				q := Question{Actor: a, Register: "Q", Permission: SeePerson, Consent: consent, At: noon}
				if relation != everyone {
					q.Ties = []Tie{{Relation: relation, Subject: "x", Agreed: true, Review: casefile.Given}}
				}
				sight := Decide(q).Sight
				whole := reach.Everyone || slices.Contains(reach.Of[consent], relation)
				part := slices.Contains(reach.Part[consent], relation)
				if whole != (lists && sight >= Minimum) || part != (lists && sight == Part) {
					t.Errorf("%s as %q with consent %q: sight %d, listed %v, in part %v", role, relation, consent, sight, whole, part)
				}
			}
		}
		if role != Coordinator && role != Clinician && role != ReviewCoordinator && AddsAs(a) != "" {
			t.Errorf("%s adds people as %s", role, AddsAs(a))
		}
	}
	if got := AddsAs(Actor{Roles: []Role{Clinician}}); got != CareTeam {
		t.Errorf("a clinician adds people as %q", got)
	}
	if got := AddsAs(Actor{Roles: []Role{Clinician, Coordinator}}); got != "" {
		t.Errorf("a coordinator adds people as %q", got)
	}
}

func TestWhatMayBeRecordedOfWhatIsSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fact casefile.Fact
		by   []Sight
	}{
		{casefile.Note{}, []Sight{Whole}}, {casefile.Details{}, []Sight{Whole}}, {casefile.Address{}, []Sight{Whole}}, {casefile.Action{ID: "a1"}, []Sight{Whole}},
		{casefile.Consent{}, []Sight{Minimum, Whole}}, {casefile.Rated{}, []Sight{Minimum, Whole}}, {casefile.Died{}, []Sight{Minimum, Whole}}, {casefile.Discharge{}, []Sight{Minimum, Whole}},
		{casefile.ActionDone{Action: "a1"}, []Sight{Part, Whole}}, {casefile.ActionNotFollowed{Action: "a1"}, []Sight{Part, Whole}}, {casefile.ActionDone{Action: "a2"}, []Sight{Whole}},
	} {
		var got []Sight
		for _, sight := range []Sight{Nothing, Part, Minimum, Whole} {
			if MayRecord(sight, []string{"a1"}, c.fact) {
				got = append(got, sight)
			}
		}
		if !slices.Equal(got, c.by) {
			t.Errorf("%T is recorded by %v, want %v", c.fact, got, c.by)
		}
	}
}
