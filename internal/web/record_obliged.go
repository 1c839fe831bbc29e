package web

import (
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// obligedForm says what became of one thing that the rating obliges to. It is
// reached from there; its subject is the place in the list.
var obligedForm = recordForm{
	kind: "rating-action", title: "Answer what the rating asks for", done: "Your answer is recorded.", needs: access.Record, silent: true,
	ask: func(f *form) casefile.Decision {
		o, ok := obligedOf(f.c, f.subject)
		if !ok {
			f.problem("", "The rating has changed, and asks for this no more. Go back to the record")
			return nil
		}
		f.show(ui.InsetText{Body: ui.Group{ui.Paragraph(f.c.Rating.Rating.Word() + " asks for this:"), ui.Paragraph(o.Text)}})
		var d casefile.AnswerObliged
		d.Action, d.Plan.ID = o.Text, f.identity("action_id")
		var states []choice
		for _, s := range casefile.ObligedStates {
			c := choice{value: string(s), text: s.Word()}
			if s == casefile.ObligedPlanned {
				c.text = "Make it an action for somebody"
				c.then = func() {
					d.Plan.Owner = f.line(input("owner", "Who is to do it?", "Their name"), "")
					d.Plan.Due = f.day("due", "By when?", "For example, "+exampleDay(f.today+30), "The day", 0)
				}
			}
			states = append(states, c)
		}
		d.State = casefile.ObligedState(f.one("state", "What became of it?", "", string(o.State), states...))
		d.Note = f.note("More about it", "Needed where it is not needed: say why. The person may read this")
		return d
	},
}

// obligedOf is what a subject names: the first is 1.
func obligedOf(c *casefile.Case, subject string) (casefile.Obliged, bool) {
	n, err := strconv.Atoi(subject)
	if err != nil || n < 1 || n > len(c.Obliged) || c.Rating == nil {
		return casefile.Obliged{}, false
	}
	return c.Obliged[n-1], true
}

// obligedItem is one thing that the rating obliges to, on the person's page.
type obligedItem struct {
	Text  string
	State string
	Why   string
	Open  bool
	Link  *ui.Link
}

func obligedItems(v visit, c *casefile.Case, now bool) []obligedItem {
	var items []obligedItem
	for i, o := range c.Obliged {
		item := obligedItem{Text: o.Text, State: o.State.Word(), Open: o.State == ""}
		if !item.Open {
			item.State += ", " + o.Answer.On.Long() + ", " + o.Answer.By.Name
			item.Why = strings.TrimSpace(o.Answer.Note)
		}
		if now && v.may(obligedForm.needs) {
			item.Link = &ui.Link{Text: "Answer", VisuallyHiddenText: o.Text, Href: place{obligedForm.kind, c.ID, strconv.Itoa(i + 1)}.path()}
			if !item.Open {
				item.Link.Text = "Change"
			}
		}
		items = append(items, item)
	}
	return items
}
