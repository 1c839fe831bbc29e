package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// GapKey is what a gap in services is of.
type GapKey = store.GapKey

// GapAges is the age group of those whom a gap concerns.
type GapAges = store.GapAges

// AllGapAges lists the groups, in the order to show them.
var AllGapAges = store.AllGapAges

// GapAct is what became of a gap.
type GapAct = store.GapAct

// What becomes of a gap.
const (
	GapOpened = store.GapOpened
	GapEnded  = store.GapEnded
	GapServed = store.GapServed
	GapNoted  = store.GapNoted
)

// GapsQuery says which gaps a list shows. The zero value takes all that are open.
type GapsQuery struct {
	Categories []casefile.SupportCategory
	Places     []string
	Ages       []store.GapAges
	Closed     bool // those that are closed as well
}

// GapView is a gap as an actor sees it.
type GapView struct {
	store.Gap
	// People is how many wait. Where the actor does not see all of them, and they
	// or those whom the actor does not see are fewer than the register writes out,
	// People is 0. Then Few is that number, or Many where there are as many or more.
	People, Few, Many int
	LastNote          store.GapEvent // the latest words about it; zero without any
}

// Gaps are the needs of a register that no service can meet in time, by kind,
// place and age group: what nobody else sells or gives, for those who commission.
// Who does not see all of the people whom a number counts is given no small one.
func (a *App) Gaps(ctx context.Context, actor access.Actor, q GapsQuery) ([]GapView, error) {
	if err := authorise(actor, access.SeeGaps); err != nil {
		return nil, err
	}
	gaps, err := a.store.Gaps(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing gaps")
	}
	gaps = slices.DeleteFunc(gaps, func(g store.Gap) bool {
		return !g.Open && !q.Closed || len(q.Categories) > 0 && !slices.Contains(q.Categories, g.Category) ||
			len(q.Places) > 0 && !slices.Contains(q.Places, g.Place) || len(q.Ages) > 0 && !slices.Contains(q.Ages, g.Ages)
	})
	views, err := a.gapViews(ctx, actor, gaps...)
	slices.SortStableFunc(views, func(x, y GapView) int {
		return cmp.Or(cmp.Compare(btoi(y.Open), btoi(x.Open)), cmp.Compare(y.People, x.People), x.Since.Compare(y.Since))
	})
	return views, err
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (a *App) gapViews(ctx context.Context, actor access.Actor, gaps ...store.Gap) ([]GapView, error) {
	settings, err := a.supportSettings(ctx, actor.Register)
	if err != nil {
		return nil, err
	}
	all, err := a.store.PeopleWaiting(ctx, actor.Register, store.NeedsQuery{}, a.Today())
	if err != nil {
		return nil, fail(err, "counting who waits")
	}
	seen := map[GapKey]store.Waiting{}
	if access.Can(actor, access.SeeRegister).Allowed {
		query, err := a.needsQuery(ctx, actor)
		if err != nil {
			return nil, err
		}
		if seen, err = a.store.PeopleWaiting(ctx, actor.Register, query, a.Today()); err != nil {
			return nil, fail(err, "counting who waits")
		}
	}
	views := make([]GapView, len(gaps))
	for i, g := range gaps {
		v := GapView{Gap: g, People: all[g.GapKey].People}
		v.hide(seen[g.GapKey].People, settings.SmallNumber)
		for _, e := range g.Events {
			if e.Words != "" {
				v.LastNote = e
			}
		}
		views[i] = v
	}
	return views, nil
}

// hide takes a number that would tell of a few whom the actor does not see: it is
// small itself, or differs from what the actor sees by a small one.
func (g *GapView) hide(seen, small int) {
	unseen := g.People - seen
	switch {
	case unseen <= 0:
	case g.People < small:
		g.People, g.Few = 0, small
	case unseen < small:
		g.People, g.Many = 0, small
	}
}

// GapPlaces are the places of the gaps that a register has had.
func (a *App) GapPlaces(ctx context.Context, actor access.Actor) (places []string, err error) {
	if err := authorise(actor, access.SeeGaps); err != nil {
		return nil, err
	}
	gaps, err := a.store.Gaps(ctx, actor.Register)
	for _, g := range gaps {
		places = append(places, g.Place)
	}
	slices.Sort(places)
	return slices.Compact(places), fail(err, "listing gaps")
}

// Gap is one gap with what became of it.
func (a *App) Gap(ctx context.Context, actor access.Actor, k GapKey) (GapView, error) {
	if err := authorise(actor, access.SeeGaps); err != nil {
		return GapView{}, err
	}
	g, err := a.store.Gap(ctx, actor.Register, k)
	if errors.Is(err, store.ErrNotFound) {
		return GapView{}, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	if err != nil {
		return GapView{}, fail(err, "reading a gap")
	}
	views, err := a.gapViews(ctx, actor, g)
	if err != nil {
		return GapView{}, err
	}
	return views[0], nil
}

// SayOfGap records what is done about a gap or, with served, that there is a
// service for it now, which closes it.
func (a *App) SayOfGap(ctx context.Context, actor access.Actor, k GapKey, words string, served bool) error {
	if err := authorise(actor, access.ChangeGaps); err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	if words == "" {
		return invalid("words", "Say what is done about it, or what service there is now")
	}
	if len([]rune(words)) > maxReason {
		return invalid("words", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		g, err := tx.Gap(k)
		if errors.Is(err, store.ErrNotFound) {
			return &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
		}
		if err != nil {
			return err
		}
		e := store.GapEvent{Act: store.GapNoted, Words: words, UserID: actor.UserID, UserName: actor.Name}
		if served {
			if !g.Open {
				return invalid("served", "This gap is closed already")
			}
			e.Act = store.GapServed
		}
		if err := tx.AddGapEvent(g, e); err != nil {
			return err
		}
		about, err := json.Marshal([]string{string(k.Category), k.Place, string(k.Ages)})
		if err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ChangeGaps, "gap "+string(e.Act), "", string(about)))
	}), "recording what becomes of a gap")
}

