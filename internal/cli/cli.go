// Package cli is the command line of Homeward. Each command is one file: a
// struct of flags, its Help with examples, and Run.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // days are London's, also on a machine that has no zones

	"github.com/alecthomas/kong"

	"homeward/internal/civil"
	"homeward/internal/web/static"
)

// version is set by the linker.
var version = "unknown"

// grammar is every command and flag, in the order that the help lists them.
// A flag is also read from the environment: --data from HOMEWARD_DATA.
type grammar struct {
	Data     string           `placeholder:"DIR" help:"Keep the register in this directory, in a database of its own."`
	Database string           `placeholder:"URL" help:"Keep the register in PostgreSQL: postgres://user@host/name."`
	Version  kong.VersionFlag `env:"-" help:"Print the version and stop."`

	Serve         serveCmd         `cmd:"" help:"Serve the pages."`
	Demo          demoCmd          `cmd:"" help:"Try Homeward with invented people."`
	Register      registerCmd      `cmd:"" help:"Make an empty register, or merge one into another."`
	User          userCmd          `cmd:"" help:"Add users, change their roles and passwords."`
	Organisation  organisationCmd  `cmd:"" help:"List, add and succeed the organisations that users work for."`
	Import        importCmd        `cmd:"" help:"Bring a spreadsheet into a register, or check it first."`
	Export        exportCmd        `cmd:"" help:"Write a register as a spreadsheet, or one case as a file."`
	SubjectAccess subjectAccessCmd `cmd:"" help:"Write all that is kept about one person, for who asks for it."`
	Migrate       migrateCmd       `cmd:"" help:"Make the tables, and give the role that serves its rights."`
	Verify        verifyCmd        `cmd:"" help:"Check that every entry and every index is as it was written."`
	Seal          sealCmd          `cmd:"" help:"Seal what was written, and print the checkpoint that proves it."`
	Prove         proveCmd         `cmd:"" help:"Print the proof that an entry was sealed."`
	Backup        backupCmd        `cmd:"" help:"Keep an encrypted copy of the database, or check one."`
	Restore       restoreCmd       `cmd:"" help:"Make the database anew from a backup, in an empty place."`
	Rebuild       rebuildCmd       `cmd:"" help:"Make every index anew from the entries."`
	Dispose       disposeCmd       `cmd:"" help:"Dispose of records whose disposal was agreed."`
	Due           dueCmd           `cmd:"" help:"Say what is due for a case, and why."`
	Rules         rulesCmd         `cmd:"" help:"Print, check, explain and compare the rules."`
	Checklist     checklistCmd     `cmd:"" help:"Print, check and load the checklist that advises a rating."`
}

// exec is what a command may use of the world around it.
type exec struct {
	// Context ends when the process is asked to stop.
	Context        context.Context
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
	// Today is the day in London.
	Today func() civil.Date
	// Data and Database are the flags that every command shares; see place.
	Data, Database string
}

const description = `Homeward keeps a Dynamic Support Register and runs Care and Treatment Reviews.

Every flag can be given in the environment as well: --data as HOMEWARD_DATA.
It exits with 0 when all went well, 1 when something failed, 2 when it was used wrongly or could not read its input.

Examples:

  homeward demo
  homeward serve --data /var/lib/homeward
  homeward due case.json --on 2026-03-02
`

// Main runs one command and returns the exit code: 0 when all went well, 1
// when something failed, 2 for wrong use or input that cannot be read.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	x := &exec{Context: ctx, Stdin: stdin, Stdout: stdout, Stderr: stderr, Now: time.Now}
	x.Today = func() civil.Date { return civil.FromTime(x.Now().In(london)) }
	return run(args, x)
}

// stopped is the panic by which kong leaves after it has printed help or the version.
type stopped struct{}

func run(args []string, x *exec) (code int) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stopped); !ok {
				panic(r)
			}
			code = exitOK
		}
	}()
	g := new(grammar)
	parser := newParser(g, x)
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return report(x.Stderr, wrongUse(see(err), "%s", noValue.ReplaceAllString(err.Error(), " needs a value")))
	}
	x.Data, x.Database = g.Data, g.Database
	return report(x.Stderr, command.Run(x))
}

// noValue is how kong says that a flag at the end of the line lacks its value.
var noValue = regexp.MustCompile(`: expected \w+ value but got "EOL" \(<EOL>\)`)

func newParser(g *grammar, x *exec) *kong.Kong {
	return kong.Must(g,
		kong.Name("homeward"),
		kong.Description(description),
		kong.Vars{"version": version},
		kong.Writers(x.Stdout, x.Stderr),
		kong.Exit(func(int) { panic(stopped{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoAppDescFormat: true, WrapUpperBound: 100}),
		kong.PostBuild(flagsFromEnvironment),
	)
}

// flagsFromEnvironment names the variable of every flag. Kong's own way of
// doing so would make HOMEWARD_PART_8_A_FROM of --part-8a-from.
func flagsFromEnvironment(k *kong.Kong) error {
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && flag.Name != "help" {
			switch {
			case reflect.DeepEqual(flag.Tag.Envs, []string{"-"}):
				flag.Envs, flag.Tag.Envs = nil, nil
			case len(flag.Tag.Envs) == 0:
				name := "HOMEWARD_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
				flag.Envs, flag.Tag.Envs = []string{name}, []string{name}
			}
		}
		return next(nil)
	})
}

// see names the help of the command that was used wrongly.
func see(err error) string {
	command := "homeward"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		command += " " + parse.Context.Selected().Path()
	}
	return "see " + command + " --help"
}

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // the zones are part of the binary
	}
	return zone
}()

// place is the address of the database that --data or --database names, as
// the store opens it.
func (x *exec) place() (string, error) {
	switch {
	case x.Data != "" && x.Database != "":
		return "", wrongUse("give one of them, and look for HOMEWARD_DATA and HOMEWARD_DATABASE in the environment",
			"--data and --database both say where the register is kept")
	case x.Data != "":
		return "sqlite:" + x.Data, nil
	case strings.HasPrefix(x.Database, "postgres://"), strings.HasPrefix(x.Database, "postgresql://"):
		return x.Database, nil
	case x.Database != "":
		return "", wrongUse("write postgres://user@host/name", "--database is not the address of a PostgreSQL database")
	}
	return "", wrongUse("give --data DIR or --database URL", "it is not said where the register is kept")
}

// pagesBuilt is an error when the styles and scripts of the pages were left
// out of this binary, which then must not serve them.
func pagesBuilt() error {
	if static.Built() {
		return nil
	}
	return wrongUse("build it with make build", "this binary was built without the styles and scripts of its pages")
}
