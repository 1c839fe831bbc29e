package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"homeward/internal/app"
	"homeward/internal/civil"
)

type registerCmd struct {
	Make  registerMakeCmd  `cmd:"" default:"withargs" help:"Make an empty register."`
	Merge registerMergeCmd `cmd:"" help:"Merge a register into another, and close it."`
}

type registerMakeCmd struct {
	Code string `arg:"" help:"A short code that stays, such as the board's organisation code."`
	Name string `arg:"" help:"What people call it."`
}

func (registerMakeCmd) Help() string {
	return `Makes an empty register. Then add the first user and bring in your spreadsheet.

Examples:

  homeward register --data /var/lib/homeward QXX "Northshire"`
}

func (c *registerMakeCmd) Run(x *exec) error {
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if x.registerExists(a, c.Code) == nil {
		return wrongUse("choose another code", "there is a register %s already", c.Code)
	}
	if err := a.CreateRegister(x.Context, app.CommandLine(c.Code), c.Code, c.Name); err != nil {
		return refusedUser(err)
	}
	fmt.Fprintf(x.Stdout, "The register %s (%s) is made.\n", c.Code, c.Name)
	return nil
}

// registerExists is wrong use when there is no such register, or nobody works in
// it any more.
func (x *exec) registerExists(a *app.App, code string) error {
	registers, err := a.Registers(x.Context)
	if err != nil {
		return err
	}
	var codes []string
	for _, r := range registers {
		switch {
		case r.Code == code && r.Closed():
			return wrongUse("give "+r.MergedInto, "the register %s is closed: it was merged into %s on %s", code, r.MergedInto, civil.FromTime(r.ClosedAt.In(london)))
		case r.Code == code:
			return nil
		case r.Closed():
			continue
		}
		codes = append(codes, r.Code)
	}
	if len(codes) == 0 {
		return wrongUse(`make one with homeward register CODE "NAME"`, "there is no register yet")
	}
	return wrongUse("there are: "+strings.Join(codes, ", "), "there is no register %q", code)
}

type registerMergeCmd struct {
	From   string `arg:"" help:"The register that is merged, and closed."`
	Into   string `arg:"" help:"The register that takes everything over."`
	DryRun bool   `help:"Only say what would be done."`
	JSON   bool   `name:"json" help:"Print one line of JSON."`
}

func (registerMergeCmd) Help() string {
	return `Takes everything of one register over into another: every person with the whole record as
it was written, users with their roles, saved lists, forms that were begun, spreadsheets
that were brought in. All of it or nothing. People of both who have the same NHS number
both stay, and are flagged for somebody to decide. The register that was merged is closed
and kept; what was written in it stays as it was. Keep a copy of the database first, and
let nobody work in either register meanwhile.

Examples:

  homeward register merge --data /var/lib/homeward QXX QYY --dry-run
  homeward register merge --data /var/lib/homeward QXX QYY`
}

func (c *registerMergeCmd) Run(x *exec) error {
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	for _, code := range []string{c.From, c.Into} {
		if err := x.registerExists(a, code); err != nil {
			return err
		}
	}
	actor := app.CommandLine(c.Into)
	var m app.Merge
	if c.DryRun {
		m, err = a.PlanMerge(x.Context, actor, c.From)
	} else {
		m, err = a.MergeRegister(x.Context, actor, c.From, nil)
	}
	if err != nil {
		return refusedUser(err)
	}
	if c.JSON {
		return c.tellJSON(x, m)
	}
	c.tell(x, m)
	return nil
}

// tellJSON prints what was done, or would be, on one line.
func (c *registerMergeCmd) tellJSON(x *exec, m app.Merge) error {
	type pair struct {
		From []string `json:"from"`
		Into []string `json:"into"`
	}
	same := make([]pair, len(m.Same))
	for i, s := range m.Same {
		same[i] = pair(s)
	}
	line, err := json.Marshal(struct {
		From        string `json:"from"`
		Into        string `json:"into"`
		DryRun      bool   `json:"dry_run"`
		People      int    `json:"people"`
		Entries     int    `json:"entries"`
		Users       int    `json:"users"`
		UsersInBoth int    `json:"users_in_both"`
		Teams       int    `json:"teams"`
		Views       int    `json:"views"`
		Drafts      int    `json:"drafts"`
		Imports     int    `json:"imports"`
		Calendars   int    `json:"calendars"`
		Rulebooks   int    `json:"rules_left_behind"`
		Same        []pair `json:"same_nhs_number"`
	}{c.From, c.Into, c.DryRun, m.People, m.Entries, m.Users, m.UsersInBoth, m.Teams, m.Views, m.Drafts, m.Imports, m.Calendars, m.Rulebooks, same})
	if err != nil {
		return err
	}
	fmt.Fprintf(x.Stdout, "%s\n", line)
	return nil
}

func (c *registerMergeCmd) tell(x *exec, m app.Merge) {
	begin, end := "Merged", "The register "+c.From+" is closed."
	if c.DryRun {
		begin, end = "To merge", "Nothing is done yet."
	}
	fmt.Fprintf(x.Stdout, "%s %s into %s:\n\n", begin, c.From, c.Into)
	for _, line := range []struct {
		n    int
		what string
	}{
		{m.People, "people"}, {m.Entries, "entries in their records"}, {m.Users, "users"}, {m.UsersInBoth, "of the users are in both"}, {m.Teams, "teams"}, {m.Views, "saved lists"},
		{m.Drafts, "forms begun and not saved"}, {m.Imports, "spreadsheets brought in"}, {m.Calendars, "calendars"},
		{m.Rulebooks, "changes of rules that are left behind: those of " + c.Into + " hold"},
		{len(m.Same), "NHS numbers that are in both"},
	} {
		fmt.Fprintf(x.Stdout, "%9d %s\n", line.n, line.what)
	}
	for _, s := range m.Same {
		fmt.Fprintf(x.Stdout, "          same NHS number: %s of %s, %s of %s\n", strings.Join(s.From, ", "), c.From, strings.Join(s.Into, ", "), c.Into)
	}
	fmt.Fprintln(x.Stdout, "\n"+end)
}
