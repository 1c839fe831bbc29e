package document

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
)

// The page is A4, in points. Text has the size that large-print guidance calls
// clear, and tables one that still is.
const (
	pageWidth, pageHeight = 595.28, 841.89
	margin                = 56.0
	textWidth             = pageWidth - 2*margin
	top, bottom           = pageHeight - margin, margin + 24
	cellGap               = 8.0 // between columns
	cellPad               = 4.0 // above and below a row
)

// larger is how much bigger big type is: 12 points become 16.2, above the 16 of
// the guidance on clear and large print.
const larger = 1.35

// style is how text is set: size and the distance of its lines, in points.
type style struct {
	font          *font
	size, leading float64
}

// in is the style, bigger where the type is big.
func (st style) in(l *layout) style {
	if l.large {
		st.size, st.leading = st.size*larger, st.leading*larger
	}
	return st
}

// sheet is a page: what is drawn on it, and whose each marked place is.
type sheet struct {
	content bytes.Buffer
	marks   []*element
}

// layout sets a document on pages.
type layout struct {
	sheets    []*sheet
	y         float64 // from the bottom of the page to the next line
	used      map[*font]map[uint16]rune
	root      *element
	landmarks []landmark
	atTop     func()   // draws what begins each further page; nil for nothing
	marked    *element // whose marked place is open; nil for none
	large     bool
}

func (d *Document) lay() *layout {
	l := &layout{used: map[*font]map[uint16]rune{regular(): {}, bold(): {}}, root: &element{tag: "Document"}, large: d.Large}
	l.turn()
	body := style{regular(), 12, 17}.in(l)
	l.flow(l.root.add("H1"), style{bold(), 22, 28}.in(l), d.Title, margin, textWidth)
	l.y -= 8
	for _, b := range d.blocks {
		switch b := b.(type) {
		case heading:
			l.heading(b)
		case paragraph:
			l.flow(l.root.add("P"), body, b.text, margin, textWidth)
			l.y -= 8
		case list:
			l.list(b, body)
		case pictured:
			l.pictured(b, body)
		case Table:
			l.table(b)
		}
	}
	l.feet(d.Foot)
	return l
}

// turn begins a page.
func (l *layout) turn() {
	s := &sheet{}
	s.content.WriteString("0.13 0.17 0.2 rg\n")
	l.sheets = append(l.sheets, s)
	l.y = top
	if l.atTop != nil {
		l.atTop()
	}
}

// need begins a page if less than so much of this one is left.
func (l *layout) need(height float64) {
	if l.y-height < bottom {
		l.turn()
	}
}

func (l *layout) sheet() *sheet { return l.sheets[len(l.sheets)-1] }

// mark begins a marked place of an element; end ends it.
func (l *layout) mark(e *element) {
	s := l.sheet()
	e.kids = append(e.kids, kid{page: len(l.sheets) - 1, mark: len(s.marks)})
	fmt.Fprintf(&s.content, "/%s << /MCID %d%s >> BDC\n", e.tag, len(s.marks), e.actual)
	s.marks = append(s.marks, e)
	l.marked = e
}

func (l *layout) end() {
	l.sheet().content.WriteString("EMC\n")
	l.marked = nil
}

// artifact draws what is no part of the text, such as a line or the foot of a
// page.
func (l *layout) artifact(s *sheet, kind string, draw func()) {
	fmt.Fprintf(&s.content, "/Artifact << /Type /%s >> BDC\n", kind)
	draw()
	s.content.WriteString("EMC\n")
}

// flow sets a text of an element downwards, over as many pages as it needs.
func (l *layout) flow(e *element, st style, text string, x, width float64) {
	marked := false
	for _, line := range st.font.lines(text, st.size, width) {
		if l.y-st.leading < bottom {
			if marked {
				l.end()
			}
			l.turn()
			marked = false
		}
		if !marked {
			l.mark(e)
			marked = true
		}
		l.y -= st.leading
		l.line(l.sheet(), st, line, x, l.y+st.leading/4)
	}
	if marked {
		l.end()
	}
}

