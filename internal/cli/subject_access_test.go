package cli

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"homeward/internal/app"
)

func TestWhatIsKeptOfOnePersonFromTheCommandLine(t *testing.T) {
	t.Parallel()
	data, out := filepath.Join(t.TempDir(), "register"), filepath.Join(t.TempDir(), "answer")
	step := func(code int, want string, args ...string) result {
		t.Helper()
		r := runHere(t, "", append(args, "--data", data)...)
		if r.code != code || !strings.Contains(r.stdout+r.stderr, want) {
			t.Fatalf("homeward %s\n gave %+v\nwant exit %d and %q", strings.Join(args, " "), r, code, want)
		}
		return r
	}
	ask := []string{"subject-access", "--register", "QXX", "--out", out}
	step(exitWrong, "there is no register in "+data, append(ask, "--case", "x")...)
	step(exitOK, "", "register", "QXX", "Northshire")
	step(exitOK, "230 people added", "import", spreadsheet, "--register", "QXX", "--take-suggestions")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(step(exitOK, "", "export", "--register", "QXX", "--format", "csv").stdout, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	numbered := slices.IndexFunc(rows[1:], func(row []string) bool { return row[3] != "" }) + 1
	step(exitWrong, "can't be used together", append(ask, "--case", "x", "--nhs-number", rows[numbered][3])...)
	step(exitWrong, "missing flags", ask...)
	step(exitWrong, "there is no case x in register QXX", append(ask, "--case", "x")...)
	step(exitWrong, "--nhs-number finds nobody", append(ask, "--nhs-number", "999 123 4578")...)
	step(exitWrong, "not a valid NHS number", append(ask, "--nhs-number", "1")...)
	step(exitWrong, "the address of the virus scanner cannot be read", append(ask, "--nhs-number", rows[numbered][3], "--clamd", "somewhere")...)
	r := step(exitOK, "this is a draft", append(ask, "--nhs-number", rows[numbered][3])...)
	for _, format := range app.AnswerFormats[1:] {
		name := filepath.Join(out, "information-QXX-2026-11-22."+string(format))
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(r.stdout, name+"\n") {
			t.Errorf("%s: %v, %v, told %q", name, info, err, r.stdout)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "information-QXX-2026-11-22.zip")); !os.IsNotExist(err) {
		t.Errorf("the archive is left: %v", err)
	}
	file, err := os.ReadFile(filepath.Join(out, "information-QXX-2026-11-22.json"))
	if err != nil {
		t.Fatal(err)
	}
	var answer app.Answer
	if err := json.Unmarshal(file, &answer); err != nil || len(answer.Entries) < 3 || !slices.Contains(answer.Now, app.Words{Heading: "NHS number", Text: rows[numbered][3]}) {
		t.Errorf("%v, the file says\n%s", err, file)
	}
}
