package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// asHomeward makes the test's own program the command line, so that a server
// can be killed.
const asHomeward = "HOMEWARD_TEST_AS_HOMEWARD"

// soakFor says how long to go on, such as 30m; see scripts/soak.
const soakFor = "HOMEWARD_TEST_SOAK"

func TestMain(m *testing.M) {
	if os.Getenv(asHomeward) != "" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// process is homeward serve, as a process of its own.
type process struct {
	t      *testing.T
	here   []string // where the register is, and what else each start is given
	mu     sync.Mutex
	url    string // "" while nothing serves
	child  *osexec.Cmd
	stderr *os.File
}

func newProcess(t *testing.T, here []string) *process {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, here: here, stderr: log}
	t.Cleanup(func() {
		if p.child != nil {
			_ = p.child.Process.Kill() // it may have been killed before
			_ = p.child.Wait()
		}
		if text, err := os.ReadFile(log.Name()); t.Failed() && err == nil {
			t.Logf("the end of its log:\n%s", text[max(0, len(text)-4000):])
		}
		log.Close()
	})
	return p
}

// start returns when the pages are served.
func (p *process) start() {
	p.t.Helper()
	child := osexec.Command(os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:0", "--second-factor-from", "2099-01-01", "--limit-account", "0", "--limit-address", "0"}, p.here...)...)
	child.Env = append(os.Environ(), asHomeward+"=yes")
	child.Stderr = p.stderr
	out, err := child.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.child = child
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.t.Fatalf("it did not start: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.url = strings.TrimSpace(strings.TrimPrefix(line, "Homeward is at "))
}

func (p *process) kill() {
	p.t.Helper()
	p.mu.Lock()
	p.url = ""
	p.mu.Unlock()
	if err := p.child.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.child.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		p.t.Fatalf("it ended by itself: %v", err)
	}
}

func (p *process) at() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.url
}

// visitor is who uses the pages of a process that comes and goes. Their session
// goes on: it is in the database.
type visitor struct {
	process *process
	client  http.Client
	session string
}

const soakPassword = "a good long password"

var errNotServed = errors.New("nothing serves")

func (p *process) visitor(email string) *visitor {
	p.t.Helper()
	v := &visitor{process: p, client: http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	got, err := v.ask("POST", "/sign-in", url.Values{"email": {email}, "password": {soakPassword}})
	if err != nil || got.status != http.StatusSeeOther || v.session == "" {
		p.t.Fatalf("signing in as %s: %+v, %v", email, got, err)
	}
	return v
}

type reply struct {
	status         int
	location, body string
}

// ask sends a request as a browser does that came by HTTPS through a proxy.
func (v *visitor) ask(method, path string, form url.Values) (reply, error) {
	home := v.process.at()
	if home == "" {
		return reply{}, errNotServed
	}
	r, err := http.NewRequest(method, home+path, strings.NewReader(form.Encode()))
	if err != nil {
		return reply{}, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.session != "" {
		r.Header.Set("Cookie", v.session)
	}
	got, err := v.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer got.Body.Close()
	for _, c := range got.Cookies() {
		if c.Name == "__Host-homeward" && c.Value != "" {
			v.session = c.Name + "=" + c.Value
		}
	}
	body, err := io.ReadAll(got.Body)
	return reply{got.StatusCode, got.Header.Get("Location"), string(body)}, err
}

func today() (day, month, year string) {
	y, m, d := civil.FromTime(time.Now().In(london)).YMD()
	return fmt.Sprint(d), fmt.Sprint(int(m)), fmt.Sprint(y)
}

var recordOf = regexp.MustCompile(`^/people/([0-9a-z-]{8,})$`)

// add adds a person by the form, and gives the case if it was confirmed.
func (v *visitor) add(family string) (caseID string, got reply, err error) {
	day, month, year := today()
	got, err = v.ask("POST", "/people/new", url.Values{
		"do": {"save"}, "given_name": {"Sam"}, "family_name": {family}, "on[day]": {day}, "on[month]": {month}, "on[year]": {year},
	})
	if m := recordOf.FindStringSubmatch(got.location); err == nil && got.status == http.StatusSeeOther && m != nil && m[1] != "new" {
		caseID = m[1]
	}
	return caseID, got, err
}

var versionOf = regexp.MustCompile(`name="version" value="(\d+)"`)

// note writes a note on a record by the form, as it was when the form was
// opened, and reports whether it was confirmed.
func (v *visitor) note(caseID, words string) (bool, reply, error) {
	path := "/people/" + caseID + "/record/note"
	got, err := v.ask("GET", path, nil)
	if err != nil || got.status != http.StatusOK {
		return false, got, err
	}
	version := versionOf.FindStringSubmatch(got.body)
	if version == nil {
		return false, got, errors.New("the form has no version")
	}
	day, month, year := today()
	got, err = v.ask("POST", path, url.Values{"do": {"save"}, "version": version[1:], "note": {words}, "on[day]": {day}, "on[month]": {month}, "on[year]": {year}})
	return err == nil && got.status == http.StatusSeeOther && got.location == "/people/"+caseID, got, err
}

// confirmed is what somebody was told to have been written.
type confirmed struct {
	mu            sync.Mutex
	people, notes map[string]bool
}

func (c *confirmed) add(to map[string]bool, words string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	to[words] = true
}

func (c *confirmed) count() (people, notes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.people), len(c.notes)
}

// unlike is a name that resembles no other.
func unlike() string {
	b := make([]byte, 20)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz"[rand.IntN(26)]
	}
	return "X" + string(b)
}

