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
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	report, err := a.Verify(x.Context, app.CommandLine(""))
	if err != nil {
		return err
	}
	for _, f := range report.Faults {
		fmt.Fprintln(x.Stdout, f)
	}
	if more := report.Count - len(report.Faults); more > 0 {
		fmt.Fprintf(x.Stdout, "and %d more\n", more)
	}
	fmt.Fprintf(x.Stdout, "%d registers, %d people, %d entries: ", report.Registers, report.Cases, report.Entries)
	if !report.OK() {
		fmt.Fprintf(x.Stdout, "%d things are not as they were written. The first is named first.\n", report.Count)
		return told(exitFailed)
	}
	fmt.Fprintln(x.Stdout, "everything is as it was written.")
	if report.Stale > 0 {
		fmt.Fprintf(x.Stdout, "%d people wait to be reckoned anew, for the day or for this version. A running Homeward does it by itself; so does homeward rebuild.\n", report.Stale)
	}
	return nil
}
