package document

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"homeward/internal/document/documenttest"
)

const long = "Sam and their mother met the team at the centre. They want a place near the canal, with room for the dog, and nobody to move them at night without a word. "

// small has one of everything.
func small() *Document {
	d := &Document{Title: "What we keep about Zoë", Foot: "Northshire", At: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	d.Paragraph("First line\nsecond line of ফ lost")
	d.Heading("Trains")
	d.Subheading("Small ones")
	d.List("Red\nand blue", "Green")
	d.Numbered("One")
	d.Pictured(Line{"home", "You live\nat home."}, Line{"", "We ring you."})
	d.Facts("", [2]string{"Name", "Zoë"})
	d.Table(Table{Caption: "Who", Columns: []Column{{Heading: "When"}, {Heading: "Who", Share: 3}}, Rows: [][]string{{"Today", ""}}})
	return d
}

// big has long texts, rows longer than a page, and tables over many pages.
func big() *Document {
	d := &Document{Title: "Łukasz-Nguyễn, " + strings.TrimSpace(strings.Repeat("a long title ", 8)), Foot: strings.Repeat("Northshire ", 40)}
	d.Paragraph("Ŵyn ap Siôn, Ọlá Ṣadé, Ελένη, Олена, José, Ștefan, “quotes” – and … so on. " + long + long)
	for i := range 30 {
		d.Heading(fmt.Sprint("Part ", i))
		d.Paragraph(long)
	}
	t := Table{Caption: "Entries", Columns: []Column{{Heading: "Which", Share: 1}, {Heading: "When", Share: 2}, {Heading: "What", Share: 5}}, RowHeadings: true}
	for i := range 60 {
		text := "Rated red"
		switch {
		case i%7 == 3:
			text = long
		case i == 40:
			for step := range 130 { // longer than two pages
				text += fmt.Sprint("\nstep ", step, ".")
			}
		case i == 41:
			text = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint("Entry ", i), "2 March 2026", text})
	}
	d.Table(t)
	d.Paragraph("The end.")
	return d
}

func written(t *testing.T, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, d *Document, program string, args ...string) string {
	t.Helper()
	return documenttest.Read(t, written(t, d), program, args...)
}

