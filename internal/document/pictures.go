package document

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Line is a line of easy read, with the picture of what it says beside it. The
// picture says nothing that the words do not: who listens hears the words alone.
type Line struct {
	Picture string // by its name, such as "home"; empty for none
	Text    string
}

// Pictured adds lines with their pictures.
func (d *Document) Pictured(lines ...Line) { d.blocks = append(d.blocks, pictured(lines)) }

type pictured []Line

// shape is a part of a picture: a path of SVG, of absolute straight lines and
// curves alone, in a square of 48.
type shape struct {
	Path    string `json:"path"`
	EvenOdd bool   `json:"evenOdd"`
}

const pictureSquare = 48

//go:embed all:built
var built embed.FS

// allPictures are those of assets/pictures.json as `npm run build` leaves them.
// There are none in a program that was built without them; it serves no pages
// either.
var allPictures = sync.OnceValue(func() map[string][]shape {
	pictures := map[string][]shape{}
	text, err := built.ReadFile("built/pictures.json")
	if err != nil {
		return pictures
	}
	if err := json.Unmarshal(text, &pictures); err != nil {
		panic(fmt.Sprint("document: built/pictures.json: ", err)) // a test reads it
	}
	return pictures
})

// HasPicture reports whether there is a picture of that name.
func HasPicture(name string) bool { return len(allPictures()[name]) > 0 }

func (p pictured) check() error {
	for _, line := range p {
		if line.Picture != "" && !HasPicture(line.Picture) {
			return fmt.Errorf("there is no picture %q; `make assets` makes those of assets/pictures.json", line.Picture)
		}
	}
	return nil
}

// pictureSize is how wide and high a picture is on paper, and pictureGap what is
// between it and its words.
const pictureSize, pictureGap = 44.0, 14.0

// pictured sets each line with its picture on one page, both in the middle of
// the other's height.
func (l *layout) pictured(lines pictured, st style) {
	e := l.root.add("L")
	e.about = unlabelled
	x := margin + pictureSize + pictureGap
	for _, line := range lines {
		words := float64(len(st.font.lines(line.Text, st.size, margin+textWidth-x))) * st.leading
		height := max(words, pictureSize)
		l.need(height)
		from := l.y
		if shapes := allPictures()[line.Picture]; len(shapes) > 0 {
			s := l.sheet()
			l.artifact(s, "Layout", func() { draw(&s.content, shapes, margin, from-(height-pictureSize)/2) })
		}
		l.y -= (height - words) / 2
		l.flow(e.add("LI").add("LBody"), st, line.Text, x, margin+textWidth-x)
		if turned := l.y > from; !turned { // as only words longer than a page make it
			l.y = min(l.y, from-height)
		}
		l.y -= 8
	}
	l.y -= 4
}

// draw draws a picture with its upper left corner at a place.
func draw(to *bytes.Buffer, shapes []shape, x, y float64) {
	scale := pictureSize / pictureSquare
	fmt.Fprintf(to, "q %.4f 0 0 %.4f %.2f %.2f cm\n", scale, -scale, x, y)
	for _, s := range shapes {
		to.WriteString(operators(s.Path))
		if s.EvenOdd {
			to.WriteString("f*\n")
		} else {
			to.WriteString("f\n")
		}
	}
	to.WriteString("Q\n")
}

// operators are those of a PDF that draw a path of SVG. A command of SVG may be
// followed by the numbers of several.
func operators(path string) string {
	var out strings.Builder
	var x, y, startX, startY string // where the last part ended, and this outline began
	for len(path) > 0 {
		command := path[0]
		end := 1 + strings.IndexAny(path[1:], "MLHVCZ")
		if end == 0 {
			end = len(path)
		}
		numbers := numbersOf(path[1:end])
		path = path[end:]
		switch command {
		case 'Z':
			x, y = startX, startY
			out.WriteString("h\n")
		case 'H':
			for _, n := range numbers {
				x = n
				fmt.Fprintf(&out, "%s %s l\n", x, y)
			}
		case 'V':
			for _, n := range numbers {
				y = n
				fmt.Fprintf(&out, "%s %s l\n", x, y)
			}
		case 'M', 'L':
			operator := strings.ToLower(string(command))
			for pair := range slices.Chunk(numbers, 2) {
				x, y = pair[0], pair[1]
				if operator == "m" {
					startX, startY = x, y
				}
				fmt.Fprintf(&out, "%s %s %s\n", x, y, operator)
				operator = "l" // what follows the first place of a move are lines
			}
		case 'C':
			for curve := range slices.Chunk(numbers, 6) {
				x, y = curve[4], curve[5]
				fmt.Fprintf(&out, "%s c\n", strings.Join(curve, " "))
			}
		}
	}
	return out.String()
}

// numbersOf are the numbers of a command, which stand apart by a space or, where
// the next one is below zero, by its sign alone.
func numbersOf(text string) []string {
	numbers := strings.Fields(strings.ReplaceAll(text, "-", " -"))
	for _, n := range numbers {
		if _, err := strconv.ParseFloat(n, 64); err != nil {
			panic(fmt.Sprintf("document: a picture has %q for a number", n)) // a test draws each
		}
	}
	return numbers
}
