package document

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
)

// font is a TrueType font, as far as setting text in it needs.
type font struct {
	name   string // in the PDF, without the tag of its subset
	tables map[string][]byte
	units  int // to the em
	glyphs map[rune]uint16
	widths []int    // of glyphs, in thousandths of the em
	places []uint32 // of glyphs in the table glyf; one more than there are glyphs
	bold   bool

	ascent, descent, capHeight int // in thousandths of the em
	box                        [4]int
}

// The fonts of every document. Liberation Sans is as wide as Arial, letter for
// letter, and free to be embedded (SIL Open Font License).
var (
	regular = sync.OnceValue(func() *font { return mustFont("LiberationSans", liberationsansregular.TTF, false) })
	bold    = sync.OnceValue(func() *font { return mustFont("LiberationSans-Bold", liberationsansbold.TTF, true) })
)

// mustFont reads a font that is part of the program.
func mustFont(name string, file []byte, bold bool) *font {
	f, err := readFont(file)
	if err != nil {
		panic(fmt.Sprintf("the font %s: %v", name, err))
	}
	f.name, f.bold = name, bold
	return f
}

func readFont(file []byte) (*font, error) {
	be := binary.BigEndian
	f := &font{tables: fontTables(file), glyphs: map[rune]uint16{}}
	for _, name := range []string{"head", "hhea", "hmtx", "maxp", "cmap", "loca", "glyf", "OS/2"} {
		if f.tables[name] == nil {
			return nil, fmt.Errorf("it has no table %s", name)
		}
	}
	head, hhea, os2 := f.tables["head"], f.tables["hhea"], f.tables["OS/2"]
	f.units = int(be.Uint16(head[18:]))
	em := func(b []byte) int { return int(int16(be.Uint16(b))) * 1000 / f.units }
	f.box = [4]int{em(head[36:]), em(head[38:]), em(head[40:]), em(head[42:])}
	f.ascent, f.descent, f.capHeight = em(hhea[4:]), em(hhea[6:]), em(os2[88:])
	count, measured := int(be.Uint16(f.tables["maxp"][4:])), int(be.Uint16(hhea[34:]))
	for i := range count {
		f.widths = append(f.widths, int(be.Uint16(f.tables["hmtx"][4*min(i, measured-1):]))*1000/f.units)
	}
	long := be.Uint16(head[50:]) == 1
	for i := range count + 1 {
		if long {
			f.places = append(f.places, be.Uint32(f.tables["loca"][4*i:]))
		} else {
			f.places = append(f.places, 2*uint32(be.Uint16(f.tables["loca"][2*i:])))
		}
	}
	return f, f.readCharacters()
}

func fontTables(file []byte) map[string][]byte {
	be := binary.BigEndian
	tables := map[string][]byte{}
	for i := range int(be.Uint16(file[4:])) {
		entry := file[12+16*i:]
		from, length := be.Uint32(entry[8:]), be.Uint32(entry[12:])
		tables[string(entry[:4])] = file[from : from+length]
	}
	return tables
}

// readCharacters reads which glyph each character has, from the subtable for
// the first 65,536 of them (format 4).
func (f *font) readCharacters() error {
	be := binary.BigEndian
	cmap := f.tables["cmap"]
	for i := range int(be.Uint16(cmap[2:])) {
		entry := cmap[4+8*i:]
		t := cmap[be.Uint32(entry[4:]):]
		if be.Uint16(entry) != 3 || be.Uint16(entry[2:]) != 1 || be.Uint16(t) != 4 {
			continue
		}
		segments := int(be.Uint16(t[6:])) / 2
		ends, starts := t[14:], t[16+2*segments:]
		deltas, offsets := t[16+4*segments:], t[16+6*segments:]
		for s := range segments {
			start, end := int(be.Uint16(starts[2*s:])), int(be.Uint16(ends[2*s:]))
			delta, offset := be.Uint16(deltas[2*s:]), int(be.Uint16(offsets[2*s:]))
			for c := start; c <= end && c < 0xFFFF; c++ {
				g := uint16(c)
				if offset != 0 {
					if g = be.Uint16(offsets[2*s+offset+2*(c-start):]); g == 0 {
						continue
					}
				}
				if g += delta; g != 0 && int(g) < len(f.widths) {
					f.glyphs[rune(c)] = g
				}
			}
		}
		return nil
	}
	return fmt.Errorf("it has no table of characters that can be read")
}

