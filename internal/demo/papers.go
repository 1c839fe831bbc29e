package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// former makes somebody of a register who left long ago: the time for which
// their record is kept is over, so it waits to be reviewed.
func former(ctx context.Context, a *app.App, watch *stopwatch, r Register, staff map[access.Role]access.Actor, seed uint64) error {
	now := watch.at
	defer func() { watch.at = now }()
	rng := rand.New(rand.NewPCG(seed, 1<<40))
	id := fmt.Sprintf("%08x%012x", rng.Uint32(), rng.Uint64()&0xffffffffffff)
	return a.InOne(ctx, r.Code, func(b *app.Batch) error {
		by := staff[access.Coordinator]
		watch.at = time.Date(1998, 5, 4, 10, 0, 0, 0, time.UTC)
		if _, err := b.Open(by, id, casefile.Open{On: civil.Of(1998, 5, 4), Details: casefile.Details{GivenName: "Brian", FamilyName: "Oldroyd", BirthDate: civil.Of(1951, 2, 11)}}); err != nil {
			return err
		}
		watch.at = time.Date(1999, 9, 6, 10, 0, 0, 0, time.UTC)
		_, err := b.Record(by, id, casefile.Add{On: civil.Of(1999, 9, 6), Fact: casefile.LeftRegister{Reason: "Lives with his sister, and is well"}})
		return err
	})
}

// Papers attaches a letter and a plan in each register, to somebody on it. App
// must have the key that letters are encrypted with.
func Papers(ctx context.Context, a *app.App) error {
	for _, r := range Registers {
		// At the machine, so that nobody needs to be involved.
		actor := app.CommandLine(r.Code)
		page, err := a.People(ctx, actor, app.PeopleQuery{Size: 1, Today: a.Today()})
		if err != nil {
			return err
		}
		if len(page.Rows) == 0 {
			continue
		}
		person := page.Rows[0]
		for _, paper := range []app.NewAttachment{
			{On: a.Today() - 12, Kind: app.AttachedLetter, Title: "Letter from Oak Ward about leave", FileName: "leave.txt", File: letterTo(person.Name,
				"Your leave begins on Friday. Your sister will fetch you at ten.", "You come back on Sunday evening. Ring us at any time if you want to come back sooner.")},
			{On: a.Today() - 40, Kind: app.AttachedPlan, Title: "What helps when things get hard", FileName: "what-helps.txt", Mark: access.ThirdParty, File: letterTo(person.Name,
				"Turn the music down, and give me time.", "My neighbour may knock, but not come in.")},
		} {
			if _, err := a.Attach(ctx, actor, person.CaseID, paper); err != nil {
				return fmt.Errorf("attaching a letter in %s: %w", r.Name, err)
			}
		}
	}
	return nil
}

func letterTo(name string, lines ...string) []byte {
	return []byte("For " + name + "\n\n" + strings.Join(lines, "\n\n") + "\n\nThis is an invented letter about an invented person.\n")
}
