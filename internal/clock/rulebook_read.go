package clock

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"homeward/internal/civil"
)

//go:embed england.yaml
var englandYAML []byte

// England is the rulebook that comes with the program. No instrument commences
// Part 8A in it.
var England = sync.OnceValue(func() *Rulebook {
	rb, problems := read(nil, englandYAML, 0)
	if len(problems) > 0 {
		panic("clock: england.yaml: " + problems[0].String()) // a test reads it
	}
	return rb
})

// EnglandYAML is the text of that rulebook, comments included.
func EnglandYAML() []byte { return bytes.Clone(englandYAML) }

// Problem is something wrong in a rulebook file. Line counts from 1.
type Problem struct {
	Line    int
	Message string
}

func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Message) }

// Overlay is the rulebook with the changes of a local file, or all that is
// wrong with the file. A local file has the form of england.yaml and holds only
// what it changes; each change names its source. The numbers of statutes
// cannot be changed, and Part 8A only be commenced.
func (rb *Rulebook) Overlay(file []byte) (*Rulebook, []Problem) { return read(rb, file, 0) }

// Adopt is Overlay from a day on: what was in force before that day stays so
// for the days before it, whatever days the file gives its values. The
// commencement of Part 8A is the day that the law appoints, and is taken as it
// is; words have no day and hold at once.
func (rb *Rulebook) Adopt(file []byte, from civil.Date) (*Rulebook, []Problem) {
	return read(rb, file, from)
}

// reader reads one rulebook file, on top of base or, where that is nil, whole.
type reader struct {
	base     *Rulebook
	from     civil.Date // nothing before this day is changed
	rb       Rulebook
	problems []Problem
}

const rulebookFormat = "homeward.rulebook/1"

func read(base *Rulebook, file []byte, from civil.Date) (*Rulebook, []Problem) {
	r := &reader{base: base, from: from, rb: Rulebook{holidays: civil.EnglandAndWales()}}
	if base != nil {
		r.rb = *base
	}
	root, problem := parse(file)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	r.document(root)
	if base == nil && len(r.problems) == 0 {
		r.complete(root)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, r.problems
	}
	r.rb.quoteSources()
	r.rb.edition = editionOf(r.rb.edition, from.String(), string(file))
	return &r.rb, nil
}

func parse(file []byte) (*yaml.Node, *Problem) {
	d := yaml.NewDecoder(bytes.NewReader(file))
	var doc, more yaml.Node
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, &Problem{1, "the file is empty"}
	case err != nil:
		return nil, yamlProblem(err)
	}
	if err := d.Decode(&more); err == nil {
		return nil, &Problem{max(more.Line, 1), "only one document is allowed in a rulebook file"}
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlProblem(err)
	}
	return doc.Content[0], nil
}

// yamlProblem takes the line out of the words of the YAML library.
func yamlProblem(err error) *Problem {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	p := Problem{Line: 1, Message: text}
	var line int
	if n, _ := fmt.Sscanf(text, "line %d:", &line); n == 1 {
		_, after, _ := strings.Cut(text, ": ")
		p = Problem{Line: line, Message: after}
	}
	p.Message = "this is not YAML: " + p.Message
	return &p
}

func (r *reader) problem(n *yaml.Node, format string, args ...any) {
	r.problems = append(r.problems, Problem{max(n.Line, 1), fmt.Sprintf(format, args...)})
}

// each goes through a mapping, strictly: what no function takes is unknown.
// It returns the nodes by key.
func (r *reader) each(n *yaml.Node, what string, take map[string]func(key, value *yaml.Node)) map[string]*yaml.Node {
	seen := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.problem(n, "%s must be a list of “name: value” lines", what)
		return seen
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		f, known := take[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode || !known:
			r.problem(key, "%s has nothing called %q", what, key.Value)
		case seen[key.Value] != nil:
			r.problem(key, "%q stands twice", key.Value)
		case value.Kind == yaml.AliasNode || value.Anchor != "":
			r.problem(value, "references within the file are not allowed: write the value out")
		default:
			seen[key.Value] = value
			f(key, value)
		}
	}
	return seen
}

// text reads a line of words.
func (r *reader) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
		r.problem(n, "%s must be words", what)
		return ""
	}
	return n.Value
}

func (r *reader) document(n *yaml.Node) {
	seen := r.each(n, "a rulebook", map[string]func(key, value *yaml.Node){
		"format": func(_, v *yaml.Node) {
			if v.Value != rulebookFormat {
				r.problem(v, "format must be %s", rulebookFormat)
			}
		},
		"name":     func(_, v *yaml.Node) { r.rb.Name = r.text(v, "name") },
		"part-8a":  func(k, v *yaml.Node) { r.part8A(k, v) },
		"consent":  func(k, v *yaml.Node) { r.consent(v) },
		"rules":    func(k, v *yaml.Node) { r.rules(v) },
		"holidays": func(k, v *yaml.Node) { r.holidays(k, v) },
	})
	for _, required := range []string{"format", "name"} {
		if n.Kind == yaml.MappingNode && seen[required] == nil {
			r.problem(n, "%q is missing", required)
		}
	}
}

