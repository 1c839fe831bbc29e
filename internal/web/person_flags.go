package web

import (
	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// personFlag is something in the record that needs attention, with what to do
// about it.
type personFlag struct {
	Text     string
	Original string // what the spreadsheet said
	ToDo     string
	Link     *ui.Link
	// Action and ID are those of the button that settles it; Action is "" for
	// who may not.
	Action, ID string
	Button     ui.Button
}

func personFlags(v visit, c *casefile.Case) []personFlag {
	var out []personFlag
	for _, flag := range c.Flags {
		todo, form := whatToDo(flag.Code)
		f := personFlag{Text: flag.Message, ToDo: todo, ID: flag.ID}
		if flag.Value != "" {
			f.Original = flag.Value
			if flag.Column != "" {
				f.Original = flag.Column + ": " + flag.Value
			}
		}
		if form.kind != "" && v.may(form.needs) {
			f.Link = &ui.Link{Text: form.title, Href: place{kind: form.kind, caseID: c.ID}.path()}
		}
		if v.may(access.Record) {
			f.Action = place{kind: flagClearedForm.kind, caseID: c.ID}.path()
			f.Button = ui.Button{Text: "This is settled", Variant: "secondary", Small: true, Name: "do", Value: "save", PreventDoubleClick: "true"}
		}
		out = append(out, f)
	}
	return out
}

// whatToDo says how to settle a flag, and with which form.
func whatToDo(code string) (string, recordForm) {
	switch code {
	case casefile.FlagNHSNumberMissing:
		return "Look it up with the GP practice, then record it. This then goes away by itself.", detailsForm
	case casefile.FlagNHSNumberInvalid:
		return "Check the number with the GP practice, then record the right one. This then goes away by itself.", detailsForm
	case casefile.FlagBirthDateMissing, casefile.FlagBirthDateUnreadable:
		return "Find out the date of birth, then record it. Until then they are counted as an adult, and this then goes away by itself.", detailsForm
	case casefile.FlagRatingUnknown, casefile.FlagRatingMissing:
		return "Decide what the rating is, then record it with the reasons.", ratingForm
	case casefile.FlagAdmissionMissing:
		return "They are blue, and nothing says where they are. Record the admission. This then goes away by itself.", admissionForm
	case casefile.FlagSameNumber:
		return "Compare the two records. If it is one person, keep to one of the records, note that in both, and mark this as settled. If it is not, record the right number.", detailsForm
	case casefile.FlagDateUnreadable:
		return "Find out the date, and record what happened on it. Then mark this as settled.", recordForm{}
	}
	return "Read the original line in the story below, and record what it says. Then mark this as settled.", recordForm{}
}
