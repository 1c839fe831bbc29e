package sheet

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"homeward/internal/civil"
)

var writers = map[string]func(io.Writer, []string) (Writer, error){
	"x.csv":  func(w io.Writer, header []string) (Writer, error) { return NewCSV(w, header) },
	"x.xlsx": func(w io.Writer, header []string) (Writer, error) { return NewXLSX(w, "People", header) },
}

func writeAll(t testing.TB, name string, header []string, rows [][]Cell) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := writers[name](&b, header)
	must(t, err)
	for _, r := range rows {
		must(t, w.Row(r))
	}
	must(t, w.Close())
	return b.Bytes()
}

func TestWriteAndReadBack(t *testing.T) {
	t.Parallel()
	header := []string{"Name", "=Born", "Note"}
	born := civil.Of(2009, 5, 1)
	rows := [][]Cell{
		{Text("Zoë O'Brien"), Day(born), Text("=HYPERLINK(\"http://example.invalid\",\"x\")")},
		{Text("+44 20"), Text(""), Text("'-1")},
		{Text("@SUM(A1)"), Day(0), Text("two\nlines, \"quoted\"; _x0041_")},
	}
	for name := range writers {
		data := writeAll(t, name, header, rows)
		book, err := Read(name, data, DefaultLimits)
		must(t, err)
		date := Cell{Text: "01/05/2009", Date: born}
		if name == "x.csv" {
			date.Date = 0
			if !bytes.HasPrefix(data, []byte("\ufeffName,'=Born,Note\r\n")) {
				t.Errorf("the CSV begins %q", data[:30])
			}
		}
		written := data
		if name == "x.xlsx" {
			written = bytes.ReplaceAll(mustPart(t, data, "xl/worksheets/sheet1.xml"), []byte("&#39;"), []byte("'"))
		}
		for _, harmless := range []string{"'=Born", "'=HYPERLINK", "'+44 20", "''-1", "'@SUM"} {
			if !bytes.Contains(written, []byte(harmless)) {
				t.Errorf("%s has no %s:\n%s", name, harmless, written)
			}
		}
		want := [][]Cell{
			{Text("Name"), Text("=Born"), Text("Note")},
			{Text("Zoë O'Brien"), date, Text("=HYPERLINK(\"http://example.invalid\",\"x\")")},
			{Text("+44 20"), {}, Text("'-1")},
			{Text("@SUM(A1)"), {}, Text("two\nlines, \"quoted\"; _x0041_")},
		}
		if got := book.Sheets[0].Rows; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got  %+v\nwant %+v", name, got, want)
		}
		if name == "x.xlsx" {
			if bytes.Contains(mustPart(t, data, "xl/worksheets/sheet1.xml"), []byte("<f>")) {
				t.Error("the XLSX file holds a formula")
			}
			if book.Sheets[0].Name != "People" || !bytes.Contains(mustPart(t, data, "xl/worksheets/sheet1.xml"), []byte(`state="frozen"`)) {
				t.Errorf("sheet %q, or its header is not frozen", book.Sheets[0].Name)
			}
		}
	}
}

func mustPart(t testing.TB, data []byte, name string) []byte {
	t.Helper()
	a, err := openArchive(data, DefaultLimits)
	must(t, err)
	part, err := a.read(name)
	must(t, err)
	return part
}

// Any text that people can type comes back from an export as it was.
func TestAnyTextComesBack(t *testing.T) {
	t.Parallel()
	for name := range writers {
		rapid.Check(t, func(t *rapid.T) {
			text := rapid.StringMatching(`['=+\-@]{0,3}[A-Za-zÀ-ž0-9 ,;"'&<>_x=\n\t-]{0,20}`).Draw(t, "text")
			var b bytes.Buffer
			w, err := writers[name](&b, []string{"one", "two"})
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range []string{text, "a", "b", "c", "d", "e", "f", "g"} {
				if err := w.Row([]Cell{Text("fixed"), Text(cell)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			book, err := Read(name, b.Bytes(), DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			if got := book.Sheets[0].cell(1, 1).Text; got != text && strings.TrimSpace(text) != "" {
				t.Fatalf("%s: %q came back as %q", name, text, got)
			}
		})
	}
}

func TestLongTextIsCutVisibly(t *testing.T) {
	t.Parallel()
	data := writeAll(t, "x.xlsx", []string{"a"}, [][]Cell{{Text(strings.Repeat("é", 40000))}})
	book, err := Read("x.xlsx", data, DefaultLimits)
	must(t, err)
	got := []rune(book.Sheets[0].cell(1, 0).Text)
	if len(got) > maxCellLength || !strings.HasSuffix(string(got), cutMark) {
		t.Errorf("%d characters, ending %q", len(got), string(got[len(got)-20:]))
	}
}

// What Homeward exports it knows again without a question.
func TestOwnExportIsUnderstood(t *testing.T) {
	t.Parallel()
	var header []string
	var want []ColumnMapping
	for _, f := range Fields {
		if f.Field == BirthDay || f.Field == BirthMonth || f.Field == BirthYear || f.Field == HasAutism || f.Field.markFor() != "" || f.Field == HasDisability || f.Field == HospitalWard || f.Field == FullName {
			continue
		}
		want = append(want, ColumnMapping{len(header), f.Label, f.Field})
		header = append(header, f.Label)
	}
	row := make([]Cell, len(header))
	for i, c := range want {
		switch {
		case c.Field == NHSNumber:
			row[i] = Text(nhs(1))
		case c.Field.isDate():
			row[i] = Day(civil.Of(2010, 1, 2))
		}
	}
	row[0], row[1] = Text("Obi"), Text("Ada")
	for name := range writers {
		book, err := Read(name, writeAll(t, name, header, [][]Cell{row}), DefaultLimits)
		must(t, err)
		p := Propose(book)
		if got := p.Mapping().Sheets[0].Columns; !reflect.DeepEqual(got, want) {
			for i := range want {
				if i < len(got) && got[i] != want[i] {
					t.Errorf("%s: %+v, want %+v", name, got[i], want[i])
				}
			}
		}
		if !p.Sheets[0].Use {
			t.Errorf("%s: not used: %s", name, p.Sheets[0].Why)
		}
	}
}
