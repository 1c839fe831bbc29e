package web

import (
	"fmt"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/web/ui"
)

// personDue is what has to be done for the person, and what was.
type personDue struct {
	Overdue int
	Working string // the next day by which something has to be done
	Open    []dueItem
	Further []dueItem // open as well, when there are many
	Closed  []dueItem
}

// dueAtOnce is how many open obligations are shown unfolded.
const dueAtOnce = 5

// dueItem is one obligation with all that explains it.
type dueItem struct {
	ID     string
	Title  string
	Status ui.StatusTag
	By     string   // the day, in words
	Basis  string   // law, policy, or a local standard
	Late   string   // when consent moved the day
	Begun  *ui.Link // the entry that started it
	Done   string
	DoneBy *ui.Link
	Rule   string
	Count  string
	Source string
	About  string // title and day, for those who hear the page
}

// overdueNow reports whether the day has passed and nothing excuses it.
func overdueNow(d app.Due) bool { return d.State == clock.Overdue }

func newPersonDue(view app.PersonView, story func(seq int) string) personDue {
	var due personDue
	for i, d := range view.Obligations {
		item := dueItem{
			ID: fmt.Sprintf("due-%d", i+1), Title: d.Title, Basis: basisWords(d.Basis),
			Rule: d.Plain, Count: d.Why, Source: d.Source, About: d.Title + ", " + d.Due.Long(),
		}
		switch fact := d.Started.Fact.(type) {
		case casefile.Action, casefile.SupportNeed:
			item.Title = casefile.Title(fact)
		}
		if d.Started.Seq != 0 {
			item.Begun = &ui.Link{Text: entryWords(d.Started), Href: story(d.Started.Seq)}
		}
		switch {
		case d.State.Open():
			item.Status = openStatus(d, view.Day)
			item.By = "By " + d.Due.LongWeekday()
			if d.State == clock.Suspended {
				item.By = "On hold until there is consent. It was due by " + d.Due.LongWeekday()
			} else if d.State == clock.Overdue {
				due.Overdue++
			} else if due.Working == "" {
				due.Working = d.Due.LongWeekday()
			}
			if d.FirstDue != d.Due && d.FirstDue != 0 {
				item.Late = "It was due by " + d.FirstDue.Long() + " at first. Consent given again on " + d.ResumedOn.Long() + " moved it."
			}
			due.Open = append(due.Open, item)
		case d.State != clock.NotInForce:
			item.Status = ui.StatusTag{Status: d.State.String()}
			item.By = "Was due by " + d.Due.Long()
			if d.MetOn != 0 {
				item.Done = "Done on " + d.MetOn.Long()
			} else if d.EndedOn != 0 {
				item.Done = "Ended on " + d.EndedOn.Long() + ": " + d.Reason.String()
			}
			if d.MetWith.Seq != 0 {
				item.DoneBy = &ui.Link{Text: entryWords(d.MetWith), Href: story(d.MetWith.Seq)}
			}
			due.Closed = append(due.Closed, item)
		}
	}
	if len(due.Open) > dueAtOnce+1 {
		due.Open, due.Further = due.Open[:dueAtOnce], due.Open[dueAtOnce:]
	}
	return due
}

// Words say how things stand as a whole.
func (d personDue) Words() string {
	overdue := capital(counted(d.Overdue, "thing is overdue", "things are overdue"))
	switch {
	case d.Overdue > 0 && d.Working != "":
		return overdue + ". The next day to work to after that is " + d.Working + "."
	case d.Overdue > 0:
		return overdue + "."
	case d.Working != "":
		return "The next day to work to is " + d.Working + "."
	}
	return ""
}

func openStatus(d app.Due, today civil.Date) ui.StatusTag {
	tag := ui.StatusTag{Status: d.State.String()}
	switch left := int(d.Due - today); {
	case d.State == clock.Suspended:
	case left < 0:
		tag.Text = "Overdue by " + counted(-left, "day", "days")
	case left == 0:
		tag.Text = "Due today"
	case left == 1:
		tag.Text = "Due tomorrow"
	default:
		tag.Text = fmt.Sprintf("Due in %d days", left)
	}
	return tag
}

// basisWords says what obliges.
func basisWords(b clock.Basis) string {
	switch b {
	case clock.Statute:
		return "Law"
	case clock.Policy:
		return "National policy"
	case clock.Local:
		return "Local standard"
	}
	return "Promised in this record"
}
