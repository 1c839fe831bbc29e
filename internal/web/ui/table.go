package ui

import (
	"cmp"
	"strings"
)

// Table compares facts of several things. One that is Responsive shows each
// row as a card on a small screen.
type Table struct {
	Caption TableCaption
	Head    []HeadCell
	Rows    [][]Cell
	// FirstCellIsHeader says that the first cell names its row.
	FirstCellIsHeader bool
	Responsive        bool
	Compact, Striped  bool
	// Border and LastRowBorder are false for no lines.
	Border, LastRowBorder *bool
	// Scroll lets a wide table be moved sideways.
	Scroll bool
	// Card puts the table in a card.
	Card *Card
	// Variant is reverse on a dark ground.
	Variant    string
	ID         string
	Classes    string
	Attributes Attributes
}

// TableCaption names the table.
type TableCaption struct {
	Text               string
	Body               Component
	VisuallyHiddenText string
	Caption            Caption
	// Size is s, m, l or xl.
	Size       string
	ID         string
	Classes    string
	Attributes Attributes
}

// HeadCell names a column.
type HeadCell struct {
	Text               string
	Body               Component
	VisuallyHiddenText string
	// Href sorts by the column.
	Href string
	// Sort is ascending, descending or none for a column that can be sorted by;
	// without any Href the browser sorts.
	Sort string
	// SortNext is the order that the first press gives.
	SortNext string
	// Format is numeric for numbers, which are set to the right.
	Format string
	// Align is left, centre or right.
	Align, Width     string
	Colspan, Rowspan int
	Classes          string
	Attributes       Attributes
}

// Cell is one fact.
type Cell struct {
	Text string
	Body Component
	// Block says that Body is more than words, such as a form field, which may
	// not stand where only words may.
	Block              bool
	VisuallyHiddenText string
	Href               string
	// Format and Align are those of the column if not given.
	Format, Align, Width string
	Colspan, Rowspan     int
	// SortValue stands for the words when the browser sorts.
	SortValue  string
	Classes    string
	Attributes Attributes
}

func (t Table) component() (string, any) {
	grid := tableGrid{Table: t}
	grid.Caption.ID = t.captionID()
	var body Component = grid
	if t.Scroll {
		body = Scroll{Body: grid, LabelledBy: grid.Caption.ID, Variant: t.Variant}
	}
	if t.Card != nil {
		card := *t.Card
		card.Body = body
		return card.component()
	}
	return body.component()
}

func (t Table) captionID() string {
	switch {
	case t.Caption.ID != "" || !t.Scroll:
		return t.Caption.ID
	case t.ID != "":
		return t.ID + "-caption"
	case t.Caption.Text != "":
		name := strings.ToLower(strings.ReplaceAll(t.Caption.Text, " ", "-"))
		return "table-" + string([]rune(name)[:min(40, len([]rune(name)))]) + "-caption"
	}
	return ""
}

// tableGrid is the table itself.
type tableGrid struct{ Table }

func (t tableGrid) component() (string, any) { return "table", t }

// Sortable reports whether a column can be sorted by.
func (t tableGrid) Sortable() bool {
	for _, h := range t.Head {
		if h.Sort != "" {
			return true
		}
	}
	return strings.Contains(t.Classes, "nhsuk-table--sortable")
}

// ByServer reports whether sorting asks for the page anew.
func (t tableGrid) ByServer() bool {
	for _, h := range t.Head {
		if h.Href != "" {
			return t.Sortable()
		}
	}
	return false
}

// Class gives the classes that the options add.
func (t tableGrid) Class() string {
	class := ""
	for _, each := range []struct {
		name string
		is   bool
	}{
		{"reverse", t.Variant == "reverse"},
		{"compact", t.Compact},
		{"responsive", t.Responsive},
		{"no-border", isFalse(t.Border)},
		{"no-last-row-border", isFalse(t.LastRowBorder) && !isFalse(t.Border)},
		{"sortable", t.Sortable()},
		{"striped", t.Striped},
	} {
		if each.is {
			class += " nhsuk-table--" + each.name
		}
	}
	return class
}

