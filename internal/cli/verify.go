package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"homeward/internal/app"
	"homeward/internal/seal"
	"homeward/internal/store"
)

type verifyCmd struct {
	sealKeyFlag
	Checkpoint string   `placeholder:"FILE" help:"Prove that all that was sealed at this checkpoint is still there, unaltered and in order; - is standard input."`
	Verifier   []string `placeholder:"KEY" help:"A public key that may have signed, as homeward seal --key prints it, beside the key that is here."`
}

func (verifyCmd) Help() string {
	return `Recomputes the chain of every case, every index and the whole sealed log, and names what is
not as it was written, or was never written by Homeward. Exits with 1 when there is any.

With a checkpoint that was kept elsewhere it also finds what somebody altered who may write
to the database and recomputed everything in it.

Examples:

  homeward verify --data /var/lib/homeward
  homeward verify --data /var/lib/homeward --checkpoint 2026-03-02.checkpoint
  homeward verify --database postgres://homeward@db/homeward --checkpoint - --verifier homeward-1a2b3c4d+01234567+AAAA < kept`
}

func (c *verifyCmd) Run(x *exec) error {
	trust, err := c.trust(x)
	if err != nil {
		return err
	}
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	report, err := a.Verify(x.Context, app.CommandLine(""), trust)
	if err != nil {
		return err
	}
	return tellReport(x, report, trust)
}

// tellReport says what was found; it ends with 1 when something is not as it was
// written.
func tellReport(x *exec, report store.Report, trust store.Trust) error {
	for _, f := range report.Faults {
		fmt.Fprintln(x.Stdout, f)
	}
	if more := report.Count - len(report.Faults); more > 0 {
		fmt.Fprintf(x.Stdout, "and %d more\n", more)
	}
	for _, given := range trust.Given {
		fmt.Fprintf(x.Stdout, "the checkpoint of %s has %d sealed rows\n", given.At.Format("2 January 2006 15:04 UTC"), given.Size)
	}
	for _, d := range report.Certificates {
		fmt.Fprintf(x.Stdout, "register %s, case %s: disposed of on %s, certificate %d\n", d.Register, strings.Join(append([]string{d.Case}, d.Also...), " and "), d.DisposedAt.In(london).Format("2 January 2006"), d.N)
	}
	log := report.Log
	fmt.Fprintf(x.Stdout, "%d rows sealed, %d wait for it, %d were disposed of; %d checkpoints", log.Leaves, log.Waiting, log.Disposed, log.Checkpoints)
	if log.Unsigned > 0 {
		fmt.Fprint(x.Stdout, ", whose signatures were not checked: give --verifier")
	}
	fmt.Fprintf(x.Stdout, "\n%d registers, %d people, %d entries: ", report.Registers, report.Cases, report.Entries)
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

// trust is what the flags give to hold the log against.
func (c *verifyCmd) trust(x *exec) (t store.Trust, err error) {
	key, err := c.read(x)
	if err != nil {
		return t, err
	}
	if t.Known, err = verifiers(c.Verifier, key); err != nil || c.Checkpoint == "" {
		return t, err
	}
	var text []byte
	if c.Checkpoint == "-" {
		text, err = io.ReadAll(io.LimitReader(x.Stdin, 1<<20))
	} else {
		text, err = os.ReadFile(c.Checkpoint)
	}
	if err != nil {
		return t, wrongUse("give the file that homeward seal wrote", "the checkpoint cannot be read: %v", err)
	}
	given, err := seal.OpenCheckpoint(string(text), t.Known...)
	switch {
	case errors.Is(err, seal.ErrUnknownKey):
		return t, wrongUse("give its public key with --verifier", "the checkpoint is not signed by a key that is known here")
	case err != nil:
		return t, wrongUse("give the file that homeward seal wrote", "%s: %v", c.Checkpoint, err)
	}
	t.Given = []seal.Checkpoint{given}
	return t, nil
}
