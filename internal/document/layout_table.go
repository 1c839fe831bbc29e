package document

import "fmt"

// setTable is a table with its cells broken into lines.
type setTable struct {
	Table
	x, width []float64 // of the columns
	head     style
	body     style
}

func (l *layout) newSetTable(t Table) *setTable {
	s := &setTable{Table: t, head: style{bold(), 10, 13.5}.in(l), body: style{regular(), 10, 13.5}.in(l)}
	whole := 0
	for _, c := range t.Columns {
		whole += c.share()
	}
	x, room := margin, textWidth-cellGap*float64(len(t.Columns)-1)
	for _, c := range t.Columns {
		w := room * float64(c.share()) / float64(whole)
		s.x, s.width = append(s.x, x), append(s.width, w)
		x += w + cellGap
	}
	return s
}

// cell is one of a row: its element, nil where it is drawn once more, and its
// lines that are not drawn yet.
type cell struct {
	element *element
	style   style
	lines   [][]glyph
}

func (l *layout) table(t Table) {
	s := l.newSetTable(t)
	e := l.root.add("Table")
	if t.Caption != "" {
		l.need(90)
		l.flow(e.add("Caption"), style{bold(), 11, 15}.in(l), t.Caption, margin, textWidth)
		l.y -= 2
	}
	if t.headed() {
		head := func(e *element) []cell {
			cells := make([]cell, len(t.Columns))
			for i, c := range t.Columns {
				cells[i] = cell{nil, s.head, s.head.font.lines(c.Heading, s.head.size, s.width[i])}
				if e != nil {
					cells[i].element = e.add("TH")
					cells[i].element.about = ofColumn
				}
			}
			return cells
		}
		l.row(s, head(e.add("THead").add("TR")))
		l.atTop = func() {
			l.artifact(l.sheet(), "Pagination /Subtype /Header", func() { l.draw(s, head(nil), 1000) })
			l.rule(1)
		}
	}
	body := e.add("TBody")
	for _, texts := range t.Rows {
		row := body.add("TR")
		cells := make([]cell, len(texts))
		for i, text := range texts {
			st, tag, about := s.body, "TD", ""
			if t.headingCell(i) {
				st, tag, about = s.head, "TH", ofRow
			}
			cells[i] = cell{element: row.add(tag), style: st}
			cells[i].element.about = about
			if text != "" {
				cells[i].lines = st.font.lines(text, st.size, s.width[i])
			}
		}
		l.row(s, cells)
	}
	l.atTop = nil
	l.y -= 12
}

// row draws a row: on this page if it has room, on the next if that has, and
// else over several.
func (l *layout) row(s *setTable, cells []cell) {
	height := 2 * cellPad
	for _, c := range cells {
		height = max(height, 2*cellPad+float64(len(c.lines))*c.style.leading)
	}
	if left := l.y - bottom; height > left && (height <= top-bottom-60 || left < 5*s.body.leading) {
		l.turn()
	}
	for {
		if l.draw(s, cells, int((l.y-bottom-2*cellPad)/s.body.leading)) {
			break
		}
		l.turn()
	}
	l.rule(0.5)
}

// draw draws so many lines of each cell at most, and reports whether that was
// all of them.
func (l *layout) draw(s *setTable, cells []cell, most int) (all bool) {
	all = true
	deepest := l.y - 2*cellPad
	for i := range cells {
		c := &cells[i]
		n := min(most, len(c.lines))
		if n > 0 && c.element != nil {
			l.mark(c.element)
		}
		y := l.y - cellPad
		for _, line := range c.lines[:n] {
			y -= c.style.leading
			l.line(l.sheet(), c.style, line, s.x[i], y+c.style.leading/4)
		}
		if n > 0 && c.element != nil {
			l.end()
		}
		c.lines = c.lines[n:]
		all = all && len(c.lines) == 0
		deepest = min(deepest, y-cellPad)
	}
	l.y = deepest
	return all
}

// rule draws a line under a row.
func (l *layout) rule(thick float64) {
	s := l.sheet()
	l.artifact(s, "Layout", func() {
		fmt.Fprintf(&s.content, "q 0.7 0.74 0.77 RG %g w %.2f %.2f m %.2f %.2f l S Q\n", thick, margin, l.y, pageWidth-margin, l.y)
	})
}
