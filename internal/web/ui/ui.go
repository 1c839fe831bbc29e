// Package ui holds the parts that pages are made of: the components of the NHS
// design system, each a struct with its template beside it, and Homeward's own
// patterns made in the same way.
//
// A field is named as the option of the NHS component that it stands for, so
// that the fixtures of nhsuk-frontend can prove the markup; Body stands for
// the option html. Text is always escaped. A zero field leaves out what it
// stands for.
package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"reflect"
	"strings"
)

// Component is something that Render can draw. The types of this package are
// the only ones; a page that needs markup of its own writes it in its template.
type Component interface {
	// component names the template and the value that it draws, with all
	// defaults filled in. An empty name draws nothing.
	component() (name string, data any)
}

// HTML is a component that has been drawn already.
type HTML template.HTML

func (h HTML) component() (string, any) { return "html", template.HTML(h) }

// Text is a component that is plain words; they are escaped.
type Text string

func (t Text) component() (string, any) { return "text", string(t) }

// Paragraph is plain words as a paragraph of their own.
type Paragraph string

func (p Paragraph) component() (string, any) { return "paragraph", string(p) }

// Link is a plain link within text.
type Link struct {
	Text, Href string
	// VisuallyHiddenText follows Text for those who hear the page, where Text
	// alone does not say what the link is about.
	VisuallyHiddenText string
	Classes            string
	Attributes         Attributes
}

func (l Link) component() (string, any) { return "link", l }

// Group draws its components one after the other.
type Group []Component

func (g Group) component() (string, any) { return "group", []Component(g) }

//go:embed *.html
var files embed.FS

var templates *template.Template

func init() { // not a variable's value: drawing a part within a part needs them all
	templates = template.New("").Funcs(Funcs()).Funcs(template.FuncMap{
		"attributes": Attributes.markup,
		"icon":       newIcon,
		"shape":      newShape,
	})
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		// The line break at the end of the file would show as a space in a
		// sentence.
		template.Must(templates.New(name).Parse(strings.TrimSpace(string(text))))
	}
}

// Funcs gives what the templates of pages need: render, which draws a
// component in place, as in {{render .Field}}.
func Funcs() template.FuncMap { return template.FuncMap{"render": Render} }

// Render draws a component. It gives an error only for a fault in the program,
// such as an attribute that Attributes refuses. Nil draws nothing.
func Render(c Component) (template.HTML, error) {
	if absent(c) {
		return "", nil
	}
	name, data := c.component()
	if name == "" {
		return "", nil
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name+".html", data); err != nil {
		return "", fmt.Errorf("draw %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}

// absent is true for nil and for a nil pointer to a component.
func absent(c Component) bool {
	if c == nil {
		return true
	}
	v := reflect.ValueOf(c)
	return v.Kind() == reflect.Pointer && v.IsNil()
}
