package app

import (
	"context"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// askNamed is said where somebody with the same NHS number is on the register
// whose record the actor may not see.
const askNamed = "You cannot take this person over. Ask those who are named to see restricted records on your register to do it."

// Acceptance takes a person who is handed over.
type Acceptance struct {
	Coordinator string // who will hold the case
	// Beside says that there is somebody with the same NHS number on the
	// register and that both records are kept, flagged, until a person decides.
	Beside bool
}

// AcceptHandover makes a case in the actor's register with the whole history of
// the person as it was written, and closes the case in the register that they
// leave: both in one transaction. It returns the new case.
func (a *App) AcceptHandover(ctx context.Context, actor access.Actor, id string, accept Acceptance) (caseID string, err error) {
	if err := authorise(actor, access.HandOver); err != nil {
		return "", err
	}
	accept.Coordinator = strings.TrimSpace(accept.Coordinator)
	if accept.Coordinator == "" {
		return "", invalid("coordinator", "Say who will hold the case")
	}
	caseID = NewID()
	err = a.decideHandover(ctx, actor, id, store.HandoverAccepted, "", func(tx, from *store.Tx, h *Handover, names registerNames) error {
		left, err := from.Case(h.FromCase)
		if err != nil {
			return err
		}
		if !left.OnRegister {
			return invalid("", left.Name()+" has left "+names.from+" meanwhile, so cannot be handed over. Decline, and ask them about it.")
		}
		if err := notWhileAsked(from, left, " in "+names.from, "Take them over after that, or decline."); err != nil {
			return err
		}
		if text := left.NotPassedOn(HandoverBasis(h.Basis), a.Today()); text != "" {
			return invalid("", "What was agreed when "+names.from+" asked does not hold any more. "+text+". Decline, and tell them.")
		}
		var same []string
		if number := left.Details.NHSNumber; number != "" {
			if same, err = tx.WithNHSNumber(number); err != nil {
				return err
			}
			for _, id := range same {
				if _, _, err := a.seeIn(ctx, tx, actor, access.HandOver, id); err != nil {
					return invalid("", askNamed)
				}
			}
			if len(same) > 0 && !accept.Beside {
				return invalid("beside", "Somebody with this NHS number is on your register already. Compare the two, and say that you have.")
			}
		}
		by := author(actor, access.HandOver)
		today := a.Today()
		basis := HandoverBasis(h.Basis).Word() + ". " + h.Words
		c, err := tx.CopyCase(from, names.from, h.FromCase, caseID, by, basis, false)
		if err != nil {
			return err
		}
		came, _, _ := c.CameFrom()
		h.Case, h.Entries, h.Head = caseID, came.Entries, came.Head
		h.Also = keptBefore(h.FromRegister, left).also
		if err := tx.Append(c, by, casefile.Entry{On: today, Fact: casefile.Coordinator{Name: accept.Coordinator}}); err != nil {
			return err
		}
		for _, id := range same {
			if err := tx.FlagSame(c, id, by); err != nil {
				return err
			}
		}
		// A record that is restricted stays so, and whoever takes it over is
		// named to see it.
		beside, err := from.Protections(actor.UserID, h.FromCase)
		if err != nil {
			return err
		}
		if beside[h.FromCase].Restricted {
			if err := a.involve(tx, actor, access.HandOver, Involvement{Case: caseID, UserID: actor.UserID, Relation: string(access.Named), Since: today}); err != nil {
				return err
			}
		}
		moved, err := casefile.Add{On: today, Fact: casefile.MovedOut{}, Note: "Handed over to " + names.to + ", accepted by " + actor.Name + " there. " + basis}.Decide(left, today)
		if err != nil {
			return err
		}
		return from.Append(left, by, moved...)
	})
	return caseID, fail(err, "accepting handover %s", id)
}

// DeclineHandover says no, with the reason, which the register that asked finds
// in the person's story.
func (a *App) DeclineHandover(ctx context.Context, actor access.Actor, id, reason string) error {
	if err := authorise(actor, access.HandOver); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return invalid("reason", "Say why you do not take them over")
	}
	return fail(a.decideHandover(ctx, actor, id, store.HandoverDeclined, reason, func(tx, from *store.Tx, h *Handover, names registerNames) error {
		c, err := from.Case(h.FromCase)
		if err != nil {
			return err
		}
		return from.Append(c, author(actor, access.HandOver), casefile.Entry{On: a.Today(), Fact: casefile.Note{}, Note: names.to + " did not take over: " + reason})
	}), "declining handover %s", id)
}

type registerNames struct{ from, to string }

// decideHandover writes what the actor's register makes of one, and what goes
// with it, in both registers or in none.
func (a *App) decideHandover(ctx context.Context, actor access.Actor, id, state, reason string, with func(tx, from *store.Tx, h *Handover, names registerNames) error) error {
	asked, err := a.store.Handover(ctx, actor.Register, id)
	if err != nil {
		return err
	}
	view, err := a.viewHandover(ctx, asked, true)
	if err != nil {
		return err
	}
	return a.do(ctx, actor.Register, func(tx *store.Tx) error {
		h, err := tx.Handover(id)
		if err != nil {
			return err
		}
		if h.State != store.HandoverProposed {
			return errDecided
		}
		from := tx.In(h.FromRegister)
		if err := with(tx, from, &h, registerNames{view.FromName, view.ToName}); err != nil {
			return err
		}
		h.State, h.Reason = state, reason
		h.DecidedAt, h.DecidedBy, h.Decider = a.now().UTC(), actor.UserID, actor.Name
		if err := tx.DecideHandover(h); err != nil {
			return err
		}
		return a.auditBoth(from, tx, actor, state+" handover", h.FromCase, h.Case, id)
	})
}

// WithdrawHandover takes back what the actor's register had asked for.
func (a *App) WithdrawHandover(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.HandOver); err != nil {
		return err
	}
	given, err := a.store.HandoverGiven(ctx, actor.Register, id)
	if err != nil {
		return fail(err, "reading handover %s", id)
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		to := tx.In(given.Register)
		h, err := to.Handover(id)
		if err != nil {
			return err
		}
		if h.State != store.HandoverProposed {
			return errDecided
		}
		h.State, h.DecidedAt, h.DecidedBy, h.Decider = store.HandoverWithdrawn, a.now().UTC(), actor.UserID, actor.Name
		if err := to.DecideHandover(h); err != nil {
			return err
		}
		return a.auditBoth(tx, to, actor, "withdraw handover", h.FromCase, "", id)
	}), "withdrawing handover %s", id)
}
