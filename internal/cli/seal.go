package cli

import (
	"errors"
	"fmt"

	"homeward/internal/seal"
	"homeward/internal/store"
)

type sealCmd struct {
	sealKeyFlag
	Key    bool `help:"Print the public key, by which anyone can check what was sealed, and stop."`
	NewKey bool `help:"Go on with this key, where the key that sealed before is lost or given away."`
}

func (sealCmd) Help() string {
	return `Seals what was written since it was sealed last and prints the checkpoint: how much is
sealed and by which hash, signed. Keep checkpoints elsewhere, where nobody who may write to
the database can change them: homeward verify --checkpoint proves that nothing of it was altered.
Homeward seals by itself, once a minute, while it serves.

Examples:

  homeward seal --data /var/lib/homeward > 2026-03-02.checkpoint
  homeward seal --data /var/lib/homeward --key
  homeward seal --database postgres://homeward@db/homeward --seal-key /etc/homeward/seal.key`
}

func (c *sealCmd) Run(x *exec) error {
	if c.file(x) == "" {
		return wrongUse("give --seal-key FILE", "it is not said where the key to seal with is")
	}
	a, done, err := x.openMade()
	if err != nil {
		return err
	}
	defer done()
	key, err := c.readOrMake(x)
	if err != nil {
		return err
	}
	if c.Key {
		fmt.Fprintln(x.Stdout, key.Verifier.Text)
		return nil
	}
	a.SealWith(key)
	sealed, err := a.Seal(x.Context, c.NewKey)
	switch {
	case errors.Is(err, store.ErrOtherKey):
		return failed("give that key with --seal-key, or go on with this one with --new-key", "the log was sealed with another key than %s", c.file(x))
	case errors.Is(err, store.ErrLogDamaged):
		return failed("run homeward verify", "the sealed log is not as it was signed, and nothing is signed any more")
	case err != nil:
		return err
	case sealed.Checkpoint == "":
		fmt.Fprintln(x.Stderr, "homeward: there is nothing to seal yet")
		return nil
	}
	fmt.Fprint(x.Stdout, sealed.Checkpoint)
	return nil
}

// verifiers are those of the flags and of the key that is here.
func verifiers(texts []string, here *seal.SigningKey) (known []seal.Verifier, err error) {
	for _, text := range texts {
		v, err := seal.ParseVerifier(text)
		if err != nil {
			return nil, wrongUse("copy it from homeward seal --key", "--verifier %s: %v", text, err)
		}
		known = append(known, v)
	}
	if here != nil {
		known = append(known, here.Verifier)
	}
	return known, nil
}
