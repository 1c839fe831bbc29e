package app

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id after the OWASP password storage advice: 19 MiB, two
// passes, one lane.
const (
	usualMemory = 19 * 1024 // KiB
	argonPasses = 2
	argonLanes  = 1
	argonLength = 32
)

// HashPasswordsIn sets the memory that a password is hashed in, in KiB, instead of
// the usual. It is for tests, of which hundreds sign somebody in.
func (a *App) HashPasswordsIn(kib uint32) { a.hashMemory = kib }

// hashPassword makes the text that is stored for a password.
func (a *App) hashPassword(password string) string {
	var salt [16]byte
	rand.Read(salt[:])
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", a.hashMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt[:]),
		base64.RawStdEncoding.EncodeToString(a.argon(password, salt[:], a.hashMemory, argonPasses, argonLanes)))
}

// noPassword is stored for nobody, and no password is known that fits it.
// Comparing with it takes as long as with any other.
func (a *App) noPassword() string {
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", a.hashMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(make([]byte, 16)), base64.RawStdEncoding.EncodeToString(make([]byte, argonLength)))
}

// passwordFits compares a password with what is stored, in constant time.
func (a *App) passwordFits(stored, password string) bool {
	var memory, passes uint32
	var lanes uint8
	var rest string
	if _, err := fmt.Sscanf(stored, "argon2id$%d$%d$%d$%s", &memory, &passes, &lanes, &rest); err != nil {
		return false
	}
	var salt, want []byte
	for i := range rest {
		if rest[i] == '$' {
			salt, _ = base64.RawStdEncoding.DecodeString(rest[:i])
			want, _ = base64.RawStdEncoding.DecodeString(rest[i+1:])
			break
		}
	}
	if len(salt) == 0 || len(want) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(a.argon(password, salt, memory, passes, lanes), want) == 1
}

func (a *App) argon(password string, salt []byte, memory, passes uint32, lanes uint8) []byte {
	a.hashing <- struct{}{}
	defer func() { <-a.hashing }()
	return argon2.IDKey([]byte(password), salt, passes, memory, lanes, argonLength)
}

// newToken is a secret of 256 bits for a cookie; only its hash is stored.
func newToken() (token, hash string) {
	var b [32]byte
	rand.Read(b[:])
	token = base64.RawURLEncoding.EncodeToString(b[:])
	return token, tokenHash(token)
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// NewID is an identifier that says nothing of what it names.
func NewID() string {
	var b [10]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
