package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"homeward/internal/app"
	"homeward/internal/backup"
	"homeward/internal/store"
)

type backupCmd struct {
	To    string `placeholder:"FILE" help:"Write the backup here; the file must not be there yet."`
	Check string `placeholder:"FILE" help:"Restore this backup to a temporary place, verify it there, and forget it."`

	Recipient      []string `placeholder:"AGE1..." help:"Encrypt for who has the secret key of this public key; may be repeated."`
	RecipientsFile string   `placeholder:"FILE" help:"Encrypt for the public keys in this file, one a line."`
	PassphraseFile string   `placeholder:"FILE" help:"Encrypt or decrypt with the passphrase in the first line of this file."`
	IdentityFile   string   `placeholder:"FILE" help:"Decrypt with the secret key in this file, as age-keygen makes it."`
	With           []string `placeholder:"FILE" help:"Keep this small file as well, such as a key; may be repeated."`
}

func (backupCmd) Help() string {
	return `Copies the whole database while Homeward serves, and encrypts it with age
(age-encryption.org). On PostgreSQL give the role that owns the tables; pg_dump must be
installed. Make a key pair with age-keygen on another machine, and keep its secret key
there: this one needs the public key alone. Secret keys that Homeward itself uses are not
in a backup unless you name their files with --with.

A backup that was never restored is a hope. --check restores one to a temporary place
and verifies every entry; for a backup from PostgreSQL the role of --database must be
allowed to make databases.

What is done is written into the audit of each register before it begins: who did it, on which
machine, and where the copy goes. For --check that needs --data or --database to name the register.

Examples:

  homeward backup --data /var/lib/homeward --to /backup/2026-11-22.age --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
  homeward backup --database postgres://homeward_owner@db/homeward --to /backup/2026-11-22.age --recipients-file keys.txt
  homeward backup --check /backup/2026-11-22.age --identity-file secret.txt`
}

func (c *backupCmd) keys() backup.Keys {
	return backup.Keys{Recipients: c.Recipient, RecipientsFile: c.RecipientsFile, IdentityFile: c.IdentityFile, PassphraseFile: c.PassphraseFile}
}

func (c *backupCmd) Run(x *exec) error {
	switch {
	case c.To == "" && c.Check == "":
		return wrongUse("see homeward backup --help", "give --to FILE or --check FILE")
	case c.To != "" && c.Check != "":
		return wrongUse("give one of them", "--to and --check cannot stand together")
	case c.Check != "":
		return c.check(x)
	}
	return c.make(x)
}

func (c *backupCmd) make(x *exec) error {
	place, err := x.place()
	if err != nil {
		return err
	}
	to, err := c.keys().To()
	if errors.Is(err, backup.ErrNoKey) {
		return wrongUse("give --recipient, --recipients-file or --passphrase-file", "a backup is never written unencrypted")
	} else if err != nil {
		return wrongUse("see homeward backup --help", "the backup cannot be encrypted: %v", err)
	}
	about := backup.About{Engine: store.Engine(place), MadeAt: x.Now().UTC(), By: version}
	if about.Files, err = filesWith(c.With); err != nil {
		return err
	}
	if _, err := os.Lstat(c.To); err == nil {
		return wrongUse("choose another name", "%s is there already", c.To)
	}
	noted, err := x.noteAt(place, app.BackedUp, "to", c.To)
	if err != nil {
		return failed("check the space on the disk and the rights on the database", "there is no backup, for it cannot be noted in the registers: %v", err)
	}
	if err := c.write(x, place, about, to); err != nil {
		if noted {
			if _, noting := x.noteAt(place, app.BackUpFailed, "to", c.To); noting != nil {
				err = errors.Join(err, noting)
			}
		}
		return err
	}
	if !noted {
		fmt.Fprintln(x.Stderr, "homeward: this backup is in no register's audit, for the tables are not those of this version; homeward migrate brings them up to date")
	}
	return nil
}

// write makes the file of a backup.
func (c *backupCmd) write(x *exec, place string, about backup.About, to []age.Recipient) error {
	// Under its own name it is there whole or not at all.
	part, err := os.OpenFile(c.To+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return wrongUse("check --to", "the backup cannot be written: %v", err)
	}
	err = backup.Write(part, about, to, func(w io.Writer) error { return store.Dump(x.Context, place, w) })
	if err == nil {
		err = part.Sync()
	}
	size, _ := part.Seek(0, io.SeekCurrent)
	if err = errors.Join(err, part.Close()); err == nil {
		err = os.Rename(part.Name(), c.To)
	}
	if err != nil {
		_ = os.Remove(part.Name()) // the error that there is says more
		return failed("check the space on the disk and the rights on the database", "there is no backup: %v", err)
	}
	fmt.Fprintf(x.Stdout, "The backup %s is written, %s, encrypted. Check it with homeward backup --check.\n", c.To, bytesWords(size))
	return nil
}

