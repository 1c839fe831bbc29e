package web

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

var dischargeForm = recordForm{
	kind: "discharge", title: "Record a discharge", done: "The discharge is recorded, with the rating from that day.", needs: access.Rate,
	hint: "They left hospital. Say what the rating is from now on, and what is done next",
	ask: func(f *form) casefile.Decision {
		on := f.when("When did they leave hospital?")
		d := casefile.SendHome{On: on}
		planned, where := casefile.Destination(""), ""
		if s := f.stay(); s != nil && s.Plan != nil && s.Plan.Destination != "none-planned" {
			planned, where = s.Plan.Destination, s.Plan.Where
		}
		d.Discharge.To = casefile.Destination(f.pick("to", "Where did they go? (optional)", "", string(planned), destinationsAway()...))
		d.Discharge.Destination = f.line(input("destination", "More about where they went (optional)", "For example with whom they live, or which house"), where)
		f.askOrder(&d)
		if f.c.Left != 0 {
			f.show(ui.InsetText{Text: notRatedWords})
			d.Reason = f.note("Anything to add (optional)", "")
			d.FollowUp = f.followUp(on)
			return d
		}
		suggested := ""
		if rule := f.help.Discharge; rule.Rating != "" {
			suggested = string(rule.Rating)
			f.show(ui.InsetText{Text: fmt.Sprintf("The local rule asks for %s for %s after leaving hospital. You decide.", strings.ToLower(rule.Rating.Word()), counted(rule.Days, "day", "days"))})
		}
		d.Rating = casefile.Rating(f.one("rating", "What is the rating from now on?", "", suggested, f.colours(ratingsAtHome)...))
		d.Reason = f.words(ui.Textarea{Name: "note", Label: small("Why is this the right rating now?")}, "")
		d.Own = f.askOwn()
		d.FollowUp = f.followUp(on)
		return d
	},
	then: unrated("The discharge is recorded."),
}

// notRatedWords say why no rating is asked for.
const notRatedWords = "They left the register, so they are not rated."

// unrated says of somebody who left the register, and so is not rated, no more
// than what was recorded.
func unrated(done string) func(visit, app.PersonView) (string, string) {
	return func(_ visit, view app.PersonView) (string, string) {
		if view.Case.Left == 0 {
			return "", ""
		}
		return "/people/" + url.PathEscape(view.Case.ID), done
	}
}

// stepToDo and the number of a step is the choice that it is to be done, by
// which the style sheet shows what hangs on it.
const stepToDo = "todo-"

// followUp asks what becomes of each step that the register asks for after a
// discharge, and for one more. The steps go along with the form: what was asked
// is what is answered, though somebody changes the list meanwhile.
func (f *form) followUp(left civil.Date) (all []casefile.FollowUp) {
	steps := f.help.Discharge.FollowUp
	if f.typed != nil {
		steps = nil
		for n := 1; n <= app.MostFollowUp && f.typed.Get(stepName(n, "text")) != ""; n++ {
			days, _ := strconv.Atoi(f.typed.Get(stepName(n, "days")))
			steps = append(steps, app.FollowUpStep{Text: clean(f.typed.Get(stepName(n, "text"))), Days: min(max(days, 0), app.MostDischargeDays)})
		}
	}
	f.show(ui.Heading{Text: "What is done next", Level: 2, Size: "m"})
	for i, step := range steps {
		n := i + 1
		f.atMost(stepName(n, "state"), step.Text, step.Text, maxLine)
		f.carry(stepName(n, "text"), step.Text)
		f.carry(stepName(n, "days"), strconv.Itoa(step.Days))
		f.atMost(stepName(n, "state"), step.Text, step.Text, maxLine)
		a := casefile.FollowUp{Action: casefile.Action{ID: f.identity(stepName(n, "id")), Text: step.Text, Due: left + civil.Date(step.Days)}}
		toDo := stepToDo + strconv.Itoa(n)
		within := "Within " + counted(step.Days, "day", "days") + " of leaving hospital"
		if step.Days == 0 {
			within = "On the day they leave hospital"
		}
		switch f.one(stepName(n, "state"), step.Text, within, toDo,
			choice{value: toDo, text: "It is to be done", then: func() { f.askFollowUp(n, within, &a.Action) }},
			choice{value: string(casefile.ObligedDone), text: "It is done already"},
			choice{value: string(casefile.ObligedNotNeeded), text: "It is not needed for them"}) {
		case toDo:
			a.State = casefile.ObligedPlanned
		case string(casefile.ObligedDone):
			a.State = casefile.ObligedDone
		case string(casefile.ObligedNotNeeded):
			a.State = casefile.ObligedNotNeeded
		}
		all = append(all, a)
	}
	if more := f.furtherStep(len(steps) + 1); more.Text != "" {
		all = append(all, casefile.FollowUp{Action: more, State: casefile.ObligedPlanned})
	}
	return all
}

// furtherStep asks for one that is not on the list of the register.
func (f *form) furtherStep(n int) casefile.Action {
	legend := "What is to be done next? (optional)"
	if n > 1 {
		legend = "Something else that is to be done (optional)"
	}
	const only = "Only where you wrote something above"
	a := casefile.Action{ID: f.identity("more_id")}
	a.Text = f.line(input("more_text", legend, "For example a visit, a call or a review of medicines"), "")
	a.Owner = f.line(input(stepName(n, "owner"), "Who is to do it?", only), "")
	a.Due = f.day(stepName(n, "due"), "By when?", only, "The day", 0)
	if a.Text == "" && (a.Owner != "" || a.Due != 0) {
		f.problem("more_text", "Say what is to be done")
	}
	if a.Text != "" && a.Due == 0 && f.about(stepName(n, "due")).text == "" {
		f.problem(stepName(n, "due"), "Enter the day by which it is to be done")
	}
	return a
}

// askFollowUp asks who does a step and by when.
func (f *form) askFollowUp(n int, within string, a *casefile.Action) {
	a.Owner = f.line(input(stepName(n, "owner"), "Who is to do it?", "The name of who does this: "+uncapital(a.Text)), "")
	if due := f.day(stepName(n, "due"), "By when? (optional)", "If you leave this empty: "+uncapital(within), "The day", 0); due != 0 {
		a.Due = due
	}
}

func stepName(n int, part string) string { return fmt.Sprintf("follow_%d_%s", n, part) }

// afterDischargeWords say what the local rule asks for.
func afterDischargeWords(after app.AfterDischarge) string {
	return fmt.Sprintf("They left hospital on %s. The local rule asks for %s until %s.", after.Left.Long(), strings.ToLower(after.Rating.Word()), after.Until.Long())
}

// ruleAfterDischarge shows it beside the rating, while it asks for something.
func (s *Server) ruleAfterDischarge(ctx context.Context, v visit, view app.PersonView) (*ui.InsetText, error) {
	after, err := s.app.AfterDischarge(ctx, v.Actor, view)
	if after == nil || err != nil {
		return nil, err
	}
	text := afterDischargeWords(*after)
	if now := view.Case.Rating; now != nil && now.Rating != after.Rating {
		text += " They are rated " + strings.ToLower(now.Rating.Word()) + " now, for the reason below."
	}
	return &ui.InsetText{Text: text}, nil
}
