package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// normal writes markup in one way: one line for each tag and run of words,
// attributes in order, classes as a set, boolean attributes bare, and no space
// that a browser would not show.
func normal(markup string) string {
	var lines []string
	for n := parse(markup).FirstChild; n != nil; n = n.NextSibling {
		lines = flatten(lines, n, 0)
	}
	return strings.Join(lines, "\n")
}

// parse gives a body that holds the markup.
func parse(markup string) *html.Node {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		panic(err) // only a mistaken context can fail
	}
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root
}

func flatten(lines []string, n *html.Node, depth int) []string {
	indent := strings.Repeat("  ", depth)
	switch n.Type {
	case html.TextNode:
		text := strings.Join(strings.Fields(n.Data), " ")
		if n.Parent.Data == "textarea" {
			text = n.Data
		}
		if text == "" {
			return lines
		}
		return append(lines, indent+text)
	case html.ElementNode:
		lines = append(lines, indent+"<"+n.Data+attributesOf(n)+">")
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			lines = flatten(lines, c, depth+1)
		}
	}
	return lines
}

func attributesOf(n *html.Node) string {
	var all []string
	for _, a := range n.Attr {
		value := a.Val
		if a.Key == "class" {
			names := strings.Fields(value)
			slices.Sort(names)
			value = strings.Join(slices.Compact(names), " ")
		}
		if value == "" && a.Key != "value" && a.Key != "alt" {
			all = append(all, " "+a.Key)
			continue
		}
		all = append(all, fmt.Sprintf(" %s=%q", a.Key, value))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

// content gives the markup within the element of the class, without what the
// component puts there itself.
func content(markup, class string) string {
	var b strings.Builder
	for d := range parse(markup).Descendants() {
		if d.Type != html.ElementNode || !slices.Contains(strings.Fields(attribute(d, "class")), class) {
			continue
		}
		for c := d.FirstChild; c != nil; c = c.NextSibling {
			own := strings.Contains(attribute(c, "class"), "__heading") || c.Data == "legend" ||
				attribute(c, "class") == "nhsuk-u-visually-hidden" || strings.HasPrefix(attribute(c, "class"), "nhsuk-icon ") ||
				strings.HasPrefix(attribute(c, "class"), "nhsuk-caption")
			if !own {
				if err := html.Render(&b, c); err != nil {
					panic(err)
				}
			}
		}
		return b.String()
	}
	return ""
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// difference shows the first lines that differ, and what is around them.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	n := 0
	for n < len(g) && n < len(w) && g[n] == w[n] {
		n++
	}
	part := func(lines []string) string { return strings.Join(lines[max(0, n-2):min(len(lines), n+4)], "\n") }
	return fmt.Sprintf("line %d\n got:\n%s\nwant:\n%s", n+1, part(g), part(w))
}

func TestNormal(t *testing.T) {
	t.Parallel()
	one := normal("<p  id=a class='x  y'>\n Some\n words <b>bold</b></p><input disabled value=''>")
	two := normal(`<p class="y x" id="a">Some words<b> bold </b></p> <input value="" disabled="">`)
	if one != two {
		t.Errorf("one differs from two: %s", difference(one, two))
	}
	for _, other := range []string{
		`<p class="y x" id="b">Some words <b>bold</b></p><input disabled value="">`,
		`<p class="y" id="a">Some words <b>bold</b></p><input disabled value="">`,
		`<p class="y x" id="a">Some <b>words bold</b></p><input disabled value="">`,
		`<p class="y x" id="a">Some words <b>bold</b></p><input value="">`,
	} {
		if normal(other) == one {
			t.Errorf("no difference seen between %s and\n%s", other, one)
		}
	}
}
