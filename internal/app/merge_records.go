package app

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Suspect are two people of the register who may be one; see package store.
type Suspect struct {
	One, Other PersonRow
	Why        []string // in words
}

// suspectWords says why two records may be of one person.
var suspectWords = map[string]string{
	store.SameNumber:      "The same NHS number",
	store.SameNameAndDay:  "The same name and date of birth",
	store.LikeNameAndDay:  "The same date of birth, and a name that sounds alike or is a short form of it",
	store.SameNameDayTurn: "The same name, with day and month of birth the other way round",
	store.SameNameNoDay:   "The same name, and one of them has no date of birth",
}

// Suspects lists who may be on the register twice: at most 100 pairs, and how
// many there are. Nobody whom the actor may not see is among them.
func (a *App) Suspects(ctx context.Context, actor access.Actor) (some []Suspect, total int, err error) {
	if err := authorise(actor, access.MergeRecords); err != nil {
		return nil, 0, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, 0, err
	}
	found, err := a.store.Suspects(ctx, actor.Register, v)
	if err != nil {
		return nil, 0, fail(err, "looking for who is there twice")
	}
	total = len(found)
	found = found[:min(total, 100)]
	var ids []string
	for _, f := range found {
		ids = append(ids, f.One, f.Other)
	}
	rows, err := a.store.RowsOf(ctx, actor.Register, v, ids)
	if err != nil {
		return nil, 0, fail(err, "reading who is there twice")
	}
	by := map[string]PersonRow{}
	for _, row := range rows {
		by[row.CaseID] = row
	}
	for _, f := range found {
		some = append(some, Suspect{by[f.One], by[f.Other], whyWords(f.Why)})
	}
	return some, total, nil
}

func whyWords(keys []string) []string {
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = suspectWords[k]
	}
	return words
}

// Comparison is two records side by side.
type Comparison struct {
	One, Other *casefile.Case
	Why        []string // in words; none where nothing speaks for it
	Apart      *store.Apart
	Restricted bool // one of the two is: they cannot be merged
	// Unmoved are those involved with the other record whose relations a merge does
	// not bring along: somebody has to ask for them again.
	Unmoved []Involvement
}

// askedFor are the relations that nobody gets by a merge.
func askedFor() (relations []string) {
	for _, r := range access.Relations {
		if r.AskedFor() {
			relations = append(relations, string(r))
		}
	}
	return relations
}

// unmoved are those involved with a record who are not involved with another in
// the same way once the two are merged.
func (a *App) unmoved(ctx context.Context, register, keep, other string) ([]Involvement, error) {
	ours, err := a.store.Involved(ctx, register, keep)
	if err != nil {
		return nil, err
	}
	theirs, err := a.store.Involved(ctx, register, other)
	return slices.DeleteFunc(theirs, func(i Involvement) bool {
		return !i.On(a.Today()) || !access.Relation(i.Relation).AskedFor() ||
			slices.ContainsFunc(ours, func(o Involvement) bool { return o.On(a.Today()) && o.UserID == i.UserID && o.Relation == i.Relation })
	}), err
}

// CompareRecords shows two records side by side to who may merge them. Where the
// actor may not see all of one, neither is shown, and not whether there is one.
func (a *App) CompareRecords(ctx context.Context, actor access.Actor, one, other string) (c Comparison, err error) {
	if err := authorise(actor, access.MergeRecords); err != nil {
		return c, err
	}
	if one == other {
		return c, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	for _, each := range []struct {
		id   string
		into **casefile.Case
	}{{one, &c.One}, {other, &c.Other}} {
		found, l, err := a.see(ctx, actor, access.MergeRecords, "", each.id)
		if err != nil {
			return Comparison{}, err
		}
		if err := l.looked(ctx, a, "compare two records", each.id, ""); err != nil {
			return Comparison{}, err
		}
		*each.into, c.Restricted = l.seen(found), c.Restricted || l.protection.Restricted
	}
	if c.Unmoved, err = a.unmoved(ctx, actor.Register, one, other); err != nil {
		return c, fail(err, "reading who is involved")
	}
	suspects, err := a.store.Suspects(ctx, actor.Register, nil)
	if err != nil {
		return c, fail(err, "looking for who is there twice")
	}
	for _, s := range suspects {
		if s.One == min(one, other) && s.Other == max(one, other) {
			c.Why = whyWords(s.Why)
		}
	}
	told, err := a.store.NotSame(ctx, actor.Register)
	for _, t := range told {
		if t.One == min(one, other) && t.Other == max(one, other) {
			c.Apart = &t
		}
	}
	return c, fail(err, "reading who is not the same")
}

// MayMerge refuses who may not merge a record with another.
func (a *App) MayMerge(ctx context.Context, actor access.Actor, caseID string) error {
	_, _, err := a.see(ctx, actor, access.MergeRecords, "", caseID)
	return err
}

// SayNotSame keeps that two records are not of one person, with why. They are
// not listed as alike any more.
func (a *App) SayNotSame(ctx context.Context, actor access.Actor, one, other, reason string) error {
	if err := authorise(actor, access.MergeRecords); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, _, err := a.twoIn(ctx, tx, actor, one, other); err != nil {
			return err
		}
		if reason == "" {
			return invalid("reason", "Say how you know that they are two people")
		}
		err := tx.SayNotSame(store.Apart{One: min(one, other), Other: max(one, other), Reason: reason, UserID: actor.UserID, UserName: actor.Name})
		if errors.Is(err, store.ErrExists) {
			return invalid("", "Somebody has said so already.")
		}
		if err != nil {
			return err
		}
		return errors.Join(tx.Audit(a.audit(actor, access.MergeRecords, "say not the same person", one, "")), tx.Audit(a.audit(actor, access.MergeRecords, "say not the same person", other, "")))
	}), "saying that two records are not of one person")
}

