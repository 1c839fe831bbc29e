package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// staffMember is a user of HERE in a role.
func (b *board) staffMember(t testing.TB, name string, roles ...access.Role) access.Actor {
	t.Helper()
	id, err := b.AddUser(b.ctx, CommandLine("HERE"), NewUser{Email: NewID() + "@here.example", Name: name, Password: goodPassword, Register: "HERE", Roles: roles})
	must(t, err)
	return access.Actor{UserID: id, Name: name, Register: "HERE", Roles: roles}
}

// The lists of each role have whom its question lets it see, on both engines:
// for every relation, consent and restriction.
func TestListsHaveWhomTheQuestionsLetSee(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		line := CommandLine("HERE")
		type someone struct{ id, about string }
		var people []someone
		byRelation := map[access.Relation][]string{}
		for _, code := range []string{"TRUST", "OLD", "OTHER"} {
			must(t, b.AddOrganisation(b.ctx, line, Organisation{Code: code, Name: code, Kind: string(Trust), From: b.Today() - 100}))
		}
		for _, relation := range append([]access.Relation{"", access.Holder, access.OfOrganisation}, access.Relations...) {
			for at, consent := range []casefile.ConsentDecision{casefile.Given, "", casefile.Refused, casefile.Withdrawn, casefile.Given, casefile.Given} {
				for _, restricted := range []bool{false, true} {
					id := b.person(t, "").Case
					// Everyone below works for an NHS trust, whatever their role.
					not := map[int]casefile.ShareWith{4: casefile.WithNHSTeams, 5: casefile.WithCouncil}[at]
					add := func(f casefile.Fact) {
						must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: f})))
					}
					add(casefile.Action{ID: "a1", Due: b.Today() + 3, Text: "Ring the landlord"})
					add(casefile.SupportNeed{ID: "n1", Text: "Someone at night", Category: "help-at-home", Provider: "Oak Homes"})
					add(casefile.EarlySign{Sign: "police", Says: "The police were called, or they were arrested"})
					add(casefile.Admission{Hospital: "X1", Ward: "Elm", Security: casefile.General, LegalStatus: "2"})
					add(casefile.DischargeDelay{ID: "d1", Code: "lack-housing"})
					add(casefile.ReviewHeld{ID: "r1", Setting: casefile.Community})
					add(casefile.Consent{To: casefile.ToReviews, Decision: casefile.Given, Basis: casefile.Own})
					if consent != "" {
						add(casefile.Consent{To: casefile.ToRegister, Decision: consent, Basis: casefile.Own})
					}
					if not != "" {
						add(casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: not, Choice: casefile.No}}})
					}
					if relation == access.Holder {
						add(casefile.Coordinator{Name: "Sam Taylor"})
					}
					if relation == access.OfOrganisation {
						must(t, b.InvolveOrganisation(b.ctx, line, id, map[bool]string{false: "TRUST", true: "OLD"}[restricted || consent == casefile.Given], 0))
						must(t, b.InvolveOrganisation(b.ctx, line, id, "OTHER", 0))
					}
					if restricted {
						must(t, b.Restrict(b.ctx, line, id, true, "a test"))
					}
					people = append(people, someone{id, fmt.Sprintf("%q, consent %q, not with %q, restricted %v", relation, consent, not, restricted)})
					byRelation[relation] = append(byRelation[relation], id)
				}
			}
		}
		// TRUST takes the place of OLD, so who works for it has those of both.
		must(t, b.EndOrganisation(b.ctx, line, "OLD", b.Today(), "TRUST"))
		for _, role := range access.Roles {
			actor := b.staffMember(t, "Sam Taylor", role)
			must(t, b.ChangeUser(b.ctx, line, actor.UserID, actor.Name, Place{Roles: actor.Roles, Organisation: "TRUST"}))
			if access.Can(actor, access.SeeRegister).Allowed {
				must(t, b.SayWhose(b.ctx, line, "Sam Taylor", actor.UserID))
			}
			for relation, ids := range byRelation {
				for i, id := range ids {
					if relation == "" || !relation.Names() || !access.Gives(role, relation) || relation == access.Named && i%2 == 0 || relation == access.IsThem && i != 3 {
						continue
					}
					n := NewInvolvement{UserID: actor.UserID, Relation: relation}
					switch relation {
					case access.OnPanel:
						n.Subject = "r1"
					case access.OwnsAction:
						n.Subject = "a1"
					case access.SpeaksFor, access.Chosen:
						n.Agreed = casefile.Own
					}
					must(t, b.Involve(b.ctx, line, id, n))
				}
			}
			if !access.Can(actor, access.SeeRegister).Allowed {
				continue
			}
			listed, due := map[string]bool{}, map[string]int{}
			page, err := b.People(b.ctx, actor, PeopleQuery{Size: 500})
			must(t, err)
			for _, p := range page.Rows {
				listed[p.CaseID] = true
			}
			list, err := b.Due(b.ctx, actor, DueQuery{Size: 500})
			must(t, err)
			for _, r := range list.Rows {
				due[r.CaseID]++
			}
			if page.Total != len(page.Rows) || page.Counts.Total() != len(page.Rows) || list.Total != len(list.Rows) {
				t.Errorf("%s: %d people of %d, counted %d; %d due of %d", role, len(page.Rows), page.Total, page.Counts.Total(), len(list.Rows), list.Total)
			}
			needs, err := b.Needs(b.ctx, actor, NeedsQuery{Size: 500})
			must(t, err)
			needed := map[string]string{}
			for _, n := range needs.Rows {
				needed[n.CaseID] = n.Words
			}
			if needs.Total != len(needs.Rows) || needs.Counts.Waiting != len(needs.Rows) {
				t.Errorf("%s: %d needs of %d, counted %+v", role, len(needs.Rows), needs.Total, needs.Counts)
			}
			signs, done, delayed, found := map[string]bool{}, map[string]string{}, map[string]bool{}, map[string]bool{}
			for page, pages := 1, 1; page <= pages; page++ {
				list, err := b.Suggested(b.ctx, actor, page)
				must(t, err)
				pages = list.Pages
				for _, r := range list.Rows {
					signs[r.Person.CaseID] = true
				}
				if page == pages && list.Total != len(signs) {
					t.Errorf("%s: early signs of %d, of %d", role, len(signs), list.Total)
				}
			}
			actions, err := b.Actions(b.ctx, actor, ActionsQuery{Size: 500})
			must(t, err)
			for _, r := range actions.Rows {
				done[r.CaseID] = r.Says.Text
			}
			if actions.Total != len(actions.Rows) {
				t.Errorf("%s: %d actions of %d", role, len(actions.Rows), actions.Total)
			}
			for only, into := range map[bool]map[string]bool{false: delayed, true: found} {
				list, err := b.Inpatients(b.ctx, actor, InpatientQuery{Delayed: only, Size: 500})
				must(t, err)
				for _, r := range list.Rows {
					into[r.CaseID] = r.Delay != ""
				}
				if list.Total != len(list.Rows) || !only && len(list.Rows) != len(page.Rows) {
					t.Errorf("%s: %d inpatients of %d, and %d people", role, len(list.Rows), list.Total, len(page.Rows))
				}
			}
			for _, p := range people {
				v, err := b.Person(b.ctx, actor, p.id, AsAt{})
				if err != nil && As(err).Kind != NotFound {
					t.Fatal(err)
				}
				if want := v.Sight >= access.Minimum; listed[p.id] != want {
					t.Errorf("%s, %s: sight %d, listed %v", role, p.about, v.Sight, listed[p.id])
				}
				open := 0
				for _, d := range v.Obligations {
					if d.State.String() == "due" || d.State.String() == "overdue" {
						open++
					}
				}
				if read := needed[p.id] == "Someone at night"; read != (v.Sight == access.Whole) {
					t.Errorf("%s, %s: sight %d, the need in the list is %q", role, p.about, v.Sight, needed[p.id])
				}
				if whole := v.Sight == access.Whole; signs[p.id] != whole || delayed[p.id] != whole || found[p.id] != whole {
					t.Errorf("%s, %s: sight %d, early signs %v, a delay %v and found by it %v", role, p.about, v.Sight, signs[p.id], delayed[p.id], found[p.id])
				}
				reads := v.Case != nil && slices.ContainsFunc(v.Case.ActionStates(), func(s casefile.ActionState) bool { return s.Text == "Ring the landlord" })
				if words, listed := done[p.id]; listed != reads || listed && words != "Ring the landlord" {
					t.Errorf("%s, %s: sight %d, the action in the list is %q, %v", role, p.about, v.Sight, words, listed)
				}
				if due[p.id] != open {
					t.Errorf("%s, %s: sight %d, %d things due on the page and %d in the list", role, p.about, v.Sight, open, due[p.id])
				}
			}
		}
	})
}

