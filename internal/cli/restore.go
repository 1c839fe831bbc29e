package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"homeward/internal/app"
	"homeward/internal/backup"
	"homeward/internal/store"
)

type restoreCmd struct {
	File           string `arg:"" help:"The backup."`
	IdentityFile   string `placeholder:"FILE" help:"Decrypt with the secret key in this file, as age-keygen makes it."`
	PassphraseFile string `placeholder:"FILE" help:"Decrypt with the passphrase in the first line of this file."`
	FilesTo        string `placeholder:"DIR" help:"Put the files that were kept with it here (the directory of --data)."`
}

func (restoreCmd) Help() string {
	return `Makes the database anew in an empty place only, brings its tables up to date and verifies
it. A backup of a SQLite file is restored with --data to a new directory, one from
PostgreSQL with --database to an empty database, as the role that is to own the tables;
run homeward migrate --app-role after it where Homeward is served with another role. That
it was restored, by whom and from which file is written into the audit of each register.

Examples:

  homeward restore /backup/2026-11-22.age --data /var/lib/homeward --identity-file secret.txt
  homeward restore /backup/2026-11-22.age --database postgres://homeward_owner@db/homeward --identity-file secret.txt`
}

func (c *restoreCmd) Run(x *exec) error {
	place, err := x.place()
	if err != nil {
		return err
	}
	keys := backup.Keys{IdentityFile: c.IdentityFile, PassphraseFile: c.PassphraseFile}
	about, err := readWhole(c.File, keys)
	if err != nil {
		return err
	}
	if about.Engine != store.Engine(place) {
		return wrongUse(map[string]string{"sqlite": "give --data DIR", "postgres": "give --database URL"}[about.Engine], "the backup is of a database of another kind, %s", about.Engine)
	}
	dir := c.FilesTo
	if dir == "" {
		dir = x.Data
	}
	if len(about.Files) > 0 && dir == "" {
		return wrongUse("give --files-to DIR", "files were kept with the backup, and it is not said where they go")
	}
	if err := load(x.Context, c.File, keys, place); err != nil {
		return err
	}
	if _, err := x.noteAt(place, app.Restored, "from", c.File); err != nil {
		return failed("run homeward verify, and note it by hand", "the database is restored, but that is not noted in the registers: %v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(about.Files)) {
		if err := putFile(dir, name, about.Files[name]); err != nil {
			return failed("put it there by hand", "the database is restored, but not the file %s: %v", name, err)
		}
		fmt.Fprintf(x.Stdout, "%s is in %s.\n", name, dir)
	}
	fmt.Fprintf(x.Stdout, "Restored as it was on %s.\n", about.MadeAt.In(london).Format("2 January 2006, 15:04"))
	return x.verifyAt(place)
}

// putFile writes a file that was kept with a backup, for its owner alone.
func putFile(dir, name string, content []byte) error {
	if name != filepath.Base(name) || name == "." || name == ".." {
		return errors.New("its name leads elsewhere")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
