package app

import (
	"cmp"
	"context"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// People is a page of the register. A search is noted, with how many it found.
func (a *App) People(ctx context.Context, actor access.Actor, q store.PeopleQuery) (store.PeoplePage, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return store.PeoplePage{}, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return store.PeoplePage{}, err
	}
	q.Today, q.For = a.Today(), v
	page, err := a.store.People(ctx, actor.Register, q)
	if err != nil {
		return page, fail(err, "listing people")
	}
	if err := a.withoutWords(ctx, actor, page.Rows); err != nil {
		return page, err
	}
	if q.Text != "" {
		if err := a.searched(ctx, actor, "search", q.Text, page.Total); err != nil {
			return store.PeoplePage{}, err
		}
	}
	return page, nil
}

// withoutWords takes from rows what an import wrote, where the actor does not see
// all of the record: what is left of them is no more than the minimum.
func (a *App) withoutWords(ctx context.Context, actor access.Actor, rows []PersonRow) error {
	var of []inIndex
	for _, p := range rows {
		if p.Flags > 0 {
			of = append(of, inIndex{p.CaseID, p.Consent, p.SharesNot})
		}
	}
	if len(of) == 0 || actor.AtMachine {
		return nil
	}
	lenses, err := a.lensesByIndex(ctx, actor, of)
	if err != nil {
		return err
	}
	for i := range rows {
		if lenses[rows[i].CaseID].Sight < access.Whole {
			withoutFlagWords(&rows[i])
		}
	}
	return nil
}

func withoutFlagWords(p *PersonRow) {
	if p.Flags > 0 {
		p.FlagMessage = "Something in the record needs attention"
	}
}

// RegisterChoices are the values that the register's filters offer.
type RegisterChoices struct{ Authorities, Coordinators []string }

// Choices are the local authorities and coordinators of the people whom the
// actor's lists have.
func (a *App) Choices(ctx context.Context, actor access.Actor) (c RegisterChoices, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return c, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return c, err
	}
	if c.Authorities, err = a.store.Authorities(ctx, actor.Register, v); err != nil {
		return c, fail(err, "listing local authorities")
	}
	c.Coordinators, err = a.store.Coordinators(ctx, actor.Register, v)
	return c, fail(err, "listing coordinators")
}

// AddPerson puts a person on the register. Who adds someone and does not keep
// the register is involved with them from then on. When the NHS number is
// already there, the error says so to who may see whose it is.
func (a *App) AddPerson(ctx context.Context, actor access.Actor, d casefile.Open, more ...casefile.Decision) (Receipt, error) {
	if err := authorise(actor, access.AddPerson); err != nil {
		return Receipt{}, err
	}
	if n := strings.TrimSpace(d.Details.NHSNumber); n != "" {
		digits, err := casefile.ParseNHSNumber(n)
		if err != nil {
			return Receipt{}, invalid("nhs_number", "Enter a valid NHS number: 10 digits, such as 999 123 4578")
		}
		d.Details.NHSNumber = digits
	}
	var named []string
	if born := d.Details.BirthDate; born != 0 && access.AddsAs(actor) != "" {
		var err error
		if named, err = a.store.FindByName(ctx, actor.Register, cmp.Or(d.Details.GivenName, d.Details.PreferredName), d.Details.FamilyName, born); err != nil {
			return Receipt{}, fail(err, "looking for the same person")
		}
	}
	var receipt Receipt
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		for _, id := range named {
			// Another record of the same person helps nobody, and whether there
			// is one is not for everyone to learn.
			if _, _, err := a.seeIn(ctx, tx, actor, access.SeePerson, id); err != nil {
				return errPersonUnseen
			}
		}
		if n := d.Details.NHSNumber; n != "" {
			existing, err := tx.FindByNHSNumber(n)
			if err != nil {
				return err
			}
			if existing != "" {
				if _, _, err := a.seeIn(ctx, tx, actor, access.SeePerson, existing); err != nil {
					return errNumberUnseen
				}
				return invalid("nhs_number", "Someone with this NHS number is already on the register. Search for the number to open their record.")
			}
		}
		c, err := tx.NewCase(NewID())
		if err != nil {
			return err
		}
		if receipt, err = a.enter(tx, actor, access.AddPerson, "", c, d); err != nil {
			return err
		}
		if relation := access.AddsAs(actor); relation != "" {
			if err := a.involve(tx, actor, access.AddPerson, store.Involvement{Case: c.ID, UserID: actor.UserID, Relation: string(relation), Since: a.Today()}); err != nil {
				return err
			}
		}
		for _, next := range more {
			p := permissionFor(next)
			if err := authorise(actor, p); err != nil {
				return err
			}
			if receipt, err = a.enter(tx, actor, p, "", c, next); err != nil {
				return err
			}
		}
		return nil
	})
	return receipt, fail(a.noteUnseen(ctx, actor, "add a person", err), "adding a person")
}

// Anybody reports whether there is anyone on the actor's lists.
func (a *App) Anybody(ctx context.Context, actor access.Actor) (bool, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return false, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return false, err
	}
	found, err := a.store.Anybody(ctx, actor.Register, v)
	return found, fail(err, "finding if anyone is on the register")
}
