package web

import (
	"net/http"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

type signInPage struct {
	Page
	Before   ui.Component // why they are asked again
	Email    ui.Input
	Password ui.PasswordInput
	Button   ui.Button
	Next     string
	Register string // in which they worked before the session ended
	Passkey  *passkeyForm
	Provider *ui.Button // nil where there is no identity provider
}

// whySignIn says why somebody who was here is asked to sign in again.
var whySignIn = map[string]ui.Component{
	"ended": ui.InsetText{Text: "You were signed out because you had not used Homeward for a while, or had been signed in for a long time. Sign in to go on where you were."},
	"kept":  ui.InsetText{Text: "You were signed out before what you typed could be saved. It is kept. Sign in and you will find it in the form, then save it."},
	"late":  ui.InsetText{Text: "Signing in took more than 10 minutes, or was begun in another window. Sign in again."},
	"out":   ui.InsetText{Text: "You have signed out."},
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	next := local(q.Get("next"))
	if v.isSignedIn() {
		return seeOther(w, r, orHome(next, v))
	}
	p := s.newSignIn(v, "", next, q.Get("register"))
	p.Before = whySignIn[q.Get("why")]
	return s.render(w, http.StatusOK, "sign_in", p)
}

func (s *Server) newSignIn(v visit, email, next, register string) *signInPage {
	return &signInPage{
		Page: s.newPage(v, "Sign in"), Next: next, Register: register, Passkey: s.passkeyToSignIn(next, register), Provider: s.providerButton(next, register),
		Email: ui.Input{
			Label: ui.Label{Text: "Email address"}, Name: "email", Type: "email", Value: email,
			Autocomplete: "username", Autocapitalize: "none", Spellcheck: "false",
		},
		Password: ui.PasswordInput{Label: ui.Label{Text: "Password"}, Name: "password"},
		Button:   ui.Button{Text: "Sign in", PreventDoubleClick: "true"},
	}
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request, v visit) error {
	email, password := strings.TrimSpace(r.PostForm.Get("email")), r.PostForm.Get("password")
	next, register := local(r.PostForm.Get("next")), r.PostForm.Get("register")
	p := s.newSignIn(v, email, next, register)
	if email == "" {
		p.Email.ErrorMessage.Text = "Enter your email address"
		p.Errors = append(p.Errors, ui.ErrorItem{Text: p.Email.ErrorMessage.Text, Href: "#email"})
	}
	if password == "" {
		p.Password.ErrorMessage.Text = "Enter your password"
		p.Errors = append(p.Errors, ui.ErrorItem{Text: p.Password.ErrorMessage.Text, Href: "#password"})
	}
	if len(p.Errors) > 0 {
		return s.render(w, http.StatusUnprocessableEntity, "sign_in", p)
	}
	entrance, err := s.app.SignIn(r.Context(), email, password, s.from(r))
	if err != nil {
		e, status := app.As(err), http.StatusUnprocessableEntity
		switch e.Kind {
		case app.Invalid:
		case app.Locked:
			status = http.StatusTooManyRequests
		case app.Forbidden:
			status = http.StatusForbidden
		default:
			return err
		}
		p.Email.ErrorMessage.Text = e.Text
		p.Errors = []ui.ErrorItem{{Text: e.Text, Href: "#email"}}
		return s.render(w, status, "sign_in", p)
	}
	return s.onward(w, r, v, entrance, next, register)
}

// letIn begins the session of whoever has signed in and leads on.
func (s *Server) letIn(w http.ResponseWriter, r *http.Request, v visit, e app.Entrance, next, register string) error {
	v, err := s.takeSession(w, r, v, e, register)
	if err != nil {
		return err
	}
	return seeOther(w, r, orHome(next, v))
}

// takeSession begins the session of whoever has signed in, in the register in
// which they worked before, and gives their visit as it is from now on. A
// session that the browser had before ends.
func (s *Server) takeSession(w http.ResponseWriter, r *http.Request, v visit, e app.Entrance, register string) (visit, error) {
	if register != "" {
		if err := s.workIn(r, e.Token, register); err != nil {
			return v, err
		}
	}
	if v.isSignedIn() {
		if err := s.app.SignOut(r.Context(), v.Actor, v.token); err != nil {
			return v, err
		}
	}
	http.SetCookie(w, s.cookie(sessionCookie, e.Token, 0))
	http.SetCookie(w, s.cookie(endedCookie, "", -1))
	if !e.Last.At.IsZero() {
		s.tellIn(w, lastCookie, "You last signed in on "+s.pastSignIn(e.Last)+".")
	}
	var err error
	v.token = e.Token
	v.SignedIn, _, err = s.app.Session(r.Context(), e.Token)
	return v, err
}

// pastSignIn says when and how somebody signed in before.
func (s *Server) pastSignIn(p app.PastSignIn) string {
	words := s.app.Local(p.At).Format("2 January 2006 at 15:04")
	if p.Device != "" {
		words += " with " + p.Device
	}
	return words
}

// workIn puts a new session into the register in which the user worked before;
// where they no longer belong to it, it stays in their first.
func (s *Server) workIn(r *http.Request, token, register string) error {
	session, _, err := s.app.Session(r.Context(), token)
	if err != nil {
		return err
	}
	err = s.app.SwitchRegister(r.Context(), session, token, register)
	if err != nil && app.As(err).Kind == app.NotFound {
		return nil
	}
	return err
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.SignOut(r.Context(), v.Actor, v.token); err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(sessionCookie, "", -1))
	http.SetCookie(w, s.cookie(endedCookie, v.token, int(app.SessionLength.Seconds())))
	// On a shared computer nobody can go back to what was on the screen.
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return seeOther(w, r, "/sign-in?why=out")
}

func orHome(next string, v visit) string {
	if next == "" || next == "/" {
		return homeOf(v)
	}
	return next
}
