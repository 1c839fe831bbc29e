package app

import (
	"testing"
	"time"
)

// FuzzCodes holds that nothing but the code of a step is taken for one, and that
// how a recovery code is typed changes nothing.
func FuzzCodes(f *testing.F) {
	secret := []byte("a secret of 20 bytes")
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	f.Add(codeOf(secret, stepAt(at)))
	f.Add("000000")
	f.Add("BKQ7-Z4TM-9RWX")
	f.Add("bkq7 z4tm–9rwx")
	f.Add("１２３４５６")
	f.Add("")
	f.Fuzz(func(t *testing.T, typed string) {
		plain := plainCode(typed)
		if again := plainCode(plain); again != plain {
			t.Errorf("%q is %q, and that %q", typed, plain, again)
		}
		if step, ok := stepOfCode(secret, plain, at); ok && codeOf(secret, step) != plain {
			t.Errorf("%q was taken for the code of step %d", typed, step)
		}
		if codeHash(typed) != codeHash(typed+" ") || codeHash(typed) != codeHash("-"+typed) {
			t.Errorf("%q typed with a space or a dash is another code", typed)
		}
	})
}
