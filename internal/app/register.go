package app

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// What the register's list is asked and answers; see package store.
type (
	PeopleQuery = store.PeopleQuery
	PeoplePage  = store.PeoplePage
	PersonRow   = store.PersonRow
	AgeGroup    = store.AgeGroup
)

// Words of a PeopleQuery.
const (
	AnyMembership = store.AnyMembership
	NotRated      = store.NotRated
	UnknownAge    = store.UnknownAge
)

// AgeGroups are those that the list can be narrowed to.
var AgeGroups = store.AgeGroups

// States of the obligation that PersonRow shows.
const (
	RowOpen      = store.StateOpen
	RowSuspended = store.StateSuspended
)

// RuleTitles says in a few words what a rule of the actor's register asks for,
// by the id that the list has; "" for none.
func (a *App) RuleTitles(ctx context.Context, actor access.Actor) (func(id string) string, error) {
	if err := authorise(actor, access.SeeRegister); err != nil && !access.Can(actor, access.ChangeSettings).Allowed {
		return nil, err
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	return func(id string) string { return ruleTitle(rules, id) }, err
}

func ruleTitle(rules *clock.Rulebook, id string) string {
	rule, ok := clock.ParseRule(id)
	if !ok {
		return ""
	}
	return rules.Title(rule)
}

// searchesKept is how many searches of one user are kept; those of saved views
// are kept beyond it.
const searchesKept = 100

// KeepSearch keeps what somebody searched the register for and gives a word
// that stands for it in the address of a page, so that no name and no NHS
// number comes into an address, a log or a browser's history. Only the same
// user can use the word.
func (a *App) KeepSearch(ctx context.Context, actor access.Actor, text string) (id string, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil && !access.Can(actor, access.SeeAudit).Allowed {
		return "", err
	}
	drafts, err := a.Drafts(ctx, actor)
	if err != nil {
		return "", err
	}
	typed := url.Values{"text": {text}}
	var old []string
	for _, d := range drafts {
		if id, ok := strings.CutPrefix(d.Key, "search/"); ok {
			if d.Body == typed.Encode() {
				return id, nil
			}
			old = append(old, id)
		}
	}
	if len(old) >= searchesKept {
		if err := a.dropSearches(ctx, actor, old[searchesKept-1:]); err != nil {
			return "", err
		}
	}
	id = NewID()
	return id, a.KeepDraft(ctx, actor, "search/"+id, 0, typed)
}

func (a *App) dropSearches(ctx context.Context, actor access.Actor, ids []string) error {
	views, err := a.Views(ctx, actor)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if slices.ContainsFunc(views, func(v SavedView) bool { return strings.Contains(v.Query, id) }) {
			continue
		}
		if err := a.DropDraft(ctx, actor, "search/"+id); err != nil {
			return err
		}
	}
	return nil
}

// SearchText is what a word of KeepSearch stands for; ok is false when it is
// no longer kept.
func (a *App) SearchText(ctx context.Context, actor access.Actor, id string) (text string, ok bool, err error) {
	_, typed, ok, err := a.Draft(ctx, actor, "search/"+id)
	return typed.Get("text"), ok, err
}

// PossiblySame lists who of the register, or of those who have left it, may be
// the person with these details: the same NHS number, or a name that is
// written or sounds alike with the same date of birth or one that is not known.
// It lists whom the actor may see; AddPerson looks at everyone's NHS number.
// That they were looked for is noted.
func (a *App) PossiblySame(ctx context.Context, actor access.Actor, d casefile.Details) ([]PersonRow, error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return nil, err
	}
	find := func(text string, fits func(PersonRow) bool) ([]PersonRow, error) {
		if strings.TrimSpace(text) == "" {
			return nil, nil
		}
		page, err := a.store.People(ctx, actor.Register, PeopleQuery{Text: text, Membership: AnyMembership, Size: 100, Today: a.Today(), For: v})
		if err != nil {
			return nil, fail(err, "looking for the same person")
		}
		return slices.DeleteFunc(page.Rows, func(p PersonRow) bool { return !fits(p) }), nil
	}
	noted := func(text string, same []PersonRow) ([]PersonRow, error) {
		if err := a.searched(ctx, actor, "look for the same person", text, len(same)); err != nil {
			return nil, err
		}
		return same, nil
	}
	if number, err := casefile.ParseNHSNumber(d.NHSNumber); err == nil {
		same, err := find(number, func(p PersonRow) bool { return p.NHSNumber == number })
		if err != nil {
			return nil, err
		}
		if len(same) > 0 {
			return noted(number, same)
		}
	}
	given := d.GivenName
	if given == "" {
		given = d.PreferredName
	}
	name := strings.TrimSpace(given + " " + d.FamilyName)
	same, err := find(name, func(p PersonRow) bool {
		return d.BirthDate == 0 || p.BirthDate == 0 || p.BirthDate == d.BirthDate
	})
	if err != nil || name == "" {
		return nil, err
	}
	return noted(name, same)
}

// DueWords says how a day that something is due stands to today: "Overdue by 3
// days", "Due today", "Due in 5 days".
func DueWords(due, today civil.Date) string {
	switch n := int(due - today); {
	case n < -1:
		return fmt.Sprintf("Overdue by %d days", -n)
	case n == -1:
		return "Overdue by 1 day"
	case n == 0:
		return "Due today"
	case n == 1:
		return "Due tomorrow"
	default:
		return fmt.Sprintf("Due in %d days", n)
	}
}
