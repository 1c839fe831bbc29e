package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"homeward/internal/app"
	"homeward/internal/assuring"
)

// Without a mapping file of its own the command goes by that of the register, as
// the pages do; what is wrong in one is said by line, all at once.
func TestExportInpatients(t *testing.T) {
	t.Parallel()
	own := strings.Replace(string(assuring.ShippedFile()), `"heading": "NHSNumber"`, `"heading": "Number"`, 1)
	dir := written(t, map[string]string{
		"own.json": strings.Replace(own, `"heading": "Gender"`, `"heading": "Sex"`, 1),
		"bad.json": "{\n \"format\": \"homeward.inpatients/1\",\n \"columns\": [\n  {\"heading\": \"A\", \"item\": \"shoe\"},\n  {\"heading\": \"\", \"item\": \"age\"}]}",
	})
	data := filepath.Join(dir, "register")
	if got := runHere(t, "", "register", "make", "--data", data, "N1", "Northshire"); got.code != 0 {
		t.Fatal(got)
	}
	export := func(more ...string) result {
		return runHere(t, "", append([]string{"export", "inpatients", "--data", data, "--register", "N1"}, more...)...)
	}
	if got := export(); got.code != 0 || !strings.HasPrefix(got.stdout, "NHSNumber,Gender,") {
		t.Errorf("by the mapping of the program: %+v", got)
	}
	a, done := opened(t, "sqlite:"+data)
	if faults, err := a.LoadMapping(t.Context(), app.CommandLine("N1"), []byte(own)); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	done()
	if got := export(); got.code != 0 || !strings.HasPrefix(got.stdout, "Number,Gender,") {
		t.Errorf("by that of the register: %+v", got)
	}
	if got := export("--mapping", filepath.Join(dir, "own.json")); got.code != 0 || !strings.HasPrefix(got.stdout, "Number,Sex,") {
		t.Errorf("by another: %+v", got)
	}
	got := export("--mapping", filepath.Join(dir, "bad.json"))
	if got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, "bad.json: line 4: ") || !strings.Contains(got.stderr, "bad.json: line 5: Column 2 has no heading") {
		t.Errorf("a wrong one: %+v", got)
	}
}
