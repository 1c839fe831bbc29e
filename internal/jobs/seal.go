package jobs

import (
	"context"
	"log/slog"
	"time"

	"homeward/internal/app"
)

// Seal seals what was written, every so often, until ctx ends.
func Seal(ctx context.Context, a *app.App, every time.Duration, log *slog.Logger) {
	for {
		timer := time.NewTimer(every)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		if _, err := a.Seal(ctx, false); err != nil && ctx.Err() == nil {
			log.Error("what was written could not be sealed", "error", err)
		}
	}
}
