package cli

import (
	"fmt"
	"strings"

	"homeward/internal/app"
)

type organisationCmd struct {
	List    organisationListCmd    `cmd:"" help:"List the organisations of a register."`
	Add     organisationAddCmd     `cmd:"" help:"Add an organisation to a register."`
	Succeed organisationSucceedCmd `cmd:"" help:"Say which organisation takes the place of another, and when."`
}

type organisationListCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
}

func (organisationListCmd) Help() string {
	return `One line for each: code, name, kind, first day, first day without it, and what takes its place.

Examples:

  homeward organisation list --data /var/lib/homeward --register QXX`
}

func (c *organisationListCmd) Run(x *exec) error {
	a, done, err := x.openRegister(c.Register)
	if err != nil {
		return err
	}
	defer done()
	all, err := a.Organisations(x.Context, app.CommandLine(c.Register))
	if err != nil {
		return err
	}
	for _, o := range all {
		ends := ""
		if o.EndsOn != 0 {
			ends = o.EndsOn.String()
		}
		fmt.Fprintln(x.Stdout, strings.Join([]string{o.Code, o.Name, o.Kind, o.From.String(), ends, o.Successor}, "\t"))
	}
	return nil
}

type organisationAddCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
	Kind     string `required:"" help:"What kind of organisation it is."`
	From     day    `placeholder:"YYYY-MM-DD" help:"Its first day; today if not given."`
	Code     string `arg:"" help:"Its code of the Organisation Data Service, or one of your own."`
	Name     string `arg:"" help:"What people call it."`
}

func (organisationAddCmd) Help() string {
	kinds := make([]string, len(app.OrganisationKinds))
	for i, k := range app.OrganisationKinds {
		kinds[i] = string(k)
	}
	return `Kinds: ` + strings.Join(kinds, ", ") + `

Examples:

  homeward organisation add --data /var/lib/homeward --register QXX --kind trust RXX "Northshire Partnership Trust"`
}

func (c *organisationAddCmd) Run(x *exec) error {
	a, done, err := x.openRegister(c.Register)
	if err != nil {
		return err
	}
	defer done()
	if err := a.AddOrganisation(x.Context, app.CommandLine(c.Register), app.Organisation{Code: c.Code, Name: c.Name, Kind: c.Kind, From: c.From.Date}); err != nil {
		return refusedOrganisation(err)
	}
	fmt.Fprintf(x.Stdout, "%s is among the organisations of register %s.\n", c.Name, c.Register)
	return nil
}

type organisationSucceedCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
	On       day    `required:"" placeholder:"YYYY-MM-DD" help:"The first day on which the one takes the place of the other."`
	From     string `arg:"" name:"old" help:"Code of the one that ends."`
	To       string `arg:"" name:"new" help:"Code of the one that takes its place; add it first."`
}

func (organisationSucceedCmd) Help() string {
	return `From that day the users and teams of the old organisation are those of the new one. Nobody's access changes.

Examples:

  homeward organisation succeed --data /var/lib/homeward --register QXX --on 2027-04-01 QXX QZZ`
}

func (c *organisationSucceedCmd) Run(x *exec) error {
	a, done, err := x.openRegister(c.Register)
	if err != nil {
		return err
	}
	defer done()
	if err := a.EndOrganisation(x.Context, app.CommandLine(c.Register), c.From, c.On.Date, c.To); err != nil {
		return refusedOrganisation(err)
	}
	fmt.Fprintf(x.Stdout, "From %s, %s takes the place of %s.\n", c.On.Long(), c.To, c.From)
	return nil
}

// openRegister opens the place where the registers are kept, for work in one
// that must be there.
func (x *exec) openRegister(code string) (*app.App, func(), error) {
	a, done, err := x.open()
	if err != nil {
		return nil, nil, err
	}
	if err := x.registerExists(a, code); err != nil {
		done()
		return nil, nil, err
	}
	return a, done, nil
}

func refusedOrganisation(err error) error {
	switch e := app.As(err); e.Kind {
	case app.Invalid:
		return usageError{e.Text}
	case app.NotFound:
		return wrongUse("see homeward organisation list", "there is no such organisation")
	}
	return err
}
