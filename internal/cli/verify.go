package cli

import (
	"fmt"

	"homeward/internal/app"
)

type verifyCmd struct{}

func (verifyCmd) Help() string {
	return `Recomputes the chain of every case and every index, and names the first entry that is
not as it was written. Exits with 1 when something is not as written.

Examples:

  homeward verify --data /var/lib/homeward`
}

func (verifyCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	report, err := a.Verify(x.Context, app.CommandLine(""))
	if err != nil {
		return err
	}
	fmt.Fprintln(x.Stdout, report)
	if !report.OK() {
		return told(exitFailed)
	}
	return nil
}
