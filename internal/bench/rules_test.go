package bench

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// shorter are local rules that move what most of a register has to do.
const shorter = `format: homeward.rulebook/1
name: Shorter
rules:
  policy.red-review: {numbers: {within: {source: bench, values: [{from: always, is: 7 days}]}}}
  local.register-review:
    numbers:
      green: {source: bench, values: [{from: always, is: 2 months}]}
      amber: {source: bench, values: [{from: always, is: 10 days}]}
`

// BenchmarkRules tries a change of rules over a whole register and adopts it,
// which re-evaluates everybody. The time of each is that of the work, to its
// end; of adopting, half of it with Part 8A in force, so that the dates move.
func BenchmarkRules(b *testing.B) {
	for _, people := range sizes(b) {
		from := cached(b, people)
		b.Run(fmt.Sprintf("SQLite/%d", people), func(b *testing.B) {
			for range b.N {
				dir := b.TempDir()
				must(b, os.CopyFS(dir, os.DirFS(from)))
				s, err := store.Open(context.Background(), "sqlite:"+dir)
				must(b, err)
				a, err := app.New(s, clock.England(), time.Now)
				must(b, err)
				a.OnFault(func(err error) { b.Error(err) })

				step := func(metric string, do func()) {
					began := time.Now()
					do()
					a.Wait()
					b.ReportMetric(time.Since(began).Seconds(), metric)
				}
				id := ""
				step("s/try", func() {
					var problems []app.RuleProblem
					id, problems, err = a.TryRules(context.Background(), operator, []byte(shorter))
					must(b, err)
					if len(problems) > 0 {
						b.Fatal(problems)
					}
				})
				step("s/adopt", func() { must(b, a.AdoptRules(context.Background(), operator, id, a.Today(), "")) })
				step("s/try-part-8a", func() {
					id, err = a.TryCommencement(context.Background(), operator, civil.Of(2026, 1, 5))
					must(b, err)
				})
				step("s/commence", func() {
					must(b, a.AdoptRules(context.Background(), operator, id, a.Today(), "regulations of the benchmark"))
				})
				v, err := a.Rules(context.Background(), operator)
				must(b, err)
				if v.Following.Total != 0 || len(v.Adopted) != 2 {
					b.Fatalf("not all follow: %+v", v.Following)
				}
				must(b, s.Close())
			}
		})
	}
}
