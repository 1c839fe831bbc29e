package cli

import (
	"database/sql"
	"encoding/json"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"

	"homeward/internal/seal"
	"homeward/internal/store"
)

// checker is the program of docs/proof.md, built from the page itself.
func checker(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/proof.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, ok := strings.Cut(string(page), "```go\n")
	code, _, closed := strings.Cut(code, "```")
	if !ok || !closed {
		t.Fatal("there is no program on the page")
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "check.go"), filepath.Join(dir, "check")
	if err := os.WriteFile(source, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	build := osexec.Command("go", "build", "-o", program, source)
	build.Dir = dir // outside of our module: it may use Go's own library alone
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the program of the page does not build: %v\n%s", err, out)
	}
	return program
}

// TestTheLogFromTheCommandLine seals, keeps a checkpoint, proves an entry to
// someone who has nothing of us but the page, and finds what was altered.
func TestTheLogFromTheCommandLine(t *testing.T) {
	t.Parallel()
	program := checker(t)
	data := filepath.Join(t.TempDir(), "register")
	step := func(code int, want, stdin string, args ...string) result {
		t.Helper()
		r := runHere(t, stdin, append(args, "--data", data)...)
		if r.code != code || !strings.Contains(r.stdout+r.stderr, want) {
			t.Fatalf("homeward %s\n gave %+v\nwant exit %d and %q", strings.Join(args, " "), r, code, want)
		}
		return r
	}
	step(exitWrong, "there is no register in "+data, "", "seal")
	step(exitOK, "is made", "", "register", "QXX", "Northshire")
	step(exitOK, "people added", "", "import", spreadsheet, "--register", "QXX", "--take-suggestions")
	public := strings.TrimSpace(step(exitOK, "homeward-", "", "seal", "--key").stdout)
	if info, err := os.Stat(filepath.Join(data, sealKeyName)); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key is kept as %v, %v", info, err)
	}
	id := anyCase(t, data)
	step(exitFailed, "is not sealed yet", "", "prove", "QXX/"+id+"/1")
	kept := step(exitOK, "\n— homeward-", "", "seal").stdout
	step(exitWrong, "names no entry", "", "prove", id)
	step(exitWrong, "there is no entry", "", "prove", "QXX/"+id+"/9999")
	step(exitWrong, `there is no register "ZZZ"`, "", "prove", "ZZZ/"+id+"/1")
	step(exitOK, "is in the sealed log homeward-", "", "prove", "QXX/"+id+"/1")
	proof := step(exitOK, seal.ProofFormat, "", "prove", "QXX/"+id+"/1", "--json").stdout

	check := func(proof, key, want string, holds bool) {
		t.Helper()
		command := osexec.Command(program, key)
		command.Stdin = strings.NewReader(proof)
		out, err := command.CombinedOutput()
		if (err == nil) != holds || !strings.Contains(string(out), want) {
			t.Errorf("the program says %q (%v), want %q", out, err, want)
		}
	}
	check(proof, public, "The proof holds. This row of entries, QXX/"+id+"/1, was sealed by 2026-11-22T10:00:00Z", true)
	other, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	check(proof, other.Verifier.Text, "is not signed by this key", false)
	check(proof, strings.Replace(public, "homeward-", "homeward_", 1), "the public key has a mistake in it", false)
	check(proof, "homeward", "this is no public key", false)
	check("{}", public, "not a proof", false)
	for what, change := range map[string]func(*seal.Proof){
		"a value":      func(p *seal.Proof) { p.Columns[4].Value += "x" },
		"the case":     func(p *seal.Proof) { p.Key = "QXX/other/1" },
		"a hash":       func(p *seal.Proof) { p.Hashes[0] = p.Hashes[1] },
		"a hash less":  func(p *seal.Proof) { p.Hashes = p.Hashes[1:] },
		"a hash more":  func(p *seal.Proof) { p.Hashes = append(p.Hashes, p.Hashes[0]) },
		"the leaf":     func(p *seal.Proof) { p.Leaf++ },
		"a wrong leaf": func(p *seal.Proof) { p.Leaf = 1 << 40 },
		"the size":     func(p *seal.Proof) { p.Checkpoint = strings.Replace(p.Checkpoint, "\n", "\n1", 1) },
	} {
		var p seal.Proof
		if err := json.Unmarshal([]byte(proof), &p); err != nil {
			t.Fatal(err)
		}
		change(&p)
		altered, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(what, func(t *testing.T) { check(string(altered), public, "The proof does not hold", false) })
	}

	// What was sealed is found again, by a checkpoint that was kept elsewhere.
	file := filepath.Join(t.TempDir(), "kept.checkpoint")
	if err := os.WriteFile(file, []byte(kept), 0o600); err != nil {
		t.Fatal(err)
	}
	step(exitOK, "everything is as it was written", "", "verify", "--checkpoint", file)
	step(exitOK, "everything is as it was written", kept, "verify", "--checkpoint", "-", "--verifier", public, "--seal-key", filepath.Join(t.TempDir(), "none"))
	step(exitWrong, "not signed by a key that is known here", kept, "verify", "--checkpoint", "-", "--verifier", other.Verifier.Text, "--seal-key", filepath.Join(t.TempDir(), "none"))
	step(exitWrong, "--verifier x", "", "verify", "--verifier", "x")
	step(exitWrong, "cannot be read", "", "verify", "--checkpoint", file+"x")
	step(exitWrong, "opening a checkpoint", "x", "verify", "--checkpoint", "-")
	step(exitFailed, "another key", "", "seal", "--seal-key", filepath.Join(t.TempDir(), "other.key"))

	alter(t, data, "DROP TRIGGER audit_go_if_disposed; DELETE FROM audit WHERE action = 'create register'")
	found := step(exitFailed, "is gone", "", "verify", "--checkpoint", file)
	if !strings.HasPrefix(found.stdout, "audit QXX/2026-11-22T10:00:00.000000Z/") {
		t.Errorf("found %q", found.stdout)
	}
}

func withDatabase(t *testing.T, data string, do func(*sql.DB) error) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := do(db); err != nil {
		t.Fatal(err)
	}
}

// anyCase is the identifier of a case.
func anyCase(t *testing.T, data string) (id string) {
	t.Helper()
	withDatabase(t, data, func(db *sql.DB) error { return db.QueryRow("SELECT MIN(id) FROM cases").Scan(&id) })
	return id
}

// alter is somebody with the file and a tool.
func alter(t *testing.T, data, text string) {
	t.Helper()
	withDatabase(t, data, func(db *sql.DB) error { _, err := db.Exec(text); return err })
}