func (l *layout) heading(h heading) {
	st, before := style{bold(), 16, 21}, 16.0
	if h.level > 2 {
		st, before = style{bold(), 13, 18}, 10
	}
	st = st.in(l)
	l.y -= before
	l.need(3*st.leading + 30) // it does not stand alone at the foot of a page
	l.landmarks = append(l.landmarks, landmark{h.text, h.level, len(l.sheets) - 1, l.y})
	l.flow(l.root.add("H"+strconv.Itoa(h.level)), st, h.text, margin, textWidth)
	l.y -= 6
}

func (l *layout) list(b list, st style) {
	e := l.root.add("L")
	e.about = bullets
	if b.numbered {
		e.about = numbers
	}
	for i, text := range b.items {
		item := e.add("LI")
		label, indent := "•", 18.0
		if b.numbered {
			label, indent = strconv.Itoa(i+1)+".", 26
		}
		l.need(st.leading)
		l.mark(item.add("Lbl"))
		l.line(l.sheet(), st, st.font.set(label), margin+4, l.y-st.leading*3/4)
		l.end()
		l.flow(item.add("LBody"), st, text, margin+indent, textWidth-indent)
		l.y -= 4
	}
	l.y -= 6
}

// feet writes the foot of every page, now that it is known how many there are.
func (l *layout) feet(text string) {
	st := style{regular(), 9, 12}
	for i, s := range l.sheets {
		number := st.font.set(fmt.Sprintf("Page %d of %d", i+1, len(l.sheets)))
		x := pageWidth - margin - width(number, st.size)
		l.artifact(s, "Pagination /Subtype /Footer", func() {
			if text != "" {
				l.line(s, st, st.font.lines(text, st.size, x-margin-12)[0], margin, margin)
			}
			l.line(s, st, number, x, margin)
		})
	}
}

// line writes one line at a place. Characters by which a glyph does not say
// which they are get their own text beside it.
func (l *layout) line(s *sheet, st style, line []glyph, x, y float64) {
	if len(line) == 0 {
		return
	}
	name := "F1"
	if st.font.bold {
		name = "F2"
	}
	used := l.used[st.font]
	for from := 0; from < len(line); {
		to := from + 1
		actual, other := l.actual(used, line[from])
		for to < len(line) && line[to].stands == line[from].stands {
			if _, differs := l.actual(used, line[to]); line[to].stands == nil && (differs || other) {
				break
			}
			to++
		}
		draw := func() {
			fmt.Fprintf(&s.content, "BT /%s %g Tf 1 0 0 1 %.2f %.2f Tm <", name, st.size, x, y)
			for _, g := range line[from:to] {
				s.content.WriteString(hex.EncodeToString([]byte{byte(g.id >> 8), byte(g.id)}))
				x += float64(g.width) * st.size / 1000
			}
			s.content.WriteString("> Tj ET\n")
		}
		if e := l.marked; other && e != nil {
			l.end()
			span := e.add("Span")
			span.actual = " /ActualText " + textString(actual)
			l.mark(span)
			draw()
			l.end()
			l.mark(e)
		} else {
			draw()
		}
		if of := line[from].stands; of != nil {
			of.written = true
		}
		from = to
	}
}

// actual is what a glyph stands for where that is not what its number says.
// What is written by its name has its own text with the first glyph, and no
// text with the others on further lines.
func (l *layout) actual(used map[uint16]rune, g glyph) (text string, other bool) {
	if g.stands != nil {
		if _, ok := used[g.id]; !ok {
			used[g.id] = g.char
		}
		if g.stands.written {
			return "", true
		}
		return g.stands.text, true
	}
	if known, ok := used[g.id]; ok && known != g.char {
		return string(g.char), true
	}
	used[g.id] = g.char
	return "", false
}
