// Package sheet turns a register as an area really keeps it, a spreadsheet,
// into checked rows, and rows back into a spreadsheet. It reads the file
// (Read), proposes which sheets hold people and what each column means
// (Propose), reads every line by that meaning (Check), and says what it found
// (Review.Report). NewXLSX and NewCSV write.
//
// Values in, values out: nothing here opens a file, asks the time or keeps
// state, and no text of a line ever goes into an error of Read.
package sheet

import (
	"bytes"
	"path"
	"strings"

	"homeward/internal/civil"
)

// Workbook is a spreadsheet file as read. A CSV file is a workbook of one
// sheet that has the file's name without its extension.
type Workbook struct {
	Name   string
	Sheets []Sheet
}

// Sheet is one sheet of a workbook. Rows[i] is the sheet's row i+1, as the
// spreadsheet program numbers it; blank rows are there, as nil. In a CSV file a
// row is a record (a quoted value may hold several lines of text), counted
// with the blank lines, which is the number a spreadsheet program shows too.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   [][]Cell
}

// Cell is one cell. Text is what a person sees in it, with a day as
// dd/mm/yyyy; Date is set if the file itself says that it is a day; Number is
// true for any other number.
type Cell struct {
	Text   string
	Date   civil.Date
	Number bool
}

// blank reports a cell in which a person sees nothing.
func (c Cell) blank() bool { return strings.TrimSpace(c.Text) == "" }

// cell is the cell in a row and column counted from 0, blank outside the sheet.
func (s *Sheet) cell(row, column int) Cell {
	if row < 0 || row >= len(s.Rows) || column < 0 || column >= len(s.Rows[row]) {
		return Cell{}
	}
	return s.Rows[row][column]
}

// width is the number of columns in use.
func (s *Sheet) width() int {
	n := 0
	for _, row := range s.Rows {
		n = max(n, len(row))
	}
	return n
}

// Limits bounds what Read takes in.
type Limits struct {
	Bytes    int64 // the file as it was sent
	Unzipped int64 // all that an XLSX file holds, unpacked
	Rows     int   // the last row in use of any sheet
	Columns  int   // the last column in use of any sheet
	Cells    int   // all cells, with the blank ones between them
}

// DefaultLimits is far above any register: 20 MB, 200 MB unpacked, 100,000
// rows, 500 columns, five million cells.
var DefaultLimits = Limits{Bytes: 20 << 20, Unzipped: 200 << 20, Rows: 100_000, Columns: 500, Cells: 5_000_000}

// Read reads an XLSX or CSV file; name is the file's name, for its extension
// and for people. Any error is a *Refusal.
func Read(name string, data []byte, limits Limits) (*Workbook, error) {
	if int64(len(data)) > limits.Bytes {
		return nil, refuse(TooLarge, limits.Bytes>>20)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, refuse(Empty)
	}
	if err := refuseBySignature(name, data); err != nil {
		return nil, err
	}
	book := &Workbook{Name: baseName(name)}
	read := readCSV
	if bytes.HasPrefix(data, []byte("PK")) {
		read = readXLSX
	}
	if err := read(book, data, limits); err != nil {
		return nil, err
	}
	for i := range book.Sheets {
		if len(book.Sheets[i].Rows) > 0 {
			return book, nil
		}
	}
	return nil, refuse(Empty)
}

// baseName is the name without folders, of either kind of slash.
func baseName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// grid collects the cells of one sheet within the limits.
type grid struct {
	rows   [][]Cell
	limits Limits
	cells  *int // shared by the sheets of a workbook
}

// put sets a cell, counted from 0. Blank text is left out, so that formatting
// far below or beside a list does not make it longer.
func (g *grid) put(row, column int, cell Cell) error {
	if cell.blank() {
		return nil
	}
	if row >= g.limits.Rows {
		return refuse(TooManyRows, g.limits.Rows)
	}
	if column >= g.limits.Columns {
		return refuse(TooManyColumns, g.limits.Columns)
	}
	for len(g.rows) <= row {
		g.rows = append(g.rows, nil)
	}
	if grow := column + 1 - len(g.rows[row]); grow > 0 {
		if *g.cells += grow; *g.cells > g.limits.Cells {
			return refuse(TooManyRows, g.limits.Rows)
		}
		if cap(g.rows[row]) == 0 {
			capacity := column + 1
			if row > 0 {
				capacity = max(capacity, len(g.rows[row-1]))
			}
			g.rows[row] = make([]Cell, 0, capacity)
		}
		for len(g.rows[row]) <= column {
			g.rows[row] = append(g.rows[row], Cell{})
		}
	}
	g.rows[row][column] = cell
	return nil
}
