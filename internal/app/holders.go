package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// MostHeldAtOnce is of how many people at most the holder is changed at a time.
const MostHeldAtOnce = 100

// HolderCount is how many people somebody holds; see package store.
type HolderCount = store.HolderCount

// HolderNotice tells a user that cases were given to them or taken from them.
type HolderNotice = store.HolderNotice

// Holders counts the people of the actor's lists by who holds their case.
func (a *App) Holders(ctx context.Context, actor access.Actor) ([]HolderCount, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, err
	}
	all, err := a.store.Holders(ctx, actor.Register, v)
	return all, fail(err, "counting who holds whom")
}

// PeopleOf are those of some cases whom the actor's lists have, by name.
func (a *App) PeopleOf(ctx context.Context, actor access.Actor, ids []string) ([]PersonRow, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, err
	}
	rows, err := a.store.RowsOf(ctx, actor.Register, v, ids[:min(len(ids), store.MaxPageSize)])
	if err != nil {
		return nil, fail(err, "reading the rows of people")
	}
	return rows, a.withoutWords(ctx, actor, rows)
}

// TeamNames are the names of the actor and of everyone who is in a team with
// them, sorted.
func (a *App) TeamNames(ctx context.Context, actor access.Actor) ([]string, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	mates, err := a.store.Teammates(ctx, actor.Register, actor.UserID)
	if !slices.Contains(mates, actor.Name) {
		mates = append(mates, actor.Name)
	}
	slices.Sort(mates)
	return mates, fail(err, "finding who is in a team with the actor")
}

// MayHold are the users of the actor's register who can hold a case: who may
// sign in, see lists and record. Of two with one name there is one, for a case
// names its holder by name.
func (a *App) MayHold(ctx context.Context, actor access.Actor) ([]string, error) {
	if err := authorise(actor, access.Involve); err != nil {
		return nil, err
	}
	holders, err := a.holders(ctx, actor.Register)
	return slices.Sorted(maps.Keys(holders)), err
}

// holders are the users who can hold a case, by name.
func (a *App) holders(ctx context.Context, register string) (map[string][]string, error) {
	users, err := a.store.Users(ctx, register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	roles, err := a.store.RolesIn(ctx, register)
	if err != nil {
		return nil, fail(err, "listing roles")
	}
	found := map[string][]string{}
	for _, u := range users {
		as := access.Actor{UserID: u.ID, Roles: rolesOf(roles[u.ID])}
		if !u.Disabled && access.Can(as, access.SeeRegister).Allowed && access.Can(as, access.Record).Allowed {
			found[u.Name] = append(found[u.Name], u.ID)
		}
	}
	return found, nil
}

// Held is a person with who held their case when the actor chose them.
type Held struct{ Case, By string }

// HolderChange gives the cases of some people to somebody else.
type HolderChange struct {
	People []Held
	To     string
	From   civil.Date // since when it is so
	Reason string
}

// ChangeHolder gives the cases to another holder, all of them or none: an entry
// in each, and both holders are told. Where somebody else has changed the holder
// of one meanwhile, the error is a Conflict, and nothing is changed.
func (a *App) ChangeHolder(ctx context.Context, actor access.Actor, change HolderChange) error {
	if err := authorise(actor, access.Involve); err != nil {
		return err
	}
	if err := authorise(actor, access.Record); err != nil {
		return err
	}
	holders, err := a.holders(ctx, actor.Register)
	if err != nil {
		return err
	}
	tell, err := a.byWhose(ctx, actor.Register, holders)
	if err != nil {
		return err
	}
	change.Reason = strings.TrimSpace(change.Reason)
	change.People = slices.CompactFunc(slices.SortedFunc(slices.Values(change.People), func(x, y Held) int { return cmp.Compare(x.Case, y.Case) }), func(x, y Held) bool { return x.Case == y.Case })
	if r := change.check(holders, a.Today()); len(r) > 0 {
		return &Error{Kind: Invalid, Text: r.Error(), Refusals: r}
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if err := a.sayWhoseByGiving(tx, actor, change.To, holders[change.To]); err != nil {
			return err
		}
		taken := map[string]int{} // from whom, how many
		for _, p := range change.People {
			if err := a.changeHolder(ctx, tx, actor, change, p); err != nil {
				return err
			}
			taken[p.By]++
		}
		return a.tellHolders(tx, actor, change.To, taken, tell)
	}), "changing who holds %d cases", len(change.People))
}

