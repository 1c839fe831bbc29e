package cli

import (
	"errors"
	"fmt"
	"os"

	"homeward/internal/app"
)

type checklistCmd struct {
	Print checklistPrintCmd `cmd:"" help:"Print the checklist or the early signs that come with Homeward, to write local ones from."`
	Check checklistCheckCmd `cmd:"" help:"Check a local checklist."`
	Load  checklistLoadCmd  `cmd:"" help:"Have a register use a local checklist or local early signs."`
}

type checklistPrintCmd struct {
	EarlySigns bool `help:"Print the early signs instead."`
}

func (checklistPrintCmd) Help() string {
	return `Examples:

  homeward checklist print > northshire.yaml
  homeward checklist print --early-signs > signs.yaml`
}

func (c *checklistPrintCmd) Run(x *exec) error {
	if c.EarlySigns {
		_, err := x.Stdout.Write(app.OpenEarlySigns())
		return err
	}
	_, err := x.Stdout.Write(app.OpenChecklist())
	return err
}

type checklistCheckCmd struct {
	File string `arg:"" placeholder:"FILE" help:"The local checklist."`
}

func (checklistCheckCmd) Help() string {
	return `Everything that is wrong is named with its line, and the exit code is then 2.

Examples:

  homeward checklist check northshire.yaml`
}

func (c *checklistCheckCmd) Run(x *exec) error {
	file, err := readChecklist(c.File)
	if err != nil {
		return err
	}
	if app.AreEarlySigns(file) {
		signs, faults := app.ReadEarlySigns(file)
		if len(faults) > 0 {
			return faultsIn(c.File, faults)
		}
		fmt.Fprintf(x.Stdout, "%s has early signs: %s, edition %s. %d signs, %d triggers.\n", c.File, signs.Name, signs.Edition, len(signs.Signs), len(signs.Triggers))
		return nil
	}
	list, faults := app.ReadChecklist(file)
	if len(faults) > 0 {
		return faultsIn(c.File, faults)
	}
	most := 0
	for _, i := range list.Items {
		most += i.Most()
	}
	fmt.Fprintf(x.Stdout, "%s is a checklist: %s, edition %s. %d questions, at most %d points.\n", c.File, list.Name, list.Edition, len(list.Items), most)
	return nil
}

func readChecklist(path string) ([]byte, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, wrongUse("give a checklist; homeward checklist print shows the form", "cannot read the checklist %s: %v", path, errors.Unwrap(err))
	}
	return file, nil
}

// faultsIn says everything that is wrong in a file.
func faultsIn[T fmt.Stringer](path string, faults []T) error {
	wrong := make([]error, len(faults))
	for i, f := range faults {
		wrong[i] = usageError{path + ": " + f.String()}
	}
	return errors.Join(wrong...)
}

type checklistLoadCmd struct {
	Register string `required:"" placeholder:"CODE" help:"The register."`
	File     string `arg:"" placeholder:"FILE" help:"The local checklist."`
}

func (checklistLoadCmd) Help() string {
	return `It is used from then on. Scores that were given before stay as they are, with the questions of then.

Examples:

  homeward checklist load --data /var/lib/homeward --register QXX northshire.yaml`
}

func (c *checklistLoadCmd) Run(x *exec) error {
	file, err := readChecklist(c.File)
	if err != nil {
		return err
	}
	a, done, err := x.openRegister(c.Register)
	if err != nil {
		return err
	}
	defer done()
	faults, err := a.LoadChecklist(x.Context, app.CommandLine(c.Register), file)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return faultsIn(c.File, faults)
	}
	fmt.Fprintf(x.Stdout, "Register %s uses the list in %s from now on.\n", c.Register, c.File)
	return nil
}
