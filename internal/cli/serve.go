package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"homeward/internal/app"
	"homeward/internal/jobs"
	"homeward/internal/web"
)

type serveCmd struct {
	Addr string `default:"localhost:8080" placeholder:"HOST:PORT" help:"Listen here (${default})."`
	Name string `default:"Homeward" help:"The name that pages carry, such as your board's."`
}

func (serveCmd) Help() string {
	return `Serves the pages until it is stopped. Put it behind a proxy that speaks TLS.

Examples:

  homeward serve --data /var/lib/homeward
  homeward serve --database postgres://homeward@db/homeward --addr 127.0.0.1:8080 --name "Northshire ICB"`
}

func (c *serveCmd) Run(x *exec) error {
	if err := pagesBuilt(); err != nil {
		return err
	}
	a, done, err := x.open()
	if err != nil {
		return err
	}
	defer done()
	return x.serve(a, c.Addr, web.Options{Name: c.Name}, func(url string) {
		fmt.Fprintf(x.Stdout, "Homeward is at %s\n", url)
	})
}

// serve listens on addr, calls ready with the address of the pages, and serves
// them until the context ends.
func (x *exec) serve(a *app.App, addr string, o web.Options, ready func(url string)) error {
	log := slog.New(slog.NewTextHandler(x.Stderr, nil))
	o.Log = log
	pages, err := web.New(a, o)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return failed("choose another with --addr HOST:PORT", "cannot listen at %s: %v", addr, err)
	}
	server := &http.Server{
		Handler:           pages,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      5 * time.Minute, // a large export over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	work, stop := context.WithCancel(x.Context)
	defer stop()
	daily := make(chan struct{})
	go func() {
		defer close(daily)
		jobs.Daily(work, a, x.Now, log)
	}()
	defer func() { stop(); <-daily }()

	failure := make(chan error, 1)
	go func() { failure <- server.Serve(listener) }()
	ready("http://" + urlHost(addr, listener.Addr().(*net.TCPAddr)))
	select {
	case err := <-failure:
		return fmt.Errorf("serving pages: %w", err)
	case <-x.Context.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// urlHost is the address to give to a browser: as it was asked for, with the
// port that was found.
func urlHost(asked string, got *net.TCPAddr) string {
	host, _, err := net.SplitHostPort(asked)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return net.JoinHostPort(host, fmt.Sprint(got.Port))
}
