package store

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	sumnote "golang.org/x/mod/sumdb/note"

	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/seal"
)

// The test's own program is the one that is killed: with this set to an
// address it writes there until it is.
const writersAddress = "HOMEWARD_STORE_WRITERS"

func TestMain(m *testing.M) {
	if address := os.Getenv(writersAddress); address != "" {
		s, err := Open(context.Background(), address)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		writers(s, os.Stdout)
		os.Exit(1)
	}
	code := m.Run()
	for i := range atEnd {
		atEnd[len(atEnd)-1-i]()
	}
	os.Exit(code)
}

// writers are four who write at once until the database is gone. Each
// transaction puts the same words into a case of many writers and into a new
// one, with an audit row; when it is committed, the words go to acknowledged.
func writers(s *Store, acknowledged io.Writer) {
	if err := s.CreateRegister(context.Background(), Register{Code: "N1", Name: "Northshire", CreatedAt: noon}, audit("create register")); err != nil && !errors.Is(err, ErrExists) {
		return
	}
	write := func(shared int) bool {
		words := fmt.Sprintf("%016x", rand.Uint64())
		if err := writeTwice(s, words, fmt.Sprint("shared", shared), "new"+words); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return false
		}
		// One write of so few bytes to a pipe is whole or not at all.
		fmt.Fprintln(acknowledged, words)
		return true
	}
	for shared := range 3 {
		if !write(shared) { // so that no two begin the same case
			return
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for write(rand.IntN(3)) {
			}
		})
	}
	wg.Go(func() {
		for {
			if _, err := s.Seal(context.Background(), killedKey, noon, false); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	wg.Wait()
}

// killedKey is the key that those seal with who are killed, and known to those
// who come after.
var killedKey = func() *seal.SigningKey {
	const name = "homeward-killed"
	seed := make([]byte, ed25519.SeedSize)
	public, err := sumnote.NewEd25519VerifierKey(name, ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey))
	if err != nil {
		panic(err)
	}
	hash := strings.Split(public, "+")[1]
	k, err := seal.ParseSigningKey("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...)))
	if err != nil {
		panic(err)
	}
	return k
}()

func writeTwice(s *Store, words, shared, fresh string) error {
	return s.Do(context.Background(), work("N1"), func(tx *Tx) error {
		for _, id := range []string{shared, fresh} {
			c, err := tx.Case(id)
			if errors.Is(err, ErrNotFound) {
				c, err = tx.NewCase(id)
			}
			if err != nil {
				return err
			}
			entry := casefile.Entry{On: today, Fact: casefile.Rated{Rating: casefile.Red}, Note: words}
			if err := tx.Append(c, ann, entry); err != nil {
				return err
			}
		}
		a := audit("note")
		a.Detail = words
		return tx.Audit(a)
	})
}

// standsWhole holds what the database has against what was acknowledged, and
// each transaction against all or nothing.
func standsWhole(t *testing.T, s *Store, acknowledged map[string]bool) (transactions int) {
	t.Helper()
	ctx := context.Background()
	report, err := s.Verify(ctx, rules, today)
	if err != nil {
		t.Fatal(err)
	}
	known := Trust{Known: []seal.Verifier{killedKey.Verifier}}
	if err := s.VerifyLog(ctx, &report, known); err != nil {
		t.Fatal(err)
	}
	if !report.OK() {
		t.Fatalf("not as written: %v", report.Faults)
	}
	// Where one that sealed was killed, the next goes on.
	if _, err := s.Seal(ctx, killedKey, noon, false); err != nil {
		t.Fatal(err)
	}
	if after := logOf(t, s, known); after.Count != 0 || after.Log.Waiting != 0 || after.Log.Leaves != report.Log.Leaves+report.Log.Waiting {
		t.Fatalf("after sealing: %+v, before: %+v", after, report.Log)
	}
	entries, audits := map[string]int{}, map[string]int{}
	if err := s.EachCase(ctx, "N1", func(c *casefile.Case) error {
		for _, e := range c.Entries {
			entries[e.Note]++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	trail, err := s.AuditTrail(ctx, "N1", AuditQuery{}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range trail {
		if a.Action == "note" {
			audits[a.Detail]++
		}
	}
	for words := range acknowledged {
		if entries[words] == 0 {
			t.Errorf("%s was acknowledged and is lost", words)
		}
	}
	for words, n := range entries {
		if n != 2 || audits[words] != 1 {
			t.Errorf("%s was half done: %d entries, %d audit rows", words, n, audits[words])
		}
	}
	if len(audits) != len(entries) {
		t.Errorf("%d audit rows for %d transactions", len(audits), len(entries))
	}
	return len(entries)
}

func TestKilledUnderLoadNothingIsLost(t *testing.T) {
	t.Parallel()
	const kills = 52
	acknowledged := map[string]bool{}
	inTheMiddle, atStart := 0, 0
	address := "sqlite:" + t.TempDir()
	for kill := range kills {
		if kill%13 == 0 {
			// Anew, so that some are killed while the tables are made.
			address = "sqlite:" + t.TempDir()
			clear(acknowledged)
		}
		before := len(acknowledged)
		// Of those that begin a database anew and the next two, some are killed
		// while they open it; on a busy machine that takes longer than to write.
		killWriters(t, address, time.Duration(rand.IntN(250))*time.Millisecond, kill%13 > 2, acknowledged)
		if len(acknowledged) > before {
			inTheMiddle++
		} else {
			atStart++
		}
		s, err := Open(context.Background(), address)
		if err != nil {
			t.Fatalf("after kill %d: %v", kill, err)
		}
		standsWhole(t, s, acknowledged)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("killed %d times while writing, %d times before the first commit", inTheMiddle, atStart)
	if inTheMiddle < kills/3 {
		t.Errorf("only %d of %d were killed while they wrote", inTheMiddle, kills)
	}
}

// killWriters starts the writers as a process of their own, kills it a while
// after it started or, if it is to write, after it first acknowledged
// something, and adds what it acknowledged.
func killWriters(t *testing.T, address string, after time.Duration, writing bool, acknowledged map[string]bool) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), writersAddress+"="+address)
	var stderr strings.Builder
	child.Stderr = &stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	kill := sync.OnceFunc(func() {
		killer := time.AfterFunc(after, func() { child.Process.Kill() })
		t.Cleanup(func() { killer.Stop() })
	})
	if !writing {
		kill()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		acknowledged[lines.Text()] = true
		kill()
	}
	if err := child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the writers ended by themselves: %v\n%s", err, &stderr)
	}
}

// processesOf are the processes of the PostgreSQL that a store is on, but the
// one that they are children of. Each is held by a handle, so that none is
// taken for another that has its number later.
func processesOf(t *testing.T, s *Store) (found []*os.Process) {
	t.Helper()
	parent := func(pid int) string {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return ""
		}
		// The name in brackets may have spaces: "12 (a b) S 11 ..."
		_, after, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(after); len(fields) > 1 {
			return fields[1]
		}
		return ""
	}
	pids, err := all(t.Context(), s.reader(), &statement{sql: "SELECT pid FROM pg_stat_activity ORDER BY pid = pg_backend_pid() DESC"}, only[int])
	if err != nil {
		t.Fatal(err)
	}
	server := parent(pids[0])
	if server == "" {
		t.Fatal("the server's processes are not of this machine")
	}
	for _, pid := range pids {
		if child, err := os.FindProcess(pid); err == nil && parent(pid) == server {
			found = append(found, child)
		}
	}
	return found
}

func TestPostgresKilledUnderLoadNothingIsLost(t *testing.T) {
	t.Parallel()
	server := enginetest.NewServer(t)
	address := server.Database(t, "homeward")
	s, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	said, tell := io.Pipe()
	go func() {
		writers(s, tell)
		tell.Close()
	}()
	acknowledged := map[string]bool{}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		acknowledged[lines.Text()] = true
		if len(acknowledged) == 100 {
			children := processesOf(t, s)
			server.Kill(t)
			for _, child := range children {
				// Some ended when their server did.
				_ = child.Kill()
			}
		}
	}
	// Its server is gone, so what closing says is of no use.
	_ = s.Close()
	if len(acknowledged) < 100 {
		t.Fatalf("the writers ended after %d transactions", len(acknowledged))
	}
	server.Start(t)
	after := opened(t, address)
	t.Logf("%d acknowledged, %d there", len(acknowledged), standsWhole(t, after, acknowledged))
	if err := writeTwice(after, "again", "shared0", "fresh"); err != nil {
		t.Error(err)
	}
}