// Nothing that somebody wrote is in what is shown of a record that is cut or
// marked, wherever it stood.
func TestWhatIsWithheldIsGone(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	const words = "XYZZY"
	id := b.person(t, "").Case
	for _, f := range []casefile.Fact{
		casefile.Rated{Rating: casefile.Red, Factors: []string{words}, HowSoon: words, WouldChange: words, Actions: []string{words}},
		casefile.Note{}, casefile.Contact{ID: "c1", Role: words, Name: words, Organisation: words, Phone: words}, casefile.Address{Lines: words, Postcode: words},
		casefile.GP{Practice: words}, casefile.Keyworker{Status: casefile.KeyworkerNamed, Name: words}, casefile.Action{ID: "a1", Due: b.Today() + 3, Text: words, Owner: words},
		casefile.ActionNotFollowed{Action: "a1", Reason: words}, casefile.SupportNeed{ID: "n1", WantedBy: b.Today() + 3, Text: words},
		casefile.Meeting{}, casefile.LAEP{}, casefile.Referral{ID: "f1", By: casefile.ByFamily}, casefile.ReferralDecision{Referral: "f1", Outcome: casefile.Accepted, Reason: words},
	} {
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: f, Note: words})))
	}
	v, err := b.Person(b.ctx, b.here, id, AsAt{})
	must(t, err)
	nurse, panel := b.staffMember(t, "Nurse", access.Clinician), b.staffMember(t, "Provider", access.Provider)
	must(t, b.Involve(b.ctx, b.here, id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
	must(t, b.Involve(b.ctx, b.here, id, NewInvolvement{UserID: panel.UserID, Relation: access.OfProvider}))
	consent := func(d casefile.ConsentDecision) {
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: casefile.Own}})))
	}
	shown := func(who access.Actor) string {
		t.Helper()
		v, err := b.Person(b.ctx, who, id, AsAt{})
		must(t, err)
		return fmt.Sprintf("%+v %+v %+v %+v %+v %+v", *v.Case, *v.Shown, v.Obligations, v.Missed, v.Case.Rating, v.Case.Keyworker)
	}
	consent(casefile.Given)
	if n := count(shown(panel), words); n < 20 {
		t.Fatalf("only %d times are the words there at all", n)
	}
	for _, e := range v.Case.Entries[2:] {
		must(t, b.Mark(b.ctx, b.here, id, e.Seq, access.ThirdParty, "told in confidence"))
	}
	if s := shown(panel); count(s, words) > 0 {
		t.Errorf("a provider is shown marked words: %s", s)
	}
	if count(shown(nurse), words) == 0 {
		t.Error("a nurse may read them")
	}
	consent(casefile.Withdrawn)
	if s := shown(nurse); count(s, words) > 0 {
		t.Errorf("without consent a nurse is shown %s", s)
	}
	wantKind(t, second(b.Person(b.ctx, panel, id, AsAt{})), NotFound)
}

