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
	lookedAt    = 600 // people, at most, to find them among
)

var errEnough = errors.New("enough")

// involve gives believable relations to the accounts that need them.
func involve(ctx context.Context, a *app.App, s *store.Store, r Register, staff map[access.Role]access.Actor) error {
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
	return a.InOne(ctx, r.Code, func(b *app.Batch) error {
		left := map[access.Role]int{
			access.Clinician: ofClinician, access.SocialWorker: ofSocial, access.Provider: ofProvider,
			access.PanelMember: ofPanel, access.Advocate: ofAdvocate, access.Family: 1,
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
}

// reviewOf is the latest review of someone who consents to reviews.
func reviewOf(c *casefile.Case) string {
	if c.LastReview == nil || c.ReviewsConsent == nil || c.ReviewsConsent.Decision != casefile.Given {
		return ""
	}
	return casefile.SubjectOf(c.LastReview.Fact)
}
