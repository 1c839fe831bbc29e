package web

import (
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplates checks each page's template against the page's struct: a field
// that is not there would otherwise fail only when somebody opens the page.
func TestTemplates(t *testing.T) {
	t.Parallel()
	templates, err := parse()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			if err := templatecheck.CheckHTML(templates[p.name], p.page); err != nil {
				t.Error(err)
			}
		})
	}
}
