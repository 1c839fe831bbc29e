package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/store"
)

// Keeping is something that was done with the whole database, at the machine
// itself.
type Keeping string

const (
	BackedUp      Keeping = "back up"
	BackUpFailed  Keeping = "back up failed"
	CheckedBackup Keeping = "check a backup"
	Restored      Keeping = "restore a backup"
)

// NoteKeeping notes in the audit of every register of the database, also of
// those that are closed, what was done with all of them together. Detail says
// where, and who did it on which machine; it has nothing of any person.
func (a *App) NoteKeeping(ctx context.Context, actor access.Actor, what Keeping, detail string) error {
	if err := authorise(actor, access.CheckRecord); err != nil {
		return err
	}
	registers, err := a.Registers(ctx)
	if err != nil || len(registers) == 0 {
		return err
	}
	acts := make([]store.Audit, len(registers))
	for i, r := range registers {
		actor.Register = r.Code
		acts[i] = a.audit(actor, access.CheckRecord, string(what), "", detail)
		if acts[i].Kind = store.Exported; what == Restored {
			acts[i].Kind = store.Changed
		}
	}
	return fail(a.store.Record(ctx, acts...), "noting what was done with the whole database")
}
