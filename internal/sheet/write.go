package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"homeward/internal/civil"
)

// Writer writes a sheet row by row; nothing but the current row is held (of an
// XLSX file the packed rows wait in a temporary file until Close). Close
// finishes the file and must be called once; it does not close what is under
// it.
//
// A text that a spreadsheet program would run as a formula is written so that
// it stays text, and Read gives it back as it was.
type Writer interface {
	Row(cells []Cell) error
	Close() error
}

// Text and Day are the cells to write.
func Text(s string) Cell    { return Cell{Text: s} }
func Day(d civil.Date) Cell { return Cell{Text: slashed(d), Date: d} }

type csvWriter struct {
	csv    *csv.Writer
	record []string
}

// NewCSV writes comma-separated values in UTF-8 with a byte order mark, by
// which Excel knows accented letters; days are dd/mm/yyyy. The header is
// written at once.
func NewCSV(w io.Writer, header []string) (Writer, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write spreadsheet: %w", err)
	}
	c := &csvWriter{csv: csv.NewWriter(w)}
	c.csv.UseCRLF = true
	return c, c.Row(texts(header))
}

func texts(list []string) []Cell {
	cells := make([]Cell, len(list))
	for i, s := range list {
		cells[i] = Text(s)
	}
	return cells
}

func (c *csvWriter) Row(cells []Cell) error {
	c.record = c.record[:0]
	for _, cell := range cells {
		text := cell.Text
		if !cell.Date.IsZero() {
			text = slashed(cell.Date)
		}
		c.record = append(c.record, makeHarmless(text))
	}
	if err := c.csv.Write(c.record); err != nil {
		return fmt.Errorf("write spreadsheet: %w", err)
	}
	return nil
}

func (c *csvWriter) Close() error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		return fmt.Errorf("write spreadsheet: %w", err)
	}
	return nil
}

// maxCellLength is the most UTF-16 units that an XLSX cell holds.
const maxCellLength = 32767

const cutMark = " … (cut: longer than a spreadsheet cell can hold)"

type xlsxWriter struct {
	out    io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	day    int
	row    int
	values []any
}

// NewXLSX writes a workbook of one sheet, the header row frozen and bold, days
// as real date cells. The bytes go to w on Close.
func NewXLSX(w io.Writer, sheetName string, header []string) (Writer, error) {
	f := excelize.NewFile()
	x := &xlsxWriter{out: w, file: f}
	if err := x.start(sheetName, header); err != nil {
		return nil, errors.Join(fmt.Errorf("write spreadsheet: %w", err), f.Close())
	}
	return x, nil
}

func (x *xlsxWriter) start(sheetName string, header []string) error {
	if err := x.file.SetSheetName("Sheet1", sheetName); err != nil {
		return err
	}
	format := "dd/mm/yyyy"
	var err error
	if x.day, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return err
	}
	bold, err := x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if x.stream, err = x.file.NewStreamWriter(sheetName); err != nil {
		return err
	}
	if len(header) > 0 {
		if err := x.stream.SetColWidth(1, len(header), 18); err != nil {
			return err
		}
	}
	if err := x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	values := make([]any, len(header))
	for i, h := range header {
		values[i] = excelize.Cell{StyleID: bold, Value: cellText(h)}
	}
	x.row = 1
	return x.stream.SetRow("A1", values)
}

func (x *xlsxWriter) Row(cells []Cell) error {
	x.row++
	x.values = x.values[:0]
	for _, c := range cells {
		switch serial, ok := daySerial(c.Date); {
		case ok:
			x.values = append(x.values, excelize.Cell{StyleID: x.day, Value: serial})
		case !c.Date.IsZero():
			x.values = append(x.values, slashed(c.Date))
		case c.Text == "":
			x.values = append(x.values, nil)
		default:
			x.values = append(x.values, cellText(c.Text))
		}
	}
	at, err := excelize.CoordinatesToCellName(1, x.row)
	if err == nil {
		err = x.stream.SetRow(at, x.values)
	}
	if err != nil {
		return fmt.Errorf("write spreadsheet: %w", err)
	}
	return nil
}

// Close also removes the temporary file, whatever went wrong.
func (x *xlsxWriter) Close() error {
	err := x.stream.Flush()
	if err == nil {
		_, err = x.file.WriteTo(x.out)
	}
	if err = errors.Join(err, x.file.Close()); err != nil {
		return fmt.Errorf("write spreadsheet: %w", err)
	}
	return nil
}

// daySerial is a day as Excel counts it; days before March 1900, where its
// count is wrong, are written as text.
func daySerial(d civil.Date) (int, bool) {
	if d < civil.Of(1900, 3, 1) {
		return 0, false
	}
	return int(d - civil.Of(1899, 12, 30)), true
}

// cellText is a text as an XLSX cell can hold it.
func cellText(s string) string {
	s = makeHarmless(s)
	units := 0
	for i, r := range s {
		n := 1
		if r > 0xFFFF {
			n = 2
		}
		if units += n; units > maxCellLength {
			// The mark must fit too, in front of a whole character.
			cut := i
			for over := len(cutMark) + 1; over > 0 && cut > 0; over-- {
				_, size := utf8.DecodeLastRuneInString(s[:cut])
				cut -= size
			}
			return s[:cut] + cutMark
		}
	}
	return s
}
