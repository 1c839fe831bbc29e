package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
)

type dueCmd struct {
	Cases string `arg:"" placeholder:"CASE.json" help:"A case file, a file with one case a line (.jsonl), a directory of them, or - for standard input."`
	On    day    `placeholder:"DAY" help:"The day to look at, as 2026-02-20 (today in London)."`
	rulebookFlags
	All  bool `help:"List what was met and what ended as well."`
	JSON bool `help:"One JSON object for each case, on a line of its own."`
}

// day is a flag that names a day.
type day struct{ civil.Date }

func (d *day) UnmarshalText(b []byte) error {
	parsed, err := civil.Parse(string(b))
	d.Date = parsed
	return err
}

// rulebookFlags choose the rulebook by which a command reckons.
type rulebookFlags struct {
	Rulebook   string `placeholder:"FILE" help:"A local rulebook that changes numbers of England's."`
	Part8aFrom day    `name:"part-8a-from" placeholder:"DAY" help:"Take Part 8A of the Mental Health Act 1983 to be in force from this day."`
}

func (f rulebookFlags) rulebook() (*clock.Rulebook, error) {
	rb, err := readRulebook(f.Rulebook)
	if err != nil {
		return nil, err
	}
	if f.Part8aFrom.Date != 0 {
		rb = rb.WithCommencement(f.Part8aFrom.Date)
	}
	return rb, nil
}

// readRulebook reads a local rulebook; "" and "england" are the one that comes
// with the program.
func readRulebook(path string) (*clock.Rulebook, error) {
	if path == "" || path == "england" {
		return clock.England(), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, wrongUse("give a rulebook file; homeward rules print shows the form", "cannot read the rulebook %s: %v", path, errors.Unwrap(err))
	}
	rb, problems := clock.England().Overlay(data)
	if problems == nil {
		return rb, nil
	}
	wrong := make([]error, len(problems))
	for i, p := range problems {
		wrong[i] = usageError{fmt.Sprintf("%s: %s", path, p)}
	}
	return nil, errors.Join(wrong...)
}

func (dueCmd) Help() string {
	return `Says which reviews, reports and other things are due for a case, from when on, and why.

A file with one case a line, or a directory, may be of any size: it is read once, little by little.
A case with faults gives no answer: each fault is named with the entry (the first is 0) and the field,
for many cases with the line as well, and the exit code is 2 at the end. Other cases are answered.

Examples:

  homeward due case.json --on 2026-02-20
  homeward due cases.jsonl --on 2026-02-20 --all --json > due.jsonl
  homeward due case.json --on 2027-03-01 --part-8a-from 2027-01-01 --rulebook northshire.yaml`
}

func (c *dueCmd) Run(x *exec) error {
	rb, err := c.rulebook()
	if err != nil {
		return err
	}
	on := c.On.Date
	if on == 0 {
		on = x.Today()
	}
	cases, err := openCases(x, c.Cases)
	if err != nil {
		return err
	}
	defer cases.close() // read only: nothing can be lost
	out := bufio.NewWriterSize(x.Stdout, 64<<10)
	faulty := false
	err = workCases(x.Context, cases, func() func(*caseBatch) answers {
		w := &dueWriter{rb: rb, evaluator: clock.NewEvaluator(rb), on: on, all: c.All, json: c.JSON}
		return w.batch
	}, func(a answers) error {
		if len(a.faults) > 0 {
			faulty = true
			if _, err := x.Stderr.Write(a.faults); err != nil {
				return err
			}
		}
		_, err := out.Write(a.text)
		return err
	})
	if err = errors.Join(err, out.Flush()); err != nil {
		return err
	}
	if faulty {
		return told(exitWrong)
	}
	return nil
}

// answers are those of one batch: what to print, and what was wrong.
type answers struct{ text, faults []byte }

// dueWriter answers one batch after another.
type dueWriter struct {
	rb        *clock.Rulebook
	evaluator *clock.Evaluator
	on        civil.Date
	all, json bool
	listed    []clock.Obligation
	room      int // bytes that the longest answers took
}

func (w *dueWriter) batch(b *caseBatch) (a answers) {
	a.text = make([]byte, 0, w.room+w.room/8)
	b.each(func(where string, f *casefile.File, faults []casefile.Fault) {
		for _, fault := range faults {
			a.faults = fmt.Appendf(a.faults, "homeward: %s: %s\n", where, fault)
		}
		if faults != nil {
			return
		}
		w.listed = w.listed[:0]
		for _, o := range w.evaluator.Obligations(f, w.on) {
			if clock.Listed(&o, w.all) {
				w.listed = append(w.listed, o)
			}
		}
		if w.json {
			a.text = append(clock.AppendJSON(a.text, w.rb, f, w.on, w.listed), '\n')
		} else {
			a.text = w.table(a.text, f)
		}
	})
	w.room = max(w.room, len(a.text))
	return a
}

// table is the answer for people: a line for each obligation, with its why
// beneath it.
func (w *dueWriter) table(b []byte, f *casefile.File) []byte {
	b = fmt.Appendf(b, "Case %s on %s\n", f.ID, w.on.LongWeekday())
	if len(w.listed) == 0 {
		return append(b, "  Nothing is due.\n\n"...)
	}
	for i := range w.listed {
		o := &w.listed[i]
		b = fmt.Appendf(b, "  %-10s  %-13s  %-8s  %s (%s)\n", o.Due, o.State, o.Basis, w.rb.Title(o.Rule), o.Rule)
		b = fmt.Appendf(b, "              %s\n", clock.Why(w.rb, f, o))
		b = fmt.Appendf(b, "              Source: %s\n", clock.Source(w.rb, o.Rule))
	}
	return append(b, '\n')
}
