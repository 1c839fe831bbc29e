package app

import (
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
)

// Early signs are listed as they stand on the person's page: of whom one sees but
// the minimum there is nothing, and what is marked suggests nothing to who may
// not read it.
func TestEarlySignsAreListedForWhoMayReadThem(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		line := CommandLine("HERE")
		sign := casefile.Add{On: b.Today(), Fact: casefile.EarlySign{Sign: "police", Says: "The police were called, or they were arrested"}}
		consent := func(d casefile.ConsentDecision) casefile.Decision {
			return casefile.Add{On: b.Today(), Fact: casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: casefile.Own}}
		}
		withdrew := b.called(t, "Ann", sign, consent(casefile.Given), consent(casefile.Withdrawn))
		notNHS := b.called(t, "Ben", sign, consent(casefile.Given), casefile.Add{On: b.Today(), Fact: casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithNHSTeams, Choice: casefile.No}}}})
		marked := b.called(t, "Cat", sign, consent(casefile.Given))
		plain := b.called(t, "Dan", sign, consent(casefile.Given))
		for _, e := range b.caseOf(t, marked).Entries {
			if _, ok := e.Fact.(casefile.EarlySign); ok {
				must(t, b.Mark(b.ctx, b.here, marked, e.Seq, access.ThirdParty, "Told by a neighbour"))
			}
		}
		nurse, ward, lead := b.user(t, "Nurse", access.Clinician), b.user(t, "Ward", access.Provider), b.user(t, "Lead", access.Executive)
		for _, id := range []string{withdrew, notNHS, marked, plain} {
			must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
			must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: ward.UserID, Relation: access.OfProvider}))
		}
		for who, x := range map[string]struct {
			actor access.Actor
			want  map[string]bool
		}{
			"the coordinator": {b.here, map[string]bool{withdrew: true, notNHS: true, marked: true, plain: true}},
			"a nurse":         {nurse, map[string]bool{marked: true, plain: true}},
			"a provider":      {ward, map[string]bool{notNHS: true, plain: true}},
			"an executive":    {lead, map[string]bool{notNHS: true, plain: true}},
		} {
			page, err := b.Suggested(b.ctx, x.actor, 1)
			must(t, err)
			got := map[string]bool{}
			for _, r := range page.Rows {
				got[r.Person.CaseID] = true
			}
			for id, name := range map[string]string{withdrew: "who withdrew", notNHS: "who does not share with the NHS", marked: "whose sign is marked", plain: "who consents"} {
				if got[id] != x.want[id] {
					t.Errorf("%s: listed %v, %s", who, got[id], name)
				}
				view, err := b.Person(b.ctx, x.actor, id, AsAt{})
				if err != nil && As(err).Kind != NotFound {
					t.Fatal(err)
				}
				if err == nil && access.Can(x.actor, access.Record).Allowed {
					if on, err := b.SuggestionsFor(b.ctx, x.actor, view); err != nil || len(on) > 0 != x.want[id] {
						t.Errorf("%s: %d suggestions on the page, %s, %v", who, len(on), name, err)
					}
				}
			}
			if page.Total != len(x.want) {
				t.Errorf("%s: %d in all, want %d", who, page.Total, len(x.want))
			}
		}
	})
}
