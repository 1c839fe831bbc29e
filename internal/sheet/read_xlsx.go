package sheet

import (
	"bytes"
	"strconv"
	"strings"

	"homeward/internal/civil"
)

// readXLSX reads the values of a workbook: a formula by the value it last had,
// a number by its format, cells merged downwards each with the value (a rating
// or an authority beside several people), cells merged across with it in the
// first alone.
func readXLSX(book *Workbook, data []byte, limits Limits) error {
	a, err := openArchive(data, limits)
	if err != nil {
		return err
	}
	if a.has("EncryptedPackage") || a.has("EncryptionInfo") {
		return refuse(Encrypted)
	}
	types, err := a.read("[Content_Types].xml")
	if err != nil {
		return err
	}
	if bytes.Contains(bytes.ToLower(types), []byte("macroenabled")) {
		return refuse(Macros)
	}
	main, err := a.mainPart()
	if err != nil {
		return err
	}
	b, err := a.workbook(main)
	if err != nil {
		return err
	}
	cells := 0
	for _, s := range b.sheets {
		part, err := a.read(s.part)
		if err != nil {
			return err
		}
		g := grid{limits: limits, cells: &cells}
		if part != nil {
			if err := b.readSheet(&g, part); err != nil {
				return err
			}
		} else if s.part != "" {
			return refuse(Corrupt)
		}
		book.Sheets = append(book.Sheets, Sheet{Name: s.name, Hidden: s.hidden, Rows: g.rows})
	}
	if len(book.Sheets) == 0 {
		return refuse(Corrupt)
	}
	return nil
}

// mainPart finds the workbook among the parts, or says what the archive is.
func (a *archive) mainPart() (string, error) {
	relations, err := a.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if strings.HasSuffix(r.kind, "/officeDocument") && a.has(r.target) {
			switch {
			case strings.HasSuffix(r.target, ".bin"):
				return "", refuse(OtherFormat, "in Excel's binary format (.xlsb)")
			case strings.HasPrefix(r.target, "word/"):
				return "", refuse(OtherFormat, "a Word document")
			case strings.HasPrefix(r.target, "ppt/"):
				return "", refuse(OtherFormat, "a PowerPoint presentation")
			}
			return r.target, nil
		}
	}
	switch {
	case a.has("xl/workbook.xml"):
		return "xl/workbook.xml", nil
	case a.has("mimetype") && a.has("content.xml"):
		return "", refuse(OtherFormat, "in OpenDocument format (.ods)")
	case a.has("Index/Document.iwa"):
		return "", refuse(OtherFormat, "an Apple Numbers file")
	case a.has("[Content_Types].xml"):
		return "", refuse(Corrupt)
	}
	return "", refuse(NotASpreadsheet)
}

type relation struct{ id, kind, target string }

// relations lists what a part points to; from is "" for the package itself.
func (a *archive) relations(from string) ([]relation, error) {
	name := "_rels/.rels"
	if from != "" {
		slash := strings.LastIndexByte(from, '/') + 1
		name = from[:slash] + "_rels/" + from[slash:] + ".rels"
	}
	part, err := a.read(name)
	if err != nil {
		return nil, err
	}
	var list []relation
	for x := (xmlScan{data: part}); x.next(); {
		if x.opens("Relationship") {
			list = append(list, relation{x.attr("Id"), x.attr("Type"), resolve(from, x.attr("Target"))})
		}
	}
	return list, nil
}

// xlsxBook is what the sheets of a workbook share.
type xlsxBook struct {
	sheets   []xlsxSheet
	strings  []string
	styles   []numberKind
	from1904 bool
}

type xlsxSheet struct {
	name, part string
	hidden     bool
}

func (a *archive) workbook(main string) (*xlsxBook, error) {
	part, err := a.read(main)
	if err != nil {
		return nil, err
	}
	relations, err := a.relations(main)
	if err != nil {
		return nil, err
	}
	b := &xlsxBook{}
	for x := (xmlScan{data: part}); x.next(); {
		switch {
		case x.opens("workbookPr"):
			b.from1904 = isTrue(x.attr("date1904"))
		case x.opens("sheet"):
			s := xlsxSheet{name: x.attr("name"), hidden: x.attr("state") == "hidden" || x.attr("state") == "veryHidden"}
			for _, r := range relations {
				// A chart sheet has no cells and stays a sheet without rows.
				if r.id == x.attr("id") && strings.HasSuffix(r.kind, "/worksheet") {
					s.part = r.target
				}
			}
			b.sheets = append(b.sheets, s)
		}
	}
	for _, r := range relations {
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			part, err := a.read(r.target)
			if err != nil {
				return nil, err
			}
			b.strings = sharedStrings(part)
		case strings.HasSuffix(r.kind, "/styles"):
			part, err := a.read(r.target)
			if err != nil {
				return nil, err
			}
			b.styles = styleKinds(part)
		}
	}
	return b, nil
}

func isTrue(s string) bool { return s == "1" || s == "true" }

func sharedStrings(part []byte) []string {
	var list []string
	for x := (xmlScan{data: part}); x.next(); {
		if x.opens("si") {
			if x.empty {
				list = append(list, "")
				continue
			}
			list = append(list, x.richText("si"))
		}
	}
	return list
}