// Title gives the caption with its size.
func (t tableGrid) Title() *TableCaption {
	c := t.Caption
	if c.Text == "" && absent(c.Body) {
		return nil
	}
	c.Caption.Size = cmp.Or(c.Caption.Size, c.Size)
	if t.Sortable() {
		c.VisuallyHiddenText = cmp.Or(c.VisuallyHiddenText, "Column headers are sortable")
	}
	return &c
}

// tableCell is a cell as it is drawn.
type tableCell struct {
	Content            Content
	Block              bool
	VisuallyHiddenText string
	Href               string
	Element            string // th or td
	Class              string
	Scope, Role        string
	Colspan, Rowspan   int
	Attributes         Attributes
	Head               *HeadCell // what names the cell on a small screen
}

// HeadCells gives the cells of the head as they are drawn.
func (t tableGrid) HeadCells() []tableCell {
	var cells []tableCell
	for _, h := range t.Head {
		own := Attributes{}
		if h.Sort == "true" {
			h.Sort = "none"
		}
		if h.Sort != "" {
			own["data-sort"] = ""
			if h.Sort != "none" {
				own["aria-sort"] = h.Sort
			}
		}
		if h.SortNext != "" && !t.ByServer() {
			own["data-sort-next"] = h.SortNext
		}
		c := tableCell{
			Content: Content{Text: h.Text, Body: h.Body}, VisuallyHiddenText: h.VisuallyHiddenText, Href: h.Href,
			Element: "th", Scope: "col", Rowspan: h.Rowspan, Attributes: own.with(h.Attributes),
			Class: cellClass("nhsuk-table__header", h.Format, h.Align, h.Width, h.Classes),
		}
		if t.Responsive {
			c.Role = "columnheader"
		} else {
			c.Colspan = h.Colspan
		}
		cells = append(cells, c)
	}
	return cells
}

// BodyRows gives the rows as they are drawn.
func (t tableGrid) BodyRows() [][]tableCell {
	rows := make([][]tableCell, len(t.Rows))
	for r, row := range t.Rows {
		for n, d := range row {
			rows[r] = append(rows[r], t.bodyCell(n, d))
		}
	}
	return rows
}

func (t tableGrid) bodyCell(n int, d Cell) tableCell {
	var head *HeadCell
	if n < len(t.Head) {
		head = &t.Head[n]
		if d.Format == "string" && head.Format == "numeric" {
			d.Align = cmp.Or(d.Align, "right")
		}
		d.Format, d.Align = cmp.Or(d.Format, head.Format), cmp.Or(d.Align, head.Align)
	}
	own := Attributes{}
	if d.SortValue != "" {
		own["data-sort-value"] = d.SortValue
	}
	c := tableCell{
		Content: Content{Text: d.Text, Body: d.Body}, Block: d.Block, VisuallyHiddenText: d.VisuallyHiddenText, Href: d.Href,
		Element: "td", Rowspan: d.Rowspan, Attributes: own.with(d.Attributes),
	}
	class, role := "nhsuk-table__cell", "cell"
	if n == 0 && t.FirstCellIsHeader {
		c.Element, c.Scope, class, role = "th", "row", "nhsuk-table__header", "rowheader"
	}
	c.Class = cellClass(class, d.Format, d.Align, d.Width, d.Classes)
	if t.Responsive {
		c.Role, c.Head = role, head
	} else {
		c.Colspan = d.Colspan
	}
	return c
}

func cellClass(class, format, align, width, more string) string {
	all := class
	if format == "numeric" {
		all += " " + class + "--numeric"
	}
	if align != "" {
		all += " nhsuk-u-text-align-" + align
	}
	if width != "" {
		all += " nhsuk-u-width-" + width
	}
	return joined(all, more)
}
