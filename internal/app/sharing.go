package app

import (
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// recipientIn is which kind of recipient those are who work for an organisation
// of a kind. A board's own clinicians are of the NHS as those of a trust are.
var recipientIn = map[OrganisationKind]casefile.ShareWith{
	CareBoard: casefile.WithNHSTeams, Trust: casefile.WithNHSTeams, LocalAuthority: casefile.WithCouncil,
	CareProvider: casefile.WithProvider, School: casefile.WithSchool, AdvocacyService: casefile.WithAdvocate,
}

// worksInFor is which kind of recipient an actor is by the organisation for which
// they work. It is read only where somebody of the cases has chosen not to share
// with some.
func worksInFor(actor access.Actor, employer func() (store.Organisation, bool, error), cases ...*casefile.Case) (casefile.ShareWith, error) {
	chose := func(c *casefile.Case) bool { return c != nil && len(c.Sharing) > 0 && len(c.NotWith()) > 0 }
	if actor.AtMachine || !slices.ContainsFunc(cases, chose) {
		return "", nil
	}
	o, ok, err := employer()
	if err != nil || !ok {
		return "", err
	}
	return recipientIn[OrganisationKind(o.Kind)], nil
}