// soaked is a register that many write in: by the pages of a server that is
// killed, and by a process of its own.
func soaked(t *testing.T, address string) *process {
	t.Helper()
	d := newDrill(t, address)
	here, dir := at(address), t.TempDir()
	d.step(exitOK, "is made", "", append([]string{"register", "QXX", "Northshire"}, here...)...)
	for i := range soakVisitors {
		d.step(exitOK, "coordinator", soakPassword+"\n", append([]string{"user", "add", "--register", "QXX", "--email", visitorEmail(i), "--name", fmt.Sprint("Visitor ", i), "--role", "coordinator"}, here...)...)
	}
	if strings.HasPrefix(address, "postgres") {
		d.write(filepath.Join(dir, "secret.key"), strings.Repeat("QUFB", 10)+"QUE=\n")
		here = append(here, "--secret-key-file", filepath.Join(dir, "secret.key"))
	}
	return newProcess(t, append(here, "--seal-key", filepath.Join(dir, "seal.key")))
}

const soakVisitors = 4

func visitorEmail(i int) string { return fmt.Sprintf("visitor%d@example.org", i) }

// TestSoak kills a server again and again while people write by its pages, and
// somebody beside it; then all that was confirmed must be there, nothing twice or
// by half, and all of it as it was written. It is short here; scripts/soak goes
// on for as long as one likes.
func TestSoak(t *testing.T) {
	t.Parallel()
	length := 6 * time.Second
	if said := os.Getenv(soakFor); said != "" {
		var err error
		if length, err = time.ParseDuration(said); err != nil {
			t.Fatal(err)
		}
	}
	enginetest.Each(t, func(t *testing.T, address string) { soak(t, address, length) })
}