// A reader that follows the tags hears headings, lists and tables, in order.
func TestTheTagsSayWhatEachPartIs(t *testing.T) {
	t.Parallel()
	want := `Document
  H1 (block)
    "What we keep about Zoë"
  P (block)
    "First line second line of "
    Span (inline)
      "[bengali letter pha]"
    " lost"
  H2 (block)
    "Trains"
  H3 (block)
    "Small ones"
  L (block):
     /ListNumbering /Disc
    LI (block)
      Lbl (block)
        "•"
      LBody (block)
        "Red and blue"
    LI (block)
      Lbl (block)
        "•"
      LBody (block)
        "Green"
  L (block):
     /ListNumbering /Decimal
    LI (block)
      Lbl (block)
        "1."
      LBody (block)
        "One"
  L (block):
     /ListNumbering /None
    LI (block)
      LBody (block)
        "You live at home."
    LI (block)
      LBody (block)
        "We ring you."
  Table (block)
    TBody
      TR
        TH:
           /Scope /Row
          "Name"
        TD
          "Zoë"
  Table (block)
    Caption
      "Who"
    THead
      TR
        TH:
           /Scope /Column
          "When"
        TH:
           /Scope /Column
          "Who"
    TBody
      TR
        TD
          "Today"
        TD
`
	if got := read(t, small(), "pdfinfo", "-struct-text"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	info := read(t, small(), "pdfinfo")
	for _, want := range []string{"Title:           What we keep about Zoë\n", "Tagged:          yes\n", "Pages:           1\n", "PDF version:     1.7\n", "JavaScript:      no\n"} {
		if !strings.Contains(info, want) {
			t.Errorf("%q lacks %q", info, want)
		}
	}
	fonts := strings.Split(strings.TrimSpace(read(t, small(), "pdffonts")), "\n")[2:]
	for _, line := range fonts {
		if f := strings.Fields(line); len(f) < 9 || !reflect.DeepEqual(f[1:7], []string{"CID", "TrueType", "Identity-H", "yes", "yes", "yes"}) {
			t.Errorf("a font is not embedded in part and with its characters: %q", line)
		}
	}
	if len(fonts) != 2 {
		t.Errorf("there are %d fonts", len(fonts))
	}
	file := string(written(t, small()))
	for _, want := range []string{"/MarkInfo << /Marked true >>", "/Lang (en-GB)", "/DisplayDocTitle true", "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">What we keep about Zoë</rdf:li>", "/Tabs /S", "/CreationDate (D:20260302120000Z)"} {
		if !strings.Contains(file, want) {
			t.Errorf("the file lacks %q", want)
		}
	}
}

var spaces = regexp.MustCompile(`\s+`)

// Every word comes out again by copying, in the order in which it was put in.
func TestEveryWordIsCopied(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*Document{"small": small(), "big": big()} {
		text := read(t, d, "pdftotext", "-raw")
		at := 0
		for _, want := range wordsOf(d) {
			i := strings.Index(text[at:], want)
			if i < 0 {
				t.Fatalf("%s: %q is not there after\n%s", name, want, text[max(0, at-200):min(len(text), at+200)])
			}
			at += i + len(want)
		}
	}
	if text := read(t, small(), "pdftotext"); !strings.Contains(text, "of ফ") || strings.Contains(text, "bengali") {
		t.Errorf("what the font lacks is copied as %q", text)
	}
	copied := strings.Fields(read(t, big(), "pdftotext", "-raw"))
	for step := range 130 {
		if !slices.Contains(copied, fmt.Sprint(step, ".")) {
			t.Errorf("step %d of a row over several pages is not there", step)
		}
	}
	whole := spaces.ReplaceAllString(read(t, big(), "pdftotext", "-raw"), "")
	if !strings.Contains(whole, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft") {
		t.Error("a word that is longer than a line lost something")
	}
}

// wordsOf are the words of a document, without those that are broken or not in
// the font.
func wordsOf(d *Document) (words []string) {
	add := func(texts ...string) {
		for _, text := range texts {
			for _, w := range strings.Fields(text) {
				if w != "ফ" && len(w) < 50 {
					words = append(words, w)
				}
			}
		}
	}
	add(d.Title)
	for _, b := range d.blocks {
		switch b := b.(type) {
		case heading:
			add(b.text)
		case paragraph:
			add(b.text)
		case list:
			add(b.items...)
		case Table:
			add(b.Caption)
			for _, c := range b.Columns {
				add(c.Heading)
			}
			for _, row := range b.Rows {
				if strings.Count(row[len(row)-1], "\n") > 10 {
					row = row[:len(row)-1] // it goes over pages, with their heads and feet between
				}
				add(row...)
			}
		}
	}
	return words
}

// A letter with an accent is put together of two glyphs, which must be there.
func TestASubsetHasThePartsOfItsGlyphs(t *testing.T) {
	t.Parallel()
	f := regular()
	e := f.glyphs['é']
	parts := f.parts(e)
	if len(parts) != 2 || parts[0] != f.glyphs['e'] {
		t.Fatalf("é is put together of %v", parts)
	}
	tables := fontTables(f.subset(map[uint16]rune{e: 'é'}))
	place := func(g uint16) []byte {
		loca := tables["loca"]
		return tables["glyf"][binary.BigEndian.Uint32(loca[4*int(g):]):binary.BigEndian.Uint32(loca[4*int(g)+4:])]
	}
	for _, g := range append(parts, e) {
		if outline := f.tables["glyf"][f.places[g]:f.places[g+1]]; !bytes.HasPrefix(place(g), outline) || len(outline) == 0 {
			t.Errorf("glyph %d is not whole", g)
		}
	}
	if a := f.glyphs['a']; len(place(a)) != 0 {
		t.Error("a glyph is there that nothing uses")
	}
	if n := int(binary.BigEndian.Uint16(tables["maxp"][4:])); n*4+4 != len(tables["loca"]) || n*4 != len(tables["hmtx"]) {
		t.Errorf("%d glyphs, %d bytes of places, %d of widths", n, len(tables["loca"]), len(tables["hmtx"]))
	}
}

func TestWhatTheFontLacksIsNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":      "plain",
		"ফা!":        "[bengali letter pha, bengali vowel sign aa]!",
		"😀\ufe0f.":   "[grinning face].",
		"a\u200db":   "ab",
		"\x07":       "[U+0007]",
		"e\u0301":    "é",
		"\xff":       string('\ufffd'),
		"a\tb":       "a    b",
		"\U0010fffd": "[U+10FFFD]",
	} {
		var got strings.Builder
		for _, g := range regular().set(text) {
			got.WriteRune(g.char)
			if g.id == 0 {
				t.Errorf("%q has a glyph that says nothing", text)
			}
		}
		if got.String() != want && !(want == "\ufffd" && got.String() == "[replacement character]") {
			t.Errorf("%q is written %q, want %q", text, got.String(), want)
		}
	}
}

