package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// lineCard asks what is to be done with one line.
type lineCard struct {
	N        int
	ID       string // of the line, "Sheet!row"
	Heading  string
	Who      string
	Rating   ui.RatingTag
	Problems []lineProblem
	Flags    []string // what else of it will be flagged
	Notes    []string // which cells were corrected
	Sides    *ui.SideBySide
	Record   *ui.Link
	Fields   []lineField
	More     []lineField // what makes two people of one, when corrected
	Was      app.Choice  // chosen when the page was made
	Choice   ui.Radios
}

type lineProblem struct{ Where, Message, Remedy string }

// lineField corrects one cell. Was is what the page showed, so that only what
// was changed on it is saved.
type lineField struct {
	N, K   int
	Header string
	Was    string
	Input  ui.Input
}

// readLines is what was changed in a form of lines.
func readLines(typed url.Values) app.Decisions {
	d := app.Decisions{Choices: map[string]app.Choice{}, Cells: map[string]map[string]string{}}
	for n := 0; typed.Has(fmt.Sprintf("line-%d", n)); n++ {
		id := typed.Get(fmt.Sprintf("line-%d", n))
		if choice := typed.Get(fmt.Sprintf("choice-%d", n)); choice != "" && choice != typed.Get(fmt.Sprintf("was-%d", n)) {
			d.Choices[id] = app.Choice(choice)
		}
		for k := 0; typed.Has(fmt.Sprintf("header-%d-%d", n, k)); k++ {
			text := strings.TrimSpace(typed.Get(fmt.Sprintf("cell-%d-%d", n, k)))
			if text == strings.TrimSpace(typed.Get(fmt.Sprintf("cell-was-%d-%d", n, k))) {
				continue
			}
			if d.Cells[id] == nil {
				d.Cells[id] = map[string]string{}
			}
			d.Cells[id][typed.Get(fmt.Sprintf("header-%d-%d", n, k))] = text
		}
	}
	return d
}

// lineName is who a line is about, as far as it says.
func lineName(l *app.Line) string {
	return casefile.Details{GivenName: l.GivenName, FamilyName: l.FamilyName}.Name()
}

func cardOf(n int, l *app.Line, review *app.Review, m sheet.Mapping) lineCard {
	c := lineCard{
		N: n, ID: l.ID, Heading: fmt.Sprintf("%s: %s", placeWords(l.Place), lineName(l)),
		Who: join(bornWords(l.BirthDate), numberOrNone(l.NHSNumber)), Rating: ui.RatingTag{Rating: string(l.Rating), VisuallyHiddenText: "Rating:"},
		Was: l.Choice,
	}
	for _, p := range l.Problems {
		c.Problems = append(c.Problems, lineProblem{where(p), p.Message, p.Remedy})
	}
	if slices.Contains(l.Codes(), app.NameMissing) {
		c.Problems = append(c.Problems, lineProblem{"", "There is no name on this line.", "Type it in, or leave the line out."})
	}
	if l.Doubtful {
		c.Problems = append(c.Problems, lineProblem{"", "The NHS number agrees, but neither the name nor the date of birth does.", "One of the two NHS numbers may be wrong: correct it, or clear it to bring the person in without a number."})
	}
	for _, u := range l.Unread {
		if u.Column != "" {
			c.Flags = append(c.Flags, cellFlag(u.Column, u.Value, u.Message))
		}
	}
	for _, cell := range l.Corrected {
		c.Notes = append(c.Notes, fmt.Sprintf("%s was corrected. In the file it is “%s”.", cell.Column, cell.Value))
	}
	switch {
	case l.SameAs != nil:
		c.Sides = besideLine(n, l, review, m)
	case l.Existing != nil:
		c.Sides = besideRecord(n, l)
		c.Record = &ui.Link{Text: "Open the record", VisuallyHiddenText: "of " + l.Existing.Name, Href: "/people/" + l.Existing.Case}
	}
	c.correct(l, m)
	c.Choice = ui.Radios{
		Name: fmt.Sprintf("choice-%d", n), Value: string(l.Choice), Small: true,
		Fieldset: &ui.Fieldset{Legend: ui.Legend{Text: "What is to be done?", Size: "s", VisuallyHiddenText: placeWords(l.Place)}},
	}
	for _, choice := range l.Choices() {
		item := ui.Choice{Value: string(choice), Text: choiceWords(l, choice)}
		if choice == l.Suggested && l.Choice == app.Undecided {
			item.Hint = ui.Hint{Text: "Suggested"}
		}
		c.Choice.Items = append(c.Choice.Items, item)
	}
	return c
}

// where is the cell that a problem is in, with its value.
func where(p sheet.Problem) string {
	switch {
	case p.Column == "" || p.Code == sheet.DuplicateInFile || p.Code == sheet.DuplicateInRegister:
		return ""
	case p.Value == "":
		return p.Column + " is empty"
	}
	return fmt.Sprintf("%s “%s”", p.Column, p.Value)
}

