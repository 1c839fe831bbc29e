package web

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/web/ui"
)

// rulesPage is the rulebook of the register in plain words, and what was
// adopted and is tried.
type rulesPage struct {
	Page
	Name     string
	Act      string // how Part 8A stands
	Progress *ui.Progress
	Stopped  string
	Try      ui.Button
	Trials   *ui.SortableTable
	Adopted  *ui.SortableTable
	Groups   []ruleGroup
}

// ruleGroup is the rules that rest on the same.
type ruleGroup struct {
	ID, Heading, Words string
	Rules              []ruleWords
}

// ruleWords is one rule as people read it.
type ruleWords struct {
	ID, Title, Plain, Source string
	Unused                   string // "" while it is in use
	Numbers                  *ui.SummaryList
}

func (s *Server) rulesPage(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Rules(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	today := s.app.Today()
	p := &rulesPage{
		Page: s.newPage(v, "Rules"), Name: view.Rules.Name, Act: actWords(view.Rules, today),
		Try: ui.Button{Text: "Try a change", Href: "/rules/try"}, Groups: ruleGroups(view.Rules, today),
	}
	switch f := view.Following; {
	case f.Stopped:
		p.Stopped = fmt.Sprintf("The dates of %s could not be reckoned by these rules, because something is wrong with their records. Ask whoever runs Homeward for you to run “homeward verify”.", peopleWord(f.Total-f.Done))
	case f.Total > 0:
		p.Progress = followingProgress(f)
	}
	if len(view.Trials) > 0 {
		p.Trials = s.trialsTable(view.Trials)
	}
	if len(view.Adopted) > 0 {
		p.Adopted = s.adoptedTable(view.Adopted)
	}
	return s.render(w, http.StatusOK, "rules", p)
}

func followingProgress(f app.FollowingRules) *ui.Progress {
	return &ui.Progress{
		Label: "The dates of everyone are reckoned by the rules adopted last", Value: f.Done, Max: f.Total,
		Text: fmt.Sprintf("%s of %s", thousands(f.Done), peopleWord(f.Total)), Attributes: ui.Attributes{"data-poll-url": "/rules/progress"},
	}
}

// rulesProgress is the bar alone, for the page to show it anew.
func (s *Server) rulesProgress(w http.ResponseWriter, r *http.Request, v visit) error {
	f, err := s.app.Following(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &ui.Progress{Label: "It is finished", Value: 1, Max: 1, Text: "All dates are those of the rules adopted last."}
	switch {
	case f.Stopped:
		p = &ui.Progress{Label: "It has stopped", Value: f.Done, Max: f.Total, Text: "Open this page again to see why."}
	case f.Total > 0:
		p = followingProgress(f)
	}
	return sendPart(w, p)
}

// sendPart answers with a component alone.
func sendPart(w http.ResponseWriter, c ui.Component) error {
	markup, err := ui.Render(c)
	if err != nil {
		return fmt.Errorf("drawing part of a page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = io.WriteString(w, string(markup))
	return err
}

func actWords(rb *clock.Rulebook, today civil.Date) string {
	switch day := rb.Commencement(); {
	case day == 0:
		return "Not in force. Its duties are shown as readiness only."
	case day > today:
		return "Comes into force on " + day.Long() + " (" + rb.CommencementSource() + ")."
	default:
		return "In force since " + day.Long() + " (" + rb.CommencementSource() + ")."
	}
}

// basisHeadings are the groups in the order to show them.
var basisHeadings = []struct {
	basis         clock.Basis
	id, heading   string
	words, number string // number: whose a number is
}{
	{clock.Statute, "law", "Law", "Part 8A of the Mental Health Act 1983. Its words and numbers cannot be changed; only the day on which it comes into force can be set.", "Set by law"},
	{clock.Policy, "policy", "National policy", "What NHS England asks for. Where the policy gives no number of days, the number is a local standard.", "National policy"},
	{clock.Local, "local", "Local standards", "What your own area has agreed.", "Local standard"},
	{clock.Record, "promises", "Promises", "What somebody promised in a person’s record, by the day recorded with it.", "Promised in the record"},
}

func ruleGroups(rb *clock.Rulebook, today civil.Date) []ruleGroup {
	var groups []ruleGroup
	for _, h := range basisHeadings {
		g := ruleGroup{ID: h.id, Heading: h.heading, Words: h.words}
		for _, r := range clock.Rules() {
			if r.Basis() != h.basis {
				continue
			}
			words := ruleWords{ID: "rule-" + r.String(), Title: rb.Title(r), Plain: rb.Plain(r), Source: rb.Source(r), Unused: unusedWords(rb, r, today)}
			if numbers := rb.Numbers(r); len(numbers) > 0 {
				words.Numbers = numberList(rb, numbers, today)
			}
			g.Rules = append(g.Rules, words)
		}
		if h.basis == clock.Policy {
			g.Rules = append(g.Rules, ruleWords{
				ID: "rule-consent", Title: "Consent given again", Plain: "After a refusal no review is held. When consent is given again, a review that was due before is due so long after it at the earliest.",
				Source: rb.NumberSource(clock.ConsentAgainWithin, today).Text, Numbers: numberList(rb, []clock.Number{clock.ConsentAgainWithin}, today),
			})
		}
		groups = append(groups, g)
	}
	return groups
}

// unusedWords says that a rule is not in use, or will not be.
func unusedWords(rb *clock.Rulebook, r clock.Rule, today civil.Date) string {
	words := ""
	if !rb.InUse(r, today) {
		words = "Not in use"
	}
	for _, s := range rb.Switches(r) {
		switch {
		case s.From <= today && !s.On:
			words = "Not in use since " + s.From.Long()
		case s.From > today && s.On:
			words = join(words, "in use from "+s.From.Long())
		case s.From > today:
			words = join(words, "not in use from "+s.From.Long())
		}
	}
	if words == "" {
		return ""
	}
	return capital(words)
}

func numberList(rb *clock.Rulebook, numbers []clock.Number, today civil.Date) *ui.SummaryList {
	list := &ui.SummaryList{Classes: "app-rule-numbers"}
	for _, n := range numbers {
		source := rb.NumberSource(n, today)
		lines := ui.Lines{{Text: capital(rb.Meaning(n))}}
		values := rb.Values(n)
		for i, v := range values {
			switch {
			case v.From > today:
				lines = append(lines, ui.Line{Text: fmt.Sprintf("From %s: %s (%s)", v.From.Long(), v.Period, v.Source.Text)})
			case i+1 < len(values) && values[i+1].From <= today:
				lines = append(lines, ui.Line{Text: fmt.Sprintf("Until %s: %s (%s)", (values[i+1].From - 1).Long(), v.Period, v.Source.Text), Minor: true})
			}
		}
		lines = append(lines, ui.Line{Text: basisHeadings[source.Basis].number + ": " + source.Text, Minor: true})
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: rb.Period(n, today).String()}, Value: ui.SummaryCell{Body: lines}})
	}
	return list
}

func (s *Server) trialsTable(trials []app.Trial) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Changes that are tried", HideCaption: true, ID: "trials",
		Columns: []ui.SortColumn{{Text: "Change"}, {Text: "Tried"}, {Text: "State"}},
	}
	for _, x := range trials {
		state := ui.Tag{Text: "Counted", Colour: "green"}
		switch {
		case x.State == app.TrialCounting:
			state = ui.Tag{Text: "Being counted", Colour: "blue"}
		case x.Problem != "":
			state = ui.Tag{Text: "Not counted", Colour: "red"}
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Link{Text: x.Name, Href: trialPath(x.ID, ""), VisuallyHiddenText: "tried " + s.moment(x.CreatedAt)}, Classes: "app-cell-words"},
			{Body: ui.Lines{{Text: s.moment(x.CreatedAt)}, {Text: "by " + x.By, Minor: true}}},
			{Body: state},
		})
	}
	return t
}

