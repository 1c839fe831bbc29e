package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// What the lists of referrals are asked and answer; see package store.
type (
	ReferralQuery = store.ReferralQuery
	ReferralPage  = store.ReferralPage
	ReferralRow   = store.ReferralRow
)

// Referrals is a page of the referrals of the actor's register.
func (a *App) Referrals(ctx context.Context, actor access.Actor, q ReferralQuery) (ReferralPage, error) {
	if err := authorise(actor, access.SeeReferrals); err != nil {
		return ReferralPage{}, err
	}
	var err error
	if q.For, err = a.viewer(ctx, actor); err != nil {
		return ReferralPage{}, err
	}
	q.User = ""
	page, err := a.store.Referrals(ctx, actor.Register, q)
	if err != nil {
		return page, fail(err, "listing referrals")
	}
	if err := a.again(ctx, actor, page.Rows); err != nil {
		return page, err
	}
	return page, a.withoutReferrers(ctx, actor, q.For, page.Rows)
}

// again finds by when each is looked at again that waits for it.
func (a *App) again(ctx context.Context, actor access.Actor, rows []ReferralRow) error {
	var ids []string
	for _, x := range rows {
		if x.Stage == casefile.StageReconsider {
			ids = append(ids, x.Case)
		}
	}
	if ids == nil {
		return nil
	}
	settings, err := a.referralSettings(ctx, actor.Register)
	if err != nil {
		return err
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return fail(err, "reading what is looked at again")
	}
	for i := range rows {
		x := &rows[i]
		if c := cases[x.Case]; c != nil {
			if r, ok := c.Referral(x.ID); ok {
				x.Again = settings.lookAgainBy(r)
			}
		}
	}
	return nil
}

// LookedAtAgain are the referrals of which somebody asked that they are looked at
// again, what is due first first, and how many there are in all.
func (a *App) LookedAtAgain(ctx context.Context, actor access.Actor) (rows []ReferralRow, total int, err error) {
	page, err := a.Referrals(ctx, actor, ReferralQuery{Stage: casefile.StageReconsider, Size: store.MaxPageSize})
	slices.SortStableFunc(page.Rows, func(x, y ReferralRow) int { return cmp.Compare(x.Again, y.Again) })
	return page.Rows, page.Total, err
}

// LookAgainBy is the day by which a referral of the actor's register is looked at
// again, by the number of days of the area; zero where nobody waits for that.
func (a *App) LookAgainBy(ctx context.Context, actor access.Actor, r *casefile.ReferralState) (civil.Date, error) {
	if err := authorise(actor, access.SeePerson); err != nil {
		return 0, err
	}
	settings, err := a.referralSettings(ctx, actor.Register)
	return settings.lookAgainBy(r), err
}

// withoutReferrers takes from rows who referred and what they wrote, where the
// actor may not read the referral: it may have been told in confidence, and is
// more than the minimum.
func (a *App) withoutReferrers(ctx context.Context, actor access.Actor, viewer *store.Viewer, rows []ReferralRow) error {
	cuts, err := a.cuts(ctx, actor, viewer)
	if err != nil || !cuts.Consenting && len(cuts.Unread) == 0 {
		return err
	}
	ids := make([]string, len(rows))
	for i, x := range rows {
		ids[i] = x.Case
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return fail(err, "reading who was referred")
	}
	lenses, err := a.lenses(ctx, actor, access.SeePerson, "", slices.Collect(maps.Values(cases))...)
	if err != nil {
		return err
	}
	for i := range rows {
		x := &rows[i]
		c := cases[x.Case]
		if c == nil {
			continue // disposed of since
		}
		if r, ok := c.Referral(x.ID); !ok || lenses[c.ID].withheld(c, r.Received) != "" {
			x.Who, x.User, x.Doubt = "", "", false
			x.Given, x.Family, x.BirthDate = c.Details.GivenName, c.Details.FamilyName, c.Details.BirthDate
		}
	}
	return nil
}

