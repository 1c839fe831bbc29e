package web

import (
	"fmt"
	"net/http"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/web/ui"
)

// rulesTrialPage shows what a change of rules would do to the register.
type rulesTrialPage struct {
	Page
	Name     string
	When     string
	Progress *ui.Progress
	Problem  string
	Outdated bool
	Changes  []string // what the change says
	How      string
	Counts   ui.SummaryList
	People   *ui.Link
	Rules    *ui.SortableTable
	Reviews  *ui.Table
	Adopt    *ui.Button
	Again    *ui.Button
	Discard  *ui.Button

	AgainAction, DiscardAction string
}

func (s *Server) rulesTrial(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Trial(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &rulesTrialPage{
		Page: s.newPage(v, "What would change"), Name: view.Name, When: fmt.Sprintf("Tried %s by %s.", s.moment(view.CreatedAt), view.By),
		Outdated: view.Outdated, Problem: view.Problem, Changes: changes(view.Now, view.Rules),
		Discard:     &ui.Button{Text: "Discard this trial", Variant: "secondary"},
		AgainAction: trialPath(view.ID, "count"), DiscardAction: trialPath(view.ID, "discard"),
	}
	p.Back = &ui.BackLink{Href: "/rules", Text: "Back to the rules"}
	switch {
	case view.State == app.TrialCounting:
		p.Title, p.Progress = "The effect is being counted", trialProgress(view)
		// For whoever has no JavaScript, and to show the result at the end.
		w.Header().Set("Refresh", "2")
	case view.Effect != nil:
		p.showEffect(view)
	}
	if view.State == app.TrialCounted && (view.Outdated || view.Effect == nil) {
		p.Again = &ui.Button{Text: "Count it again", PreventDoubleClick: "true"}
	} else if view.Effect != nil && v.may(access.ChangeSettings) {
		p.Adopt = &ui.Button{Text: "Adopt these rules", Href: trialPath(view.ID, "adopt")}
	}
	return s.render(w, http.StatusOK, "rules_trial", p)
}

func trialProgress(v app.TrialView) *ui.Progress {
	p := &ui.Progress{
		Label: "How far it is", Value: v.Progress.Done, Max: v.Progress.Total,
		Text: fmt.Sprintf("%s of %s", thousands(v.Progress.Done), peopleWord(v.Progress.Total)), Attributes: ui.Attributes{"data-poll-url": trialPath(v.ID, "progress")},
	}
	switch at := v.Progress; {
	case at.Total == 0:
		p.Text = "It begins."
	case at.Done == at.Total:
		p.Text = "Everyone is counted. It is being written down."
	}
	return p
}

// rulesTrialProgress is the bar alone, for the page to show it anew.
func (s *Server) rulesTrialProgress(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Trial(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	if view.State != app.TrialCounting {
		return sendPart(w, &ui.Progress{Label: "It is finished", Value: 1, Max: 1, Text: "This page shows in a moment what came of it."})
	}
	return sendPart(w, trialProgress(view))
}

// showEffect puts what was counted on the page.
func (p *rulesTrialPage) showEffect(v app.TrialView) {
	e, all := v.Effect, v.Effect.Tally.All()
	p.How = fmt.Sprintf("Homeward reckoned everyone’s dates twice, by the rules in force and with the change. It looked as far as %s, as if nothing more were recorded until then. ", e.On.Long())
	if v.Commencing == 0 {
		p.How += "The change is taken to have been so on the days that it gives for itself. When you adopt it, what has begun before that day keeps its date."
	}
	p.Counts = summary(
		fact{"People looked at", thousands(e.Tally.Cases)},
		fact{"People for whom something changes", thousands(e.Tally.Changed)},
		fact{"Newly due", thousands(all.Appear)},
		fact{"No longer due", thousands(all.Vanish)},
		fact{"Due earlier", thousands(all.Earlier)},
		fact{"Due later", thousands(all.Later)},
	)
	if all.Total() > 0 {
		p.People = &ui.Link{Text: "See whose dates change", Href: trialPath(v.ID, "people")}
		p.Rules = effectByRule(v)
	}
	p.Reviews = reviewLoad(e)
}

func effectByRule(v app.TrialView) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "What changes, by rule", HideCaption: true, ID: "by-rule",
		Columns: []ui.SortColumn{{Text: "Rule"}, {Text: "Newly due", Numeric: true}, {Text: "No longer due", Numeric: true}, {Text: "Earlier", Numeric: true}, {Text: "Later", Numeric: true}, {Text: "Moved by"}},
	}
	for _, r := range clock.Rules() {
		of := v.Effect.Tally.Rules[r]
		if of.Total() == 0 {
			continue
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Link{Text: v.Rules.Title(r), Href: trialPath(v.ID, "people") + "?rule=" + r.String()}},
			{Text: thousands(of.Appear)}, {Text: thousands(of.Vanish)}, {Text: thousands(of.Earlier)}, {Text: thousands(of.Later)},
			{Text: movedWords(of)},
		})
	}
	return t
}

