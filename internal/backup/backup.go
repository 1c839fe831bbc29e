// Package backup is the file that a copy of a database is kept in: encrypted by
// age (age-encryption.org/v1), compressed, with a line before the database that
// says what it is. A file that was cut short or altered does not open to its end.
package backup

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
)

// Format names the layout of the file, within what age and gzip make of it: one
// line of JSON, then the database as its engine dumps it.
const Format = "homeward.backup/1"

// About is the line before the database.
type About struct {
	Format string    `json:"format"`
	Engine string    `json:"engine"` // sqlite or postgres
	MadeAt time.Time `json:"made_at"`
	By     string    `json:"by"` // version of the program
	// Files are small ones that were asked for along with it, such as keys, by
	// their names.
	Files map[string][]byte `json:"files,omitempty"`
}

// ErrNotBackup says that what was decrypted is no backup of Homeward, or one of a
// later version.
var ErrNotBackup = errors.New("this is not a backup that this version of Homeward can read")

// Write writes a backup for who can decrypt as one of the recipients; database
// writes the database.
func Write(w io.Writer, about About, to []age.Recipient, database func(io.Writer) error) error {
	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return fmt.Errorf("encrypting: %w", err)
	}
	packed := gzip.NewWriter(sealed)
	about.Format = Format
	line, err := json.Marshal(about)
	if err != nil {
		return err
	}
	if _, err := packed.Write(append(line, '\n')); err != nil {
		return err
	}
	if err := database(packed); err != nil {
		return err
	}
	// Without this the file has no end, and is refused when it is read.
	if err := packed.Close(); err != nil {
		return err
	}
	return sealed.Close()
}

// mostAbout bounds the line before the database, with the files in it.
const mostAbout = 16 << 20

// Read opens a backup as one of the identities and gives what it says of itself,
// and the database. The database must be read to its end, where an error says
// that the file was cut short or altered.
func Read(r io.Reader, by []age.Identity) (About, io.Reader, error) {
	var about About
	opened, err := age.Decrypt(r, by...)
	if err != nil {
		return about, nil, fmt.Errorf("decrypting: %w", err)
	}
	packed, err := gzip.NewReader(opened)
	if err != nil {
		return about, nil, fmt.Errorf("%w (%w)", ErrNotBackup, err)
	}
	b := bufio.NewReaderSize(packed, 1<<16)
	line, err := readLine(b)
	if err != nil {
		return about, nil, fmt.Errorf("%w (%w)", ErrNotBackup, err)
	}
	if err := json.Unmarshal(line, &about); err != nil || about.Format != Format {
		return about, nil, ErrNotBackup
	}
	return about, b, nil
}

func readLine(b *bufio.Reader) (line []byte, err error) {
	for {
		part, err := b.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(line) > mostAbout:
			return nil, errors.New("its first line is too long")
		}
	}
}
