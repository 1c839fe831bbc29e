package app

import (
	"context"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// InvolveOrganisation says that an organisation of the register is involved with
// a person from today, until a day or, when it is zero, without an end. Those
// who work for it and have a role in which that shows them somebody see the
// person by it, while there is consent.
func (a *App) InvolveOrganisation(ctx context.Context, actor access.Actor, caseID, code string, until civil.Date) error {
	if err := authorise(actor, access.Involve); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, _, err := a.seeIn(ctx, tx, actor, access.Involve, caseID); err != nil {
			return err
		}
		all, err := tx.Organisations()
		if err != nil {
			return err
		}
		involved, err := tx.Involved(caseID)
		if err != nil {
			return err
		}
		today := a.Today()
		var refusals casefile.Refusals
		refuse := func(when bool, field, text string) {
			if when {
				refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
			}
		}
		refuse(!slices.ContainsFunc(OrganisationsOn(all, today), func(o Organisation) bool { return o.Code == code }), "organisation", "Choose the organisation")
		refuse(slices.ContainsFunc(involved, func(i Involvement) bool { return i.Organisation == code && i.On(today) }), "organisation", "It is involved already")
		refuse(until != 0 && until < today, "until", "The last day must be today or later")
		if len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		return a.involve(tx, actor, access.Involve, Involvement{Case: caseID, Organisation: code, Relation: string(access.OfOrganisation), Since: today, Until: until})
	}), "involving an organisation with case %s", caseID)
}
