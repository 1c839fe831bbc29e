package cli

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"homeward/internal/civil"
	"homeward/internal/web/static"
)

type result struct {
	code           int
	stdout, stderr string
}

func runMain(stdin string, args ...string) result {
	var stdout, stderr bytes.Buffer
	code := Main(args, strings.NewReader(stdin), &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func TestWrongUseIsOneLineAndExit2(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--colour"}, "homeward: unknown flag --colour — see homeward --help\n"},
		{[]string{"--data"}, "homeward: --data needs a value — see homeward --help\n"},
	} {
		if got, want := runMain("", test.args...), (result{exitWrong, "", test.want}); got != want {
			t.Errorf("homeward %q\n got %+v\nwant %+v", test.args, got, want)
		}
	}
	if got := runMain("", "mend"); got.code != exitWrong || got.stdout != "" || strings.Count(got.stderr, "\n") != 1 {
		t.Errorf("an unknown command gave %+v", got)
	}
}

func TestVersionAndHelp(t *testing.T) {
	t.Parallel()
	if got, want := runMain("", "--version"), (result{exitOK, version + "\n", ""}); got != want {
		t.Errorf("--version\n got %+v\nwant %+v", got, want)
	}
	help := runMain("", "--help")
	if help.code != exitOK || help.stderr != "" || !strings.Contains(help.stdout, "Usage: homeward") {
		t.Errorf("--help gave %+v", help)
	}
	if nothing := runMain(""); nothing != help {
		t.Errorf("no arguments\n got %+v\nwant the help, %+v", nothing, help)
	}
}

// TestHelp holds the promises of the help: every command has examples, and
// every example is one that the command line accepts.
func TestHelp(t *testing.T) {
	t.Parallel()
	x := &exec{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
	parser := newParser(new(grammar), x)
	helps := map[string]string{"homeward": description}
	for _, command := range parser.Model.Leaves(true) {
		helps[command.FullPath()] = command.Detail
		if command.Help == "" {
			t.Errorf("%s has no line of help", command.FullPath())
		}
	}
	for command, help := range helps {
		examples := 0
		for line := range strings.Lines(help) {
			args := words(line)
			if len(args) < 2 || args[0] != "homeward" {
				continue
			}
			examples++
			if err := accepts(args[1:]); err != nil {
				t.Errorf("%s: its example %q is not accepted: %v", command, strings.TrimSpace(line), err)
			}
		}
		if examples == 0 {
			t.Errorf("%s has no example in its help", command)
		}
	}
}

// words takes a line apart as a shell would, up to a redirection, pipe or comment.
func words(line string) (args []string) {
	quoted := false
	for _, word := range strings.Fields(line) {
		switch {
		case quoted:
			args[len(args)-1] += " " + word
		case slices.Contains([]string{"<", ">", "|", "#"}, word):
			return args
		default:
			args = append(args, word)
		}
		if strings.Count(word, `"`) == 1 {
			quoted = !quoted
		}
		args[len(args)-1] = strings.ReplaceAll(args[len(args)-1], `"`, "")
	}
	return args
}

func accepts(args []string) (err error) {
	defer func() {
		if r := recover(); r != nil && r != any(stopped{}) {
			panic(r)
		}
	}()
	x := &exec{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
	_, err = newParser(new(grammar), x).Parse(args)
	return err
}

func TestEveryFlagHasItsVariable(t *testing.T) {
	t.Parallel()
	x := &exec{Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}
	parser := newParser(new(grammar), x)
	err := kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && flag.Name != "help" && flag.Name != "version" {
			want := "HOMEWARD_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
			if len(flag.Envs) == 0 || flag.Envs[0] != want {
				t.Errorf("--%s is read from %q, not from %s", flag.Name, flag.Envs, want)
			}
		}
		return next(nil)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFlagFromEnvironment(t *testing.T) {
	t.Setenv("HOMEWARD_DATA", "/srv/register")
	g := new(grammar)
	// Without a command this may be refused; the flags are set all the same.
	_, _ = newParser(g, &exec{}).Parse(nil)
	if g.Data != "/srv/register" {
		t.Errorf("--data is %q, not what HOMEWARD_DATA says", g.Data)
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		exec exec
		want string
		err  string
	}{
		{exec{Data: "there"}, "sqlite:there", ""},
		{exec{Database: "postgres://homeward@db/register"}, "postgres://homeward@db/register", ""},
		{exec{Database: "postgresql://db/register"}, "postgresql://db/register", ""},
		{exec{Database: "mysql://db/register"}, "", "--database is not the address of a PostgreSQL database — write postgres://user@host/name"},
		{exec{Data: "there", Database: "postgres://db/register"}, "", "--data and --database both say where the register is kept — " +
			"give one of them, and look for HOMEWARD_DATA and HOMEWARD_DATABASE in the environment"},
		{exec{}, "", "it is not said where the register is kept — give --data DIR or --database URL"},
	} {
		got, err := test.exec.place()
		var text string
		if err != nil {
			text = err.Error()
			if code := report(&bytes.Buffer{}, err); code != exitWrong {
				t.Errorf("%q is exit %d, not wrong use", text, code)
			}
		}
		if got != test.want || text != test.err {
			t.Errorf("place\n got %q, %q\nwant %q, %q", got, text, test.want, test.err)
		}
	}
}

func TestPagesBuilt(t *testing.T) {
	t.Parallel()
	want := exitWrong
	if static.Built() {
		want = exitOK
	}
	if got := report(&bytes.Buffer{}, pagesBuilt()); got != want {
		t.Errorf("with built = %v, pagesBuilt means exit %d, not %d", static.Built(), got, want)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	unreadable := wrongUse("correct it", "entry %d: no such day", 3)
	for _, test := range []struct {
		err    error
		code   int
		stderr string
	}{
		{nil, exitOK, ""},
		{told(exitFailed), exitFailed, ""},
		{fmt.Errorf("verify: %w", told(exitWrong)), exitWrong, ""},
		{failed("free some space", "the disk is full"), exitFailed, "homeward: the disk is full — free some space\n"},
		{fmt.Errorf("a.json: %w", unreadable), exitWrong, "homeward: a.json: entry 3: no such day — correct it\n"},
		{errors.Join(unreadable, errors.New("and more")), exitWrong, "homeward: entry 3: no such day — correct it\nhomeward: and more\n"},
	} {
		var stderr bytes.Buffer
		if code := report(&stderr, test.err); code != test.code || stderr.String() != test.stderr {
			t.Errorf("report(%v)\n got %d, %q\nwant %d, %q", test.err, code, stderr.String(), test.code, test.stderr)
		}
	}
}

func TestLondonKeepsSummerTime(t *testing.T) {
	t.Parallel()
	instant := time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)
	if got, want := civil.FromTime(instant.In(london)), civil.Of(2026, 7, 1); got != want {
		t.Errorf("half past eleven at night in Greenwich is %s in London in summer, not %s", got, want)
	}
}
