package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

type rulesCompareCmd struct {
	Old        string   `arg:"" placeholder:"OLD" help:"A rulebook file, or england for the one that comes with the program."`
	New        string   `arg:"" placeholder:"NEW" help:"The rulebook to compare with it."`
	Cases      []string `arg:"" optional:"" placeholder:"CASES" help:"Case files, files with one case a line, directories of them, or -."`
	Register   string   `placeholder:"CODE" help:"Compare over everyone on this register, in place of case files."`
	On         day      `placeholder:"DAY" help:"The day to look at (today in London)."`
	Part8aFrom day      `name:"part-8a-from" placeholder:"DAY" help:"In the new rulebook, take Part 8A to be in force from this day."`
	All        bool     `help:"Compare what was met and what ended as well."`
	Format     string   `default:"table" enum:"table,csv,json" help:"table, csv or json (${default})."`
}

func (rulesCompareCmd) Help() string {
	return `Says which obligations would appear, vanish or be due on another day under the new rulebook, how many
and whose, and by how many days. Cases with faults are named, left out, and make the exit code 2.

Examples:

  homeward rules compare england northshire.yaml cases.jsonl --on 2026-02-20
  homeward rules compare england england cases.jsonl --part-8a-from 2027-01-01 --format csv > effect.csv
  homeward rules compare england northshire.yaml --register NSH --data /var/lib/homeward`
}

