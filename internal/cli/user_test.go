package cli

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestAUserOfTwoRegistersFromTheCommandLine: the second waits, unless whoever
// runs Homeward vouches for the account.
func TestAUserOfTwoRegistersFromTheCommandLine(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "register")
	step := func(want, not, stdin string, args ...string) {
		t.Helper()
		r := runHere(t, stdin, append(args, "--data", data)...)
		if r.code != exitOK || !strings.Contains(r.stdout, want) || not != "" && strings.Contains(r.stdout, not) {
			t.Fatalf("homeward %s\n gave %+v", strings.Join(args, " "), r)
		}
	}
	const waits = "which somebody else may have opened"
	add := func(register string, more ...string) []string {
		return append([]string{"user", "add", "--register", register, "--email", "jo@x.example", "--role", "chair"}, more...)
	}
	for _, code := range []string{"QXX", "QYY", "QZZ"} {
		step("is made", "", "", "register", code, "Board "+code)
	}
	step("in register QXX", waits, "a good long password\n", add("QXX", "--name", "Jo")...)
	step(waits, "", "", add("QYY")...)
	step("in register QYY", waits, "", add("QYY", "--vouch")...)
	step("sessions have ended", "", "another long password\n", "user", "password", "--register", "QYY", "--email", "jo@x.example")
	step(waits, "", "", add("QZZ")...)
	step("sessions have ended", "", "one more long password\n", "user", "password", "--register", "QZZ", "--email", "jo@x.example", "--vouch")
	step("in register QZZ", waits, "", add("QZZ")...)
}
