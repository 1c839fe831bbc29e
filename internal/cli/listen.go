package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// door is where the pages are served.
type door struct {
	addr string
	tls  *tls.Config // nil for HTTP
	home string      // address at which people open the pages; "" for that of addr
	// redirect is where who comes without TLS is led to home; "" for nowhere.
	// Beside is what is answered there otherwise.
	redirect string
	beside   func(http.Handler) http.Handler
	patience patience
}

// patience is how long a client may take, so that many slow ones cannot hold
// all there is. A route of the pages may say otherwise of what it sends and
// takes.
type patience struct {
	header, request, answer, idle time.Duration
	headerBytes                   int
}

var usualPatience = patience{
	header:      10 * time.Second,
	request:     time.Minute,
	answer:      2 * time.Minute,
	idle:        2 * time.Minute,
	headerBytes: 64 << 10,
}

// openDoor is a door that listens.
type openDoor struct {
	door
	url           string
	pages, beside net.Listener
}

func (d door) open() (*openDoor, error) {
	o := &openDoor{door: d}
	listen := func(flag, addr string) (net.Listener, error) {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return nil, failed("choose another with "+flag+" HOST:PORT", "cannot listen at %s: %v", addr, err)
		}
		return l, nil
	}
	var err error
	if o.pages, err = listen("--addr", d.addr); err != nil {
		return nil, err
	}
	if d.redirect != "" {
		if o.beside, err = listen("--tls-redirect", d.redirect); err != nil {
			o.pages.Close()
			return nil, err
		}
	}
	scheme := "http://"
	if d.tls != nil {
		scheme = "https://"
	}
	o.url = scheme + urlHost(d.addr, o.pages.Addr().(*net.TCPAddr))
	return o, nil
}

// serve answers until ctx ends, and then finishes what is under way.
func (o *openDoor) serve(ctx context.Context, pages http.Handler, logger *slog.Logger) error {
	errorLog := log.New(withoutHandshakes{slog.NewLogLogger(logger.Handler(), slog.LevelWarn).Writer()}, "", 0)
	server := func(h http.Handler, p patience) *http.Server {
		return &http.Server{
			Handler: h, ReadHeaderTimeout: p.header, ReadTimeout: p.request, WriteTimeout: p.answer, IdleTimeout: p.idle,
			MaxHeaderBytes: p.headerBytes, ErrorLog: errorLog,
		}
	}
	main := server(pages, o.patience)
	main.TLSConfig = o.tls
	servers := []*http.Server{main}
	failure := make(chan error, 2)
	// First, so that who gives certificates can look here before one is asked for.
	if o.beside != nil {
		short := o.patience
		short.request, short.answer, short.idle = short.header, short.header, short.header
		aside := server(o.door.beside(leadTo(o.home)), short)
		servers = append(servers, aside)
		go func() { failure <- aside.Serve(o.beside) }()
	}
	go func() {
		if o.tls != nil {
			failure <- main.ServeTLS(o.pages, "", "")
		} else {
			failure <- main.Serve(o.pages)
		}
	}()
	var err error
	select {
	case err = <-failure:
		err = fmt.Errorf("serving pages: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	var stopping sync.WaitGroup
	stopped := make([]error, len(servers))
	for i, s := range servers {
		stopping.Go(func() {
			if stopped[i] = s.Shutdown(grace); errors.Is(stopped[i], context.DeadlineExceeded) {
				stopped[i] = s.Close()
			}
		})
	}
	stopping.Wait()
	if stop := errors.Join(stopped...); stop != nil && err == nil {
		err = fmt.Errorf("stopping: %w", stop)
	}
	return err
}

// leadTo leads whoever came without TLS to the same page of home. What was sent
// to another place without TLS has been sent for all to see: a form is not led
// on, so that this is noticed.
func leadTo(home string) http.Handler {
	home = strings.TrimSuffix(home, "/")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Open Homeward at "+home+" and send this from there.", http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, home+r.URL.RequestURI(), http.StatusPermanentRedirect)
	})
}

// withoutHandshakes leaves out of the log who did not come to speak TLS with
// us: they are many, and each line has a network address.
type withoutHandshakes struct {
	to interface{ Write([]byte) (int, error) }
}

func (w withoutHandshakes) Write(line []byte) (int, error) {
	if strings.HasPrefix(string(line), "http: TLS handshake error from ") {
		return len(line), nil
	}
	return w.to.Write(line)
}
