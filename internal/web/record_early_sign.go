package web

import (
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// earlySignForm records something that may be a first sign of a risk.
var earlySignForm = recordForm{
	kind: "early-sign", title: "Record an early sign", done: "The early sign is recorded. It changes no rating by itself.", needs: access.Record,
	hint: "Something was seen or heard that may lead to a crisis: the carer is ill, notice was given, school excluded them",
	ask: func(f *form) casefile.Decision {
		f.show(ui.InsetText{Text: "An early sign rates nobody. It reminds those who know the person to think of them in time."})
		var signs []choice
		for _, s := range f.signs.Signs {
			if s.Recorded() {
				signs = append(signs, choice{value: s.ID, text: s.Text, hint: s.Help})
			}
		}
		var sign casefile.EarlySign
		sign.Sign = f.one("sign", "What was seen or heard?", "Record one at a time", "", signs...)
		if s, ok := f.signs.Sign(sign.Sign); ok {
			sign.Says = s.Text
		}
		on := f.when("When was it?")
		sign.Source = f.line(input("source", "Who said or saw it? (optional)", "For example: their mother, the school"), "")
		return casefile.Add{On: on, Fact: sign, Note: f.note("What happened? (optional)", "The person may read this")}
	},
}

// suggestionForm answers what early signs suggest; its subject is the trigger.
var suggestionForm = recordForm{
	kind: "suggestion-answered", title: "Answer what early signs suggest", done: "Your answer is recorded.", needs: access.Record, silent: true,
	ask: func(f *form) casefile.Decision {
		i := slices.IndexFunc(f.suggestions, func(s app.Suggestion) bool { return s.Trigger.ID == f.subject })
		if i < 0 {
			f.problem("", "This is not suggested any more. Go back to the record")
			return nil
		}
		s := f.suggestions[i]
		f.show(ui.InsetText{Body: ui.Group{ui.Paragraph(s.Trigger.Says + "."), lines(s.Signs)}})
		follows := "It is answered here. What follows you record by itself: a rating, a referral, a meeting"
		d := casefile.SuggestionAnswered{Trigger: s.Trigger.ID, Says: s.Trigger.Says + ": " + strings.Join(s.Signs, "; ")}
		d.Answer = casefile.SuggestionAnswer(f.one("answer", "What do you make of it?", follows, "", choices(casefile.SuggestionAnswers)...))
		note := f.note("Why?", "Needed for “Not now”. The person may read this")
		until := f.day("until", "When should it be looked at again?", "Until then it is not suggested again, unless there is a new sign", "The day", f.today.AddMonths(app.QuietMonths))
		switch {
		case until == 0 && f.about("until").text == "":
			f.problem("until", "Enter the day on which to look at it again")
		case until != 0 && (until <= f.today || until > f.today.AddMonths(12)):
			f.problem("until", "The day must be within the next 12 months")
		}
		d.Until = until
		return casefile.Add{On: f.today, Fact: d, Note: note}
	},
}

// suggested is one thing that early signs suggest, on the person's page.
type suggested struct {
	Says   string
	Signs  []string
	Since  string
	Advice string
	Answer *ui.Link
}

func suggestedItems(v visit, c *casefile.Case, all []app.Suggestion) []suggested {
	var items []suggested
	for _, s := range all {
		item := suggested{Says: s.Trigger.Says, Signs: s.Signs, Since: s.Since.Long(), Advice: suggestionAdvice(c.OnRegister, c.Rating != nil)}
		if v.may(suggestionForm.needs) {
			item.Answer = &ui.Link{Text: "Answer", VisuallyHiddenText: s.Trigger.Says, Href: place{suggestionForm.kind, c.ID, s.Trigger.ID}.path()}
		}
		items = append(items, item)
	}
	return items
}

func suggestionAdvice(onRegister, rated bool) string {
	switch {
	case !onRegister:
		return "Consider them for the register"
	case !rated:
		return "Give them a first rating"
	}
	return "Look at the rating again"
}
