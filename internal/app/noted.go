package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// acts are those that write nothing else, such as looking at a record: they
// wait here for a moment and are written together, so that a page costs one
// send to a channel. None is dropped. When there is no room the page waits;
// when they cannot be written, no record is shown until they are.
type acts struct {
	waiting chan store.Audit
	hurry   chan struct{} // there is no room left
	writing atomic.Bool   // a goroutine is about to write them
	failed  atomic.Bool   // the last try did not succeed

	mu   sync.Mutex
	kept []store.Audit // taken out of waiting and not yet written
}

const (
	actsWait   = time.Second // at most, until an act is written
	actsAtMost = 1024        // that wait
	actsTime   = 30 * time.Second
)

func newActs() acts {
	return acts{waiting: make(chan store.Audit, actsAtMost), hurry: make(chan struct{}, 1)}
}

// note has an act written within a second. An error means that it will not be,
// and that what the actor asked for must not be shown.
func (a *App) note(ctx context.Context, act store.Audit) error {
	if a.acts.failed.Load() {
		return &Error{Kind: Internal, Text: "Homeward cannot note down just now who looks at whom, so it shows no records. Try again in a minute."}
	}
	select {
	case a.acts.waiting <- act:
	default:
		select {
		case a.acts.hurry <- struct{}{}:
		default:
		}
		select {
		case a.acts.waiting <- act:
		case <-ctx.Done():
			return fail(ctx.Err(), "waiting to note an act")
		}
	}
	if a.acts.writing.CompareAndSwap(false, true) {
		a.background.Go(a.writeActs)
	}
	return nil
}

// writeActs writes what waits, after a moment in which more may come, until
// nothing does. It ends with acts unwritten only when Homeward stops and they
// cannot be written, and then says so.
func (a *App) writeActs() {
	for {
		select {
		case <-time.After(actsWait):
		case <-a.acts.hurry:
		case <-a.untilStopped.Done():
		}
		ctx, cancel := context.WithTimeout(context.Background(), actsTime)
		err := a.WriteNoted(ctx)
		cancel()
		switch {
		case err == nil:
			a.acts.writing.Store(false)
			if len(a.acts.waiting) == 0 || !a.acts.writing.CompareAndSwap(false, true) {
				return
			}
		case a.untilStopped.Err() != nil:
			a.acts.writing.Store(false)
			return
		}
	}
}

// WriteNoted writes the acts that wait, now.
func (a *App) WriteNoted(ctx context.Context) error {
	a.acts.mu.Lock()
	defer a.acts.mu.Unlock()
	for n := len(a.acts.waiting); n > 0; n-- {
		a.acts.kept = append(a.acts.kept, <-a.acts.waiting)
	}
	if len(a.acts.kept) == 0 {
		return nil
	}
	if err := a.store.Record(ctx, a.acts.kept...); err != nil {
		err = fail(err, "noting %d acts, which are kept to be tried again", len(a.acts.kept))
		if !a.acts.failed.Swap(true) || a.untilStopped.Err() != nil {
			a.fault(err) // once, and when there is no other time
		}
		return err
	}
	a.acts.kept = nil
	a.acts.failed.Store(false)
	return nil
}

// looked notes that an actor was shown someone's record.
func (a *App) looked(ctx context.Context, actor access.Actor, p access.Permission, action, caseID, detail string) error {
	act := a.audit(actor, p, action, caseID, detail)
	act.Kind = store.Looked
	return a.note(ctx, act)
}

// exported writes that an actor takes something away: before the first byte of
// it, for what was taken is gone from here. An error means that nothing may be
// given.
func (a *App) exported(ctx context.Context, actor access.Actor, p access.Permission, action, caseID, detail string) error {
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		act := a.audit(actor, p, action, caseID, detail)
		act.Kind = store.Exported
		return tx.Audit(act)
	}), "recording an export")
}

// searched notes what an actor looked for, and how many they were shown.
func (a *App) searched(ctx context.Context, actor access.Actor, action, text string, found int) error {
	act := a.audit(actor, access.SeeRegister, action, "", fmt.Sprintf("%s, %d found", store.SearchKind(text, a.Today()), found))
	act.Kind, act.Words = store.Searched, text
	return a.note(ctx, act)
}
