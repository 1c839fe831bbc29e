package cli

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"homeward/internal/enginetest"
)

// smallDisk is a place of which no more can be written at one time, and then
// again.
type smallDisk struct {
	dir         string
	fill, empty func(t *testing.T, writer int)
}

// onTmpfs is a disk of its own at a directory; it needs a root who may mount.
func onTmpfs(t *testing.T, dir, options string) (smallDisk, error) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		return smallDisk{}, err
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ballast := filepath.Join(dir, "ballast")
	return smallDisk{dir,
		func(t *testing.T, _ int) {
			f, err := os.Create(ballast)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for err == nil {
				_, err = f.Write(make([]byte, 4096))
			}
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("filling the disk: %v", err)
			}
		},
		func(t *testing.T, _ int) {
			if err := os.Remove(ballast); err != nil {
				t.Fatal(err)
			}
		}}, nil
}

// limited is a directory in which the files of one process may grow no more.
func limited(t *testing.T) smallDisk {
	limit := func(t *testing.T, writer int, bytes uint64) {
		if err := unix.Prlimit(writer, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return smallDisk{t.TempDir(),
		func(t *testing.T, writer int) { limit(t, writer, 4096) },
		func(t *testing.T, writer int) { limit(t, writer, unix.RLIM_INFINITY) }}
}

// TestFullDisk: when nothing more can be written, what cannot be saved is
// refused in words, what was confirmed stays, and when there is room again it
// goes on without a restart.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	t.Run("of a process", func(t *testing.T) {
		t.Parallel()
		disk := limited(t)
		fullDisk(t, disk, "sqlite:"+filepath.Join(disk.dir, "register"))
	})
	t.Run("a disk", func(t *testing.T) {
		t.Parallel()
		disk, err := onTmpfs(t, t.TempDir(), "size=16m,mode=0700")
		if err != nil {
			t.Logf("no disk can be mounted here (%v); files that may not grow stand for it", err)
			disk = limited(t)
		}
		fullDisk(t, disk, "sqlite:"+filepath.Join(disk.dir, "register"))
	})
	t.Run("a disk of PostgreSQL", func(t *testing.T) {
		t.Parallel()
		server := enginetest.NewServer(t)
		dir := filepath.Join(server.Directory(), "small")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		disk, err := onTmpfs(t, dir, "size=64m,mode=0755")
		if err != nil {
			t.Logf("NOT TRIED WITH A FULL DISK OF POSTGRESQL: it needs one of its own, and none can be mounted here: %v", err)
			return
		}
		fullDisk(t, disk, server.DatabaseAt(t, filepath.Join(dir, "data")))
	})
}

func fullDisk(t *testing.T, disk smallDisk, address string) {
	p := soaked(t, address)
	c := &confirmed{people: map[string]bool{}, notes: map[string]bool{}}
	p.start()
	v := p.visitor(visitorEmail(0))
	add := func() reply {
		t.Helper()
		name := unlike()
		id, got, err := v.add(name)
		if err != nil {
			t.Fatal(err)
		}
		if id != "" {
			c.people[name] = true
		}
		return got
	}
	for range 5 {
		if got := add(); got.status != http.StatusSeeOther {
			t.Fatalf("with room: %+v", got)
		}
	}
	disk.fill(t, p.child.Process.Pid)
	refused := 0
	for range 20 { // some may still go where there was room before
		got := add()
		switch got.status {
		case http.StatusSeeOther:
		case http.StatusInsufficientStorage:
			refused++
			if !strings.Contains(got.body, "no room left on its disk") || !strings.Contains(got.body, "was not saved") {
				t.Errorf("it is refused with\n%s", got.body)
			}
		default:
			t.Fatalf("without room: %+v", got)
		}
	}
	if refused == 0 {
		t.Error("the disk was not full")
	}
	// The page for signing in needs no room, and nothing has fallen over.
	if got, err := v.ask("GET", "/sign-in?why=out", nil); err != nil || got.status >= 500 {
		t.Errorf("a page: %+v, %v", got, err)
	}
	before := len(c.people)
	disk.empty(t, p.child.Process.Pid)
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		got := add()
		if got.status == http.StatusSeeOther && len(c.people) > before {
			break
		}
		if time.Now().After(until) {
			t.Fatalf("with room again: %+v", got)
		}
	}
	if got, err := v.ask("GET", "/register", nil); err != nil || got.status != http.StatusOK {
		t.Errorf("the register, with room again: %+v, %v", got, err)
	}
	p.kill()
	p.whole(address, c, "")
}