// inPlace is placeWords within a sentence.
func inPlace(p sheet.Place) string { return fmt.Sprintf("row %d of sheet %s", p.Row, p.Sheet) }

// cellFlag is a message with the cell that it is about.
func cellFlag(column, value, message string) string {
	switch {
	case column == "":
		return message
	case value == "":
		return column + ": " + message
	}
	return fmt.Sprintf("%s “%s”: %s", column, value, message)
}

func bornWords(d civil.Date) string {
	if d == 0 {
		return "date of birth not known"
	}
	return "born " + d.Long()
}

func numberOrNone(number string) string {
	if number == "" {
		return "no NHS number"
	}
	return "NHS number " + casefile.FormatNHSNumber(number)
}

func choiceWords(l *app.Line, c app.Choice) string {
	switch c {
	case app.BringIn:
		return "Bring in, and flag on the person what is missing"
	case app.Join:
		if l.SameAs != nil {
			return fmt.Sprintf("The same person as in row %d: bring both lines in as one", l.SameAs.Row)
		}
		return "The same person: record what is new"
	case app.Apart:
		return "Somebody else: bring in as another person"
	}
	return "Leave this line out"
}

// correct asks for the cells that are wrong; of a double also for those by
// which people are told apart.
func (c *lineCard) correct(l *app.Line, m sheet.Mapping) {
	asked := map[string]bool{}
	field := func(header, message string) lineField {
		asked[header] = true
		k := len(asked) - 1
		value := cellOf(l, header)
		return lineField{N: c.N, K: k, Header: header, Was: value, Input: ui.Input{
			Name: fmt.Sprintf("cell-%d-%d", c.N, k), Value: value, Autocomplete: "off", Width: 20,
			Label: ui.Label{Text: "Correct " + header, VisuallyHiddenText: "in " + inPlace(l.Place)},
			Hint:  ui.Hint{Text: message},
		}}
	}
	double := false
	for _, p := range l.Problems {
		if p.Code == sheet.DuplicateInFile || p.Code == sheet.DuplicateInRegister {
			double = true
		} else if p.Column != "" && !asked[p.Column] {
			c.Fields = append(c.Fields, field(p.Column, ""))
		}
	}
	// Cells that were corrected can be corrected again.
	for _, cell := range l.Corrected {
		if !asked[cell.Column] {
			c.Fields = append(c.Fields, field(cell.Column, ""))
		}
	}
	nameless := slices.Contains(l.Codes(), app.NameMissing)
	for _, s := range m.Sheets {
		if s.Name != l.Sheet || !double && !nameless {
			continue
		}
		for _, column := range s.Columns {
			if asked[column.Header] {
				continue
			}
			switch column.Field {
			case sheet.FamilyName, sheet.GivenName, sheet.FullName:
				if nameless {
					c.Fields = append(c.Fields, field(column.Header, ""))
				} else {
					c.More = append(c.More, field(column.Header, ""))
				}
			case sheet.NHSNumber, sheet.BirthDate:
				if double {
					c.More = append(c.More, field(column.Header, ""))
				}
			}
		}
	}
}

// cellOf is what a line has under a heading, as it is now.
func cellOf(l *app.Line, header string) string {
	for _, cell := range l.Original {
		if cell.Column == header {
			return cell.Value
		}
	}
	return ""
}

// besideLine holds a line beside the earlier one of the same person: who they
// are, and every other cell that differs.
func besideLine(n int, l *app.Line, review *app.Review, m sheet.Mapping) *ui.SideBySide {
	i := slices.IndexFunc(review.Lines, func(x app.Line) bool { return x.Place == *l.SameAs })
	if i < 0 {
		return nil
	}
	first := &review.Lines[i]
	sides := &ui.SideBySide{
		Caption: "The two lines beside each other:", Left: placeShort(first.Place, l.Sheet), Right: placeShort(l.Place, first.Sheet), ID: fmt.Sprintf("sides-%d", n),
	}
	sides.Rows = identity(lineName(first), first.NHSNumber, first.BirthDate, first.Rating, l)
	var headers []string
	for _, line := range []*app.Line{first, l} {
		for _, cell := range line.Original {
			if !slices.Contains(headers, cell.Column) {
				headers = append(headers, cell.Column)
			}
		}
	}
	for _, h := range headers {
		if one, other := cellOf(first, h), cellOf(l, h); one != other && !tellsWho(m, l.Sheet, h) {
			sides.Rows = append(sides.Rows, ui.SideRow{Name: "Column “" + h + "”", Left: ui.Content{Text: one}, Right: ui.Content{Text: other}, Differs: true})
		}
	}
	return sides
}

