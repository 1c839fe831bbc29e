package cli

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// drill is a register that is looked after at the command line.
type drill struct {
	*testing.T
	owner, secret, public string // address of the database, and files and key of age
}

func newDrill(t *testing.T, address string) *drill {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	d := &drill{T: t, owner: enginetest.Owner(t, address), secret: filepath.Join(t.TempDir(), "secret.txt"), public: key.Recipient().String()}
	d.write(d.secret, key.String()+"\n")
	return d
}

func (d *drill) write(name, text string) {
	d.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
}

// at are the flags that say where a register is.
func at(address string) []string {
	if dir, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return []string{"--data", dir}
	}
	return []string{"--database", address}
}

func (d *drill) step(code int, want, stdin string, args ...string) result {
	d.Helper()
	r := runHere(d.T, stdin, args...)
	if r.code != code || !strings.Contains(r.stdout+r.stderr, want) {
		d.Fatalf("homeward %s\n gave %+v\nwant exit %d and %q", strings.Join(args, " "), r, code, want)
	}
	return r
}

// TestTheMachineIsLost is the drill: a register is kept, copied while people
// write, lost with the machine, and made anew elsewhere. What was confirmed
// before the copy began is there, all of it is as it was written, and whoever
// could sign in can.
func TestTheMachineIsLost(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		d := newDrill(t, address)
		here := at(address)
		d.step(exitOK, "is made", "", append([]string{"register", "QXX", "Northshire"}, here...)...)
		d.step(exitOK, "coordinator", "a good long password\n", append([]string{"user", "add", "--register", "QXX", "--email", "jo@x.example", "--name", "Jo", "--role", "coordinator"}, here...)...)
		d.step(exitOK, "230 people added", "", append([]string{"import", spreadsheet, "--register", "QXX", "--take-suggestions"}, here...)...)
		a, done := opened(t, address)
		actor := access.Actor{UserID: "jo", Name: "Jo", Register: "QXX", Roles: []access.Role{access.Coordinator}}
		add := func(n int) string {
			r, err := a.AddPerson(context.Background(), actor, casefile.Open{On: a.Today(), Details: casefile.Details{GivenName: "Sam", FamilyName: fmt.Sprint("Written ", n)}})
			if err != nil {
				t.Error(err)
			}
			return r.Case
		}
		before := []string{add(0), add(1), add(2)}
		// It is sealed, and the checkpoint and the key are kept.
		dir := t.TempDir()
		file, key, kept := filepath.Join(dir, "backup.age"), filepath.Join(dir, "seal.key"), filepath.Join(dir, "kept.checkpoint")
		d.write(kept, d.step(exitOK, "homeward", "", append([]string{"seal", "--seal-key", key}, here...)...).stdout)
		sealKey, err := os.ReadFile(key)
		if err != nil {
			t.Fatal(err)
		}

		// Others go on writing while it is copied.
		stop := make(chan struct{})
		var writers sync.WaitGroup
		for w := range 3 {
			writers.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
						add(1000*(w+1) + n)
					}
				}
			})
		}
		d.step(exitOK, "encrypted", "", append([]string{"backup", "--to", file, "--recipient", d.public, "--with", key}, at(d.owner)...)...)
		close(stop)
		writers.Wait()
		done()
		left, err := filepath.Glob(filepath.Join(strings.TrimPrefix(address, "sqlite:"), "copying-*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 || !bytes.HasPrefix(content, []byte("age-encryption.org/v1\n")) || bytes.Contains(content, []byte("Written")) {
			t.Errorf("the backup is open to read: %v, %v", info, err)
		}

		check := []string{"backup", "--check", file, "--identity-file", d.secret}
		if !strings.HasPrefix(address, "sqlite:") {
			check = append(check, at(d.owner)...)
		}
		d.step(exitOK, "everything is as it was written", "", check...)

		// The machine is gone; another one has nothing but the file and the key.
		began := time.Now()
		lose(t, address)
		anew := enginetest.SQLite(t) + "/new"
		if !strings.HasPrefix(address, "sqlite:") {
			anew = enginetest.Empty(t)
		}
		files := t.TempDir()
		restore := append([]string{"restore", file, "--identity-file", d.secret, "--files-to", files}, at(anew)...)
		r := d.step(exitOK, "everything is as it was written", "", restore...)
		if !strings.Contains(r.stdout, "Restored as it was on 22 November 2026, 10:00.\n") {
			t.Errorf("it says %q", r.stdout)
		}
		if restored, err := os.ReadFile(filepath.Join(files, "seal.key")); err != nil || !bytes.Equal(restored, sealKey) {
			t.Errorf("the key is %q, %v", restored, err)
		}
		// All that was sealed before the loss is there, by a checkpoint that was kept elsewhere.
		d.step(exitOK, "everything is as it was written", "", append([]string{"verify", "--checkpoint", kept, "--seal-key", filepath.Join(files, "seal.key")}, at(anew)...)...)
		if !strings.HasPrefix(address, "sqlite:") {
			d.step(exitOK, "Serve with the role", "", append([]string{"migrate", "--app-role", enginetest.Application}, at(anew)...)...)
			anew = strings.Replace(anew, "homeward@", enginetest.Application+"@", 1)
		}
		b, done := opened(t, anew)
		defer done()
		if _, err := b.SignIn(t.Context(), "jo@x.example", "a good long password", app.From{Address: "10.0.0.1"}); err != nil {
			t.Errorf("signing in: %v", err)
		}
		for _, id := range before {
			if _, err := b.Person(t.Context(), actor, id, app.AsAt{}); err != nil {
				t.Errorf("what was confirmed before is lost: %v", err)
			}
		}
		t.Logf("from the loss to the first sign-in: %s", time.Since(began))
		d.step(exitFailed, "not empty", "", restore...)
	})
}

