package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Handover is a person who moves from one register to another; see package store.
type Handover = store.Handover

// States of a handover.
const (
	HandoverProposed  = store.HandoverProposed
	HandoverAccepted  = store.HandoverAccepted
	HandoverDeclined  = store.HandoverDeclined
	HandoverWithdrawn = store.HandoverWithdrawn
)

// HandoverBasis is by what right what is known of a person goes to the other
// register: who agreed, or that the law asks for it without.
type HandoverBasis = casefile.MoveBasis

// ByLaw is without anybody's agreement; the words say which law, and why.
const ByLaw = casefile.MoveByLaw

// HandoverView is a handover as one of its two registers sees it.
type HandoverView struct {
	Handover
	Coming           bool   // it is the actor's register that is asked
	Name             string // of the person
	FromName, ToName string // of the registers
	// Person is what the one who decides has to know; nil for who gives, and
	// once it is decided.
	Person *HandedPerson
}

// HandedPerson is what a register is shown of someone before it takes them.
type HandedPerson struct {
	Row     PersonRow
	Entries int
	Same    []PersonRow // in the actor's register, with the same NHS number
}

// OtherRegister is a register that a person can be handed over to.
type OtherRegister struct{ Code, Name string }

// OtherRegisters are those of this Homeward beside the actor's own.
func (a *App) OtherRegisters(ctx context.Context, actor access.Actor) ([]OtherRegister, error) {
	if err := authorise(actor, access.HandOver); err != nil {
		return nil, err
	}
	all, err := a.store.Registers(ctx)
	var others []OtherRegister
	for _, r := range all {
		if r.Code != actor.Register && !r.Closed() {
			others = append(others, OtherRegister{r.Code, r.Name})
		}
	}
	return others, fail(err, "listing registers")
}

// Proposal asks another register to take a person.
type Proposal struct {
	To    string
	Basis HandoverBasis
	Words string // how they were asked and what they said, or why it is lawful
}

// ProposeHandover asks another register to take a person of the actor's. Nothing
// goes there before it is accepted but what whoever decides is shown.
func (a *App) ProposeHandover(ctx context.Context, actor access.Actor, caseID string, p Proposal) (id string, err error) {
	if err := authorise(actor, access.HandOver); err != nil {
		return "", err
	}
	others, err := a.OtherRegisters(ctx, actor)
	if err != nil {
		return "", err
	}
	p.Words = strings.TrimSpace(p.Words)
	var r casefile.Refusals
	if !slices.ContainsFunc(others, func(o OtherRegister) bool { return o.Code == p.To }) {
		r = append(r, casefile.Refusal{Field: "to", Text: "Choose the register they move to"})
	}
	if !slices.Contains(casefile.HandedOverBases, p.Basis) {
		r = append(r, casefile.Refusal{Field: "basis", Text: "Say who agreed, or that the law allows it"})
	}
	if p.Words == "" {
		r = append(r, casefile.Refusal{Field: "words", Text: "Say how they were asked and what they said, or which law allows it and why"})
	}
	id = NewID()
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, l, err := a.seeIn(ctx, tx, actor, access.HandOver, caseID)
		if err != nil {
			return err
		}
		if l.Sight < access.Whole {
			return &Error{Kind: Forbidden, Text: "You do not see all of this record, so cannot hand it over."}
		}
		if !c.OnRegister {
			return invalid("", c.Name()+" is not on this register now, so cannot be handed over.")
		}
		if err := notWhileAsked(tx, c, "", "They can be handed over after that."); err != nil {
			return err
		}
		if text := c.NotPassedOn(p.Basis, a.Today()); text != "" {
			r = append(r, casefile.Refusal{Field: "basis", Text: text})
		}
		if len(r) > 0 {
			return r
		}
		to := tx.In(p.To)
		err = to.AddHandover(Handover{
			ID: id, FromRegister: actor.Register, FromCase: caseID, Basis: string(p.Basis), Words: p.Words,
			ProposedAt: a.now().UTC(), ProposedBy: actor.UserID, Proposer: actor.Name, State: store.HandoverProposed,
		})
		if errors.Is(err, store.ErrExists) {
			return invalid("", c.Name()+" is being handed over already. Take that back first, or wait for the answer.")
		}
		if err != nil {
			return err
		}
		return a.auditBoth(tx, to, actor, "propose handover", caseID, "", id)
	})
	return id, fail(err, "proposing to hand over case %s", caseID)
}

// auditBoth notes an act in the register that gives a person away and in the one
// that is asked to take them; each with its own case.
func (a *App) auditBoth(from, to *store.Tx, actor access.Actor, action, fromCase, toCase, id string) error {
	given := a.audit(actor, access.HandOver, action, fromCase, "handover "+id)
	given.Register = "" // each its own
	taken := given
	taken.Case = toCase
	return errors.Join(from.Audit(given), to.Audit(taken))
}

