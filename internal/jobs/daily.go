// Package jobs is the timed work of a running Homeward.
package jobs

import (
	"context"
	"log/slog"
	"time"

	"homeward/internal/app"
)

// Daily brings every register's index up to the day and then makes the day's
// reminders, now and after each midnight in London, until ctx ends. Only the
// cases whose dates change by the day alone are touched.
func Daily(ctx context.Context, a *app.App, now func() time.Time, log *slog.Logger) {
	for {
		reevaluate(ctx, a, log)
		timer := time.NewTimer(untilMidnight(a.Local(now())))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

func reevaluate(ctx context.Context, a *app.App, log *slog.Logger) {
	registers, err := a.OpenRegisters(ctx)
	if err != nil {
		if ctx.Err() == nil {
			log.Error("the daily job could not list the registers", "error", err)
		}
		return
	}
	if err := a.ForgetOldSessions(ctx); err != nil && ctx.Err() == nil {
		log.Error("old sessions could not be forgotten", "error", err)
	}
	for _, r := range registers {
		if err := a.Reevaluate(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("the daily job failed for a register", "register", r.Code, "error", err)
		}
		if err := a.KeepQuality(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("what is missing in a register could not be counted", "register", r.Code, "error", err)
		}
		if err := a.SettleGaps(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("the gaps in services of a register could not be settled", "register", r.Code, "error", err)
		}
		if err := a.TakeAccess(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("the access of leavers of a register could not be taken", "register", r.Code, "error", err)
		}
		if err := a.ForgetReferralDrafts(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("the referrals that nobody sent could not be forgotten", "register", r.Code, "error", err)
		}
		if err := a.Remind(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("the reminders of a register could not be made", "register", r.Code, "error", err)
		}
	}
}

// untilMidnight is how long the day still is, as the clock on the wall in
// London goes: the day is 23 or 25 hours long when the clocks change.
func untilMidnight(now time.Time) time.Duration {
	next := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 1, 0, now.Location())
	return next.Sub(now)
}
