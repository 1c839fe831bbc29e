package app

import (
	"context"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// cuts are what the lists of an actor leave out whose rows show more than the
// minimum of a person.
func (a *App) cuts(ctx context.Context, actor access.Actor, viewer *store.Viewer) (c store.Cuts, err error) {
	if actor.AtMachine {
		return c, nil
	}
	for _, mark := range access.MarksUnseen(actor) {
		c.Unread = append(c.Unread, string(mark))
	}
	c.Consenting = !slices.Contains(actor.Roles, access.Coordinator)
	if !c.Consenting {
		settings, err := a.accessSettings(ctx, actor.Register)
		if err != nil {
			return c, err
		}
		c.Consenting = settings.CutForAll
	}
	if viewer != nil && !viewer.Everyone {
		c.NotFor, err = a.recipientKinds(ctx, actor)
	}
	return c, err
}

// recipientKinds are the kinds of recipient that an actor is in their roles; none
// for who is none in one of them, whom no choice about sharing cuts.
func (a *App) recipientKinds(ctx context.Context, actor access.Actor) (kinds []casefile.ShareWith, err error) {
	employer, employed, err := a.store.Employer(ctx, actor.Register, actor.UserID, a.Today())
	if err != nil {
		return nil, fail(err, "finding for whom the actor works")
	}
	var worksIn casefile.ShareWith
	if employed {
		worksIn = recipientIn[OrganisationKind(employer.Kind)]
	}
	for _, role := range actor.Roles {
		kind := access.RecipientOf(role, worksIn)
		if kind == "" && access.Can(access.Actor{UserID: actor.UserID, Roles: []access.Role{role}}, access.SeeRegister).Allowed {
			return nil, nil
		}
		if kind != "" && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds, nil
}

// inIndex is what a row of the index says of somebody by which it is decided how
// much of them is seen.
type inIndex struct {
	caseID    string
	consent   casefile.ConsentDecision
	sharesNot string
}

// lensesByIndex decide what an actor sees of the people of a list, by case. What
// decides it stands in the index: no case is read. Each list that shows more than
// the minimum asks here, so that a refusal, a choice about sharing, a relation
// and a mark count in it as they do on the person's page.
func (a *App) lensesByIndex(ctx context.Context, actor access.Actor, rows []inIndex) (map[string]lens, error) {
	known := map[string]bool{}
	var cases []*casefile.Case
	for _, r := range rows {
		if known[r.caseID] {
			continue
		}
		known[r.caseID] = true
		c := &casefile.Case{ID: r.caseID}
		if r.consent != "" {
			c.RegisterConsent = &casefile.ConsentState{Consent: casefile.Consent{To: casefile.ToRegister, Decision: r.consent}}
		}
		for kind := range strings.SplitSeq(strings.Trim(r.sharesNot, ","), ",") {
			if kind != "" {
				c.Sharing = append(c.Sharing, casefile.SharingState{SharingChoice: casefile.SharingChoice{With: casefile.ShareWith(kind), Choice: casefile.No}})
			}
		}
		cases = append(cases, c)
	}
	return a.lenses(ctx, actor, access.SeePerson, "", cases...)
}

// withheldAt is withheld for an entry of which the index has the number and what
// it is about.
func (l lens) withheldAt(seq int, f casefile.Fact) string {
	return l.withheld(&casefile.Case{}, casefile.Recorded{Seq: seq, Entry: casefile.Entry{Fact: f}})
}
