package cli

import (
	"fmt"
	"strings"

	"homeward/internal/app"
)

type disposeCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register whose records are disposed of."`
}

func (disposeCmd) Help() string {
	return `Disposes of the records whose disposal two people have agreed on the page How long records are
kept, prints a line for each certificate, and has the database forget their bytes.

Where Homeward is served with a role of its own on PostgreSQL, that role may delete nothing: give
the address of the role that owns the tables. Elsewhere the pages do this by themselves.

Examples:

  homeward dispose --database postgres://homeward_owner@db/homeward --register QXX
  homeward dispose --data /var/lib/homeward --register QXX`
}

func (c *disposeCmd) Run(x *exec) error {
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	certificates, err := a.DisposeAgreed(x.Context, app.CommandLine(c.Register))
	for _, d := range certificates {
		fmt.Fprintf(x.Stdout, "certificate %d: case %s, %d entries, %d attachments, agreed by %s and %s\n", d.N, strings.Join(append([]string{d.Case}, d.Also...), " and "), d.Entries, d.Attachments, d.ProposedName, d.AgreedName)
	}
	if err != nil {
		return failed("see homeward dispose --help", "%v", err)
	}
	if len(certificates) == 0 {
		fmt.Fprintln(x.Stdout, "nothing is agreed")
	}
	return nil
}