// OwnReferrals is a page of the referrals that the actor made. It says of whom
// they wrote, in their own words, and how far it has come; not who the person is
// to the register, nor their colour there. What is due is not theirs to do.
func (a *App) OwnReferrals(ctx context.Context, actor access.Actor, page int) (ReferralPage, error) {
	if err := authorise(actor, access.Refer); err != nil {
		return ReferralPage{}, err
	}
	own, err := a.store.Referrals(ctx, actor.Register, ReferralQuery{User: actor.UserID, Page: page})
	for i := range own.Rows {
		own.Rows[i].Case, own.Rows[i].Due, own.Rows[i].Placed, own.Rows[i].Doubt, own.Rows[i].Rating = "", 0, false, false, ""
	}
	return own, fail(err, "listing the referrals of a user")
}

// MoveReferral moves the referrals of a case that was opened for one to the case
// of the person whom they are about. The case that was opened is struck out
// whole and leads to the other; what was written in it stays there to be read, by
// those who may read the other.
func (a *App) MoveReferral(ctx context.Context, actor access.Actor, fromCase string, version int, toCase string) error {
	if err := authorise(actor, access.Triage); err != nil {
		return err
	}
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		// In the order of their ids, so that two who move to and fro wait for
		// each other and never both.
		if toCase != "" {
			if _, err := tx.Case(min(fromCase, toCase)); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		from, l, err := a.seeIn(ctx, tx, actor, access.Triage, fromCase)
		if err != nil {
			return err
		}
		if toCase == "" || toCase == fromCase {
			return invalid("to", "Choose the record of somebody else")
		}
		to, _, err := a.seeIn(ctx, tx, actor, access.Triage, toCase)
		if err != nil {
			return err
		}
		if version != AnyVersion && from.Version() != version {
			return conflict(l.seen(from), version)
		}
		moved, ok := from.ReferralsToMove()
		if !ok {
			return invalid("to", "More is recorded here than the referral, so it cannot be moved. Strike out first what does not belong.")
		}
		take := casefile.TakeReferrals{From: fromCase}
		for _, e := range moved {
			take.Entries = append(take.Entries, e.Entry)
		}
		before := to.Version()
		if _, err := a.enter(tx, actor, access.Triage, "", to, take); err != nil {
			return err
		}
		for i, e := range moved {
			if mark := l.protection.Marks[e.Seq]; mark != "" {
				if err := a.mark(tx, actor, access.MarkEntry, l.Purpose, toCase, access.Mark(mark), fmt.Sprintf("Marked as in the referral that was moved here (entry %d there)", e.Seq), before+i+1); err != nil {
					return err
				}
			}
		}
		if _, err := a.enter(tx, actor, access.Triage, "", from, casefile.StrikeOutAll{From: 1, Reason: "The register knew this person: the referral was moved to their record"}); err != nil {
			return err
		}
		return tx.Append(from, author(actor, access.Triage), casefile.Entry{On: a.Today(), Fact: casefile.MergedInto{Case: toCase}, Note: "The referral was moved there"})
	})
	return fail(err, "moving a referral of case %s", fromCase)
}

// MayBeKnown lists whom a referral may be about: the people of the register, on
// it or not, with the NHS number or a name like the one in it.
func (a *App) MayBeKnown(ctx context.Context, actor access.Actor, c *casefile.Case, f casefile.ReferralForm) ([]PersonRow, error) {
	if err := authorise(actor, access.Triage); err != nil {
		return nil, err
	}
	var found []PersonRow
	for _, d := range []casefile.Details{
		{NHSNumber: f.NHSNumber},
		{GivenName: f.Given, PreferredName: f.Preferred, FamilyName: f.Family, BirthDate: f.BirthDate},
	} {
		rows, err := a.PossiblySame(ctx, actor, d)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.CaseID != c.ID && !containsCase(found, r.CaseID) {
				found = append(found, r)
			}
		}
	}
	return found, nil
}

func containsCase(rows []PersonRow, id string) bool {
	for i := range rows {
		if rows[i].CaseID == id {
			return true
		}
	}
	return false
}
