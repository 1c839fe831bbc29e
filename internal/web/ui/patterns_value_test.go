package ui

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestRatingTagMarkup(t *testing.T) {
	t.Parallel()
	for rating, want := range map[string]string{"red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue", "": "Not rated", "purple": "Not rated"} {
		name := ratingName(rating)
		drawn, err := Render(RatingTag{Rating: rating})
		if err != nil {
			t.Fatal(err)
		}
		s := shapes[name]
		line := ""
		if s.Line {
			line = " app-shape--line"
		}
		markup := `<strong class="app-rating app-rating--` + name + `"><svg class="app-shape` + line + `" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true"><path fill-rule="evenodd" d="` + s.Path + `"/></svg><span>` + want + `</span></strong>`
		if got := normal(string(drawn)); got != normal(markup) {
			t.Errorf("%q: %s", rating, difference(got, normal(markup)))
		}
	}
}

// TestShapesDiffer: no two ratings, and no two open states, may share a shape.
func TestShapesDiffer(t *testing.T) {
	t.Parallel()
	for _, family := range [][]string{{"red", "amber", "green", "blue", "not-rated"}, {"due", "overdue", "suspended", "met", "ended", "ended-overdue"}} {
		seen := map[shape]string{}
		for _, name := range family {
			s, err := newShape(name)
			if err != nil {
				t.Error(err)
			}
			if other, ok := seen[s]; ok {
				t.Errorf("%s and %s have one shape", name, other)
			}
			seen[s] = name
		}
	}
}

func TestPagerLinks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		page, size, total int
		shown, pages      string
	}{
		{1, 50, 0, "0 people", ""},
		{1, 50, 1, "1 person", ""},
		{1, 50, 50, "50 people", ""},
		{1, 50, 51, "1 to 50 of 51 people", "[1] 2 >"},
		{2, 50, 51, "51 to 51 of 51 people", "< 1 [2]"},
		{4, 10, 70, "31 to 40 of 70 people", "< 1 2 3 [4] 5 6 7 >"},
		{7, 50, 1204, "301 to 350 of 1,204 people", "< 1 … 6 [7] 8 … 25 >"},
		{99, 50, 1204, "1,201 to 1,204 of 1,204 people", "< 1 … 24 [25]"},
		{-3, 50, 1204, "1 to 50 of 1,204 people", "[1] 2 … 25 >"},
	} {
		_, data := Pager{Page: test.page, Size: test.size, Total: test.total, Href: page}.component()
		p := data.(Pager)
		pages := ""
		if links, ok := p.Links().(Pagination); ok {
			pages = sketch(links)
		}
		if got := [2]string{p.Shown(), pages}; got != [2]string{test.shown, test.pages} {
			t.Errorf("page %d of %d by %d: %q, want %q", test.page, test.total, test.size, got, [2]string{test.shown, test.pages})
		}
	}
}

// sketch writes numbered pages as < 1 [2] 3 >.
func sketch(p Pagination) string {
	var parts []string
	if p.Previous.Href != "" {
		parts = append(parts, "<")
	}
	for _, item := range p.Items {
		switch {
		case item.Ellipsis:
			parts = append(parts, "…")
		case item.Current:
			parts = append(parts, "["+thousands(item.Number)+"]")
		default:
			parts = append(parts, thousands(item.Number))
		}
	}
	if p.Next.Href != "" {
		parts = append(parts, ">")
	}
	return strings.Join(parts, " ")
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 150000: "150,000", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestEscapes: words that people type are never markup.
func TestEscapes(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script>`
	for name, c := range map[string]Component{
		"input":     Input{Label: Label{Text: evil}, Name: "n", Value: evil, Attributes: Attributes{"data-x": evil}},
		"textarea":  Textarea{Label: Label{Text: "x"}, Name: "n", Value: "</textarea>" + evil},
		"person":    PersonBanner{Name: evil, Alerts: []string{evil}},
		"timeline":  Timeline{Items: []TimelineItem{{Title: evil, Body: Text(evil), Struck: true, StruckReason: evil}}},
		"table":     SortableTable{Caption: evil, Columns: []SortColumn{{Text: evil}}, Rows: [][]Cell{{{Text: evil}}}},
		"paragraph": Paragraph(evil),
	} {
		drawn, err := Render(c)
		if err != nil {
			t.Fatal(err)
		}
		for n := range parse(string(drawn)).Descendants() {
			if n.Data == "script" {
				t.Errorf("%s: a script came through in %s", name, drawn)
			}
		}
	}
	drawn, err := Render(Link{Text: "x", Href: "javascript:alert(1)"})
	if err != nil || strings.Contains(string(drawn), "javascript:") {
		t.Errorf("a script as address came through: %s %v", drawn, err)
	}
}

func TestAttributesRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"onclick", "style", "href", "src", "formaction", "data x", `data-"`, "Data-x", ""} {
		if drawn, err := Render(Hint{Text: "x", Attributes: Attributes{name: "y"}}); err == nil {
			t.Errorf("%q was drawn: %s", name, drawn)
		}
	}
}

// What only one of two records has speaks against nothing.
func TestSideBySideTellsALackFromADifference(t *testing.T) {
	t.Parallel()
	sides := SideBySide{Left: "Typed", Right: "Known", Rows: []SideRow{
		{Name: "Name", Left: Content{Text: "Sam"}, Right: Content{Text: "Sam"}},
		{Name: "Born", Left: Content{Text: "1 May 2009"}, Right: Content{Text: "2 May 2009"}, Differs: true},
		{Name: "Number", Right: Content{Text: "999 000 0018"}, Differs: true},
	}}
	drawn, err := Render(sides)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for n := range parse(string(drawn)).Descendants() {
		if n.Data == "td" && attribute(n, "class") == "app-sides__word" {
			word := ""
			for part := range n.Descendants() {
				if part.Type == html.TextNode {
					word += part.Data
				}
			}
			words = append(words, word)
		}
	}
	if want := []string{"Same", "Differs", "Only in one"}; !slices.Equal(words, want) || sides.Differences() != "1 thing differs." {
		t.Errorf("compared as %q: %s", words, sides.Differences())
	}
}

func TestNilDrawsNothing(t *testing.T) {
	t.Parallel()
	var none *Fieldset
	for _, c := range []Component{nil, none, Hint{}, Label{}, ErrorMessage{}, Group{nil, none}} {
		if drawn, err := Render(c); drawn != "" || err != nil {
			t.Errorf("%#v: %q, %v", c, drawn, err)
		}
	}
}

func BenchmarkList50(b *testing.B) {
	list := SortableTable{Caption: "People", Columns: columns, Rows: rows(50)}
	for b.Loop() {
		if _, err := Render(list); err != nil {
			b.Fatal(err)
		}
	}
}
