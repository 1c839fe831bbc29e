package cli

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/enginetest"
)

// TestTwoBoardsMerge is the day on which two boards become one.
func TestTwoBoardsMerge(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		place := []string{"--database", address}
		if dir, ok := strings.CutPrefix(address, "sqlite:"); ok {
			place = []string{"--data", dir}
		}
		step := func(code int, want, stdin string, args ...string) result {
			t.Helper()
			r := runHere(t, stdin, append(args, place...)...)
			if r.code != code || !strings.Contains(r.stdout+r.stderr, want) {
				t.Fatalf("homeward %s\n gave %+v\nwant exit %d and %q", strings.Join(args, " "), r, code, want)
			}
			return r
		}
		for _, code := range []string{"QXX", "QYY"} {
			step(exitOK, "is made", "", "register", code, "Board "+code)
			step(exitOK, "coordinator", "a good long password\n", "user", "add", "--register", code, "--email", "jo@x.example", "--name", "Jo", "--role", "coordinator")
			step(exitOK, "230 people added", "", "import", spreadsheet, "--register", code, "--take-suggestions")
		}
		step(exitWrong, "into itself", "", "register", "merge", "QXX", "QXX")
		step(exitWrong, `there is no register "QZZ"`, "", "register", "merge", "QXX", "QZZ")
		plan := step(exitOK, "Nothing is done yet.", "", "register", "merge", "QXX", "QYY", "--dry-run")
		if !strings.Contains(plan.stdout, "      230 people\n") || !strings.Contains(plan.stdout, "same NHS number: ") {
			t.Errorf("planned\n%s", plan.stdout)
		}
		type said struct {
			From, Into     string
			DryRun         bool `json:"dry_run"`
			People, Users  int
			UsersInBoth    int `json:"users_in_both"`
			Imports        int
			SameNHSNumbers []struct{ From, Into []string } `json:"same_nhs_number"`
		}
		read := func(r result) (s said) {
			t.Helper()
			if err := json.Unmarshal([]byte(r.stdout), &s); err != nil || strings.Count(r.stdout, "\n") != 1 {
				t.Fatalf("%+v %v", r, err)
			}
			return s
		}
		planned := read(step(exitOK, "", "", "register", "merge", "QXX", "QYY", "--dry-run", "--json"))
		done := read(step(exitOK, "", "", "register", "merge", "QXX", "QYY", "--json"))
		if !planned.DryRun || done.DryRun {
			t.Errorf("planned %v, done %v", planned.DryRun, done.DryRun)
		}
		planned.DryRun = false
		if !reflect.DeepEqual(done, planned) || done.People != 230 || done.Users != 1 || done.UsersInBoth != 1 || done.Imports != 1 || len(done.SameNHSNumbers) == 0 {
			t.Errorf("done %+v,\nplanned %+v", done, planned)
		}
		step(exitOK, "2 registers, 690 people", "", "verify")
		for _, args := range [][]string{{"register", "merge", "QXX", "QYY"}, {"user", "list", "--register", "QXX"}, {"export", "--register", "QXX"}} {
			step(exitWrong, "the register QXX is closed: it was merged into QYY on 2026-11-22", "", args...)
		}
		step(exitOK, "jo@x.example", "", "user", "list", "--register", "QYY")
	})
}
