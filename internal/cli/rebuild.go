package cli

import (
	"fmt"

	"homeward/internal/app"
)

type rebuildCmd struct{}

func (rebuildCmd) Help() string {
	return `Makes every index anew from the entries. The entries themselves are not touched.

Examples:

  homeward rebuild --data /var/lib/homeward`
}

func (rebuildCmd) Run(x *exec) error {
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	people := 0
	err = a.Rebuild(x.Context, app.CommandLine(""), func(done, total int) { people = total })
	if err != nil {
		return err
	}
	fmt.Fprintf(x.Stdout, "The indexes of %d people are made anew.\n", people)
	return nil
}
