// Package clamdtest is a virus scanner for tests: it speaks as clamd does, finds
// one virus, and can be told to fail.
package clamdtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"maps"
	"net"
	"strings"
	"sync"
	"testing"
)

// Virus are the bytes that it finds, and the name it gives them. They are
// harmless, and unlike those that real scanners are tested with, no scanner of
// the machine is alarmed by them.
const (
	Virus     = "homeward-test-virus"
	VirusName = "Homeward.Test"
)

// Daemon is one that listens.
type Daemon struct {
	Address  string // as clamd.Open takes it
	listener net.Listener
	hung     chan struct{}

	mu       sync.Mutex
	answer   *string
	hangs    bool
	received map[int][]byte
}

// Start has one listen at an address until the test ends.
func Start(t testing.TB, address string) *Daemon {
	t.Helper()
	network, at := "unix", strings.TrimPrefix(address, "unix:")
	if tcp, ok := strings.CutPrefix(address, "tcp://"); ok {
		network, at = "tcp", tcp
	}
	listener, err := net.Listen(network, at)
	if err != nil {
		t.Fatal(err)
	}
	d := &Daemon{Address: address, listener: listener, hung: make(chan struct{}), received: map[int][]byte{}}
	if network == "tcp" {
		d.Address = "tcp://" + listener.Addr().String()
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { d.serve(conn) })
		}
	})
	t.Cleanup(func() {
		close(d.hung)
		d.Stop()
		serving.Wait()
	})
	return d
}

// Stop has it listen no more.
func (d *Daemon) Stop() { d.listener.Close() }

// Answer has it say this of every file.
func (d *Daemon) Answer(text string) { d.set(func() { d.answer = &text }) }

// Hang has it take files and say nothing.
func (d *Daemon) Hang() { d.set(func() { d.hangs = true }) }

// Well has it answer as it should again.
func (d *Daemon) Well() { d.set(func() { d.answer, d.hangs = nil, false }) }

// Received are the files it was sent, by their length.
func (d *Daemon) Received() map[int][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.received)
}

func (d *Daemon) set(fn func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fn()
}

func (d *Daemon) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if command, err := r.ReadString(0); err != nil || command != "zINSTREAM\x00" {
		io.WriteString(conn, "UNKNOWN COMMAND\x00")
		return
	}
	var file bytes.Buffer
	for {
		var length [4]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return
		}
		n := binary.BigEndian.Uint32(length[:])
		if n == 0 {
			break
		}
		if _, err := io.CopyN(&file, r, int64(n)); err != nil {
			return
		}
	}
	answer := "stream: OK"
	if bytes.Contains(file.Bytes(), []byte(Virus)) {
		answer = "stream: " + VirusName + " FOUND"
	}
	d.mu.Lock()
	d.received[file.Len()] = file.Bytes()
	hangs := d.hangs
	if d.answer != nil {
		answer = *d.answer
	}
	d.mu.Unlock()
	if hangs {
		<-d.hung
		return
	}
	io.WriteString(conn, answer+"\x00")
}
