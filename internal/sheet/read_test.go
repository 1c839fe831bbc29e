package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"homeward/internal/civil"
)

// texts of a sheet, row by row.
func sheetTexts(s Sheet) [][]string {
	rows := [][]string{}
	for _, row := range s.Rows {
		list := []string{}
		for _, c := range row {
			list = append(list, c.Text)
		}
		rows = append(rows, list)
	}
	return rows
}

func TestReadCSV(t *testing.T) {
	t.Parallel()
	utf16le := func(s string) []byte {
		b := []byte{0xFF, 0xFE}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	}
	utf16be := func(s string) []byte {
		b := []byte{0xFE, 0xFF}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.BigEndian.AppendUint16(b, u)
		}
		return b
	}
	windows, err := charmap.Windows1252.NewEncoder().Bytes([]byte("Name,Note\r\nSiân,“£5” – García\r\n"))
	must(t, err)
	for name, c := range map[string]struct {
		data []byte
		want [][]string
	}{
		"comma":           {[]byte("a,b,c\n1,2,3\n"), [][]string{{"a", "b", "c"}, {"1", "2", "3"}}},
		"semicolon":       {[]byte("a;b;c\n1,5;2;3\n"), [][]string{{"a", "b", "c"}, {"1,5", "2", "3"}}},
		"tab":             {[]byte("a\tb\n1, 2\t3\n"), [][]string{{"a", "b"}, {"1, 2", "3"}}},
		"title above":     {[]byte("Register, of people\n\na;b;c\n1;2;3\n4;5;6\n"), [][]string{{"Register, of people"}, {}, {"a", "b", "c"}, {"1", "2", "3"}, {"4", "5", "6"}}},
		"sep line":        {[]byte("sep=;\r\na;b\r\n1,2;3,4\r\n"), [][]string{{"a", "b"}, {"1,2", "3,4"}}},
		"quotes":          {[]byte("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n"), [][]string{{"a", "b"}, {"x, y", `say "hi"`}}},
		"lines in quotes": {[]byte("a,b\r\n\"one\r\ntwo\",3\r\n4,5\r\n"), [][]string{{"a", "b"}, {"one\ntwo", "3"}, {"4", "5"}}},
		"stray quotes":    {[]byte("a,b\n5\" cut,\"half\" open\n\"never closed,2\n"), [][]string{{"a", "b"}, {`5" cut`, `"half" open`}, {`"never closed`, "2"}}},
		"lone CR":         {[]byte("a,b\r1,2\r\r3,4"), [][]string{{"a", "b"}, {"1", "2"}, {}, {"3", "4"}}},
		"UTF-8 BOM":       {[]byte("\ufeffName,b\nZoë,2\n"), [][]string{{"Name", "b"}, {"Zoë", "2"}}},
		"UTF-16 LE":       {utf16le("Name\tb\nŁukasz\t2\n"), [][]string{{"Name", "b"}, {"Łukasz", "2"}}},
		"UTF-16 BE":       {utf16be("Name\tb\nŁukasz\t2\n"), [][]string{{"Name", "b"}, {"Łukasz", "2"}}},
		"Windows-1252":    {windows, [][]string{{"Name", "Note"}, {"Siân", "“£5” – García"}}},
		"both encodings":  {append([]byte("Zoë,1\n"), windows...), [][]string{{"Zoë", "1"}, {"Name", "Note"}, {"Siân", "“£5” – García"}}},
		"harmless":        {[]byte("a,b\n'=1+1,'+44 20\n''@x,O'Brien\n"), [][]string{{"a", "b"}, {"=1+1", "+44 20"}, {"'@x", "O'Brien"}}},
		"ends in comma":   {[]byte("a,b\n1,"), [][]string{{"a", "b"}, {"1"}}},
		"one column":      {[]byte("a\nb\n"), [][]string{{"a"}, {"b"}}},
	} {
		book, err := Read("folder\\my register.csv", c.data, DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := sheetTexts(book.Sheets[0]); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if book.Sheets[0].Name != "my register" {
			t.Errorf("the sheet is called %q", book.Sheets[0].Name)
		}
	}
}

