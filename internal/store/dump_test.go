package store

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What was left by somebody who was killed while copying holds everything and
// is open to whoever reads the disk: the next copy takes it away.
func TestACopyThatWasLeftGoes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := Open(t.Context(), "sqlite:"+dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	left, journal, atWork := filepath.Join(dir, "copying-1.db"), filepath.Join(dir, "copying-1.db-journal"), filepath.Join(dir, "copying-2.db")
	for _, path := range []string{left, journal, atWork} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{left, journal} {
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := Dump(t.Context(), "sqlite:"+dir, io.Discard); err != nil {
		t.Fatal(err)
	}
	copies, err := filepath.Glob(filepath.Join(dir, "copying-*"))
	if err != nil || len(copies) != 1 || copies[0] != atWork {
		t.Errorf("there are %v, %v", copies, err)
	}
}
