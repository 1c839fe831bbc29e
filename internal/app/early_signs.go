package app

import (
	"context"
	"fmt"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/checklist"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// EarlySigns and Suggestion are those of package checklist.
type (
	EarlySigns = checklist.EarlySigns
	Suggestion = checklist.Suggestion
)

const topicEarlySigns = "early-signs"

// QuietMonths is for how long a suggestion that was answered is not made again,
// unless there is a new sign or who answers says otherwise.
const QuietMonths = 3

// earlySigns are what a register takes for early signs.
func (a *App) earlySigns(ctx context.Context, register string) (EarlySigns, *LocalFile, error) {
	f, err := a.localFile(ctx, register, topicEarlySigns)
	if err != nil {
		return EarlySigns{}, nil, fail(err, "reading the early signs")
	}
	if f == nil {
		return checklist.OpenEarlySigns(), nil, nil
	}
	e, faults := checklist.ReadEarlySigns([]byte(f.Body))
	if len(faults) > 0 {
		return e, f, fmt.Errorf("early signs %d of register %s cannot be read: %s", f.N, register, faults[0])
	}
	return e, f, nil
}

// EarlySigns are those of the actor's register, for who may record one.
func (a *App) EarlySigns(ctx context.Context, actor access.Actor) (EarlySigns, error) {
	if err := authorise(actor, access.Record); err != nil {
		return EarlySigns{}, err
	}
	e, _, err := a.earlySigns(ctx, actor.Register)
	return e, err
}

// SuggestionsFor are what the early signs of somebody suggest today. For who
// does not see all of the record there are none.
func (a *App) SuggestionsFor(ctx context.Context, actor access.Actor, view PersonView) ([]Suggestion, error) {
	if view.Sight < access.Whole || !access.Can(actor, access.Record).Allowed || view.Case.Died != 0 {
		return nil, nil
	}
	signs := slices.DeleteFunc(view.Case.Signs(), func(s casefile.Sign) bool {
		e, _ := view.Case.Entry(s.Seq)
		return e.Withheld != "" // what it suggests would tell of it
	})
	if len(signs) == 0 {
		return nil, nil
	}
	e, _, err := a.earlySigns(ctx, actor.Register)
	if err != nil {
		return nil, err
	}
	var quiet []checklist.Quiet
	for _, entry := range view.Case.SuggestionsAnswered() {
		f := entry.Fact.(casefile.SuggestionAnswered)
		quiet = append(quiet, checklist.Quiet{Trigger: f.Trigger, On: entry.On, Until: f.Until})
	}
	return e.Suggest(signs, quiet, view.Case.Details.BirthDate, a.Today()), nil
}

// Suggested is somebody of whom early signs suggest something.
type Suggested struct {
	Person      PersonRow
	Suggestions []Suggestion
	Since       civil.Date // the latest sign
}

// SuggestedPage is a page of them, those with the latest sign first.
type SuggestedPage struct {
	List                     EarlySigns
	Rows                     []Suggested
	Total, Page, Pages, Size int
}

// Suggested lists those of the actor's lists of whom early signs suggest
// something today: as on the person's page, of whom they see all of the record,
// and by the signs that they may read.
func (a *App) Suggested(ctx context.Context, actor access.Actor, page int) (p SuggestedPage, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return p, err
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return p, err
	}
	if p.List, _, err = a.earlySigns(ctx, actor.Register); err != nil {
		return p, err
	}
	today := a.Today()
	signed, err := a.store.EarlySigns(ctx, actor.Register, v, today.AddMonths(-p.List.Longest())-1)
	if err != nil {
		return p, fail(err, "listing early signs")
	}
	// Whose signs suggest nothing need not be asked about: less is seen of them, and
	// fewer signs suggest no more.
	suggests := func(s store.WithSigns) []Suggestion {
		var quiet []checklist.Quiet
		for _, q := range s.Answered {
			quiet = append(quiet, checklist.Quiet{Trigger: q.ID, On: q.From, Until: q.Until})
		}
		return p.List.Suggest(s.Signs, quiet, s.BirthDate, today)
	}
	signed = slices.DeleteFunc(signed, func(s store.WithSigns) bool { return len(suggests(s)) == 0 })
	of := make([]inIndex, len(signed))
	for i, s := range signed {
		of[i] = inIndex{s.CaseID, s.Consent, s.SharesNot}
	}
	lenses, err := a.lensesByIndex(ctx, actor, of)
	if err != nil {
		return p, err
	}
	type found struct {
		id string
		Suggested
	}
	var all []found
	for _, s := range signed {
		l := lenses[s.CaseID]
		if l.Sight < access.Whole {
			continue
		}
		s.Signs = slices.DeleteFunc(s.Signs, func(sign casefile.Sign) bool {
			var from casefile.Fact = casefile.EarlySign{Sign: sign.ID}
			if sign.Told {
				from = casefile.Referral{}
			}
			return l.withheldAt(sign.Seq, from) != ""
		})
		f := found{id: s.CaseID}
		if f.Suggestions = suggests(s); len(f.Suggestions) == 0 {
			continue
		}
		for _, x := range f.Suggestions {
			f.Since = max(f.Since, x.Since)
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(x, y found) int { return int(y.Since) - int(x.Since) })
	p.Total, p.Size = len(all), 25
	p.Pages = max(1, (p.Total+p.Size-1)/p.Size)
	p.Page = min(max(1, page), p.Pages)
	shown := all[(p.Page-1)*p.Size : min(p.Page*p.Size, len(all))]
	ids := make([]string, len(shown))
	for i, f := range shown {
		ids[i] = f.id
	}
	rows, err := a.store.RowsOf(ctx, actor.Register, v, ids)
	if err != nil {
		return p, fail(err, "reading those with early signs")
	}
	for _, row := range rows {
		i := slices.IndexFunc(shown, func(f found) bool { return f.id == row.CaseID })
		shown[i].Person = row
	}
	for _, f := range shown {
		p.Rows = append(p.Rows, f.Suggested)
	}
	return p, nil
}
