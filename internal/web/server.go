// Package web has the pages for staff. Each page is one name: its handlers and
// its struct in NAME.go, its template in NAME.html, its test in NAME_test.go.
// All routes with their guards are in routes.go. Pages reach the record only
// through package app.
package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/static"
)

// Options are what differs between one installation and another.
type Options struct {
	// Name is that of the organisation that runs Homeward, shown in the header.
	Name string
	// Demo is for trying Homeward without TLS: every page says that the people
	// are invented, and cookies lack Secure and the prefix __Host-.
	Demo bool
	// HTTPS says that browsers reach the pages by TLS, of our own or of a proxy.
	// They are told to come back by nothing else.
	HTTPS bool
	// TrustedProxies are the networks of the proxies whose word is taken for
	// where a request comes from.
	TrustedProxies []netip.Prefix
	// Limits are how much anyone may ask; none without.
	Limits Limits
	// Log takes one line for each request and one for each fault, none with
	// personal data. Nothing is logged if it is nil.
	Log *slog.Logger
}

// Server serves the pages of one Homeward.
type Server struct {
	app       *app.App
	options   Options
	log       *slog.Logger
	templates map[string]*template.Template
	mux       *http.ServeMux // all routes, for what is done after a proof

	addresses, accounts *pace
	referrals           *pace // of people who are not signed in
	begun, sent         *pace // referrals of theirs in a day
}

// New makes the handler of all pages. It gives an error when a template is
// faulty.
func New(a *app.App, o Options) (http.Handler, error) {
	templates, err := parse()
	if err != nil {
		return nil, err
	}
	s := &Server{app: a, options: o, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)), templates: templates}
	a.OnFault(func(err error) { s.log.Error("background", "error", err.Error()) })
	return s.handler(s.routes()), nil
}

func (s *Server) handler(routes []route) http.Handler {
	s.addresses, s.accounts = newPace(s.options.Limits.Address), newPace(s.options.Limits.Account)
	s.referrals = newPace(min(outsidePace, s.options.Limits.Address))
	aDay := 24 * time.Hour
	s.begun, s.sent = newPaceWithin(aDay, min(outsideADay, s.options.Limits.Address)), newPaceWithin(aDay, min(outsideADay, s.options.Limits.Address))
	s.mux = http.NewServeMux()
	s.mux.Handle(static.Prefix, static.Handler())
	for _, route := range routes {
		s.mux.Handle(route.pattern, s.serve(route))
	}
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(s.serve(s.fromElsewhere()))
	return s.secure(protection.Handler(s.mux))
}

// handler answers one request. An error it returns becomes a page by fail.
type handler func(w http.ResponseWriter, r *http.Request, v visit) error

// route is one line of the table in routes.go.
type route struct {
	pattern string
	guard   guard
	handle  handler
	draft   func(*http.Request) (key, back string)
	body    int64
	time    time.Duration
	fresh   bool
	file    bool
	weight  int
}

// guard is who may pass: anyone, whoever is signed in, or who has a permission,
// or one of two or three.
type guard struct {
	open                   bool
	permission, or, orElse access.Permission
}

var (
	anyone   = guard{open: true}
	signedIn = guard{}
)

func may(p access.Permission) guard { return guard{permission: p} }

func mayEither(p, or access.Permission) guard { return guard{permission: p, or: or} }

func mayAny(p, or, orElse access.Permission) guard {
	return guard{permission: p, or: or, orElse: orElse}
}

// admits reports whether someone who is signed in may pass.
func (g guard) admits(v visit) bool {
	return g.permission == "" || v.may(g.permission) || g.or != "" && v.may(g.or) || g.orElse != "" && v.may(g.orElse)
}

// keeping says where what was typed is kept when the session has ended
// meanwhile: the key of the draft, and the page to come back to.
func (r route) keeping(draft func(*http.Request) (key, back string)) route {
	r.draft = draft
	return r
}

// upTo allows a body of so many bytes instead of the usual one.
func (r route) upTo(bytes int64) route {
	r.body = bytes
	return r
}

// within allows so much time instead of the usual.
func (r route) within(d time.Duration) route {
	r.time = d
	return r
}

