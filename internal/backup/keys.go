package backup

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
)

// Keys say who may open a backup: files of recipients or identities as age has
// them, or a file whose first line is a passphrase.
type Keys struct {
	Recipients []string // age1...
	// RecipientsFile has one a line; IdentityFile has secret keys, as age-keygen
	// makes it.
	RecipientsFile, IdentityFile string
	PassphraseFile               string
}

// ErrNoKey says that nothing was given to encrypt or decrypt with.
var ErrNoKey = errors.New("nothing is given to encrypt or decrypt with")

// passphraseTries is how hard it is to try passphrases: 2 to the power of this,
// age's own choice, which takes about a second for each.
const passphraseTries = 18

// To are those who will be able to open the backup.
func (k Keys) To() ([]age.Recipient, error) {
	var to []age.Recipient
	for _, text := range k.Recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, fmt.Errorf("recipient %q: %w", text, err)
		}
		to = append(to, r)
	}
	if k.RecipientsFile != "" {
		f, err := os.Open(k.RecipientsFile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		more, err := age.ParseRecipients(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.RecipientsFile, err)
		}
		to = append(to, more...)
	}
	if k.PassphraseFile != "" {
		if len(to) > 0 {
			return nil, errors.New("a passphrase cannot stand beside recipients")
		}
		words, err := k.passphrase()
		if err != nil {
			return nil, err
		}
		r, err := age.NewScryptRecipient(words)
		if err != nil {
			return nil, err
		}
		r.SetWorkFactor(passphraseTries)
		to = append(to, r)
	}
	if len(to) == 0 {
		return nil, ErrNoKey
	}
	return to, nil
}

// By is who opens a backup.
func (k Keys) By() ([]age.Identity, error) {
	var by []age.Identity
	if k.IdentityFile != "" {
		f, err := os.Open(k.IdentityFile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if by, err = age.ParseIdentities(f); err != nil {
			return nil, fmt.Errorf("%s: %w", k.IdentityFile, err)
		}
	}
	if k.PassphraseFile != "" {
		words, err := k.passphrase()
		if err != nil {
			return nil, err
		}
		i, err := age.NewScryptIdentity(words)
		if err != nil {
			return nil, err
		}
		by = append(by, i)
	}
	if len(by) == 0 {
		return nil, ErrNoKey
	}
	return by, nil
}

// shortestPassphrase is in characters: six or seven words of a list.
const shortestPassphrase = 20

func (k Keys) passphrase() (string, error) {
	text, err := os.ReadFile(k.PassphraseFile)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimRight(line, "\r"); len([]rune(line)) < shortestPassphrase {
		return "", fmt.Errorf("%s: the passphrase must have at least %d characters", k.PassphraseFile, shortestPassphrase)
	}
	return line, nil
}
