package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/store"
)

// Verify recomputes every chain and every index of all registers, and the
// sealed log, and reports what is not as written.
func (a *App) Verify(ctx context.Context, actor access.Actor, trust store.Trust) (store.Report, error) {
	if err := authorise(actor, access.CheckRecord); err != nil {
		return store.Report{}, err
	}
	report, err := a.store.Verify(ctx, a.program, a.Today())
	if err != nil {
		return report, fail(err, "verifying the record")
	}
	if err := a.store.VerifyLog(ctx, &report, trust); err != nil {
		return report, fail(err, "verifying the record")
	}
	return report, fail(a.verifyRoles(ctx, &report), "verifying who has which role")
}

// Rebuild makes every index anew from the entries.
func (a *App) Rebuild(ctx context.Context, actor access.Actor, progress func(done, total int)) error {
	if err := authorise(actor, access.CheckRecord); err != nil {
		return err
	}
	return fail(a.store.Rebuild(ctx, a.program, a.Today(), progress), "rebuilding the indexes")
}

// Reevaluate brings the index of a register up to today and to the rules that
// it has adopted: the cases whose obligations change today although nothing was
// entered, and those that a stop left behind. It is the daily job.
func (a *App) Reevaluate(ctx context.Context, register string) error {
	return fail(a.store.Reevaluate(ctx, register, a.program, a.Today(), nil), "re-evaluating register %s", register)
}
