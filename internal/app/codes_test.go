package app

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// The test values of RFC 6238, appendix B, for SHA-1: the last six of their
// eight digits.
func TestCodesOfTheStandard(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		moment := time.Unix(at, 0)
		if got := codeOf(secret, stepAt(moment)); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		for offset, taken := range map[int64]bool{-1: true, 0: true, 1: true, -2: false, 2: false} {
			step, ok := stepOfCode(secret, codeOf(secret, stepAt(moment)+offset), moment)
			if ok != taken || ok && step != stepAt(moment)+offset {
				t.Errorf("at %d, a code of %d steps away: %d %v", at, offset, step, ok)
			}
		}
	}
	if _, ok := stepOfCode(secret, "", time.Unix(59, 0)); ok {
		t.Error("nothing is taken for a code")
	}
}

func TestCodeAddress(t *testing.T) {
	t.Parallel()
	got := codeAddress([]byte("12345678901234567890"), "Homeward", "jo@here.example")
	if want := "otpauth://totp/Homeward:jo@here.example?issuer=Homeward&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){2}$`)
	seen := map[string]bool{}
	for range 100 {
		for _, code := range newRecoveryCodes() {
			if !form.MatchString(code) || seen[code] {
				t.Fatalf("code %s", code)
			}
			seen[code] = true
			if typed := " " + strings.ToLower(strings.ReplaceAll(code, "-", " – ")); plainCode(typed) != strings.ReplaceAll(code, "-", "") {
				t.Errorf("%q is read as %q", typed, plainCode(typed))
			}
		}
	}
	if len(seen) != 1000 {
		t.Errorf("%d codes", len(seen))
	}
}
