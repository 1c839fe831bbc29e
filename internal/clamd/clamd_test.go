package clamd

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"homeward/internal/clamd/clamdtest"
)

func TestAFileIsScanned(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("All is well. "), 20_000) // in several pieces
	for _, address := range []string{"unix:" + filepath.Join(t.TempDir(), "clamd.ctl"), "tcp://127.0.0.1:0"} {
		daemon := clamdtest.Start(t, address)
		s, err := Open(daemon.Address, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for file, want := range map[string]string{"A letter.": "", string(long): "", "": "", "x" + clamdtest.Virus + "y": clamdtest.VirusName} {
			found, err := s.Scan(t.Context(), []byte(file))
			if err != nil || found != want {
				t.Errorf("%s, a file of %d bytes: found %q, %v; want %q", address, len(file), found, err, want)
			}
		}
		if got := daemon.Received(); !bytes.Equal(got[len(long)], long) {
			t.Errorf("%s: the scanner got other bytes than were sent", address)
		}
	}
}

// Whatever is not a plain yes or no is an error: no file passes by it.
func TestADoubtIsNoAnswer(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"INSTREAM size limit exceeded. ERROR": "size limit exceeded",
		"stream: Can't allocate memory ERROR": "Can't allocate memory",
		"stream:  FOUND":                      "answered",
		"stream: OK FOUND OK":                 "answered",
		"OK":                                  "answered",
		"":                                    "answered",
	} {
		daemon := clamdtest.Start(t, "tcp://127.0.0.1:0")
		daemon.Answer(answer)
		s, err := Open(daemon.Address, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := s.Scan(t.Context(), []byte("A letter.")); err == nil || found != "" || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is taken for %q, %v", answer, found, err)
		}
	}
}

func TestAScannerThatIsSilentOrGone(t *testing.T) {
	t.Parallel()
	daemon := clamdtest.Start(t, "tcp://127.0.0.1:0")
	daemon.Hang()
	s, err := Open(daemon.Address, 50*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Scan(t.Context(), []byte("A letter.")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a scanner that does not answer: %v", err)
	}
	daemon.Stop()
	if _, err := s.Scan(t.Context(), []byte("A letter.")); err == nil {
		t.Error("a scanner that is gone finds files clean")
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost:3310", "unix:clamd.ctl", "tcp://localhost", "http://localhost:3310", "tcp://u:p@localhost:3310", "tcp://localhost:3310/x"} {
		if _, err := Open(address, time.Second); err == nil {
			t.Errorf("%q is taken for an address", address)
		}
	}
}
