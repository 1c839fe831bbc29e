package cli

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// serving serves pages at a door until the test ends, and gives its address, and
// how to stop it, which gives what it ended with.
func serving(t *testing.T, d door, pages http.HandlerFunc) (at *openDoor, stop func() error) {
	t.Helper()
	d.addr = "127.0.0.1:0"
	at, err := d.open()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- at.serve(ctx, pages, slog.New(slog.DiscardHandler)) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	return at, stop
}

func connect(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

func hello(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }

var impatient = patience{header: 200 * time.Millisecond, request: 300 * time.Millisecond, answer: 300 * time.Millisecond, idle: 200 * time.Millisecond, headerBytes: 4 << 10}

// TestSlowClients: who sends or takes slowly, or says nothing, is let go.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	written := make(chan error, 1)
	at, _ := serving(t, door{patience: impatient}, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/take":
			_, err := io.ReadAll(r.Body)
			written <- err
		case "/give":
			much := strings.Repeat("a", 1<<20)
			for range 100 {
				if _, err := io.WriteString(w, much); err != nil {
					written <- err
					return
				}
			}
			written <- nil
		default:
			hello(w, r)
		}
	})
	ends := func(c net.Conn) string {
		t.Helper()
		said, err := io.ReadAll(c)
		if err != nil {
			t.Errorf("the connection is not closed: %v", err)
		}
		return string(said)
	}

	c := connect(t, at.pages)
	for i := range 100 { // a header a little at a time, for longer than all may take
		if _, err := fmt.Fprintf(c, "%c", "GET / HTTP/1.1\r\nHost: homeward.test\r\nX-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"[i]); err != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if said, err := io.ReadAll(c); strings.Contains(string(said), "hello") || err != nil && !strings.Contains(err.Error(), "reset") {
		t.Errorf("a slow header is answered %q, %v", said, err)
	}

	c = connect(t, at.pages)
	fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: homeward.test\r\n\r\n")
	if said := ends(c); !strings.HasSuffix(said, "hello") {
		t.Errorf("who goes on to say nothing got %q", said)
	}

	c = connect(t, at.pages)
	fmt.Fprint(c, "POST /take HTTP/1.1\r\nHost: homeward.test\r\nContent-Length: 10\r\n\r\nhalf")
	ends(c)
	if err := <-written; err == nil {
		t.Error("half a body was taken for the whole")
	}

	c = connect(t, at.pages)
	fmt.Fprint(c, "GET /give HTTP/1.1\r\nHost: homeward.test\r\n\r\n")
	if err := <-written; err == nil {
		t.Error("who takes nothing was waited for")
	}

	c = connect(t, at.pages)
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: homeward.test\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 64<<10))
	if got, err := http.ReadResponse(bufio.NewReader(c), nil); err != nil || got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a long header is answered %v, %v", got, err)
	}
}

// TestStopsWhenDone: what is under way when Homeward is asked to stop is
// finished first.
func TestStopsWhenDone(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan bool), make(chan bool)
	at, stop := serving(t, door{patience: usualPatience}, func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-goOn
		hello(w, r)
	})
	type answer struct {
		body string
		err  error
	}
	got := make(chan answer)
	go func() {
		r, err := http.Get(at.url)
		if err != nil {
			got <- answer{"", err}
			return
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		got <- answer{string(body), err}
	}()
	<-begun
	stopped := make(chan error)
	go func() { stopped <- stop() }()
	for { // until it listens no more
		c, err := net.Dial("tcp", at.pages.Addr().String())
		if err != nil {
			break
		}
		c.Close()
		time.Sleep(5 * time.Millisecond)
	}
	close(goOn)
	if a := <-got; a != (answer{"hello", nil}) {
		t.Errorf("what was under way got %+v", a)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// TestWithoutTLSIsLedOn: to the same page of the address at which people open
// Homeward, whatever host was asked for; and no form is.
func TestWithoutTLSIsLedOn(t *testing.T) {
	t.Parallel()
	plain := func(next http.Handler) http.Handler { return next }
	at, _ := serving(t, door{patience: usualPatience, home: "https://homeward.example.org/", redirect: "127.0.0.1:0", beside: plain}, hello)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for path, want := range map[string]string{
		"/":                       "https://homeward.example.org/",
		"/people/new?why=a%20b":   "https://homeward.example.org/people/new?why=a%20b",
		"//elsewhere.example/x":   "https://homeward.example.org//elsewhere.example/x",
		"/\\elsewhere.example":    "https://homeward.example.org/%5Celsewhere.example",
		"/@elsewhere.example/%0a": "https://homeward.example.org/@elsewhere.example/%0a",
	} {
		r, err := http.NewRequest("GET", "http://"+at.beside.Addr().String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "elsewhere.example"
		if r.URL, err = r.URL.Parse("http://" + at.beside.Addr().String() + path); err != nil {
			t.Fatal(err)
		}
		got, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != http.StatusPermanentRedirect || got.Header.Get("Location") != want || got.Header.Get("Cache-Control") != "no-store" || got.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: status %d to %q, want %q\n%v", path, got.StatusCode, got.Header.Get("Location"), want, got.Header)
		}
	}
	got, err := client.Post("http://"+at.beside.Addr().String()+"/sign-in", "application/x-www-form-urlencoded", strings.NewReader("password=secret"))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if body, _ := io.ReadAll(got.Body); got.StatusCode != http.StatusBadRequest || got.Header.Get("Location") != "" || !strings.Contains(string(body), "https://homeward.example.org") {
		t.Errorf("a form is answered %d, %q", got.StatusCode, body)
	}
}

// TestHandshakesAreNotLogged: scanners would fill the log with addresses.
func TestHandshakesAreNotLogged(t *testing.T) {
	t.Parallel()
	var kept strings.Builder
	w := withoutHandshakes{&kept}
	for _, line := range []string{"http: TLS handshake error from 192.0.2.7:1234: EOF\n", "http: Accept error: too many open files\n"} {
		if n, err := w.Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("%q: %d, %v", line, n, err)
		}
	}
	if kept.String() != "http: Accept error: too many open files\n" {
		t.Errorf("kept %q", kept.String())
	}
}

// dial is a handshake with the pages, as a browser makes it.
func dial(t *testing.T, at *openDoor, c *tls.Config) (*tls.Conn, error) {
	t.Helper()
	conn, err := tls.Dial("tcp", at.pages.Addr().String(), c)
	if err == nil {
		t.Cleanup(func() { conn.Close() })
	}
	return conn, err
}
