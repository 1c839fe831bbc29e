package ui

import "fmt"

// shape is a small drawing that goes with a word, so that neither depends on
// colour.
type shape struct {
	Path string
	// Line draws the outline alone.
	Line bool
}

func (s shape) component() (string, any) { return "shape", s }

func newShape(name string) (shape, error) {
	s, ok := shapes[name]
	if !ok {
		return shape{}, fmt.Errorf("there is no shape %q", name)
	}
	return s, nil
}

const disc = "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z"

var shapes = map[string]shape{
	"red":       {Path: "M12 1 23 12 12 23 1 12z"},
	"amber":     {Path: "M12 2.5 23 21.5H1z"},
	"green":     {Path: disc},
	"blue":      {Path: "M3 3h18v18H3z"},
	"not-rated": {Path: disc, Line: true},

	"due":           {Path: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5.5l3.5 2", Line: true},
	"overdue":       {Path: disc + "M10.7 6v8h2.6V6zM10.7 15.8v2.6h2.6v-2.6z"},
	"suspended":     {Path: "M6 4h4v16H6zM14 4h4v16h-4z"},
	"met":           {Path: "M4 12.5l5 5L20 6.5", Line: true},
	"met-late":      {Path: "M4 12.5l5 5L20 6.5", Line: true},
	"ended":         {Path: "M4 12h16", Line: true},
	"ended-overdue": {Path: "M5 5l14 14M19 5 5 19", Line: true},

	"attention": {Path: "M3 21V3h13l-2.5 4.5L16 12H6v9z"},
	"same":      {Path: "M4 9h16M4 15h16", Line: true},
	"different": {Path: "M4 9h16M4 15h16M17 4 7 20", Line: true},
}