// mostBeside is the largest file that is kept beside the database.
const mostBeside = 1 << 20

func filesWith(names []string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, wrongUse("check --with", "%v", err)
		}
		base := filepath.Base(name)
		switch {
		case !info.Mode().IsRegular() || info.Size() > mostBeside:
			return nil, wrongUse("name small files alone", "%s is not a file of at most 1 MB", name)
		case files[base] != nil:
			return nil, wrongUse("name each file once", "there are two files called %s", base)
		}
		if files[base], err = os.ReadFile(name); err != nil {
			return nil, wrongUse("check --with", "%v", err)
		}
	}
	return files, nil
}

// bytesWords is a size as people say it.
func bytesWords(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (n+1023)>>10)
}

// check restores a backup where nobody works, and verifies it there.
func (c *backupCmd) check(x *exec) (err error) {
	about, err := readWhole(c.Check, c.keys())
	if err != nil {
		return err
	}
	if live, err := x.place(); err == nil {
		if _, err := x.noteAt(live, app.CheckedBackup, "of", c.Check); err != nil {
			return failed("check the space on the disk and the rights on the database", "the backup is not checked, for that cannot be noted in the registers: %v", err)
		}
	}
	place := x.Database
	if about.Engine == "postgres" && place == "" {
		return wrongUse("give --database, with a role that may make databases", "the backup is from PostgreSQL, and it is not said where it can be restored for a moment")
	}
	if about.Engine == "sqlite" {
		place = ""
	}
	scratch, done, err := store.Scratch(x.Context, place, "homeward_check_"+strings.ToLower(rand.Text()[:10]))
	if err != nil {
		return failed("give a role that may make databases, or space for temporary files", "there is no place to restore to: %v", err)
	}
	defer func() { err = errors.Join(err, done()) }()
	if err := load(x.Context, c.Check, c.keys(), scratch); err != nil {
		return err
	}
	fmt.Fprintf(x.Stdout, "A backup of %s.\n", about.MadeAt.In(london).Format("2 January 2006, 15:04"))
	return x.verifyAt(scratch)
}

// verifyAt verifies the database at a place and says what it found.
func (x *exec) verifyAt(place string) error {
	a, done, err := x.openAt(place)
	if err != nil {
		return err
	}
	defer done()
	// Who signed is not asked: the keys are kept apart.
	report, err := a.Verify(x.Context, app.CommandLine(""), store.Trust{})
	if err != nil {
		return err
	}
	return tellReport(x, report, store.Trust{})
}

// readWhole reads a backup to its end, so that one that is damaged is never
// begun to be restored, and gives what it says of itself.
func readWhole(name string, keys backup.Keys) (backup.About, error) {
	about, err := eachByte(name, keys, func(_ backup.About, database io.Reader) error {
		_, err := io.Copy(io.Discard, database)
		return err
	})
	var usage usageError
	if err != nil && !errors.As(err, &usage) {
		err = wrongUse("take another backup, or the right key", "%s cannot be read: %v", name, err)
	}
	return about, err
}

func load(ctx context.Context, name string, keys backup.Keys, place string) error {
	_, err := eachByte(name, keys, func(about backup.About, database io.Reader) error {
		if err := store.Load(ctx, place, database); err != nil {
			return failed("give a new and empty place", "the backup cannot be restored: %v", err)
		}
		_, err := io.Copy(io.Discard, database)
		return err
	})
	return err
}

func eachByte(name string, keys backup.Keys, fn func(backup.About, io.Reader) error) (about backup.About, err error) {
	by, err := keys.By()
	if errors.Is(err, backup.ErrNoKey) {
		return about, wrongUse("give --identity-file or --passphrase-file", "a backup is encrypted")
	} else if err != nil {
		return about, wrongUse("check the file", "the backup cannot be decrypted: %v", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return about, wrongUse("check the name", "the backup cannot be read: %v", err)
	}
	defer f.Close()
	about, database, err := backup.Read(f, by)
	if err != nil {
		return about, err
	}
	return about, fn(about, database)
}
