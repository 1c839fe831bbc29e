package jobs

import (
	"context"
	"log/slog"
	"time"

	"homeward/internal/app"
)

// Outbox sends what waits in the outbox of each register, now and every
// so often, until ctx ends. A message that is being sent is let finish.
func Outbox(ctx context.Context, a *app.App, every time.Duration, log *slog.Logger) {
	for {
		deliver(ctx, a, log)
		timer := time.NewTimer(every)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

func deliver(ctx context.Context, a *app.App, log *slog.Logger) {
	registers, err := a.OpenRegisters(ctx)
	if err != nil {
		if ctx.Err() == nil {
			log.Error("the registers whose messages wait could not be listed", "error", err)
		}
		return
	}
	for _, r := range registers {
		if err := a.Deliver(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("a message could not be sent", "register", r.Code, "error", err)
		}
	}
}
