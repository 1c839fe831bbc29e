package app

import (
	"context"
	"errors"

	"homeward/internal/access"
	"homeward/internal/store"
)

// refusal is why somebody may not do a thing. It is the cause of an error, also
// of one that only says that there is no such record.
type refusal struct {
	actor, reason string
	permission    access.Permission
}

func (r *refusal) Error() string {
	return "refused to " + r.actor + ": " + string(r.permission) + " (" + r.reason + ")"
}

// NoteRefused notes that an actor was refused what they asked for at a place,
// such as a route; about is the case, where the place is one person's. An error
// that is no refusal is left alone, and so is whoever is not signed in.
func (a *App) NoteRefused(ctx context.Context, actor access.Actor, place, about string, err error) error {
	var r *refusal
	if !errors.As(err, &r) && As(err).Kind != Forbidden || actor.UserID == "" {
		return nil
	}
	act := a.audit(actor, "", "refused", about, place)
	if r != nil {
		act.Detail += ": " + string(r.permission) + ": " + r.reason
	}
	if len(actor.Roles) > 0 {
		act.Role = string(actor.Roles[0])
	}
	act.Kind = store.Refused
	return a.note(ctx, act)
}

// Whoever types an NHS number, or a name with the day of birth, that somebody
// has whom they may not see is told no more than this. That it was said is noted,
// for it could be tried with one number after the other.
var (
	errNumberUnseen = invalid("nhs_number", askCoordinator)
	errPersonUnseen = invalid("given_name", "Homeward cannot add this person for you. Ask the register coordinator, who can see why")
)

// noteUnseen notes an error that is one of these, and gives it back.
func (a *App) noteUnseen(ctx context.Context, actor access.Actor, place string, err error) error {
	if !errors.Is(err, errNumberUnseen) && !errors.Is(err, errPersonUnseen) {
		return err
	}
	act := a.audit(actor, access.SeePerson, "refused", "", place+": somebody has these details whom they may not see")
	act.Kind = store.Refused
	return errors.Join(err, a.note(ctx, act))
}
