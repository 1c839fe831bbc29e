package web

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// walk holds a page to what every page must be: one h1, a title that says so
// when there is an error, ids once, a label for each field, error links that
// lead to a field, nothing inline and nothing from another host.
func walk(t *testing.T, body string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatalf("parsing the page: %v", err)
	}
	ids := map[string]*html.Node{}
	labelled := map[string]bool{}
	for n := range doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			if ids[id] != nil {
				t.Errorf("id %q is there twice", id)
			}
			ids[id] = n
		}
		if n.Data == "label" {
			labelled[attr(n, "for")] = true
		}
	}
	count := map[string]int{}
	var title string
	summary := false
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("<%s> has an inline %s", n.Data, a.Key)
			case a.Key == "src" || a.Key == "href" || a.Key == "action":
				if strings.Contains(a.Val, "://") || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("<%s> leads to another host: %s", n.Data, a.Val)
				}
			case a.Key == "for" || a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "aria-controls":
				for _, id := range strings.Fields(a.Val) {
					if ids[id] == nil {
						t.Errorf("<%s> has %s=%q, and no such id", n.Data, a.Key, id)
					}
				}
			}
		}
		switch n.Data {
		case "html":
			if attr(n, "lang") != "en-GB" {
				t.Error("the page does not say its language")
			}
		case "title":
			title = text(n)
		case "h1":
			if strings.TrimSpace(text(n)) == "" {
				t.Error("the h1 is empty")
			}
		case "style":
			t.Error("the page has inline styles")
		case "script":
			if attr(n, "src") == "" {
				t.Error("the page has an inline script")
			}
		case "img":
			if !has(n, "alt") {
				t.Error("a picture has no alt")
			}
		case "button", "a":
			if strings.TrimSpace(text(n)) == "" && attr(n, "aria-label") == "" {
				t.Errorf("a <%s> has no words: %s", n.Data, attr(n, "href"))
			}
		case "form":
			if m := attr(n, "method"); m != "post" && m != "get" {
				t.Errorf("a form does not say its method: %s", attr(n, "action"))
			}
		case "input", "select", "textarea":
			if kind := attr(n, "type"); kind == "hidden" || kind == "submit" {
				continue
			}
			if !labelled[attr(n, "id")] && attr(n, "aria-label") == "" {
				t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
			}
		}
		if strings.Contains(attr(n, "class"), "nhsuk-error-summary__list") {
			summary = true
			for a := range n.Descendants() {
				if a.Data != "a" {
					continue
				}
				field := ids[strings.TrimPrefix(attr(a, "href"), "#")]
				if field == nil || field.Data != "input" && field.Data != "select" && field.Data != "textarea" {
					t.Errorf("the error %q does not lead to a field: %s", text(a), attr(a, "href"))
				}
			}
		}
	}
	for _, once := range []string{"h1", "title", "main", "header", "footer"} {
		if count[once] != 1 {
			t.Errorf("the page has %d <%s>", count[once], once)
		}
	}
	if !strings.HasSuffix(title, " - Homeward") {
		t.Errorf("title %q does not end with the name", title)
	}
	if summary != strings.HasPrefix(title, "Error: ") {
		t.Errorf("title %q, error summary %v", title, summary)
	}
	return doc
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// text is the words of a node with single spaces.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
