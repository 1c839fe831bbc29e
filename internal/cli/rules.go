package cli

import (
	"fmt"
	"io"
	"strings"

	"homeward/internal/civil"
	"homeward/internal/clock"
)

type rulesCmd struct {
	Print   rulesPrintCmd   `cmd:"" default:"withargs" help:"Print every rule with its numbers and sources (what rules does by itself)."`
	Check   rulesCheckCmd   `cmd:"" help:"Check a local rulebook and say what it changes."`
	Explain rulesExplainCmd `cmd:"" help:"Explain one rule."`
	Compare rulesCompareCmd `cmd:"" help:"Say whose dates two rulebooks move, over many cases."`
}

type rulesPrintCmd struct {
	rulebookFlags
	YAML bool `name:"yaml" help:"Print England's rulebook as the file it is, to write a local one from."`
}

func (rulesPrintCmd) Help() string {
	return `The rules are those of England, changed by a local rulebook where one is given.

Examples:

  homeward rules
  homeward rules print --rulebook northshire.yaml
  homeward rules print --yaml > england.yaml`
}

func (c *rulesPrintCmd) Run(x *exec) error {
	if c.YAML {
		_, err := x.Stdout.Write(clock.EnglandYAML())
		return err
	}
	rb, err := c.rulebook()
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Rulebook: %s\n%s\nConsent given again: a review is due %s\n\n", rb.Name, commencement(rb), numberInWords(rb, clock.ConsentAgainWithin))
	for _, r := range clock.Rules() {
		explainRule(&b, rb, r)
		b.WriteByte('\n')
	}
	_, err = io.WriteString(x.Stdout, b.String())
	return err
}

func commencement(rb *clock.Rulebook) string {
	if day := rb.Commencement(); day != 0 {
		return fmt.Sprintf("Part 8A of the Mental Health Act 1983: from %s (%s)", day.Long(), rb.CommencementSource())
	}
	return fmt.Sprintf("Part 8A of the Mental Health Act 1983: %s", rb.CommencementSource())
}

func explainRule(b *strings.Builder, rb *clock.Rulebook, r clock.Rule) {
	fmt.Fprintf(b, "%s (%s)\n  %s\n  Basis: %s. Source: %s\n", r, rb.Title(r), rb.Plain(r), r.Basis(), rb.Source(r))
	for _, n := range rb.Numbers(r) {
		fmt.Fprintf(b, "  %s: %s\n", n.Name(), numberInWords(rb, n))
	}
}

// numberInWords is a number with its dated values, meaning, basis and source.
func numberInWords(rb *clock.Rulebook, n clock.Number) string {
	var values []string
	for _, v := range rb.Values(n) {
		if v.From == 0 {
			values = append(values, v.String())
		} else {
			values = append(values, fmt.Sprintf("from %s %s", v.From.Long(), v.String()))
		}
	}
	source := rb.NumberSource(n, civil.MaxDate)
	return fmt.Sprintf("%s, %s (%s: %s)", strings.Join(values, "; "), rb.Meaning(n), source.Basis, source.Text)
}

type rulesCheckCmd struct {
	File string `arg:"" placeholder:"FILE" help:"The local rulebook."`
}

func (rulesCheckCmd) Help() string {
	return `Every problem is named with its line, and the exit code is then 2.

Examples:

  homeward rules check northshire.yaml`
}

func (c *rulesCheckCmd) Run(x *exec) error {
	rb, err := readRulebook(c.File)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s is a rulebook: %s.\n", c.File, rb.Name)
	england := clock.England()
	if rb.Commencement() != england.Commencement() {
		fmt.Fprintf(&b, "%s\n", commencement(rb))
	}
	for n := clock.NoNumber + 1; n < clock.NumberCount; n++ {
		if now, was := numberInWords(rb, n), numberInWords(england, n); now != was {
			name := "consent " + n.Name()
			if r, ok := n.Rule(); ok {
				name = r.String() + " " + n.Name()
			}
			fmt.Fprintf(&b, "%s: %s\n", name, now)
		}
	}
	for _, r := range clock.Rules() {
		if rb.Title(r) != england.Title(r) || rb.Plain(r) != england.Plain(r) || rb.Source(r) != england.Source(r) {
			fmt.Fprintf(&b, "%s: %s: %s (%s)\n", r, rb.Title(r), rb.Plain(r), rb.Source(r))
		}
		if !rb.InUse(r, civil.MaxDate) {
			fmt.Fprintf(&b, "%s: no longer in use\n", r)
		}
	}
	_, err = io.WriteString(x.Stdout, b.String())
	return err
}

type rulesExplainCmd struct {
	Rule string `arg:"" placeholder:"RULE" help:"The rule, as policy.red-review."`
	rulebookFlags
}

func (rulesExplainCmd) Help() string {
	return `Examples:

  homeward rules explain mha.first-review`
}

func (c *rulesExplainCmd) Run(x *exec) error {
	rb, err := c.rulebook()
	if err != nil {
		return err
	}
	r, ok := clock.ParseRule(c.Rule)
	if !ok {
		return wrongUse("homeward rules lists them", "there is no rule %q", c.Rule)
	}
	var b strings.Builder
	explainRule(&b, rb, r)
	_, err = io.WriteString(x.Stdout, b.String())
	return err
}
