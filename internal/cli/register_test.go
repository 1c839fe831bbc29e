package cli

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/web/static"
)

const spreadsheet = "../sheet/testdata/register-northshire.xlsx"

// runOn runs a command as if it were 22 November 2026.
func runOn(ctx context.Context, stdin string, stdout io.Writer, args ...string) result {
	var stderr bytes.Buffer
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	x := &exec{Context: ctx, Stdin: strings.NewReader(stdin), Stdout: stdout, Stderr: &stderr, Now: func() time.Time { return now }}
	x.Today = func() civil.Date { return civil.FromTime(now) }
	return result{code: run(args, x), stderr: stderr.String()}
}

func runHere(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var stdout bytes.Buffer
	r := runOn(t.Context(), stdin, &stdout, args...)
	r.stdout = stdout.String()
	return r
}

// TestARegisterFromTheCommandLine is the first day of a register: made, a user
// added, a spreadsheet checked and brought in, written out, verified.
func TestARegisterFromTheCommandLine(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "register")
	step := func(code int, want, stdin string, args ...string) result {
		t.Helper()
		r := runHere(t, stdin, append(args, "--data", data)...)
		if r.code != code || !strings.Contains(r.stdout+r.stderr, want) {
			t.Fatalf("homeward %s\n gave %+v\nwant exit %d and %q", strings.Join(args, " "), r, code, want)
		}
		return r
	}
	step(exitWrong, "there is no register in "+data, "", "verify")
	step(exitWrong, "there is no register in "+data, "", "rebuild")
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("a database was made by looking for one: %v", err)
	}
	step(exitWrong, "there is no register yet", "", "user", "list", "--register", "QXX")
	step(exitWrong, "1 to 20 letters", "", "register", "Q XX", "Northshire")
	step(exitOK, "The register QXX (Northshire) is made.", "", "register", "QXX", "Northshire")
	step(exitWrong, "already", "", "register", "QXX", "Northshire")
	step(exitWrong, "not a role", "", "user", "add", "--register", "QXX", "--email", "jo@x.example", "--name", "Jo", "--role", "king")
	step(exitWrong, "12 characters", "short\n", "user", "add", "--register", "QXX", "--email", "jo@x.example", "--name", "Jo", "--role", "coordinator")
	step(exitOK, "jo@x.example is in register QXX as coordinator", "a good long password\n", "user", "add", "--register", "QXX", "--email", "jo@x.example", "--name", "Jo", "--role", "coordinator")
	step(exitOK, "sessions have ended", "another long password\n", "user", "password", "--register", "QXX", "--email", "jo@x.example")
	step(exitWrong, "no such user", "another long password\n", "user", "password", "--register", "QXX", "--email", "no@x.example")
	step(exitOK, "jo@x.example\tJo\tcoordinator", "", "user", "list", "--register", "QXX")

	step(exitWrong, `there is no register "ZZZ"`, "", "organisation", "list", "--register", "ZZZ")
	step(exitOK, "is among the organisations of register QXX", "", "organisation", "add", "--register", "QXX", "--kind", "icb", "--from", "2022-07-01", "qxx", "Northshire ICB")
	step(exitWrong, "already", "", "organisation", "add", "--register", "QXX", "--kind", "icb", "QXX", "Northshire")
	step(exitWrong, "Choose what kind", "", "organisation", "add", "--register", "QXX", "--kind", "shop", "QZZ", "Northshire and Severn Vale ICB")
	step(exitWrong, "Choose from the other organisations", "", "organisation", "succeed", "--register", "QXX", "--on", "2027-04-01", "QXX", "QZZ")
	step(exitOK, "", "", "organisation", "add", "--register", "QXX", "--kind", "icb", "--from", "2027-04-01", "QZZ", "Northshire and Severn Vale ICB")
	step(exitWrong, "there is no such organisation", "", "organisation", "succeed", "--register", "QXX", "--on", "2027-04-01", "RXX", "QZZ")
	step(exitOK, "From 1 April 2027, QZZ takes the place of QXX.", "", "organisation", "succeed", "--register", "QXX", "--on", "2027-04-01", "QXX", "QZZ")
	step(exitOK, "QXX\tNorthshire ICB\ticb\t2022-07-01\t2027-04-01\tQZZ\nQZZ\tNorthshire and Severn Vale ICB\ticb\t2027-04-01\t\t\n", "", "organisation", "list", "--register", "QXX")

	step(exitWrong, `there is no register "ZZZ"`, "", "import", spreadsheet, "--register", "ZZZ")
	step(exitFailed, "still need a decision", "", "import", spreadsheet, "--register", "QXX")
	step(exitOK, "230 people added", "", "import", spreadsheet, "--register", "QXX", "--take-suggestions")
	step(exitOK, "0 people added, 0 changed", "", "import", spreadsheet, "--register", "QXX", "--take-suggestions")
	csv := step(exitOK, "Family name", "", "export", "--register", "QXX", "--format", "csv")
	if rows := strings.Count(csv.stdout, "\n"); rows < 230 {
		t.Errorf("the export has %d lines", rows)
	}
	step(exitOK, "everything is as it was written", "", "verify")
	step(exitOK, "230 people", "", "rebuild")
	step(exitOK, "everything is as it was written", "", "verify")

	// Somebody with the file and a tool makes one entry say something else.
	db, err := sql.Open("sqlite", filepath.Join(data, "homeward.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"DROP TRIGGER entries_not_changed",
		"UPDATE entries SET note = 'Rated green.' WHERE kind = 'rating' AND case_id = (SELECT MIN(case_id) FROM entries)",
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	step(exitFailed, "not as", "", "verify")
}

func TestDryRunAgreesWithTheTruth(t *testing.T) {
	t.Parallel()
	r := runHere(t, "", "import", spreadsheet, "--register", "NEW", "--dry-run", "--json")
	var report struct {
		Rows, Ready, Attention int
		Ratings                map[string]int
	}
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil || r.code != exitOK || strings.Count(r.stdout, "\n") != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if report.Rows != 240 || report.Ready+report.Attention != 240 || report.Ratings["red"] != 38 {
		t.Errorf("%+v", report)
	}
	for name, content := range map[string]string{"locked.xlsx": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "empty.csv": ""} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := runHere(t, "", "import", path, "--register", "NEW", "--dry-run", "--json"); r.code != exitWrong || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestTheDemoSaysWhenItIsReady(t *testing.T) {
	t.Parallel()
	if !static.Built() {
		t.Log("THE DEMO IS NOT TRIED: this binary has no assets; make build makes them")
		return
	}
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	data := t.TempDir()
	ended := make(chan result, 1)
	go func() {
		ended <- runOn(ctx, "", write, "demo", "--addr", "127.0.0.1:0", "--data", data, "--people", "20", "--seed", "3", "--json")
		write.Close()
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	stop()
	r := <-ended
	var said struct {
		URL       string
		Registers []string
		Accounts  []struct{ Role, Register, Email, Password string }
	}
	if err != nil || json.Unmarshal([]byte(line), &said) != nil || r.code != exitOK {
		t.Fatalf("%q %v, then %+v", line, err, r)
	}
	if !strings.HasPrefix(said.URL, "http://127.0.0.1:") || len(said.Registers) != 2 || len(said.Accounts) != 2*len(access.Roles) {
		t.Errorf("%+v", said)
	}
	// What was written last is sealed when it stops.
	if r := runHere(t, "", "verify", "--data", data); r.code != exitOK || !strings.Contains(r.stdout, " rows sealed, 0 wait for it, 0 were disposed of; 1 checkpoints\n") {
		t.Errorf("%+v", r)
	}
}

// A number that is another person's by name and date of birth has no
// suggestion: whoever took the suggestions is not told to take them.
func TestALineWithoutASuggestion(t *testing.T) {
	t.Parallel()
	dir := written(t, map[string]string{
		"list.csv": "Name,DOB,NHS number,RAG\nAda Obi,1/2/1990,9994760173,Red\nCai Rees,3/4/1985,9994760173,Green\nDot Hill,5/6/1970,,Amber\nDot Hill,5/6/1970,,Amber\n",
	})
	file, data := filepath.Join(dir, "list.csv"), filepath.Join(dir, "register")
	if r := runHere(t, "", "register", "QXX", "Northshire", "--data", data); r.code != exitOK {
		t.Fatalf("%+v", r)
	}
	want := result{exitFailed, "", "homeward: nothing was brought in: 1 line still needs a decision. — decide on the pages what Homeward has no suggestion for\n"}
	if got := runHere(t, "", "import", file, "--register", "QXX", "--data", data, "--take-suggestions"); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if r := runHere(t, "", "import", file, "--register", "NEW", "--dry-run"); !strings.Contains(r.stdout, "list, row 5: This is the same person as row 4") {
		t.Errorf("a problem of a line as a whole is not told: %+v", r)
	}
}