// subset is the font with some glyphs alone, each under its own number, as a
// file that a PDF can have in it.
func (f *font) subset(used map[uint16]rune) []byte {
	be := binary.BigEndian
	keep := map[uint16]bool{0: true}
	var want func(uint16)
	want = func(g uint16) {
		if keep[g] && g != 0 {
			return
		}
		keep[g] = true
		for _, part := range f.parts(g) {
			want(part)
		}
	}
	want(0)
	for g := range used {
		want(g)
	}
	last := uint16(0)
	for g := range keep {
		last = max(last, g)
	}
	var glyf, loca, hmtx []byte
	for g := range int(last) + 1 {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		if keep[uint16(g)] {
			glyf = append(glyf, f.tables["glyf"][f.places[g]:f.places[g+1]]...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	measured := int(be.Uint16(f.tables["hhea"][34:]))
	for g := range int(last) + 1 {
		hmtx = append(hmtx, f.tables["hmtx"][4*min(g, measured-1):][:4]...)
	}
	head, hhea, maxp := bytes.Clone(f.tables["head"]), bytes.Clone(f.tables["hhea"]), bytes.Clone(f.tables["maxp"])
	be.PutUint16(head[50:], 1) // places of glyphs are of 32 bits
	be.PutUint16(hhea[34:], last+1)
	be.PutUint16(maxp[4:], last+1)
	tables := map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp}
	for _, name := range []string{"cvt ", "fpgm", "prep"} {
		if t := f.tables[name]; t != nil {
			tables[name] = t
		}
	}
	return fontFile(tables)
}

// parts are the glyphs that a glyph is put together of.
func (f *font) parts(g uint16) (parts []uint16) {
	const (
		wide    = 1 << 0 // the arguments are of 16 bits
		scaled  = 1 << 3
		more    = 1 << 5
		scaled2 = 1 << 6
		scaled4 = 1 << 7
	)
	be := binary.BigEndian
	outline := f.tables["glyf"][f.places[g]:f.places[g+1]]
	if len(outline) == 0 || int16(be.Uint16(outline)) >= 0 {
		return nil
	}
	for at := 10; ; {
		flags := be.Uint16(outline[at:])
		parts = append(parts, be.Uint16(outline[at+2:]))
		at += 6
		if flags&wide != 0 {
			at += 2
		}
		switch {
		case flags&scaled != 0:
			at += 2
		case flags&scaled2 != 0:
			at += 4
		case flags&scaled4 != 0:
			at += 8
		}
		if flags&more == 0 {
			return parts
		}
	}
}

// fontFile puts tables together as a TrueType file.
func fontFile(tables map[string][]byte) []byte {
	be := binary.BigEndian
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	power := 0
	for 2<<power <= len(names) {
		power++
	}
	file := []byte{0, 1, 0, 0}
	for _, n := range []int{len(names), 16 << power, power, 16*len(names) - 16<<power} {
		file = be.AppendUint16(file, uint16(n))
	}
	at := 12 + 16*len(names)
	var body []byte
	for _, name := range names {
		t := tables[name]
		if name == "head" {
			be.PutUint32(t[8:], 0) // the sum of the whole file is not looked at in a PDF
		}
		file = append(file, name...)
		file = be.AppendUint32(file, checksum(t))
		file = be.AppendUint32(file, uint32(at+len(body)))
		file = be.AppendUint32(file, uint32(len(t)))
		body = append(body, t...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(file, body...)
}

func checksum(t []byte) (sum uint32) {
	for len(t) >= 4 {
		sum += binary.BigEndian.Uint32(t)
		t = t[4:]
	}
	var rest [4]byte
	copy(rest[:], t)
	return sum + binary.BigEndian.Uint32(rest[:])
}