func soak(t *testing.T, address string, length time.Duration) {
	p := soaked(t, address)
	c := &confirmed{people: map[string]bool{}, notes: map[string]bool{}}
	p.start()
	var visitors []*visitor
	for i := range soakVisitors {
		visitors = append(visitors, p.visitor(visitorEmail(i)))
	}
	var shared []string // records that all write in
	for range 2 {
		name := unlike()
		id, got, err := visitors[0].add(name)
		if id == "" {
			t.Fatalf("%+v, %v", got, err)
		}
		c.people[name] = true
		shared = append(shared, id)
	}
	over, stop := context.WithTimeout(t.Context(), length)
	defer stop()
	var writers sync.WaitGroup
	conflicts := make([]int, soakVisitors)
	for i, v := range visitors {
		writers.Go(func() {
			for over.Err() == nil {
				words := unlike()
				if rand.IntN(2) == 0 {
					id, got, err := v.add(words)
					if id != "" {
						c.add(c.people, words)
					} else if err == nil {
						t.Errorf("adding %s: %+v", words, got)
						return
					}
					waitIf(err)
					continue
				}
				ok, got, err := v.note(shared[rand.IntN(len(shared))], words)
				switch {
				case ok:
					c.add(c.notes, words)
				case err == nil && got.status == http.StatusConflict:
					conflicts[i]++
				case err == nil:
					t.Errorf("writing a note: %+v", got)
					return
				}
				waitIf(err)
			}
		})
	}
	other, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(other, clock.England(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	beside := access.Actor{UserID: "beside", Name: "Beside", Register: "QXX", Roles: []access.Role{access.Coordinator}}
	writers.Go(func() {
		for over.Err() == nil {
			name := unlike()
			open := casefile.Open{On: a.Today(), Details: casefile.Details{GivenName: "Sam", FamilyName: name}}
			if _, err := a.AddPerson(context.WithoutCancel(over), beside, open); err != nil {
				t.Errorf("beside the server: %v", err)
				return
			}
			c.add(c.people, name)
			time.Sleep(time.Duration(rand.IntN(40)) * time.Millisecond)
		}
	})
	kills, inTheMiddle, checkpoint := 0, 0, ""
	for over.Err() == nil {
		people, notes := c.count()
		wait(over, time.Duration(100+rand.IntN(1200))*time.Millisecond)
		p.kill()
		kills++
		if now, more := c.count(); now+more > people+notes {
			inTheMiddle++
		}
		if kills == 2 {
			checkpoint = p.checkpoint()
		}
		p.start()
	}
	writers.Wait()
	a.Stop()
	a.Wait()
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	p.kill()
	if checkpoint == "" {
		checkpoint = p.checkpoint()
	}
	p.whole(address, c, checkpoint)
	people, notes := c.count()
	t.Logf("killed %d times, %d of them while something was confirmed; %d people and %d notes were confirmed, %v conflicts were said", kills, inTheMiddle, people, notes, conflicts)
	if inTheMiddle == 0 || notes == 0 {
		t.Error("nobody wrote")
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// waitIf leaves a server that is gone the time to come back.
func waitIf(err error) {
	if err != nil {
		time.Sleep(20 * time.Millisecond)
	}
}

// checkpoint seals what there is and gives the proof, as the operator would.
func (p *process) checkpoint() string {
	p.t.Helper()
	got := runHere(p.t, "", append([]string{"seal"}, p.without("--secret-key-file")...)...)
	if got.code != exitOK {
		p.t.Fatalf("sealing: %+v", got)
	}
	name := filepath.Join(p.t.TempDir(), "checkpoint")
	if err := os.WriteFile(name, []byte(got.stdout), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return name
}

// without are the flags but one and its value.
func (p *process) without(flag string) (flags []string) {
	for i := 0; i < len(p.here); i += 2 {
		if p.here[i] != flag {
			flags = append(flags, p.here[i], p.here[i+1])
		}
	}
	return flags
}

// whole holds the register to what was confirmed.
func (p *process) whole(address string, c *confirmed, checkpoint string) {
	t := p.t
	t.Helper()
	args := append([]string{"verify"}, p.without("--secret-key-file")...)
	if checkpoint != "" {
		args = append(args, "--checkpoint", checkpoint)
	}
	if got := runHere(t, "", args...); got.code != exitOK {
		t.Errorf("verify: %+v", got)
	}
	s, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	people, notes := map[string]int{}, map[string]int{}
	if err := s.EachCase(t.Context(), "QXX", func(c *casefile.Case) error {
		people[c.Details.FamilyName]++
		for _, e := range c.Entries {
			if _, ok := e.Fact.(casefile.Note); ok {
				notes[e.Note]++
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []struct {
		what      string
		confirmed map[string]bool
		there     map[string]int
	}{{"a person", c.people, people}, {"a note", c.notes, notes}} {
		for words := range kind.confirmed {
			if kind.there[words] == 0 {
				t.Errorf("%s was confirmed and is lost: %s", kind.what, words)
			}
		}
		for words, n := range kind.there {
			if n != 1 {
				t.Errorf("%s is there %d times: %s", kind.what, n, words)
			}
		}
	}
}