func (s *Server) adoptedTable(adopted []app.Adoption) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Rules adopted", HideCaption: true, ID: "adopted",
		Columns: []ui.SortColumn{{Text: "Rules"}, {Text: "In force from"}, {Text: "Adopted"}, {Text: "File"}},
	}
	for i := len(adopted) - 1; i >= 0; i-- {
		b := adopted[i]
		t.Rows = append(t.Rows, []ui.Cell{
			{Text: fmt.Sprintf("%d. %s", b.N, b.Name), Classes: "app-cell-words"},
			{Text: b.From.Long()},
			{Body: ui.Lines{{Text: s.dayOf(b.AdoptedAt).Long()}, {Text: "by " + b.By, Minor: true}}},
			{Body: ui.Link{Text: "Download", Href: fmt.Sprintf("/rules/adopted/%d", b.N), VisuallyHiddenText: fmt.Sprintf("rules number %d", b.N)}},
		})
	}
	return t
}

// adoptedRules is the file of rules that were adopted.
func (s *Server) adoptedRules(w http.ResponseWriter, r *http.Request, v visit) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return &app.Error{Kind: app.NotFound}
	}
	b, err := s.app.Adopted(r.Context(), v.Actor, n)
	if err != nil {
		return err
	}
	out := &download{ResponseWriter: w, contentType: "application/yaml; charset=utf-8", name: fmt.Sprintf("rules-%s-%d.yaml", v.Actor.Register, b.N)}
	_, err = io.WriteString(out, b.Overlay)
	return err
}

// trialPath is the address of a page of a trial.
func trialPath(id, page string) string {
	return strings.TrimSuffix("/rules/trials/"+id+"/"+page, "/")
}