func (c *rulesCompareCmd) Run(x *exec) error {
	switch {
	case len(c.Cases) == 0 && c.Register == "":
		return wrongUse("name case files, or a register with --register CODE", "there is nothing to compare over")
	case len(c.Cases) > 0 && c.Register != "":
		return wrongUse("leave one of them out", "a register and case files cannot be compared at once")
	}
	before, err := readRulebook(c.Old)
	if err != nil {
		return err
	}
	after, err := readRulebook(c.New)
	if err != nil {
		return err
	}
	if c.Part8aFrom.Date != 0 {
		after = after.WithCommencement(c.Part8aFrom.Date)
	}
	on := c.On.Date
	if on == 0 {
		on = x.Today()
	}
	out := bufio.NewWriterSize(x.Stdout, 64<<10)
	printer, err := newEffectPrinter(c.Format, out, on)
	if err != nil {
		return err
	}
	var total clock.Tally
	faulty := false
	emit := func(e effects) error {
		if len(e.faults) > 0 {
			faulty = true
			if _, err := x.Stderr.Write(e.faults); err != nil {
				return err
			}
		}
		total.Cases += e.cases - len(e.of)
		for _, of := range e.of {
			total.Case(of.differences)
			for i := range of.differences {
				if err := printer.effect(of.id, &of.differences[i]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if c.Register != "" {
		if err := c.compareRegister(x, c.comparer(before, after, on), emit); err != nil {
			return err
		}
	}
	for _, path := range c.Cases {
		if err := c.compareCases(x, path, func() func(*casefile.File, *effects) { return c.comparer(before, after, on) }, emit); err != nil {
			return err
		}
	}
	if err := errors.Join(printer.end(&total), out.Flush()); err != nil {
		return err
	}
	if faulty {
		return told(exitWrong)
	}
	return nil
}

// effects are those of one batch of cases.
type effects struct {
	cases  int
	of     []caseEffect
	faults []byte
}

type caseEffect struct {
	id          string
	differences []clock.Difference
}

// comparer adds to effects what comes of one case. It is for one goroutine.
func (c *rulesCompareCmd) comparer(before, after *clock.Rulebook, on civil.Date) func(*casefile.File, *effects) {
	old, now := clock.NewEvaluator(before), clock.NewEvaluator(after)
	listed := func(all []clock.Obligation) []clock.Obligation {
		kept := all[:0]
		for _, o := range all {
			if clock.Listed(&o, c.All) {
				kept = append(kept, o)
			}
		}
		return kept
	}
	return func(f *casefile.File, e *effects) {
		e.cases++
		if d := clock.Compare(listed(old.Obligations(f, on)), listed(now.Obligations(f, on))); len(d) > 0 {
			e.of = append(e.of, caseEffect{f.ID, d})
		}
	}
}

func (c *rulesCompareCmd) compareRegister(x *exec, compare func(*casefile.File, *effects), emit func(effects) error) error {
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	return a.EachCaseFile(x.Context, app.CommandLine(c.Register), func(f *casefile.File) error {
		var e effects
		compare(f, &e)
		return emit(e)
	})
}

func (c *rulesCompareCmd) compareCases(x *exec, path string, comparer func() func(*casefile.File, *effects), emit func(effects) error) error {
	cases, err := openCases(x, path)
	if err != nil {
		return err
	}
	defer cases.close() // read only: nothing can be lost
	return workCases(x.Context, cases, func() func(*caseBatch) effects {
		compare := comparer()
		return func(b *caseBatch) (e effects) {
			b.each(func(where string, f *casefile.File, faults []casefile.Fault) {
				for _, fault := range faults {
					e.faults = fmt.Appendf(e.faults, "homeward: %s: %s\n", where, fault)
				}
				if faults != nil {
					return
				}
				compare(f, &e)
			})
			return e
		}
	}, emit)
}

// effectPrinter prints effects one after another, and their total at the end.
type effectPrinter interface {
	effect(id string, d *clock.Difference) error
	end(*clock.Tally) error
}

func newEffectPrinter(format string, out io.Writer, on civil.Date) (effectPrinter, error) {
	switch format {
	case "csv":
		w := csv.NewWriter(out)
		return csvEffects{w}, w.Write([]string{"case", "effect", "rule", "started_on", "old_due", "new_due", "days"})
	case "json":
		_, err := fmt.Fprintf(out, "{\"on\": %q, \"effects\": [", on)
		return &jsonEffects{out: out}, err
	}
	_, err := fmt.Fprintf(out, "On %s\n\n", on.LongWeekday())
	return tableEffects{out}, err
}

type csvEffects struct{ w *csv.Writer }

func (p csvEffects) effect(id string, d *clock.Difference) error {
	days := ""
	if d.Effect == clock.Moves {
		days = strconv.Itoa(d.Days())
	}
	o := d.Either()
	return p.w.Write([]string{harmlessCell(id), d.Effect.String(), o.Rule.String(), o.StartedOn.String(), d.Old.Due.String(), d.New.Due.String(), days})
}

// harmlessCell keeps a spreadsheet from taking a case's id for a formula.
func harmlessCell(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}

func (p csvEffects) end(*clock.Tally) error { p.w.Flush(); return p.w.Error() }

type jsonEffects struct {
	out   io.Writer
	begun bool
}

type jsonEffect struct {
	Case      string       `json:"case"`
	Effect    clock.Effect `json:"effect"`
	Rule      clock.Rule   `json:"rule"`
	StartedOn civil.Date   `json:"started_on"`
	OldDue    civil.Date   `json:"old_due"`
	NewDue    civil.Date   `json:"new_due"`
	Days      int          `json:"days"`
}

func (p *jsonEffects) effect(id string, d *clock.Difference) error {
	o := d.Either()
	line, err := json.Marshal(jsonEffect{id, d.Effect, o.Rule, o.StartedOn, d.Old.Due, d.New.Due, d.Days()})
	if err != nil {
		return err
	}
	before := "\n "
	if p.begun {
		before = ",\n "
	}
	p.begun = true
	_, err = fmt.Fprintf(p.out, "%s%s", before, line)
	return err
}

func (p *jsonEffects) end(t *clock.Tally) error {
	type rule struct {
		Rule        clock.Rule `json:"rule"`
		Appear      int        `json:"appear"`
		Vanish      int        `json:"vanish"`
		Earlier     int        `json:"earlier"`
		Later       int        `json:"later"`
		MostEarlier int        `json:"most_days_earlier"`
		MostLater   int        `json:"most_days_later"`
	}
	rules := []rule{}
	for r := range clock.RuleCount {
		if s := t.Rules[r]; s.Total() > 0 {
			rules = append(rules, rule{r, s.Appear, s.Vanish, s.Earlier, s.Later, -s.MostEarlier, s.MostLater})
		}
	}
	text, err := json.Marshal(rules)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "\n], \"cases\": %d, \"cases_changed\": %d, \"rules\": %s}\n", t.Cases, t.Changed, text)
	return err
}

type tableEffects struct{ out io.Writer }

func (p tableEffects) effect(id string, d *clock.Difference) error {
	o := d.Either()
	var what string
	switch d.Effect {
	case clock.Appears:
		what = "appears, due " + d.New.Due.String()
	case clock.Vanishes:
		what = "vanishes, was due " + d.Old.Due.String()
	default:
		what = fmt.Sprintf("moves from %s to %s (%+d days)", d.Old.Due, d.New.Due, d.Days())
	}
	_, err := fmt.Fprintf(p.out, "  %-20s  %-34s  %s\n", id, o.Rule, what)
	return err
}

func (p tableEffects) end(t *clock.Tally) error {
	fmt.Fprintf(p.out, "\n%d of %d cases change.\n", t.Changed, t.Cases)
	if t.Changed == 0 {
		return nil
	}
	fmt.Fprintf(p.out, "\n  %-34s  %8s  %8s  %8s  %8s  %s\n", "rule", "appear", "vanish", "earlier", "later", "days moved: mean (most earlier, most later)")
	var err error
	for r := range clock.RuleCount {
		s := t.Rules[r]
		if s.Total() == 0 {
			continue
		}
		moved := ""
		if n := s.Moved(); n > 0 {
			moved = fmt.Sprintf("%+.1f (%d, %+d)", float64(s.Days)/float64(n), s.MostEarlier, s.MostLater)
		}
		_, err = fmt.Fprintf(p.out, "  %-34s  %8d  %8d  %8d  %8d  %s\n", r, s.Appear, s.Vanish, s.Earlier, s.Later, moved)
	}
	return err
}
