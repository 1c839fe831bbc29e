package document

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// On paper each picture is there, within its square: poppler draws the page, a
// point of it a pixel.
func TestEveryPictureIsDrawn(t *testing.T) {
	t.Parallel()
	names := slices.Sorted(maps.Keys(allPictures()))
	if len(names) == 0 {
		t.Fatal("there are no pictures: `make assets` makes them")
	}
	for _, name := range names {
		d := &Document{Title: "-"}
		d.Pictured(Line{name, ""})
		page := read(t, d, "pdftoppm", "-gray", "-r", "72", "-f", "1", "-l", "1")
		var width, height, white int
		if _, err := fmt.Sscanf(page, "P5\n%d %d\n%d\n", &width, &height, &white); err != nil {
			t.Fatal(err)
		}
		dots := []byte(page[len(page)-width*height:])
		// The picture is all that is drawn between the title and the foot.
		from, dark := int(margin+28+8), 0
		for y := from; y < height-int(bottom); y++ {
			for x, dot := range dots[y*width : (y+1)*width] {
				if dot > 128 {
					continue
				}
				dark++
				if x < margin-1 || x > margin+pictureSize || y > from+pictureSize {
					t.Fatalf("%s is drawn at %d, %d, beyond its square", name, x, y)
				}
			}
		}
		if part := dark * 100 / (pictureSize * pictureSize); part < 5 || part > 90 {
			t.Errorf("%s: %d %% of its square is dark", name, part)
		}
	}
}

// A line and its picture stay on one page, and the words keep clear of it.
func TestALineIsNotPartedFromItsPicture(t *testing.T) {
	t.Parallel()
	d := &Document{Title: "Many", Large: true}
	var want []string
	for i := range 60 {
		want = append(want, fmt.Sprintf("Line %d.", i))
		d.Pictured(Line{"yes", want[i] + strings.Repeat(" More and more.", i%9*4)})
	}
	pages := strings.Split(read(t, d, "pdftotext", "-layout"), "\f")
	if len(pages) < 4 {
		t.Fatalf("it is %d pages", len(pages))
	}
	at := 0
	l := d.lay()
	for i, s := range l.sheets {
		drawn := bytes.Count(s.content.Bytes(), []byte(" cm\n"))
		if begun := strings.Count(pages[i], "Line "); begun != drawn {
			t.Errorf("page %d begins %d lines and has %d pictures", i+1, begun, drawn)
		}
		at += drawn
	}
	if at != len(want) {
		t.Errorf("%d lines have %d pictures", len(want), at)
	}
	if got := strings.Count(strings.Join(pages, " "), "Line "); got != len(want) {
		t.Errorf("%d lines of %d can be read", got, len(want))
	}
}

func TestPathsOfSVGAsOperators(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"M1 2L3 4 5-6H7V8Z":             "1 2 m\n3 4 l\n5 -6 l\n7 -6 l\n7 8 l\nh\n",
		"M1 2 3 4C1 2 3 4 5 6H9":        "1 2 m\n3 4 l\n1 2 3 4 5 6 c\n9 6 l\n",
		"M1 1H5V5ZV9":                   "1 1 m\n5 1 l\n5 5 l\nh\n1 9 l\n",
		"M0 0C1 1 2 2 3 3 4 4 5 5 6 6Z": "0 0 m\n1 1 2 2 3 3 c\n4 4 5 5 6 6 c\nh\n",
	} {
		if got := operators(path); got != want {
			t.Errorf("%s gives\n%swant\n%s", path, got, want)
		}
	}
}

func TestAPictureThatThereIsNotIsRefused(t *testing.T) {
	t.Parallel()
	d := &Document{Title: "One"}
	d.Pictured(Line{"unicorn", "Here."})
	for name, err := range map[string]error{"PDF": d.WritePDF(&bytes.Buffer{}), "page": d.WriteHTML(&bytes.Buffer{})} {
		if err == nil || !strings.Contains(err.Error(), `no picture "unicorn"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
