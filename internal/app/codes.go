package app

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Codes of an app by RFC 6238 as every app makes them: HMAC-SHA-1, six digits,
// a step of 30 seconds. One step before and after is taken as well, for clocks
// that are not quite right.
const (
	codeStep   = 30 * time.Second
	codeWindow = 1
	codeDigits = 6
	codeSecret = 20 // bytes, as RFC 4226 recommends
)

func stepAt(t time.Time) int64 { return t.Unix() / int64(codeStep/time.Second) }

// codeOf is the code of a step.
func codeOf(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}

// stepOfCode is the step around a moment that a code is of; ok is false when it
// is of none.
func stepOfCode(secret []byte, code string, at time.Time) (step int64, ok bool) {
	for d := int64(-codeWindow); d <= codeWindow; d++ {
		if s := stepAt(at) + d; subtle.ConstantTimeCompare([]byte(codeOf(secret, s)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// codeAddress is what the picture holds that an app for codes reads.
func codeAddress(secret []byte, issuer, account string) string {
	q := url.Values{"secret": {codeText(secret)}, "issuer": {issuer}}
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: strings.ReplaceAll(q.Encode(), "+", "%20")}).String()
}

// codeText is the secret for who types it.
func codeText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// RecoveryCodeCount is how many recovery codes a user gets.
const RecoveryCodeCount = 10

// recoveryLetters leave out what is mistaken for another: 0 O 1 I L, and U.
const recoveryLetters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// newRecoveryCodes makes codes of twelve letters each, about 58 bits, in three
// groups: BKQ7-Z4TM-9RWX.
func newRecoveryCodes() []string {
	codes := make([]string, RecoveryCodeCount)
	for i := range codes {
		var b strings.Builder
		for n := 0; n < 12; {
			var random [1]byte
			rand.Read(random[:])
			if random[0] >= 240 { // 8 times the letters, so that each is as likely
				continue
			}
			if n > 0 && n%4 == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(recoveryLetters[int(random[0])%len(recoveryLetters)])
			n++
		}
		codes[i] = b.String()
	}
	return codes
}

// plainCode is a code as it was typed without what stands between its letters.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\t' || r == '\u00a0' || r == '\u2013' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
}
