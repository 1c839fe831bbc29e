package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"

	"homeward/internal/clock"
	"homeward/internal/demo"
	"homeward/internal/store"
	"homeward/internal/web"
)

type demoCmd struct {
	sealKeyFlag
	secretKeyFlags
	Addr   string `default:"localhost:8080" placeholder:"HOST:PORT" help:"Listen here (${default})."`
	People int    `default:"1200" help:"How many invented people (${default})."`
	Seed   uint64 `default:"1" help:"Another seed makes other people (${default})."`
	JSON   bool   `name:"json" help:"When ready, print one line of JSON: url, registers, accounts."`
}

func (demoCmd) Help() string {
	return `Makes two registers of invented people and serves them. Without --data everything
is forgotten when it stops; with --data it is kept, and used again the next time.

Examples:

  homeward demo
  homeward demo --addr localhost:9000 --data ./demo --people 300 --seed 7
  homeward demo --json`
}

func (c *demoCmd) Run(x *exec) error {
	if err := pagesBuilt(); err != nil {
		return err
	}
	if c.People < 0 || c.People > 300_000 {
		return wrongUse("give a number from 0 to 300000", "--people %d is out of range", c.People)
	}
	if x.Data == "" && x.Database == "" {
		dir, err := os.MkdirTemp("", "homeward-demo-")
		if err != nil {
			return failed("give a directory with --data", "no temporary directory can be made: %v", err)
		}
		defer os.RemoveAll(dir)
		x.Data = dir
	}
	place, err := x.place()
	if err != nil {
		return err
	}
	isNew, err := c.fill(x, place)
	if err != nil {
		return err
	}
	a, done, err := x.openAt(place)
	if err != nil {
		return err
	}
	defer done()
	key, err := c.secretKey(place)
	if err != nil {
		return err
	}
	if key != nil {
		if err := a.KeepSecretsBy(key); err != nil {
			return err
		}
		if isNew {
			if err := demo.Papers(x.Context, a); err != nil {
				return err
			}
		}
	}
	if err := c.sealWith(x, a); err != nil {
		return err
	}
	return x.serve(a, door{addr: c.Addr, patience: usualPatience}, x.logger(), web.Options{Name: "Homeward", Demo: true, Limits: web.UsualLimits}, func(url string) { c.tell(x, url) })
}

// fill makes the demo's registers, unless they are there already.
func (c *demoCmd) fill(x *exec, place string) (isNew bool, err error) {
	s, err := store.Open(x.Context, place)
	if err != nil {
		return false, failed("choose another place with --data", "the demo's database cannot be opened: %v", err)
	}
	defer s.Close()
	registers, err := s.Registers(x.Context)
	if err != nil {
		return false, err
	}
	switch {
	case len(registers) == 0:
		// Making people leaves much behind; collecting it less often takes some
		// tens of megabytes more for these seconds.
		defer debug.SetGCPercent(debug.SetGCPercent(400))
		return true, demo.Fill(x.Context, s, clock.England(), c.People, c.Seed, x.Now())
	case !demo.Made(registers):
		return false, wrongUse("choose another place: the demo never touches a real register", "there is a register in %s that is not a demo's", place)
	}
	return false, nil
}

func (c *demoCmd) tell(x *exec, url string) {
	accounts := demo.Accounts()
	if c.JSON {
		codes := make([]string, len(demo.Registers))
		for i, r := range demo.Registers {
			codes[i] = r.Code
		}
		line, _ := json.Marshal(struct {
			URL       string         `json:"url"`
			Registers []string       `json:"registers"`
			Accounts  []demo.Account `json:"accounts"`
		}{url, codes, accounts})
		fmt.Fprintf(x.Stdout, "%s\n", line)
		return
	}
	fmt.Fprintf(x.Stdout, "Homeward is at %s\n\nEveryone in it is invented. Sign in as one of these, with the password %s\n\n", url, demo.Password)
	for _, a := range accounts {
		fmt.Fprintf(x.Stdout, "  %-28s %-12s %s\n", a.Role.Word(), demo.RegisterName(a.Register), a.Email)
	}
	fmt.Fprintf(x.Stdout, "\nStop it with Ctrl-C.\n")
}