// Both readers see the same values in the registers as areas keep them.
func TestReadsWhatExcelizeReads(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"register-northshire.xlsx", "register-trust-export.xlsx"} {
		data, err := os.ReadFile("testdata/" + name)
		must(t, err)
		book, err := Read(name, data, DefaultLimits)
		must(t, err)
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		must(t, err)
		for _, s := range book.Sheets {
			rows, err := f.GetRows(s.Name)
			must(t, err)
			for r, row := range rows {
				for c, raw := range row {
					got := s.cell(r, c)
					want := raw
					if !got.Date.IsZero() {
						want = slashed(got.Date)
						if serial := fmt.Sprint(int(got.Date - civil.Of(1899, 12, 30))); serial != raw {
							t.Errorf("%s row %d column %d: %v is serial %s, want %s", s.Name, r+1, c+1, got.Date, serial, raw)
						}
					}
					if got.Text != want {
						t.Errorf("%s row %d column %d: %q, want %q", s.Name, r+1, c+1, got.Text, want)
					}
				}
			}
		}
		must(t, f.Close())
	}
}

// rawXLSX zips a workbook of one sheet out of its XML.
func rawXLSX(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml":        `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml" PartName="/xl/workbook.xml"/></Types>`,
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="A &amp; B" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/styles.xml":              `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="d\ mmm\ yy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		if text == "" {
			continue
		}
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write([]byte(text))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