func (c HolderChange) check(holders map[string][]string, today civil.Date) (r casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			r = append(r, casefile.Refusal{Field: field, Text: text})
		}
	}
	refuse(len(c.People) == 0, "person", "Choose at least one person")
	refuse(len(c.People) > MostHeldAtOnce, "person", fmt.Sprintf("Choose at most %d people at a time", MostHeldAtOnce))
	refuse(len(holders[c.To]) == 0, "to", "Choose who is to hold the cases")
	refuse(c.From == 0, "from", "Enter since when they hold them")
	refuse(c.From > today, "from", "The date must be today or in the past. Change the holder on the day")
	refuse(c.Reason == "", "reason", "Say why somebody else holds the cases")
	return r
}

// changeHolder is that of one person.
func (a *App) changeHolder(ctx context.Context, tx *store.Tx, actor access.Actor, change HolderChange, p Held) error {
	c, l, err := a.seeIn(ctx, tx, actor, access.Record, p.Case)
	if err != nil {
		return err
	}
	switch {
	case l.Sight < access.Whole:
		return invalid("person", "You do not see all of the record of "+c.Name()+", so cannot change who holds it. Leave them out")
	case l.protection.Restricted:
		return invalid("person", "The record of "+c.Name()+" is restricted to named people. Change who holds it on their own page, and leave them out here")
	case c.Coordinator != p.By:
		return &Error{Kind: Conflict, Text: "Somebody else has changed who holds " + c.Name() + " meanwhile. Nothing was changed. Check the list and choose again.", Version: c.Version()}
	case c.Coordinator == change.To:
		return invalid("person", change.To+" holds the case of "+c.Name()+" already. Leave them out")
	}
	for _, e := range c.Standing {
		if _, ok := e.Fact.(casefile.Coordinator); ok && e.On > change.From {
			return invalid("from", "Who holds the case of "+c.Name()+" was last changed on "+e.On.Long()+". Enter that day or a later one")
		}
	}
	_, err = a.enter(tx, actor, access.Record, l.Purpose, c, casefile.Add{On: change.From, Fact: casefile.Coordinator{Name: change.To}, Note: change.Reason})
	return err
}

// tellHolders tells who holds the cases now and who held them.
func (a *App) tellHolders(tx *store.Tx, actor access.Actor, to string, taken map[string]int, holders map[string][]string) error {
	total, before := 0, ""
	for by, n := range taken {
		total, before = total+n, by
	}
	if len(taken) > 1 {
		before = ""
	}
	tell := func(name string, n HolderNotice) error {
		for _, id := range holders[name] {
			if id == actor.UserID {
				continue // they did it
			}
			n.UserID, n.ID, n.ByName = id, NewID(), actor.Name
			if err := tx.TellHolder(n); err != nil {
				return fmt.Errorf("telling a holder: %w", err)
			}
		}
		return nil
	}
	if err := tell(to, HolderNotice{Given: true, People: total, Holder: before}); err != nil {
		return err
	}
	for _, by := range slices.Sorted(maps.Keys(taken)) {
		if err := tell(by, HolderNotice{People: taken[by], Holder: to}); err != nil {
			return err
		}
	}
	return nil
}

// HolderNotices are those of the actor that they have not seen yet.
func (a *App) HolderNotices(ctx context.Context, actor access.Actor) ([]HolderNotice, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	all, err := a.store.HolderNotices(ctx, actor.Register, actor.UserID)
	return all, fail(err, "reading what a holder is told")
}

// SeeHolderNotices says that the actor has seen those up to a moment.
func (a *App) SeeHolderNotices(ctx context.Context, actor access.Actor, upTo time.Time) error {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return err
	}
	return fail(a.store.SeeHolderNotices(ctx, actor.Register, actor.UserID, upTo, a.now().UTC()), "keeping what a holder has seen")
}
