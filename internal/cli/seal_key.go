package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"homeward/internal/app"
	"homeward/internal/seal"
)

// sealKeyName is the file of the key in the directory of a register.
const sealKeyName = "seal.key"

type sealKeyFlag struct {
	SealKey string `placeholder:"FILE" help:"The key that the record is sealed with, made when it is not there (seal.key in the directory of --data)."`
}

// file is where the key is; "" where no place was given.
func (f sealKeyFlag) file(x *exec) string {
	if f.SealKey == "" && x.Data != "" {
		return filepath.Join(x.Data, sealKeyName)
	}
	return f.SealKey
}

// read gives the key, or nil where there is none.
func (f sealKeyFlag) read(x *exec) (*seal.SigningKey, error) {
	name := f.file(x)
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("see that it is yours to read", "the key to seal with cannot be read: %v", err)
	}
	key, err := seal.ParseSigningKey(string(text))
	if err != nil {
		return nil, failed("give another with --seal-key", "%s: %v", name, err)
	}
	return key, nil
}

// readOrMake gives the key, which is made where it is not there; nil where no
// place was given.
func (f sealKeyFlag) readOrMake(x *exec) (*seal.SigningKey, error) {
	key, err := f.read(x)
	name := f.file(x)
	if key != nil || err != nil || name == "" {
		return key, err
	}
	if key, err = seal.NewSigningKey(); err != nil {
		return nil, err
	}
	// Written whole under another name first: nobody reads half a key, and of two
	// who make one at once both go on with the same.
	draft, err := os.CreateTemp(filepath.Dir(name), ".seal-*.key") // for its owner alone
	if err != nil {
		return nil, cannotMake(err)
	}
	defer os.Remove(draft.Name())
	_, err = draft.WriteString(key.Text() + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err == nil {
		err = os.Link(draft.Name(), name)
	}
	if errors.Is(err, fs.ErrExist) {
		return f.read(x)
	}
	if err != nil {
		return nil, cannotMake(err)
	}
	return key, nil
}

// sealWith has the record sealed, where there is a key or a place for one.
func (f sealKeyFlag) sealWith(x *exec, a *app.App) error {
	key, err := f.readOrMake(x)
	if key != nil {
		a.SealWith(key)
	}
	return err
}

func cannotMake(err error) error {
	return failed("give a place for it with --seal-key", "the key to seal with cannot be made: %v", err)
}
