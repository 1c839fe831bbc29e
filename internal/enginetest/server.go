package enginetest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Server is a PostgreSQL of one test alone, which waits for the disk as a real
// one does, so that the test may kill it.
type Server struct {
	script, directory, address string
}

// NewServer starts one, or skips the test as Empty does.
func NewServer(t testing.TB) *Server {
	t.Helper()
	needServer(t)
	s := &Server{script: script(t)}
	s.directory = strings.TrimSpace(s.run(t, "new", "durable"))
	t.Cleanup(func() { s.run(t, "stop", s.directory) })
	address, err := os.ReadFile(filepath.Join(s.directory, "url"))
	if err != nil {
		t.Fatal(err)
	}
	s.address = strings.TrimSpace(string(address))
	return s
}

// Database is the address of a fresh database on the server. It goes with the server.
func (s *Server) Database(t testing.TB, name string) string {
	t.Helper()
	ask(t, s.address, "CREATE DATABASE "+name)
	address, err := url.Parse(s.address)
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/" + name
	return address.String()
}

// Directory is where the server keeps everything; it belongs to the user that the
// server runs as, and goes with it.
func (s *Server) Directory() string { return s.directory }

// DatabaseAt is the address of a fresh database with its tables, whose data lie
// in a new directory, such as one on a disk of its own; the log of what is
// written does not. It is for the application role.
func (s *Server) DatabaseAt(t testing.TB, dir string) string {
	t.Helper()
	above, err := os.Stat(s.directory)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if owner, ok := above.Sys().(*syscall.Stat_t); ok {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	super := as(t, s.address, url.User("postgres"))
	ask(t, super, "CREATE TABLESPACE there LOCATION '"+dir+"'")
	ask(t, super, "GRANT CREATE ON TABLESPACE there TO homeward")
	ask(t, s.address, "CREATE DATABASE there TABLESPACE there")
	owner := changed(t, s.address, func(u *url.URL) { u.Path = "/there" })
	if err := Prepare(t.Context(), owner, Application); err != nil {
		t.Fatal(err)
	}
	return as(t, owner, url.User(Application))
}

// Kill ends the server as a power cut would, without a chance to write.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	state, err := os.ReadFile(filepath.Join(s.directory, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(state), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// Start starts the server again after Kill, and returns when it has recovered.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.run(t, "start", s.directory)
}

func (s *Server) run(t testing.TB, args ...string) string {
	t.Helper()
	command := exec.Command(s.script, args...)
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("scripts/postgres %s: %w\n%s", args[0], err, &stderr))
	}
	return string(out)
}

func script(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		t.Fatal("the source of this test is not where it was built")
	}
	return filepath.Join(filepath.Dir(file), "..", "..", "scripts", "postgres")
}