func TestLinesLoseNothingAndFit(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", long + long, strings.Repeat("x", 500), "one-two/three " + long, "   leading", strings.Repeat("ab ", 300), strings.Repeat(" ", 400)} {
		for _, room := range []float64{12, 40, 120, 480} {
			var got strings.Builder
			for _, line := range regular().lines(text, 12, room) {
				for _, g := range line {
					got.WriteRune(g.char)
				}
				if w := width(line, 12); w > room && len(line) > 1 {
					t.Errorf("a line is %.1f wide of %.1f: %d glyphs", w, room, len(line))
				}
			}
			if got.String() != text {
				t.Errorf("%.20q in %g becomes %.40q", text, room, got.String())
			}
		}
	}
}

var (
	stream = regexp.MustCompile(`(?s)(\d+) 0 obj\n<<[^\n]*/Filter /FlateDecode /Length (\d+) >>\nstream\n`)
	object = regexp.MustCompile(`(?m)^(\d+) 0 obj$`)
)

// Everything that is drawn is of an element, or marked as none; each mark is
// known by its page; and each object is where the file says.
func TestEveryMarkHasItsElement(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*Document{"small": small(), "big": big()} {
		file := written(t, d)
		l := d.lay()
		for page, s := range l.sheets {
			depth, marks := 0, 0
			for line := range strings.Lines(s.content.String()) {
				switch {
				case strings.HasSuffix(line, "BDC\n"):
					depth++
					if strings.Contains(line, "/MCID "+strconv.Itoa(marks)) {
						marks++
					}
				case line == "EMC\n":
					depth--
				case depth == 0 && !strings.HasSuffix(line, " rg\n"):
					t.Errorf("%s, page %d: drawn outside of all marks: %q", name, page+1, line)
				case depth > 1:
					t.Errorf("%s, page %d: a mark within another: %q", name, page+1, line)
				}
			}
			if depth != 0 || marks != len(s.marks) {
				t.Errorf("%s, page %d: %d marks are open, %d of %d are numbered", name, page+1, depth, marks, len(s.marks))
			}
		}
		at := bytes.LastIndex(file, []byte("startxref\n"))
		start, err := strconv.Atoi(strings.Fields(string(file[at:]))[1])
		if err != nil || !bytes.HasPrefix(file[start:], []byte("xref\n")) {
			t.Fatalf("%s: the table of objects is not at %d: %v", name, start, err)
		}
		for i, line := range strings.Split(string(file[start:at]), "\n")[3:] {
			fields := strings.Fields(line)
			if len(fields) != 3 {
				break
			}
			offset, _ := strconv.Atoi(fields[0])
			if want := fmt.Sprintf("%d 0 obj\n", i+1); !bytes.HasPrefix(file[offset:], []byte(want)) {
				t.Errorf("%s: object %d is not at %d", name, i+1, offset)
			}
		}
		if n := len(object.FindAll(file, -1)); n < 20 {
			t.Errorf("%s has only %d objects", name, n)
		}
		for _, m := range stream.FindAllSubmatchIndex(file, -1) {
			length, _ := strconv.Atoi(string(file[m[4]:m[5]]))
			z, err := zlib.NewReader(bytes.NewReader(file[m[1] : m[1]+length]))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, z); err != nil {
				t.Errorf("%s: a stream does not end where it says: %v", name, err)
			}
		}
	}
}

func TestTheSameDocumentIsTheSameFile(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(written(t, big()), written(t, big())) {
		t.Error("two files of one document differ")
	}
}

func TestWhatCannotBeReadAloudIsRefused(t *testing.T) {
	t.Parallel()
	for want, build := range map[string]func(*Document){
		"a title":         func(d *Document) { d.Title = "" },
		"has no headings": func(d *Document) { d.Table(Table{Columns: []Column{{}}, Rows: [][]string{{"x"}}}) },
		"2 cells for 1":   func(d *Document) { d.Table(Table{Columns: []Column{{Heading: "x"}}, Rows: [][]string{{"x", "y"}}}) },
	} {
		d := small()
		build(d)
		for _, err := range []error{d.WritePDF(io.Discard), d.WriteHTML(io.Discard)} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}
	// A part of a part without a part is one itself: no level is left out.
	d := &Document{Title: "x"}
	d.Subheading("y")
	if got := d.blocks[0].(heading).level; got != 2 {
		t.Errorf("the first heading has level %d", got)
	}
}

func BenchmarkPDF(b *testing.B) {
	d := big()
	for b.Loop() {
		if err := d.WritePDF(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
