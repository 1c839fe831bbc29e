package checklist

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"homeward/internal/casefile"
)

const format = "homeward.checklist/1"

// Limits of a file.
const (
	MaxBytes = 256 << 10
	maxItems = 100
	maxWords = 1000 // characters of one text
)

// Fault is something wrong in a file. Line is 0 where it is about no line.
type Fault struct {
	Line int
	Text string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.Text
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Text)
}

// Read reads a checklist, or names everything that is wrong with the file.
func Read(file []byte) (Checklist, []Fault) {
	r := &reader{}
	root := r.root(file, format)
	if root == nil {
		return Checklist{}, r.faults
	}
	c := r.checklist(root)
	if len(r.faults) > 0 {
		r.sort()
		return Checklist{}, r.faults
	}
	c.Edition = editionOf(file)
	return c, nil
}

type reader struct {
	faults []Fault
	after  []func() // what can be checked only when all is read
}

func (r *reader) sort() {
	slices.SortStableFunc(r.faults, func(a, b Fault) int { return a.Line - b.Line })
}

// root is the mapping that a file is, or nil with what is wrong.
func (r *reader) root(file []byte, format string) *yaml.Node {
	if len(file) > MaxBytes {
		r.fault(nil, fmt.Sprintf("the file is larger than %d KB", MaxBytes>>10))
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(file, &doc); err != nil {
		r.unread(err)
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.fault(nil, "the file has to begin with “format: "+format+"”")
		return nil
	}
	return doc.Content[0]
}

func (r *reader) format(format string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Value != format {
			r.fault(n, "the format has to be "+format)
		}
	}
}

