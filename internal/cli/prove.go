package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/seal"
)

type proveCmd struct {
	Entry string `arg:"" placeholder:"REGISTER/CASE/NUMBER" help:"The entry: the register, the case as in the address of its page, and its number."`
	JSON  bool   `name:"json" help:"Print it for a program, and for whoever is to check it."`
	Out   string `short:"o" placeholder:"FILE" help:"Write here instead of to standard output."`
}

func (proveCmd) Help() string {
	return `Prints the proof that an entry is in the sealed log, with all that the entry says. Anyone who has
the public key (homeward seal --key) can check the JSON without Homeward and without the database:
docs/proof.md has the page of code that does it.

Examples:

  homeward prove QXX/3f9c2a7be1d04a5c9e17/4 --data /var/lib/homeward
  homeward prove QXX/3f9c2a7be1d04a5c9e17/4 --data /var/lib/homeward --json --out entry-4.json`
}

func (c *proveCmd) Run(x *exec) error {
	parts, err := seal.ParseKey(c.Entry)
	var seq int
	if err == nil && len(parts) == 3 {
		seq, err = strconv.Atoi(parts[2])
	}
	if err != nil || len(parts) != 3 {
		return wrongUse("write REGISTER/CASE/NUMBER, such as QXX/3f9c2a7be1d04a5c9e17/4", "%q names no entry", c.Entry)
	}
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, parts[0]); err != nil {
		return err
	}
	proof, err := a.ProveEntry(x.Context, app.CommandLine(parts[0]), parts[1], seq)
	if err != nil {
		switch app.As(err).Kind {
		case app.NotFound:
			return wrongUse("take the case from the address of the person's page", "there is no entry %s", c.Entry)
		case app.Conflict:
			return failed("run homeward seal, then ask again", "entry %s is not sealed yet", c.Entry)
		}
		return err
	}
	return x.writeTo(c.Out, func(w io.Writer) error {
		if c.JSON {
			e := json.NewEncoder(w)
			e.SetIndent("", "  ")
			e.SetEscapeHTML(false)
			return e.Encode(proof)
		}
		return tellProof(w, proof)
	})
}

func tellProof(w io.Writer, p *seal.Proof) error {
	c, err := seal.ReadCheckpoint(p.Checkpoint)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Entry %s is in the sealed log %s.\n", p.Key, c.Log)
	fmt.Fprintf(&b, "It is number %d of the %d that were sealed by %s.\n\n", p.Leaf+1, c.Size, c.At.Format("2 January 2006 15:04 UTC"))
	for _, column := range p.Columns {
		fmt.Fprintf(&b, "%-12s %s\n", column.Name, column.Value)
	}
	fmt.Fprintf(&b, "%-12s %s\n\n", "salt", p.Salt)
	for _, h := range p.Hashes {
		fmt.Fprintf(&b, "%s\n", h)
	}
	fmt.Fprintf(&b, "\n%s", p.Checkpoint)
	_, err = io.WriteString(w, b.String())
	return err
}