func count(s, words string) (n int) {
	for i := 0; i+len(words) <= len(s); i++ {
		if s[i:i+len(words)] == words {
			n++
		}
	}
	return n
}

// Of who withdrew consent it is seen where they are, and no note says how that came
// about.
func TestTheMinimumHasNoNotes(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.called(t, "Ann")
	day := b.Today()
	for _, d := range []casefile.Decision{
		casefile.Add{On: day - 9, Fact: casefile.LocalAuthority{Name: "Eastmoor"}, Note: "Kept from her father"},
		casefile.Admit{On: day - 8, Admission: casefile.Admission{Hospital: "X0001", Ward: "Elm", Security: casefile.General, LegalStatus: "2"}, Note: "Kept after the fire"},
		casefile.Add{On: day - 7, Fact: casefile.LegalStatusChange{LegalStatus: "3"}, Note: "Kept for her threats"},
		casefile.Add{On: day - 6, Fact: casefile.OversightVisit{}, Note: "Kept in her room"},
		casefile.Add{On: day - 5, Fact: casefile.ReviewHeld{ID: "r", Setting: casefile.Inpatient}, Note: "Kept quiet"},
		casefile.Add{On: day, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}},
	} {
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, d)))
	}
	for _, role := range []access.Role{access.Coordinator, access.Executive} {
		v, err := b.Person(b.ctx, b.staffMember(t, "Another "+string(role), role), id, AsAt{})
		must(t, err)
		told := fmt.Sprintf("%+v %+v", v.Case, v.Shown)
		if strings.Contains(told, "Kept") != (role == access.Coordinator) {
			t.Errorf("the %s reads notes: %v", role, role != access.Coordinator)
		}
		if !strings.Contains(told, "Elm") {
			t.Errorf("the %s does not see where they are", role)
		}
	}
}