// afterProof lets through only who has proved lately that it is them; others are
// asked, and what they asked for is done then.
func (r route) afterProof() route {
	r.fresh = true
	return r
}

// givingFile says that a page asked for comes as a file, and so is no place to
// be led to.
func (r route) givingFile() route {
	r.file = true
	return r
}

// weighing counts a request as so many, for what takes the machine as long.
func (r route) weighing(requests int) route {
	r.weight = requests
	return r
}

const (
	usualBody = 1 << 20 // bytes
	usualTime = 30 * time.Second
)

// serve answers the requests of one route: limits, session, guard, handler,
// error page, and the line in the log.
func (s *Server) serve(rt route) http.Handler {
	return http.HandlerFunc(func(plain http.ResponseWriter, r *http.Request) {
		started := time.Now()
		w := &response{ResponseWriter: plain}
		ctx, cancel := context.WithTimeout(r.Context(), cmp.Or(rt.time, usualTime))
		defer cancel()
		hurry(w, started, cmp.Or(rt.time, usualTime))
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, arriving{r.Body}, cmp.Or(rt.body, usualBody))
		v := visit{path: r.URL.Path}
		defer func() {
			s.log.Info("request", "method", r.Method, "route", rt.pattern, "status", w.status, "ms", time.Since(started).Milliseconds())
		}()
		defer func() {
			if fault := recover(); fault == http.ErrAbortHandler {
				panic(fault)
			} else if fault != nil {
				s.fail(w, r, v, fmt.Errorf("panic: %v\n%s", fault, debug.Stack()))
			}
		}()
		admitted, err := s.admit(w, r, rt, &v)
		if admitted {
			err = rt.handle(w, r, v)
		}
		if err != nil {
			s.fail(w, r, v, err)
		}
	})
}

// admit reads the form and the session and lets through whom the guard allows.
// Whoever has to sign in first is not admitted, and no error either.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, rt route, v *visit) (admitted bool, err error) {
	from := s.from(r).Address
	if err := paced(s.addresses, "network", app.AddressToCount(from), rt.weight, s.app.Now()); err != nil {
		return false, err
	}
	if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if err := r.ParseForm(); err != nil {
			return false, notAForm(err)
		}
	}
	v.notice, v.last = s.told(r, noticeCookie), s.told(r, lastCookie)
	v.token = s.token(r, sessionCookie)
	session, expired, err := s.app.Session(r.Context(), v.token)
	switch {
	case err == nil:
		v.SignedIn = session
		v.Actor.From = from
		if err := paced(s.accounts, "account", session.Actor.UserID, rt.weight, s.app.Now()); err != nil {
			return false, err
		}
	case app.As(err).Kind != app.SignedOut:
		return false, err
	case rt.guard.open:
		return true, nil
	default:
		if v.token == "" && rt.draft != nil { // signed out in another window, perhaps
			if _, expired, err = s.app.Session(r.Context(), s.token(r, endedCookie)); err != nil && app.As(err).Kind != app.SignedOut {
				return false, err
			}
		}
		return false, s.askToSignIn(w, r, rt, v.token != "", expired)
	}
	if v.reminders, err = s.app.NewReminders(r.Context(), session.Actor); err != nil {
		return false, err
	}
	if v.emergencies, err = s.app.EmergenciesToLookAt(r.Context(), session.Actor); err != nil {
		return false, err
	}
	if !rt.guard.admits(*v) {
		return false, &app.Error{Kind: app.Forbidden, Text: "Your role in this register does not let you do this. Your administrator can change your role."}
	}
	if rt.fresh && !s.app.Proved(session) {
		return false, s.askForProof(w, r, rt, *v)
	}
	return true, nil
}

// notAForm is what to say of a form that could not be read.
func notAForm(err error) error {
	var tooMuch *http.MaxBytesError
	if errors.As(err, &tooMuch) || errors.Is(err, errLate) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("reading a form: %w", err)
	}
	return &app.Error{Kind: app.Invalid, Text: "What was sent is no form that Homeward can read, or did not arrive whole. Nothing was done. Go back and try again."}
}

// response remembers what was sent.
type response struct {
	http.ResponseWriter
	status int
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
