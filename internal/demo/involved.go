package demo

import (
	"context"
	"errors"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// How many people each of those has who see nobody without a relation, so that
// their pages are full.
const (
	ofClinician = 60
	ofSocial    = 40
	ofProvider  = 12
	ofPanel     = 4
	ofAdvocate  = 6
	ofHomes     = 8   // people with whom the provider's whole organisation is involved
	lookedAt    = 600 // people, at most, to find them among
)

var errEnough = errors.New("enough")

// involve gives believable relations to the accounts that need them.
func involve(ctx context.Context, a *app.App, watch *stopwatch, s *store.Store, r Register, staff map[access.Role]access.Actor) error {
	var cases []*casefile.Case
	err := s.EachCase(ctx, r.Code, func(c *casefile.Case) error {
		cases = append(cases, c)
		if len(cases) == lookedAt {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	err = a.InOne(ctx, r.Code, func(b *app.Batch) error {
		left := map[access.Role]int{
			access.Clinician: ofClinician, access.SocialWorker: ofSocial, access.Provider: ofProvider,
			access.PanelMember: ofPanel, access.Advocate: ofAdvocate, access.Family: 1, access.ThePerson: 1,
		}
		give := func(c *casefile.Case, role access.Role, n app.NewInvolvement) error {
			if left[role] == 0 {
				return nil
			}
			left[role]--
			n.UserID = staff[role].UserID
			return b.Involve(staff[access.Coordinator], c.ID, n)
		}
		for i, c := range cases {
			if !c.OnRegister {
				continue
			}
			agreed := c.RegisterConsent != nil && c.RegisterConsent.Decision == casefile.Given
			for _, each := range []struct {
				fits bool
				role access.Role
				n    app.NewInvolvement
			}{
				{i%2 == 0, access.Clinician, app.NewInvolvement{Relation: access.CareTeam}},
				{i%3 == 1, access.SocialWorker, app.NewInvolvement{Relation: access.NamedWorker}},
				{c.Stay != nil && agreed, access.Provider, app.NewInvolvement{Relation: access.OfProvider}},
				{agreed && reviewOf(c) != "", access.PanelMember, app.NewInvolvement{Relation: access.OnPanel, Subject: reviewOf(c)}},
				{i%7 == 3 && agreed, access.Advocate, app.NewInvolvement{Relation: access.SpeaksFor, Agreed: casefile.Own}},
				{i > 20 && agreed, access.Family, app.NewInvolvement{Relation: access.Chosen, Agreed: casefile.Own}},
				{i > 20 && agreed, access.ThePerson, app.NewInvolvement{Relation: access.IsThem}},
			} {
				if each.fits {
					if err := give(c, each.role, each.n); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := together(ctx, a, r, staff, cases); err != nil {
		return err
	}
	if err := sayWhose(ctx, a, staff); err != nil {
		return err
	}
	return guard(ctx, a, watch, staff, cases)
}

// sayWhose says of the names that hold cases which account has each.
func sayWhose(ctx context.Context, a *app.App, staff map[access.Role]access.Actor) error {
	names, _, err := a.HeldNames(ctx, staff[access.Coordinator])
	if err != nil {
		return err
	}
	for _, n := range names {
		for _, role := range access.Roles {
			if who := staff[role]; who.Name == n.Name {
				if err := a.SayWhose(ctx, staff[access.Coordinator], n.Name, who.UserID); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// together involves the provider as an organisation, and calls the account of
// the person by the name of whose record it is.
func together(ctx context.Context, a *app.App, r Register, staff map[access.Role]access.Actor, cases []*casefile.Case) error {
	involved := 0
	for i, c := range cases {
		if i%5 != 4 || !c.OnRegister || involved == ofHomes {
			continue
		}
		if err := a.InvolveOrganisation(ctx, staff[access.Coordinator], c.ID, r.Code+"-HOMES", 0); err != nil {
			return err
		}
		involved++
	}
	person := staff[access.ThePerson]
	theirs, err := a.MyPeople(ctx, person, a.Now())
	if err != nil || len(theirs) == 0 {
		return err
	}
	return a.ChangeUser(ctx, app.CommandLine(r.Code), person.UserID, theirs[0].Name, app.Place{Roles: []access.Role{access.ThePerson}})
}

// guard marks a few entries as sensitive, restricts one record, and has two
// opened in an emergency, of which one waits to be looked at.
func guard(ctx context.Context, a *app.App, watch *stopwatch, staff map[access.Role]access.Actor, cases []*casefile.Case) error {
	now, coordinator := watch.at, staff[access.Coordinator]
	defer func() { watch.at = now }()
	marked, restricted := 0, false
	var strangers []*casefile.Case // to the clinician
	for i, c := range cases {
		if !c.OnRegister {
			continue
		}
		for _, e := range c.Standing {
			if _, note := e.Fact.(casefile.Note); note && marked < 8 && i%4 == 0 {
				mark := access.Marks[marked%len(access.Marks)]
				if err := a.Mark(ctx, coordinator, c.ID, e.Seq, mark, "Told us in confidence"); err != nil {
					return err
				}
				marked++
			}
		}
		if i%2 == 1 && c.Coordinator == coordinator.Name {
			if !restricted && i > 10 {
				if err := a.Restrict(ctx, coordinator, c.ID, true, "Related to somebody who works for us"); err != nil {
					return err
				}
				restricted = true
			} else if c.Details.NHSNumber != "" {
				strangers = append(strangers, c)
			}
		}
	}
	for i, reason := range []string{"Brought to A&E unconscious. Needed allergies and whom to ring.", "Rang the crisis line and could not say who their team is."} {
		if i >= len(strangers) {
			break
		}
		watch.at = now.AddDate(0, 0, 2*i-3)
		clinician, d := staff[access.Clinician], strangers[i].Details
		clinician.AtMachine = false
		if _, err := a.OpenInEmergency(ctx, clinician, app.EmergencyFind{NHSNumber: d.NHSNumber, BirthDate: d.BirthDate, Reason: reason}); err != nil {
			return err
		}
	}
	watch.at = now
	opened, err := a.Emergencies(ctx, staff[access.InformationGovernance], 1)
	if err != nil || len(opened.Rows) < 2 {
		return err
	}
	watch.at = now.AddDate(0, 0, -2)
	return a.LookAtEmergency(ctx, staff[access.InformationGovernance], opened.Rows[1].ID, app.EmergencyOutcomes[0], "The crisis team was asked and confirmed it.")
}

// reviewOf is the latest review of someone who consents to reviews.
func reviewOf(c *casefile.Case) string {
	if c.LastReview == nil || c.ReviewsConsent == nil || c.ReviewsConsent.Decision != casefile.Given {
		return ""
	}
	return casefile.SubjectOf(c.LastReview.Fact)
}
