package ui

// SortableTable is a dense list that the server sorts: the heads of columns
// are links. On a small screen each row becomes a card.
type SortableTable struct {
	Caption string
	// HideCaption shows it only to those who hear the page, below a heading
	// that says the same.
	HideCaption bool
	Columns     []SortColumn
	Rows        [][]Cell
	// Empty is said in place of the table when there are no rows.
	Empty Component
	ID    string
}

// SortColumn is the head of a column.
type SortColumn struct {
	Text string
	// Href asks for the list sorted by this column; without it the column does
	// not sort.
	Href string
	// Sort is ascending or descending for the column that the list is sorted
	// by.
	Sort string
	// Numeric sets numbers to the right.
	Numeric bool
	Classes string
}

func (t SortableTable) component() (string, any) {
	if len(t.Rows) == 0 {
		if absent(t.Empty) {
			t.Empty = Text("Nothing to show.")
		}
		return "empty", t.Empty
	}
	table := Table{
		Caption: TableCaption{Text: t.Caption, Size: "s"}, Rows: t.Rows, FirstCellIsHeader: true, Responsive: true, Compact: true,
		ID: t.ID, Classes: "app-list",
	}
	if t.HideCaption {
		table.Caption.Size, table.Caption.Classes = "", "nhsuk-u-visually-hidden"
	}
	for _, c := range t.Columns {
		head := HeadCell{Text: c.Text, Href: c.Href, Sort: c.Sort, Classes: c.Classes}
		if c.Href != "" && c.Sort == "" {
			head.Sort = "none"
		}
		if c.Numeric {
			head.Format = "numeric"
		}
		table.Head = append(table.Head, head)
	}
	return table.component()
}
