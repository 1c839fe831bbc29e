package app

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"homeward/internal/document"
)

//go:embed easy_read.yaml
var easyReadYAML []byte

// easyPapers are the papers in easy read that are no letters about a referral.
type easyPapers struct {
	Consent letterText `yaml:"consent"`
	Leaving letterText `yaml:"leaving"`
}

// easyReadText is easy_read.yaml: which lines each picture stands beside.
type easyReadText struct {
	Format   string              `yaml:"format"`
	Pictures map[string][]string `yaml:"pictures"`
	Papers   easyPapers          `yaml:"papers"`
}

var easyRead = sync.OnceValue(func() easyReadText {
	var text easyReadText
	d := yaml.NewDecoder(bytes.NewReader(easyReadYAML))
	d.KnownFields(true)
	if err := d.Decode(&text); err != nil || text.Format != "homeward.easy-read/1" {
		panic(fmt.Sprint("app: easy_read.yaml: ", text.Format, err)) // a test reads it
	}
	return text
})

// pictureOf is the picture beside a line of easy read as it is written, with its
// slots in braces. What somebody else wrote has none.
var pictureOf = sync.OnceValue(func() map[string]string {
	of := map[string]string{}
	for picture, lines := range easyRead().Pictures {
		for _, line := range lines {
			of[line] = picture
		}
	}
	return of
})

// pictureOfContact is that of one of the ways to reach an area.
func pictureOfContact(way string) string {
	if strings.HasPrefix(way, "Email ") || strings.HasPrefix(way, "Write to ") {
		return "write"
	}
	return "call"
}

// unpictured are lines that others wrote, for which nobody chose a picture.
func unpictured(texts []string) (lines []document.Line) {
	for _, text := range texts {
		lines = append(lines, document.Line{Text: text})
	}
	return lines
}
