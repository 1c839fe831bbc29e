package app

import (
	"context"
	"errors"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// noSuchRecord is said of what there is not and of what may not be seen alike,
// so that nobody learns by asking who is on a register.
const noSuchRecord = "There is no such page or record, or it is not in your register, or you may not see it."

// lens is what an actor sees of a case, for a permission.
type lens struct {
	access.Decision
	question   access.Question
	protection store.Protection
	// kept is what the actor sees of the record that this one was merged into, and
	// into that record: nothing of the one is seen that is not seen of the other.
	kept *lens
	into *casefile.Case
	// back are the entries that came by a merge which was taken back. They tell of
	// somebody else, whose record has them: nobody sees them here.
	back         map[int]bool
	backAttached []string // copies of what was attached there
}

// lenses decide what an actor sees of some cases, by case. What stands beside
// them is read by one statement, and by one more for each step to a record that
// one of them was merged into.
func (a *App) lenses(ctx context.Context, actor access.Actor, p access.Permission, purpose access.Purpose, cases ...*casefile.Case) (map[string]lens, error) {
	found, err := a.ownLenses(ctx, actor, p, purpose, cases...)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if found[c.ID], err = a.withKept(ctx, found[c.ID], c, c.ID); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// ownLenses are the lenses without what the cases were merged into.
func (a *App) ownLenses(ctx context.Context, actor access.Actor, p access.Permission, purpose access.Purpose, cases ...*casefile.Case) (map[string]lens, error) {
	protections := map[string]store.Protection{}
	if !actor.AtMachine {
		ids := make([]string, len(cases))
		for i, c := range cases {
			ids[i] = c.ID
		}
		var err error
		if protections, err = a.store.Protections(ctx, a.work(actor.Register), actor.UserID, ids...); err != nil {
			return nil, fail(err, "reading who may see")
		}
	}
	cutForAll, err := a.cutForAll(ctx, actor, cases...)
	if err != nil {
		return nil, err
	}
	worksIn, err := worksInFor(actor, func() (store.Organisation, bool, error) {
		return a.store.Employer(ctx, actor.Register, actor.UserID, a.Today())
	}, cases...)
	if err != nil {
		return nil, fail(err, "finding for whom somebody works")
	}
	found := map[string]lens{}
	for _, c := range cases {
		found[c.ID] = a.lensOf(actor, p, purpose, c, protections[c.ID], cutForAll, worksIn)
	}
	return found, nil
}

// withKept is a lens on a case that counts the record into which that was
// merged, which tells the same story: consent, restriction, relations and marks
// are kept up to date there alone. Where that record is not in the register any
// more, only information governance sees what is left. From are the cases that
// led here.
func (a *App) withKept(ctx context.Context, l lens, c *casefile.Case, from ...string) (lens, error) {
	actor, p := l.question.Actor, l.question.Permission
	if actor.AtMachine {
		return l, nil
	}
	id, err := a.keptAs(ctx, actor.Register, c)
	if err != nil || id == "" {
		return l, err
	}
	gone := lens{Decision: access.Decision{Reason: "the record that this one was merged into is not here"}, question: l.question}
	if slices.Contains(from, id) {
		return gone, nil
	}
	into, err := a.store.Case(ctx, actor.Register, id)
	if errors.Is(err, store.ErrNotFound) {
		if l.Role == access.InformationGovernance {
			return l, nil
		}
		return gone, nil
	}
	if err != nil {
		return l, fail(err, "reading case %s", id)
	}
	own, err := a.ownLenses(ctx, actor, p, l.question.Purpose, into)
	if err != nil {
		return l, err
	}
	kept, err := a.withKept(ctx, own[id], into, append(from, id)...)
	if err != nil {
		return l, err
	}
	return l.within(kept, into), nil
}

// keptAs is the case in which the story of another goes on: into which it was
// merged, or to which the referral was moved for which it was opened; "" for one
// with a story of its own. A case from which a referral was moved says where to;
// of one from an earlier version, which does not, the list of referrals knows.
func (a *App) keptAs(ctx context.Context, register string, c *casefile.Case) (string, error) {
	if c.Merged != "" || !c.StruckOut() {
		return c.Merged, nil
	}
	for _, e := range c.Entries {
		f, ok := e.Fact.(casefile.Referral)
		if !ok {
			continue
		}
		id, err := a.store.ReferralCase(ctx, register, f.ID)
		if err == nil && id != c.ID {
			return id, nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", fail(err, "finding where a referral is")
		}
	}
	return "", nil
}

// within narrows a lens to what is seen of the record that is kept.
func (l lens) within(kept lens, into *casefile.Case) lens {
	if l.Allowed && (!kept.Allowed || kept.Sight < l.Sight) || kept.Secret() {
		l.Decision = kept.Decision
	}
	l.kept, l.into = &kept, into
	return l
}

// keptEntries are the entries of the record that is kept which say what an entry
// of a case says that went into it.
func (l lens) keptEntries(c *casefile.Case, e casefile.Recorded) (same []casefile.Recorded) {
	for _, m := range l.into.Standing {
		if f, ok := m.Fact.(casefile.MergedFrom); ok && f.Case == c.ID {
			came, ok := l.into.Entry(f.Here(e.Seq))
			if !ok {
				return nil
			}
			return []casefile.Recorded{came}
		}
	}
	// What a referral was moved with was entered anew there, and has no number to
	// find it by.
	for _, m := range l.into.Entries {
		if m.Fact.Kind() == e.Fact.Kind() && m.On == e.On && m.Note == e.Note {
			same = append(same, m)
		}
	}
	return same
}

// all reports whether every entry is seen.
func (l lens) all() bool {
	return l.Sight == access.Whole && len(l.protection.Marks) == 0 && len(l.back) == 0 && (l.kept == nil || l.kept.all())
}

// cutForAll reports whether the register has settled that its coordinators too
// see the minimum of those who refused consent or withdrew it. It is read only
// where that matters.
func (a *App) cutForAll(ctx context.Context, actor access.Actor, cases ...*casefile.Case) (bool, error) {
	if actor.AtMachine || !slices.Contains(actor.Roles, access.Coordinator) || !slices.ContainsFunc(cases, withoutConsent) {
		return false, nil
	}
	settings, err := a.accessSettings(ctx, actor.Register)
	return settings.CutForAll, err
}

// withoutConsent reports whether a person refused to be on the register or
// withdrew consent to it.
func withoutConsent(c *casefile.Case) bool {
	return c != nil && c.SaidNo()
}

func (a *App) lensOf(actor access.Actor, p access.Permission, purpose access.Purpose, c *casefile.Case, beside store.Protection, cutForAll bool, worksIn casefile.ShareWith) lens {
	q := access.Question{
		NotWith: c.NotWith(), WorksIn: worksIn,
		Actor: actor, Permission: p, Register: actor.Register, Restricted: beside.Restricted,
		Purpose: purpose, Until: beside.OpenUntil, At: a.now(), CutForAll: cutForAll,
	}
	if c.RegisterConsent != nil {
		q.Consent = c.RegisterConsent.Decision
	}
	for _, t := range beside.Ties {
		q.Ties = append(q.Ties, access.Tie{
			Relation: access.Relation(t.Relation), Subject: t.Subject, Agreed: t.Agreed != "", Review: reviewConsent(c, t.Subject),
		})
	}
	l := lens{Decision: access.Decide(q), question: q, protection: beside}
	l.back, l.backAttached = c.TakenBack()
	return l
}

// reviewConsent is the latest decision about one review: one of its own, or
// one about all reviews.
func reviewConsent(c *casefile.Case, review string) (d casefile.ConsentDecision) {
	for _, e := range c.Standing {
		if f, ok := e.Fact.(casefile.Consent); ok && (f.To == casefile.ToReviews || f.To == casefile.ToReview && f.Review == review) {
			d = f.Decision
		}
	}
	return d
}

// refusal is the error for who may not, nil for who may.
func (l lens) refusal() error {
	cause := &refusal{l.question.Actor.UserID, l.Reason, l.question.Permission}
	switch {
	case l.Allowed:
		return nil
	case l.Secret():
		return &Error{Kind: NotFound, Text: noSuchRecord, cause: cause}
	}
	return &Error{Kind: Forbidden, Text: "You cannot do this with this record: " + l.Reason + ".", cause: cause}
}

// subjects are the reviews and actions that the actor has a part in.
func (l lens) subjects() []string {
	var ids []string
	for _, t := range l.question.Ties {
		if t.Relation.OfOneThing() && t.Subject != "" {
			ids = append(ids, t.Subject)
		}
	}
	return ids
}

// Why an entry is not shown.
const (
	notPart     = "it does not concern your part"
	noConsent   = "consent was refused or withdrawn"
	notTheirs   = "it is of somebody else, whose record was merged into this one for a time"
	notSeenText = "An entry you may not see"
)

// withheld says why an entry of a case is not shown to the actor; "" for one
// that is. What corrects an entry is shown where that is.
func (l lens) withheld(c *casefile.Case, e casefile.Recorded) string {
	if f, ok := e.Fact.(casefile.EnteredInError); ok {
		if struck, ok := c.Entry(f.Entry); ok && f.Entry < e.Seq {
			return l.withheld(c, struck)
		}
	}
	if l.back[e.Seq] {
		return notTheirs
	}
	switch l.Sight {
	case access.Part:
		if subject := casefile.SubjectOf(e.Fact); subject == "" || !slices.Contains(l.subjects(), subject) {
			return notPart
		}
	case access.Minimum:
		if _, details := e.Fact.(casefile.Details); details || !access.InMinimum(e.Fact.Kind()) {
			return noConsent
		}
	}
	if mark := access.Mark(l.protection.Marks[e.Seq]); mark != "" {
		q := l.question
		q.Permission, q.Mark, q.Wrote = access.SeePerson, mark, e.By.ID == q.Actor.UserID
		if !access.Decide(q).Allowed {
			return mark.Word()
		}
	}
	if l.kept != nil {
		for _, same := range l.keptEntries(c, e) {
			if why := l.kept.withheld(l.into, same); why != "" {
				return why
			}
		}
	}
	return ""
}

// seen is a case as the actor sees it.
func (l lens) seen(c *casefile.Case) *casefile.Case {
	if l.all() {
		return c
	}
	return c.Without(func(e casefile.Recorded) string { return l.shown(c, e) })
}

// theirs is a case without what came to it by a merge that was taken back.
func (l lens) theirs(c *casefile.Case) *casefile.Case {
	if len(l.back) == 0 {
		return c
	}
	return c.Without(func(e casefile.Recorded) string {
		f, corrects := e.Fact.(casefile.EnteredInError)
		if l.back[e.Seq] || corrects && l.back[f.Entry] {
			return notTheirs
		}
		return ""
	})
}

// shown is withheld, but at the minimum entries are bare: that somebody decided,
// was admitted or moved has to be known, and not how it came about. Who they are
// and with whom they share is seen as it is, without notes.
func (l lens) shown(c *casefile.Case, e casefile.Recorded) string {
	why := l.withheld(c, e)
	if why == "" && l.Sight == access.Minimum {
		switch e.Fact.(type) {
		case casefile.Details, casefile.LocalAuthority, casefile.Sharing:
			return casefile.WithoutNote
		}
		return casefile.Bare
	}
	return why
}

// entry is one entry of a case as the actor sees it.
func (l lens) entry(c *casefile.Case, e casefile.Recorded) casefile.Recorded {
	if e.Seq == 0 || l.all() {
		return e
	}
	return e.Withhold(l.shown(c, e))
}

// due is an obligation of a case as the actor sees it; ok is false for one that
// they do not.
func (l lens) due(c *casefile.Case, d Due) (seen Due, ok bool) {
	if l.Sight == access.Part && !slices.Contains(l.subjects(), d.Subject) {
		return d, false
	}
	d.Started, d.MetWith = l.entry(c, d.Started), l.entry(c, d.MetWith)
	return d, l.Sight > access.Nothing
}

// see reads a case for an actor who may do a thing with it.
func (a *App) see(ctx context.Context, actor access.Actor, p access.Permission, purpose access.Purpose, caseID string) (*casefile.Case, lens, error) {
	if err := authorise(actor, p); err != nil {
		return nil, lens{}, err
	}
	c, err := a.store.Case(ctx, actor.Register, caseID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, lens{}, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	if err != nil {
		return nil, lens{}, fail(err, "reading case %s", caseID)
	}
	lenses, err := a.lenses(ctx, actor, p, purpose, c)
	if err != nil {
		return nil, lens{}, err
	}
	return c, lenses[caseID], lenses[caseID].refusal()
}

// seeIn is see within a transaction, which holds the case.
func (a *App) seeIn(ctx context.Context, tx *store.Tx, actor access.Actor, p access.Permission, caseID string) (*casefile.Case, lens, error) {
	c, err := tx.Case(caseID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, lens{}, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	if err != nil {
		return nil, lens{}, err
	}
	var beside store.Protection
	if !actor.AtMachine || p == access.Involve || p == access.Restrict || p == access.MarkEntry {
		found, err := tx.Protections(actor.UserID, caseID)
		if err != nil {
			return nil, lens{}, err
		}
		beside = found[caseID]
	}
	cutForAll, err := a.cutForAll(ctx, actor, c)
	if err != nil {
		return nil, lens{}, err
	}
	worksIn, err := worksInFor(actor, func() (store.Organisation, bool, error) { return tx.Employer(actor.UserID) }, c)
	if err != nil {
		return nil, lens{}, err
	}
	l, err := a.withKept(ctx, a.lensOf(actor, p, "", c, beside, cutForAll, worksIn), c, caseID)
	if err != nil {
		return nil, lens{}, err
	}
	return c, l, l.refusal()
}

// looked notes that the actor was shown a record, as what and what for.
func (l lens) looked(ctx context.Context, a *App, action, caseID, detail string) error {
	act := a.audit(l.question.Actor, l.question.Permission, action, caseID, detail)
	act.Kind, act.Role, act.Purpose = store.Looked, string(l.Role), string(l.Purpose)
	return a.note(ctx, act)
}

// mayEnter refuses entries that someone who does not see all of the record may
// not add to it.
func (l lens) mayEnter(c *casefile.Case, entries []casefile.Entry) error {
	dies := slices.ContainsFunc(entries, func(e casefile.Entry) bool { return e.Fact.Kind() == casefile.Died{}.Kind() })
	for _, e := range entries {
		if dies && casefile.EndsPlan(e.Fact) {
			continue // a death ends what was planned, seen or not
		}
		switch f := e.Fact.(type) {
		case casefile.EnteredInError:
			if struck, ok := c.Entry(f.Entry); ok && l.withheld(c, struck) != "" {
				return &Error{Kind: Forbidden, Text: "You cannot strike out an entry that you may not see."}
			}
		default:
			if !access.MayRecord(l.Sight, l.subjects(), e.Fact) {
				return &Error{Kind: Forbidden, Text: "You do not see all of this record, so you cannot add this to it. Ask the register coordinator."}
			}
		}
	}
	return nil
}

// viewer is for whom the lists of an actor are made.
func (a *App) viewer(ctx context.Context, actor access.Actor) (*store.Viewer, error) {
	v, err := a.viewerOf(ctx, actor)
	return v, fail(err, "finding whom a list may have")
}

func (a *App) viewerOf(ctx context.Context, actor access.Actor) (*store.Viewer, error) {
	if actor.AtMachine {
		return nil, nil
	}
	v := &store.Viewer{UserID: actor.UserID, Today: a.Today()}
	employer, employed, err := a.store.Employer(ctx, actor.Register, actor.UserID, v.Today)
	if err != nil {
		return nil, err
	}
	var worksIn casefile.ShareWith
	if employed {
		worksIn = recipientIn[OrganisationKind(employer.Kind)]
	}
	reach := access.ReachIn(actor, worksIn)
	v.Everyone = reach.Everyone
	if reach.Everyone {
		v.Hidden, err = a.store.HiddenFrom(ctx, actor.Register, actor.UserID, v.Today)
		return v, err
	}
	byOrganisation, holds := false, false
	given := func(of map[casefile.ConsentDecision][]access.Relation) map[casefile.ConsentDecision][]string {
		words := map[casefile.ConsentDecision][]string{}
		for c, relations := range of {
			for _, r := range relations {
				switch r {
				case access.Holder:
					holds = true
					continue
				case access.OfOrganisation:
					byOrganisation = true
				}
				words[c] = append(words[c], string(r))
			}
		}
		return words
	}
	v.Of, v.Part = given(reach.Of), given(reach.Part)
	v.As = map[casefile.ConsentDecision]map[string][]casefile.ShareWith{}
	for c, as := range reach.As {
		v.As[c] = map[string][]casefile.ShareWith{}
		for relation, kinds := range as {
			v.As[c][string(relation)] = kinds
		}
	}
	if holds {
		if v.Holds, err = a.store.HeldNamesOf(ctx, actor.Register, actor.UserID); err != nil {
			return v, err
		}
	}
	if !byOrganisation {
		return v, nil
	}
	v.Organisations, err = a.store.WorksFor(ctx, actor.Register, actor.UserID, v.Today)
	return v, err
}