// twoIn are two records of which the actor sees all, held against others.
func (a *App) twoIn(ctx context.Context, tx *store.Tx, actor access.Actor, one, other string) (first, second *casefile.Case, err error) {
	if one == other {
		return nil, nil, &Error{Kind: NotFound, Text: noSuchRecord}
	}
	found := map[string]*casefile.Case{}
	for _, id := range []string{min(one, other), max(one, other)} { // in one order, so that two who do this wait for each other
		c, l, err := a.seeIn(ctx, tx, actor, access.MergeRecords, id)
		if err != nil {
			return nil, nil, err
		}
		if l.protection.Restricted {
			return nil, nil, invalid("", "The record of "+c.Name()+" is restricted to named people, so it cannot be merged. End the restriction first, or ask whoever set it.")
		}
		if c.Merged != "" {
			return nil, nil, &Error{Kind: Conflict, Text: "The record of " + c.Name() + " has been merged into another already. Nothing was changed."}
		}
		found[id] = c
	}
	return found[one], found[other], nil
}

// RecordMerge merges two records of one person. What holds from then on, where
// the two differ, is what was chosen.
type RecordMerge struct {
	Keep, Other               string
	KeepVersion, OtherVersion int // that the actor saw
	Details                   casefile.Details
	Address                   casefile.Address
	Authority, GP, Holder     string
	Rating                    casefile.Rating // "" for what the entries say
	Reason                    string
}

// MergeRecords takes the whole story of one record into another of the same
// person. The other stays as it is, closed, and leads to the one that is kept.
// When somebody has recorded in either meanwhile, or merged one of them, the
// error is a Conflict, and nothing is changed.
func (a *App) MergeRecords(ctx context.Context, actor access.Actor, m RecordMerge) error {
	if err := authorise(actor, access.MergeRecords); err != nil {
		return err
	}
	m.Reason = strings.TrimSpace(m.Reason)
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		keep, other, err := a.twoIn(ctx, tx, actor, m.Keep, m.Other)
		if err != nil {
			return err
		}
		for _, each := range []struct {
			c       *casefile.Case
			version int
		}{{keep, m.KeepVersion}, {other, m.OtherVersion}} {
			if each.c.Version() != each.version {
				return conflict(each.c, each.version)
			}
		}
		for _, c := range []*casefile.Case{keep, other} {
			if err := notWhileAsked(tx, c, "", "The two records can be merged after that."); err != nil {
				return err
			}
		}
		if m.Reason == "" {
			return invalid("reason", "Say how you know that they are one person")
		}
		on := keep.OnRegister || other.OnRegister
		by := author(actor, access.MergeRecords)
		if err := tx.IncludeCase(m.Keep, m.Other, by, m.Reason, askedFor(), NewID); err != nil {
			return err
		}
		if err := tx.Append(keep, by, m.settle(a, keep, on)...); err != nil {
			return err
		}
		return errors.Join(tx.Audit(a.audit(actor, access.MergeRecords, "merge records", m.Keep, "took in "+m.Other)),
			tx.Audit(a.audit(actor, access.MergeRecords, "merge records", m.Other, "merged into "+m.Keep)))
	}), "merging case %s into %s", m.Other, m.Keep)
}

// settledNote stands with what was recorded so that what was chosen holds.
const settledNote = "Chosen when the two records were merged"