// Handovers are those that wait for the actor's register or that it has asked
// others for, and the latest that were decided.
func (a *App) Handovers(ctx context.Context, actor access.Actor) (coming, going []HandoverView, err error) {
	if err := authorise(actor, access.HandOver); err != nil {
		return nil, nil, err
	}
	const most = 100
	in, err := a.store.Handovers(ctx, actor.Register, most)
	if err != nil {
		return nil, nil, fail(err, "listing who is handed over to register %s", actor.Register)
	}
	out, err := a.store.HandoversGiven(ctx, actor.Register, most)
	if err != nil {
		return nil, nil, fail(err, "listing who register %s hands over", actor.Register)
	}
	for _, h := range in {
		v, err := a.seenHandover(ctx, actor, h, true)
		if err != nil {
			return nil, nil, err
		}
		coming = append(coming, v)
	}
	for _, h := range out {
		v, err := a.seenHandover(ctx, actor, h, false)
		if err != nil {
			return nil, nil, err
		}
		going = append(going, v)
	}
	return coming, going, nil
}

// seenHandover is a handover as the actor sees it: without the name, where their
// register has the record, or had it, and they may not see it. Of somebody who
// is only asked for there is no record yet.
func (a *App) seenHandover(ctx context.Context, actor access.Actor, h Handover, coming bool) (HandoverView, error) {
	v, err := a.viewHandover(ctx, h, coming)
	if err != nil || coming && h.State != store.HandoverAccepted {
		return v, err
	}
	own := h.FromCase
	if coming {
		own = h.Case
	}
	if _, _, err := a.see(ctx, actor, access.HandOver, "", own); As(err).Kind == NotFound {
		v.Name, v.Words, v.Reason = "", "", ""
		return v, nil
	} else if err != nil && As(err).Kind != Forbidden {
		return v, err
	}
	return v, nil
}

// viewHandover puts the names to a handover. A register that did not take a
// person keeps no name of them.
func (a *App) viewHandover(ctx context.Context, h Handover, coming bool) (v HandoverView, err error) {
	v = HandoverView{Handover: h, Coming: coming}
	for code, name := range map[string]*string{h.FromRegister: &v.FromName, h.Register: &v.ToName} {
		r, err := a.store.Register(ctx, code)
		if err != nil {
			return v, fail(err, "reading register %s", code)
		}
		*name = r.Name
	}
	register, caseID := h.FromRegister, h.FromCase
	switch {
	case coming && h.State == store.HandoverAccepted:
		register, caseID = h.Register, h.Case
	case coming && h.State != store.HandoverProposed:
		return v, nil
	}
	row, err := a.store.PersonRow(ctx, register, caseID)
	if errors.Is(err, store.ErrNotFound) { // the record was disposed of since
		return v, nil
	}
	v.Name = row.Name
	return v, fail(err, "reading the row of case %s", caseID)
}

// HandoversWaiting is how many people wait to be taken by the actor's register;
// 0 for who may not decide.
func (a *App) HandoversWaiting(ctx context.Context, actor access.Actor) (int, error) {
	if authorise(actor, access.HandOver) != nil {
		return 0, nil
	}
	n, err := a.store.HandoversWaiting(ctx, actor.Register)
	return n, fail(err, "counting handovers")
}

// Handover is one that the actor's register is asked for or has asked for. That
// somebody of another register was shown who it is about is noted where the
// person is.
func (a *App) Handover(ctx context.Context, actor access.Actor, id string) (HandoverView, error) {
	if err := authorise(actor, access.HandOver); err != nil {
		return HandoverView{}, err
	}
	h, err := a.store.Handover(ctx, actor.Register, id)
	coming := err == nil
	if errors.Is(err, store.ErrNotFound) {
		h, err = a.store.HandoverGiven(ctx, actor.Register, id)
	}
	if err != nil {
		return HandoverView{}, fail(err, "reading handover %s", id)
	}
	v, err := a.seenHandover(ctx, actor, h, coming)
	if err != nil || !coming || h.State != store.HandoverProposed {
		return v, err
	}
	p := &HandedPerson{}
	v.Person = p
	if p.Row, err = a.store.PersonRow(ctx, h.FromRegister, h.FromCase); err != nil {
		return v, fail(err, "reading the row of case %s", h.FromCase)
	}
	p.Entries = p.Row.Version
	if p.Same, err = a.sameNumber(ctx, actor, p.Row.NHSNumber); err != nil {
		return v, err
	}
	act := a.audit(actor, access.HandOver, "see handover", h.FromCase, "handover "+id+", from register "+actor.Register)
	act.Register, act.Kind = h.FromRegister, store.Looked
	return v, a.note(ctx, act)
}

// sameNumber are those whom the actor sees with an NHS number.
func (a *App) sameNumber(ctx context.Context, actor access.Actor, number string) ([]PersonRow, error) {
	if number == "" {
		return nil, nil
	}
	viewer, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, err
	}
	page, err := a.store.People(ctx, actor.Register, PeopleQuery{Text: number, Membership: AnyMembership, Size: 100, Today: a.Today(), For: viewer})
	return page.Rows, fail(err, "looking for the same NHS number")
}

var errDecided = &Error{Kind: Conflict, Text: "This was decided meanwhile. Open the list of handovers to see how."}
