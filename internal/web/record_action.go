package web

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

var actionForm = recordForm{
	kind: "action", title: "Record something that somebody has agreed to do", done: "The action is recorded.", needs: access.Record, part: "/actions",
	hint: "Who does what, and by when",
	ask: func(f *form) casefile.Decision {
		d := casefile.PlanAction{Action: casefile.Action{ID: f.identity("id")}}
		d.Action.Text = f.line(input("text", "What is to be done?", "Such as: ring the landlord about the door"), "")
		d.Action.Owner = f.line(chooseFrom(input("owner", "Who is to do it?", "Their name as they sign in, so that it is on their own list"), "owners"), "")
		d.Action.Organisation = f.line(input("organisation", "For which organisation? (optional)", ""), "")
		d.Action.Due = f.day("due", "By when?", "For example, "+exampleDay(f.today+30), "The day by which it is to be done", 0)
		d.On = f.when("When was this agreed?")
		d.Note = f.note("Anything to add (optional)", "")
		return d
	},
}

// actionAnswerForm says what became of one action. Whoever has that action alone
// may say it as well.
var actionAnswerForm = recordForm{
	kind: "action-answer", title: "Say what became of an action", done: "What became of the action is recorded.", needs: access.Record, silent: true, part: "/actions",
	ask: func(f *form) casefile.Decision {
		a, ok := openAction(f.c, f.subject)
		if !ok {
			f.problem("", "Somebody has said what became of this action already. Go back to the record")
			return nil
		}
		f.show(ui.InsetText{Text: actionWords(a.Action)})
		d := casefile.AnswerAction{ID: a.Action.ID}
		var outcomes []choice
		for _, o := range casefile.ActionOutcomes {
			if o == casefile.ActionWasCancelled && f.sight < access.Whole {
				continue // that decides who agreed it
			}
			outcomes = append(outcomes, choice{value: string(o), text: o.Word()})
		}
		d.Outcome = casefile.ActionOutcome(f.one("outcome", "What became of it?", "", "", outcomes...))
		d.Note = f.note("More about it", "Needed where it was not done or is no longer needed: say why. The person may read this")
		d.On = f.when("When was this?")
		return d
	},
}

// openAction finds an action of which nobody has said what became of it.
func openAction(c *casefile.Case, id string) (casefile.ActionState, bool) {
	for _, a := range c.ActionStates() {
		if a.Action.ID == id && a.Open() {
			return a, true
		}
	}
	return casefile.ActionState{}, false
}