func (r *reader) part8A(key, n *yaml.Node) {
	seen := r.each(n, "part-8a", map[string]func(k, v *yaml.Node){
		"commencement": func(_, v *yaml.Node) {
			r.rb.commenced = 0
			if v.Value != "none" {
				r.rb.commenced = r.day(v)
			}
		},
		"source": func(_, v *yaml.Node) { r.rb.commencing = Citation{r.text(v, "source"), Statute} },
	})
	r.require(key, seen, "part-8a", "commencement", "source")
	if r.base != nil {
		r.rb.commencing.Basis = Local
	}
}

func (r *reader) holidays(key, n *yaml.Node) {
	if r.base == nil {
		r.problem(key, "the bank holidays of England and Wales are part of the program")
		return
	}
	var added, removed []civil.Date
	seen := r.each(n, "holidays", map[string]func(k, v *yaml.Node){
		"added":   func(_, v *yaml.Node) { added = r.days(v) },
		"removed": func(_, v *yaml.Node) { removed = r.days(v) },
		"source":  func(_, v *yaml.Node) { r.text(v, "source") },
	})
	r.require(key, seen, "holidays", "source")
	before := func(day civil.Date) bool { return day < r.from }
	r.rb.holidays = r.rb.holidays.With(slices.DeleteFunc(added, before), slices.DeleteFunc(removed, before))
}

func (r *reader) require(at *yaml.Node, seen map[string]*yaml.Node, what string, names ...string) {
	for _, name := range names {
		if seen[name] == nil {
			r.problem(at, "%s lacks its %s", what, name)
		}
	}
}

func (r *reader) day(n *yaml.Node) civil.Date {
	d, err := civil.Parse(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.problem(n, "%q is not a day: write it as 2027-04-01", n.Value)
		return 0
	}
	return d
}

func (r *reader) days(n *yaml.Node) []civil.Date {
	if n.Kind != yaml.SequenceNode {
		r.problem(n, "days must be given as a list: [2027-04-01]")
		return nil
	}
	var days []civil.Date
	for _, v := range n.Content {
		days = append(days, r.day(v))
	}
	return days
}

func (r *reader) consent(n *yaml.Node) {
	r.each(n, "consent", map[string]func(k, v *yaml.Node){
		"numbers": func(_, v *yaml.Node) { r.numbers(v, RuleCount, "consent") },
	})
}

func (r *reader) rules(n *yaml.Node) {
	take := map[string]func(k, v *yaml.Node){}
	for _, rule := range Rules() {
		take[rule.String()] = func(k, v *yaml.Node) { r.rule(k, v, rule) }
	}
	r.each(n, "rules", take)
}

func (r *reader) rule(key, n *yaml.Node, rule Rule) {
	text := r.rb.rules[rule]
	if r.base != nil && rule.Basis() == Statute {
		r.problem(key, "%s is law: its words and numbers cannot be changed; only the day of commencement can be set, under part-8a", rule)
		return
	}
	seen := r.each(n, rule.String(), map[string]func(k, v *yaml.Node){
		"title": func(_, v *yaml.Node) { text.title = r.text(v, "title") },
		"plain": func(_, v *yaml.Node) { text.plain = r.text(v, "plain") },
		"basis": func(_, v *yaml.Node) {
			if v.Value != rule.Basis().String() {
				r.problem(v, "the basis of %s is %s", rule, rule.Basis())
			}
		},
		"source":  func(_, v *yaml.Node) { text.source = r.text(v, "source") },
		"numbers": func(_, v *yaml.Node) { r.numbers(v, rule, rule.String()) },
		"in_use":  func(k, v *yaml.Node) { r.inUse(k, v, rule) },
	})
	r.rb.rules[rule] = text
	if r.base == nil {
		r.require(key, seen, rule.String(), "title", "plain", "basis", "source")
	} else if seen["title"] != nil || seen["plain"] != nil {
		r.require(key, seen, rule.String()+" has other words and", "source")
	}
}

// inUse is the switch of a rule: statutes and the record cannot be switched off.
func (r *reader) inUse(key, n *yaml.Node, rule Rule) {
	if rule.Basis() == Statute || rule.Basis() == Record {
		r.problem(key, "%s cannot be switched off", rule)
		return
	}
	var switches []datedSwitch
	seen := r.each(n, "in_use", map[string]func(k, v *yaml.Node){
		"source": func(_, v *yaml.Node) { r.text(v, "source") },
		"values": func(_, v *yaml.Node) {
			r.dated(v, func(from civil.Date, is *yaml.Node) {
				if is.Value != "yes" && is.Value != "no" {
					r.problem(is, "in_use must be yes or no")
				}
				switches = append(switches, datedSwitch{from, is.Value == "yes"})
			})
		},
	})
	r.require(key, seen, "in_use", "source", "values")
	if len(switches) > 0 {
		r.rb.inUse[rule] = following(r.rb.inUse[rule], switches, r.from, func(s *datedSwitch) *civil.Date { return &s.from })
	}
}

