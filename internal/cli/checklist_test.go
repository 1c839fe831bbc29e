package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"homeward/internal/app"
)

func TestChecklist(t *testing.T) {
	t.Parallel()
	open := string(app.OpenChecklist())
	dir := written(t, map[string]string{
		"own.yaml": strings.Replace(open, "name: Homeward open checklist 1", "name: Northshire 1", 1),
		"bad.yaml": "format: homeward.checklist/1\nname: Bad\nitems: []\n",
	})
	own, bad, data := filepath.Join(dir, "own.yaml"), filepath.Join(dir, "bad.yaml"), filepath.Join(dir, "register")
	if got := runMain("", "checklist", "print"); got.code != 0 || got.stdout != open {
		t.Errorf("print: %+v", got)
	}
	if got := runMain("", "checklist", "check", own); got.code != 0 || !strings.Contains(got.stdout, "own.yaml is a checklist: Northshire 1, edition ") || !strings.Contains(got.stdout, "15 questions, at most 28 points") {
		t.Errorf("check: %+v", got)
	}
	wrong := "homeward: " + bad + ": line 1: the checklist needs the field “about”\n"
	for _, args := range [][]string{{"check", bad}, {"load", "--data", data, "--register", "N1", bad}} {
		if args[0] == "load" {
			if got := runHere(t, "", "register", "make", "--data", data, "N1", "Northshire"); got.code != 0 {
				t.Fatal(got)
			}
		}
		if got := runHere(t, "", append([]string{"checklist"}, args...)...); got.code != 2 || !strings.Contains(got.stderr, wrong) || !strings.Contains(got.stderr, "line 3: a checklist has from 1 to 100 items") {
			t.Errorf("%s: %+v", args[0], got)
		}
	}
	if got := runHere(t, "", "checklist", "load", "--data", data, "--register", "N1", own); got.code != 0 || got.stdout != "Register N1 uses the list in "+own+" from now on.\n" {
		t.Errorf("load: %+v", got)
	}
	signs := filepath.Join(dir, "signs.yaml")
	if err := os.WriteFile(signs, []byte(runMain("", "checklist", "print", "--early-signs").stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := runMain("", "checklist", "check", signs); got.code != 0 || !strings.Contains(got.stdout, "signs.yaml has early signs: Homeward early signs 2") {
		t.Errorf("check of early signs: %+v", got)
	}
	if got := runHere(t, "", "checklist", "load", "--data", data, "--register", "N1", signs); got.code != 0 {
		t.Errorf("load of early signs: %+v", got)
	}
	if got := runMain("", "checklist", "check", filepath.Join(dir, "none.yaml")); got.code != 2 {
		t.Errorf("no file: %+v", got)
	}
}
