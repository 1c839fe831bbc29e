package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// toProviderPage leads to the identity provider by itself; the link is for
// browsers that do not.
type toProviderPage struct {
	Page
	Name string
	Go   ui.Button
}

func (s *Server) providerButton(next, register string) *ui.Button {
	name := s.app.ProviderName()
	if name == "" {
		return nil
	}
	return &ui.Button{Text: "Sign in with " + name, Variant: "secondary", Href: onwardPath("/sign-in/provider", next, register)}
}

// toProvider sends whoever wants to sign in to the identity provider.
func (s *Server) toProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	next, register := local(r.URL.Query().Get("next")), r.URL.Query().Get("register")
	address, begun, err := s.app.ToProvider(r.Context(), next, register)
	if err != nil {
		return s.notConfirmed(w, v, err, next, register)
	}
	http.SetCookie(w, s.cookie(begunCookie, begun, begunSeconds))
	return seeOther(w, r, address)
}

// leave sends whoever has sent a form to the identity provider. The answer is a
// page, for browsers let no form lead to another host: the policy of the pages
// forbids it.
func (s *Server) leave(w http.ResponseWriter, v visit, address, begun string, err error) error {
	if err != nil {
		return err
	}
	http.SetCookie(w, s.cookie(begunCookie, begun, begunSeconds))
	w.Header().Set("Refresh", "0; url="+address)
	name := s.app.ProviderName()
	return s.render(w, http.StatusOK, "to_provider", &toProviderPage{
		Page: s.newPage(v, "Going to "+name), Name: name, Go: ui.Button{Text: "Go to " + name, Href: address},
	})
}

func (s *Server) linkProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	address, begun, err := s.app.LinkProvider(r.Context(), v.SignedIn)
	return s.leave(w, v, address, begun, err)
}

func (s *Server) proveByProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	address, begun, err := s.app.ProveByProvider(r.Context(), v.SignedIn, waiting(r.PostForm))
	return s.leave(w, v, address, begun, err)
}

func (s *Server) unlinkProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.UnlinkProvider(r.Context(), v.SignedIn); err != nil {
		return err
	}
	s.tell(w, "You no longer sign in with "+s.app.ProviderName()+".")
	return seeOther(w, r, "/account#second-factor")
}

// fromProvider takes whoever comes back from the identity provider.
func (s *Server) fromProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	answer := app.ProviderAnswer{Code: q.Get("code"), State: q.Get("state"), Issuer: q.Get("iss"), Refusal: q.Get("error")}
	got, err := s.app.FromProvider(r.Context(), v.SignedIn, s.token(r, begunCookie), answer, s.from(r))
	next, register := local(got.Waits.Next), got.Waits.Register
	switch {
	case err != nil && app.As(err).Kind == app.SignedOut && v.isSignedIn():
		return &app.Error{Kind: app.Invalid, Text: "That took too long, or was begun in another window. Nothing was done. Begin again from the page where you were."}
	case err != nil && app.As(err).Kind == app.SignedOut:
		return s.beginAgain(w, r, err, next, register)
	case err != nil:
		http.SetCookie(w, s.cookie(begunCookie, "", -1))
		return s.notConfirmed(w, v, err, next, register)
	}
	http.SetCookie(w, s.cookie(begunCookie, "", -1))
	switch {
	case got.Entrance != nil:
		return s.onward(w, r, v, *got.Entrance, next, register)
	case got.Linked:
		s.tell(w, "You can sign in with "+s.app.ProviderName()+" from now on.")
		return seeOther(w, r, "/account#second-factor")
	}
	got.Waits.Next, got.Waits.Again = next, local(got.Waits.Again)
	return s.doWhatWaits(w, r, v, got.Waits, got.Token)
}

// notConfirmed says on the page for signing in that the identity provider did
// not confirm who it is; who is signed in is told on a page of its own.
func (s *Server) notConfirmed(w http.ResponseWriter, v visit, err error, next, register string) error {
	e := app.As(err)
	status := map[app.Kind]int{app.Invalid: http.StatusUnprocessableEntity, app.Forbidden: http.StatusForbidden, app.Locked: http.StatusTooManyRequests}[e.Kind]
	if status == 0 || v.isSignedIn() {
		return err
	}
	p := s.newSignIn(v, "", next, register)
	p.Before = ui.InsetText{Text: e.Text}
	return s.render(w, status, "sign_in", p)
}
