package app

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
)

// KeyLength is that of the key by which secrets are kept, in bytes.
const KeyLength = 32

// secrets keeps what is in the database and must not be read from a copy of it.
// The key is elsewhere; each use has one of its own that is derived from it.
type secrets struct {
	key     []byte
	sealing cipher.AEAD
	hashing []byte
}

// KeepSecretsBy gives the key by which secrets in the database are kept. It is
// called before the first use case; without it nobody can set up an app for
// codes, and nothing can be attached.
func (a *App) KeepSecretsBy(key []byte) error {
	if len(key) != KeyLength {
		return fmt.Errorf("the key for secrets has %d bytes, not %d", len(key), KeyLength)
	}
	sealing, err := hkdf.Key(sha256.New, key, nil, "homeward: secrets of apps for codes", 32)
	if err != nil {
		return fail(err, "deriving a key")
	}
	hashing, err := hkdf.Key(sha256.New, key, nil, "homeward: recovery codes", 32)
	if err != nil {
		return fail(err, "deriving a key")
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return fail(err, "making a cipher")
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return fail(err, "making a cipher")
	}
	a.secrets = &secrets{key: slices.Clone(key), sealing: aead, hashing: hashing}
	return nil
}

// keepsSecrets reports whether there is a key.
func (a *App) keepsSecrets() bool { return a.secrets != nil }

var errNoKey = errors.New("there is no key for secrets")

// seal encrypts a secret of an owner; open with another owner fails, so that
// one row cannot stand for another.
func (s *secrets) seal(owner string, plain []byte) string {
	return base64.RawStdEncoding.EncodeToString(s.sealing.Seal(nil, nil, plain, []byte(owner)))
}

func (s *secrets) open(owner, sealed string) ([]byte, error) {
	if s == nil {
		return nil, errNoKey
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, errors.New("a secret in the database is not as it was written")
	}
	plain, err := s.sealing.Open(nil, nil, b, []byte(owner))
	if err != nil {
		return nil, errors.New("a secret in the database was not written with this key")
	}
	return plain, nil
}

// hash is of a code that a person types: too short for a plain hash to hide it.
func (s *secrets) hash(owner, code string) string {
	mac := hmac.New(sha256.New, s.hashing)
	fmt.Fprintf(mac, "%s\x00%s", owner, code)
	return hex.EncodeToString(mac.Sum(nil))
}