// settle is what has to be recorded so that what was chosen holds.
func (m RecordMerge) settle(a *App, c *casefile.Case, on bool) (entries []casefile.Entry) {
	add := func(when bool, f casefile.Fact) {
		if when {
			entries = append(entries, casefile.Entry{On: a.Today(), Fact: f, Note: settledNote})
		}
	}
	if !c.OnRegister && c.SaidNo() {
		on, m.Rating = false, "" // one of the two records says so: nobody joins against their will
	}
	add(on && !c.OnRegister && c.Died == 0, casefile.JoinedRegister{})
	add(c.Details != m.Details, m.Details)
	add(c.Address != m.Address, m.Address)
	add(c.LocalAuthority != m.Authority && m.Authority != "", casefile.LocalAuthority{Name: m.Authority})
	add(c.GP != m.GP && m.GP != "", casefile.GP{Practice: m.GP})
	add(c.Coordinator != m.Holder && m.Holder != "", casefile.Coordinator{Name: m.Holder})
	colour := casefile.Rating("")
	if c.Rating != nil && (c.OnRegister || !on) {
		colour = c.Rating.Rating
	}
	add(m.Rating != "" && colour != m.Rating && c.Died == 0, casefile.Rated{Rating: m.Rating})
	for _, f := range c.Flags {
		add(f.ID == "same-number/"+m.Other || f.ID == "same-number/"+m.Keep, casefile.FlagCleared{Flag: f.ID})
	}
	return append(entries, c.EndPlans()...)
}

// UndoMerge takes back a merge: the two records are apart again, and what was
// recorded since stays with the one that was kept. What was since then refused,
// withdrawn, restricted, marked or ended there holds in both, for nobody can know
// of whom it was meant.
func (a *App) UndoMerge(ctx context.Context, actor access.Actor, keepID string, entry int, reason string) error {
	if err := authorise(actor, access.MergeRecords); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		keep, kept, err := a.seeIn(ctx, tx, actor, access.MergeRecords, keepID)
		if err != nil {
			return err
		}
		e, _ := keep.Entry(entry)
		from, ok := e.Fact.(casefile.MergedFrom)
		if !ok {
			return &Error{Kind: NotFound}
		}
		other, opened, err := a.seeIn(ctx, tx, actor, access.MergeRecords, from.Case)
		if err != nil {
			return err
		}
		if other.Merged != keepID {
			return invalid("", "The other record is not merged into this one now.")
		}
		with := entry
		for with < len(keep.Entries) && keep.Entries[with].Note == settledNote && keep.Entries[with].RecordedAt.Equal(e.RecordedAt) {
			with++
		}
		back, err := casefile.MergeUndone{Entry: entry, With: with, Reason: reason}.Decide(keep, a.Today())
		if err != nil {
			return err
		}
		by := author(actor, access.MergeRecords)
		again := []casefile.Entry{{On: a.Today(), Fact: casefile.EnteredInError{Entry: other.MergedSeq}, Note: strings.TrimSpace(reason)}}
		again = append(again, refusedSince(keep, other, from, with, a.Today())...)
		if err := cmp.Or(tx.Append(keep, by, back...), tx.Append(other, by, again...)); err != nil {
			return err
		}
		if err := a.protectAlike(tx, actor, from, other.ID, kept, opened); err != nil {
			return err
		}
		if err := a.endAlike(tx, actor, from, keepID); err != nil {
			return err
		}
		// A hold on the one was on both.
		if acts, err := tx.RetentionActs(other.ID); err != nil {
			return err
		} else if _, held := store.StandingHold(acts); !held {
			if err := tx.HoldAlike(other.ID, keepID, by); err != nil {
				return err
			}
		}
		for _, id := range from.Involved {
			if err := tx.EndInvolvement(keepID, id, actor.Name); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		for _, id := range from.Attached {
			if err := a.takeBackAttachment(tx, actor, keepID, id, strings.TrimSpace(reason)); err != nil {
				return err
			}
		}
		return errors.Join(tx.Audit(a.audit(actor, access.MergeRecords, "undo merge", keepID, "apart from "+from.Case)),
			tx.Audit(a.audit(actor, access.MergeRecords, "undo merge", from.Case, "apart from "+keepID)))
	}), "undoing a merge of case %s", keepID)
}

// sinceMerged is the note of what a record that is open again after a merge takes
// over from the one that was kept.
const sinceMerged = "Recorded in the other record while the two were merged"

