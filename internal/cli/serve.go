package cli

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"homeward/internal/app"
	"homeward/internal/clamd"
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

	LimitAccount int `default:"300" placeholder:"N" help:"How many requests of one user are answered in a minute (${default}); 0 for any number."`
	LimitAddress int `default:"3000" placeholder:"N" help:"How many requests from one network address are answered in a minute (${default}); 0 for any number. Behind a proxy give --trusted-proxy, or all count as one."`

	Clamd string `placeholder:"ADDRESS" help:"Have files that are attached scanned for viruses by ClamAV, at unix:/run/clamav/clamd.ctl or tcp://localhost:3310. Until a file was found clean nobody can open it."`

	signInFlags
	TLS tlsFlags `embed:"" prefix:"tls-"`
}

func (serveCmd) Help() string {
	return `Serves the pages until it is stopped. Give it a certificate, or put it behind a proxy that speaks TLS.

Examples:

  homeward serve --data /var/lib/homeward --public-url https://homeward.example.org
  homeward serve --data /var/lib/homeward --addr :443 --tls-auto homeward.example.org --tls-redirect :80
  homeward serve --data /var/lib/homeward --addr :443 --tls-cert homeward.pem --tls-key homeward.key
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
	if err := c.TLS.check(c.PublicURL); err != nil {
		return err
	}
	log := x.logger()
	d := door{addr: c.Addr, home: c.TLS.home(c.PublicURL), redirect: c.TLS.Redirect, patience: usualPatience}
	if d.tls, d.beside, err = c.TLS.prepare(x, log); err != nil {
		return err
	}
	https := d.tls != nil || strings.HasPrefix(d.home, "https://")
	if !https {
		fmt.Fprintln(x.Stderr, "homeward: browsers keep nobody signed in without HTTPS — give --tls-auto, or --tls-cert and --tls-key, or the --public-url https://… of a proxy")
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
	if err := c.Provider.prepare(x, d.home, a); err != nil {
		return err
	}
	a.KeepAddresses(app.AddressKeeping(c.KeepAddresses))
	if server != nil {
		a.SendBy(server, c.PublicURL)
	}
	if err := scanBy(a, c.Clamd); err != nil {
		return err
	}
	return x.serve(a, d, log, web.Options{Name: c.Name, HTTPS: https, TrustedProxies: c.TrustedProxy, Limits: web.Limits{Account: c.LimitAccount, Address: c.LimitAddress}}, func(url string) {
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

// logger writes to standard error.
func (x *exec) logger() *slog.Logger { return slog.New(slog.NewTextHandler(x.Stderr, nil)) }

// serve opens the door, calls ready with the address of the pages, and serves
// them until the context ends.
func (x *exec) serve(a *app.App, d door, log *slog.Logger, o web.Options, ready func(url string)) error {
	o.Log = log
	logFailedSignIns(a, log)
	pages, err := web.New(a, o)
	if err != nil {
		return err
	}
	at, err := d.open()
	if err != nil {
		return err
	}
	if err := a.SignInAt(cmp.Or(d.home, at.url), o.Name); err != nil {
		return err
	}
	work, stop := context.WithCancel(x.Context)
	defer stop()
	var timed sync.WaitGroup
	timed.Go(func() { jobs.Daily(work, a, x.Now, log) })
	if a.CanSeal() {
		timed.Go(func() { jobs.Seal(work, a, sealEvery, log) })
		defer x.sealAtStop(a, log)
	}
	if a.CanScan() {
		timed.Go(func() { jobs.Scan(work, a, time.Minute, log) })
	}
	if a.CanEmail() {
		timed.Go(func() { jobs.Outbox(work, a, time.Minute, log) })
	}
	defer func() { stop(); timed.Wait() }()
	ready(at.url)
	return at.serve(x.Context, pages, log)
}

// scanTime is how long a virus scanner may take for one file.
const scanTime = 2 * time.Minute

// logFailedSignIns has a line in the log for each, without whose it was.
func logFailedSignIns(a *app.App, log *slog.Logger) {
	a.OnFailedSignIn(func(f app.FailedSignIn) {
		log.Warn("a sign-in failed", "what", f.Action, "known", f.Known, "address", f.Address, "from", f.From)
	})
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

// scanBy has what is attached scanned by clamd at an address; none without one.
func scanBy(a *app.App, address string) error {
	if address == "" {
		return nil
	}
	scanner, err := clamd.Open(address, scanTime)
	if err != nil {
		return wrongUse("see homeward serve --help", "the address of the virus scanner cannot be read: %v", err)
	}
	a.ScanBy(scanner)
	return nil
}
