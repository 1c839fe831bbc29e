// Package clamd asks the virus scanner ClamAV about a file.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// Scanner is a clamd that listens on a socket of this machine or at a port.
type Scanner struct {
	network, address string
	patience         time.Duration
}

// Open names a scanner by its address: unix:/run/clamav/clamd.ctl, or
// tcp://host:3310 on a network that nobody else listens to, for files are sent
// as they are. Patience is how long it may take for one file. It does not
// connect.
func Open(address string, patience time.Duration) (*Scanner, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok && filepath.IsAbs(path) {
		return &Scanner{"unix", path, patience}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "tcp" || u.Hostname() == "" || u.Port() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, errors.New("write it as unix:/run/clamav/clamd.ctl or tcp://localhost:3310")
	}
	return &Scanner{"tcp", u.Host, patience}, nil
}

// chunk is how much of a file goes in one piece; clamd asks for no more than its
// StreamMaxLength.
const chunk = 64 << 10

// Scan gives the name of what the scanner found in a file; "" is a file that it
// finds clean. An error means that it is not known.
func (s *Scanner) Scan(ctx context.Context, file []byte) (found string, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", fmt.Errorf("reaching the virus scanner: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()

	answer, err := ask(conn, file)
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("waiting for the virus scanner: %w", ctx.Err())
	case err != nil:
		return "", fmt.Errorf("asking the virus scanner: %w", err)
	}
	return read(answer)
}

// ask sends a file by INSTREAM: pieces with their length in front, and one of
// no length at the end. What clamd answers before it has all, such as that the
// file is too long, is an answer as well.
func ask(conn net.Conn, file []byte) (string, error) {
	w := bufio.NewWriterSize(conn, chunk+4)
	w.WriteString("zINSTREAM\x00")
	var length [4]byte
	for rest := file; len(rest) > 0; {
		piece := rest[:min(len(rest), chunk)]
		rest = rest[len(piece):]
		binary.BigEndian.PutUint32(length[:], uint32(len(piece)))
		w.Write(length[:])
		w.Write(piece)
	}
	w.Write(make([]byte, 4))
	sending := w.Flush() // has the first error of all of them
	answer, err := bufio.NewReaderSize(conn, 4096).ReadString(0)
	if err != nil {
		return "", errors.Join(sending, err)
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}

// read tells what an answer says: "stream: OK", "stream: NAME FOUND", or an
// error.
func read(answer string) (found string, err error) {
	rest, ok := strings.CutPrefix(answer, "stream: ")
	if name, is := strings.CutSuffix(rest, " FOUND"); ok && is && name != "" {
		return name, nil
	}
	if ok && rest == "OK" {
		return "", nil
	}
	return "", fmt.Errorf("the virus scanner answered %q", answer)
}