func (r *reader) numbers(n *yaml.Node, rule Rule, what string) {
	take := map[string]func(k, v *yaml.Node){}
	for i, x := range numbers {
		if x.rule == rule && Number(i) != NoNumber {
			take[x.name] = func(k, v *yaml.Node) { r.number(k, v, Number(i)) }
		}
	}
	r.each(n, "numbers of "+what, take)
}

func (r *reader) number(key, n *yaml.Node, of Number) {
	was := r.rb.numbers[of]
	now, source := number{meaning: was.meaning}, Citation{Basis: Local}
	seen := r.each(n, key.Value, map[string]func(k, v *yaml.Node){
		"meaning": func(k, v *yaml.Node) {
			if r.base != nil {
				r.problem(k, "what %s means is part of the rule and cannot be changed", key.Value)
			}
			now.meaning = r.text(v, "meaning")
		},
		"basis": func(_, v *yaml.Node) {
			if err := source.Basis.UnmarshalText([]byte(v.Value)); err != nil {
				r.problem(v, "basis must be statute, policy or local")
			} else if r.base != nil && source.Basis != Local {
				r.problem(v, "a number of your own is local")
			}
		},
		"source": func(_, v *yaml.Node) { source.Text = r.text(v, "source") },
		"values": func(_, v *yaml.Node) {
			r.dated(v, func(from civil.Date, is *yaml.Node) {
				now.values = append(now.values, datedPeriod{from: from, Period: r.period(is, of)})
			})
		},
	})
	r.require(key, seen, key.Value, "source", "values")
	if r.base == nil {
		r.require(key, seen, key.Value, "meaning", "basis")
	}
	if len(now.values) == 0 {
		return
	}
	for i := range now.values {
		now.values[i].source = source
	}
	now.values = following(was.values, now.values, r.from, func(v *datedPeriod) *civil.Date { return &v.from })
	if now.values[0].from != 0 {
		r.problem(key, "%s needs a first value {from: always, is: ...}", key.Value)
	}
	r.rb.numbers[of] = now
}

// following is what is dated by the old values until the new ones begin, and by
// the new ones from then on; they do not begin before a day.
func following[T any](old, changed []T, from civil.Date, day func(*T) *civil.Date) []T {
	for len(changed) > 1 && *day(&changed[1]) <= from {
		changed = changed[1:]
	}
	begins := day(&changed[0])
	*begins = max(*begins, from)
	var all []T
	for _, v := range old {
		if *day(&v) < *begins {
			all = append(all, v)
		}
	}
	return append(all, changed...)
}

func (r *reader) period(n *yaml.Node, of Number) Period {
	p, err := ParsePeriod(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil:
		r.problem(n, "%v", err)
	case !slices.Contains(numbers[of].units, p.Unit):
		r.problem(n, "%s cannot be counted in %ss", numbers[of].name, unitNames[p.Unit])
	}
	return p
}

// dated goes through a list of {from, is}, whose days must rise.
func (r *reader) dated(n *yaml.Node, take func(from civil.Date, is *yaml.Node)) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.problem(n, "values must be a list of {from: a day or always, is: a value}")
		return
	}
	last := civil.Date(-1)
	for _, v := range n.Content {
		var from civil.Date
		seen := r.each(v, "a value", map[string]func(k, v *yaml.Node){
			"from": func(_, v *yaml.Node) {
				if v.Value != "always" {
					from = r.day(v)
				}
			},
			"is": func(_, v *yaml.Node) {},
		})
		if seen["from"] == nil || seen["is"] == nil {
			if v.Kind == yaml.MappingNode {
				r.problem(v, "a value has a day “from” which it holds and what it “is”")
			}
			continue
		}
		if from <= last {
			r.problem(v, "the days of the values must rise")
		}
		last = from
		take(from, seen["is"])
	}
}

// complete holds the program's own rulebook to having everything.
func (r *reader) complete(root *yaml.Node) {
	for _, rule := range Rules() {
		if r.rb.rules[rule].title == "" {
			r.problem(root, "%s is missing", rule)
		}
	}
	for n := NoNumber + 1; n < NumberCount; n++ {
		if len(r.rb.numbers[n].values) == 0 {
			r.problem(root, "the number %s of %s is missing", numbers[n].name, numbers[n].rule)
		}
	}
	if r.rb.commencing.Text == "" {
		r.problem(root, "part-8a is missing")
	}
}