func TestReadXLSXCells(t *testing.T) {
	t.Parallel()
	data := rawXLSX(t, map[string]string{
		"xl/sharedStrings.xml": `<x:sst xmlns:x="m"><x:si><x:t>plain</x:t></x:si><x:si><x:r><x:t xml:space="preserve">two </x:t></x:r><x:r><x:t>runs</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:si><x:si/><x:si><x:t>a&lt;b &#233;_x000D_&#x26;amp;</x:t></x:si></x:sst>`,
		"xl/worksheets/sheet1.xml": `<?xml version="1.0"?><!-- c > --><worksheet><sheetData>
<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c t="s"><v>3</v></c></row>
<row><c><v>45629</v></c><c s="1"><v>45629</v></c><c s="2"><v>45629.5</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>1&lt;2</f><v>cached</v></c><c t="inlineStr"><is><t>in line</t></is></c><c t="d"><v>2024-12-03T00:00:00</v></c></row>
<row r="6"><c r="A6" t="inlineStr"><is><t>RED</t></is></c><c r="B6"><v>1</v></c></row><row r="7"><c r="B7"><v>2</v></c></row><row r="9"><c r="B9"><v>3</v></c></row>
<row r="1048576"><c r="A1048576" s="1"/></row>
</sheetData><mergeCells><mergeCell ref="A6:A9"/><mergeCell ref="B2:D2"/></mergeCells></worksheet>`,
	})
	book, err := Read("x.xlsx", data, DefaultLimits)
	must(t, err)
	third := civil.Of(2024, 12, 3)
	want := &Workbook{Name: "x.xlsx", Sheets: []Sheet{{Name: "A & B", Rows: [][]Cell{
		nil,
		{{Text: "plain"}, {}, {Text: "two runs"}, {Text: "a<b é\r&amp;"}},
		{{Text: "45629", Number: true}, {Text: "03/12/2024", Date: third}, {Text: "03/12/2024 12:00", Date: third}, {Text: "TRUE"}, {Text: "#N/A"}, {Text: "cached"}, {Text: "in line"}, {Text: "03/12/2024", Date: third}},
		nil, nil,
		{{Text: "RED"}, {Text: "1", Number: true}},
		{{Text: "RED"}, {Text: "2", Number: true}},
		nil,
		{{Text: "RED"}, {Text: "3", Number: true}},
	}}}}
	if !reflect.DeepEqual(book, want) {
		t.Errorf("got  %+v\nwant %+v", book, want)
	}
	data = rawXLSX(t, map[string]string{
		"xl/workbook.xml":          `<workbook><workbookPr date1904="1"/><sheets><sheet name="S" state="veryHidden" id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>44167</v></c></row></sheetData></worksheet>`,
	})
	book, err = Read("x.xlsx", data, DefaultLimits)
	must(t, err)
	want = &Workbook{Name: "x.xlsx", Sheets: []Sheet{{Name: "S", Hidden: true, Rows: [][]Cell{{{Text: "03/12/2024", Date: third}}}}}}
	if !reflect.DeepEqual(book, want) {
		t.Errorf("got  %+v\nwant %+v", book, want)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	good := rawXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`})
	bomb := rawXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet>` + strings.Repeat(" ", 40<<20)})
	locked := append(append([]byte{}, oleSignature...), encryptedPackage...)
	old := append(append([]byte{}, oleSignature...), utf16LE("Workbook")...)
	for name, c := range map[string]struct {
		file   string
		data   []byte
		limits Limits
		want   RefusalCode
	}{
		"encrypted":        {"a.xlsx", locked, DefaultLimits, Encrypted},
		"old excel":        {"a.xls", old, DefaultLimits, OldExcel},
		"other compound":   {"a.xls", append([]byte{}, oleSignature...), DefaultLimits, NotASpreadsheet},
		"macro part":       {"a.xlsx", rawXLSX(t, map[string]string{"xl/vbaProject.bin": "x"}), DefaultLimits, Macros},
		"macro type":       {"a.xlsx", rawXLSX(t, map[string]string{"[Content_Types].xml": `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`}), DefaultLimits, Macros},
		"macro name":       {"a.XLSM", good, DefaultLimits, Macros},
		"large":            {"a.csv", []byte("a,b\n1,2\n"), Limits{Bytes: 4}, TooLarge},
		"many rows":        {"a.csv", []byte("a\nb\nc\n"), Limits{Bytes: 99, Rows: 2, Columns: 9, Cells: 99}, TooManyRows},
		"many columns":     {"a.csv", []byte("a,b,c\n"), Limits{Bytes: 99, Rows: 9, Columns: 2, Cells: 99}, TooManyColumns},
		"many cells":       {"a.csv", []byte("a,b,c\nd,e,f\n"), Limits{Bytes: 99, Rows: 9, Columns: 9, Cells: 5}, TooManyRows},
		"bomb":             {"a.xlsx", bomb, DefaultLimits, ZipBomb},
		"bomb that lies":   {"a.xlsx", lieAboutSizes(bomb), DefaultLimits, ZipBomb},
		"large unpacked":   {"a.xlsx", good, Limits{Bytes: 1 << 20, Unzipped: 300, Rows: 9, Columns: 9, Cells: 99}, ZipBomb},
		"pdf":              {"a.xlsx", []byte("%PDF-1.7 ..."), DefaultLimits, OtherFormat},
		"web page":         {"a.xls", []byte("<html><table>"), DefaultLimits, OtherFormat},
		"word":             {"a.docx", rawXLSX(t, map[string]string{"_rels/.rels": `<Relationships><Relationship Type="http://x/officeDocument" Target="word/document.xml"/></Relationships>`, "word/document.xml": "<w/>"}), DefaultLimits, OtherFormat},
		"open document":    {"a.ods", zipOf(t, "mimetype", "content.xml"), DefaultLimits, OtherFormat},
		"other zip":        {"a.zip", zipOf(t, "holiday.jpg"), DefaultLimits, NotASpreadsheet},
		"picture":          {"a.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), DefaultLimits, NotASpreadsheet},
		"cut off":          {"a.xlsx", good[:len(good)/2], DefaultLimits, Corrupt},
		"sheet cut off":    {"a.xlsx", rawXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c>`}), DefaultLimits, Corrupt},
		"texts missing":    {"a.xlsx", rawXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData></worksheet>`}), DefaultLimits, Corrupt},
		"sheet missing":    {"a.xlsx", rawXLSX(t, nil), DefaultLimits, Corrupt},
		"nothing":          {"a.csv", nil, DefaultLimits, Empty},
		"blanks":           {"a.csv", []byte(" \n ,, \n"), DefaultLimits, Empty},
		"sheet of nothing": {"a.xlsx", rawXLSX(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData/></worksheet>`}), DefaultLimits, Empty},
	} {
		_, err := Read(c.file, c.data, c.limits)
		var refusal *Refusal
		if !errors.As(err, &refusal) || refusal.Code != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
			continue
		}
		if refusal.Message == "" || refusal.Remedy == "" || strings.Contains(refusal.Error(), "%!") {
			t.Errorf("%s: the words are %q", name, refusal.Error())
		}
	}
}

// lieAboutSizes rewrites every unpacked size in the directory of a zip file.
func lieAboutSizes(data []byte) []byte {
	data = bytes.Clone(data)
	for at := 0; ; {
		i := bytes.Index(data[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return data
		}
		at += i + 4
		binary.LittleEndian.PutUint32(data[at+20:], 100)
	}
}

func zipOf(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write([]byte("x"))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

func FuzzReadCSV(f *testing.F) {
	data, err := os.ReadFile("testdata/register-council.csv")
	must(f, err)
	f.Add(data)
	f.Add([]byte("sep=;\n\"a\"\";b\r\r\n"))
	f.Add([]byte{0xFF, 0xFE, 'a', 0, ';', 0})
	f.Fuzz(func(t *testing.T, data []byte) { readAndCheck(t, "fuzz.csv", data) })
}

func FuzzReadXLSX(f *testing.F) {
	// What is fuzzed is the sheet inside: the zip around it would refuse nearly
	// every change by its checksums.
	f.Add("<si><t>Name</t></si><si><t>DOB</t></si>", `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c><c r="B2" s="1"><v>45629</v></c></row>`, `<mergeCell ref="A1:A9"/>`)
	f.Add("<si/>&#x;", `<row><c t="e"/><c r="$"><v>1e999</v></c></row>`, `<mergeCell ref="A0:ZZZZZZZZ99999999999"/>`)
	f.Fuzz(func(t *testing.T, shared, rows, merges string) {
		readAndCheck(t, "fuzz.xlsx", rawXLSX(t, map[string]string{
			"xl/sharedStrings.xml":     "<sst>" + shared + "</sst>",
			"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData><mergeCells>" + merges + "</mergeCells></worksheet>",
		}))
	})
}

// readAndCheck holds for any bytes: a typed refusal, or every line once.
func readAndCheck(t *testing.T, name string, data []byte) {
	book, err := Read(name, data, Limits{Bytes: 1 << 20, Unzipped: 1 << 22, Rows: 2000, Columns: 200, Cells: 100_000})
	if err != nil {
		var refusal *Refusal
		if !errors.As(err, &refusal) {
			t.Fatalf("%v is no refusal", err)
		}
		return
	}
	m := Propose(book).Mapping()
	if err := m.Validate(); err != nil {
		t.Errorf("the proposal is no valid mapping: %v", err)
	}
	everyLineOnce(t, book, Check(book, m, Known{}, today))
}

// One damaged character must not make a whole register impossible to keep.
func TestXLSXTextIsAlwaysTextThatCanBeKept(t *testing.T) {
	t.Parallel()
	data := rawXLSX(t, map[string]string{
		"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r=\"1\">" +
			"<c t=\"inlineStr\"><is><t>O_x0000_Nul</t></is></c><c t=\"inlineStr\"><is><t>a\x00b</t></is></c><c t=\"inlineStr\"><is><t>M\xfcller</t></is></c>" +
			"<c t=\"inlineStr\"><is><t>_xD800_ &#xD800;&#0;</t></is></c><c t=\"str\"><v>M\xfcller_x0000_</v></c><c t=\"e\"><v>\xff</v></c><c><v>\xff1</v></c></row></sheetData></worksheet>",
	})
	book, err := Read("x.xlsx", data, DefaultLimits)
	must(t, err)
	want := [][]string{{"O�Nul", "a�b", "M�ller", "� ��", "M�ller�", "�", "�1"}}
	if got := sheetTexts(book.Sheets[0]); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestXMLNamesNothingOutside: what a workbook declares is skipped, so that it
// cannot have a file of the machine read, nor one word become a million.
func TestXMLNamesNothingOutside(t *testing.T) {
	t.Parallel()
	outside := t.TempDir() + "/outside"
	must(t, os.WriteFile(outside, []byte("SECRET"), 0o600))
	book, err := Read("x.xlsx", rawXLSX(t, map[string]string{
		"xl/worksheets/sheet1.xml": `<?xml version="1.0"?><!DOCTYPE worksheet SYSTEM "file://` + outside + `"><!ENTITY outside SYSTEM "file://` + outside + `"><!ENTITY many "&many;&many;">` +
			`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a&outside;b</t></is></c><c r="B1" t="inlineStr"><is><t>&many;</t></is></c></row></sheetData></worksheet>`,
	}), DefaultLimits)
	must(t, err)
	if got, want := sheetTexts(book.Sheets[0]), [][]string{{"a&outside;b", "&many;"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