// SettleGaps brings the gaps of a register up to the day: the day by which some
// wanted support has passed, and who came of age waits in another group.
func (a *App) SettleGaps(ctx context.Context, register string) error {
	return fail(a.do(ctx, register, func(tx *store.Tx) error {
		by := homeward(register)
		n, err := tx.SettleGaps(by.UserID, by.Name)
		if err != nil || n == 0 {
			return err
		}
		return tx.Audit(a.audit(by, access.ChangeGaps, "settle gaps", "", countOf(n, "gap", "gaps")))
	}), "settling the gaps of register %s", register)
}

// ExportGaps writes gaps as a table of comma-separated values, with no number
// that the actor is not shown. That they were taken out is noted.
func (a *App) ExportGaps(ctx context.Context, actor access.Actor, q GapsQuery, w io.Writer) error {
	gaps, err := a.Gaps(ctx, actor, q)
	if err != nil {
		return err
	}
	if err := a.exported(ctx, actor, access.SeeGaps, "export gaps", "", countOf(len(gaps), "gap", "gaps")); err != nil {
		return err
	}
	out, err := sheet.NewCSV(w, []string{"Kind", "Local authority", "Age group", "Open", "Since", "People waiting", "Closed", "What is done about it"})
	if err != nil {
		return err
	}
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return a.dayOf(t).String()
	}
	for _, g := range gaps {
		open := map[bool]string{true: "Yes", false: "No"}[g.Open]
		if err := out.Row([]sheet.Cell{
			sheet.Text(g.Category.Word()), sheet.Text(g.PlaceWord()), sheet.Text(g.Ages.Word()), sheet.Text(open), sheet.Text(day(g.Since)), sheet.Text(g.PeopleWord()), sheet.Text(day(g.Closed)), sheet.Text(g.LastNote.Words),
		}); err != nil {
			return err
		}
	}
	return out.Close()
}

// PlaceWord is the place as people read it.
func (g GapView) PlaceWord() string { return cmp.Or(g.Place, "Not known") }

// PeopleWord is how many wait, as far as the actor is told.
func (g GapView) PeopleWord() string {
	if g.Few > 0 {
		return fmt.Sprintf("Fewer than %d", g.Few)
	}
	if g.Many > 0 {
		return fmt.Sprintf("%d or more", g.Many)
	}
	return fmt.Sprint(g.People)
}
