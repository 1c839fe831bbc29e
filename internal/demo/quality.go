package demo

import (
	"context"

	"homeward/internal/app"
)

// checkedWeeks is for how many weeks a register of the demo says what was
// missing.
const checkedWeeks = 6

// check counts what is missing in a register, week by week up to now.
func check(ctx context.Context, a *app.App, watch *stopwatch, r Register) error {
	now := watch.at
	defer func() { watch.at = now }()
	for week := checkedWeeks - 1; week >= 0; week-- {
		watch.at = now.AddDate(0, 0, -7*week)
		if err := a.KeepQuality(ctx, r.Code); err != nil {
			return err
		}
	}
	return nil
}
