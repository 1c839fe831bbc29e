package house

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var writePages = flag.Bool("write", false, "write the pages of docs/assurance that are made of data")

// TestAssurancePages: the pages are those that the data make.
func TestAssurancePages(t *testing.T) {
	t.Parallel()
	_, level := levels(t)
	for name, want := range map[string]string{
		"asvs.md":    asvsPage(readYAML[[]chapter](t, "asvs.yaml"), level),
		"hazards.md": hazardsPage(readYAML[hazards](t, "hazards.yaml")),
	} {
		path := filepath.Join(rootDir(t), "docs/assurance", name)
		if *writePages {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("docs/assurance/%s is not what the data make: go test ./internal/house -run TestAssurancePages -write", name)
		}
	}
}

const made = "<!-- Made from %s by go test ./internal/house -run TestAssurancePages -write -->\n"

// The standing of an answer, from the best.
const (
	tested = iota
	held
	yours
	partly
	notYet
	without
)

var standings = [...]string{"tested", "held, no test", "yours to set", "partly open", "open", "does not apply"}

func (r requirement) standing() int {
	switch {
	case r.None != "":
		return without
	case r.Open != "" && len(r.Tests) > 0:
		return partly
	case r.Open != "":
		return notYet
	case r.Setting != "":
		return yours
	case len(r.Tests) > 0:
		return tested
	}
	return held
}

func asvsPage(chapters []chapter, level map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, made, "asvs.yaml")
	b.WriteString(`# Security, requirement by requirement

What Homeward answers to the OWASP Application Security Verification Standard 5.0.0, levels 1 and 2. It is written by those who build it. **Not signed by anybody:** no assessor has verified it, and it is no claim to meet the standard.

The identifiers are the standard's. The words are short and ours: read the standard beside them, at https://github.com/OWASP/ASVS/tree/v5.0.0. It is under CC BY-SA 4.0, and nothing of its text is here.

- *tested*: ` + "`make test`" + ` fails when it does not hold. A test is named by its package below ` + "`internal/`" + `, a journey in a browser by its name.
- *held, no test*: why it holds, where no test can say so.
- *yours to set*: it holds when the organisation that runs Homeward sets or does what is said.
- *partly open*, *open*: what is missing, and who has to do it.

`)
	var all [len(standings)]int
	var rows strings.Builder
	var open []requirement
	for _, c := range chapters {
		var n [len(standings)]int
		for _, r := range c.Requirements {
			n[r.standing()]++
			all[r.standing()]++
			if r.Open != "" {
				open = append(open, r)
			}
		}
		fmt.Fprintf(&rows, "| [%s](#%s) %s |%s\n", c.Chapter, anchor(c.Chapter+" "+c.About), c.About, cells(n))
	}
	fmt.Fprintf(&b, "| chapter | %s |\n|---|%s\n", strings.Join(standings[:], " | "), strings.Repeat("---:|", len(standings)))
	fmt.Fprintf(&b, "%s| **all** |%s\n\n", rows.String(), cells(all))
	b.WriteString("## What is open\n\n| | what is missing | who has to do it |\n|---|---|---|\n")
	for _, r := range open {
		fmt.Fprintf(&b, "| %s, level %s | %s: %s | %s |\n", r.ID, level[r.ID], cell(r.Asks), cell(r.Open), cell(r.Who))
	}
	for _, c := range chapters {
		fmt.Fprintf(&b, "\n## %s %s\n\n| | level | asks that | standing | answer |\n|---|---|---|---|---|\n", c.Chapter, c.About)
		for _, r := range c.Requirements {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.ID, level[r.ID], cell(r.Asks), standings[r.standing()], r.answer())
		}
	}
	return b.String()
}

func cells(n [len(standings)]int) string {
	var b strings.Builder
	for _, x := range n {
		fmt.Fprintf(&b, " %d |", x)
	}
	return b.String()
}

func (r requirement) answer() string {
	var said []string
	add := func(label, text string) {
		if text != "" {
			said = append(said, label+cell(text))
		}
	}
	add("", r.None)
	add("", r.Because)
	add("*Yours:* ", r.Setting)
	add("*Open:* ", r.Open)
	add("*Who:* ", r.Who)
	add("", testsOf(r.Tests))
	return strings.Join(said, "<br>")
}

func testsOf(names []string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("`" + name + "`")
	}
	return b.String()
}

// cell is a text that can stand in a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// anchor is what a heading is linked by.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		}
		return -1
	}, strings.ToLower(heading))
}

func hazardsPage(log hazards) string {
	var b strings.Builder
	fmt.Fprintf(&b, made, "hazards.yaml")
	b.WriteString(`# Hazard log

What could go wrong with Homeward so that a person comes to harm, what holds it back, and what is left. It is a beginning for a Clinical Safety Officer, not the work of one; see [Clinical safety](clinical-safety.md).

`)
	if len(log.Signed) == 0 {
		b.WriteString("**Not signed by anybody.** Severity and likelihood are proposed by those who build Homeward, who are no clinicians.\n\n")
	} else {
		b.WriteString("| signed by | role | registration | on | version |\n|---|---|---|---|---|\n")
		for _, s := range log.Signed {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", cell(s.Name), cell(s.Role), cell(s.Registration), cell(s.On), cell(s.Version))
		}
		b.WriteString("\n")
	}
	b.WriteString(`Each control names tests that must exist and pass in ` + "`make test`" + `; a test holds the log to that. The rating is from 1, acceptable, to 5, unacceptable, by the matrix of severity and likelihood that NHS England uses in its own hazard logs:

`)
	fmt.Fprintf(&b, "| likelihood | %s |\n|---|%s\n", strings.Join(severities, " | "), strings.Repeat("---:|", len(severities)))
	for i := len(likelihoods) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "| %s |", likelihoods[i])
		for _, n := range ratings[i] {
			fmt.Fprintf(&b, " %d |", n)
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| | hazard | before | with the controls | open |\n|---|---|---:|---:|---:|\n")
	for _, h := range log.Hazards {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %d | %d | %d |\n", h.ID, anchor(h.ID+" "+h.Hazard), cell(h.Hazard), h.Before.rating(), h.After.rating(), len(h.Open))
	}
	for _, h := range log.Hazards {
		fmt.Fprintf(&b, "\n## %s %s\n\n%s\n\n*Causes:* %s.\n\n", h.ID, h.Hazard, h.Harm, strings.Join(h.Causes, "; "))
		fmt.Fprintf(&b, "*Proposed:* %s, then with the controls %s.\n\n| control | tests |\n|---|---|\n", h.Before, h.After)
		for _, c := range h.Controls {
			fmt.Fprintf(&b, "| %s | %s |\n", cell(c.Does), testsOf(c.Tests))
		}
		fmt.Fprintf(&b, "\nWhat the organisation has to do:\n\n- %s\n", strings.Join(h.Yours, "\n- "))
		if len(h.Open) > 0 {
			fmt.Fprintf(&b, "\nOpen, and held back by nothing in Homeward:\n\n- %s\n", strings.Join(h.Open, "\n- "))
		}
	}
	return b.String()
}

func (r risk) String() string {
	return fmt.Sprintf("%s, likelihood %s, rating %d", strings.ToLower(r.Severity), strings.ToLower(r.Likelihood), r.rating())
}
