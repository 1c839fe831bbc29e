package seal

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzCheckpoint holds that a checkpoint opens as it was signed or not at all.
func FuzzCheckpoint(f *testing.F) {
	k, err := NewSigningKey()
	if err != nil {
		f.Fatal(err)
	}
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	signed, err := k.Sign(7, Hash{1}, at)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(signed)
	f.Add(strings.Replace(signed, "\n7\n", "\n8\n", 1))
	f.Add("homeward\n-1\nAAAA\n\n— homeward AAAA\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := OpenCheckpoint(text, k.Verifier)
		if want := (Checkpoint{k.Verifier.Name(), 7, Hash{1}, at}); err == nil && c != want {
			t.Errorf("%q was not signed, and opens as %+v", text, c)
		}
		if c, err := ReadCheckpoint(text); err == nil && c.Size < 0 {
			t.Errorf("%q has %d leaves", text, c.Size)
		}
	})
}

// FuzzKeys holds that no text is a key by accident, and the key of a row is read
// as it was written.
func FuzzKeys(f *testing.F) {
	k, err := NewSigningKey()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(k.Text())
	f.Add(k.Verifier.Name() + "+00000000+AAAA")
	f.Add("PRIVATE+KEY+a+b+c")
	f.Add("N1/a%2Fb/1")
	f.Add("+++++")
	f.Fuzz(func(t *testing.T, text string) {
		if k, err := ParseSigningKey(text); err == nil && k.Text() != strings.TrimSpace(text) {
			t.Errorf("%q is read as another key", text)
		} else if err != nil && len(text) > 20 && strings.Contains(err.Error(), text) {
			t.Errorf("the error shows what may be a key: %v", err)
		}
		ParseVerifier(text)
		parts, err := ParseKey(text)
		if err != nil {
			return
		}
		if again, err := ParseKey(Key(parts...)); err != nil || !slices.Equal(again, parts) {
			t.Errorf("%q is %q and then %q, %v", text, parts, again, err)
		}
	})
}