// refusedSince are the entries by which, in a record that is open again, holds
// what was refused or withdrawn since the merge. Who said it and how may be of
// somebody else's story, so it comes bare.
func refusedSince(keep, other *casefile.Case, from casefile.MergedFrom, with int, today civil.Date) (entries []casefile.Entry) {
	ids := other.IDs()
	for _, e := range keep.Standing {
		if e.Seq <= with {
			continue
		}
		switch f := e.Fact.(type) {
		case casefile.Consent:
			review := strings.TrimPrefix(f.Review, from.Prefix)
			if f.Decision == casefile.Given || f.Review != "" && (!strings.HasPrefix(f.Review, from.Prefix) || !slices.ContainsFunc(slices.Collect(maps.Keys(ids)), func(id string) bool { return strings.HasSuffix(id, " "+review) })) {
				continue
			}
			entries = append(entries, casefile.Entry{On: e.On, Fact: casefile.Consent{To: f.To, Review: review, Decision: f.Decision, Basis: f.Basis}, Note: sinceMerged})
		case casefile.Sharing:
			not := slices.DeleteFunc(slices.Clone(f.Choices), func(c casefile.SharingChoice) bool { return c.Choice != casefile.No })
			if len(not) > 0 {
				entries = append(entries, casefile.Entry{On: e.On, Fact: casefile.Sharing{Basis: f.Basis, Choices: not}, Note: sinceMerged})
			}
		case casefile.EnteredInError:
			struck, ok := other.Entry(from.There(f.Entry))
			ok = ok && f.Instead == 0 // its day alone was corrected
			if given, is := struck.Fact.(casefile.Consent); ok && is && given.Decision == casefile.Given && struck.StruckBy == 0 {
				entries = append(entries, casefile.Entry{On: today, Fact: casefile.EnteredInError{Entry: struck.Seq}, Note: sinceMerged})
			}
		}
	}
	return entries
}

// protectAlike restricts a record that is open again where the one that was kept
// is restricted, and marks in it what is marked there.
func (a *App) protectAlike(tx *store.Tx, actor access.Actor, from casefile.MergedFrom, otherID string, kept, opened lens) error {
	if kept.protection.Restricted && !opened.protection.Restricted {
		if err := tx.Restrict(store.Restriction{Case: otherID, Restricted: true, Reason: sinceMerged, UserID: actor.UserID, UserName: actor.Name}); err != nil {
			return err
		}
		if !slices.ContainsFunc(opened.protection.Ties, func(i Involvement) bool { return access.Relation(i.Relation).Names() }) {
			if err := a.involve(tx, actor, access.MergeRecords, Involvement{Case: otherID, UserID: actor.UserID, Relation: string(access.Named), Since: a.Today()}); err != nil {
				return err
			}
		}
		if err := tx.Audit(a.audit(actor, access.MergeRecords, "restrict record", otherID, "")); err != nil {
			return err
		}
	}
	for _, seq := range slices.Sorted(maps.Keys(kept.protection.Marks)) {
		there := from.There(seq)
		if there == 0 || opened.protection.Marks[there] != "" {
			continue
		}
		if err := a.mark(tx, actor, access.MergeRecords, "", otherID, access.Mark(kept.protection.Marks[seq]), sinceMerged, there); err != nil {
			return err
		}
	}
	return nil
}

// endAlike ends the relations to a record that is open again which came along
// with the merge and were ended since.
func (a *App) endAlike(tx *store.Tx, actor access.Actor, from casefile.MergedFrom, keepID string) error {
	theirs, err := tx.Involved(from.Case)
	if err != nil {
		return err
	}
	for _, id := range from.Involved {
		came, err := tx.Involvement(keepID, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && came.EndedAt.IsZero() {
			continue
		}
		if err != nil {
			return err
		}
		for _, i := range theirs {
			if i.On(a.Today()) && i.UserID == came.UserID && i.Organisation == came.Organisation && i.Relation == came.Relation && i.Subject == strings.TrimPrefix(came.Subject, from.Prefix) {
				if err := tx.EndInvolvement(from.Case, i.ID, actor.Name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// MergesOf are the merges that stand in a case, the latest first.
func MergesOf(c *casefile.Case) []casefile.Recorded {
	var all []casefile.Recorded
	for _, e := range c.Standing {
		if _, ok := e.Fact.(casefile.MergedFrom); ok {
			all = append(all, e)
		}
	}
	slices.Reverse(all)
	return all
}

// takeBackAttachment withdraws the copy of an attachment that came with a merge.
func (a *App) takeBackAttachment(tx *store.Tx, actor access.Actor, caseID, id, reason string) error {
	at, err := tx.Attachment(caseID, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && at.Withdrawn {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.ChangeAttachment(store.AttachmentChange{Attachment: id, Mark: at.Mark, Withdrawn: true, Reason: reason, UserID: actor.UserID, UserName: actor.Name})
}
