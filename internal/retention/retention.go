// Package retention says how long a person's record is kept, and by which rule.
// It is pure.
package retention

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"gopkg.in/yaml.v3"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// Counts is the day from which the years of a rule are counted.
type Counts string

const (
	FromEnd   Counts = "ended" // the last thing that happened
	FromDeath Counts = "died"
	FromBirth Counts = "born"
)

// Rule says for how long a record is kept.
type Rule struct {
	ID     string `yaml:"id"`
	Title  string `yaml:"title"`
	Plain  string `yaml:"plain"`
	Source string `yaml:"source"`
	Counts Counts `yaml:"counts"`
	Years  int    `yaml:"years"`
	Aged   *Ages  `yaml:"aged"` // nil for whatever age
	Local  bool   `yaml:"-"`    // the register gave the years
}

// Ages are those at which somebody was when it ended, both included.
type Ages struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// Rules are those by which a register keeps its records, in their order.
type Rules struct {
	Name  string
	Rules []Rule
}

//go:embed england.yaml
var englandYAML []byte

// England are the rules that come with the program.
var England = sync.OnceValue(func() Rules {
	rules, err := read(englandYAML)
	if err != nil {
		panic("retention: england.yaml: " + err.Error()) // a test reads it
	}
	return rules
})

const rulesFormat = "homeward.retention/1"

func read(file []byte) (Rules, error) {
	var text struct {
		Format string `yaml:"format"`
		Name   string `yaml:"name"`
		Rules  []Rule `yaml:"rules"`
	}
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	if err := d.Decode(&text); err != nil {
		return Rules{}, err
	}
	if text.Format != rulesFormat || text.Name == "" || len(text.Rules) == 0 {
		return Rules{}, fmt.Errorf("it is not of the format %s, or has no rules", rulesFormat)
	}
	known := map[string]bool{}
	for _, r := range text.Rules {
		if r.ID == "" || known[r.ID] || r.Title == "" || r.Plain == "" || r.Source == "" || r.Years < MinYears || r.Years > MaxYears ||
			!slices.Contains([]Counts{FromEnd, FromDeath, FromBirth}, r.Counts) {
			return Rules{}, fmt.Errorf("rule %q is not whole, or there twice", r.ID)
		}
		known[r.ID] = true
	}
	return Rules{text.Name, text.Rules}, nil
}

// Limits of Change.Years.
const (
	MinYears = 1
	MaxYears = 120
)

// Change is what a register settles otherwise than the rules it has.
type Change struct {
	Rule   string `json:"rule"`
	Years  int    `json:"years"`
	Source string `json:"source"` // where it is written that it is so here
}

// With are the rules with the changes of a register. A change of a rule that
// there is not is passed over.
func (r Rules) With(changes []Change) Rules {
	changed := Rules{r.Name, slices.Clone(r.Rules)}
	for _, c := range changes {
		i := slices.IndexFunc(changed.Rules, func(rule Rule) bool { return rule.ID == c.Rule })
		if i < 0 || c.Years < MinYears || c.Years > MaxYears || c.Source == "" {
			continue
		}
		rule := &changed.Rules[i]
		rule.Years, rule.Source, rule.Local = c.Years, c.Source, true
		rule.Plain = rule.localWords()
	}
	return changed
}

// localWords say what a rule with other years asks for.
func (r Rule) localWords() string {
	switch r.Counts {
	case FromBirth:
		return fmt.Sprintf("Here the record is kept until the birthday at the age of %d.", r.Years)
	case FromDeath:
		return fmt.Sprintf("Here a record is kept for %s after the person died.", years(r.Years))
	}
	return fmt.Sprintf("Here a record is kept for %s after treatment or support ended.", years(r.Years))
}

func years(n int) string {
	if n == 1 {
		return "1 year"
	}
	return fmt.Sprintf("%d years", n)
}

// Facts are what the rules go by.
type Facts struct {
	Born  civil.Date // zero when it is not known
	Ended civil.Date // zero while somebody is on the register or in hospital
	Died  civil.Date // zero while they live
}

// FactsOf are those of a case.
func FactsOf(c *casefile.Case) Facts {
	return Facts{Born: c.Details.BirthDate, Ended: c.Ended(), Died: c.Died}
}

// Applied is a rule that holds for a person, with the last day on which the
// record is kept by it.
type Applied struct {
	Rule  Rule
	Until civil.Date
}

// Keep are the rules that hold for a person, the one that counts first: that
// which keeps the record longest. There is none while it has not ended. Of
// whom the birth is not known, it is taken that it was on the day on which it
// ended: no record of a child is disposed of too early.
func (r Rules) Keep(f Facts) []Applied {
	if f.Ended == 0 {
		return nil
	}
	born := f.Born
	if born == 0 || born > f.Ended {
		born = f.Ended
	}
	age := born.AgeOn(f.Ended)
	var held []Applied
	for _, rule := range r.Rules {
		if rule.Aged != nil && (age < rule.Aged.From || age > rule.Aged.To) {
			continue
		}
		switch {
		case rule.Counts == FromEnd:
			held = append(held, Applied{rule, f.Ended.AddMonths(12 * rule.Years)})
		case rule.Counts == FromBirth:
			held = append(held, Applied{rule, born.Attains(rule.Years)})
		case rule.Counts == FromDeath && f.Died != 0:
			held = append(held, Applied{rule, f.Died.AddMonths(12 * rule.Years)})
		}
	}
	slices.SortStableFunc(held, func(a, b Applied) int { return int(b.Until - a.Until) })
	return held
}
