package web

import (
	"fmt"
	"slices"

	"homeward/internal/app"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// suggestions is the button that takes all of them, and what that does. Button
// is nil where there are none.
type suggestions struct {
	Action string
	Parts  []string
	Button *ui.Button
}

// kindForm decides all lines that wait because of one problem.
type kindForm struct {
	Action  string
	Code    sheet.Code
	Title   string
	Count   string
	Show    ui.Link
	Buttons []ui.Button
}

// suggestionsOf says what Homeward suggests for the lines that wait.
func suggestionsOf(id string, review *app.Review) *suggestions {
	var bringIn, joinLine, joinRecord, leaveOut int
	for i := range review.Lines {
		l := &review.Lines[i]
		switch {
		case l.Standing() != app.ToDecide || l.Suggested == app.Undecided:
		case l.Suggested == app.BringIn:
			bringIn++
		case l.Suggested == app.LeaveOut:
			leaveOut++
		case l.SameAs != nil:
			joinLine++
		default:
			joinRecord++
		}
	}
	var parts []string
	for _, each := range []struct {
		n     int
		words string
	}{
		{bringIn, "bring in %s and flag on the person what is missing"},
		{joinLine, "take %s together with an earlier line of the same person"},
		{joinRecord, "record what is new in %s for people who are on the register already"},
		{leaveOut, "leave out %s"},
	} {
		if each.n > 0 {
			parts = append(parts, fmt.Sprintf(each.words, linesWord(each.n)))
		}
	}
	x := &suggestions{Action: importPath(id, "suggestions"), Parts: parts}
	switch n := bringIn + joinLine + joinRecord + leaveOut; n {
	case 0:
	case 1:
		x.Button = &ui.Button{Text: "Take the suggestion", PreventDoubleClick: "true"}
	default:
		x.Button = &ui.Button{Text: fmt.Sprintf("Take all %s suggestions", thousands(n)), PreventDoubleClick: "true"}
	}
	return x
}

// problemKinds are the problems that make a line wait, in the order to show
// them.
var problemKinds = []struct {
	code  sheet.Code
	words string
}{
	{sheet.NHSNumberInvalid, "The NHS number is not valid"},
	{sheet.NHSNumberMissing, "There is no NHS number"},
	{sheet.BirthDateMissing, "There is no date of birth"},
	{sheet.DateUnreadable, "A date cannot be read"},
	{sheet.RatingUnknown, "The rating cannot be read"},
	{app.NameMissing, "There is no name"},
	{sheet.DuplicateInFile, "The same person is in the file more than once"},
	{sheet.DuplicateInRegister, "The person is on the register already"},
}

func kindWords(code sheet.Code) string {
	for _, k := range problemKinds {
		if k.code == code {
			return k.words
		}
	}
	return string(code)
}

// kindsOf offers one choice for all lines that wait for one problem alone.
func kindsOf(id string, review *app.Review) []kindForm {
	var forms []kindForm
	for _, kind := range problemKinds {
		alone, together := 0, 0
		var choices []app.Choice
		lines := map[app.Choice]int{} // for which the choice can be made at once
		for i := range review.Lines {
			l := &review.Lines[i]
			codes := l.Codes()
			if l.Standing() != app.ToDecide || !slices.Contains(codes, kind.code) {
				continue
			}
			together++
			if len(codes) > 1 {
				continue
			}
			alone++
			for _, c := range l.Choices() {
				if c == app.Apart || c == app.Join && l.Doubtful {
					continue // which is looked at one by one
				}
				if lines[c]++; lines[c] == 1 {
					choices = append(choices, c)
				}
			}
		}
		if together == 0 {
			continue
		}
		form := kindForm{
			Action: importPath(id, "problem"), Code: kind.code, Title: kind.words, Count: linesWord(together),
			Show: ui.Link{Text: "Show " + linesWord(together), VisuallyHiddenText: "where: " + kind.words, Href: reviewPath(id, reviewQuery{Tab: tabToDecide, Code: kind.code})},
		}
		if together != alone {
			form.Count += fmt.Sprintf(", %s of them with another problem", thousands(together-alone))
		}
		for _, c := range choices {
			form.Buttons = append(form.Buttons, ui.Button{
				Text: kindChoice(c, lines[c]), Name: "choice", Value: string(c), Variant: "secondary", Small: true,
				AriaLabel: kindChoice(c, lines[c]) + ": " + kind.words,
			})
		}
		forms = append(forms, form)
	}
	return forms
}

func kindChoice(c app.Choice, n int) string {
	switch c {
	case app.BringIn:
		return fmt.Sprintf("Bring in %s, flagged", linesWord(n))
	case app.Join:
		return fmt.Sprintf("Same person in %s", linesWord(n))
	}
	return fmt.Sprintf("Leave out %s", linesWord(n))
}
