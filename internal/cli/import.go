package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/sheet"
)

type importCmd struct {
	File importFileCmd `cmd:"" default:"withargs" help:"Bring a spreadsheet into a register (what import does by itself)."`
	Case importCaseCmd `cmd:"" help:"Bring one case file (homeward.case/1) in as a new person."`
}

type importFileCmd struct {
	File     string `arg:"" placeholder:"FILE" help:"A spreadsheet: .xlsx or .csv."`
	Register string `required:"" placeholder:"CODE" help:"The register to bring it into."`
	DryRun   bool   `help:"Only check the file and report; the register need not exist."`
	Suggest  bool   `name:"take-suggestions" help:"Decide every line that needs a decision as Homeward suggests."`
	JSON     bool   `name:"json" help:"Report as JSON."`
}

func (importFileCmd) Help() string {
	return `The columns are read as Homeward proposes, or as they were confirmed for this register
before. Lines that need a decision stop the import: decide them on the pages, or give
--take-suggestions. Nothing is brought in unless all of it is.

Examples:

  homeward import register.xlsx --register QXX --dry-run
  homeward import register.xlsx --register QXX --dry-run --json
  homeward import register.xlsx --register QXX --data /var/lib/homeward --take-suggestions`
}

func (c *importFileCmd) Run(x *exec) error {
	data, err := readInput(c.File)
	if err != nil {
		return err
	}
	if c.DryRun {
		return c.dryRun(x, data)
	}
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	return c.bringIn(x, a, data)
}

// dryRun reports what an import would do. Without a database it checks the
// file for an empty register.
func (c *importFileCmd) dryRun(x *exec, data []byte) error {
	if x.Data == "" && x.Database == "" {
		dir, err := os.MkdirTemp("", "homeward-check-")
		if err != nil {
			return failed("give a directory with --data", "no temporary directory can be made: %v", err)
		}
		defer os.RemoveAll(dir)
		x.Data = dir
	}
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	report, err := a.DryRun(x.Context, app.CommandLine(c.Register), c.File, data)
	if err != nil {
		return refusedFile(c.File, err)
	}
	if c.JSON {
		return json.NewEncoder(x.Stdout).Encode(report)
	}
	describe(x.Stdout, report)
	return nil
}

func describe(w io.Writer, r sheet.Report) {
	for _, s := range r.Sheets {
		fmt.Fprintf(w, "Sheet %q: %d people; headings in row %d.\n", s.Name, s.Rows, s.HeaderRow)
		for _, header := range s.Unmapped {
			fmt.Fprintf(w, "  The column %q has no place and is kept with each line as it stands.\n", header)
		}
	}
	fmt.Fprintf(w, "%d people's lines: %d ready, %d need a decision. %d other lines are ignored.\n", r.Rows, r.Ready, r.Attention, len(r.Ignored))
	for _, rating := range casefile.Ratings {
		fmt.Fprintf(w, "  %s: %d\n", rating.Word(), r.Ratings[rating])
	}
	for _, p := range r.Problems {
		at := fmt.Sprintf("%s, row %d", p.Sheet, p.Row)
		if p.Column != "" {
			at += ", " + p.Column
		}
		fmt.Fprintf(w, "%s: %s\n", at, p.Message)
	}
}

func (c *importFileCmd) bringIn(x *exec, a *app.App, data []byte) error {
	actor := app.CommandLine(c.Register)
	id, err := a.StartImport(x.Context, actor, c.File, data)
	if err != nil {
		return refusedFile(c.File, err)
	}
	view, err := a.Import(x.Context, actor, id)
	if err != nil {
		return err
	}
	if err := a.SetMapping(x.Context, actor, id, view.Mapping); err != nil {
		return refusedFile(c.File, err)
	}
	if c.Suggest {
		if _, err := a.DecideAsSuggested(x.Context, actor, id); err != nil {
			return err
		}
	}
	receipt, err := a.CommitImportNow(x.Context, actor, id)
	if err != nil {
		if e := app.As(err); e.Kind == app.Invalid {
			way := "decide them on the pages, or give --take-suggestions"
			if c.Suggest {
				way = "decide on the pages what Homeward has no suggestion for"
			}
			return failed(way, "nothing was brought in: %s", e.Text)
		}
		return fmt.Errorf("nothing was brought in: %w", err)
	}
	if c.JSON {
		return json.NewEncoder(x.Stdout).Encode(receipt)
	}
	fmt.Fprintf(x.Stdout, "%d people added, %d changed; %d further lines joined to them, %d lines said nothing new, %d were left out. %d have something that needs attention.\n",
		receipt.Added, receipt.Changed, receipt.Joined, receipt.Unchanged, receipt.LeftOut, receipt.WithFlags)
	return nil
}

type importCaseCmd struct {
	File     string `arg:"" placeholder:"FILE" help:"A case file, homeward.case/1."`
	Register string `required:"" placeholder:"CODE" help:"The register to bring it into."`
}

func (importCaseCmd) Help() string {
	return `Examples:

  homeward import case person.json --register QXX --data /var/lib/homeward`
}

func (c *importCaseCmd) Run(x *exec) error {
	data, err := readInput(c.File)
	if err != nil {
		return err
	}
	file, faults := casefile.ReadFile(data)
	if len(faults) > 0 {
		for _, f := range faults {
			fmt.Fprintf(x.Stderr, "homeward: %s: %s\n", c.File, f)
		}
		return told(exitWrong)
	}
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	receipt, err := a.ImportCase(x.Context, app.CommandLine(c.Register), file, filepath.Base(c.File))
	if err != nil {
		return refusedFile(c.File, err)
	}
	fmt.Fprintf(x.Stdout, "Case %s has %d entries.\n", receipt.Case, receipt.Version)
	return nil
}

func readInput(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, wrongUse("check the name", "%s cannot be read", name)
	case info.IsDir():
		return nil, wrongUse("name the file itself", "%s is a directory", name)
	case info.Size() > sheet.DefaultLimits.Bytes:
		return nil, wrongUse("split it, or remove what is not the register", "%s is too large: at most %d MB can be read", name, sheet.DefaultLimits.Bytes>>20)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, wrongUse("check that it is yours to read", "%s cannot be read: %v", name, err)
	}
	return data, nil
}

// refusedFile turns what a use case refuses of a file into wrong use.
func refusedFile(name string, err error) error {
	if e := app.As(err); e.Kind == app.Invalid {
		return usageError{name + ": " + e.Text}
	}
	return err
}
