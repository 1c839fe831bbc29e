package document

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// pdf is a file as it is written: its objects by their numbers.
type pdf struct {
	out     bytes.Buffer
	offsets []int // of objects, from number 1; 0 for one that is not written yet
}

func (w *pdf) reserve() int {
	w.offsets = append(w.offsets, 0)
	return len(w.offsets)
}

func (w *pdf) object(number int, body string) {
	w.offsets[number-1] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", number, body)
}

func (w *pdf) add(body string) int {
	n := w.reserve()
	w.object(n, body)
	return n
}

// stream adds bytes, compressed unless they are to be read as they are.
func (w *pdf) stream(about string, data []byte, plain bool) int {
	if !plain {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		z.Write(data) // a buffer takes everything
		z.Close()
		data, about = b.Bytes(), about+" /Filter /FlateDecode"
	}
	return w.add(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", about, len(data), data))
}

// textString is a text as the PDF has it outside of pages.
func textString(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}

// WritePDF writes the document as PDF 1.7, tagged: what is a heading, a list or
// a table is said to whoever reads it aloud, in the order of reading. All
// fonts are in it, and all text can be copied. What the font has no glyph for is
// written by its name, and copied as what it is. The same document gives the
// same bytes.
func (d *Document) WritePDF(out io.Writer) error {
	if err := d.check(); err != nil {
		return err
	}
	l := d.lay()
	w := &pdf{}
	w.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalog, tree := w.reserve(), w.reserve()
	fonts := fmt.Sprintf("<< /F1 %d 0 R /F2 %d 0 R >>", w.writeFont(regular(), l.used[regular()]), w.writeFont(bold(), l.used[bold()]))
	pages := make([]int, len(l.sheets))
	var kids strings.Builder
	for i := range l.sheets {
		pages[i] = w.reserve()
		fmt.Fprintf(&kids, "%d 0 R ", pages[i])
	}
	for i, s := range l.sheets {
		content := w.stream("", s.content.Bytes(), false)
		w.object(pages[i], fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %g %g] /Resources << /Font %s >> /Contents %d 0 R /StructParents %d /Tabs /S >>",
			tree, pageWidth, pageHeight, fonts, content, i))
	}
	w.object(tree, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(pages)))
	root := w.writeTags(l.root, l.sheets, pages)
	body := fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> /Metadata %d 0 R",
		tree, root, d.language(), w.stream("/Type /Metadata /Subtype /XML", d.metadata(), true))
	if outline := w.writeOutline(l.landmarks, pages); outline != 0 {
		body += fmt.Sprintf(" /Outlines %d 0 R", outline)
	}
	w.object(catalog, body+" >>")
	info := fmt.Sprintf("<< /Title %s /Producer (Homeward)", textString(d.Title))
	if !d.At.IsZero() {
		info += d.At.UTC().Format(" /CreationDate (D:20060102150405Z)")
	}
	w.close(catalog, w.add(info+" >>"))
	_, err := w.out.WriteTo(out)
	return err
}

// close writes where each object is.
func (w *pdf) close(catalog, info int) {
	sum := sha256.Sum256(w.out.Bytes())
	id := hex.EncodeToString(sum[:16])
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, at := range w.offsets {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n", len(w.offsets)+1, catalog, info, id, id, start)
}

// metadata says the title and the language in the way of XMP.
func (d *Document) metadata() []byte {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	made := ""
	if !d.At.IsZero() {
		made = "<xmp:CreateDate>" + d.At.UTC().Format(time.RFC3339) + "</xmp:CreateDate>"
	}
	return []byte("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escape.Replace(strings.ToValidUTF8(d.Title, "\uFFFD")) + `</rdf:li></rdf:Alt></dc:title>` +
		`<dc:language><rdf:Bag><rdf:li>` + d.language() + `</rdf:li></rdf:Bag></dc:language>` + made + `<pdf:Producer>Homeward</pdf:Producer>` +
		"</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
}

// writeFont writes a font with the glyphs that are used alone.
func (w *pdf) writeFont(f *font, used map[uint16]rune) int {
	glyphs := slices.Sorted(maps.Keys(used))
	sum := sha256.Sum256(fmt.Append(nil, f.name, glyphs))
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	name := string(tag) + "+" + f.name
	subset := f.subset(used)
	file := w.stream(fmt.Sprintf("/Length1 %d", len(subset)), subset, false)
	weight := 80
	if f.bold {
		weight = 140
	}
	descriptor := w.add(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 32 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R >>",
		name, f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent, f.capHeight, weight, file))
	var widths strings.Builder
	for _, g := range glyphs {
		fmt.Fprintf(&widths, "%d [%d] ", g, f.widths[g])
	}
	descendant := w.add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW %d /W [%s] /CIDToGIDMap /Identity >>",
		name, descriptor, f.widths[0], widths.String()))
	return w.add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
		name, descendant, w.stream("", toUnicode(glyphs, used), false)))
}

// toUnicode says which character each glyph is.
func toUnicode(glyphs []uint16, used map[uint16]rune) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(glyphs, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, g := range part {
			fmt.Fprintf(&b, "<%04X> <", g)
			for _, u := range utf16.Encode([]rune{used[g]}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
