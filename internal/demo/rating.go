package demo

import (
	"math/rand/v2"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// openChecklist is the one that the register's ratings are advised by.
var openChecklist = func() app.Checklist {
	c, _ := app.ReadChecklist(app.OpenChecklist())
	return c
}()

// checked answers the checklist before every third rating, the worse the
// colour the more of it by yes. It draws by the day alone, so that the lives
// told are the same with it.
func checked(on civil.Date, r casefile.Rating) *casefile.Checked {
	rng := rand.New(rand.NewPCG(uint64(on), 15))
	if rng.IntN(3) > 0 {
		return nil
	}
	yes := map[casefile.Rating]int{casefile.Red: 60, casefile.Amber: 28, casefile.Green: 6}[r]
	answers := map[string]string{}
	for _, item := range openChecklist.Items {
		answers[item.ID] = item.Answers[0].ID
		switch n := rng.IntN(100); {
		case n < yes:
			answers[item.ID] = item.Answers[len(item.Answers)-1].ID
		case n > 95:
			answers[item.ID] = app.NotKnown
		}
	}
	k := openChecklist.Checked(openChecklist.Advise(answers), "")
	if k.Advised != r {
		k.Differs = "The questions do not see how their family and the team know them."
	}
	return k
}

// earlySigns has something seen of every seventeenth person lately, and of some
// of them twice. It draws nothing, so that the lives told are the same with it.
func (l *life) earlySigns(n int) {
	if n%17 != 3 {
		return
	}
	list, _ := app.ReadEarlySigns(app.OpenEarlySigns())
	var signs []casefile.EarlySign
	for _, s := range list.Signs {
		if s.Recorded() {
			signs = append(signs, casefile.EarlySign{Sign: s.ID, Says: s.Text})
		}
	}
	first, second := signs[n/17%len(signs)], signs[(n/17+3)%len(signs)]
	first.Source = "Their mother"
	l.fact(l.today-civil.Date(4+n%40), access.SocialWorker, first, "Told at a home visit.")
	if n%2 == 0 {
		l.fact(l.today-civil.Date(2+n%20), access.Clinician, second, "")
	}
}
