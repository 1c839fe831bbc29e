package seal

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// SigningKey signs checkpoints. Whoever has it can sign any log.
type SigningKey struct {
	text     string
	signer   note.Signer
	Verifier Verifier
}

// Verifier checks what a SigningKey has signed. Its text may be known to all.
type Verifier struct {
	Text string
	note note.Verifier
}

// Name is the name of the key, which is that of the log as well.
func (v Verifier) Name() string { return v.note.Name() }

// NewSigningKey makes a key with a name of its own.
func NewSigningKey() (*SigningKey, error) {
	var b [4]byte
	rand.Read(b[:])
	text, _, err := note.GenerateKey(rand.Reader, "homeward-"+hex.EncodeToString(b[:]))
	if err != nil {
		return nil, fmt.Errorf("making a key to seal with: %w", err)
	}
	return ParseSigningKey(text)
}

// ParseSigningKey reads the text of a key.
func ParseSigningKey(text string) (*SigningKey, error) {
	wrong := errors.New("this is not a key to seal with")
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, wrong // the library's words would show some of it
	}
	// PRIVATE+KEY+name+hash+algorithm and seed
	parts := strings.SplitN(text, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, wrong
	}
	public, err := note.NewEd25519VerifierKey(signer.Name(), ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey))
	if err != nil {
		return nil, wrong
	}
	verifier, err := ParseVerifier(public)
	if err != nil {
		return nil, err
	}
	return &SigningKey{text, signer, verifier}, nil
}

// Text is the key as ParseSigningKey reads it. It is secret.
func (k *SigningKey) Text() string { return k.text }

// ParseVerifier reads the text of a verifier.
func ParseVerifier(text string) (Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return Verifier{}, fmt.Errorf("this is not the public key of a seal: %w", err)
	}
	return Verifier{strings.TrimSpace(text), v}, nil
}

// Checkpoint says of which leaves a log consisted at a moment.
type Checkpoint struct {
	Log  string // its name, which is that of the key that signed
	Size int64
	Root Hash
	At   time.Time
}

const momentFormat = "2006-01-02T15:04:05Z"

// Sign is the checkpoint as a signed note: the name of the log, its size, its
// root, the moment, and the signature.
func (k *SigningKey) Sign(size int64, root Hash, at time.Time) (string, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n%s\n", k.Verifier.Name(), size, root, at.UTC().Format(momentFormat))
	signed, err := note.Sign(&note.Note{Text: text}, k.signer)
	if err != nil {
		return "", fmt.Errorf("signing a checkpoint: %w", err)
	}
	return string(signed), nil
}

// ErrUnknownKey says that a checkpoint was signed by a key that is not known.
var ErrUnknownKey = errors.New("it was signed by a key that is not known here")

// OpenCheckpoint reads a checkpoint that one of the keys signed.
func OpenCheckpoint(signed string, known ...Verifier) (Checkpoint, error) {
	list := make([]note.Verifier, len(known))
	for i, v := range known {
		list[i] = v.note
	}
	n, err := note.Open([]byte(signed), note.VerifierList(list...))
	var unknown *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unknown):
		return Checkpoint{}, ErrUnknownKey
	case err != nil:
		return Checkpoint{}, fmt.Errorf("opening a checkpoint: %w", err)
	}
	c, err := readCheckpoint(n.Text)
	if err == nil && n.Sigs[0].Name != c.Log {
		err = errors.New("it is of another log than the key that signed it")
	}
	return c, err
}

// ReadCheckpoint reads a checkpoint without looking at who signed it.
func ReadCheckpoint(signed string) (Checkpoint, error) {
	text, _, ok := strings.Cut(signed, "\n\n")
	if !ok {
		return Checkpoint{}, errors.New("this is not a checkpoint")
	}
	return readCheckpoint(text + "\n")
}

func readCheckpoint(text string) (c Checkpoint, err error) {
	wrong := errors.New("this is not a checkpoint")
	lines := strings.Split(text, "\n")
	if len(lines) != 5 || lines[4] != "" {
		return c, wrong
	}
	c.Log = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 1 || strconv.FormatInt(c.Size, 10) != lines[1] {
		return c, wrong
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(c.Root) {
		return c, wrong
	}
	copy(c.Root[:], root)
	if c.At, err = time.Parse(momentFormat, lines[3]); err != nil {
		return c, wrong
	}
	return c, nil
}
