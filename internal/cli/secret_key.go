package cli

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"homeward/internal/app"
)

// secretKeyFile is the name of the key in the directory of a SQLite register.
const secretKeyFile = "secret.key"

type secretKeyFlags struct {
	SecretKeyFile string `placeholder:"FILE" help:"The key by which secrets, letters and documents are kept: 32 bytes in base64. With --data it is secret.key in that directory, made at the first start, unless another is given."`
	SecretKey     string `env:"HOMEWARD_SECRET_KEY" placeholder:"KEY" help:"The same key itself. Give it in the environment alone, HOMEWARD_SECRET_KEY, for the command line can be read by others."`
}

// secretKey is the key by which secrets in the database are kept: the one that
// is given, or that of the file which is named, or else the one beside the
// database, made at the first start. For PostgreSQL there is no such place, and
// so none that is not given.
func (f secretKeyFlags) secretKey(place string) ([]byte, error) {
	file, given := f.SecretKeyFile, f.SecretKey
	if given != "" {
		if file != "" {
			return nil, wrongUse("give one of them", "the key for secrets is given twice, by itself and by its file")
		}
		key, ok := readSecretKey(given)
		if !ok {
			return nil, wrongUse("make one with: openssl rand -base64 32", "HOMEWARD_SECRET_KEY is not a key of %d bytes in base64", app.KeyLength)
		}
		return key, nil
	}
	if file == "" {
		dir, ok := strings.CutPrefix(place, "sqlite:")
		if !ok {
			return nil, nil
		}
		file = filepath.Join(dir, secretKeyFile)
		if err := makeSecretKey(file); err != nil {
			return nil, failed("look at who may write there", "the key for secrets cannot be made: %v", err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, wrongUse("give its file with --secret-key-file", "the key for secrets cannot be read: %v", err)
	}
	key, ok := readSecretKey(string(text))
	if !ok {
		return nil, wrongUse("make one with: openssl rand -base64 32", "%s does not hold a key of %d bytes in base64", file, app.KeyLength)
	}
	return key, nil
}

func readSecretKey(text string) (key []byte, ok bool) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	return key, err == nil && len(key) == app.KeyLength
}

// makeSecretKey makes a key that only its owner can read, unless it is there.
// It is on the disk before it is used: what is encrypted with a key that is
// lost is lost as well.
func makeSecretKey(file string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var key [app.KeyLength]byte
	rand.Read(key[:])
	f, err := os.CreateTemp(filepath.Dir(file), secretKeyFile+".*") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, base64.StdEncoding.EncodeToString(key[:]))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// Of two that start at once, the second finds the key of the first.
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
