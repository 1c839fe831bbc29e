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
		act.Detail += ": " + string(r.permission)
	}
	if len(actor.Roles) > 0 {
		act.Role = string(actor.Roles[0])
	}
	act.Kind = store.Refused
	return a.note(ctx, act)
}
