package cli

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is a pair of files, read again once they have changed: whoever
// renews it has nobody to tell and nothing to start anew.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu   sync.Mutex
	seen [2]fileState // when they were last read
	pair *tls.Certificate
}

// fileState tells what is in a file from what was in it before.
type fileState struct {
	at   time.Time
	size int64
}

// read takes the pair as it is now. What was read before stays when it cannot be.
func (c *certificate) read() error {
	now, err := c.now()
	if err != nil {
		return err
	}
	c.seen = now
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	c.pair = &pair
	return nil
}

func (c *certificate) now() (now [2]fileState, err error) {
	for i, name := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return now, err
		}
		now[i] = fileState{info.ModTime(), info.Size()}
	}
	return now, nil
}

// get is the pair for one handshake. Between the writing of one file and of the
// other they do not fit; the earlier pair goes on until they do.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now, err := c.now(); err == nil && now != c.seen {
		if err := c.read(); err != nil {
			c.log.Warn("the certificate has changed and cannot be used; the earlier one goes on", "error", err.Error())
		} else {
			c.log.Info("the certificate has changed and is in use")
		}
	}
	return c.pair, nil
}