func (r *reader) fault(n *yaml.Node, text string) {
	line := 0
	if n != nil {
		line = n.Line
	}
	r.faults = append(r.faults, Fault{line, text})
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)`)

// unread says what the YAML library could not read.
func (r *reader) unread(err error) {
	texts := []string{err.Error()}
	if t := new(yaml.TypeError); errors.As(err, &t) {
		texts = t.Errors
	}
	for _, text := range texts {
		f := Fault{Text: "this is not YAML: " + strings.TrimPrefix(text, "yaml: ")}
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			f.Line, _ = strconv.Atoi(m[1])
			f.Text = "this is not YAML: " + m[2]
		}
		r.faults = append(r.faults, f)
	}
}

// fields hands each field of a mapping to who reads it, and names those that
// there are not, are there twice, or are missing.
func (r *reader) fields(n *yaml.Node, what string, required []string, read map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, what+" has to be a list of fields, such as “id: home”")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		take := read[key.Value]
		switch {
		case take == nil:
			r.fault(key, fmt.Sprintf("%s has no field “%s”", what, key.Value))
		case seen[key.Value]:
			r.fault(key, fmt.Sprintf("“%s” is there twice", key.Value))
		default:
			take(value)
		}
		seen[key.Value] = true
	}
	for _, name := range required {
		if !seen[name] {
			r.fault(n, fmt.Sprintf("%s needs the field “%s”", what, name))
		}
	}
}

func (r *reader) each(n *yaml.Node, what string, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.fault(n, what+" has to be a list, each line beginning with “- ”")
		return
	}
	for _, x := range n.Content {
		read(x)
	}
}

func (r *reader) words(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = strings.TrimSpace(n.Value)
		switch {
		case n.Kind != yaml.ScalarNode || *into == "":
			r.fault(n, "words have to stand here")
		case len([]rune(*into)) > maxWords:
			r.fault(n, fmt.Sprintf("this is longer than %d characters", maxWords))
		}
	}
}

var id = regexp.MustCompile(`^[a-z][a-z0-9-]{0,49}$`)

func (r *reader) id(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = n.Value
		if n.Kind != yaml.ScalarNode || !id.MatchString(n.Value) || n.Value == NotKnown {
			r.fault(n, fmt.Sprintf("an id has small letters, figures and hyphens, at most 50, and is not “%s”", NotKnown))
		}
	}
}

func (r *reader) number(into *int, least int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > 1000 {
			r.fault(n, fmt.Sprintf("a whole number from %d to 1000 has to stand here", least))
			return
		}
		*into = v
	}
}

func (r *reader) rating(into *casefile.Rating) func(*yaml.Node) {
	return func(n *yaml.Node) {
		*into = casefile.Rating(n.Value)
		if n.Kind != yaml.ScalarNode || !slices.Contains(ratings, *into) {
			r.fault(n, "green, amber or red has to stand here: blue is set by an admission")
		}
	}
}

func (r *reader) checklist(n *yaml.Node) Checklist {
	var c Checklist
	r.fields(n, "the checklist", []string{"format", "name", "about", "source", "items", "bands"}, map[string]func(*yaml.Node){
		"format": r.format(format),
		"name":   r.words(&c.Name), "about": r.words(&c.About), "source": r.words(&c.Source),
		"items": func(n *yaml.Node) {
			r.each(n, "items", func(n *yaml.Node) {
				item := r.item(n)
				if item.ID != "" && slices.ContainsFunc(c.Items, func(i Item) bool { return i.ID == item.ID }) {
					r.fault(n, fmt.Sprintf("the item “%s” is there twice", item.ID))
				}
				c.Items = append(c.Items, item)
			})
			if len(c.Items) == 0 || len(c.Items) > maxItems {
				r.fault(n, fmt.Sprintf("a checklist has from 1 to %d items", maxItems))
			}
		},
		"bands": func(n *yaml.Node) {
			r.each(n, "bands", func(n *yaml.Node) { c.Bands = append(c.Bands, r.band(n)) })
			r.bands(n, c.Bands)
		},
		"overrides": func(n *yaml.Node) {
			r.each(n, "overrides", func(n *yaml.Node) {
				c.Overrides = append(c.Overrides, r.override(n, &c))
			})
		},
	})
	for _, check := range r.after {
		check()
	}
	most := 0
	for _, item := range c.Items {
		most += item.Most()
	}
	for _, b := range c.Bands {
		if b.From > most && len(c.Items) > 0 {
			r.fault(nil, fmt.Sprintf("nobody can reach %s: it begins at %d points and the items give at most %d", b.Rating, b.From, most))
		}
	}
	return c
}

// item reads a question. With “points” it is answered by yes, which gives
// them, or no; otherwise it has answers of its own.
func (r *reader) item(n *yaml.Node) Item {
	var i Item
	points := -1
	r.fields(n, "an item", []string{"id", "text", "source"}, map[string]func(*yaml.Node){
		"id": r.id(&i.ID), "text": r.words(&i.Text), "help": r.words(&i.Help), "source": r.words(&i.Source),
		"points": func(n *yaml.Node) { points = 0; r.number(&points, 0)(n) },
		"answers": func(n *yaml.Node) {
			r.each(n, "answers", func(n *yaml.Node) {
				var a Answer
				r.fields(n, "an answer", []string{"id", "text", "points"}, map[string]func(*yaml.Node){
					"id": r.id(&a.ID), "text": r.words(&a.Text), "points": r.number(&a.Points, 0),
				})
				if _, there := i.Answer(a.ID); there {
					r.fault(n, fmt.Sprintf("the answer “%s” is there twice", a.ID))
				}
				i.Answers = append(i.Answers, a)
			})
			if len(i.Answers) < 2 {
				r.fault(n, "an item has two answers or more")
			}
			if !slices.IsSortedFunc(i.Answers, func(a, b Answer) int { return a.Points - b.Points }) {
				r.fault(n, "the answers have to stand in the order of their points, the fewest first")
			}
		},
	})
	switch {
	case points >= 0 && i.Answers != nil:
		r.fault(n, "an item has either “points” or “answers”")
	case points >= 0:
		i.Answers = []Answer{{"no", "No", 0}, {"yes", "Yes", points}}
	case i.Answers == nil && n.Kind == yaml.MappingNode:
		r.fault(n, "an item needs “points” for yes, or “answers” of its own")
	}
	if len(i.Answers) == 0 {
		i.Answers = []Answer{{"no", "No", 0}} // it has a fault already
	}
	return i
}

func (r *reader) band(n *yaml.Node) Band {
	var b Band
	r.fields(n, "a band", []string{"rating", "from"}, map[string]func(*yaml.Node){"rating": r.rating(&b.Rating), "from": r.number(&b.From, 0)})
	return b
}

// bands holds them to begin at 0 and to rise, in points and in rating.
func (r *reader) bands(n *yaml.Node, bands []Band) {
	if len(bands) == 0 || bands[0].From != 0 {
		r.fault(n, "the first band has to begin at 0 points")
		return
	}
	for i := 1; i < len(bands); i++ {
		if bands[i].From <= bands[i-1].From || !worse(bands[i].Rating, bands[i-1].Rating) {
			r.fault(n, "each band has to begin at more points than the one before, with a higher rating")
			return
		}
	}
}

// override reads one. “all” is as many as there are, “any” is one.
func (r *reader) override(n *yaml.Node, c *Checklist) Override {
	var o Override
	atLeast, lists := 0, 0
	of := func(n *yaml.Node) {
		lists++
		r.each(n, "this", func(n *yaml.Node) {
			item, answer, ok := strings.Cut(n.Value, "=")
			if !ok {
				answer = "yes"
			}
			s := Said{strings.TrimSpace(item), strings.TrimSpace(answer)}
			o.Of = append(o.Of, s)
			r.after = append(r.after, func() {
				k := slices.IndexFunc(c.Items, func(i Item) bool { return i.ID == s.Item })
				if k < 0 {
					r.fault(n, fmt.Sprintf("there is no item “%s”", s.Item))
				} else if _, ok := c.Items[k].Answer(s.Answer); !ok || s.Answer == NotKnown {
					r.fault(n, fmt.Sprintf("the item “%s” has no answer “%s”", s.Item, s.Answer))
				}
			})
		})
	}
	r.fields(n, "an override", []string{"rating", "says"}, map[string]func(*yaml.Node){
		"rating": r.rating(&o.Rating), "says": r.words(&o.Says),
		"all":      func(n *yaml.Node) { of(n); o.AtLeast = len(o.Of) },
		"any":      func(n *yaml.Node) { of(n); o.AtLeast = 1 },
		"of":       of,
		"at_least": r.number(&atLeast, 1),
	})
	if atLeast > 0 {
		o.AtLeast = atLeast
	}
	if n.Kind == yaml.MappingNode && (lists != 1 || o.AtLeast < 1 || o.AtLeast > len(o.Of)) {
		r.fault(n, "an override is of “all: [..]”, “any: [..]”, or “at_least: 2” with “of: [..]”, and can be reached")
	}
	return o
}
