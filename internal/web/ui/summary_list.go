package ui

// SummaryList shows facts, each with its name, and what can be done about it.
type SummaryList struct {
	Rows []SummaryRow
	// Border and LastRowBorder are false for no lines.
	Border, LastRowBorder *bool
	// Card puts the list in a card.
	Card       *Card
	ID         string
	Classes    string
	Attributes Attributes
}

// SummaryRow is one fact.
type SummaryRow struct {
	Key     SummaryCell
	Value   SummaryCell
	Actions []Action
	// Border is false for no line below this row.
	Border     *bool
	ID         string
	Classes    string
	Attributes Attributes
}

// SummaryCell is the name or the value of a fact.
type SummaryCell struct {
	Text string
	Body Component
	// Width is that of the column, such as one-half.
	Width      string
	ID         string
	Classes    string
	Attributes Attributes
}

func (l SummaryList) component() (string, any) {
	if l.Card != nil {
		card, list := *l.Card, l
		list.Card = nil
		card.Body = summaryTable{SummaryList: list, about: card.Heading}
		return card.component()
	}
	return summaryTable{SummaryList: l}.component()
}

// summaryTable is the list itself, and the heading of the card it is in.
type summaryTable struct {
	SummaryList
	about Heading
}

func (l summaryTable) component() (string, any) { return "summary-list", l }

// Class gives the classes that the borders add.
func (l summaryTable) Class() string {
	switch {
	case isFalse(l.Border):
		return " nhsuk-summary-list--no-border"
	case isFalse(l.LastRowBorder):
		return " nhsuk-summary-list--no-last-row-border"
	}
	return ""
}

// Lines gives the rows as they are drawn.
func (l summaryTable) Lines() []summaryLine {
	anyActions := false
	for _, row := range l.Rows {
		anyActions = anyActions || len(row.Actions) > 0
	}
	var lines []summaryLine
	for n, row := range l.Rows {
		lines = append(lines, summaryLine{
			SummaryRow: row, Deeds: inCard(row.Actions, l.about),
			NoActions: anyActions && len(row.Actions) == 0,
			NoBorder:  isFalse(row.Border) && !(isFalse(l.LastRowBorder) && n == len(l.Rows)-1),
		})
	}
	return lines
}

type summaryLine struct {
	SummaryRow
	Deeds               []Component
	NoActions, NoBorder bool
}

func isFalse(b *bool) bool { return b != nil && !*b }
