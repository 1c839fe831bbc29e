package web

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestSlowForm: a form that does not arrive in the time of its route is answered
// and its connection closed, long before the server's own limits.
func TestSlowForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	templates, err := parse()
	if err != nil {
		t.Fatal(err)
	}
	server := &Server{app: s.app, options: Options{Demo: true}, log: slog.New(slog.DiscardHandler), templates: templates}
	handled := make(chan string, 2)
	slow := func(w http.ResponseWriter, r *http.Request, _ visit) error {
		_, err := io.ReadAll(r.Body)
		handled <- r.PostForm.Get("name")
		return err
	}
	pages := httptest.NewServer(server.handler([]route{
		route{pattern: "POST /form", guard: anyone, handle: slow}.within(200 * time.Millisecond),
	}))
	defer pages.Close()
	for name, contentType := range map[string]string{"form": "application/x-www-form-urlencoded", "file": "multipart/form-data; boundary=x"} {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", pages.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprintf(c, "POST /form HTTP/1.1\r\nHost: homeward.test\r\nContent-Type: %s\r\nContent-Length: 1000\r\n\r\nname=Secre", contentType)
			if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
				t.Fatal(err)
			}
			got, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(got.Body)
			if err != nil {
				t.Fatal(err)
			}
			if got.StatusCode != http.StatusRequestTimeout || !got.Close || !strings.Contains(string(body), "did not reach Homeward in time") {
				t.Errorf("status %d, closes %v\n%s", got.StatusCode, got.Close, body)
			}
			if n, err := c.Read(make([]byte, 1)); err != io.EOF {
				t.Errorf("the connection is still open: %d, %v", n, err)
			}
		})
	}
	if len(handled) != 1 { // the file's, which its handler reads
		t.Errorf("half a form was handled: %d", len(handled))
	}
}
