package document

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed document.html
var pageText string

var pageTemplate = template.Must(template.New("document").Parse(pageText))

// page is a document as its template takes it.
type page struct {
	Title, Language, Foot string
	Large                 bool
	Blocks                []pageBlock
}

// pageBlock has one of them set.
type pageBlock struct {
	Heading, Subheading string
	Paragraph           []string // its lines
	Items, Steps        [][]string
	Pictured            []pageLine
	Table               *pageTable
}

type pageLine struct {
	Lines  []string
	Shapes []shape
}

type pageTable struct {
	Caption string
	Widths  []int    // in hundredths
	Heads   []string // nil without a row of headings
	Rows    [][]pageCell
}

type pageCell struct {
	Lines   []string
	Heading bool
	Column  string // its heading, shown beside it where the screen is narrow
}

func lines(s string) []string { return strings.Split(s, "\n") }

// WriteHTML writes the document as a web page that asks for no other file.
func (d *Document) WriteHTML(w io.Writer) error {
	if err := d.check(); err != nil {
		return err
	}
	p := page{Title: d.Title, Language: d.language(), Foot: d.Foot, Large: d.Large}
	for _, b := range d.blocks {
		p.Blocks = append(p.Blocks, pageBlockOf(b))
	}
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, p); err != nil {
		return fmt.Errorf("writing a document as a page: %w", err)
	}
	_, err := out.WriteTo(w)
	return err
}

func pageBlockOf(b block) (out pageBlock) {
	each := func(items []string) (all [][]string) {
		for _, item := range items {
			all = append(all, lines(item))
		}
		return all
	}
	switch b := b.(type) {
	case heading:
		if b.level == 2 {
			out.Heading = b.text
		} else {
			out.Subheading = b.text
		}
	case paragraph:
		out.Paragraph = lines(b.text)
	case list:
		if b.numbered {
			out.Steps = each(b.items)
		} else {
			out.Items = each(b.items)
		}
	case pictured:
		for _, line := range b {
			out.Pictured = append(out.Pictured, pageLine{lines(line.Text), allPictures()[line.Picture]})
		}
	case Table:
		t := pageTable{Caption: b.Caption}
		whole := 0
		for _, c := range b.Columns {
			whole += c.share()
		}
		for _, c := range b.Columns {
			if b.headed() {
				t.Heads = append(t.Heads, c.Heading)
			}
			t.Widths = append(t.Widths, 100*c.share()/whole)
		}
		for _, row := range b.Rows {
			cells := make([]pageCell, len(row))
			for i, text := range row {
				cells[i] = pageCell{lines(text), b.headingCell(i), b.Columns[i].Heading}
			}
			t.Rows = append(t.Rows, cells)
		}
		out.Table = &t
	}
	return out
}
