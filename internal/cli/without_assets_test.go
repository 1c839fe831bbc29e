package cli

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWithoutAssets builds Homeward as on a machine where npm never ran: what
// serves pages must refuse, in one line, before it touches a register.
func TestWithoutAssets(t *testing.T) {
	t.Parallel()
	built, err := filepath.Abs("../web/static/built")
	if err != nil {
		t.Fatal(err)
	}
	hidden := map[string]string{} // a file replaced by nothing is not there
	err = filepath.WalkDir(built, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != ".gitkeep" {
			hidden[path] = ""
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": hidden})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "homeward")
	build := osexec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, "../../cmd/homeward")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, args := range [][]string{
		{"serve", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "register")},
		{"demo", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "register"), "--people", "0"},
	} {
		var stdout, stderr strings.Builder
		command := osexec.CommandContext(t.Context(), binary, args...)
		command.Stdout, command.Stderr = &stdout, &stderr
		err := command.Run()
		var exit *osexec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		got := result{command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
		want := result{exitWrong, "", "homeward: this binary was built without the styles and scripts of its pages — build it with make build\n"}
		if got != want {
			t.Errorf("%s without assets\n got %+v\nwant %+v", args[0], got, want)
		}
		if _, err := os.Stat(filepath.Join(dir, "register")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s without assets made a register: %v", args[0], err)
		}
	}
}
