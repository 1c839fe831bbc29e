package app

import (
	"context"
	"time"

	"homeward/internal/access"
)

// Running is what whoever looks after Homeward has to know of a register: if its
// messages go out, and when all of it was last copied.
type Running struct {
	Emails      bool      // Homeward can send e-mail
	Unsent      int       // messages that were tried, and wait for longer than an hour
	UnsentSince time.Time // when the oldest of them was written
	GivenUp     int       // messages of the last seven days that could not be sent at all
	BackedUp    time.Time // zero for never
	BackupFails bool      // the latest backup could not be finished
}

// backupDue is for how long a copy is new enough: the guide has one made each
// night, and one that was missed is to be told.
const backupDue = 48 * time.Hour

// BackupLate reports whether there is no new copy on a moment.
func (k Running) BackupLate(now time.Time) bool { return now.Sub(k.BackedUp) > backupDue }

// Running is how the actor's register is kept going.
func (a *App) Running(ctx context.Context, actor access.Actor) (Running, error) {
	if err := authorise(actor, access.CheckRecord); err != nil {
		return Running{}, err
	}
	k := Running{Emails: a.CanEmail()}
	now := a.now()
	var err error
	if k.Unsent, k.UnsentSince, k.GivenUp, err = a.store.Unsent(ctx, actor.Register, messageGivenUp, now.Add(-time.Hour), now.AddDate(0, 0, -7)); err != nil {
		return k, fail(err, "counting messages that were not sent")
	}
	machine := CommandLine(actor.Register).UserID
	if k.BackedUp, err = a.store.LastDone(ctx, actor.Register, machine, string(BackedUp)); err != nil {
		return k, fail(err, "finding the latest backup")
	}
	failed, err := a.store.LastDone(ctx, actor.Register, machine, string(BackUpFailed))
	k.BackupFails = failed.After(k.BackedUp)
	return k, fail(err, "finding a backup that failed")
}
