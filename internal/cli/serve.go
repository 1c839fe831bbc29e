package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"homeward/internal/app"
	"homeward/internal/jobs"
	"homeward/internal/mail"
	"homeward/internal/web"
)

type serveCmd struct {
	sealKeyFlag
	Addr string `default:"localhost:8080" placeholder:"HOST:PORT" help:"Listen here (${default})."`
	Name string `default:"Homeward" help:"The name that pages carry, such as your board's."`

	KeepAddresses string `default:"full" enum:"full,network,none" help:"How much of the network address is kept with what people do: full, network (the first three of four numbers) or none (${default})."`

	SMTPURL   string `name:"smtp-url" placeholder:"URL" help:"Send e-mail by this server: smtp://user:password@host:587. Give it in the environment, HOMEWARD_SMTP_URL, for it holds a password."`
	MailFrom  string `placeholder:"ADDRESS" help:"The address that e-mail comes from, such as no-reply@example.org."`
	PublicURL string `name:"public-url" placeholder:"URL" help:"Where people open Homeward, for passkeys and for links in e-mail: https://homeward.example.org."`

	signInFlags
}

func (serveCmd) Help() string {
	return `Serves the pages until it is stopped. Put it behind a proxy that speaks TLS.

Examples:

  homeward serve --data /var/lib/homeward
  homeward serve --database postgres://homeward@db/homeward --addr 127.0.0.1:8080 --name "Northshire ICB"
  homeward serve --data /var/lib/homeward --smtp-url smtp://localhost --mail-from no-reply@example.org --public-url https://homeward.example.org`
}

func (c *serveCmd) Run(x *exec) error {
	if err := pagesBuilt(); err != nil {
		return err
	}
	server, err := c.mailServer()
	if err != nil {
		return err
	}
	place, err := x.place()
	if err != nil {
		return err
	}
	a, done, err := x.openAt(place)
	if err != nil {
		return err
	}
	defer done()
	if err := c.signInFlags.prepare(x, place, a); err != nil {
		return err
	}
	if err := c.sealWith(x, a); err != nil {
		return err
	}
	if !a.CanSeal() {
		fmt.Fprintln(x.Stderr, "homeward: the record is not sealed, for there is no key to seal it with — give --seal-key FILE")
	}
	if err := c.Provider.prepare(x, c.PublicURL, a); err != nil {
		return err
	}
	a.KeepAddresses(app.AddressKeeping(c.KeepAddresses))
	if server != nil {
		a.SendBy(server, c.PublicURL)
	}
	return x.serve(a, c.Addr, c.PublicURL, web.Options{Name: c.Name, TrustedProxies: c.TrustedProxy}, func(url string) {
		fmt.Fprintf(x.Stdout, "Homeward is at %s\n", url)
	})
}

// mailServer is that of the flags, or nil where e-mail is not asked for.
func (c *serveCmd) mailServer() (*mail.Server, error) {
	if c.PublicURL == "" && c.SMTPURL == "" && c.MailFrom == "" {
		return nil, nil
	}
	if (c.SMTPURL == "") != (c.MailFrom == "") || c.PublicURL == "" {
		return nil, wrongUse("give all three", "to send e-mail, --smtp-url, --mail-from and --public-url belong together")
	}
	home, err := url.Parse(c.PublicURL)
	if err != nil || home.Scheme != "https" && home.Scheme != "http" || home.Host == "" || home.User != nil || strings.Trim(home.Path, "/") != "" || home.RawQuery != "" || home.Fragment != "" {
		return nil, wrongUse("write it as https://homeward.example.org", "--public-url is not the address of a website")
	}
	if c.SMTPURL == "" {
		return nil, nil
	}
	server, err := mail.Open(c.SMTPURL, c.MailFrom)
	if err != nil {
		return nil, wrongUse("see homeward serve --help", "e-mail cannot be sent: %v", err)
	}
	return server, nil
}

// serve listens on addr, calls ready with the address of the pages, and serves
// them until the context ends. Home is where people open them, if that is
// elsewhere.
func (x *exec) serve(a *app.App, addr, home string, o web.Options, ready func(url string)) error {
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
	url := "http://" + urlHost(addr, listener.Addr().(*net.TCPAddr))
	if err := a.SignInAt(cmp.Or(home, url), o.Name); err != nil {
		return err
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
	var timed sync.WaitGroup
	timed.Go(func() { jobs.Daily(work, a, x.Now, log) })
	if a.CanSeal() {
		timed.Go(func() { jobs.Seal(work, a, sealEvery, log) })
		defer x.sealAtStop(a, log)
	}
	if a.CanEmail() {
		timed.Go(func() { jobs.Outbox(work, a, time.Minute, log) })
	}
	defer func() { stop(); timed.Wait() }()

	failure := make(chan error, 1)
	go func() { failure <- server.Serve(listener) }()
	ready(url)
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

// sealEvery is how long what was written waits to be sealed, at most.
const sealEvery = 45 * time.Second

// sealAtStop seals what was written last, when nothing is written any more.
func (x *exec) sealAtStop(a *app.App, log *slog.Logger) {
	a.Stop()
	a.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	if _, err := a.Seal(ctx, false); err != nil {
		log.Error("what was written last could not be sealed", "error", err)
	}
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