// opened is Homeward on a database, and what closes it.
func opened(t *testing.T, address string) (*app.App, func()) {
	t.Helper()
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	a, err := app.New(s, clock.England(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return a, func() { a.Stop(); a.Wait(); s.Close() }
}

// lose takes a database away.
func lose(t *testing.T, address string) {
	t.Helper()
	if dir, ok := strings.CutPrefix(address, "sqlite:"); ok {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

// A backup that is not whole, or that somebody altered, is refused before
// anything is made of it.
func TestADamagedBackupIsRefused(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		d := newDrill(t, address)
		d.step(exitOK, "is made", "", append([]string{"register", "QXX", "Northshire"}, at(address)...)...)
		dir := t.TempDir()
		good := filepath.Join(dir, "good.age")
		d.step(exitOK, "encrypted", "", append([]string{"backup", "--to", good, "--recipient", d.public}, at(d.owner)...)...)
		d.step(exitWrong, "is there already", "", append([]string{"backup", "--to", good, "--recipient", d.public}, at(d.owner)...)...)
		content, err := os.ReadFile(good)
		if err != nil {
			t.Fatal(err)
		}
		altered := slices.Clone(content)
		altered[len(altered)-40] ^= 1
		empty := func() (place []string, untouched func() bool) {
			if strings.HasPrefix(address, "sqlite:") {
				there := filepath.Join(t.TempDir(), "new")
				return []string{"--data", there}, func() bool { _, err := os.Stat(there); return os.IsNotExist(err) }
			}
			there := enginetest.Empty(t)
			return []string{"--database", there}, func() bool { return tablesIn(t, there) == 0 }
		}
		for name, bad := range map[string][]byte{"altered": altered, "cut": content[:len(content)-200], "half": content[:len(content)/2], "nothing": nil, "text": []byte("hello\n")} {
			path := filepath.Join(dir, name+".age")
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			place, untouched := empty()
			d.step(exitWrong, "cannot be read", "", append([]string{"restore", path, "--identity-file", d.secret}, place...)...)
			if !untouched() {
				t.Errorf("%s: something was made of it", name)
			}
			d.step(exitWrong, "cannot be read", "", append([]string{"backup", "--check", path, "--identity-file", d.secret}, at(d.owner)...)...)
		}
		other := newDrill(t, address)
		place, untouched := empty()
		d.step(exitWrong, "identity did not match", "", append([]string{"restore", good, "--identity-file", other.secret}, place...)...)
		d.step(exitWrong, "a backup is encrypted", "", append([]string{"restore", good}, place...)...)
		if !untouched() {
			t.Error("something was made without the key")
		}
		d.step(exitOK, "everything is as it was written", "", append([]string{"restore", good, "--identity-file", d.secret}, place...)...)
	})
}

func tablesIn(t *testing.T, address string) int {
	t.Helper()
	var n int
	if err := enginetest.Ask(t, address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestABackupNeedsAKey(t *testing.T) {
	t.Parallel()
	d := newDrill(t, enginetest.SQLite(t))
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "b.age")
	d.step(exitOK, "is made", "", "register", "QXX", "Northshire", "--data", data)
	words, short := filepath.Join(dir, "words"), filepath.Join(dir, "short")
	d.write(words, "seven plain words that nobody will guess\nsecond line\n")
	d.write(short, "seven\n")
	for want, args := range map[string][]string{
		"never written unencrypted":      {"--to", file},
		"at least 20 characters":         {"--to", file, "--passphrase-file", short},
		"recipient \"age1\"":             {"--to", file, "--recipient", "age1"},
		"beside recipients":              {"--to", file, "--recipient", d.public, "--passphrase-file", words},
		"give --to FILE or --check FILE": {},
		"cannot stand together":          {"--to", file, "--check", file},
		"not a file of at most 1 MB":     {"--to", file, "--recipient", d.public, "--with", data},
	} {
		d.step(exitWrong, want, "", append([]string{"backup", "--data", data}, args...)...)
	}
	d.step(exitFailed, "there is no backup", "", "backup", "--data", filepath.Join(dir, "none"), "--to", file, "--recipient", d.public)
	if left, err := fs.Glob(os.DirFS(dir), "b.age*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	d.step(exitOK, "encrypted", "", "backup", "--data", data, "--to", file, "--passphrase-file", words)
	d.step(exitOK, "1 registers, 0 people", "", "backup", "--check", file, "--passphrase-file", words)
	d.step(exitWrong, "of another kind, sqlite", "", "restore", file, "--passphrase-file", words, "--database", "postgres://nobody@127.0.0.1:1/none")
	keys := filepath.Join(dir, "keys.txt")
	d.write(keys, "# ours\n"+d.public+"\n")
	second := filepath.Join(dir, "c.age")
	d.step(exitOK, "encrypted", "", "backup", "--data", data, "--to", second, "--recipients-file", keys)
	d.step(exitOK, "1 registers, 0 people", "", "restore", second, "--identity-file", d.secret, "--data", filepath.Join(dir, "again"))
}

// On PostgreSQL the role that serves does not see everything, and must not make
// half a backup.
func TestTheServingRoleMakesNoBackup(t *testing.T) {
	t.Parallel()
	address := enginetest.Postgres(t)
	d := newDrill(t, address)
	file := filepath.Join(t.TempDir(), "b.age")
	d.step(exitFailed, "another role owns the tables", "", "backup", "--to", file, "--recipient", d.public, "--database", address)
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("there is one: %v", err)
	}
	d.step(exitFailed, "there are no tables", "", "backup", "--to", file, "--recipient", d.public, "--database", enginetest.Empty(t))
}

// What is done with everything at once stands in the audit of each register, also
// of one that is closed: before a copy is made, so that the copy has it as well.
func TestWhatIsKeptOrRestoredIsNoted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		d := newDrill(t, address)
		for _, code := range []string{"QXX", "QYY", "QZZ"} {
			d.step(exitOK, "is made", "", append([]string{"register", code, "Northshire"}, at(address)...)...)
		}
		d.step(exitOK, "is closed", "", append([]string{"register", "merge", "QZZ", "QXX"}, at(d.owner)...)...)
		dir := t.TempDir()
		file := filepath.Join(dir, "b.age")
		d.step(exitOK, "encrypted", "", append([]string{"backup", "--to", file, "--recipient", d.public}, at(d.owner)...)...)
		d.step(exitWrong, "cannot be written", "", append([]string{"backup", "--to", filepath.Join(dir, "none", "b.age"), "--recipient", d.public}, at(d.owner)...)...)
		d.step(exitOK, "everything is as it was written", "", append([]string{"backup", "--check", file, "--identity-file", d.secret}, at(d.owner)...)...)
		by := ", by " + whoHere()
		backedUp := noted{app.Exported, "back up", "to " + file + by}
		elsewhere := filepath.Join(dir, "none", "b.age")
		want := []noted{backedUp, {app.Exported, "back up", "to " + elsewhere + by}, {app.Exported, "back up failed", "to " + elsewhere + by}, {app.Exported, "check a backup", "of " + file + by}}
		d.notedIn(t, d.owner, want)
		anew := enginetest.SQLite(t) + "/new"
		if !strings.HasPrefix(address, "sqlite:") {
			anew = enginetest.Empty(t)
		}
		d.step(exitOK, "everything is as it was written", "", append([]string{"restore", file, "--identity-file", d.secret}, at(anew)...)...)
		d.notedIn(t, anew, []noted{backedUp, {app.Changed, "restore a backup", "from " + file + by}})
	})
}

