package cli

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"homeward/internal/access"
	"homeward/internal/app"
)

type subjectAccessCmd struct {
	secretKeyFlags
	Register  string `required:"" placeholder:"CODE" help:"The register."`
	Case      string `placeholder:"CASE" xor:"who" required:"" help:"The case's identifier, as in the address of the person's page."`
	NHSNumber string `placeholder:"NUMBER" xor:"who" required:"" help:"The person's NHS number."`
	Clamd     string `placeholder:"ADDRESS" help:"The virus scanner, as serve has it: a file that it did not find clean is not given."`
	Out       string `required:"" short:"o" placeholder:"DIR" help:"Write the files into this directory."`
}

func (subjectAccessCmd) Help() string {
	return `Everything that is kept about one person, for a person who asks for it: as PDF, as a
page to read and as a file for programs (homeward.subject-access/1, see docs/subject-access.md),
and the letters and documents that are given.

What was decided on the page "Requests for information" holds here too. What somebody has to
look at and nobody has decided on is left out, and counted with the ground.

Examples:

  homeward subject-access --register QXX --data /var/lib/homeward --nhs-number 9991234564 --out answer
  homeward subject-access --register QXX --data /var/lib/homeward --case 3f9c2a7be1d04a5c9e17 --out answer`
}

func (c *subjectAccessCmd) Run(x *exec) error {
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	if err := x.registerExists(a, c.Register); err != nil {
		return err
	}
	actor := app.CommandLine(c.Register)
	if c.NHSNumber != "" {
		c.Case, err = a.CaseOfNumber(x.Context, actor, c.NHSNumber)
		switch {
		case err == nil:
		case app.As(err).Kind == app.Invalid, app.As(err).Kind == app.NotFound:
			return wrongUse("check it, or give --case", "--nhs-number finds nobody: %s", app.As(err).Text)
		default:
			return err
		}
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return failed("choose another with --out", "%s cannot be made: %v", c.Out, err)
	}
	place, err := x.place()
	if err != nil {
		return err
	}
	if err := scanBy(a, c.Clamd); err != nil {
		return err
	}
	key, err := c.secretKey(place)
	if err != nil {
		return err
	}
	if key != nil {
		if err := a.KeepSecretsBy(key); err != nil {
			return err
		}
	}
	answer, err := c.write(x, a, actor)
	if err != nil {
		return err
	}
	for _, g := range answer.LeftOut {
		fmt.Fprintf(x.Stderr, "homeward: %d left out and %d without some words: %s\n", g.Whole, g.Part, g.Text)
	}
	if answer.Draft {
		fmt.Fprintln(x.Stderr, "homeward: this is a draft: not everything has been decided on, or no request is open")
	}
	return nil
}

// write writes the files of the answer, each for its owner alone, and names
// them.
func (c *subjectAccessCmd) write(x *exec, a *app.App, actor access.Actor) (answer app.Answer, err error) {
	archive := filepath.Join(c.Out, a.AnswerName(actor, app.AnswerZIP))
	defer os.Remove(archive)
	err = x.writeTo(archive, func(w io.Writer) (err error) {
		answer, err = a.AnswerSubject(x.Context, actor, c.Case, app.AnswerZIP, w)
		return err
	})
	if err != nil {
		if app.As(err).Kind == app.NotFound {
			return answer, wrongUse("take it from the address of the person's page", "there is no case %s in register %s", c.Case, c.Register)
		}
		return answer, err
	}
	z, err := zip.OpenReader(archive)
	if err != nil {
		return answer, err
	}
	defer z.Close()
	for _, f := range z.File {
		name := filepath.Join(c.Out, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return answer, failed("choose another with --out", "%s cannot be made: %v", filepath.Dir(name), err)
		}
		err := x.writeTo(name, func(w io.Writer) error {
			file, err := f.Open()
			if err != nil {
				return err
			}
			_, err = io.Copy(w, file)
			return errors.Join(err, file.Close())
		})
		if err != nil {
			return answer, err
		}
		fmt.Fprintln(x.Stdout, name)
	}
	return answer, nil
}
