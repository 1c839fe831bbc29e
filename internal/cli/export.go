package cli

import (
	"fmt"
	"io"
	"os"

	"homeward/internal/app"
)

type exportCmd struct {
	Register   exportRegisterCmd   `cmd:"" default:"withargs" help:"Write a register as a spreadsheet (what export does by itself)."`
	Case       exportCaseCmd       `cmd:"" help:"Write one case as a case file (homeward.case/1)."`
	Inpatients exportInpatientsCmd `cmd:"" help:"Write everybody in hospital as a CSV file, by a mapping."`
}

type exportRegisterCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
	Format   string `default:"xlsx" enum:"xlsx,csv" help:"xlsx or csv (${default})."`
	Out      string `short:"o" placeholder:"FILE" help:"Write here instead of to standard output."`
}

func (exportRegisterCmd) Help() string {
	return `Everyone on the register, red first, in the columns that the register's page exports.

Examples:

  homeward export --register QXX --data /var/lib/homeward --out register.xlsx
  homeward export --register QXX --data /var/lib/homeward --format csv > register.csv`
}

func (c *exportRegisterCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	return x.writeTo(c.Out, func(w io.Writer) error {
		return a.Export(x.Context, app.CommandLine(c.Register), app.PeopleQuery{}, app.ExportFormat(c.Format), w)
	})
}

type exportCaseCmd struct {
	Case     string `arg:"" placeholder:"CASE" help:"The case's identifier, as in the address of its page."`
	Register string `required:"" placeholder:"CODE" help:"The register."`
	Out      string `short:"o" placeholder:"FILE" help:"Write here instead of to standard output."`
}

func (exportCaseCmd) Help() string {
	return `A case file holds what the clock reads: no names, no notes, nothing that was struck out.

Examples:

  homeward export case 3f9c2a7be1d04a5c9e17 --register QXX --data /var/lib/homeward --out person.json`
}

func (c *exportCaseCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	data, left, err := a.ExportCase(x.Context, app.CommandLine(c.Register), c.Case)
	if err != nil {
		if app.As(err).Kind == app.NotFound {
			return wrongUse("take it from the address of the person's page", "there is no case %s in register %s", c.Case, c.Register)
		}
		return err
	}
	if err := x.writeTo(c.Out, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
		return err
	}
	if left > 0 {
		fmt.Fprintf(x.Stderr, "homeward: %d entries have no place in a case file (names, contacts, notes and the like) and were left out\n", left)
	}
	return nil
}

// writeTo gives standard output, or a file that is there only when it is whole.
func (x *exec) writeTo(name string, write func(io.Writer) error) (err error) {
	if name == "" {
		return write(x.Stdout)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return failed("choose another with --out", "%s cannot be written: %v", name, err)
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
		if err != nil {
			os.Remove(name)
		}
	}()
	return write(f)
}