// noted is an act of the command line that is about no case.
type noted struct {
	Kind           app.ActKind
	Action, Detail string
}

// notedIn compares what was noted in each register about copies of everything.
func (d *drill) notedIn(t *testing.T, address string, want []noted) {
	t.Helper()
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, register := range []string{"QXX", "QYY", "QZZ"} {
		var got []noted
		if err := s.EachAudit(t.Context(), register, store.AuditQuery{User: "command-line"}, func(act store.Audit) error {
			if strings.Contains(act.Action, "back") {
				got = append(got, noted{act.Kind, act.Action, act.Detail})
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		byWords := func(x, y noted) int { return strings.Compare(x.Action+x.Detail, y.Action+y.Detail) } // all are of one moment
		slices.SortFunc(got, byWords)
		slices.SortFunc(want, byWords)
		if !slices.Equal(got, want) {
			t.Errorf("register %s has\n%+v\nwant\n%+v", register, got, want)
		}
	}
}

// A copy that is made before an upgrade upgrades nothing, and says that it is
// not noted.
func TestABackupLeavesOlderTablesAsTheyAre(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		d := newDrill(t, address)
		d.step(exitOK, "is made", "", append([]string{"register", "QXX", "Northshire"}, at(address)...)...)
		db, err := sql.Open("sqlite", "file:"+filepath.Join(strings.TrimPrefix(address, "sqlite:"), store.FileName))
		if !strings.HasPrefix(address, "sqlite:") {
			db, err = sql.Open("pgx", d.owner)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		const last = "SELECT MAX(number) FROM migrations"
		var before, after int
		if _, err := db.ExecContext(t.Context(), "DELETE FROM migrations WHERE number = ("+last+")"); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRowContext(t.Context(), last).Scan(&before); err != nil {
			t.Fatal(err)
		}
		d.step(exitOK, "is in no register's audit", "", append([]string{"backup", "--to", filepath.Join(t.TempDir(), "b.age"), "--recipient", d.public}, at(d.owner)...)...)
		if err := db.QueryRowContext(t.Context(), last).Scan(&after); err != nil || after != before {
			t.Errorf("the tables went from %d to %d, %v", before, after, err)
		}
	})
}
