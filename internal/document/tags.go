package document

import (
	"fmt"
	"strings"
)

// element is a part of the document as a reader hears it: what it is, and its
// parts or the places on pages where it stands.
type element struct {
	tag    string
	about  string // attributes, as the PDF has them
	actual string // what its glyphs stand for, likewise
	parent *element
	kids   []kid
	object int
}

// kid is an element, or a place on a page.
type kid struct {
	element *element
	page    int // from 0
	mark    int // of the place on its page
}

func (e *element) add(tag string) *element {
	child := &element{tag: tag, parent: e}
	e.kids = append(e.kids, kid{element: child})
	return child
}

const (
	ofColumn   = "<< /O /Table /Scope /Column >>"
	ofRow      = "<< /O /Table /Scope /Row >>"
	bullets    = "<< /O /List /ListNumbering /Disc >>"
	unlabelled = "<< /O /List /ListNumbering /None >>"
	numbers    = "<< /O /List /ListNumbering /Decimal >>"
)

// writeTags writes the tree of elements and, for each page, whose places its
// marks are.
func (w *pdf) writeTags(root *element, sheets []*sheet, pages []int) (object int) {
	tree := w.reserve()
	parents := w.reserve()
	var number func(*element)
	number = func(e *element) {
		e.object = w.reserve()
		for _, k := range e.kids {
			if k.element != nil {
				number(k.element)
			}
		}
	}
	number(root)
	var write func(e *element, parent int)
	write = func(e *element, parent int) {
		var kids []string
		for _, k := range e.kids {
			if k.element != nil {
				kids = append(kids, fmt.Sprintf("%d 0 R", k.element.object))
			} else {
				kids = append(kids, fmt.Sprintf("<< /Type /MCR /Pg %d 0 R /MCID %d >>", pages[k.page], k.mark))
			}
		}
		body := fmt.Sprintf("<< /Type /StructElem /S /%s /P %d 0 R /K [%s]", e.tag, parent, strings.Join(kids, " "))
		body += e.actual
		if e.about != "" {
			body += " /A " + e.about
		}
		w.object(e.object, body+" >>")
		for _, k := range e.kids {
			if k.element != nil {
				write(k.element, e.object)
			}
		}
	}
	write(root, tree)
	var nums strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&nums, "%d [", i)
		for _, e := range s.marks {
			fmt.Fprintf(&nums, "%d 0 R ", e.object)
		}
		nums.WriteString("] ")
	}
	w.object(parents, "<< /Nums ["+nums.String()+"] >>")
	w.object(tree, fmt.Sprintf("<< /Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d >>", root.object, parents, len(sheets)))
	return tree
}

// landmark is a heading in the outline.
type landmark struct {
	text  string
	level int
	page  int
	y     float64
}

// writeOutline writes the headings as bookmarks; object is 0 without any.
func (w *pdf) writeOutline(marks []landmark, pages []int) (object int) {
	if len(marks) == 0 {
		return 0
	}
	type item struct {
		landmark
		object, parent, prev, next, first, last, count int
	}
	root := item{object: w.reserve()}
	items := make([]*item, len(marks))
	var under *item
	for i, m := range marks {
		it := &item{landmark: m, object: w.reserve()}
		items[i] = it
		parent := &root
		if m.level > 2 && under != nil {
			parent = under
		} else {
			under = it
		}
		it.parent, it.prev = parent.object, parent.last
		for _, before := range items[:i] {
			if before.object == parent.last {
				before.next = it.object
			}
		}
		if parent.first == 0 {
			parent.first = it.object
		}
		parent.last = it.object
		parent.count++
	}
	for _, it := range items {
		body := fmt.Sprintf("<< /Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ null %.1f null]", textString(it.text), it.parent, pages[it.page], it.y)
		if it.prev != 0 {
			body += fmt.Sprintf(" /Prev %d 0 R", it.prev)
		}
		if it.next != 0 {
			body += fmt.Sprintf(" /Next %d 0 R", it.next)
		}
		if it.count > 0 {
			body += fmt.Sprintf(" /First %d 0 R /Last %d 0 R /Count -%d", it.first, it.last, it.count)
		}
		w.object(it.object, body+" >>")
	}
	w.object(root.object, fmt.Sprintf("<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>", root.first, root.last, root.count))
	return root.object
}
