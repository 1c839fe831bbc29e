package jobs

import (
	"context"
	"log/slog"
	"time"

	"homeward/internal/app"
)

// Scan has the files of each register scanned that were not yet, now and every
// so often, until ctx ends.
func Scan(ctx context.Context, a *app.App, every time.Duration, log *slog.Logger) {
	for {
		scan(ctx, a, log)
		timer := time.NewTimer(every)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

func scan(ctx context.Context, a *app.App, log *slog.Logger) {
	registers, err := a.Registers(ctx)
	if err != nil {
		if ctx.Err() == nil {
			log.Error("the registers whose files wait to be scanned could not be listed", "error", err)
		}
		return
	}
	for _, r := range registers {
		if err := a.Scan(ctx, r.Code); err != nil && ctx.Err() == nil {
			log.Error("a file could not be scanned for viruses, and waits", "register", r.Code, "error", err)
		}
	}
}