// Of who moved and withdrew their consent it is seen that they moved, and not what
// they said about it nor by which law it was passed on.
func TestTheMinimumOfAMove(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	id := b.called(t, "Ann", casefile.MoveOut{On: b.Today(), Move: casefile.MoveRecord{To: "South", Basis: casefile.MoveByLaw, Law: "Section 117", View: "I did not want them to know"}, Note: "Fled her father"})
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Withdrawn, Basis: casefile.Own}})))
	for _, x := range []struct {
		role access.Role
		want casefile.MoveRecord
	}{{access.Coordinator, casefile.MoveRecord{To: "South", Basis: casefile.MoveByLaw, Law: "Section 117", View: "I did not want them to know"}}, {access.Executive, casefile.MoveRecord{Basis: casefile.MoveByLaw}}} {
		v, err := b.Person(b.ctx, b.staffMember(t, string(x.role), x.role), id, AsAt{})
		must(t, err)
		for _, of := range [][]casefile.Recorded{v.Case.Entries, v.Shown.Entries} {
			for _, e := range of {
				if f, ok := e.Fact.(casefile.MovedOut); ok && f.MoveRecord != x.want {
					t.Errorf("the %s sees %+v", x.role, f.MoveRecord)
				}
			}
		}
		if m, waits := v.Case.MoveWaits(); !waits || m.To != x.want.To {
			t.Errorf("the %s sees of the move %+v, that waits: %v", x.role, m, waits)
		}
	}
	must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: casefile.MoveAcknowledged{By: "Tom Ash, South"}, Note: "She lives with her aunt"})))
	for _, role := range []access.Role{access.Coordinator, access.Executive} {
		v, err := b.Person(b.ctx, b.staffMember(t, "Another "+string(role), role), id, AsAt{})
		must(t, err)
		told := fmt.Sprintf("%+v %+v", v.Case, v.Shown)
		for _, words := range []string{"Fled her father", "Tom Ash", "her aunt"} {
			if strings.Contains(told, words) != (role == access.Coordinator) {
				t.Errorf("the %s sees %q: %v", role, words, role != access.Coordinator)
			}
		}
		if _, waits := v.Case.MoveWaits(); waits {
			t.Errorf("for the %s the move still waits", role)
		}
	}
}
