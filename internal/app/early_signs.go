package app

import (
	"cmp"
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
	all, list, v, err := a.suggested(ctx, actor)
	if err != nil {
		return p, err
	}
	slices.SortFunc(all, func(x, y suggestedOf) int {
		return cmp.Or(-cmp.Compare(x.Since, y.Since), cmp.Compare(x.of.SortKey, y.of.SortKey), cmp.Compare(x.of.CaseID, y.of.CaseID))
	})
	p.List, p.Total, p.Size = list, len(all), 25
	p.Pages = max(1, (p.Total+p.Size-1)/p.Size)
	p.Page = min(max(1, page), p.Pages)
	shown := all[(p.Page-1)*p.Size : min(p.Page*p.Size, len(all))]
	ids := make([]string, len(shown))
	for i, f := range shown {
		ids[i] = f.of.CaseID
	}
	rows, err := a.store.RowsOf(ctx, actor.Register, v, ids)
	if err != nil {
		return p, fail(err, "reading those with early signs")
	}
	for _, row := range rows {
		i := slices.IndexFunc(shown, func(f suggestedOf) bool { return f.of.CaseID == row.CaseID })
		shown[i].Person = row
	}
	for _, f := range shown {
		p.Rows = append(p.Rows, f.Suggested)
	}
	return p, nil
}

// SuggestedCount is how many people Suggested lists.
func (a *App) SuggestedCount(ctx context.Context, actor access.Actor) (int, error) {
	all, _, _, err := a.suggested(ctx, actor)
	return len(all), err
}

// suggestedOf is somebody of whom early signs suggest something, before their row
// is read.
type suggestedOf struct {
	of store.WithSigns
	Suggested
}

// suggested finds them, in no order.
func (a *App) suggested(ctx context.Context, actor access.Actor) (all []suggestedOf, list EarlySigns, v *store.Viewer, err error) {
	if err := authorise(actor, access.SeeRegister); err != nil {
		return nil, list, nil, err
	}
	if v, err = a.viewer(ctx, actor); err != nil {
		return nil, list, nil, err
	}
	if list, _, err = a.earlySigns(ctx, actor.Register); err != nil {
		return nil, list, nil, err
	}
	today := a.Today()
	signed, err := a.store.EarlySigns(ctx, actor.Register, v, today.AddMonths(-list.Longest())-1)
	if err != nil {
		return nil, list, nil, fail(err, "listing early signs")
	}
	// Whose signs suggest nothing need not be asked about: less is seen of them, and
	// fewer signs suggest no more.
	suggests := func(s store.WithSigns) []Suggestion {
		var quiet []checklist.Quiet
		for _, q := range s.Answered {
			quiet = append(quiet, checklist.Quiet{Trigger: q.ID, On: q.From, Until: q.Until})
		}
		return list.Suggest(s.Signs, quiet, s.BirthDate, today)
	}
	var of []inIndex
	for _, s := range signed {
		if suggestions := suggests(s); len(suggestions) > 0 {
			of = append(of, inIndex{s.CaseID, s.Consent, s.SharesNot})
			all = append(all, suggestedOf{s, Suggested{Suggestions: suggestions}})
		}
	}
	lenses, err := a.lensesByIndex(ctx, actor, of)
	if err != nil {
		return nil, list, nil, err
	}
	seen := all[:0]
	for _, f := range all {
		l := lenses[f.of.CaseID]
		if l.Sight < access.Whole {
			continue
		}
		signs := len(f.of.Signs)
		f.of.Signs = slices.DeleteFunc(f.of.Signs, func(sign casefile.Sign) bool {
			var from casefile.Fact = casefile.EarlySign{Sign: sign.ID}
			if sign.Told {
				from = casefile.Referral{}
			}
			return l.withheldAt(sign.Seq, from) != ""
		})
		if len(f.of.Signs) < signs {
			if f.Suggestions = suggests(f.of); len(f.Suggestions) == 0 {
				continue
			}
		}
		for _, x := range f.Suggestions {
			f.Since = max(f.Since, x.Since)
		}
		seen = append(seen, f)
	}
	return seen, list, v, nil
}
