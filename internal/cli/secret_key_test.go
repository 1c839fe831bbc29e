package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"homeward/internal/app"
)

func TestSecretKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := (secretKeyFlags{}).secretKey("sqlite:" + dir)
	if err != nil || len(first) != app.KeyLength {
		t.Fatalf("%x, %v", first, err)
	}
	file := filepath.Join(dir, secretKeyFile)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: others can read it", info.Mode(), err)
	}
	for _, again := range []string{"", file} {
		if key, err := (secretKeyFlags{SecretKeyFile: again}).secretKey("sqlite:" + dir); err != nil || !bytes.Equal(key, first) {
			t.Errorf("the next time: %x, %v, want %x", key, err, first)
		}
	}
	if other, err := (secretKeyFlags{}).secretKey("sqlite:" + t.TempDir()); err != nil || bytes.Equal(other, first) {
		t.Errorf("of another register: %x, %v", other, err)
	}
	if key, err := (secretKeyFlags{}).secretKey("postgres://homeward@db/homeward"); key != nil || err != nil {
		t.Errorf("on PostgreSQL: %x, %v", key, err)
	}
	if key, err := (secretKeyFlags{SecretKeyFile: file}).secretKey("postgres://homeward@db/homeward"); err != nil || !bytes.Equal(key, first) {
		t.Errorf("on PostgreSQL, from a file: %x, %v", key, err)
	}

	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if key, err := (secretKeyFlags{SecretKey: string(text)}).secretKey("postgres://homeward@db/homeward"); err != nil || !bytes.Equal(key, first) {
		t.Errorf("from the environment: %x, %v", key, err)
	}
	for _, given := range []struct{ file, key string }{{file, string(text)}, {"", "c2hvcnQ="}} {
		var e usageError
		if _, err := (secretKeyFlags{SecretKeyFile: given.file, SecretKey: given.key}).secretKey("sqlite:" + dir); !errors.As(err, &e) || strings.Contains(err.Error(), given.key) {
			t.Errorf("from the file %q and the environment: %v", given.file, err)
		}
	}

	wrong := filepath.Join(dir, "wrong")
	for text, want := range map[string]string{"": "32 bytes", "c2hvcnQ=": "32 bytes", "%%%": "32 bytes"} {
		if err := os.WriteFile(wrong, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := (secretKeyFlags{SecretKeyFile: wrong}).secretKey("sqlite:" + dir)
		var e usageError
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := (secretKeyFlags{SecretKeyFile: filepath.Join(dir, "none")}).secretKey("sqlite:" + dir); err == nil {
		t.Error("a file that is not there is taken")
	}
}

// Of several that start at once on one directory, all have one key.
func TestSecretKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	keys := make([][]byte, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := secretKeyFlags{}.secretKey("sqlite:" + dir)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	all.Wait()
	for _, key := range keys {
		if !bytes.Equal(key, keys[0]) {
			t.Errorf("%x and %x", key, keys[0])
		}
	}
}