// tellsWho reports a column of what identity compares.
func tellsWho(m sheet.Mapping, sheetName, header string) bool {
	for _, s := range m.Sheets {
		if s.Name != sheetName {
			continue
		}
		for _, c := range s.Columns {
			if c.Header != header {
				continue
			}
			switch c.Field {
			case sheet.FamilyName, sheet.GivenName, sheet.FullName, sheet.NHSNumber, sheet.BirthDate, sheet.Rating:
				return true
			}
		}
	}
	return false
}

func placeShort(p sheet.Place, other string) string {
	if p.Sheet == other {
		return fmt.Sprintf("Row %d", p.Row)
	}
	return placeWords(p)
}

// besideRecord holds a line beside the record of the person whom it repeats.
func besideRecord(n int, l *app.Line) *ui.SideBySide {
	sides := &ui.SideBySide{
		Caption: "The record and the line beside each other:", Left: "On the register", Right: placeWords(l.Place), ID: fmt.Sprintf("sides-%d", n),
	}
	k := l.Existing
	sides.Rows = identity(k.Name, k.NHSNumber, k.BirthDate, k.Rating, l)
	for _, d := range l.Changes {
		switch d.What {
		case "Name", "NHS number", "Date of birth", "Rating":
			continue // compared above
		}
		sides.Rows = append(sides.Rows, ui.SideRow{Name: d.What, Left: ui.Content{Text: d.Now}, Right: ui.Content{Text: d.Line}, Differs: true})
	}
	return sides
}

// identity compares who someone is with a line.
func identity(name, number string, born civil.Date, rating casefile.Rating, l *app.Line) []ui.SideRow {
	colour := func(r casefile.Rating) ui.Content {
		if r == "" {
			return ui.Content{}
		}
		return ui.Content{Body: ui.RatingTag{Rating: string(r)}}
	}
	words := func(s string) ui.Content { return ui.Content{Text: s} }
	return []ui.SideRow{
		{Name: "Name", Left: words(name), Right: words(lineName(l)), Differs: name != lineName(l)},
		{Name: "NHS number", Left: words(casefile.FormatNHSNumber(number)), Right: words(casefile.FormatNHSNumber(l.NHSNumber)), Differs: number != l.NHSNumber},
		{Name: "Date of birth", Left: words(born.Long()), Right: words(l.BirthDate.Long()), Differs: born != l.BirthDate},
		{Name: "Rating", Left: colour(rating), Right: colour(l.Rating), Differs: rating != l.Rating},
	}
}

// readyTable lists lines that wait for nothing, with a box to leave each out.
func readyTable(lines []*app.Line) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Lines that are ready", HideCaption: true, ID: "ready",
		Columns: []ui.SortColumn{{Text: "Name"}, {Text: "Born"}, {Text: "Rating"}, {Text: "Will be flagged"}, {Text: "Leave out"}},
	}
	for n, l := range lines {
		var flags ui.Lines
		for _, f := range l.Flags {
			flags = append(flags, ui.Line{Text: cellFlag(f.Column, f.Value, f.Message), Minor: true})
		}
		if len(l.Similar) > 0 {
			flags = append(flags, ui.Line{Text: fmt.Sprintf("The name and date of birth are those of row %d too, with another valid NHS number: two people, unless one number is wrong.", l.Similar[0].Row), Minor: true})
		}
		if len(flags) == 0 {
			flags = ui.Lines{{Text: "Nothing", Minor: true}}
		}
		born := "Not known"
		if l.BirthDate != 0 {
			born = short(l.BirthDate)
		}
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: lineName(l)}, {Text: numberOrNone(l.NHSNumber), Minor: true}, {Text: placeWords(l.Place), Minor: true}}},
			{Text: born}, {Body: ui.RatingTag{Rating: string(l.Rating)}}, {Body: flags},
			{Block: true, Body: ui.Checkboxes{
				Name: fmt.Sprintf("choice-%d", n), Small: true, FormGroup: ui.FormGroup{Classes: "nhsuk-u-margin-bottom-0"},
				Items: []ui.Choice{{Value: string(app.LeaveOut), Text: fmt.Sprintf("Leave out row %d", l.Row.Row)}},
			}},
		})
	}
	return t
}

// unchangedTable lists lines of which the register has everything.
func unchangedTable(lines []*app.Line) *ui.SortableTable {
	t := &ui.SortableTable{
		Caption: "Lines that say nothing new", HideCaption: true, ID: "unchanged",
		Columns: []ui.SortColumn{{Text: "Line"}, {Text: "On the register"}},
	}
	for _, l := range lines {
		t.Rows = append(t.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: lineName(l)}, {Text: placeWords(l.Place), Minor: true}}},
			{Body: ui.Link{Text: l.Existing.Name, VisuallyHiddenText: "as " + inPlace(l.Place) + " says", Href: "/people/" + l.Existing.Case}},
		})
	}
	return t
}
