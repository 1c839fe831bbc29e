package cli

import (
	"fmt"
	"io"
	"os"

	"homeward/internal/app"
	"homeward/internal/assuring"
)

type exportInpatientsCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
	Mapping  string `placeholder:"FILE" help:"Columns and codes (homeward.inpatients/1) in place of those of the register."`
	Out      string `short:"o" placeholder:"FILE" help:"Write here instead of to standard output."`
}

func (exportInpatientsCmd) Help() string {
	return `Everybody in hospital as a CSV file, in the columns and by the codes of a mapping
file: that which the register loaded in its settings or, without one, that of the
program. That of the program follows what was published of Assuring Transformation
in August 2022; check its codes before a return.

Examples:

  homeward export inpatients --register QXX --data /var/lib/homeward --out inpatients.csv
  homeward export inpatients --register QXX --data /var/lib/homeward --mapping ours.json`
}

func (c *exportInpatientsCmd) Run(x *exec) error {
	var mapping *app.Mapping
	if c.Mapping != "" {
		data, err := os.ReadFile(c.Mapping)
		if err != nil {
			return err
		}
		own, faults := assuring.ReadMapping(data)
		if len(faults) > 0 {
			return faultsIn(c.Mapping, faults)
		}
		mapping = &own
	}
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	return x.writeTo(c.Out, func(w io.Writer) error {
		left, err := a.ExportInpatients(x.Context, app.CommandLine(c.Register), mapping, w)
		if err == nil && left > 0 {
			fmt.Fprintf(x.Stderr, "homeward: %d people are left out, for their admission is not recorded\n", left)
		}
		return err
	})
}
