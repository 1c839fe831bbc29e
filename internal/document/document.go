// Package document writes texts that are to be kept, printed or sent: minutes,
// letters, certificates, answers. A document is made once, of headings,
// paragraphs, lists and tables, and written as a web page that needs no other
// file, or as tagged PDF.
package document

import (
	"fmt"
	"time"
)

// Document is a text in the order in which it is read. Its title is its first
// heading. Line breaks in its texts are kept.
type Document struct {
	Title string
	// Language is that of the text, as of BCP 47; en-GB when empty.
	Language string
	// Foot stands at the foot of every page, beside the page's number.
	Foot string
	// Large sets it in big type, for easy read and for who sees little.
	Large bool
	// At is when it was made; it is written into the file.
	At time.Time

	blocks []block
}

// block is a heading, a paragraph, a list, lines with pictures or a table.
type block any

type (
	heading struct {
		level int // 2 or 3; the title is 1
		text  string
	}
	paragraph struct{ text string }
	list      struct {
		numbered bool
		items    []string
	}
)

// Table is a table with headings for its columns, its rows, or both. Every row
// has as many cells as there are columns.
type Table struct {
	Caption string
	// Columns says what is in each column. Where none has a heading there is no
	// row of headings.
	Columns []Column
	Rows    [][]string
	// RowHeadings makes the first cell of each row the heading of the row.
	RowHeadings bool
}

// Column is one of a table. Share is its part of the width; 1 when it is zero.
type Column struct {
	Heading string
	Share   int
}

func (c Column) share() int { return max(1, c.Share) }

// headed reports whether any column has a heading.
func (t Table) headed() bool {
	for _, c := range t.Columns {
		if c.Heading != "" {
			return true
		}
	}
	return false
}

// headingCell reports whether the cells of a column are headings of their rows.
func (t Table) headingCell(column int) bool { return t.RowHeadings && column == 0 }

// Heading begins a part of the document.
func (d *Document) Heading(text string) { d.blocks = append(d.blocks, heading{2, text}) }

// Subheading begins a part of a part: after a title, and no heading yet, it is
// one itself, for levels are not left out.
func (d *Document) Subheading(text string) {
	level := 2
	for _, b := range d.blocks {
		if _, ok := b.(heading); ok {
			level = 3
			break
		}
	}
	d.blocks = append(d.blocks, heading{level, text})
}

// Paragraph adds a paragraph.
func (d *Document) Paragraph(text string) { d.blocks = append(d.blocks, paragraph{text}) }

// List adds a list with a bullet before each item.
func (d *Document) List(items ...string) { d.blocks = append(d.blocks, list{items: items}) }

// Numbered adds a list with a number before each item.
func (d *Document) Numbered(items ...string) {
	d.blocks = append(d.blocks, list{numbered: true, items: items})
}

// Table adds a table.
func (d *Document) Table(t Table) { d.blocks = append(d.blocks, t) }

// Facts adds a table of two columns: what it is, and what is so.
func (d *Document) Facts(caption string, rows ...[2]string) {
	t := Table{Caption: caption, Columns: []Column{{Share: 1}, {Share: 2}}, RowHeadings: true}
	for _, r := range rows {
		t.Rows = append(t.Rows, r[:])
	}
	d.Table(t)
}

func (d *Document) language() string {
	if d.Language == "" {
		return "en-GB"
	}
	return d.Language
}

// check is an error for what cannot be written in a way that can be read aloud.
func (d *Document) check() error {
	if d.Title == "" {
		return fmt.Errorf("a document needs a title")
	}
	for _, b := range d.blocks {
		if p, ok := b.(pictured); ok {
			if err := p.check(); err != nil {
				return err
			}
		}
		t, ok := b.(Table)
		if !ok {
			continue
		}
		if !t.headed() && !t.RowHeadings {
			return fmt.Errorf("the table %q has no headings", t.Caption)
		}
		for i, row := range t.Rows {
			if len(row) != len(t.Columns) {
				return fmt.Errorf("row %d of the table %q has %d cells for %d columns", i+1, t.Caption, len(row), len(t.Columns))
			}
		}
	}
	return nil
}