// movedWords says by how much the dates of a rule move.
func movedWords(of clock.RuleTally) string {
	earlier, later := "up to "+daysWord(-of.MostEarlier)+" earlier", "up to "+daysWord(of.MostLater)+" later"
	switch {
	case of.Earlier > 0 && of.Later > 0:
		return capital(earlier) + ", " + later
	case of.Earlier > 0:
		return capital(earlier)
	case of.Later > 0:
		return capital(later)
	}
	return "No date moves"
}

func daysWord(n int) string {
	if n == 1 {
		return "1 day"
	}
	return thousands(n) + " days"
}

// reviewLoad is how many reviews have to be held in each week, and how many
// panel members they need.
func reviewLoad(e *app.Effect) *ui.Table {
	t := &ui.Table{
		Caption: ui.TableCaption{Text: "Reviews to be held, by week", Size: "s"}, ID: "reviews", FirstCellIsHeader: true, Compact: true, Scroll: true,
		Head: []ui.HeadCell{
			{Text: "Week"}, {Text: "Reviews now", Format: "numeric"}, {Text: "Reviews with the change", Format: "numeric"},
			{Text: "Panel members now", Format: "numeric"}, {Text: "Panel members with the change", Format: "numeric"},
		},
	}
	row := func(name string, n app.BeforeAfter) {
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: name}, {Text: thousands(n.Before)}, {Text: thousands(n.After)},
			{Text: thousands(n.Before * clock.PanelMembers)}, {Text: thousands(n.After * clock.PanelMembers)},
		})
	}
	total := e.Late
	row("Overdue on "+e.From.Long(), e.Late)
	for _, week := range e.Weeks {
		if week.Before+week.After > 0 {
			row(capital(daysWords(week.Monday, week.Monday+6)), week.BeforeAfter)
		}
		total.Before += week.Before
		total.After += week.After
	}
	row("All together", total)
	return t
}

// changes says in words what a change of rules says.
func changes(before, after *clock.Rulebook) []string {
	var all []string
	if day := after.Commencement(); day != before.Commencement() {
		if day == 0 {
			all = append(all, "Part 8A of the Mental Health Act 1983 is not in force.")
		} else {
			all = append(all, fmt.Sprintf("Part 8A of the Mental Health Act 1983 comes into force on %s.", day.Long()))
		}
	}
	for _, r := range clock.Rules() {
		for _, n := range after.Numbers(r) {
			all = append(all, numberChanges(before, after, n, after.Title(r))...)
		}
		was := before.Switches(r)
		for i, s := range after.Switches(r) {
			if i < len(was) && was[i] == s {
				continue
			}
			words := "is not in use"
			if s.On {
				words = "is in use"
			}
			all = append(all, fmt.Sprintf("“%s” %s%s.", after.Title(r), words, fromWords(s.From)))
		}
		if before.Title(r) != after.Title(r) || before.Plain(r) != after.Plain(r) {
			all = append(all, fmt.Sprintf("%s: it reads “%s”", after.Title(r), after.Plain(r)))
		}
	}
	all = append(all, numberChanges(before, after, clock.ConsentAgainWithin, "Consent given again")...)
	for year := 2020; year <= 2040; year++ {
		was, now := before.Holidays().In(year), after.Holidays().In(year)
		all = append(all, holidayChanges(was, now, "is no bank holiday")...)
		all = append(all, holidayChanges(now, was, "is a bank holiday")...)
	}
	if all == nil {
		all = []string{"Nothing: it says what is in force already."}
	}
	return all
}

func numberChanges(before, after *clock.Rulebook, n clock.Number, title string) []string {
	was := map[clock.Value]bool{}
	for _, v := range before.Values(n) {
		was[v] = true
	}
	var all []string
	for _, v := range after.Values(n) {
		if was[v] {
			continue
		}
		all = append(all, fmt.Sprintf("%s: %s %s%s, in place of %s (%s).", title, v.Period, after.Meaning(n), fromWords(v.From), before.Period(n, v.From), v.Source.Text))
	}
	return all
}

func fromWords(day civil.Date) string {
	if day == 0 {
		return ""
	}
	return " from " + day.Long()
}

// holidayChanges are the days that one list has and the other has not.
func holidayChanges(these, those []civil.Date, words string) []string {
	has := map[civil.Date]bool{}
	for _, d := range those {
		has[d] = true
	}
	var all []string
	for _, d := range these {
		if !has[d] {
			all = append(all, fmt.Sprintf("%s %s.", d.LongWeekday(), words))
		}
	}
	return all
}

// countAgain counts what a trial changes by the rules that are in force now.
func (s *Server) countAgain(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	if err := s.app.CountAgain(r.Context(), v.Actor, id); err != nil {
		return err
	}
	return seeOther(w, r, trialPath(id, ""))
}

func (s *Server) discardTrial(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.DiscardTrial(r.Context(), v.Actor, r.PathValue("id")); err != nil {
		return err
	}
	s.tell(w, "The trial was discarded. The rules are as they were.")
	return seeOther(w, r, "/rules")
}