// richText reads the runs of text up to the end of the element, without the
// readings (rPh) that stand beside East Asian text.
func (x *xmlScan) richText(element string) string {
	text, reading := "", false
	for x.next() {
		switch {
		case x.opens("rPh"):
			reading = !x.empty
		case x.shuts("rPh"):
			reading = false
		case x.shuts("t") && !reading:
			text += readEscapes(x.content())
		case x.shuts(element):
			return text
		}
	}
	return text
}

// styleKinds is, for each cell style, what its number format makes of a number.
func styleKinds(part []byte) []numberKind {
	custom := map[string]numberKind{}
	var kinds []numberKind
	inCells := false
	for x := (xmlScan{data: part}); x.next(); {
		switch {
		case x.opens("numFmt"):
			custom[x.attr("numFmtId")] = formatKind(x.attr("formatCode"))
		case x.opens("cellXfs"):
			inCells = !x.empty
		case x.shuts("cellXfs"):
			inCells = false
		case x.opens("xf") && inCells:
			id := x.attr("numFmtId")
			kind, ok := custom[id]
			if !ok {
				n, _ := strconv.Atoi(id)
				kind = builtinKind(n)
			}
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func (b *xlsxBook) readSheet(g *grid, part []byte) error {
	row, column := -1, -1
	var merged []area
	x := xmlScan{data: part}
	for x.next() {
		switch {
		case x.opens("row"):
			row, column = row+1, -1
			if n, err := strconv.Atoi(x.attr("r")); err == nil && n > 0 {
				row = n - 1
			}
		case x.opens("c"):
			column++
			if c, r, ok := cellPlace(x.attr("r")); ok {
				column, row = c, r
			}
			if row < 0 {
				return refuse(Corrupt)
			}
			if x.empty {
				continue
			}
			cell, ok := b.readCell(&x)
			if !ok {
				return refuse(Corrupt)
			}
			if err := g.put(row, column, cell); err != nil {
				return err
			}
		case x.opens("mergeCell"):
			if m, ok := readArea(x.attr("ref")); ok && m.bottom > m.top {
				merged = append(merged, m)
			}
		}
	}
	if !x.shuts("worksheet") {
		return refuse(Corrupt) // cut off in the middle
	}
	return g.fillDown(merged)
}

// readCell reads the element c that the scan has just entered; false if it
// points to a text that the file does not have.
func (b *xlsxBook) readCell(x *xmlScan) (Cell, bool) {
	kind, style := x.attr("t"), x.attr("s")
	value, inline := "", ""
	for x.next() && !x.shuts("c") {
		switch {
		case x.shuts("v"):
			value = x.content()
		case x.opens("is") && !x.empty:
			inline = x.richText("is")
		}
	}
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(b.strings) {
			return Cell{}, strings.TrimSpace(value) == ""
		}
		return Cell{Text: undoHarmless(b.strings[n])}, true
	case "inlineStr":
		return Cell{Text: undoHarmless(inline)}, true
	case "str":
		return Cell{Text: readEscapes(value)}, true
	case "b":
		if isTrue(strings.TrimSpace(value)) {
			return Cell{Text: "TRUE"}, true
		}
		return Cell{Text: "FALSE"}, true
	case "e":
		return Cell{Text: value}, true
	case "d":
		if day, err := civil.Parse(value[:min(len(value), 10)]); err == nil {
			return Cell{Text: slashed(day), Date: day}, true
		}
		return Cell{Text: value}, true
	}
	if value == "" {
		return Cell{}, true
	}
	n, _ := strconv.Atoi(style)
	number := plainNumber
	if n >= 0 && n < len(b.styles) {
		number = b.styles[n]
	}
	return numberCell(value, number, b.from1904), true
}

// area is a block of cells, counted from 0, both ends in it.
type area struct{ top, left, bottom, right int }

func readArea(ref string) (area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return area{}, false
	}
	left, top, ok1 := cellPlace(from)
	right, bottom, ok2 := cellPlace(to)
	return area{top, left, bottom, right}, ok1 && ok2
}

// cellPlace reads a reference such as B7 or $B$7.
func cellPlace(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if ref[i] == '$' {
			continue
		}
		if c < 'A' || c > 'Z' || column > 1<<20 {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	for ; i < len(ref); i++ {
		if ref[i] == '$' {
			continue
		}
		if ref[i] < '0' || ref[i] > '9' || row > 1<<24 {
			return 0, 0, false
		}
		row = row*10 + int(ref[i]-'0')
	}
	return column - 1, row - 1, column > 0 && row > 0
}

// fillDown gives each row of a block merged downwards the block's value.
func (g *grid) fillDown(merged []area) error {
	for _, m := range merged {
		if m.top >= len(g.rows) || m.left >= len(g.rows[m.top]) {
			continue
		}
		for row := m.top + 1; row <= min(m.bottom, len(g.rows)-1); row++ {
			// A row that holds nothing else stays blank.
			if len(g.rows[row]) == 0 {
				continue
			}
			if err := g.put(row, m.left, g.rows[m.top][m.left]); err != nil {
				return err
			}
		}
	}
	return nil
}
